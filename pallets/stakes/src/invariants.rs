//! What is always true between calls.

use crate::*;
use alloc::collections::BTreeMap;
use codec::Encode;
use frame_support::{
	ensure,
	traits::{fungible::InspectHold, Get},
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks that
	/// - the shares of each position, and of what left it in each era, are those of its delegators together, and some;
	/// - nobody has shares where there is no pool, and no record is empty;
	/// - of each account, no era in which stake left is listed twice, and none is in the future;
	/// - what all positions, all that leaves and all frozen slashes have is the hold on the account of all stake;
	/// - each frozen slash has something, and its number was given;
	/// - a chilled position has no notice.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut staked = BTreeMap::new();
		let mut leaving = BTreeMap::new();
		let add = |shares: &mut BTreeMap<_, u128>, key, more: u128| {
			let sum = shares.entry(key).or_default();
			*sum = sum.saturating_add(more);
		};
		for ((_, role, operator), delegation) in Delegations::<T>::iter() {
			ensure!(delegation != Delegation::default(), "an empty delegation is stored");
			if delegation.shares > 0 {
				add(&mut staked, (role, operator.clone()).encode(), delegation.shares);
			}
			let mut before = None;
			for part in &delegation.leaving {
				ensure!(part.shares > 0, "nothing is leaving in an era");
				ensure!(part.era <= T::Era::get(), "stake leaves in the future");
				ensure!(before < Some(part.era), "eras in which stake left are not in order");
				before = Some(part.era);
				add(&mut leaving, (role, operator.clone(), part.era).encode(), part.shares);
			}
		}

		let mut total = 0u128;
		for (role, operator, position) in Positions::<T>::iter() {
			ensure!(position.pool.shares > 0, "a position without shares is stored");
			let shares = staked.remove(&(role, operator).encode());
			ensure!(shares == Some(position.pool.shares), "a position's shares are not those of its delegators");
			ensure!(position.active || position.notice.is_none(), "a chilled position has a notice");
			total = total.saturating_add(position.pool.balance);
		}
		ensure!(staked.is_empty(), "somebody has shares of no position");
		for ((role, operator, era), pool) in Unbonding::<T>::iter() {
			ensure!(pool.shares > 0, "a pool of stake that left is stored without shares");
			let shares = leaving.remove(&(role, operator, era).encode());
			ensure!(shares == Some(pool.shares), "the shares of what left are not those of its owners");
			total = total.saturating_add(pool.balance);
		}
		ensure!(leaving.is_empty(), "somebody has shares of stake that never left");
		for ((_, _, id), slash) in PendingSlashes::<T>::iter() {
			ensure!(id < NextSlash::<T>::get(), "a slash has a number that is not given yet");
			ensure!(slash.amount() > 0, "a slash of nothing is stored");
			ensure!(slash.own <= slash.amount(), "an operator lost more than all lost together");
			total = total.saturating_add(slash.amount());
		}
		let held = T::Currency::balance_on_hold(&HoldReason::Stake.into(), &Self::account());
		ensure!(held == total, "the hold is not what positions, leavers and slashes have");
		Ok(())
	}
}
