//! `piazza job`: jobs that are judged by quorum, and what all jobs share.

use super::{commerce, done, reputation::Standing};
use crate::{
	context::{hash, read, Context, MAX_BYTES},
	groth16, money,
	report::{table, Report},
	show::View,
	time::{blocks, length},
	watch::watch,
};
use anyhow::{bail, Context as _, Result};
use clap::{Args, Subcommand};
use piazza_client::{
	amount, blake2_256,
	bytes::Hex,
	chain::{Block, Chain},
	jobs::{self, Policy, Progress, Submission},
	keys,
	leases::LeaseId,
	programs::ProgramKind,
	AccountId, Asset, Balance, BlockNumber, Content, JobId, ProgramId, Tier,
};
use serde_json::json;
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Jobs: work with a result.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Submit a job that several workers do; the chain pays those whose answers are equal
	Submit(Submit),
	/// Watch a job until it is finished; the exit code tells whether an output was accepted
	Watch {
		/// Its number
		job: JobId,
		/// Write the accepted output here
		#[arg(long, value_name = "FILE")]
		output: Option<PathBuf>,
	},
	/// Show a job, its seats and its money
	Show {
		/// Its number
		job: JobId,
	},
	/// List the jobs that have a record on chain
	List {
		/// Only those that are not finished
		#[arg(long)]
		unfinished: bool,
	},
	/// Fetch the accepted output of a finished job
	Output {
		/// Its number
		job: JobId,
		/// Where to write it [default: only into the folder of --blobs]
		#[arg(long, value_name = "FILE")]
		output: Option<PathBuf>,
	},
	/// Show what has to be proven of an output of a job whose program is a circuit
	Statement {
		/// The job's number
		job: JobId,
		/// The output
		#[arg(long, value_name = "FILE")]
		file: PathBuf,
		/// The worker with the seat [default: the account of the key given]
		#[arg(long, value_name = "ACCOUNT", value_parser = keys::parse_account)]
		worker: Option<AccountId>,
	},
	/// Hand in the output of a job whose program is a circuit with its proof, as the worker with the seat
	Prove {
		/// The job's number
		job: JobId,
		/// The output
		#[arg(long, value_name = "FILE")]
		file: PathBuf,
		/// The proof: as snarkjs writes it, or in the bytes that the chain takes
		#[arg(long, value_name = "FILE")]
		proof: PathBuf,
		/// Where the tenant fetches the output [default: the blob server's URL]
		#[arg(long)]
		uri: Option<String>,
		/// Do not check that it can be fetched from there
		#[arg(long)]
		unchecked: bool,
	},
	/// Say that an output that has its quorum is wrong, and what is right; a panel of checkers judges
	///
	/// Anybody may who did not give that output, as long as the job is provisional, once per job. A bond is held on you: if
	/// the panel gets the output that has its quorum, you lose it; if it gets yours, you have it back, and a share of what the
	/// others lose.
	Dispute {
		/// The job's number
		job: JobId,
		/// The output that is right
		#[arg(long, value_name = "FILE")]
		file: PathBuf,
		/// Where the tenant fetches it [default: the blob server's URL]
		#[arg(long)]
		uri: Option<String>,
		/// Do not check that it can be fetched from there
		#[arg(long)]
		unchecked: bool,
	},
	/// Take back a job that nobody works on yet
	Cancel {
		/// Its number
		job: JobId,
	},
	/// Remove the record of a finished job and get its deposit back
	Remove {
		/// Its number
		job: JobId,
	},
	#[command(flatten)]
	Commerce(commerce::Command),
}

/// What each worker's owner stands to lose unless the tenant says otherwise: 10 PZA.
const USUAL_BOND: Balance = 10 * amount::UNIT;

