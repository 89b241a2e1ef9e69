//! PLACEHOLDER until measured.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_validators`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_validators::WeightInfo for WeightInfo<T> {
	fn join() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn leave() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn set_validator_count() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn set_inflation() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn set_split() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn remove_candidate() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn note_author() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn new_session(_: u32) -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn start_session(_: u32, _: u32) -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn on_offence(_: u32) -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
}
