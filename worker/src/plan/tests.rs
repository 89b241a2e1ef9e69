use super::*;
use crate::{
	journal::Unable,
	view::{Asset, Content, Reserved, Seat, Window},
};
use proptest::prelude::*;

const NOW: BlockNumber = 10;
const PROGRAM: H256 = H256([1; 32]);
const INPUT: H256 = H256([2; 32]);
const UNIT: Balance = 1_000_000_000_000;
const OPEN: Window = Window { from: 8, to: 14 };
const CLOSED: Window = Window { from: 5, to: NOW + 1 };

fn job(stage: Stage) -> Job {
	Job {
		id: 7,
		program: Some(PROGRAM),
		kind: Some(ProgramKind::Image),
		input: Content { hash: INPUT, uri: Default::default() },
		asset: Asset::Native,
		reward: 300 * UNIT,
		replicas: 3,
		min_tier: Tier::Declared,
		reserved: Reserved::No,
		bond: 10 * UNIT,
		stage,
		claim: Claim::None,
		seat: None,
	}
}

fn seated(stage: Stage, progress: Progress) -> Job {
	Job { seat: Some(Seat { progress, outcome: None }), ..job(stage) }
}

fn claimed(claim: Claim) -> Job {
	Job { claim, ..job(Stage::Open { claims: OPEN }) }
}

fn an_answer() -> Answer {
	let (output, salt) = (H256([3; 32]), H256([4; 32]));
	Answer { job: 7, worker: H256([5; 32]), program: PROGRAM, input: INPUT, output, salt }
}

fn answered() -> Entry {
	Entry::Answered(an_answer())
}

fn unable() -> Entry {
	Entry::Unable(Unable { job: 7, program: PROGRAM, input: INPUT, reason: "trap".into() })
}

fn committed() -> Progress {
	Progress::Committed { commitment: an_answer().commitment() }
}

fn me() -> Me {
	Me { tier: Some(Tier::Declared), busy: 0, draining: false, rented: false }
}

fn wishes() -> Wishes {
	Wishes { programs: BTreeSet::new(), min_seat_pay: 0, max_bond: 100 * UNIT, max_jobs: 4, rehearse: true }
}

fn step(job: &Job, entry: Option<&Entry>) -> Step {
	next(job, NOW, entry, &me(), &wishes())
}

#[test]
fn open_job_is_tried_first_and_claimed_when_there_is_an_answer() {
	let job = job(Stage::Open { claims: OPEN });
	assert_eq!(step(&job, None), Step::Work);
	assert_eq!(step(&job, Some(&answered())), Step::Claim);
	assert_eq!(next(&job, NOW, None, &me(), &Wishes { rehearse: false, ..wishes() }), Step::Claim);
}

#[test]
fn open_job_waits_when_the_worker_may_not_or_cannot_take_it_now() {
	let job = job(Stage::Open { claims: OPEN });
	assert_eq!(next(&job, NOW, None, &Me { tier: None, ..me() }, &wishes()), Step::Wait);
	assert_eq!(next(&job, NOW, None, &Me { busy: 4, ..me() }, &wishes()), Step::Wait);
	assert_eq!(step(&claimed(Claim::Mine), Some(&answered())), Step::Wait);
}

