//! What is stored.

use crate::Config;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use piazza_primitives::Terms;
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

/// One escrow.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Record<AccountId, AssetKind, Balance> {
	/// What is paid with.
	pub asset: AssetKind,
	/// When money moves.
	pub terms: Terms,
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
pub type RecordOf<T> = Record<<T as frame_system::Config>::AccountId, <T as Config>::AssetKind, <T as Config>::Balance>;

/// Parts of a sum, by depositor; none of them is zero.
pub(crate) type Shares<AccountId, Balance> = Vec<(AccountId, Balance)>;
