use crate::{
	mock::{Panels, *},
	*,
};
use frame_support::{assert_noop, weights::Weight};
use piazza_primitives::Panels as Convene;

#[test]
fn convene_stores_a_panel_that_waits_for_its_draw() {
	Mock::default().checkers(4).build_and_execute(|| {
		assert_eq!(Panels::convene(7, vec![STRANGER, checker(1), STRANGER]), Ok(0));
		let panel = Panels::panel(0).unwrap();
		assert_eq!((panel.case, panel.stage, panel.seats.len()), (7, Stage::Waiting { tries: 0 }, 0));
		assert_eq!(panel.excluded.into_inner(), [STRANGER, checker(1)]);
		assert_eq!((panel.convened_at, panel.population, panel.due.at), (START, 4, START + DRAW_DELAY));
		assert_events(vec![Event::Convened { panel: 0, case: 7 }]);
		assert_eq!(Panels::convene(8, vec![]), Ok(1));
		assert!(Given::get().is_empty());
	});
}

#[test]
fn convene_fails_when_there_are_too_few_checkers() {
	Mock::default().checkers(2).build_and_execute(|| {
		assert_noop!(Panels::convene(7, vec![]), Error::<Test>::TooFewCheckers);
	});
}

#[test]
fn convene_fails_when_too_few_checkers_are_not_excluded() {
	Mock::default().checkers(4).build_and_execute(|| {
		assert_noop!(Panels::convene(7, vec![checker(1), checker(2)]), Error::<Test>::TooFewCheckers);
		// Naming one twice, or one who is no checker, excludes nobody more.
		assert_eq!(Panels::convene(7, vec![checker(1), checker(1), STRANGER, OTHER]), Ok(0));
	});
}

#[test]
fn convene_fails_when_too_many_are_excluded() {
	Mock::default().checkers(3).build_and_execute(|| {
		let strangers = |n: u64| (0..n).map(|n| 1_000 + n).collect::<Vec<_>>();
		let most = u64::from(MAX_EXCLUDED);
		assert_noop!(Panels::convene(7, strangers(most + 1)), Error::<Test>::TooManyExcluded);
		assert_eq!(Panels::convene(7, strangers(most)), Ok(0));
	});
}

#[test]
fn convene_says_its_seats_and_weight() {
	Mock::default().build_and_execute(|| {
		assert_eq!(<Panels as Convene<AccountId>>::seats(), SEATS);
		assert_eq!(<Panels as Convene<AccountId>>::convene_weight(), Weight::from_parts(100_000_000, 0));
	});
}
