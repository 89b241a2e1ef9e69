//! Batches as the pallets see them whose work they are of.

use crate::{BalanceOf, CommitmentOf, Config, Pallet, WeightInfo};
use frame_support::{storage::with_storage_layer, traits::Get, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{BatchId, CommitResults};
use sp_runtime::DispatchError;

impl<T: Config> CommitResults<T::AccountId> for Pallet<T> {
	type Balance = BalanceOf<T>;
	type BlockNumber = BlockNumberFor<T>;

	fn commit(commitment: CommitmentOf<T>) -> Result<BatchId, DispatchError> {
		with_storage_layer(|| Self::do_commit(commitment))
	}

	fn min_interval() -> BlockNumberFor<T> {
		T::MinInterval::get()
	}

	fn max_count() -> u32 {
		T::MaxCount::get()
	}

	/// That of a report, which does the same and more.
	fn commit_weight() -> Weight {
		T::WeightInfo::report()
	}
}
