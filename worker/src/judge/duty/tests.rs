use super::*;
use crate::view::H256;
use piazza_client::bytes::Hex;
use proptest::prelude::*;

const MEMBER: AccountId = AccountId([1; 32]);
const COMMITS: Window = Window { from: 20, to: 220 };
const REVEALS: Window = Window { from: 220, to: 320 };

fn kept() -> Secret {
	Secret { answer: H256([5; 32]), salt: Hex([6; 32]) }
}

fn other() -> Secret {
	Secret { answer: H256([7; 32]), ..kept() }
}

fn assignment() -> Assignment {
	Assignment { program: H256([2; 32]), input: Content { hash: H256([3; 32]), uri: Default::default() } }
}

fn duty(stage: Stage, progress: Option<Progress>) -> Duty {
	Duty { id: 3, case: Case::Job(7), assignment: Some(assignment()), convened_at: 10, stage, progress }
}

fn machine(stage: Stage, progress: Progress) -> Duty {
	Duty { case: Case::Lease(7), assignment: None, ..duty(stage, Some(progress)) }
}

fn committing() -> Stage {
	Stage::Committing { commits: COMMITS }
}

fn revealing() -> Stage {
	Stage::Revealing { reveals: REVEALS }
}

fn committed() -> Progress {
	Progress::Committed { commitment: kept().commitment(3, &MEMBER) }
}

fn revealed() -> Progress {
	Progress::Revealed { answer: kept().answer }
}

fn step(duty: &Duty, now: BlockNumber, kept: Option<&Secret>, ready: bool) -> Step {
	next(duty, &MEMBER, now, kept, ready)
}

#[test]
fn step_is_what_stage_progress_and_answer_ask_for() {
	let drawn = || duty(committing(), Some(Progress::Drawn));
	let bound = |stage| duty(stage, Some(committed()));
	let (fetch, late_to_commit) = (|| Step::Fetch(assignment()), || Step::Late(Late::Commit));
	let (ask, show) = (Step::Ask, |before| Step::Ask(Ask::Show { before }));
	let (mine, foreign) = (kept(), other());
	let cases = [
		// Nothing kept: fetch, run, or give up when a fifth of the time is left.
		(drawn(), 20, None, false, fetch()),
		(drawn(), 179, None, false, fetch()),
		(drawn(), 180, None, false, Step::GiveUp),
		(drawn(), 218, None, false, Step::GiveUp),
		(drawn(), 20, None, true, Step::Run),
		(drawn(), 200, None, true, Step::Run),
		(drawn(), 219, None, false, late_to_commit()),
		(drawn(), 219, None, true, late_to_commit()),
		// Kept: commit, as long as it can be in time.
		(drawn(), 20, Some(&mine), false, Step::Commit(kept(), 219)),
		(drawn(), 218, Some(&mine), true, Step::Commit(kept(), 219)),
		(drawn(), 219, Some(&mine), false, late_to_commit()),
		(duty(revealing(), Some(Progress::Drawn)), 230, Some(&mine), false, late_to_commit()),
		// Committed: wait for the others, then show.
		(bound(committing()), 30, Some(&mine), false, Step::Wait),
		(bound(revealing()), 230, Some(&mine), false, Step::Reveal(kept(), 319)),
		(bound(revealing()), 318, Some(&mine), false, Step::Reveal(kept(), 319)),
		(bound(revealing()), 319, Some(&mine), false, Step::Late(Late::Reveal)),
		// Committed elsewhere, or the answer is lost.
		(bound(committing()), 30, None, false, show(None)),
		(bound(committing()), 30, Some(&foreign), false, show(None)),
		(bound(revealing()), 230, None, false, show(Some(320))),
		(bound(revealing()), 230, Some(&foreign), false, show(Some(320))),
		(bound(revealing()), 319, None, false, Step::Late(Late::Reveal)),
		// A person looks into machines, and shows what it found.
		(machine(committing(), Progress::Drawn), 20, None, false, ask(Ask::Look { before: 220 })),
		(machine(committing(), Progress::Drawn), 218, None, false, ask(Ask::Look { before: 220 })),
		(machine(committing(), committed()), 30, None, false, Step::Wait),
		(machine(revealing(), committed()), 230, None, false, show(Some(320))),
		// Nothing to do.
		(duty(revealing(), Some(revealed())), 230, Some(&mine), false, Step::Wait),
		(duty(Stage::Waiting { tries: 1 }, None), 15, None, false, Step::Wait),
		(duty(committing(), None), 30, Some(&mine), true, Step::Wait),
	];
	for (duty, now, kept, ready, expected) in cases {
		assert_eq!(step(&duty, now, kept, ready), expected, "{duty:?} at {now} with {kept:?}");
	}
}

