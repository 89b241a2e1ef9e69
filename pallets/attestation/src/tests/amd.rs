//! Workers on machines of AMD's.

use super::machines::*;
use crate::{mock::*, Error, Event, Machine, Measurement, VerifiedLinks};
use frame_support::assert_ok;
use piazza_fixtures::amd::Snp;
use piazza_primitives::Tier;
use piazza_verifiers::amd::{Anchors, Product, Root};

const CLOUD: &str = "CN=cloud";

#[test]
fn worker_is_confidential_when_a_guest_says_so() {
	build_and_execute(|| {
		start_amd(&Snp::default(), Product::Genoa);
		System::reset_events();
		let evidence = alone(WORKER, snp(Snp::default()));
		assert_ok!(Attestation::register(signed(WORKER), OWNER, evidence));
		let program = measured(Measurement::SevSnp { measurement: [0x22; 48], host_data: [0; 32] });
		let [device] = devices_of(WORKER)[..] else { panic!("one device") };
		// The verifier; the chip's key, its issuer.
		assert_eq!(foundations_of(WORKER).len(), 3);
		let valid_until = NOW + 86_400;
		assert_eq!((proven(WORKER).program, proven(WORKER).valid_until), (program, valid_until));
		assert_events(vec![
			Event::WorkerRegistered { worker: WORKER, owner: OWNER, tier: Tier::ConfidentialCpu },
			Event::HardwareAttested {
				worker: WORKER,
				tier: Tier::ConfidentialCpu,
				program,
				class: None,
				gpus: 0,
				devices: bounded(vec![device]),
				valid_until,
			},
		]);
	});
}

#[test]
fn issuer_need_not_be_checked_again_when_it_was_before() {
	build_and_execute(|| {
		start_amd(&Snp::default(), Product::Genoa);
		assert_eq!(VerifiedLinks::<Test>::iter_keys().count(), 0);
		join(WORKER, alone(WORKER, snp(Snp::default())));
		assert_eq!(VerifiedLinks::<Test>::iter_keys().count(), 1);
		// The same issuer, another root of the same name: a signature is remembered for the key that made it.
		let impostor = Snp { root_key: 1, ..Snp::default() };
		let evidence = alone(STRANGER, snp(impostor));
		frame_support::assert_noop!(
			Attestation::register(signed(STRANGER), OWNER, evidence),
			Error::<Test>::SignatureInvalid
		);
	});
}

#[test]
fn issuer_need_not_be_handed_in_when_the_chain_has_it() {
	build_and_execute(|| {
		start_amd(&Snp::default(), Product::Genoa);
		let short = alone(WORKER, |report_data| {
			let mut machine = snp(Snp::default())(report_data);
			if let Machine::Amd { intermediate, .. } = &mut machine {
				*intermediate = None;
			}
			machine
		});
		refused(short.clone(), Error::Untrusted);
		let made = Snp::default().make();
		let roots = vec![Root { product: Product::Genoa, anchor: anchor(&made.root) }];
		let amd = Anchors { roots, intermediates: vec![made.intermediate] };
		TestRoots { amd, ..Default::default() }.set();
		join(WORKER, short);
	});
}

#[test]
fn report_is_refused_when_it_is_bound_to_something_else() {
	build_and_execute(|| {
		start_amd(&Snp::default(), Product::Genoa);
		refused(alone(WORKER, |_| snp(Snp::default())([6; 64])), Error::ChallengeMismatch);
	});
}

#[test]
fn report_is_refused_when_its_length_is_wrong() {
	build_and_execute(|| {
		start_amd(&Snp::default(), Product::Genoa);
		let cut = alone(WORKER, |report_data| {
			let mut machine = snp(Snp::default())(report_data);
			if let Machine::Amd { report, .. } = &mut machine {
				report.pop();
			}
			machine
		});
		refused(cut, Error::Malformed);
	});
}

#[test]
fn report_is_refused_when_the_list_of_its_root_is_missing_or_out_of_date() {
	build_and_execute(|| {
		start_amd(&Snp::default(), Product::Genoa);
		let evidence = alone(WORKER, snp(Snp::default()));
		TestClock::set(NOW + 86_401);
		refused(evidence.clone(), Error::CollateralExpired);
		TestClock::set(NOW);
		crate::RevocationLists::<Test>::remove(crate::collateral::issuer_key(&subject(&Snp::default().make().root)));
		refused(evidence, Error::CollateralMissing);
	});
}

#[test]
fn report_is_refused_when_its_product_is_not_accepted() {
	build_and_execute(|| {
		let milan = Snp { product: "Milan".into(), root_product: "Milan".into(), version: 2, ..Snp::default() };
		start_amd(&milan, Product::Milan);
		refused(alone(WORKER, snp(milan)), Error::PolicyRefused);
	});
}

#[test]
fn report_is_refused_when_its_certificate_is_out_of_date() {
	build_and_execute(|| {
		start_amd(&Snp::default(), Product::Genoa);
		let old = Snp { validity: (NOW - 9, NOW - 1), ..Snp::default() };
		refused(alone(WORKER, snp(old)), Error::CertificateExpired);
	});
}

#[test]
fn report_of_a_cloud_names_no_device_and_is_refused_until_the_policy_names_the_cloud() {
	build_and_execute(|| {
		start_amd(&Snp::cloud(CLOUD), Product::Genoa);
		let evidence = alone(WORKER, snp(Snp::cloud(CLOUD)));
		refused(evidence.clone(), Error::PolicyRefused);
		accept_cloud(CLOUD);
		join(WORKER, evidence);
		assert_eq!((shown(WORKER).tier, devices_of(WORKER)), (Tier::ConfidentialCpu, Vec::new()));
	});
}
