//! What one run owns, and the caps on it.

use crate::{limits::Limits, tensor::Tensor};
use wasmtime::{Error, ResourceLimiter, Result, Store};

/// Most elements a module's table of functions may have.
pub(crate) const MAX_TABLE_ELEMENTS: usize = 1 << 16;

/// A program asked for more memory than it may have.
#[derive(Debug, thiserror::Error)]
#[error("more memory than the limit")]
pub(crate) struct MemoryLimitReached;

/// The operating system had no memory left to give.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct MachineFailure(pub(crate) String);

/// Caps one run.
pub(crate) struct Caps {
	memory_bytes: usize,
	/// What does its tensor operations.
	pub(crate) tensor: Tensor,
}

/// A fresh store: nothing of one run is seen by another.
pub(crate) fn new_store(limits: &Limits, tensor: &Tensor) -> Result<Store<Caps>> {
	let caps = Caps { memory_bytes: limits.memory_bytes, tensor: tensor.clone() };
	let mut store = Store::new(crate::engine::engine(), caps);
	store.limiter(|caps| caps);
	store.set_fuel(limits.fuel)?;
	Ok(store)
}

impl ResourceLimiter for Caps {
	/// Growth past the program's own maximum fails as WebAssembly says. Growth past ours ends the run: a program that
	/// could see the limit could let its answer depend on it.
	fn memory_growing(&mut self, _current: usize, desired: usize, maximum: Option<usize>) -> Result<bool> {
		if maximum.is_some_and(|maximum| desired > maximum) {
			return Ok(false);
		}
		if desired > self.memory_bytes {
			return Err(MemoryLimitReached.into());
		}
		Ok(true)
	}

	/// Only reached when the machine has no memory left, which the program must not see either.
	fn memory_grow_failed(&mut self, error: Error) -> Result<()> {
		Err(MachineFailure(error.to_string()).into())
	}

	fn table_growing(&mut self, _current: usize, desired: usize, _maximum: Option<usize>) -> Result<bool> {
		Ok(desired <= MAX_TABLE_ELEMENTS)
	}

	fn instances(&self) -> usize {
		1
	}

	fn memories(&self) -> usize {
		1
	}

	fn tables(&self) -> usize {
		1
	}
}
