//! Not measured yet.

#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::weights::Weight;

/// Weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_channels::WeightInfo for WeightInfo<T> {
	fn open() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn top_up() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn extend() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn redeem_sr25519() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn redeem_ed25519() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn redeem_ecdsa() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn redeem_ethereum() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn vouch() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn close() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn forget() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
}
