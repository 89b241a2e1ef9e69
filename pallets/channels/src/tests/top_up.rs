use crate::{
	mock::{Channels, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::mocks::MockEscrow;
use sp_runtime::{ArithmeticError, DispatchError};

#[test]
fn top_up_lets_vouchers_promise_more() {
	build_and_execute(|| {
		let id = open();
		assert_noop!(redeem(PAYEE, id, total(101)), Error::<Test>::DepositExceeded);
		assert_ok!(Channels::top_up(signed(PAYER), id, 50));
		assert_events(vec![Event::ToppedUp { channel: id, amount: 50, deposit: 150 }]);
		assert_eq!(MockEscrow::account(id).deposits, [(PAYER, 100), (PAYER, 50)]);
		assert_ok!(redeem(PAYEE, id, total(150)));
		assert_eq!(paid_to(PAYEE, id), 150);
	});
}

#[test]
fn top_up_is_possible_until_the_channel_expires() {
	build_and_execute(|| {
		let id = open();
		skip_to(EXPIRES - 1);
		assert_ok!(Channels::top_up(signed(PAYER), id, 1));
		skip_to(EXPIRES);
		assert_noop!(Channels::top_up(signed(PAYER), id, 1), Error::<Test>::Expired);
		assert_ok!(Channels::extend(signed(PAYER), id, EXPIRES + 1));
		assert_ok!(Channels::top_up(signed(PAYER), id, 1));
	});
}

#[test]
fn top_up_fails_when_not_signed() {
	build_and_execute(|| {
		let id = open();
		assert_noop!(Channels::top_up(RuntimeOrigin::root(), id, 1), DispatchError::BadOrigin);
	});
}

#[test]
fn top_up_fails_when_signed_by_another_than_the_payer() {
	build_and_execute(|| {
		let id = open();
		for who in [PAYEE, STRANGER] {
			assert_noop!(Channels::top_up(signed(who), id, 1), Error::<Test>::NotPayer);
		}
	});
}

#[test]
fn top_up_fails_when_there_is_no_such_channel() {
	build_and_execute(|| {
		assert_noop!(Channels::top_up(signed(PAYER), 0, 1), Error::<Test>::NotFound);
		let id = open();
		assert_ok!(Channels::close(signed(PAYEE), id));
		assert_noop!(Channels::top_up(signed(PAYER), id, 1), Error::<Test>::NotFound);
	});
}

#[test]
fn top_up_fails_when_it_is_zero() {
	build_and_execute(|| {
		let id = open();
		assert_noop!(Channels::top_up(signed(PAYER), id, 0), Error::<Test>::ZeroDeposit);
	});
}

#[test]
fn top_up_fails_when_the_deposit_overflows() {
	build_and_execute(|| {
		let id = open();
		assert_noop!(Channels::top_up(signed(PAYER), id, Balance::MAX), ArithmeticError::Overflow);
	});
}
