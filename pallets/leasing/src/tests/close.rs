use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{
	mocks::{MockAgenda, MockEscrow, MockReputation},
	Conduct, Domain,
};

#[test]
fn tenant_pays_for_the_blocks_it_had() {
	build_and_execute(|| {
		set_fee(10);
		let id = lease(1);
		run_to(51);
		assert_ok!(Leasing::close(signed(TENANT), id));
		assert_eq!(last_end(), (id, Reason::Tenant, 350, 650));
		let account = MockEscrow::account(0);
		assert_eq!((account.paid, account.fees, account.refunded), (vec![(provider(1), 315)], 35, Some(650)));
		assert_eq!((free(TENANT), Leasing::lease_of(worker(1))), (PURSE - RECEIPT_DEPOSIT, None));
		// The receipt waits to be forgotten.
		assert_eq!((Committed::<Test>::get(provider(1)), Leases::<Test>::count(), MockAgenda::waiting()), (0, 0, 1));
		assert_eq!(MockReputation::take_notes(), [(Domain::Leasing, provider(1), Conduct::Good, 350)]);
		assert_noop!(Leasing::close(signed(TENANT), id), Error::<Test>::NotFound);
	});
}

#[test]
fn tenant_pays_nothing_when_it_ends_the_lease_in_its_first_block() {
	build_and_execute(|| {
		let id = lease(1);
		assert_ok!(Leasing::close(signed(TENANT), id));
		assert_eq!(last_end(), (id, Reason::Tenant, 0, 1_000));
	});
}

#[test]
fn provider_gives_notice_before_it_ends_a_lease() {
	build_and_execute(|| {
		let id = lease(1);
		assert_noop!(Leasing::close(signed(provider(1)), id), Error::<Test>::NoticeRequired);
		assert_noop!(Leasing::close(signed(STRANGER), id), Error::<Test>::NotProvider);
		assert_noop!(Leasing::start_reclaim(signed(TENANT), id), Error::<Test>::NotProvider);
		run_to(10);
		assert_ok!(Leasing::start_reclaim(signed(provider(1)), id));
		System::assert_last_event(Event::ReclaimStarted { lease: id, from: 40 }.into());
		assert_noop!(Leasing::start_reclaim(signed(worker(1)), id), Error::<Test>::NoticeGiven);
		assert_noop!(Leasing::extend(signed(TENANT), id, 550), Error::<Test>::NoticeGiven);
		run_to(39);
		assert_noop!(Leasing::close(signed(provider(1)), id), Error::<Test>::NoticeNotOver);
		run_to(40);
		// The notice is paid in full.
		assert_ok!(Leasing::close(signed(worker(1)), id));
		assert_eq!(last_end(), (id, Reason::Reclaimed, 7 * 39, 1_000 - 7 * 39));
	});
}

#[test]
fn notice_does_not_bind_the_tenant() {
	build_and_execute(|| {
		let id = lease(1);
		assert_ok!(Leasing::start_reclaim(signed(provider(1)), id));
		run_to(11);
		assert_ok!(Leasing::close(signed(TENANT), id));
		assert_eq!(last_end(), (id, Reason::Tenant, 70, 930));
	});
}

#[test]
fn settle_pays_what_has_accrued() {
	build_and_execute(|| {
		let id = lease(1);
		run_to(11);
		assert_ok!(Leasing::settle(signed(STRANGER), id));
		System::assert_last_event(Event::Settled { lease: id, amount: 70 }.into());
		assert_eq!((record(id).settled, paid(0)), (70, 70));
		System::reset_events();
		assert_ok!(Leasing::settle(signed(STRANGER), id));
		assert_eq!(System::events(), []);
		run_to(21);
		assert_ok!(Leasing::close(signed(TENANT), id));
		assert_eq!(last_end(), (id, Reason::Tenant, 140, 860));
		assert_noop!(Leasing::settle(signed(STRANGER), id), Error::<Test>::NotFound);
	});
}

#[test]
fn rent_in_another_asset_earns_no_reputation() {
	build_and_execute(|| {
		let order = place(OrderTerms { asset: DOLLAR, ..order_terms() });
		assert_ok!(bid(order, 1, 7));
		let id = accept(order, 1);
		run_to(11);
		assert_ok!(Leasing::close(signed(TENANT), id));
		assert_eq!(MockReputation::take_notes(), []);
	});
}
