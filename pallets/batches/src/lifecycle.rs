//! How batches begin, wait and end.

use crate::{
	pallet::{Batches, Error, Event, NextId},
	Batch, BatchOf, CommitmentOf, Config, Due, Pallet,
};
use frame_support::{ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{
	Agenda, Attested, BatchId, BatchSource, Commitment, LeaseId, Leases, ProgramId, ProgramKind, ReportedSpan, Role,
	RunningLease, Stakes, Window,
};
use sp_core::H256;
use sp_runtime::{
	traits::{One, Saturating, Zero},
	ArithmeticError, DispatchError, DispatchResult,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_report(
		who: T::AccountId,
		lease: LeaseId,
		program: ProgramId,
		root: H256,
		count: u32,
	) -> DispatchResult {
		let RunningLease { tenant, provider, worker } = T::Leases::running(lease).ok_or(Error::<T>::NotFound)?;
		ensure!(worker == who, Error::<T>::NotWorker);
		let kind = T::Attested::program_kind(&program).ok_or(Error::<T>::UnknownProgram)?;
		ensure!(kind == ProgramKind::Image, Error::<T>::NotDisputable);
		ensure!(T::Attested::ensure_active(&worker)?.owner == provider, Error::<T>::OwnerChanged);
		let ReportedSpan { blocks, rent } = T::Leases::note_report(lease)?;
		let source = BatchSource::Lease(lease);
		Self::do_commit(Commitment { source, tenant, provider, worker, program, root, count, blocks, claim: rent })?;
		Ok(())
	}

	/// Makes a batch of results whose parties and program were checked.
	pub(crate) fn do_commit(commitment: CommitmentOf<T>) -> Result<BatchId, DispatchError> {
		let Commitment { source, tenant, provider, worker, program, root, count, blocks, claim } = commitment;
		ensure!(count > 0, Error::<T>::NoResults);
		ensure!(count <= T::MaxCount::get(), Error::<T>::TooManyResults);
		ensure!(blocks >= T::MinInterval::get(), Error::<T>::TooSoon);
		// Leases and channels go on when their provider's stake falls; what is reported then would be vouched for by nobody.
		T::Stakes::ensure_backed(Role::Provider, &provider, Zero::zero())?;

		let id = NextId::<T>::get();
		NextId::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let bond = T::Bond::get();
		Self::hold_bond(&provider, bond)?;
		let reported_at = Self::now();
		let disputes = Window::starting_at(reported_at, T::DisputeWindow::get());
		let until = disputes.to;
		Self::deposit_event(Event::Reported { batch: id, source, worker: worker.clone(), program, root, count, until });
		let batch = Batch {
			source,
			tenant,
			provider,
			worker,
			program,
			root,
			count,
			reported_at,
			bond,
			claim,
			era: T::Stakes::era(),
			disputes,
			dispute: None,
			due: None,
		};
		Self::await_due(id, batch, until, Due::End { batch: id })?;
		Ok(id)
	}

	/// The block that is being built or executed.
	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}

	/// The batch, or the error that says there is none.
	pub(crate) fn find(id: BatchId) -> Result<BatchOf<T>, DispatchError> {
		Batches::<T>::get(id).ok_or_else(|| Error::<T>::NotFound.into())
	}

	/// Stores a batch to which `due` happens by itself at block `at`, or in the next block if that is over.
	///
	/// Whatever happens by itself goes through here, so that a batch never has two items on the agenda.
	pub(crate) fn await_due(id: BatchId, mut batch: BatchOf<T>, at: BlockNumberFor<T>, due: Due) -> DispatchResult {
		let ticket = T::Agenda::schedule(at.max(Self::now().saturating_add(One::one())), due)?;
		if let Some(old) = batch.due.replace(ticket) {
			T::Agenda::cancel(old);
		}
		Batches::<T>::insert(id, batch);
		Ok(())
	}

	/// Stores a batch that waits for a panel. Nothing happens to it by itself meanwhile: a panel always comes to its end.
	pub(crate) fn await_panel(id: BatchId, mut batch: BatchOf<T>) {
		if let Some(ticket) = batch.due.take() {
			T::Agenda::cancel(ticket);
		}
		Batches::<T>::insert(id, batch);
	}

	/// Ends a batch of which nothing was shown to be false.
	pub(crate) fn close(id: BatchId, batch: BatchOf<T>) -> DispatchResult {
		Self::release_bond(&batch.provider, batch.bond)?;
		Self::remove(id, &batch);
		Self::deposit_event(Event::BatchClosed { batch: id });
		Ok(())
	}

	/// Removes the record of a batch: the one way out of storage.
	pub(crate) fn remove(id: BatchId, batch: &BatchOf<T>) {
		if let Some(ticket) = batch.due {
			T::Agenda::cancel(ticket);
		}
		Batches::<T>::remove(id);
	}
}
