use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{Escrow as _, EscrowId};
use sp_runtime::{DispatchError, TokenError};

/// An escrow that owes 150 points to the newcomer, who can receive them by now.
fn owing() -> EscrowId {
	let id = open_with(POINT, &[100, 100, 100]);
	assert_ok!(Escrow::pay(id, &NEWCOMER, 150));
	assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(9), NEWCOMER, ED));
	id
}

#[test]
fn claim_delivers_what_is_owed_whoever_signs() {
	build_and_execute(|| {
		let id = owing();
		let info = Escrow::claim(RuntimeOrigin::signed(7), id, NEWCOMER).unwrap();
		System::assert_last_event(Event::Claimed { escrow: id, payee: NEWCOMER, amount: 150 }.into());
		assert_eq!(info.actual_weight, Some(<() as WeightInfo>::claim(2)));
		assert_eq!(free(&POINT, NEWCOMER), 150);
		assert_eq!(holds(&POINT, 3), [0, 50, 100]);
		let record = Escrows::<Test>::get(id).unwrap();
		assert_eq!((record.paid, record.owed, record.available()), (150, 0, 150));
		assert_eq!(Escrow::due(id, NEWCOMER), 0);
	});
}

#[test]
fn claim_removes_the_record_when_the_escrow_is_closed_and_owes_nothing_more() {
	build_and_execute(|| {
		let id = owing();
		assert_eq!(Escrow::close(id), Ok(150));
		assert_eq!(holds(&POINT, 3), [100, 50, 0]);
		assert_ok!(claim(id, NEWCOMER));
		assert_eq!(free(&POINT, NEWCOMER), 150);
		assert_eq!(holds(&POINT, 3), [0, 0, 0]);
		assert!(!Escrows::<Test>::contains_key(id));
		assert_noop!(claim(id, NEWCOMER), Error::<Test>::NotFound);
	});
}

#[test]
fn claim_leaves_what_is_owed_to_others() {
	build_and_execute(|| {
		let id = owing();
		let other = NEWCOMER + 1;
		assert_ok!(Escrow::pay(id, &other, 30));
		assert_ok!(Escrow::close(id));
		assert_ok!(claim(id, NEWCOMER));
		assert_eq!((Escrow::due(id, other), Escrows::<Test>::get(id).unwrap().owed), (30, 30));
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(9), other, ED));
		assert_ok!(claim(id, other));
		assert_eq!(free(&POINT, other), 30);
		assert_eq!(Escrows::<Test>::count(), 0);
	});
}

#[test]
fn claim_fails_when_escrow_is_unknown() {
	build_and_execute(|| {
		assert_noop!(claim(0, NEWCOMER), Error::<Test>::NotFound);
	});
}

#[test]
fn claim_fails_when_nothing_is_owed() {
	build_and_execute(|| {
		let id = owing();
		assert_noop!(claim(id, 2), Error::<Test>::NothingOwed);
		assert_ok!(claim(id, NEWCOMER));
		assert_noop!(claim(id, NEWCOMER), Error::<Test>::NothingOwed);
	});
}

#[test]
fn claim_fails_when_payee_still_cannot_receive() {
	build_and_execute(|| {
		let id = open(1, NATIVE, 300).unwrap();
		assert_ok!(Escrow::pay(id, &NEWCOMER, ED - 1));
		assert_noop!(claim(id, NEWCOMER), TokenError::CannotCreate);
		// Another payment that is too small alone: both together make the account.
		assert_ok!(Escrow::pay(id, &NEWCOMER, 1));
		assert_ok!(claim(id, NEWCOMER));
		assert_eq!(free(&NATIVE, NEWCOMER), ED);
	});
}

#[test]
fn claim_fails_when_unsigned() {
	build_and_execute(|| {
		let id = owing();
		assert_noop!(Escrow::claim(RuntimeOrigin::none(), id, NEWCOMER), DispatchError::BadOrigin);
		assert_noop!(Escrow::claim(RuntimeOrigin::root(), id, NEWCOMER), DispatchError::BadOrigin);
	});
}
