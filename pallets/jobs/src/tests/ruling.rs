use crate::{
	mock::{Jobs, *},
	*,
};
use piazza_primitives::{
	mocks::{MockAgenda, MockEscrow, MockReputation, MockStakes},
	Conduct, Domain, Escrow, Fault, HandleDue, JobId, OnVerdict, Role, Ruling, Stakes, Verdict as PanelVerdict,
};

/// What the providers of the seats have.
fn native(workers: &[u64]) -> Vec<Balance> {
	workers.iter().map(|n| wealth(provider(*n))).collect()
}

/// What the providers of the seats were paid.
fn earned(id: JobId, workers: &[u64]) -> Vec<Balance> {
	workers.iter().map(|n| paid(id, provider(*n))).collect()
}

/// What the first three checkers have.
fn fees() -> [Balance; 3] {
	[1, 2, 3].map(|n| wealth(checker(n)))
}

fn verdicts(id: JobId) -> Vec<Verdict> {
	Jobs::seats(id).into_iter().map(|seat| seat.outcome.unwrap().verdict).collect()
}

fn settled(job: JobId, ruling: Ruling, bond_lost: Balance, bounty: Balance, panel_fee: Balance) -> Event<Test> {
	Event::DisputeSettled { job, disputer: DISPUTER, ruling, bond_lost, bounty, panel_fee }
}

/// Nobody has anything at stake any more, and the dispute is gone.
fn nothing_is_left(id: JobId, workers: &[u64]) {
	assert_eq!((Jobs::dispute_of(id), at_stake(DISPUTER)), (None, 0));
	workers.iter().for_each(|n| assert_eq!(bonded(provider(*n)), 0));
}

#[test]
fn ruling_waits_for_the_next_block() {
	Mock::default().build_and_execute(|| {
		let (id, _) = provisional(disputable(3, 2), &[9, 9, 8]);
		dispute(id, 8);
		let majority = vec![checker(1), checker(2)];
		Jobs::on_verdict(id, PanelVerdict { answer: Some(content(8).hash), majority: majority.clone() });
		let finding = Finding { answer: Some(content(8).hash), majority: majority.try_into().unwrap() };
		assert_eq!(Jobs::dispute_of(id).unwrap().finding, Some(finding));
		assert_eq!(stage(id), Stage::Disputed { output: content(9).hash });
		assert_eq!((Jobs::job(id).unwrap().due.unwrap().at, MockAgenda::waiting()), (8, 1));
		run_to(8);
		assert_eq!(stage(id), finalized(8));
	});
}

#[test]
fn ruling_is_ignored_when_nobody_waits_for_it() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = provisional(disputable(3, 2), &[9, 9, 8]);
		// No dispute, no job.
		find(id, Some(8), 3);
		find(99, Some(8), 3);
		assert!(matches!(stage(id), Stage::Provisional { .. }));
		dispute(id, 8);
		// The first one counts.
		Jobs::on_verdict(id, PanelVerdict { answer: Some(content(7).hash), majority: vec![] });
		Jobs::on_verdict(id, PanelVerdict { answer: Some(content(8).hash), majority: vec![] });
		run_to(System::block_number() + 1);
		assert_eq!((stage(id), native(&workers)), (failed(Failure::Disproved), vec![PURSE; 3]));
		find(id, Some(8), 3);
		assert_eq!(stage(id), failed(Failure::Disproved));
	});
}

#[test]
fn ruling_upheld_gives_the_disputers_bond_to_the_panel_and_settles_as_if_nothing_had_happened() {
	Mock::default().fee(10).build_and_execute(|| {
		let (id, workers) = provisional(disputable(3, 2), &[9, 9, 8]);
		dispute(id, 8);
		System::reset_events();
		find(id, Some(9), 3);
		assert_eq!(stage(id), finalized(9));
		assert_eq!((wealth(DISPUTER), fees()), (PURSE - 10, [3, 3, 3]));
		// What cannot be split is the tenant's.
		assert_eq!((wealth(TENANT), refunded(id)), (PURSE + 1, Some(100)));
		assert_eq!(native(&workers), [PURSE + 5, PURSE + 5, PURSE - 10]);
		assert_eq!(earned(id, &workers), [90, 90, 0]);
		assert_eq!(MockEscrow::account(escrow(id)).fees, 20);
		assert_eq!(verdicts(id), [Verdict::Paid, Verdict::Paid, Verdict::Outvoted]);
		assert!(MockStakes::take_faults().is_empty());
		nothing_is_left(id, &workers);
		let events: Vec<Event<Test>> = System::read_events_for_pallet();
		assert_eq!(events.first(), Some(&settled(id, Ruling::Upheld, 10, 0, 9)));
		assert_eq!(events.last(), Some(&Event::Finalized { job: id, output: content(9).hash }));
	});
}

