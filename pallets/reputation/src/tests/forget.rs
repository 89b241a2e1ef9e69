use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use piazza_primitives::{Conduct, Domain};
use sp_runtime::DispatchError;

#[test]
fn forget_removes_a_record_of_which_nothing_is_left() {
	build_and_execute(|| {
		note(Conduct::Bad, 1);
		pass(1);
		System::reset_events();
		let score = Reputation::score(Domain::Jobs, SUBJECT);
		let post = forget(SUBJECT).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		assert!(!Records::<Test>::contains_key(Domain::Jobs, SUBJECT));
		assert_eq!(events(), [Event::Forgotten { domain: Domain::Jobs, subject: SUBJECT }]);
		// It makes no difference to the subject.
		assert_eq!(Reputation::score(Domain::Jobs, SUBJECT), score);
	});
}

#[test]
fn forget_fails_when_something_is_left() {
	build_and_execute(|| {
		note(Conduct::Bad, 1);
		assert_noop!(forget(SUBJECT), Error::<Test>::StillKnown);
		note(Conduct::Good, MOST_VALUE);
		pass(600);
		assert_noop!(forget(SUBJECT), Error::<Test>::StillKnown);
		// 0.98^683 of a million is one and a little, 0.98^684 less than one.
		pass(83);
		assert_noop!(forget(SUBJECT), Error::<Test>::StillKnown);
		pass(1);
		assert_ok!(forget(SUBJECT));
	});
}

#[test]
fn forget_fails_when_there_is_no_record() {
	build_and_execute(|| {
		assert_noop!(forget(SUBJECT), Error::<Test>::NotFound);
		note(Conduct::Good, 1);
		pass(1);
		assert_noop!(forget(STRANGER), Error::<Test>::NotFound);
		let elsewhere = Reputation::forget(RuntimeOrigin::signed(STRANGER), Domain::Leasing, SUBJECT);
		assert_noop!(elsewhere, Error::<Test>::NotFound);
		assert_ok!(forget(SUBJECT));
		assert_noop!(forget(SUBJECT), Error::<Test>::NotFound);
	});
}

#[test]
fn forget_fails_when_nobody_signs() {
	build_and_execute(|| {
		note(Conduct::Good, 1);
		pass(1);
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			assert_noop!(Reputation::forget(origin, Domain::Jobs, SUBJECT), DispatchError::BadOrigin);
		}
	});
}
