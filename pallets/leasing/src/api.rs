//! Leases as other pallets see them.

use crate::{rules, *};
use frame_support::{storage::with_storage_layer, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{LeaseId, Leases as LeasesApi, ReportedSpan, RunningLease};
use sp_runtime::{traits::Saturating, DispatchError};

impl<T: Config> LeasesApi<T::AccountId> for Pallet<T> {
	type Balance = BalanceOf<T>;
	type BlockNumber = BlockNumberFor<T>;

	fn running(lease: LeaseId) -> Option<RunningLease<T::AccountId>> {
		let Lease { tenant, provider, worker, .. } = Leases::<T>::get(lease)?;
		Some(RunningLease { tenant, provider, worker })
	}

	fn note_report(id: LeaseId) -> Result<ReportedSpan<BalanceOf<T>, BlockNumberFor<T>>, DispatchError> {
		with_storage_layer(|| {
			let mut lease = Self::find_lease(id)?;
			let now = Self::now();
			let blocks = now.saturating_sub(core::mem::replace(&mut lease.reported_at, now));
			let rent = Self::native_rent(&lease, rules::rent(lease.rate, blocks));
			Leases::<T>::insert(id, lease);
			Ok(ReportedSpan { blocks, rent })
		})
	}

	fn note_report_weight() -> Weight {
		T::WeightInfo::note_report()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn some_lease(tenant: &T::AccountId, provider: &T::AccountId, worker: &T::AccountId) -> LeaseId {
		crate::benchmarking::some_lease::<T>(tenant, provider, worker)
	}
}
