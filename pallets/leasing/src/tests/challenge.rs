use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{
	mocks::{MockAttested, MockEscrow, MockReputation, MockStakes},
	Conduct, Domain, Fault, LeaseId, Role, Tier,
};
use sp_runtime::{DispatchError, TokenError};

fn challenge(id: LeaseId) {
	assert_ok!(Leasing::challenge_liveness(signed(STRANGER), id));
}

#[test]
fn machine_that_answers_wins_the_bond() {
	build_and_execute(|| {
		let id = lease(1);
		run_to(11);
		challenge(id);
		let until = 11 + RESPONSE_PERIOD;
		let challenged = Event::LivenessChallenged { lease: id, worker: worker(1), challenger: STRANGER, until };
		System::assert_last_event(challenged.into());
		// What was before is paid.
		assert_eq!((paid(0), held(HoldReason::Challenge, STRANGER)), (70, CHALLENGE_BOND));
		run_to(until - 1);
		let answer = Leasing::prove_alive(signed(worker(1)), id);
		assert_eq!(answer.map(|info| info.pays_fee), Ok(frame_support::dispatch::Pays::No));
		let proved = Event::LivenessProved { lease: id, challenger: STRANGER, bond: CHALLENGE_BOND };
		System::assert_last_event(proved.into());
		assert_eq!([provider(1), STRANGER].map(free), [PURSE + CHALLENGE_BOND, PURSE - CHALLENGE_BOND]);
		// The rent goes on as if nothing had been.
		run_to(21);
		assert_ok!(Leasing::close(signed(TENANT), id));
		assert_eq!(last_end(), (id, Reason::Tenant, 140, 860));
		assert_eq!(MockStakes::take_faults(), []);
	});
}

#[test]
fn machine_that_is_silent_loses_the_lease_the_rent_and_stake() {
	build_and_execute(|| {
		let id = lease(1);
		run_to(11);
		challenge(id);
		run_to(11 + RESPONSE_PERIOD);
		// Nothing of the time since the challenge is paid.
		assert_eq!(last_end(), (id, Reason::Downtime, 70, 930));
		assert_eq!(MockEscrow::account(0).refunded, Some(930));
		assert_eq!([STRANGER, TENANT].map(free), [PURSE, PURSE - RECEIPT_DEPOSIT]);
		let fault =
			Fault { amount: 40, era: 0, claim: Some((TENANT, 42)), reporter: Some(STRANGER), self_reported: false };
		assert_eq!(MockStakes::take_faults(), [(Role::Provider, provider(1), fault)]);
		assert_eq!(MockReputation::take_notes(), [(Domain::Leasing, provider(1), Conduct::Bad, 930)]);
		System::assert_has_event(
			Event::WentDown { worker: worker(1), provider: provider(1), self_reported: false }.into(),
		);
		System::assert_last_event(
			Event::DowntimeCharged { worker: worker(1), provider: provider(1), amount: 40 }.into(),
		);
		assert_eq!(Leasing::downtime(worker(1)).unwrap().since, 11);
	});
}

#[test]
fn answer_is_refused_when_it_comes_too_late() {
	build_and_execute(|| {
		let id = lease(1);
		challenge(id);
		skip_to(1 + RESPONSE_PERIOD);
		assert_noop!(Leasing::prove_alive(signed(worker(1)), id), Error::<Test>::TooLate);
		serve();
		assert_noop!(Leasing::prove_alive(signed(worker(1)), id), Error::<Test>::NotFound);
	});
}

#[test]
fn answer_is_refused_when_it_is_not_from_the_machine_as_it_was_rented() {
	build_and_execute(|| {
		MockAttested::set_active(worker(1), provider(1), Tier::ConfidentialCpu);
		let program = Some([1; 32].into());
		MockAttested::set_program(worker(1), program);
		let spec = Spec { min_tier: Tier::ConfidentialCpu, program, ..spec() };
		let order = place(OrderTerms { spec, ..order_terms() });
		assert_ok!(bid(order, 1, 7));
		let id = accept(order, 1);
		assert_noop!(Leasing::prove_alive(signed(worker(1)), id), Error::<Test>::NotChallenged);
		challenge(id);
		assert_noop!(Leasing::prove_alive(signed(provider(1)), id), Error::<Test>::NotWorker);
		MockAttested::set_program(worker(1), None);
		assert_noop!(Leasing::prove_alive(signed(worker(1)), id), Error::<Test>::ProgramNotMeasured);
		MockAttested::set_active(worker(1), provider(1), Tier::Device);
		assert_noop!(Leasing::prove_alive(signed(worker(1)), id), Error::<Test>::TierTooLow);
		MockAttested::set_active(worker(1), provider(2), Tier::ConfidentialCpu);
		assert_noop!(Leasing::prove_alive(signed(worker(1)), id), Error::<Test>::ProviderChanged);
		MockAttested::set_inactive(worker(1));
		assert_noop!(Leasing::prove_alive(signed(worker(1)), id), DispatchError::Other("NotActive"));
		MockAttested::set_active(worker(1), provider(1), Tier::ConfidentialGpu);
		MockAttested::set_program(worker(1), program);
		assert_ok!(Leasing::prove_alive(signed(worker(1)), id));
	});
}

#[test]
fn challenge_is_refused_without_a_bond_or_twice_or_of_ones_own_or_when_the_lease_is_over() {
	build_and_execute(|| {
		let id = lease(1);
		let challenge = |who| Leasing::challenge_liveness(signed(who), id);
		assert_noop!(challenge(PAUPER), TokenError::FundsUnavailable);
		assert_noop!(challenge(provider(1)), Error::<Test>::OwnMachine);
		assert_noop!(challenge(worker(1)), Error::<Test>::OwnMachine);
		assert_ok!(challenge(TENANT));
		assert_noop!(challenge(STRANGER), Error::<Test>::Challenged);
		assert_ok!(Leasing::prove_alive(signed(worker(1)), id));
		assert_ok!(challenge(STRANGER));
		assert_ok!(Leasing::prove_alive(signed(worker(1)), id));
		skip_to(144);
		assert_noop!(challenge(STRANGER), Error::<Test>::Ending);
		serve();
		assert_noop!(challenge(STRANGER), Error::<Test>::NotFound);
	});
}

#[test]
fn nobody_settles_or_ends_a_lease_that_is_challenged() {
	build_and_execute(|| {
		let id = lease(1);
		assert_ok!(Leasing::start_reclaim(signed(provider(1)), id));
		run_to(40);
		challenge(id);
		for call in [
			Leasing::close(signed(TENANT), id),
			Leasing::close(signed(provider(1)), id),
			Leasing::settle(signed(STRANGER), id),
			Leasing::report_down(signed(worker(1)), id),
		] {
			assert_eq!(call, Err(Error::<Test>::Challenged.into()));
		}
		assert_ok!(Leasing::top_up(signed(SPONSOR), id, 100));
	});
}

#[test]
fn lease_that_runs_out_while_it_is_challenged_ends_with_the_challenge() {
	build_and_execute(|| {
		// It is used up in block 144.
		let (good, bad) = (lease(1), lease(2));
		run_to(142);
		challenge(good);
		assert_ok!(Leasing::challenge_liveness(signed(SPONSOR), bad));
		run_to(145);
		assert_eq!(Leases::<Test>::count(), 2);
		assert_ok!(Leasing::prove_alive(signed(worker(1)), good));
		run_to(146);
		assert_eq!(last_end(), (good, Reason::Exhausted, 1_000, 0));
		run_to(148);
		// 141 blocks were paid before.
		assert_eq!(last_end(), (bad, Reason::Downtime, 987, 13));
	});
}
