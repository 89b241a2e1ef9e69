//! A worker that was recorded as a whole: a real quote of TDX and the real evidence of its H100, over one nonce. It was
//! made for another system, so the chain is set up to expect what it carries.

use super::machines::*;
use crate::{
	mock::*, Collateral, Devices, Error, Evidence, EvidenceOf, GpuModel, GpuModels, Machine, Measurement,
	NvidiaEvidence, SignedText, Vendor,
};
use frame_support::{assert_noop, assert_ok};
use piazza_fixtures::vectors::{case, Case};
use piazza_primitives::Tier;
use piazza_verifiers::{
	intel,
	nvidia::{self, Policy},
	x509::{CertificateId, NothingKnown},
	UnixTime,
};
use sp_core::bytes::from_hex;

/// What was recorded.
struct Recorded {
	now: UnixTime,
	quote: Vec<u8>,
	collateral: [Collateral; 4],
	gpu: NvidiaEvidence,
	gpu_facts: nvidia::Facts,
}

impl Recorded {
	/// None where there are no vectors.
	fn read() -> Option<Self> {
		let case = case("gpu-worker-tdx-h100", "worker-valid")?;
		let gpu = recorded_gpu(&case);
		let chain: Vec<&[u8]> = gpu.certificates.iter().map(|der| der.as_slice()).collect();
		let evidence = nvidia::Evidence { report: &gpu.report, certificates: &chain };
		let roots = [nvidia::device_identity_root()];
		let now = case.now().unwrap();
		let gpu_facts = nvidia::verify(evidence, &roots, &Policy::any_genuine(), &NothingKnown, now).unwrap();
		Some(Self { now, quote: case.bytes("quote"), collateral: recorded_collateral(&case), gpu, gpu_facts })
	}

	/// A chain that trusts the vendors' roots, knows the collateral and the GPU's measurements, and expects of the worker
	/// what was recorded.
	fn begin(&self) {
		start(TestRoots::of_vendors());
		TestClock::set(self.now);
		self.collateral.iter().cloned().for_each(submit);
		know(&self.gpu_facts);
		TestChallenges::replay_for(WORKER, self.report_data(), self.gpu_facts.nonce);
	}

	/// A quote of TDX, version 4, is a header of 48 bytes and a report whose last 64 bytes are the report data.
	fn report_data(&self) -> [u8; 64] {
		self.quote[568..632].try_into().unwrap()
	}

	fn evidence(&self) -> EvidenceOf<Test> {
		self.evidence_with(self.gpu.clone())
	}

	fn evidence_with(&self, gpu: NvidiaEvidence) -> EvidenceOf<Test> {
		let machine = Machine::Intel { quote: bounded(self.quote.clone()) };
		Evidence::Hardware { at_block: 1, machine, devices: Devices(bounded(vec![gpu])) }
	}
}

/// The GPU's evidence of a case.
fn recorded_gpu(case: &Case) -> NvidiaEvidence {
	let certificates = certificates(case.certificates("gpu_chain"));
	NvidiaEvidence { report: bounded(case.bytes("gpu_report")), certificates }
}

/// The collateral of a case, as Intel's service answered.
fn recorded_collateral(case: &Case) -> [Collateral; 4] {
	let json = case.json("collateral");
	let text = |field: &str| json[field].as_str().unwrap();
	let bytes = |field: &str| from_hex(text(field)).unwrap();
	let chain = |field: &str| certificates::<2>(intel::pem_chain(text(field).as_bytes()).unwrap());
	let signed = |name: &str, chain_name: &str| SignedText {
		json: bounded(text(name).as_bytes().to_vec()),
		signature: bytes(&format!("{name}_signature")).try_into().unwrap(),
		chain: chain(chain_name),
	};
	let list =
		|name: &str, issuer| Collateral::RevocationList { vendor: Vendor::Intel, list: bounded(bytes(name)), issuer };
	[
		Collateral::TcbInfo(signed("tcb_info", "tcb_info_issuer_chain")),
		Collateral::QeIdentity(signed("qe_identity", "qe_identity_issuer_chain")),
		list("root_ca_crl", Default::default()),
		list("pck_crl", chain("pck_crl_issuer_chain")),
	]
}

/// Runs a test on a chain with the recorded worker's collateral.
fn with_recorded(test: impl FnOnce(&Recorded)) {
	let Some(recorded) = Recorded::read() else { return };
	build_and_execute(|| {
		recorded.begin();
		test(&recorded);
	});
}