/// Submit a job that several workers do
#[derive(Args)]
pub(crate) struct Submit {
	/// Id of the program to run
	#[arg(long, value_name = "ID", value_parser = hash)]
	program: ProgramId,
	/// What to run it on
	#[arg(long, value_name = "FILE")]
	input: PathBuf,
	/// What the whole job costs at most: each equal answer is paid reward / replicas, the rest comes back [default with
	/// --lease: nothing, rent pays for it]
	#[arg(long, value_name = "AMOUNT", required_unless_present = "lease")]
	reward: Option<String>,
	/// Have it done by the machine that you rent under this lease, and by no other
	#[arg(long, value_name = "LEASE")]
	lease: Option<LeaseId>,
	/// What is paid in: PZA, or the number of another asset
	#[arg(long, default_value = "PZA")]
	asset: Asset,
	/// How many workers do it, 1 to 7 [default: 3 for a module; enclaves, circuits and leases need one]
	#[arg(long, value_name = "N")]
	replicas: Option<u8>,
	/// How many answers must be equal [default: more than half of the replicas]
	#[arg(long, value_name = "N")]
	quorum: Option<u8>,
	/// How strongly a worker's machine must be known: declared, device, confidential-cpu or confidential-gpu
	#[arg(long, value_name = "TIER", default_value = "declared")]
	min_tier: Tier,
	/// What each worker's owner stands to lose, in PZA [default: 10, or the bond of a dispute with a challenge window]
	#[arg(long, value_name = "AMOUNT", value_parser = amount::parse)]
	bond: Option<Balance>,
	/// How long an output that has its quorum may be disputed before it is paid: blocks, or like 10m, 2h, 1d. For modules
	/// only
	#[arg(long, value_name = "TIME", default_value = "0", value_parser = blocks)]
	challenge_window: BlockNumber,
	#[command(flatten)]
	standing: Standing,
	/// In how many blocks of 3 seconds the answers must be there
	#[arg(long, value_name = "BLOCKS", default_value_t = 100)]
	deadline: BlockNumber,
	/// Where workers fetch the input [default: the blob server's URL]
	#[arg(long, value_name = "URI")]
	input_uri: Option<String>,
	/// Do not check that the input can be fetched from there
	#[arg(long)]
	unchecked: bool,
	/// Watch the job until it is finished
	#[arg(long)]
	wait: bool,
	/// With --wait: write the accepted output here
	#[arg(long, value_name = "FILE", requires = "wait")]
	output: Option<PathBuf>,
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Submit(command) => command.run(context).await,
			Self::Watch { job, output } => finish(context, &context.chain().await?, job, output).await,
			Self::Show { job } => {
				let view = View::read(&context.head().await?, job).await?;
				Ok(Report::new(view.json(), view.text()))
			}
			Self::List { unfinished } => list(context, unfinished).await,
			Self::Output { job, output } => {
				let chain = context.chain().await?;
				let view = View::read(&chain.head().await?, job).await?;
				let (json, text) = fetch_output(context, &view, output).await?;
				Ok(Report::new(json, text))
			}
			Self::Statement { job, file, worker } => statement(context, job, &file, worker).await,
			Self::Prove { job, file, proof, uri, unchecked } => {
				let proof = read(&proof).and_then(groth16::proof).context("the proof cannot be used")?;
				let output = context.store_file(&file, uri.as_deref())?;
				if !unchecked {
					context.ensure_served(&output).await?;
				}
				let receipt = context.submit(jobs::prove(job, output.clone(), proof)).await?;
				let text = format!("Proved job {job}; its output is served at {}.", output.uri);
				Ok(done(&receipt, json!({ "job": job, "output": output }), text))
			}
			Self::Dispute { job, file, uri, unchecked } => {
				let output = context.store_file(&file, uri.as_deref())?;
				if !unchecked {
					context.ensure_served(&output).await?;
				}
				let receipt = context.submit(jobs::dispute(job, output.clone())).await?;
				let (panel, bond) = jobs::disputed(&receipt)?;
				let text = format!(
					"Disputed the output of job {job}; panel {panel} judges, and {} are held on you until it has.",
					money::show(Asset::Native, bond)
				);
				let json = json!({ "job": job, "panel": panel, "bond": bond.to_string(), "output": output });
				Ok(done(&receipt, json, text))
			}
			Self::Cancel { job } => {
				let receipt = context.submit(jobs::cancel(job)).await?;
				Ok(done(&receipt, json!({ "job": job }), format!("Took back job {job}.")))
			}
			Self::Remove { job } => {
				let receipt = context.submit(jobs::remove(job)).await?;
				Ok(done(&receipt, json!({ "job": job }), format!("Removed the record of job {job}.")))
			}
			Self::Commerce(command) => command.run(context).await,
		}
	}
}

