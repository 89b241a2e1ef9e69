//! `piazza offer`: machines that are offered to whoever takes them.

use super::{done, lease, order::names};
use crate::{
	context::Context,
	money::{self, show},
	rent::gpus,
	report::{table, Report},
	time::{blocks, length},
};
use anyhow::{bail, Context as _, Result};
use clap::{Args, Subcommand};
use piazza_client::{
	chain::Block,
	keys,
	leases::{self, Offer, OfferTerms, MAX_ALLOWED},
	AccountId, Asset, BlockNumber, Tier,
};
use serde_json::{json, Value};

/// Offers: machines that anybody may take.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Offer a machine, as the machine or its owner
	Make(Make),
	/// List the machines that are offered, from the cheapest on
	List {
		/// Only those of this class of hardware
		#[arg(long, value_name = "CLASS")]
		class: Option<u16>,
	},
	/// Show the offer of a machine
	Show {
		/// The machine
		#[arg(value_parser = keys::parse_account)]
		worker: AccountId,
	},
	/// Take an offer back, as the machine or its owner
	Withdraw {
		/// The machine
		#[arg(value_parser = keys::parse_account)]
		worker: AccountId,
	},
	/// Take the offer of a machine: the lease begins, and you pay by the block from the next one on
	Take {
		/// The machine
		#[arg(value_parser = keys::parse_account)]
		worker: AccountId,
		/// For how long: blocks, or like 10m, 2h, 1d
		#[arg(long, value_name = "TIME", value_parser = blocks)]
		duration: BlockNumber,
		/// Refuse a higher price of a block than this
		#[arg(long, value_name = "AMOUNT")]
		max_rate: Option<String>,
		/// What is put aside now; when it is used up the lease ends, and anybody may add to it before [default: the rent
		/// of the whole duration]
		#[arg(long, value_name = "AMOUNT")]
		deposit: Option<String>,
		/// How strongly the machine must be known, now and when it is challenged: declared, device, confidential-cpu or
		/// confidential-gpu
		#[arg(long, value_name = "TIER", default_value = "declared")]
		min_tier: Tier,
		/// Watch the lease until it ends
		#[arg(long)]
		wait: bool,
	},
}

/// Offer a machine, as the machine or its owner
#[derive(Args)]
pub(crate) struct Make {
	/// The machine
	#[arg(value_parser = keys::parse_account)]
	worker: AccountId,
	/// Class of its hardware; `piazza lease rules` lists those that can be rented
	#[arg(long, value_name = "CLASS")]
	class: u16,
	/// How many GPUs it has
	#[arg(long, value_name = "N", default_value_t = 1)]
	gpus: u8,
	/// Price of a block of 3 seconds, the protocol fee included
	#[arg(long, value_name = "AMOUNT")]
	rate: String,
	/// What is paid in: PZA, or the number of another asset
	#[arg(long, default_value = "PZA")]
	asset: Asset,
	/// Shortest lease: blocks, or like 10m, 2h, 1d
	#[arg(long, value_name = "TIME", default_value = "1h", value_parser = blocks)]
	min_duration: BlockNumber,
	/// Longest lease, extensions included
	#[arg(long, value_name = "TIME", default_value = "30d", value_parser = blocks)]
	max_duration: BlockNumber,
	/// How long before you take your machine back you will say so
	#[arg(long, value_name = "TIME", default_value = "1h", value_parser = blocks)]
	notice: BlockNumber,
	/// Tenant that may take it; may be given several times [default: everybody]
	#[arg(long = "tenant", value_name = "ACCOUNT", value_parser = keys::parse_account)]
	tenants: Vec<AccountId>,
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Make(command) => command.run(context).await,
			Self::List { class } => list(context, class).await,
			Self::Show { worker } => {
				let offer = find(&context.head().await?, worker).await?;
				Ok(Report::new(offer_json(worker, &offer), offer_text(worker, &offer)))
			}
			Self::Withdraw { worker } => {
				let receipt = context.submit(leases::withdraw_offer(worker)).await?;
				Ok(done(&receipt, json!({ "worker": worker }), format!("Took back the offer of {worker}.")))
			}
			Self::Take { worker, duration, max_rate, deposit, min_tier, wait } => {
				let key = context.key()?;
				let chain = context.chain().await?;
				let terms = find(&chain.head().await?, worker).await?.terms;
				let (asset, rate) = (terms.asset, terms.rate);
				let max_rate = max_rate.map(|amount| money::parse(asset, &amount)).transpose()?;
				if max_rate.is_some_and(|most| rate > most) {
					bail!("{worker} costs {} a block by now: raise --max-rate, or take another", show(asset, rate));
				}
				let deposit = match deposit {
					Some(amount) => money::parse(asset, &amount)?,
					None => rate.checked_mul(duration.into()).context("the rent is more than can be counted")?,
				};
				// The terms that were seen go along: should they change meanwhile, nothing happens.
				let call = leases::take(worker, terms, duration, deposit, min_tier);
				let receipt = context.submit_to(&chain, key, call).await?;
				lease::begun(context, &chain, &receipt, wait).await
			}
		}
	}
}

