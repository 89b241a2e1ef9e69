use crate::{
	mock::{Batches, *},
	*,
};
use frame_support::assert_ok;
use piazza_primitives::{
	mocks::{MockAgenda, MockLeases, MockReputation, MockStakes},
	BatchId, BatchSource, Conduct, Domain, Fault, HandleDue, OnVerdict, Role, Ruling, Stakes, Window,
};
use sp_runtime::DispatchError;

/// The output that [`disputed`] accuses.
const ACCUSED: u8 = 4;

fn settled(batch: BatchId, ruling: Ruling, bond_lost: Balance, panel_fee: Balance) -> Event<Test> {
	Event::DisputeSettled { batch, disputer: DISPUTER, ruling, bond_lost, panel_fee }
}

fn disproved(batch: BatchId, compensation: Balance) -> Event<Test> {
	let (provider, bond_lost, fine) = (provider(1), Bond::get(), FALSE_RESULT_FINE);
	Event::BatchDisproved { batch, source: BatchSource::Lease(1), provider, bond_lost, compensation, fine }
}

fn fault(reporter: Option<AccountId>) -> Fault<AccountId, Balance> {
	Fault { amount: FALSE_RESULT_FINE, era: 0, claim: Some((TENANT, 10 * RATE)), reporter, self_reported: false }
}

/// Nobody has anything at stake any more, and nothing is due.
fn nothing_is_left(id: BatchId) {
	assert_eq!((Batches::batch(id), MockAgenda::waiting()), (None, 0));
	assert_eq!((bonded(provider(1)), at_stake(DISPUTER)), (0, 0));
}

#[test]
fn ruling_waits_for_the_next_block() {
	execute(|| {
		let id = disputed();
		hear(id, Some(TRUTH), 2);
		let batch = Batches::batch(id).unwrap();
		let majority = vec![checker(1), checker(2)].try_into().unwrap();
		let finding = Finding { answer: Some(content(TRUTH).hash), majority };
		assert_eq!(batch.dispute.unwrap().finding, Some(finding));
		assert_eq!((batch.due.unwrap().at, MockAgenda::waiting()), (START + 1, 1));
		run(1);
		nothing_is_left(id);
	});
}

#[test]
fn ruling_is_ignored_when_nobody_waits_for_it() {
	execute(|| {
		let id = report(5);
		// No dispute, no batch.
		let before = Batches::batch(id);
		hear(id, Some(TRUTH), 3);
		hear(99, Some(TRUTH), 3);
		assert_eq!((Batches::batch(id), MockAgenda::waiting()), (before, 1));
		// The first one counts.
		assert_ok!(try_dispute(DISPUTER, id, 5, 3, TRUTH));
		hear(id, Some(ACCUSED), 3);
		hear(id, Some(TRUTH), 3);
		run(1);
		assert_eq!((fees(), bonded(provider(1))), ([3, 3, 3], Bond::get()));
		hear(id, Some(TRUTH), 3);
		assert!(Batches::batch(id).unwrap().dispute.is_none());
	});
}

#[test]
fn ruling_upheld_gives_the_disputers_bond_to_the_panel_and_goes_on() {
	execute(|| {
		let id = disputed();
		System::reset_events();
		run(6);
		find(id, Some(ACCUSED), 3);
		assert_eq!((wealth(DISPUTER), at_stake(DISPUTER), fees()), (PURSE - 10, 0, [3, 3, 3]));
		// What cannot be split is the provider's, who was wrongly accused.
		assert_eq!((wealth(provider(1)), bonded(provider(1)), wealth(TENANT)), (PURSE + 1, Bond::get(), PURSE));
		let batch = Batches::batch(id).unwrap();
		// Seven blocks went by until it was settled.
		let until = START + DISPUTE_WINDOW + 7;
		assert_eq!((batch.dispute, batch.disputes), (None, Window { from: START, to: until }));
		assert_eq!((batch.due.unwrap().at, MockAgenda::waiting()), (until, 1));
		assert!(MockStakes::take_faults().is_empty() && MockReputation::take_notes().is_empty());
		assert_events(vec![settled(id, Ruling::Upheld, 10, 9), Event::DisputesReopened { batch: id, until }]);
		run_to(until - 1);
		assert_ok!(try_dispute(STRANGER, id, 5, 3, TRUTH));
	});
}

#[test]
fn ruling_overturned_pays_panel_and_tenant_and_slashes_the_provider() {
	execute(|| {
		let id = disputed();
		System::reset_events();
		find(id, Some(TRUTH), 3);
		nothing_is_left(id);
		assert_eq!((wealth(provider(1)), wealth(DISPUTER)), (PURSE - 31, PURSE));
		assert_eq!((fees(), wealth(TENANT)), ([3, 3, 3], PURSE + 22));
		assert_eq!(MockStakes::take_faults(), [(Role::Provider, provider(1), fault(Some(DISPUTER)))]);
		assert_eq!(MockReputation::take_notes(), [(Domain::Leasing, provider(1), Conduct::Bad, 10 * RATE)]);
		assert_events(vec![settled(id, Ruling::Overturned, 0, 9), disproved(id, 22)]);
	});
}

