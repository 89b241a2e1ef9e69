use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{
	mocks::{MockAgenda, MockAttested, MockEscrow, MockStakes},
	Role, Tier,
};
use sp_runtime::{DispatchError, TokenError};

fn offer_with(terms: OfferTermsOf<Test>) -> sp_runtime::DispatchResult {
	Leasing::offer(signed(provider(1)), worker(1), terms)
}

#[test]
fn offer_holds_a_deposit_on_the_provider() {
	build_and_execute(|| {
		assert_ok!(offer_with(offer_terms()));
		let made = Event::OfferMade { worker: worker(1), provider: provider(1), class: CLASS, asset: NATIVE, rate: 8 };
		System::assert_last_event(made.into());
		assert_eq!(held(HoldReason::Deposit, provider(1)), DEPOSIT);
		assert_noop!(offer_with(offer_terms()), Error::<Test>::AlreadyOffered);
		assert_noop!(Leasing::withdraw_offer(signed(STRANGER), worker(1)), Error::<Test>::NotProvider);
		assert_ok!(Leasing::withdraw_offer(signed(worker(1)), worker(1)));
		System::assert_last_event(Event::OfferClosed { worker: worker(1) }.into());
		assert_eq!(free(provider(1)), PURSE);
		assert_noop!(Leasing::withdraw_offer(signed(worker(1)), worker(1)), Error::<Test>::NotFound);
	});
}

#[test]
fn offer_is_refused_when_its_terms_are_out_of_bounds() {
	build_and_execute(|| {
		let refused = |terms, error: Error<Test>| {
			assert_noop!(offer_with(terms), error);
		};
		refused(OfferTerms { rate: 0, ..offer_terms() }, Error::ZeroRate);
		refused(OfferTerms { min_duration: MIN_DURATION - 1, ..offer_terms() }, Error::TooShort);
		refused(OfferTerms { min_duration: 301, ..offer_terms() }, Error::TooShort);
		refused(OfferTerms { max_duration: MAX_DURATION + 1, ..offer_terms() }, Error::TooLong);
		refused(OfferTerms { reclaim_window: MAX_RECLAIM_WINDOW + 1, ..offer_terms() }, Error::ReclaimWindowTooLong);
		refused(OfferTerms { class: CLASS + 1, ..offer_terms() }, Error::ClassNotLeasable);
		MockAttested::set_hardware(worker(1), CLASS, 4);
		refused(OfferTerms { gpus: 5, ..offer_terms() }, Error::TooFewGpus);
		refused(OfferTerms { class: CLASS + 1, ..offer_terms() }, Error::ClassMismatch);
	});
}

#[test]
fn offer_is_refused_when_the_machine_cannot_be_rented() {
	build_and_execute(|| {
		assert_noop!(Leasing::offer(signed(STRANGER), worker(1), offer_terms()), Error::<Test>::NotProvider);
		let id = lease(1);
		assert_noop!(offer_with(offer_terms()), Error::<Test>::Leased);
		assert_ok!(Leasing::report_down(signed(provider(1)), id));
		assert_noop!(offer_with(offer_terms()), Error::<Test>::Down);
		assert_ok!(Leasing::restore(signed(worker(1))));
		MockStakes::set_stake(Role::Provider, provider(1), BOND - 1);
		assert_noop!(offer_with(offer_terms()), DispatchError::Other("Underbacked"));
		MockAttested::set_inactive(worker(1));
		assert_noop!(offer_with(offer_terms()), DispatchError::Other("NotActive"));
	});
}

#[test]
fn take_begins_a_lease_at_once() {
	build_and_execute(|| {
		offer(1);
		run_to(3);
		assert_ok!(take(1));
		let lease = record(0);
		assert_eq!((lease.tenant, lease.provider, lease.rate, lease.reclaim_window), (TENANT, provider(1), 8, 40));
		assert_eq!((lease.started_at, lease.ends_at, lease.last_end), (3, 103, 303));
		assert_eq!(MockEscrow::account(lease.escrow).deposits, [(TENANT, 400)]);
		assert_eq!([TENANT, provider(1)].map(|who| held(HoldReason::Deposit, who)), [DEPOSIT, 0]);
		assert_eq!((Offers::<Test>::count(), MockAgenda::waiting()), (0, 1));
		assert_noop!(take(1), Error::<Test>::NotFound);
	});
}

#[test]
fn take_is_refused_when_the_offer_is_another_than_the_tenant_saw() {
	build_and_execute(|| {
		assert_ok!(offer_with(OfferTerms { rate: 9, ..offer_terms() }));
		assert_noop!(take(1), Error::<Test>::OfferChanged);
	});
}

#[test]
fn take_is_refused_when_the_tenant_may_not_or_cannot() {
	build_and_execute(|| {
		offer(1);
		let take = |who, duration, deposit, tier| {
			Leasing::take(signed(who), worker(1), offer_terms(), duration, deposit, tier)
		};
		assert_noop!(take(TENANT, 19, 400, Tier::Declared), Error::<Test>::TooShort);
		assert_noop!(take(TENANT, 301, 400, Tier::Declared), Error::<Test>::TooLong);
		assert_noop!(take(TENANT, 100, 79, Tier::Declared), Error::<Test>::DepositTooLow);
		assert_noop!(take(TENANT, 100, 400, Tier::Device), Error::<Test>::TierTooLow);
		assert_noop!(take(provider(1), 100, 400, Tier::Declared), Error::<Test>::OwnMachine);
		assert_noop!(take(PAUPER, 100, 400, Tier::Declared), TokenError::FundsUnavailable);
		let private = OfferTerms { tenants: vec![SPONSOR].try_into().unwrap(), ..offer_terms() };
		assert_ok!(Leasing::offer(signed(worker(2)), worker(2), private.clone()));
		let take = |who| Leasing::take(signed(who), worker(2), private.clone(), 100, 400, Tier::Declared);
		assert_noop!(take(TENANT), Error::<Test>::NotAllowed);
		assert_ok!(take(SPONSOR));
	});
}

#[test]
fn take_is_refused_when_the_machine_can_no_longer_be_rented() {
	build_and_execute(|| {
		offer(1);
		lease(1);
		assert_noop!(take(1), Error::<Test>::Leased);
		offer(2);
		MockAttested::set_active(worker(2), provider(3), Tier::Declared);
		assert_noop!(take(2), Error::<Test>::ProviderChanged);
		MockAttested::set_inactive(worker(2));
		assert_noop!(take(2), DispatchError::Other("NotActive"));
	});
}
