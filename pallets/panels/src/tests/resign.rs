use crate::{
	mock::{Panels, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn resign_gives_the_number_to_the_last_checker() {
	Mock::default().checkers(4).build_and_execute(|| {
		assert_ok!(Panels::resign(signed(checker(2))));
		assert_events(vec![Event::Resigned { checker: checker(2) }]);
		let all: Vec<_> = (0..4).map(Checkers::<Test>::get).collect();
		assert_eq!(all, [Some(checker(1)), Some(checker(4)), Some(checker(3)), None]);
		assert_eq!((IndexOf::<Test>::get(checker(4)), IndexOf::<Test>::get(checker(2))), (Some(1), None));
	});
}

#[test]
fn resign_of_the_last_and_of_the_only_checker_moves_nobody() {
	Mock::default().checkers(2).build_and_execute(|| {
		assert_ok!(Panels::resign(signed(checker(2))));
		assert_eq!((Panels::checkers(), IndexOf::<Test>::get(checker(1))), (1, Some(0)));
		assert_ok!(Panels::resign(signed(checker(1))));
		assert_eq!(Panels::checkers(), 0);
		assert_ok!(Panels::enrol(signed(checker(1))));
	});
}

#[test]
fn resign_fails_when_not_signed() {
	Mock::default().checkers(1).build_and_execute(|| {
		assert_noop!(Panels::resign(RuntimeOrigin::root()), DispatchError::BadOrigin);
	});
}

#[test]
fn resign_fails_when_not_enrolled() {
	Mock::default().checkers(1).build_and_execute(|| {
		assert_noop!(Panels::resign(signed(STRANGER)), Error::<Test>::NotEnrolled);
		assert_ok!(Panels::resign(signed(checker(1))));
		assert_noop!(Panels::resign(signed(checker(1))), Error::<Test>::NotEnrolled);
	});
}

#[test]
fn resign_fails_while_seated_and_not_after() {
	Mock::default().checkers(3).build_and_execute(|| {
		let (id, members) = drawn();
		run_to(20);
		assert_noop!(Panels::resign(signed(members[0])), Error::<Test>::Seated);
		judge(id, &[1, 1, 1]);
		assert_ok!(Panels::resign(signed(members[0])));
	});
}

#[test]
fn resign_fails_while_panels_are_drawn() {
	Mock::default().checkers(1).build_and_execute(|| {
		new_randomness();
		pass(DRAW_DELAY);
		assert_noop!(Panels::resign(signed(checker(1))), Error::<Test>::RegisterClosed);
		pass(1);
		assert_ok!(Panels::resign(signed(checker(1))));
	});
}
