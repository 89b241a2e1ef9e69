use crate::{
	mock::{Jobs, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::mocks::MockEscrow;
use sp_core::H256;
use sp_runtime::{DispatchError, Permill};

const REASON: H256 = H256::repeat_byte(5);

/// The scenario every agent marketplace must pass: a budget of 100, fees of 2 % and 5 %.
#[test]
fn complete_pays_2_5_and_93_when_the_evaluator_accepts() {
	Mock::default().fee(2).build_and_execute(|| {
		// The client does not know the provider yet; the provider names its price.
		let id = submit(evaluated(), 0);
		assert_ok!(Jobs::set_provider(signed(TENANT), id, AGENT));
		assert_ok!(Jobs::set_budget(signed(AGENT), id, ASSET, 100));
		assert_noop!(Jobs::fund(signed(TENANT), id, ASSET, 90), Error::<Test>::BudgetMismatch);
		assert_ok!(Jobs::fund(signed(TENANT), id, ASSET, 100));
		assert_ok!(Jobs::deliver(signed(AGENT), id, content(9)));
		assert_noop!(Jobs::reject(signed(TENANT), id, REASON), Error::<Test>::NotEvaluator);
		System::reset_events();
		assert_ok!(Jobs::complete(signed(EVALUATOR), id, REASON));
		assert_eq!(stage(id), finalized(9));
		assert_eq!((paid(id, EVALUATOR), paid(id, AGENT), refunded(id)), (5, 93, Some(0)));
		assert_eq!(MockEscrow::account(escrow(id)).fees, 2);
		assert_events(vec![
			Event::Completed { job: id, reason: REASON, paid: 93, evaluator_fee: 5, protocol_fee: 2 },
			Event::Finalized { job: id, output: content(9).hash },
		]);

		// A second job: the evaluator is silent, and the client is refunded without asking anybody.
		let id = delivered(100);
		run_to(31 + EVALUATION_GRACE - 1);
		assert_eq!(refunded(id), None);
		run_to(31 + EVALUATION_GRACE);
		assert_eq!((stage(id), refunded(id)), (failed(Failure::Expired), Some(100)));
		assert_eq!(MockEscrow::account(escrow(id)).fees, 0);
	});
}

#[test]
fn complete_gives_the_dust_to_the_provider_when_fees_are_rounded_down() {
	Mock::default().fee(2).build_and_execute(|| {
		let id = delivered(199);
		assert_ok!(Jobs::complete(signed(EVALUATOR), id, REASON));
		assert_eq!((MockEscrow::account(escrow(id)).fees, paid(id, EVALUATOR), paid(id, AGENT)), (3, 9, 187));
	});
}

#[test]
fn complete_pays_nobody_nothing_when_the_fee_is_everything() {
	Mock::default().build_and_execute(|| {
		let judge = Evaluator { account: EVALUATOR, fee: Permill::one() };
		let id = submit(Policy { evaluator: Some(judge), ..evaluated() }, 100);
		assert_ok!(Jobs::set_provider(signed(TENANT), id, AGENT));
		assert_ok!(Jobs::fund(signed(TENANT), id, ASSET, 100));
		assert_ok!(Jobs::deliver(signed(AGENT), id, content(9)));
		assert_ok!(Jobs::complete(signed(EVALUATOR), id, REASON));
		assert_eq!(MockEscrow::account(escrow(id)).paid, [(EVALUATOR, 100)]);
	});
}

#[test]
fn complete_fails_when_not_signed() {
	Mock::default().build_and_execute(|| {
		let id = delivered(100);
		assert_noop!(Jobs::complete(RuntimeOrigin::root(), id, REASON), DispatchError::BadOrigin);
	});
}

#[test]
fn complete_fails_when_there_is_no_such_job() {
	Mock::default().build_and_execute(|| {
		assert_noop!(Jobs::complete(signed(EVALUATOR), 0, REASON), Error::<Test>::NotFound);
	});
}

#[test]
fn complete_fails_when_not_the_evaluator_or_there_is_none() {
	Mock::default().build_and_execute(|| {
		let id = delivered(100);
		for who in [TENANT, AGENT, STRANGER] {
			assert_noop!(Jobs::complete(signed(who), id, REASON), Error::<Test>::NotEvaluator);
		}
		let id = submit(quorum(3, 2), 300);
		assert_noop!(Jobs::complete(signed(EVALUATOR), id, REASON), Error::<Test>::NotEvaluator);
	});
}

#[test]
fn complete_fails_when_nothing_is_delivered_or_it_is_judged_already() {
	Mock::default().build_and_execute(|| {
		let judged = delivered(100);
		assert_ok!(Jobs::complete(signed(EVALUATOR), judged, REASON));
		for id in [negotiated(100), funded(100), judged] {
			assert_noop!(Jobs::complete(signed(EVALUATOR), id, REASON), Error::<Test>::WrongStage);
		}
	});
}

#[test]
fn complete_is_taken_until_the_last_block_of_the_grace_period() {
	Mock::default().build_and_execute(|| {
		let (id, late) = (delivered(100), delivered(100));
		run_to(31 + EVALUATION_GRACE - 1);
		assert_ok!(Jobs::complete(signed(EVALUATOR), id, REASON));
		skip_to(31 + EVALUATION_GRACE);
		assert_noop!(Jobs::complete(signed(EVALUATOR), late, REASON), Error::<Test>::DeadlinePassed);
		serve();
		assert_eq!(stage(late), failed(Failure::Expired));
	});
}
