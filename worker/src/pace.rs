//! One thing at a time, and pauses between attempts that fail.

use crate::view::BlockNumber;

/// Longest pause between two attempts, in blocks. Short: the windows of a job are.
const LONGEST_PAUSE: BlockNumber = 8;

/// When the next attempt may start.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pace {
	under_way: bool,
	/// Only a look at this block or a later one shows what the last attempt came to.
	not_before: BlockNumber,
	failures: u32,
}

impl Pace {
	/// Whether something may start from what was seen at block `now`.
	pub fn allows(&self, now: BlockNumber) -> bool {
		!self.under_way && self.not_before <= now
	}

	/// Whether something is under way.
	pub fn is_under_way(&self) -> bool {
		self.under_way
	}

	/// Attempts in a row that failed.
	pub fn failures(&self) -> u32 {
		self.failures
	}

	/// Something starts.
	pub fn start(&mut self) {
		self.under_way = true;
	}

	/// It is done, and can be seen from block `at` on.
	pub fn succeeded(&mut self, at: BlockNumber) {
		*self = Self { under_way: false, not_before: at, failures: 0 };
	}

	/// It failed at block `now`: the pause doubles with each failure in a row.
	pub fn failed(&mut self, now: BlockNumber) {
		let pause = 1u32.checked_shl(self.failures).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
		*self =
			Self { under_way: false, not_before: now.saturating_add(pause), failures: self.failures.saturating_add(1) };
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn pace_allows_one_thing_at_a_time() {
		let mut pace = Pace::default();
		assert!(pace.allows(0));
		pace.start();
		assert!(!pace.allows(100) && pace.is_under_way());
		pace.succeeded(7);
		assert_eq!([pace.allows(6), pace.allows(7)], [false, true]);
	}

	#[test]
	fn pace_doubles_its_pauses_up_to_the_longest_when_attempts_fail() {
		let mut pace = Pace::default();
		let mut pauses = Vec::new();
		for _ in 0..40 {
			pace.failed(10);
			pauses.push((11..).position(|now| pace.allows(now)).unwrap_or(0) + 1);
		}
		assert_eq!(pauses[..6], [1, 2, 4, 8, 8, 8]);
		pace.succeeded(10);
		pace.failed(10);
		assert!(pace.allows(11));
	}
}
