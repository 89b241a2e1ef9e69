use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::Escrow as _;
use sp_runtime::{ArithmeticError, TokenError};

#[test]
fn top_up_holds_the_amount_on_the_sponsor() {
	for asset in ALL_ASSETS {
		build_and_execute(|| {
			let id = open(1, asset.clone(), 300).unwrap();
			assert_ok!(Escrow::top_up(id, &2, 50));
			System::assert_last_event(Event::ToppedUp { escrow: id, from: 2, amount: 50 }.into());
			assert_eq!(holds(&asset, 2), [300, 50]);
			assert_eq!(Escrow::available(id), Some(350));
			assert_eq!(TotalHeld::<Test>::get(&asset), 350);
		});
	}
}

#[test]
fn top_up_keeps_the_place_of_a_depositor_who_comes_again() {
	build_and_execute(|| {
		let id = open_with(NATIVE, &[100, 100]);
		assert_ok!(Escrow::top_up(id, &1, 30));
		assert_ok!(Escrow::pay(id, &5, 120));
		assert_eq!(holds(&NATIVE, 2), [10, 100]);
	});
}

#[test]
fn top_up_fails_when_depositors_are_eight() {
	build_and_execute(|| {
		let id = open_with(NATIVE, &[100; 8]);
		assert_noop!(Escrow::top_up(id, &9, 100), Error::<Test>::TooManyDepositors);
		// Those who are in may still put in more.
		assert_ok!(Escrow::top_up(id, &1, 100));
		assert_ok!(Escrow::top_up(id, &8, 100));
		assert_eq!(Escrow::available(id), Some(1_000));
	});
}

#[test]
fn top_up_fails_when_escrow_is_unknown_or_closed() {
	build_and_execute(|| {
		let id = open(1, NATIVE, 300).unwrap();
		assert_noop!(Escrow::top_up(id + 1, &2, 50), Error::<Test>::NotFound);
		assert_ok!(Escrow::pay(id, &NEWCOMER, ED - 1));
		assert_ok!(Escrow::close(id));
		assert!(Escrows::<Test>::contains_key(id), "it still owes something");
		assert_noop!(Escrow::top_up(id, &2, 50), Error::<Test>::NotFound);
	});
}

#[test]
fn top_up_fails_when_amount_is_below_the_minimum() {
	build_and_execute(|| {
		let id = open(1, NATIVE, 300).unwrap();
		assert_noop!(Escrow::top_up(id, &2, ED - 1), Error::<Test>::BelowMinimum);
		assert_noop!(Escrow::top_up(id, &1, 0), Error::<Test>::BelowMinimum);
	});
}

#[test]
fn top_up_fails_when_sponsor_cannot_spare_the_amount() {
	build_and_execute(|| {
		let id = open(1, NATIVE, 300).unwrap();
		assert_noop!(Escrow::top_up(id, &2, WEALTH), TokenError::FundsUnavailable);
	});
}

#[test]
fn top_up_fails_when_the_sum_cannot_be_counted() {
	build_and_execute(|| {
		let id = open(1, NATIVE, 300).unwrap();
		assert_noop!(Escrow::top_up(id, &2, u128::MAX), ArithmeticError::Overflow);
	});
}
