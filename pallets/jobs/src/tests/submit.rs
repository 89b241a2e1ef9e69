use crate::{
	mock::{Jobs, *},
	*,
};
use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{
	mocks::{MockAgenda, MockAttested, MockEscrow},
	Content, ContentHash, MinScore, ProgramId, ProgramKind, Tier, Window, MAX_URI_LENGTH,
};
use sp_runtime::{ArithmeticError, DispatchError, Permill, TokenError};

fn refused(policy: PolicyOf<Test>, error: Error<Test>) {
	assert_noop!(try_submit(policy, 300, 31), error);
}

#[test]
fn submit_opens_the_job_and_puts_the_reward_aside_when_judged_by_quorum() {
	Mock::default().build_and_execute(|| {
		assert_ok!(try_submit(quorum(3, 2), 300, 31));
		let job = Jobs::job(0).unwrap();
		assert_eq!(job.stage, Stage::Open { claims: Window { from: 1, to: 6 } });
		assert_eq!((job.tenant, job.reward, job.deadline, job.submitted_at), (TENANT, 300, 31, 1));
		assert_eq!(job.due.unwrap().at, 7);
		assert_eq!(MockEscrow::account(escrow(0)).deposits, [(TENANT, 300)]);
		assert_eq!(deposited(TENANT), DEPOSIT);
		assert_eq!(MockAgenda::waiting(), 1);
		assert_events(vec![Event::JobSubmitted {
			job: 0,
			tenant: TENANT,
			program: Some(program()),
			reward: 300,
			asset: ASSET,
			replicas: 3,
			lease: None,
			quorum: 2,
		}]);
		assert_eq!(submit(quorum(1, 1), 300), 1);
		// The last claim leaves time to work and to reveal.
		assert_eq!(stage(1), Stage::Open { claims: Window { from: 1, to: 22 } });
	});
}

#[test]
fn submit_starts_negotiating_and_holds_no_money_when_there_is_an_evaluator() {
	Mock::default().build_and_execute(|| {
		assert_ok!(Jobs::submit(signed(TENANT), None, content(0), 0, ASSET, evaluated(), 31));
		let job = Jobs::job(0).unwrap();
		assert_eq!(job.stage, Stage::Negotiating { provider: None });
		assert_eq!((job.escrow, job.due.unwrap().at), (None, 31));
		assert_eq!(MockEscrow::open_count(), 0);
		assert_ok!(Jobs::submit(signed(TENANT), Some(program()), content(0), 100, ASSET, evaluated(), 31));
		assert_eq!(Jobs::job(1).unwrap().reward, 100);
	});
}

#[test]
fn submit_fails_when_not_signed() {
	Mock::default().build_and_execute(|| {
		let call = |origin| Jobs::submit(origin, Some(program()), content(0), 300, ASSET, quorum(3, 2), 31);
		assert_noop!(call(RuntimeOrigin::root()), DispatchError::BadOrigin);
		assert_noop!(call(RuntimeOrigin::none()), DispatchError::BadOrigin);
	});
}

#[test]
fn submit_fails_when_there_are_no_replicas() {
	Mock::default().build_and_execute(|| refused(quorum(0, 0), Error::NoReplicas));
}

#[test]
fn submit_fails_when_there_are_too_many_replicas() {
	Mock::default().build_and_execute(|| {
		refused(quorum(8, 5), Error::TooManyReplicas);
		assert_ok!(try_submit(quorum(7, 5), 300, 31));
	});
}

#[test]
fn submit_fails_when_the_quorum_is_zero_or_above_the_replicas() {
	Mock::default().build_and_execute(|| {
		refused(quorum(3, 0), Error::QuorumNotPossible);
		refused(quorum(3, 4), Error::QuorumNotPossible);
	});
}

#[test]
fn submit_fails_when_the_output_could_be_disputed_though_something_vouches_for_it() {
	Mock::default().build_and_execute(|| {
		refused(Policy { challenge_window: 1, ..evaluated() }, Error::DisputesNotSupported);
		for program in [enclave(), circuit()] {
			let submit = try_submit_of(program, disputable(1, 1), 300, 31);
			assert_noop!(submit, Error::<Test>::DisputesNotSupported);
		}
		assert_ok!(try_submit(disputable(1, 1), 300, 31));
		assert_ok!(try_submit(disputable(7, 4), 700, 31));
	});
}

