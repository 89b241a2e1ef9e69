use crate::{mock::*, *};
use frame_support::{
	assert_ok,
	traits::{fungible::Balanced, Imbalance},
};
use piazza_primitives::{Role, Stakes as _};
use sp_runtime::Perbill;

#[test]
fn reward_is_shared_by_stake() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(bond(2, 30_000));
		reward(4_000);
		System::assert_last_event(
			Event::Rewarded { role: Role::Validator, operator: 1, amount: 4_000, commission: 0 }.into(),
		);
		assert_eq!((staked(1), staked(2), pot()), (11_000, 33_000, 44_000));
	});
}

#[test]
fn reward_compounds() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(bond(2, 10_000));
		reward(20_000);
		assert_ok!(bond(3, 20_000));
		reward(30_000);
		assert_eq!((staked(1), staked(2), staked(3)), (30_000, 30_000, 30_000));
	});
}

#[test]
fn reward_gives_the_commission_of_the_era_to_the_operator() {
	build_and_execute(|| {
		assert_ok!(Stakes::open(signed(1), Role::Validator, 10_000, Perbill::from_percent(20)));
		assert_ok!(bond(2, 10_000));
		assert_ok!(Stakes::set_commission(signed(1), Role::Validator, Perbill::zero()));
		reward(1_000);
		System::assert_last_event(
			Event::Rewarded { role: Role::Validator, operator: 1, amount: 1_000, commission: 200 }.into(),
		);
		// 200 for the operator, 400 for each; what a share is worth is rounded against its owner.
		assert_eq!((staked(1), staked(2), pot()), (10_599, 10_400, 21_000));
		next_era(1);
		reward(1_000);
		System::assert_last_event(
			Event::Rewarded { role: Role::Validator, operator: 1, amount: 1_000, commission: 0 }.into(),
		);
	});
}

#[test]
fn reward_does_not_reach_what_is_leaving() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(bond(2, 10_000));
		assert_ok!(unbond(2, 5_000));
		reward(15_000);
		assert_eq!((staked(1), staked(2), leaving(2)), (20_000, 10_000, 5_000));
	});
}

#[test]
fn reward_leaves_no_empty_record_when_the_operator_has_left() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(bond(2, 10_000));
		assert_ok!(Stakes::chill(signed(1), Role::Validator));
		assert_ok!(unbond(1, u128::MAX));
		next_era(UNBONDING);
		assert_ok!(withdraw(1));
		reward(1_000);
		assert_eq!((staked(1), staked(2)), (0, 11_000));
		assert!(!Delegations::<Test>::contains_key((1, Role::Validator, 1)));
	});
}

#[test]
fn reward_comes_back_when_there_is_nobody_to_have_it() {
	build_and_execute(|| {
		let issuance = Balances::total_issuance();
		let credit = Stakes::reward(Role::Validator, &1, Balances::issue(100)).unwrap_err();
		assert_eq!(credit.peek(), 100);
		drop(credit);
		assert_eq!(Balances::total_issuance(), issuance);
	});
}
