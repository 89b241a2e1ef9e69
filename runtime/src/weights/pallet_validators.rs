//! Weights of `pallet_validators`, measured by `scripts/weights`: do not edit.
//!
//! 2026-11-28 · AMD EPYC · steps 10 · repeat 5 · wasm Compiled
//! rustc 1.95.0 (59807616e 2026-04-14) · 2 cores · bencher built with profile dev

use core::marker::PhantomData;
#[allow(unused_imports)] // a pallet may touch no storage
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_validators` on the machine above.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_validators::WeightInfo for WeightInfo<T> {
	// Storage: `Validators::Candidates` (r:1 w:1)
	// Proof: `Validators::Candidates` (`max_values`: Some(1), `max_size`: Some(6402), added: 6897, mode: `MaxEncodedLen`)
	// Storage: `Session::NextKeys` (r:1 w:0)
	// Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
	// Storage: `Stakes::Positions` (r:201 w:0)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:1 w:0)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Minimums` (r:1 w:0)
	// Proof: `Stakes::Minimums` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	fn join() -> Weight {
		// At the least 902_206 ns.
		Weight::from_parts(946_552_000, 519_972)
			.saturating_add(T::DbWeight::get().reads(205))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Validators::Candidates` (r:1 w:1)
	// Proof: `Validators::Candidates` (`max_values`: Some(1), `max_size`: Some(6402), added: 6897, mode: `MaxEncodedLen`)
	fn leave() -> Weight {
		// At the least 17_827 ns.
		Weight::from_parts(30_116_000, 7_887)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Validators::ValidatorCount` (r:1 w:1)
	// Proof: `Validators::ValidatorCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn set_validator_count() -> Weight {
		// At the least 8_342 ns.
		Weight::from_parts(9_204_000, 1_489)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Validators::Inflation` (r:1 w:1)
	// Proof: `Validators::Inflation` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn set_inflation() -> Weight {
		// At the least 8_292 ns.
		Weight::from_parts(9_114_000, 1_489)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Validators::RewardSplit` (r:1 w:1)
	// Proof: `Validators::RewardSplit` (`max_values`: Some(1), `max_size`: Some(12), added: 507, mode: `MaxEncodedLen`)
	fn set_split() -> Weight {
		// At the least 8_593 ns.
		Weight::from_parts(9_474_000, 1_497)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Validators::Candidates` (r:1 w:1)
	// Proof: `Validators::Candidates` (`max_values`: Some(1), `max_size`: Some(6402), added: 6897, mode: `MaxEncodedLen`)
	// Storage: `Session::NextKeys` (r:1 w:0)
	// Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
	// Storage: `Stakes::Positions` (r:1 w:0)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	fn remove_candidate() -> Weight {
		// At the least 39_009 ns.
		Weight::from_parts(46_900_000, 12_322)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Validators::BlockReward` (r:1 w:0)
	// Proof: `Validators::BlockReward` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	// Storage: `Validators::RewardSplit` (r:1 w:0)
	// Proof: `Validators::RewardSplit` (`max_values`: Some(1), `max_size`: Some(12), added: 507, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Positions` (r:1 w:1)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:1 w:1)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `System::Account` (r:3 w:3)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(193), added: 2668, mode: `MaxEncodedLen`)
	// Storage: `Validators::Minted` (r:1 w:1)
	// Proof: `Validators::Minted` (`max_values`: Some(1), `max_size`: Some(48), added: 543, mode: `MaxEncodedLen`)
	fn note_author() -> Weight {
		// At the least 156_195 ns.
		Weight::from_parts(162_564_000, 8_799)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	// Storage: `Validators::Candidates` (r:1 w:0)
	// Proof: `Validators::Candidates` (`max_values`: Some(1), `max_size`: Some(6402), added: 6897, mode: `MaxEncodedLen`)
	// Storage: `Historical::StoredRange` (r:1 w:1)
	// Proof: `Historical::StoredRange` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Session::NextKeys` (r:200 w:0)
	// Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
	// Storage: `Stakes::Positions` (r:200 w:0)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:200 w:0)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Minimums` (r:1 w:0)
	// Proof: `Stakes::Minimums` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	// Storage: `Validators::ValidatorCount` (r:1 w:0)
	// Proof: `Validators::ValidatorCount` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Session::QueuedKeys` (r:1 w:0)
	// Proof: `Session::QueuedKeys` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Validators::Elected` (r:1 w:1)
	// Proof: `Validators::Elected` (`max_values`: Some(1), `max_size`: Some(10402), added: 10897, mode: `MaxEncodedLen`)
	// Storage: `Historical::HistoricalSessions` (r:0 w:1)
	// Proof: `Historical::HistoricalSessions` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	// Storage: `Validators::Offenders` (r:0 w:1)
	// Proof: `Validators::Offenders` (`max_values`: None, `max_size`: Some(11214), added: 13689, mode: `MaxEncodedLen`)
	// `c`: 1 to 200
	fn new_session(c: u32) -> Weight {
		// At the least 56_144 ns.
		Weight::from_parts(36_541_018, 11_887)
			// ± 62_775
			.saturating_add(Weight::from_parts(23_070_553, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(c.into())))
			.saturating_add(T::DbWeight::get().writes(4))
			.saturating_add(Weight::from_parts(0, 3_045).saturating_mul(c.into()))
	}
	// Storage: `Validators::Elected` (r:1 w:0)
	// Proof: `Validators::Elected` (`max_values`: Some(1), `max_size`: Some(10402), added: 10897, mode: `MaxEncodedLen`)
	// Storage: `Validators::Exposures` (r:200 w:400)
	// Proof: `Validators::Exposures` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
	// Storage: `Validators::Inflation` (r:1 w:0)
	// Proof: `Validators::Inflation` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Validators::Offenders` (r:2 w:0)
	// Proof: `Validators::Offenders` (`max_values`: None, `max_size`: Some(11214), added: 13689, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Positions` (r:200 w:0)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Session::DisabledValidators` (r:1 w:1)
	// Proof: `Session::DisabledValidators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Session::Validators` (r:1 w:0)
	// Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Validators::BlockReward` (r:0 w:1)
	// Proof: `Validators::BlockReward` (`max_values`: Some(1), `max_size`: Some(16), added: 511, mode: `MaxEncodedLen`)
	// `c`: 1 to 200
	// `o`: 0 to 200
	fn start_session(c: u32, o: u32) -> Weight {
		// At the least 457_768 ns.
		Weight::from_parts(457_798_000, 509_590)
			// ± 1_221_758
			.saturating_add(Weight::from_parts(9_311_191, 0).saturating_mul(c.into()))
			// ± 1_222_261
			.saturating_add(Weight::from_parts(8_747_934, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(c.into())))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(1))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(c.into())))
			.saturating_add(Weight::from_parts(0, 1_101).saturating_mul(c.into()))
			.saturating_add(Weight::from_parts(0, 798).saturating_mul(o.into()))
	}
	// Storage: `Validators::Offenders` (r:1 w:1)
	// Proof: `Validators::Offenders` (`max_values`: None, `max_size`: Some(11214), added: 13689, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Positions` (r:200 w:200)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Stakes::Unbonding` (r:200 w:0)
	// Proof: `Stakes::Unbonding` (`max_values`: None, `max_size`: Some(101), added: 2576, mode: `MaxEncodedLen`)
	// Storage: `Stakes::NextSlash` (r:1 w:1)
	// Proof: `Stakes::NextSlash` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:2 w:2)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:200 w:0)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Minimums` (r:1 w:0)
	// Proof: `Stakes::Minimums` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	// Storage: `Validators::Candidates` (r:1 w:1)
	// Proof: `Validators::Candidates` (`max_values`: Some(1), `max_size`: Some(6402), added: 6897, mode: `MaxEncodedLen`)
	// Storage: `Session::DisabledValidators` (r:1 w:1)
	// Proof: `Session::DisabledValidators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Session::Validators` (r:1 w:0)
	// Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	// Storage: `Agenda::Items` (r:0 w:201)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	// Storage: `Stakes::PendingSlashes` (r:0 w:200)
	// Proof: `Stakes::PendingSlashes` (`max_values`: None, `max_size`: Some(1461), added: 3936, mode: `MaxEncodedLen`)
	// `k`: 0 to 199
	fn on_offence(k: u32) -> Weight {
		// At the least 161_673 ns.
		Weight::from_parts(209_990_749, 16_029)
			// ± 188_566
			.saturating_add(Weight::from_parts(45_516_846, 0).saturating_mul(k.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(k.into())))
			.saturating_add(T::DbWeight::get().writes(9))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(k.into())))
			.saturating_add(Weight::from_parts(0, 2_917).saturating_mul(k.into()))
	}
}
