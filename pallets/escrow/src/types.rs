//! What the chain knows of an escrow.

use crate::Config;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use piazza_primitives::Terms;
use scale_info::TypeInfo;
use sp_runtime::{traits::AtLeast32BitUnsigned, Permill};

/// Greatest number of depositors of one escrow.
pub const MAX_DEPOSITORS: u32 = 8;

/// Escrow of this runtime.
pub type RecordOf<T> =
	Record<<T as frame_system::Config>::AccountId, <T as Config>::AssetKind, <T as Config>::Balance>;

/// One escrow.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Record<AccountId, AssetKind, Balance> {
	/// What money is counted in.
	pub asset: AssetKind,
	/// When money moves.
	pub terms: Terms,
	/// Protocol fee, as it was when the escrow was opened.
	pub fee: Permill,
	/// Who put how much aside, in order.
	pub deposits: BoundedVec<Deposit<AccountId, Balance>, ConstU32<MAX_DEPOSITORS>>,
	/// Sum of all payments delivered.
	pub paid: Balance,
	/// Sum of all protocol fees delivered.
	pub fees: Balance,
	/// Sum of all refunds.
	pub refunded: Balance,
	/// Sum of all payments and fees that could not be delivered yet; it is part of what is held.
	pub owed: Balance,
	/// Whether it has ended, and is kept only for what is owed.
	pub closed: bool,
}

/// What one depositor put aside.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Deposit<AccountId, Balance> {
	/// The depositor.
	pub who: AccountId,
	/// Sum of all it put aside.
	pub deposited: Balance,
	/// What of it is still held.
	pub left: Balance,
}

impl<AccountId, AssetKind, Balance: AtLeast32BitUnsigned + Copy> Record<AccountId, AssetKind, Balance> {
	/// What is held: for payments to come and for those that are owed.
	pub fn held(&self) -> Balance {
		self.deposits.iter().fold(Balance::zero(), |sum, deposit| sum.saturating_add(deposit.left))
	}

	/// What may still be paid, charged or refunded.
	pub fn available(&self) -> Balance {
		self.held().saturating_sub(self.owed)
	}

	/// The protocol fee on `base`: rounded down, and never more than what is available.
	pub fn fee_on(&self, base: Balance) -> Balance {
		self.fee.mul_floor(base).min(self.available())
	}
}
