//! Accounts and their native money.

use crate::{
	api,
	chain::{Block, Error},
	submit::Call,
	AccountId, Balance,
};
use serde::{Deserialize, Serialize};

/// The native money of one account.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Account {
	/// What it has, without what is held.
	pub free: Balance,
	/// What is held on it: bonds, deposits, payments that wait in escrow.
	pub held: Balance,
	/// What of the whole it may not transfer.
	pub frozen: Balance,
}

impl Account {
	fn new(record: api::system::storage::account::Output) -> Self {
		Self { free: record.data.free, held: record.data.reserved, frozen: record.data.frozen }
	}

	/// Everything it has.
	pub fn total(&self) -> Balance {
		self.free.saturating_add(self.held)
	}
}

/// Transfers native money; the sender keeps at least the existential deposit.
pub fn transfer(to: AccountId, amount: Balance) -> Call {
	Call::new(api::tx().balances().transfer_keep_alive(to.into(), amount))
}

impl Block {
	/// The native money of an account; all zero when the account does not exist.
	pub async fn account(&self, account: AccountId) -> Result<Account, Error> {
		let found = self.get(api::storage().system().account(), (account,)).await?;
		Ok(found.map(Account::new).unwrap_or_default())
	}

	/// Every account that exists, by account.
	pub async fn accounts(&self) -> Result<Vec<(AccountId, Account)>, Error> {
		let records = self.all(api::storage().system().account(), |(account,)| account).await?;
		let mut accounts: Vec<_> =
			records.into_iter().map(|(account, record)| (account, Account::new(record))).collect();
		accounts.sort_by_key(|(account, _)| *account);
		Ok(accounts)
	}

	/// All native money there is.
	pub async fn total_issuance(&self) -> Result<Balance, Error> {
		Ok(self.get(api::storage().balances().total_issuance(), ()).await?.unwrap_or_default())
	}

	/// What of it was made with blocks, as their reward. Nothing else makes any.
	pub async fn made_with_blocks(&self) -> Result<Balance, Error> {
		let made = self.get(api::storage().validators().minted(), ()).await?;
		Ok(made.map_or(0, |made| made.validators.saturating_add(made.work).saturating_add(made.treasury)))
	}

	/// The account that collects fees for the community.
	pub fn treasury(&self) -> Result<AccountId, Error> {
		self.constant(api::constants().treasury().pot_account())
	}

	/// Least native money an account may hold.
	pub fn existential_deposit(&self) -> Result<Balance, Error> {
		self.constant(api::constants().balances().existential_deposit())
	}
}