#[test]
fn ruling_neither_slashes_the_provider_and_rewards_nobody_for_the_report() {
	execute(|| {
		let id = disputed();
		System::reset_events();
		find(id, Some(77), 3);
		nothing_is_left(id);
		assert_eq!((wealth(provider(1)), wealth(DISPUTER)), (PURSE - 31, PURSE));
		assert_eq!((fees(), wealth(TENANT)), ([3, 3, 3], PURSE + 22));
		assert_eq!(MockStakes::take_faults(), [(Role::Provider, provider(1), fault(None))]);
		assert_eq!(MockReputation::take_notes(), [(Domain::Leasing, provider(1), Conduct::Bad, 10 * RATE)]);
		assert_events(vec![settled(id, Ruling::Neither, 0, 9), disproved(id, 22)]);
	});
}

#[test]
fn ruling_undecided_gives_the_bond_back_and_goes_on() {
	execute(|| {
		let id = disputed();
		System::reset_events();
		run(9);
		find(id, None, 0);
		assert_eq!((wealth(DISPUTER), at_stake(DISPUTER), fees()), (PURSE, 0, [0, 0, 0]));
		assert_eq!((wealth(provider(1)), bonded(provider(1))), (PURSE, Bond::get()));
		let until = START + DISPUTE_WINDOW + 10;
		assert_eq!(Batches::batch(id).unwrap().disputes, Window { from: START, to: until });
		assert!(MockStakes::take_faults().is_empty() && MockReputation::take_notes().is_empty());
		assert_events(vec![settled(id, Ruling::Undecided, 0, 0), Event::DisputesReopened { batch: id, until }]);
	});
}

#[test]
fn ruling_overturned_claims_nothing_when_rent_is_paid_in_another_asset() {
	execute(|| {
		MockLeases::start(9, TENANT, provider(1), worker(1), 0);
		run(MIN_INTERVAL);
		assert_ok!(Batches::report(signed(worker(1)), 9, program(), root(5), 5));
		assert_ok!(try_dispute(DISPUTER, 0, 5, 3, TRUTH));
		find(0, Some(TRUTH), 3);
		let claims: Vec<_> = MockStakes::take_faults().into_iter().map(|(_, _, fault)| fault.claim).collect();
		assert_eq!(claims, [None]);
		assert_eq!(MockReputation::take_notes(), [(Domain::Leasing, provider(1), Conduct::Bad, 0)]);
	});
}

#[test]
fn ruling_overturned_slashes_stake_that_was_there_when_the_batch_was_reported() {
	execute(|| {
		MockStakes::set_era(4);
		let id = report(5);
		MockStakes::set_era(5);
		assert_ok!(try_dispute(TENANT, id, 5, 3, TRUTH));
		MockStakes::set_era(6);
		find(id, Some(TRUTH), 3);
		let fault = Fault { era: 4, ..fault(Some(TENANT)) };
		assert_eq!(MockStakes::take_faults(), [(Role::Provider, provider(1), fault)]);
	});
}

#[test]
fn ruling_overturned_says_what_was_frozen_when_there_is_less_stake_than_the_fine() {
	execute(|| {
		let id = disputed();
		MockStakes::set_stake(Role::Provider, provider(1), 50);
		System::reset_events();
		find(id, Some(TRUTH), 3);
		let events: Vec<Event<Test>> = System::read_events_for_pallet();
		assert!(matches!(events[1], Event::BatchDisproved { fine: 50, .. }));
	});
}

#[test]
fn ruling_overturned_leaves_other_batches_of_the_lease_alone() {
	execute(|| {
		let id = disputed();
		run(MIN_INTERVAL);
		let other = report(3);
		let before = Batches::batch(other);
		find(id, Some(TRUTH), 3);
		assert_eq!((Batches::batch(other), bonded(provider(1))), (before, Bond::get()));
		assert_ok!(try_dispute(DISPUTER, other, 3, 1, TRUTH));
	});
}

#[test]
fn ruling_pays_the_panel_the_same_whatever_it_finds() {
	for members in 1..=3 {
		let fees_when = |output| {
			let mut found = [0; 3];
			execute(|| {
				let id = disputed();
				find(id, Some(output), members);
				found = fees();
			});
			found
		};
		let expected = [fees_when(ACCUSED), fees_when(TRUTH), fees_when(77)];
		assert!(expected.iter().all(|fees| *fees == expected[0] && fees[0] == 10 / Balance::from(members)));
	}
}

#[test]
fn window_keeps_what_was_left_of_it_however_often_results_are_disputed() {
	execute(|| {
		let id = report(5);
		run(DISPUTE_WINDOW - 3);
		for _ in 0..3 {
			let left = Batches::batch(id).unwrap().disputes.to - System::block_number();
			assert_eq!(left, 3);
			assert_ok!(try_dispute(DISPUTER, id, 5, 3, TRUTH));
			run(8);
			find(id, None, 0);
		}
		run(2);
		assert_ok!(try_dispute(DISPUTER, id, 5, 3, TRUTH));
		find(id, Some(TRUTH), 3);
		nothing_is_left(id);
	});
}

