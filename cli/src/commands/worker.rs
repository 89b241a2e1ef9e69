//! `piazza worker`.

use super::done;
use crate::{
	context::Context,
	report::{table, Report},
};
use anyhow::{Context as _, Result};
use clap::Subcommand;
use piazza_client::{
	keys,
	workers::{self, Worker},
	AccountId, BlockNumber,
};
use serde_json::{json, Value};

/// Workers: machines owned by a provider.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// List workers
	List {
		/// Only those of this owner
		#[arg(long, value_name = "ACCOUNT", value_parser = keys::parse_account)]
		owner: Option<AccountId>,
	},
	/// Show one worker
	Show {
		/// Its account
		#[arg(value_parser = keys::parse_account)]
		worker: AccountId,
	},
	/// Approve a worker that names you as its owner: it may lock your money in bonds from then on
	Approve {
		/// Its account
		#[arg(value_parser = keys::parse_account)]
		worker: AccountId,
	},
	/// Retire a worker of yours
	Retire {
		/// Its account
		#[arg(value_parser = keys::parse_account)]
		worker: AccountId,
	},
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::List { owner } => {
				let block = context.head().await?;
				let mut workers = block.workers().await?;
				workers.retain(|worker| owner.is_none_or(|owner| worker.owner == owner));
				let row = |worker: &Worker| {
					[
						worker.account.to_string(),
						worker.owner.to_string(),
						worker.tier.to_string(),
						status(worker, block.number()).into(),
						worker.expires_at.to_string(),
					]
				};
				let rows: Vec<_> = workers.iter().map(row).collect();
				let json = workers.iter().map(|worker| describe(worker, block.number())).collect::<Vec<_>>();
				let text = table(["WORKER", "OWNER", "TIER", "STATUS", "UNTIL BLOCK"], &rows);
				Ok(Report::new(json!({ "block": block.number(), "workers": json }), text))
			}
			Self::Show { worker } => {
				let block = context.head().await?;
				let worker = block.worker(worker).await?.with_context(|| {
					format!("{worker} is not registered as a worker: `piazza-worker run` registers it when it starts")
				})?;
				let text = format!(
					"worker    {}\nowner     {}\ntier      {}\nstatus    {}\nverified  block {}\nexpires   block {}\n",
					worker.account,
					worker.owner,
					worker.tier,
					status(&worker, block.number()),
					worker.verified_at,
					worker.expires_at,
				);
				Ok(Report::new(describe(&worker, block.number()), text))
			}
			Self::Approve { worker } => {
				let receipt = context.submit(workers::approve(worker)).await?;
				Ok(done(&receipt, json!({ "worker": worker }), format!("Approved worker {worker}.")))
			}
			Self::Retire { worker } => {
				let receipt = context.submit(workers::retire(worker)).await?;
				Ok(done(&receipt, json!({ "worker": worker }), format!("Retired worker {worker}.")))
			}
		}
	}
}

fn status(worker: &Worker, now: BlockNumber) -> &'static str {
	match (worker.approved, worker.is_active(now)) {
		(false, _) => "awaits approval",
		(true, true) => "active",
		(true, false) => "expired",
	}
}

fn describe(worker: &Worker, now: BlockNumber) -> Value {
	let mut json = json!(worker);
	if let Some(json) = json.as_object_mut() {
		json.insert("active".into(), worker.is_active(now).into());
	}
	json
}
