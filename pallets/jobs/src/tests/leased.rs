use crate::{mock::*, Error, Event, Failure, Policy, PolicyOf};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{
	mocks::{MockEscrow, MockLeases, MockReputation, MockStakes},
	Conduct, Domain, LeaseId,
};

const LEASE: LeaseId = 5;

/// The tenant rents the first worker.
fn rent() {
	MockLeases::start(LEASE, TENANT, provider(1), worker(1), 3);
}

/// A policy under that lease.
fn leased() -> PolicyOf<Test> {
	Policy { lease: Some(LEASE), ..quorum(1, 1) }
}

#[test]
fn job_under_a_lease_is_done_by_its_machine_and_needs_no_reward() {
	Mock::default().build_and_execute(|| {
		rent();
		let id = submit(leased(), 0);
		assert_eq!(Jobs::job(id).unwrap().escrow, None);
		assert_noop!(Jobs::claim(signed(worker(2)), id), Error::<Test>::NotLeased);
		claim(id, 1);
		answer(id, &[1], &[9]);
		assert_eq!(stage(id), finalized(9));
		assert_eq!(Jobs::seats(id)[0].outcome.unwrap().paid, 0);
		assert_eq!((wealth(provider(1)), MockEscrow::open_count()), (PURSE, 0));
		assert_eq!(MockReputation::take_notes(), [(Domain::Jobs, provider(1), Conduct::Good, 0)]);
	});
}

#[test]
fn job_under_a_lease_is_paid_when_it_has_a_reward() {
	Mock::default().fee(10).build_and_execute(|| {
		rent();
		let id = submit(leased(), 300);
		claim(id, 1);
		answer(id, &[1], &[9]);
		assert_eq!(Jobs::seats(id)[0].outcome.unwrap().paid, 270);
	});
}

#[test]
fn job_under_a_lease_is_refused_when_it_may_not_be() {
	Mock::default().build_and_execute(|| {
		assert_noop!(try_submit(leased(), 0, 31), Error::<Test>::LeaseNotFound);
		MockLeases::start(LEASE, STRANGER, provider(1), worker(1), 3);
		assert_noop!(try_submit(leased(), 0, 31), Error::<Test>::NotTenant);
		rent();
		let many = Policy { lease: Some(LEASE), ..quorum(3, 2) };
		assert_noop!(try_submit(many, 300, 31), Error::<Test>::LeaseNeedsOneReplica);
		let judged = Policy { lease: Some(LEASE), ..evaluated() };
		assert_noop!(try_submit(judged, 300, 31), Error::<Test>::EvaluatorTakesNoBond);
		let free = Policy { bond: MIN_BOND - 1, ..leased() };
		assert_noop!(try_submit(free, 0, 31), Error::<Test>::BondTooLow);
	});
}

#[test]
fn job_under_a_lease_is_refunded_when_the_lease_ends_before_the_claim() {
	Mock::default().build_and_execute(|| {
		rent();
		let (free, paid) = (submit(leased(), 0), submit(leased(), 300));
		MockLeases::end(LEASE);
		assert_noop!(Jobs::claim(signed(worker(1)), free), Error::<Test>::LeaseNotFound);
		run_to(40);
		for id in [free, paid] {
			assert_eq!(stage(id), failed(Failure::NotEnoughClaims));
		}
		assert_eq!(MockEscrow::open_count(), 0);
	});
}

#[test]
fn job_under_a_lease_can_be_taken_back() {
	Mock::default().build_and_execute(|| {
		rent();
		let id = submit(leased(), 0);
		assert_ok!(Jobs::cancel(signed(TENANT), id));
		System::assert_last_event(Event::Failed { job: id, reason: Failure::Cancelled, refunded: 0 }.into());
	});
}

#[test]
fn job_under_a_lease_is_finished_when_the_lease_ends_after_the_claim() {
	Mock::default().build_and_execute(|| {
		rent();
		let id = submit(leased(), 0);
		claim(id, 1);
		MockLeases::end(LEASE);
		answer(id, &[1], &[9]);
		assert_eq!(stage(id), finalized(9));
	});
}

#[test]
fn false_result_under_a_lease_costs_as_much_as_any() {
	Mock::default().build_and_execute(|| {
		rent();
		let bond = DISPUTE_BOND.max(MIN_BOND);
		let id = submit(Policy { challenge_window: 20, bond, ..leased() }, 0);
		claim(id, 1);
		answer(id, &[1], &[9]);
		dispute(id, 8);
		find(id, Some(8), 2);
		assert_eq!(stage(id), finalized(8));
		let faults = MockStakes::take_faults();
		assert_eq!((faults[0].1, faults[0].2.amount), (provider(1), FALSE_RESULT_FINE));
		assert_eq!(Jobs::seats(id)[0].outcome.unwrap().bond_lost, bond);
	});
}
