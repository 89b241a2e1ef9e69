//! Workers on machines of Intel's.

use super::machines::*;
use crate::{
	mock::*, Allowance, Collateral, Error, Event, IntelPolicy, Machine, Measurement, PolicyUpdate, Statuses,
	WorkerOfDevice,
};
use frame_support::assert_ok;
use piazza_fixtures::intel::{Enclave, Tdx};
use piazza_primitives::Tier;
use piazza_verifiers::x509::{Certificate, CertificateId};

/// What TDX measures of the throw-away trust domain.
fn measurement() -> Measurement {
	let Tdx { mr_td, rtmrs, .. } = Tdx::default();
	Measurement::Tdx { mr_td, rtmrs, mr_config_id: [0; 48], mr_owner: [0; 48], mr_owner_config: [0; 48] }
}

#[test]
fn worker_is_confidential_when_a_trust_domain_says_so() {
	build_and_execute(|| {
		start_intel(&Tdx::default());
		System::reset_events();
		let evidence = alone(WORKER, tdx(Tdx::default()));
		assert_ok!(Attestation::register(signed(WORKER), OWNER, evidence));

		let worker = shown(WORKER);
		assert_eq!(
			(worker.tier, worker.verified_at, worker.expires_at),
			(Tier::ConfidentialCpu, 2, 1 + HARDWARE_VALIDITY)
		);
		let attestation = crate::Attestation {
			at_block: 1,
			program: measured(measurement()),
			class: None,
			gpus: 0,
			valid_until: COLLATERAL_UNTIL,
			generation: 0,
		};
		assert_eq!(worker.attestation, Some(attestation));
		let [device] = devices_of(WORKER)[..] else { panic!("one device") };
		assert_eq!(WorkerOfDevice::<Test>::get(device), Some(WORKER));
		// The verifier; PCK certificate, its authority, the signer of the collateral.
		assert_eq!(foundations_of(WORKER).len(), 4);
		assert_events(vec![
			Event::WorkerRegistered { worker: WORKER, owner: OWNER, tier: Tier::ConfidentialCpu },
			Event::HardwareAttested {
				worker: WORKER,
				tier: Tier::ConfidentialCpu,
				program: measured(measurement()),
				class: None,
				gpus: 0,
				devices: bounded(vec![device]),
				valid_until: COLLATERAL_UNTIL,
			},
		]);

		assert!(!is_active(WORKER));
		assert_ok!(Attestation::approve(signed(OWNER), WORKER));
		assert!(is_active(WORKER));
	});
}

#[test]
fn worker_is_confidential_when_an_enclave_says_so() {
	build_and_execute(|| {
		start_intel(&Tdx::default());
		let enclave = Enclave::default();
		let sgx = |report_data| Tdx { report_data, ..Default::default() }.make_enclave(&enclave);
		let evidence = || alone(WORKER, |report_data| Machine::Intel { quote: bounded(sgx(report_data).quote) });
		// What is known of trust domains says nothing of enclaves.
		refused(evidence(), Error::CollateralMissing);
		let [tcb_info, qe_identity, _, _] = collateral(sgx([0; 64]));
		submit(tcb_info);
		submit(qe_identity);
		join(WORKER, evidence());
		assert_eq!(shown(WORKER).tier, Tier::ConfidentialCpu);
		let Enclave { mr_enclave, mr_signer, .. } = enclave;
		let measurement = Measurement::Sgx { mr_enclave, mr_signer, config_id: [0; 64] };
		assert_eq!(proven(WORKER).program, measured(measurement));
	});
}

#[test]
fn quote_is_refused_when_it_is_bound_to_something_else() {
	build_and_execute(|| {
		start_intel(&Tdx::default());
		refused(alone(WORKER, |_| tdx(Tdx::default())([6; 64])), Error::ChallengeMismatch);
	});
}

#[test]
fn quote_is_refused_when_it_cannot_be_read() {
	build_and_execute(|| {
		start_intel(&Tdx::default());
		refused(alone(WORKER, |_| Machine::Intel { quote: bounded(vec![4, 0, 2, 0]) }), Error::Malformed);
	});
}

#[test]
fn quote_is_refused_when_its_root_is_not_trusted() {
	build_and_execute(|| {
		start_intel(&Tdx::default());
		TestRoots::of_vendors().set();
		refused(alone(WORKER, tdx(Tdx::default())), Error::Untrusted);
	});
}

#[test]
fn quote_is_refused_when_its_signature_is_not_good() {
	build_and_execute(|| {
		start_intel(&Tdx::default());
		let forged = alone(WORKER, |report_data| {
			let mut quote = Tdx { report_data: [6; 64], ..Default::default() }.make().quote;
			// The report data of a quote of version 4 lie there.
			quote[568..632].copy_from_slice(&report_data);
			Machine::Intel { quote: bounded(quote) }
		});
		refused(forged, Error::SignatureInvalid);
	});
}

