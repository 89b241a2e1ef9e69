//! `piazza lease`: machines that are rented.

use super::{attributes, done};
use crate::{
	context::Context,
	money::{self, pza, share, show},
	rent::{self, closed_json, closed_text, find},
	report::{table, Report},
	time::{blocks, length},
};
use anyhow::{bail, Context as _, Result};
use clap::Subcommand;
use piazza_client::{
	chain::{Block, Chain},
	keys,
	leases::{self, Downtime, Lease, LeaseId},
	submit::Receipt,
	AccountId, Asset, Balance, BlockNumber,
};
use serde_json::{json, Value};
use std::path::PathBuf;

/// Leases: machines that are rented, and paid by the block.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Show a lease: what it costs, when it ends, whether it is challenged
	Show {
		/// Its number
		lease: LeaseId,
	},
	/// List the leases that run
	List {
		/// Only those of this tenant or provider
		#[arg(long, value_name = "ACCOUNT", value_parser = keys::parse_account)]
		of: Option<AccountId>,
	},
	/// Watch what a lease costs, block by block, until it ends; the exit code tells whether it ended well
	Watch {
		/// Its number
		lease: LeaseId,
	},
	/// Add money to a lease; anybody may, and what is left at the end goes back to whom it came from
	TopUp {
		/// Its number
		lease: LeaseId,
		/// How much
		amount: String,
	},
	/// Extend a lease, as its tenant, as far as the provider agreed to beforehand
	Extend {
		/// Its number
		lease: LeaseId,
		/// By how much: blocks, or like 10m, 2h, 1d
		#[arg(long, value_name = "TIME", value_parser = blocks, required_unless_present = "until")]
		by: Option<BlockNumber>,
		/// Up to this block
		#[arg(long, value_name = "BLOCK", conflicts_with = "by")]
		until: Option<BlockNumber>,
	},
	/// Pay the rent that has accrued; anybody may
	Settle {
		/// Its number
		lease: LeaseId,
	},
	/// End a lease: as its tenant at any time, as its provider once the notice is over
	Close {
		/// Its number
		lease: LeaseId,
	},
	/// Give notice, as the provider or the machine: the lease may be ended after the time that was agreed
	Reclaim {
		/// Its number
		lease: LeaseId,
	},
	/// Doubt that a machine is there: you lose the bond if it answers in time
	Challenge {
		/// The lease's number
		lease: LeaseId,
	},
	/// Answer a challenge, with the key of the machine; its owner wins the challenger's bond
	Prove {
		/// The lease's number
		lease: LeaseId,
	},
	/// Say, as the tenant, that the machine is not what you rented: a panel of checkers judges
	///
	/// A bond is held on you. The panel is paid out of it; if you are right, you have that back out of the provider's stake,
	/// together with your rent. What a machine's evidence showed is not disputed.
	Dispute {
		/// The lease's number
		lease: LeaseId,
		/// What you have to show for it, and how the panel gets into the machine
		#[arg(long, value_name = "FILE")]
		evidence: PathBuf,
		/// Where checkers fetch it [default: the blob server's URL]
		#[arg(long)]
		uri: Option<String>,
		/// Do not check that it can be fetched from there
		#[arg(long)]
		unchecked: bool,
	},
	/// Say that the machine is not there, as the provider or the machine: it costs half of what others finding out would
	ReportDown {
		/// The lease's number
		lease: LeaseId,
	},
	/// Say that a missing machine is back, with the key of the machine: it costs no more and can be rented again
	Restore,
	/// Show whether a machine is missing, and what that has cost
	Downtime {
		/// The machine
		#[arg(value_parser = keys::parse_account)]
		worker: AccountId,
	},
	/// Show the classes that can be rented, what downtime costs, and the bounds of the market
	Rules,
	/// Show what a provider's stake has to cover for the machines that it has rented out
	Stake {
		/// The provider [default: the account of the key given]
		#[arg(value_parser = keys::parse_account)]
		provider: Option<AccountId>,
	},
	/// Show what a lease would cost, and the stake that its provider would need
	Quote {
		/// Class of the hardware
		#[arg(long, value_name = "CLASS")]
		class: u16,
		/// Price of a block
		#[arg(long, value_name = "AMOUNT")]
		rate: String,
		/// For how long: blocks, or like 10m, 2h, 1d
		#[arg(long, value_name = "TIME", value_parser = blocks)]
		duration: BlockNumber,
		/// What is paid in: PZA, or the number of another asset
		#[arg(long, default_value = "PZA")]
		asset: Asset,
		/// Who would rent it out [default: the account of the key given]
		#[arg(long, value_name = "ACCOUNT", value_parser = keys::parse_account)]
		provider: Option<AccountId>,
	},
	/// What auditors say of machines
	#[command(subcommand)]
	Attributes(attributes::Command),
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Show { lease } => {
				let block = context.head().await?;
				let view = find(&block, lease).await?;
				let ends = block.clock().await?.map(|clock| clock.block_comes(view.until));
				let now = block.number();
				Ok(Report::new(rent::json(&view, lease, now), rent::text(&view, lease, now, ends)))
			}
			Self::List { of } => list(context, of).await,
			Self::Watch { lease } => watched(&context.chain().await?, lease).await,
			Self::TopUp { lease, amount } => {
				let key = context.key()?;
				let chain = context.chain().await?;
				let asset = find(&chain.head().await?, lease).await?.lease.asset;
				let amount = money::parse(asset, &amount)?;
				let receipt = context.submit_to(&chain, key, leases::top_up(lease, amount)).await?;
				let until = leases::topped_up(&receipt)?;
				let json = json!({ "lease": lease, "asset": asset, "amount": amount.to_string(), "until": until });
				let text = format!("Added {} to lease {lease}: it lasts until block {until}.", show(asset, amount));
				Ok(done(&receipt, json, text))
			}
			Self::Extend { lease, by, until } => extend(context, lease, by, until).await,
			Self::Settle { lease } => {
				let key = context.key()?;
				let chain = context.chain().await?;
				let asset = find(&chain.head().await?, lease).await?.lease.asset;
				let receipt = context.submit_to(&chain, key, leases::settle(lease)).await?;
				let amount = leases::settled(&receipt);
				let json = json!({ "lease": lease, "asset": asset, "amount": amount.to_string() });
				let text =
					format!("Paid {} of rent for lease {lease}, the protocol fee included.", show(asset, amount));
				Ok(done(&receipt, json, text))
			}
			Self::Close { lease } => end(context, lease, leases::close(lease)).await,
			Self::ReportDown { lease } => {
				let mut report = end(context, lease, leases::report_down(lease)).await?;
				report.text +=
					"When the machine is back, say so with `piazza lease restore` and its own key: until then it \
				                costs more and more, see `piazza lease rules`.\n";
				Ok(report)
			}
			Self::Reclaim { lease } => {
				let receipt = context.submit(leases::start_reclaim(lease)).await?;
				let from = leases::reclaimed_from(&receipt)?;
				let text = format!("Gave notice. From block {from} on, end it with `piazza lease close {lease}`.");
				Ok(done(&receipt, json!({ "lease": lease, "from": from }), text))
			}
			Self::Challenge { lease } => {
				let receipt = context.submit(leases::challenge_liveness(lease)).await?;
				let until = leases::challenged(&receipt)?;
				let text = format!(
					"Challenged the machine of lease {lease}: it has to answer before block {until}. `piazza lease watch \
					 {lease}` shows whether it does."
				);
				Ok(done(&receipt, json!({ "lease": lease, "until": until }), text))
			}
			Self::Prove { lease } => {
				let receipt = context.submit(leases::prove_alive(lease)).await?;
				let won = leases::proved_alive(&receipt)?;
				let text = format!("The machine of lease {lease} is there; its owner won {}.", pza(won));
				Ok(done(&receipt, json!({ "lease": lease, "won": won.to_string() }), text))
			}
			Self::Dispute { lease, evidence, uri, unchecked } => {
				let evidence = context.store_file(&evidence, uri.as_deref())?;
				if !unchecked {
					context.ensure_served(&evidence).await?;
				}
				let receipt = context.submit(leases::dispute_specs(lease, evidence.clone())).await?;
				let (panel, bond) = leases::specs_disputed(&receipt)?;
				let text = format!(
					"Disputed the machine of lease {lease}; panel {panel} judges, and {} are held on you until it has. Let its \
					 members in: whoever cannot look answers that the machine is right.",
					pza(bond)
				);
				let json = json!({ "lease": lease, "panel": panel, "bond": bond.to_string(), "evidence": evidence });
				Ok(done(&receipt, json, text))
			}
			Self::Restore => {
				let receipt = context.submit(leases::restore()).await?;
				Ok(done(&receipt, json!({}), "The machine is back: it costs no more, and can be rented again.".into()))
			}
			Self::Downtime { worker } => downtime(context, worker).await,
			Self::Rules => rules(&context.head().await?).await,
			Self::Stake { provider } => stake(context, provider).await,
			Self::Quote { class, rate, duration, asset, provider } => {
				let rate = money::parse(asset, &rate)?;
				let provider = context.account_or_own(provider)?;
				let block = context.head().await?;
				ensure_leasable(&block, class).await?;
				let quote = block.lease_quote(class, rate, duration, provider).await?;
				let quote = quote.with_context(|| format!("class {class} cannot be rented any more"))?;
				let text = format!(
					"rent   {} for {}, the protocol fee included\nstake  {} of {provider} in all, with what it has rented out\n",
					show(asset, quote.rent),
					length(duration),
					pza(quote.stake)
				);
				let json = json!({
					"block": block.number(),
					"class": class,
					"asset": asset,
					"rent": quote.rent.to_string(),
					"provider": provider,
					"stake": quote.stake.to_string(),
				});
				Ok(Report::new(json, text))
			}
			Self::Attributes(command) => command.run(context).await,
		}
	}
}

