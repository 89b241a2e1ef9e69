use crate::{mock::*, Error, Event, Evidence};
use frame_support::{assert_err_ignore_postinfo, assert_noop, assert_ok, dispatch::Pays};
use sp_runtime::DispatchError;

/// Renews in block `now` and says whether it cost a fee.
fn renew_at(now: BlockNumber) -> Pays {
	System::set_block_number(now);
	Attestation::renew(signed(WORKER), Evidence::Declared).unwrap().pays_fee
}

#[test]
fn registration_lasts_from_the_renewal_on() {
	build_and_execute(|| {
		approved();
		System::reset_events();
		renew_at(8);
		let worker = Attestation::worker(WORKER).unwrap();
		assert_eq!((worker.verified_at, worker.expires_at), (8, 8 + VALIDITY));
		assert_events(vec![Event::WorkerRenewed {
			worker: WORKER,
			old_expires_at: 1 + VALIDITY,
			expires_at: 8 + VALIDITY,
		}]);
	});
}

#[test]
fn worker_is_active_again_when_renewed_after_expiry() {
	build_and_execute(|| {
		approved();
		System::set_block_number(500);
		assert!(!Attestation::is_active(WORKER));
		assert_eq!(renew_at(500), Pays::No);
		assert!(Attestation::is_active(WORKER));
		assert_eq!(held(WORKER), (0, WORKER_DEPOSIT));
	});
}

#[test]
fn renewal_is_free_only_when_half_of_the_validity_is_over() {
	build_and_execute(|| {
		approved();
		assert_eq!(renew_at(1), Pays::Yes);
		assert_eq!(renew_at(5), Pays::Yes);
		assert_eq!(renew_at(5 + VALIDITY / 2), Pays::No);
		assert_eq!(renew_at(5 + VALIDITY / 2), Pays::Yes);
	});
}

#[test]
fn renewal_is_refused_when_not_registered() {
	build_and_execute(|| {
		assert_noop!(Attestation::renew(signed(STRANGER), Evidence::Declared), Error::<Test>::NotFound);
		assert_noop!(Attestation::renew(RuntimeOrigin::root(), Evidence::Declared), DispatchError::BadOrigin);
	});
}

#[test]
fn renewal_is_refused_when_not_approved() {
	build_and_execute(|| {
		pending();
		assert_noop!(Attestation::renew(signed(WORKER), Evidence::Declared), Error::<Test>::NotApproved);
		System::set_block_number(1 + VALIDITY);
		assert_noop!(Attestation::renew(signed(WORKER), Evidence::Declared), Error::<Test>::NotApproved);
	});
}

#[test]
fn renewal_costs_a_fee_when_refused() {
	build_and_execute(|| {
		pending();
		let refusal = Attestation::renew(signed(WORKER), Evidence::Declared);
		assert_eq!(refusal.unwrap_err().post_info.pays_fee, Pays::Yes);
		assert_err_ignore_postinfo!(refusal, Error::<Test>::NotApproved);
	});
}

#[test]
fn renewal_of_one_worker_leaves_another_alone() {
	build_and_execute(|| {
		approved();
		assert_ok!(Attestation::register(signed(STRANGER), OWNER, Evidence::Declared));
		let before = Attestation::worker(STRANGER);
		renew_at(5);
		assert_eq!(Attestation::worker(STRANGER), before);
	});
}
