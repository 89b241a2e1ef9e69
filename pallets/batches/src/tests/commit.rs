//! Results that a channel paid for: batches as those of leases, but for who may commit and what it counts against.

use crate::{
	mock::{Batches, *},
	*,
};
use codec::Encode;
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{
	mocks::{MockAgenda, MockAttested, MockPanel, MockPanels, MockReputation, MockStakes},
	BatchSource, CommitResults, Commitment, Conduct, Domain, Fault, PanelCase, Role, Ruling, Window,
};
use sp_runtime::{DispatchError, TokenError};

const CHANNEL: BatchSource = BatchSource::Channel(1);

fn refused(commitment: CommitmentOf<Test>, error: impl Into<DispatchError>) {
	let error: DispatchError = error.into();
	assert_noop!(Batches::commit(commitment), error);
}

/// A channel's batch of 5, whose result of number 3 is disputed.
fn disputed(commitment: CommitmentOf<Test>) -> u64 {
	let id = Batches::commit(commitment).unwrap();
	assert_ok!(try_dispute(DISPUTER, id, 5, 3, TRUTH));
	System::reset_events();
	id
}

#[test]
fn commit_holds_a_bond_and_opens_the_results_to_disputes() {
	execute(|| {
		MockStakes::set_era(4);
		assert_eq!(Batches::commit(commitment(1, 5)), Ok(0));
		let batch = Batches::batch(0).unwrap();
		let expected = Batch {
			source: CHANNEL,
			tenant: TENANT,
			provider: provider(1),
			worker: worker(1),
			program: program(),
			root: root(5),
			count: 5,
			reported_at: START,
			bond: Bond::get(),
			claim: 33,
			era: 4,
			disputes: Window { from: START, to: START + DISPUTE_WINDOW },
			dispute: None,
			due: batch.due,
		};
		assert_eq!(batch, expected);
		assert_eq!((batch.due.unwrap().at, MockAgenda::waiting()), (START + DISPUTE_WINDOW, 1));
		assert_eq!(bonded(provider(1)), Bond::get());
		let until = START + DISPUTE_WINDOW;
		let (program, root) = (program(), root(5));
		assert_events(vec![Event::Reported {
			batch: 0,
			source: CHANNEL,
			worker: worker(1),
			program,
			root,
			count: 5,
			until,
		}]);
		run(DISPUTE_WINDOW);
		assert_eq!((Batches::batch(0), bonded(provider(1))), (None, 0));
	});
}

#[test]
fn commit_takes_what_the_program_was_when_the_channel_opened() {
	execute(|| {
		// Who pays owns the program perhaps, and must not undo by removing it what it promised.
		MockAttested::remove_program(&program());
		assert_ok!(Batches::commit(commitment(1, 5)));
	});
}

#[test]
fn commit_of_one_channel_leaves_its_other_batches_and_reports_of_leases_alone() {
	execute(|| {
		let first = Batches::commit(commitment(1, 5)).unwrap();
		let second = Batches::commit(commitment(1, 6)).unwrap();
		let lease = report(5);
		assert_eq!(bonded(provider(1)), 3 * Bond::get());
		assert_ok!(try_dispute(DISPUTER, first, 5, 3, TRUTH));
		find(first, Some(TRUTH), 3);
		assert_eq!(bonded(provider(1)), 2 * Bond::get());
		// It vouched for the same result again.
		assert_ok!(try_dispute(DISPUTER, second, 6, 3, TRUTH));
		assert_ok!(try_dispute(DISPUTER, lease, 5, 3, TRUTH));
	});
}

#[test]
fn commit_weighs_no_more_than_a_report() {
	assert_eq!(<Batches as CommitResults<AccountId>>::commit_weight(), <() as WeightInfo>::report());
	assert_eq!(<Batches as CommitResults<AccountId>>::min_interval(), MIN_INTERVAL);
	assert_eq!(<Batches as CommitResults<AccountId>>::max_count(), MAX_COUNT);
}

#[test]
fn commit_fails_when_there_are_no_results_or_too_many() {
	execute(|| {
		refused(Commitment { count: 0, ..commitment(1, 5) }, Error::<Test>::NoResults);
		refused(Commitment { count: MAX_COUNT + 1, ..commitment(1, 5) }, Error::<Test>::TooManyResults);
		assert_ok!(Batches::commit(Commitment { count: MAX_COUNT, ..commitment(1, 5) }));
	});
}

