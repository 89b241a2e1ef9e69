use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::fungibles::Mutate};
use sp_runtime::{traits::Convert, ArithmeticError, Permill, TokenError};

fn pool_with_data(terms: TermsOf<Test>) -> PoolId {
	let pool = create(terms);
	assert_ok!(contribute(pool, ALICE, 1, 80));
	pool
}

#[test]
fn license_divides_the_price_exactly() {
	build_and_execute(|| {
		let pool = pool_with_data(terms());
		let before = (free(BUYER), free(TREASURY));
		assert_eq!(DataPools::quote(pool, 3), Some((300, Parts { owner: 180, treasury: 60, stakers: 60 })));
		assert_ok!(DataPools::license(signed(BUYER), pool, PURPOSE, 3, 300));
		assert_eq!((before.0 - free(BUYER), free(TREASURY) - before.1), (300 + DEPOSIT, 60));
		assert_eq!((books(pool).owner_due, books(pool).kept), (180, 60));
		let record = DataPools::licence(pool, 0).unwrap();
		assert_eq!((record.buyer, record.units, record.paid, record.program), (BUYER, 3, 300, reader()));
		let event = Event::Licensed {
			pool,
			licence: 0,
			buyer: BUYER,
			purpose: PURPOSE,
			units: 3,
			paid: 300,
			owner: 180,
			treasury: 60,
			stakers: 60,
		};
		assert_eq!(events().last(), Some(&event));

		assert_ok!(DataPools::collect(signed(OWNER), pool));
		assert_noop!(DataPools::collect(signed(OWNER), pool), Error::<Test>::NothingDue);
		assert_noop!(DataPools::collect(signed(ALICE), pool), Error::<Test>::NotOwner);
		pass(STREAM);
		assert_ok!(DataPools::claim(signed(ALICE), pool));
		assert_eq!(free(PoolAccount::convert(pool)), ED);
	});
}

#[test]
fn license_gives_the_stakers_what_rounding_leaves() {
	build_and_execute(|| {
		let pool = pool_with_data(Terms { price: Some(1), ..terms() });
		// Of one unit, neither 60 % nor 20 % is one.
		assert_ok!(license(pool, 1));
		assert_eq!((books(pool).owner_due, books(pool).kept, free(TREASURY)), (0, 1, ED));
		assert_ok!(license(pool, 4));
		assert_eq!((books(pool).owner_due, books(pool).kept, free(TREASURY)), (2, 3, ED));
	});
}

#[test]
fn license_fails_when_it_costs_more_than_the_buyer_pays() {
	build_and_execute(|| {
		let pool = pool_with_data(terms());
		let up_to = |max| DataPools::license(signed(BUYER), pool, PURPOSE, 2, max);
		assert_noop!(up_to(199), Error::<Test>::PriceTooHigh);
		assert_ok!(DataPools::set_price(signed(OWNER), pool, Some(PRICE + 1)));
		assert_noop!(up_to(200), Error::<Test>::PriceTooHigh);
		assert_ok!(up_to(202));
	});
}

#[test]
fn license_fails_when_nothing_is_sold() {
	build_and_execute(|| {
		let pool = create(terms());
		assert_noop!(license(pool, 1), Error::<Test>::NothingToRead);
		assert_noop!(license(9, 1), Error::<Test>::NotFound);
		assert_ok!(contribute(pool, ALICE, 1, 80));
		assert_noop!(license(pool, 0), Error::<Test>::ZeroAmount);
		assert_ok!(DataPools::set_price(signed(OWNER), pool, None));
		assert_noop!(license(pool, 1), Error::<Test>::NotForSale);
		assert_eq!(DataPools::quote(pool, 1), None);
		assert_ok!(DataPools::set_price(signed(OWNER), pool, Some(u128::MAX)));
		assert_noop!(license(pool, 2), ArithmeticError::Overflow);
		assert_ok!(DataPools::set_price(signed(OWNER), pool, Some(PURSE)));
		assert_noop!(license(pool, 1), TokenError::NotExpendable);
		assert_noop!(license(pool, 2), TokenError::FundsUnavailable);
	});
}

