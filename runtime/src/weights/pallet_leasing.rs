//! TEMPORARY
use core::marker::PhantomData;
use frame_support::weights::Weight;

/// Weights.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_leasing::WeightInfo for WeightInfo<T> {
	fn place_order() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn close_order(b: u32) -> Weight {
		Weight::from_parts(10, 0).saturating_mul(b.into())
	}
	fn bid() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn withdraw_bid() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn accept(b: u32) -> Weight {
		Weight::from_parts(10, 0).saturating_mul(b.into())
	}
	fn offer() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn withdraw_offer() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn take() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn top_up() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn extend() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn settle() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn close() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn start_reclaim() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn challenge_liveness() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn prove_alive() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn report_down() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn restore() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn audit() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn set_class_bond() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn set_downtime_costs() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn run_out() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn find_missing() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn charge() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn postpone() -> Weight {
		Weight::from_parts(10, 0)
	}
}
