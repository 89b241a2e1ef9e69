use crate::{
	mock::{Jobs, *},
	*,
};
use frame_support::{assert_noop, assert_ok, storage::with_storage_layer};
use piazza_primitives::mocks::{MockAgenda, MockEscrow};
use sp_runtime::{DispatchError, Permill};

#[test]
fn fund_puts_the_budget_aside() {
	Mock::default().build_and_execute(|| {
		let id = negotiated(100);
		System::reset_events();
		assert_ok!(Jobs::fund(signed(TENANT), id, ASSET, 100));
		assert_eq!(stage(id), Stage::Funded { provider: AGENT });
		assert_eq!(MockEscrow::account(escrow(id)).deposits, [(TENANT, 100)]);
		assert_eq!((MockAgenda::waiting(), Jobs::job(id).unwrap().due.unwrap().at), (1, 31));
		assert_events(vec![Event::Funded { job: id, escrow: escrow(id), amount: 100 }]);
	});
}

#[test]
fn fund_fails_when_not_signed() {
	Mock::default().build_and_execute(|| {
		let id = negotiated(100);
		assert_noop!(Jobs::fund(RuntimeOrigin::root(), id, ASSET, 100), DispatchError::BadOrigin);
	});
}

#[test]
fn fund_fails_when_there_is_no_such_job() {
	Mock::default().build_and_execute(|| {
		assert_noop!(Jobs::fund(signed(TENANT), 0, ASSET, 100), Error::<Test>::NotFound);
	});
}

#[test]
fn fund_fails_when_not_the_tenant() {
	Mock::default().build_and_execute(|| {
		let id = negotiated(100);
		for who in [AGENT, EVALUATOR, STRANGER] {
			assert_noop!(Jobs::fund(signed(who), id, ASSET, 100), Error::<Test>::NotTenant);
		}
	});
}

#[test]
fn fund_fails_when_not_negotiating() {
	Mock::default().build_and_execute(|| {
		for id in [submit(quorum(3, 2), 100), funded(100), delivered(100)] {
			assert_noop!(Jobs::fund(signed(TENANT), id, ASSET, 100), Error::<Test>::WrongStage);
		}
	});
}

#[test]
fn fund_fails_when_there_is_no_provider() {
	Mock::default().build_and_execute(|| {
		let id = submit(evaluated(), 100);
		assert_noop!(Jobs::fund(signed(TENANT), id, ASSET, 100), Error::<Test>::ProviderNotSet);
	});
}

#[test]
fn fund_fails_when_no_budget_is_agreed_on() {
	Mock::default().build_and_execute(|| {
		let id = submit(evaluated(), 0);
		assert_ok!(Jobs::set_provider(signed(TENANT), id, AGENT));
		assert_noop!(Jobs::fund(signed(TENANT), id, ASSET, 0), Error::<Test>::BudgetNotSet);
	});
}

#[test]
fn fund_fails_when_asset_or_amount_is_not_the_one_agreed_on() {
	Mock::default().build_and_execute(|| {
		let id = negotiated(100);
		for (asset, amount) in [(ASSET, 90), (ASSET, 101), (ASSET + 1, 100)] {
			assert_noop!(Jobs::fund(signed(TENANT), id, asset, amount), Error::<Test>::BudgetMismatch);
		}
	});
}

#[test]
fn fund_is_taken_until_the_last_block_before_the_deadline() {
	Mock::default().build_and_execute(|| {
		let (id, late) = (negotiated(100), negotiated(100));
		run_to(30);
		assert_ok!(Jobs::fund(signed(TENANT), id, ASSET, 100));
		// Blocks are full: the deadline is not served, and still nobody may fund.
		skip_to(31);
		assert_noop!(Jobs::fund(signed(TENANT), late, ASSET, 100), Error::<Test>::DeadlinePassed);
		serve();
		assert_noop!(Jobs::fund(signed(TENANT), late, ASSET, 100), Error::<Test>::WrongStage);
	});
}

#[test]
fn fund_fails_when_the_fees_are_more_than_the_budget() {
	Mock::default().fee(60).build_and_execute(|| {
		let greedy = |percent| {
			let judge = Evaluator { account: EVALUATOR, fee: Permill::from_percent(percent) };
			let id = submit(Policy { evaluator: Some(judge), ..evaluated() }, 100);
			assert_ok!(Jobs::set_provider(signed(TENANT), id, AGENT));
			id
		};
		let id = greedy(41);
		assert_noop!(with_storage_layer(|| Jobs::fund(signed(TENANT), id, ASSET, 100)), Error::<Test>::FeesTooHigh);
		assert_ok!(Jobs::fund(signed(TENANT), greedy(40), ASSET, 100));
	});
}