#[test]
fn submit_fails_when_the_challenge_window_is_too_long() {
	Mock::default().build_and_execute(|| {
		let lasting = |challenge_window| Policy { challenge_window, ..quorum(3, 2) };
		refused(lasting(MAX_CHALLENGE_WINDOW + 1), Error::ChallengeWindowTooLong);
		assert_ok!(try_submit(lasting(MAX_CHALLENGE_WINDOW), 300, 31));
	});
}

#[test]
fn submit_fails_when_the_bond_would_not_pay_a_panel() {
	Mock::default().build_and_execute(|| {
		refused(Policy { bond: DISPUTE_BOND - 1, ..disputable(3, 2) }, Error::BondTooLow);
		assert_ok!(try_submit(Policy { bond: DISPUTE_BOND, ..disputable(3, 2) }, 300, 31));
		assert_ok!(try_submit(Policy { bond: MIN_BOND, ..quorum(3, 2) }, 300, 31));
	});
}

#[test]
fn submit_fails_when_the_bond_is_too_low() {
	Mock::default().build_and_execute(|| {
		refused(Policy { bond: MIN_BOND - 1, ..quorum(3, 2) }, Error::BondTooLow);
		assert_ok!(try_submit(Policy { bond: MIN_BOND, ..quorum(3, 2) }, 300, 31));
	});
}

#[test]
fn submit_fails_when_an_evaluator_comes_with_replicas_bond_tier_or_score() {
	Mock::default().build_and_execute(|| {
		refused(Policy { replicas: 2, ..evaluated() }, Error::EvaluatorNeedsOneReplica);
		refused(Policy { bond: 10, ..evaluated() }, Error::EvaluatorTakesNoBond);
		refused(Policy { min_tier: Tier::Device, ..evaluated() }, Error::EvaluatorTakesNoBond);
		let min_score = Some(MinScore { value: Permill::zero(), sample: 0 });
		refused(Policy { min_score, ..evaluated() }, Error::EvaluatorTakesNoBond);
	});
}

#[test]
fn submit_fails_when_the_deadline_is_past_or_too_soon() {
	Mock::default().build_and_execute(|| {
		run_to(10);
		let soonest_drawn = 10 + CLAIM_PERIOD + 1 + MIN_WORK_PERIOD + REVEAL_PERIOD;
		for deadline in [0, 9, 10, soonest_drawn - 1] {
			assert_noop!(try_submit(quorum(3, 2), 300, deadline), Error::<Test>::DeadlineTooSoon);
		}
		assert_ok!(try_submit(quorum(3, 2), 300, soonest_drawn));
		let soonest_first_come = 10 + 1 + MIN_WORK_PERIOD + REVEAL_PERIOD;
		assert_noop!(try_submit(quorum(1, 1), 300, soonest_first_come - 1), Error::<Test>::DeadlineTooSoon);
		assert_ok!(try_submit(quorum(1, 1), 300, soonest_first_come));
		let soonest_evaluated = 10 + 1 + MIN_WORK_PERIOD;
		assert_noop!(try_submit(evaluated(), 300, soonest_evaluated - 1), Error::<Test>::DeadlineTooSoon);
		assert_ok!(try_submit(evaluated(), 300, soonest_evaluated));
	});
}

#[test]
fn submit_fails_when_the_deadline_is_too_far() {
	Mock::default().build_and_execute(|| {
		assert_noop!(try_submit(quorum(3, 2), 300, 1 + MAX_DURATION + 1), Error::<Test>::DeadlineTooFar);
		assert_ok!(try_submit(quorum(3, 2), 300, 1 + MAX_DURATION));
	});
}

#[test]
fn submit_fails_when_the_program_is_unknown() {
	Mock::default().build_and_execute(|| {
		let unknown = Some(ProgramId::repeat_byte(9));
		for policy in [quorum(3, 2), evaluated()] {
			assert_noop!(
				Jobs::submit(signed(TENANT), unknown, content(0), 300, ASSET, policy, 31),
				Error::<Test>::UnknownProgram
			);
		}
	});
}

