//! Workers in Nitro enclaves.

use super::machines::*;
use crate::{mock::*, Error, Event, Measurement, NitroPolicy, PolicyUpdate};
use frame_support::assert_ok;
use piazza_fixtures::{nitro::Nitro, nvidia::Parameters, x509::LONG_VALIDITY};
use piazza_primitives::Tier;

#[test]
fn worker_is_confidential_and_has_no_device_when_an_enclave_says_so() {
	build_and_execute(|| {
		start_nitro();
		let evidence = alone(WORKER, nitro(Nitro::default()));
		assert_ok!(Attestation::register(signed(WORKER), OWNER, evidence));
		let program = measured(Measurement::Nitro { pcrs: [[0x10; 48], [0x11; 48], [0x12; 48]] });
		// The verifier; the enclave's certificate and two above it.
		assert_eq!(foundations_of(WORKER).len(), 4);
		let valid_until = LONG_VALIDITY.1;
		assert_events(vec![
			Event::WorkerRegistered { worker: WORKER, owner: OWNER, tier: Tier::ConfidentialCpu },
			Event::HardwareAttested {
				worker: WORKER,
				tier: Tier::ConfidentialCpu,
				program,
				class: None,
				gpus: 0,
				devices: Default::default(),
				valid_until,
			},
		]);
	});
}

#[test]
fn document_is_refused_when_it_is_bound_to_something_else() {
	build_and_execute(|| {
		start_nitro();
		refused(alone(WORKER, |_| nitro(Nitro::default())([6; 64])), Error::ChallengeMismatch);
	});
}

#[test]
fn document_is_refused_when_it_is_too_old() {
	build_and_execute(|| {
		start_nitro();
		let evidence = alone(WORKER, nitro(Nitro::default()));
		TestClock::set(NOW + 15 * 60 + 1);
		refused(evidence.clone(), Error::CertificateExpired);
		TestClock::set(NOW + 15 * 60);
		join(WORKER, evidence);
	});
}

#[test]
fn enclave_is_refused_when_it_is_in_debug_mode_until_the_policy_allows_it() {
	build_and_execute(|| {
		start_nitro();
		let pcrs = (0..16).map(|index| (index, vec![0; 48])).collect();
		let evidence = alone(WORKER, nitro(Nitro { pcrs, ..Default::default() }));
		refused(evidence.clone(), Error::DebugRefused);
		demand(PolicyUpdate::Nitro(NitroPolicy { debug: true, ..Default::default() }));
		join(WORKER, evidence);
	});
}

/// An enclave has no GPU: it would be somebody else's.
#[test]
fn enclave_is_refused_when_it_comes_with_a_gpu() {
	build_and_execute(|| {
		start_nitro();
		let gpus = devices(WORKER, &[Parameters::default()]);
		refused(evidence(WORKER, gpus, nitro(Nitro::default())), Error::DevicesNotAllowed);
	});
}
