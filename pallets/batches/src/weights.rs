//! What calls and work on the agenda weigh.

use frame_support::weights::Weight;

/// Weights of this pallet. The runtime carries generated ones.
pub trait WeightInfo {
	/// Report a batch, without noting it of the lease.
	fn report() -> Weight;
	/// Dispute a result by the longest proof there can be, without convening the panel.
	fn dispute() -> Weight;
	/// Hear what a panel found.
	fn on_verdict() -> Weight;
	/// Settle a dispute that was lost. One without a verdict takes less.
	fn uphold() -> Weight;
	/// Settle a dispute about a result that is false, without the slash.
	fn disprove() -> Weight;
	/// End a batch when its time is over.
	fn end() -> Weight;
	/// Put off work that could not be done.
	fn postpone() -> Weight;
}

/// For unit tests only: every weight is one tenth of a millisecond.
impl WeightInfo for () {
	fn report() -> Weight {
		UNIT
	}
	fn dispute() -> Weight {
		UNIT
	}
	fn on_verdict() -> Weight {
		UNIT
	}
	fn uphold() -> Weight {
		UNIT
	}
	fn disprove() -> Weight {
		UNIT
	}
	fn end() -> Weight {
		UNIT
	}
	fn postpone() -> Weight {
		UNIT
	}
}

const UNIT: Weight = Weight::from_parts(100_000_000, 0);
