//! What calls and work on the agenda weigh.

use frame_support::weights::Weight;

/// Weights of this pallet. The runtime carries generated ones.
///
/// `n` is the number of claims to the job, `s` its number of seats.
pub trait WeightInfo {
	/// Submit a job.
	fn submit() -> Weight;
	/// Claim a seat next to `n` claims.
	fn claim(n: u32) -> Weight;
	/// Claim the only seat, and have it.
	fn claim_only_seat() -> Weight;
	/// Commit as the last of all seats.
	fn commit() -> Weight;
	/// Reveal without settling.
	fn reveal() -> Weight;
	/// Prove an output and settle, without the check of the proof.
	fn prove() -> Weight;
	/// Take back a job with `n` claims.
	fn cancel(n: u32) -> Weight;
	/// Remove the record of a finished job.
	fn remove() -> Weight;
	/// Name the provider.
	fn set_provider() -> Weight;
	/// Propose a budget.
	fn set_budget() -> Weight;
	/// Put the budget aside.
	fn fund() -> Weight;
	/// Deliver an output.
	fn deliver() -> Weight;
	/// Accept what was delivered.
	fn complete() -> Weight;
	/// Refuse what was delivered.
	fn reject() -> Weight;
	/// Dispute an output, without convening the panel.
	fn dispute() -> Weight;
	/// Hear what a panel found.
	fn on_verdict() -> Weight;
	/// Settle a dispute that was won about a job with `s` seats, all of which gave the false output; without what their
	/// slashes weigh at the most.
	fn rule(s: u32) -> Weight;
	/// Draw the seats out of `n` claims.
	fn draw(n: u32) -> Weight;
	/// End the time for commitments, when there are some.
	fn commits_end() -> Weight;
	/// Settle a job with `s` seats, some of which lose their bonds.
	fn settle(s: u32) -> Weight;
	/// Refund a job with an evaluator when its time is over.
	fn expire() -> Weight;
	/// Remove the record of a finished job when it was kept long enough.
	fn expunge() -> Weight;
	/// Put off work that could not be done.
	fn postpone() -> Weight;
}

/// For unit tests only: every weight is one tenth of a millisecond.
impl WeightInfo for () {
	fn submit() -> Weight {
		UNIT
	}
	fn claim(_: u32) -> Weight {
		UNIT
	}
	fn claim_only_seat() -> Weight {
		UNIT
	}
	fn commit() -> Weight {
		UNIT
	}
	fn reveal() -> Weight {
		UNIT
	}
	fn prove() -> Weight {
		UNIT
	}
	fn cancel(_: u32) -> Weight {
		UNIT
	}
	fn remove() -> Weight {
		UNIT
	}
	fn set_provider() -> Weight {
		UNIT
	}
	fn set_budget() -> Weight {
		UNIT
	}
	fn fund() -> Weight {
		UNIT
	}
	fn deliver() -> Weight {
		UNIT
	}
	fn complete() -> Weight {
		UNIT
	}
	fn reject() -> Weight {
		UNIT
	}
	fn dispute() -> Weight {
		UNIT
	}
	fn on_verdict() -> Weight {
		UNIT
	}
	fn rule(_: u32) -> Weight {
		UNIT
	}
	fn draw(_: u32) -> Weight {
		UNIT
	}
	fn commits_end() -> Weight {
		UNIT
	}
	fn settle(_: u32) -> Weight {
		UNIT
	}
	fn expire() -> Weight {
		UNIT
	}
	fn expunge() -> Weight {
		UNIT
	}
	fn postpone() -> Weight {
		UNIT
	}
}

const UNIT: Weight = Weight::from_parts(100_000_000, 0);