/// What to say of a lease that [`leases::accept`] or [`leases::take`] began.
pub(super) async fn begun(context: &Context, chain: &Chain, receipt: &Receipt, wait: bool) -> Result<Report> {
	let started = leases::started(receipt)?;
	let (lease, asset) = (started.lease, started.asset);
	let json = json!({
		"lease": lease,
		"order": started.order,
		"tenant": started.tenant,
		"provider": started.provider,
		"worker": started.worker,
		"asset": asset,
		"rate": started.rate.to_string(),
		"ends_at": started.ends_at,
	});
	let text = format!(
		"Lease {lease} began: {} is yours at {} a block, up to block {} as long as money is there.",
		started.worker,
		show(asset, started.rate),
		started.ends_at
	);
	let begun = done(receipt, json, text);
	if !wait {
		let text = format!("{}Watch what it costs with `piazza lease watch {lease}`.\n", begun.text);
		return Ok(Report::new(begun.json, text));
	}
	if !context.json() {
		eprint!("{}", begun.text);
	}
	let mut report = watched(chain, lease).await?;
	report.add("beginning", begun.json);
	Ok(report)
}

/// Fails, with those that can, when machines of a class cannot be rented.
pub(super) async fn ensure_leasable(block: &Block, class: u16) -> Result<()> {
	let bonds = block.class_bonds().await?;
	if bonds.iter().any(|(known, _)| *known == class) {
		return Ok(());
	}
	let classes: Vec<_> = bonds.iter().map(|(class, _)| class.to_string()).collect();
	match classes.as_slice() {
		[] => bail!("nothing can be rented on this chain: no class of hardware has a bond"),
		classes => bail!("machines of class {class} cannot be rented: give one of {}", classes.join(", ")),
	}
}

