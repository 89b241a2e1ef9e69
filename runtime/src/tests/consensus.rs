//! Numbers that must never change on a live chain.

use super::chain::genesis_of;
use crate::{configs::*, constants::time::*, genesis_config_presets::STAGING_RUNTIME_PRESET, Runtime};
use frame_support::traits::Get;
use sp_consensus_babe::AllowedSlots;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};

#[test]
fn babe_constants_stay_as_they_are() {
	let block_time: u64 = <Runtime as pallet_babe::Config>::ExpectedBlockTime::get();
	let minimum_period: u64 = <Runtime as pallet_timestamp::Config>::MinimumPeriod::get();
	assert_eq!(block_time, 3_000);
	assert_eq!(MILLISECS_PER_BLOCK, 3_000);
	assert_eq!(minimum_period * 2, block_time);
	assert_eq!(BABE_GENESIS_EPOCH_CONFIG.c, (1, 4));
	assert_eq!(BABE_GENESIS_EPOCH_CONFIG.allowed_slots, AllowedSlots::PrimaryAndSecondaryVRFSlots);
}

#[test]
fn equivocations_are_reportable_for_as_many_sessions_as_set_ids_are_kept() {
	let set_ids: u64 = <Runtime as pallet_grandpa::Config>::MaxSetIdSessionEntries::get();
	assert_eq!(set_ids, u64::from(REPORT_SESSIONS));
	genesis_of(STAGING_RUNTIME_PRESET)
		.execute_with(|| assert_eq!(ReportLongevity::get(), set_ids * EpochDuration::get()));
}

#[test]
fn epochs_are_long_on_a_public_chain_and_short_on_one_of_ones_own() {
	let slots = |preset: &str| genesis_of(preset).execute_with(EpochDuration::get);
	assert_eq!(slots(STAGING_RUNTIME_PRESET), 200);
	assert_eq!([DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET].map(slots), [10, 10]);
}

#[test]
fn stake_stays_in_reach_for_as_long_as_offences_are_reportable() {
	let eras: u32 = <Runtime as pallet_stakes::Config>::UnbondingEras::get();
	// What leaves at the end of an era is free at the start of the last, so that one era does not count.
	assert!((eras - 1) * SESSIONS_PER_ERA >= REPORT_SESSIONS);
}
