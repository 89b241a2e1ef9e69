//! The only file that moves money.

use crate::*;
use alloc::vec::Vec;
use codec::MaxEncodedLen;
use frame_support::traits::{
	fungible::{Balanced, BalancedHold, Credit, MutateHold},
	tokens::{Fortitude, Precision, Restriction},
	Consideration, Footprint, Get, Imbalance,
};
use piazza_primitives::{Escrow, EscrowId};
use sp_runtime::{traits::Zero, DispatchError, DispatchResult, TokenError};

/// Native money on its way to somebody.
pub(crate) type Pot<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

/// The room that a record of one of these types takes at the most.
fn room<Record: MaxEncodedLen>() -> Footprint {
	Footprint { count: 1, size: u64::try_from(Record::max_encoded_len()).unwrap_or(u64::MAX) }
}

impl<T: Config> Pallet<T> {
	/// The room that an order, an offer or a lease takes at the most: a deposit goes from one to the other.
	pub(crate) fn contract_room() -> Footprint {
		let rooms = [room::<OrderOf<T>>(), room::<OfferOf<T>>(), room::<LeaseOf<T>>()];
		let size = rooms.iter().map(|room| room.size).max().unwrap_or_default();
		Footprint { count: 1, size }
	}

	/// Holds the deposit for an order, an offer or a lease.
	pub(crate) fn hold_for_contract(who: &T::AccountId) -> Result<T::Consideration, DispatchError> {
		T::Consideration::new(who, Self::contract_room())
	}

	/// Holds the deposit for what an auditor says.
	pub(crate) fn hold_for_audit(auditor: &T::AccountId) -> Result<T::Consideration, DispatchError> {
		T::Consideration::new(auditor, room::<AuditOf<T>>())
	}

	/// The room that a receipt takes.
	pub(crate) fn receipt_room() -> Footprint {
		room::<ReceiptOf<T>>()
	}

	/// Returns of the deposit for a lease what its receipt needs no more.
	pub(crate) fn shrink_deposit(
		tenant: &T::AccountId,
		ticket: T::Consideration,
	) -> Result<T::Consideration, DispatchError> {
		ticket.update(tenant, Self::receipt_room())
	}

	/// Returns the deposit for a record.
	pub(crate) fn return_deposit(who: &T::AccountId, ticket: T::Consideration) -> DispatchResult {
		ticket.drop(who)
	}

	/// Holds the deposit for a bid; returns it.
	pub(crate) fn hold_for_bid(provider: &T::AccountId) -> Result<BalanceOf<T>, DispatchError> {
		let deposit = T::BidDeposit::get();
		T::Currency::hold(&HoldReason::Bid.into(), provider, deposit)?;
		Ok(deposit)
	}

	/// Returns the deposits of bids.
	pub(crate) fn release_bids(order: OrderId, bids: Vec<BidOf<T>>) -> DispatchResult {
		for Bid { worker, provider, deposit, .. } in bids {
			T::Currency::release(&HoldReason::Bid.into(), &provider, deposit, Precision::Exact)?;
			Self::deposit_event(Event::BidReleased { order, worker, provider });
		}
		Ok(())
	}

	/// Holds the bond of a challenge; returns it.
	pub(crate) fn hold_for_challenge(challenger: &T::AccountId) -> Result<BalanceOf<T>, DispatchError> {
		let bond = T::ChallengeBond::get();
		T::Currency::hold(&HoldReason::Challenge.into(), challenger, bond)?;
		Ok(bond)
	}

	/// Returns the bond of a challenge.
	pub(crate) fn release_challenge(challenger: &T::AccountId, bond: BalanceOf<T>) -> DispatchResult {
		T::Currency::release(&HoldReason::Challenge.into(), challenger, bond, Precision::Exact).map(|_| ())
	}

	/// Gives the bond of a challenge to whom it doubted.
	pub(crate) fn forfeit_challenge(
		challenger: &T::AccountId,
		provider: &T::AccountId,
		bond: BalanceOf<T>,
	) -> DispatchResult {
		T::Currency::transfer_on_hold(
			&HoldReason::Challenge.into(),
			challenger,
			provider,
			bond,
			Precision::Exact,
			Restriction::Free,
			// What is held was staked on the outcome: locks that came later do not bind it.
			Fortitude::Force,
		)
		.map(|_| ())
	}

	/// Holds the bond of a dispute; returns it.
	pub(crate) fn hold_for_dispute(tenant: &T::AccountId) -> Result<BalanceOf<T>, DispatchError> {
		let bond = T::DisputeBond::get();
		T::Currency::hold(&HoldReason::Dispute.into(), tenant, bond)?;
		Ok(bond)
	}

	/// Returns the bond of a dispute.
	pub(crate) fn release_dispute(tenant: &T::AccountId, bond: BalanceOf<T>) -> DispatchResult {
		T::Currency::release(&HoldReason::Dispute.into(), tenant, bond, Precision::Exact).map(|_| ())
	}

	/// Takes the bond of a dispute.
	pub(crate) fn take_dispute(tenant: &T::AccountId, bond: BalanceOf<T>) -> Pot<T> {
		T::Currency::slash(&HoldReason::Dispute.into(), tenant, bond).0
	}

	/// Gives all that is in the pot. To be used where an error undoes everything.
	pub(crate) fn give(pot: Pot<T>, to: &T::AccountId) -> DispatchResult {
		if pot.peek().is_zero() {
			return Ok(());
		}
		T::Currency::resolve(to, pot).map_err(|_| TokenError::CannotCreate.into())
	}

	/// Puts money for a lease aside.
	pub(crate) fn put_aside(
		tenant: &T::AccountId,
		asset: T::AssetKind,
		amount: BalanceOf<T>,
	) -> Result<EscrowId, DispatchError> {
		T::Escrow::open(tenant, asset, amount)
	}

	/// Gives everything that is left in an escrow back; returns it.
	pub(crate) fn refund(escrow: EscrowId) -> Result<BalanceOf<T>, DispatchError> {
		T::Escrow::close(escrow)
	}
}
