//! `piazza checker`: judging disputed work.

use super::{batch::batch_text, done};
use crate::{
	context::{hash, read, Context},
	money::pza,
	report::Report,
	time::length,
};
use anyhow::{bail, Context as _, Result};
use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use piazza_client::{
	blake2_256,
	chain::Block,
	jobs::Stage as JobStage,
	keys,
	leases::{self, LeaseId},
	panels::{self, Case, Panel, PanelId, Progress, Secret, Stage},
	stakes::Role,
	AccountId, JobId, H256,
};
use serde_json::{json, Value};
use std::path::{Path, PathBuf};

/// Checkers: who judges disputed work.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Enter the register of checkers; panels are drawn from it by lot
	///
	/// You need stake as checker first: `piazza stake open checker AMOUNT`.
	Enrol,
	/// Leave the register, when you have no seat in a panel
	Resign,
	/// Strike a checker off the register that has not enough at stake any more; costs no fee when it succeeds
	StrikeOff {
		/// The checker
		#[arg(value_parser = keys::parse_account)]
		checker: AccountId,
	},
	/// Show in which panels a checker sits, what they are about, and what it has to do by when
	Duties {
		/// The checker [default: the account of the key given]
		#[arg(value_parser = keys::parse_account)]
		checker: Option<AccountId>,
	},
	/// Show a panel
	Panel {
		/// Its number
		panel: PanelId,
	},
	/// Bind yourself to the output that you got, which nobody sees yet; costs no fee when it succeeds
	Commit(Commit),
	/// Show the output that you committed to; costs no fee when it succeeds
	Reveal {
		/// The panel
		panel: PanelId,
		#[command(flatten)]
		kept: Kept,
	},
}

/// Bind yourself to the output that you got
#[derive(Args)]
#[command(group(ArgGroup::new("got").required(true).args(["file", "answer", "machine", "unavailable"])))]
pub(crate) struct Commit {
	/// The panel
	panel: PanelId,
	/// The output that you got
	#[arg(long, value_name = "FILE")]
	file: Option<PathBuf>,
	/// Its hash
	#[arg(long, value_name = "HASH", value_parser = hash)]
	answer: Option<H256>,
	/// Whether a machine is what it was rented as; right where you could not look
	#[arg(long, value_name = "FINDING")]
	machine: Option<Machine>,
	/// You could not get the program or the input: where they were said to be, they are not
	#[arg(long)]
	unavailable: bool,
	#[command(flatten)]
	kept: Kept,
}

/// What a member found of a machine.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Machine {
	/// It is what it was rented as
	Right,
	/// It is not
	Wrong,
}

/// Where the secret waits between the two steps.
#[derive(Args)]
pub(crate) struct Kept {
	/// Where answer and salt are kept until you reveal; whoever loses them is fined [default: a file in
	/// ~/.local/share/piazza/panels]
	#[arg(long, value_name = "FILE")]
	secret: Option<PathBuf>,
}

impl Kept {
	fn path(self, panel: PanelId, member: &AccountId) -> Result<PathBuf> {
		if let Some(path) = self.secret {
			return Ok(path);
		}
		let home = std::env::var_os("HOME").context("there is no home directory: name a file with --secret")?;
		Ok(Path::new(&home).join(".local/share/piazza/panels").join(format!("{panel}-{member}.json")))
	}
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Enrol => {
				let key = context.key()?;
				let chain = context.chain().await?;
				ensure_backed(&chain.head().await?, keys::account(&key)).await?;
				let receipt = context.submit_to(&chain, key, panels::enrol()).await?;
				let text =
					"You are in the register of checkers. Look every few minutes at `piazza checker duties`: who is \
				            drawn and gives no answer is fined.";
				Ok(done(&receipt, json!({}), text.into()))
			}
			Self::Resign => {
				let receipt = context.submit(panels::resign()).await?;
				let text =
					"You are not in the register any more. Take your stake out with `piazza stake unbond checker`.";
				Ok(done(&receipt, json!({}), text.into()))
			}
			Self::StrikeOff { checker } => {
				let receipt = context.submit(panels::strike_off(checker)).await?;
				Ok(done(&receipt, json!({ "checker": checker }), format!("Struck {checker} off the register.")))
			}
			Self::Duties { checker } => duties(context, checker).await,
			Self::Panel { panel } => {
				let block = context.head().await?;
				let found = find(&block, panel).await?;
				let text = panel_text(&block, panel, &found).await?;
				Ok(Report::new(panel_json(panel, &found), text))
			}
			Self::Commit(command) => command.run(context).await,
			Self::Reveal { panel, kept } => {
				let key = context.key()?;
				let path = kept.path(panel, &keys::account(&key))?;
				let secret = Secret::load(&path)?.with_context(|| {
					format!(
						"the answer that you committed to is not in {}: name its file with --secret",
						path.display()
					)
				})?;
				let chain = context.chain().await?;
				let found = find(&chain.head().await?, panel).await?;
				if let Stage::Committing { commits } = found.stage {
					bail!(
						"panel {panel} still commits: answers are shown when all members have committed, or from block {} on. \
						 Try again then",
						commits.to
					);
				}
				let call = panels::reveal(panel, secret.answer, secret.salt.0);
				let receipt = context.submit_to(&chain, key, call).await?;
				let text = format!("Showed panel {panel} your answer, {:?}.", secret.answer);
				Ok(done(&receipt, json!({ "panel": panel, "answer": secret.answer }), text))
			}
		}
	}
}

