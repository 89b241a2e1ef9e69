//! Weights of calls.

use frame_support::weights::Weight;

/// What each call costs. The runtime has the measured weights.
pub trait WeightInfo {
	/// [`crate::Pallet::register`] with `m` entries of metadata.
	fn register(m: u32) -> Weight;
	/// [`crate::Pallet::set_uri`].
	fn set_uri() -> Weight;
	/// [`crate::Pallet::set_metadata`].
	fn set_metadata() -> Weight;
	/// [`crate::Pallet::set_card`].
	fn set_card() -> Weight;
	/// [`crate::Pallet::transfer`].
	fn transfer() -> Weight;
	/// [`crate::Pallet::deregister`].
	fn deregister() -> Weight;
	/// [`crate::Pallet::bind_wallet`].
	fn bind_wallet() -> Weight;
	/// [`crate::Pallet::unbind_wallet`].
	fn unbind_wallet() -> Weight;
	/// [`crate::Pallet::give_feedback`], but for what looks the settlement up.
	fn give_feedback() -> Weight;
	/// [`crate::Pallet::revoke_feedback`].
	fn revoke_feedback() -> Weight;
	/// [`crate::Pallet::remove_feedback`], but for what looks the settlement up.
	fn remove_feedback() -> Weight;
	/// [`crate::Pallet::respond`].
	fn respond() -> Weight;
	/// [`crate::Pallet::request_validation`].
	fn request_validation() -> Weight;
	/// [`crate::Pallet::accept_validation`].
	fn accept_validation() -> Weight;
	/// [`crate::Pallet::respond_validation`].
	fn respond_validation() -> Weight;
	/// [`crate::Pallet::report_late`], but for the slash.
	fn report_late() -> Weight;
	/// [`crate::Pallet::report_contradiction`], but for the slash.
	fn report_contradiction() -> Weight;
	/// [`crate::Pallet::close_validation`].
	fn close_validation() -> Weight;
	/// [`crate::Pallet::grant_mandate`].
	fn grant_mandate() -> Weight;
	/// [`crate::Pallet::revoke_mandate`].
	fn revoke_mandate() -> Weight;
	/// [`crate::Pallet::revoke_all_mandates`].
	fn revoke_all_mandates() -> Weight;
	/// [`crate::Pallet::act`] within a mandate, but for the call and for what describes it.
	fn act() -> Weight;
}

/// For unit tests: round numbers.
impl WeightInfo for () {
	fn register(m: u32) -> Weight {
		Weight::from_parts(10, 0).saturating_add(Weight::from_parts(1, 0).saturating_mul(m.into()))
	}

	fn set_uri() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn set_metadata() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn set_card() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn transfer() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn deregister() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn bind_wallet() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn unbind_wallet() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn give_feedback() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn revoke_feedback() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn remove_feedback() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn respond() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn request_validation() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn accept_validation() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn respond_validation() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn report_late() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn report_contradiction() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn close_validation() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn grant_mandate() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn revoke_mandate() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn revoke_all_mandates() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn act() -> Weight {
		Weight::from_parts(10, 0)
	}
}
