use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::Escrow as _;
use sp_runtime::Permill;

#[test]
fn charge_fee_takes_the_fee_rounded_down() {
	for asset in ALL_ASSETS {
		build_and_execute(|| {
			let id = open(1, asset.clone(), 1_000).unwrap();
			assert_eq!(Escrow::fee_on(id, 999), Some(19));
			assert_eq!(Escrow::charge_fee(id, 999), Ok(19));
			System::assert_last_event(Event::FeeCharged { escrow: id, amount: 19 }.into());
			assert_eq!(free(&asset, 99), WEALTH + 19);
			assert_eq!((held(&asset, 1), Escrow::available(id)), (981, Some(981)));
			assert_eq!(Escrows::<Test>::get(id).unwrap().fees, 19);
		});
	}
}

#[test]
fn charge_fee_draws_first_in_first_out() {
	build_and_execute(|| {
		let id = open_with(NATIVE, &[15, 1_000]);
		assert_eq!(Escrow::charge_fee(id, 1_000), Ok(20));
		assert_eq!(holds(&NATIVE, 2), [0, 995]);
	});
}

#[test]
fn charge_fee_keeps_to_the_fee_at_opening_when_the_fee_changes() {
	build_and_execute(|| {
		let old = open(1, NATIVE, 1_000).unwrap();
		set_fee(10);
		let new = open(1, NATIVE, 1_000).unwrap();
		set_fee(0);
		let without = open(1, NATIVE, 1_000).unwrap();
		assert_eq!(Escrow::charge_fee(old, 1_000), Ok(20));
		assert_eq!(Escrow::charge_fee(new, 1_000), Ok(100));
		assert_eq!(Escrow::charge_fee(without, 1_000), Ok(0));
		assert_eq!(Escrows::<Test>::get(old).unwrap().fee, Permill::from_percent(2));
	});
}

#[test]
fn charge_fee_takes_no_more_than_is_left() {
	build_and_execute(|| {
		let id = open(1, NATIVE, 100).unwrap();
		assert_ok!(Escrow::pay(id, &NEWCOMER, ED - 1));
		assert_ok!(Escrow::pay(id, &2, 100 - (ED - 1) - 7));
		assert_eq!(Escrow::fee_on(id, u128::MAX), Some(7));
		assert_eq!(Escrow::charge_fee(id, u128::MAX), Ok(7));
		assert_eq!(Escrow::charge_fee(id, u128::MAX), Ok(0));
		assert_eq!(Escrow::due(id, NEWCOMER), ED - 1);
	});
}

#[test]
fn charge_fee_does_nothing_when_fee_rounds_to_zero() {
	build_and_execute(|| {
		let id = open(1, NATIVE, 100).unwrap();
		System::reset_events();
		assert_eq!(Escrow::charge_fee(id, 49), Ok(0));
		assert!(System::events().is_empty());
	});
}

#[test]
fn charge_fee_becomes_a_due_when_its_destination_cannot_receive() {
	build_and_execute(|| {
		FeeAccount::set(NEWCOMER);
		let id = open(1, NATIVE, 1_000).unwrap();
		assert_eq!(Escrow::charge_fee(id, 100), Ok(2));
		assert_eq!(Escrow::due(id, NEWCOMER), 2);
		assert_eq!(Escrow::available(id), Some(998));
		assert_eq!(Escrow::charge_fee(id, 500), Ok(10));
		// The second made the account, so the first can follow.
		assert_ok!(claim(id, NEWCOMER));
		assert_eq!(free(&NATIVE, NEWCOMER), 12);
		let record = Escrows::<Test>::get(id).unwrap();
		assert_eq!((record.fees, record.paid), (10, 2));
	});
}

#[test]
fn charge_fee_fails_when_escrow_is_unknown_or_closed() {
	build_and_execute(|| {
		assert_noop!(Escrow::charge_fee(0, 100), Error::<Test>::NotFound);
		let id = open(1, NATIVE, 300).unwrap();
		assert_ok!(Escrow::pay(id, &NEWCOMER, ED - 1));
		assert_ok!(Escrow::close(id));
		assert_noop!(Escrow::charge_fee(id, 100), Error::<Test>::NotFound);
	});
}