impl Submit {
	/// Fails when a challenge window is asked for and cannot be had.
	fn ensure_disputable(&self, head: &Block, kind: ProgramKind, bond: Balance, least: Balance) -> Result<()> {
		if self.challenge_window == 0 {
			return Ok(());
		}
		let longest = head.longest_challenge_window()?;
		if kind != ProgramKind::Image {
			bail!(
				"only the outputs of modules can be disputed, and this program is none: leave --challenge-window out"
			);
		}
		if self.challenge_window > longest {
			bail!("an output may be disputed for {} at the most: shorten --challenge-window", length(longest));
		}
		if bond < least {
			bail!("the bond of a job that can be disputed is {} or more: raise --bond", money::pza(least));
		}
		Ok(())
	}

	async fn run(self, context: &Context) -> Result<Report> {
		let reward = money::parse(self.asset, self.reward.as_deref().unwrap_or("0"))?;
		let key = context.key()?;
		let input = context.store_file(&self.input, self.input_uri.as_deref())?;
		let chain = context.chain().await?;
		let head = chain.head().await?;
		let deadline = deadline(&head, self.deadline)?;
		let program = head.program(self.program).await?.filter(|program| !program.withdrawn);
		let Some(program) = program else {
			bail!("no program {:?} is registered: `piazza program list` shows those that are", self.program);
		};
		if !self.unchecked {
			context.ensure_served(&input).await?;
		}
		let usual = if program.description.kind() == ProgramKind::Image && self.lease.is_none() { 3 } else { 1 };
		let replicas = self.replicas.unwrap_or(usual);
		let least = if self.challenge_window > 0 { head.dispute_bond()? } else { 0 };
		let bond = self.bond.unwrap_or_else(|| least.max(USUAL_BOND));
		self.ensure_disputable(&head, program.description.kind(), bond, least)?;
		let policy = Policy {
			replicas,
			quorum: self.quorum.unwrap_or(replicas / 2 + 1),
			min_tier: self.min_tier,
			min_score: self.standing.wanted(),
			lease: self.lease,
			bond,
			evaluator: None,
			challenge_window: self.challenge_window,
		};
		let job = Submission {
			program: Some(self.program),
			input: input.clone(),
			asset: self.asset,
			reward,
			policy,
			deadline,
		};
		let tenant = keys::account(&key);
		let receipt = context.submit_to(&chain, key, jobs::submit(job)).await?;
		let id = jobs::submitted(&receipt)?;
		let json = json!({ "job": id, "tenant": tenant, "input": input, "deadline": deadline });
		let text = format!("Submitted job {id}; its input is served at {}.", input.uri);
		let submitted = done(&receipt, json, text);
		if !self.wait {
			let text = format!("{}Watch it with `piazza job watch {id}`.\n", submitted.text);
			return Ok(Report::new(submitted.json, text));
		}
		if !context.json() {
			eprint!("{}", submitted.text);
		}
		let mut report = finish(context, &chain, id, self.output).await?;
		report.add("submission", submitted.json);
		Ok(report)
	}
}

/// What has to be proven of an output.
async fn statement(context: &Context, job: JobId, file: &Path, worker: Option<AccountId>) -> Result<Report> {
	let worker = context.account_or_own(worker)?;
	let output = blake2_256(&read(file)?);
	let block = context.head().await?;
	let statement = block.statement(job, worker, output).await?;
	let inputs = block.public_inputs(job, worker, output).await?;
	let (statement, inputs) = statement.zip(inputs).with_context(|| {
		format!("nothing can be proven of job {job}: there is none of this number, or its program is no circuit")
	})?;
	let (statement, inputs) = (Hex(statement), inputs.into_iter().map(Hex).collect::<Vec<_>>());
	let lines: String = inputs.iter().map(|input| format!("{input}\n")).collect();
	let text =
		format!("statement, for journals and public values:\n{statement}\n\npublic inputs of a circuit:\n{lines}");
	let json =
		json!({ "job": job, "worker": worker, "output": output, "statement": statement, "public_inputs": inputs });
	Ok(Report::new(json, text))
}

