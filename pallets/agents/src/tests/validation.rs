use crate::{
	mock::{Agents, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{mocks::MockStakes, Fault, Role};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult, TokenError};

const FEE: Balance = 30;
const SCORES: [u8; 4] = [0, 49, 50, 100];

fn accepted(n: u64) -> H256 {
	let request = ask(0, n, FEE);
	assert_ok!(Agents::accept_validation(signed(VALIDATOR), request));
	request
}

fn answered(n: u64, score: u8) -> H256 {
	let request = accepted(n);
	assert_ok!(Agents::respond_validation(signed(VALIDATOR), request, answer(score)));
	request
}

fn ask_of(who: AccountId, validator: AccountId, n: u64, fee: Balance) -> DispatchResult {
	Agents::request_validation(signed(who), 0, validator, 1, hash(100), content(n), fee)
}

#[test]
fn validation_goes_from_request_to_answer() {
	build_and_execute(|| {
		let agent = register();
		let before = free(VALIDATOR);
		let request = ask(agent, 1, FEE);
		// Agent, request and mark.
		assert_eq!((held(OWNER), promised(OWNER)), (3 * DEPOSIT, FEE));
		MockStakes::set_era(3);
		assert_ok!(Agents::accept_validation(signed(VALIDATOR), request));
		let until = 1 + ANSWER_PERIOD;
		assert_eq!(events().last(), Some(&Event::ValidationAccepted { request, validator: VALIDATOR, until }));
		run_to(until - 1);
		assert_ok!(Agents::respond_validation(signed(VALIDATOR), request, answer(80)));
		assert_eq!((free(VALIDATOR) - before, promised(OWNER)), (FEE, 0));
		let until = until - 1 + CONTRADICTION_PERIOD;
		let stage = Stage::Answered { answer: answer(80), era: 3, until };
		assert_eq!(Agents::validation(request).unwrap().stage, stage);
		run_to(until);
		assert_ok!(Agents::close_validation(signed(OWNER), request));
		// The mark stays, and the score.
		assert_eq!(held(OWNER), 2 * DEPOSIT);
		let summary = ScoreSummary { count: 1, mean: Some(scale(80_000)) };
		assert_eq!(Agents::validation_summary(agent, raters(&[VALIDATOR])), Some(summary));
	});
}

#[test]
fn validation_summary_is_of_those_who_are_believed() {
	build_and_execute(|| {
		let agent = register();
		answered(1, 100);
		answered(2, 75);
		assert_ok!(ask_of(OWNER, ALICE, 3, 0));
		assert_ok!(Agents::accept_validation(signed(ALICE), hash(3)));
		assert_ok!(Agents::respond_validation(signed(ALICE), hash(3), answer(0)));
		let of = |validators: &[_]| Agents::validation_summary(agent, raters(validators));
		assert_eq!(of(&[VALIDATOR]), Some(ScoreSummary { count: 2, mean: Some(scale(87_500)) }));
		assert_eq!(of(&[ALICE, VALIDATOR]), Some(ScoreSummary { count: 3, mean: Some(scale(175_000) / 3) }));
		assert_eq!(of(&[BOB]), Some(ScoreSummary { count: 0, mean: None }));
		assert_eq!(of(&[]), None);
	});
}

#[test]
fn request_validation_is_for_owner_and_wallet() {
	build_and_execute(|| {
		let agent = register();
		bind(agent);
		assert_ok!(ask_of(WALLET, VALIDATOR, 1, FEE));
		assert_eq!((held(WALLET), promised(WALLET)), (2 * DEPOSIT, FEE));
		assert_noop!(ask_of(STRANGER, VALIDATOR, 2, FEE), Error::<Test>::NotOwner);
		let of_nobody = Agents::request_validation(signed(OWNER), 9, VALIDATOR, 1, hash(100), content(2), FEE);
		assert_noop!(of_nobody, Error::<Test>::NotFound);
		assert_noop!(ask_of(OWNER, VALIDATOR, 2, PURSE), TokenError::FundsUnavailable);
	});
}

#[test]
fn request_validation_fails_when_the_validator_has_no_stake() {
	build_and_execute(|| {
		register();
		MockStakes::set_stake(Role::Checker, VALIDATOR, VALIDATOR_STAKE - 1);
		assert_noop!(ask_of(OWNER, VALIDATOR, 1, FEE), DispatchError::Other("Underbacked"));
		MockStakes::set_stake(Role::Checker, VALIDATOR, VALIDATOR_STAKE);
		assert_ok!(ask_of(OWNER, VALIDATOR, 1, FEE));
		// It must have it when it accepts, too.
		MockStakes::set_unbacked(Role::Checker, VALIDATOR);
		let accept = Agents::accept_validation(signed(VALIDATOR), hash(1));
		assert_noop!(accept, DispatchError::Other("Underbacked"));
	});
}

#[test]
fn request_validation_fails_when_the_agent_would_judge_itself() {
	build_and_execute(|| {
		let agent = register();
		bind(agent);
		grant(agent, &[limit(NATIVE, 1, 1)]);
		for validator in [OWNER, WALLET, KEY, Agents::account(agent)] {
			assert_noop!(ask_of(OWNER, validator, 1, FEE), Error::<Test>::OwnAgent);
		}
	});
}

#[test]
fn request_validation_fails_when_the_hash_was_used() {
	build_and_execute(|| {
		register();
		let request = ask(0, 1, FEE);
		assert_noop!(ask_of(OWNER, VALIDATOR, 1, FEE), Error::<Test>::HashUsed);
		// So nobody who accepts it can be given another of the same name.
		assert_ok!(Agents::close_validation(signed(OWNER), request));
		assert_noop!(ask_of(OWNER, VALIDATOR, 1, FEE), Error::<Test>::HashUsed);
	});
}

#[test]
fn accept_validation_is_for_who_was_asked_once() {
	build_and_execute(|| {
		register();
		let request = ask(0, 1, FEE);
		assert_noop!(Agents::accept_validation(signed(ALICE), request), Error::<Test>::NotValidator);
		assert_noop!(Agents::accept_validation(signed(VALIDATOR), hash(9)), Error::<Test>::NotFound);
		assert_ok!(Agents::accept_validation(signed(VALIDATOR), request));
		assert_noop!(Agents::accept_validation(signed(VALIDATOR), request), Error::<Test>::WrongStage);
	});
}

#[test]
fn respond_validation_fails_when_it_is_not_due() {
	build_and_execute(|| {
		register();
		let request = ask(0, 1, FEE);
		let respond = |who, score| Agents::respond_validation(signed(who), request, answer(score));
		assert_noop!(respond(VALIDATOR, 100), Error::<Test>::WrongStage);
		assert_ok!(Agents::accept_validation(signed(VALIDATOR), request));
		assert_noop!(respond(ALICE, 100), Error::<Test>::NotValidator);
		assert_noop!(respond(OWNER, 100), Error::<Test>::NotValidator);
		assert_noop!(respond(VALIDATOR, 101), Error::<Test>::ScoreTooHigh);
		assert_ok!(respond(VALIDATOR, 100));
		// Once and for good.
		assert_noop!(respond(VALIDATOR, 0), Error::<Test>::WrongStage);
	});
}

#[test]
fn respond_validation_fails_when_it_is_late() {
	build_and_execute(|| {
		register();
		let request = accepted(1);
		run_to(1 + ANSWER_PERIOD);
		let respond = Agents::respond_validation(signed(VALIDATOR), request, answer(100));
		assert_noop!(respond, Error::<Test>::TooLate);
	});
}

#[test]
fn report_late_slashes_and_gives_the_fee_back() {
	build_and_execute(|| {
		register();
		assert_noop!(Agents::report_late(signed(STRANGER), hash(9)), Error::<Test>::NotFound);
		// Silence about what was not accepted is no fault.
		let request = ask(0, 1, FEE);
		pass(10 * ANSWER_PERIOD);
		assert_noop!(Agents::report_late(signed(STRANGER), request), Error::<Test>::WrongStage);
		MockStakes::set_era(5);
		assert_ok!(Agents::accept_validation(signed(VALIDATOR), request));
		pass(ANSWER_PERIOD - 1);
		assert_noop!(Agents::report_late(signed(STRANGER), request), Error::<Test>::TooSoon);
		assert_noop!(Agents::close_validation(signed(OWNER), request), Error::<Test>::WrongStage);
		pass(1);
		MockStakes::set_era(6);
		assert_ok!(Agents::report_late(signed(STRANGER), request));
		let fault = Fault { amount: LATE_FINE, era: 5, claim: None, reporter: Some(STRANGER), self_reported: false };
		assert_eq!(MockStakes::take_faults(), [(Role::Checker, VALIDATOR, fault)]);
		assert_eq!((held(OWNER), promised(OWNER)), (2 * DEPOSIT, 0));
		assert_noop!(Agents::report_late(signed(STRANGER), request), Error::<Test>::NotFound);
	});
}

#[test]
fn report_late_fails_when_it_is_answered() {
	build_and_execute(|| {
		register();
		let request = answered(1, 100);
		pass(ANSWER_PERIOD);
		assert_noop!(Agents::report_late(signed(STRANGER), request), Error::<Test>::WrongStage);
	});
}

#[test]
fn report_contradiction_slashes_and_makes_the_fee_good() {
	build_and_execute(|| {
		register();
		answered(1, 100);
		MockStakes::set_era(5);
		let request = answered(2, 60);
		MockStakes::set_era(6);
		job_came_to(hash(101), MIN_QUORUM);
		assert_ok!(Agents::report_contradiction(signed(STRANGER), request));
		let fault = Fault {
			amount: CONTRADICTION_FINE,
			era: 5,
			claim: Some((OWNER, FEE)),
			reporter: Some(STRANGER),
			self_reported: false,
		};
		assert_eq!(MockStakes::take_faults(), [(Role::Checker, VALIDATOR, fault)]);
		let event = Event::ValidationContradicted {
			request,
			validator: VALIDATOR,
			reporter: STRANGER,
			output: hash(101),
			slashed: CONTRADICTION_FINE,
		};
		assert_eq!(events().last(), Some(&event));
		// It counts no more.
		let summary = ScoreSummary { count: 1, mean: Some(scale(100_000)) };
		assert_eq!(Agents::validation_summary(0, raters(&[VALIDATOR])), Some(summary));
		assert_noop!(Agents::report_contradiction(signed(STRANGER), request), Error::<Test>::NotFound);
	});
}

#[test]
fn report_contradiction_is_about_what_the_score_says() {
	build_and_execute(|| {
		register();
		let report = |request| Agents::report_contradiction(signed(STRANGER), request);
		for (n, score) in (10..).zip(SCORES) {
			// The very output that the agent claimed.
			job_came_to(hash(100), MIN_QUORUM);
			let request = answered(n, score);
			if score >= 50 {
				assert_noop!(report(request), Error::<Test>::NotContradicted);
			} else {
				assert_ok!(report(request));
			}
		}
		for (n, score) in (20..).zip(SCORES) {
			job_came_to(hash(101), MIN_QUORUM);
			let request = answered(n, score);
			if score < 50 {
				assert_noop!(report(request), Error::<Test>::NotContradicted);
			} else {
				assert_ok!(report(request));
			}
		}
	});
}

#[test]
fn report_contradiction_fails_when_nothing_shows_it() {
	build_and_execute(|| {
		register();
		let request = accepted(1);
		let report = || Agents::report_contradiction(signed(STRANGER), request);
		assert_noop!(report(), Error::<Test>::WrongStage);
		assert_ok!(Agents::respond_validation(signed(VALIDATOR), request, answer(100)));
		assert_noop!(report(), Error::<Test>::NoResult);
		// What a tenant's judge accepted, or too few workers gave.
		for quorum in [0, MIN_QUORUM - 1] {
			job_came_to(hash(101), quorum);
			assert_noop!(report(), Error::<Test>::NoResult);
		}
		job_came_to(hash(101), MIN_QUORUM);
		pass(CONTRADICTION_PERIOD);
		assert_noop!(report(), Error::<Test>::TooLate);
	});
}

#[test]
fn close_validation_is_for_who_asked_when_it_is_over() {
	build_and_execute(|| {
		register();
		let request = ask(0, 1, FEE);
		assert_noop!(Agents::close_validation(signed(STRANGER), request), Error::<Test>::NotAuthor);
		assert_noop!(Agents::close_validation(signed(OWNER), hash(9)), Error::<Test>::NotFound);
		assert_ok!(Agents::close_validation(signed(OWNER), request));
		assert_eq!((held(OWNER), promised(OWNER)), (2 * DEPOSIT, 0));
		assert_noop!(Agents::accept_validation(signed(VALIDATOR), request), Error::<Test>::NotFound);
		let request = answered(2, 100);
		pass(CONTRADICTION_PERIOD - 1);
		assert_noop!(Agents::close_validation(signed(OWNER), request), Error::<Test>::TooSoon);
		pass(1);
		assert_ok!(Agents::close_validation(signed(OWNER), request));
		assert_eq!(events().last(), Some(&Event::ValidationClosed { request }));
	});
}
