//! `piazza audit`.

use crate::{
	context::Context,
	money::{change, pza, raw_change},
	report::{table, Report},
};
use anyhow::Result;
use clap::Args;
use piazza_client::{
	accounts::Account,
	amount,
	chain::{Block, Chain},
	AccountId, Balance, BlockNumber,
};
use serde_json::{json, Value};
use std::collections::BTreeMap;

/// Check that no money was made or lost
///
/// All native money there is must equal the sum of all accounts, to the smallest unit, and between two blocks it must have
/// grown by what was made as the reward of blocks, and by nothing else. What is held counts as its owner's: rewards and rents
/// that wait, bonds, stake. What slashes and lost bonds take goes to other accounts. The exit code tells.
#[derive(Args)]
pub(crate) struct Audit {
	/// Compare with the end of this block
	#[arg(long, value_name = "BLOCK")]
	since: Option<BlockNumber>,
}

/// All native money at the end of one block.
struct Books {
	block: BlockNumber,
	issuance: Balance,
	/// What of it was ever made as the reward of blocks.
	made: Balance,
	accounts: BTreeMap<AccountId, Account>,
}

impl Books {
	async fn read(block: &Block) -> Result<Self> {
		let accounts = block.accounts().await?.into_iter().collect();
		let (issuance, made) = (block.total_issuance().await?, block.made_with_blocks().await?);
		Ok(Self { block: block.number(), issuance, made, accounts })
	}

	/// The sum of all accounts; `None` when it is greater than any sum can be.
	fn sum(&self) -> Option<Balance> {
		self.accounts
			.values()
			.try_fold(0, |sum: Balance, account| sum.checked_add(account.free)?.checked_add(account.held))
	}

	fn balanced(&self) -> bool {
		self.sum() == Some(self.issuance)
	}

	/// Whether nothing but the reward of blocks was made since `then`.
	fn follows(&self, then: &Self) -> bool {
		let grown = self.issuance.checked_sub(then.issuance);
		grown.is_some() && grown == self.made.checked_sub(then.made)
	}

	fn of(&self, account: &AccountId) -> Balance {
		self.accounts.get(account).map_or(0, Account::total)
	}

	fn json(&self) -> Value {
		json!({
			"block": self.block,
			"total_issuance": self.issuance.to_string(),
			"made_with_blocks": self.made.to_string(),
			"sum_of_accounts": self.sum().map(|sum| sum.to_string()),
			"accounts": self.accounts.len(),
			"balanced": self.balanced(),
		})
	}

	fn text(&self) -> String {
		let verdict = match self.sum() {
			Some(sum) if sum == self.issuance => "equal".into(),
			Some(sum) => format!("they differ by {}", pza(sum.abs_diff(self.issuance))),
			None => "the sum is too great".into(),
		};
		format!(
			"block {}: issuance {}, sum of {} accounts {}: {verdict}\n",
			self.block,
			pza(self.issuance),
			self.accounts.len(),
			self.sum().map_or_else(|| "?".into(), pza),
		)
	}
}

impl Audit {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		let chain = context.chain().await?;
		let head = chain.head().await?;
		let now = Books::read(&head).await?;
		match self.since {
			None => Ok(Report { good: now.balanced(), ..Report::new(json!({ "now": now.json() }), now.text()) }),
			Some(since) => compare(&chain, since, now, head.treasury()?).await,
		}
	}
}

async fn compare(chain: &Chain, since: BlockNumber, now: Books, treasury: AccountId) -> Result<Report> {
	let then = Books::read(&chain.at(since).await?).await?;
	let mut all: Vec<_> = then.accounts.keys().chain(now.accounts.keys()).copied().collect();
	all.sort();
	all.dedup();
	let changed = all.into_iter().map(|account| (account, then.of(&account), now.of(&account)));
	let changed: Vec<_> = changed.filter(|(_, before, after)| before != after).collect();
	let accounted = now.follows(&then);
	let good = then.balanced() && now.balanced() && accounted;

	let name = |account: &AccountId| {
		let note = if *account == treasury { " (treasury)" } else { "" };
		format!("{account}{note}")
	};
	let rows: Vec<_> = changed
		.iter()
		.map(|(account, before, after)| {
			[name(account), amount::format(*before), amount::format(*after), change(*before, *after)]
		})
		.collect();
	let text = format!(
		"{}{}the blocks between them made {}; the issuance {}\n\n{}\nTo the treasury: {} PZA\n",
		then.text(),
		now.text(),
		pza(now.made.saturating_sub(then.made)),
		if accounted { "changed by that alone" } else { "CHANGED BY SOMETHING ELSE" },
		table(["ACCOUNT", "BEFORE", "AFTER", "CHANGE"], &rows),
		change(then.of(&treasury), now.of(&treasury)),
	);
	let changes: Vec<_> = changed
		.iter()
		.map(|(account, before, after)| {
			json!({
				"account": account,
				"before": before.to_string(),
				"after": after.to_string(),
				"change": raw_change(*before, *after),
			})
		})
		.collect();
	let json = json!({
		"since": then.json(),
		"now": now.json(),
		"accounted": accounted,
		"good": good,
		"treasury": {
			"account": treasury,
			"before": then.of(&treasury).to_string(),
			"after": now.of(&treasury).to_string(),
			"change": raw_change(then.of(&treasury), now.of(&treasury)),
		},
		"changes": changes,
	});
	Ok(Report { good, ..Report::new(json, text) })
}

#[cfg(test)]
mod tests {
	use super::*;

	fn books(issuance: Balance, accounts: &[(u8, Balance, Balance)]) -> Books {
		let account = |(id, free, held): &(u8, Balance, Balance)| {
			(AccountId::from([*id; 32]), Account { free: *free, held: *held, frozen: 0 })
		};
		Books { block: 1, issuance, made: 0, accounts: accounts.iter().map(account).collect() }
	}

	#[test]
	fn books_follow_when_only_the_reward_of_blocks_was_made() {
		let then = Books { made: 3, ..books(10, &[]) };
		assert!(Books { made: 3, ..books(10, &[]) }.follows(&then));
		assert!(Books { made: 5, ..books(12, &[]) }.follows(&then));
		for (made, issuance) in [(3, 11), (5, 11), (5, 13), (3, 9), (2, 9)] {
			assert!(!Books { made, ..books(issuance, &[]) }.follows(&then), "{made}, {issuance}");
		}
	}

	#[test]
	fn books_balance_when_free_and_held_money_make_up_the_issuance() {
		assert!(books(10, &[(1, 3, 2), (2, 5, 0)]).balanced());
	}

	#[test]
	fn books_do_not_balance_when_one_unit_is_missing_or_too_much() {
		assert!(!books(11, &[(1, 3, 2), (2, 5, 0)]).balanced());
		assert!(!books(9, &[(1, 3, 2), (2, 5, 0)]).balanced());
	}

	#[test]
	fn books_do_not_balance_when_the_sum_overflows() {
		let books = books(Balance::MAX, &[(1, Balance::MAX, 0), (2, 1, 0)]);
		assert_eq!(books.sum(), None);
		assert!(!books.balanced());
	}
}
