//! `piazza order` and `piazza bid`: machines that are looked for.

use super::{done, lease, reputation::Standing};
use crate::{
	context::{hash, Context},
	money::{self, pza, share, show},
	rent::gpus,
	report::{table, Report},
	time::{blocks, length},
	watch::next,
};
use anyhow::{bail, Context as _, Result};
use clap::{Args, Subcommand};
use piazza_client::{
	chain::{Block, Chain},
	keys,
	leases::{self, Attribute, Bid, Order, OrderId, OrderTerms, Spec, MAX_ALLOWED, MAX_ATTRIBUTES},
	AccountId, Asset, BlockNumber, Head, ProgramId, Tier,
};
use serde_json::{json, Value};

/// Orders: machines that tenants look for.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Ask for a machine, and put the rent aside; machines that fit bid
	Place(Place),
	/// Show an order and the bids for it
	Show {
		/// Its number
		order: OrderId,
	},
	/// List the orders that wait for bids
	List {
		/// Only those for this class of hardware
		#[arg(long, value_name = "CLASS")]
		class: Option<u16>,
	},
	/// Show the bids for an order, from the cheapest on
	Bids {
		/// Its number
		order: OrderId,
	},
	/// Accept the bid of a machine: the lease begins, and you pay by the block from the next one on
	Accept {
		/// The order's number
		order: OrderId,
		/// The machine
		#[arg(value_parser = keys::parse_account)]
		worker: AccountId,
		/// Watch the lease until it ends
		#[arg(long)]
		wait: bool,
	},
	/// Take an order back: everybody has everything back
	Cancel {
		/// Its number
		order: OrderId,
	},
}

/// Ask for a machine, and put the rent aside; machines that fit bid
#[derive(Args)]
pub(crate) struct Place {
	/// Class of the hardware; `piazza lease rules` lists those that can be rented
	#[arg(long, value_name = "CLASS")]
	class: u16,
	/// Least number of GPUs
	#[arg(long, value_name = "N", default_value_t = 1)]
	gpus: u8,
	/// What a block of 3 seconds may cost at the most, the protocol fee included
	#[arg(long, value_name = "AMOUNT")]
	max_rate: String,
	/// For how long: blocks, or like 10m, 2h, 1d
	#[arg(long, value_name = "TIME", value_parser = blocks)]
	duration: BlockNumber,
	/// What is put aside now; when it is used up the lease ends, and anybody may add to it before [default: the rent of
	/// the whole duration at the greatest price]
	#[arg(long, value_name = "AMOUNT")]
	deposit: Option<String>,
	/// What is paid in: PZA, or the number of another asset
	#[arg(long, default_value = "PZA")]
	asset: Asset,
	/// How long before it takes its machine back the provider has to say so
	#[arg(long, value_name = "TIME", default_value = "1h", value_parser = blocks)]
	notice: BlockNumber,
	/// How strongly the machine must be known: declared, device, confidential-cpu or confidential-gpu
	#[arg(long, value_name = "TIER", default_value = "declared")]
	min_tier: Tier,
	/// Enclave that its evidence must have measured
	#[arg(long, value_name = "ID", value_parser = hash)]
	program: Option<ProgramId>,
	/// Something that must be said of the machine, like region=eu; may be given several times
	#[arg(long = "attribute", value_name = "TEXT")]
	attributes: Vec<Attribute>,
	/// Whose word counts for the attributes [default: the owner's own]
	#[arg(long, value_name = "ACCOUNT", requires = "attributes", value_parser = keys::parse_account)]
	auditor: Option<AccountId>,
	/// Provider that may bid; may be given several times [default: everybody]
	#[arg(long = "provider", value_name = "ACCOUNT", value_parser = keys::parse_account)]
	providers: Vec<AccountId>,
	#[command(flatten)]
	standing: Standing,
	/// Wait until a machine bids
	#[arg(long)]
	wait: bool,
}

/// Bids: machines that answer to orders.
#[derive(Subcommand)]
pub(crate) enum BidCommand {
	/// Bid a machine for an order, as the machine or its owner; a deposit is held on the owner while the bid waits
	Place {
		/// The order's number
		order: OrderId,
		/// The machine
		#[arg(value_parser = keys::parse_account)]
		worker: AccountId,
		/// Price of a block of 3 seconds, the protocol fee included
		#[arg(long, value_name = "AMOUNT")]
		rate: String,
		/// For how long the tenant may have it, extensions included [default: as long as the order says]
		#[arg(long, value_name = "TIME", value_parser = blocks)]
		max_duration: Option<BlockNumber>,
	},
	/// Take a bid back, as the machine or its owner
	Withdraw {
		/// The order's number
		order: OrderId,
		/// The machine
		#[arg(value_parser = keys::parse_account)]
		worker: AccountId,
	},
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Place(command) => command.run(context).await,
			Self::Show { order } => {
				let block = context.head().await?;
				let (found, bids) = (find(&block, order).await?, sorted_bids(&block, order).await?);
				let text = format!("{}\n{}", order_text(order, &found, block.number()), bid_table(&found, &bids));
				let mut report = Report::new(order_json(order, &found), text);
				report.add("bids", bids_json(&bids));
				Ok(report)
			}
			Self::List { class } => list(context, class).await,
			Self::Bids { order } => {
				let block = context.head().await?;
				let (found, bids) = (find(&block, order).await?, sorted_bids(&block, order).await?);
				let json = json!({ "order": order, "block": block.number(), "bids": bids_json(&bids) });
				Ok(Report::new(json, bid_table(&found, &bids)))
			}
			Self::Accept { order, worker, wait } => {
				let chain = context.chain().await?;
				let receipt = context.submit_to(&chain, context.key()?, leases::accept(order, worker)).await?;
				lease::begun(context, &chain, &receipt, wait).await
			}
			Self::Cancel { order } => {
				let receipt = context.submit(leases::cancel_order(order)).await?;
				Ok(done(&receipt, json!({ "order": order }), format!("Took back order {order}.")))
			}
		}
	}
}

