//! What is always true between calls.

use crate::*;
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks that of each record
	/// - something was known when it was written, since work worth nothing is not noted;
	/// - neither value is above its bound;
	/// - the period in which it was written is not in the future.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let now = Self::period();
		for (_, _, record) in Records::<T>::iter() {
			ensure!(!record.is_nothing(), "a record of nothing is stored");
			ensure!(record.good.max(record.bad) <= MAX_KNOWN, "a record is above its bound");
			ensure!(record.at <= now, "a record is of a period in the future");
		}
		Ok(())
	}
}
