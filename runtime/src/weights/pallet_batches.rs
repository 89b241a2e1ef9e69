//! Not measured yet.

#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::weights::Weight;

/// Weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_batches::WeightInfo for WeightInfo<T> {
	fn report() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn dispute() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn on_verdict() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn uphold() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn disprove() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn end() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn postpone() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
}
