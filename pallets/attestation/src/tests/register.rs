use crate::{mock::*, Error, Event, Evidence, WorkerInfo, WorkersOf, MAX_DEVICES};
use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::Tier;
use piazza_verifiers::intel::MAX_QUOTE_LENGTH;
use sp_runtime::{DispatchError, TokenError};

#[test]
fn worker_is_pending_and_its_deposit_held_when_registered() {
	build_and_execute(|| {
		pending();
		assert_eq!((held(WORKER), held(OWNER)), ((0, WORKER_DEPOSIT), (0, 0)));
		let expected = WorkerInfo {
			owner: OWNER,
			tier: Tier::Declared,
			approved: false,
			verified_at: 1,
			expires_at: 1 + VALIDITY,
			active: false,
			attestation: None,
			revoked: false,
		};
		assert_eq!(Attestation::worker(WORKER), Some(expected));
		assert!(WorkersOf::<Test>::contains_key(OWNER, WORKER));
		assert_events(vec![Event::WorkerRegistered { worker: WORKER, owner: OWNER, tier: Tier::Declared }]);
	});
}

#[test]
fn worker_may_name_itself_as_owner() {
	build_and_execute(|| {
		assert_ok!(Attestation::register(signed(WORKER), WORKER, Evidence::Declared));
		assert_ok!(Attestation::approve(signed(WORKER), WORKER));
		assert!(Attestation::is_active(WORKER));
	});
}

#[test]
fn registration_is_refused_when_registered_already() {
	build_and_execute(|| {
		pending();
		for owner in [OWNER, STRANGER] {
			assert_noop!(
				Attestation::register(signed(WORKER), owner, Evidence::Declared),
				Error::<Test>::AlreadyRegistered
			);
		}
		assert_ok!(Attestation::approve(signed(OWNER), WORKER));
		assert_noop!(
			Attestation::register(signed(WORKER), STRANGER, Evidence::Declared),
			Error::<Test>::AlreadyRegistered
		);
	});
}

#[test]
fn registration_is_refused_when_the_worker_cannot_pay_the_deposit() {
	build_and_execute(|| {
		assert_noop!(Attestation::register(signed(PAUPER), OWNER, Evidence::Declared), TokenError::FundsUnavailable);
	});
}

#[test]
fn call_cannot_even_be_decoded_when_its_evidence_is_longer_than_its_bound() {
	// Pallet, call, owner; hardware bound to block 1, a quote, no devices.
	let call = |quote: usize| (2u8, 2u8, OWNER, (1u8, 1u64, (0u8, vec![0u8; quote]), Vec::<u8>::new())).encode();
	assert!(RuntimeCall::decode(&mut &call(MAX_QUOTE_LENGTH)[..]).is_ok());
	assert!(RuntimeCall::decode(&mut &call(MAX_QUOTE_LENGTH + 1)[..]).is_err());
	let devices = |count: usize| {
		let device = (Vec::<u8>::new(), Vec::<u8>::new());
		(2u8, 2u8, OWNER, (1u8, 1u64, (0u8, Vec::<u8>::new()), vec![device; count])).encode()
	};
	let most = MAX_DEVICES as usize;
	assert!(RuntimeCall::decode(&mut &devices(most)[..]).is_ok());
	assert!(RuntimeCall::decode(&mut &devices(most + 1)[..]).is_err());
}

#[test]
fn registration_is_refused_when_nobody_signs() {
	build_and_execute(|| {
		assert_noop!(Attestation::register(RuntimeOrigin::root(), OWNER, Evidence::Declared), DispatchError::BadOrigin);
	});
}
