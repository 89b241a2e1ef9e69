//! Constants that make no sense.

use crate::{mock::*, MAX_KNOWN};
use frame_support::traits::Hooks;
use sp_runtime::Permill;

#[test]
fn integrity_test_passes_when_constants_make_sense() {
	Reputation::integrity_test();
	Prior::set(MAX_KNOWN);
	Decay::set(Permill::zero());
	Reputation::integrity_test();
}

#[test]
#[should_panic(expected = "a period must have a length")]
fn integrity_test_fails_when_a_period_has_no_length() {
	Period::set(0);
	Reputation::integrity_test();
}

#[test]
#[should_panic(expected = "must be forgotten some time")]
fn integrity_test_fails_when_nothing_decays() {
	Decay::set(Permill::one());
	Reputation::integrity_test();
}

#[test]
#[should_panic(expected = "must have a score")]
fn integrity_test_fails_when_there_is_no_prior() {
	Prior::set(0);
	Reputation::integrity_test();
}

#[test]
#[should_panic(expected = "does not overflow")]
fn integrity_test_fails_when_the_prior_is_above_its_bound() {
	Prior::set(MAX_KNOWN + 1);
	Reputation::integrity_test();
}

#[test]
#[should_panic(expected = "must count for something")]
fn integrity_test_fails_when_no_trade_counts() {
	MaxValue::set(0);
	Reputation::integrity_test();
}
