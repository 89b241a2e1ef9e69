use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::mocks::{MockAgenda, MockEscrow};
use sp_runtime::TokenError;

#[test]
fn order_puts_its_deposit_aside() {
	build_and_execute(|| {
		assert_ok!(Leasing::place_order(signed(TENANT), order_terms()));
		let order = Leasing::order(0).unwrap();
		assert_eq!((order.tenant, &order.terms), (TENANT, &order_terms()));
		assert_eq!(MockEscrow::account(order.escrow).deposits, [(TENANT, 1_000)]);
		assert_eq!(held(HoldReason::Deposit, TENANT), DEPOSIT);
		let placed =
			Event::OrderPlaced { order: 0, tenant: TENANT, class: CLASS, asset: NATIVE, max_rate: 10, deposit: 1_000 };
		System::assert_last_event(placed.into());
		assert_eq!(place(order_terms()), 1);
	});
}

#[test]
fn order_is_refused_when_its_terms_are_out_of_bounds() {
	build_and_execute(|| {
		let refused = |terms: OrderTermsOf<Test>, error: Error<Test>| {
			assert_noop!(Leasing::place_order(signed(TENANT), terms), error);
		};
		refused(OrderTerms { max_rate: 0, ..order_terms() }, Error::ZeroRate);
		refused(OrderTerms { duration: MIN_DURATION - 1, ..order_terms() }, Error::TooShort);
		refused(OrderTerms { duration: MAX_DURATION + 1, ..order_terms() }, Error::TooLong);
		refused(OrderTerms { reclaim_window: MAX_RECLAIM_WINDOW + 1, ..order_terms() }, Error::ReclaimWindowTooLong);
		refused(OrderTerms { deposit: 99, ..order_terms() }, Error::DepositTooLow);
		// A class that exists and has no bond.
		let spec = Spec { class: CLASS + 1, ..spec() };
		refused(OrderTerms { spec, ..order_terms() }, Error::ClassNotLeasable);
	});
}

#[test]
fn order_is_refused_when_the_tenant_has_nothing() {
	build_and_execute(|| {
		assert_noop!(Leasing::place_order(signed(PAUPER), order_terms()), TokenError::FundsUnavailable);
	});
}

#[test]
fn cancel_gives_everybody_everything_back() {
	build_and_execute(|| {
		let order = place(order_terms());
		assert_ok!(bid(order, 1, 9));
		assert_ok!(bid(order, 2, 7));
		assert_noop!(Leasing::cancel_order(signed(STRANGER), order), Error::<Test>::NotTenant);
		assert_ok!(Leasing::cancel_order(signed(TENANT), order));
		System::assert_has_event(Event::BidReleased { order, worker: worker(1), provider: provider(1) }.into());
		System::assert_last_event(Event::OrderClosed { order }.into());
		assert_eq!([TENANT, provider(1), provider(2)].map(free), [PURSE; 3]);
		assert_eq!(MockEscrow::account(0).refunded, Some(1_000));
		assert_eq!((Orders::<Test>::count(), MockAgenda::waiting()), (0, 0));
		assert_noop!(Leasing::cancel_order(signed(TENANT), order), Error::<Test>::NotFound);
	});
}

#[test]
fn order_ends_when_it_waited_too_long() {
	build_and_execute(|| {
		let order = place(order_terms());
		assert_ok!(bid(order, 1, 9));
		run_to(ORDER_PERIOD);
		assert!(Leasing::order(order).is_some());
		run_to(ORDER_PERIOD + 1);
		assert!(Leasing::order(order).is_none());
		assert_eq!([TENANT, provider(1)].map(free), [PURSE; 2]);
		assert_eq!(MockEscrow::account(0).refunded, Some(1_000));
	});
}
