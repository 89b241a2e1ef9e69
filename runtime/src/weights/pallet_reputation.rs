//! TEMPORARY
use core::marker::PhantomData;
use frame_support::weights::Weight;

/// Weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_reputation::WeightInfo for WeightInfo<T> {
	fn note() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn forget() -> Weight {
		Weight::from_parts(20, 0)
	}
}
