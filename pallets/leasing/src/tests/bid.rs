use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{
	mocks::{MockAttested, MockReputation, MockStakes},
	Domain, MinScore, Role, Score, Tier,
};
use sp_runtime::{DispatchError, Permill, TokenError};

#[test]
fn bid_holds_a_deposit_on_the_provider() {
	build_and_execute(|| {
		let order = place(order_terms());
		assert_ok!(bid(order, 1, 7));
		// The owner may sign too.
		assert_ok!(Leasing::bid(signed(provider(2)), order, worker(2), 10, 500));
		let placed = Event::BidPlaced { order, worker: worker(2), provider: provider(2), rate: 10 };
		System::assert_last_event(placed.into());
		assert_eq!([provider(1), provider(2)].map(|who| held(HoldReason::Bid, who)), [BID_DEPOSIT; 2]);
		let bids = Leasing::bids(order);
		assert_eq!(
			bids.iter().map(|bid| (bid.worker, bid.rate)).collect::<Vec<_>>(),
			[(worker(1), 7), (worker(2), 10)]
		);
	});
}

#[test]
fn bid_is_refused_when_rate_or_duration_is_out_of_bounds() {
	build_and_execute(|| {
		let order = place(order_terms());
		let bid = |rate, duration| Leasing::bid(signed(worker(1)), order, worker(1), rate, duration);
		assert_noop!(bid(11, 500), Error::<Test>::RateTooHigh);
		assert_noop!(bid(0, 500), Error::<Test>::ZeroRate);
		assert_noop!(bid(7, 499), Error::<Test>::TooShort);
		assert_noop!(bid(7, MAX_DURATION + 1), Error::<Test>::TooLong);
	});
}

#[test]
fn bid_is_refused_when_order_is_unknown_or_over() {
	build_and_execute(|| {
		assert_noop!(bid(0, 1, 7), Error::<Test>::NotFound);
		let order = place(order_terms());
		assert_ok!(Leasing::cancel_order(signed(TENANT), order));
		assert_noop!(bid(order, 1, 7), Error::<Test>::NotFound);
	});
}

#[test]
fn bid_is_refused_when_signer_does_not_own_the_machine() {
	build_and_execute(|| {
		let order = place(order_terms());
		let foreign = |who| Leasing::bid(signed(who), order, worker(1), 7, 500);
		assert_noop!(foreign(STRANGER), Error::<Test>::NotProvider);
		assert_noop!(foreign(worker(2)), Error::<Test>::NotProvider);
	});
}

#[test]
fn bid_is_refused_when_order_is_the_owners() {
	build_and_execute(|| {
		assert_ok!(Leasing::place_order(signed(provider(1)), order_terms()));
		assert_noop!(bid(0, 1, 7), Error::<Test>::OwnMachine);
	});
}

#[test]
fn bid_is_refused_when_the_machine_cannot_be_rented() {
	build_and_execute(|| {
		let busy = lease(1);
		let order = place(order_terms());
		assert_noop!(bid(order, 1, 7), Error::<Test>::Leased);
		assert_ok!(Leasing::report_down(signed(worker(1)), busy));
		assert_noop!(bid(order, 1, 7), Error::<Test>::Down);
		MockAttested::set_inactive(worker(2));
		assert_noop!(bid(order, 2, 7), DispatchError::Other("NotActive"));
		assert_ok!(Leasing::set_class_bond(RuntimeOrigin::root(), CLASS, None));
		assert_noop!(bid(order, 3, 7), Error::<Test>::ClassNotLeasable);
	});
}

#[test]
fn bid_is_refused_when_stake_does_not_cover_one_more_machine() {
	build_and_execute(|| {
		MockStakes::set_stake(Role::Provider, provider(1), BOND - 1);
		let order = place(order_terms());
		assert_noop!(bid(order, 1, 7), DispatchError::Other("Underbacked"));
		MockStakes::set_stake(Role::Provider, provider(1), BOND);
		assert_ok!(bid(order, 1, 7));
		accept(order, 1);
		// A second machine of the same owner needs as much again.
		MockAttested::set_active(200, provider(1), Tier::Declared);
		let order = place(order_terms());
		let second = || Leasing::bid(signed(200), order, 200, 7, 500);
		assert_noop!(second(), DispatchError::Other("Underbacked"));
		MockStakes::set_stake(Role::Provider, provider(1), 2 * BOND);
		assert_ok!(second());
	});
}