#[test]
fn submit_fails_when_the_program_was_removed() {
	Mock::default().build_and_execute(|| {
		assert_ok!(try_submit_of(circuit(), quorum(1, 1), 300, 31));
		MockAttested::remove_program(&circuit());
		for policy in [quorum(1, 1), evaluated()] {
			assert_noop!(try_submit_of(circuit(), policy, 300, 31), Error::<Test>::UnknownProgram);
		}
	});
}

#[test]
fn submit_fails_when_an_enclave_or_a_circuit_comes_with_replicas() {
	Mock::default().build_and_execute(|| {
		for program in [enclave(), circuit()] {
			for (replicas, needed) in [(2, 1), (2, 2), (7, 4)] {
				assert_noop!(
					try_submit_of(program, quorum(replicas, needed), 300, 31),
					Error::<Test>::ProofNeedsOneReplica
				);
			}
			assert_noop!(try_submit_of(program, quorum(1, 0), 300, 31), Error::<Test>::QuorumNotPossible);
			assert_ok!(try_submit_of(program, quorum(1, 1), 300, 31));
		}
	});
}

#[test]
fn submit_keeps_the_kind_of_the_program() {
	Mock::default().build_and_execute(|| {
		let kind = |id| Jobs::job(id).unwrap().program_kind;
		let (image, machine) = (ProgramKind::Image, ProgramKind::Enclave);
		for (program, expected) in [(program(), image), (enclave(), machine), (circuit(), ProgramKind::Circuit)] {
			assert_eq!(kind(submit_of(program, quorum(1, 1), 300)), Some(expected));
			// The evaluator judges whatever the program is.
			assert_eq!(kind(submit_of(program, evaluated(), 300)), Some(expected));
		}
		let id = NextId::<Test>::get();
		assert_ok!(Jobs::submit(signed(TENANT), None, content(0), 0, ASSET, evaluated(), 31));
		assert_eq!(kind(id), None);
	});
}

#[test]
fn submit_fails_when_a_job_judged_by_quorum_names_no_program() {
	Mock::default().build_and_execute(|| {
		assert_noop!(
			Jobs::submit(signed(TENANT), None, content(0), 300, ASSET, quorum(3, 2), 31),
			Error::<Test>::ProgramRequired
		);
	});
}

#[test]
fn submit_fails_when_a_seat_earns_less_than_the_minimum_balance() {
	Mock::default().build_and_execute(|| {
		assert_noop!(try_submit(quorum(3, 2), 2, 31), Error::<Test>::RewardTooLow);
		assert_noop!(try_submit(quorum(1, 1), 0, 31), Error::<Test>::RewardTooLow);
		assert_ok!(try_submit(quorum(3, 2), 3, 31));
	});
}

#[test]
fn submit_fails_when_the_tenant_cannot_spare_the_deposit() {
	Mock::default().build_and_execute(|| {
		assert_ok!(Balances::transfer_allow_death(signed(TENANT), STRANGER, PURSE - DEPOSIT));
		assert_noop!(try_submit(quorum(3, 2), 300, 31), TokenError::FundsUnavailable);
		assert_ok!(Balances::transfer_allow_death(signed(STRANGER), TENANT, 1));
		assert_ok!(try_submit(quorum(3, 2), 300, 31));
	});
}

#[test]
fn submit_takes_the_tenant_as_its_own_evaluator() {
	Mock::default().build_and_execute(|| {
		let judge = Evaluator { account: TENANT, fee: Permill::zero() };
		assert_ok!(try_submit(Policy { evaluator: Some(judge), ..evaluated() }, 0, 31));
	});
}

#[test]
fn submit_cannot_be_decoded_when_the_input_uri_is_too_long() {
	let decode = |length: u32| {
		let uri = vec![b'x'; length.try_into().unwrap()];
		Content::decode(&mut &(ContentHash::zero(), uri).encode()[..])
	};
	assert!(decode(MAX_URI_LENGTH).is_ok());
	assert!(decode(MAX_URI_LENGTH + 1).is_err());
}

#[test]
fn submit_fails_when_there_are_no_more_numbers() {
	Mock::default().build_and_execute(|| {
		NextId::<Test>::put(u64::MAX);
		assert_noop!(try_submit(quorum(3, 2), 300, 31), ArithmeticError::Overflow);
	});
}
