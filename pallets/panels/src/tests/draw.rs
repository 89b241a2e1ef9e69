use crate::{
	mock::{Panels, *},
	*,
};
use piazza_primitives::{
	mocks::{MockReputation, MockStakes},
	Panels as _, Window,
};
use std::collections::BTreeSet;

/// Convenes a panel from which `excluded` are, and draws it.
fn draw_without(excluded: Vec<AccountId>) -> u64 {
	let id = Panels::convene(7, excluded).unwrap();
	draw();
	id
}

fn not_drawn(reason: NotDrawn) -> Event<Test> {
	Event::NotDrawn { panel: 0, case: 7, reason }
}

#[test]
fn draw_seats_distinct_checkers_once_randomness_is_new() {
	Mock::default().checkers(9).build_and_execute(|| {
		let id = convene(7);
		pass(DRAW_DELAY + 1);
		new_randomness();
		System::reset_events();
		pass(DRAW_DELAY - 1);
		let members = members(id);
		assert_eq!(members.iter().collect::<BTreeSet<_>>().len(), SEATS as usize);
		assert_eq!(stage(id), Stage::Committing { commits: Window { from: 14, to: 24 } });
		assert_eq!(Panels::panel(id).unwrap().due.at, 24);
		members.iter().for_each(|member| assert_eq!(Panels::duties(*member), [id]));
		let members = members.try_into().unwrap();
		assert_events(vec![Event::SeatsDrawn { panel: id, members, commit_by: 24 }]);
	});
}

#[test]
fn draw_waits_while_nothing_is_known_that_was_unknown_when_the_panel_was_convened() {
	Mock::default().checkers(9).build_and_execute(|| {
		// Known since the very block in which the panel is convened: too early.
		new_randomness();
		let id = convene(7);
		for tries in 1..MAX_DRAW_TRIES {
			pass(DRAW_DELAY);
			assert_eq!(stage(id), Stage::Waiting { tries });
		}
		new_randomness();
		pass(DRAW_DELAY);
		assert!(matches!(stage(id), Stage::Committing { .. }));
	});
}

#[test]
fn draw_waits_for_the_next_randomness_when_the_panel_was_convened_just_before() {
	Mock::default().checkers(9).build_and_execute(|| {
		let id = convene(7);
		pass(DRAW_DELAY - 1);
		let other = convene(8);
		pass(2);
		// Four blocks and one before: the first panel may be drawn from it, the second may not.
		new_randomness();
		pass(2 * DRAW_DELAY);
		assert!(matches!(stage(id), Stage::Committing { .. }));
		assert!(matches!(stage(other), Stage::Waiting { .. }));
		new_randomness();
		pass(DRAW_DELAY);
		assert!(matches!(stage(other), Stage::Committing { .. }));
	});
	Mock::default().checkers(9).build_and_execute(|| {
		let id = convene(7);
		pass(DRAW_DELAY);
		new_randomness();
		pass(2 * DRAW_DELAY);
		assert!(matches!(stage(id), Stage::Waiting { .. }));
	});
}

#[test]
fn draw_is_given_up_after_the_last_try_without_fines() {
	Mock::default().checkers(9).build_and_execute(|| {
		convene(7);
		System::reset_events();
		pass(DRAW_DELAY * u64::from(MAX_DRAW_TRIES) - 1);
		assert_eq!(stage(0), Stage::Waiting { tries: MAX_DRAW_TRIES - 1 });
		pass(1);
		assert_eq!(Panels::panel(0), None);
		assert_events(vec![not_drawn(NotDrawn::NoRandomness)]);
		assert_eq!(Given::take(), [(7, verdict(None, &[]))]);
		assert!(MockStakes::take_faults().is_empty() && MockReputation::take_notes().is_empty());
	});
}

#[test]
fn draw_is_given_up_when_too_few_are_backed_without_fines() {
	Mock::default().checkers(4).build_and_execute(|| {
		convene(7);
		[1, 2].into_iter().for_each(|n| ruin(checker(n)));
		pass(DRAW_DELAY + 1);
		new_randomness();
		System::reset_events();
		pass(DRAW_DELAY - 1);
		assert_eq!((Panels::panel(0), Panels::checkers()), (None, 2));
		assert_eq!(Given::take(), [(7, verdict(None, &[]))]);
		assert!(MockStakes::take_faults().is_empty() && MockReputation::take_notes().is_empty());
		let events: Vec<Event<Test>> = System::read_events_for_pallet();
		assert_eq!(events.len(), 3);
		assert!(events.contains(&Event::StruckOff { checker: checker(1) }));
		assert_eq!(events.last(), Some(&not_drawn(NotDrawn::TooFewCheckers)));
	});
}

