//! What the calls do.

use crate::{
	rules, Config, Error, Event, Evidence, Pallet, Program, ProgramRecord, Programs, Status, Worker, WorkerOf, Workers,
	WorkersOf,
};
use frame_support::{dispatch::Pays, ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{ProgramId, Uri, Window};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// The block being built.
	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	pub(crate) fn do_register_program(owner: T::AccountId, program: Program, uri: Uri) -> DispatchResult {
		let program_id = program.id();
		ensure!(!Programs::<T>::contains_key(program_id), Error::<T>::ProgramAlreadyRegistered);
		let ticket = Self::hold_for_program(&owner)?;
		Programs::<T>::insert(program_id, ProgramRecord { owner: owner.clone(), program, uri, ticket });
		Self::deposit_event(Event::ProgramRegistered { program_id, owner, program });
		Ok(())
	}

	pub(crate) fn do_remove_program(who: T::AccountId, program_id: ProgramId) -> DispatchResult {
		let record = Programs::<T>::get(program_id).ok_or(Error::<T>::ProgramNotFound)?;
		ensure!(record.owner == who, Error::<T>::NotOwner);
		Self::release_for_program(&record.owner, record.ticket)?;
		Programs::<T>::remove(program_id);
		Self::deposit_event(Event::ProgramRemoved { program_id, owner: record.owner });
		Ok(())
	}

	pub(crate) fn do_register(worker: T::AccountId, owner: T::AccountId, evidence: Evidence) -> DispatchResult {
		ensure!(!Workers::<T>::contains_key(&worker), Error::<T>::AlreadyRegistered);
		let tier = evidence.tier();
		let valid = Self::valid_from_now();
		let ticket = Self::hold_for_worker(&worker)?;
		let record = Worker {
			owner: owner.clone(),
			tier,
			status: Status::Pending,
			verified_at: valid.from,
			expires_at: valid.to,
			ticket,
		};
		Workers::<T>::insert(&worker, record);
		WorkersOf::<T>::insert(&owner, &worker, ());
		Self::deposit_event(Event::WorkerRegistered { worker, owner, tier });
		Ok(())
	}

	pub(crate) fn do_approve(who: T::AccountId, worker: T::AccountId) -> DispatchResult {
		let mut record = Self::registered(&worker)?;
		ensure!(record.owner == who, Error::<T>::NotOwner);
		ensure!(record.status == Status::Pending, Error::<T>::AlreadyApproved);
		record.status = Status::Approved;
		let expires_at = record.expires_at;
		Workers::<T>::insert(&worker, record);
		Self::deposit_event(Event::WorkerApproved { worker, owner: who, expires_at });
		Ok(())
	}

	/// Renews and says whether that is to be paid for.
	pub(crate) fn do_renew(worker: T::AccountId, evidence: Evidence) -> Result<Pays, DispatchError> {
		let mut record = Self::registered(&worker)?;
		ensure!(record.status == Status::Approved, Error::<T>::NotApproved);
		let valid = Self::valid_from_now();
		let old_expires_at = record.expires_at;
		let is_due = rules::renewal_is_due(record.verified_at, old_expires_at, valid.from);
		record.tier = evidence.tier();
		record.verified_at = valid.from;
		record.expires_at = valid.to;
		Workers::<T>::insert(&worker, record);
		Self::deposit_event(Event::WorkerRenewed { worker, old_expires_at, expires_at: valid.to });
		Ok(if is_due { Pays::No } else { Pays::Yes })
	}

	pub(crate) fn do_retire(who: T::AccountId, worker: T::AccountId) -> DispatchResult {
		let record = Self::registered(&worker)?;
		ensure!(who == record.owner || who == worker, Error::<T>::NotOwner);
		Self::release_for_worker(&worker, record.ticket)?;
		Workers::<T>::remove(&worker);
		WorkersOf::<T>::remove(&record.owner, &worker);
		Self::deposit_event(Event::WorkerRetired { worker, owner: record.owner });
		Ok(())
	}

	pub(crate) fn registered(worker: &T::AccountId) -> Result<WorkerOf<T>, Error<T>> {
		Workers::<T>::get(worker).ok_or(Error::<T>::NotFound)
	}

	/// How long evidence accepted in this block is good for.
	fn valid_from_now() -> Window<BlockNumberFor<T>> {
		Window::starting_at(Self::now(), T::Validity::get())
	}
}