#[test]
fn open_job_is_forgotten_when_the_worker_does_not_want_it() {
	let open = || job(Stage::Open { claims: OPEN });
	let only = |program| Wishes { programs: BTreeSet::from([program]), ..wishes() };
	let cases = [
		(Job { program: None, ..open() }, wishes(), Unwanted::NoProgram),
		(Job { kind: Some(ProgramKind::Enclave), ..open() }, wishes(), Unwanted::NotAnImage),
		(Job { kind: Some(ProgramKind::Circuit), ..open() }, wishes(), Unwanted::NotAnImage),
		(open(), only(H256([9; 32])), Unwanted::ProgramNotAllowed),
		(open(), Wishes { min_seat_pay: 100 * UNIT + 1, ..wishes() }, Unwanted::PaysTooLittle),
		(Job { asset: Asset::WithId(1), ..open() }, Wishes { min_seat_pay: 1, ..wishes() }, Unwanted::OtherAsset),
		(Job { reserved: Reserved::ForOthers, ..open() }, wishes(), Unwanted::Reserved),
		(Job { bond: 100 * UNIT + 1, ..open() }, wishes(), Unwanted::BondTooHigh),
		(Job { min_tier: Tier::Device, ..open() }, wishes(), Unwanted::TierTooLow),
		(claimed(Claim::Sibling), wishes(), Unwanted::SiblingClaimed),
		(job(Stage::Open { claims: CLOSED }), wishes(), Unwanted::TooLate),
	];
	for (job, wishes, why) in cases {
		assert_eq!(unwanted(&job, NOW, None, &me(), &wishes), Some(why));
		assert_eq!(next(&job, NOW, None, &me(), &wishes), Step::Forget, "{why}");
	}
	assert_eq!(step(&open(), Some(&unable())), Step::Forget);
	assert_eq!(next(&open(), NOW, None, &Me { draining: true, ..me() }, &wishes()), Step::Forget);
}

#[test]
fn open_job_is_wanted_at_the_very_limits_of_the_wishes() {
	let wishes = Wishes { programs: [PROGRAM].into(), min_seat_pay: 100 * UNIT, max_bond: 10 * UNIT, ..wishes() };
	assert_eq!(unwanted(&job(Stage::Open { claims: OPEN }), NOW, None, &me(), &wishes), None);
	let last = Window { from: 0, to: NOW + 2 };
	assert_eq!(unwanted(&job(Stage::Open { claims: last }), NOW, None, &me(), &wishes), None);
}

#[test]
fn open_job_of_the_tenant_is_wanted_whatever_it_pays() {
	let greedy = Wishes { min_seat_pay: 1_000_000 * UNIT, ..wishes() };
	for asset in [Asset::Native, Asset::WithId(1)] {
		let ours = Job { reserved: Reserved::ForUs, reward: 0, asset, ..job(Stage::Open { claims: OPEN }) };
		assert_eq!(unwanted(&ours, NOW, None, &me(), &greedy), None);
		let risky = Job { bond: 100 * UNIT + 1, ..ours };
		assert_eq!(unwanted(&risky, NOW, None, &me(), &greedy), Some(Unwanted::BondTooHigh));
	}
}

#[test]
fn open_job_is_left_to_others_when_the_machine_is_rented_out_unless_it_is_the_tenants() {
	let me = Me { rented: true, ..me() };
	let open = |reserved| Job { reserved, ..job(Stage::Open { claims: OPEN }) };
	assert_eq!(unwanted(&open(Reserved::No), NOW, None, &me, &wishes()), Some(Unwanted::RentedOut));
	assert_eq!(unwanted(&open(Reserved::ForUs), NOW, None, &me, &wishes()), None);
}

#[test]
fn claim_is_kept_when_draining() {
	let me = Me { draining: true, ..me() };
	let job = claimed(Claim::Mine);
	let step = next(&job, NOW, None, &me, &wishes());
	assert_eq!(step, Step::Wait);
	assert!(keeps_here(&job, &step));
}

#[test]
fn assigned_job_is_worked_on_then_committed_to() {
	let job = seated(Stage::Assigned { commits: OPEN }, Progress::Assigned);
	assert_eq!(step(&job, None), Step::Work);
	assert_eq!(step(&job, Some(&answered())), Step::Commit(an_answer()));
	// Being inactive or busy or on the way out is no reason to leave a seat.
	let me = Me { tier: None, busy: 9, draining: true, rented: true };
	assert_eq!(next(&job, NOW, Some(&answered()), &me, &wishes()), Step::Commit(an_answer()));
}

#[test]
fn assigned_job_is_forgotten_when_the_seat_went_to_others() {
	assert_eq!(step(&job(Stage::Assigned { commits: OPEN }), Some(&answered())), Step::Forget);
}

