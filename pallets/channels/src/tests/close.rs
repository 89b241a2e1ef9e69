use crate::{
	mock::{Channels, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::mocks::{MockAttested, MockEscrow};
use sp_runtime::DispatchError;

#[test]
fn close_by_the_payee_gives_the_rest_back_at_any_time() {
	build_and_execute(|| {
		let id = open();
		assert_ok!(redeem(PAYEE, id, total(12)));
		System::reset_events();
		assert_ok!(Channels::close(signed(PAYEE), id));
		let receipt_until = Some(START + RECEIPT_PERIOD);
		assert_events(vec![Event::Closed { channel: id, paid: 12, refunded: 88, receipt_until }]);
		assert_eq!(MockEscrow::account(id).refunded, Some(88));
		assert_eq!((Channels::channel(id), held(PAYER)), (None, RECEIPT_DEPOSIT));
	});
}

#[test]
fn close_by_a_worker_of_the_payee_gives_the_rest_back_at_any_time() {
	build_and_execute(|| {
		let id = open();
		assert_ok!(redeem(PAYEE, id, total(12)));
		assert_ok!(Channels::close(signed(WORKER), id));
		assert_eq!(MockEscrow::account(id).refunded, Some(88));
	});
}

#[test]
fn close_by_the_payer_gives_the_rest_back_when_the_grace_is_over() {
	build_and_execute(|| {
		let id = open();
		for block in [START, EXPIRES - 1, EXPIRES, EXPIRES + GracePeriod::get() - 1] {
			skip_to(block);
			assert_noop!(Channels::close(signed(PAYER), id), Error::<Test>::GraceNotOver);
		}
		// The payee's last chance.
		assert_ok!(redeem(PAYEE, id, total(12)));
		System::reset_events();
		let end = EXPIRES + GracePeriod::get();
		skip_to(end);
		assert_ok!(Channels::close(signed(PAYER), id));
		let receipt_until = Some(end + RECEIPT_PERIOD);
		assert_events(vec![Event::Closed { channel: id, paid: 12, refunded: 88, receipt_until }]);
		assert_eq!(MockEscrow::account(id).refunded, Some(88));
	});
}

#[test]
fn close_leaves_nothing_when_nothing_was_paid() {
	build_and_execute(|| {
		let id = open();
		assert_ok!(Channels::close(signed(PAYEE), id));
		assert_events(vec![Event::Closed { channel: id, paid: 0, refunded: 100, receipt_until: None }]);
		assert_eq!((held(PAYER), Receipts::<Test>::count()), (0, 0));
	});
}

#[test]
fn close_fails_when_not_signed() {
	build_and_execute(|| {
		let id = open();
		assert_noop!(Channels::close(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
	});
}

#[test]
fn close_fails_when_signed_by_neither_party() {
	build_and_execute(|| {
		let id = open();
		skip_to(EXPIRES + GracePeriod::get());
		MockAttested::set_inactive(WORKER);
		for who in [STRANGER, OTHER_WORKER, WORKER] {
			assert_noop!(Channels::close(signed(who), id), Error::<Test>::NotParty);
		}
	});
}

#[test]
fn close_fails_when_there_is_no_such_channel() {
	build_and_execute(|| {
		assert_noop!(Channels::close(signed(PAYEE), 0), Error::<Test>::NotFound);
		let id = open();
		assert_ok!(Channels::close(signed(PAYEE), id));
		assert_noop!(Channels::close(signed(PAYEE), id), Error::<Test>::NotFound);
	});
}
