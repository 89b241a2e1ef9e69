//! Proofs of SP1.

use crate::{answer::told, Answer, Unreadable};
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};
use piazza_verifiers::sp1::{self, Evidence, Policy, Version};
use scale_info::TypeInfo;

/// A release of SP1's circuits.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Sp1Release {
	/// The verifying key as gnark writes it, which [`Version::from_gnark`] reads and checks.
	pub key: Vec<u8>,
	/// The root of the tree of recursion programs that may take part.
	pub vk_root: [u8; 32],
}

/// An SP1 proof of the Groth16 kind, answered by [`sp1::verify`].
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Sp1 {
	/// The proof, [`sp1::PROOF_LENGTH`] bytes.
	pub proof: Vec<u8>,
	/// The program: its verifying key's hash, the most significant byte first.
	pub program: [u8; 32],
	/// What the program committed to, at most [`sp1::MAX_PUBLIC_VALUES`] bytes.
	pub public_values: Vec<u8>,
	/// The release whose proofs count. None: those of [`Policy::strict`], whose keys the runtime holds.
	pub release: Option<Sp1Release>,
}

impl Sp1 {
	pub(crate) fn answer(&self) -> Answer {
		let policy = match &self.release {
			Some(Sp1Release { key, vk_root }) => {
				Policy { versions: vec![Version::from_gnark(key, *vk_root).map_err(Unreadable::Release)?] }
			}
			None => Policy::strict().map_err(Unreadable::Key)?,
		};
		let evidence = Evidence { proof: &self.proof, program: self.program, public_values: &self.public_values };
		told(sp1::verify(&evidence, &policy))
	}
}