#[test]
fn ruling_overturned_pays_the_outvoted_the_panel_and_the_disputer_out_of_the_bonds_of_the_false() {
	Mock::default().fee(10).build_and_execute(|| {
		let (id, workers) = provisional(disputable(3, 2), &[9, 9, 8]);
		dispute(id, 8);
		System::reset_events();
		find(id, Some(8), 3);
		assert_eq!(stage(id), finalized(8));
		// Two bonds of 10: 3 for each of the panel, a fifth of the 11 left for the disputer, the rest for the seat.
		assert_eq!((fees(), wealth(DISPUTER)), ([3, 3, 3], PURSE + 2));
		assert_eq!(native(&workers), [PURSE - 10, PURSE - 10, PURSE + 9]);
		assert_eq!(earned(id, &workers), [0, 0, 90]);
		assert_eq!((wealth(TENANT), refunded(id), MockEscrow::account(escrow(id)).fees), (PURSE, Some(200), 10));
		assert_eq!(verdicts(id), [Verdict::Outvoted, Verdict::Outvoted, Verdict::Paid]);
		nothing_is_left(id, &workers);
		let fault =
			Fault { amount: FALSE_RESULT_FINE, era: 0, claim: None, reporter: Some(DISPUTER), self_reported: false };
		let slashed = |seat: usize| (Role::Provider, provider(workers[seat]), fault.clone());
		assert_eq!(MockStakes::take_faults(), [slashed(0), slashed(1)]);
		let false_result =
			|seat: usize| Event::FalseResult { job: id, provider: provider(workers[seat]), amount: FALSE_RESULT_FINE };
		let events: Vec<Event<Test>> = System::read_events_for_pallet();
		assert_eq!(events[..3], [false_result(0), false_result(1), settled(id, Ruling::Overturned, 0, 2, 9)]);
		assert_eq!(events.last(), Some(&Event::Finalized { job: id, output: content(8).hash }));
	});
}

#[test]
fn ruling_overturned_refunds_everything_when_no_seat_gave_the_right_output() {
	Mock::default().fee(10).build_and_execute(|| {
		let (id, workers) = provisional(disputable(3, 2), &[9, 9, 9]);
		dispute(id, 8);
		find(id, Some(8), 2);
		assert_eq!(stage(id), finalized(8));
		// Three bonds: 5 for each of two members, a fifth of the 20 left for the disputer, the rest for the tenant.
		assert_eq!((fees(), wealth(DISPUTER), wealth(TENANT)), ([5, 5, 0], PURSE + 4, PURSE + 16));
		assert_eq!(native(&workers), [PURSE - 10; 3]);
		assert_eq!((earned(id, &workers), refunded(id)), (vec![0, 0, 0], Some(300)));
		assert_eq!(MockStakes::take_faults().len(), 3);
		nothing_is_left(id, &workers);
	});
}

#[test]
fn ruling_overturned_slashes_those_alone_who_gave_the_accepted_output() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(disputable(5, 2), 500);
		workers.iter().zip([9, 9, 7, 8]).for_each(|(n, output)| commit(id, *n, output));
		run_to(26);
		workers.iter().zip([9, 9, 7, 8]).for_each(|(n, output)| reveal(id, *n, output));
		dispute(id, 8);
		find(id, Some(8), 3);
		let expected = [Verdict::Outvoted, Verdict::Outvoted, Verdict::Outvoted, Verdict::Paid, Verdict::Silent];
		assert_eq!(verdicts(id), expected);
		let slashed: Vec<_> = MockStakes::take_faults().into_iter().map(|(_, who, _)| who).collect();
		assert_eq!(slashed, [provider(workers[0]), provider(workers[1])]);
		// Four bonds: 9 to the panel, a fifth of 31 to the disputer, 25 to the seat.
		assert_eq!((wealth(DISPUTER), wealth(provider(workers[3]))), (PURSE + 6, PURSE + 25));
		assert_eq!((wealth(TENANT), refunded(id)), (PURSE, Some(400)));
	});
}

