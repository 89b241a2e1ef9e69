//! Workers: accounts of machines, each owned by a provider.

use crate::{
	api,
	chain::{Block, Error},
	submit::Call,
	AccountId, BlockNumber, Tier,
};
use api::runtime_types::pallet_attestation::types::{Evidence, Status};
use serde::{Deserialize, Serialize};

/// A registered worker.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Worker {
	/// Its account.
	pub account: AccountId,
	/// The provider it works for.
	pub owner: AccountId,
	/// How strongly its machine is known.
	pub tier: Tier,
	/// Whether its owner approved it.
	pub approved: bool,
	/// Block in which its evidence was accepted last.
	pub verified_at: BlockNumber,
	/// First block in which that is too long ago.
	pub expires_at: BlockNumber,
}

impl Worker {
	fn new(account: AccountId, record: api::attestation::storage::workers::Output) -> Self {
		Self {
			account,
			owner: record.owner,
			tier: record.tier,
			approved: matches!(record.status, Status::Approved),
			verified_at: record.verified_at,
			expires_at: record.expires_at,
		}
	}

	/// Whether it may take work in block `now`.
	pub fn is_active(&self, now: BlockNumber) -> bool {
		self.approved && now < self.expires_at
	}
}

/// Registers who signs this as a worker of `owner`, with nothing but the owner's word for it.
pub fn register(owner: AccountId) -> Call {
	Call::new(api::tx().attestation().register(owner, Evidence::Declared))
}

/// Approves a worker, signed by the owner it names.
pub fn approve(worker: AccountId) -> Call {
	Call::new(api::tx().attestation().approve(worker))
}

/// Renews the registration of the worker that signs this.
pub fn renew() -> Call {
	Call::new(api::tx().attestation().renew(Evidence::Declared))
}

/// Retires a worker, signed by its owner or by itself.
pub fn retire(worker: AccountId) -> Call {
	Call::new(api::tx().attestation().retire(worker))
}

impl Block {
	/// The worker of this account; `None` when it is not registered as one.
	pub async fn worker(&self, account: AccountId) -> Result<Option<Worker>, Error> {
		let found = self.get(api::storage().attestation().workers(), (account,)).await?;
		Ok(found.map(|record| Worker::new(account, record)))
	}

	/// All registered workers, by account.
	pub async fn workers(&self) -> Result<Vec<Worker>, Error> {
		let records = self.all(api::storage().attestation().workers(), |(account,)| account).await?;
		let mut workers: Vec<_> = records.into_iter().map(|(account, record)| Worker::new(account, record)).collect();
		workers.sort_by_key(|worker| worker.account);
		Ok(workers)
	}
}
