//! One thing at a time, and pauses between attempts that fail.

use crate::view::BlockNumber;

/// Longest pause between two attempts by default, in blocks. Short: the windows of a job are.
const LONGEST_PAUSE: BlockNumber = 8;

/// When the next attempt may start.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
	under_way: bool,
	/// Only a look at this block or a later one shows what the last attempt came to.
	not_before: BlockNumber,
	failures: u32,
	longest_pause: BlockNumber,
}

impl Default for Pace {
	fn default() -> Self {
		Self::with_pauses_up_to(LONGEST_PAUSE)
	}
}

impl Pace {
	/// Pauses of at most `longest_pause` blocks.
	pub fn with_pauses_up_to(longest_pause: BlockNumber) -> Self {
		Self { under_way: false, not_before: 0, failures: 0, longest_pause }
	}

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

	/// The next attempt may start in block `by` at the latest, however often it failed.
	pub fn hurry(&mut self, by: BlockNumber) {
		// After a success, there is nothing to hurry: it has to be seen first.
		if self.failures > 0 {
			self.not_before = self.not_before.min(by);
		}
	}

	/// Something starts.
	pub fn start(&mut self) {
		self.under_way = true;
	}

	/// It is done, and can be seen from block `at` on.
	pub fn succeeded(&mut self, at: BlockNumber) {
		*self = Self { under_way: false, not_before: at, failures: 0, ..*self };
	}

	/// It failed at block `now`: the pause doubles with each failure in a row.
	pub fn failed(&mut self, now: BlockNumber) {
		let pause = 1u32.checked_shl(self.failures).unwrap_or(u32::MAX).min(self.longest_pause);
		let (not_before, failures) = (now.saturating_add(pause), self.failures.saturating_add(1));
		*self = Self { under_way: false, not_before, failures, ..*self };
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

	/// How long `pace` pauses after each of many failures in a row.
	fn pauses(pace: &mut Pace) -> Vec<usize> {
		let mut pauses = Vec::new();
		for _ in 0..40 {
			pace.failed(10);
			pauses.push((11..).position(|now| pace.allows(now)).unwrap_or(0) + 1);
		}
		pauses
	}

	#[test]
	fn pace_shortens_its_pause_when_it_has_to_hurry() {
		let mut pace = Pace::with_pauses_up_to(100);
		(0..10).for_each(|_| pace.failed(10));
		assert!(!pace.allows(100));
		pace.hurry(12);
		pace.hurry(13);
		assert_eq!([pace.allows(11), pace.allows(12)], [false, true]);
		pace.start();
		pace.hurry(12);
		assert!(!pace.allows(12));
		pace.succeeded(20);
		pace.hurry(12);
		assert_eq!([pace.allows(19), pace.allows(20)], [false, true]);
	}

	#[test]
	fn pace_doubles_its_pauses_up_to_the_longest_when_attempts_fail() {
		assert_eq!(pauses(&mut Pace::default())[..6], [1, 2, 4, 8, 8, 8]);
		let mut pace = Pace::with_pauses_up_to(20);
		for _ in 0..2 {
			assert_eq!(pauses(&mut pace)[..7], [1, 2, 4, 8, 16, 20, 20]);
			pace.succeeded(10);
		}
	}
}
