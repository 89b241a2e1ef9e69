//! What was paid, and by whom to whom: that alone makes somebody a customer.

use crate::{ChannelId, JobId, LeaseId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;

/// Names what was paid for. Numbers are never given twice, so that a settlement is never mistaken for another.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, Ord, PartialEq, PartialOrd, TypeInfo,
)]
pub enum SettlementId {
	/// Work that was accepted.
	#[codec(index = 0)]
	Job(JobId),
	/// A lease that is over.
	#[codec(index = 1)]
	Lease(LeaseId),
	/// A channel that is closed.
	#[codec(index = 2)]
	Channel(ChannelId),
}

/// Who paid whom.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Settlement<AccountId, Balance> {
	/// Who paid.
	pub payer: AccountId,
	/// Who was paid.
	pub payee: AccountId,
	/// What was paid, in native money, the protocol's fee included where it was taken of it: zero when it was another
	/// asset, since anybody can make one.
	pub value: Balance,
}

/// What is left, for some time, of something that was paid by and is over.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Receipt<AccountId, Balance, Ticket> {
	/// Who paid, and whom, and what.
	pub settlement: Settlement<AccountId, Balance>,
	/// The payer's deposit for this record.
	pub ticket: Ticket,
}

/// Tells what was paid, for as long as it is on the chain.
pub trait Settlements<AccountId> {
	/// Native money.
	type Balance;

	/// What came of it; `None` when nothing was paid, more may be paid, more than one was paid, or it is not on the chain
	/// any more. What it once said of a settlement never changes.
	fn settlement(id: SettlementId) -> Option<Settlement<AccountId, Self::Balance>>;

	/// The greatest weight of [`Settlements::settlement`].
	fn settlement_weight() -> Weight;

	/// A settlement between these two.
	#[cfg(feature = "runtime-benchmarks")]
	fn some_settlement(payer: &AccountId, payee: &AccountId) -> SettlementId;
}
