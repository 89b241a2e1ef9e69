use crate::{
	mock::{Jobs, *},
	*,
};
use codec::{Decode, Encode};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{GetDispatchInfo, Pays},
};
use piazza_primitives::{
	mocks::{MockAgenda, MockAttested, MockEscrow},
	Attested, Content, JobId, ProgramId, Statement, Tier, Window,
};
use sp_runtime::{DispatchError, DispatchResult};

const INVALID: DispatchError = DispatchError::Other("InvalidProof");

/// The first worker hands in output 9 and the proof of something, made with some program.
fn attempt(id: JobId, program: ProgramId, statement: Statement<AccountId>) -> DispatchResult {
	let proof = MockAttested::prove(&program, &statement.to_bytes());
	hand_in(id, content(9), proof)
}

fn hand_in(id: JobId, output: Content, proof: Vec<u8>) -> DispatchResult {
	let proof = proof.try_into().unwrap();
	Jobs::prove(signed(worker(1)), id, output, proof).map(|_| ()).map_err(|refused| refused.error)
}

#[test]
fn prove_settles_and_is_free_of_charge_when_the_proof_holds() {
	Mock::default().fee(10).build_and_execute(|| {
		let id = submit_of(circuit(), quorum(1, 1), 301);
		run_to(5);
		claim(id, 1);
		assert_eq!(stage(id), Stage::Assigned { commits: Window { from: 5, to: 26 } });
		assert_eq!(bonded(provider(1)), 10);
		System::reset_events();
		let post = Jobs::prove(signed(worker(1)), id, content(9), proof(id, 1, 9)).unwrap();
		assert_eq!((post.pays_fee, post.actual_weight), (Pays::No, None));

		assert_eq!(stage(id), finalized(9));
		assert_eq!((paid(id, provider(1)), MockEscrow::account(escrow(id)).fees, refunded(id)), (271, 30, Some(0)));
		assert_eq!((bonded(provider(1)), wealth(provider(1)), wealth(TENANT)), (0, PURSE, PURSE));
		let outcome = Outcome { verdict: Verdict::Paid, paid: 271, bond_lost: 0, bond_won: 0 };
		let seat = Seat {
			worker: worker(1),
			provider: provider(1),
			bond: 10,
			progress: Progress::Revealed { output: content(9) },
			outcome: Some(outcome),
		};
		assert_eq!(Jobs::seats(id), [seat]);
		assert_events(vec![
			Event::Revealed { job: id, worker: worker(1), output_hash: content(9).hash },
			Event::SeatSettled {
				job: id,
				worker: worker(1),
				provider: provider(1),
				verdict: Verdict::Paid,
				paid: 271,
				bond_lost: 0,
				bond_won: 0,
			},
			Event::Finalized { job: id, output: content(9).hash },
		]);
		// Only the removal is left on the agenda.
		assert_eq!((MockAgenda::waiting(), Jobs::job(id).unwrap().due.unwrap().at), (1, 5 + RETENTION));
	});
}

#[test]
fn prove_may_hint_at_any_place_since_the_hash_alone_is_proven() {
	Mock::default().build_and_execute(|| {
		let id = provable(1);
		let output = Content { uri: b"https://elsewhere".to_vec().try_into().unwrap(), ..content(9) };
		assert_ok!(Jobs::prove(signed(worker(1)), id, output, proof(id, 1, 9)));
		assert_eq!(stage(id), finalized(9));
	});
}

#[test]
fn prove_fails_when_the_proof_is_of_anything_else_and_may_be_tried_again() {
	Mock::default().build_and_execute(|| {
		let id = provable(1);
		let (input, output) = (content(0).hash, content(9).hash);
		let (first, second) = (worker(1), worker(2));
		let truth = || Statement { job: id, input, output, worker: &first };
		assert_noop!(attempt(id, circuit(), Statement { job: id + 1, ..truth() }), INVALID);
		assert_noop!(attempt(id, circuit(), Statement { input: content(1).hash, ..truth() }), INVALID);
		assert_noop!(attempt(id, circuit(), Statement { output: content(8).hash, ..truth() }), INVALID);
		assert_noop!(attempt(id, circuit(), Statement { worker: &second, ..truth() }), INVALID);
		assert_noop!(attempt(id, program(), truth()), INVALID);
		assert_noop!(hand_in(id, content(8), proof(id, 1, 9).into_inner()), INVALID);
		assert_noop!(hand_in(id, content(9), vec![]), INVALID);
		assert_eq!((bonded(provider(1)), wealth(provider(1))), (10, PURSE));
		let refused = Jobs::prove(signed(worker(1)), id, content(9), Proof::default()).unwrap_err();
		assert_eq!(refused.post_info.pays_fee, Pays::Yes);

		run_to(10);
		assert_ok!(attempt(id, circuit(), truth()));
		assert_eq!((stage(id), paid(id, provider(1)), wealth(provider(1))), (finalized(9), 300, PURSE));
	});
}

#[test]
fn prove_is_taken_until_the_last_block_of_the_window() {
	Mock::default().build_and_execute(|| {
		let (id, late) = (provable(1), provable(2));
		run_to(25);
		prove(id, 1, 9);
		// Blocks are full: the end of the window is not served, and still nobody may prove.
		skip_to(26);
		let attempt = || Jobs::prove(signed(worker(2)), late, content(9), proof(late, 2, 9));
		assert_noop!(attempt(), Error::<Test>::CommitsClosed);
		serve();
		assert_noop!(attempt(), Error::<Test>::WrongStage);
	});
}

