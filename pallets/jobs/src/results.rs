//! What jobs came to, as other pallets see it.

use crate::{
	pallet::{Jobs, Seats},
	Config, Pallet, SettlementOf, Stage, Verdict,
};
use frame_support::traits::Get;
use piazza_primitives::{JobId, JobResult, JobResults, Settlement};
use sp_runtime::traits::Zero;

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

impl<T: Config> Pallet<T> {
	/// Who paid what to whom, if a single provider was paid.
	pub(crate) fn settlement_of(id: JobId) -> Option<SettlementOf<T>> {
		let job = Jobs::<T>::get(id).filter(|job| matches!(job.stage, Stage::Final { .. }))?;
		let seats = Seats::<T>::get(id);
		let mut paid = seats.iter().filter_map(|seat| {
			let outcome = seat.outcome.as_ref().filter(|outcome| outcome.verdict == Verdict::Paid)?;
			(!outcome.paid.is_zero()).then_some((&seat.provider, outcome.paid))
		});
		let (Some((payee, paid)), None) = (paid.next(), paid.next()) else { return None };
		let value = if job.asset == T::NativeAsset::get() { paid } else { Zero::zero() };
		Some(Settlement { payer: job.tenant, payee: payee.clone(), value })
	}
}
