//! Results that somebody vouches for, many at once.

use crate::{BatchId, ChannelId, LeaseId, ProgramId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::DispatchError;

/// What the results of a batch were paid by.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum BatchSource {
	/// A lease: they are those of the leased worker since its last report.
	#[codec(index = 0)]
	Lease(LeaseId),
	/// A payment channel: they are all results that were ever paid by it.
	#[codec(index = 1)]
	Channel(ChannelId),
}

/// Results to vouch for, and who the parties are.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Commitment<AccountId, Balance, BlockNumber> {
	/// What they were paid by.
	pub source: BatchSource,
	/// Who paid.
	pub tenant: AccountId,
	/// Who was paid: carries the bond, and is slashed for a false result.
	pub provider: AccountId,
	/// Who commits: a worker that the provider owns, or the provider itself.
	pub worker: AccountId,
	/// What the results come from: a program of kind [`Image`](crate::ProgramKind::Image) when the terms were made.
	pub program: ProgramId,
	/// Root of their tree.
	pub root: H256,
	/// How many there are.
	pub count: u32,
	/// How many blocks ago the last commitment of the source was, or its beginning.
	pub blocks: BlockNumber,
	/// What was paid for them in native money: what the tenant gets back first when one of them is false.
	pub claim: Balance,
}

/// Takes commitments to results. Which accounts and which program they are of is for the caller to check.
pub trait CommitResults<AccountId> {
	/// Native money.
	type Balance;
	/// Number of a block.
	type BlockNumber;

	/// Makes a batch of results that anybody may dispute, and holds its bond on the provider, whose stake must be enough.
	///
	/// Fails, and changes nothing, when it is not, or when there are no results, too many, or some were committed to less
	/// than [`CommitResults::min_interval`] ago.
	fn commit(commitment: Commitment<AccountId, Self::Balance, Self::BlockNumber>) -> Result<BatchId, DispatchError>;

	/// The least number of blocks from one commitment of a source to the next, and from its beginning to the first.
	fn min_interval() -> Self::BlockNumber;

	/// The greatest number of results of a commitment.
	fn max_count() -> u32;

	/// The greatest weight of [`CommitResults::commit`].
	fn commit_weight() -> Weight;
}
