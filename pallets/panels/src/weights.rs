//! What calls, work on the agenda and what other pallets ask for weigh.

use frame_support::weights::Weight;

/// Weights of this pallet. The runtime carries generated ones.
pub trait WeightInfo {
	/// Enter the register.
	fn enrol() -> Weight;
	/// Leave the register; the last checker takes the number.
	fn resign() -> Weight;
	/// Strike a checker off; the last one takes its number.
	fn strike_off() -> Weight;
	/// Convene a panel from which as many are excluded as can be.
	fn convene() -> Weight;
	/// Commit as the last of all members.
	fn commit() -> Weight;
	/// Reveal without coming to the end.
	fn reveal() -> Weight;
	/// Draw `n` lots, of which as many give a seat as there are; whoever else is drawn is struck off.
	fn draw(n: u32) -> Weight;
	/// End the time for commitments, when there are some.
	fn commits_end() -> Weight;
	/// Come to the end of a panel, without fines and what is done with the verdict.
	fn conclude() -> Weight;
	/// Put off work that could not be done.
	fn postpone() -> Weight;
}

/// For unit tests only: every weight is one tenth of a millisecond.
impl WeightInfo for () {
	fn enrol() -> Weight {
		UNIT
	}
	fn resign() -> Weight {
		UNIT
	}
	fn strike_off() -> Weight {
		UNIT
	}
	fn convene() -> Weight {
		UNIT
	}
	fn commit() -> Weight {
		UNIT
	}
	fn reveal() -> Weight {
		UNIT
	}
	fn draw(n: u32) -> Weight {
		UNIT.saturating_mul(n.into())
	}
	fn commits_end() -> Weight {
		UNIT
	}
	fn conclude() -> Weight {
		UNIT
	}
	fn postpone() -> Weight {
		UNIT
	}
}

const UNIT: Weight = Weight::from_parts(100_000_000, 0);