impl Make {
	async fn run(self, context: &Context) -> Result<Report> {
		let Self { worker, class, gpus, asset, min_duration, max_duration, notice, tenants, .. } = self;
		let rate = money::parse(asset, &self.rate)?;
		if tenants.len() > MAX_ALLOWED {
			bail!(
				"an offer names at most {MAX_ALLOWED} tenants: leave some out, or name none and let everybody take it"
			);
		}
		if min_duration > max_duration {
			bail!("the shortest lease is longer than the longest: give --min-duration and --max-duration that fit");
		}
		let key = context.key()?;
		let chain = context.chain().await?;
		lease::ensure_leasable(&chain.head().await?, class).await?;
		let terms =
			OfferTerms { class, gpus, asset, rate, min_duration, max_duration, reclaim_window: notice, tenants };
		let json = terms_json(worker, &terms);
		let receipt = context.submit_to(&chain, key, leases::offer(worker, terms)).await?;
		Ok(done(&receipt, json, format!("Offered {worker} at {} a block.", show(asset, rate))))
	}
}

/// The offer of a machine; an error that helps when there is none.
async fn find(block: &Block, worker: AccountId) -> Result<Offer> {
	block.offer_of(worker).await?.with_context(|| {
		format!("{worker} has no offer: it was taken or withdrawn, or never made. `piazza offer list` shows those there are")
	})
}

async fn list(context: &Context, class: Option<u16>) -> Result<Report> {
	let block = context.head().await?;
	let mut offers = block.offers().await?;
	offers.retain(|(_, offer)| class.is_none_or(|class| offer.terms.class == class));
	offers.sort_by_key(|(_, offer)| offer.terms.rate);
	let row = |(worker, Offer { terms, .. }): &(AccountId, Offer)| {
		[
			worker.to_string(),
			terms.class.to_string(),
			terms.gpus.to_string(),
			show(terms.asset, terms.rate),
			length(terms.min_duration),
			length(terms.max_duration),
			if terms.tenants.is_empty() { "everybody" } else { "some" }.into(),
		]
	};
	let rows: Vec<_> = offers.iter().map(row).collect();
	let json: Vec<_> = offers.iter().map(|(worker, offer)| offer_json(*worker, offer)).collect();
	let text = table(["MACHINE", "CLASS", "GPUS", "PRICE OF A BLOCK", "FROM", "TO", "FOR"], &rows);
	Ok(Report::new(json!({ "block": block.number(), "offers": json }), text))
}

fn offer_text(worker: AccountId, Offer { provider, terms }: &Offer) -> String {
	format!(
		"machine   {worker}, {} of class {}\nprovider  {provider}\nprice     {} a block\nduration  from {} to {}, \
		 extensions included\nnotice    {} before the provider takes its machine back\ntenants   {}\n",
		gpus(terms.gpus),
		terms.class,
		show(terms.asset, terms.rate),
		length(terms.min_duration),
		length(terms.max_duration),
		length(terms.reclaim_window),
		names(&terms.tenants),
	)
}

fn offer_json(worker: AccountId, offer: &Offer) -> Value {
	let mut json = terms_json(worker, &offer.terms);
	if let Some(fields) = json.as_object_mut() {
		fields.insert("provider".into(), json!(offer.provider));
	}
	json
}

fn terms_json(worker: AccountId, terms: &OfferTerms) -> Value {
	json!({
		"worker": worker,
		"class": terms.class,
		"gpus": terms.gpus,
		"asset": terms.asset,
		"rate": terms.rate.to_string(),
		"min_duration": terms.min_duration,
		"max_duration": terms.max_duration,
		"reclaim_window": terms.reclaim_window,
		"tenants": terms.tenants,
	})
}