async fn watched(chain: &Chain, lease: LeaseId) -> Result<Report> {
	let ended = rent::watch(chain, lease).await?;
	let mut report = Report::new(closed_json(&ended.closed), closed_text(&ended.closed, ended.last.lease.asset));
	report.add("block", json!(ended.block));
	report.good = !ended.closed.reason.is_fault();
	Ok(report)
}

async fn end(context: &Context, lease: LeaseId, call: piazza_client::submit::Call) -> Result<Report> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let asset = find(&chain.head().await?, lease).await?.lease.asset;
	let receipt = context.submit_to(&chain, key, call).await?;
	let closed = leases::closed(&receipt)?;
	Ok(done(&receipt, closed_json(&closed), closed_text(&closed, asset)))
}

async fn extend(
	context: &Context,
	lease: LeaseId,
	by: Option<BlockNumber>,
	until: Option<BlockNumber>,
) -> Result<Report> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let view = find(&chain.head().await?, lease).await?;
	let record = &view.lease;
	let ends_at =
		until.or_else(|| record.ends_at.checked_add(by?)).context("that is further away than blocks can be counted")?;
	if ends_at > record.last_end {
		bail!(
			"the provider of lease {lease} agreed to block {} at the latest: extend it by {} at the most",
			record.last_end,
			length(record.last_end.saturating_sub(record.ends_at))
		);
	}
	let receipt = context.submit_to(&chain, key, leases::extend(lease, ends_at)).await?;
	let more = u128::from(ends_at.saturating_sub(record.ends_at));
	let text = format!(
		"Extended lease {lease} to block {ends_at}. That takes {} more of rent: add it with `piazza lease top-up` where \
		 what is left does not last.",
		show(record.asset, record.rate.saturating_mul(more))
	);
	Ok(done(&receipt, json!({ "lease": lease, "ends_at": ends_at }), text))
}

