use crate::{mock::*, Error, Event};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{Attested, ProgramId, ProgramKind};
use sp_runtime::DispatchError;

#[test]
fn program_is_gone_and_its_deposit_returned_when_removed() {
	build_and_execute(|| {
		let (removed, kept) = (registered_program(1), registered_program(2));
		System::reset_events();
		assert_ok!(Attestation::remove_program(signed(OWNER), removed));
		assert_eq!(held(OWNER), (PROGRAM_DEPOSIT, 0));
		assert_eq!(Attestation::program(removed), None);
		assert_eq!(Attestation::program_kind(&removed), None);
		assert_eq!(Attestation::program_kind(&kept), Some(ProgramKind::Image));
		assert_events(vec![Event::ProgramRemoved { program_id: removed, owner: OWNER }]);
	});
}

#[test]
fn program_can_be_registered_anew_by_another_when_removed() {
	build_and_execute(|| {
		let id = registered_program(1);
		assert_ok!(Attestation::remove_program(signed(OWNER), id));
		assert_ok!(Attestation::register_program(signed(STRANGER), program(1), uri()));
		assert_eq!((held(OWNER), held(STRANGER)), ((0, 0), (PROGRAM_DEPOSIT, 0)));
	});
}

#[test]
fn removal_is_refused_when_there_is_no_such_program() {
	build_and_execute(|| {
		assert_noop!(Attestation::remove_program(signed(OWNER), ProgramId::zero()), Error::<Test>::ProgramNotFound);
	});
}

#[test]
fn removal_is_refused_when_not_signed_by_the_owner() {
	build_and_execute(|| {
		let id = registered_program(1);
		assert_noop!(Attestation::remove_program(signed(STRANGER), id), Error::<Test>::NotOwner);
		assert_noop!(Attestation::remove_program(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
	});
}
