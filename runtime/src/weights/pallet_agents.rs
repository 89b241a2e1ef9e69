//! Weights of `pallet_agents`, measured by `scripts/weights`: do not edit.
//!
//! 2026-11-28 · AMD EPYC · steps 10 · repeat 5 · wasm Compiled
//! rustc 1.95.0 (59807616e 2026-04-14) · 2 cores · bencher built with profile dev

use core::marker::PhantomData;
#[allow(unused_imports)] // a pallet may touch no storage
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_agents` on the machine above.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_agents::WeightInfo for WeightInfo<T> {
	// Storage: `Agents::NextAgent` (r:1 w:1)
	// Proof: `Agents::NextAgent` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Agents::Metadata` (r:16 w:16)
	// Proof: `Agents::Metadata` (`max_values`: None, `max_size`: Some(356), added: 2831, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(538), added: 3013, mode: `MaxEncodedLen`)
	// Storage: `Agents::CounterForAgents` (r:1 w:1)
	// Proof: `Agents::CounterForAgents` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// `m`: 0 to 16
	fn register(m: u32) -> Weight {
		// At the least 63_996 ns.
		Weight::from_parts(68_221_058, 4_003)
			// ± 21_124
			.saturating_add(Weight::from_parts(8_632_298, 0).saturating_mul(m.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(m.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(m.into())))
			.saturating_add(Weight::from_parts(0, 2_831).saturating_mul(m.into()))
	}
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(538), added: 3013, mode: `MaxEncodedLen`)
	fn set_uri() -> Weight {
		// At the least 71_057 ns.
		Weight::from_parts(80_341_000, 4_003)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(538), added: 3013, mode: `MaxEncodedLen`)
	// Storage: `Agents::Metadata` (r:1 w:1)
	// Proof: `Agents::Metadata` (`max_values`: None, `max_size`: Some(356), added: 2831, mode: `MaxEncodedLen`)
	fn set_metadata() -> Weight {
		// At the least 79_530 ns.
		Weight::from_parts(87_662_000, 4_003)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(538), added: 3013, mode: `MaxEncodedLen`)
	fn set_card() -> Weight {
		// At the least 69_675 ns.
		Weight::from_parts(79_600_000, 4_003)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(538), added: 3013, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	fn transfer() -> Weight {
		// At the least 213_581 ns.
		Weight::from_parts(227_842_000, 6_794)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `System::Account` (r:2 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(538), added: 3013, mode: `MaxEncodedLen`)
	// Storage: `Agents::Metadata` (r:16 w:16)
	// Proof: `Agents::Metadata` (`max_values`: None, `max_size`: Some(356), added: 2831, mode: `MaxEncodedLen`)
	// Storage: `Agents::CounterForAgents` (r:1 w:1)
	// Proof: `Agents::CounterForAgents` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	fn deregister() -> Weight {
		// At the least 136_845 ns.
		Weight::from_parts(157_927_000, 46_286)
			.saturating_add(T::DbWeight::get().reads(21))
			.saturating_add(T::DbWeight::get().writes(20))
	}
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(538), added: 3013, mode: `MaxEncodedLen`)
	// Storage: `System::BlockHash` (r:1 w:0)
	// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	fn bind_wallet() -> Weight {
		// At the least 108_273 ns.
		Weight::from_parts(125_138_000, 4_003)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(538), added: 3013, mode: `MaxEncodedLen`)
	fn unbind_wallet() -> Weight {
		// At the least 70_917 ns.
		Weight::from_parts(82_464_000, 4_003)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(538), added: 3013, mode: `MaxEncodedLen`)
	// Storage: `Agents::Mandates` (r:1 w:0)
	// Proof: `Agents::Mandates` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	// Storage: `Agents::Feedbacks` (r:1 w:1)
	// Proof: `Agents::Feedbacks` (`max_values`: None, `max_size`: Some(754), added: 3229, mode: `MaxEncodedLen`)
	// Storage: `Channels::Channels` (r:1 w:0)
	// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
	// Storage: `Channels::Receipts` (r:1 w:0)
	// Proof: `Channels::Receipts` (`max_values`: None, `max_size`: Some(112), added: 2587, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	// Storage: `Agents::ClientTotals` (r:1 w:1)
	// Proof: `Agents::ClientTotals` (`max_values`: None, `max_size`: Some(212), added: 2687, mode: `MaxEncodedLen`)
	// Storage: `Agents::AgentTotals` (r:1 w:1)
	// Proof: `Agents::AgentTotals` (`max_values`: None, `max_size`: Some(164), added: 2639, mode: `MaxEncodedLen`)
	fn give_feedback() -> Weight {
		// At the least 154_712 ns.
		Weight::from_parts(167_232_000, 4_219)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agents::Feedbacks` (r:1 w:1)
	// Proof: `Agents::Feedbacks` (`max_values`: None, `max_size`: Some(754), added: 3229, mode: `MaxEncodedLen`)
	// Storage: `Agents::ClientTotals` (r:1 w:1)
	// Proof: `Agents::ClientTotals` (`max_values`: None, `max_size`: Some(212), added: 2687, mode: `MaxEncodedLen`)
	// Storage: `Agents::AgentTotals` (r:1 w:1)
	// Proof: `Agents::AgentTotals` (`max_values`: None, `max_size`: Some(164), added: 2639, mode: `MaxEncodedLen`)
	fn revoke_feedback() -> Weight {
		// At the least 81_652 ns.
		Weight::from_parts(91_167_000, 4_219)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Agents::Feedbacks` (r:1 w:1)
	// Proof: `Agents::Feedbacks` (`max_values`: None, `max_size`: Some(754), added: 3229, mode: `MaxEncodedLen`)
	// Storage: `Channels::Channels` (r:1 w:0)
	// Proof: `Channels::Channels` (`max_values`: None, `max_size`: Some(224), added: 2699, mode: `MaxEncodedLen`)
	// Storage: `Channels::Receipts` (r:1 w:0)
	// Proof: `Channels::Receipts` (`max_values`: None, `max_size`: Some(112), added: 2587, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	fn remove_feedback() -> Weight {
		// At the least 67_201 ns.
		Weight::from_parts(74_472_000, 4_219)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Agents::Feedbacks` (r:1 w:1)
	// Proof: `Agents::Feedbacks` (`max_values`: None, `max_size`: Some(754), added: 3229, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(538), added: 3013, mode: `MaxEncodedLen`)
	fn respond() -> Weight {
		// At the least 21_352 ns.
		Weight::from_parts(25_468_000, 4_219)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(538), added: 3013, mode: `MaxEncodedLen`)
	// Storage: `Agents::Mandates` (r:1 w:0)
	// Proof: `Agents::Mandates` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	// Storage: `Agents::RequestMarks` (r:1 w:1)
	// Proof: `Agents::RequestMarks` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Positions` (r:1 w:0)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:1 w:0)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Minimums` (r:1 w:0)
	// Proof: `Stakes::Minimums` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	// Storage: `Agents::Validations` (r:0 w:1)
	// Proof: `Agents::Validations` (`max_values`: None, `max_size`: Some(783), added: 3258, mode: `MaxEncodedLen`)
	fn request_validation() -> Weight {
		// At the least 193_610 ns.
		Weight::from_parts(213_190_000, 4_003)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Positions` (r:1 w:0)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Agents::Validations` (r:1 w:1)
	// Proof: `Agents::Validations` (`max_values`: None, `max_size`: Some(783), added: 3258, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Delegations` (r:1 w:0)
	// Proof: `Stakes::Delegations` (`max_values`: None, `max_size`: Some(442), added: 2917, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Minimums` (r:1 w:0)
	// Proof: `Stakes::Minimums` (`max_values`: None, `max_size`: Some(25), added: 2500, mode: `MaxEncodedLen`)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	fn accept_validation() -> Weight {
		// At the least 93_310 ns.
		Weight::from_parts(98_979_000, 4_248)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Stakes::Positions` (r:1 w:0)
	// Proof: `Stakes::Positions` (`max_values`: None, `max_size`: Some(107), added: 2582, mode: `MaxEncodedLen`)
	// Storage: `Agents::Validations` (r:1 w:1)
	// Proof: `Agents::Validations` (`max_values`: None, `max_size`: Some(783), added: 3258, mode: `MaxEncodedLen`)
	// Storage: `Agents::AllScores` (r:1 w:1)
	// Proof: `Agents::AllScores` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	// Storage: `Session::CurrentIndex` (r:1 w:0)
	// Proof: `Session::CurrentIndex` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
	fn respond_validation() -> Weight {
		// At the least 131_598 ns.
		Weight::from_parts(140_230_000, 6_196)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agents::Validations` (r:1 w:1)
	// Proof: `Agents::Validations` (`max_values`: None, `max_size`: Some(783), added: 3258, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
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
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	// Storage: `Stakes::PendingSlashes` (r:0 w:1)
	// Proof: `Stakes::PendingSlashes` (`max_values`: None, `max_size`: Some(1477), added: 3952, mode: `MaxEncodedLen`)
	fn report_late() -> Weight {
		// At the least 209_294 ns.
		Weight::from_parts(220_691_000, 6_196)
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agents::Validations` (r:1 w:1)
	// Proof: `Agents::Validations` (`max_values`: None, `max_size`: Some(783), added: 3258, mode: `MaxEncodedLen`)
	// Storage: `Jobs::Jobs` (r:1 w:0)
	// Proof: `Jobs::Jobs` (`max_values`: None, `max_size`: Some(853), added: 3328, mode: `MaxEncodedLen`)
	// Storage: `Agents::AllScores` (r:1 w:1)
	// Proof: `Agents::AllScores` (`max_values`: None, `max_size`: Some(76), added: 2551, mode: `MaxEncodedLen`)
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
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(67), added: 2542, mode: `MaxEncodedLen`)
	// Storage: `Stakes::PendingSlashes` (r:0 w:1)
	// Proof: `Stakes::PendingSlashes` (`max_values`: None, `max_size`: Some(1477), added: 3952, mode: `MaxEncodedLen`)
	fn report_contradiction() -> Weight {
		// At the least 186_761 ns.
		Weight::from_parts(199_109_000, 6_196)
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agents::Validations` (r:1 w:1)
	// Proof: `Agents::Validations` (`max_values`: None, `max_size`: Some(783), added: 3258, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	fn close_validation() -> Weight {
		// At the least 155_043 ns.
		Weight::from_parts(164_056_000, 4_248)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(538), added: 3013, mode: `MaxEncodedLen`)
	// Storage: `Agents::Mandates` (r:1 w:1)
	// Proof: `Agents::Mandates` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	fn grant_mandate() -> Weight {
		// At the least 123_356 ns.
		Weight::from_parts(133_821_000, 4_003)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agents::Mandates` (r:1 w:1)
	// Proof: `Agents::Mandates` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(538), added: 3013, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(427), added: 2902, mode: `MaxEncodedLen`)
	fn revoke_mandate() -> Weight {
		// At the least 121_302 ns.
		Weight::from_parts(128_844_000, 4_003)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Agents::Agents` (r:1 w:1)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(538), added: 3013, mode: `MaxEncodedLen`)
	fn revoke_all_mandates() -> Weight {
		// At the least 73_400 ns.
		Weight::from_parts(87_721_000, 4_003)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Agents::Agents` (r:1 w:0)
	// Proof: `Agents::Agents` (`max_values`: None, `max_size`: Some(538), added: 3013, mode: `MaxEncodedLen`)
	// Storage: `Agents::Mandates` (r:1 w:1)
	// Proof: `Agents::Mandates` (`max_values`: None, `max_size`: Some(353), added: 2828, mode: `MaxEncodedLen`)
	// Storage: `Assets::Account` (r:3 w:0)
	// Proof: `Assets::Account` (`max_values`: None, `max_size`: Some(134), added: 2609, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:2 w:2)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	fn act() -> Weight {
		// At the least 109_825 ns.
		Weight::from_parts(128_152_000, 8_817)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}
