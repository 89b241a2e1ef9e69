use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn join_makes_a_candidate() {
	build_and_execute(3, || {
		prepare(4, 4_000);
		System::reset_events();
		assert_ok!(join(4));
		assert_eq!(take_events(), [Event::Joined { operator: 4, replaced: None }]);
		assert_eq!(candidates(), [1, 2, 3, 4]);
	});
}

#[test]
fn join_fails_when_already_a_candidate() {
	build_and_execute(3, || {
		assert_noop!(join(1), Error::<Test>::AlreadyCandidate);
	});
}

#[test]
fn join_fails_when_there_are_no_keys() {
	build_and_execute(3, || {
		stake(4, 4_000);
		assert_noop!(join(4), Error::<Test>::NoKeys);
	});
}

#[test]
fn join_fails_when_not_backed() {
	build_and_execute(3, || {
		prepare(4, 4_000);
		chill(4);
		assert_noop!(join(4), DispatchError::Other("not backed"));
	});
}

#[test]
fn join_replaces_the_least_when_the_list_is_full() {
	MaxCandidates::set(3);
	build_and_execute(3, || {
		prepare(4, 1_001);
		System::reset_events();
		assert_ok!(join(4));
		assert_eq!(take_events(), [Event::Joined { operator: 4, replaced: Some(1) }]);
		assert_eq!(candidates(), [2, 3, 4]);
	});
}

#[test]
fn join_replaces_the_last_account_when_the_least_are_equal() {
	MaxCandidates::set(3);
	build_and_execute(3, || {
		stake(2, 1_000);
		prepare(4, 1_001);
		assert_ok!(join(4));
		assert_eq!(candidates(), [1, 3, 4]);
	});
}

#[test]
fn join_fails_when_the_list_is_full_of_no_less_stake() {
	MaxCandidates::set(3);
	build_and_execute(3, || {
		prepare(4, 1_000);
		assert_noop!(join(4), Error::<Test>::TooManyCandidates);
	});
}
