//! What is true between any two transactions.

use crate::{ChannelOf, Channels, Config, NextId, Pallet, Receipts};
use alloc::collections::BTreeSet;
use frame_support::{ensure, traits::Get};
use piazza_primitives::{CommitResults, Escrow};
use sp_runtime::{
	traits::{CheckedSub, Zero},
	TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// Checks every invariant:
	///
	/// 1. The number of a channel is below the number of the next one, and is not that of a receipt too; the counts of
	///    channels and of receipts are right.
	/// 2. What a channel's own escrow has is what was put in and not paid.
	/// 3. Nobody pays itself, and no channel lives for longer than one may.
	/// 4. No channel has vouched for more results than a batch may have, nor in the future.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		let next = NextId::<T>::get();
		let (mut channels, mut escrows) = (0u32, BTreeSet::new());
		for (id, channel) in Channels::<T>::iter() {
			channels = channels.saturating_add(1);
			ensure!(id < next, "a channel has a number that was not given yet");
			ensure!(!Receipts::<T>::contains_key(id), "an open channel has a receipt");
			ensure!(escrows.insert(channel.escrow), "two channels have one escrow");
			Self::check_channel(&channel)?;
		}
		ensure!(Channels::<T>::count() == channels, "the count of channels is wrong");
		let mut receipts = 0u32;
		for (id, receipt) in Receipts::<T>::iter() {
			receipts = receipts.saturating_add(1);
			ensure!(id < next, "a receipt has a number that was not given yet");
			ensure!(receipt.settlement.payer != receipt.settlement.payee, "somebody paid itself");
		}
		ensure!(Receipts::<T>::count() == receipts, "the count of receipts is wrong");
		Ok(())
	}

	fn check_channel(channel: &ChannelOf<T>) -> Result<(), TryRuntimeError> {
		ensure!(!channel.deposit.is_zero(), "a channel into which nothing was put");
		let left = channel.deposit.checked_sub(&channel.paid).ok_or("a channel has paid more than was put in")?;
		ensure!(T::Escrow::available(channel.escrow) == Some(left), "the escrow of a channel has not what is left");
		ensure!(channel.payer != channel.payee, "somebody pays itself");
		let length = channel.window.length();
		ensure!(!length.is_zero() && length <= T::MaxDuration::get(), "a channel lives for too long, or not at all");
		ensure!(channel.window.from <= Self::now(), "a channel was opened in the future");
		let Some(work) = &channel.work else { return Ok(()) };
		ensure!(work.count <= T::Commitments::max_count(), "a channel has vouched for too many results");
		ensure!(work.count == 0 || !channel.paid.is_zero(), "results were vouched for that nobody paid");
		let possible = channel.window.from <= work.committed_at && work.committed_at <= Self::now();
		ensure!(possible, "results were vouched for before the channel, or in the future");
		Ok(())
	}
}