impl Commit {
	async fn run(self, context: &Context) -> Result<Report> {
		let Self { panel, file, answer, machine, unavailable, kept } = self;
		let output = file.map(|file| read(&file).map(|output| blake2_256(&output))).transpose()?.or(answer);
		let key = context.key()?;
		let member = keys::account(&key);
		let path = kept.path(panel, &member)?;
		let chain = context.chain().await?;
		let found = find(&chain.head().await?, panel).await?;
		let answer = match unavailable {
			true => panels::UNAVAILABLE,
			false => answer_of(found.case, output, machine)?,
		};
		match found.progress_of(&member) {
			Some(Progress::Drawn) => {}
			Some(_) => {
				bail!("you have committed to an answer already: show it with `piazza checker reveal {panel}` in time")
			}
			None => bail!("{member} has no seat in panel {panel}: `piazza checker duties` shows where it has"),
		}
		// Kept before anything is sent: a commitment whose salt is lost is a fine.
		let secret = Secret::keep(&path, answer)?;
		let commitment = secret.commitment(panel, &member);
		let receipt = context.submit_to(&chain, key, panels::commit(panel, commitment)).await?;
		let text = format!(
			"Committed to {answer:?} in panel {panel}. Answer and salt are in {}: keep it, and run `piazza checker reveal \
			 {panel}` when answers are shown.",
			path.display()
		);
		let json = json!({ "panel": panel, "answer": answer, "commitment": commitment, "secret": path });
		Ok(done(&receipt, json, text))
	}
}

/// The answer to a case, by what the member got or found.
fn answer_of(case: Case, output: Option<H256>, machine: Option<Machine>) -> Result<H256> {
	match (case, output, machine) {
		(Case::Lease(lease), None, Some(machine)) => Ok(leases::specs_answer(lease, machine == Machine::Right)),
		(Case::Lease(_), ..) => bail!("this panel judges a machine: say --machine right or --machine wrong"),
		(_, Some(output), None) => Ok(output),
		_ => bail!("this panel judges an output: give what you got with --file, or its hash with --answer"),
	}
}

/// Fails, and says what is missing, unless `checker` has enough at stake.
async fn ensure_backed(block: &Block, checker: AccountId) -> Result<()> {
	let least = pza(block.minimum_stake(Role::Checker).await?);
	match block.position(Role::Checker, checker).await? {
		Some(position) if position.is_backed() => Ok(()),
		Some(_) => bail!(
			"your stake as checker is not enough or does not serve: `piazza stake position checker {checker}` tells; it needs \
			 {least} of your own"
		),
		None => bail!("you have no stake as checker: `piazza stake open checker AMOUNT`, of {least} or more"),
	}
}

/// The panel of this number; an error that helps when there is none.
async fn find(block: &Block, panel: PanelId) -> Result<Panel> {
	block.panel(panel).await?.with_context(|| {
		format!("there is no panel {panel}: it was never convened, or has come to its end. `piazza checker duties` shows yours")
	})
}

async fn duties(context: &Context, checker: Option<AccountId>) -> Result<Report> {
	let checker = context.account_or_own(checker)?;
	let block = context.head().await?;
	let enrolled = block.is_enrolled(checker).await?;
	let rules = block.panel_rules()?;
	let mut text = format!(
		"checker   {checker}, {}\nregister  {} checkers, {} to a panel\nfines     {} for no answer, {} for another than the \
		 verdict\n",
		if enrolled { "in the register" } else { "not in the register" },
		block.checkers().await?,
		rules.seats,
		pza(rules.silence_fine),
		pza(rules.contradiction_fine),
	);
	let mut found = Vec::new();
	for id in block.duties(checker).await? {
		let panel = find(&block, id).await?;
		let step = next_step(&panel, &checker, id, block.number());
		text += &format!("\n{}you       {step}\n", panel_text(&block, id, &panel).await?);
		let mut json = panel_json(id, &panel);
		if let Some(fields) = json.as_object_mut() {
			fields.insert("next".into(), json!(step));
		}
		found.push(json);
	}
	if found.is_empty() {
		text += "\nNo panel waits for it.\n";
	}
	let json = json!({ "checker": checker, "block": block.number(), "enrolled": enrolled, "duties": found });
	Ok(Report::new(json, text))
}

