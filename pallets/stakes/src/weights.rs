//! Weights of calls, of what the agenda brings, and of what other pallets ask for.

use frame_support::weights::Weight;

/// What each call costs. The runtime has the measured weights.
pub trait WeightInfo {
	/// [`crate::Pallet::open`].
	fn open() -> Weight;
	/// [`crate::Pallet::bond`].
	fn bond() -> Weight;
	/// [`crate::Pallet::unbond`].
	fn unbond() -> Weight;
	/// [`crate::Pallet::withdraw`] of what left in `n` eras.
	fn withdraw(n: u32) -> Weight;
	/// [`crate::Pallet::set_commission`].
	fn set_commission() -> Weight;
	/// [`crate::Pallet::chill`].
	fn chill() -> Weight;
	/// [`crate::Pallet::activate`].
	fn activate() -> Weight;
	/// [`crate::Pallet::give_notice`].
	fn give_notice() -> Weight;
	/// [`crate::Pallet::set_minimum`].
	fn set_minimum() -> Weight;
	/// [`crate::Pallet::cancel_slash`].
	fn cancel_slash() -> Weight;
	/// Taking what a slash froze.
	fn apply_slash() -> Weight;
	/// The end of a notice.
	fn end_notice() -> Weight;
	/// Freezing a slash when stake left in all eras that it reaches.
	fn slash() -> Weight;
}

/// For unit tests: round numbers.
impl WeightInfo for () {
	fn open() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn bond() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn unbond() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn withdraw(n: u32) -> Weight {
		Weight::from_parts(10, 0).saturating_mul(n.into())
	}

	fn set_commission() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn chill() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn activate() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn give_notice() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn set_minimum() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn cancel_slash() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn apply_slash() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn end_notice() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn slash() -> Weight {
		Weight::from_parts(10, 0)
	}
}
