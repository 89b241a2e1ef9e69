//! What must always hold.

use crate::{
	pallet::{Dues, Escrows, NextId, TotalHeld},
	Config, HoldReason, Pallet,
};
use codec::Encode;
use frame_support::{ensure, traits::fungibles::InspectHold};
use sp_runtime::{
	traits::{Saturating, Zero},
	TryRuntimeError,
};

extern crate alloc;
use alloc::{collections::BTreeMap, vec::Vec};

impl<T: Config> Pallet<T> {
	/// Checks that
	/// - of each escrow, `paid + fees + refunded + held = deposited`, and what is owed is held;
	/// - what is owed is the sum of the escrow's dues, and no due is of an escrow that is not there;
	/// - a closed escrow holds nothing but what is owed;
	/// - what escrows hold of each asset on each account is exactly what the account has on hold for payments, and
	///   their sum is [`TotalHeld`].
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut by_asset: BTreeMap<Vec<u8>, (T::AssetKind, T::Balance)> = BTreeMap::new();
		let mut by_account: BTreeMap<Vec<u8>, (T::AssetKind, T::AccountId, T::Balance)> = BTreeMap::new();
		let mut owed_in_all = T::Balance::zero();
		for (id, record) in Escrows::<T>::iter() {
			ensure!(id < NextId::<T>::get(), "an escrow has a number that was not given yet");
			let deposited =
				record.deposits.iter().fold(T::Balance::zero(), |sum, deposit| sum.saturating_add(deposit.deposited));
			let accounted = record
				.paid
				.saturating_add(record.fees)
				.saturating_add(record.refunded)
				.saturating_add(record.held());
			ensure!(accounted == deposited, "an escrow does not add up");
			ensure!(record.owed <= record.held(), "an escrow owes more than it holds");
			ensure!(!record.closed || record.owed == record.held(), "a closed escrow holds money nobody is owed");
			ensure!(!record.closed || !record.owed.is_zero(), "a closed escrow was not removed");
			let dues = Dues::<T>::iter_prefix_values(id).fold(T::Balance::zero(), |sum, due| sum.saturating_add(due));
			ensure!(dues == record.owed, "the dues of an escrow are not what it owes");
			owed_in_all = owed_in_all.saturating_add(dues);
			for deposit in &record.deposits {
				let total = by_asset
					.entry(record.asset.encode())
					.or_insert_with(|| (record.asset.clone(), T::Balance::zero()));
				total.1 = total.1.saturating_add(deposit.left);
				let own = by_account
					.entry((&record.asset, &deposit.who).encode())
					.or_insert_with(|| (record.asset.clone(), deposit.who.clone(), T::Balance::zero()));
				own.2 = own.2.saturating_add(deposit.left);
			}
		}
		let dues = Dues::<T>::iter_values().fold(T::Balance::zero(), |sum, due| sum.saturating_add(due));
		ensure!(dues == owed_in_all, "a due is left of an escrow that is gone");
		for (asset, who, held) in by_account.into_values() {
			let on_hold = T::Assets::balance_on_hold(asset, &HoldReason::Payment.into(), &who);
			ensure!(on_hold == held, "an account has another amount on hold than its escrows say");
		}
		for (asset, total) in TotalHeld::<T>::iter() {
			let held = by_asset.get(&asset.encode()).map_or(T::Balance::zero(), |(_, held)| *held);
			ensure!(total == held, "the total on hold is not the sum over escrows");
		}
		for (asset, held) in by_asset.into_values() {
			ensure!(TotalHeld::<T>::get(asset) == held, "the total on hold is not the sum over escrows");
		}
		Ok(())
	}
}
