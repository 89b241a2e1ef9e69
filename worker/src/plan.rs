//! What to do next, from what the chain says and what the journal holds. Pure: no clock, no network, no disk.

use crate::{
	journal::{Answer, Entry},
	view::{
		AccountId, Balance, BlockNumber, Claim, Job, Outcome, ProgramKind, Progress, Registration, Reserved, Stage,
		Tier, H256,
	},
};
use std::{collections::BTreeSet, fmt};

/// Which jobs the operator wants.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Wishes {
	/// Programs to run; empty for all.
	pub programs: BTreeSet<H256>,
	/// Least native pay of a seat. Jobs paid in other assets are taken only when this is 0.
	pub min_seat_pay: Balance,
	/// Greatest bond to put at stake for one seat.
	pub max_bond: Balance,
	/// Most jobs at a time.
	pub max_jobs: usize,
	/// Whether a job is run before its seat is claimed, so that no bond is put on a program that gives no answer.
	pub rehearse: bool,
}

/// What matters of the worker itself in this block.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Me {
	/// How strongly its machine is known; `None` while it may not work.
	pub tier: Option<Tier>,
	/// Jobs it has on its hands.
	pub busy: usize,
	/// Whether it takes no new jobs.
	pub draining: bool,
	/// Whether it is rented out: it works for its tenant alone.
	pub rented: bool,
}

/// What to do about a job.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Step {
	/// Look again at the next block.
	Wait,
	/// It is none of our business any more.
	Forget,
	/// Get program and input, and compute the answer.
	Work,
	/// Claim a seat.
	Claim,
	/// Commit to the answer.
	Commit(Answer),
	/// Show the answer.
	Reveal(Answer),
	/// The seat cannot be saved; wait how it is settled.
	Stuck(Stuck),
	/// The seat was settled.
	Close(Outcome),
}

/// Why a seat cannot be saved.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stuck {
	/// The program gives no answer.
	NoAnswer,
	/// The time for commitments is over.
	TooLateToCommit,
	/// The time for outputs is over.
	TooLateToReveal,
	/// The journal does not hold what the chain says this worker committed to.
	SaltLost,
}

impl fmt::Display for Stuck {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(match self {
			Self::NoAnswer => "the program gives no answer to this input",
			Self::TooLateToCommit => "the time for commitments is over",
			Self::TooLateToReveal => "the time for showing outputs is over",
			Self::SaltLost => "the journal does not hold the answer that the chain says this worker committed to",
		})
	}
}

/// Why a job is left to others.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unwanted {
	/// It names no program.
	NoProgram,
	/// Its program is none that a sandbox can run.
	NotAnImage,
	/// The operator did not allow its program.
	ProgramNotAllowed,
	/// Its pay cannot be compared with the wish.
	OtherAsset,
	/// It pays too little.
	PaysTooLittle,
	/// It is for the machine of another lease.
	Reserved,
	/// This machine is rented out, and the job is not its tenant's.
	RentedOut,
	/// It asks for too great a bond.
	BondTooHigh,
	/// It asks for a stronger tier.
	TierTooLow,
	/// Another worker of the same owner claimed it.
	SiblingClaimed,
	/// The program was tried and gave no answer.
	NoAnswer,
	/// It takes no more claims.
	TooLate,
}

impl fmt::Display for Unwanted {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(match self {
			Self::NoProgram => "it names no program",
			Self::NotAnImage => "its program is no image, and only images can be run here",
			Self::ProgramNotAllowed => "its program is not in `claims.programs`",
			Self::OtherAsset => "it is paid in another asset and `claims.min_seat_pay` is not 0",
			Self::PaysTooLittle => "a seat pays less than `claims.min_seat_pay`",
			Self::Reserved => "it is for the machine of another lease",
			Self::RentedOut => "this machine is rented out and works for its tenant",
			Self::BondTooHigh => "the bond is greater than `claims.max_bond`",
			Self::TierTooLow => "it asks for a stronger tier",
			Self::SiblingClaimed => "another worker of the same owner claimed it",
			Self::NoAnswer => "its program gave no answer when it was tried",
			Self::TooLate => "its time for claims is over",
		})
	}
}

