//! Weights of `pallet_escrow`, measured by `scripts/weights`: do not edit.
//!
//! 2026-11-28 · AMD EPYC · steps 10 · repeat 5 · wasm Compiled
//! rustc 1.95.0 (59807616e 2026-04-14) · 2 cores · bencher built with profile dev

use core::marker::PhantomData;
#[allow(unused_imports)] // a pallet may touch no storage
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_escrow` on the machine above.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_escrow::WeightInfo for WeightInfo<T> {
	// Storage: `Escrow::Escrows` (r:1 w:1)
	// Proof: `Escrow::Escrows` (`max_values`: None, `max_size`: Some(688), added: 3163, mode: `MaxEncodedLen`)
	// Storage: `Escrow::Dues` (r:1 w:1)
	// Proof: `Escrow::Dues` (`max_values`: None, `max_size`: Some(80), added: 2555, mode: `MaxEncodedLen`)
	// Storage: `AssetsHolder::Holds` (r:8 w:8)
	// Proof: `AssetsHolder::Holds` (`max_values`: None, `max_size`: Some(285), added: 2760, mode: `MaxEncodedLen`)
	// Storage: `AssetsHolder::BalancesOnHold` (r:8 w:8)
	// Proof: `AssetsHolder::BalancesOnHold` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	// Storage: `Assets::Asset` (r:1 w:1)
	// Proof: `Assets::Asset` (`max_values`: None, `max_size`: Some(210), added: 2685, mode: `MaxEncodedLen`)
	// Storage: `Assets::Account` (r:1 w:1)
	// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Escrow::TotalHeld` (r:1 w:1)
	// Proof: `Escrow::TotalHeld` (`max_values`: None, `max_size`: Some(37), added: 2512, mode: `MaxEncodedLen`)
	// Storage: `Escrow::CounterForEscrows` (r:1 w:1)
	// Proof: `Escrow::CounterForEscrows` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// `n`: 1 to 8
	fn claim(n: u32) -> Weight {
		// At the least 82_645 ns.
		Weight::from_parts(44_358_792, 4_153)
			// ± 942_739
			.saturating_add(Weight::from_parts(44_196_358, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(7))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2_760).saturating_mul(n.into()))
	}
	// Storage: `Escrow::ProtocolFee` (r:1 w:1)
	// Proof: `Escrow::ProtocolFee` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn set_protocol_fee() -> Weight {
		// At the least 7_622 ns.
		Weight::from_parts(8_423_000, 1_489)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}
