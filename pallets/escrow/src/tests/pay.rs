use crate::{mock::*, *};
use frame_support::{
	assert_noop, assert_ok,
	traits::{LockableCurrency, WithdrawReasons},
};
use piazza_primitives::Escrow as _;
use sp_runtime::TokenError;

#[test]
fn pay_delivers_the_amount() {
	for asset in ALL_ASSETS {
		build_and_execute(|| {
			let id = open(1, asset.clone(), 300).unwrap();
			assert_ok!(Escrow::pay(id, &2, 120));
			System::assert_last_event(Event::Paid { escrow: id, to: 2, amount: 120 }.into());
			assert_eq!(free(&asset, 2), WEALTH + 120);
			assert_eq!((free(&asset, 1), held(&asset, 1)), (WEALTH - 300, 180));
			assert_eq!(TotalHeld::<Test>::get(&asset), 180);
			let record = Escrows::<Test>::get(id).unwrap();
			assert_eq!((record.paid, record.available()), (120, 180));
		});
	}
}

#[test]
fn pay_draws_first_in_first_out_over_eight_sponsors() {
	for asset in ALL_ASSETS {
		build_and_execute(|| {
			let id = open_with(asset.clone(), &[10, 20, 30, 40, 50, 60, 70, 80]);
			assert_ok!(Escrow::pay(id, &9, 5));
			assert_eq!(holds(&asset, 8), [5, 20, 30, 40, 50, 60, 70, 80]);
			assert_ok!(Escrow::pay(id, &9, 100));
			assert_eq!(holds(&asset, 8), [0, 0, 0, 0, 45, 60, 70, 80]);
			assert_ok!(Escrow::pay(id, &9, 250));
			assert_eq!(holds(&asset, 8), [0, 0, 0, 0, 0, 0, 0, 5]);
			assert_eq!(free(&asset, 9), WEALTH + 355);
			assert_eq!(Escrow::available(id), Some(5));
		});
	}
}

#[test]
fn pay_takes_everything_when_asked() {
	build_and_execute(|| {
		let id = open_with(POINT, &[10, 20, 30]);
		assert_ok!(Escrow::pay(id, &9, 60));
		assert_eq!(holds(&POINT, 3), [0; 3]);
		assert_eq!(Escrow::available(id), Some(0));
		assert!(!TotalHeld::<Test>::contains_key(POINT));
		assert_eq!(Escrow::close(id), Ok(0));
	});
}

#[test]
fn pay_fails_when_less_is_left() {
	build_and_execute(|| {
		let id = open_with(NATIVE, &[100, 100]);
		assert_noop!(Escrow::pay(id, &9, 201), Error::<Test>::Insufficient);
		// What is owed to others is not left.
		assert_ok!(Escrow::pay(id, &NEWCOMER, ED - 1));
		assert_noop!(Escrow::pay(id, &9, 201 - (ED - 1)), Error::<Test>::Insufficient);
		assert_ok!(Escrow::pay(id, &9, 200 - (ED - 1)));
	});
}

#[test]
fn pay_fails_when_escrow_is_unknown_or_closed() {
	build_and_execute(|| {
		assert_noop!(Escrow::pay(0, &9, 1), Error::<Test>::NotFound);
		let id = open(1, NATIVE, 300).unwrap();
		assert_ok!(Escrow::pay(id, &NEWCOMER, ED - 1));
		assert_ok!(Escrow::close(id));
		assert_noop!(Escrow::pay(id, &9, 1), Error::<Test>::NotFound);
	});
}

#[test]
fn pay_does_nothing_when_amount_is_zero() {
	build_and_execute(|| {
		let id = open(1, NATIVE, 300).unwrap();
		System::reset_events();
		assert_ok!(Escrow::pay(id, &NEWCOMER, 0));
		assert!(System::events().is_empty());
		assert_eq!(Escrow::due(id, NEWCOMER), 0);
	});
}

#[test]
fn pay_makes_a_new_account() {
	build_and_execute(|| {
		for asset in [NATIVE, DOLLAR] {
			let id = open(1, asset.clone(), 300).unwrap();
			assert_ok!(Escrow::pay(id, &NEWCOMER, 100));
			assert_eq!(free(&asset, NEWCOMER), 100);
		}
	});
}

#[test]
fn pay_makes_a_new_account_when_the_first_share_alone_could_not() {
	build_and_execute(|| {
		let id = open_with(NATIVE, &[100, 100]);
		assert_ok!(Escrow::pay(id, &9, 97));
		// 3 of the first and 12 of the second: only the second makes an account.
		assert_ok!(Escrow::pay(id, &NEWCOMER, 15));
		assert_eq!(free(&NATIVE, NEWCOMER), 15);
		assert_eq!(holds(&NATIVE, 2), [0, 88]);
	});
}

