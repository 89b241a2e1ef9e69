//! PLACEHOLDER until measured.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_stakes`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_stakes::WeightInfo for WeightInfo<T> {
	fn open() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn bond() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn unbond() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn withdraw(_: u32) -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn set_commission() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn chill() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn activate() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn give_notice() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn set_minimum() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn cancel_slash() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn apply_slash() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn end_notice() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
	fn slash() -> Weight {
		T::DbWeight::get().reads_writes(10, 10)
	}
}