#[test]
fn ruling_overturned_slashes_stake_that_was_there_when_the_false_output_was_given() {
	Mock::default().build_and_execute(|| {
		MockStakes::set_era(4);
		let (id, _) = provisional(disputable(3, 2), &[9, 9, 8]);
		MockStakes::set_era(5);
		dispute(id, 8);
		MockStakes::set_era(6);
		find(id, Some(8), 3);
		let eras: Vec<_> = MockStakes::take_faults().into_iter().map(|(_, _, fault)| fault.era).collect();
		assert_eq!(eras, [4, 4]);
	});
}

#[test]
fn ruling_overturned_pays_the_disputer_twice_when_it_was_outvoted() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = provisional(disputable(3, 2), &[9, 8, 9]);
		let outvoted = provider(workers[1]);
		Jobs::dispute(signed(outvoted), id, content(8)).unwrap();
		find(id, Some(8), 3);
		assert_eq!((wealth(outvoted), paid(id, outvoted)), (PURSE + 11, 100));
		assert_eq!((at_stake(outvoted), bonded(outvoted)), (0, 0));
	});
}

#[test]
fn ruling_pays_the_panel_the_same_whatever_it_finds() {
	for (answers, members) in [([9, 9, 8], 1), ([9, 9, 8], 2), ([9, 9, 9], 3), ([9, 8, 7], 3)] {
		let fees_when = |output| {
			let mut found = [0; 3];
			Mock::default().build_and_execute(|| {
				let (id, _) = provisional(disputable(3, 1), &answers);
				dispute(id, 8);
				find(id, Some(output), members);
				found = fees();
			});
			found
		};
		assert_eq!(fees_when(9), fees_when(8));
		assert!(fees_when(9)[0] > 0);
	}
}

#[test]
fn ruling_gives_all_back_what_they_put_in_when_the_panel_got_neither_output() {
	Mock::default().fee(10).build_and_execute(|| {
		let (id, workers) = provisional(disputable(3, 2), &[9, 9, 8]);
		dispute(id, 8);
		System::reset_events();
		find(id, Some(7), 3);
		assert_eq!(stage(id), failed(Failure::Disproved));
		assert_eq!((wealth(DISPUTER), fees(), native(&workers)), (PURSE, [0, 0, 0], vec![PURSE; 3]));
		assert_eq!((wealth(TENANT), refunded(id), MockEscrow::account(escrow(id)).fees), (PURSE, Some(300), 0));
		assert_eq!(verdicts(id), [Verdict::Undecided; 3]);
		assert!(MockStakes::take_faults().is_empty() && MockReputation::take_notes().is_empty());
		nothing_is_left(id, &workers);
		let events: Vec<Event<Test>> = System::read_events_for_pallet();
		assert_eq!(events.first(), Some(&settled(id, Ruling::Neither, 0, 0, 0)));
		assert_eq!(events.last(), Some(&Event::Failed { job: id, reason: Failure::Disproved, refunded: 300 }));
	});
}

#[test]
fn ruling_settles_as_the_quorum_said_when_there_is_no_verdict() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = provisional(disputable(3, 2), &[9, 9, 8]);
		dispute(id, 8);
		System::reset_events();
		find(id, None, 0);
		assert_eq!((stage(id), wealth(DISPUTER)), (finalized(9), PURSE));
		assert_eq!(native(&workers), [PURSE + 5, PURSE + 5, PURSE - 10]);
		assert_eq!(refunded(id), Some(100));
		assert!(MockStakes::take_faults().is_empty());
		nothing_is_left(id, &workers);
		let events: Vec<Event<Test>> = System::read_events_for_pallet();
		assert_eq!(events.first(), Some(&settled(id, Ruling::Undecided, 0, 0, 0)));
	});
}

