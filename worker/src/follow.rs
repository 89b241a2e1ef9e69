//! Follows the finalized chain through lost connections and silent nodes.
//!
//! Only the latest block is passed on. No block in between can be missed in a way that matters, since everything the
//! worker does is decided from storage: new jobs are those numbered after the last one seen, and the state of old ones
//! is read anew each time. A restart, a gap and a repetition are therefore the same thing.

use crate::{
	chain::Heads,
	view::{Head, H256},
};
use anyhow::{bail, Result};
use futures::StreamExt;
use std::time::Duration;
use tokio::{
	sync::watch,
	time::{sleep, timeout},
};

/// How patient the follower is.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
	/// A chain that is silent for so long is asked anew.
	pub stall: Duration,
	/// Pause before the first new attempt; it doubles up to `longest_pause`.
	pub pause: Duration,
	/// Longest pause between attempts.
	pub longest_pause: Duration,
}

impl Default for Patience {
	fn default() -> Self {
		Self {
			stall: Duration::from_secs(60),
			pause: Duration::from_millis(500),
			longest_pause: Duration::from_secs(30),
		}
	}
}

/// Passes on finalized blocks, each greater than the one before, until nobody listens. Fails only when the node turns
/// out to be on another chain than the one with `genesis`.
pub async fn follow<C: Heads>(
	chain: &C,
	genesis: H256,
	heads: watch::Sender<Option<Head>>,
	patience: Patience,
) -> Result<()> {
	let mut pause = patience.pause;
	loop {
		match listen(chain, genesis, &heads, patience).await {
			Ok(Heard { wrong_genesis: Some(found), .. }) => {
				bail!("the node is on another chain now: its genesis is {found:?} and not {genesis:?}")
			}
			Ok(Heard { anything: true, .. }) => pause = patience.pause,
			Ok(_) => {}
			Err(error) => tracing::warn!("no word from the chain: {error:#}"),
		}
		if heads.is_closed() {
			return Ok(());
		}
		tracing::warn!("listening again in {pause:?}");
		sleep(pause).await;
		pause = (pause * 2).min(patience.longest_pause);
	}
}

#[derive(Default)]
struct Heard {
	anything: bool,
	wrong_genesis: Option<H256>,
}

/// One subscription, until it ends, fails or falls silent.
async fn listen<C: Heads>(
	chain: &C,
	genesis: H256,
	heads: &watch::Sender<Option<Head>>,
	patience: Patience,
) -> Result<Heard> {
	let mut heard = Heard::default();
	let found = timeout(patience.stall, chain.genesis()).await??;
	if found != genesis {
		return Ok(Heard { wrong_genesis: Some(found), ..heard });
	}
	let mut stream = timeout(patience.stall, chain.heads()).await??;
	loop {
		let head = match timeout(patience.stall, stream.next()).await {
			Err(_) => {
				tracing::warn!("no finalized block for {:?}", patience.stall);
				return Ok(heard);
			}
			Ok(None) => return Ok(heard),
			Ok(Some(Err(error))) => {
				tracing::warn!("the subscription broke: {error:#}");
				return Ok(heard);
			}
			Ok(Some(Ok(head))) => head,
		};
		heard.anything = true;
		if heads.is_closed() {
			return Ok(heard);
		}
		heads.send_if_modified(|last| {
			let newer = last.is_none_or(|last| last.number < head.number);
			if newer {
				*last = Some(head);
			}
			newer
		});
	}
}

#[cfg(test)]
mod tests;
