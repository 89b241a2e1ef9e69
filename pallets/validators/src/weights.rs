//! Weights of calls and of what the runtime does by itself.

use frame_support::weights::Weight;

/// What each call and each step of consensus costs. The runtime has the measured weights.
pub trait WeightInfo {
	/// [`crate::Pallet::join`] when the list is full.
	fn join() -> Weight;
	/// [`crate::Pallet::leave`] from a full list.
	fn leave() -> Weight;
	/// [`crate::Pallet::set_validator_count`].
	fn set_validator_count() -> Weight;
	/// [`crate::Pallet::set_inflation`].
	fn set_inflation() -> Weight;
	/// [`crate::Pallet::set_split`].
	fn set_split() -> Weight;
	/// [`crate::Pallet::remove_candidate`] from a full list.
	fn remove_candidate() -> Weight;
	/// The reward for a block.
	fn note_author() -> Weight;
	/// An election among `c` candidates.
	fn new_session(c: u32) -> Weight;
	/// The start of an era with `c` validators, of whom `o` are to be disabled again.
	fn start_session(c: u32, o: u32) -> Weight;
	/// A report of one offender, in an era with `k` others.
	fn on_offence(k: u32) -> Weight;
}

/// For unit tests: round numbers.
impl WeightInfo for () {
	fn join() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn leave() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn set_validator_count() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn set_inflation() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn set_split() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn remove_candidate() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn note_author() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn new_session(c: u32) -> Weight {
		Weight::from_parts(100, 0).saturating_add(Weight::from_parts(10, 0).saturating_mul(c.into()))
	}

	fn start_session(c: u32, o: u32) -> Weight {
		let each = Weight::from_parts(10, 0).saturating_mul(c.saturating_add(o).into());
		Weight::from_parts(100, 0).saturating_add(each)
	}

	fn on_offence(k: u32) -> Weight {
		Weight::from_parts(100, 0).saturating_add(Weight::from_parts(10, 0).saturating_mul(k.into()))
	}
}
