use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, traits::Hooks};
use piazza_primitives::Role;
use sp_runtime::DispatchError;

#[test]
fn unbond_lets_stake_leave_and_withdraw_pays_it_when_time_is_over() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(bond(2, 2_500));
		assert_ok!(unbond(2, 1_000));
		System::assert_last_event(
			Event::Unbonded { role: Role::Validator, operator: 1, delegator: 2, amount: 1_000, free_in: 14 }.into(),
		);
		assert_eq!((staked(2), leaving(2), pot()), (1_500, 1_000, 12_500));
		assert_eq!(Stakes::unbonding(Role::Validator, 1, 2), [(14, 1_000)]);
		next_era(UNBONDING - 1);
		assert_noop!(withdraw(2), Error::<Test>::NothingToWithdraw);
		next_era(1);
		assert_eq!(withdraw(2).unwrap().actual_weight, Some(<() as WeightInfo>::withdraw(1)));
		System::assert_last_event(
			Event::Withdrawn { role: Role::Validator, operator: 1, delegator: 2, amount: 1_000 }.into(),
		);
		assert_eq!((staked(2), leaving(2), pot(), free(2)), (1_500, 0, 11_500, WEALTH - 1_500));
		assert_noop!(withdraw(2), Error::<Test>::NothingToWithdraw);
	});
}

#[test]
fn unbond_adds_up_what_leaves_in_one_era() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(bond(2, 2_500));
		assert_ok!(bond(3, 2_500));
		assert_ok!(unbond(2, 500));
		assert_ok!(unbond(2, 700));
		assert_ok!(unbond(3, 300));
		next_era(1);
		assert_ok!(unbond(2, 200));
		assert_eq!(Stakes::unbonding(Role::Validator, 1, 2), [(14, 1_200), (15, 200)]);
		assert_eq!(Stakes::unbonding(Role::Validator, 1, 3), [(14, 300)]);
		next_era(UNBONDING);
		assert_ok!(withdraw(2));
		assert_eq!((leaving(2), leaving(3), free(2)), (0, 300, WEALTH - 1_100));
	});
}

#[test]
fn unbond_takes_all_when_all_or_more_is_asked_for() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(bond(2, 2_500));
		assert_ok!(unbond(2, u128::MAX));
		assert_eq!((staked(2), leaving(2)), (0, 2_500));
		assert_noop!(unbond(2, 1), Error::<Test>::NotFound);
	});
}

#[test]
fn unbond_closes_the_position_when_the_last_stake_leaves() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(bond(2, 2_500));
		assert_ok!(Stakes::chill(signed(1), Role::Validator));
		assert_ok!(unbond(1, 10_000));
		assert!(position().is_some());
		assert_ok!(unbond(2, 2_500));
		System::assert_last_event(Event::Closed { role: Role::Validator, operator: 1 }.into());
		assert_eq!(position(), None);
		next_era(UNBONDING);
		assert_ok!(withdraw(1));
		assert_ok!(withdraw(2));
		assert_eq!((free(1), free(2), pot()), (WEALTH, WEALTH, 0));
		let left =
			Positions::<Test>::iter().count() + Delegations::<Test>::iter().count() + Unbonding::<Test>::iter().count();
		assert_eq!(left, 0);
	});
}

#[test]
fn unbond_fails_when_too_little_would_be_left() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(bond(2, 2_500));
		assert_noop!(unbond(2, 2_401), Error::<Test>::BelowMinimum);
		assert_noop!(unbond(2, 0), Error::<Test>::BelowMinimum);
		assert_ok!(unbond(2, 2_400));
	});
}

#[test]
fn unbond_fails_when_an_active_operator_would_be_below_its_minimum() {
	build_and_execute(|| {
		open_validator();
		assert_noop!(unbond(1, 9_001), Error::<Test>::BelowMinimum);
		assert_noop!(unbond(1, 10_000), Error::<Test>::BelowMinimum);
		assert_ok!(unbond(1, 9_000));
		assert_ok!(Stakes::chill(signed(1), Role::Validator));
		assert_ok!(unbond(1, 1_000));
	});
}

#[test]
fn unbond_fails_when_nothing_is_staked() {
	build_and_execute(|| {
		assert_noop!(unbond(2, 100), Error::<Test>::NotFound);
		open_validator();
		assert_noop!(unbond(2, 100), Error::<Test>::NotFound);
	});
}

#[test]
fn unbond_fails_when_stake_is_leaving_in_too_many_eras() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(bond(2, 10_000));
		for _ in 0..MAX_LEAVING {
			assert_ok!(unbond(2, 100));
			next_era(1);
		}
		assert_noop!(unbond(2, 100), Error::<Test>::MaxLeavingExceeded);
		assert_eq!(withdraw(2).unwrap().actual_weight, Some(<() as WeightInfo>::withdraw(MAX_LEAVING - UNBONDING + 1)));
		assert_ok!(unbond(2, 100));
	});
}

#[test]
fn unbond_and_withdraw_fail_when_unsigned() {
	build_and_execute(|| {
		let call = Stakes::unbond(RuntimeOrigin::root(), Role::Validator, 1, 100);
		assert_noop!(call, DispatchError::BadOrigin);
		let call = Stakes::withdraw(RuntimeOrigin::root(), Role::Validator, 1);
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

#[test]
fn constants_fit_together() {
	Stakes::integrity_test();
}