#[test]
fn trust_domain_is_refused_when_it_can_be_debugged_until_the_policy_allows_it() {
	build_and_execute(|| {
		start_intel(&Tdx::default());
		let debugged = Tdx { attributes: [1, 0, 0, 0x10, 0, 0, 0, 0], ..Default::default() };
		let evidence = alone(WORKER, tdx(debugged));
		refused(evidence.clone(), Error::DebugRefused);
		demand(PolicyUpdate::Intel(IntelPolicy { allow_debug: true, ..Default::default() }));
		join(WORKER, evidence);
	});
}

#[test]
fn trust_domain_is_refused_when_the_policy_takes_none() {
	build_and_execute(|| {
		start_intel(&Tdx::default());
		demand(PolicyUpdate::Intel(IntelPolicy { allow_tdx: false, ..Default::default() }));
		refused(alone(WORKER, tdx(Tdx::default())), Error::PolicyRefused);
	});
}

#[test]
fn platform_is_refused_when_it_is_out_of_date_until_the_policy_allows_it_for_a_while() {
	build_and_execute(|| {
		let old = Tdx { status: "OutOfDate".into(), ..Default::default() };
		start_intel(&old);
		let evidence = alone(WORKER, tdx(old));
		refused(evidence.clone(), Error::TcbRefused);
		let statuses = Statuses { out_of_date: Allowance::AllowedUntil(NOW + 9), ..Default::default() };
		demand(PolicyUpdate::Intel(IntelPolicy { statuses, ..Default::default() }));
		join(WORKER, evidence);
		assert_eq!(proven(WORKER).valid_until, NOW + 9);
		TestClock::set(NOW + 9);
		assert!(is_active(WORKER));
		TestClock::set(NOW + 10);
		inactive(WORKER, Error::Expired);
	});
}

#[test]
fn quote_is_refused_when_any_of_its_collateral_is_missing() {
	build_and_execute(|| {
		let made = Tdx::default().make();
		start(TestRoots { intel: vec![anchor(&made.root)], ..Default::default() });
		let evidence = alone(WORKER, tdx(Tdx::default()));
		for collateral in collateral(made) {
			refused(evidence.clone(), Error::CollateralMissing);
			submit(collateral);
		}
		join(WORKER, evidence);
	});
}

#[test]
fn quote_is_refused_when_its_collateral_is_out_of_date() {
	build_and_execute(|| {
		start_intel(&Tdx::default());
		let evidence = alone(WORKER, tdx(Tdx::default()));
		TestClock::set(COLLATERAL_UNTIL + 1);
		refused(evidence.clone(), Error::CollateralExpired);
		TestClock::set(COLLATERAL_UNTIL);
		join(WORKER, evidence);
	});
}

#[test]
fn quote_is_refused_when_a_revocation_list_is_out_of_date() {
	build_and_execute(|| {
		start_intel(&Tdx::default());
		submit(intel_list(Tdx::default().list(true, NOW, NOW + 9, &[]), Vec::new()));
		let evidence = alone(WORKER, tdx(Tdx::default()));
		TestClock::set(NOW + 10);
		refused(evidence.clone(), Error::CollateralExpired);
		TestClock::set(NOW + 9);
		join(WORKER, evidence);
		assert_eq!(proven(WORKER).valid_until, NOW + 9);
	});
}

#[test]
fn quote_is_refused_when_any_certificate_it_stands_on_is_revoked() {
	build_and_execute(|| {
		let made = Tdx::default().make();
		let (root, authority) = (subject(&made.root), Certificate::from_der(&made.issuer).unwrap());
		let [platform, _, signer] = Tdx::SERIALS;
		let platform = CertificateId::new(authority.subject(), &platform);
		let signer = CertificateId::new(&root, &signer);
		start_intel(&Tdx::default());
		let evidence = alone(WORKER, tdx(Tdx::default()));
		for CertificateId(id) in [platform, authority.id(), signer] {
			revoke(id);
			refused(evidence.clone(), Error::Revoked);
			reinstate(id);
		}
		join(WORKER, evidence);
	});
}

/// What Intel says of one family of platforms says nothing of another.
#[test]
fn quote_is_refused_when_the_collateral_is_of_another_family() {
	build_and_execute(|| {
		start_intel(&Tdx { fmspc: [1; 6], ..Default::default() });
		let evidence = alone(WORKER, tdx(Tdx::default()));
		refused(evidence.clone(), Error::CollateralMissing);
		submit(Collateral::TcbInfo(signed_text(Tdx::default().make().tcb_info)));
		join(WORKER, evidence);
	});
}
