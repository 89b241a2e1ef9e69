//! Redeems what was promised, and closes channels whose clients are done.

use super::{
	chain::{Channels, Seen},
	desk::{Desk, Open},
	rules::{self, Redeeming, Step},
};
use crate::{
	pace::Pace,
	report::sum,
	view::{Balance, BlockNumber, Head},
};
use anyhow::{bail, Result};
use piazza_client::{amount, channels::ChannelId};
use std::{cmp::Reverse, collections::HashMap, sync::Arc};
use tokio::{sync::watch, task::JoinSet};

/// Longest pause between attempts that fail, in blocks: ten minutes.
const LONGEST_PAUSE: BlockNumber = 200;

/// Blocks between two looks at a channel of which nothing is due: somebody else may have redeemed or closed it.
const LOOK_EVERY: BlockNumber = 20;

/// Redeems what was promised at a desk.
pub struct Collector<C> {
	desk: Arc<Desk<C>>,
	redeeming: Redeeming,
	paces: HashMap<ChannelId, Pace>,
	/// What is done for channels, one thing at a time for each; where there is no step, it is only looked at.
	tasks: JoinSet<(ChannelId, Option<Step>, Result<Balance>)>,
}

impl<C: Channels> Collector<C> {
	/// Redeems by these rules.
	pub fn new(desk: Arc<Desk<C>>, redeeming: Redeeming) -> Self {
		Self { desk, redeeming, paces: HashMap::new(), tasks: JoinSet::new() }
	}

	/// Works after each finalized block, until nobody follows the chain any more.
	pub async fn run(mut self, mut heads: watch::Receiver<Option<Head>>) -> Result<()> {
		loop {
			tokio::select! {
				changed = heads.changed() => {
					if changed.is_err() {
						bail!("nobody follows the chain any more");
					}
					let head = *heads.borrow_and_update();
					if let Some(head) = head {
						if let Err(error) = self.prepare().await {
							tracing::warn!("the chain cannot be asked about channels: {error:#}");
						}
						self.look(head.number);
					}
				},
				Some(done) = self.tasks.join_next() => {
					let (id, step, result) = done?;
					self.settle(id, step, result).await?;
				},
			}
		}
	}

	async fn prepare(&self) -> Result<()> {
		self.desk.load().await?;
		self.desk.look_at_stake().await
	}

	/// Begins what is due in block `now`. Who owes the most comes first: each redemption holds a bond on the owner, who may
	/// not have enough for all.
	fn look(&mut self, now: BlockNumber) {
		let mut all: Vec<_> = self.desk.all().into_iter().map(|(id, account)| (id, account.open())).collect();
		all.sort_by_key(|(_, open)| Reverse(unpaid(open)));
		for (id, open) in all {
			let pace = self.paces.entry(id).or_insert_with(|| Pace::with_pauses_up_to(LONGEST_PAUSE));
			if !pace.allows(now) {
				continue;
			}
			let limits = self.desk.limits();
			let step = rules::next(&open.book.promised, &open.channel, limits, self.redeeming, now);
			if step.is_none() && u64::from(now % LOOK_EVERY) != id % u64::from(LOOK_EVERY) {
				continue;
			}
			pace.start();
			let chain = self.desk.parts.chain.clone();
			self.tasks.spawn(async move {
				let done = match step {
					Some(Step::Redeem(voucher)) => chain.redeem(voucher).await,
					Some(Step::Close) => chain.close(id).await,
					None => Ok(0),
				};
				(id, step, done)
			});
		}
	}

	/// Notes what became of a step, and how the chain has the channel now.
	async fn settle(&mut self, id: ChannelId, step: Option<Step>, result: Result<Balance>) -> Result<()> {
		let seen = self.desk.parts.chain.channel(id).await;
		let now = self.desk.now().unwrap_or_default();
		let pace = self.paces.entry(id).or_default();
		match (&result, &seen) {
			(Ok(_), Ok(_)) => pace.succeeded(now),
			_ => pace.failed(now),
		}
		let Some(account) = self.desk.find(id) else { return Ok(()) };
		let asset = account.open().channel.asset.to_string();
		match (result, step) {
			(Ok(fee), Some(Step::Redeem(voucher))) => tracing::info!(
				"redeemed channel {id}: {} in all, {} results; the fee was {} PZA",
				sum(&asset, voucher.voucher.total),
				voucher.voucher.results.map_or(0, |results| results.count),
				amount::format(fee)
			),
			(Ok(fee), Some(Step::Close)) => {
				tracing::info!("closed channel {id}; the fee was {} PZA", amount::format(fee))
			}
			(Ok(_), None) => {}
			(Err(error), _) => tracing::warn!("channel {id} cannot be redeemed or closed now: {error:#}"),
		}
		match seen {
			Ok(Seen { channel: Some(channel), .. }) => account.set_channel(channel),
			Ok(Seen { existed: true, .. }) => {
				if unpaid(&account.open()) > 0 {
					tracing::warn!(
						"channel {id} is closed, and {} that it promised were not redeemed",
						sum(&asset, unpaid(&account.open()))
					);
				}
				self.paces.remove(&id);
				self.desk.forget(id)?;
			}
			// Of a node that is behind, or cannot be asked.
			Ok(Seen { existed: false, .. }) | Err(_) => {}
		}
		Ok(())
	}
}

/// What a channel has promised and not paid.
fn unpaid(open: &Open) -> Balance {
	open.book.promised.charged.saturating_sub(open.channel.paid)
}