/// What a member has to do next.
fn next_step(panel: &Panel, member: &AccountId, id: PanelId, now: u32) -> String {
	let left = |to: u32| format!("before block {to}, {} left", length(to.saturating_sub(now)));
	match (panel.stage, panel.progress_of(member)) {
		(Stage::Committing { commits }, Some(Progress::Drawn)) => {
			let by = left(commits.to);
			match panel.case {
				Case::Lease(_) => format!(
					"look into the machine, and commit to what you find with `piazza checker commit {id} --machine right` or \
					 `--machine wrong` {by}"
				),
				_ => format!(
					"run the program on the input, and commit to what you get with `piazza checker commit {id} --file OUTPUT` \
					 {by}"
				),
			}
		}
		(Stage::Committing { .. }, Some(_)) => "wait until the others have committed".into(),
		(Stage::Revealing { reveals }, Some(Progress::Committed { .. })) => {
			format!("show your answer with `piazza checker reveal {id}` {}", left(reveals.to))
		}
		(Stage::Revealing { .. }, Some(Progress::Drawn)) => "gave no answer in time, and will be fined".into(),
		_ => "have nothing to do".into(),
	}
}

async fn panel_text(block: &Block, id: PanelId, panel: &Panel) -> Result<String> {
	let committed = panel.seats.iter().filter(|seat| seat.progress != Progress::Drawn).count();
	let revealed = panel.seats.iter().filter(|seat| matches!(seat.progress, Progress::Revealed { .. })).count();
	let seats = panel.seats.len();
	let stage = match panel.stage {
		Stage::Waiting { .. } => "waits for its seats to be drawn".into(),
		Stage::Committing { commits } => format!("{committed} of {seats} committed, until block {}", commits.to),
		Stage::Revealing { reveals } => format!("{revealed} of {committed} revealed, until block {}", reveals.to),
	};
	let about = match panel.case {
		Case::Job(job) => job_text(block, job).await?,
		Case::Lease(lease) => machine_text(block, lease).await?,
		Case::Batch(batch) => {
			block.batch(batch).await?.map_or_else(String::new, |found| batch_text(batch, &found, block.number()))
		}
	};
	Ok(format!("panel     {id} about {}, {stage}\n{about}", panel.case))
}

/// What a panel about a job has to know.
async fn job_text(block: &Block, id: JobId) -> Result<String> {
	let mut text = String::new();
	let (job, dispute) = (block.job(id).await?, block.dispute_of(id).await?);
	if let Some(job) = job {
		text += &format!(
			"program   {}\ninput     {:?}\n          {}\n",
			job.program.map_or_else(|| "none".into(), |program| format!("{program:?}")),
			job.input.hash,
			job.input.uri,
		);
		if let JobStage::Disputed { output } = job.stage {
			text += &format!("accepted  {output:?}\n");
		}
	}
	if let Some(dispute) = dispute {
		text += &format!("disputer  says {:?}\n", dispute.output.hash);
	}
	Ok(text)
}

/// What a panel about a machine has to know.
async fn machine_text(block: &Block, lease: LeaseId) -> Result<String> {
	let Some(dispute) = block.specs_dispute(lease).await? else { return Ok(String::new()) };
	let rented = match block.lease(lease).await? {
		Some(view) => format!("{} GPUs of class {}", view.lease.gpus, view.lease.class),
		None => "the lease is over".into(),
	};
	Ok(format!(
		"machine   {}, rented as {rented}\ntenant    {}\nevidence  {:?}\n          {}\n",
		dispute.worker, dispute.tenant, dispute.evidence.hash, dispute.evidence.uri
	))
}

fn panel_json(id: PanelId, panel: &Panel) -> Value {
	json!({
		"panel": id,
		"case": panel.case,
		"stage": panel.stage.name(),
		"detail": panel.stage,
		"convened_at": panel.convened_at,
		"seats": panel.seats,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_client::{panels::Seat, Window};

	#[test]
	fn next_step_names_the_command_and_the_time() {
		let member = AccountId::from([1; 32]);
		let panel = |stage, progress| Panel {
			case: Case::Job(7),
			excluded: Vec::new(),
			convened_at: 10,
			population: 5,
			era: 0,
			stage,
			seats: vec![Seat { member, progress }],
		};
		let committing = Stage::Committing { commits: Window { from: 20, to: 220 } };
		let revealing = Stage::Revealing { reveals: Window { from: 220, to: 320 } };
		let committed = Progress::Committed { commitment: H256::zero() };
		let step = |stage, progress| next_step(&panel(stage, progress), &member, 3, 120);
		assert!(step(committing, Progress::Drawn)
			.ends_with("commit 3 --file OUTPUT` before block 220, 100 blocks (5 min) left"));
		assert!(step(committing, committed).starts_with("wait"));
		assert!(step(revealing, committed).contains("piazza checker reveal 3` before block 320"));
		assert!(step(revealing, Progress::Drawn).contains("fined"));
		assert_eq!(step(revealing, Progress::Revealed { answer: H256::zero() }), "have nothing to do");
	}
}