#[test]
fn commit_fails_when_the_last_one_was_a_moment_ago() {
	execute(|| refused(Commitment { blocks: MIN_INTERVAL - 1, ..commitment(1, 5) }, Error::<Test>::TooSoon));
}

#[test]
fn commit_fails_when_nobody_stands_behind_it() {
	execute(|| {
		MockStakes::set_unbacked(Role::Provider, provider(1));
		refused(commitment(1, 5), DispatchError::Other("Underbacked"));
	});
}

#[test]
fn commit_fails_when_the_bond_cannot_be_spared() {
	execute(|| refused(Commitment { provider: checker(1), ..commitment(1, 5) }, TokenError::FundsUnavailable));
}

#[test]
fn commit_fails_when_the_agenda_takes_nothing() {
	execute(|| {
		Refusals::set(1);
		refused(commitment(1, 5), DispatchError::Exhausted);
	});
}

#[test]
fn dispute_of_a_channels_batch_is_judged_by_others_than_its_parties() {
	execute(|| {
		let id = disputed(commitment(1, 5));
		let excluded = vec![TENANT, DISPUTER, provider(1), worker(1)];
		assert_eq!(MockPanels::<PanelCase>::take(), [MockPanel { case: PanelCase::Batch(id).encode(), excluded }]);
	});
}

#[test]
fn dispute_of_a_channels_batch_fails_when_it_is_its_own() {
	execute(|| {
		let by_worker = Batches::commit(commitment(1, 5)).unwrap();
		let by_provider = Batches::commit(Commitment { worker: provider(2), ..commitment(2, 5) }).unwrap();
		for (who, id) in [(worker(1), by_worker), (provider(1), by_worker), (provider(2), by_provider)] {
			let call = Batches::dispute(signed(who), id, leaf(3), proof(5, 3), content(TRUTH));
			assert_noop!(call, Error::<Test>::OwnBatch);
		}
	});
}

#[test]
fn ruling_on_a_channels_batch_pays_panel_and_payer_and_slashes_the_payee() {
	// It is the same when the provider itself committed.
	for committer in [worker(1), provider(1)] {
		execute(|| {
			let id = disputed(Commitment { worker: committer, ..commitment(1, 5) });
			find(id, Some(TRUTH), 3);
			assert_eq!((Batches::batch(id), MockAgenda::waiting()), (None, 0));
			assert_eq!((wealth(provider(1)), wealth(DISPUTER)), (PURSE - 31, PURSE));
			assert_eq!((fees(), wealth(TENANT)), ([3, 3, 3], PURSE + 22));
			// What the redemption paid is the limit of the payer's claim.
			let claim = Some((TENANT, 33));
			let (amount, reporter) = (FALSE_RESULT_FINE, Some(DISPUTER));
			let fault = Fault { amount, era: 0, claim, reporter, self_reported: false };
			assert_eq!(MockStakes::take_faults(), [(Role::Provider, provider(1), fault)]);
			assert_eq!(MockReputation::take_notes(), [(Domain::Jobs, provider(1), Conduct::Bad, 33)]);
			assert_events(vec![
				Event::DisputeSettled {
					batch: id,
					disputer: DISPUTER,
					ruling: Ruling::Overturned,
					bond_lost: 0,
					panel_fee: 9,
				},
				Event::BatchDisproved {
					batch: id,
					source: CHANNEL,
					provider: provider(1),
					bond_lost: 31,
					compensation: 22,
					fine: FALSE_RESULT_FINE,
				},
			]);
		});
	}
}

#[test]
fn ruling_on_a_channels_batch_claims_nothing_when_it_paid_in_another_asset() {
	execute(|| {
		let id = disputed(Commitment { claim: 0, ..commitment(1, 5) });
		find(id, Some(TRUTH), 3);
		let claims: Vec<_> = MockStakes::take_faults().into_iter().map(|(_, _, fault)| fault.claim).collect();
		assert_eq!(claims, [None]);
	});
}

#[test]
fn ruling_on_a_channels_batch_goes_on_with_it_when_the_result_is_right() {
	execute(|| {
		let id = disputed(commitment(1, 5));
		run(4);
		find(id, Some(4), 3);
		assert_eq!((wealth(DISPUTER), wealth(provider(1)), fees()), (PURSE - 10, PURSE + 1, [3, 3, 3]));
		assert_eq!(Batches::batch(id).unwrap().disputes.to, START + DISPUTE_WINDOW + 5);
		assert_eq!(bonded(provider(1)), Bond::get());
	});
}
