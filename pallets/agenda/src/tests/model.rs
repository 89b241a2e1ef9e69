//! Random schedules against a naive model.

use crate::mock::*;
use frame_support::weights::Weight;
use piazza_primitives::{Agenda as _, AgendaTicket};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Step {
	Schedule { ahead: u64, weight: u64 },
	Cancel { pick: usize },
	Advance { blocks: u64 },
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		6 => (1..6u64, 0..=MAX_ITEM_WEIGHT).prop_map(|(ahead, weight)| Step::Schedule { ahead, weight }),
		1 => any::<usize>().prop_map(|pick| Step::Cancel { pick }),
		2 => (1..3u64).prop_map(|blocks| Step::Advance { blocks }),
	]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	/// Every item that is not cancelled in time is served once, never before its block, in order of block and
	/// scheduling, and every block keeps within its budget.
	#[test]
	fn what_is_served_is_what_a_sorted_map_says(steps in prop::collection::vec(step(), 1..200)) {
		build_and_execute(|| {
			MaxWeight::set(Weight::from_parts(2_500, u64::MAX));
			let mut model: BTreeMap<(u64, u32), u32> = BTreeMap::new();
			let mut tickets: Vec<AgendaTicket<u64>> = Vec::new();
			let mut expected = Vec::new();
			let mut name = 0;
			let mut settle = |model: &mut BTreeMap<(u64, u32), u32>| {
				// What was served is the head of the sorted map.
				let done = served();
				for (block, name) in done.iter().skip(expected.len()) {
					let ((at, _), first) = model.pop_first().expect("nothing is served that was not scheduled");
					assert_eq!(first, *name);
					assert!(at <= *block);
					expected.push(*name);
				}
			};
			for step in steps {
				match step {
					Step::Schedule { ahead, weight } => {
						let ticket = Agenda::schedule(System::block_number() + ahead, Item { name, weight }).unwrap();
						model.insert((ticket.at, ticket.index), name);
						tickets.push(ticket);
						name += 1;
					},
					Step::Cancel { pick } => if !tickets.is_empty() {
						let ticket = tickets.swap_remove(pick % tickets.len());
						<Agenda as piazza_primitives::Agenda<Item, u64>>::cancel(ticket);
						model.remove(&(ticket.at, ticket.index));
					},
					Step::Advance { blocks } => for _ in 0..blocks {
						assert!(next_block().all_lte(MaxWeight::get()));
						settle(&mut model);
						Agenda::do_try_state().unwrap();
					},
				}
			}
			let mut blocks = 0;
			while !model.is_empty() {
				next_block();
				settle(&mut model);
				blocks += 1;
				assert!(blocks < 2_000, "everything is served in the end");
			}
		});
	}
}
