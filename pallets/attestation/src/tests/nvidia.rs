//! GPUs and NVSwitches of workers.

use super::machines::*;
use crate::{mock::*, Error, NvidiaPolicy, PolicyUpdate, VerifiedLinks, WorkerOfDevice};
use frame_support::assert_ok;
use piazza_fixtures::nvidia::{self, Parameters};
use piazza_primitives::Tier;

/// The class of the throw-away H100.
const H100: crate::ClassId = 1;

/// Another H100 of the same kind.
fn second() -> Parameters {
	Parameters { device_serial: vec![2], ..Default::default() }
}

/// What software with these devices hands in: it is quicker to check than hardware.
fn with(of: &[Parameters]) -> crate::EvidenceOf<Test> {
	evidence(WORKER, devices(WORKER, of), software("machine"))
}

/// A chain that accepts software and genuine devices of NVIDIA's in whatever state.
fn start_lenient() {
	start_software();
	let nvidia = vec![anchor(&nvidia::Evidence::new(&Parameters::default()).root.certificate)];
	TestRoots { nvidia, ..Default::default() }.set();
	demand(PolicyUpdate::Nvidia(NvidiaPolicy { require_golden: false, ..Default::default() }));
}

#[test]
fn tier_and_class_are_those_of_the_gpus_when_a_machine_has_several() {
	build_and_execute(|| {
		start_lenient();
		join(WORKER, with(&[Parameters::default(), second()]));
		let attestation = proven(WORKER);
		assert_eq!((shown(WORKER).tier, attestation.class, attestation.gpus), (Tier::ConfidentialGpu, Some(H100), 2));
		assert_eq!(devices_of(WORKER).len(), 3);
		// The signatures of provisioner and family are remembered, which both share.
		assert_eq!(VerifiedLinks::<Test>::iter_keys().count(), 2);
	});
}

/// As many devices as one worker may have.
#[test]
fn board_of_eight_gpus_and_four_switches_serves_one_worker() {
	build_and_execute(|| {
		start_lenient();
		let gpu = |serial| Parameters { device_serial: vec![serial], ..Default::default() };
		let switch = |serial| Parameters { device_serial: vec![serial], ..Parameters::switch() };
		let board: Vec<Parameters> = (1..=8).map(gpu).chain((1..=4).map(switch)).collect();
		join(WORKER, with(&board));
		assert_eq!((proven(WORKER).gpus, proven(WORKER).class, devices_of(WORKER).len()), (8, Some(H100), 13));
		assert_ok!(Attestation::retire(signed(OWNER), WORKER));
		assert_eq!(WorkerOfDevice::<Test>::iter().count(), 0);
	});
}

#[test]
fn class_is_that_of_the_gpu_when_there_is_a_switch_too() {
	build_and_execute(|| {
		start_lenient();
		join(
			WORKER,
			with(&[
				Parameters::switch(),
				Parameters::default(),
				Parameters { device_serial: vec![9], ..Parameters::switch() },
			]),
		);
		let attestation = proven(WORKER);
		assert_eq!((shown(WORKER).tier, attestation.class, attestation.gpus), (Tier::ConfidentialGpu, Some(H100), 1));
		assert_eq!(devices_of(WORKER).len(), 4);
	});
}

#[test]
fn switch_alone_gives_neither_class_nor_tier() {
	build_and_execute(|| {
		start_lenient();
		join(WORKER, with(&[Parameters::switch()]));
		let attestation = proven(WORKER);
		assert_eq!((shown(WORKER).tier, attestation.class, attestation.gpus), (Tier::ConfidentialCpu, None, 0));
		assert_eq!(devices_of(WORKER).len(), 2);
	});
}

#[test]
fn class_is_none_when_the_model_has_none() {
	build_and_execute(|| {
		start_lenient();
		join(WORKER, with(&[Parameters::blackwell()]));
		assert_eq!((shown(WORKER).tier, proven(WORKER).class), (Tier::ConfidentialGpu, None));
	});
}

