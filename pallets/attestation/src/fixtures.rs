//! Evidence for benchmarks, made under throw-away roots.
//!
//! Benchmarks run inside the runtime, where nothing can sign: what they hand in lies in files beside this one. `made.rs`
//! makes the files, all bound to the constants below.

#[cfg(test)]
pub(crate) mod made;

use crate::{
	collateral::issuer_key, evidence::slices, AndroidPolicies, AndroidPolicy, CertificateBytes, Challenges, Circuit,
	Collateral, Config, Devices, GoldenDigests, GoldenMeasurements, KeyBytes, Machine, NvidiaPolicy, Pallet, Release,
	RevocationLists, Roots, SoftwareRoots, StoredList, MAX_GOLDEN_DIGESTS, PUBLIC_INPUTS,
};
use alloc::{collections::BTreeMap, vec, vec::Vec};
use codec::Decode;
use core::{hint::black_box, marker::PhantomData};
use frame_support::BoundedVec;
use piazza_verifiers::{
	amd,
	groth16::{Bls12_381, Bn254, VerifyingKey},
	nvidia,
	x509::{Anchor, NothingKnown},
	UnixTime,
};
use sp_core::H256;

/// When all of it is valid: 2026-05-28T20:26:40Z.
pub(crate) const TIME: UnixTime = 1_780_000_000;

/// The hash of the block that it is bound to: no block has it.
pub(crate) const BLOCK_HASH: H256 = H256([0x52; 32]);

/// What processors and phones were asked with.
const REPORT_DATA: [u8; 64] = [0x50; 64];

/// What NVIDIA's devices were asked with.
const GPU_NONCE: [u8; 32] = [0x51; 32];

/// What is proven, where accounts have so many bytes.
pub(crate) fn statement(account_length: usize) -> Vec<u8> {
	vec![0x53; 8 + 32 + 32 + account_length]
}

/// Expects what the fixtures are bound to, of who names their block; of everybody else, what `Inner` expects. That is
/// computed in any case, so that benchmarks measure it.
pub struct FixtureChallenges<Inner>(PhantomData<Inner>);

impl<AccountId, Inner: Challenges<AccountId>> Challenges<AccountId> for FixtureChallenges<Inner> {
	fn report_data(owner: &AccountId, worker: &AccountId, block_hash: &H256, gpus: &[u8; 32]) -> [u8; 64] {
		let expected = black_box(Inner::report_data(owner, worker, block_hash, gpus));
		match *block_hash == BLOCK_HASH {
			true => REPORT_DATA,
			false => expected,
		}
	}

	fn gpu_nonce(block_hash: &H256, worker: &AccountId) -> [u8; 32] {
		let expected = black_box(Inner::gpu_nonce(block_hash, worker));
		match *block_hash == BLOCK_HASH {
			true => GPU_NONCE,
			false => expected,
		}
	}
}

/// Trusts the roots of the fixtures after those of `Inner`.
pub struct FixtureRoots<Inner>(PhantomData<Inner>);

impl<Inner: Roots> Roots for FixtureRoots<Inner> {
	fn intel() -> Vec<Anchor> {
		with(Inner::intel(), include_bytes!("fixtures/intel.root.bin"))
	}

	fn amd() -> amd::Anchors {
		let mut anchors = Inner::amd();
		let anchor = anchor(include_bytes!("fixtures/amd.root.bin"));
		anchors.roots.push(amd::Root { product: amd::Product::Genoa, anchor });
		anchors
	}

	fn nvidia() -> Vec<Anchor> {
		with(Inner::nvidia(), include_bytes!("fixtures/nvidia.root.bin"))
	}

	fn nitro() -> Vec<Anchor> {
		with(Inner::nitro(), include_bytes!("fixtures/nitro.root.bin"))
	}

	fn android() -> Vec<Anchor> {
		with(Inner::android(), include_bytes!("fixtures/android.root.bin"))
	}
}

fn with(mut anchors: Vec<Anchor>, root: &[u8]) -> Vec<Anchor> {
	anchors.push(anchor(root));
	anchors
}

fn anchor(root: &[u8]) -> Anchor {
	Anchor::from_certificate(root).expect("it is a certificate")
}