/// What to do about `job` after finalized block `now`, with the journal's `entry` about it.
pub fn next(job: &Job, now: BlockNumber, entry: Option<&Entry>, me: &Me, wishes: &Wishes) -> Step {
	let entry = entry.filter(|entry| entry.is_about(job));
	match (&job.stage, &job.seat) {
		(_, Some(seat)) => match &seat.outcome {
			Some(outcome) => Step::Close(outcome.clone()),
			None => seated(job, &seat.progress, now, entry),
		},
		(Stage::Open { .. }, None) => match job.claim {
			Claim::Mine => Step::Wait,
			_ if me.draining || unwanted(job, now, entry, me, wishes).is_some() => Step::Forget,
			_ if me.tier.is_none() || me.busy >= wishes.max_jobs => Step::Wait,
			_ if wishes.rehearse && answer(entry).is_none() => Step::Work,
			_ => Step::Claim,
		},
		(_, None) => Step::Forget,
	}
}

/// Why the worker does not want the open `job`, whatever else it has to do; `None` when it does.
pub fn unwanted(job: &Job, now: BlockNumber, entry: Option<&Entry>, me: &Me, wishes: &Wishes) -> Option<Unwanted> {
	let Some(program) = &job.program else { return Some(Unwanted::NoProgram) };
	let late = !matches!(job.stage, Stage::Open { claims } if claims.can_be_met(now));
	// Rent pays for what the tenant has done under its lease.
	let pay_matters = job.reserved != Reserved::ForUs;
	[
		(late, Unwanted::TooLate),
		(job.reserved == Reserved::ForOthers, Unwanted::Reserved),
		(me.rented && job.reserved == Reserved::No, Unwanted::RentedOut),
		(job.claim == Claim::Sibling, Unwanted::SiblingClaimed),
		(job.kind != Some(ProgramKind::Image), Unwanted::NotAnImage),
		(!wishes.programs.is_empty() && !wishes.programs.contains(program), Unwanted::ProgramNotAllowed),
		(pay_matters && !job.is_native() && wishes.min_seat_pay > 0, Unwanted::OtherAsset),
		(pay_matters && job.is_native() && job.seat_pay() < wishes.min_seat_pay, Unwanted::PaysTooLittle),
		(job.bond > wishes.max_bond, Unwanted::BondTooHigh),
		(me.tier.is_some_and(|tier| tier < job.min_tier), Unwanted::TierTooLow),
		(is_unable(entry), Unwanted::NoAnswer),
	]
	.into_iter()
	.find_map(|(applies, reason)| applies.then_some(reason))
}

/// Whether a worker that takes no new jobs has to stay for this one: `step` is what comes next for it.
pub fn keeps_here(job: &Job, step: &Step) -> bool {
	match step {
		Step::Commit(_) | Step::Reveal(_) => true,
		Step::Work => job.seat.is_some(),
		Step::Wait => match (&job.stage, &job.seat) {
			(Stage::Open { .. }, None) => job.claim == Claim::Mine,
			(_, Some(seat)) => matches!(seat.progress, Progress::Committed { .. }),
			_ => false,
		},
		_ => false,
	}
}

/// Whether the job counts against the most jobs at a time.
pub fn occupies(job: &Job) -> bool {
	job.claim == Claim::Mine || job.seat.as_ref().is_some_and(|seat| seat.outcome.is_none())
}

