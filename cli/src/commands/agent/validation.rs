//! Whether the output of a job is right, as staked checkers say.

use super::{feedback::decimal, find, store, More};
use crate::{
	commands::done,
	context::{hash, read, Context},
	money::pza,
	report::{table, Report},
	time::length,
};
use anyhow::{bail, Context as _, Result};
use clap::{value_parser, ArgGroup, Args, Subcommand};
use piazza_client::{
	agents::{self, AgentId, Answer, Scores, Stage, Validation, ValidationRules, MAX_SCORE},
	amount, blake2_256,
	chain::Block,
	jobs::{Job, Stage as JobStage},
	keys,
	stakes::Role,
	AccountId, Balance, BlockNumber, JobId, H256,
};
use serde_json::{json, Value};
use std::path::PathBuf;

/// Validation: a staked checker says whether the output of a job is right, and is slashed when it is late or wrong.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Ask a checker, as the agent's owner or with its wallet's key; the fee is held until it has answered
	Request(Request),
	/// Promise an answer, as the checker that was asked; silence is fined
	Accept {
		/// Hash of the request
		#[arg(value_parser = hash)]
		request: H256,
	},
	/// Answer, once and for good, as the checker that was asked
	Answer(Respond),
	/// Show that a checker is late or was wrong; you have a part of its fine
	Report {
		/// Hash of the request
		#[arg(value_parser = hash)]
		request: H256,
	},
	/// Take back a request that was not accepted, or clear away one that is over, as who asked
	Close {
		/// Hash of the request
		#[arg(value_parser = hash)]
		request: H256,
	},
	/// Show a request, how far it is, and what its answer is measured by
	Show {
		/// Hash of the request
		#[arg(value_parser = hash)]
		request: H256,
	},
	/// List requests that are not over
	List {
		/// Only those about this agent
		agent: Option<AgentId>,
		/// Only those to this checker
		#[arg(long, value_name = "ACCOUNT", value_parser = keys::parse_account)]
		checker: Option<AccountId>,
	},
	/// Show what checkers answered about an agent, all in all
	Scores {
		/// The agent
		agent: AgentId,
		/// Only those of these checkers
		#[arg(long, value_name = "ACCOUNT", value_parser = keys::parse_account, num_args = 1..)]
		of: Vec<AccountId>,
	},
}

/// Ask a checker whether an output is the right one of a job
#[derive(Args)]
#[command(group(ArgGroup::new("claimed").required(true).args(["output", "output_hash"])))]
pub(crate) struct Request {
	/// The agent whose work it is
	agent: AgentId,
	/// The checker; `piazza stake position checker` shows what it has at stake
	#[arg(value_parser = keys::parse_account)]
	checker: AccountId,
	/// The job that the work was done for, or that does it again
	#[arg(long, value_name = "JOB")]
	job: JobId,
	/// The output that is said to be right
	#[arg(long, value_name = "FILE")]
	output: Option<PathBuf>,
	/// Its hash
	#[arg(long, value_name = "HASH", value_parser = hash)]
	output_hash: Option<H256>,
	/// What the checker gets for its answer, in PZA
	#[arg(long, value_name = "AMOUNT", value_parser = amount::parse)]
	fee: Balance,
	/// The question, in a file that you serve: what the checker has to know. No two may be the same
	#[arg(long, value_name = "FILE")]
	file: PathBuf,
	/// Do not check that it can be fetched from where it is served
	#[arg(long)]
	unchecked: bool,
}

/// Answer, once and for good
#[derive(Args)]
pub(crate) struct Respond {
	/// Hash of the request
	#[arg(value_parser = hash)]
	request: H256,
	/// From 0, wrong, to 100, right; from 50 on it says that the output is the right one
	#[arg(value_parser = value_parser!(u8).range(..=i64::from(MAX_SCORE)))]
	score: u8,
	/// What it is about
	#[arg(long, default_value = "")]
	tag: String,
	#[command(flatten)]
	more: More,
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Request(command) => command.run(context).await,
			Self::Accept { request } => accept(context, request).await,
			Self::Answer(command) => command.run(context).await,
			Self::Report { request } => report(context, request).await,
			Self::Close { request } => close(context, request).await,
			Self::Show { request } => {
				let block = context.head().await?;
				let found = named(&block, request).await?;
				let job = block.job(found.subject).await?;
				let measure = measure(found.subject, job.as_ref(), block.validation_rules()?.min_quorum);
				let text = validation_text(request, &found, &measure, block.number());
				Ok(Report::new(validation_json(request, &found), text))
			}
			Self::List { agent, checker } => list(context, agent, checker).await,
			Self::Scores { agent, of } => scores(context, agent, &of).await,
		}
	}
}

