use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::Role;
use sp_runtime::{DispatchError, TokenError};

#[test]
fn bond_adds_a_delegation_to_the_position() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(bond(2, 2_500));
		System::assert_last_event(
			Event::Bonded { role: Role::Validator, operator: 1, delegator: 2, amount: 2_500 }.into(),
		);
		assert_eq!((staked(1), staked(2)), (10_000, 2_500));
		assert_eq!(position().map(|position| (position.stake, position.own)), Some((12_500, 10_000)));
		assert_eq!((free(2), pot()), (WEALTH - 2_500, 12_500));
	});
}

#[test]
fn bond_adds_to_what_is_there() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(bond(2, 2_500));
		reward(12_500);
		assert_ok!(bond(2, 1_000));
		assert_ok!(bond(1, 1_000));
		assert_eq!((staked(1), staked(2)), (21_000, 6_000));
	});
}

#[test]
fn bond_fails_when_amount_is_below_minimum() {
	build_and_execute(|| {
		open_validator();
		assert_noop!(bond(2, MIN_DELEGATION - 1), Error::<Test>::BelowMinimum);
		assert_ok!(bond(2, MIN_DELEGATION));
		assert_noop!(bond(2, MIN_DELEGATION - 1), Error::<Test>::BelowMinimum);
	});
}

#[test]
fn bond_fails_when_there_is_no_position() {
	build_and_execute(|| {
		assert_noop!(bond(2, 1_000), Error::<Test>::NotFound);
		open_validator();
		assert_noop!(Stakes::bond(signed(2), Role::Provider, 1, 1_000), Error::<Test>::NotFound);
	});
}

#[test]
fn bond_fails_when_position_is_chilled_but_not_for_its_operator() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(Stakes::chill(signed(1), Role::Validator));
		assert_noop!(bond(2, 1_000), Error::<Test>::NotActive);
		assert_ok!(bond(1, 1_000));
	});
}

#[test]
fn bond_fails_when_account_would_not_live() {
	build_and_execute(|| {
		open_validator();
		assert_noop!(bond(2, WEALTH - ED + 1), TokenError::FundsUnavailable);
		assert_noop!(bond(NEWCOMER, 1_000), TokenError::FundsUnavailable);
	});
}

#[test]
fn bond_fails_when_position_lost_nearly_everything() {
	build_and_execute(|| {
		open_validator();
		assert_eq!(slash(fault(9_999)), 9_999);
		assert_noop!(bond(1, 1_000), Error::<Test>::Diluted);
		assert_eq!(slash(fault(1)), 1);
		assert_noop!(bond(1, 1_000), Error::<Test>::Diluted);
		// What is left of it can leave, and a new position can be opened.
		assert_ok!(Stakes::chill(signed(1), Role::Validator));
		assert_ok!(unbond(1, 1));
		assert_eq!(position(), None);
		open_validator();
		assert_eq!(staked(1), 10_000);
	});
}

#[test]
fn bond_fails_when_unsigned() {
	build_and_execute(|| {
		open_validator();
		let call = Stakes::bond(RuntimeOrigin::none(), Role::Validator, 1, 1_000);
		assert_noop!(call, DispatchError::BadOrigin);
	});
}
