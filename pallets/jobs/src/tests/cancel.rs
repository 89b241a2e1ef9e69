use crate::{
	mock::{Jobs, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::mocks::{MockAgenda, MockEscrow};
use sp_runtime::DispatchError;

#[test]
fn cancel_returns_reward_and_bonds_when_seats_are_not_drawn_yet() {
	Mock::default().fee(10).build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		claim(id, 1);
		claim(id, 2);
		System::reset_events();
		assert_ok!(Jobs::cancel(signed(TENANT), id));
		assert_eq!(stage(id), failed(Failure::Cancelled));
		assert_eq!(refunded(id), Some(300));
		for n in 1..=2 {
			assert_eq!((bonded(provider(n)), wealth(provider(n))), (0, PURSE));
		}
		assert!(Jobs::claims(id).is_empty());
		assert_events(vec![Event::Failed { job: id, reason: Failure::Cancelled, refunded: 300 }]);
		// Only the removal is left on the agenda.
		assert_eq!((MockAgenda::waiting(), Jobs::job(id).unwrap().due.unwrap().at), (1, 1 + RETENTION));
	});
}

#[test]
fn cancel_ends_the_negotiation() {
	Mock::default().build_and_execute(|| {
		let id = negotiated(100);
		System::reset_events();
		assert_ok!(Jobs::cancel(signed(TENANT), id));
		assert_eq!(stage(id), failed(Failure::Cancelled));
		assert_eq!(MockEscrow::open_count(), 0);
		assert_events(vec![Event::Failed { job: id, reason: Failure::Cancelled, refunded: 0 }]);
	});
}

#[test]
fn cancel_fails_when_not_signed() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		assert_noop!(Jobs::cancel(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
	});
}

#[test]
fn cancel_fails_when_there_is_no_such_job() {
	Mock::default().build_and_execute(|| {
		assert_noop!(Jobs::cancel(signed(TENANT), 0), Error::<Test>::NotFound);
	});
}

#[test]
fn cancel_fails_when_not_the_tenant() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		assert_noop!(Jobs::cancel(signed(STRANGER), id), Error::<Test>::NotTenant);
		let id = negotiated(100);
		for who in [AGENT, EVALUATOR] {
			assert_noop!(Jobs::cancel(signed(who), id), Error::<Test>::NotTenant);
		}
	});
}

#[test]
fn cancel_fails_when_seats_are_taken_or_money_is_put_aside_or_the_job_is_over() {
	Mock::default().build_and_execute(|| {
		let refused = |id| {
			assert_noop!(Jobs::cancel(signed(TENANT), id), Error::<Test>::WrongStage);
		};
		refused(funded(100));
		refused(delivered(100));
		let (id, workers) = seated(quorum(3, 2), 300);
		refused(id);
		workers.iter().for_each(|n| commit(id, *n, 9));
		refused(id);
		workers.iter().for_each(|n| reveal(id, *n, 9));
		refused(id);
		let id = submit(quorum(3, 2), 300);
		assert_ok!(Jobs::cancel(signed(TENANT), id));
		refused(id);
	});
}