impl Request {
	async fn run(self, context: &Context) -> Result<Report> {
		let Self { agent, checker, job, output, output_hash, fee, file, unchecked } = self;
		let output = output.map(|file| read(&file).map(|output| blake2_256(&output))).transpose()?.or(output_hash);
		let output = output.context("give --output or --output-hash")?;
		let key = context.key()?;
		let chain = context.chain().await?;
		let block = chain.head().await?;
		find(&block, agent).await?;
		let rules = block.validation_rules()?;
		ensure_backed(&block, &rules, checker).await?;
		let measure = measure(job, block.job(job).await?.as_ref(), rules.min_quorum);
		let question = store(context, &file, unchecked).await?;
		let request = question.hash;
		let call = agents::request_validation(agent, checker, job, output, question.clone(), fee);
		let receipt = context.submit_to(&chain, key, call).await?;
		let text = format!(
			"Asked {checker} about agent {agent}, as request {request:?}; {} are held for the answer. It is measured by \
			 {measure}. Keep serving the question; `piazza agent validation close {request:?}` takes it back until it is \
			 accepted.",
			pza(fee)
		);
		let json = json!({
			"request": request,
			"uri": question.uri,
			"agent": agent,
			"checker": checker,
			"job": job,
			"output": output,
			"fee": fee.to_string(),
		});
		Ok(done(&receipt, json, text))
	}
}

async fn accept(context: &Context, request: H256) -> Result<Report> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let block = chain.head().await?;
	let found = named(&block, request).await?;
	let rules = block.validation_rules()?;
	ensure_backed(&block, &rules, found.validator).await?;
	let receipt = context.submit_to(&chain, key, agents::accept_validation(request)).await?;
	let until = agents::validation_accepted(&receipt)?;
	let text = format!(
		"Promised an answer before block {until}, {} from now; silence costs {}. Give it with `piazza agent validation answer \
		 {request:?} SCORE`.",
		length(rules.answer_period),
		pza(rules.late_fine)
	);
	Ok(done(&receipt, json!({ "request": request, "until": until }), text))
}

impl Respond {
	async fn run(self, context: &Context) -> Result<Report> {
		let Self { request, score, tag, more } = self;
		let key = context.key()?;
		let chain = context.chain().await?;
		let block = chain.head().await?;
		let found = named(&block, request).await?;
		if found.stage == Stage::Requested {
			bail!("promise an answer first, with `piazza agent validation accept {request:?}`");
		}
		let rules = block.validation_rules()?;
		let answer = Answer { score, content: more.content(context).await?, tag: tag.into_bytes() };
		let says = verdict(&answer);
		let receipt = context.submit_to(&chain, key, agents::respond_validation(request, answer)).await?;
		let until = agents::validation_answered(&receipt)?;
		let text = format!(
			"Answered with {score} of {MAX_SCORE}, which says that {says}; the fee of {} is paid. It costs {} if job {} comes to \
			 something else before block {until}, by a quorum of {} or more.",
			pza(found.fee),
			pza(rules.contradiction_fine),
			found.subject,
			rules.min_quorum
		);
		let json = json!({ "request": request, "score": score, "fee_paid": found.fee.to_string(), "until": until });
		Ok(done(&receipt, json, text))
	}
}

/// What can be reported of a checker.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Fault {
	/// It has not answered.
	Late,
	/// It answered something else than the job came to.
	Wrong,
}

/// What can be reported in block `next`; an error that helps when nothing can.
fn fault(stage: &Stage, next: BlockNumber) -> Result<Fault> {
	match stage {
		Stage::Requested => bail!("the checker has promised nothing, so there is nothing to report"),
		Stage::Accepted { until, .. } if next < *until => bail!(
			"the checker may answer before block {until}, {} from now: report it then, if it has not",
			length(until.saturating_sub(next))
		),
		Stage::Accepted { .. } => Ok(Fault::Late),
		Stage::Answered { until, .. } if next < *until => Ok(Fault::Wrong),
		Stage::Answered { until, .. } => bail!("the answer could be contradicted before block {until}: it stands"),
	}
}

