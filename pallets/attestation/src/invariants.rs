//! What is true between any two transactions.

use crate::{Config, Pallet, Programs, Workers, WorkersOf};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant:
	///
	/// 1. A program is stored under its own id.
	/// 2. Every worker is in the index of the owner it names, and the index holds nothing else.
	/// 3. No worker's evidence was accepted in the future, or expires before it was accepted.
	/// 4. The counts are right.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut programs = 0u32;
		for (id, record) in Programs::<T>::iter() {
			programs = programs.saturating_add(1);
			ensure!(id == record.program.id(), "a program is stored under another id");
		}
		ensure!(Programs::<T>::count() == programs, "the count of programs is wrong");

		let mut workers = 0u32;
		for (account, worker) in Workers::<T>::iter() {
			workers = workers.saturating_add(1);
			ensure!(WorkersOf::<T>::contains_key(&worker.owner, &account), "a worker is not in its owner's index");
			ensure!(worker.verified_at <= Self::now(), "a worker's evidence was accepted in the future");
			ensure!(worker.verified_at <= worker.expires_at, "a worker expires before it was registered");
		}
		ensure!(Workers::<T>::count() == workers, "the count of workers is wrong");

		let indexed = WorkersOf::<T>::iter_keys().fold(0u32, |count, _| count.saturating_add(1));
		ensure!(indexed == workers, "the index of owners holds what is no worker");
		Ok(())
	}
}
