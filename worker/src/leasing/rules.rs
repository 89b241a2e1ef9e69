//! What a lease, a challenge or a downtime asks for. Pure: no clock, no network, no disk.

use super::view::{Challenge, Downtime, Lease};
use crate::view::{BlockNumber, Registration, Window};
use std::fmt;

/// Blocks from sending a transaction to seeing it in a finalized block, and some more: what a registration must still be
/// good for, and what has to be left of the time to answer when a renewal goes first.
pub const ROUND_TRIP: BlockNumber = 8;

/// What to do about a challenge.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Proof {
	/// Nobody doubts.
	NotAsked,
	/// Answer.
	Send(Challenge),
	/// Renew the registration: as it is, the answer would be refused.
	RenewFirst(Challenge),
	/// No answer would count.
	Hopeless(Challenge, Hopeless),
}

/// Why no answer to a challenge counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Hopeless {
	/// The time is over.
	TooLate,
	/// The worker has another owner than its lease, or none.
	OtherOwner,
	/// What its hardware stands on was revoked.
	Revoked,
}

impl fmt::Display for Hopeless {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(match self {
			Self::TooLate => "the time to answer is over",
			Self::OtherOwner => "the worker is not registered with the owner that rented it out",
			Self::Revoked => "something that its hardware stands on was revoked",
		})
	}
}

/// What to do about the challenge of `lease` after finalized block `now`. A renewal that is under way (`renewing`) is
/// waited for as long as there is time; after that the answer is sent behind it, since transactions are included in
/// the order in which they were signed.
pub fn proof(lease: &Lease, registration: Option<&Registration>, renewing: bool, now: BlockNumber) -> Proof {
	let Some(challenge) = lease.challenge else { return Proof::NotAsked };
	if !(Window { from: challenge.at, to: challenge.until }).can_be_met(now) {
		return Proof::Hopeless(challenge, Hopeless::TooLate);
	}
	match registration {
		Some(found) if found.owner != lease.provider => Proof::Hopeless(challenge, Hopeless::OtherOwner),
		None => Proof::Hopeless(challenge, Hopeless::OtherOwner),
		Some(found) if counts(found, lease, now) => Proof::Send(challenge),
		Some(_) if renewing && challenge.until.saturating_sub(now) <= ROUND_TRIP => Proof::Send(challenge),
		Some(found) if found.revoked => Proof::Hopeless(challenge, Hopeless::Revoked),
		Some(_) => Proof::RenewFirst(challenge),
	}
}

/// Whether the chain would take the worker for the machine that was rented, also a few blocks from now.
fn counts(registration: &Registration, lease: &Lease, now: BlockNumber) -> bool {
	registration.active
		&& registration.expires_at > now.saturating_add(ROUND_TRIP)
		&& registration.tier >= lease.min_tier
		&& (lease.program.is_none() || registration.program == lease.program)
}

/// What to do about a lease when the operator wants the machine back.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reclaim {
	/// Give notice.
	StartReclaim,
	/// The notice is over: end it.
	Close,
	/// Wait for this block, or until nobody doubts any more.
	Wait(BlockNumber),
}

/// What to do about `lease` after finalized block `now` when the operator wants the machine back.
pub fn reclaim(lease: &Lease, now: BlockNumber) -> Reclaim {
	match (lease.reclaim_from, lease.challenge) {
		(None, _) => Reclaim::StartReclaim,
		// It cannot be ended while somebody doubts.
		(Some(_), Some(challenge)) => Reclaim::Wait(challenge.until),
		(Some(from), None) if now.saturating_add(1) < from => Reclaim::Wait(from),
		(Some(_), None) => Reclaim::Close,
	}
}

/// Whether a missing machine is really back: it runs, since it asks, and may take work again.
pub fn is_back(downtime: Option<&Downtime>, registration: Option<&Registration>, now: BlockNumber) -> bool {
	downtime.is_some() && registration.is_some_and(|found| found.active && found.expires_at > now.saturating_add(1))
}

#[cfg(test)]
mod tests;
