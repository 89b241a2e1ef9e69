//! A worker in a trust domain with an H100, bound to account, block and GPU as production binds it.

use super::machines::*;
use crate::{mock::*, Devices, Error, Event, Evidence, EvidenceOf, Measurement, WorkerOfDevice};
use frame_support::{assert_noop, assert_ok};
use piazza_fixtures::{intel::Tdx, nvidia::Parameters};
use piazza_primitives::Tier;
use piazza_verifiers::x509::CertificateId;

/// The chain and the worker's evidence.
fn begin() -> EvidenceOf<Test> {
	start_gpus(&Tdx::default(), &[Parameters::default()]);
	System::reset_events();
	evidence(WORKER, devices(WORKER, &[Parameters::default()]), tdx(Tdx::default()))
}

fn parts(evidence: EvidenceOf<Test>) -> (BlockNumber, crate::Machine, Devices) {
	let Evidence::Hardware { at_block, machine, devices } = evidence else { panic!("evidence of hardware") };
	(at_block, machine, devices)
}

#[test]
fn worker_is_a_confidential_h100_when_processor_and_gpu_say_so() {
	build_and_execute(|| {
		let evidence = begin();
		assert_ok!(Attestation::register(signed(WORKER), OWNER, evidence));
		let Tdx { mr_td, rtmrs, .. } = Tdx::default();
		let program = measured(Measurement::Tdx {
			mr_td,
			rtmrs,
			mr_config_id: [0; 48],
			mr_owner: [0; 48],
			mr_owner_config: [0; 48],
		});
		let devices = devices_of(WORKER);
		assert_eq!(devices.len(), 2);
		assert_eq!(devices[1], facts(&Parameters::default()).device.0);
		assert!(devices.iter().all(|device| WorkerOfDevice::<Test>::get(device) == Some(WORKER)));
		// Two verifiers; three certificates of the processor and its collateral, four of the GPU.
		assert_eq!(foundations_of(WORKER).len(), 9);
		assert_events(vec![
			Event::WorkerRegistered { worker: WORKER, owner: OWNER, tier: Tier::ConfidentialGpu },
			Event::HardwareAttested {
				worker: WORKER,
				tier: Tier::ConfidentialGpu,
				program,
				class: Some(1),
				gpus: 1,
				devices: bounded(devices),
				valid_until: COLLATERAL_UNTIL,
			},
		]);
		assert_eq!(Attestation::class(1).unwrap().model.to_vec(), b"H100 SXM");
	});
}

#[test]
fn evidence_is_refused_when_another_account_hands_it_in() {
	build_and_execute(|| {
		let evidence = begin();
		assert_noop!(Attestation::register(signed(STRANGER), OWNER, evidence), Error::<Test>::ChallengeMismatch);
	});
}

#[test]
fn evidence_is_refused_when_it_is_handed_in_for_another_owner() {
	build_and_execute(|| {
		let evidence = begin();
		assert_noop!(Attestation::register(signed(WORKER), STRANGER, evidence), Error::<Test>::ChallengeMismatch);
	});
}

#[test]
fn evidence_is_refused_when_it_claims_another_block() {
	build_and_execute(|| {
		let (at_block, machine, devices) = parts(begin());
		go_to(3);
		refused(Evidence::Hardware { at_block: at_block + 1, machine, devices }, Error::ChallengeMismatch);
	});
}

/// The same block number on another chain has another hash.
#[test]
fn evidence_is_refused_when_it_was_made_for_another_chain() {
	build_and_execute(|| {
		let evidence = begin();
		frame_system::BlockHash::<Test>::insert(0, hash_of(99));
		refused(evidence, Error::ChallengeMismatch);
	});
}

#[test]
fn evidence_is_refused_when_its_gpu_is_replaced_left_out_or_reordered() {
	build_and_execute(|| {
		let (at_block, machine, gpu) = parts(begin());
		let other = Parameters { device_serial: vec![2], ..Default::default() };
		let replaced = devices(WORKER, &[other]);
		let both = |devices: [&Devices; 2]| Devices(bounded(devices.map(|device| device.0[0].clone()).to_vec()));
		for devices in [Devices::default(), both([&gpu, &replaced]), replaced] {
			let machine = machine.clone();
			refused(Evidence::Hardware { at_block, machine, devices }, Error::ChallengeMismatch);
		}
	});
}

#[test]
fn gpu_is_refused_when_it_answered_another_nonce() {
	build_and_execute(|| {
		begin();
		let replayed = devices(STRANGER, &[Parameters::default()]);
		refused(evidence(WORKER, replayed, tdx(Tdx::default())), Error::NonceMismatch);
	});
}

#[test]
fn second_worker_is_refused_when_its_device_serves_another() {
	build_and_execute(|| {
		let first = begin();
		join(WORKER, first);
		let gpu = devices(STRANGER, &[Parameters::default()]);
		// The whole machine; then only its GPU, or only its processor.
		let elsewhere = || Tdx { ppid: [8; 16], ..Default::default() };
		for evidence in [
			evidence(STRANGER, gpu.clone(), tdx(Tdx::default())),
			evidence(STRANGER, gpu, tdx(elsewhere())),
			alone(STRANGER, tdx(Tdx::default())),
		] {
			assert_noop!(Attestation::register(signed(STRANGER), OWNER, evidence), Error::<Test>::DeviceTaken);
		}
		assert_ok!(Attestation::register(signed(STRANGER), OWNER, alone(STRANGER, tdx(elsewhere()))));
	});
}

#[test]
fn evidence_is_refused_when_a_certificate_of_the_gpu_is_revoked() {
	build_and_execute(|| {
		let evidence = begin();
		for CertificateId(id) in facts(&Parameters::default()).certificates {
			revoke(id);
			refused(evidence.clone(), Error::Revoked);
			reinstate(id);
		}
		join(WORKER, evidence);
	});
}

#[test]
fn evidence_is_refused_when_collateral_is_out_of_date() {
	build_and_execute(|| {
		let evidence = begin();
		TestClock::set(COLLATERAL_UNTIL + 1);
		refused(evidence, Error::CollateralExpired);
	});
}
