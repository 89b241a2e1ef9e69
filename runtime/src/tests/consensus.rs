//! Numbers that must never change on a live chain.

use crate::{configs::*, constants::time::*, Runtime};
use frame_support::traits::Get;
use sp_consensus_babe::AllowedSlots;

#[test]
fn babe_constants_stay_as_they_are() {
	let block_time: u64 = <Runtime as pallet_babe::Config>::ExpectedBlockTime::get();
	let minimum_period: u64 = <Runtime as pallet_timestamp::Config>::MinimumPeriod::get();
	assert_eq!(block_time, 3_000);
	assert_eq!(MILLISECS_PER_BLOCK, 3_000);
	assert_eq!(minimum_period * 2, block_time);
	assert_eq!(EpochDuration::get(), 200);
	assert_eq!(BABE_GENESIS_EPOCH_CONFIG.c, (1, 4));
	assert_eq!(BABE_GENESIS_EPOCH_CONFIG.allowed_slots, AllowedSlots::PrimaryAndSecondaryVRFSlots);
}

#[test]
fn equivocations_are_reportable_for_as_many_sessions_as_set_ids_are_kept() {
	let set_ids: u64 = <Runtime as pallet_grandpa::Config>::MaxSetIdSessionEntries::get();
	assert_eq!(set_ids, u64::from(REPORT_SESSIONS));
	assert_eq!(ReportLongevity::get(), set_ids * EpochDuration::get());
}