#[test]
fn assigned_job_is_stuck_when_there_is_no_answer_or_no_time() {
	let job = |commits| seated(Stage::Assigned { commits }, Progress::Assigned);
	assert_eq!(step(&job(OPEN), Some(&unable())), Step::Stuck(Stuck::NoAnswer));
	assert_eq!(step(&job(CLOSED), Some(&answered())), Step::Stuck(Stuck::TooLateToCommit));
	assert_eq!(step(&job(CLOSED), None), Step::Stuck(Stuck::TooLateToCommit));
}

#[test]
fn committed_seat_waits_for_the_others_and_is_revealed_then() {
	assert_eq!(step(&seated(Stage::Assigned { commits: OPEN }, committed()), Some(&answered())), Step::Wait);
	let job = seated(Stage::Revealing { reveals: OPEN }, committed());
	assert_eq!(step(&job, Some(&answered())), Step::Reveal(an_answer()));
}

#[test]
fn revealing_job_is_stuck_when_the_seat_never_committed_or_it_is_too_late() {
	let job = |reveals, progress| seated(Stage::Revealing { reveals }, progress);
	assert_eq!(step(&job(OPEN, Progress::Assigned), Some(&answered())), Step::Stuck(Stuck::TooLateToCommit));
	assert_eq!(step(&job(CLOSED, committed()), Some(&answered())), Step::Stuck(Stuck::TooLateToReveal));
}

#[test]
fn committed_seat_is_stuck_when_the_journal_does_not_hold_its_salt() {
	let job = seated(Stage::Revealing { reveals: OPEN }, committed());
	let other = Entry::Answered(Answer { salt: H256([8; 32]), ..an_answer() });
	for entry in [None, Some(&other), Some(&unable())] {
		assert_eq!(step(&job, entry), Step::Stuck(Stuck::SaltLost));
	}
}

#[test]
fn answer_is_not_used_when_it_is_about_another_job_of_the_same_number() {
	let job = seated(Stage::Assigned { commits: OPEN }, Progress::Assigned);
	let stale = Entry::Answered(Answer { input: H256([9; 32]), ..an_answer() });
	assert_eq!(step(&job, Some(&stale)), Step::Work);
}

#[test]
fn revealed_seat_waits_and_is_closed_when_it_is_settled() {
	let mut job = seated(Stage::Revealing { reveals: OPEN }, Progress::Revealed);
	assert_eq!(step(&job, Some(&answered())), Step::Wait);
	assert!(!keeps_here(&job, &Step::Wait));
	let outcome = Outcome { verdict: "Paid".into(), paid: 98 * UNIT, bond_lost: 0, bond_won: 5 * UNIT };
	job.stage = Stage::Final;
	job.seat = Some(Seat { progress: Progress::Revealed, outcome: Some(outcome.clone()) });
	assert_eq!(step(&job, Some(&answered())), Step::Close(outcome));
}

#[test]
fn job_is_forgotten_when_it_is_over_or_no_work_of_ours() {
	for stage in [Stage::Final, Stage::Failed { reason: "Cancelled".into() }, Stage::Elsewhere] {
		assert_eq!(step(&job(stage), None), Step::Forget);
	}
	assert_eq!(step(&seated(Stage::Failed { reason: "NoQuorum".into() }, committed()), None), Step::Forget);
}

#[test]
fn worker_stays_for_what_it_can_still_do_and_not_for_what_is_lost() {
	let assigned = seated(Stage::Assigned { commits: OPEN }, Progress::Assigned);
	let waiting = seated(Stage::Assigned { commits: OPEN }, committed());
	assert!(keeps_here(&assigned, &Step::Work));
	assert!(keeps_here(&assigned, &Step::Commit(an_answer())));
	assert!(keeps_here(&waiting, &Step::Wait));
	assert!(!keeps_here(&waiting, &Step::Stuck(Stuck::SaltLost)));
	assert!(!keeps_here(&job(Stage::Open { claims: OPEN }), &Step::Work));
	assert!(occupies(&assigned) && occupies(&claimed(Claim::Mine)) && !occupies(&claimed(Claim::Sibling)));
}