/// Watches a job until it is finished, and fetches its output if that is wanted.
async fn finish(context: &Context, chain: &Chain, id: JobId, output: Option<PathBuf>) -> Result<Report> {
	let view = watch(chain, id).await?;
	let mut report = Report::new(view.json(), view.text());
	report.good = view.output().is_some();
	if let (true, Some(path)) = (report.good, output) {
		let (json, text) = fetch_output(context, &view, Some(path)).await?;
		report.add("fetched", json);
		report.text += &format!("\n{text}\n");
	}
	Ok(report)
}

/// Fetches the accepted output, from whichever seat serves it.
async fn fetch_output(context: &Context, view: &View, path: Option<PathBuf>) -> Result<(serde_json::Value, String)> {
	let Some(accepted) = view.output() else {
		bail!("job {} has no accepted output: it is {}", view.id, view.headline());
	};
	let shown = view.seats.iter().filter_map(|seat| match &seat.progress {
		Progress::Revealed { output } if output.hash == accepted => Some(output.clone()),
		_ => None,
	});
	let delivered = view.delivered.iter().filter(|output| output.hash == accepted).cloned();
	let mut sources: Vec<Content> = shown.chain(delivered).collect();
	if sources.is_empty() {
		// The hint of who delivered it, or was right in a dispute, is gone from the record; the output may be stored here.
		sources.push(Content { hash: accepted, uri: Default::default() });
	}
	let fetcher = context.fetcher()?;
	let mut failures = Vec::new();
	for source in sources {
		match fetcher.fetch(&source, MAX_BYTES).await {
			Ok(bytes) => {
				let path = path.unwrap_or_else(|| fetcher.store().path(&accepted));
				if path != fetcher.store().path(&accepted) {
					fs::write(&path, &bytes).with_context(|| format!("cannot write {}", path.display()))?;
				}
				let json = json!({ "hash": accepted, "bytes": bytes.len(), "path": path });
				return Ok((json, format!("The output, {} bytes, is at {}.", bytes.len(), path.display())));
			}
			Err(error) => failures.push(error.to_string()),
		}
	}
	bail!("nobody gives out the accepted output {accepted:?}: {}", failures.join("; "))
}

async fn list(context: &Context, unfinished: bool) -> Result<Report> {
	let block = context.head().await?;
	let mut jobs = block.jobs().await?;
	jobs.retain(|(_, job)| !unfinished || !job.stage.is_terminal());
	let rows: Vec<_> = jobs
		.iter()
		.map(|(id, job)| {
			[
				id.to_string(),
				job.stage.name().into(),
				money::show(job.asset, job.reward),
				format!("{} of {}", job.policy.quorum, job.policy.replicas),
				job.deadline.to_string(),
				job.tenant.to_string(),
			]
		})
		.collect();
	let json: Vec<_> = jobs
		.iter()
		.map(|(id, job)| {
			json!({
				"job": id,
				"stage": job.stage.name(),
				"asset": job.asset,
				"reward": job.reward.to_string(),
				"replicas": job.policy.replicas,
				"quorum": job.policy.quorum,
				"deadline": job.deadline,
				"tenant": job.tenant,
				"program": job.program,
			})
		})
		.collect();
	let text = table(["JOB", "STAGE", "REWARD", "QUORUM", "DEADLINE", "TENANT"], &rows);
	Ok(Report::new(json!({ "block": block.number(), "jobs": json }), text))
}

/// The block that is `blocks` after `head`.
pub(super) fn deadline(head: &Block, blocks: BlockNumber) -> Result<BlockNumber> {
	head.number().checked_add(blocks).context("the deadline is further away than blocks can be counted")
}