#[test]
fn set_price_fails_when_it_is_anothers_pool_or_zero() {
	build_and_execute(|| {
		let pool = create(terms());
		assert_noop!(DataPools::set_price(signed(ALICE), pool, None), Error::<Test>::NotOwner);
		assert_noop!(DataPools::set_price(signed(OWNER), pool, Some(0)), Error::<Test>::ZeroAmount);
		assert_noop!(DataPools::set_price(signed(OWNER), 9, None), Error::<Test>::NotFound);
		assert_ok!(DataPools::set_price(signed(OWNER), pool, Some(5)));
		assert_eq!(events().last(), Some(&Event::PriceSet { pool, old: Some(PRICE), new: Some(5) }));
	});
}

#[test]
fn licence_lets_only_its_program_read_until_it_is_over() {
	build_and_execute(|| {
		let pool = pool_with_data(terms());
		run_to(10);
		assert_ok!(license(pool, 1));
		let reads = |program| {
			let all = DataPools::may_read(program, pool, 0);
			assert_eq!(DataPools::may_read_contribution(program, pool, 0, hash(1)), all);
			all
		};
		assert!(reads(reader()) && !reads(scorer()));
		run_to(59);
		assert!(reads(reader()));
		assert_noop!(DataPools::remove_licence(signed(BUYER), pool, 0), Error::<Test>::NotExpired);
		run_to(60);
		assert!(!reads(reader()));
		assert_noop!(DataPools::remove_licence(signed(STRANGER), pool, 0), Error::<Test>::NotOwner);
		let before = free(BUYER);
		assert_ok!(DataPools::remove_licence(signed(BUYER), pool, 0));
		assert_eq!(free(BUYER) - before, DEPOSIT);
		assert_noop!(DataPools::remove_licence(signed(BUYER), pool, 0), Error::<Test>::NotFound);
		// Numbers are not given twice.
		assert_ok!(license(pool, 1));
		assert!(DataPools::licence(pool, 1).is_some());
	});
}

#[test]
fn treasury_has_later_what_it_cannot_receive_now() {
	build_and_execute(|| {
		// The treasury has no dollars: less than the least would make no account for it.
		let split = Split { owner: Permill::from_percent(50), treasury: Permill::from_percent(20) };
		let pool = pool_with_data(Terms { asset: DOLLAR, price: Some(10), split, ..terms() });
		assert_ok!(license(pool, 1));
		assert_eq!((dollars(TREASURY), books(pool).treasury_due), (0, 2));
		assert_ok!(license(pool, 1));
		assert_eq!((dollars(TREASURY), books(pool).treasury_due), (0, 4));
		assert_ok!(license(pool, 1));
		assert_eq!((dollars(TREASURY), books(pool).treasury_due), (6, 0));
	});
}

#[test]
fn income_stays_due_when_it_cannot_be_received() {
	build_and_execute(|| {
		let pool = pool_with_data(Terms { asset: DOLLAR, ..terms() });
		assert_ok!(license(pool, 1));
		pass(STREAM);
		assert_ok!(Assets::freeze_asset(signed(ISSUER), 1));
		assert_noop!(license(pool, 1), TokenError::Frozen);
		assert_noop!(DataPools::collect(signed(OWNER), pool), TokenError::Frozen);
		assert_noop!(DataPools::claim(signed(ALICE), pool), TokenError::Frozen);
		// Tokens are not the issuer's.
		assert_ok!(DataPools::unstake(signed(ALICE), pool, 800));
		assert_ok!(Assets::thaw_asset(signed(ISSUER), 1));
		assert_ok!(DataPools::collect(signed(OWNER), pool));
		assert_ok!(DataPools::claim(signed(ALICE), pool));
		assert_eq!((dollars(OWNER), dollars(ALICE)), (PURSE - DOLLAR_MINIMUM + 60, PURSE + 20));
		assert_eq!(dollars(PoolAccount::convert(pool)), DOLLAR_MINIMUM);
	});
}

