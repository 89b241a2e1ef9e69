//! SP1 proofs of the Groth16 kind: a program ran to its end and committed to public values.
//!
//! A proof is `selector 4 | exit code 32 | vk root 32 | nonce 32 | Groth16 proof 256` bytes; numbers have their most
//! significant byte first. The five public inputs of the [`groth16`] proof on BN254 are the program (SP1's verifying key
//! hash), SHA-256 of the public values without its three highest bits, the exit code, the root of the tree of recursion
//! programs (vk root), and the nonce. The selector is the start of SHA-256 of gnark's verifying key.
//!
//! What is called a version here is a release of SP1's circuits. 6.1.0 replaced 6.0.0 because a check of exit codes was
//! missing, so the versions that count are data in the [`Policy`]. Before version 6 a proof was `selector | Groth16 proof`
//! with two inputs; those are refused, whatever their selector.
//!
//! Public values hashed with BLAKE3 (an option of SP1) are refused as not proven: to try both would double the price of
//! a wrong proof. PLONK proofs are not read.

mod constants;

use crate::{
	bytes::{EndOfInput, Reader},
	groth16::{
		self,
		gnark::{self, GnarkError},
		Bn254, Input, KeyError, KeyId, VerifyingKey,
	},
};
use alloc::{vec, vec::Vec};
use sha2::{Digest, Sha256};

/// The longest public values, in bytes.
pub const MAX_PUBLIC_VALUES: usize = 64 * 1024;

/// The length of a proof, in bytes.
pub const PROOF_LENGTH: usize = 4 + 3 * 32 + 256;

/// A proof and what it proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence<'a> {
	/// The proof, as `SP1ProofWithPublicValues::bytes` gives it.
	pub proof: &'a [u8],
	/// The program: its verifying key's hash (`bytes32`), the most significant byte first.
	pub program: Input,
	/// What the program committed to; at most [`MAX_PUBLIC_VALUES`].
	pub public_values: &'a [u8],
}

/// What a proof showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
	/// The release of the circuits, by its selector.
	pub version: [u8; 4],
	/// The verifying key of the Groth16 proof.
	pub key: KeyId,
	/// The program that ran.
	pub program: Input,
	/// SHA-256 of what it committed to.
	pub public_values_digest: [u8; 32],
	/// The nonce that the prover chose for the proof.
	pub nonce: Input,
}

/// A release of SP1's circuits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
	/// The first bytes of its proofs.
	pub selector: [u8; 4],
	/// The root of the tree of recursion programs that may take part.
	pub vk_root: Input,
	/// The verifying key of the Groth16 circuit, which has five inputs.
	pub key: VerifyingKey<Bn254>,
}

/// Why a release cannot be described.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
	/// The bytes are not gnark's key.
	#[error(transparent)]
	Gnark(#[from] GnarkError),
	/// The key cannot be used.
	#[error(transparent)]
	Key(#[from] KeyError),
}

impl Version {
	/// A release, from gnark's verifying key (`groth16_vk.bin`) and its vk root. This checks the key: do it once.
	pub fn from_gnark(key: &[u8], vk_root: Input) -> Result<Self, VersionError> {
		let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(key).into();
		let key = VerifyingKey::from_bytes(&gnark::verifying_key(key)?)?;
		Ok(Self { selector: [a, b, c, d], vk_root, key })
	}

	/// SP1 circuits 6.1.0, of selector `4388a21c`.
	pub fn v6_1_0() -> Result<Self, KeyError> {
		let key = VerifyingKey::from_stored(&constants::STORED_KEY_6_1_0)?;
		Ok(Self { selector: constants::SELECTOR_6_1_0, vk_root: constants::VK_ROOT_6_1_0, key })
	}
}

/// Which proofs count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
	/// The releases whose proofs count. To withdraw one is to leave it out. Releases may share a selector.
	pub versions: Vec<Version>,
}

impl Policy {
	/// Release 6.1.0 only.
	pub fn strict() -> Result<Self, KeyError> {
		Ok(Self { versions: vec![Version::v6_1_0()?] })
	}
}

/// Why a proof is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
	/// Not [`PROOF_LENGTH`] bytes.
	#[error("the proof does not have the length of a Groth16 proof of SP1 version 6")]
	ProofLength,
	/// More than [`MAX_PUBLIC_VALUES`] bytes.
	#[error("the public values are too long")]
	PublicValuesTooLong,
	/// The proof is of a release that does not count, or of none.
	#[error("the proof is of a version that is not allowed")]
	VersionNotAllowed,
	/// The selector is known, but the proof was made with other recursion programs than the release has.
	#[error("the proof was made with recursion programs that are not allowed")]
	VkRootNotAllowed,
	/// The program did not end well.
	#[error("the program ended with an exit code other than zero")]
	ExitCode,
	/// The proof; that it is invalid may mean that program or public values are not those that were proven.
	#[error(transparent)]
	Proof(#[from] groth16::Error),
}

impl From<EndOfInput> for Error {
	fn from(EndOfInput: EndOfInput) -> Self {
		Self::ProofLength
	}
}

/// Checks a proof.
pub fn verify(evidence: &Evidence<'_>, policy: &Policy) -> Result<Facts, Error> {
	if evidence.proof.len() != PROOF_LENGTH {
		return Err(Error::ProofLength);
	}
	if evidence.public_values.len() > MAX_PUBLIC_VALUES {
		return Err(Error::PublicValuesTooLong);
	}
	let mut reader = Reader::new(evidence.proof);
	let selector: [u8; 4] = reader.array()?;
	let exit_code: Input = reader.array()?;
	let vk_root: Input = reader.array()?;
	let nonce: Input = reader.array()?;
	let proof = reader.rest();

	let mut versions = policy.versions.iter().filter(|version| version.selector == selector).peekable();
	versions.peek().ok_or(Error::VersionNotAllowed)?;
	let version = versions.find(|version| version.vk_root == vk_root).ok_or(Error::VkRootNotAllowed)?;
	if exit_code != Input::default() {
		return Err(Error::ExitCode);
	}

	let public_values_digest: [u8; 32] = Sha256::digest(evidence.public_values).into();
	let mut public_values = public_values_digest;
	let [first, ..] = &mut public_values;
	*first &= 0x1f;
	let inputs = [evidence.program, public_values, exit_code, vk_root, nonce];
	let proven = groth16::verify(&groth16::Evidence { proof, inputs: &inputs }, &version.key)?;
	Ok(Facts { version: selector, key: proven.key, program: evidence.program, public_values_digest, nonce })
}