const OWNER: AccountId = AccountId([6; 32]);

fn registration() -> Registration {
	Registration {
		owner: OWNER,
		tier: Tier::Declared,
		approved: true,
		verified_at: 100,
		expires_at: 200,
		active: true,
		attested_at: None,
		revoked: false,
		backed: true,
		program: None,
		class: None,
		gpus: 0,
	}
}

fn attested() -> Registration {
	Registration { tier: Tier::ConfidentialCpu, attested_at: Some(98), ..registration() }
}

#[test]
fn enrolment_goes_from_registering_over_approval_to_renewing() {
	let pending = Registration { approved: false, active: false, ..registration() };
	for (attests, registered) in [(false, registration()), (true, attested()), (false, attested())] {
		let step = |registration: &Registration, now| enrolment(Some(registration), &OWNER, attests, now);
		assert_eq!(enrolment(None, &OWNER, attests, 1), Enrolment::Register);
		assert_eq!(step(&pending, 150), Enrolment::AwaitApproval);
		assert_eq!(step(&registered, 174), Enrolment::Settled);
		for now in [175, 199, 200, 5_000] {
			assert_eq!(step(&registered, now), Enrolment::Renew);
		}
		let other = AccountId([7; 32]);
		assert_eq!(enrolment(Some(&registered), &other, attests, 150), Enrolment::ForeignOwner(OWNER));
	}
}

#[test]
fn enrolment_awaits_stake_when_its_owner_has_not_enough() {
	let poor = Registration { backed: false, ..registration() };
	assert_eq!(enrolment(Some(&poor), &OWNER, false, 150), Enrolment::AwaitStake);
	// It stays registered meanwhile.
	assert_eq!(enrolment(Some(&poor), &OWNER, false, 175), Enrolment::Renew);
	let pending = Registration { approved: false, active: false, ..poor };
	assert_eq!(enrolment(Some(&pending), &OWNER, false, 150), Enrolment::AwaitApproval);
	assert_eq!(active_tier(Some(&poor), &OWNER, 150), None);
	assert_eq!(active_tier(Some(&registration()), &OWNER, 150), Some(Tier::Declared));
}

#[test]
fn enrolment_is_renewed_at_once_when_its_hardware_is_not_known_yet() {
	assert_eq!(enrolment(Some(&registration()), &OWNER, true, 101), Enrolment::Renew);
	assert_eq!(enrolment(Some(&registration()), &OWNER, false, 101), Enrolment::Settled);
}

#[test]
fn enrolment_is_renewed_at_once_when_its_certificates_expired() {
	let lapsed = Registration { active: false, ..attested() };
	for attests in [true, false] {
		assert_eq!(enrolment(Some(&lapsed), &OWNER, attests, 101), Enrolment::Renew);
	}
}

#[test]
fn enrolment_is_suspended_rather_than_renewed_when_it_stands_on_something_revoked() {
	let revoked = Registration { active: false, revoked: true, ..attested() };
	for now in [101, 175, 200, 5_000] {
		assert_eq!(enrolment(Some(&revoked), &OWNER, true, now), Enrolment::Suspended);
	}
}

#[test]
fn enrolment_waits_when_there_is_no_block_yet_that_evidence_can_be_bound_to() {
	let lapsed = Registration { active: false, ..attested() };
	assert_eq!(enrolment(None, &OWNER, true, 0), Enrolment::Settled);
	assert_eq!(enrolment(None, &OWNER, false, 0), Enrolment::Register);
	assert_eq!(enrolment(Some(&lapsed), &OWNER, true, 98), Enrolment::Settled);
	assert_eq!(enrolment(Some(&lapsed), &OWNER, true, 99), Enrolment::Renew);
}