#[test]
fn prove_not_done_in_time_costs_the_bond() {
	Mock::default().fee(10).build_and_execute(|| {
		let id = provable(1);
		run_to(25);
		assert_noop!(hand_in(id, content(9), vec![]), INVALID);
		assert!(matches!(stage(id), Stage::Assigned { .. }));
		run_to(26);
		assert_eq!((stage(id), refunded(id)), (failed(Failure::NoQuorum), Some(300)));
		assert_eq!((wealth(provider(1)), wealth(TENANT)), (PURSE - 10, PURSE + 10));
		let outcome = Outcome { verdict: Verdict::Silent, paid: 0, bond_lost: 10, bond_won: 0 };
		assert_eq!(Jobs::seats(id)[0].outcome, Some(outcome));
	});
}

#[test]
fn prove_goes_on_when_the_program_was_removed_meanwhile() {
	Mock::default().build_and_execute(|| {
		let id = submit_of(circuit(), quorum(1, 1), 300);
		MockAttested::remove_program(&circuit());
		claim(id, 1);
		prove(id, 1, 9);
		assert_eq!((stage(id), paid(id, provider(1))), (finalized(9), 300));
	});
}

#[test]
fn prove_fails_when_not_signed() {
	Mock::default().build_and_execute(|| {
		let id = provable(1);
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(Jobs::prove(origin, id, content(9), proof(id, 1, 9)), DispatchError::BadOrigin);
		}
	});
}

#[test]
fn prove_fails_when_there_is_no_such_job() {
	Mock::default().build_and_execute(|| {
		assert_noop!(hand_in(0, content(9), vec![]), Error::<Test>::NotFound);
	});
}

#[test]
fn prove_fails_when_the_output_is_judged_by_quorum_or_by_an_evaluator() {
	Mock::default().build_and_execute(|| {
		MockAttested::set_program(worker(1), Some(enclave()));
		for program in [program(), enclave()] {
			let id = submit_of(program, quorum(1, 1), 300);
			claim(id, 1);
			assert_noop!(hand_in(id, content(9), vec![]), Error::<Test>::NotProvable);
		}
		let id = submit_of(circuit(), evaluated(), 300);
		assert_noop!(hand_in(id, content(9), vec![]), Error::<Test>::NotProvable);
	});
}

#[test]
fn prove_fails_when_the_seat_is_not_taken_yet() {
	Mock::default().build_and_execute(|| {
		let id = submit_of(circuit(), quorum(1, 1), 300);
		assert_noop!(hand_in(id, content(9), proof(id, 1, 9).into_inner()), Error::<Test>::WrongStage);
	});
}

#[test]
fn prove_fails_when_the_job_is_settled() {
	Mock::default().build_and_execute(|| {
		let id = provable(1);
		prove(id, 1, 9);
		for output in [8, 9] {
			let again = hand_in(id, content(output), proof(id, 1, output).into_inner());
			assert_noop!(again, Error::<Test>::WrongStage);
		}
	});
}

#[test]
fn prove_fails_when_the_worker_has_no_seat() {
	Mock::default().build_and_execute(|| {
		let id = provable(1);
		// Its own proof holds, and so does the one of the seated worker.
		for n in [1, 2] {
			assert_noop!(Jobs::prove(signed(worker(2)), id, content(9), proof(id, n, 9)), Error::<Test>::NotSeated);
		}
	});
}

#[test]
fn prove_fails_when_the_worker_is_not_active_any_more() {
	Mock::default().build_and_execute(|| {
		let id = provable(1);
		MockAttested::set_inactive(worker(1));
		let valid = || hand_in(id, content(9), proof(id, 1, 9).into_inner());
		assert_noop!(valid(), DispatchError::Other("NotActive"));
		MockAttested::set_active(worker(1), provider(1), Tier::Declared);
		assert_ok!(valid());
	});
}

#[test]
fn prove_fails_when_the_tier_has_become_too_low() {
	Mock::default().build_and_execute(|| {
		MockAttested::set_active(worker(1), provider(1), Tier::Device);
		let id = submit_of(circuit(), Policy { min_tier: Tier::Device, ..quorum(1, 1) }, 300);
		claim(id, 1);
		MockAttested::set_active(worker(1), provider(1), Tier::Declared);
		assert_noop!(hand_in(id, content(9), proof(id, 1, 9).into_inner()), Error::<Test>::TierTooLow);
	});
}

#[test]
fn prove_weighs_the_check_of_the_proof_too() {
	let call = Call::<Test>::prove { job: 0, output: content(9), proof: Proof::default() };
	let expected = <() as WeightInfo>::prove() + MockAttested::proof_weight();
	assert_eq!(call.get_dispatch_info().call_weight, expected);
}

#[test]
fn prove_cannot_be_decoded_when_the_proof_is_too_long() {
	let decode = |length: u32| Proof::decode(&mut &vec![0u8; length.try_into().unwrap()].encode()[..]);
	assert!(decode(MAX_PROOF_LENGTH).is_ok());
	assert!(decode(MAX_PROOF_LENGTH + 1).is_err());
}