#[test]
fn ruling_takes_the_bonds_of_the_silent_when_the_panel_got_neither_output() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(disputable(3, 2), 300);
		workers.iter().take(2).for_each(|n| commit(id, *n, 9));
		run_to(26);
		workers.iter().take(2).for_each(|n| reveal(id, *n, 9));
		dispute(id, 8);
		find(id, Some(7), 3);
		assert_eq!(native(&workers), [PURSE, PURSE, PURSE - 10]);
		assert_eq!((wealth(TENANT), refunded(id)), (PURSE + 10, Some(300)));
	});
}

#[test]
fn ruling_notes_how_everybody_worked_by_what_is_right() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = provisional(disputable(3, 2), &[9, 9, 8]);
		dispute(id, 8);
		find(id, Some(8), 3);
		let conducts = [Conduct::Bad, Conduct::Bad, Conduct::Good];
		let expected = workers.iter().zip(conducts).map(|(n, how)| (Domain::Jobs, provider(*n), how, 0));
		assert_eq!(MockReputation::take_notes(), expected.collect::<Vec<_>>());
	});
}

#[test]
fn ruling_is_not_held_up_by_a_member_that_cannot_be_paid() {
	Mock::default().build_and_execute(|| {
		let (id, _) = provisional(disputable(3, 2), &[9, 9, 8]);
		dispute(id, 8);
		// Members have no account, and 3 is too little to make one of.
		ExistentialDeposit::set(4);
		System::reset_events();
		find(id, Some(9), 3);
		assert_eq!((fees(), wealth(TENANT)), ([0, 0, 0], PURSE + 10));
		let events: Vec<Event<Test>> = System::read_events_for_pallet();
		assert_eq!(events.first(), Some(&settled(id, Ruling::Upheld, 10, 0, 0)));

		let (id, workers) = provisional(disputable(3, 2), &[9, 9, 8]);
		dispute(id, 8);
		let before = native(&workers);
		find(id, Some(8), 3);
		assert_eq!((fees(), wealth(DISPUTER)), ([0, 0, 0], PURSE - 10 + 2));
		assert_eq!(native(&workers)[2] - before[2], 9);
		assert_eq!(wealth(TENANT), PURSE + 10 + 9);
	});
}

#[test]
fn ruling_is_undone_and_tried_again_when_it_fails() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = provisional(disputable(3, 2), &[9, 9, 8]);
		dispute(id, 8);
		// Something takes the money away.
		MockEscrow::close(escrow(id)).unwrap();
		find(id, Some(8), 3);
		let now = System::block_number();
		assert_eq!(stage(id), Stage::Disputed { output: content(9).hash });
		assert_eq!((at_stake(DISPUTER), fees(), native(&workers)), (10, [0, 0, 0], vec![PURSE; 3]));
		let repaired = MockEscrow::open(&TENANT, ASSET, 300).unwrap();
		pallet::Jobs::<Test>::mutate(id, |job| job.as_mut().unwrap().escrow = Some(repaired));
		run_to(now + EVALUATION_GRACE);
		assert_eq!((stage(id), fees()), (finalized(8), [3, 3, 3]));
	});
}

#[test]
fn ruling_weighs_what_slashing_every_seat_takes() {
	Mock::default().build_and_execute(|| {
		let seats = u32::from(MAX_REPLICAS);
		let slashes = MockStakes::slash_weight().saturating_mul(seats.into());
		let expected = <() as WeightInfo>::rule(seats) + slashes + <() as WeightInfo>::postpone();
		assert_eq!(Jobs::weight_of(&Due::Ruling { job: 0 }), expected);
		assert_eq!(Jobs::on_verdict_weight(), <() as WeightInfo>::on_verdict());
	});
}

#[test]
fn invariants_fail_when_a_dispute_is_lost_or_its_bond_not_accounted_for() {
	Mock::default().build_and_execute(|| {
		let (id, _) = provisional(disputable(3, 2), &[9, 9, 8]);
		dispute(id, 8);
		let dispute = Disputes::<Test>::take(id).unwrap();
		assert!(Jobs::do_try_state().is_err());
		Disputes::<Test>::insert(id, Dispute { bond: 9, ..dispute.clone() });
		assert!(Jobs::do_try_state().is_err());
		Disputes::<Test>::insert(id, dispute);
	});
}
