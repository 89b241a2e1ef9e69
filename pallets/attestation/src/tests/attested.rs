use crate::{mock::*, Error};
use frame_support::{assert_err, assert_ok};
use piazza_primitives::{ActiveWorker, Attested, ProgramId, ProgramKind, Tier};

#[test]
fn worker_is_active_with_its_owner_and_tier_when_approved_and_in_time() {
	build_and_execute(|| {
		approved();
		let active = Ok(ActiveWorker { owner: OWNER, tier: Tier::Declared, program: None, class: None, gpus: 0 });
		assert_eq!(Attestation::ensure_active(&WORKER), active);
		System::set_block_number(VALIDITY);
		assert_eq!(Attestation::ensure_active(&WORKER), active);
	});
}

#[test]
fn worker_is_not_active_when_expired() {
	build_and_execute(|| {
		approved();
		System::set_block_number(1 + VALIDITY);
		assert_err!(Attestation::ensure_active(&WORKER), Error::<Test>::Expired);
		assert!(!Attestation::is_active(WORKER));
	});
}

#[test]
fn worker_is_not_active_when_not_approved() {
	build_and_execute(|| {
		pending();
		assert_err!(Attestation::ensure_active(&WORKER), Error::<Test>::NotApproved);
	});
}

#[test]
fn worker_is_not_active_when_never_registered_or_retired() {
	build_and_execute(|| {
		assert_err!(Attestation::ensure_active(&WORKER), Error::<Test>::NotFound);
		approved();
		assert_ok!(Attestation::retire(signed(OWNER), WORKER));
		assert_err!(Attestation::ensure_active(&WORKER), Error::<Test>::NotFound);
	});
}

#[test]
fn program_exists_when_registered() {
	build_and_execute(|| {
		assert_eq!(Attestation::program_kind(&program(1).id()), None);
		let id = registered_program(1);
		assert_eq!(Attestation::program_kind(&id), Some(ProgramKind::Image));
		assert_eq!(Attestation::program_kind(&ProgramId::zero()), None);
	});
}