#[test]
fn pay_becomes_a_due_when_payee_would_stay_below_the_minimum() {
	build_and_execute(|| {
		for (asset, amount) in [(NATIVE, ED - 1), (DOLLAR, DOLLAR_MINIMUM - 1)] {
			let id = open(1, asset.clone(), 300).unwrap();
			assert_ok!(Escrow::pay(id, &NEWCOMER, amount));
			let error = TokenError::CannotCreate.into();
			System::assert_last_event(Event::PaymentOwed { escrow: id, to: NEWCOMER, amount, error }.into());
			assert_eq!((free(&asset, NEWCOMER), Escrow::due(id, NEWCOMER)), (0, amount));
			// It stays held, but is not there for others.
			assert_eq!((held(&asset, 1), Escrow::available(id)), (300, Some(300 - amount)));
			assert_eq!(Escrows::<Test>::get(id).unwrap().paid, 0);
		}
	});
}

#[test]
fn pay_becomes_a_due_when_payee_does_not_exist_and_the_asset_cannot_make_it() {
	build_and_execute(|| {
		let id = open(1, POINT, 300).unwrap();
		assert_ok!(Escrow::pay(id, &NEWCOMER, 100));
		assert_ok!(Escrow::pay(id, &NEWCOMER, 50));
		assert_eq!(Escrow::due(id, NEWCOMER), 150);
		assert_eq!(Escrow::available(id), Some(150));
	});
}

#[test]
fn pay_becomes_a_due_when_issuer_blocks_the_payee() {
	build_and_execute(|| {
		block(&DOLLAR, 2);
		let id = open(1, DOLLAR, 300).unwrap();
		assert_ok!(Escrow::pay(id, &2, 100));
		assert_eq!(Escrow::due(id, 2), 100);
		// Others are paid as before.
		assert_ok!(Escrow::pay(id, &3, 100));
		assert_eq!(free(&DOLLAR, 3), WEALTH + 100);
	});
}

#[test]
fn pay_becomes_a_due_when_issuer_freezes_the_asset() {
	build_and_execute(|| {
		let id = open_with(DOLLAR, &[100, 100]);
		freeze_asset(&DOLLAR);
		assert_ok!(Escrow::pay(id, &3, 150));
		// The attempt has left no trace on the holds.
		assert_eq!(holds(&DOLLAR, 2), [100, 100]);
		assert_eq!(Escrow::due(id, 3), 150);
		assert_eq!(TotalHeld::<Test>::get(DOLLAR), 200);
	});
}

#[test]
fn pay_draws_on_payers_whom_the_issuer_froze() {
	build_and_execute(|| {
		let id = open_with(DOLLAR, &[100, 100]);
		freeze(&DOLLAR, 1);
		block(&DOLLAR, 2);
		assert_ok!(Escrow::pay(id, &3, 150));
		assert_eq!(free(&DOLLAR, 3), WEALTH + 150);
	});
}

#[test]
fn pay_draws_on_payers_whose_money_is_locked() {
	build_and_execute(|| {
		let id = open(1, NATIVE, 300).unwrap();
		Balances::set_lock(*b"for life", &1, WEALTH, WithdrawReasons::all());
		assert_ok!(Escrow::pay(id, &2, 300));
		assert_eq!(free(&NATIVE, 2), WEALTH + 300);
	});
}

#[test]
fn pay_draws_on_payers_who_have_nothing_else() {
	build_and_execute(|| {
		// One has kept no more than it must; the other, kept alive by something else, not even that.
		let id = open_with(NATIVE, &[300, 300]);
		assert_ok!(Balances::transfer_keep_alive(RuntimeOrigin::signed(1), 9, WEALTH - 300 - ED));
		System::inc_providers(&2);
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(2), 9, WEALTH - 300));
		assert_eq!((free(&NATIVE, 1), free(&NATIVE, 2)), (ED, 0));
		assert_ok!(Escrow::pay(id, &3, 600));
		assert_eq!(free(&NATIVE, 3), WEALTH + 600);
		assert_eq!(free(&NATIVE, 1), ED);
		assert_eq!(Escrow::close(id), Ok(0));
	});
}

#[test]
fn pay_delivers_to_a_depositor() {
	for asset in ALL_ASSETS {
		build_and_execute(|| {
			let id = open_with(asset.clone(), &[100, 100]);
			assert_ok!(Escrow::pay(id, &1, 150));
			assert_eq!((free(&asset, 1), held(&asset, 1)), (WEALTH + 50, 0));
			assert_eq!((free(&asset, 2), held(&asset, 2)), (WEALTH - 100, 50));
			assert_eq!(Escrows::<Test>::get(id).unwrap().paid, 150);
		});
	}
}
