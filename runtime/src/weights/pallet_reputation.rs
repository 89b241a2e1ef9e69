//! Weights of `pallet_reputation`, measured by `scripts/weights`: do not edit.
//!
//! 2026-11-28 · AMD EPYC · steps 10 · repeat 5 · wasm Compiled
//! rustc 1.95.0 (59807616e 2026-04-14) · 2 cores · bencher built with profile dev

use core::marker::PhantomData;
#[allow(unused_imports)] // a pallet may touch no storage
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_reputation` on the machine above.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_reputation::WeightInfo for WeightInfo<T> {
	// Storage: `Reputation::Records` (r:1 w:1)
	// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `MaxEncodedLen`)
	fn note() -> Weight {
		// At the least 14_752 ns.
		Weight::from_parts(15_704_000, 3_558)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Reputation::Records` (r:1 w:1)
	// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `MaxEncodedLen`)
	fn forget() -> Weight {
		// At the least 17_146 ns.
		Weight::from_parts(18_237_000, 3_558)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}
