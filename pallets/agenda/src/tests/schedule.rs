//! Putting items on and taking them off.

use crate::{mock::*, Error, Items, Page, Pages};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::Agenda as _;

fn item(name: u32) -> Item {
	Item { name, weight: 1 }
}

#[test]
fn schedule_is_refused_when_the_block_is_not_in_the_future() {
	build_and_execute(|| {
		System::set_block_number(5);
		assert_noop!(Agenda::schedule(5, item(1)), Error::<Test>::InThePast);
		assert_noop!(Agenda::schedule(4, item(1)), Error::<Test>::InThePast);
		assert_ok!(Agenda::schedule(6, item(1)));
	});
}

#[test]
fn schedule_is_refused_when_the_block_is_full() {
	build_and_execute(|| {
		Pages::<Test>::insert(9, Page { next: 0, end: u32::MAX });
		assert_noop!(Agenda::schedule(9, item(1)), Error::<Test>::Full);
	});
}

#[test]
fn cancel_takes_off_the_one_item_it_names() {
	build_and_execute(|| {
		let first = Agenda::schedule(3, item(1)).unwrap();
		assert_ok!(Agenda::schedule(3, item(2)));
		<Agenda as piazza_primitives::Agenda<Item, u64>>::cancel(first);
		assert!(!Items::<Test>::contains_key(3, 0));
		run_to(4);
		assert_eq!(served(), [(3, 2)]);
	});
}

#[test]
fn cancel_does_nothing_when_the_item_was_served() {
	build_and_execute(|| {
		let ticket = Agenda::schedule(2, item(1)).unwrap();
		run_to(3);
		<Agenda as piazza_primitives::Agenda<Item, u64>>::cancel(ticket);
		assert_eq!(served(), [(2, 1)]);
	});
}
