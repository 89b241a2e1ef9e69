//! Not measured yet.

#![allow(missing_docs)]

use core::marker::PhantomData;
use frame_support::weights::Weight;

/// Weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_agents::WeightInfo for WeightInfo<T> {
	fn register(_m: u32) -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn set_uri() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn set_metadata() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn set_card() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn transfer() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn deregister() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn bind_wallet() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn unbind_wallet() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn give_feedback() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn revoke_feedback() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn remove_feedback() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn respond() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn request_validation() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn accept_validation() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn respond_validation() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn report_late() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn report_contradiction() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn close_validation() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn grant_mandate() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn revoke_mandate() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn revoke_all_mandates() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
	fn act() -> Weight {
		Weight::from_parts(500_000_000, 0)
	}
}
