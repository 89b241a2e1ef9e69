//! Counts accesses to storage.

use core::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};
use tracing::{
	field::{Field, Visit},
	span, subscriber, Event, Metadata, Subscriber,
};

/// How often storage was read and written.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Accesses {
	/// Values that were looked for.
	pub reads: u32,
	/// Values that were written or removed.
	pub writes: u32,
}

/// Does something and counts its accesses to storage.
pub fn counted<R>(act: impl FnOnce() -> R) -> (R, Accesses) {
	let counter = Counter::default();
	let result = subscriber::with_default(counter.clone(), act);
	let accesses = *counter.0.lock().unwrap_or_else(PoisonError::into_inner);
	(result, accesses)
}

/// Listens to the state machine, which traces each access under names that others rest on too (`state_traceBlock`).
#[derive(Clone, Default)]
struct Counter(Arc<Mutex<Accesses>>);

impl Subscriber for Counter {
	fn enabled(&self, metadata: &Metadata<'_>) -> bool {
		metadata.target() == "state"
	}

	fn event(&self, event: &Event<'_>) {
		event.record(&mut Method(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner)));
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
			("method", "Get" | "Exists") => self.0.reads = self.0.reads.saturating_add(1),
			("method", "Put") => self.0.writes = self.0.writes.saturating_add(1),
			_ => {}
		}
	}

	fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}
