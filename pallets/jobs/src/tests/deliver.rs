use crate::{
	mock::{Jobs, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::mocks::MockAgenda;
use sp_runtime::DispatchError;

#[test]
fn deliver_waits_for_a_judgement() {
	Mock::default().build_and_execute(|| {
		let id = funded(100);
		System::reset_events();
		assert_ok!(Jobs::deliver(signed(AGENT), id, content(9)));
		let judged_by = 31 + EVALUATION_GRACE;
		assert_eq!(stage(id), Stage::Delivered { provider: AGENT, output: content(9), judged_by });
		assert_eq!((MockAgenda::waiting(), Jobs::job(id).unwrap().due.unwrap().at), (1, judged_by));
		assert_events(vec![Event::Delivered { job: id, provider: AGENT, output_hash: content(9).hash, judged_by }]);
	});
}

#[test]
fn deliver_fails_when_not_signed() {
	Mock::default().build_and_execute(|| {
		let id = funded(100);
		assert_noop!(Jobs::deliver(RuntimeOrigin::root(), id, content(9)), DispatchError::BadOrigin);
	});
}

#[test]
fn deliver_fails_when_there_is_no_such_job() {
	Mock::default().build_and_execute(|| {
		assert_noop!(Jobs::deliver(signed(AGENT), 0, content(9)), Error::<Test>::NotFound);
	});
}

#[test]
fn deliver_fails_when_not_the_provider() {
	Mock::default().build_and_execute(|| {
		let id = funded(100);
		for who in [TENANT, EVALUATOR, STRANGER] {
			assert_noop!(Jobs::deliver(signed(who), id, content(9)), Error::<Test>::NotProvider);
		}
	});
}

#[test]
fn deliver_fails_when_not_funded_or_delivered_already() {
	Mock::default().build_and_execute(|| {
		for id in [submit(quorum(3, 2), 100), negotiated(100), delivered(100)] {
			assert_noop!(Jobs::deliver(signed(AGENT), id, content(9)), Error::<Test>::WrongStage);
		}
	});
}

#[test]
fn deliver_is_taken_until_the_last_block_before_the_deadline() {
	Mock::default().build_and_execute(|| {
		let (id, late) = (funded(100), funded(100));
		run_to(30);
		assert_ok!(Jobs::deliver(signed(AGENT), id, content(9)));
		skip_to(31);
		assert_noop!(Jobs::deliver(signed(AGENT), late, content(9)), Error::<Test>::DeadlinePassed);
		serve();
		assert_noop!(Jobs::deliver(signed(AGENT), late, content(9)), Error::<Test>::WrongStage);
	});
}