#[test]
fn bid_is_refused_when_the_machine_is_not_what_is_asked_for() {
	build_and_execute(|| {
		let refused = |spec: SpecOf<Test>, error: Error<Test>| {
			let order = place(OrderTerms { spec, ..order_terms() });
			assert_noop!(bid(order, 1, 7), error);
			assert_ok!(Leasing::cancel_order(signed(TENANT), order));
		};
		refused(Spec { min_tier: Tier::Device, ..spec() }, Error::TierTooLow);
		refused(Spec { program: Some(Default::default()), ..spec() }, Error::ProgramNotMeasured);
		refused(Spec { providers: vec![provider(2)].try_into().unwrap(), ..spec() }, Error::NotAllowed);
		let attributes = vec![b"region=eu".to_vec().try_into().unwrap()].try_into().unwrap();
		refused(Spec { attributes, ..spec() }, Error::AttributeMissing);
		MockAttested::set_hardware(worker(1), CLASS, 1);
		refused(Spec { gpus: 2, ..spec() }, Error::TooFewGpus);
		MockAttested::set_hardware(worker(1), CLASS + 1, 8);
		refused(spec(), Error::ClassMismatch);
	});
}

#[test]
fn bid_is_refused_when_too_little_is_known_of_the_provider() {
	build_and_execute(|| {
		let least = MinScore { value: Permill::from_percent(90), sample: 100 };
		let order = place(OrderTerms { spec: Spec { min_score: Some(least), ..spec() }, ..order_terms() });
		assert_noop!(bid(order, 1, 7), DispatchError::Other("ScoreTooLow"));
		let known = Score { value: Permill::from_percent(95), sample: 100 };
		MockReputation::set_score(Domain::Leasing, provider(1), known);
		assert_ok!(bid(order, 1, 7));
	});
}

#[test]
fn bid_is_refused_when_provider_cannot_spare_the_deposit() {
	build_and_execute(|| {
		MockAttested::set_active(worker(1), PAUPER, Tier::Declared);
		let order = place(order_terms());
		assert_noop!(bid(order, 1, 7), TokenError::FundsUnavailable);
	});
}

#[test]
fn bid_is_refused_when_the_machine_has_bid() {
	build_and_execute(|| {
		let order = place(order_terms());
		assert_ok!(bid(order, 1, 7));
		assert_noop!(bid(order, 1, 6), Error::<Test>::AlreadyBid);
	});
}

#[test]
fn twenty_first_bid_needs_to_be_lower_than_another() {
	build_and_execute(|| {
		let order = place(order_terms());
		(1..=20).for_each(|n| {
			assert_ok!(bid(order, n, if n == 13 { 9 } else { 8 }));
		});
		assert_noop!(bid(order, 21, 9), Error::<Test>::TooManyBids);
		assert_ok!(bid(order, 21, 8));
		System::assert_has_event(Event::BidReleased { order, worker: worker(13), provider: provider(13) }.into());
		assert_eq!((held(HoldReason::Bid, provider(13)), Leasing::bids(order).len()), (0, 20));
		assert_noop!(bid(order, 22, 8), Error::<Test>::TooManyBids);
	});
}

#[test]
fn withdraw_gives_the_deposit_back() {
	build_and_execute(|| {
		let order = place(order_terms());
		assert_ok!(bid(order, 1, 7));
		assert_noop!(Leasing::withdraw_bid(signed(STRANGER), order, worker(1)), Error::<Test>::NotProvider);
		assert_noop!(Leasing::withdraw_bid(signed(provider(2)), order, worker(2)), Error::<Test>::NotFound);
		assert_ok!(Leasing::withdraw_bid(signed(provider(1)), order, worker(1)));
		assert_eq!((free(provider(1)), Leasing::bids(order).len()), (PURSE, 0));
		assert_noop!(Leasing::withdraw_bid(signed(provider(1)), order, worker(1)), Error::<Test>::NotFound);
	});
}
