use crate::{
	mock::{Panels, *},
	*,
};
use piazza_primitives::{
	mocks::{MockReputation, MockStakes},
	Conduct, Domain, Fault, Role,
};

type Noted = (AccountId, Conduct, Balance);

/// What reputation was told since this was last asked.
fn notes() -> Vec<Noted> {
	let notes = MockReputation::take_notes().into_iter();
	notes
		.map(|(domain, who, conduct, value)| {
			assert_eq!(domain, Domain::Judging);
			(who, conduct, value)
		})
		.collect()
}

/// Who was slashed since this was last asked, and by how much.
fn slashes() -> Vec<(AccountId, Balance)> {
	let faults = MockStakes::take_faults().into_iter();
	faults
		.map(|(role, who, fault)| {
			let expected = Fault { amount: fault.amount, era: 0, claim: None, reporter: None, self_reported: false };
			assert_eq!((role, &fault), (Role::Checker, &expected));
			(who, fault.amount)
		})
		.collect()
}

fn fined(member: AccountId, finding: Finding, amount: Balance) -> Event<Test> {
	Event::Fined { panel: 0, member, finding, amount }
}

#[test]
fn verdict_fines_nobody_when_all_agree() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		judge(id, &[9, 9, 9]);
		assert_eq!(Given::take(), [(7, verdict(Some(9), &members))]);
		assert_eq!(slashes(), []);
		assert_eq!(notes(), members.iter().map(|who| (*who, Conduct::Good, CONTRADICTION_FINE)).collect::<Vec<_>>());
		assert!(members.iter().all(|who| Panels::duties(*who).is_empty()));
	});
}

#[test]
fn verdict_fines_who_contradicts_it() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		judge(id, &[9, 8, 9]);
		assert_eq!(Given::take(), [(7, verdict(Some(9), &[members[0], members[2]]))]);
		assert_eq!(slashes(), [(members[1], CONTRADICTION_FINE)]);
		let (good, bad) = ((Conduct::Good, CONTRADICTION_FINE), (Conduct::Bad, CONTRADICTION_FINE));
		let expected = [(members[0], good.0, good.1), (members[1], bad.0, bad.1), (members[2], good.0, good.1)];
		assert_eq!(notes(), expected);
		let events: Vec<Event<Test>> = System::read_events_for_pallet();
		assert!(events.contains(&fined(members[1], Finding::Contradicted, CONTRADICTION_FINE)));
		assert!(Panels::is_enrolled(members[1]));
	});
}

#[test]
fn verdict_is_none_and_nobody_is_fined_when_all_answer_otherwise() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, _) = drawn();
		judge(id, &[7, 8, 9]);
		assert_eq!(Given::take(), [(7, verdict(None, &[]))]);
		assert_eq!((slashes(), notes()), (vec![], vec![]));
	});
}

#[test]
fn verdict_counts_all_seats_when_some_are_silent() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		commit(id, members[0], 9);
		commit(id, members[1], 9);
		run_to(24);
		reveal(id, members[0], 9);
		System::reset_events();
		run_to(30);
		// One of three is no majority: the one who answered is not fined, the others are.
		assert_eq!(Given::take(), [(7, verdict(None, &[]))]);
		assert_eq!(slashes(), [(members[1], SILENCE_FINE), (members[2], SILENCE_FINE)]);
		assert_eq!(notes(), [1, 2].map(|n: usize| (members[n], Conduct::Bad, SILENCE_FINE)));
		assert_events(vec![
			fined(members[1], Finding::Silent, SILENCE_FINE),
			fined(members[2], Finding::Silent, SILENCE_FINE),
			Event::Concluded { panel: id, case: 7, answer: None },
		]);
	});
}

#[test]
fn verdict_is_given_by_more_than_half_when_one_is_silent() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		commit(id, members[0], 9);
		commit(id, members[2], 9);
		run_to(24);
		reveal(id, members[2], 9);
		reveal(id, members[0], 9);
		// At once: nobody is left who could reveal.
		assert_eq!(Given::take(), [(7, verdict(Some(9), &[members[0], members[2]]))]);
		assert_eq!(slashes(), [(members[1], SILENCE_FINE)]);
	});
}

#[test]
fn verdict_is_none_at_once_when_nobody_has_committed() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		run_to(23);
		assert!(Panels::panel(id).is_some());
		run_to(24);
		assert_eq!(Given::take(), [(7, verdict(None, &[]))]);
		assert_eq!(slashes(), members.iter().map(|who| (*who, SILENCE_FINE)).collect::<Vec<_>>());
	});
}

#[test]
fn verdict_is_none_and_costs_nobody_when_most_could_not_get_the_case() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, _) = drawn();
		// `answer(0)` is that it could not be got.
		judge(id, &[0, 0, 9]);
		assert_eq!(Given::take(), [(7, verdict(None, &[]))]);
		assert_eq!(slashes(), []);
	});
}

#[test]
fn verdict_strikes_off_who_cannot_pay_another_fine() {
	Mock::default().checkers(5).build_and_execute(|| {
		let (id, members) = drawn();
		ruin(members[0]);
		MockStakes::set_stake(Role::Checker, members[1], CONTRADICTION_FINE);
		System::reset_events();
		run_to(24);
		assert_eq!(Panels::panel(id), None);
		assert_eq!(members.iter().map(|who| Panels::is_enrolled(*who)).collect::<Vec<_>>(), [false, true, true]);
		assert_events(vec![
			fined(members[0], Finding::Silent, 0),
			Event::StruckOff { checker: members[0] },
			fined(members[1], Finding::Silent, SILENCE_FINE),
			fined(members[2], Finding::Silent, SILENCE_FINE),
			Event::Concluded { panel: id, case: 7, answer: None },
		]);
	});
}

#[test]
fn verdict_fines_stake_that_was_there_when_the_seats_were_drawn() {
	Mock::default().checkers(3).build_and_execute(|| {
		MockStakes::set_era(4);
		let id = convene(7);
		pass(DRAW_DELAY + 1);
		new_randomness();
		MockStakes::set_era(5);
		pass(DRAW_DELAY - 1);
		assert_eq!(Panels::panel(id).unwrap().era, 5);
		MockStakes::set_era(6);
		run_to(24);
		let eras: Vec<_> = MockStakes::take_faults().into_iter().map(|(_, _, fault)| fault.era).collect();
		assert_eq!(eras, [5; 3]);
	});
}

#[test]
fn verdict_leaves_the_seats_of_other_panels_alone() {
	Mock::default().checkers(3).build_and_execute(|| {
		let ids = [convene(1), convene(2)];
		draw();
		assert!((1..=3).all(|n| Panels::duties(checker(n)) == ids));
		judge(ids[0], &[9, 9, 9]);
		assert!((1..=3).all(|n| Panels::duties(checker(n)) == [ids[1]]));
		judge(ids[1], &[8, 8, 8]);
		assert_eq!(Given::take().into_iter().map(|(case, _)| case).collect::<Vec<_>>(), [1, 2]);
	});
}
