//! Stake as other pallets see it. Each function does all of its work or none, also in a hook.

use crate::*;
use frame_support::{ensure, storage::with_storage_layer, traits::Get, weights::Weight};
use piazza_primitives::{EraIndex, Fault, Role, Stakes};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Stakes<T::AccountId> for Pallet<T> {
	type Balance = u128;
	type Credit = CreditOf<T>;

	fn ensure_backed(role: Role, operator: &T::AccountId, required: u128) -> DispatchResult {
		let position = Self::existing_position(role, operator)?;
		ensure!(position.active, Error::<T>::NotActive);
		ensure!(
			position.pool.balance >= required && Self::has_minimum(role, operator, &position),
			Error::<T>::Underbacked
		);
		Ok(())
	}

	fn stake_of(role: Role, operator: &T::AccountId) -> u128 {
		Positions::<T>::get(role, operator).map_or(0, |position| position.pool.balance)
	}

	fn reward(role: Role, operator: &T::AccountId, credit: CreditOf<T>) -> Result<(), CreditOf<T>> {
		Self::do_reward(role, operator, credit)
	}

	fn slash(role: Role, operator: &T::AccountId, fault: Fault<T::AccountId, u128>) -> Result<u128, DispatchError> {
		with_storage_layer(|| Self::do_slash(role, operator, fault))
	}

	fn chill(role: Role, operator: &T::AccountId) {
		// Whoever does not serve needs no chilling.
		let _ = with_storage_layer(|| Self::do_chill(role, operator.clone()));
	}

	fn slash_weight() -> Weight {
		T::WeightInfo::slash()
	}

	fn era() -> EraIndex {
		T::Era::get()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn back(role: Role, operator: &T::AccountId) {
		crate::benchmarking::open_position::<T>(role, operator);
	}
}