#[test]
fn draw_strikes_off_who_is_not_backed_and_draws_another() {
	Mock::default().checkers(6).build_and_execute(|| {
		[1, 2, 3].into_iter().for_each(|n| ruin(checker(n)));
		let id = draw_without(vec![]);
		assert_eq!(BTreeSet::from_iter(members(id)), BTreeSet::from([4, 5, 6].map(checker)));
		// Those whose lot did not come up are still there.
		assert!(Panels::checkers() < 6);
	});
}

#[test]
fn draw_passes_over_who_is_excluded_and_keeps_it_enrolled() {
	Mock::default().checkers(6).build_and_execute(|| {
		let id = draw_without([1, 2, 3].map(checker).to_vec());
		assert_eq!(BTreeSet::from_iter(members(id)), BTreeSet::from([4, 5, 6].map(checker)));
		assert_eq!(Panels::checkers(), 6);
	});
}

#[test]
fn draw_passes_over_who_has_enough_duties() {
	Mock::default().checkers(6).build_and_execute(|| {
		// Four panels of three fill the two duties of all six.
		let ids: Vec<_> = (0..5).map(convene).collect();
		draw();
		let seated: Vec<_> = ids.iter().filter_map(|id| Panels::panel(*id)).flat_map(|panel| panel.seats).collect();
		assert!(seated.len() <= (6 * MAX_DUTIES) as usize);
		assert!((1..=6).all(|n| Panels::duties(checker(n)).len() <= MAX_DUTIES as usize));
		assert!(Given::get().contains(&(4, verdict(None, &[]))));
	});
}

#[test]
fn draw_looks_at_no_more_checkers_than_it_may() {
	Mock::default().checkers(u64::from(MAX_LOTS) + 6).build_and_execute(|| {
		let id = convene(7);
		// So many are ruined that no lots within bounds can fill the seats.
		(1..=u64::from(MAX_LOTS) + 4).for_each(|n| ruin(checker(n)));
		draw();
		assert_eq!(Panels::panel(id), None);
		assert!(Panels::checkers() >= 6);
	});
}

#[test]
fn draw_is_not_changed_by_who_enrols_after_the_panel_was_convened() {
	let members_when = |late: u64| {
		let mut drawn = vec![];
		Mock::default().checkers(9).build_and_execute(|| {
			let id = convene(7);
			pass(1);
			(0..late).for_each(|n| Panels::enrol(signed(checker(100 + n))).unwrap());
			draw();
			drawn = members(id);
		});
		drawn
	};
	assert_eq!(members_when(0), members_when(1));
	assert_eq!(members_when(0), members_when(50));
}

#[test]
fn draw_passes_over_numbers_that_are_vacant() {
	Mock::default().checkers(7).build_and_execute(|| {
		let id = convene(7);
		(4..=7).for_each(|n| Panels::resign(signed(checker(n))).unwrap());
		draw();
		assert_eq!(BTreeSet::from_iter(members(id)), BTreeSet::from([1, 2, 3].map(checker)));
	});
}

#[test]
fn draw_differs_from_panel_to_panel_and_from_lot_to_lot() {
	let mut drawn = BTreeSet::new();
	for lot in 0..10 {
		Mock::default().checkers(60).lot(lot).build_and_execute(|| {
			let ids = [convene(1), convene(2)];
			draw();
			ids.iter().for_each(|id| assert!(drawn.insert(members(*id))));
		});
	}
}

#[test]
fn draw_gives_every_checker_its_turn() {
	let mut times = [0u32; 6];
	for lot in 0..600 {
		Mock::default().checkers(6).lot(lot).build_and_execute(|| {
			let id = draw_without(vec![]);
			members(id).iter().for_each(|member| times[(member - 11) as usize] += 1);
		});
	}
	// 300 expected, standard deviation 12.
	assert!(times.iter().all(|n| n.abs_diff(300) < 75), "{times:?}");
}
