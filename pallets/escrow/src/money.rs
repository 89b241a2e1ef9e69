//! The only file that moves money.

use crate::{
	pallet::{Dues, TotalHeld},
	Config, HoldReason, Pallet, RecordOf,
};
use frame_support::{
	storage::with_storage_layer,
	traits::{
		fungibles::{Inspect, MutateHold},
		tokens::{Fortitude, Precision, Restriction},
	},
};
use piazza_primitives::EscrowId;
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchError, DispatchResult,
};

/// Whether money reached the one it was meant for.
pub(crate) enum Delivery {
	/// It did.
	Delivered,
	/// It did not, and is owed now.
	Owed(DispatchError),
}

impl<T: Config> Pallet<T> {
	/// Holds `amount` on a depositor.
	pub(crate) fn put_aside(asset: &T::AssetKind, who: &T::AccountId, amount: T::Balance) -> DispatchResult {
		T::Assets::hold(asset.clone(), &HoldReason::Payment.into(), who, amount)?;
		TotalHeld::<T>::mutate(asset, |total| *total = total.saturating_add(amount));
		Ok(())
	}

	/// Delivers `amount`, or notes that it is owed.
	pub(crate) fn deliver_or_owe(
		id: EscrowId,
		record: &mut RecordOf<T>,
		to: &T::AccountId,
		amount: T::Balance,
	) -> Delivery {
		match Self::deliver(record, to, amount) {
			Ok(()) => Delivery::Delivered,
			Err(error) => {
				record.owed = record.owed.saturating_add(amount);
				Dues::<T>::mutate(id, to, |due| *due = Some(due.unwrap_or_default().saturating_add(amount)));
				Delivery::Owed(error)
			},
		}
	}

	/// Moves `amount` from the depositors to `to`, first in, first out: all of it or, with an error, nothing.
	pub(crate) fn deliver(record: &mut RecordOf<T>, to: &T::AccountId, amount: T::Balance) -> DispatchResult {
		let mut after = record.clone();
		with_storage_layer(|| {
			let mut missing = amount;
			for deposit in after.deposits.iter_mut() {
				let part = deposit.left.min(missing);
				if part.is_zero() {
					continue;
				}
				Self::transfer(&record.asset, &deposit.who, to, part)?;
				deposit.left = deposit.left.saturating_sub(part);
				missing = missing.saturating_sub(part);
			}
			if missing.is_zero() {
				Ok(())
			} else {
				Err(DispatchError::from(crate::Error::<T>::Insufficient))
			}
		})?;
		TotalHeld::<T>::mutate(&record.asset, |total| *total = total.saturating_sub(amount));
		*record = after;
		Ok(())
	}

	/// Gives `amount` back to the depositors, last in, first out. Returns to whom and how much; what cannot be released
	/// becomes owed to its depositor.
	pub(crate) fn give_back(
		id: EscrowId,
		record: &mut RecordOf<T>,
		amount: T::Balance,
		mut returned: impl FnMut(&T::AccountId, T::Balance),
	) -> T::Balance {
		let (mut missing, mut sum) = (amount, T::Balance::zero());
		for deposit in record.deposits.iter_mut().rev() {
			let part = deposit.left.min(missing);
			if part.is_zero() {
				continue;
			}
			missing = missing.saturating_sub(part);
			match with_storage_layer(|| Self::release(&record.asset, &deposit.who, part)) {
				Ok(()) => {
					deposit.left = deposit.left.saturating_sub(part);
					sum = sum.saturating_add(part);
					returned(&deposit.who, part);
				},
				Err(error) => {
					log::error!(target: "runtime::escrow", "refund of escrow {id} stays owed: {error:?}");
					record.owed = record.owed.saturating_add(part);
					Dues::<T>::mutate(id, &deposit.who, |due| {
						*due = Some(due.unwrap_or_default().saturating_add(part))
					});
				},
			}
		}
		TotalHeld::<T>::mutate(&record.asset, |total| *total = total.saturating_sub(sum));
		record.refunded = record.refunded.saturating_add(sum);
		sum
	}

	/// Smallest amount an account may hold.
	pub(crate) fn minimum(asset: &T::AssetKind) -> T::Balance {
		T::Assets::minimum_balance(asset.clone())
	}

	fn transfer(asset: &T::AssetKind, from: &T::AccountId, to: &T::AccountId, amount: T::Balance) -> DispatchResult {
		if from == to {
			return Self::release(asset, to, amount);
		}
		T::Assets::transfer_on_hold(
			asset.clone(),
			&HoldReason::Payment.into(),
			from,
			to,
			amount,
			Precision::Exact,
			Restriction::Free,
			Fortitude::Force,
		)
		.map(|_| ())
	}

	fn release(asset: &T::AssetKind, who: &T::AccountId, amount: T::Balance) -> DispatchResult {
		T::Assets::release(asset.clone(), &HoldReason::Payment.into(), who, amount, Precision::Exact).map(|_| ())
	}
}
