//! Weights of `pallet_panels`, measured by `scripts/weights`: do not edit.
//!
//! 2026-11-28 · AMD EPYC · steps 10 · repeat 5 · wasm Compiled
//! rustc 1.95.0 (59807616e 2026-04-14) · 2 cores · bencher built with profile dev

use core::marker::PhantomData;
#[allow(unused_imports)] // a pallet may touch no storage
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_panels` on the machine above.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_panels::WeightInfo for WeightInfo<T> {
	// Storage: `Babe::NextRandomness` (r:1 w:0)
	// Proof: `Babe::NextRandomness` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	// Storage: `Babe::EpochStart` (r:1 w:0)
	// Proof: `Babe::EpochStart` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Panels::IndexOf` (r:1 w:1)
	// Proof: `Panels::IndexOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Positions` (r:1 w:0)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:1 w:0)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Minimums` (r:1 w:0)
	// Proof: `Stakes::Minimums` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	// Storage: `Panels::CounterForCheckers` (r:1 w:1)
	// Proof: `Panels::CounterForCheckers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Panels::Checkers` (r:1 w:1)
	// Proof: `Panels::Checkers` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	fn enrol() -> Weight {
		// At the least 40_150 ns.
		Weight::from_parts(43_706_000, 3_907)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Babe::NextRandomness` (r:1 w:0)
	// Proof: `Babe::NextRandomness` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	// Storage: `Babe::EpochStart` (r:1 w:0)
	// Proof: `Babe::EpochStart` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Panels::Duties` (r:1 w:0)
	// Proof: `Panels::Duties` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
	// Storage: `Panels::IndexOf` (r:1 w:2)
	// Proof: `Panels::IndexOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	// Storage: `Panels::CounterForCheckers` (r:1 w:1)
	// Proof: `Panels::CounterForCheckers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Panels::Checkers` (r:2 w:2)
	// Proof: `Panels::Checkers` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	fn resign() -> Weight {
		// At the least 33_971 ns.
		Weight::from_parts(37_677_000, 6_028)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `Babe::NextRandomness` (r:1 w:0)
	// Proof: `Babe::NextRandomness` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	// Storage: `Babe::EpochStart` (r:1 w:0)
	// Proof: `Babe::EpochStart` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Panels::IndexOf` (r:1 w:2)
	// Proof: `Panels::IndexOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Positions` (r:1 w:0)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Panels::CounterForCheckers` (r:1 w:1)
	// Proof: `Panels::CounterForCheckers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Panels::Checkers` (r:2 w:2)
	// Proof: `Panels::Checkers` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	fn strike_off() -> Weight {
		// At the least 42_053 ns.
		Weight::from_parts(46_009_000, 6_028)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `Panels::CounterForCheckers` (r:1 w:0)
	// Proof: `Panels::CounterForCheckers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Panels::IndexOf` (r:16 w:0)
	// Proof: `Panels::IndexOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	// Storage: `Panels::NextId` (r:1 w:1)
	// Proof: `Panels::NextId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Panels::Panels` (r:1 w:1)
	// Proof: `Panels::Panels` (`max_values`: None, `max_size`: Some(1022), added: 3497, mode: `MaxEncodedLen`)
	// Storage: `Panels::CounterForPanels` (r:1 w:1)
	// Proof: `Panels::CounterForPanels` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	fn convene() -> Weight {
		// At the least 83_205 ns.
		Weight::from_parts(105_408_000, 41_422)
			.saturating_add(T::DbWeight::get().reads(22))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `Panels::Panels` (r:1 w:1)
	// Proof: `Panels::Panels` (`max_values`: None, `max_size`: Some(1022), added: 3497, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:2)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	fn commit() -> Weight {
		// At the least 34_291 ns.
		Weight::from_parts(38_628_000, 4_487)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Panels::Panels` (r:1 w:1)
	// Proof: `Panels::Panels` (`max_values`: None, `max_size`: Some(1022), added: 3497, mode: `MaxEncodedLen`)
	fn reveal() -> Weight {
		// At the least 20_180 ns.
		Weight::from_parts(23_755_000, 4_487)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Panels::Panels` (r:1 w:1)
	// Proof: `Panels::Panels` (`max_values`: None, `max_size`: Some(1022), added: 3497, mode: `MaxEncodedLen`)
	// Storage: `Babe::NextRandomness` (r:1 w:0)
	// Proof: `Babe::NextRandomness` (`max_values`: Some(1), `max_size`: Some(32), added: 527, mode: `MaxEncodedLen`)
	// Storage: `Babe::EpochStart` (r:1 w:0)
	// Proof: `Babe::EpochStart` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Panels::Checkers` (r:20 w:19)
	// Proof: `Panels::Checkers` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	// Storage: `Panels::Duties` (r:20 w:5)
	// Proof: `Panels::Duties` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Positions` (r:20 w:0)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:5 w:0)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Minimums` (r:1 w:0)
	// Proof: `Stakes::Minimums` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	// Storage: `Panels::IndexOf` (r:10 w:19)
	// Proof: `Panels::IndexOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	// Storage: `Panels::CounterForCheckers` (r:1 w:1)
	// Proof: `Panels::CounterForCheckers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:2)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	// `n`: 5 to 20
	fn draw(n: u32) -> Weight {
		// At the least 169_925 ns.
		Weight::from_parts(176_185_000, 15_575)
			// ± 8_421_634
			.saturating_add(Weight::from_parts(41_213_517, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(9))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2_582).saturating_mul(n.into()))
	}
	// Storage: `Panels::Panels` (r:1 w:1)
	// Proof: `Panels::Panels` (`max_values`: None, `max_size`: Some(1022), added: 3497, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:2)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	fn commits_end() -> Weight {
		// At the least 30_856 ns.
		Weight::from_parts(34_241_000, 4_487)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Panels::Panels` (r:1 w:1)
	// Proof: `Panels::Panels` (`max_values`: None, `max_size`: Some(1022), added: 3497, mode: `MaxEncodedLen`)
	// Storage: `Panels::CounterForPanels` (r:1 w:1)
	// Proof: `Panels::CounterForPanels` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Panels::Duties` (r:5 w:5)
	// Proof: `Panels::Duties` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
	// Storage: `Reputation::Records` (r:5 w:5)
	// Proof: `Reputation::Records` (`max_values`: None, `max_size`: Some(93), added: 2568, mode: `MaxEncodedLen`)
	// Storage: `Jobs::Disputes` (r:1 w:0)
	// Proof: `Jobs::Disputes` (`max_values`: None, `max_size`: Some(625), added: 3100, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	fn conclude() -> Weight {
		// At the least 106_690 ns.
		Weight::from_parts(112_909_000, 13_830)
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().writes(13))
	}
	// Storage: `Panels::Panels` (r:1 w:1)
	// Proof: `Panels::Panels` (`max_values`: None, `max_size`: Some(1022), added: 3497, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	fn postpone() -> Weight {
		// At the least 29_124 ns.
		Weight::from_parts(42_083_000, 4_487)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}
