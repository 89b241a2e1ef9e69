//! What the question that every result asks costs.

use super::machines::*;
use crate::{mock::*, Evidence, Verifier};
use core::fmt::Debug;
use frame_support::assert_ok;
use piazza_primitives::Attested;
use std::sync::{Arc, Mutex};
use tracing::{
	field::{Field, Visit},
	span, subscriber, Event, Metadata, Subscriber,
};

/// How often storage was read and written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Accesses {
	pub(super) reads: u32,
	pub(super) writes: u32,
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
pub(super) fn counted<R>(act: impl FnOnce() -> R) -> (R, Accesses) {
	let counter = Counter::default();
	let result = subscriber::with_default(counter.clone(), act);
	let accesses = *counter.0.lock().unwrap();
	(result, accesses)
}

/// The accesses of asking whether a worker is active, which it is.
fn asked(worker: AccountId) -> Accesses {
	let (answer, accesses) = counted(|| Attestation::ensure_active(&worker));
	assert_ok!(answer);
	accesses
}

#[test]
fn accesses_are_counted_one_by_one() {
	build_and_execute(|| {
		let (_, accesses) = counted(|| {
			crate::SpentChallenges::<Test>::insert(WORKER, 1);
			crate::SpentChallenges::<Test>::get(WORKER);
			crate::SpentChallenges::<Test>::contains_key(WORKER);
			crate::SpentChallenges::<Test>::remove(WORKER);
		});
		assert_eq!(accesses, Accesses { reads: 2, writes: 2 });
	});
}

/// A chain's clock is in storage, and read for attested workers alone: with it there are two.
#[test]
fn attested_worker_costs_one_read_and_the_clock_more_than_a_declared_one() {
	build_and_execute(|| {
		start_software();
		join(WORKER, alone(WORKER, software("machine")));
		join(STRANGER, Evidence::Declared);
		// The worker, the block's number.
		assert_eq!(asked(STRANGER), Accesses { reads: 2, writes: 0 });
		// The generation of revocations.
		assert_eq!(asked(WORKER), Accesses { reads: 3, writes: 0 });

		// What it stands on is looked through after a revocation, once: a verifier, two certificates, one device. To store
		// the worker looks whether it is counted already.
		switch(Verifier::Amd, false);
		assert_eq!(asked(WORKER), Accesses { reads: 3 + 1 + 4 + 1, writes: 1 });
		assert_eq!(asked(WORKER), Accesses { reads: 3, writes: 0 });
	});
}