#[test]
fn recorded_worker_is_a_confidential_h100_when_its_nonce_is_expected() {
	with_recorded(|recorded| {
		join(WORKER, recorded.evidence());
		let (worker, attestation) = (shown(WORKER), proven(WORKER));
		assert_eq!((worker.tier, attestation.class, attestation.gpus), (Tier::ConfidentialGpu, Some(1), 1));
		assert!(is_active(WORKER));
		let quoted = |at: usize| <[u8; 48]>::try_from(&recorded.quote[at..at + 48]).unwrap();
		let measurement = Measurement::Tdx {
			mr_td: quoted(184),
			mr_config_id: quoted(232),
			mr_owner: quoted(280),
			mr_owner_config: quoted(328),
			rtmrs: [376, 424, 472, 520].map(quoted),
		};
		assert_eq!(attestation.program, measured(measurement));
		assert!(attestation.valid_until > recorded.now && attestation.valid_until < recorded.now + 31 * 86_400);
		// Two verifiers; three certificates of the processor and its collateral, four of the GPU.
		assert_eq!((devices_of(WORKER).len(), foundations_of(WORKER).len()), (2, 9));
		TestClock::set(attestation.valid_until + 1);
		inactive(WORKER, Error::Expired);
	});
}

#[test]
fn recorded_gpu_has_a_class_when_the_chain_starts() {
	let Some(recorded) = Recorded::read() else { return };
	build_and_execute(|| {
		let model = GpuModel::of(&recorded.gpu_facts);
		let class = GpuModels::<Test>::get(&model).unwrap_or_else(|| panic!("{model:?} has a class"));
		assert_eq!(Attestation::class(class).unwrap().architecture.to_vec(), b"Hopper");
	});
}

#[test]
fn recorded_evidence_is_refused_when_another_account_hands_it_in() {
	with_recorded(|recorded| {
		assert_noop!(
			Attestation::register(signed(STRANGER), OWNER, recorded.evidence()),
			Error::<Test>::ChallengeMismatch
		);
	});
}

#[test]
fn recorded_evidence_is_refused_when_another_nonce_is_expected() {
	with_recorded(|recorded| {
		let mut report_data = recorded.report_data();
		report_data[0] ^= 1;
		TestChallenges::replay_for(WORKER, report_data, recorded.gpu_facts.nonce);
		refused(recorded.evidence(), Error::ChallengeMismatch);
		let mut nonce = recorded.gpu_facts.nonce;
		nonce[31] ^= 1;
		TestChallenges::replay_for(WORKER, recorded.report_data(), nonce);
		refused(recorded.evidence(), Error::NonceMismatch);
	});
}

/// Production expects what the hook does not: nothing recorded elsewhere is bound to it.
#[test]
fn recorded_evidence_is_refused_when_nothing_is_replayed() {
	with_recorded(|recorded| {
		TestChallenges::replay_for(STRANGER, recorded.report_data(), recorded.gpu_facts.nonce);
		refused(recorded.evidence(), Error::ChallengeMismatch);
	});
}

#[test]
fn recorded_evidence_is_refused_when_its_gpu_evidence_was_changed() {
	with_recorded(|recorded| {
		let changed = |id| recorded.evidence_with(recorded_gpu(&case("gpu-worker-tdx-h100", id).unwrap()));
		refused(changed("gpu-nonce-flip"), Error::SignatureInvalid);
		refused(changed("gpu-measurement-flip"), Error::SignatureInvalid);
		// Genuine, and another machine's.
		refused(changed("gpu-spliced"), Error::NonceMismatch);
	});
}

#[test]
fn second_worker_is_refused_when_it_has_the_recorded_devices() {
	with_recorded(|recorded| {
		join(WORKER, recorded.evidence());
		TestChallenges::replay_for(STRANGER, recorded.report_data(), recorded.gpu_facts.nonce);
		assert_noop!(Attestation::register(signed(STRANGER), OWNER, recorded.evidence()), Error::<Test>::DeviceTaken);
	});
}

#[test]
fn recorded_evidence_is_refused_when_any_certificate_it_stands_on_is_revoked() {
	with_recorded(|recorded| {
		let of_gpu = recorded.gpu_facts.certificates.iter().map(|CertificateId(id)| *id);
		assert_ok!(Attestation::register(signed(WORKER), OWNER, recorded.evidence()));
		let verifiers = [crate::Verifier::Intel.id(), crate::Verifier::Nvidia.id()];
		let certificates: Vec<_> = foundations_of(WORKER).into_iter().filter(|id| !verifiers.contains(id)).collect();
		assert!(of_gpu.clone().all(|id| certificates.contains(&id)));
		assert_ok!(Attestation::retire(signed(WORKER), WORKER));
		go_to(3);
		for id in certificates {
			revoke(id);
			let Evidence::Hardware { machine, devices, .. } = recorded.evidence() else { panic!("hardware") };
			refused(Evidence::Hardware { at_block: 2, machine, devices }, Error::Revoked);
			reinstate(id);
		}
	});
}

#[test]
fn recorded_evidence_is_refused_when_its_collateral_is_out_of_date_or_missing() {
	with_recorded(|recorded| {
		TestClock::set(recorded.now + 31 * 86_400);
		refused(recorded.evidence(), Error::CollateralExpired);
		TestClock::set(recorded.now);
		let _ = crate::TcbInfos::<Test>::clear(u32::MAX, None);
		refused(recorded.evidence(), Error::CollateralMissing);
	});
}
