//! zkTLS claims.

use crate::{answer::told, trust::slices, Answer};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use piazza_verifiers::{
	reclaim::{self, Address, Claim, Epoch, Policy},
	UnixTime,
};
use scale_info::TypeInfo;

/// An epoch: who may witness, and when.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct ReclaimEpoch {
	/// Its number, which claims name.
	pub id: u32,
	/// First second of the claims it witnesses.
	pub starts: UnixTime,
	/// First second that is another epoch's.
	pub ends: UnixTime,
	/// Its witnesses (Ethereum addresses) in the order of their registration, at most [`reclaim::MAX_WITNESSES`].
	pub witnesses: Vec<[u8; 20]>,
	/// How many of them witness a claim.
	pub required: u32,
}

impl ReclaimEpoch {
	fn epoch(&self) -> Epoch {
		let witnesses = self.witnesses.iter().copied().map(Address).collect();
		Epoch { id: self.id, starts: self.starts, ends: self.ends, witnesses, required: self.required }
	}
}

/// A zkTLS claim, answered by [`reclaim::verify`] under [`Policy::strict`], but for claims of every provider: the facts name
/// it, and the owner.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Reclaim {
	/// The kind of provider, at most [`reclaim::MAX_PROVIDER_LENGTH`] bytes.
	pub provider: String,
	/// What was asked, as it was signed (JSON); at most [`reclaim::MAX_PARAMETERS_LENGTH`] bytes.
	pub parameters: String,
	/// What it was asked for and what was found, as it was signed (JSON); at most [`reclaim::MAX_CONTEXT_LENGTH`] bytes.
	pub context: String,
	/// Whose claim it is: `0x` and 40 lower-case hexadecimal digits.
	pub owner: String,
	/// When the witnesses saw it, in seconds since 1970-01-01T00:00:00Z.
	pub timestamp: UnixTime,
	/// The epoch whose witnesses signed it.
	pub epoch: u32,
	/// Its identifier: `0x` and 64 lower-case hexadecimal digits.
	pub identifier: String,
	/// Signatures, each `r ‖ s ‖ v` in 65 bytes; at most [`reclaim::MAX_SIGNATURES`].
	pub signatures: Vec<Vec<u8>>,
	/// The epochs that are believed.
	pub epochs: Vec<ReclaimEpoch>,
	/// The time, in seconds since 1970-01-01T00:00:00Z.
	pub now: UnixTime,
}

impl Reclaim {
	pub(crate) fn answer(&self) -> Answer {
		let claim = Claim {
			provider: &self.provider,
			parameters: &self.parameters,
			context: &self.context,
			owner: &self.owner,
			timestamp: self.timestamp,
			epoch: self.epoch,
			identifier: &self.identifier,
			signatures: &slices(&self.signatures),
		};
		let epochs: Vec<_> = self.epochs.iter().map(ReclaimEpoch::epoch).collect();
		let policy = Policy { provider_hashes: None, ..Policy::strict() };
		told(reclaim::verify(claim, &epochs, &policy, &reclaim::Software, self.now))
	}
}
