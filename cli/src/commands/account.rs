//! `piazza balance` and `piazza transfer`.

use super::done;
use crate::{
	context::Context,
	money::{self, pza},
	report::Report,
};
use anyhow::Result;
use clap::Args;
use piazza_client::{accounts, keys, AccountId, Asset};
use serde_json::json;

/// Show the native money of an account
#[derive(Args)]
pub(crate) struct Balance {
	/// SS58 address, 0x and 64 digits, or a development key like //Alice [default: the account of the key given]
	#[arg(value_parser = keys::parse_account)]
	account: Option<AccountId>,
}

impl Balance {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		let account = context.account_or_own(self.account)?;
		let block = context.head().await?;
		let money = block.account(account).await?;
		let text = format!(
			"account  {account}\nfree     {}\nheld     {}\ntotal    {}\nas of    block {}\n",
			pza(money.free),
			pza(money.held),
			pza(money.total()),
			block.number()
		);
		let json = json!({
			"account": account,
			"free": money.free.to_string(),
			"held": money.held.to_string(),
			"frozen": money.frozen.to_string(),
			"total": money.total().to_string(),
			"block": block.number(),
		});
		Ok(Report::new(json, text))
	}
}

/// Send native money
#[derive(Args)]
pub(crate) struct Transfer {
	/// Who gets it
	#[arg(value_parser = keys::parse_account)]
	to: AccountId,
	/// How much, in PZA
	#[arg(value_parser = |text: &str| money::parse(Asset::Native, text))]
	amount: piazza_client::Balance,
}

impl Transfer {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		let Self { to, amount } = self;
		let receipt = context.submit(accounts::transfer(to, amount)).await?;
		let json = json!({ "to": to, "amount": amount.to_string() });
		Ok(done(&receipt, json, format!("Sent {} to {to}.", pza(amount))))
	}
}