#[test]
fn worker_is_active_when_the_chain_says_so_under_its_owner_and_it_is_not_about_to_expire() {
	let tier = |registration: &Registration, now| active_tier(Some(registration), &OWNER, now);
	assert_eq!(tier(&registration(), 198), Some(Tier::Declared));
	assert_eq!(tier(&registration(), 199), None);
	assert_eq!(tier(&attested(), 198), Some(Tier::ConfidentialCpu));
	assert_eq!(tier(&Registration { active: false, ..registration() }, 150), None);
	assert_eq!(active_tier(Some(&registration()), &AccountId([7; 32]), 150), None);
	assert_eq!(active_tier(None, &OWNER, 150), None);
}

fn any_window() -> impl Strategy<Value = Window> {
	(0u32..20, 0u32..20).prop_map(|(from, length)| Window { from, to: from + length })
}

fn any_stage() -> impl Strategy<Value = Stage> {
	prop_oneof![
		any_window().prop_map(|claims| Stage::Open { claims }),
		any_window().prop_map(|commits| Stage::Assigned { commits }),
		any_window().prop_map(|reveals| Stage::Revealing { reveals }),
		Just(Stage::Elsewhere),
		Just(Stage::Final),
		Just(Stage::Failed { reason: "NoQuorum".into() }),
	]
}

fn any_seat() -> impl Strategy<Value = Option<Seat>> {
	let progress = prop_oneof![
		Just(Progress::Assigned),
		Just(committed()),
		Just(Progress::Committed { commitment: H256([9; 32]) }),
		Just(Progress::Revealed),
	];
	prop::option::of(progress.prop_map(|progress| Seat { progress, outcome: None }))
}

fn any_entry() -> impl Strategy<Value = Option<Entry>> {
	prop::option::of(prop_oneof![Just(answered()), Just(unable())])
}

proptest! {
	#[test]
	fn nothing_is_sent_that_the_chain_would_refuse(
		stage in any_stage(),
		seat in any_seat(),
		entry in any_entry(),
		claim in prop_oneof![Just(Claim::None), Just(Claim::Mine), Just(Claim::Sibling)],
		now in 0u32..40,
		busy in 0usize..8,
		active: bool,
		draining: bool,
		rented: bool,
		reserved in prop_oneof![Just(Reserved::No), Just(Reserved::ForUs), Just(Reserved::ForOthers)],
		rehearse: bool,
	) {
		let me = Me { tier: active.then_some(Tier::Declared), busy, draining, rented };
		let job = Job { seat, claim, reserved, ..job(stage) };
		match next(&job, now, entry.as_ref(), &me, &Wishes { rehearse, ..wishes() }) {
			Step::Claim => {
				let met = matches!(job.stage, Stage::Open { claims } if claims.can_be_met(now));
				prop_assert!(met && active && !draining && busy < 4 && claim == Claim::None && job.seat.is_none());
				prop_assert!(reserved == Reserved::ForUs || (reserved == Reserved::No && !rented));
				prop_assert!(!rehearse || entry == Some(answered()));
			},
			Step::Commit(answer) => {
				let met = matches!(job.stage, Stage::Assigned { commits } if commits.can_be_met(now));
				prop_assert!(met && job.seat.as_ref().is_some_and(|seat| seat.progress == Progress::Assigned));
				prop_assert_eq!(Some(Entry::Answered(answer)), entry);
			},
			Step::Reveal(answer) => {
				let met = matches!(job.stage, Stage::Revealing { reveals } if reveals.can_be_met(now));
				let commitment = answer.commitment();
				prop_assert!(met);
				prop_assert_eq!(job.seat.map(|seat| seat.progress), Some(Progress::Committed { commitment }));
			},
			_ => {},
		}
	}

	#[test]
	fn seat_is_never_forgotten_before_it_is_settled(seat in any_seat(), entry in any_entry(), now in 0u32..40) {
		for stage in [Stage::Assigned { commits: OPEN }, Stage::Revealing { reveals: OPEN }] {
			let job = Job { seat: seat.clone(), ..job(stage) };
			let step = next(&job, now, entry.as_ref(), &me(), &wishes());
			prop_assert_eq!(job.seat.is_some(), step != Step::Forget);
		}
	}
}
