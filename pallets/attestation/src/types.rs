//! What the chain knows of programs and workers.

use crate::{rules, Config};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{ContentHash, ProgramId, Tier, Uri};
use scale_info::TypeInfo;
use sp_runtime::traits::{AtLeast32BitUnsigned, BlakeTwo256, Hash};

/// Program as it is stored, with the ticket of its deposit.
pub type ProgramRecordOf<T> =
	ProgramRecord<<T as frame_system::Config>::AccountId, <T as Config>::ProgramConsideration>;

/// Program as it is shown, without the ticket of its deposit.
pub type ProgramInfoOf<T> = ProgramInfo<<T as frame_system::Config>::AccountId>;

/// Worker as it is stored, with the ticket of its deposit.
pub type WorkerOf<T> =
	Worker<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, <T as Config>::WorkerConsideration>;

/// Worker as it is shown, without the ticket of its deposit.
pub type WorkerInfoOf<T> = WorkerInfo<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// What a result must come from.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Program {
	/// A module that any worker can run. Nothing proves that it did: results are judged by quorum.
	#[codec(index = 0)]
	Image {
		/// BLAKE2b-256 of the module's bytes.
		hash: ContentHash,
	},
}

impl Program {
	/// Names this program: BLAKE2b-256 of its SCALE encoding.
	pub fn id(&self) -> ProgramId {
		BlakeTwo256::hash_of(self)
	}
}

/// What shows which machine a worker runs on.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Evidence {
	/// Nothing: the owner's word.
	#[codec(index = 0)]
	Declared,
}

impl Evidence {
	/// How strongly the machine is known by this evidence.
	pub fn tier(&self) -> Tier {
		match self {
			Self::Declared => Tier::Declared,
		}
	}
}

/// A registered program.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct ProgramRecord<AccountId, Ticket> {
	/// Who registered it and may remove it.
	pub owner: AccountId,
	/// Its description.
	pub program: Program,
	/// Hint where to fetch it; may be empty.
	pub uri: Uri,
	/// Its deposit, held on the owner.
	pub ticket: Ticket,
}

impl<AccountId, Ticket> ProgramRecord<AccountId, Ticket> {
	/// What of it is shown.
	pub fn into_info(self) -> ProgramInfo<AccountId> {
		ProgramInfo { owner: self.owner, program: self.program, uri: self.uri }
	}
}

/// A registered program, as it is shown.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct ProgramInfo<AccountId> {
	/// Who registered it and may remove it.
	pub owner: AccountId,
	/// Its description.
	pub program: Program,
	/// Hint where to fetch it; may be empty.
	pub uri: Uri,
}

/// Whether a worker may act for its owner.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Status {
	/// The worker names an owner who has not said yes yet.
	#[codec(index = 0)]
	Pending,
	/// The owner said yes.
	#[codec(index = 1)]
	Approved,
}

/// A registered worker.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Worker<AccountId, BlockNumber, Ticket> {
	/// The provider it works for.
	pub owner: AccountId,
	/// How strongly its machine is known.
	pub tier: Tier,
	/// Whether it may act for its owner.
	pub status: Status,
	/// Block in which its evidence was accepted last.
	pub verified_at: BlockNumber,
	/// First block in which that is too long ago.
	pub expires_at: BlockNumber,
	/// Its deposit, held on the worker.
	pub ticket: Ticket,
}

impl<AccountId, BlockNumber: AtLeast32BitUnsigned + Copy, Ticket> Worker<AccountId, BlockNumber, Ticket> {
	/// What of it is shown in block `now`.
	pub fn into_info(self, now: BlockNumber) -> WorkerInfo<AccountId, BlockNumber> {
		WorkerInfo {
			active: rules::inactivity(&self, now).is_none(),
			approved: self.status == Status::Approved,
			owner: self.owner,
			tier: self.tier,
			verified_at: self.verified_at,
			expires_at: self.expires_at,
		}
	}
}

/// A registered worker, as it is shown.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct WorkerInfo<AccountId, BlockNumber> {
	/// The provider it works for.
	pub owner: AccountId,
	/// How strongly its machine is known.
	pub tier: Tier,
	/// Whether its owner approved it.
	pub approved: bool,
	/// Block in which its evidence was accepted last.
	pub verified_at: BlockNumber,
	/// First block in which that is too long ago.
	pub expires_at: BlockNumber,
	/// Whether it may take work in this block.
	pub active: bool,
}