fn seated(job: &Job, progress: &Progress, now: BlockNumber, entry: Option<&Entry>) -> Step {
	match (&job.stage, progress) {
		(Stage::Assigned { commits }, Progress::Assigned) => match answer(entry) {
			_ if !commits.can_be_met(now) => Step::Stuck(Stuck::TooLateToCommit),
			Some(answer) => Step::Commit(answer.clone()),
			None if is_unable(entry) => Step::Stuck(Stuck::NoAnswer),
			None => Step::Work,
		},
		(Stage::Revealing { .. }, Progress::Assigned) => Step::Stuck(Stuck::TooLateToCommit),
		(Stage::Assigned { .. } | Stage::Revealing { .. }, Progress::Committed { commitment }) => {
			match (&job.stage, answer(entry).filter(|answer| answer.commitment() == *commitment)) {
				(_, None) => Step::Stuck(Stuck::SaltLost),
				(Stage::Revealing { reveals }, _) if !reveals.can_be_met(now) => Step::Stuck(Stuck::TooLateToReveal),
				(Stage::Revealing { .. }, Some(answer)) => Step::Reveal(answer.clone()),
				(_, Some(_)) => Step::Wait,
			}
		}
		// Shown already, or settled without an outcome of ours.
		(stage, _) if stage.is_terminal() => Step::Forget,
		_ => Step::Wait,
	}
}

fn answer(entry: Option<&Entry>) -> Option<&Answer> {
	match entry {
		Some(Entry::Answered(answer)) => Some(answer),
		_ => None,
	}
}

fn is_unable(entry: Option<&Entry>) -> bool {
	matches!(entry, Some(Entry::Unable(_)))
}

/// What to do about the worker's own registration.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Enrolment {
	/// It is unknown to the chain: register it.
	Register,
	/// The owner has to approve it.
	AwaitApproval,
	/// The owner has not enough at stake as a provider: it is given no work.
	AwaitStake,
	/// It expired or is about to, or does not say yet which machine this is: renew it.
	Renew,
	/// Something that its hardware stands on was revoked. Evidence that stands on the same is refused.
	Suspended,
	/// Nothing in this block.
	Settled,
	/// It is registered with another owner than the configuration names.
	ForeignOwner(AccountId),
}

/// What to do about the worker's own registration after finalized block `now`: it is renewed in the last quarter of
/// its validity, and at once when what it stands on has expired, or when the worker `attests` and it does not know the
/// worker's hardware.
pub fn enrolment(registration: Option<&Registration>, owner: &AccountId, attests: bool, now: BlockNumber) -> Enrolment {
	let step = match registration {
		None => Enrolment::Register,
		Some(found) if found.owner != *owner => Enrolment::ForeignOwner(found.owner),
		Some(found) if !found.approved => Enrolment::AwaitApproval,
		Some(found) if found.revoked => Enrolment::Suspended,
		Some(found) if !found.active || is_ending(found, now) => Enrolment::Renew,
		Some(found) if attests && found.attested_at.is_none() => Enrolment::Renew,
		Some(found) if !found.backed => Enrolment::AwaitStake,
		Some(_) => Enrolment::Settled,
	};
	// Evidence has to be bound to a later block each time, and never to the first one of the chain.
	let last = registration.and_then(|found| found.attested_at).unwrap_or(0);
	match step {
		Enrolment::Register | Enrolment::Renew if attests && now <= last => Enrolment::Settled,
		step => step,
	}
}

/// The same when somebody waits for the worker to be as strongly known as it was: whoever `attests` renews at once.
pub fn urgent_enrolment(
	registration: Option<&Registration>,
	owner: &AccountId,
	attests: bool,
	now: BlockNumber,
) -> Enrolment {
	let last = registration.and_then(|found| found.attested_at).unwrap_or(0);
	match enrolment(registration, owner, attests, now) {
		Enrolment::Settled | Enrolment::AwaitStake if attests && now > last => Enrolment::Renew,
		step => step,
	}
}

/// Whether at most a quarter of the validity is left after block `now`.
fn is_ending(registration: &Registration, now: BlockNumber) -> bool {
	let Registration { verified_at, expires_at, .. } = *registration;
	expires_at.saturating_sub(now) <= expires_at.saturating_sub(verified_at) / 4
}

/// The worker's tier, when the chain would let it work in the block after `now`.
pub fn active_tier(registration: Option<&Registration>, owner: &AccountId, now: BlockNumber) -> Option<Tier> {
	registration
		.filter(|found| found.owner == *owner && found.active && found.backed)
		.filter(|found| now.saturating_add(1) < found.expires_at)
		.map(|found| found.tier)
}

#[cfg(test)]
mod tests;