async fn list(context: &Context, of: Option<AccountId>) -> Result<Report> {
	let block = context.head().await?;
	let mut leases = block.leases().await?;
	leases.retain(|(_, lease)| of.is_none_or(|of| [lease.tenant, lease.provider].contains(&of)));
	let state = |lease: &Lease| match lease {
		Lease { challenge: Some(_), .. } => "challenged",
		Lease { reclaim_from: Some(_), .. } => "notice given",
		_ => "runs",
	};
	let row = |(id, lease): &(LeaseId, Lease)| {
		[
			id.to_string(),
			state(lease).into(),
			show(lease.asset, lease.rate),
			lease.ends_at.to_string(),
			lease.worker.to_string(),
			lease.tenant.to_string(),
		]
	};
	let rows: Vec<_> = leases.iter().map(row).collect();
	let lease_json = |(id, lease): &(LeaseId, Lease)| {
		json!({
			"lease": id,
			"state": state(lease),
			"tenant": lease.tenant,
			"provider": lease.provider,
			"worker": lease.worker,
			"class": lease.class,
			"gpus": lease.gpus,
			"asset": lease.asset,
			"rate": lease.rate.to_string(),
			"settled": lease.settled.to_string(),
			"started_at": lease.started_at,
			"ends_at": lease.ends_at,
			"reclaim_from": lease.reclaim_from,
		})
	};
	let json = json!({ "block": block.number(), "leases": leases.iter().map(lease_json).collect::<Vec<_>>() });
	Ok(Report::new(json, table(["LEASE", "STATE", "PRICE OF A BLOCK", "LAST BLOCK", "MACHINE", "TENANT"], &rows)))
}