#[test]
fn window_ends_when_disputes_took_all_the_time_there_may_be() {
	execute(|| {
		let id = disputed();
		run(MAX_DISPUTE_WINDOW + 20);
		System::reset_events();
		find(id, None, 0);
		let (now, until) = (System::block_number(), START + MAX_DISPUTE_WINDOW);
		assert_events(vec![settled(id, Ruling::Undecided, 0, 0), Event::DisputesReopened { batch: id, until }]);
		assert_eq!(Batches::batch(id).unwrap().due.unwrap().at, now + 1);
		assert_eq!(try_dispute(STRANGER, id, 5, 3, TRUTH), Err(Error::<Test>::DisputesClosed.into()));
		run(1);
		nothing_is_left(id);
		assert_events(vec![Event::BatchClosed { batch: id }]);
	});
}

#[test]
fn ruling_counts_however_late_the_panel_came_to_it() {
	execute(|| {
		let id = disputed();
		run(10 * MAX_DISPUTE_WINDOW);
		find(id, Some(TRUTH), 3);
		assert_eq!(MockStakes::take_faults().len(), 1);
		nothing_is_left(id);
	});
}

#[test]
fn ruling_is_not_held_up_by_a_member_that_cannot_be_paid() {
	execute(|| {
		let id = disputed();
		// Members have no account, and 3 is too little to make one of.
		ExistentialDeposit::set(4);
		System::reset_events();
		find(id, Some(ACCUSED), 3);
		assert_eq!((fees(), wealth(provider(1))), ([0, 0, 0], PURSE + 10));
		assert_ok!(try_dispute(DISPUTER, id, 5, 3, TRUTH));
		find(id, Some(TRUTH), 3);
		assert_eq!((fees(), wealth(TENANT)), ([0, 0, 0], PURSE + 31));
		let events: Vec<Event<Test>> = System::read_events_for_pallet();
		assert_eq!(events[0], settled(id, Ruling::Upheld, 10, 0));
		assert_eq!(events.last(), Some(&disproved(id, 31)));
	});
}

#[test]
fn ruling_is_not_held_up_by_a_tenant_that_cannot_be_paid() {
	execute(|| {
		let gone = 77;
		MockLeases::start(9, gone, provider(1), worker(1), RATE);
		run(MIN_INTERVAL);
		assert_ok!(Batches::report(signed(worker(1)), 9, program(), root(5), 5));
		assert_ok!(try_dispute(DISPUTER, 0, 5, 3, TRUTH));
		ExistentialDeposit::set(32);
		System::reset_events();
		find(0, Some(TRUTH), 3);
		// It is the disputer's then.
		assert_eq!((wealth(gone), wealth(DISPUTER), fees()), (0, PURSE + 31, [0, 0, 0]));
		let events: Vec<Event<Test>> = System::read_events_for_pallet();
		assert!(matches!(events[1], Event::BatchDisproved { compensation: 0, bond_lost: 31, .. }));
	});
}

#[test]
fn ruling_is_undone_and_tried_again_when_it_fails() {
	execute(|| {
		let id = disputed();
		FailingSlashes::set(1);
		System::reset_events();
		find(id, Some(TRUTH), 3);
		let now = System::block_number();
		assert_events(vec![Event::Postponed { batch: id, error: DispatchError::Exhausted }]);
		assert_eq!((bonded(provider(1)), at_stake(DISPUTER), fees()), (31, 10, [0, 0, 0]));
		assert_eq!((wealth(provider(1)), wealth(TENANT)), (PURSE, PURSE));
		Batches::do_try_state().unwrap();
		run_to(now + RETRY_PERIOD - 1);
		assert!(MockStakes::take_faults().is_empty());
		run(1);
		assert_eq!((MockStakes::take_faults().len(), fees()), (1, [3, 3, 3]));
		nothing_is_left(id);
	});
}

#[test]
fn ruling_is_tried_again_when_the_agenda_is_full() {
	execute(|| {
		let id = disputed();
		hear(id, Some(ACCUSED), 3);
		Refusals::set(1);
		run(1);
		assert_eq!((at_stake(DISPUTER), fees()), (10, [0, 0, 0]));
		run(RETRY_PERIOD);
		assert_eq!((at_stake(DISPUTER), fees()), (0, [3, 3, 3]));
		// The time that was lost is made up for.
		let until = START + DISPUTE_WINDOW + 1 + RETRY_PERIOD;
		assert_eq!(Batches::batch(id).unwrap().disputes.to, until);
	});
}

#[test]
fn ruling_weighs_what_the_costliest_outcome_takes() {
	execute(|| {
		let slash = MockStakes::slash_weight();
		let expected = <() as WeightInfo>::disprove() + slash + <() as WeightInfo>::postpone();
		assert_eq!(Batches::weight_of(&Due::Ruling { batch: 0 }), expected);
		assert_eq!(Batches::on_verdict_weight(), <() as WeightInfo>::on_verdict());
	});
}
