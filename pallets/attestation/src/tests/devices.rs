//! A device serves one worker.

use super::machines::*;
use crate::{mock::*, Error, Event, Evidence, WorkerOfDevice};
use frame_support::{assert_noop, assert_ok, dispatch::Pays};
use piazza_primitives::Tier;

/// The worker's machine is one, the stranger's another.
fn begin() {
	start_software();
	join(WORKER, alone(WORKER, software("one")));
	System::reset_events();
}

fn device_of(worker: AccountId) -> crate::FoundationId {
	let [device] = devices_of(worker)[..] else { panic!("one device") };
	device
}

/// The stranger's attempt to register with the worker's machine.
fn takes_over() {
	join(STRANGER, alone(STRANGER, software("one")));
}

fn cannot_take_over() {
	let evidence = alone(STRANGER, software("one"));
	assert_noop!(Attestation::register(signed(STRANGER), OWNER, evidence), Error::<Test>::DeviceTaken);
}

#[test]
fn device_serves_its_worker_alone_whether_approved_or_not() {
	build_and_execute(|| {
		start_software();
		assert_ok!(Attestation::register(signed(WORKER), OWNER, alone(WORKER, software("one"))));
		cannot_take_over();
		assert_ok!(Attestation::approve(signed(OWNER), WORKER));
		cannot_take_over();
	});
}

#[test]
fn device_is_free_when_its_worker_is_retired() {
	build_and_execute(|| {
		begin();
		let device = device_of(WORKER);
		assert_ok!(Attestation::retire(signed(OWNER), WORKER));
		assert_eq!(WorkerOfDevice::<Test>::get(device), None);
		takes_over();
		assert_eq!(WorkerOfDevice::<Test>::get(device), Some(STRANGER));
	});
}

#[test]
fn device_is_free_when_a_stranger_retires_its_abandoned_worker() {
	build_and_execute(|| {
		begin();
		let abandoned_from = shown(WORKER).expires_at + ABANDONMENT;
		go_to(abandoned_from - 1);
		cannot_take_over();
		assert_noop!(Attestation::retire(signed(STRANGER), WORKER), Error::<Test>::NotOwner);
		go_to(abandoned_from);
		assert_ok!(Attestation::retire(signed(STRANGER), WORKER));
		assert_eq!(held(WORKER), (0, 0));
		assert_events(vec![Event::WorkerRetired { worker: WORKER, owner: OWNER }]);
		takes_over();
	});
}

#[test]
fn device_is_free_when_its_worker_becomes_a_declared_one() {
	build_and_execute(|| {
		begin();
		assert_ok!(Attestation::renew(signed(WORKER), Evidence::Declared));
		let worker = shown(WORKER);
		assert_eq!((worker.tier, worker.attestation, worker.expires_at), (Tier::Declared, None, 2 + VALIDITY));
		assert!(is_active(WORKER));
		assert_events(vec![Event::WorkerRenewed {
			worker: WORKER,
			old_expires_at: 1 + HARDWARE_VALIDITY,
			expires_at: 2 + VALIDITY,
		}]);
		takes_over();
	});
}

#[test]
fn device_is_free_when_its_worker_moves_to_another() {
	build_and_execute(|| {
		begin();
		let old = device_of(WORKER);
		go_to(3);
		assert_ok!(Attestation::renew(signed(WORKER), alone(WORKER, software("two"))));
		let new = device_of(WORKER);
		assert_ne!(old, new);
		assert_eq!(WorkerOfDevice::<Test>::get(old), None);
		assert_eq!(WorkerOfDevice::<Test>::get(new), Some(WORKER));
		takes_over();
	});
}

#[test]
fn renewal_is_refused_when_the_new_device_serves_another() {
	build_and_execute(|| {
		begin();
		join(STRANGER, alone(STRANGER, software("two")));
		go_to(3);
		let evidence = alone(WORKER, software("two"));
		assert_noop!(Attestation::renew(signed(WORKER), evidence), Error::<Test>::DeviceTaken);
	});
}

#[test]
fn declared_worker_has_a_device_from_its_renewal_on() {
	build_and_execute(|| {
		start_software();
		approved();
		assert_ok!(Attestation::renew(signed(WORKER), alone(WORKER, software("one"))));
		assert_eq!(shown(WORKER).tier, Tier::ConfidentialCpu);
		cannot_take_over();
	});
}

#[test]
fn renewal_with_the_same_device_tells_both_events_and_is_free_when_due() {
	build_and_execute(|| {
		begin();
		let device = device_of(WORKER);
		// Verified in block 2 and valid until before 9: half is over in block 6.
		go_to(5);
		let renewed = Attestation::renew(signed(WORKER), alone(WORKER, software("one")));
		assert_eq!(renewed.unwrap().pays_fee, Pays::Yes);
		assert_events(vec![
			Event::WorkerRenewed { worker: WORKER, old_expires_at: 9, expires_at: 4 + HARDWARE_VALIDITY },
			Event::HardwareAttested {
				worker: WORKER,
				tier: Tier::ConfidentialCpu,
				program: proven(WORKER).program,
				class: None,
				gpus: 0,
				devices: bounded(vec![device]),
				valid_until: proven(WORKER).valid_until,
			},
		]);
		// From block 5 until before 12.
		go_to(9);
		let renewed = Attestation::renew(signed(WORKER), alone(WORKER, software("one")));
		assert_eq!(renewed.unwrap().pays_fee, Pays::No);
		assert_eq!(device_of(WORKER), device);
	});
}
