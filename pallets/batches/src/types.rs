//! What the chain knows of a batch and of a dispute about it.

use crate::Config;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::{fungible, ConstU32},
	BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{
	AgendaTicket, BatchId, BatchSource, Commitment, Content, ContentHash, EraIndex, PanelId, ProgramId, Window,
};
use scale_info::TypeInfo;
use sp_core::H256;

/// Greatest number of nodes of a proof: no tree whose leaves are numbered by 32 bits is deeper.
pub const MAX_PROOF_LENGTH: u32 = 32;

/// Proof that a leaf is in a tree: the siblings on the way from the leaf to the root, from below. Where a node has no
/// sibling there is nothing in the proof.
pub type Proof = BoundedVec<H256, ConstU32<MAX_PROOF_LENGTH>>;

/// Greatest number of seats of a panel whose finding can be kept.
pub const MAX_SEATS: u32 = 7;

/// Native money in the smallest unit.
pub type BalanceOf<T> = <<T as Config>::Currency as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// Batch of this runtime.
pub type BatchOf<T> = Batch<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;

/// Commitment to results, of this runtime.
pub type CommitmentOf<T> = Commitment<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;

/// Dispute about a batch of this runtime.
pub type DisputeOf<T> = Dispute<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;

/// Finding of a panel of this runtime.
pub type FindingOf<T> = Finding<<T as frame_system::Config>::AccountId>;

/// Many results of the work paid by one lease or channel, which its provider vouches for.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Batch<AccountId, Balance, BlockNumber> {
	/// What the results were paid by.
	pub source: BatchSource,
	/// Who rented the machine when the batch was reported, or pays by the channel.
	pub tenant: AccountId,
	/// Who carries the bond, and is slashed for a false result.
	pub provider: AccountId,
	/// Who reported: the leased worker; for a channel, a worker of the provider, or the provider itself.
	pub worker: AccountId,
	/// What the results come from.
	pub program: ProgramId,
	/// Root of the tree of the results, see [`crate::rules::leaf_hash`].
	pub root: H256,
	/// How many results there are; never zero.
	pub count: u32,
	/// Block of the report.
	pub reported_at: BlockNumber,
	/// Native money held on the provider until the batch is over.
	pub bond: Balance,
	/// Native money that the tenant is given back first when a result is false: the rent of the time that the batch is
	/// about, or what the channel paid when the batch was committed. Zero when that is another asset.
	pub claim: Balance,
	/// Era of the report: stake that leaves later is within reach of a slash.
	pub era: EraIndex,
	/// When results may be disputed.
	pub disputes: Window<BlockNumber>,
	/// The dispute about one of the results.
	pub dispute: Option<Dispute<AccountId, Balance, BlockNumber>>,
	/// The one thing that happens to the batch by itself, and when; `None` while it waits for a panel.
	pub due: Option<AgendaTicket<BlockNumber>>,
}

/// One result of a batch, opened: a leaf of its tree, with hints where to find what it names.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Leaf {
	/// Its number in the batch, from 0.
	pub index: u32,
	/// What the program was run on.
	pub input: Content,
	/// What the worker says the program gave.
	pub output: Content,
}

/// A dispute about one result of a batch.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Dispute<AccountId, Balance, BlockNumber> {
	/// Who says that the result is false.
	pub disputer: AccountId,
	/// The result.
	pub leaf: Leaf,
	/// What the disputer says is right.
	pub output: Content,
	/// Native money held on the disputer until there is a verdict.
	pub bond: Balance,
	/// The panel that judges.
	pub panel: PanelId,
	/// Block in which it was raised.
	pub since: BlockNumber,
	/// What the panel found; `None` until then.
	pub finding: Option<Finding<AccountId>>,
}

/// What a panel found.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Finding<AccountId> {
	/// The hash of the output that more than half of its seats got; `None` when there is no such.
	pub answer: Option<ContentHash>,
	/// Who got it.
	pub majority: BoundedVec<AccountId, ConstU32<MAX_SEATS>>,
}

/// What happens to a batch by itself, at a block known in advance.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Due {
	/// The time for disputes is over: so is the batch.
	#[codec(index = 0)]
	End {
		/// The batch.
		batch: BatchId,
	},
	/// A panel has judged: the dispute is settled.
	#[codec(index = 1)]
	Ruling {
		/// The batch.
		batch: BatchId,
	},
}

impl Due {
	/// The batch it happens to.
	pub fn batch(&self) -> BatchId {
		match self {
			Self::End { batch } | Self::Ruling { batch } => *batch,
		}
	}
}
