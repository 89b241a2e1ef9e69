use crate::{
	mock::{Jobs, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn set_provider_names_who_does_the_job() {
	Mock::default().build_and_execute(|| {
		let id = submit(evaluated(), 0);
		System::reset_events();
		assert_ok!(Jobs::set_provider(signed(TENANT), id, AGENT));
		assert_eq!(stage(id), Stage::Negotiating { provider: Some(AGENT) });
		assert_events(vec![Event::ProviderSet { job: id, provider: AGENT }]);
	});
}

#[test]
fn set_provider_fails_when_not_signed() {
	Mock::default().build_and_execute(|| {
		let id = submit(evaluated(), 0);
		assert_noop!(Jobs::set_provider(RuntimeOrigin::root(), id, AGENT), DispatchError::BadOrigin);
	});
}

#[test]
fn set_provider_fails_when_there_is_no_such_job() {
	Mock::default().build_and_execute(|| {
		assert_noop!(Jobs::set_provider(signed(TENANT), 0, AGENT), Error::<Test>::NotFound);
	});
}

#[test]
fn set_provider_fails_when_not_the_tenant() {
	Mock::default().build_and_execute(|| {
		let id = submit(evaluated(), 0);
		for who in [AGENT, EVALUATOR, STRANGER] {
			assert_noop!(Jobs::set_provider(signed(who), id, AGENT), Error::<Test>::NotTenant);
		}
	});
}

#[test]
fn set_provider_fails_when_not_negotiating() {
	Mock::default().build_and_execute(|| {
		for id in [submit(quorum(3, 2), 300), funded(100), delivered(100)] {
			assert_noop!(Jobs::set_provider(signed(TENANT), id, STRANGER), Error::<Test>::WrongStage);
		}
	});
}

#[test]
fn set_provider_fails_when_there_is_one_already() {
	Mock::default().build_and_execute(|| {
		let id = negotiated(100);
		for who in [STRANGER, AGENT] {
			assert_noop!(Jobs::set_provider(signed(TENANT), id, who), Error::<Test>::ProviderAlreadySet);
		}
	});
}

#[test]
fn set_provider_fails_when_it_is_the_evaluator() {
	Mock::default().build_and_execute(|| {
		let id = submit(evaluated(), 0);
		assert_noop!(Jobs::set_provider(signed(TENANT), id, EVALUATOR), Error::<Test>::EvaluatorIsProvider);
	});
}
