//! Redeems what was promised, and closes channels whose clients are done.

use super::{
	chain::Channels,
	desk::Desk,
	rules::{self, Step},
};
use crate::{
	pace::Pace,
	report::sum,
	view::{Balance, BlockNumber, Head},
};
use anyhow::{bail, Result};
use piazza_client::{amount, channels::ChannelId};
use std::{collections::HashMap, sync::Arc};
use tokio::{sync::watch, task::JoinSet};

/// Longest pause between attempts that fail, in blocks: ten minutes.
const LONGEST_PAUSE: BlockNumber = 200;

/// Redeems what was promised at a desk.
pub struct Collector<C> {
	desk: Arc<Desk<C>>,
	redeem_at: Balance,
	paces: HashMap<ChannelId, Pace>,
	tasks: JoinSet<(ChannelId, Step, Result<Balance>)>,
}

impl<C: Channels> Collector<C> {
	/// Redeems the vouchers of a channel when so much is promised that was not paid.
	pub fn new(desk: Arc<Desk<C>>, redeem_at: Balance) -> Self {
		Self { desk, redeem_at, paces: HashMap::new(), tasks: JoinSet::new() }
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

	/// Begins what is due in block `now`.
	fn look(&mut self, now: BlockNumber) {
		for (id, account) in self.desk.all() {
			let pace = self.paces.entry(id).or_insert_with(|| Pace::with_pauses_up_to(LONGEST_PAUSE));
			if !pace.allows(now) {
				continue;
			}
			let open = account.open();
			let limits = self.desk.limits();
			let Some(step) = rules::next(&open.tab.promised, &open.channel, limits, self.redeem_at, now) else {
				continue;
			};
			pace.start();
			let chain = self.desk.parts.chain.clone();
			self.tasks.spawn(async move {
				let done = match step {
					Step::Redeem(voucher) => chain.redeem(voucher).await,
					Step::Close => chain.close(id).await,
				};
				(id, step, done)
			});
		}
	}

	/// Notes what became of a step, as the chain has it now.
	async fn settle(&mut self, id: ChannelId, step: Step, result: Result<Balance>) -> Result<()> {
		let seen = self.desk.parts.chain.channel(id).await;
		let now = self.desk.now().unwrap_or_default();
		let pace = self.paces.entry(id).or_default();
		match (&result, &seen) {
			(Ok(_), Ok(_)) => pace.succeeded(now),
			_ => pace.failed(now),
		}
		let Ok(seen) = seen else { return Ok(()) };
		match (result, step) {
			(Ok(fee), Step::Redeem(voucher)) => tracing::info!(
				"redeemed channel {id}: {} in all for {} answers; the fee was {} PZA",
				sum(&self.desk.price().asset.to_string(), voucher.voucher.total),
				voucher.voucher.results.map_or(0, |results| results.count),
				amount::format(fee)
			),
			(Ok(fee), Step::Close) => tracing::info!("closed channel {id}; the fee was {} PZA", amount::format(fee)),
			(Err(error), _) => {
				tracing::warn!("channel {id} cannot be redeemed or closed now, and will be tried again: {error:#}")
			}
		}
		let Some(channel) = seen.channel else {
			self.paces.remove(&id);
			return self.desk.forget(id);
		};
		if let Some(account) = self.desk.find(id) {
			account.set_channel(channel);
		}
		Ok(())
	}
}
