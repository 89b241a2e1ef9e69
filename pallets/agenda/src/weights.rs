//! Weights of the steps of serving.

use frame_support::weights::Weight;

/// What each step costs. The runtime has the measured weights.
pub trait WeightInfo {
	/// Reading and writing the cursor, and saying what was carried over: once a block.
	fn open() -> Weight;
	/// Looking up the items of one block, and writing back how far they were served.
	fn page() -> Weight;
	/// Taking one item off, without what its owner does about it.
	fn item() -> Weight;
	/// Putting one item on. For the benchmarks of pallets that schedule.
	fn schedule() -> Weight;
}

/// For unit tests: round numbers.
impl WeightInfo for () {
	fn open() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn page() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn item() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn schedule() -> Weight {
		Weight::from_parts(10, 0)
	}
}
