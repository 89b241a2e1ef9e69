use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Permill};

#[test]
fn set_protocol_fee_tells_old_and_new() {
	build_and_execute(|| {
		assert_ok!(Escrow::set_protocol_fee(RuntimeOrigin::root(), MaxFee::get()));
		let (old, new) = (Permill::from_percent(2), Permill::from_percent(10));
		System::assert_last_event(Event::ProtocolFeeSet { old, new }.into());
		assert_eq!(Escrow::protocol_fee(), new);
	});
}

#[test]
fn set_protocol_fee_fails_when_fee_is_above_the_maximum() {
	build_and_execute(|| {
		let fee = Permill::from_parts(MaxFee::get().deconstruct() + 1);
		assert_noop!(Escrow::set_protocol_fee(RuntimeOrigin::root(), fee), Error::<Test>::FeeTooHigh);
	});
}

#[test]
fn set_protocol_fee_fails_when_origin_is_not_the_admin() {
	build_and_execute(|| {
		for origin in [RuntimeOrigin::signed(1), RuntimeOrigin::none()] {
			assert_noop!(Escrow::set_protocol_fee(origin, Permill::zero()), DispatchError::BadOrigin);
		}
	});
}
