//! What a gateway asks of a chain. [`Piazza`] answers it; tests have a stand-in.

use crate::{
	piazza::Piazza,
	view::{AccountId, Balance, BlockNumber},
};
use anyhow::Result;
use piazza_client::{
	channels::{self, Channel, ChannelId, SignedVoucher},
	stakes::Role,
};
use std::future::Future;

/// A channel at one finalized block.
#[derive(Clone, Debug)]
pub struct Seen {
	/// Number of the block.
	pub at: BlockNumber,
	/// The channel; `None` when there is none of this number, or it is closed.
	pub channel: Option<Channel>,
	/// Whether one of this number was ever opened: a node that is behind does not know the newest.
	pub existed: bool,
}

/// What the chain allows those who vouch for results.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
	/// Fewest blocks between two vouchers with results that are redeemed by the same channel.
	pub min_interval: BlockNumber,
	/// Most results of a channel.
	pub max_count: u32,
}

/// A chain as one gateway sees it.
pub trait Channels: Send + Sync + 'static {
	/// A channel at the last finalized block.
	fn channel(&self, id: ChannelId) -> impl Future<Output = Result<Seen>> + Send;

	/// What a voucher would pay now; `None` when it would be refused.
	fn redeemable(&self, voucher: &SignedVoucher) -> impl Future<Output = Result<Option<Balance>>> + Send;

	/// Whether this worker may vouch for results of its owner now: it is active, and the owner has enough at stake and can
	/// spare the bond of a batch.
	fn may_vouch(&self, owner: AccountId) -> impl Future<Output = Result<bool>> + Send;

	/// What those who vouch have to observe.
	fn limits(&self) -> impl Future<Output = Result<Limits>> + Send;

	/// Redeems a voucher, and waits until that has succeeded in a finalized block. What comes back is the fee.
	fn redeem(&self, voucher: SignedVoucher) -> impl Future<Output = Result<Balance>> + Send;

	/// Closes a channel, and waits until that has succeeded in a finalized block. What comes back is the fee.
	fn close(&self, id: ChannelId) -> impl Future<Output = Result<Balance>> + Send;
}

impl Channels for Piazza {
	async fn channel(&self, id: ChannelId) -> Result<Seen> {
		let block = self.last_block().await?;
		let (channel, existed) = (block.channel(id).await?, id < block.next_channel().await?);
		Ok(Seen { at: block.number(), channel, existed })
	}

	async fn redeemable(&self, voucher: &SignedVoucher) -> Result<Option<Balance>> {
		Ok(self.last_block().await?.redeemable(voucher).await?)
	}

	async fn may_vouch(&self, owner: AccountId) -> Result<bool> {
		let block = self.last_block().await?;
		let worker = block.worker(self.signer()).await?;
		let backed = block.position(Role::Provider, owner).await?.is_some_and(|position| position.is_backed());
		let spare = block.account(owner).await?.free >= block.batch_bond()?;
		Ok(backed && spare && worker.is_some_and(|worker| worker.active && worker.owner == owner))
	}

	async fn limits(&self) -> Result<Limits> {
		let block = self.last_block().await?;
		Ok(Limits { min_interval: block.batch_interval()?, max_count: block.max_batch()? })
	}

	async fn redeem(&self, voucher: SignedVoucher) -> Result<Balance> {
		Ok(self.receipt(channels::redeem(voucher), None).await?.fee)
	}

	async fn close(&self, id: ChannelId) -> Result<Balance> {
		Ok(self.receipt(channels::close(id), None).await?.fee)
	}
}
