//! What is stored.

use crate::Config;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_runtime::Permill;

/// Greatest number of accounts that fund one escrow.
pub const MAX_DEPOSITORS: u32 = 8;

/// What one account put into an escrow.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Deposit<AccountId, Balance> {
	/// The depositor.
	pub who: AccountId,
	/// Everything it ever put in.
	pub deposited: Balance,
	/// What of it is still held.
	pub left: Balance,
}

/// Money that moves with every block.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Stream<AccountId, Balance, BlockNumber> {
	/// Who earns it.
	pub payee: AccountId,
	/// How much each block, the protocol fee included; not zero.
	pub rate: Balance,
	/// The block up to which it is settled.
	pub settled_at: BlockNumber,
	/// All that was settled, fees included.
	pub streamed: Balance,
	/// The part of it that was fees.
	pub charged: Balance,
}

/// One escrow.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Record<AccountId, AssetKind, Balance, BlockNumber> {
	/// What is paid with.
	pub asset: AssetKind,
	/// What moves with every block; `None` when money moves only as the pallet says that opened the escrow.
	pub stream: Option<Stream<AccountId, Balance, BlockNumber>>,
	/// Protocol fee when it was opened.
	pub fee: Permill,
	/// One for each depositor, in the order in which they came.
	pub deposits: BoundedVec<Deposit<AccountId, Balance>, ConstU32<MAX_DEPOSITORS>>,
	/// Delivered to payees, at once or by a claim.
	pub paid: Balance,
	/// Delivered to the fee's destination.
	pub fees: Balance,
	/// Released to depositors.
	pub refunded: Balance,
	/// The part of what is held that belongs to receivers who could not take it: the sum of the escrow's dues.
	pub owed: Balance,
	/// Whether it has ended. It is kept while it owes something.
	pub closed: bool,
}

/// The record of an escrow in a runtime.
pub type RecordOf<T> =
	Record<<T as frame_system::Config>::AccountId, <T as Config>::AssetKind, <T as Config>::Balance, BlockNumberFor<T>>;

/// What the parties to an escrow want to know of it, as of this block.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Status<Balance, BlockNumber> {
	/// What would go back to the depositors if everything that has accrued were paid.
	pub left: Balance,
	/// What has accrued of a stream and is not settled, fee included.
	pub accrued: Balance,
	/// The first block in which nothing is left of a stream.
	pub exhausted_at: Option<BlockNumber>,
}

/// The status of an escrow in a runtime.
pub type StatusOf<T> = Status<<T as Config>::Balance, BlockNumberFor<T>>;

/// Parts of a sum, by depositor; none of them is zero.
pub(crate) type Shares<AccountId, Balance> = Vec<(AccountId, Balance)>;
