//! Panels as other pallets see them.

use crate::{Config, Pallet, WeightInfo};
use alloc::vec::Vec;
use frame_support::{storage::with_storage_layer, traits::Get, weights::Weight};
use piazza_primitives::{PanelId, Panels};
use sp_runtime::DispatchError;

impl<T: Config> Panels<T::AccountId> for Pallet<T> {
	type Case = T::Case;

	fn convene(case: T::Case, excluded: Vec<T::AccountId>) -> Result<PanelId, DispatchError> {
		with_storage_layer(|| Self::do_convene(case, excluded))
	}

	fn seats() -> u32 {
		T::Seats::get()
	}

	fn convene_weight() -> Weight {
		T::WeightInfo::convene()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn enrol_enough() {
		crate::benchmarking::enrol::<T>(T::Seats::get());
	}
}