async fn report(context: &Context, request: H256) -> Result<Report> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let block = chain.head().await?;
	let found = named(&block, request).await?;
	let checker = found.validator;
	match fault(&found.stage, block.number().saturating_add(1))? {
		Fault::Late => {
			let receipt = context.submit_to(&chain, key, agents::report_late(request)).await?;
			let slashed = agents::validation_late(&receipt)?;
			let text = format!(
				"Showed that {checker} is late: {} of its stake are frozen. Who asked has the fee back, and you have a part of \
				 what is taken.",
				pza(slashed)
			);
			let json =
				json!({ "request": request, "checker": checker, "fault": "late", "slashed": slashed.to_string() });
			Ok(done(&receipt, json, text))
		}
		Fault::Wrong => {
			let receipt = context.submit_to(&chain, key, agents::report_contradiction(request)).await?;
			let (output, slashed) = agents::validation_contradicted(&receipt)?;
			let text = format!(
				"Showed that {checker} was wrong, since job {} came to {output:?}: {} of its stake are frozen, and its answer \
				 counts no more. Out of what is taken, who asked has the fee back, and you have a part of the rest.",
				found.subject,
				pza(slashed)
			);
			let json = json!({
				"request": request,
				"checker": checker,
				"fault": "wrong",
				"output": output,
				"slashed": slashed.to_string(),
			});
			Ok(done(&receipt, json, text))
		}
	}
}

/// What closing means in block `next`; an error that helps when it is not possible.
fn closing(stage: &Stage, next: BlockNumber) -> Result<&'static str> {
	match stage {
		Stage::Requested => Ok("Taken back: fee and deposit are yours again."),
		Stage::Accepted { until, .. } => bail!(
			"the checker has promised an answer before block {until}: if it gives none, `piazza agent validation report` \
			 gets fee and deposit back"
		),
		Stage::Answered { until, .. } if next < *until => bail!(
			"the answer may be contradicted before block {until}, {} from now: close it then",
			length(until.saturating_sub(next))
		),
		Stage::Answered { .. } => Ok("Cleared away: the deposit is yours again, and the answer counts on."),
	}
}

async fn close(context: &Context, request: H256) -> Result<Report> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let block = chain.head().await?;
	let text = closing(&named(&block, request).await?.stage, block.number().saturating_add(1))?;
	let receipt = context.submit_to(&chain, key, agents::close_validation(request)).await?;
	Ok(done(&receipt, json!({ "request": request }), text.into()))
}

async fn list(context: &Context, agent: Option<AgentId>, checker: Option<AccountId>) -> Result<Report> {
	let block = context.head().await?;
	if let Some(agent) = agent {
		find(&block, agent).await?;
	}
	let mut found = block.validations().await?;
	found.retain(|(_, validation)| {
		agent.is_none_or(|agent| validation.agent == agent)
			&& checker.is_none_or(|checker| validation.validator == checker)
	});
	let row = |(request, validation): &(H256, Validation)| {
		let stage = match &validation.stage {
			Stage::Requested => "asked".into(),
			Stage::Accepted { until, .. } => format!("due before block {until}"),
			Stage::Answered { answer, .. } => format!("answered {}", answer.score),
		};
		let Validation { agent, validator, subject, fee, .. } = validation;
		[format!("{request:?}"), agent.to_string(), validator.to_string(), subject.to_string(), pza(*fee), stage]
	};
	let rows: Vec<_> = found.iter().map(row).collect();
	let json: Vec<_> = found.iter().map(|(request, validation)| validation_json(*request, validation)).collect();
	let text = table(["REQUEST", "AGENT", "CHECKER", "JOB", "FEE", "STAGE"], &rows);
	Ok(Report::new(json!({ "block": block.number(), "validations": json }), text))
}

async fn scores(context: &Context, agent: AgentId, of: &[AccountId]) -> Result<Report> {
	let block = context.head().await?;
	find(&block, agent).await?;
	let mut found = block.validation_scores(agent).await?;
	found.retain(|(checker, _)| of.is_empty() || of.contains(checker));
	let all = found.iter().fold(Scores::NONE, |all, (_, scores)| all.merged(*scores));
	let mean = |scores: Scores| scores.mean().map_or_else(|| "none".into(), decimal);
	let row = |(checker, scores): &(AccountId, Scores)| [checker.to_string(), scores.count.to_string(), mean(*scores)];
	let rows: Vec<_> = found.iter().map(row).collect();
	let text =
		format!("answers   {}\nmean      {}\n\n{}", all.count, mean(all), table(["CHECKER", "ANSWERS", "MEAN"], &rows));
	let one = |(checker, scores): &(AccountId, Scores)| json!({ "checker": checker, "count": scores.count, "mean": scores.mean().map(decimal) });
	let json = json!({
		"agent": agent,
		"block": block.number(),
		"count": all.count,
		"mean": all.mean().map(decimal),
		"checkers": found.iter().map(one).collect::<Vec<_>>(),
	});
	Ok(Report::new(json, text))
}

