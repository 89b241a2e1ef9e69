//! Not measured yet.

#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::weights::Weight;

/// Weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_zktls::WeightInfo for WeightInfo<T> {
	fn open_epoch(_w: u32) -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn retire_epoch() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn allow_provider() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn disallow_provider() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn link() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn unlink() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn submit(_s: u32, _b: u32) -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn verify_claim() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn forget() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn wait_on() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
}
