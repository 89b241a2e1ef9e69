//! What is known of how somebody worked.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use sp_runtime::{DispatchResult, Permill};

/// What somebody is known for: reputation in one says nothing of another.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, Ord, PartialEq, PartialOrd, TypeInfo,
)]
pub enum Domain {
	/// Doing jobs, as a provider.
	#[codec(index = 0)]
	Jobs,
	/// Leasing machines out, as a provider.
	#[codec(index = 1)]
	Leasing,
	/// Judging disputes, as a checker.
	#[codec(index = 2)]
	Judging,
}

/// How a piece of work ended.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Conduct {
	/// As was agreed.
	#[codec(index = 0)]
	Good,
	/// By the subject's fault.
	#[codec(index = 1)]
	Bad,
}

/// What is known of a subject in a domain. One of whom nothing is known has half of the greatest score, and no sample.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Score<Balance> {
	/// How likely the next piece of work ends well, as far as one can tell.
	pub value: Permill,
	/// The value of the settled work that this is known from, older work counted for less. In native money.
	pub sample: Balance,
}

/// What somebody asks of those who want to work for it.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct MinScore<Balance> {
	/// Least [`Score::value`].
	pub value: Permill,
	/// Least [`Score::sample`].
	pub sample: Balance,
}

/// Reputation, which settlement alone writes: there is no call that does.
pub trait Reputation<AccountId> {
	/// Native money.
	type Balance;

	/// Notes that work of `subject` worth `value` was settled, and how it ended. Whatever is paid in another asset than
	/// the native one is worth nothing here: anybody can make an asset.
	fn note(domain: Domain, subject: &AccountId, conduct: Conduct, value: Self::Balance);

	/// What is known of `subject` in this block.
	fn score(domain: Domain, subject: &AccountId) -> Score<Self::Balance>;

	/// Fails unless `subject` has at least the score that is asked for, known from at least the sample.
	fn ensure(domain: Domain, subject: &AccountId, least: &MinScore<Self::Balance>) -> DispatchResult;

	/// The greatest weight of [`Reputation::note`].
	fn note_weight() -> Weight;
}