/// The validation of this request; an error that helps when there is none.
async fn named(block: &Block, request: H256) -> Result<Validation> {
	block.validation(request).await?.with_context(|| {
		format!(
			"there is no request {request:?}: it was never made, or is over. `piazza agent validation list` shows those there \
			 are"
		)
	})
}

/// Fails, and says what is missing, unless `checker` has enough at stake to validate.
async fn ensure_backed(block: &Block, rules: &ValidationRules, checker: AccountId) -> Result<()> {
	let least = pza(block.minimum_stake(Role::Checker).await?.max(rules.stake));
	match block.position(Role::Checker, checker).await? {
		Some(position) if position.is_backed() && position.stake >= rules.stake => Ok(()),
		Some(_) => bail!(
			"{checker} has not enough at stake as checker, or does not serve: `piazza stake position checker {checker}` \
			 tells; it needs {least} of its own"
		),
		None => bail!(
			"{checker} has no stake as checker: it has to open a position first, with `piazza stake open checker AMOUNT`, \
			 of {least} or more"
		),
	}
}

/// What an answer is measured by.
fn measure(id: JobId, job: Option<&Job>, least: u8) -> String {
	let Some(job) = job else { return format!("job {id}, of which there is no record: nothing can contradict it now") };
	let quorum = job.policy.quorum;
	match (&job.policy.evaluator, &job.stage) {
		(Some(_), _) => format!("job {id}, which a single judge accepts: nothing can contradict it"),
		(None, _) if quorum < least => {
			format!("job {id}, whose quorum is {quorum}: nothing can contradict it, which takes {least}")
		}
		(None, JobStage::Final { output }) => format!("job {id}, which came to {output:?} by a quorum of {quorum}"),
		(None, stage) => format!("job {id}, which is {} and needs a quorum of {quorum}", stage.name()),
	}
}

/// What an answer says.
fn verdict(answer: &Answer) -> &'static str {
	match answer.is_pass() {
		true => "the output is the right one",
		false => "the output is not the right one",
	}
}

/// A validation for people.
fn validation_text(request: H256, validation: &Validation, measure: &str, now: BlockNumber) -> String {
	let Validation { agent, requester, validator, output, uri, fee, stage, .. } = validation;
	let left = |until: &BlockNumber| length(until.saturating_sub(now));
	let mut text = format!(
		"request   {request:?}\n          {uri}\nagent     {agent}\nasked by  {requester}\nchecker   {validator}\nfee       \
		 {}\noutput    {output:?}\nmeasured  by {measure}\n",
		pza(*fee)
	);
	text += &match stage {
		Stage::Requested => "stage     asked; the checker has promised nothing\n".into(),
		Stage::Accepted { until, .. } if *until <= now => {
			format!("stage     late: the answer was due before block {until}; `piazza agent validation report` shows that\n")
		}
		Stage::Accepted { until, .. } => {
			format!("stage     accepted: the answer is due before block {until}, {} left\n", left(until))
		}
		Stage::Answered { answer, until, .. } => format!(
			"stage     answered; may be contradicted before block {until}, {} left\nanswer    {} of {MAX_SCORE}: {}\n{}{}",
			left(until),
			answer.score,
			verdict(answer),
			line("about", &String::from_utf8_lossy(&answer.tag)),
			line("more", &answer.content.uri.to_string())
		),
	};
	text
}

/// A line with a heading, where there is something to say.
fn line(heading: &str, text: &str) -> String {
	match text {
		"" => String::new(),
		text => format!("{heading:<10}{text}\n"),
	}
}

