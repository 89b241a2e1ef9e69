//! `piazza worker`.

use super::done;
use crate::{
	context::{read, Context},
	report::{table, Report},
	time::utc,
};
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use piazza_client::{
	bytes::Hex,
	chain::Block,
	keys,
	workers::{self, Evidence, Hardware, Worker},
	AccountId, BlockNumber,
};
use serde_json::json;
use std::path::PathBuf;

/// Workers: machines owned by a provider.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// List workers
	List {
		/// Only those of this owner
		#[arg(long, value_name = "ACCOUNT", value_parser = keys::parse_account)]
		owner: Option<AccountId>,
	},
	/// Show one worker and what its hardware proved
	Show {
		/// Its account
		#[arg(value_parser = keys::parse_account)]
		worker: AccountId,
	},
	/// Register the key's own account as a worker; `piazza-worker run` does that by itself
	Register {
		/// Who owns it
		#[arg(long, value_name = "ACCOUNT", value_parser = keys::parse_account)]
		owner: AccountId,
		#[command(flatten)]
		evidence: Handed,
	},
	/// Renew the registration of the key's own account; `piazza-worker run` does that by itself
	Renew {
		#[command(flatten)]
		evidence: Handed,
	},
	/// Show what a worker's evidence must be bound to now
	Challenge {
		/// Its account [default: that of the key]
		#[arg(value_parser = keys::parse_account)]
		worker: Option<AccountId>,
		/// The owner it names
		#[arg(long, value_name = "ACCOUNT", value_parser = keys::parse_account)]
		owner: AccountId,
		/// Digest of its GPUs' evidence, as `piazza-worker attest` says it [default: zeros, for no GPUs]
		#[arg(long, value_name = "HEX")]
		devices: Option<Hex<[u8; 32]>>,
	},
	/// Approve a worker that names you as its owner: it may lock your money in bonds from then on
	Approve {
		/// Its account
		#[arg(value_parser = keys::parse_account)]
		worker: AccountId,
	},
	/// Retire a worker of yours, or anybody's that has been expired for long
	Retire {
		/// Its account
		#[arg(value_parser = keys::parse_account)]
		worker: AccountId,
	},
}

/// Evidence that is handed in, or none.
#[derive(Args)]
pub(crate) struct Handed {
	/// What `piazza-worker attest --out FILE` wrote [default: no evidence but the owner's word]
	#[arg(long, value_name = "FILE", requires = "at_block")]
	evidence: Option<PathBuf>,
	/// The block that the evidence is bound to, as `piazza worker challenge` said it
	#[arg(long, value_name = "BLOCK", requires = "evidence")]
	at_block: Option<BlockNumber>,
}

impl Handed {
	fn read(&self) -> Result<Evidence<BlockNumber>> {
		match (&self.evidence, self.at_block) {
			(Some(file), Some(at_block)) => Ok(workers::evidence(at_block, &read(file)?)?),
			_ => Ok(Evidence::Declared),
		}
	}
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
						status(worker).into(),
						worker.expires_at.to_string(),
					]
				};
				let rows: Vec<_> = workers.iter().map(row).collect();
				let text = table(["WORKER", "OWNER", "TIER", "STATUS", "UNTIL BLOCK"], &rows);
				Ok(Report::new(json!({ "block": block.number(), "workers": workers }), text))
			}
			Self::Show { worker } => {
				let block = context.head().await?;
				let worker = block.worker(worker).await?.with_context(|| {
					format!("{worker} is not registered as a worker: `piazza-worker run` registers it when it starts")
				})?;
				let mut text = format!(
					"worker    {}\nowner     {}\ntier      {}\nstatus    {}\nverified  block {}\nexpires   block {}\n",
					worker.account,
					worker.owner,
					worker.tier,
					status(&worker),
					worker.verified_at,
					worker.expires_at,
				);
				if let Some(hardware) = &worker.hardware {
					text += &described(hardware, &block).await?;
				}
				Ok(Report::new(json!(worker), text))
			}
			Self::Register { owner, evidence } => {
				let receipt = context.submit(workers::register(owner, evidence.read()?)).await?;
				let text = format!("Registered as a worker of {owner}, who has to approve it.");
				Ok(done(&receipt, json!({ "owner": owner }), text))
			}
			Self::Renew { evidence } => {
				let receipt = context.submit(workers::renew(evidence.read()?)).await?;
				Ok(done(&receipt, json!({}), "Renewed the registration.".into()))
			}
			Self::Challenge { worker, owner, devices } => {
				challenge(context, worker, owner, devices.unwrap_or(Hex([0; 32]))).await
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

async fn challenge(
	context: &Context,
	worker: Option<AccountId>,
	owner: AccountId,
	devices: Hex<[u8; 32]>,
) -> Result<Report> {
	let worker = context.account_or_own(worker)?;
	let head = context.head().await?;
	// The newest block that the state of the head knows the hash of: evidence has the longest time.
	let at_block = head.number().saturating_sub(1);
	let (report_data, nonce) =
		(head.report_data(owner, worker, at_block, devices.0).await?, head.gpu_nonce(worker, at_block).await?);
	let (report_data, nonce) = report_data.zip(nonce).context("the chain has no blocks yet: wait for some seconds")?;
	let (report_data, nonce) = (Hex(report_data), Hex(nonce));
	let text = format!("at block     {at_block}\nreport data  {report_data}\nGPU nonce    {nonce}\n");
	let json = json!({
		"worker": worker,
		"owner": owner,
		"devices": devices,
		"at_block": at_block,
		"report_data": report_data,
		"gpu_nonce": nonce,
	});
	Ok(Report::new(json, text))
}

/// What hardware proved, for people.
async fn described(hardware: &Hardware, block: &Block) -> Result<String> {
	let class = match hardware.class {
		Some(id) => block.class(id).await?.map(|class| (id, class)),
		None => None,
	};
	let gpus = match (hardware.gpus, class) {
		(0, _) => "none".into(),
		(count, None) => format!("{count}, of no class"),
		(count, Some((id, class))) => format!(
			"{count} of class {id}: {} {} ({}, {} GiB, {} TFLOPS in bf16)",
			class.vendor,
			class.model,
			class.architecture,
			class.vram_mib / 1024,
			class.bf16_tflops
		),
	};
	let program = hardware.program.map_or_else(|| "not measured".into(), |program| format!("{program:?}"));
	let (at_block, until) = (hardware.at_block, utc(hardware.valid_until));
	Ok(format!(
		"GPUs      {gpus}\nprogram   {program}\nevidence  of block {at_block}, certificates good until {until}\n"
	))
}

fn status(worker: &Worker) -> &'static str {
	match worker {
		Worker { approved: false, .. } => "awaits approval",
		Worker { active: true, .. } => "active",
		Worker { revoked: true, .. } => "revoked",
		_ => "expired",
	}
}