#[test]
fn pool_has_what_it_owes_when_somebody_gives_it_more() {
	build_and_execute(|| {
		let pool = pool_with_data(terms());
		assert_ok!(license(pool, 1));
		let account = PoolAccount::convert(pool);
		assert_ok!(NativeAndAssets::transfer(
			NATIVE,
			&STRANGER,
			&account,
			77,
			frame_support::traits::tokens::Preservation::Preserve
		));
		assert_ok!(DataPools::collect(signed(OWNER), pool));
		pass(STREAM);
		assert_ok!(DataPools::claim(signed(ALICE), pool));
		assert_eq!(free(account), ED + 77);
	});
}

#[test]
fn remove_pool_returns_what_it_cost_when_nobody_contributed() {
	build_and_execute(|| {
		let before = (free(OWNER), dollars(OWNER));
		let pool = create(Terms { asset: DOLLAR, ..terms() });
		assert_ok!(DataPools::endorse(signed(CURATOR), pool));
		assert_noop!(DataPools::remove_pool(signed(ALICE), pool), Error::<Test>::NotOwner);
		assert_ok!(DataPools::remove_pool(signed(OWNER), pool));
		assert_eq!((free(OWNER), dollars(OWNER)), before);
		assert_noop!(DataPools::remove_pool(signed(OWNER), pool), Error::<Test>::NotFound);
		assert_eq!(create(terms()), pool + 1);
		assert_ok!(contribute(pool + 1, ALICE, 1, 80));
		assert_noop!(DataPools::remove_pool(signed(OWNER), pool + 1), Error::<Test>::InUse);
	});
}

/// An asset that the buyer made out of nothing, this much of it.
fn worthless(supply: Balance) -> AssetKind {
	assert_ok!(Assets::force_create(RuntimeOrigin::root(), 2, BUYER, true, 1));
	assert_ok!(Assets::mint(signed(BUYER), 2, OWNER, 2));
	assert_ok!(Assets::mint(signed(BUYER), 2, BUYER, supply - 2));
	AssetKind::WithId(2)
}

#[test]
fn stakers_can_leave_when_more_came_in_than_can_be_counted() {
	build_and_execute(|| {
		let split = Split { owner: Permill::zero(), ..terms().split };
		let pool = create(Terms { asset: worthless(1 << 127), price: Some(1 << 125), split, ..terms() });
		assert_ok!(contribute(pool, ALICE, 1, 1));
		assert_ok!(contribute(pool, BUYER, 2, 100));
		// Paid to itself again and again: each time four fifths of an eighth of what can be counted.
		for _ in 0..9 {
			assert_ok!(license(pool, 1));
			pass(STREAM);
			assert_ok!(DataPools::claim(signed(BUYER), pool));
		}
		assert_noop!(license(pool, 1), ArithmeticError::Overflow);
		pass(1_000);
		assert_ok!(DataPools::unstake(signed(ALICE), pool, 10));
		assert_ok!(DataPools::unstake(signed(BUYER), pool, 1_000));
		assert_ok!(DataPools::claim(signed(ALICE), pool));
	});
}

#[test]
fn license_fails_when_the_price_would_be_lost_on_its_way() {
	build_and_execute(|| {
		// There is so much of the asset that the pallet of assets takes the price from the buyer and gives it to nobody.
		let pool = pool_with_data(Terms { asset: worthless(1_000), ..terms() });
		assert_ok!(Assets::mint(signed(BUYER), 2, BUYER, u128::MAX - 1_000));
		assert_noop!(license(pool, 1), ArithmeticError::Overflow);
	});
}
