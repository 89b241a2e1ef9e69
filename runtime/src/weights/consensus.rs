//! Weights of equivocation reports.
//!
//! Handling a report is dominated by signature checks and by proofs whose size depends on the validator set, which the
//! SDK states as formulas rather than as benchmarks. They hold here as they are: our handler of offences counts its own
//! weight when it runs.

use frame_support::weights::Weight;

/// Weights of `pallet-babe`.
pub struct Babe;

impl pallet_babe::WeightInfo for Babe {
	fn plan_config_change() -> Weight {
		<() as pallet_babe::WeightInfo>::plan_config_change()
	}

	fn report_equivocation(validator_count: u32, max_nominators: u32) -> Weight {
		<() as pallet_babe::WeightInfo>::report_equivocation(validator_count, max_nominators)
	}
}

/// Weights of `pallet-grandpa`.
pub struct Grandpa;

impl pallet_grandpa::WeightInfo for Grandpa {
	fn report_equivocation(validator_count: u32, max_nominators: u32) -> Weight {
		<() as pallet_grandpa::WeightInfo>::report_equivocation(validator_count, max_nominators)
	}

	fn note_stalled() -> Weight {
		<() as pallet_grandpa::WeightInfo>::note_stalled()
	}
}
