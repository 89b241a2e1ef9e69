use crate::{mock::*, *};
use codec::{Encode, MaxEncodedLen};
use frame_support::assert_ok;

#[test]
fn views_show_a_lease_as_it_is_in_this_block() {
	build_and_execute(|| {
		assert_eq!(Leasing::lease(0).map(|view| view.left), None);
		let id = lease(1);
		run_to(11);
		assert_ok!(Leasing::settle(signed(TENANT), id));
		skip_to(31);
		let view = Leasing::lease(id).unwrap();
		assert_eq!((view.left, view.accrued, view.until, view.lease.settled), (790, 140, 144, 70));
		assert_eq!(Leasing::lease_balance(id), Some(790));
		assert_eq!(Leasing::lease_of(worker(1)), Some(id));
		assert_eq!(Leasing::committed(provider(1)), (BOND, true));
	});
}

#[test]
fn quote_counts_what_is_rented_out() {
	build_and_execute(|| {
		lease(1);
		assert_eq!(Leasing::quote(CLASS, 7, 100, provider(1)), Some(Quote { rent: 700, stake: 2 * BOND }));
		assert_eq!(Leasing::quote(CLASS, 7, 100, provider(2)), Some(Quote { rent: 700, stake: BOND }));
		assert_eq!(Leasing::quote(CLASS + 1, 7, 100, provider(2)), None);
		assert_eq!(Leasing::quote(CLASS, Balance::MAX, 100, provider(2)).unwrap().rent, Balance::MAX);
	});
}

#[test]
fn offer_is_shown_as_it_was_made() {
	build_and_execute(|| {
		offer(1);
		assert_eq!(Leasing::offer_of(worker(1)).unwrap().terms, offer_terms());
		assert_eq!(Leasing::offer_of(worker(2)), None);
	});
}

#[test]
fn records_are_within_their_bounds() {
	build_and_execute(|| {
		let order = place(order_terms());
		(1..=20).for_each(|n| {
			assert_ok!(bid(order, n, 8));
		});
		assert!(Leasing::bids(order).encode().len() <= BidsOf::<Test>::max_encoded_len());
		let id = accept(order, 1);
		assert!(record(id).encode().len() <= LeaseOf::<Test>::max_encoded_len());
		run_to(2);
		assert_ok!(Leasing::close(signed(TENANT), id));
		assert!(Receipts::<Test>::get(id).unwrap().encode().len() as u64 <= Leasing::receipt_room().size);
		assert!(Leasing::receipt_room().size < Leasing::contract_room().size);
	});
}
