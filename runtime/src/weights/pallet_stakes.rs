//! Weights of `pallet_stakes`, measured by `scripts/weights`: do not edit.
//!
//! 2026-11-28 · AMD EPYC · steps 10 · repeat 5 · wasm Compiled
//! rustc 1.95.0 (59807616e 2026-04-14) · 2 cores · bencher built with profile dev

use core::marker::PhantomData;
#[allow(unused_imports)] // a pallet may touch no storage
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_stakes` on the machine above.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_stakes::WeightInfo for WeightInfo<T> {
	// Storage: `Stakes::Positions` (r:1 w:1)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Minimums` (r:1 w:0)
	// Proof: `Stakes::Minimums` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:1 w:1)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	fn open() -> Weight {
		// At the least 76_105 ns.
		Weight::from_parts(79_799_000, 6_196)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `Stakes::Positions` (r:1 w:1)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:1 w:1)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	fn bond() -> Weight {
		// At the least 73_380 ns.
		Weight::from_parts(76_645_000, 6_196)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `Stakes::Positions` (r:1 w:1)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:1 w:1)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Stakes::Unbonding` (r:1 w:1)
	// Proof: `Stakes::Unbonding` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	fn unbond() -> Weight {
		// At the least 45_438 ns.
		Weight::from_parts(48_123_000, 3_907)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Stakes::Delegations` (r:1 w:1)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Stakes::Unbonding` (r:16 w:16)
	// Proof: `Stakes::Unbonding` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// `n`: 1 to 16
	fn withdraw(n: u32) -> Weight {
		// At the least 92_118 ns.
		Weight::from_parts(84_021_474, 6_196)
			// ± 16_970
			.saturating_add(Weight::from_parts(12_372_774, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2_576).saturating_mul(n.into()))
	}
	// Storage: `Stakes::Positions` (r:1 w:1)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	fn set_commission() -> Weight {
		// At the least 16_074 ns.
		Weight::from_parts(17_186_000, 3_572)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Stakes::Positions` (r:1 w:1)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	fn chill() -> Weight {
		// At the least 13_961 ns.
		Weight::from_parts(14_882_000, 3_572)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Stakes::Positions` (r:1 w:1)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:1 w:0)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Minimums` (r:1 w:0)
	// Proof: `Stakes::Minimums` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	fn activate() -> Weight {
		// At the least 25_969 ns.
		Weight::from_parts(27_481_000, 3_907)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Stakes::Positions` (r:1 w:1)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:1 w:0)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Minimums` (r:1 w:0)
	// Proof: `Stakes::Minimums` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	fn give_notice() -> Weight {
		// At the least 34_181 ns.
		Weight::from_parts(36_455_000, 3_907)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Stakes::Minimums` (r:1 w:1)
	// Proof: `Stakes::Minimums` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	fn set_minimum() -> Weight {
		// At the least 11_577 ns.
		Weight::from_parts(12_429_000, 3_490)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Stakes::PendingSlashes` (r:1 w:1)
	// Proof: `Stakes::PendingSlashes` (`max_values`: None, `max_size`: Some(1461), added: 3936, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Unbonding` (r:30 w:30)
	// Proof: `Stakes::Unbonding` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Positions` (r:1 w:1)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	fn cancel_slash() -> Weight {
		// At the least 389_095 ns.
		Weight::from_parts(401_373_000, 78_270)
			.saturating_add(T::DbWeight::get().reads(32))
			.saturating_add(T::DbWeight::get().writes(32))
	}
	// Storage: `Stakes::PendingSlashes` (r:1 w:1)
	// Proof: `Stakes::PendingSlashes` (`max_values`: None, `max_size`: Some(1461), added: 3936, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:4 w:4)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn apply_slash() -> Weight {
		// At the least 179_860 ns.
		Weight::from_parts(186_920_000, 11_402)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	// Storage: `Stakes::Positions` (r:1 w:1)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:1 w:0)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Minimums` (r:1 w:0)
	// Proof: `Stakes::Minimums` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	fn end_notice() -> Weight {
		// At the least 23_956 ns.
		Weight::from_parts(25_338_000, 3_907)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Stakes::Positions` (r:1 w:1)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Stakes::Unbonding` (r:30 w:30)
	// Proof: `Stakes::Unbonding` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	// Storage: `Stakes::NextSlash` (r:1 w:1)
	// Proof: `Stakes::NextSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:2 w:2)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:1 w:0)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Minimums` (r:1 w:0)
	// Proof: `Stakes::Minimums` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:2)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	// Storage: `Stakes::PendingSlashes` (r:0 w:1)
	// Proof: `Stakes::PendingSlashes` (`max_values`: None, `max_size`: Some(1461), added: 3936, mode: `MaxEncodedLen`)
	fn slash() -> Weight {
		// At the least 426_000 ns.
		Weight::from_parts(449_586_000, 78_270)
			.saturating_add(T::DbWeight::get().reads(37))
			.saturating_add(T::DbWeight::get().writes(37))
	}
}
