//! Weights of `pallet_attestation`, measured by `scripts/weights`: do not edit.
//!
//! 2026-11-25 · AMD EPYC · steps 12 · repeat 8 · wasm Compiled
//! rustc 1.95.0 (59807616e 2026-04-14) · 2 cores · bencher built with profile dev

use core::marker::PhantomData;
#[allow(unused_imports)] // a pallet may touch no storage
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_attestation` on the machine above.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_attestation::WeightInfo for WeightInfo<T> {
	// Storage: `Attestation::Programs` (r:1 w:1)
	// Proof: `Attestation::Programs` (`max_values`: None, `max_size`: Some(1799), added: 4274, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	// Storage: `Attestation::CounterForPrograms` (r:1 w:1)
	// Proof: `Attestation::CounterForPrograms` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn register_program() -> Weight {
		// At the least 91_436 ns.
		Weight::from_parts(97_905_000, 5_264)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Attestation::Programs` (r:1 w:1)
	// Proof: `Attestation::Programs` (`max_values`: None, `max_size`: Some(1799), added: 4274, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	// Storage: `Attestation::CounterForPrograms` (r:1 w:1)
	// Proof: `Attestation::CounterForPrograms` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Attestation::CircuitKeys` (r:0 w:1)
	// Proof: `Attestation::CircuitKeys` (`max_values`: None, `max_size`: Some(2066), added: 4541, mode: `MaxEncodedLen`)
	fn register_circuit_bn254() -> Weight {
		// At the least 4_874_526 ns.
		Weight::from_parts(5_153_830_000, 5_264)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Attestation::Programs` (r:1 w:1)
	// Proof: `Attestation::Programs` (`max_values`: None, `max_size`: Some(1799), added: 4274, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	// Storage: `Attestation::CounterForPrograms` (r:1 w:1)
	// Proof: `Attestation::CounterForPrograms` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Attestation::CircuitKeys` (r:0 w:1)
	// Proof: `Attestation::CircuitKeys` (`max_values`: None, `max_size`: Some(2066), added: 4541, mode: `MaxEncodedLen`)
	fn register_circuit_bls12_381() -> Weight {
		// At the least 10_319_448 ns.
		Weight::from_parts(10_732_720_000, 5_264)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Attestation::Programs` (r:1 w:1)
	// Proof: `Attestation::Programs` (`max_values`: None, `max_size`: Some(1799), added: 4274, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(58), added: 2533, mode: `MaxEncodedLen`)
	fn remove_program() -> Weight {
		// At the least 61_270 ns.
		Weight::from_parts(80_440_000, 5_264)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Attestation::Workers` (r:1 w:1)
	// Proof: `Attestation::Workers` (`max_values`: None, `max_size`: Some(160), added: 2635, mode: `MaxEncodedLen`)
	// Storage: `Attestation::SpentChallenges` (r:1 w:0)
	// Proof: `Attestation::SpentChallenges` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	// Storage: `Attestation::CounterForWorkers` (r:1 w:1)
	// Proof: `Attestation::CounterForWorkers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Attestation::WorkersOf` (r:0 w:1)
	// Proof: `Attestation::WorkersOf` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	fn register() -> Weight {
		// At the least 97_885 ns.
		Weight::from_parts(101_241_000, 3_640)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `Attestation::Workers` (r:1 w:1)
	// Proof: `Attestation::Workers` (`max_values`: None, `max_size`: Some(160), added: 2635, mode: `MaxEncodedLen`)
	fn approve() -> Weight {
		// At the least 20_390 ns.
		Weight::from_parts(23_134_000, 3_625)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Attestation::Workers` (r:1 w:1)
	// Proof: `Attestation::Workers` (`max_values`: None, `max_size`: Some(160), added: 2635, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Foundations` (r:1 w:1)
	// Proof: `Attestation::Foundations` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(58), added: 2533, mode: `MaxEncodedLen`)
	// Storage: `Attestation::SpentChallenges` (r:0 w:1)
	// Proof: `Attestation::SpentChallenges` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	// Storage: `Attestation::WorkerOfDevice` (r:0 w:13)
	// Proof: `Attestation::WorkerOfDevice` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	fn renew() -> Weight {
		// At the least 71_816 ns.
		Weight::from_parts(78_457_000, 5_883)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(18))
	}
	// Storage: `Attestation::Workers` (r:1 w:1)
	// Proof: `Attestation::Workers` (`max_values`: None, `max_size`: Some(160), added: 2635, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Foundations` (r:1 w:1)
	// Proof: `Attestation::Foundations` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Pages` (r:1 w:1)
	// Proof: `Agenda::Pages` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
	// Storage: `System::Account` (r:1 w:1)
	// Proof: `System::Account` (`max_values`: None, `max_size`: Some(128), added: 2603, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	// Storage: `Attestation::CounterForWorkers` (r:1 w:1)
	// Proof: `Attestation::CounterForWorkers` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Agenda::Items` (r:0 w:1)
	// Proof: `Agenda::Items` (`max_values`: None, `max_size`: Some(58), added: 2533, mode: `MaxEncodedLen`)
	// Storage: `Attestation::SpentChallenges` (r:0 w:1)
	// Proof: `Attestation::SpentChallenges` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	// Storage: `Attestation::WorkerOfDevice` (r:0 w:13)
	// Proof: `Attestation::WorkerOfDevice` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	// Storage: `Attestation::WorkersOf` (r:0 w:1)
	// Proof: `Attestation::WorkersOf` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
	fn retire() -> Weight {
		// At the least 138_455 ns.
		Weight::from_parts(148_931_000, 5_883)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(22))
	}
	// Storage: `System::BlockHash` (r:2 w:0)
	// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Attestation::TcbInfos` (r:1 w:0)
	// Proof: `Attestation::TcbInfos` (`max_values`: None, `max_size`: Some(32868), added: 35343, mode: `MaxEncodedLen`)
	// Storage: `Attestation::QeIdentities` (r:1 w:0)
	// Proof: `Attestation::QeIdentities` (`max_values`: None, `max_size`: Some(32854), added: 35329, mode: `MaxEncodedLen`)
	// Storage: `Attestation::IntelPolicies` (r:1 w:0)
	// Proof: `Attestation::IntelPolicies` (`max_values`: Some(1), `max_size`: Some(875), added: 1370, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Revoked` (r:5 w:0)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::VerifiedLinks` (r:1 w:0)
	// Proof: `Attestation::VerifiedLinks` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::RevocationLists` (r:2 w:0)
	// Proof: `Attestation::RevocationLists` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	// Storage: `Attestation::WorkerOfDevice` (r:1 w:1)
	// Proof: `Attestation::WorkerOfDevice` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	// Storage: `Attestation::RevocationGeneration` (r:1 w:0)
	// Proof: `Attestation::RevocationGeneration` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Foundations` (r:0 w:1)
	// Proof: `Attestation::Foundations` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
	// Storage: `Attestation::SpentChallenges` (r:0 w:1)
	// Proof: `Attestation::SpentChallenges` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	fn verify_intel() -> Weight {
		// At the least 3_667_106 ns.
		Weight::from_parts(3_870_828_000, 36_333)
			.saturating_add(T::DbWeight::get().reads(16))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `System::BlockHash` (r:2 w:0)
	// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Attestation::AmdPolicies` (r:1 w:0)
	// Proof: `Attestation::AmdPolicies` (`max_values`: Some(1), `max_size`: Some(1222), added: 1717, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Revoked` (r:5 w:0)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::VerifiedLinks` (r:1 w:1)
	// Proof: `Attestation::VerifiedLinks` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::RevocationLists` (r:1 w:0)
	// Proof: `Attestation::RevocationLists` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	// Storage: `Attestation::WorkerOfDevice` (r:1 w:1)
	// Proof: `Attestation::WorkerOfDevice` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	// Storage: `Attestation::RevocationGeneration` (r:1 w:0)
	// Proof: `Attestation::RevocationGeneration` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Foundations` (r:0 w:1)
	// Proof: `Attestation::Foundations` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
	// Storage: `Attestation::SpentChallenges` (r:0 w:1)
	// Proof: `Attestation::SpentChallenges` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	fn verify_amd() -> Weight {
		// At the least 8_337_749 ns.
		Weight::from_parts(8_703_892_000, 13_525)
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `System::BlockHash` (r:2 w:0)
	// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Attestation::NitroPolicies` (r:1 w:0)
	// Proof: `Attestation::NitroPolicies` (`max_values`: Some(1), `max_size`: Some(17), added: 512, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Revoked` (r:7 w:0)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::VerifiedLinks` (r:5 w:0)
	// Proof: `Attestation::VerifiedLinks` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::RevocationGeneration` (r:1 w:0)
	// Proof: `Attestation::RevocationGeneration` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Foundations` (r:0 w:1)
	// Proof: `Attestation::Foundations` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
	// Storage: `Attestation::SpentChallenges` (r:0 w:1)
	// Proof: `Attestation::SpentChallenges` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	fn verify_nitro() -> Weight {
		// At the least 26_494_805 ns.
		Weight::from_parts(27_380_909_000, 18_539)
			.saturating_add(T::DbWeight::get().reads(17))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `System::BlockHash` (r:2 w:0)
	// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Attestation::AndroidPolicies` (r:1 w:0)
	// Proof: `Attestation::AndroidPolicies` (`max_values`: Some(1), `max_size`: Some(1310), added: 1805, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Revoked` (r:12 w:0)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::VerifiedLinks` (r:5 w:0)
	// Proof: `Attestation::VerifiedLinks` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::RevocationGeneration` (r:1 w:0)
	// Proof: `Attestation::RevocationGeneration` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Foundations` (r:0 w:1)
	// Proof: `Attestation::Foundations` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
	// Storage: `Attestation::SpentChallenges` (r:0 w:1)
	// Proof: `Attestation::SpentChallenges` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	fn verify_android() -> Weight {
		// At the least 22_856_322 ns.
		Weight::from_parts(24_019_266_000, 31_074)
			.saturating_add(T::DbWeight::get().reads(22))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `System::BlockHash` (r:2 w:0)
	// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Attestation::SoftwareRoots` (r:1 w:0)
	// Proof: `Attestation::SoftwareRoots` (`max_values`: Some(1), `max_size`: Some(16393), added: 16888, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Revoked` (r:4 w:0)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::VerifiedLinks` (r:1 w:0)
	// Proof: `Attestation::VerifiedLinks` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::WorkerOfDevice` (r:1 w:1)
	// Proof: `Attestation::WorkerOfDevice` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	// Storage: `Attestation::RevocationGeneration` (r:1 w:0)
	// Proof: `Attestation::RevocationGeneration` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Foundations` (r:0 w:1)
	// Proof: `Attestation::Foundations` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
	// Storage: `Attestation::SpentChallenges` (r:0 w:1)
	// Proof: `Attestation::SpentChallenges` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	fn verify_software() -> Weight {
		// At the least 11_299_861 ns.
		Weight::from_parts(13_383_509_000, 17_878)
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Attestation::NvidiaPolicies` (r:1 w:0)
	// Proof: `Attestation::NvidiaPolicies` (`max_values`: Some(1), `max_size`: Some(106), added: 601, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Revoked` (r:30 w:0)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::VerifiedLinks` (r:14 w:2)
	// Proof: `Attestation::VerifiedLinks` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::GoldenMeasurements` (r:1 w:0)
	// Proof: `Attestation::GoldenMeasurements` (`max_values`: None, `max_size`: Some(433), added: 2908, mode: `MaxEncodedLen`)
	// Storage: `Attestation::GpuModels` (r:1 w:0)
	// Proof: `Attestation::GpuModels` (`max_values`: None, `max_size`: Some(150), added: 2625, mode: `MaxEncodedLen`)
	// Storage: `Attestation::WorkerOfDevice` (r:13 w:13)
	// Proof: `Attestation::WorkerOfDevice` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
	// Storage: `Attestation::RevocationGeneration` (r:1 w:0)
	// Proof: `Attestation::RevocationGeneration` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Foundations` (r:0 w:1)
	// Proof: `Attestation::Foundations` (`max_values`: None, `max_size`: Some(2418), added: 4893, mode: `MaxEncodedLen`)
	// Storage: `Attestation::SpentChallenges` (r:0 w:1)
	// Proof: `Attestation::SpentChallenges` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	// `n`: 1 to 12
	fn verify_nvidia(n: u32) -> Weight {
		// At the least 19_382_732 ns.
		Weight::from_parts(3_729_649_496, 16_032)
			// ± 345_624_093
			.saturating_add(Weight::from_parts(20_234_094_862, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 5_014).saturating_mul(n.into()))
	}
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Revoked` (r:1 w:0)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::TcbInfos` (r:1 w:1)
	// Proof: `Attestation::TcbInfos` (`max_values`: None, `max_size`: Some(32868), added: 35343, mode: `MaxEncodedLen`)
	fn submit_tcb_info() -> Weight {
		// At the least 1_992_414 ns.
		Weight::from_parts(2_086_423_000, 36_333)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Revoked` (r:1 w:0)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::QeIdentities` (r:1 w:1)
	// Proof: `Attestation::QeIdentities` (`max_values`: None, `max_size`: Some(32854), added: 35329, mode: `MaxEncodedLen`)
	fn submit_qe_identity() -> Weight {
		// At the least 1_746_569 ns.
		Weight::from_parts(1_841_390_000, 36_319)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Attestation::Revoked` (r:1025 w:1024)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::RevocationLists` (r:1 w:1)
	// Proof: `Attestation::RevocationLists` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
	// Storage: `Attestation::RevocationGeneration` (r:1 w:1)
	// Proof: `Attestation::RevocationGeneration` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// `n`: 1 to 1024
	fn submit_revocation_list(n: u32) -> Weight {
		// At the least 11_352_278 ns.
		Weight::from_parts(11_414_569_618, 3_513)
			// ± 917_093
			.saturating_add(Weight::from_parts(6_722_208, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2_507).saturating_mul(n.into()))
	}
	// Storage: `Attestation::Revoked` (r:63 w:63)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::RevocationGeneration` (r:1 w:1)
	// Proof: `Attestation::RevocationGeneration` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// `n`: 1 to 64
	fn revoke(n: u32) -> Weight {
		// At the least 16_215 ns.
		Weight::from_parts(11_122_478, 1_489)
			// ± 5_743
			.saturating_add(Weight::from_parts(4_474_700, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
			.saturating_add(Weight::from_parts(0, 2_507).saturating_mul(n.into()))
	}
	// Storage: `Attestation::Revoked` (r:0 w:63)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// `n`: 1 to 64
	fn reinstate(n: u32) -> Weight {
		// At the least 10_355 ns.
		Weight::from_parts(8_652_315, 0)
			// ± 3_146
			.saturating_add(Weight::from_parts(2_208_535, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
	// Storage: `Attestation::Revoked` (r:1 w:1)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::RevocationGeneration` (r:1 w:1)
	// Proof: `Attestation::RevocationGeneration` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	fn switch_verifier() -> Weight {
		// At the least 16_004 ns.
		Weight::from_parts(17_526_000, 3_497)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Attestation::AndroidPolicies` (r:0 w:1)
	// Proof: `Attestation::AndroidPolicies` (`max_values`: Some(1), `max_size`: Some(1310), added: 1805, mode: `MaxEncodedLen`)
	fn set_policy() -> Weight {
		// At the least 17_145 ns.
		Weight::from_parts(19_599_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Attestation::GoldenMeasurements` (r:0 w:1)
	// Proof: `Attestation::GoldenMeasurements` (`max_values`: None, `max_size`: Some(433), added: 2908, mode: `MaxEncodedLen`)
	fn set_golden_measurements() -> Weight {
		// At the least 11_236 ns.
		Weight::from_parts(13_350_000, 0).saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Attestation::Classes` (r:1 w:1)
	// Proof: `Attestation::Classes` (`max_values`: None, `max_size`: Some(117), added: 2592, mode: `MaxEncodedLen`)
	fn set_class() -> Weight {
		// At the least 20_480 ns.
		Weight::from_parts(22_403_000, 3_582)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Attestation::GpuModels` (r:1 w:1)
	// Proof: `Attestation::GpuModels` (`max_values`: None, `max_size`: Some(150), added: 2625, mode: `MaxEncodedLen`)
	fn set_gpu_model() -> Weight {
		// At the least 20_550 ns.
		Weight::from_parts(22_363_000, 3_615)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Attestation::Programs` (r:1 w:0)
	// Proof: `Attestation::Programs` (`max_values`: None, `max_size`: Some(1799), added: 4274, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Revoked` (r:1 w:0)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::CircuitKeys` (r:1 w:0)
	// Proof: `Attestation::CircuitKeys` (`max_values`: None, `max_size`: Some(2066), added: 4541, mode: `MaxEncodedLen`)
	fn prove_groth16_bn254() -> Weight {
		// At the least 6_435_419 ns.
		Weight::from_parts(6_622_267_000, 5_531).saturating_add(T::DbWeight::get().reads(3))
	}
	// Storage: `Attestation::Programs` (r:1 w:0)
	// Proof: `Attestation::Programs` (`max_values`: None, `max_size`: Some(1799), added: 4274, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Revoked` (r:1 w:0)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	// Storage: `Attestation::CircuitKeys` (r:1 w:0)
	// Proof: `Attestation::CircuitKeys` (`max_values`: None, `max_size`: Some(2066), added: 4541, mode: `MaxEncodedLen`)
	fn prove_groth16_bls12_381() -> Weight {
		// At the least 12_390_758 ns.
		Weight::from_parts(12_642_651_000, 5_531).saturating_add(T::DbWeight::get().reads(3))
	}
	// Storage: `Attestation::Programs` (r:1 w:0)
	// Proof: `Attestation::Programs` (`max_values`: None, `max_size`: Some(1799), added: 4274, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Revoked` (r:1 w:0)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	fn prove_risc0() -> Weight {
		// At the least 6_614_966 ns.
		Weight::from_parts(9_446_313_000, 5_264).saturating_add(T::DbWeight::get().reads(2))
	}
	// Storage: `Attestation::Programs` (r:1 w:0)
	// Proof: `Attestation::Programs` (`max_values`: None, `max_size`: Some(1799), added: 4274, mode: `MaxEncodedLen`)
	// Storage: `Attestation::Revoked` (r:1 w:0)
	// Proof: `Attestation::Revoked` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
	fn prove_sp1() -> Weight {
		// At the least 6_529_499 ns.
		Weight::from_parts(6_784_017_000, 5_264).saturating_add(T::DbWeight::get().reads(2))
	}
	// Storage: `Attestation::Programs` (r:1 w:1)
	// Proof: `Attestation::Programs` (`max_values`: None, `max_size`: Some(1799), added: 4274, mode: `MaxEncodedLen`)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Proof: `Balances::Holds` (`max_values`: None, `max_size`: Some(175), added: 2650, mode: `MaxEncodedLen`)
	// Storage: `Attestation::CounterForPrograms` (r:1 w:1)
	// Proof: `Attestation::CounterForPrograms` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
	// Storage: `Attestation::CircuitKeys` (r:0 w:1)
	// Proof: `Attestation::CircuitKeys` (`max_values`: None, `max_size`: Some(2066), added: 4541, mode: `MaxEncodedLen`)
	fn expire_circuit() -> Weight {
		// At the least 101_170 ns.
		Weight::from_parts(132_066_000, 5_264)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(4))
	}
	// Storage: `Attestation::SpentChallenges` (r:1 w:1)
	// Proof: `Attestation::SpentChallenges` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
	fn forget_challenge() -> Weight {
		// At the least 9_664 ns.
		Weight::from_parts(10_876_000, 3_517)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}
