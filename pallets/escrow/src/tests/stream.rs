use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{Escrow as _, EscrowId};

const PAYEE: AccountId = 2;

fn stream(payer: AccountId, asset: AssetKind, amount: Balance, rate: Balance) -> EscrowId {
	let id = open(payer, asset, amount).unwrap();
	assert_ok!(Escrow::stream(id, &PAYEE, rate));
	id
}

/// Settles up to this block.
fn settle(id: EscrowId) -> Result<Balance, sp_runtime::DispatchError> {
	Escrow::settle(id, u64::MAX)
}

fn left(id: EscrowId) -> (Balance, Balance, Option<u64>) {
	let Status { left, accrued, exhausted_at } = Escrow::status(id).unwrap();
	(left, accrued, exhausted_at)
}

#[test]
fn settle_pays_what_has_accrued_less_the_fee() {
	for asset in ALL_ASSETS {
		build_and_execute(|| {
			let id = stream(1, asset.clone(), 1_000, 7);
			assert_eq!(left(id), (1_000, 0, Some(144)));
			System::set_block_number(51);
			assert_eq!(left(id), (650, 350, Some(144)));
			assert_eq!(settle(id), Ok(350));
			assert_eq!(free(&asset, PAYEE), WEALTH + 343);
			assert_eq!(free(&asset, FeeAccount::get()), WEALTH + 7);
			System::assert_has_event(Event::Paid { escrow: id, to: PAYEE, amount: 343 }.into());
			System::assert_last_event(Event::FeeCharged { escrow: id, amount: 7 }.into());
			assert_eq!(left(id), (650, 0, Some(144)));
			let record = Escrow::escrow(id).unwrap();
			assert_eq!((record.paid, record.fees, record.held()), (343, 7, 650));
		});
	}
}

#[test]
fn settle_changes_nothing_when_nothing_has_accrued() {
	build_and_execute(|| {
		let milestone = open(1, NATIVE, 300).unwrap();
		let id = stream(1, NATIVE, 300, 10);
		System::set_block_number(2);
		assert_eq!(settle(milestone), Ok(0));
		assert_eq!(settle(id), Ok(10));
		assert_eq!(settle(id), Ok(0));
		assert_eq!(left(milestone), (300, 0, None));
	});
}

#[test]
fn settle_pays_no_more_than_there_is_when_the_stream_has_run_dry() {
	build_and_execute(|| {
		set_fee(0);
		let id = stream(1, NATIVE, 1_000, 7);
		System::set_block_number(1_000);
		assert_eq!(left(id), (0, 1_000, Some(144)));
		assert_eq!(settle(id), Ok(1_000));
		assert_eq!((free(&NATIVE, PAYEE), held(&NATIVE, 1)), (WEALTH + 1_000, 0));
		assert_eq!(settle(id), Ok(0));
		assert_eq!(Escrow::close(id), Ok(0));
		assert_eq!(Escrows::<Test>::count(), 0);
	});
}

#[test]
fn settle_owes_what_the_payee_cannot_receive() {
	build_and_execute(|| {
		let id = stream(1, DOLLAR, 1_000, 100);
		block(&DOLLAR, PAYEE);
		System::set_block_number(3);
		assert_eq!(settle(id), Ok(200));
		assert_eq!(Escrow::due(id, PAYEE), 196);
		assert_eq!(left(id), (800, 0, Some(11)));
		assert_eq!(Escrow::close(id), Ok(800));
		thaw(&DOLLAR, PAYEE);
		assert_ok!(claim(id, PAYEE));
		assert_eq!(free(&DOLLAR, PAYEE), WEALTH + 196);
		assert_eq!(Escrows::<Test>::count(), 0);
	});
}

#[test]
fn settle_fails_when_escrow_is_closed() {
	build_and_execute(|| {
		let id = stream(1, NATIVE, 300, 10);
		assert_ok!(Escrow::close(id));
		assert_noop!(settle(id), Error::<Test>::NotFound);
		assert_eq!((Escrow::accrued(id, 9), Escrow::exhausted_at(id), Escrow::status(id)), (None, None, None));
	});
}

#[test]
fn close_gives_back_what_is_not_settled() {
	build_and_execute(|| {
		let id = stream(1, NATIVE, 300, 10);
		System::set_block_number(11);
		assert_eq!(settle(id), Ok(100));
		System::set_block_number(15);
		assert_eq!(Escrow::close(id), Ok(200));
		assert_eq!((free(&NATIVE, 1), free(&NATIVE, PAYEE)), (WEALTH - 100, WEALTH + 98));
	});
}

#[test]
fn top_up_puts_the_end_off() {
	build_and_execute(|| {
		let id = stream(1, NATIVE, 100, 10);
		assert_eq!(Escrow::exhausted_at(id), Some(11));
		assert_ok!(Escrow::top_up(id, &3, 25));
		assert_eq!(Escrow::exhausted_at(id), Some(14));
		System::set_block_number(13);
		// First in, first out: what the payer put in is gone before the sponsor's is touched.
		assert_eq!(settle(id), Ok(120));
		assert_eq!((held(&NATIVE, 1), held(&NATIVE, 3)), (0, 5));
		assert_eq!(Escrow::close(id), Ok(5));
	});
}

#[test]
fn top_up_fails_when_the_stream_has_run_dry() {
	build_and_execute(|| {
		let id = stream(1, NATIVE, 100, 10);
		System::set_block_number(10);
		assert_ok!(Escrow::top_up(id, &3, 10));
		System::set_block_number(12);
		assert_noop!(Escrow::top_up(id, &3, 100), Error::<Test>::Exhausted);
		assert_eq!(settle(id), Ok(110));
		assert_noop!(Escrow::top_up(id, &3, 100), Error::<Test>::Exhausted);
	});
}

#[test]
fn settle_pays_up_to_the_block_that_is_asked_for() {
	build_and_execute(|| {
		let id = stream(1, NATIVE, 1_000, 10);
		System::set_block_number(50);
		assert_eq!(Escrow::settle(id, 1), Ok(0));
		assert_eq!(Escrow::settle(id, 21), Ok(200));
		// What is past is past.
		assert_eq!(Escrow::settle(id, 11), Ok(0));
		assert_eq!(settle(id), Ok(290));
	});
}

#[test]
fn stream_starts_when_it_is_told() {
	build_and_execute(|| {
		let id = open(1, NATIVE, 100).unwrap();
		System::set_block_number(5);
		assert_ok!(Escrow::stream(id, &PAYEE, 10));
		System::assert_last_event(Event::StreamStarted { escrow: id, payee: PAYEE, rate: 10 }.into());
		assert_eq!(left(id), (100, 0, Some(15)));
	});
}

#[test]
fn stream_fails_when_it_has_no_rate_or_streams_already_or_escrow_is_closed() {
	build_and_execute(|| {
		let id = open(1, NATIVE, 100).unwrap();
		assert_noop!(Escrow::stream(id, &PAYEE, 0), Error::<Test>::ZeroRate);
		assert_ok!(Escrow::stream(id, &PAYEE, 10));
		assert_noop!(Escrow::stream(id, &PAYEE, 10), Error::<Test>::StreamsAlready);
		assert_ok!(Escrow::close(id));
		assert_noop!(Escrow::stream(id, &PAYEE, 10), Error::<Test>::NotFound);
	});
}
