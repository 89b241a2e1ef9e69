use crate::{
	mock::{Panels, *},
	*,
};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use sp_runtime::DispatchError;

#[test]
fn strike_off_is_free_of_charge_when_the_checker_is_not_backed() {
	Mock::default().checkers(3).build_and_execute(|| {
		ruin(checker(1));
		let post = Panels::strike_off(signed(STRANGER), checker(1)).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		assert_events(vec![Event::StruckOff { checker: checker(1) }]);
		assert_eq!((Panels::checkers(), Panels::is_enrolled(checker(1))), (2, false));
		assert_eq!(Checkers::<Test>::get(0), Some(checker(3)));
	});
}

#[test]
fn strike_off_leaves_a_member_its_seat() {
	Mock::default().checkers(3).build_and_execute(|| {
		let (id, members) = drawn();
		run_to(20);
		ruin(members[0]);
		assert_ok!(Panels::strike_off(signed(STRANGER), members[0]));
		judge(id, &[1, 1, 1]);
		assert_eq!(Given::take(), [(7, verdict(Some(1), &members))]);
	});
}

#[test]
fn strike_off_fails_when_not_signed() {
	Mock::default().checkers(1).build_and_execute(|| {
		ruin(checker(1));
		assert_noop!(Panels::strike_off(RuntimeOrigin::root(), checker(1)), DispatchError::BadOrigin);
	});
}

#[test]
fn strike_off_fails_when_the_checker_is_backed() {
	Mock::default().checkers(1).build_and_execute(|| {
		assert_noop!(Panels::strike_off(signed(STRANGER), checker(1)), Error::<Test>::StillBacked);
	});
}

#[test]
fn strike_off_fails_when_not_enrolled() {
	Mock::default().checkers(1).build_and_execute(|| {
		ruin(checker(2));
		assert_noop!(Panels::strike_off(signed(STRANGER), checker(2)), Error::<Test>::NotEnrolled);
	});
}

#[test]
fn strike_off_fails_while_panels_are_drawn() {
	Mock::default().checkers(1).build_and_execute(|| {
		ruin(checker(1));
		new_randomness();
		assert_noop!(Panels::strike_off(signed(STRANGER), checker(1)), Error::<Test>::RegisterClosed);
	});
}
