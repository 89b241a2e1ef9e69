use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};

#[test]
fn leave_ends_candidacy_and_service_two_sessions_later() {
	build_and_execute(3, || {
		assert_ok!(Validators::leave(RuntimeOrigin::signed(2)));
		assert_eq!(take_events(), [Event::Left { operator: 2 }]);
		assert_eq!(candidates(), [1, 3]);
		roll_to(1);
		assert_eq!(Session::validators(), [3, 2, 1]);
		roll_to(2);
		assert_eq!(Session::validators(), [3, 1]);
	});
}

#[test]
fn leave_fails_when_no_candidate() {
	build_and_execute(3, || {
		assert_noop!(Validators::leave(RuntimeOrigin::signed(NEWCOMER)), Error::<Test>::NotCandidate);
	});
}

#[test]
fn leave_fails_when_too_few_would_stay() {
	build_and_execute(2, || {
		assert_noop!(Validators::leave(RuntimeOrigin::signed(1)), Error::<Test>::TooFewValidators);
	});
}
