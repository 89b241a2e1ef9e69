use crate::{
	mock::{Jobs, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{
	mocks::{MockAttested, MockReputation, MockStakes},
	Domain, MinScore, Role, Score, Tier, Window,
};
use sp_runtime::{DispatchError, Permill, TokenError};

#[test]
fn claim_holds_the_providers_bond_and_waits_for_the_draw_when_there_are_replicas() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		System::reset_events();
		claim(id, 1);
		assert_eq!(bonded(provider(1)), 10);
		assert_eq!(Jobs::claims(id), [Claim { worker: worker(1), provider: provider(1), bond: 10 }]);
		assert!(matches!(stage(id), Stage::Open { .. }));
		assert_events(vec![Event::Claimed { job: id, worker: worker(1), provider: provider(1) }]);
	});
}

#[test]
fn claim_seats_the_first_worker_at_once_when_there_is_one_replica() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(1, 1), 300);
		run_to(5);
		System::reset_events();
		claim(id, 4);
		assert_eq!(stage(id), Stage::Assigned { commits: Window { from: 5, to: 26 } });
		let seats = Jobs::seats(id);
		assert_eq!((seats.len(), seats[0].worker, seats[0].provider), (1, worker(4), provider(4)));
		assert_eq!(bonded(provider(4)), 10);
		assert_events(vec![
			Event::Claimed { job: id, worker: worker(4), provider: provider(4) },
			Event::SeatsDrawn { job: id, workers: vec![worker(4)].try_into().unwrap() },
		]);
		assert_noop!(Jobs::claim(signed(worker(5)), id), Error::<Test>::WrongStage);
	});
}

#[test]
fn claim_fails_when_not_signed() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		assert_noop!(Jobs::claim(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
	});
}

#[test]
fn claim_fails_when_there_is_no_such_job() {
	Mock::default().build_and_execute(|| {
		assert_noop!(Jobs::claim(signed(worker(1)), 0), Error::<Test>::NotFound);
	});
}

#[test]
fn claim_fails_when_seats_are_taken_or_there_are_none() {
	Mock::default().build_and_execute(|| {
		let (id, _) = seated(quorum(3, 2), 300);
		assert_noop!(Jobs::claim(signed(worker(9)), id), Error::<Test>::WrongStage);
		let id = negotiated(100);
		assert_noop!(Jobs::claim(signed(worker(9)), id), Error::<Test>::WrongStage);
	});
}

#[test]
fn claim_is_taken_until_the_last_block_of_the_window_when_seats_are_drawn() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		run_to(CLAIM_PERIOD);
		claim(id, 1);
		run_to(1 + CLAIM_PERIOD);
		assert_noop!(Jobs::claim(signed(worker(2)), id), Error::<Test>::ClaimsClosed);
	});
}

#[test]
fn claim_is_taken_until_the_last_block_of_the_window_when_there_is_one_replica() {
	Mock::default().build_and_execute(|| {
		let (late, too_late) = (submit(quorum(1, 1), 300), submit(quorum(1, 1), 300));
		run_to(21);
		claim(late, 1);
		assert_eq!(stage(late), Stage::Assigned { commits: Window { from: 21, to: 26 } });
		run_to(22);
		assert_noop!(Jobs::claim(signed(worker(2)), too_late), Error::<Test>::ClaimsClosed);
	});
}

#[test]
fn claim_fails_when_the_worker_is_not_active() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		MockAttested::set_inactive(worker(1));
		assert_noop!(Jobs::claim(signed(worker(1)), id), DispatchError::Other("NotActive"));
		assert_noop!(Jobs::claim(signed(STRANGER), id), DispatchError::Other("NotActive"));
	});
}

#[test]
fn claim_fails_when_the_tier_is_too_low() {
	Mock::default().build_and_execute(|| {
		let id = submit(Policy { min_tier: Tier::ConfidentialCpu, ..quorum(3, 2) }, 300);
		MockAttested::set_active(worker(1), provider(1), Tier::Device);
		assert_noop!(Jobs::claim(signed(worker(1)), id), Error::<Test>::TierTooLow);
		MockAttested::set_active(worker(1), provider(1), Tier::ConfidentialCpu);
		MockAttested::set_active(worker(2), provider(2), Tier::ConfidentialGpu);
		claim(id, 1);
		claim(id, 2);
	});
}

#[test]
fn claim_fails_when_the_evidence_did_not_measure_the_jobs_enclave() {
	Mock::default().build_and_execute(|| {
		let id = submit_of(enclave(), quorum(1, 1), 300);
		for measured in [None, Some(program()), Some(circuit())] {
			MockAttested::set_program(worker(1), measured);
			assert_noop!(Jobs::claim(signed(worker(1)), id), Error::<Test>::ProgramNotMeasured);
		}
		MockAttested::set_program(worker(1), Some(enclave()));
		claim(id, 1);
		assert!(matches!(stage(id), Stage::Assigned { .. }));
	});
}

