//! Deposits: the only money this pallet moves.

use crate::{Config, Pallet, ProgramRecordOf, WorkerOf};
use frame_support::traits::{Consideration, Footprint};
use piazza_primitives::ProgramId;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Room that the record of a program takes at the most; every program pays for it.
	pub(crate) fn program_footprint() -> Footprint {
		Footprint::from_mel::<(ProgramId, ProgramRecordOf<T>)>()
	}

	/// Room that the record of a worker takes, with its entry in the index by owner.
	pub(crate) fn worker_footprint() -> Footprint {
		Footprint::from_mel::<(T::AccountId, WorkerOf<T>, (T::AccountId, T::AccountId))>()
	}

	pub(crate) fn hold_for_program(owner: &T::AccountId) -> Result<T::ProgramConsideration, DispatchError> {
		T::ProgramConsideration::new(owner, Self::program_footprint())
	}

	pub(crate) fn release_for_program(owner: &T::AccountId, ticket: T::ProgramConsideration) -> DispatchResult {
		ticket.drop(owner)
	}

	pub(crate) fn hold_for_worker(worker: &T::AccountId) -> Result<T::WorkerConsideration, DispatchError> {
		T::WorkerConsideration::new(worker, Self::worker_footprint())
	}

	pub(crate) fn release_for_worker(worker: &T::AccountId, ticket: T::WorkerConsideration) -> DispatchResult {
		ticket.drop(worker)
	}
}