/// A validation for programs.
fn validation_json(request: H256, validation: &Validation) -> Value {
	let Validation { agent, requester, validator, subject, output, uri, fee, stage } = validation;
	let mut json = json!({
		"request": request,
		"uri": uri,
		"agent": agent,
		"requester": requester,
		"checker": validator,
		"job": subject,
		"output": output,
		"fee": fee.to_string(),
		"stage": stage.name(),
	});
	let more = match stage {
		Stage::Requested => json!({}),
		Stage::Accepted { until, .. } => json!({ "until": until }),
		Stage::Answered { answer, until, .. } => json!({
			"until": until,
			"score": answer.score,
			"tag": String::from_utf8_lossy(&answer.tag),
			"content": answer.content,
		}),
	};
	if let (Some(json), Value::Object(more)) = (json.as_object_mut(), more) {
		json.extend(more);
	}
	json
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_client::{
		jobs::{Evaluator, Policy},
		Asset, Content, Permill, Tier, Uri,
	};

	const UNIT: Balance = 1_000_000_000_000;

	fn content(uri: &str) -> Content {
		Content { hash: H256::repeat_byte(4), uri: uri.parse().unwrap() }
	}

	fn accepted(until: BlockNumber) -> Stage {
		Stage::Accepted { era: 1, until }
	}

	fn answered(score: u8, until: BlockNumber) -> Stage {
		let answer = Answer { score, content: content("http://why"), tag: b"speed".to_vec() };
		Stage::Answered { answer, era: 1, until }
	}

	fn validation(stage: Stage) -> Validation {
		Validation {
			agent: 3,
			requester: AccountId::from([1; 32]),
			validator: AccountId::from([2; 32]),
			subject: 5,
			output: H256::repeat_byte(6),
			uri: "http://question".parse().unwrap(),
			fee: 3 * UNIT,
			stage,
		}
	}

	fn job(quorum: u8, evaluator: Option<Evaluator>, stage: JobStage) -> Job {
		Job {
			tenant: AccountId::from([1; 32]),
			program: None,
			program_kind: None,
			input: Content { hash: H256::zero(), uri: Uri::default() },
			asset: Asset::Native,
			reward: UNIT,
			policy: Policy {
				replicas: 5,
				quorum,
				min_tier: Tier::Declared,
				min_score: None,
				lease: None,
				bond: 0,
				evaluator,
				challenge_window: 0,
			},
			deadline: 100,
			submitted_at: 1,
			escrow: None,
			stage,
		}
	}

	#[test]
	fn fault_is_what_can_be_reported_now() {
		assert!(fault(&Stage::Requested, 10).unwrap_err().to_string().contains("promised nothing"));
		assert!(fault(&accepted(11), 10).unwrap_err().to_string().contains("before block 11, 1 block (3 s) from now"));
		assert_eq!(fault(&accepted(10), 10).unwrap(), Fault::Late);
		assert_eq!(fault(&answered(80, 11), 10).unwrap(), Fault::Wrong);
		assert!(fault(&answered(80, 10), 10).unwrap_err().to_string().contains("it stands"));
	}

	#[test]
	fn closing_is_refused_while_somebody_is_bound() {
		assert!(closing(&Stage::Requested, 10).unwrap().contains("fee and deposit"));
		for until in [10, 11] {
			assert!(closing(&accepted(until), 10).unwrap_err().to_string().contains("validation report"));
		}
		assert!(closing(&answered(80, 11), 10).unwrap_err().to_string().contains("close it then"));
		assert!(closing(&answered(80, 10), 10).unwrap().contains("counts on"));
	}

	#[test]
	fn measure_tells_whether_an_answer_can_be_contradicted() {
		let judge = Evaluator { account: AccountId::from([9; 32]), fee: Permill(0) };
		let output = H256::repeat_byte(7);
		for (job, said) in [
			(None, "job 5, of which there is no record: nothing"),
			(Some(job(1, Some(judge), JobStage::Final { output })), "a single judge accepts: nothing"),
			(
				Some(job(2, None, JobStage::Final { output })),
				"whose quorum is 2: nothing can contradict it, which takes 3",
			),
			(Some(job(3, None, JobStage::Final { output })), "which came to 0x0707"),
			(Some(job(3, None, JobStage::Disputed { output })), "which is disputed and needs a quorum of 3"),
		] {
			let text = measure(5, job.as_ref(), 3);
			assert!(text.contains(said), "{text}");
		}
	}

	#[test]
	fn validation_text_tells_what_is_due_and_what_was_said() {
		let text = |stage| validation_text(H256::repeat_byte(8), &validation(stage), "job 5", 20);
		assert!(text(Stage::Requested).contains("promised nothing"));
		assert!(text(accepted(40)).contains("due before block 40, 20 blocks (1 min) left"));
		assert!(text(accepted(20)).contains("late"));
		let said = text(answered(49, 40));
		assert!(
			said.contains("49 of 100: the output is not the right one\nabout     speed\nmore      http://why\n"),
			"{said}"
		);
		assert!(text(answered(50, 40)).contains("50 of 100: the output is the right one"));
	}

	#[test]
	fn validation_json_has_what_its_stage_has() {
		let json = |stage| validation_json(H256::repeat_byte(8), &validation(stage));
		let asked = json(Stage::Requested);
		assert_eq!(
			(&asked["stage"], &asked["fee"], &asked["until"]),
			(&json!("requested"), &json!("3000000000000"), &Value::Null)
		);
		assert_eq!(json(accepted(40))["until"], 40);
		let said = json(answered(80, 40));
		assert_eq!(
			(&said["score"], &said["tag"], &said["content"]["uri"]),
			(&json!(80), &json!("speed"), &json!("http://why"))
		);
	}
}