#[test]
fn claim_asks_for_no_measurement_when_the_program_is_no_enclave() {
	Mock::default().build_and_execute(|| {
		let ids = [program(), circuit()].map(|program| submit_of(program, quorum(1, 1), 300));
		claim(ids[0], 1);
		MockAttested::set_program(worker(1), Some(enclave()));
		claim(ids[1], 1);
		assert!(ids.into_iter().all(|id| matches!(stage(id), Stage::Assigned { .. })));
	});
}

#[test]
fn claim_fails_when_the_provider_has_claimed_with_another_worker() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		claim(id, 1);
		assert_noop!(Jobs::claim(signed(worker(1)), id), Error::<Test>::AlreadyClaimed);
		MockAttested::set_active(worker(2), provider(1), Tier::Declared);
		assert_noop!(Jobs::claim(signed(worker(2)), id), Error::<Test>::AlreadyClaimed);
		// Nor may one worker claim twice by changing its owner.
		MockAttested::set_active(worker(1), provider(3), Tier::Declared);
		assert_noop!(Jobs::claim(signed(worker(1)), id), Error::<Test>::AlreadyClaimed);
	});
}

#[test]
fn claim_fails_when_there_are_too_many() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		(1..=u64::from(MAX_CLAIMS)).for_each(|n| claim(id, n));
		assert_noop!(Jobs::claim(signed(worker(10)), id), Error::<Test>::TooManyClaims);
	});
}

#[test]
fn claim_fails_when_the_provider_cannot_spare_the_bond() {
	Mock::default().build_and_execute(|| {
		for policy in [quorum(1, 1), quorum(3, 2)] {
			let id = submit(Policy { bond: PURSE, ..policy }, 300);
			assert_noop!(Jobs::claim(signed(worker(1)), id), TokenError::FundsUnavailable);
		}
		let id = submit(Policy { bond: PURSE - 1, ..quorum(3, 2) }, 300);
		assert_ok!(Jobs::claim(signed(worker(1)), id));
	});
}

#[test]
fn claim_fails_when_provider_has_not_enough_at_stake() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		MockStakes::set_unbacked(Role::Validator, provider(1));
		MockStakes::set_unbacked(Role::Provider, provider(2));
		assert_noop!(Jobs::claim(signed(worker(2)), id), DispatchError::Other("Underbacked"));
		claim(id, 1);
	});
}

#[test]
fn claim_fails_when_the_provider_is_not_known_well_enough() {
	Mock::default().build_and_execute(|| {
		let least = MinScore { value: Permill::from_percent(80), sample: 100 };
		let know = |domain, n, percent, sample| {
			MockReputation::set_score(domain, provider(n), Score { value: Permill::from_percent(percent), sample })
		};
		know(Domain::Jobs, 1, 79, 100);
		know(Domain::Jobs, 2, 80, 99);
		know(Domain::Leasing, 3, 99, 500);
		know(Domain::Jobs, 4, 80, 100);
		let id = submit(Policy { min_score: Some(least), ..quorum(3, 2) }, 300);
		for n in 1..=3 {
			assert_noop!(Jobs::claim(signed(worker(n)), id), DispatchError::Other("ScoreTooLow"));
		}
		claim(id, 4);
		// Where nothing is asked for, nobody needs to be known.
		claim(submit(quorum(3, 2), 300), 1);
	});
}

#[test]
fn work_goes_on_when_its_provider_is_not_known_well_enough_any_more() {
	Mock::default().build_and_execute(|| {
		let least = MinScore { value: Permill::from_percent(50), sample: 0 };
		let (id, workers) = seated(Policy { min_score: Some(least), ..quorum(1, 1) }, 300);
		MockReputation::set_score(Domain::Jobs, provider(1), Score { value: Permill::zero(), sample: 0 });
		answer(id, &workers, &[9]);
		assert_eq!(stage(id), finalized(9));
	});
}

#[test]
fn work_goes_on_when_its_provider_has_not_enough_at_stake_any_more() {
	Mock::default().build_and_execute(|| {
		let (id, seated) = seated(quorum(1, 1), 300);
		seated.iter().for_each(|n| MockStakes::set_unbacked(Role::Provider, provider(*n)));
		seated.iter().for_each(|n| commit(id, *n, 1));
		seated.iter().for_each(|n| reveal(id, *n, 1));
		assert!(matches!(stage(id), Stage::Final { .. }));
	});
}
