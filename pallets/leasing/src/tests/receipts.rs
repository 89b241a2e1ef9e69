use crate::{mock::*, *};
use frame_support::assert_ok;
use piazza_primitives::{mocks::MockAgenda, Content, HandleDue, LeaseId, OnVerdict, Settlement, Verdict};
use sp_runtime::DispatchError;

/// What the tenant has paid the first provider.
fn settlement(value: Balance) -> Option<SettlementOf<Test>> {
	Some(Settlement { payer: TENANT, payee: provider(1), value })
}

/// What is held on the tenant for records.
fn deposit() -> Balance {
	held(HoldReason::Deposit, TENANT)
}

/// A lease that the tenant closed after 10 blocks, in block 11.
fn closed() -> LeaseId {
	let id = lease(1);
	run_to(11);
	assert_ok!(Leasing::close(signed(TENANT), id));
	id
}

#[test]
fn settlement_says_who_paid_what_for_a_while_after_the_lease_was_closed() {
	build_and_execute(|| {
		// What the provider gets is less: the fee is in it.
		set_fee(10);
		let id = lease(1);
		run_to(6);
		assert_ok!(Leasing::settle(signed(STRANGER), id));
		run_to(11);
		assert_eq!((Leasing::settlement(id), deposit()), (None, DEPOSIT));
		assert_ok!(Leasing::close(signed(TENANT), id));
		// A fee of 3 of 35, twice.
		assert_eq!(paid(0), 64);
		assert_eq!((Leasing::settlement(id), deposit()), (settlement(70), RECEIPT_DEPOSIT));
		run_to(11 + RECEIPT_PERIOD - 1);
		assert_eq!((Leasing::settlement(id), deposit()), (settlement(70), RECEIPT_DEPOSIT));
		System::reset_events();
		run_to(11 + RECEIPT_PERIOD);
		assert_eq!((Leasing::settlement(id), deposit(), free(TENANT)), (None, 0, PURSE));
		assert_eq!(System::read_events_for_pallet::<Event<Test>>(), [Event::ReceiptForgotten { lease: id }]);
		assert_eq!((Receipts::<Test>::count(), MockAgenda::waiting()), (0, 0));
	});
}

#[test]
fn receipt_is_left_when_the_money_was_used_up() {
	build_and_execute(|| {
		let id = lease(1);
		run_to(143);
		assert_eq!(Leasing::settlement(id), None);
		run_to(144);
		assert_eq!(last_end(), (id, Reason::Exhausted, 1_000, 0));
		assert_eq!((Leasing::settlement(id), deposit()), (settlement(1_000), RECEIPT_DEPOSIT));
		run_to(144 + RECEIPT_PERIOD);
		assert_eq!((Leasing::settlement(id), deposit()), (None, 0));
	});
}

#[test]
fn receipt_has_the_rent_up_to_the_challenge_when_the_machine_was_missing() {
	build_and_execute(|| {
		let id = lease(1);
		run_to(11);
		assert_ok!(Leasing::challenge_liveness(signed(STRANGER), id));
		run_to(11 + RESPONSE_PERIOD);
		assert_eq!(last_end(), (id, Reason::Downtime, 70, 930));
		assert_eq!((Leasing::settlement(id), deposit()), (settlement(70), RECEIPT_DEPOSIT));
		run_to(11 + RESPONSE_PERIOD + RECEIPT_PERIOD);
		assert_eq!((Leasing::settlement(id), deposit()), (None, 0));
	});
}

#[test]
fn receipt_has_what_was_settled_when_the_machine_was_not_what_it_was_rented_as() {
	build_and_execute(|| {
		let id = lease(1);
		run_to(11);
		assert_ok!(Leasing::settle(signed(STRANGER), id));
		let evidence = Content { hash: Default::default(), uri: Default::default() };
		assert_ok!(Leasing::dispute_specs(signed(TENANT), id, evidence));
		let answer = Some(Leasing::specs_answer(id, false));
		Leasing::on_verdict(id, Verdict { answer, majority: vec![] });
		run_to(12);
		assert_eq!(last_end(), (id, Reason::FalseSpecs, 70, 930));
		assert_eq!((Leasing::settlement(id), deposit()), (settlement(70), RECEIPT_DEPOSIT));
	});
}

#[test]
fn receipt_is_not_left_when_nothing_was_paid() {
	build_and_execute(|| {
		let id = lease(1);
		assert_ok!(Leasing::close(signed(TENANT), id));
		assert_eq!(last_end(), (id, Reason::Tenant, 0, 1_000));
		assert_eq!([id, id + 1].map(Leasing::settlement), [None, None]);
		assert_eq!((deposit(), free(TENANT), MockAgenda::waiting()), (0, PURSE, 0));
	});
}

#[test]
fn settlement_has_no_value_when_rent_was_paid_in_another_asset() {
	build_and_execute(|| {
		let order = place(OrderTerms { asset: DOLLAR, ..order_terms() });
		assert_ok!(bid(order, 1, 7));
		let id = accept(order, 1);
		run_to(11);
		assert_ok!(Leasing::close(signed(TENANT), id));
		assert_eq!(last_end(), (id, Reason::Tenant, 70, 930));
		assert_eq!((Leasing::settlement(id), deposit()), (settlement(0), RECEIPT_DEPOSIT));
	});
}

#[test]
fn receipts_are_forgotten_when_their_block_is_served_late() {
	build_and_execute(|| {
		let id = closed();
		skip_to(11 + 10 * RECEIPT_PERIOD);
		assert_eq!(Leasing::settlement(id), settlement(70));
		serve();
		assert_eq!((Leasing::settlement(id), deposit()), (None, 0));
	});
}

#[test]
fn receipt_that_cannot_be_forgotten_is_tried_again() {
	build_and_execute(|| {
		let id = closed();
		Leasing::postpone(Due::Receipt { lease: id }, DispatchError::Other("test"));
		run_to(11 + RETRY_PERIOD - 1);
		assert_eq!(Leasing::settlement(id), settlement(70));
		run_to(11 + RETRY_PERIOD);
		assert_eq!((Leasing::settlement(id), deposit()), (None, 0));
	});
}

#[test]
fn due_is_ignored_when_there_is_no_such_receipt() {
	build_and_execute(|| {
		let id = lease(1);
		System::reset_events();
		Leasing::handle_due(Due::Receipt { lease: id });
		Leasing::handle_due(Due::Receipt { lease: id + 1 });
		assert_eq!(System::events(), []);
		assert_eq!((Leases::<Test>::count(), deposit()), (1, DEPOSIT));
	});
}

#[test]
fn weights_of_receipts_are_those_of_forgetting_them() {
	let weight = Leasing::weight_of(&Due::Receipt { lease: 0 });
	assert_eq!(weight, <() as WeightInfo>::forget() + <() as WeightInfo>::postpone());
	assert!(weight.all_lte(Leasing::max_weight()));
}

#[test]
fn invariants_do_not_hold_when_a_receipt_is_of_a_lease_that_runs_or_never_was() {
	new_test_ext().execute_with(|| {
		let id = closed();
		let receipt = Receipts::<Test>::get(id).unwrap();
		Receipts::<Test>::insert(id + 1, &receipt);
		assert_eq!(Leasing::do_try_state(), Err("a receipt has a number that was not given yet".into()));
		assert_eq!(lease(1), id + 1);
		assert_eq!(Leasing::do_try_state(), Err("a lease that runs has a receipt".into()));
		Receipts::<Test>::remove(id + 1);
		assert_ok!(Leasing::do_try_state());
	});
}
