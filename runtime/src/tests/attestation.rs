//! Workers with hardware, by signed transactions in whole blocks.

use super::{
	chain::*,
	challenges::{replaying, Recorded},
};
use crate::{genesis_config_presets::STAGING_RUNTIME_PRESET, *};
use frame_support::{assert_noop, traits::Get, BoundedVec};
use pallet_attestation::{
	Call, Collateral, Devices, Evidence, Machine, Measurement, NvidiaEvidence, Program, Release, SignedText, Vendor,
	Verifier,
};
use piazza_fixtures::{
	software::{software, DEVELOPMENT_ROOT},
	vectors::{case, pem_certificates, Case},
};
use piazza_primitives::{challenge, Tier};
use piazza_verifiers::{nvidia, x509::NothingKnown};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Eve, Ferdie};

type Error = pallet_attestation::Error<Runtime>;

/// 2027-01-15T08:00:00Z: the certificates of software are valid.
pub(super) const NOW: u64 = 1_800_000_000;

fn bounded<Item, Bound: Get<u32>>(items: Vec<Item>) -> BoundedVec<Item, Bound> {
	items.try_into().unwrap_or_else(|_| panic!("too many items"))
}

/// A chain of certificates.
fn chain<const N: u32>(certificates: Vec<Vec<u8>>) -> pallet_attestation::Chain<N> {
	bounded(certificates.into_iter().map(bounded).collect())
}

/// What software on the machine called `device` says, that it runs `measurement`, bound to the block before this one.
pub(super) fn evidence_of_software(
	owner: Sr25519Keyring,
	worker: Sr25519Keyring,
	device: &str,
	measurement: [u8; 48],
) -> Evidence<BlockNumber> {
	let at_block = System::block_number() - 1;
	let (owner, worker) = (owner.to_account_id(), worker.to_account_id());
	let bound = Attestation::nonce_for(owner, worker, at_block, challenge::NO_GPUS).expect("the block is recent");
	let made = software(DEVELOPMENT_ROOT, device, measurement, bound);
	let machine = Machine::Software {
		report: bounded(made.report),
		signature: made.signature.try_into().expect("a signature has 96 bytes"),
		chain: chain(made.chain),
	};
	Evidence::Hardware { at_block, machine, devices: Devices::default() }
}

/// A real machine with Intel's trust domains and one H100, recorded on 2026-06-29 from a public service.
struct RecordedWorker {
	now: u64,
	quote: Vec<u8>,
	bound_to: Recorded,
	collateral: Vec<Collateral>,
	gpu: NvidiaEvidence,
}

impl RecordedWorker {
	/// `None` when there are no vectors and need not be.
	fn read() -> Option<Self> {
		let case = case("gpu-worker-tdx-h100", "worker-valid")?;
		let quote = case.bytes("quote");
		let gpu = gpu_of(&case);
		let bound_to = Recorded {
			// At the end of the report, which begins at byte 48.
			report_data: quote[568..632].try_into().expect("64 bytes"),
			// In the request, before which are its code and parameters.
			gpu_nonce: gpu.report[4..36].try_into().expect("32 bytes"),
		};
		Some(Self { now: case.now().expect("it has a time"), quote, bound_to, collateral: collateral_of(&case), gpu })
	}

	fn evidence(&self, gpu: NvidiaEvidence) -> Evidence<BlockNumber> {
		Evidence::Hardware {
			at_block: System::block_number() - 1,
			machine: Machine::Intel { quote: bounded(self.quote.clone()) },
			devices: Devices(bounded(vec![gpu])),
		}
	}

	/// What the quote says is running: fields of the report in the order of Intel's TDX module specification.
	fn program(&self) -> Program {
		let field = |at: usize| -> [u8; 48] { self.quote[48 + at..48 + at + 48].try_into().expect("48 bytes") };
		let measurement = Measurement::Tdx {
			mr_td: field(136),
			rtmrs: [field(328), field(376), field(424), field(472)],
			mr_config_id: field(184),
			mr_owner: field(232),
			mr_owner_config: field(280),
		};
		measurement.into()
	}

