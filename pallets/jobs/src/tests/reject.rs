use crate::{
	mock::{Jobs, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::mocks::MockEscrow;
use sp_core::H256;
use sp_runtime::DispatchError;

const REASON: H256 = H256::repeat_byte(5);

#[test]
fn reject_refunds_everything_without_fees_when_funded_or_delivered() {
	Mock::default().fee(2).build_and_execute(|| {
		for id in [funded(100), delivered(100)] {
			System::reset_events();
			assert_ok!(Jobs::reject(signed(EVALUATOR), id, REASON));
			assert_eq!((stage(id), refunded(id)), (failed(Failure::Rejected), Some(100)));
			assert_eq!(MockEscrow::account(escrow(id)).fees, 0);
			assert_events(vec![
				Event::Rejected { job: id, reason: REASON },
				Event::Failed { job: id, reason: Failure::Rejected, refunded: 100 },
			]);
		}
	});
}

#[test]
fn reject_fails_when_not_signed() {
	Mock::default().build_and_execute(|| {
		let id = delivered(100);
		assert_noop!(Jobs::reject(RuntimeOrigin::root(), id, REASON), DispatchError::BadOrigin);
	});
}

#[test]
fn reject_fails_when_there_is_no_such_job() {
	Mock::default().build_and_execute(|| {
		assert_noop!(Jobs::reject(signed(EVALUATOR), 0, REASON), Error::<Test>::NotFound);
	});
}

#[test]
fn reject_fails_when_not_the_evaluator_or_there_is_none() {
	Mock::default().build_and_execute(|| {
		for id in [funded(100), delivered(100)] {
			for who in [TENANT, AGENT, STRANGER] {
				assert_noop!(Jobs::reject(signed(who), id, REASON), Error::<Test>::NotEvaluator);
			}
		}
		let id = submit(quorum(3, 2), 300);
		assert_noop!(Jobs::reject(signed(EVALUATOR), id, REASON), Error::<Test>::NotEvaluator);
	});
}

#[test]
fn reject_fails_when_not_funded_or_judged_already() {
	Mock::default().build_and_execute(|| {
		let judged = delivered(100);
		assert_ok!(Jobs::complete(signed(EVALUATOR), judged, REASON));
		for id in [negotiated(100), judged] {
			assert_noop!(Jobs::reject(signed(EVALUATOR), id, REASON), Error::<Test>::WrongStage);
		}
	});
}

#[test]
fn reject_is_taken_until_the_tenant_is_refunded_anyway() {
	Mock::default().build_and_execute(|| {
		let (undelivered, last, late) = (funded(100), delivered(100), delivered(100));
		skip_to(31);
		assert_noop!(Jobs::reject(signed(EVALUATOR), undelivered, REASON), Error::<Test>::DeadlinePassed);
		skip_to(31 + EVALUATION_GRACE - 1);
		assert_ok!(Jobs::reject(signed(EVALUATOR), last, REASON));
		skip_to(31 + EVALUATION_GRACE);
		assert_noop!(Jobs::reject(signed(EVALUATOR), late, REASON), Error::<Test>::DeadlinePassed);
		serve();
		for id in [undelivered, late] {
			assert_eq!((stage(id), refunded(id)), (failed(Failure::Expired), Some(100)));
		}
	});
}