impl BidCommand {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Place { order, worker, rate, max_duration } => {
				let key = context.key()?;
				let chain = context.chain().await?;
				let terms = find(&chain.head().await?, order).await?.terms;
				let rate = money::parse(terms.asset, &rate)?;
				let max_duration = max_duration.unwrap_or(terms.duration);
				let receipt = context.submit_to(&chain, key, leases::bid(order, worker, rate, max_duration)).await?;
				let json = json!({
					"order": order,
					"worker": worker,
					"rate": rate.to_string(),
					"max_duration": max_duration,
				});
				let text = format!("Bid {worker} for order {order}, at {} a block.", show(terms.asset, rate));
				Ok(done(&receipt, json, text))
			}
			Self::Withdraw { order, worker } => {
				let receipt = context.submit(leases::withdraw_bid(order, worker)).await?;
				let json = json!({ "order": order, "worker": worker });
				Ok(done(&receipt, json, format!("Took back the bid of {worker} for order {order}.")))
			}
		}
	}
}

impl Place {
	/// What goes on chain, without what the chain alone knows.
	fn terms(&self) -> Result<OrderTerms> {
		let max_rate = money::parse(self.asset, &self.max_rate)?;
		let deposit = match &self.deposit {
			Some(amount) => money::parse(self.asset, amount)?,
			None => max_rate.checked_mul(self.duration.into()).context("the rent is more than can be counted")?,
		};
		if self.attributes.len() > MAX_ATTRIBUTES {
			bail!("an order asks for at most {MAX_ATTRIBUTES} attributes: leave some out");
		}
		if self.providers.len() > MAX_ALLOWED {
			bail!("an order names at most {MAX_ALLOWED} providers: leave some out, or name none and let everybody bid");
		}
		let spec = Spec {
			class: self.class,
			gpus: self.gpus,
			min_tier: self.min_tier,
			program: self.program,
			attributes: self.attributes.clone(),
			auditor: self.auditor,
			providers: self.providers.clone(),
			min_score: self.standing.wanted(),
		};
		let (asset, duration, reclaim_window) = (self.asset, self.duration, self.notice);
		Ok(OrderTerms { spec, asset, max_rate, deposit, duration, reclaim_window })
	}

	async fn run(self, context: &Context) -> Result<Report> {
		let terms = self.terms()?;
		let key = context.key()?;
		let chain = context.chain().await?;
		let head = chain.head().await?;
		lease::ensure_leasable(&head, self.class).await?;
		let (deposit, asset) = (terms.deposit, terms.asset);
		let receipt = context.submit_to(&chain, key, leases::place_order(terms)).await?;
		let order = leases::placed(&receipt)?;
		let ends = receipt.block.number.saturating_add(head.lease_rules()?.order_period);
		let json = json!({ "order": order, "deposit": deposit.to_string(), "asset": asset, "ends_at": ends });
		let text = format!(
			"Placed order {order} and put {} aside; it ends by itself in block {ends} unless you accept a bid.",
			show(asset, deposit)
		);
		let mut report = done(&receipt, json, text);
		if !self.wait {
			report.text += &format!("See what is bid with `piazza order bids {order}`.\n");
			return Ok(report);
		}
		if !context.json() {
			eprint!("{}", report.text);
		}
		let bids = first_bids(&chain, receipt.block, order).await?;
		let found = find(&chain.head().await?, order).await?;
		report.text +=
			&format!("\n{}Accept one with `piazza order accept {order} MACHINE`.\n", bid_table(&found, &bids));
		report.add("bids", bids_json(&bids));
		Ok(report)
	}
}

/// Waits until there is a bid for an order; fails when the order is gone before.
async fn first_bids(chain: &Chain, placed: Head, order: OrderId) -> Result<Vec<Bid>> {
	let waiting = crate::context::spinner(format!("order {order}: waiting for a bid"));
	let mut blocks = chain.follow(Some(placed));
	let mut last = placed.number;
	loop {
		let block = next(&mut blocks, last).await?;
		last = block.number();
		let bids = sorted_bids(&block, order).await?;
		if !bids.is_empty() {
			waiting.finish_and_clear();
			return Ok(bids);
		}
		if block.order(order).await?.is_none() {
			waiting.finish_and_clear();
			bail!(
				"order {order} ended in block {} without a bid: offer a higher price, or ask for less",
				block.number()
			);
		}
	}
}

