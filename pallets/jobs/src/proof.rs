//! Jobs whose program is a circuit: the output comes with a proof, which settles the job.

use crate::{
	pallet::{Error, Event, Seats},
	Config, Job, Pallet, Progress, Stage,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::ensure;
use piazza_primitives::{Attested, Content, ContentHash, JobId, Statement};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// The proof is checked last, when nothing else can be wrong.
	pub(crate) fn do_prove(worker: T::AccountId, id: JobId, output: Content, proof: &[u8]) -> DispatchResult {
		let job = Self::find(id)?;
		let circuit = job.circuit().ok_or(Error::<T>::NotProvable)?;
		let Stage::Assigned { commits } = &job.stage else { return Err(Error::<T>::WrongStage.into()) };
		ensure!(commits.contains(Self::now()), Error::<T>::CommitsClosed);
		let mut seats = Seats::<T>::get(id);
		let seat = seats.iter_mut().find(|seat| seat.worker == worker).ok_or(Error::<T>::NotSeated)?;
		Self::ensure_fit(&worker, &job)?;
		T::Attested::verify_proof(&circuit, &job.statement(id, &worker, output.hash), proof)?;

		Self::deposit_event(Event::Revealed { job: id, worker, output_hash: output.hash });
		seat.progress = Progress::Revealed { output };
		Self::settle(id, job, seats).map(|_| ())
	}
}

impl<AccountId: Encode, AssetKind, Balance, BlockNumber, Ticket>
	Job<AccountId, AssetKind, Balance, BlockNumber, Ticket>
{
	/// What `worker` has to prove of an output of this job, whose number is `id`: see [`Statement::to_bytes`].
	pub fn statement(&self, id: JobId, worker: &AccountId, output: ContentHash) -> Vec<u8> {
		Statement { job: id, input: self.input.hash, output, worker }.to_bytes()
	}
}
