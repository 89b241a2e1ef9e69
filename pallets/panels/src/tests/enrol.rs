use crate::{
	mock::{Panels, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{mocks::MockStakes, Role};
use sp_runtime::DispatchError;

#[test]
fn enrol_gives_the_next_number() {
	Mock::default().build_and_execute(|| {
		for n in 0..3 {
			assert_ok!(Panels::enrol(signed(checker(n))));
			assert_eq!(IndexOf::<Test>::get(checker(n)), Some(n as u32));
			assert_eq!(Checkers::<Test>::get(n as u32), Some(checker(n)));
			assert_events(vec![Event::Enrolled { checker: checker(n) }]);
		}
		assert_eq!(Panels::checkers(), 3);
	});
}

#[test]
fn enrol_fails_when_not_signed() {
	Mock::default().build_and_execute(|| {
		assert_noop!(Panels::enrol(RuntimeOrigin::root()), DispatchError::BadOrigin);
		assert_noop!(Panels::enrol(RuntimeOrigin::none()), DispatchError::BadOrigin);
	});
}

#[test]
fn enrol_fails_when_enrolled() {
	Mock::default().checkers(2).build_and_execute(|| {
		assert_noop!(Panels::enrol(signed(checker(1))), Error::<Test>::AlreadyEnrolled);
	});
}

#[test]
fn enrol_fails_when_not_backed_as_checker() {
	Mock::default().build_and_execute(|| {
		MockStakes::set_unbacked(Role::Checker, checker(1));
		assert_noop!(Panels::enrol(signed(checker(1))), DispatchError::Other("Underbacked"));
		MockStakes::set_unbacked(Role::Provider, checker(2));
		assert_ok!(Panels::enrol(signed(checker(2))));
	});
}

#[test]
fn enrol_needs_stake_for_the_greater_fine() {
	Mock::default().build_and_execute(|| {
		MockStakes::set_stake(Role::Checker, checker(1), CONTRADICTION_FINE - 1);
		assert_noop!(Panels::enrol(signed(checker(1))), DispatchError::Other("Underbacked"));
		MockStakes::set_stake(Role::Checker, checker(1), CONTRADICTION_FINE);
		assert_ok!(Panels::enrol(signed(checker(1))));
	});
}

#[test]
fn enrol_fails_while_panels_are_drawn() {
	Mock::default().build_and_execute(|| {
		new_randomness();
		for _ in 0..=DRAW_DELAY {
			assert_noop!(Panels::enrol(signed(checker(1))), Error::<Test>::RegisterClosed);
			pass(1);
		}
		assert_ok!(Panels::enrol(signed(checker(1))));
	});
}
