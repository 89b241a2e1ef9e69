use crate::{
	mock::{Channels, *},
	*,
};
use frame_support::assert_ok;
use piazza_primitives::{mocks::MockAgenda, HandleDue, Settlement};

fn settlement(value: Balance) -> Option<SettlementOf<Test>> {
	Some(Settlement { payer: PAYER, payee: PAYEE, value })
}

#[test]
fn settlement_says_who_paid_what_for_a_while_after_the_channel_was_closed() {
	build_and_execute(|| {
		let id = open();
		for paid in [3, 12] {
			assert_eq!(Channels::settlement(id), None);
			assert_ok!(redeem(PAYEE, id, total(paid)));
		}
		assert_eq!(Channels::settlement(id), None);
		assert_ok!(Channels::close(signed(PAYEE), id));
		run_to(START + RECEIPT_PERIOD - 1);
		assert_eq!((Channels::settlement(id), held(PAYER)), (settlement(12), RECEIPT_DEPOSIT));
		System::reset_events();
		run_to(START + RECEIPT_PERIOD);
		assert_eq!((Channels::settlement(id), held(PAYER)), (None, 0));
		assert_events(vec![Event::ReceiptForgotten { channel: id }]);
	});
}

#[test]
fn settlement_has_no_value_when_another_asset_was_paid() {
	build_and_execute(|| {
		assert_ok!(Channels::open(signed(PAYER), PAYEE, 7, 100, alice().key(), EXPIRES, None));
		assert_ok!(redeem(PAYEE, 0, total(12)));
		assert_ok!(Channels::close(signed(PAYEE), 0));
		assert_eq!(Channels::settlement(0), settlement(0));
	});
}

#[test]
fn settlement_is_none_when_there_was_no_such_channel_or_it_paid_nothing() {
	build_and_execute(|| {
		let id = open();
		assert_ok!(Channels::close(signed(PAYEE), id));
		assert_eq!([id, id + 1].map(Channels::settlement), [None, None]);
	});
}

#[test]
fn receipts_are_forgotten_when_their_block_is_served_late() {
	build_and_execute(|| {
		let id = open();
		assert_ok!(redeem(PAYEE, id, total(3)));
		assert_ok!(Channels::close(signed(PAYEE), id));
		skip_to(START + 10 * RECEIPT_PERIOD);
		assert_eq!(Channels::settlement(id), settlement(3));
		MockAgenda::serve::<Due, Channels>(System::block_number());
		assert_eq!(Channels::settlement(id), None);
	});
}

#[test]
fn due_is_ignored_when_there_is_no_such_receipt() {
	build_and_execute(|| {
		let id = open();
		Channels::handle_due(Due::Forget { channel: id });
		Channels::handle_due(Due::Forget { channel: id + 1 });
		assert_events(vec![]);
		assert!(Channels::channel(id).is_some());
	});
}
