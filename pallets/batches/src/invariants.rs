//! What is true between any two transactions.

use crate::{BalanceOf, BatchOf, Batches, Config, HoldReason, NextId, Pallet};
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::{
	traits::{Saturating, Zero},
	TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// Checks every invariant:
	///
	/// 1. The number of a batch is below the number of the next one, and the count of batches is right.
	/// 2. Every batch has results, which could be disputed from its report on.
	/// 3. Every batch has exactly one item on the agenda, unless it waits for a panel: then it has a dispute without a
	///    finding, and no item.
	/// 4. A dispute is about one of the results, was raised while that was possible, by nobody who gave the result, and
	///    says that another output is right.
	/// 5. The native money held as bonds on each account is the sum of the bonds of its batches, and what is held for
	///    disputes is the sum of the bonds of its disputes.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut bonds = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		let mut disputes = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		let mut count = 0u32;
		for (id, batch) in Batches::<T>::iter() {
			count = count.saturating_add(1);
			ensure!(id < NextId::<T>::get(), "a batch has a number that was not given yet");
			Self::check_batch(&batch)?;
			bonds.entry(batch.provider).or_insert_with(Zero::zero).saturating_accrue(batch.bond);
			if let Some(dispute) = batch.dispute {
				disputes.entry(dispute.disputer).or_insert_with(Zero::zero).saturating_accrue(dispute.bond);
			}
		}
		ensure!(Batches::<T>::count() == count, "the count of batches is wrong");
		for account in frame_system::Account::<T>::iter_keys() {
			let held = T::Currency::balance_on_hold(&HoldReason::Bond.into(), &account);
			let expected = bonds.remove(&account).unwrap_or_else(Zero::zero);
			ensure!(held == expected, "the bonds held on an account are not those of its batches");
			let held = T::Currency::balance_on_hold(&HoldReason::Dispute.into(), &account);
			let expected = disputes.remove(&account).unwrap_or_else(Zero::zero);
			ensure!(held == expected, "what is held on an account for disputes is not the bonds of its disputes");
		}
		let mut left = bonds.values().chain(disputes.values());
		ensure!(left.all(Zero::is_zero), "an account that does not exist has a bond");
		Ok(())
	}

	fn check_batch(batch: &BatchOf<T>) -> Result<(), TryRuntimeError> {
		ensure!(batch.count > 0, "a batch without results");
		ensure!(batch.disputes.from == batch.reported_at, "a batch that may be disputed before or after its report");
		ensure!(!batch.disputes.length().is_zero(), "a batch that nobody could ever dispute");
		let waits_for_panel = batch.dispute.as_ref().is_some_and(|dispute| dispute.finding.is_none());
		ensure!(batch.due.is_some() != waits_for_panel, "a batch has nothing to wait for, or two things");
		let Some(dispute) = &batch.dispute else { return Ok(()) };
		ensure!(dispute.leaf.index < batch.count, "a dispute about a result that is not there");
		ensure!(dispute.output.hash != dispute.leaf.output.hash, "a dispute in which both say the same");
		ensure!(batch.disputes.contains(dispute.since), "a dispute that came too early or too late");
		let own = dispute.disputer == batch.provider || dispute.disputer == batch.worker;
		ensure!(!own, "a result is disputed by who gave it");
		Ok(())
	}
}
