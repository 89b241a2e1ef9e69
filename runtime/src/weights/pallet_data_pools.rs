//! Not measured yet.

#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::weights::Weight;

/// Weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_data_pools::WeightInfo for WeightInfo<T> {
	fn create() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn set_price() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn remove_pool() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn contribute_enclave() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn contribute_web() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn contribute_jury() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn choose() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn relay_choice() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn license() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn remove_licence() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn stake() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn unstake() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn claim() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn collect() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn open_market() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn endorse() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn withdraw_endorsement() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn fund() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn claim_epoch() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn penalise() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
}
