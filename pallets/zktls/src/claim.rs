//! A claim as it is handed in.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::str::Utf8Error;
use frame_support::{traits::ConstU32, BoundedVec};
use piazza_verifiers::{
	reclaim::{Claim, MAX_CONTEXT_LENGTH, MAX_PARAMETERS_LENGTH, MAX_PROVIDER_LENGTH, MAX_SIGNATURES},
	UnixTime,
};
use scale_info::TypeInfo;

/// Most bytes of provider, parameters and context together.
pub const MAX_TEXT_LENGTH: u32 = (MAX_PROVIDER_LENGTH + MAX_PARAMETERS_LENGTH + MAX_CONTEXT_LENGTH) as u32;

/// A text of at most so many bytes.
type Text<const MAX_LENGTH: u32> = BoundedVec<u8, ConstU32<MAX_LENGTH>>;

/// A claim with its witnesses' signatures, as attestors of the Reclaim protocol give it: texts byte for byte as they were
/// signed, in UTF-8.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct SignedClaim {
	/// The kind of provider: `http`.
	pub provider: Text<{ MAX_PROVIDER_LENGTH as u32 }>,
	/// What was asked and what was looked for (JSON).
	pub parameters: Text<{ MAX_PARAMETERS_LENGTH as u32 }>,
	/// What it was asked for and what was found (JSON).
	pub context: Text<{ MAX_CONTEXT_LENGTH as u32 }>,
	/// Whose claim it is: an Ethereum address, `0x` and 40 hexadecimal digits in lower case. Other spellings are refused.
	pub owner: Text<42>,
	/// When the witnesses saw it: seconds since 1970.
	pub timestamp: UnixTime,
	/// The epoch whose witnesses signed it.
	pub epoch: u32,
	/// Its identifier: `0x` and 64 hexadecimal digits in lower case.
	pub identifier: Text<66>,
	/// Signatures `r ‖ s ‖ v`, `v` being 27 or 28 and `s` in the lower half.
	pub signatures: BoundedVec<[u8; 65], ConstU32<{ MAX_SIGNATURES as u32 }>>,
}

impl SignedClaim {
	/// Bytes of provider, parameters and context together.
	pub fn text_length(&self) -> u32 {
		let lengths = [self.provider.len(), self.parameters.len(), self.context.len()];
		lengths.iter().fold(0, |sum: u32, length| sum.saturating_add(u32::try_from(*length).unwrap_or(u32::MAX)))
	}

	/// As the verifier takes it, with the signatures beside it. Fails when a part is not text.
	pub(crate) fn as_verifiable<'a>(&'a self, signatures: &'a [&'a [u8]]) -> Result<Claim<'a>, Utf8Error> {
		Ok(Claim {
			provider: core::str::from_utf8(&self.provider)?,
			parameters: core::str::from_utf8(&self.parameters)?,
			context: core::str::from_utf8(&self.context)?,
			owner: core::str::from_utf8(&self.owner)?,
			timestamp: self.timestamp,
			epoch: self.epoch,
			identifier: core::str::from_utf8(&self.identifier)?,
			signatures,
		})
	}
}
