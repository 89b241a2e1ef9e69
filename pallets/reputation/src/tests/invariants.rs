//! The invariants are looked for.

use crate::{mock::*, *};
use piazza_primitives::Domain;

/// What the invariants say of a record, in period 1.
fn tried(record: Record) -> Result<(), sp_runtime::TryRuntimeError> {
	new_test_ext().execute_with(|| {
		pass(1);
		Records::<Test>::insert(Domain::Jobs, SUBJECT, record);
		Reputation::do_try_state()
	})
}

#[test]
fn try_state_passes_when_a_record_is_sound() {
	assert_eq!(tried(Record { good: MAX_KNOWN, bad: 0, at: 1 }), Ok(()));
	// It is not touched when it decays.
	assert_eq!(tried(Record { good: 0, bad: 1, at: 0 }), Ok(()));
}

#[test]
fn try_state_fails_when_a_record_is_not_sound() {
	assert_eq!(tried(Record::nothing(1)), Err("a record of nothing is stored".into()));
	assert_eq!(tried(Record { good: 1, bad: 1, at: 2 }), Err("a record is of a period in the future".into()));
	for (good, bad) in [(MAX_KNOWN + 1, 0), (0, MAX_KNOWN + 1)] {
		assert_eq!(tried(Record { good, bad, at: 1 }), Err("a record is above its bound".into()));
	}
}
