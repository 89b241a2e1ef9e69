use super::*;
use crate::view::{AccountId, ProgramId, Tier};
use piazza_client::Asset;

const NOW: BlockNumber = 100;
const OWNER: AccountId = AccountId([2; 32]);
const PROGRAM: ProgramId = piazza_client::H256([5; 32]);

fn registration() -> Registration {
	Registration {
		owner: OWNER,
		tier: Tier::ConfidentialCpu,
		approved: true,
		verified_at: 0,
		expires_at: 1_000,
		active: true,
		attested_at: None,
		revoked: false,
		backed: true,
		program: None,
		class: None,
		gpus: 0,
	}
}

fn challenge() -> Challenge {
	Challenge { bond: 10, at: NOW - 2, until: NOW + 18 }
}

fn lease() -> Lease {
	Lease {
		id: 7,
		tenant: AccountId([3; 32]),
		provider: OWNER,
		min_tier: Tier::ConfidentialCpu,
		program: None,
		asset: Asset::Native,
		rate: 5,
		rent: 50,
		started_at: 10,
		until: 500,
		reclaim_from: None,
		challenge: Some(challenge()),
	}
}

#[test]
fn challenge_is_answered_at_once_when_the_worker_counts_as_the_machine_that_was_rented() {
	assert_eq!(proof(&lease(), Some(&registration()), false, NOW), Proof::Send(challenge()));
	// Neither stake nor a renewal that goes on are in the way.
	let unbacked = Registration { backed: false, ..registration() };
	assert_eq!(proof(&lease(), Some(&unbacked), true, NOW), Proof::Send(challenge()));
	let measured = Registration { program: Some(PROGRAM), ..registration() };
	let lease = Lease { program: Some(PROGRAM), ..lease() };
	assert_eq!(proof(&lease, Some(&measured), false, NOW), Proof::Send(challenge()));
}

#[test]
fn nothing_is_answered_when_nobody_doubts() {
	let lease = Lease { challenge: None, ..lease() };
	assert_eq!(proof(&lease, Some(&registration()), false, NOW), Proof::NotAsked);
}

#[test]
fn registration_is_renewed_first_when_the_answer_would_be_refused() {
	for lapsed in [
		Registration { active: false, ..registration() },
		Registration { expires_at: NOW + ROUND_TRIP, ..registration() },
		Registration { tier: Tier::Declared, ..registration() },
	] {
		assert_eq!(proof(&lease(), Some(&lapsed), false, NOW), Proof::RenewFirst(challenge()));
		assert_eq!(proof(&lease(), Some(&lapsed), true, NOW), Proof::RenewFirst(challenge()));
		// No time is left to wait for the renewal: the answer goes behind it.
		assert_eq!(proof(&lease(), Some(&lapsed), true, NOW + 10), Proof::Send(challenge()));
		assert_eq!(proof(&lease(), Some(&lapsed), false, NOW + 10), Proof::RenewFirst(challenge()));
	}
	let lease = Lease { program: Some(PROGRAM), ..lease() };
	assert_eq!(proof(&lease, Some(&registration()), false, NOW), Proof::RenewFirst(challenge()));
	let lasting = Registration { expires_at: NOW + ROUND_TRIP + 1, ..registration() };
	assert_eq!(proof(&super::tests::lease(), Some(&lasting), false, NOW), Proof::Send(challenge()));
}

#[test]
fn no_answer_is_sent_when_none_would_count() {
	let hopeless = |why| Proof::Hopeless(challenge(), why);
	let last = challenge().until - 2;
	assert_eq!(proof(&lease(), Some(&registration()), false, last), Proof::Send(challenge()));
	assert_eq!(proof(&lease(), Some(&registration()), false, last + 1), hopeless(Hopeless::TooLate));
	let sold = Registration { owner: AccountId([9; 32]), ..registration() };
	assert_eq!(proof(&lease(), Some(&sold), false, NOW), hopeless(Hopeless::OtherOwner));
	assert_eq!(proof(&lease(), None, false, NOW), hopeless(Hopeless::OtherOwner));
	let revoked = Registration { active: false, revoked: true, ..registration() };
	assert_eq!(proof(&lease(), Some(&revoked), false, NOW), hopeless(Hopeless::Revoked));
}

#[test]
fn machine_is_reclaimed_by_notice_and_end_of_the_lease_when_the_notice_is_over() {
	let after = |reclaim_from, challenge, now| reclaim(&Lease { reclaim_from, challenge, ..lease() }, now);
	assert_eq!(after(None, Some(challenge()), NOW), Reclaim::StartReclaim);
	assert_eq!(after(Some(NOW + 5), None, NOW), Reclaim::Wait(NOW + 5));
	assert_eq!(after(Some(NOW + 5), None, NOW + 3), Reclaim::Wait(NOW + 5));
	assert_eq!(after(Some(NOW + 5), None, NOW + 4), Reclaim::Close);
	assert_eq!(after(Some(NOW), Some(challenge()), NOW), Reclaim::Wait(challenge().until));
}

#[test]
fn machine_is_back_when_it_may_take_work_again() {
	let downtime = Downtime { since: 50, charged: 9, self_reported: false };
	let back = |downtime, registration: Option<Registration>| is_back(downtime, registration.as_ref(), NOW);
	assert!(back(Some(&downtime), Some(registration())));
	assert!(!back(None, Some(registration())));
	assert!(!back(Some(&downtime), None));
	assert!(!back(Some(&downtime), Some(Registration { active: false, ..registration() })));
	assert!(!back(Some(&downtime), Some(Registration { expires_at: NOW + 1, ..registration() })));
}

#[test]
fn downtime_costs_half_when_the_provider_said_so_itself() {
	let downtime = Downtime { since: 50, charged: 9, self_reported: false };
	assert_eq!(downtime.cost(), 9);
	assert_eq!(Downtime { self_reported: true, ..downtime }.cost(), 4);
}
