//! What jobs came to, as other pallets see it.

use crate::{pallet::Jobs, Config, Pallet, Stage};
use piazza_primitives::{JobId, JobResult, JobResults};

impl<T: Config> JobResults<T::AccountId> for Pallet<T> {
	fn result(id: JobId) -> Option<JobResult<T::AccountId>> {
		let job = Jobs::<T>::get(id)?;
		let Stage::Final { output } = job.stage else { return None };
		let quorum = if job.policy.evaluator.is_some() { 0 } else { job.policy.quorum };
		Some(JobResult { tenant: job.tenant, program: job.program?, input: job.input.hash, output, quorum })
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn some_job(result: JobResult<T::AccountId>) -> JobId {
		crate::benchmarking::with_result::<T>(result)
	}
}
