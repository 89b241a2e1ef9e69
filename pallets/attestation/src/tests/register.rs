use crate::{mock::*, Error, Event, Evidence, WorkerInfo, WorkersOf};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::Tier;
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
fn registration_is_refused_when_nobody_signs() {
	build_and_execute(|| {
		assert_noop!(Attestation::register(RuntimeOrigin::root(), OWNER, Evidence::Declared), DispatchError::BadOrigin);
	});
}