async fn downtime(context: &Context, worker: AccountId) -> Result<Report> {
	let block = context.head().await?;
	let found = block.downtime(worker).await?;
	let Some(downtime) = &found else {
		let json = json!({ "worker": worker, "block": block.number(), "missing": false });
		return Ok(Report::new(json, format!("{worker} is not known to be missing.")));
	};
	let charged = charged(downtime);
	let found_by = match downtime.reporter {
		Some(reporter) => format!("found by {reporter}"),
		None => "reported by itself, which halves what it costs".into(),
	};
	let next = match downtime.due {
		Some(due) => format!("it costs more from block {} on, unless it comes back before", due.at),
		None => "it cannot cost more".into(),
	};
	let text = format!(
		"machine   {worker}\nprovider  {}\nmissing   since block {}, {}; {found_by}\ncharged   {} of the bond of {}; {next}\n",
		downtime.provider,
		downtime.since,
		length(block.number().saturating_sub(downtime.since)),
		pza(charged),
		pza(downtime.bond),
	);
	let json = json!({
		"worker": worker,
		"block": block.number(),
		"missing": true,
		"provider": downtime.provider,
		"since": downtime.since,
		"bond": downtime.bond.to_string(),
		"charged": charged.to_string(),
		"self_reported": downtime.self_reported,
		"reporter": downtime.reporter,
		"next_charge": downtime.due.map(|due| due.at),
	});
	let mut report = Report::new(json, text);
	report.good = false;
	Ok(report)
}

/// What a downtime has cost its provider up to now.
fn charged(downtime: &Downtime) -> Balance {
	if downtime.self_reported {
		downtime.charged / 2
	} else {
		downtime.charged
	}
}

async fn rules(block: &Block) -> Result<Report> {
	let (rules, bonds, costs) = (block.lease_rules()?, block.class_bonds().await?, block.downtime_costs().await?);
	let mut classes = Vec::new();
	let mut class_json: Vec<Value> = Vec::new();
	for (id, bond) in bonds {
		let class = block.class(id).await?;
		let name = class.as_ref().map_or_else(|| "?".into(), |class| format!("{} {}", class.vendor, class.model));
		classes.push([id.to_string(), name, pza(bond)]);
		class_json.push(json!({ "class": id, "hardware": class, "bond": bond.to_string() }));
	}
	let after = |after: BlockNumber| if after == 0 { "at once".into() } else { length(after) };
	let steps: Vec<_> = costs.iter().map(|step| [after(step.after), share(step.share)]).collect();
	let text = format!(
		"{}\n{}Half of that when the provider says so itself.\n\norder      waits {} for its tenant to accept a bid\nbid        \
		 holds {} while it waits\nlease      from {} to {}\nnotice     at most {}\nchallenge  holds {}; the machine has {} to \
		 answer\ndispute    holds {}\n",
		table(["CLASS", "HARDWARE", "BOND OF ONE MACHINE"], &classes),
		table(["MISSING FOR", "COSTS OF THE BOND"], &steps),
		length(rules.order_period),
		pza(rules.bid_deposit),
		length(rules.min_duration),
		length(rules.max_duration),
		length(rules.max_reclaim_window),
		pza(rules.challenge_bond),
		length(rules.response_period),
		pza(rules.dispute_bond),
	);
	let json = json!({
		"block": block.number(),
		"classes": class_json,
		"downtime_costs": costs,
		"order_period": rules.order_period,
		"bid_deposit": rules.bid_deposit.to_string(),
		"min_duration": rules.min_duration,
		"max_duration": rules.max_duration,
		"max_reclaim_window": rules.max_reclaim_window,
		"challenge_bond": rules.challenge_bond.to_string(),
		"dispute_bond": rules.dispute_bond.to_string(),
		"response_period": rules.response_period,
	});
	Ok(Report::new(json, text))
}

async fn stake(context: &Context, provider: Option<AccountId>) -> Result<Report> {
	let provider = context.account_or_own(provider)?;
	let block = context.head().await?;
	let (committed, covered) = block.committed(provider).await?;
	let verdict = match covered {
		true => "its stake covers that",
		false => "its stake does not cover that: running leases go on, but it gets no other before it adds stake",
	};
	let text = format!("{provider} has rented out machines with bonds of {} together; {verdict}.", pza(committed));
	let json = json!({
		"provider": provider,
		"block": block.number(),
		"committed": committed.to_string(),
		"covered": covered,
	});
	Ok(Report { good: covered, ..Report::new(json, text) })
}
