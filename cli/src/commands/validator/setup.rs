//! `piazza validator setup`: from a running node to a candidate, in one transaction.

use super::{
	checks::{self, Check},
	facts::Facts,
	plan::{Plan, Wishes},
};
use crate::{commands::done, context::Context, money, report::Report, time::about};
use anyhow::{bail, Context as _, Result};
use clap::Args;
use piazza_client::{
	amount,
	chain::{Block, Chain},
	keys,
	validators::{self, NewKeys},
	AccountId, Balance, Perbill,
};
use serde_json::{json, Value};
use std::io::{self, BufRead, IsTerminal, Write};

/// Make the node at --node a validator
#[derive(Args)]
pub(crate) struct Setup {
	/// Stake of your own, in PZA; what is missing to it is added [default: the least that is needed]
	#[arg(long, value_name = "AMOUNT", value_parser = amount::parse)]
	stake: Option<Balance>,
	/// Your share of each reward, in percent [default: 0 for a new position]
	#[arg(long, value_name = "PERCENT", value_parser = money::commission)]
	commission: Option<Perbill>,
	/// Replace the keys that are registered, even when another node may be validating with them
	#[arg(long)]
	replace_keys: bool,
	/// Do not ask before anything is changed
	#[arg(long, short)]
	yes: bool,
}

impl Setup {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		let key = context.key()?;
		let operator = keys::account(&key);
		let chain = context.chain().await?;
		let facts = Facts::gather(&chain, &chain.head().await?, operator).await?;
		let wishes = Wishes { stake: self.stake, commission: self.commission, replace_keys: self.replace_keys };
		let plan = Plan::new(&facts, wishes);
		let checks = checks::all(&facts, wishes, &plan);
		let checked = json!(checks.iter().map(Check::json).collect::<Vec<_>>());
		if !context.json() {
			checks.iter().for_each(|check| eprintln!("{}", check.line()));
			eprintln!();
		}
		if checks.iter().any(|check| check.found.is_err()) {
			return Ok(unready(operator, checked));
		}
		if plan.is_empty() {
			return Ok(settled(operator, checked));
		}
		let lines = plan.lines();
		self.confirm(context, operator, &lines)?;
		let new_keys = match plan.rotate {
			true => Some(new_keys(&chain, operator).await?),
			false => None,
		};
		let receipt = context.submit_to(&chain, key, validators::take(plan.steps(new_keys.clone()))).await?;
		let block = chain.at(receipt.block.number).await?;
		let outcome = Outcome::read(&block, operator).await?;
		let json = json!({
			"operator": operator,
			"changed": true,
			"checks": checked,
			"done": lines,
			"keys": new_keys.map(|keys| keys.keys),
			"from_session": outcome.from.map(|(session, _)| session),
			"from": outcome.from.map(|(_, at)| at),
			"would_be_elected": outcome.elected,
		});
		let mut report = done(&receipt, json, format!("Done: {}.", lines.join("; ")));
		report.text += &outcome.text(operator);
		Ok(report)
	}

	/// Says what comes, and asks whether it may, unless that was said before.
	fn confirm(&self, context: &Context, operator: AccountId, lines: &[String]) -> Result<()> {
		if !context.json() {
			eprintln!("To do, as {operator}:");
			lines.iter().for_each(|line| eprintln!("- {line}"));
		}
		if self.yes {
			return Ok(());
		}
		if !io::stdin().is_terminal() {
			bail!("nothing was changed: there is no terminal to ask whether this may be done. Give --yes to do it");
		}
		eprint!("Go on? [y/N] ");
		io::stderr().flush()?;
		let mut answer = String::new();
		io::stdin().lock().read_line(&mut answer)?;
		match answer.trim() {
			"y" | "Y" | "yes" => Ok(()),
			_ => bail!("nothing was changed"),
		}
	}
}

/// Has the node make keys.
async fn new_keys(chain: &Chain, operator: AccountId) -> Result<NewKeys> {
	let keys = chain.rotate_keys(&operator).await?;
	keys.context("the node makes no keys for you: start it with `--rpc-methods unsafe`, with its RPC on loopback only")
}

fn unready(operator: AccountId, checks: Value) -> Report {
	let json = json!({ "operator": operator, "changed": false, "checks": checks });
	let text = "Nothing was changed. Put right what is a problem, and run this again.";
	Report { good: false, ..Report::new(json, text) }
}

fn settled(operator: AccountId, checks: Value) -> Report {
	let json = json!({ "operator": operator, "changed": false, "checks": checks });
	let text = "Everything is in place: nothing was changed. `piazza validator status` shows how you stand.";
	Report::new(json, text)
}

/// What comes of it.
struct Outcome {
	/// The first session that it counts in, and about when this begins.
	from: Option<(u32, u64)>,
	/// Whether an election now would elect the operator.
	elected: bool,
}

impl Outcome {
	async fn read(block: &Block, operator: AccountId) -> Result<Self> {
		let clock = block.clock().await?;
		let from = clock.map(|clock| (clock.next_election(), clock.session_begins(clock.next_election())));
		let would_be = block.would_be_validators().await?;
		Ok(Self { from, elected: would_be.iter().any(|validator| validator.operator == operator) })
	}

	fn text(&self, operator: AccountId) -> String {
		let when = match self.from {
			Some((session, at)) => format!("from session {session} on{}", about(Some(at))),
			None => "two sessions from now on".into(),
		};
		let elected = match self.elected {
			true => "An election now would elect you",
			false => "An election now would not elect you, because others have more stake behind them; add some, or find who \
			          delegates to you",
		};
		format!(
			"\nKeys and stake count {when}. {elected}.\n\
			 See how you stand:  piazza validator status {operator}\n\
			 Stop validating:    piazza validator leave\n\
			 Never run a second node with this one's keystore: two nodes with the same keys are slashed.\n"
		)
	}
}
