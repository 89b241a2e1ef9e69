use crate::{
	mock::{Channels, *},
	*,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn extend_puts_off_when_the_payer_may_close() {
	build_and_execute(|| {
		let id = open();
		assert_ok!(Channels::extend(signed(PAYER), id, EXPIRES + 30));
		assert_events(vec![Event::Extended { channel: id, old_expires: EXPIRES, expires: EXPIRES + 30 }]);
		skip_to(EXPIRES + 30 + GracePeriod::get() - 1);
		assert_noop!(Channels::close(signed(PAYER), id), Error::<Test>::GraceNotOver);
		skip_to(EXPIRES + 30 + GracePeriod::get());
		assert_ok!(Channels::close(signed(PAYER), id));
	});
}

#[test]
fn extend_leaves_vouchers_as_good_as_they_were() {
	build_and_execute(|| {
		let id = open();
		let signature = sign(id, total(7));
		assert_ok!(Channels::extend(signed(PAYER), id, EXPIRES + 30));
		assert_ok!(Channels::redeem(signed(PAYEE), id, total(7), signature));
	});
}

#[test]
fn extend_is_possible_when_the_channel_has_expired() {
	build_and_execute(|| {
		let id = open();
		skip_to(EXPIRES + 50);
		assert_noop!(Channels::extend(signed(PAYER), id, EXPIRES + 50), Error::<Test>::ExpiryInThePast);
		assert_ok!(Channels::extend(signed(PAYER), id, EXPIRES + 51));
		assert_noop!(Channels::close(signed(PAYER), id), Error::<Test>::GraceNotOver);
	});
}

#[test]
fn extend_fails_when_not_signed() {
	build_and_execute(|| {
		let id = open();
		assert_noop!(Channels::extend(RuntimeOrigin::root(), id, EXPIRES + 1), DispatchError::BadOrigin);
	});
}

#[test]
fn extend_fails_when_signed_by_another_than_the_payer() {
	build_and_execute(|| {
		let id = open();
		for who in [PAYEE, STRANGER] {
			assert_noop!(Channels::extend(signed(who), id, EXPIRES + 1), Error::<Test>::NotPayer);
		}
	});
}

#[test]
fn extend_fails_when_there_is_no_such_channel() {
	build_and_execute(|| {
		assert_noop!(Channels::extend(signed(PAYER), 0, EXPIRES), Error::<Test>::NotFound);
	});
}

#[test]
fn extend_fails_when_the_expiry_is_not_later() {
	build_and_execute(|| {
		let id = open();
		for expires in [0, START, EXPIRES - 1, EXPIRES] {
			assert_noop!(Channels::extend(signed(PAYER), id, expires), Error::<Test>::NotLater);
		}
	});
}

#[test]
fn extend_fails_when_the_channel_would_live_for_too_long() {
	build_and_execute(|| {
		let id = open();
		skip_to(START + 50);
		let call = |expires| Channels::extend(signed(PAYER), id, expires);
		assert_noop!(call(START + MAX_DURATION + 1), Error::<Test>::ExpiryTooFar);
		assert_ok!(call(START + MAX_DURATION));
		assert_noop!(call(BlockNumber::MAX), Error::<Test>::ExpiryTooFar);
	});
}
