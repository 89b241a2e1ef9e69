use crate::{
	mock::{Jobs, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::mocks::MockAgenda;
use sp_runtime::DispatchError;

#[test]
fn remove_forgets_the_job_and_returns_the_deposit() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 300);
		answer(id, &workers, &[9, 9, 8]);
		assert_eq!((deposited(TENANT), MockAgenda::waiting()), (DEPOSIT, 1));
		System::reset_events();
		assert_ok!(Jobs::remove(signed(TENANT), id));
		assert_eq!((Jobs::job(id), Jobs::seats(id)), (None, vec![]));
		assert_eq!((deposited(TENANT), MockAgenda::waiting()), (0, 0));
		assert_events(vec![Event::Removed { job: id }]);
	});
}

#[test]
fn remove_happens_by_itself_when_the_job_was_kept_long_enough() {
	Mock::default().build_and_execute(|| {
		let (id, workers) = seated(quorum(3, 2), 300);
		answer(id, &workers, &[9, 9, 8]);
		let end = System::block_number();
		run_to(end + RETENTION - 1);
		assert!(Jobs::job(id).is_some());
		run_to(end + RETENTION);
		assert_eq!((Jobs::job(id), deposited(TENANT), MockAgenda::waiting()), (None, 0, 0));
	});
}

#[test]
fn remove_fails_when_not_signed() {
	Mock::default().build_and_execute(|| {
		assert_noop!(Jobs::remove(RuntimeOrigin::root(), 0), DispatchError::BadOrigin);
	});
}

#[test]
fn remove_fails_when_there_is_no_such_job() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		assert_ok!(Jobs::cancel(signed(TENANT), id));
		assert_ok!(Jobs::remove(signed(TENANT), id));
		assert_noop!(Jobs::remove(signed(TENANT), id), Error::<Test>::NotFound);
	});
}

#[test]
fn remove_fails_when_not_the_tenant() {
	Mock::default().build_and_execute(|| {
		let id = submit(quorum(3, 2), 300);
		assert_ok!(Jobs::cancel(signed(TENANT), id));
		assert_noop!(Jobs::remove(signed(STRANGER), id), Error::<Test>::NotTenant);
	});
}

#[test]
fn remove_fails_when_the_job_is_not_finished() {
	Mock::default().build_and_execute(|| {
		let refused = |id| {
			assert_noop!(Jobs::remove(signed(TENANT), id), Error::<Test>::NotFinished);
		};
		refused(negotiated(100));
		refused(funded(100));
		refused(delivered(100));
		refused(submit(quorum(3, 2), 300));
		let (id, workers) = seated(quorum(3, 2), 300);
		refused(id);
		workers.iter().for_each(|n| commit(id, *n, 9));
		refused(id);
	});
}
