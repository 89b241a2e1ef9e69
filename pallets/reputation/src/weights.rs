//! Weights of calls, and of what other pallets ask for.

use frame_support::weights::Weight;

/// What each call costs. The runtime has the measured weights.
pub trait WeightInfo {
	/// [`piazza_primitives::Reputation::note`].
	fn note() -> Weight;
	/// [`crate::Pallet::forget`].
	fn forget() -> Weight;
}

/// For unit tests: round numbers.
impl WeightInfo for () {
	fn note() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn forget() -> Weight {
		Weight::from_parts(20, 0)
	}
}