/// Stores what the evidence is held against. The chain's time must be [`TIME`].
pub(crate) fn prepare<T: Config>() {
	for collateral in read::<Vec<Collateral>>(include_bytes!("fixtures/collateral.bin")) {
		Pallet::<T>::do_submit_collateral(collateral).expect("it is in force, and there is none yet");
	}
	let root = anchor(include_bytes!("fixtures/amd.root.bin"));
	let list = StoredList { this_update: 0, next_update: UnixTime::MAX };
	RevocationLists::<T>::insert(issuer_key(&root.subject), list);
	let root = CertificateBytes::truncate_from(include_bytes!("fixtures/software.root.bin").to_vec());
	SoftwareRoots::<T>::put(BoundedVec::truncate_from(vec![root]));
	// The longest chains are not of the kind that the default asks for.
	AndroidPolicies::<T>::put(AndroidPolicy { require_remote_provisioning: false, ..Default::default() });
	let (release, digests) = golden::<T>();
	GoldenMeasurements::<T>::insert(release, digests);
}

/// The release of the devices, with as many digests as there may be, theirs the last.
fn golden<T: Config>() -> (Release, GoldenDigests) {
	let Devices(devices) = nvidia();
	let device = devices.first().expect("there are some");
	let certificates = slices(&device.certificates);
	let evidence = nvidia::Evidence { report: &device.report, certificates: &certificates };
	let policy = NvidiaPolicy::default().to_policy();
	let facts = nvidia::verify(evidence, &T::Roots::nvidia(), &policy, &NothingKnown, TIME).expect("it is good");
	let mut digests = vec![[0; 48]; MAX_GOLDEN_DIGESTS as usize - 1];
	digests.push(facts.measurements_digest);
	(Release::of(&facts), BoundedVec::truncate_from(digests))
}

/// A TDX quote, with the longest report.
pub(crate) fn intel() -> Machine {
	read(include_bytes!("fixtures/intel.bin"))
}

/// A report of a Genoa, with AMD's length of keys.
pub(crate) fn amd() -> Machine {
	read(include_bytes!("fixtures/amd.bin"))
}

/// A Nitro document with as many certificates as there may be.
pub(crate) fn nitro() -> Machine {
	read(include_bytes!("fixtures/nitro.bin"))
}

/// A chain of a phone with as many certificates as there may be, all on the slowest curve.
pub(crate) fn android() -> Machine {
	read(include_bytes!("fixtures/android.bin"))
}

/// A report of software.
pub(crate) fn software() -> Machine {
	read(include_bytes!("fixtures/software.bin"))
}

/// As many GPUs as there may be, all of one model.
pub(crate) fn nvidia() -> Devices {
	read(include_bytes!("fixtures/nvidia.bin"))
}

/// TCB info that is newer than what [`prepare`] stores, and longer than Intel's.
pub(crate) fn tcb_info() -> Collateral {
	read(include_bytes!("fixtures/tcb-info.bin"))
}

/// A QE identity that is newer than what [`prepare`] stores.
pub(crate) fn qe_identity() -> Collateral {
	read(include_bytes!("fixtures/qe-identity.bin"))
}

/// A revocation list of an authority of NVIDIA's, with as many entries as there may be.
pub(crate) fn revocation_list() -> Collateral {
	read(include_bytes!("fixtures/revocation-list.bin"))
}

/// A circuit on BN254 with so many public inputs.
pub(crate) fn bn254(inputs: usize) -> Circuit {
	let key = include_bytes!("fixtures/bn254.key.bin");
	Circuit::Groth16Bn254 { key: with_inputs(key, VerifyingKey::<Bn254>::G1, inputs) }
}

/// A circuit on BLS12-381 with so many public inputs.
pub(crate) fn bls12_381(inputs: usize) -> Circuit {
	let key = include_bytes!("fixtures/bls12-381.key.bin");
	Circuit::Groth16Bls12381 { key: with_inputs(key, VerifyingKey::<Bls12_381>::G1, inputs) }
}

/// A proof of the [`statement`] that makes so many public inputs, for [`bn254`].
pub(crate) fn bn254_proof(inputs: usize) -> Vec<u8> {
	proof(include_bytes!("fixtures/bn254.proofs.bin"), inputs)
}

/// A proof of the [`statement`] that makes so many public inputs, for [`bls12_381`].
pub(crate) fn bls12_381_proof(inputs: usize) -> Vec<u8> {
	proof(include_bytes!("fixtures/bls12-381.proofs.bin"), inputs)
}

/// A verifying key ends with a point for each input: the one for the most, without the points that are too many.
fn with_inputs(key: &[u8], point: usize, inputs: usize) -> KeyBytes {
	let surplus = PUBLIC_INPUTS as usize - inputs;
	KeyBytes::truncate_from(key[..key.len() - surplus * point].to_vec())
}

fn proof(proofs: &[u8], inputs: usize) -> Vec<u8> {
	read::<BTreeMap<u32, Vec<u8>>>(proofs).remove(&(inputs as u32)).expect("there is one for each length of accounts")
}

fn read<V: Decode>(mut file: &[u8]) -> V {
	V::decode(&mut file).expect("it is what `made.rs` wrote")
}
