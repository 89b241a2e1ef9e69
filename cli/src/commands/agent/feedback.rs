//! What an agent's customers say.

use super::{store, More};
use crate::{commands::done, context::Context, money::pza, report::Report};
use anyhow::{bail, ensure, Context as _, Result};
use clap::{ArgGroup, Args};
use piazza_client::{
	agents::{self, AgentId, Rating, SettlementId, Summary, ONE},
	channels::ChannelId,
	leases::LeaseId,
	AccountId, JobId,
};
use serde_json::json;
use std::path::PathBuf;

/// What was paid for.
#[derive(Args)]
#[command(group(ArgGroup::new("paid").required(true).args(["job", "lease", "channel"])))]
pub(crate) struct Paid {
	/// The job that you paid
	#[arg(long, value_name = "JOB")]
	job: Option<JobId>,
	/// The lease that you paid, and that is over
	#[arg(long, value_name = "LEASE")]
	lease: Option<LeaseId>,
	/// The channel that you paid by, and that is closed
	#[arg(long, value_name = "CHANNEL")]
	channel: Option<ChannelId>,
}

impl Paid {
	fn settlement(&self) -> Result<SettlementId> {
		match (self.job, self.lease, self.channel) {
			(Some(job), ..) => Ok(SettlementId::Job(job)),
			(_, Some(lease), _) => Ok(SettlementId::Lease(lease)),
			(_, _, Some(channel)) => Ok(SettlementId::Channel(channel)),
			_ => bail!("give --job, --lease or --channel"),
		}
	}
}

/// Say what you think of an agent that you paid, once for each job, lease or channel
#[derive(Args)]
pub(crate) struct Rate {
	/// The agent
	agent: AgentId,
	/// How good it was: any number, like 87.5
	#[arg(allow_hyphen_values = true)]
	value: String,
	#[command(flatten)]
	paid: Paid,
	/// What it is about
	#[arg(long, default_value = "")]
	tag: String,
	/// The same, more closely
	#[arg(long, default_value = "")]
	tag2: String,
	#[command(flatten)]
	more: More,
}

impl Rate {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		let Self { agent, value, paid, tag, tag2, more } = self;
		let (number, decimals) = number(&value)?;
		let rating = Rating { value: number, decimals, tag1: tag.into_bytes(), tag2: tag2.into_bytes() };
		let settlement = paid.settlement()?;
		let content = more.content(context).await?;
		let receipt = context.submit(agents::give_feedback(agent, settlement, rating, content)).await?;
		let text = format!("Rated agent {agent} with {value}.");
		Ok(done(&receipt, json!({ "agent": agent, "value": value, "settlement": settlement }), text))
	}
}

/// Answer what a customer said
#[derive(Args)]
pub(crate) struct Respond {
	#[command(flatten)]
	paid: Paid,
	/// The answer, in a file that you serve
	#[arg(long, value_name = "FILE")]
	file: PathBuf,
	/// Do not check that it can be fetched from where it is served
	#[arg(long)]
	unchecked: bool,
}

impl Respond {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		let settlement = self.paid.settlement()?;
		let content = store(context, &self.file, self.unchecked).await?;
		let receipt = context.submit(agents::respond(settlement, content.clone())).await?;
		let json = json!({ "settlement": settlement, "response": content });
		Ok(done(&receipt, json, "Answered; keep serving the file.".into()))
	}
}

/// Takes feedback back.
pub(super) async fn take_back(context: &Context, paid: Paid) -> Result<Report> {
	let settlement = paid.settlement()?;
	let receipt = context.submit(agents::revoke_feedback(settlement)).await?;
	Ok(done(&receipt, json!({ "settlement": settlement }), "Taken back: it is not counted any more.".into()))
}

/// Removes feedback that was taken back.
pub(super) async fn forget(context: &Context, paid: Paid) -> Result<Report> {
	let settlement = paid.settlement()?;
	let receipt = context.submit(agents::remove_feedback(settlement)).await?;
	Ok(done(&receipt, json!({ "settlement": settlement }), "Removed; its deposit is back.".into()))
}

/// Shows what customers say.
pub(super) async fn show(context: &Context, agent: AgentId, of: Vec<AccountId>) -> Result<Report> {
	let block = context.head().await?;
	super::find(&block, agent).await?;
	let summary = match of.is_empty() {
		true => block.agent_summary_by_value(agent).await?,
		false => block.agent_summary(agent, of).await?.context("there are customers to look at")?,
	};
	let json = json!({
		"agent": agent,
		"count": summary.count,
		"mean": summary.mean.map(decimal),
		"weight": summary.weight.to_string(),
		"weighted_mean": summary.weighted_mean.map(decimal),
	});
	Ok(Report::new(json, summary_text(&summary)))
}

fn summary_text(Summary { count, mean, weight, weighted_mean }: &Summary) -> String {
	let shown = |mean: &Option<i128>| mean.map_or_else(|| "none".into(), decimal);
	format!(
		"ratings   {count}, for {} paid\nmean      {}, each as good as any other\nby value  {}, each by what was paid\n",
		pza(*weight),
		shown(mean),
		shown(weighted_mean)
	)
}

/// Reads a number: its digits without the point, and how many of them are after it.
fn number(text: &str) -> Result<(i128, u8)> {
	let wrong = || format!("`{text}` is no number with at most 18 digits after the point");
	let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
	let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
	let all = format!("{whole}{fraction}");
	ensure!(!whole.is_empty() && fraction.len() <= 18 && all.bytes().all(|byte| byte.is_ascii_digit()), wrong());
	let value = all.parse::<i128>().with_context(wrong)?;
	Ok((sign * value, u8::try_from(fraction.len()).with_context(wrong)?))
}

/// Writes a number of the scale of summaries, without zeros at its end.
pub(super) fn decimal(value: i128) -> String {
	let (sign, value) = if value < 0 { ("-", value.unsigned_abs()) } else { ("", value.unsigned_abs()) };
	let one = ONE.unsigned_abs();
	let fraction = format!("{:018}", value % one);
	match fraction.trim_end_matches('0') {
		"" => format!("{sign}{}", value / one),
		fraction => format!("{sign}{}.{fraction}", value / one),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn number_is_read_with_its_decimals_and_refused_when_it_is_none() {
		assert_eq!(number("87.5").unwrap(), (875, 1));
		assert_eq!(number("-3").unwrap(), (-3, 0));
		assert_eq!(number("0.05").unwrap(), (5, 2));
		for wrong in ["", ".5", "1e3", "1.2.3", "--1", "0.1234567890123456789", "+1"] {
			assert!(number(wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn decimal_is_written_as_people_do() {
		assert_eq!(decimal(875 * ONE / 10), "87.5");
		assert_eq!(decimal(-ONE), "-1");
		assert_eq!(decimal(ONE / 1_000), "0.001");
		assert_eq!(decimal(0), "0");
	}
}
