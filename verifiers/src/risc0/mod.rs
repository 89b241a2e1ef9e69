//! RISC Zero receipts of the Groth16 kind: a program ran to its end and wrote a journal.
//!
//! The receipt's seal is four bytes that select the verifier, then a [`groth16`] proof on BN254. Its five public inputs
//! are the control root and the digest of the claim, each as two halves of 128 bits read with the least significant byte
//! first, and the id of the last recursion program as one number. The claim names the program (its image id), what it
//! wrote (its journal), and that it halted with exit code zero without assumptions.
//!
//! What is called a version here is a release of RISC Zero's circuits. Releases have been withdrawn (2.1, advisory
//! GHSA-f6rc-24x4-ppxp), so the versions that count are data in the [`Policy`].
//!
//! STARK receipts (composite, succinct) are not read: they are 200 KB and more.

mod constants;
mod digest;

pub use digest::{claim_digest, Digest};

use crate::groth16::{self, Bn254, Input, KeyError, KeyId, VerifyingKey};
use alloc::{vec, vec::Vec};
use digest::{selector, sha256};

/// The longest journal, in bytes.
pub const MAX_JOURNAL: usize = 64 * 1024;

/// The length of a seal, in bytes.
pub const SEAL_LENGTH: usize = 4 + 256;

/// A receipt and what it proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence<'a> {
	/// Selector and proof, as `encode_seal` of RISC Zero's Ethereum tools makes it.
	pub seal: &'a [u8],
	/// The program, as RISC Zero identifies it.
	pub image_id: Digest,
	/// What the program wrote; at most [`MAX_JOURNAL`].
	pub journal: &'a [u8],
}

/// What a receipt showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
	/// The release of the circuits, by its selector.
	pub version: [u8; 4],
	/// The verifying key of the Groth16 proof.
	pub key: KeyId,
	/// The program that ran.
	pub image_id: Digest,
	/// SHA-256 of what it wrote.
	pub journal_digest: Digest,
	/// The claim: program, journal, and that it halted with exit code zero.
	pub claim_digest: Digest,
}

/// A release of RISC Zero's circuits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
	/// The first bytes of its seals.
	pub selector: [u8; 4],
	/// The root of the tree of recursion programs that may take part.
	pub control_root: Digest,
	/// The id of the program whose proof the Groth16 proof wraps, the most significant byte first. (RISC Zero's own Rust
	/// code writes it the other way round.)
	pub bn254_control_id: Input,
	/// The verifying key of the Groth16 circuit, which has five inputs.
	pub key: VerifyingKey<Bn254>,
}

impl Version {
	/// A release, with the selector that follows from the rest.
	pub fn new(control_root: Digest, bn254_control_id: Input, key: VerifyingKey<Bn254>) -> Self {
		Self {
			selector: selector(&control_root, &bn254_control_id, key.as_bytes()),
			control_root,
			bn254_control_id,
			key,
		}
	}

	/// RISC Zero 3.0, of selector `73c457ba`.
	pub fn v3_0() -> Result<Self, KeyError> {
		let key = VerifyingKey::from_stored(&constants::STORED_KEY)?;
		Ok(Self::new(constants::CONTROL_ROOT_3_0, constants::BN254_CONTROL_ID, key))
	}
}

/// Which receipts count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
	/// The releases whose receipts count. To withdraw one is to leave it out.
	pub versions: Vec<Version>,
}

impl Policy {
	/// Release 3.0 only. (2.1 was withdrawn, older ones are superseded, and forged journals have been shown for the
	/// circuits of the release candidates of 5.0.)
	pub fn strict() -> Result<Self, KeyError> {
		Ok(Self { versions: vec![Version::v3_0()?] })
	}
}

/// Why a receipt is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
	/// Not [`SEAL_LENGTH`] bytes.
	#[error("the seal does not have the length of a Groth16 receipt's")]
	SealLength,
	/// More than [`MAX_JOURNAL`] bytes.
	#[error("the journal is too long")]
	JournalTooLong,
	/// The seal is of a release that does not count, or of none.
	#[error("the seal is of a version that is not allowed")]
	VersionNotAllowed,
	/// The proof; that it is invalid may mean that program or journal are not those that were proven.
	#[error(transparent)]
	Proof(#[from] groth16::Error),
}

/// Checks a receipt.
pub fn verify(evidence: &Evidence<'_>, policy: &Policy) -> Result<Facts, Error> {
	if evidence.seal.len() != SEAL_LENGTH {
		return Err(Error::SealLength);
	}
	if evidence.journal.len() > MAX_JOURNAL {
		return Err(Error::JournalTooLong);
	}
	let (selector, proof) = evidence.seal.split_first_chunk::<4>().ok_or(Error::SealLength)?;
	let version = policy.versions.iter().find(|version| version.selector == *selector);
	let version = version.ok_or(Error::VersionNotAllowed)?;

	let journal_digest = sha256(evidence.journal);
	let claim_digest = claim_digest(&evidence.image_id, &journal_digest);
	let [root_low, root_high] = halves(&version.control_root);
	let [claim_low, claim_high] = halves(&claim_digest);
	let inputs = [root_low, root_high, claim_low, claim_high, version.bn254_control_id];
	let proven = groth16::verify(&groth16::Evidence { proof, inputs: &inputs }, &version.key)?;
	Ok(Facts { version: version.selector, key: proven.key, image_id: evidence.image_id, journal_digest, claim_digest })
}

/// A digest as two inputs: the digest is read with its least significant byte first, and the lower half comes first.
fn halves(digest: &Digest) -> [Input; 2] {
	let mut halves = [Input::default(); 2];
	for (half, bytes) in halves.iter_mut().zip(digest.chunks_exact(16)) {
		for (to, from) in half.iter_mut().rev().zip(bytes) {
			*to = *from;
		}
	}
	halves
}
