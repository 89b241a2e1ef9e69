//! `piazza job …` for jobs that one named provider does and an evaluator judges.

use super::{done, job::deadline};
use crate::{
	context::{hash, Context},
	money,
	report::Report,
};
use anyhow::Result;
use clap::{Args, Subcommand};
use piazza_client::{
	blake2_256,
	jobs::{self, Evaluator, Policy, Submission},
	keys, AccountId, Asset, BlockNumber, JobId, Permill, ProgramId, Tier, H256,
};
use serde_json::json;
use std::path::PathBuf;

#[derive(Subcommand)]
pub(crate) enum Command {
	/// Propose a job that one provider does and an evaluator judges
	Propose(Propose),
	/// Name, once, who does a proposed job
	SetProvider {
		/// The job's number
		job: JobId,
		/// Who does it
		#[arg(value_parser = keys::parse_account)]
		provider: AccountId,
	},
	/// Propose what the job costs, as its tenant or provider
	SetBudget(Budget),
	/// Put the agreed budget aside, as the tenant; refused when it was changed meanwhile
	Fund(Budget),
	/// Deliver the output of a funded job, as its provider
	Deliver {
		/// The job's number
		job: JobId,
		/// The output
		#[arg(long, value_name = "FILE")]
		file: PathBuf,
		/// Where tenant and evaluator fetch it [default: the blob server's URL]
		#[arg(long)]
		uri: Option<String>,
		/// Do not check that it can be fetched from there
		#[arg(long)]
		unchecked: bool,
	},
	/// Accept what was delivered, as the evaluator: provider and evaluator are paid
	Complete(Judgement),
	/// Refuse what was delivered or funded, as the evaluator: the tenant is refunded in full
	Reject(Judgement),
}

/// Propose a job that one provider does and an evaluator judges
#[derive(Args)]
pub(crate) struct Propose {
	/// What the job is about
	#[arg(long, value_name = "FILE")]
	input: PathBuf,
	/// Who judges; not the provider
	#[arg(long, value_name = "ACCOUNT", value_parser = keys::parse_account)]
	evaluator: AccountId,
	/// What part of the budget the evaluator is paid, in percent
	#[arg(long, value_name = "PERCENT", default_value = "0", value_parser = money::percent)]
	evaluator_fee: Permill,
	/// Program to run, if any
	#[arg(long, value_name = "ID", value_parser = hash)]
	program: Option<ProgramId>,
	/// What the job should cost
	#[arg(long, value_name = "AMOUNT", default_value = "0")]
	budget: String,
	/// What is paid in: PZA, or the number of another asset
	#[arg(long, default_value = "PZA")]
	asset: Asset,
	/// In how many blocks of 3 seconds it must be delivered
	#[arg(long, value_name = "BLOCKS", default_value_t = 1_200)]
	deadline: BlockNumber,
	/// Where provider and evaluator fetch the input [default: the blob server's URL]
	#[arg(long, value_name = "URI")]
	input_uri: Option<String>,
	/// Do not check that the input can be fetched from there
	#[arg(long)]
	unchecked: bool,
}

/// A budget.
#[derive(Args)]
pub(crate) struct Budget {
	/// The job's number
	job: JobId,
	/// How much
	amount: String,
	/// What is paid in: PZA, or the number of another asset
	#[arg(long, default_value = "PZA")]
	asset: Asset,
}

/// An evaluator's judgement.
#[derive(Args)]
pub(crate) struct Judgement {
	/// The job's number
	job: JobId,
	/// The reasons; their hash goes on chain
	#[arg(long, value_name = "TEXT", default_value = "")]
	reason: String,
}

impl Judgement {
	/// What goes on chain of the reasons: nothing when there are none.
	fn hash(&self) -> H256 {
		match self.reason.as_str() {
			"" => H256::zero(),
			reason => blake2_256(reason.as_bytes()),
		}
	}
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Propose(command) => command.run(context).await,
			Self::SetProvider { job, provider } => {
				let receipt = context.submit(jobs::set_provider(job, provider)).await?;
				let json = json!({ "job": job, "provider": provider });
				Ok(done(&receipt, json, format!("Job {job} is done by {provider}.")))
			}
			Self::SetBudget(Budget { job, amount, asset }) => {
				let amount = money::parse(asset, &amount)?;
				let receipt = context.submit(jobs::set_budget(job, asset, amount)).await?;
				let json = json!({ "job": job, "asset": asset, "budget": amount.to_string() });
				Ok(done(&receipt, json, format!("Proposed {} for job {job}.", money::show(asset, amount))))
			}
			Self::Fund(Budget { job, amount, asset }) => {
				let amount = money::parse(asset, &amount)?;
				let receipt = context.submit(jobs::fund(job, asset, amount)).await?;
				let json = json!({ "job": job, "asset": asset, "budget": amount.to_string() });
				Ok(done(&receipt, json, format!("Put {} aside for job {job}.", money::show(asset, amount))))
			}
			Self::Deliver { job, file, uri, unchecked } => {
				let output = context.store_file(&file, uri.as_deref())?;
				if !unchecked {
					context.ensure_served(&output).await?;
				}
				let receipt = context.submit(jobs::deliver(job, output.clone())).await?;
				let text = format!("Delivered job {job}; its output is served at {}.", output.uri);
				Ok(done(&receipt, json!({ "job": job, "output": output }), text))
			}
			Self::Complete(judgement) => {
				let (job, reason) = (judgement.job, judgement.hash());
				let receipt = context.submit(jobs::complete(job, reason)).await?;
				Ok(done(&receipt, json!({ "job": job, "reason": reason }), format!("Accepted job {job}.")))
			}
			Self::Reject(judgement) => {
				let (job, reason) = (judgement.job, judgement.hash());
				let receipt = context.submit(jobs::reject(job, reason)).await?;
				Ok(done(&receipt, json!({ "job": job, "reason": reason }), format!("Refused job {job}.")))
			}
		}
	}
}

impl Propose {
	async fn run(self, context: &Context) -> Result<Report> {
		let budget = money::parse(self.asset, &self.budget)?;
		let key = context.key()?;
		let input = context.store_file(&self.input, self.input_uri.as_deref())?;
		let chain = context.chain().await?;
		let deadline = deadline(&chain.head().await?, self.deadline)?;
		if !self.unchecked {
			context.ensure_served(&input).await?;
		}
		let policy = Policy {
			replicas: 1,
			quorum: 1,
			min_tier: Tier::Declared,
			min_score: None,
			lease: None,
			bond: 0,
			evaluator: Some(Evaluator { account: self.evaluator, fee: self.evaluator_fee }),
			challenge_window: 0,
		};
		let job = Submission {
			program: self.program,
			input: input.clone(),
			asset: self.asset,
			reward: budget,
			policy,
			deadline,
		};
		let tenant = keys::account(&key);
		let receipt = context.submit_to(&chain, key, jobs::submit(job)).await?;
		let id = jobs::submitted(&receipt)?;
		let json = json!({ "job": id, "tenant": tenant, "input": input, "deadline": deadline });
		let text = format!("Proposed job {id}; name its provider with `piazza job set-provider {id} ACCOUNT`.");
		Ok(done(&receipt, json, text))
	}
}
