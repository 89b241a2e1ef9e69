//! What asking and noting costs.

use crate::{mock::*, Record, Records};
use core::fmt::Debug;
use frame_support::assert_ok;
use piazza_primitives::{Conduct, Domain, MinScore, Reputation as _};
use sp_runtime::Permill;
use std::sync::{Arc, Mutex};
use tracing::{
	field::{Field, Visit},
	span, subscriber, Event, Metadata, Subscriber,
};

/// How often storage was read and written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Accesses {
	reads: u32,
	writes: u32,
}

/// Listens to the state machine, which traces each access under names that others rest on too (`state_traceBlock`).
#[derive(Clone, Default)]
struct Counter(Arc<Mutex<Accesses>>);

impl Subscriber for Counter {
	fn enabled(&self, metadata: &Metadata<'_>) -> bool {
		metadata.target() == "state"
	}

	fn event(&self, event: &Event<'_>) {
		event.record(&mut Method(&mut self.0.lock().unwrap()));
	}

	fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
		span::Id::from_u64(1)
	}

	fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
	fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
	fn enter(&self, _: &span::Id) {}
	fn exit(&self, _: &span::Id) {}
}

/// Which access it was.
struct Method<'a>(&'a mut Accesses);

impl Visit for Method<'_> {
	fn record_str(&mut self, field: &Field, value: &str) {
		match (field.name(), value) {
			("method", "Get" | "Exists") => self.0.reads += 1,
			("method", "Put") => self.0.writes += 1,
			_ => {}
		}
	}

	fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

/// Does something and counts its accesses to storage.
fn counted<R>(act: impl FnOnce() -> R) -> (R, Accesses) {
	let counter = Counter::default();
	let result = subscriber::with_default(counter.clone(), act);
	let accesses = *counter.0.lock().unwrap();
	(result, accesses)
}

/// What each way to ask for the score costs.
fn asking() -> [Accesses; 3] {
	let least = MinScore { value: Permill::zero(), sample: 0 };
	let (_, score) = counted(|| Reputation::score(Domain::Jobs, SUBJECT));
	let (_, record) = counted(|| Reputation::record(Domain::Jobs, SUBJECT));
	let (answer, ensure) = counted(|| Reputation::ensure(Domain::Jobs, &SUBJECT, &least));
	assert_ok!(answer);
	[score, record, ensure]
}

/// What a note costs, as the first of its block.
fn noting() -> Accesses {
	System::reset_events();
	counted(|| note(Conduct::Good, 100)).1
}

#[test]
fn accesses_are_counted_one_by_one() {
	build_and_execute(|| {
		let (_, accesses) = counted(|| {
			Records::<Test>::insert(Domain::Jobs, SUBJECT, Record { good: 1, bad: 0, at: 0 });
			Records::<Test>::get(Domain::Jobs, SUBJECT);
			Records::<Test>::contains_key(Domain::Jobs, SUBJECT);
			Records::<Test>::remove(Domain::Jobs, SUBJECT);
		});
		assert_eq!(accesses, Accesses { reads: 2, writes: 2 });
	});
}

#[test]
fn asking_and_noting_cost_the_same_whatever_the_age_and_number_of_notes() {
	build_and_execute(|| {
		// The record and the block's number.
		let asked = [Accesses { reads: 2, writes: 0 }; 3];
		assert_eq!(asking(), asked);
		let noted = noting();
		assert!(noted.reads >= 2 && noted.writes >= 1);
		assert_eq!((asking(), noting()), (asked, noted));
		for count in [10, 1_000] {
			(0..count).for_each(|_| note(Conduct::Bad, 100));
			assert_eq!((asking(), noting()), (asked, noted), "after {count} notes");
		}
		for age in [1, 100, 1_025, 1_026, 100_000_000] {
			pass(age);
			assert_eq!((asking(), noting()), (asked, noted), "after {age} periods");
		}
	});
}
