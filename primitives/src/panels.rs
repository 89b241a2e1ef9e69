//! Panels of checkers, who judge what is disputed.

use crate::{BatchId, JobId, LeaseId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::DispatchError;

/// Number of a panel, given in the order of convening.
pub type PanelId = u64;

/// What a panel can be about.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum PanelCase {
	/// The output of a job: the answer is the hash of the right one.
	#[codec(index = 0)]
	Job(JobId),
	/// One result of a batch: the answer is the hash of the right output.
	#[codec(index = 1)]
	Batch(BatchId),
	/// The hardware of a leased machine: the answer says whether it is what it was rented as.
	#[codec(index = 2)]
	Lease(LeaseId),
}

/// The answer of a member that could not get what the case is about: where it was said to be, it is not. When more than
/// half of a panel answer so, there is no verdict, and nobody is fined for it.
pub const UNAVAILABLE: H256 = H256::zero();

/// What a panel found.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, PartialEq, TypeInfo)]
pub struct Verdict<AccountId> {
	/// The answer that more than half of all seats gave; `None` when there is none.
	pub answer: Option<H256>,
	/// Who gave it: who has earned the fee.
	pub majority: Vec<AccountId>,
}

/// What a panel's finding means for a dispute about a result.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Ruling {
	/// The result is right.
	#[codec(index = 0)]
	Upheld,
	/// The disputer is right.
	#[codec(index = 1)]
	Overturned,
	/// Neither is: the panel got another output.
	#[codec(index = 2)]
	Neither,
	/// The panel came to no verdict.
	#[codec(index = 3)]
	Undecided,
}

impl Ruling {
	/// What a panel's answer means: did it get the output that is `accused`, the `disputed` one that its disputer says is
	/// right, or neither? Or is there no answer?
	pub fn of<Output: PartialEq>(answer: Option<Output>, accused: Output, disputed: Output) -> Self {
		match answer {
			Some(answer) if answer == accused => Self::Upheld,
			Some(answer) if answer == disputed => Self::Overturned,
			Some(_) => Self::Neither,
			None => Self::Undecided,
		}
	}
}

/// Draws panels of staked checkers, who answer a question each for itself, by commit and reveal. A checker that is
/// silent or contradicts the verdict is slashed by the panels themselves; its fee is paid by who convenes them, and should
/// not depend on the answer.
pub trait Panels<AccountId> {
	/// What a panel is about, in words of the pallet that convenes it.
	type Case;

	/// Convenes a panel about `case`. Its members are drawn by randomness that is not known yet, from all checkers but
	/// those of `excluded`. [`OnVerdict::on_verdict`] is called exactly once, in a later block, whatever happens.
	///
	/// Fails, and changes nothing, when there are too few checkers, or when more than 16 accounts are excluded.
	fn convene(case: Self::Case, excluded: Vec<AccountId>) -> Result<PanelId, DispatchError>;

	/// How many seats a panel has.
	fn seats() -> u32;

	/// The greatest weight of [`Panels::convene`].
	fn convene_weight() -> Weight;

	/// Sees to it that a panel can be convened.
	#[cfg(feature = "runtime-benchmarks")]
	fn enrol_enough();
}

/// Hears what panels found. Implemented by the pallets that convene them.
pub trait OnVerdict<AccountId, Case> {
	/// Acts on the verdict of the panel about `case`. Must not fail: a case that no longer matters is ignored. When the
	/// last member reveals, it is called within that member's transaction, which it weighs down: what takes long is
	/// better put on the agenda.
	fn on_verdict(case: Case, verdict: Verdict<AccountId>);

	/// The greatest weight of [`OnVerdict::on_verdict`].
	fn on_verdict_weight() -> Weight;
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn ruling_says_who_is_right() {
		assert_eq!(Ruling::of(Some(1), 1, 2), Ruling::Upheld);
		assert_eq!(Ruling::of(Some(2), 1, 2), Ruling::Overturned);
		assert_eq!(Ruling::of(Some(3), 1, 2), Ruling::Neither);
		assert_eq!(Ruling::of(None, 1, 2), Ruling::Undecided);
	}
}
