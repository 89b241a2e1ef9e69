//! How pallets are put together: weights are those measured for this runtime, and periods fit.

use crate::{weights, BlockNumber, Runtime, RuntimeCall};
use core::any::type_name;
use frame_support::traits::{IntegrityTest, WhitelistedStorageKeys};

#[test]
fn pallets_use_the_weights_measured_for_this_runtime() {
	macro_rules! assert_wired {
		($($pallet:ident),* $(,)?) => {$(
			assert_eq!(
				type_name::<<Runtime as $pallet::Config>::WeightInfo>(),
				type_name::<weights::$pallet::WeightInfo<Runtime>>(),
			);
		)*};
	}
	assert_wired!(
		pallet_agenda,
		pallet_agents,
		pallet_attestation,
		pallet_batches,
		pallet_channels,
		pallet_data_pools,
		pallet_escrow,
		pallet_jobs,
		pallet_leasing,
		pallet_panels,
		pallet_reputation,
		pallet_stakes,
		pallet_validators,
		pallet_zktls,
	);
}

#[test]
fn sdk_pallets_use_weights_too() {
	macro_rules! assert_not_unit {
		($($pallet:ident),* $(,)?) => {$(
			assert_ne!(type_name::<<Runtime as $pallet::Config>::WeightInfo>(), "()", stringify!($pallet));
		)*};
	}
	assert_not_unit!(
		pallet_asset_conversion,
		pallet_assets,
		pallet_babe,
		pallet_balances,
		pallet_grandpa,
		pallet_migrations,
		pallet_multisig,
		pallet_preimage,
		pallet_proxy,
		pallet_scheduler,
		pallet_session,
		pallet_sudo,
		pallet_timestamp,
		pallet_transaction_payment,
		pallet_treasury,
		pallet_utility,
	);
	assert_ne!(type_name::<<Runtime as frame_system::Config>::SystemWeightInfo>(), "()");
	assert_ne!(type_name::<<Runtime as frame_system::Config>::ExtensionsWeightInfo>(), "()");
}

#[test]
fn a_call_stays_small_in_memory() {
	assert!(size_of::<RuntimeCall>() <= 256, "{} bytes: box the largest variant", size_of::<RuntimeCall>());
}

#[test]
fn the_block_number_is_not_charged_for() {
	let number = frame_support::storage::storage_prefix(b"System", b"Number").to_vec();
	assert!(crate::AllPalletsWithSystem::whitelisted_storage_keys().iter().any(|key| key.key == number));
}

#[test]
fn constants_of_all_pallets_fit_together() {
	sp_io::TestExternalities::default().execute_with(crate::AllPalletsWithSystem::integrity_test);
}

#[test]
fn circuits_outlive_the_jobs_that_name_them() {
	let longest: BlockNumber = <Runtime as pallet_jobs::Config>::MaxDuration::get();
	let notice: BlockNumber = <Runtime as pallet_attestation::Config>::CircuitNotice::get();
	assert!(notice >= longest);
}

#[test]
fn blocks_are_remembered_for_as_long_as_evidence_may_be_bound_to_them() {
	let period: BlockNumber = <Runtime as pallet_attestation::Config>::ChallengePeriod::get();
	let remembered: BlockNumber = <Runtime as frame_system::Config>::BlockHashCount::get();
	let valid: BlockNumber = <Runtime as pallet_attestation::Config>::HardwareValidity::get();
	assert!(remembered >= period);
	assert!(valid > period);
}
