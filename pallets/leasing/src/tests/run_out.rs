use crate::{mock::*, *};
use frame_support::assert_ok;
use piazza_primitives::{mocks::MockEscrow, EscrowId, LeaseId};

#[test]
fn lease_ends_by_itself_in_the_block_in_which_its_money_is_used_up() {
	build_and_execute(|| {
		let id = lease(1);
		// 142 blocks for 7 each, and one for 6; the first is block 2.
		run_to(143);
		assert_eq!(Leasing::lease(id).unwrap().until, 144);
		run_to(144);
		assert_eq!(last_end(), (id, Reason::Exhausted, 1_000, 0));
		assert_eq!(MockEscrow::account(0).paid, [(provider(1), 1_000)]);
		assert_eq!(free(TENANT), PURSE - RECEIPT_DEPOSIT);
	});
}

#[test]
fn lease_ends_by_itself_when_its_time_is_over() {
	build_and_execute(|| {
		offer(1);
		assert_ok!(Leasing::take(signed(TENANT), worker(1), offer_terms(), 20, 400, piazza_primitives::Tier::Declared));
		run_to(20);
		assert_eq!(Leases::<Test>::count(), 1);
		run_to(21);
		assert_eq!(last_end(), (0, Reason::Expired, 160, 240));
	});
}

#[test]
fn lease_costs_no_more_when_its_end_is_served_late() {
	build_and_execute(|| {
		offer(1);
		assert_ok!(Leasing::take(signed(TENANT), worker(1), offer_terms(), 20, 400, piazza_primitives::Tier::Declared));
		let dry = lease(2);
		skip_to(200);
		let view = Leasing::lease(0).unwrap();
		assert_eq!((view.left, view.accrued, view.until), (240, 160, 21));
		assert_eq!(Leasing::lease_balance(dry), Some(0));
		serve();
		assert_eq!(last_end(), (dry, Reason::Exhausted, 1_000, 0));
		assert_eq!((MockEscrow::account(0).refunded, paid(0)), (Some(240), 160));
	});
}

#[test]
fn lease_that_cannot_be_ended_is_tried_again() {
	build_and_execute(|| {
		let id = lease(1);
		let EscrowIds { good, bad } = break_escrow(id);
		run_to(144);
		let event = System::read_events_for_pallet::<Event<Test>>().pop();
		assert!(matches!(event, Some(Event::Postponed { due: Due::Lease { lease: 0 }, .. })), "{event:?}");
		assert_eq!((record(id).escrow, record(id).due.unwrap().at), (bad, 144 + RETRY_PERIOD));
		Leases::<Test>::mutate(id, |lease| lease.as_mut().unwrap().escrow = good);
		run_to(144 + RETRY_PERIOD);
		assert_eq!(last_end(), (id, Reason::Exhausted, 1_000, 0));
	});
}

struct EscrowIds {
	good: EscrowId,
	bad: EscrowId,
}

/// Gives a lease an escrow that does not exist.
fn break_escrow(id: LeaseId) -> EscrowIds {
	let mut lease = record(id);
	let (good, bad) = (lease.escrow, 99);
	lease.escrow = bad;
	// It would seem to end with its time.
	lease.ends_at = 144;
	Leases::<Test>::insert(id, lease);
	EscrowIds { good, bad }
}

#[test]
fn lease_runs_on_when_stake_falls() {
	build_and_execute(|| {
		let id = lease(1);
		piazza_primitives::mocks::MockStakes::set_stake(piazza_primitives::Role::Provider, provider(1), 0);
		assert_eq!(Leasing::committed(provider(1)), (BOND, false));
		run_to(100);
		assert_ok!(Leasing::settle(signed(TENANT), id));
		assert_eq!(record(id).settled, 7 * 99);
	});
}
