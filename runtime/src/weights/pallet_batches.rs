//! Weights of `pallet_batches`, measured by `scripts/weights`: do not edit.
//!
//! 2026-11-28 · AMD EPYC · steps 10 · repeat 5 · wasm Compiled
//! rustc 1.95.0 (59807616e 2026-04-14) · 2 cores · bencher built with profile dev

use core::marker::PhantomData;
#[allow(unused_imports)] // a pallet may touch no storage
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_batches` on the machine above.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_batches::WeightInfo for WeightInfo<T> {
	// Storage: `Leasing::Leases` (r:1 w:1)
	// Proof: `Leasing::Leases` (`max_values`: None, `max_size`: Some(318), added: 2793, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Programs` (r:1 w:0)
	// Proof: `Attestation::Programs` (`max_values`: None, `max_size`: Some(1799), added: 4274, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Workers` (r:1 w:1)
	// Proof: `Attestation::Workers` (`max_values`: None, `max_size`: Some(160), added: 2635, mode: `MaxEncodedLen`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Attestation::RevocationGeneration` (r:1 w:0)
	// Proof: `Attestation::RevocationGeneration` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Foundations` (r:1 w:0)
	// Proof: `Attestation::Foundations` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Revoked` (r:74 w:0)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Positions` (r:1 w:0)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:1 w:0)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Minimums` (r:1 w:0)
	// Proof: `Stakes::Minimums` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	// Storage: `Batches::NextId` (r:1 w:1)
	// Proof: `Batches::NextId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Batches::Batches` (r:1 w:1)
	// Proof: `Batches::Batches` (`max_values`: None, `max_size`: Some(1440), added: 3915, mode: `MaxEncodedLen`)
	// Storage: `Batches::CounterForBatches` (r:1 w:1)
	// Proof: `Batches::CounterForBatches` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	fn report() -> Weight {
		// At the least 257_466 ns.
		Weight::from_parts(274_292_000, 186_508)
			.saturating_add(T::DbWeight::get().reads(90))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	// Storage: `Batches::Batches` (r:1 w:1)
	// Proof: `Batches::Batches` (`max_values`: None, `max_size`: Some(1440), added: 3915, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	// Storage: `Panels::CounterForCheckers` (r:1 w:0)
	// Proof: `Panels::CounterForCheckers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Panels::IndexOf` (r:4 w:0)
	// Proof: `Panels::IndexOf` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	// Storage: `Panels::NextId` (r:1 w:1)
	// Proof: `Panels::NextId` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Panels::Panels` (r:1 w:1)
	// Proof: `Panels::Panels` (`max_values`: None, `max_size`: Some(1023), added: 3498, mode: `MaxEncodedLen`)
	// Storage: `Panels::CounterForPanels` (r:1 w:1)
	// Proof: `Panels::CounterForPanels` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:2)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	fn dispute() -> Weight {
		// At the least 135_203 ns.
		Weight::from_parts(146_210_000, 11_098)
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	// Storage: `Batches::Batches` (r:1 w:1)
	// Proof: `Batches::Batches` (`max_values`: None, `max_size`: Some(1440), added: 3915, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	fn on_verdict() -> Weight {
		// At the least 28_273 ns.
		Weight::from_parts(31_237_000, 4_905)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Batches::Batches` (r:1 w:1)
	// Proof: `Batches::Batches` (`max_values`: None, `max_size`: Some(1440), added: 3915, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:6 w:6)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:2)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	fn uphold() -> Weight {
		// At the least 167_652 ns.
		Weight::from_parts(174_643_000, 16_608)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(11))
	}
	// Storage: `Batches::Batches` (r:1 w:1)
	// Proof: `Batches::Batches` (`max_values`: None, `max_size`: Some(1440), added: 3915, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:8 w:7)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Positions` (r:1 w:1)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Stakes::Unbonding` (r:1 w:0)
	// Proof: `Stakes::Unbonding` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:1 w:0)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Stakes::NextSlash` (r:1 w:1)
	// Proof: `Stakes::NextSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Minimums` (r:1 w:0)
	// Proof: `Stakes::Minimums` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	// Storage: `Batches::CounterForBatches` (r:1 w:1)
	// Proof: `Batches::CounterForBatches` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:2)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	// Storage: `Stakes::PendingSlashes` (r:0 w:1)
	// Proof: `Stakes::PendingSlashes` (`max_values`: None, `max_size`: Some(1477), added: 3952, mode: `MaxEncodedLen`)
	fn disprove() -> Weight {
		// At the least 273_180 ns.
		Weight::from_parts(282_645_000, 21_814)
			.saturating_add(T::DbWeight::get().reads(19))
			.saturating_add(T::DbWeight::get().writes(17))
	}
	// Storage: `Batches::Batches` (r:1 w:1)
	// Proof: `Batches::Batches` (`max_values`: None, `max_size`: Some(1440), added: 3915, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	// Storage: `Batches::CounterForBatches` (r:1 w:1)
	// Proof: `Batches::CounterForBatches` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	fn end() -> Weight {
		// At the least 67_812 ns.
		Weight::from_parts(70_706_000, 4_905)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `Batches::Batches` (r:1 w:1)
	// Proof: `Batches::Batches` (`max_values`: None, `max_size`: Some(1440), added: 3915, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	fn postpone() -> Weight {
		// At the least 34_001 ns.
		Weight::from_parts(41_162_000, 4_905)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}
