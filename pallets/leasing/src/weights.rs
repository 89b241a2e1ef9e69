//! Weights of calls and of the work on the agenda.

use frame_support::weights::Weight;

/// What each call and each step costs. The runtime has the measured weights.
pub trait WeightInfo {
	/// [`crate::Pallet::place_order`].
	fn place_order() -> Weight;
	/// [`crate::Pallet::cancel_order`] and the end of an order, with `b` bids.
	fn close_order(b: u32) -> Weight;
	/// [`crate::Pallet::bid`], when a bid has to make place.
	fn bid() -> Weight;
	/// [`crate::Pallet::withdraw_bid`].
	fn withdraw_bid() -> Weight;
	/// [`crate::Pallet::accept`] with `b` bids.
	fn accept(b: u32) -> Weight;
	/// [`crate::Pallet::offer`].
	fn offer() -> Weight;
	/// [`crate::Pallet::withdraw_offer`].
	fn withdraw_offer() -> Weight;
	/// [`crate::Pallet::take`].
	fn take() -> Weight;
	/// [`crate::Pallet::top_up`].
	fn top_up() -> Weight;
	/// [`crate::Pallet::extend`].
	fn extend() -> Weight;
	/// [`crate::Pallet::settle`].
	fn settle() -> Weight;
	/// [`crate::Pallet::close`] of a lease that leaves a receipt.
	fn close() -> Weight;
	/// [`crate::Pallet::start_reclaim`].
	fn start_reclaim() -> Weight;
	/// [`crate::Pallet::challenge_liveness`].
	fn challenge_liveness() -> Weight;
	/// [`crate::Pallet::prove_alive`].
	fn prove_alive() -> Weight;
	/// [`crate::Pallet::report_down`] of a lease that leaves a receipt, but for the slash at its worst.
	fn report_down() -> Weight;
	/// [`crate::Pallet::restore`].
	fn restore() -> Weight;
	/// [`crate::Pallet::audit`].
	fn audit() -> Weight;
	/// [`crate::Pallet::set_class_bond`].
	fn set_class_bond() -> Weight;
	/// [`crate::Pallet::set_downtime_costs`].
	fn set_downtime_costs() -> Weight;
	/// [`crate::Pallet::dispute_specs`], but for the panel.
	fn dispute_specs() -> Weight;
	/// [`crate::Pallet::set_false_specs_costs`].
	fn set_false_specs_costs() -> Weight;
	/// Noting that results of a lease's work are reported.
	fn note_report() -> Weight;
	/// Noting what a panel found.
	fn on_verdict() -> Weight;
	/// The end of a dispute about a machine, but for the slash at its worst.
	fn rule() -> Weight;
	/// The end of a lease by itself, leaving a receipt.
	fn run_out() -> Weight;
	/// The end of a lease whose machine did not answer, leaving a receipt, but for the slash at its worst.
	fn find_missing() -> Weight;
	/// The end of a receipt.
	fn forget() -> Weight;
	/// A further charge for downtime, but for the slash at its worst.
	fn charge() -> Weight;
	/// Putting something off.
	fn postpone() -> Weight;
}

/// For unit tests: round numbers.
impl WeightInfo for () {
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
	fn dispute_specs() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn set_false_specs_costs() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn note_report() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn on_verdict() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn rule() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn run_out() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn find_missing() -> Weight {
		Weight::from_parts(10, 0)
	}
	// The only one with a proof, so that it is seen where it counts.
	fn forget() -> Weight {
		Weight::from_parts(10, 10)
	}
	fn charge() -> Weight {
		Weight::from_parts(10, 0)
	}
	fn postpone() -> Weight {
		Weight::from_parts(10, 0)
	}
}
