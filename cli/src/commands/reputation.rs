//! `piazza reputation`, and what may be asked of it.

use super::done;
use crate::{
	context::Context,
	money::{self, pza, share},
	report::{table, Report},
};
use anyhow::Result;
use clap::{Args, Subcommand};
use piazza_client::{
	amount,
	jobs::MinScore,
	keys,
	reputation::{self, Domain},
	AccountId, Balance, Permill,
};
use serde_json::json;

/// Reputation: how somebody worked, as settlement noted it.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Show what is known of an account: 50 % means that nothing is
	Show {
		/// Whom [default: the account of the key given]
		#[arg(value_parser = keys::parse_account)]
		account: Option<AccountId>,
	},
	/// Remove a record of which nothing is left; costs no fee when it succeeds
	Forget {
		/// What it is known for: jobs, leasing or judging
		domain: Domain,
		/// Of whom
		#[arg(value_parser = keys::parse_account)]
		account: AccountId,
	},
}

/// What is asked of a provider's reputation.
#[derive(Args)]
pub(super) struct Standing {
	/// Least reputation of a provider, in percent; one of whom nothing is known has 50
	#[arg(long, value_name = "PERCENT", value_parser = money::percent)]
	min_score: Option<Permill>,
	/// With --min-score: least value of the settled work that it is known from, in PZA
	#[arg(long, value_name = "AMOUNT", default_value = "0", requires = "min_score", value_parser = amount::parse)]
	min_sample: Balance,
}

impl Standing {
	/// What goes on chain.
	pub(super) fn wanted(&self) -> Option<MinScore> {
		self.min_score.map(|value| MinScore { value, sample: self.min_sample })
	}
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Show { account } => show(context, account).await,
			Self::Forget { domain, account } => {
				let receipt = context.submit(reputation::forget(domain, account)).await?;
				let json = json!({ "domain": domain, "account": account });
				Ok(done(&receipt, json, format!("Nothing of {account} is on record about {domain} any more.")))
			}
		}
	}
}

async fn show(context: &Context, account: Option<AccountId>) -> Result<Report> {
	let account = context.account_or_own(account)?;
	let block = context.head().await?;
	let (mut rows, mut scores) = (Vec::new(), Vec::new());
	for domain in Domain::ALL {
		let score = block.score(domain, account).await?;
		rows.push([domain.to_string(), share(score.value), pza(score.sample)]);
		scores.push(json!({ "domain": domain, "value": score.value, "sample": score.sample.to_string() }));
	}
	let text = format!("account  {account}\n\n{}", table(["FOR", "SCORE", "KNOWN FROM"], &rows));
	Ok(Report::new(json!({ "account": account, "block": block.number(), "scores": scores }), text))
}
