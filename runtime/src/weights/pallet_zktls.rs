//! Weights of `pallet_zktls`, measured by `scripts/weights`: do not edit.
//!
//! 2026-11-28 · AMD EPYC · steps 10 · repeat 5 · wasm Compiled
//! rustc 1.95.0 (59807616e 2026-04-14) · 2 cores · bencher built with profile dev

use core::marker::PhantomData;
#[allow(unused_imports)] // a pallet may touch no storage
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_zktls` on the machine above.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_zktls::WeightInfo for WeightInfo<T> {
	// Storage: `Zktls::CounterForEpochs` (r:1 w:1)
	// Proof: `Zktls::CounterForEpochs` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Zktls::LastEpoch` (r:1 w:1)
	// Proof: `Zktls::LastEpoch` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Zktls::Epochs` (r:2 w:2)
	// Proof: `Zktls::Epochs` (`max_values`: None, `max_size`: Some(2594), added: 5069, mode: `MaxEncodedLen`)
	// `w`: 1 to 128
	fn open_epoch(w: u32) -> Weight {
		// At the least 66_730 ns.
		Weight::from_parts(79_436_006, 11_128)
			// ± 53_686
			.saturating_add(Weight::from_parts(434_393, 0).saturating_mul(w.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Zktls::Epochs` (r:1 w:1)
	// Proof: `Zktls::Epochs` (`max_values`: None, `max_size`: Some(2594), added: 5069, mode: `MaxEncodedLen`)
	// Storage: `Zktls::CounterForEpochs` (r:1 w:1)
	// Proof: `Zktls::CounterForEpochs` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Zktls::LastEpoch` (r:0 w:1)
	// Proof: `Zktls::LastEpoch` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn retire_epoch() -> Weight {
		// At the least 26_529 ns.
		Weight::from_parts(31_808_000, 6_059)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Zktls::Providers` (r:1 w:1)
	// Proof: `Zktls::Providers` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	fn allow_provider() -> Weight {
		// At the least 9_824 ns.
		Weight::from_parts(10_626_000, 3_513)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Zktls::Providers` (r:1 w:1)
	// Proof: `Zktls::Providers` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	fn disallow_provider() -> Weight {
		// At the least 10_015 ns.
		Weight::from_parts(10_857_000, 3_513)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Zktls::Links` (r:1 w:1)
	// Proof: `Zktls::Links` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(373), added: 2848, mode: `MaxEncodedLen`)
	fn link() -> Weight {
		// At the least 97_617 ns.
		Weight::from_parts(104_768_000, 3_838)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Zktls::Links` (r:1 w:1)
	// Proof: `Zktls::Links` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(373), added: 2848, mode: `MaxEncodedLen`)
	fn unlink() -> Weight {
		// At the least 54_693 ns.
		Weight::from_parts(58_287_000, 3_838)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Zktls::Epochs` (r:1 w:0)
	// Proof: `Zktls::Epochs` (`max_values`: None, `max_size`: Some(2594), added: 5069, mode: `MaxEncodedLen`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Zktls::Providers` (r:1 w:0)
	// Proof: `Zktls::Providers` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	// Storage: `Zktls::UsedClaims` (r:1 w:1)
	// Proof: `Zktls::UsedClaims` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(373), added: 2848, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Zktls::Links` (r:1 w:0)
	// Proof: `Zktls::Links` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	// `s`: 1 to 16
	// `b`: 200 to 24640
	fn submit(s: u32, b: u32) -> Weight {
		// At the least 466_741 ns.
		Weight::from_parts(227_593_933, 6_059)
			// ± 1_020_459
			.saturating_add(Weight::from_parts(35_363_933, 0).saturating_mul(s.into()))
			// ± 641
			.saturating_add(Weight::from_parts(9_583, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Zktls::Epochs` (r:1 w:0)
	// Proof: `Zktls::Epochs` (`max_values`: None, `max_size`: Some(2594), added: 5069, mode: `MaxEncodedLen`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Zktls::Providers` (r:1 w:0)
	// Proof: `Zktls::Providers` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	// Storage: `Zktls::Links` (r:1 w:0)
	// Proof: `Zktls::Links` (`max_values`: None, `max_size`: Some(84), added: 2559, mode: `MaxEncodedLen`)
	fn verify_claim() -> Weight {
		// At the least 836_226 ns.
		Weight::from_parts(880_894_000, 6_059).saturating_add(T::DbWeight::get().reads(4))
	}
	// Storage: `Zktls::UsedClaims` (r:1 w:1)
	// Proof: `Zktls::UsedClaims` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(373), added: 2848, mode: `MaxEncodedLen`)
	fn forget() -> Weight {
		// At the least 78_518 ns.
		Weight::from_parts(89_835_000, 3_838)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Zktls::UsedClaims` (r:1 w:0)
	// Proof: `Zktls::UsedClaims` (`max_values`: None, `max_size`: Some(104), added: 2579, mode: `MaxEncodedLen`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	fn wait_on() -> Weight {
		// At the least 37_516 ns.
		Weight::from_parts(42_995_000, 3_569)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(2))
	}
}
