//! What calls weigh.

use frame_support::weights::Weight;

/// Weights of this pallet. The runtime carries generated ones.
pub trait WeightInfo {
	/// Register a program with the longest URI.
	fn register_program() -> Weight;
	/// Remove a program with the longest URI.
	fn remove_program() -> Weight;
	/// Register a worker.
	fn register() -> Weight;
	/// Approve a worker.
	fn approve() -> Weight;
	/// Renew a worker's registration.
	fn renew() -> Weight;
	/// Retire a worker.
	fn retire() -> Weight;
}

/// For unit tests only: every weight is one tenth of a millisecond.
impl WeightInfo for () {
	fn register_program() -> Weight {
		UNIT
	}
	fn remove_program() -> Weight {
		UNIT
	}
	fn register() -> Weight {
		UNIT
	}
	fn approve() -> Weight {
		UNIT
	}
	fn renew() -> Weight {
		UNIT
	}
	fn retire() -> Weight {
		UNIT
	}
}

const UNIT: Weight = Weight::from_parts(100_000_000, 0);
