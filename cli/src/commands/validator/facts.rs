//! What has to be known before an operator is set up.

use anyhow::Result;
use piazza_client::{
	accounts::Account,
	chain::{Block, Chain},
	stakes::{Position, Role},
	validators::SessionKeys,
	AccountId, Balance,
};
use std::time::{SystemTime, UNIX_EPOCH};

/// How the node, the chain and the operator stand.
#[derive(Clone, Debug)]
pub(super) struct Facts {
	pub(super) operator: AccountId,
	pub(super) node: NodeFacts,
	/// Its native money.
	pub(super) money: Account,
	/// Least an account must keep.
	pub(super) existential_deposit: Balance,
	/// What is held for registered keys.
	pub(super) key_deposit: Balance,
	/// Least stake of its own.
	pub(super) minimum: Balance,
	/// Its stake.
	pub(super) position: Option<Position>,
	/// The keys it has registered.
	pub(super) keys: Option<SessionKeys>,
	/// Whether the node holds these; `None` when there are none or it does not say.
	pub(super) held: Option<bool>,
	/// Whether it validates in this session or the next.
	pub(super) validates: bool,
	/// Whether it is a candidate.
	pub(super) is_candidate: bool,
}

/// How the node stands.
#[derive(Clone, Debug)]
pub(super) struct NodeFacts {
	pub(super) url: String,
	pub(super) syncing: bool,
	pub(super) peers: usize,
	/// Whether it may be alone.
	pub(super) for_development: bool,
	pub(super) is_validator: bool,
	/// Whether it lets us manage its keys.
	pub(super) lets_manage_keys: bool,
	/// By how many milliseconds this machine's clock is ahead of the newest block.
	pub(super) ahead: i128,
	/// Milliseconds from slot to slot.
	pub(super) slot: u64,
}

impl Facts {
	/// Asks the node, and `block` of its.
	pub(super) async fn gather(chain: &Chain, block: &Block, operator: AccountId) -> Result<Self> {
		let keys = block.session_keys(operator).await?;
		let held = match &keys {
			Some(keys) => chain.holds(keys).await?,
			None => None,
		};
		let (now, next) = (block.validators().await?, block.next_validators().await?);
		Ok(Self {
			operator,
			node: NodeFacts::gather(chain, block).await?,
			money: block.account(operator).await?,
			existential_deposit: block.existential_deposit()?,
			key_deposit: block.key_deposit()?,
			minimum: block.minimum_stake(Role::Validator).await?,
			position: block.position(Role::Validator, operator).await?,
			keys,
			held,
			validates: now.iter().chain(&next).any(|validator| validator.operator == operator),
			is_candidate: block.candidates().await?.contains(&operator),
		})
	}

	/// What the operator can spend and still keep its account.
	pub(super) fn spendable(&self) -> Balance {
		let Account { free, held, frozen } = self.money;
		free.saturating_sub(frozen.saturating_sub(held).max(self.existential_deposit))
	}
}

impl NodeFacts {
	async fn gather(chain: &Chain, block: &Block) -> Result<Self> {
		let info = chain.info().await?;
		let newest = chain.newest_time().await?;
		let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
		Ok(Self {
			url: chain.url().into(),
			syncing: info.syncing,
			peers: info.peers,
			for_development: chain.is_for_development().await?,
			is_validator: chain.is_validator().await?,
			lets_manage_keys: chain.lets_manage_keys().await?,
			ahead: i128::try_from(now)?.saturating_sub(newest.into()),
			slot: block.slot_length()?,
		})
	}
}

/// Facts for tests.
#[cfg(test)]
pub(super) mod samples {
	use super::*;
	use piazza_client::{amount::UNIT, bytes::Hex, Perbill};

	/// A node in order, and an operator with money and nothing else.
	pub(in super::super) fn fresh() -> Facts {
		let node = NodeFacts {
			url: "ws://127.0.0.1:9944".into(),
			syncing: false,
			peers: 3,
			for_development: false,
			is_validator: true,
			lets_manage_keys: true,
			ahead: 2_000,
			slot: 3_000,
		};
		Facts {
			operator: AccountId::from([1; 32]),
			node,
			money: Account { free: 20_000 * UNIT, held: 0, frozen: 0 },
			existential_deposit: UNIT / 1_000,
			key_deposit: UNIT / 10,
			minimum: 10_000 * UNIT,
			position: None,
			keys: None,
			held: None,
			validates: false,
			is_candidate: false,
		}
	}

	/// A candidate with 10,000 PZA and a commission of 5 %, whose keys are in the node.
	pub(in super::super) fn settled() -> Facts {
		let keys = SessionKeys { grandpa: Hex([1; 32]), babe: Hex([2; 32]), authority_discovery: Hex([3; 32]) };
		let position = Position {
			stake: 11_000 * UNIT,
			own: 10_000 * UNIT,
			minimum: 10_000 * UNIT,
			frozen: 0,
			commission: Perbill(50_000_000),
			next_commission: Perbill(50_000_000),
			active: true,
			notice: None,
		};
		Facts { position: Some(position), keys: Some(keys), held: Some(true), is_candidate: true, ..fresh() }
	}
}
