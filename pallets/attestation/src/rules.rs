//! When a worker is active, when its renewal is due and when its challenge is fresh. No storage.

use crate::{Status, Worker};
use piazza_primitives::Window;
use piazza_verifiers::UnixTime;
use sp_runtime::traits::{AtLeast32BitUnsigned, Saturating};

/// The two clocks of a chain.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Now<BlockNumber> {
	/// The block being built.
	pub block: BlockNumber,
	/// Its time.
	pub time: UnixTime,
}

/// Why a worker may not take work.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Inactivity {
	/// Its owner has not said yes.
	NotApproved,
	/// Its evidence was accepted too long ago, or what it stands on is not valid any more.
	Expired,
}

/// Why `worker` may not take work at `now`, revocations aside; `None` when it may.
pub(crate) fn inactivity<AccountId, BlockNumber: AtLeast32BitUnsigned + Copy, Ticket>(
	worker: &Worker<AccountId, BlockNumber, Ticket>,
	now: Now<BlockNumber>,
) -> Option<Inactivity> {
	if worker.status != Status::Approved {
		return Some(Inactivity::NotApproved);
	}
	let valid = Window { from: worker.verified_at, to: worker.expires_at };
	let outlived = worker.attestation.as_ref().is_some_and(|attestation| now.time > attestation.valid_until);
	(outlived || !valid.contains(now.block)).then_some(Inactivity::Expired)
}

/// Whether evidence bound to the hash of `at_block` is fresh in block `now`: an earlier block, at most `period` ago.
pub(crate) fn is_fresh<BlockNumber: AtLeast32BitUnsigned + Copy>(
	at_block: BlockNumber,
	now: BlockNumber,
	period: BlockNumber,
) -> bool {
	at_block < now && Saturating::saturating_sub(now, at_block) <= period
}

/// Whether at most half of the time between `verified_at` and `expires_at` is left in block `now`.
pub(crate) fn renewal_is_due<BlockNumber: AtLeast32BitUnsigned + Copy>(
	verified_at: BlockNumber,
	expires_at: BlockNumber,
	now: BlockNumber,
) -> bool {
	let passed = Saturating::saturating_sub(now, verified_at);
	passed >= Saturating::saturating_sub(expires_at, now)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::Attestation;
	use piazza_primitives::Tier;
	use proptest::prelude::*;

	fn worker(status: Status, verified_at: u32, expires_at: u32) -> Worker<u64, u32, ()> {
		Worker { owner: 1, tier: Tier::Declared, status, verified_at, expires_at, attestation: None, ticket: () }
	}

	fn at(block: u32) -> Now<u32> {
		Now { block, time: 1_000 }
	}

	#[test]
	fn worker_is_active_from_its_first_block_until_before_its_last() {
		let worker = worker(Status::Approved, 5, 8);
		let active: Vec<u32> = (0..20).filter(|now| inactivity(&worker, at(*now)).is_none()).collect();
		assert_eq!(active, [5, 6, 7]);
		assert_eq!(inactivity(&worker, at(8)), Some(Inactivity::Expired));
	}

	#[test]
	fn worker_is_not_approved_when_it_is_pending_and_expired() {
		assert_eq!(inactivity(&worker(Status::Pending, 5, 8), at(9)), Some(Inactivity::NotApproved));
	}

	#[test]
	fn worker_is_expired_when_its_certificates_are() {
		let until = |valid_until| {
			let attestation =
				Attestation { at_block: 4, program: None, class: None, gpus: 0, valid_until, generation: 0 };
			inactivity(&Worker { attestation: Some(attestation), ..worker(Status::Approved, 5, 8) }, at(6))
		};
		assert_eq!(until(1_000), None);
		assert_eq!(until(999), Some(Inactivity::Expired));
	}

	#[test]
	fn challenge_is_fresh_from_the_next_block_until_its_period_is_over() {
		let fresh: Vec<u32> = (0..20).filter(|now| is_fresh(5, *now, 3)).collect();
		assert_eq!(fresh, [6, 7, 8]);
	}

	#[test]
	fn renewal_is_due_when_at_most_half_is_left() {
		assert!(!renewal_is_due(10u32, 20, 10));
		assert!(!renewal_is_due(10u32, 20, 14));
		assert!(renewal_is_due(10u32, 20, 15));
		assert!(renewal_is_due(10u32, 20, 30));
	}

	proptest! {
		#[test]
		fn worker_is_active_only_when_approved_and_in_time(
			verified_at: u32, validity in 1u32..1_000, now: u32, approved: bool,
		) {
			let expires_at = verified_at.saturating_add(validity);
			let status = if approved { Status::Approved } else { Status::Pending };
			let active = inactivity(&worker(status, verified_at, expires_at), at(now)).is_none();
			prop_assert_eq!(active, approved && verified_at <= now && now < expires_at);
		}

		#[test]
		fn renewals_that_are_due_are_at_least_half_a_validity_apart(
			verified_at in 0u32..1_000_000, validity in 2u32..100_000, passed in 0u32..200_000,
		) {
			let now = verified_at + passed;
			let due = renewal_is_due(verified_at, verified_at + validity, now);
			prop_assert_eq!(due, passed * 2 >= validity);
		}
	}
}
