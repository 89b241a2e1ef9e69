//! Deposits: the only money this pallet moves.

use crate::{Config, Foundation, Pallet, Program, ProgramRecordOf, StoredKey, WorkerOf};
use codec::{Encode, MaxEncodedLen};
use frame_support::traits::{Consideration, Footprint};
use piazza_primitives::ProgramId;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Room that the record of a program takes, with the longest URI; the verifying key of a circuit is paid for twice,
	/// as it is given and as it is kept.
	pub(crate) fn program_footprint(program: &Program) -> Footprint {
		let record = ProgramId::max_encoded_len().saturating_add(ProgramRecordOf::<T>::max_encoded_len());
		let description = program.encoded_size();
		let key = match program {
			Program::Circuit { .. } => StoredKey::max_encoded_len(),
			Program::Image { .. } | Program::Enclave { .. } => 0,
		};
		let room = record.saturating_sub(Program::max_encoded_len()).saturating_add(description).saturating_add(key);
		Footprint::from_parts(1, room)
	}

	/// Room that the record of a worker takes, with its entry in the index by owner and with what its hardware stands
	/// on, whether it has any or not.
	pub(crate) fn worker_footprint() -> Footprint {
		Footprint::from_mel::<(T::AccountId, WorkerOf<T>, (T::AccountId, T::AccountId), Foundation)>()
	}

	pub(crate) fn hold_for_program(
		owner: &T::AccountId,
		program: &Program,
	) -> Result<T::ProgramConsideration, DispatchError> {
		T::ProgramConsideration::new(owner, Self::program_footprint(program))
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
