use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};

fn remove(who: AccountId) -> DispatchResult {
	Validators::remove_candidate(RuntimeOrigin::signed(NEWCOMER), who)
}

#[test]
fn remove_candidate_takes_off_the_list_when_not_backed() {
	build_and_execute(3, || {
		chill(2);
		assert_ok!(remove(2));
		assert_eq!(take_events(), [Event::CandidateRemoved { operator: 2 }]);
		assert_eq!(candidates(), [1, 3]);
	});
}

#[test]
fn remove_candidate_takes_off_the_list_when_there_are_no_keys() {
	build_and_execute(3, || {
		assert_ok!(Session::purge_keys(RuntimeOrigin::signed(2)));
		assert_ok!(remove(2));
		assert_eq!(candidates(), [1, 3]);
	});
}

#[test]
fn remove_candidate_fails_when_it_can_still_be_elected() {
	build_and_execute(3, || {
		assert_noop!(remove(2), Error::<Test>::StillEligible);
	});
}

#[test]
fn remove_candidate_fails_when_no_candidate() {
	build_and_execute(3, || {
		assert_noop!(remove(NEWCOMER), Error::<Test>::NotCandidate);
	});
}

#[test]
fn remove_candidate_fails_when_too_few_would_stay() {
	build_and_execute(2, || {
		chill(2);
		assert_noop!(remove(2), Error::<Test>::TooFewValidators);
	});
}
