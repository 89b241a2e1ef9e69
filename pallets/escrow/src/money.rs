//! Moving money: nothing else in this pallet does. Each function does all of its work or none.

use crate::{
	rules::{add, subtract},
	types::Shares,
	*,
};
use frame_support::{
	storage::with_storage_layer,
	traits::{
		fungibles::MutateHold,
		tokens::{Fortitude, Precision, Restriction},
	},
};
use sp_runtime::{traits::Zero, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Holds `amount` on `who`.
	pub(crate) fn hold(asset: &T::AssetKind, who: &T::AccountId, amount: T::Balance) -> DispatchResult {
		with_storage_layer(|| {
			T::Assets::hold(asset.clone(), &HoldReason::Payment.into(), who, amount)?;
			TotalHeld::<T>::try_mutate(asset, |total| add(total, amount))?;
			Ok(())
		})
	}

	/// Moves `shares` out of their owners' holds to `to`.
	pub(crate) fn deliver(
		asset: &T::AssetKind,
		to: &T::AccountId,
		mut shares: Shares<T::AccountId, T::Balance>,
	) -> DispatchResult {
		// The greatest share goes first: it may bring the account into being where a small one could not.
		shares.sort_by(|(_, a), (_, b)| b.cmp(a));
		with_storage_layer(|| {
			for (from, amount) in shares {
				T::Assets::transfer_on_hold(
					asset.clone(),
					&HoldReason::Payment.into(),
					&from,
					to,
					amount,
					Precision::Exact,
					Restriction::Free,
					// What is held was given away: locks and freezes that came later do not bind it.
					Fortitude::Force,
				)?;
				Self::note_gone(asset, amount)?;
			}
			Ok(())
		})
	}

	/// Gives `amount` back to `who`.
	pub(crate) fn release(asset: &T::AssetKind, who: &T::AccountId, amount: T::Balance) -> DispatchResult {
		with_storage_layer(|| {
			T::Assets::release(asset.clone(), &HoldReason::Payment.into(), who, amount, Precision::Exact)?;
			Self::note_gone(asset, amount)
		})
	}

	/// Counts `amount` as not held any more.
	fn note_gone(asset: &T::AssetKind, amount: T::Balance) -> DispatchResult {
		TotalHeld::<T>::try_mutate_exists(asset, |total| {
			let mut left = total.unwrap_or_default();
			subtract(&mut left, amount)?;
			*total = (!left.is_zero()).then_some(left);
			Ok(())
		})
	}
}
