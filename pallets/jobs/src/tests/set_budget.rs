use crate::{
	mock::{Jobs, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn set_budget_is_changed_by_tenant_and_provider_until_they_agree() {
	Mock::default().build_and_execute(|| {
		let id = submit(evaluated(), 0);
		assert_ok!(Jobs::set_budget(signed(TENANT), id, ASSET, 80));
		assert_ok!(Jobs::set_provider(signed(TENANT), id, AGENT));
		System::reset_events();
		assert_ok!(Jobs::set_budget(signed(AGENT), id, ASSET + 1, 100));
		let job = Jobs::job(id).unwrap();
		assert_eq!((job.asset, job.reward, job.escrow), (ASSET + 1, 100, None));
		assert_events(vec![Event::BudgetSet { job: id, asset: ASSET + 1, old: 80, new: 100 }]);
	});
}

#[test]
fn set_budget_fails_when_not_signed() {
	Mock::default().build_and_execute(|| {
		let id = submit(evaluated(), 0);
		assert_noop!(Jobs::set_budget(RuntimeOrigin::root(), id, ASSET, 80), DispatchError::BadOrigin);
	});
}

#[test]
fn set_budget_fails_when_there_is_no_such_job() {
	Mock::default().build_and_execute(|| {
		assert_noop!(Jobs::set_budget(signed(TENANT), 0, ASSET, 80), Error::<Test>::NotFound);
	});
}

#[test]
fn set_budget_fails_when_neither_tenant_nor_provider() {
	Mock::default().build_and_execute(|| {
		let id = submit(evaluated(), 0);
		assert_noop!(Jobs::set_budget(signed(AGENT), id, ASSET, 80), Error::<Test>::NotProvider);
		assert_ok!(Jobs::set_provider(signed(TENANT), id, AGENT));
		for who in [EVALUATOR, STRANGER] {
			assert_noop!(Jobs::set_budget(signed(who), id, ASSET, 80), Error::<Test>::NotProvider);
		}
	});
}

#[test]
fn set_budget_fails_when_not_negotiating() {
	Mock::default().build_and_execute(|| {
		for id in [submit(quorum(3, 2), 300), funded(100), delivered(100)] {
			assert_noop!(Jobs::set_budget(signed(TENANT), id, ASSET, 80), Error::<Test>::WrongStage);
		}
	});
}

#[test]
fn set_budget_fails_when_it_is_below_the_minimum_balance() {
	Mock::default().build_and_execute(|| {
		let id = submit(evaluated(), 100);
		assert_noop!(Jobs::set_budget(signed(TENANT), id, ASSET, 0), Error::<Test>::RewardTooLow);
	});
}
