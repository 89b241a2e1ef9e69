//! What is stored about witnesses, addresses and claims.

use crate::Config;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use piazza_primitives::Window;
use piazza_verifiers::{
	reclaim::{Address, Epoch, MAX_WITNESSES},
	UnixTime,
};
use scale_info::TypeInfo;
use sp_core::H160;

/// Ethereum addresses of the witnesses of an epoch, in the order that the choice among them depends on.
pub type Witnesses = BoundedVec<H160, ConstU32<{ MAX_WITNESSES as u32 }>>;

/// Link of this runtime.
pub type LinkOf<T> = Link<<T as frame_system::Config>::AccountId, <T as Config>::LinkConsideration>;

/// Used claim of this runtime.
pub type UsedClaimOf<T> = UsedClaim<<T as frame_system::Config>::AccountId, <T as Config>::ClaimConsideration>;

/// Who witnesses, and when.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct WitnessEpoch {
	/// When what its witnesses saw counts: seconds since 1970-01-01T00:00:00Z.
	pub window: Window<UnixTime>,
	/// Its witnesses.
	pub witnesses: Witnesses,
	/// How many of them sign a claim.
	pub required: u32,
}

impl WitnessEpoch {
	/// As the verifier takes it.
	pub(crate) fn into_verifiable(self, number: u32) -> Epoch {
		let witnesses = self.witnesses.into_iter().map(|witness| Address(witness.0)).collect::<Vec<_>>();
		Epoch { id: number, starts: self.window.from, ends: self.window.to, witnesses, required: self.required }
	}
}

/// What an Ethereum address is linked to.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Link<AccountId, Ticket> {
	/// The account that its claims count for.
	pub account: AccountId,
	/// Ticket of the account's deposit.
	pub ticket: Ticket,
}

/// A claim that was submitted.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct UsedClaim<AccountId, Ticket> {
	/// Who submitted it.
	pub submitter: AccountId,
	/// When the witnesses saw it.
	pub seen_at: UnixTime,
	/// Ticket of the submitter's deposit.
	pub ticket: Ticket,
}