	/// Governance knows the GPU's release: it takes the measurements that a verifier finds in evidence it trusts.
	fn set_golden_measurements(&self) {
		let certificates: Vec<_> = self.gpu.certificates.iter().map(|der| der.as_slice()).collect();
		let evidence = nvidia::Evidence { report: &self.gpu.report, certificates: &certificates };
		let roots = [nvidia::device_identity_root()];
		let facts = nvidia::verify(evidence, &roots, &nvidia::Policy::any_genuine(), &NothingKnown, self.now)
			.expect("the evidence is good");
		let digests = bounded(vec![facts.measurements_digest]);
		by_root(Call::set_golden_measurements { release: Release::of(&facts), digests });
	}
}

fn gpu_of(case: &Case) -> NvidiaEvidence {
	NvidiaEvidence { report: bounded(case.bytes("gpu_report")), certificates: chain(case.certificates("gpu_chain")) }
}

/// What Intel said of that machine's platform on that day.
fn collateral_of(case: &Case) -> Vec<Collateral> {
	let all = case.json("collateral");
	let text = |field: &str| all[field].as_str().expect("a text");
	let bytes = |field: &str| hex::decode(text(field)).expect("hexadecimal");
	let chain_of = |field: &str| chain(pem_certificates(text(field).as_bytes()));
	let signed = |name: &str| SignedText {
		json: bounded(text(name).as_bytes().to_vec()),
		signature: bytes(&format!("{name}_signature")).try_into().expect("64 bytes"),
		chain: chain_of(&format!("{name}_issuer_chain")),
	};
	let list = |name: &str, issuer| {
		let list = bounded(bytes(name));
		Collateral::RevocationList { vendor: Vendor::Intel, list, issuer }
	};
	vec![
		list("root_ca_crl", chain(Vec::new())),
		list("pck_crl", chain_of("pck_crl_issuer_chain")),
		Collateral::TcbInfo(signed("tcb_info")),
		Collateral::QeIdentity(signed("qe_identity")),
	]
}

/// Governance makes a call.
fn by_root(call: Call<Runtime>) {
	must(Alice, pallet_sudo::Call::<Runtime>::sudo { call: Box::new(call.into()) });
}

fn register(owner: Sr25519Keyring, evidence: Evidence<BlockNumber>) -> Call<Runtime> {
	Call::register { owner: owner.to_account_id(), evidence }
}

#[test]
fn real_machine_with_a_gpu_is_registered_when_its_vendors_vouch_for_it() {
	let Some(recorded) = RecordedWorker::read() else { return };
	on_chain_at(recorded.now, || {
		next_block();
		let refused = |error: Error| {
			let call = register(Bob, recorded.evidence(recorded.gpu.clone()));
			replaying(recorded.bound_to, || assert_eq!(apply(Eve, call), Ok(Err(error.into()))));
		};
		refused(Error::CollateralMissing);
		let before = wealth(&Ferdie.to_account_id());
		for collateral in &recorded.collateral {
			must(Ferdie, Call::submit_collateral { collateral: Box::new(collateral.clone()) });
		}
		assert_eq!(wealth(&Ferdie.to_account_id()), before, "what vendors say is taken for free");
		refused(Error::UnknownFirmware);
		recorded.set_golden_measurements();

		let call = register(Bob, recorded.evidence(recorded.gpu.clone()));
		replaying(recorded.bound_to, || must(Eve, call));
		must(Bob, Call::approve { worker: Eve.to_account_id() });
		let worker = Attestation::worker(Eve.to_account_id()).expect("it is registered");
		assert!(worker.active);
		assert_eq!((worker.owner, worker.tier), (Bob.to_account_id(), Tier::ConfidentialGpu));
		let attestation = worker.attestation.expect("it has hardware");
		assert_eq!((attestation.class, attestation.gpus), (Some(1), 1));
		assert_eq!(Attestation::class(1).expect("it is known").model.as_slice(), b"H100 SXM");
		assert_eq!(attestation.program, Some(recorded.program().id()));
		assert!(attestation.valid_until > recorded.now);

		// Nobody else has this machine, and it is gone when one of its vendors is not believed any more.
		let again = register(Alice, recorded.evidence(recorded.gpu.clone()));
		replaying(recorded.bound_to, || assert_eq!(apply(Ferdie, again), Ok(Err(Error::DeviceTaken.into()))));
		by_root(Call::switch_verifier { verifier: Verifier::Nvidia, on: false });
		assert!(!Attestation::is_active(Eve.to_account_id()));
	});
}

