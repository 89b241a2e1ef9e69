//! Weights of `pallet_agenda`, measured by `scripts/weights`: do not edit.
//!
//! 2026-11-23 · AMD EPYC · steps 10 · repeat 5 · wasm Compiled
//! rustc 1.95.0 (59807616e 2026-04-14) · 2 cores · bencher built with profile dev

use core::marker::PhantomData;
#[allow(unused_imports)] // a pallet may touch no storage
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_agenda` on the machine above.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_agenda::WeightInfo for WeightInfo<T> {
	// Storage: `Agenda::Cursor` (r:1 w:1)
	// Proof: `Agenda::Cursor` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:2 w:0)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	fn open() -> Weight {
		// At the least 15_773 ns.
		Weight::from_parts(15_914_000, 5_980)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	fn page() -> Weight {
		// At the least 8_523 ns.
		Weight::from_parts(8_803_000, 3_485)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Agenda::Items` (r:1 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	// Storage: `Jobs::Jobs` (r:1 w:0)
	// Proof: `Jobs::Jobs` (`max_values`: None, `max_size`: Some(821), added: 3296, mode: `MaxEncodedLen`)
	fn item() -> Weight {
		// At the least 17_026 ns.
		Weight::from_parts(18_498_000, 4_286)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(34), added: 2509, mode: `MaxEncodedLen`)
	fn schedule() -> Weight {
		// At the least 12_329 ns.
		Weight::from_parts(12_809_000, 3_485)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(2))
	}
}
