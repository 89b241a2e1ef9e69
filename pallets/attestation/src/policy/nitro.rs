//! What is demanded of AWS Nitro enclaves.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use piazza_verifiers::nitro;
use scale_info::TypeInfo;

/// What is demanded of enclaves and their documents. See [`nitro::Policy`].
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct NitroPolicy {
	/// How old a document may be, in seconds.
	pub max_age: u64,
	/// How far a document's time may lie ahead of the chain's, in seconds.
	pub max_ahead: u64,
	/// Whether enclaves in debug mode are accepted. Only tests want this.
	pub debug: bool,
}

impl NitroPolicy {
	/// The policy as the verifier takes it.
	pub fn to_policy(&self) -> nitro::Policy {
		nitro::Policy { max_age: self.max_age, max_ahead: self.max_ahead, debug: self.debug }
	}
}

impl Default for NitroPolicy {
	fn default() -> Self {
		let nitro::Policy { max_age, max_ahead, debug } = nitro::Policy::strict();
		Self { max_age, max_ahead, debug }
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn policy_is_the_strict_one_when_it_is_the_default() {
		assert_eq!(NitroPolicy::default().to_policy(), nitro::Policy::strict());
	}
}
