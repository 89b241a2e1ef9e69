//! What is stored.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Number of a period, counted from genesis.
pub type PeriodIndex = u32;

/// Where the values of a record saturate: far more than there is money, and so that the sums of a score fit.
pub const MAX_KNOWN: u128 = u128::MAX / 4;

/// What is known of one subject in one domain: the value of its settled work, older work counted for less.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Record {
	/// Of the work that ended as agreed, in native money; at most [`MAX_KNOWN`].
	pub good: u128,
	/// Of the work that ended badly by the subject's fault, in native money; at most [`MAX_KNOWN`].
	pub bad: u128,
	/// The period in which it was so. In a later one less is left.
	pub at: PeriodIndex,
}
