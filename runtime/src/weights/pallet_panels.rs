//! TEMPORARY
use core::marker::PhantomData;
use frame_support::weights::Weight;

/// Weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_panels::WeightInfo for WeightInfo<T> {
	fn enrol() -> Weight {
		Weight::from_parts(10_000, 0)
	}
	fn resign() -> Weight {
		Weight::from_parts(10_000, 0)
	}
	fn strike_off() -> Weight {
		Weight::from_parts(10_000, 0)
	}
	fn convene() -> Weight {
		Weight::from_parts(10_000, 0)
	}
	fn commit() -> Weight {
		Weight::from_parts(10_000, 0)
	}
	fn reveal() -> Weight {
		Weight::from_parts(10_000, 0)
	}
	fn draw(n: u32) -> Weight {
		Weight::from_parts(10_000, 0).saturating_mul(n.into())
	}
	fn commits_end() -> Weight {
		Weight::from_parts(10_000, 0)
	}
	fn conclude() -> Weight {
		Weight::from_parts(10_000, 0)
	}
	fn postpone() -> Weight {
		Weight::from_parts(10_000, 0)
	}
}
