//! What is stored.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::EraIndex;
use scale_info::TypeInfo;
use sp_runtime::Perbill;

/// Eras after which stake that left can be withdrawn, at the most.
pub const MAX_UNBONDING_ERAS: u32 = 64;

/// In how many eras one delegator may have stake leaving one position at a time.
pub const MAX_LEAVING: u32 = 16;

/// Number of a slash, given in the order of freezing.
pub type SlashId = u64;

/// Stake of many, owned by shares: rewards and slashes change what a share is worth, never who has how many.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Pool {
	/// All of it, in the smallest unit.
	pub balance: u128,
	/// The shares of all owners together.
	pub shares: u128,
}

/// The operator's share of each reward. A change counts from the next era on.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Commission {
	/// Before era `from`.
	pub now: Perbill,
	/// In era `from` and after.
	pub next: Perbill,
	/// The first era of `next`.
	pub from: EraIndex,
}

/// What stands behind an operator in a role.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Position<BlockNumber> {
	/// The stake that neither leaves nor is frozen: the operator's own and that of its delegators.
	pub pool: Pool,
	/// The operator's share of each reward.
	pub commission: Commission,
	/// Whether the operator serves, and stake may be delegated to it.
	pub active: bool,
	/// When it will be chilled unless it has the role's minimum by then; `None` while it has.
	pub notice: Option<BlockNumber>,
}

/// Stake that left a position in one era, until it can be withdrawn.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Leaving {
	/// The era in which it left.
	pub era: EraIndex,
	/// Its part of all stake that left the position in this era.
	pub shares: u128,
}

/// What one account has in one position. The operator's own stake is a delegation to itself.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Delegation {
	/// Its part of the position's pool.
	pub shares: u128,
	/// Its parts of what left; the earliest era first, none twice.
	pub leaving: BoundedVec<Leaving, ConstU32<MAX_LEAVING>>,
}

/// Stake that is frozen until its slash is applied or cancelled.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct PendingSlash<AccountId, BlockNumber> {
	/// When the fault happened.
	pub era: EraIndex,
	/// What the position's pool bears.
	pub staked: u128,
	/// What stake bears that left, by the era in which it did.
	pub leaving: BoundedVec<(EraIndex, u128), ConstU32<MAX_UNBONDING_ERAS>>,
	/// What of all this is the operator's own: no more goes to claimant and reporter.
	pub own: u128,
	/// Who lost by the fault, and how much.
	pub claim: Option<(AccountId, u128)>,
	/// Who gets the bounty.
	pub reporter: Option<AccountId>,
	/// The block in which it is applied.
	pub due: BlockNumber,
}

impl<AccountId, BlockNumber> PendingSlash<AccountId, BlockNumber> {
	/// All that is frozen.
	pub fn amount(&self) -> u128 {
		self.leaving.iter().fold(self.staked, |sum, (_, part)| sum.saturating_add(*part))
	}
}

/// A frozen slash of a runtime.
pub type PendingSlashOf<T> = PendingSlash<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// A position of a runtime.
pub(crate) type PositionOf<T> = Position<BlockNumberFor<T>>;

/// A position, as it is now.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, PartialEq, TypeInfo)]
pub struct PositionView<BlockNumber> {
	/// All stake, but for what is leaving or frozen.
	pub stake: u128,
	/// What of it is the operator's own.
	pub own: u128,
	/// Least the operator needs of its own.
	pub minimum: u128,
	/// All that is frozen, of what is staked and of what left.
	pub frozen: u128,
	/// The operator's share of each reward, in this era.
	pub commission: Perbill,
	/// The same, from the next era on.
	pub next_commission: Perbill,
	/// Whether the operator serves.
	pub active: bool,
	/// When it will be chilled unless it has the minimum by then.
	pub notice: Option<BlockNumber>,
}
