//! Finalized blocks one after the other.

use super::{number, Block, Chain, Error};
use crate::Head;
use std::time::Duration;
use subxt::{config::substrate::SubstrateHeader, rpcs::client::RpcSubscription, utils::H256};
use tokio::time::{sleep, timeout};

/// How long a subscription may be silent before it is made anew.
const STALL: Duration = Duration::from_secs(15);

/// How long to wait after a failure before trying again.
const PAUSE: Duration = Duration::from_secs(1);

/// Finalized blocks, one after the other without gaps; see [`Chain::follow`].
pub struct Blocks {
	chain: Chain,
	/// The block handed out last, or the one to start after.
	processed: Option<Head>,
	/// Number of the last block known to be finalized.
	finalized: u32,
	heads: Option<RpcSubscription<SubstrateHeader<H256>>>,
}

impl Blocks {
	pub(super) fn new(chain: Chain, processed: Option<Head>) -> Self {
		Self { chain, processed, finalized: 0, heads: None }
	}

	/// The next finalized block. While there is none, or the node cannot be reached, it waits. Nothing is lost when
	/// the future is dropped before it is ready.
	///
	/// Fails when the block that was processed last is not part of the chain any more.
	pub async fn next(&mut self) -> Result<Block, Error> {
		loop {
			match self.step().await {
				Ok(Some(block)) => {
					self.processed = Some(block.head());
					return Ok(block);
				}
				Ok(None) => self.wait().await,
				Err(Error::Request { what, reason }) => {
					tracing::warn!("cannot read {what} at {} ({reason}); trying again", self.chain.url());
					sleep(PAUSE).await;
				}
				Err(error) => return Err(error),
			}
		}
	}

	/// The block after the one processed last, when it is finalized already.
	async fn step(&mut self) -> Result<Option<Block>, Error> {
		let Some(processed) = self.processed else {
			let head = self.chain.head().await?;
			self.finalized = head.number();
			self.processed = Some(head.head());
			return Ok(None);
		};
		if processed.number >= self.finalized {
			self.finalized = self.chain.head().await?.number();
		}
		if processed.number >= self.finalized {
			return Ok(None);
		}
		let block = self.chain.block(self.chain.hash_of(processed.number + 1).await?).await?;
		match block.parent() {
			parent if parent == processed.hash => Ok(Some(block)),
			found => Err(Error::Replaced { number: processed.number, expected: processed.hash, found }),
		}
	}

	/// Waits until there may be something new: the node says so, or it has said nothing for too long.
	async fn wait(&mut self) {
		let Some(heads) = &mut self.heads else {
			match timeout(STALL, self.chain.rpc.chain_subscribe_finalized_heads()).await {
				Ok(Ok(heads)) => self.heads = Some(heads),
				Ok(Err(error)) => {
					tracing::warn!("cannot follow the blocks of {} ({error}); trying again", self.chain.url());
					sleep(PAUSE).await;
				}
				Err(_) => {}
			}
			return;
		};
		match timeout(STALL, heads.next()).await {
			Ok(Some(Ok(head))) => self.finalized = self.finalized.max(number(&head).unwrap_or_default()),
			ended => {
				let reason = match ended {
					Ok(Some(Err(error))) => error.to_string(),
					Ok(_) => "the subscription ended".into(),
					Err(_) => format!("nothing for {} s", STALL.as_secs()),
				};
				tracing::debug!("following the blocks of {} anew: {reason}", self.chain.url());
				self.heads = None;
			}
		}
	}
}