#[test]
fn answer_does_not_fit_when_the_commitment_is_of_another_member_or_panel() {
	let duty = duty(revealing(), Some(committed()));
	let show = Step::Ask(Ask::Show { before: Some(320) });
	assert_eq!(next(&duty, &AccountId([9; 32]), 230, Some(&kept()), false), show);
	assert_eq!(next(&Duty { id: 4, ..duty }, &MEMBER, 230, Some(&kept()), false), show);
}

fn any_window() -> impl Strategy<Value = Window> {
	(0u32..1_000, 0u32..1_000).prop_map(|(from, length)| Window { from, to: from + length })
}

fn any_stage() -> impl Strategy<Value = Stage> {
	prop_oneof![
		any::<u32>().prop_map(|tries| Stage::Waiting { tries }),
		any_window().prop_map(|commits| Stage::Committing { commits }),
		any_window().prop_map(|reveals| Stage::Revealing { reveals }),
	]
}

fn any_progress() -> impl Strategy<Value = Option<Progress>> {
	prop_oneof![
		Just(None),
		Just(Some(Progress::Drawn)),
		Just(Some(committed())),
		Just(Some(Progress::Committed { commitment: H256([9; 32]) })),
		Just(Some(revealed())),
	]
}

fn any_duty() -> impl Strategy<Value = Duty> {
	(any_stage(), any_progress(), any::<bool>()).prop_map(|(stage, progress, by_hand)| Duty {
		assignment: (!by_hand).then(assignment),
		..duty(stage, progress)
	})
}

fn any_kept() -> impl Strategy<Value = Option<Secret>> {
	prop_oneof![Just(None), Just(Some(kept())), Just(Some(other()))]
}

proptest! {
	#[test]
	fn answer_is_shown_only_when_all_may_show_and_the_chain_holds_its_commitment(
		duty in any_duty(), now in 0u32..2_100, kept in any_kept(), ready: bool,
	) {
		if let Step::Reveal(secret, until) = step(&duty, now, kept.as_ref(), ready) {
			let Stage::Revealing { reveals } = duty.stage else { panic!("shown too early") };
			prop_assert!(now < until && reveals.contains(until));
			let commitment = secret.commitment(duty.id, &MEMBER);
			prop_assert_eq!(duty.progress, Some(Progress::Committed { commitment }));
			prop_assert_eq!(Some(secret), kept);
		}
	}

	#[test]
	fn member_commits_only_once_in_time_and_to_what_is_kept(
		duty in any_duty(), now in 0u32..2_100, kept in any_kept(), ready: bool,
	) {
		if let Step::Commit(secret, until) = step(&duty, now, kept.as_ref(), ready) {
			let Stage::Committing { commits } = duty.stage else { panic!("committed too late") };
			prop_assert!(now < until && commits.contains(until));
			prop_assert_eq!(duty.progress, Some(Progress::Drawn));
			prop_assert_eq!(Some(secret), kept);
		}
	}

	#[test]
	fn member_never_lets_the_time_for_commitments_pass_without_an_answer_that_it_can_give(
		commits in any_window(), offset in 0u32..1_000, ready: bool,
	) {
		let duty = duty(Stage::Committing { commits }, Some(Progress::Drawn));
		let now = commits.from + offset;
		let step = step(&duty, now, None, ready);
		match commits.can_be_met(now) {
			false => prop_assert_eq!(step, Step::Late(Late::Commit)),
			true if ready => prop_assert_eq!(step, Step::Run),
			true => prop_assert_eq!(step == Step::GiveUp, now >= give_up_at(&commits)),
		}
		prop_assert!((commits.from..=commits.to).contains(&give_up_at(&commits)));
	}

	#[test]
	fn member_that_answered_or_has_no_seat_does_nothing(
		stage in any_stage(), now in 0u32..2_100, kept in any_kept(), answered: bool, ready: bool,
	) {
		let duty = duty(stage, answered.then(revealed));
		prop_assert_eq!(step(&duty, now, kept.as_ref(), ready), Step::Wait);
	}
}
