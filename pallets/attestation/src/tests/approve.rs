use crate::{mock::*, Error, Event, Evidence};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn worker_is_active_when_approved() {
	build_and_execute(|| {
		pending();
		System::reset_events();
		assert_ok!(Attestation::approve(signed(OWNER), WORKER));
		assert!(Attestation::is_active(WORKER));
		assert!(Attestation::worker(WORKER).unwrap().approved);
		assert_events(vec![Event::WorkerApproved { worker: WORKER, owner: OWNER, expires_at: 1 + VALIDITY }]);
	});
}

/// Approval does not make old evidence new.
#[test]
fn worker_is_active_only_after_renewal_when_approved_too_late() {
	build_and_execute(|| {
		pending();
		System::set_block_number(1 + VALIDITY);
		assert_ok!(Attestation::approve(signed(OWNER), WORKER));
		assert!(!Attestation::is_active(WORKER));
		assert_ok!(Attestation::renew(signed(WORKER), Evidence::Declared));
		assert!(Attestation::is_active(WORKER));
	});
}

#[test]
fn approval_is_refused_when_there_is_no_such_worker() {
	build_and_execute(|| {
		assert_noop!(Attestation::approve(signed(OWNER), WORKER), Error::<Test>::NotFound);
	});
}

#[test]
fn approval_is_refused_when_not_signed_by_the_owner() {
	build_and_execute(|| {
		pending();
		for who in [STRANGER, WORKER] {
			assert_noop!(Attestation::approve(signed(who), WORKER), Error::<Test>::NotOwner);
		}
		assert_noop!(Attestation::approve(RuntimeOrigin::root(), WORKER), DispatchError::BadOrigin);
	});
}

#[test]
fn approval_is_refused_when_approved_already() {
	build_and_execute(|| {
		approved();
		assert_noop!(Attestation::approve(signed(OWNER), WORKER), Error::<Test>::AlreadyApproved);
	});
}
