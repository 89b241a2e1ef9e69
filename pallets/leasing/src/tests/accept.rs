use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{
	mocks::{MockAgenda, MockAttested, MockEscrow, MockStakes, MockStream},
	Role, Tier,
};
use sp_runtime::DispatchError;

#[test]
fn accept_begins_a_lease_at_the_price_of_the_bid() {
	build_and_execute(|| {
		let order = place(order_terms());
		assert_ok!(bid(order, 1, 9));
		assert_ok!(bid(order, 2, 7));
		run_to(5);
		let id = accept(order, 2);
		let lease = record(id);
		assert_eq!((lease.tenant, lease.provider, lease.worker), (TENANT, provider(2), worker(2)));
		assert_eq!((lease.rate, lease.bond, lease.reclaim_window), (7, BOND, 30));
		assert_eq!((lease.started_at, lease.ends_at, lease.last_end), (5, 505, 605));
		let stream = MockStream { payee: provider(2), rate: 7, settled_at: 5 };
		assert_eq!(MockEscrow::account(lease.escrow).stream, Some(stream));
		// All deposits of bids are back, in this block; the tenant's goes on for the lease.
		assert_eq!([provider(1), provider(2)].map(free), [PURSE; 2]);
		assert_eq!(held(HoldReason::Deposit, TENANT), DEPOSIT);
		assert_eq!((Leasing::lease_of(worker(2)), Committed::<Test>::get(provider(2))), (Some(id), BOND));
		assert_eq!((Orders::<Test>::count(), MockAgenda::waiting()), (0, 1));
		let started = Event::LeaseStarted {
			lease: id,
			order: Some(order),
			tenant: TENANT,
			provider: provider(2),
			worker: worker(2),
			asset: NATIVE,
			rate: 7,
			ends_at: 505,
		};
		System::assert_last_event(started.into());
	});
}

#[test]
fn accept_is_refused_when_bid_or_order_is_over() {
	build_and_execute(|| {
		let order = place(order_terms());
		assert_ok!(bid(order, 1, 9));
		assert_noop!(Leasing::accept(signed(TENANT), order, worker(2)), Error::<Test>::NotFound);
		assert_noop!(Leasing::accept(signed(STRANGER), order, worker(1)), Error::<Test>::NotTenant);
		assert_ok!(Leasing::withdraw_bid(signed(worker(1)), order, worker(1)));
		assert_noop!(Leasing::accept(signed(TENANT), order, worker(1)), Error::<Test>::NotFound);
		assert_ok!(Leasing::cancel_order(signed(TENANT), order));
		assert_noop!(Leasing::accept(signed(TENANT), order, worker(1)), Error::<Test>::NotFound);
	});
}

#[test]
fn accept_is_refused_when_the_machine_can_no_longer_be_rented() {
	build_and_execute(|| {
		let (first, second) = (place(order_terms()), place(order_terms()));
		assert_ok!(bid(first, 1, 9));
		assert_ok!(bid(second, 1, 9));
		accept(first, 1);
		let again = || Leasing::accept(signed(TENANT), second, worker(1));
		assert_noop!(again(), Error::<Test>::Leased);
		assert_ok!(Leasing::close(signed(TENANT), 0));
		MockAttested::set_active(worker(1), provider(2), Tier::Declared);
		assert_noop!(again(), Error::<Test>::ProviderChanged);
		MockAttested::set_inactive(worker(1));
		assert_noop!(again(), DispatchError::Other("NotActive"));
		MockAttested::set_active(worker(1), provider(1), Tier::Declared);
		MockStakes::set_unbacked(Role::Provider, provider(1));
		assert_noop!(again(), DispatchError::Other("Underbacked"));
	});
}
