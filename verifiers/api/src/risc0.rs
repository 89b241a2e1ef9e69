//! Receipts of RISC Zero.

use crate::{answer::told, Answer, Unreadable};
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};
use piazza_verifiers::{
	groth16::VerifyingKey,
	risc0::{self, Digest, Evidence, Policy, Version},
};
use scale_info::TypeInfo;

/// A release of RISC Zero's circuits.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Risc0Release {
	/// The root of the tree of recursion programs that may take part.
	pub control_root: Digest,
	/// The id of the program whose proof the Groth16 proof wraps, the most significant byte first.
	pub bn254_control_id: [u8; 32],
	/// The verifying key on BN254, as [`VerifyingKey::from_bytes`] reads and checks it: five inputs.
	pub key: Vec<u8>,
}

impl Risc0Release {
	fn version(&self) -> Result<Version, Unreadable> {
		let key = VerifyingKey::from_bytes(&self.key).map_err(Unreadable::Key)?;
		Ok(Version::new(self.control_root, self.bn254_control_id, key))
	}
}

/// A RISC Zero receipt of the Groth16 kind, answered by [`risc0::verify`].
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Risc0 {
	/// Selector and proof, [`risc0::SEAL_LENGTH`] bytes.
	pub seal: Vec<u8>,
	/// The program.
	pub image_id: Digest,
	/// What it wrote, at most [`risc0::MAX_JOURNAL`] bytes.
	pub journal: Vec<u8>,
	/// The release whose receipts count. None: those of [`Policy::strict`], whose keys the runtime holds.
	pub release: Option<Risc0Release>,
}

impl Risc0 {
	pub(crate) fn answer(&self) -> Answer {
		let policy = match &self.release {
			Some(release) => Policy { versions: vec![release.version()?] },
			None => Policy::strict().map_err(Unreadable::Key)?,
		};
		let evidence = Evidence { seal: &self.seal, image_id: self.image_id, journal: &self.journal };
		told(risc0::verify(&evidence, &policy))
	}
}
