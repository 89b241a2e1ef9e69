//! Numbers that must never change on a live chain.

use crate::{configs::*, constants::time::*, *};
use frame_support::traits::Get;
use sp_consensus_babe::AllowedSlots;

#[test]
fn babe_constants_stay_as_they_are() {
	assert_eq!(<Runtime as pallet_babe::Config>::ExpectedBlockTime::get(), 3_000);
	assert_eq!(<Runtime as pallet_babe::Config>::EpochDuration::get(), 200);
	assert_eq!(<Runtime as pallet_timestamp::Config>::MinimumPeriod::get() * 2, MILLISECS_PER_BLOCK);
	assert_eq!(BABE_GENESIS_EPOCH_CONFIG.c, (1, 4));
	assert_eq!(BABE_GENESIS_EPOCH_CONFIG.allowed_slots, AllowedSlots::PrimaryAndSecondaryVRFSlots);
}

#[test]
fn equivocations_are_reportable_for_as_many_sessions_as_set_ids_are_kept() {
	let longevity = <Runtime as pallet_babe::Config>::EpochDuration::get() * u64::from(REPORT_SESSIONS);
	assert_eq!(<Runtime as pallet_grandpa::Config>::MaxSetIdSessionEntries::get() * 200, longevity);
}
