//! The only file that moves money: into escrow and out of it, and deposits for records.

use crate::{ChannelOf, Config, Pallet, ReceiptOf};
use frame_support::traits::{Consideration, Footprint};
use piazza_primitives::{ChannelId, Escrow, EscrowId};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Puts the payer's money into a new escrow.
	pub(crate) fn open_escrow(
		payer: &T::AccountId,
		asset: T::AssetKind,
		deposit: T::Balance,
	) -> Result<EscrowId, DispatchError> {
		T::Escrow::open(payer, asset, deposit)
	}

	/// Puts more of the payer's money into the channel's escrow.
	pub(crate) fn put_in(channel: &ChannelOf<T>, amount: T::Balance) -> DispatchResult {
		T::Escrow::top_up(channel.escrow, &channel.payer, amount)
	}

	/// Pays the payee out of the channel's escrow.
	pub(crate) fn pay(channel: &ChannelOf<T>, amount: T::Balance) -> DispatchResult {
		T::Escrow::pay(channel.escrow, &channel.payee, amount)
	}

	/// Gives what is left to the payer. Returns how much that was.
	pub(crate) fn give_back(channel: &ChannelOf<T>) -> Result<T::Balance, DispatchError> {
		T::Escrow::close(channel.escrow)
	}

	/// Room that a channel takes.
	pub(crate) fn channel_footprint() -> Footprint {
		Footprint::from_mel::<(ChannelId, ChannelOf<T>)>()
	}

	/// Room that a receipt takes.
	fn receipt_footprint() -> Footprint {
		Footprint::from_mel::<(ChannelId, ReceiptOf<T>)>()
	}

	/// Holds the deposit for a channel.
	pub(crate) fn hold_for_channel(payer: &T::AccountId) -> Result<T::Consideration, DispatchError> {
		T::Consideration::new(payer, Self::channel_footprint())
	}

	/// Returns of the deposit for a channel what its receipt needs no more.
	pub(crate) fn shrink_deposit(
		payer: &T::AccountId,
		ticket: T::Consideration,
	) -> Result<T::Consideration, DispatchError> {
		ticket.update(payer, Self::receipt_footprint())
	}

	/// Returns the deposit for a channel or a receipt.
	pub(crate) fn return_deposit(payer: &T::AccountId, ticket: T::Consideration) -> DispatchResult {
		ticket.drop(payer)
	}
}
