//! Benchmarks of our pallets, and what they need of this runtime.

use crate::*;
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{
	add_benchmark, add_benchmarks, list_benchmark, list_benchmarks, BenchmarkBatch, BenchmarkConfig, BenchmarkList,
	Benchmarking,
};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};

frame_benchmarking::define_benchmarks!(
	[pallet_agenda, Agenda]
	[pallet_attestation, Attestation]
	[pallet_escrow, Escrow]
	[pallet_jobs, Jobs]
);

/// Which benchmarks there are.
pub fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// Runs the benchmarks that `config` names.
pub fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}

/// Arguments of the treasury's benchmarks.
pub struct TreasuryArguments;

impl pallet_treasury::ArgumentsFactory<(), AccountId> for TreasuryArguments {
	fn create_asset_kind(_: u32) {}

	fn create_beneficiary(seed: [u8; 32]) -> AccountId {
		AccountId::new(seed)
	}
}