#[test]
fn real_machine_is_refused_when_its_evidence_is_not_for_this_worker() {
	let Some(recorded) = RecordedWorker::read() else { return };
	on_chain_at(recorded.now, || {
		for collateral in &recorded.collateral {
			must(Ferdie, Call::submit_collateral { collateral: Box::new(collateral.clone()) });
		}
		recorded.set_golden_measurements();
		next_block();
		let evidence = recorded.evidence(recorded.gpu.clone());
		assert_eq!(apply(Eve, register(Bob, evidence)), Ok(Err(Error::ChallengeMismatch.into())));
	});
}

#[test]
fn real_machine_is_refused_when_its_gpu_is_another_machines() {
	let Some(recorded) = RecordedWorker::read() else { return };
	let spliced = gpu_of(&case("gpu-worker-tdx-h100", "gpu-spliced").expect("there are vectors"));
	on_chain_at(recorded.now, || {
		for collateral in &recorded.collateral {
			must(Ferdie, Call::submit_collateral { collateral: Box::new(collateral.clone()) });
		}
		next_block();
		let call = register(Bob, recorded.evidence(spliced));
		replaying(recorded.bound_to, || assert_eq!(apply(Eve, call), Ok(Err(Error::NonceMismatch.into()))));
	});
}

#[test]
fn software_is_registered_when_it_answers_the_chain_in_development() {
	on_chain_at(NOW, || {
		next_block();
		must(Eve, register(Bob, evidence_of_software(Bob, Eve, "machine", [7; 48])));
		must(Bob, Call::approve { worker: Eve.to_account_id() });
		let worker = Attestation::worker(Eve.to_account_id()).expect("it is registered");
		assert!(worker.active);
		assert_eq!(worker.tier, Tier::ConfidentialCpu);
		let program = Program::from(Measurement::Software { measurement: [7; 48] });
		assert_eq!(worker.attestation.expect("it has evidence").program, Some(program.id()));
	});
}

#[test]
fn software_is_refused_when_it_answers_for_another_worker_or_owner() {
	on_chain_at(NOW, || {
		next_block();
		for (owner, worker) in [(Bob, Ferdie), (Alice, Eve)] {
			let evidence = evidence_of_software(owner, worker, "machine", [7; 48]);
			assert_eq!(apply(Eve, register(Bob, evidence)), Ok(Err(Error::ChallengeMismatch.into())));
		}
	});
}

#[test]
fn software_is_refused_when_the_chain_is_not_for_development() {
	on_chain_of(STAGING_RUNTIME_PRESET, NOW, || {
		next_block();
		let evidence = evidence_of_software(Bob, Eve, "machine", [7; 48]);
		let origin = RuntimeOrigin::signed(Eve.to_account_id());
		assert_noop!(Attestation::register(origin, Bob.to_account_id(), evidence), Error::SoftwareRefused);
	});
}

#[test]
fn challenge_is_the_documented_one_when_nothing_is_replayed() {
	on_chain(|| {
		next_block();
		let (genesis, block) = (System::block_hash(0), System::block_hash(1));
		let (owner, worker) = (Bob.to_account_id(), Eve.to_account_id());
		let report_data = challenge::report_data(&genesis, &owner, &worker, &block, &[3; 32]);
		assert_eq!(Attestation::nonce_for(owner, worker.clone(), 1, [3; 32]), Some(report_data));
		let nonce = challenge::gpu_nonce(&block, &worker);
		assert_eq!(Attestation::device_nonce_for(worker, 1), Some(nonce));
	});
}