#[test]
fn gpus_are_refused_when_they_are_of_two_classes() {
	build_and_execute(|| {
		start_lenient();
		refused(with(&[Parameters::default(), Parameters::blackwell()]), Error::MixedGpus);
		refused(with(&[Parameters::blackwell(), Parameters::default()]), Error::MixedGpus);
	});
}

#[test]
fn gpu_is_refused_when_it_is_there_twice() {
	build_and_execute(|| {
		start_lenient();
		let twice = Parameters { driver: "600.1", ..Default::default() };
		refused(with(&[Parameters::default(), twice]), Error::DuplicateDevice);
	});
}

#[test]
fn gpu_is_refused_when_it_was_asked_with_another_nonce() {
	build_and_execute(|| {
		start_lenient();
		let of_another = devices(STRANGER, &[Parameters::default()]);
		refused(evidence(WORKER, of_another, software("machine")), Error::NonceMismatch);
	});
}

/// The processor vouches for the GPUs that it was shown, and for no others.
#[test]
fn gpu_is_refused_when_the_processor_was_shown_another() {
	build_and_execute(|| {
		start_lenient();
		let shown = devices(WORKER, &[Parameters::default()]);
		for others in [devices(WORKER, &[second()]), Default::default()] {
			let report_data = Attestation::nonce_for(OWNER, WORKER, 1, shown.digest()).unwrap();
			let swapped = evidence(WORKER, others, |_| software("machine")(report_data));
			refused(swapped, Error::ChallengeMismatch);
		}
	});
}

#[test]
fn gpu_is_refused_when_its_measurements_are_not_known_until_they_are() {
	build_and_execute(|| {
		start_lenient();
		demand(PolicyUpdate::Nvidia(NvidiaPolicy::default()));
		let evidence = with(&[Parameters::default()]);
		refused(evidence.clone(), Error::UnknownFirmware);
		// Those of another firmware of the same release do not help.
		let mut other = Parameters::default();
		other.measurements[0] = [0; 48];
		know(&facts(&other));
		refused(evidence.clone(), Error::UnknownFirmware);
		know(&facts(&Parameters::default()));
		join(WORKER, evidence);
	});
}

#[test]
fn gpu_is_refused_when_its_root_is_not_trusted() {
	build_and_execute(|| {
		start_lenient();
		TestRoots::of_vendors().set();
		refused(with(&[Parameters::default()]), Error::Untrusted);
	});
}

#[test]
fn gpu_is_refused_when_its_report_cannot_be_read() {
	build_and_execute(|| {
		start_lenient();
		let mut cut = devices(WORKER, &[Parameters::default()]);
		cut.0[0].report.pop();
		refused(evidence(WORKER, cut, software("machine")), Error::Malformed);
	});
}

#[test]
fn gpu_is_refused_when_its_report_was_changed() {
	build_and_execute(|| {
		start_lenient();
		let mut changed = devices(WORKER, &[Parameters::default()]);
		// A byte of the first measurement.
		changed.0[0].report[60] ^= 1;
		refused(evidence(WORKER, changed, software("machine")), Error::SignatureInvalid);
	});
}

#[test]
fn gpu_is_refused_when_its_driver_is_too_old() {
	build_and_execute(|| {
		start_lenient();
		let old = Parameters { driver: "535.86.09", ..Default::default() };
		refused(with(&[old]), Error::TcbRefused);
	});
}

#[test]
fn gpu_is_refused_when_it_is_unlocked() {
	build_and_execute(|| {
		start_lenient();
		refused(with(&[Parameters { flags: 0x40, ..Parameters::blackwell() }]), Error::DebugRefused);
	});
}

#[test]
fn gpu_is_refused_when_its_mode_is_not_allowed() {
	build_and_execute(|| {
		start_lenient();
		let protected = Parameters { feature_flag: Some(2), protected_pcie: Some(0xaa), ..Default::default() };
		refused(with(&[protected]), Error::PolicyRefused);
	});
}

#[test]
fn gpu_is_refused_when_it_is_banned() {
	build_and_execute(|| {
		start_lenient();
		let banned = facts(&Parameters::default()).device.0;
		revoke(banned);
		refused(with(&[Parameters::default()]), Error::Revoked);
		join(WORKER, with(&[second()]));
	});
}
