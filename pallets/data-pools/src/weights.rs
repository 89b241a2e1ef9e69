//! Weights of calls.

use frame_support::weights::Weight;

/// What each call costs. The runtime has the measured weights.
pub trait WeightInfo {
	/// [`crate::Pallet::create`].
	fn create() -> Weight;
	/// [`crate::Pallet::set_price`].
	fn set_price() -> Weight;
	/// [`crate::Pallet::remove_pool`].
	fn remove_pool() -> Weight;
	/// [`crate::Pallet::contribute`] with a worker's score.
	fn contribute_enclave() -> Weight;
	/// [`crate::Pallet::contribute`] with a claim, but for its check.
	fn contribute_web() -> Weight;
	/// [`crate::Pallet::contribute`] with a job's output.
	fn contribute_jury() -> Weight;
	/// [`crate::Pallet::choose`].
	fn choose() -> Weight;
	/// [`crate::Pallet::relay_choice`].
	fn relay_choice() -> Weight;
	/// [`crate::Pallet::license`].
	fn license() -> Weight;
	/// [`crate::Pallet::remove_licence`].
	fn remove_licence() -> Weight;
	/// [`crate::Pallet::stake`].
	fn stake() -> Weight;
	/// [`crate::Pallet::unstake`].
	fn unstake() -> Weight;
	/// [`crate::Pallet::claim`].
	fn claim() -> Weight;
	/// [`crate::Pallet::collect`].
	fn collect() -> Weight;
	/// [`crate::Pallet::open_market`], but for what the market does.
	fn open_market() -> Weight;
	/// [`crate::Pallet::endorse`].
	fn endorse() -> Weight;
	/// [`crate::Pallet::withdraw_endorsement`].
	fn withdraw_endorsement() -> Weight;
	/// [`crate::Pallet::fund`].
	fn fund() -> Weight;
	/// [`crate::Pallet::claim_epoch`].
	fn claim_epoch() -> Weight;
	/// [`crate::Pallet::penalise`], but for the slash.
	fn penalise() -> Weight;
}

/// For unit tests: round numbers.
impl WeightInfo for () {
	fn create() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn set_price() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn remove_pool() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn contribute_enclave() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn contribute_web() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn contribute_jury() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn choose() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn relay_choice() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn license() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn remove_licence() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn stake() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn unstake() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn claim() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn collect() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn open_market() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn endorse() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn withdraw_endorsement() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn fund() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn claim_epoch() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn penalise() -> Weight {
		Weight::from_parts(10, 0)
	}
}
