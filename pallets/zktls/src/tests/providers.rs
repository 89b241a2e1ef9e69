use crate::{mock::*, Error, Event};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn claims_of_a_provider_count_while_it_is_allowed() {
	build_and_execute(|| {
		open();
		assert!(Zktls::is_allowed(PROVIDER));
		assert_ok!(Zktls::disallow_provider(RuntimeOrigin::root(), PROVIDER));
		assert!(!Zktls::is_allowed(PROVIDER));
		assert_events(vec![Event::ProviderDisallowed { provider: PROVIDER }]);
		assert_noop!(submit(BOB, &claim()), Error::<Test>::UnknownProvider);
		assert_ok!(Zktls::allow_provider(RuntimeOrigin::root(), PROVIDER));
		assert_events(vec![Event::ProviderAllowed { provider: PROVIDER }]);
		assert_ok!(submit(BOB, &claim()));
	});
}

#[test]
fn provider_is_refused_when_it_is_allowed_already() {
	build_and_execute(|| {
		open();
		assert_noop!(Zktls::allow_provider(RuntimeOrigin::root(), PROVIDER), Error::<Test>::AlreadyAllowed);
	});
}

#[test]
fn provider_cannot_be_disallowed_when_it_is_not_allowed() {
	build_and_execute(|| {
		assert_noop!(Zktls::disallow_provider(RuntimeOrigin::root(), PROVIDER), Error::<Test>::UnknownProvider);
	});
}

#[test]
fn providers_are_refused_when_governance_does_not_sign() {
	build_and_execute(|| {
		assert_noop!(Zktls::allow_provider(signed(ALICE), PROVIDER), DispatchError::BadOrigin);
		open();
		assert_noop!(Zktls::disallow_provider(signed(ALICE), PROVIDER), DispatchError::BadOrigin);
	});
}
