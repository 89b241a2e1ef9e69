//! What other pallets ask.

use crate::{rules, rules::Inactivity, Config, Error, Pallet, Programs};
use piazza_primitives::{ActiveWorker, Attested, ProgramId};
use sp_runtime::DispatchError;

impl<T: Config> Attested<T::AccountId> for Pallet<T> {
	fn ensure_active(worker: &T::AccountId) -> Result<ActiveWorker<T::AccountId>, DispatchError> {
		let record = Self::registered(worker)?;
		match rules::inactivity(&record, Self::now()) {
			None => Ok(ActiveWorker { owner: record.owner, tier: record.tier }),
			Some(Inactivity::NotApproved) => Err(Error::<T>::NotApproved.into()),
			Some(Inactivity::Expired) => Err(Error::<T>::Expired.into()),
		}
	}

	fn program_exists(program: &ProgramId) -> bool {
		Programs::<T>::contains_key(program)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn activate(worker: &T::AccountId, owner: &T::AccountId) {
		crate::benchmarking::register_worker::<T>(worker, owner);
		Self::do_approve(owner.clone(), worker.clone()).expect("the owner approves its own worker");
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn some_program() -> ProgramId {
		crate::benchmarking::registered_program::<T>(&frame_benchmarking::account("program owner", 0, 0))
	}
}
