//! Time goes on: by blocks, sessions and eras, and by leaps.

use super::*;
use crate::tests::staking::next_session_slot;
use pallet_attestation::Evidence;

impl Run {
	/// Time goes on.
	pub(super) fn wait(&mut self) -> Option<Step> {
		match self.random.below(100) {
			0..=64 => (0..=self.random.below(3)).for_each(|_| one_block()),
			65..=80 => next_session(),
			81..=87 => next_era(),
			88..=94 => {
				// As long as there is between two reports of a machine. Nobody who judges misses its time so often.
				let is_judged = pallet_panels::Panels::<Runtime>::iter_keys().next().is_some();
				leave_out(if is_judged { 0 } else { 10 * MINUTES });
				one_block();
			}
			_ => {
				// A minute, an hour, a day or two, or a month.
				match self.random.below(16) {
					0 => self.leave_out_a_month(),
					n => leave_out([MINUTES, HOURS, DAYS, 2 * DAYS][n as usize % 4]),
				}
				one_block();
			}
		}
		None
	}

	/// An epoch of pools is over, and machines are still there.
	fn leave_out_a_month(&mut self) {
		leave_out(30 * DAYS);
		for worker in workers() {
			let renew = pallet_attestation::Call::renew { evidence: Evidence::Declared };
			self.dispatch(RuntimeOrigin::signed(worker), renew.into());
		}
	}
}

pub(super) fn one_block() {
	next_block_without_root_in(u64::from(Babe::current_slot()) + 1);
}

/// One block, with which a session starts: while nobody has keys, one does with every block.
pub(super) fn next_session() {
	next_block_without_root_in(next_session_slot().max(u64::from(Babe::current_slot()) + 1));
}

/// One block of each session up to the first of the next era.
pub(super) fn next_era() {
	let era = Validators::era();
	while Validators::era() == era {
		next_session();
	}
}
