use crate::{mock::*, Error, Event, Program, Programs};
use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{ContentHash, ProgramId, Uri, MAX_URI_LENGTH};
use sp_runtime::{DispatchError, TokenError};

#[test]
fn program_is_stored_and_its_deposit_held_when_registered() {
	build_and_execute(|| {
		let id = registered_program(1);
		assert_eq!(held(OWNER), (PROGRAM_DEPOSIT, 0));
		let info = Attestation::program(id).unwrap();
		assert_eq!((info.owner, info.program, info.uri), (OWNER, program(1), uri()));
		assert_events(vec![Event::ProgramRegistered { program_id: id, owner: OWNER, program: program(1) }]);
	});
}

#[test]
fn programs_of_one_owner_hold_a_deposit_each() {
	build_and_execute(|| {
		registered_program(1);
		registered_program(2);
		assert_eq!(held(OWNER), (2 * PROGRAM_DEPOSIT, 0));
		assert_eq!(Programs::<Test>::count(), 2);
	});
}

#[test]
fn program_is_refused_when_registered_already() {
	build_and_execute(|| {
		registered_program(1);
		for who in [OWNER, STRANGER] {
			assert_noop!(
				Attestation::register_program(signed(who), program(1), Uri::default()),
				Error::<Test>::ProgramAlreadyRegistered
			);
		}
	});
}

#[test]
fn program_is_refused_when_its_owner_cannot_pay_the_deposit() {
	build_and_execute(|| {
		assert_noop!(Attestation::register_program(signed(PAUPER), program(1), uri()), TokenError::FundsUnavailable);
	});
}

#[test]
fn program_is_refused_when_nobody_signs() {
	build_and_execute(|| {
		assert_noop!(Attestation::register_program(RuntimeOrigin::root(), program(1), uri()), DispatchError::BadOrigin);
	});
}

#[test]
fn call_cannot_even_be_decoded_when_its_uri_is_longer_than_its_bound() {
	let call = |length: u32| (2u8, 0u8, program(1), vec![b'a'; length as usize]).encode();
	assert!(RuntimeCall::decode(&mut &call(MAX_URI_LENGTH)[..]).is_ok());
	assert!(RuntimeCall::decode(&mut &call(MAX_URI_LENGTH + 1)[..]).is_err());
}

/// Clients and the worker compute the id themselves: it must never change.
#[test]
fn program_id_is_the_hash_of_variant_and_content() {
	let hash = ContentHash::repeat_byte(7);
	let encoded = [&[0u8][..], hash.as_bytes()].concat();
	assert_eq!(Program::Image { hash }.encode(), encoded);
	assert_eq!(Program::Image { hash }.id(), ProgramId::from(sp_io::hashing::blake2_256(&encoded)));
}

#[test]
fn uri_may_be_empty() {
	build_and_execute(|| {
		assert_ok!(Attestation::register_program(signed(OWNER), program(1), Uri::default()));
	});
}
