//! Serving, and carrying over.

use crate::{mock::*, Cursor, Event, Items, Pages, WeightInfo};
use frame_support::{assert_ok, traits::Hooks, weights::Weight};
use piazza_primitives::{Agenda as _, AgendaTicket};

fn schedule(at: u64, name: u32, weight: u64) -> AgendaTicket<u64> {
	Agenda::schedule(at, Item { name, weight }).unwrap()
}

#[test]
fn items_are_served_in_their_block_in_the_order_of_scheduling() {
	build_and_execute(|| {
		schedule(3, 30, 1);
		schedule(2, 20, 1);
		schedule(3, 31, 1);
		run_to(5);
		assert_eq!(served(), [(2, 20), (3, 30), (3, 31)]);
		assert_eq!(Pages::<Test>::iter().count(), 0);
		assert_eq!(Cursor::<Test>::get(), 6);
	});
}

#[test]
fn all_of_10_000_items_of_one_block_are_served_in_order_when_they_do_not_fit_into_it() {
	build_and_execute(|| {
		const COUNT: u32 = 10_000;
		const LATER: u32 = 1_000_000;
		let tickets: Vec<_> = (0..COUNT).map(|name| schedule(10, name, 90)).collect();
		// Items of the blocks that pass meanwhile wait for their turn.
		for at in 11..60 {
			schedule(at, LATER + at as u32, 90);
		}
		// Every seventh is cancelled, some of them after others were served.
		let cancelled = |name: u32| name % 7 == 3;
		let cancel = |tickets: &[AgendaTicket<u64>]| {
			for ticket in tickets.iter().filter(|ticket| cancelled(ticket.index)) {
				<Agenda as piazza_primitives::Agenda<Item, u64>>::cancel(*ticket);
			}
		};
		cancel(&tickets[..5_000]);
		run_to(30);
		assert!(served().len() < 5_000);
		cancel(&tickets[5_000..]);

		let mut blocks = 0;
		while Items::<Test>::iter().next().is_some() {
			let consumed = next_block();
			assert!(consumed.all_lte(MaxWeight::get()), "block {}: {consumed:?}", System::block_number());
			assert_ok!(Agenda::do_try_state());
			blocks += 1;
			assert!(blocks < 1_000, "the work must come to an end");
		}

		let names: Vec<u32> = served().into_iter().map(|(_, name)| name).collect();
		let expected: Vec<u32> =
			(0..COUNT).filter(|name| !cancelled(*name)).chain((11..60).map(|at| LATER + at)).collect();
		assert_eq!(names, expected);
		assert!(served().iter().all(|(block, name)| *name < LATER || *block >= u64::from(name - LATER)));
	});
}

#[test]
fn items_may_schedule_and_cancel_others_while_they_are_served() {
	build_and_execute(|| {
		AlsoDo::set(|name| match name {
			// Of its own page, and of a later one.
			0 => [(2, 2), (3, 0)].into_iter().for_each(|(at, index)| {
				<Agenda as piazza_primitives::Agenda<Item, u64>>::cancel(AgendaTicket { at, index });
			}),
			1 => {
				assert_eq!(schedule(3, 31, 1), AgendaTicket { at: 3, index: 1 });
				assert_eq!(schedule(5, 50, 1), AgendaTicket { at: 5, index: 0 });
				// The present page is closed.
				assert!(Agenda::schedule(2, Item { name: 9, weight: 1 }).is_err());
			}
			_ => {}
		});
		for name in 0..4 {
			schedule(2, name, 1);
		}
		schedule(3, 30, 1);
		run_to(6);
		assert_eq!(served(), [(2, 0), (2, 1), (2, 3), (3, 31), (5, 50)]);
	});
}

#[test]
fn items_do_not_overtake_when_an_earlier_one_does_not_fit() {
	build_and_execute(|| {
		MaxWeight::set(Weight::from_parts(10 * MAX_ITEM_WEIGHT + 160, u64::MAX));
		for name in 0..11 {
			schedule(2, name, MAX_ITEM_WEIGHT);
		}
		// It would fit into what ten of the others leave of block 2.
		schedule(2, 11, 1);
		run_to(4);
		assert_eq!(served()[8..], [(2, 8), (2, 9), (3, 10), (3, 11)]);
	});
}

#[test]
fn an_event_tells_what_is_left_when_work_is_carried_over() {
	build_and_execute(|| {
		for name in 0..20 {
			schedule(2, name, MAX_ITEM_WEIGHT);
		}
		next_block();
		assert_eq!(served().len(), 9);
		System::assert_has_event(Event::CarriedOver { at: 2, next: 9 }.into());
		next_block();
		next_block();
		assert_eq!(served().len(), 20);
		assert!(System::events().is_empty());
	});
}

#[test]
fn nothing_is_served_when_the_budget_is_zero() {
	build_and_execute(|| {
		schedule(2, 1, 1);
		MaxWeight::set(Weight::zero());
		assert_eq!(next_block(), Weight::zero());
		assert!(served().is_empty());
		MaxWeight::set(Weight::from_parts(10_000, u64::MAX));
		next_block();
		assert_eq!(served(), [(3, 1)]);
	});
}

#[test]
fn an_idle_block_costs_the_cursor_and_a_look_at_its_page() {
	build_and_execute(|| {
		run_to(5);
		assert_eq!(next_block(), <()>::open() + <()>::page());
	});
}

#[test]
#[should_panic(expected = "the costliest item must fit")]
fn integrity_test_fails_when_the_costliest_item_does_not_fit() {
	MaxWeight::set(Weight::from_parts(MAX_ITEM_WEIGHT, 0));
	Agenda::integrity_test();
}
