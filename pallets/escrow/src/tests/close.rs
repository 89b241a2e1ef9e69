use crate::{mock::*, *};
use frame_support::{
	assert_noop, assert_ok,
	traits::{LockableCurrency, WithdrawReasons},
};
use piazza_primitives::Escrow as _;
use sp_runtime::TokenError;

#[test]
fn close_gives_everything_back() {
	for asset in ALL_ASSETS {
		build_and_execute(|| {
			let id = open_with(asset.clone(), &[100, 200]);
			assert_eq!(Escrow::close(id), Ok(300));
			assert_eq!(holds(&asset, 2), [0, 0]);
			assert_eq!((free(&asset, 1), free(&asset, 2)), (WEALTH, WEALTH));
			System::assert_has_event(Event::Refunded { escrow: id, to: 1, amount: 100 }.into());
			System::assert_has_event(Event::Refunded { escrow: id, to: 2, amount: 200 }.into());
			System::assert_last_event(Event::Closed { escrow: id, refunded: 300, owed: 0 }.into());
			assert_eq!(Escrows::<Test>::count(), 0);
			assert!(!TotalHeld::<Test>::contains_key(&asset));
		});
	}
}

#[test]
fn close_refunds_last_in_first_out() {
	build_and_execute(|| {
		let id = open_with(NATIVE, &[10, 20, 30, 40, 50, 60, 70, 80]);
		assert_ok!(Escrow::pay(id, &9, 45));
		// These are owed, so the first who have something left go on holding them.
		assert_ok!(Escrow::pay(id, &NEWCOMER, ED - 1));
		assert_ok!(Escrow::pay(id, &(NEWCOMER + 1), ED - 1));
		assert_eq!(Escrow::close(id), Ok(360 - 45 - 18));
		assert_eq!(holds(&NATIVE, 8), [0, 0, 15, 3, 0, 0, 0, 0]);
		assert_eq!(free(&NATIVE, 4), WEALTH - 3);
		let refunds: Vec<_> = System::events()
			.into_iter()
			.filter_map(|record| match record.event {
				RuntimeEvent::Escrow(Event::Refunded { to, amount, .. }) => Some((to, amount)),
				_ => None,
			})
			.collect();
		assert_eq!(refunds, [(8, 80), (7, 70), (6, 60), (5, 50), (4, 37)]);
	});
}

#[test]
fn close_keeps_the_record_while_something_is_owed() {
	build_and_execute(|| {
		let id = open(1, NATIVE, 300).unwrap();
		assert_ok!(Escrow::pay(id, &NEWCOMER, ED - 1));
		assert_eq!(Escrow::close(id), Ok(291));
		System::assert_last_event(Event::Closed { escrow: id, refunded: 291, owed: 9 }.into());
		let record = Escrow::escrow(id).unwrap();
		assert_eq!((record.closed, record.refunded, record.owed, record.held()), (true, 291, 9, 9));
		assert_eq!((Escrow::available(id), Escrow::fee_on(id, 100)), (None, None));
	});
}

#[test]
fn close_fails_when_escrow_is_unknown_or_closed() {
	build_and_execute(|| {
		assert_noop!(Escrow::close(0), Error::<Test>::NotFound);
		let gone = open(1, NATIVE, 300).unwrap();
		assert_ok!(Escrow::close(gone));
		assert_noop!(Escrow::close(gone), Error::<Test>::NotFound);
		let owing = open(1, NATIVE, 300).unwrap();
		assert_ok!(Escrow::pay(owing, &NEWCOMER, ED - 1));
		assert_ok!(Escrow::close(owing));
		assert_noop!(Escrow::close(owing), Error::<Test>::NotFound);
	});
}

#[test]
fn close_owes_a_refund_when_issuer_blocks_the_depositor() {
	build_and_execute(|| {
		let id = open_with(DOLLAR, &[100, 200, 300]);
		block(&DOLLAR, 2);
		// Nobody else has to wait for the second.
		assert_eq!(Escrow::close(id), Ok(600));
		assert_eq!(holds(&DOLLAR, 3), [0, 200, 0]);
		let error = TokenError::CannotCreate.into();
		System::assert_has_event(Event::PaymentOwed { escrow: id, to: 2, amount: 200, error }.into());
		System::assert_last_event(Event::Closed { escrow: id, refunded: 400, owed: 200 }.into());
		assert_noop!(claim(id, 2), TokenError::CannotCreate);
		thaw(&DOLLAR, 2);
		assert_ok!(claim(id, 2));
		assert_eq!((free(&DOLLAR, 2), held(&DOLLAR, 2)), (WEALTH, 0));
		assert_eq!(Escrows::<Test>::count(), 0);
	});
}

#[test]
fn close_owes_all_refunds_when_issuer_freezes_the_asset() {
	build_and_execute(|| {
		let id = open_with(DOLLAR, &[100, 200]);
		assert_ok!(Escrow::pay(id, &3, 50));
		freeze_asset(&DOLLAR);
		assert_eq!(Escrow::close(id), Ok(250));
		assert_eq!(holds(&DOLLAR, 2), [50, 200]);
		thaw_asset(&DOLLAR);
		assert_ok!(claim(id, 1));
		assert_ok!(claim(id, 2));
		assert_eq!((free(&DOLLAR, 1), free(&DOLLAR, 2)), (WEALTH - 50, WEALTH));
		assert_eq!(Escrows::<Test>::count(), 0);
	});
}

#[test]
fn close_owes_a_refund_when_depositor_would_stay_below_the_minimum() {
	build_and_execute(|| {
		let id = open(1, NATIVE, 300).unwrap();
		// Something else keeps the account alive without a free balance.
		System::inc_providers(&1);
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(1), 9, WEALTH - 300));
		assert_ok!(Escrow::pay(id, &2, 300 - (ED - 1)));
		assert_eq!(Escrow::close(id), Ok(ED - 1));
		assert_eq!((free(&NATIVE, 1), held(&NATIVE, 1), Escrow::due(id, 1)), (0, ED - 1, ED - 1));
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(9), 1, ED));
		assert_ok!(claim(id, 1));
		assert_eq!(free(&NATIVE, 1), ED + ED - 1);
	});
}

#[test]
fn close_refunds_depositors_whom_the_issuer_froze_or_whose_money_is_locked() {
	build_and_execute(|| {
		let dollars = open(1, DOLLAR, 300).unwrap();
		let natives = open(1, NATIVE, 300).unwrap();
		freeze(&DOLLAR, 1);
		Balances::set_lock(*b"for life", &1, WEALTH, WithdrawReasons::all());
		assert_eq!(Escrow::close(dollars), Ok(300));
		assert_eq!(Escrow::close(natives), Ok(300));
		assert_eq!((free(&DOLLAR, 1), free(&NATIVE, 1)), (WEALTH, WEALTH));
	});
}

#[test]
fn close_refunds_a_depositor_who_has_nothing_else() {
	build_and_execute(|| {
		let id = open(1, NATIVE, 300).unwrap();
		System::inc_providers(&1);
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(1), 9, WEALTH - 300));
		assert_eq!(Escrow::close(id), Ok(300));
		assert_eq!((free(&NATIVE, 1), held(&NATIVE, 1)), (300, 0));
	});
}