/// The order of this number; an error that helps when there is none.
async fn find(block: &Block, order: OrderId) -> Result<Order> {
	block.order(order).await?.with_context(|| {
		format!(
			"there is no order {order}: it was never placed, or it is over. `piazza order list` shows those that wait"
		)
	})
}

/// The bids for an order, from the cheapest on.
async fn sorted_bids(block: &Block, order: OrderId) -> Result<Vec<Bid>> {
	let mut bids = block.bids(order).await?;
	bids.sort_by_key(|bid| bid.rate);
	Ok(bids)
}

fn bid_table(order: &Order, bids: &[Bid]) -> String {
	let row = |bid: &Bid| {
		[bid.worker.to_string(), show(order.terms.asset, bid.rate), length(bid.max_duration), bid.provider.to_string()]
	};
	table(["MACHINE", "PRICE OF A BLOCK", "AT MOST FOR", "PROVIDER"], &bids.iter().map(row).collect::<Vec<_>>())
}

fn bids_json(bids: &[Bid]) -> Value {
	let bid = |bid: &Bid| {
		json!({
			"worker": bid.worker,
			"provider": bid.provider,
			"rate": bid.rate.to_string(),
			"max_duration": bid.max_duration,
			"deposit": bid.deposit.to_string(),
		})
	};
	json!(bids.iter().map(bid).collect::<Vec<_>>())
}

/// Accounts in a row.
pub(super) fn names(accounts: &[AccountId]) -> String {
	match accounts {
		[] => "everybody".into(),
		accounts => accounts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
	}
}

fn order_text(id: OrderId, order: &Order, now: BlockNumber) -> String {
	let Order { tenant, terms, .. } = order;
	let spec = &terms.spec;
	let mut text = format!(
		"order     {id}\ntenant    {tenant}\nmachine   {} or more of class {}, tier {} or stronger\nprice     at most {} \
		 a block\ndeposit   {}\nduration  {}\nnotice    {} before the provider takes its machine back\nbidders   {}\n",
		gpus(spec.gpus),
		spec.class,
		spec.min_tier,
		show(terms.asset, terms.max_rate),
		show(terms.asset, terms.deposit),
		length(terms.duration),
		length(terms.reclaim_window),
		names(&spec.providers),
	);
	if let Some(program) = spec.program {
		text += &format!("program   {program:?}\n");
	}
	if !spec.attributes.is_empty() {
		let said: Vec<_> = spec.attributes.iter().map(ToString::to_string).collect();
		let auditor = spec.auditor.map_or_else(|| "the owner".into(), |auditor| auditor.to_string());
		text += &format!("asks for  {}, by the word of {auditor}\n", said.join(", "));
	}
	if let Some(least) = spec.min_score {
		text +=
			&format!("standing  a score of {} or more, known from {} or more\n", share(least.value), pza(least.sample));
	}
	if let Some(end) = order.ends_at() {
		text += &format!("ends      block {end}, in {}\n", length(end.saturating_sub(now)));
	}
	text
}

fn order_json(id: OrderId, order: &Order) -> Value {
	let OrderTerms { spec, asset, max_rate, deposit, duration, reclaim_window } = &order.terms;
	json!({
		"order": id,
		"tenant": order.tenant,
		"class": spec.class,
		"gpus": spec.gpus,
		"min_tier": spec.min_tier,
		"program": spec.program,
		"attributes": spec.attributes,
		"auditor": spec.auditor,
		"providers": spec.providers,
		"min_score": spec.min_score.map(|least| json!({ "value": least.value, "sample": least.sample.to_string() })),
		"asset": asset,
		"max_rate": max_rate.to_string(),
		"deposit": deposit.to_string(),
		"duration": duration,
		"reclaim_window": reclaim_window,
		"escrow": order.escrow,
		"ends_at": order.ends_at(),
	})
}

async fn list(context: &Context, class: Option<u16>) -> Result<Report> {
	let block = context.head().await?;
	let mut orders = block.orders().await?;
	orders.retain(|(_, order)| class.is_none_or(|class| order.terms.spec.class == class));
	let row = |(id, order): &(OrderId, Order)| {
		let OrderTerms { spec, asset, max_rate, duration, .. } = &order.terms;
		[
			id.to_string(),
			spec.class.to_string(),
			spec.gpus.to_string(),
			spec.min_tier.to_string(),
			show(*asset, *max_rate),
			length(*duration),
			order.tenant.to_string(),
		]
	};
	let rows: Vec<_> = orders.iter().map(row).collect();
	let json: Vec<_> = orders.iter().map(|(id, order)| order_json(*id, order)).collect();
	let text = table(["ORDER", "CLASS", "GPUS", "TIER", "AT MOST A BLOCK", "FOR", "TENANT"], &rows);
	Ok(Report::new(json!({ "block": block.number(), "orders": json }), text))
}
