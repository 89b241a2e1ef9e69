//! Weights of calls.

use frame_support::weights::Weight;

/// What each call costs. The runtime has the measured weights.
pub trait WeightInfo {
	/// [`crate::Pallet::claim`] from `n` depositors.
	fn claim(n: u32) -> Weight;
	/// [`crate::Pallet::set_protocol_fee`].
	fn set_protocol_fee() -> Weight;
}

/// For unit tests: round numbers.
impl WeightInfo for () {
	fn claim(n: u32) -> Weight {
		Weight::from_parts(10, 0).saturating_mul(n.into())
	}

	fn set_protocol_fee() -> Weight {
		Weight::from_parts(10, 0)
	}
}
