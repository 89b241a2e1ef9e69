//! What is true between any two transactions.

use crate::*;
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::fungible::InspectHold};
use piazza_primitives::Escrow;
use sp_runtime::{
	traits::{Saturating, Zero},
	TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// Checks that
	/// - numbers of orders and leases are below the next ones, and what runs has its item on the agenda;
	/// - so are numbers of receipts, no lease that runs has one, and nobody paid itself; their count is right;
	/// - orders and leases have an escrow with money in it; bids are for an order, and no machine bids twice for it;
	/// - each lease is the one of its worker, and no worker has another; no missing machine is leased;
	/// - what each provider's stake has to cover is the sum of the bonds of its leases;
	/// - what is held on each account for bids, challenges and disputes is the sum of each;
	/// - a dispute waits for its panel or for the agenda, and knows what a lease that is over has settled;
	/// - what a lease settled, and what a downtime cost, is no more than it can be.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let mut bid_holds = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		let mut challenge_holds = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		let mut dispute_holds = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		let mut committed = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		let add = |sums: &mut BTreeMap<T::AccountId, BalanceOf<T>>, who: &T::AccountId, amount: BalanceOf<T>| {
			sums.entry(who.clone()).or_insert_with(Zero::zero).saturating_accrue(amount);
		};

		for (id, order) in Orders::<T>::iter() {
			ensure!(id < NextOrder::<T>::get(), "an order has a number that was not given yet");
			ensure!(order.due.is_some(), "an order has nothing on the agenda");
			ensure!(T::Escrow::available(order.escrow) == Some(order.terms.deposit), "an order has not its deposit");
		}
		for (id, bids) in Bids::<T>::iter() {
			ensure!(Orders::<T>::contains_key(id), "there are bids without an order");
			let workers: BTreeSet<_> = bids.iter().map(|bid| &bid.worker).collect();
			ensure!(workers.len() == bids.len(), "a machine has bid twice");
			bids.iter().for_each(|bid| add(&mut bid_holds, &bid.provider, bid.deposit));
		}
		for (id, lease) in Leases::<T>::iter() {
			ensure!(id < NextLease::<T>::get(), "a lease has a number that was not given yet");
			ensure!(lease.due.is_some(), "a lease has nothing on the agenda");
			ensure!(!Receipts::<T>::contains_key(id), "a lease that runs has a receipt");
			ensure!(
				LeaseOfWorker::<T>::get(&lease.worker).is_some_and(|found| found == id),
				"a lease is not that of its worker"
			);
			ensure!(!Downtimes::<T>::contains_key(&lease.worker), "a missing machine is leased");
			ensure!(lease.ends_at <= lease.last_end, "a lease is longer than was agreed");
			ensure!(T::Escrow::exhausted_at(lease.escrow).is_some(), "a lease has no stream");
			add(&mut committed, &lease.provider, lease.bond);
			if let Some(challenge) = &lease.challenge {
				add(&mut challenge_holds, &challenge.challenger, challenge.bond);
			}
		}
		let mut receipts = 0u32;
		for (id, receipt) in Receipts::<T>::iter() {
			receipts = receipts.saturating_add(1);
			ensure!(id < NextLease::<T>::get(), "a receipt has a number that was not given yet");
			ensure!(receipt.settlement.payer != receipt.settlement.payee, "somebody paid itself");
		}
		ensure!(Receipts::<T>::count() == receipts, "the count of receipts is wrong");
		ensure!(LeaseOfWorker::<T>::iter_values().all(Leases::<T>::contains_key), "a worker has a lease that is over");
		committed.retain(|_, bond| !bond.is_zero());
		ensure!(
			Committed::<T>::iter().collect::<BTreeMap<_, _>>() == committed,
			"stake covers other bonds than it has to"
		);
		for downtime in Downtimes::<T>::iter_values() {
			ensure!(downtime.charged <= downtime.bond, "a downtime cost more than all");
		}
		for (id, dispute) in SpecsDisputes::<T>::iter() {
			ensure!(
				dispute.finding.is_some() == dispute.due.is_some(),
				"a dispute waits for nothing, or for two things"
			);
			ensure!(
				Leases::<T>::contains_key(id) == dispute.settled.is_none(),
				"a dispute does not know whether its lease is over"
			);
			add(&mut dispute_holds, &dispute.tenant, dispute.bond);
		}
		for account in frame_system::Account::<T>::iter_keys() {
			let held = |reason: HoldReason| T::Currency::balance_on_hold(&reason.into(), &account);
			let expected = |sums: &mut BTreeMap<_, _>| sums.remove(&account).unwrap_or_else(Zero::zero);
			ensure!(held(HoldReason::Bid) == expected(&mut bid_holds), "holds for bids are not those of the bids");
			let bonds = expected(&mut challenge_holds);
			ensure!(held(HoldReason::Challenge) == bonds, "holds for challenges are not those of the challenges");
			let bonds = expected(&mut dispute_holds);
			ensure!(held(HoldReason::Dispute) == bonds, "holds for disputes are not those of the disputes");
		}
		let nobodys = [&bid_holds, &challenge_holds, &dispute_holds]
			.into_iter()
			.flat_map(BTreeMap::values)
			.any(|sum| !sum.is_zero());
		ensure!(!nobodys, "an account that does not exist has something on hold");
		Ok(())
	}
}
