//! What a scorer asks of a chain. [`Piazza`] answers it; tests have a stand-in.

use crate::{
	piazza::Piazza,
	view::{BlockNumber, Content, ProgramId, Tier},
};
use anyhow::Result;
use piazza_client::pools::{PoolId, Scoring};
use std::future::Future;

/// One pool at one finalized block, as the scorer sees it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct View {
	/// Number of the block.
	pub at: BlockNumber,
	/// What says how good contributions are.
	pub scoring: Scoring,
	/// What was brought, in the order in which it came.
	pub contents: Vec<Content>,
	/// The program that the scorer's evidence measured, and how strongly it is known; `None` unless it is active.
	pub measured: Option<(ProgramId, Tier)>,
	/// For how many blocks a statement counts at the most.
	pub statement_period: BlockNumber,
}

/// A chain as one scorer sees it.
pub trait Pools: Send + Sync {
	/// One pool at the last finalized block; `None` when there is none of this number.
	fn view(&self, pool: PoolId) -> impl Future<Output = Result<Option<View>>> + Send;
}

impl Pools for Piazza {
	async fn view(&self, pool: PoolId) -> Result<Option<View>> {
		let block = self.last_block().await?;
		let Some(found) = block.pool(pool).await? else { return Ok(None) };
		let worker = block.worker(self.signer()).await?.filter(|worker| worker.active);
		let measured = worker.and_then(|worker| Some((worker.hardware?.program?, worker.tier)));
		let contents = block.contributions(pool).await?;
		let contents = contents.into_iter().map(|(hash, contribution)| Content { hash, uri: contribution.uri });
		Ok(Some(View {
			at: block.number(),
			scoring: found.terms.scoring,
			contents: contents.collect(),
			measured,
			statement_period: block.statement_period()?,
		}))
	}
}
