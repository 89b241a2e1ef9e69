use crate::{mock::*, *};
use frame_support::assert_ok;
use sp_runtime::Perbill;

#[test]
fn reward_is_made_for_the_author_the_pool_and_the_treasury() {
	build_and_execute(3, || {
		let reward = BlockReward::<Test>::get();
		// 8 % of 1 000 003 020 in 1000 blocks.
		assert_eq!(reward, 80_000);
		next_block(2);
		assert_eq!(Minted::<Test>::get(), Shares { validators: 48_000, work: 24_000, treasury: 8_000 });
		assert_eq!([2, POOL, CHEST].map(Balances::free_balance), [49_000, 24_000 + ED, 8_000 + ED]);
	});
}

#[test]
fn reward_leaves_what_rounds_off_to_the_treasury() {
	build_and_execute(3, || {
		BlockReward::<Test>::put(9);
		next_block(2);
		assert_eq!(Minted::<Test>::get(), Shares { validators: 5, work: 2, treasury: 2 });
	});
}

#[test]
fn reward_is_not_made_when_nobody_is_the_author() {
	build_and_execute(3, || {
		next_block(None);
		assert_eq!(Minted::<Test>::get(), Shares::default());
	});
}

#[test]
fn reward_goes_to_the_treasury_when_nobody_is_behind_the_author() {
	build_and_execute(3, || {
		next_block(NEWCOMER);
		assert_eq!(Minted::<Test>::get(), Shares { validators: 0, work: 24_000, treasury: 56_000 });
		assert_eq!(Balances::free_balance(CHEST), 56_000 + ED);
	});
}

#[test]
fn reward_goes_to_the_treasury_when_the_pool_cannot_receive() {
	WorkPool::set(NEWCOMER);
	build_and_execute(3, || {
		BlockReward::<Test>::put(10);
		next_block(1);
		assert_eq!(Minted::<Test>::get(), Shares { validators: 6, work: 0, treasury: 4 });
	});
}

#[test]
fn reward_is_not_made_when_the_treasury_cannot_receive() {
	Treasury::set(NEWCOMER);
	build_and_execute(3, || {
		BlockReward::<Test>::put(10);
		next_block(1);
		assert_eq!(Minted::<Test>::get(), Shares { validators: 6, work: 3, treasury: 0 });
	});
}

#[test]
fn reward_is_nothing_when_there_is_no_inflation() {
	build_and_execute(3, || {
		assert_ok!(Validators::set_inflation(RuntimeOrigin::root(), Perbill::zero()));
		roll_to(ERA);
		assert_eq!(BlockReward::<Test>::get(), 0);
		next_block(1);
		assert_eq!(Minted::<Test>::get(), Shares::default());
	});
}

#[test]
fn reward_is_fixed_for_an_era_and_grows_with_issuance() {
	build_and_execute(3, || {
		let genesis = Balances::total_issuance();
		let mut expected = 0;
		let mut reward = BlockReward::<Test>::get();
		while Session::current_index() < 3 * ERA {
			let (session, made) = (Session::current_index(), BlockReward::<Test>::get());
			next_block(1 + System::block_number() % 3);
			expected += made;
			assert_eq!(Balances::total_issuance(), genesis + expected);
			let starts = Session::current_index() != session && Session::current_index().is_multiple_of(ERA);
			if starts {
				reward = Balances::total_issuance() * 8 / 100 / u128::from(YEAR);
			}
			assert_eq!(BlockReward::<Test>::get(), reward);
		}
		assert!(reward > 80_000);
		assert_eq!(Minted::<Test>::get().total(), expected);
	});
}

#[test]
fn reward_counts_its_weight() {
	build_and_execute(3, || {
		let before = System::block_weight().total();
		next_block(1);
		assert_eq!(System::block_weight().total() - before, <() as WeightInfo>::note_author());
	});
}
