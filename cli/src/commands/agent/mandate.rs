//! What a key may do as an agent.

use super::find;
use crate::{
	commands::done,
	context::Context,
	money::{self, show as amount_of},
	report::Report,
	time::{blocks, length},
};
use anyhow::{ensure, Context as _, Result};
use clap::Args;
use piazza_client::{
	agents::{self, AgentId, Kind, Limit, Mandate, MandateTerms},
	keys, AccountId, Asset, Balance, BlockNumber,
};
use serde_json::json;

/// Let a key act as an agent, within limits, as its owner; in the place of what it might before
#[derive(Args)]
pub(crate) struct Grant {
	/// The agent
	agent: AgentId,
	/// Account of the key
	#[arg(value_name = "KEY", value_parser = keys::parse_account)]
	delegate: AccountId,
	/// For what: transfer, lease, job, licence, channel, feedback
	#[arg(long, value_name = "KIND", required = true, num_args = 1.., value_delimiter = ',')]
	kinds: Vec<Kind>,
	/// Most that one call may spend; deposits for records count
	#[arg(long, value_name = "AMOUNT")]
	per_call: String,
	/// Most that all calls of a period may spend
	#[arg(long, value_name = "AMOUNT")]
	per_period: String,
	/// Of what: PZA, or the number of another asset
	#[arg(long, default_value = "PZA")]
	asset: Asset,
	/// With another asset: native money that one call may put aside as deposits, and four times that in a period
	#[arg(long, value_name = "AMOUNT", default_value = "0.5", value_parser = piazza_client::amount::parse)]
	deposits: Balance,
	/// Length of a period: blocks, or like 1h, 1d
	#[arg(long, value_name = "TIME", default_value = "1d", value_parser = blocks)]
	period: BlockNumber,
	/// How long it may: blocks, or like 7d
	#[arg(long, value_name = "TIME", default_value = "7d", value_parser = blocks)]
	duration: BlockNumber,
}

impl Grant {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		let Self { agent, delegate: key, kinds, per_call, per_period, asset, deposits, period, duration } = self;
		let limits = limits(asset, &per_call, &per_period, deposits)?;
		let signer = context.key()?;
		let chain = context.chain().await?;
		let block = chain.head().await?;
		find(&block, agent).await?;
		let expires = block.number().checked_add(duration).context("the chain is at the end of its numbers")?;
		let terms = MandateTerms { limits, period, kinds: in_order(kinds), expires };
		let receipt = context.submit_to(&chain, signer, agents::grant_mandate(agent, key, terms.clone())).await?;
		let text = format!(
			"{key} may act as agent {agent} until block {expires}. It signs with --as-agent {agent}, and pays the fees itself; \
			 `piazza agent revoke {agent} {key}` ends it at once."
		);
		Ok(done(&receipt, json!({ "agent": agent, "key": key, "terms": terms }), text))
	}
}

/// The kinds in the order that the chain has them in, each once.
fn in_order(mut kinds: Vec<Kind>) -> Vec<Kind> {
	kinds.sort();
	kinds.dedup();
	kinds
}

fn limits(asset: Asset, per_call: &str, per_period: &str, deposits: Balance) -> Result<Vec<Limit>> {
	let limit = Limit { asset, per_call: money::parse(asset, per_call)?, per_period: money::parse(asset, per_period)? };
	ensure!(limit.per_call <= limit.per_period, "--per-call is more than --per-period");
	let mut all = vec![limit];
	if asset != Asset::Native {
		all.push(Limit { asset: Asset::Native, per_call: deposits, per_period: deposits.saturating_mul(4) });
	}
	Ok(all)
}

/// Shows what a key may do.
pub(super) async fn show(context: &Context, agent: AgentId, key: Option<AccountId>) -> Result<Report> {
	let key = context.account_or_own(key)?;
	let block = context.head().await?;
	let found = block.mandate(agent, key).await?;
	let found = found.with_context(|| format!("{key} may do nothing as agent {agent}"))?;
	let mut text = format!("key       {key}\n{}", mandate_text(&found, block.number()));
	let mut allowances = Vec::new();
	for limit in &found.terms.limits {
		let allowance = block.allowance(agent, key, limit.asset).await?;
		text += &format!("next call {} at the most\n", amount_of(limit.asset, allowance));
		allowances.push(allowance.to_string());
	}
	let json = json!({
		"agent": agent,
		"key": key,
		"terms": found.terms,
		"used": found.tally.used.iter().map(ToString::to_string).collect::<Vec<_>>(),
		"next_call": allowances,
	});
	Ok(Report::new(json, text))
}

fn mandate_text(mandate: &Mandate, now: BlockNumber) -> String {
	let Mandate { terms, tally, .. } = mandate;
	let kinds: Vec<_> = terms.kinds.iter().map(ToString::to_string).collect();
	let mut text = format!(
		"for       {}\nuntil     block {}, {} from now\nperiod    {}\n",
		kinds.join(", "),
		terms.expires,
		length(terms.expires.saturating_sub(now)),
		length(terms.period)
	);
	for (limit, used) in terms.limits.iter().zip(&tally.used) {
		text += &format!(
			"limit     {} a call, {} a period, of which {} are used\n",
			amount_of(limit.asset, limit.per_call),
			amount_of(limit.asset, limit.per_period),
			amount_of(limit.asset, *used)
		);
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_client::agents::Tally;

	const UNIT: Balance = 1_000_000_000_000;

	#[test]
	fn limits_have_deposits_beside_another_asset() {
		let native = limits(Asset::Native, "10", "25", UNIT).unwrap();
		assert_eq!(native, [Limit { asset: Asset::Native, per_call: 10 * UNIT, per_period: 25 * UNIT }]);
		let other = limits(Asset::WithId(7), "10", "25", UNIT).unwrap();
		let deposits = Limit { asset: Asset::Native, per_call: UNIT, per_period: 4 * UNIT };
		assert_eq!(other, [Limit { asset: Asset::WithId(7), per_call: 10, per_period: 25 }, deposits]);
		assert!(limits(Asset::Native, "25", "10", 0).is_err());
	}

	#[test]
	fn kinds_are_each_once_and_in_order() {
		assert_eq!(in_order(vec![Kind::Channel, Kind::Lease, Kind::Channel]), [Kind::Lease, Kind::Channel]);
	}

	#[test]
	fn mandate_text_tells_what_is_used() {
		let limits = limits(Asset::Native, "10", "25", 0).unwrap();
		let terms = MandateTerms { limits, period: 100, kinds: vec![Kind::Lease, Kind::Channel], expires: 300 };
		let mandate = Mandate { terms, granted_at: 1, tally: Tally { period: 0, used: vec![4 * UNIT] } };
		let text = mandate_text(&mandate, 200);
		assert!(text.contains("lease, channel") && text.contains("25 PZA a period, of which 4 PZA are used"), "{text}");
	}
}
