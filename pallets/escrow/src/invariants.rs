//! What is always true between calls.

use crate::*;
use alloc::{collections::BTreeMap, vec::Vec};
use codec::Encode;
use frame_support::{
	ensure,
	traits::{fungibles::InspectHold, Get},
};
use sp_runtime::{
	traits::{CheckedAdd, Zero},
	ArithmeticError, TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// Checks that
	/// - of each escrow, `paid + fees + refunded + held = deposited`;
	/// - each has at least one depositor and none twice;
	/// - the dues of each escrow add up to what it owes, none is zero, and none is without its escrow;
	/// - a closed escrow holds exactly what it owes, which is something;
	/// - of each asset, all escrows together hold `TotalHeld`;
	/// - on each account, exactly what all escrows have left of it is held;
	/// - numbers of escrows are below the next one, and the protocol fee is within its bound.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut by_asset = BTreeMap::<Vec<u8>, T::Balance>::new();
		let mut by_account = BTreeMap::<Vec<u8>, (T::AssetKind, T::AccountId, T::Balance)>::new();
		for (id, record) in Escrows::<T>::iter() {
			ensure!(id < NextId::<T>::get(), "an escrow has a number that is not given yet");
			ensure!(record.is_balanced(), "the books of an escrow do not balance");
			ensure!(!record.deposits.is_empty(), "an escrow has no depositor");
			let owed = Dues::<T>::iter_prefix_values(id).try_fold(T::Balance::zero(), |sum, due| sum.checked_add(&due));
			ensure!(owed == Some(record.owed), "the dues of an escrow are not what it owes");
			if record.closed {
				ensure!(!record.owed.is_zero(), "a closed escrow owes nothing");
				ensure!(record.available().is_zero(), "a closed escrow holds more than it owes");
			}
			for (index, deposit) in record.deposits.iter().enumerate() {
				let before = record.deposits.iter().take(index);
				ensure!(before.clone().all(|other| other.who != deposit.who), "a depositor is listed twice");
				let total = by_asset.entry(record.asset.encode()).or_default();
				*total = total.checked_add(&deposit.left).ok_or(ArithmeticError::Overflow)?;
				let (_, _, left) = by_account
					.entry((&record.asset, &deposit.who).encode())
					.or_insert_with(|| (record.asset.clone(), deposit.who.clone(), Zero::zero()));
				*left = left.checked_add(&deposit.left).ok_or(ArithmeticError::Overflow)?;
			}
		}
		for (asset, total) in TotalHeld::<T>::iter() {
			ensure!(!total.is_zero(), "a sum of zero is stored");
			ensure!(by_asset.get(&asset.encode()) == Some(&total), "the escrows of an asset do not hold its sum");
			by_asset.remove(&asset.encode());
		}
		ensure!(by_asset.values().all(Zero::is_zero), "an asset's sum is missing");
		for (asset, who, left) in by_account.into_values() {
			let held = T::Assets::balance_on_hold(asset, &HoldReason::Payment.into(), &who);
			ensure!(held == left, "an account's hold is not what is left of its deposits");
		}
		for (id, _, due) in Dues::<T>::iter() {
			ensure!(Escrows::<T>::contains_key(id), "a due has no escrow");
			ensure!(!due.is_zero(), "a due of zero is stored");
		}
		ensure!(ProtocolFee::<T>::get() <= T::MaxFee::get(), "the protocol fee is above its greatest value");
		Ok(())
	}
}
