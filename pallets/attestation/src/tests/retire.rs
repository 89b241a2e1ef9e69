use crate::{mock::*, Error, Event, Evidence, WorkersOf};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn worker_is_gone_and_its_deposit_returned_when_retired_by_owner_or_itself() {
	for who in [OWNER, WORKER] {
		build_and_execute(|| {
			approved();
			System::reset_events();
			assert_ok!(Attestation::retire(signed(who), WORKER));
			assert_eq!(Attestation::worker(WORKER), None);
			assert!(!Attestation::is_active(WORKER));
			assert!(!WorkersOf::<Test>::contains_key(OWNER, WORKER));
			assert_eq!(held(WORKER), (0, 0));
			assert_events(vec![Event::WorkerRetired { worker: WORKER, owner: OWNER }]);
		});
	}
}

#[test]
fn pending_worker_can_be_turned_away_by_the_owner_it_names() {
	build_and_execute(|| {
		pending();
		assert_ok!(Attestation::retire(signed(OWNER), WORKER));
		assert_eq!(held(WORKER), (0, 0));
	});
}

#[test]
fn worker_can_register_with_another_owner_when_retired() {
	build_and_execute(|| {
		approved();
		assert_ok!(Attestation::retire(signed(WORKER), WORKER));
		assert_ok!(Attestation::register(signed(WORKER), STRANGER, Evidence::Declared));
		assert!(!Attestation::is_active(WORKER));
		assert_eq!(held(WORKER), (0, WORKER_DEPOSIT));
	});
}

#[test]
fn retirement_is_refused_when_there_is_no_such_worker() {
	build_and_execute(|| {
		assert_noop!(Attestation::retire(signed(WORKER), WORKER), Error::<Test>::NotFound);
	});
}

#[test]
fn retirement_is_refused_when_signed_by_a_stranger() {
	build_and_execute(|| {
		approved();
		assert_noop!(Attestation::retire(signed(STRANGER), WORKER), Error::<Test>::NotOwner);
		assert_noop!(Attestation::retire(RuntimeOrigin::root(), WORKER), DispatchError::BadOrigin);
	});
}
