//! Stake: who stands behind an operator, by role, and the calls that change it.

use crate::{
	api,
	chain::{Block, Error},
	submit::{Call, Receipt},
	AccountId, Balance, BlockNumber, Perbill,
};
use futures::{stream, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use subxt::ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType};

/// Number of an era, from genesis on.
pub type EraIndex = u32;

/// Number of a slash.
pub type SlashId = u64;

/// How many operators are asked about at a time.
const AT_A_TIME: usize = 16;

/// Stands for all that an account has in a position, in [`unbond`].
pub const ALL: Balance = Balance::MAX;

/// What an operator stakes for.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Role {
	/// Makes and finalizes blocks.
	Validator,
	/// Owns workers.
	Provider,
	/// Runs disputed work again.
	Checker,
	/// Vouches for data.
	Curator,
}

impl Role {
	/// All roles.
	pub const ALL: [Self; 4] = [Self::Validator, Self::Provider, Self::Checker, Self::Curator];

	/// Its name.
	pub fn name(self) -> &'static str {
		match self {
			Self::Validator => "validator",
			Self::Provider => "provider",
			Self::Checker => "checker",
			Self::Curator => "curator",
		}
	}
}

impl fmt::Display for Role {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.pad(self.name())
	}
}

/// Text that names no role.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("give one of validator, provider, checker, curator")]
pub struct UnknownRole;

impl FromStr for Role {
	type Err = UnknownRole;

	fn from_str(text: &str) -> Result<Self, UnknownRole> {
		Self::ALL.into_iter().find(|role| role.name() == text).ok_or(UnknownRole)
	}
}

/// What stands behind an operator in a role.
#[derive(Clone, Debug, DecodeAsType, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Position {
	/// All stake, but for what is leaving or frozen.
	pub stake: Balance,
	/// What of it is the operator's own.
	pub own: Balance,
	/// Least the operator needs of its own.
	pub minimum: Balance,
	/// All that is frozen, of what is staked and of what left.
	pub frozen: Balance,
	/// The operator's share of each reward, in this era.
	pub commission: Perbill,
	/// The same, from the next era on.
	pub next_commission: Perbill,
	/// Whether the operator serves.
	pub active: bool,
	/// When it will be chilled unless it has the minimum by then.
	pub notice: Option<BlockNumber>,
}

impl Position {
	/// Whether the operator serves and has the minimum of its own.
	pub fn is_backed(&self) -> bool {
		self.active && self.own >= self.minimum
	}
}

/// Stake that is frozen until its slash is applied or cancelled.
#[derive(Clone, Debug, DecodeAsType, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct PendingSlash {
	/// When the fault happened.
	pub era: EraIndex,
	/// What is frozen of the stake that is there.
	pub staked: Balance,
	/// What is frozen of stake that left, by the era in which it did.
	pub leaving: Vec<(EraIndex, Balance)>,
	/// What of all this is the operator's own: no more goes to claimant and reporter.
	pub own: Balance,
	/// Who lost by the fault, and how much.
	pub claim: Option<(AccountId, Balance)>,
	/// Who gets the bounty.
	pub reporter: Option<AccountId>,
	/// The block in which it is applied.
	pub due: BlockNumber,
}

impl PendingSlash {
	/// All that is frozen.
	pub fn amount(&self) -> Balance {
		self.leaving.iter().fold(self.staked, |sum, (_, part)| sum.saturating_add(*part))
	}
}

/// What an account has behind one operator in one role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Delegation {
	/// The role.
	pub role: Role,
	/// The operator; the account itself, for its own stake.
	pub operator: AccountId,
	/// How much, but for what is leaving or frozen.
	pub amount: Balance,
	/// What is leaving.
	pub leaving: Vec<Leaving>,
}

/// Stake that is leaving.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Leaving {
	/// How much.
	pub amount: Balance,
	/// The first era in which it can be withdrawn.
	pub free_in: EraIndex,
}

/// Opens a position of the signer's, with `stake` of its own and with `commission` as its share of each reward.
pub fn open(role: Role, stake: Balance, commission: Perbill) -> Call {
	Call::new(api::tx().stakes().open(role, stake, commission))
}

/// Adds `amount` of the signer's to the stake behind `operator`.
pub fn bond(role: Role, operator: AccountId, amount: Balance) -> Call {
	Call::new(api::tx().stakes().bond(role, operator, amount))
}

/// Lets `amount` of the signer's stake behind `operator` leave; everything with [`ALL`].
pub fn unbond(role: Role, operator: AccountId, amount: Balance) -> Call {
	Call::new(api::tx().stakes().unbond(role, operator, amount))
}

/// Pays out what of the signer's stake behind `operator` left long enough ago.
pub fn withdraw(role: Role, operator: AccountId) -> Call {
	Call::new(api::tx().stakes().withdraw(role, operator))
}

/// Sets the signer's share of each reward, from the next era on.
pub fn set_commission(role: Role, commission: Perbill) -> Call {
	Call::new(api::tx().stakes().set_commission(role, commission))
}

/// The signer serves no more; its stake stays.
pub fn chill(role: Role) -> Call {
	Call::new(api::tx().stakes().chill(role))
}

/// The signer serves again.
pub fn activate(role: Role) -> Call {
	Call::new(api::tx().stakes().activate(role))
}

/// What left by [`unbond`], and when it is free.
pub fn unbonded(receipt: &Receipt) -> Result<Leaving, Error> {
	let event: api::stakes::events::Unbonded = receipt.event()?;
	Ok(Leaving { amount: event.amount, free_in: event.free_in })
}

/// What [`withdraw`] paid out.
pub fn withdrawn(receipt: &Receipt) -> Result<Balance, Error> {
	let event: api::stakes::events::Withdrawn = receipt.event()?;
	Ok(event.amount)
}

impl Block {
	/// What stands behind an operator in a role; `None` when it has no position there.
	pub async fn position(&self, role: Role, operator: AccountId) -> Result<Option<Position>, Error> {
		self.ask(api::view_functions().stakes().position(role, operator)).await
	}

	/// The same for many operators at once, in their order.
	pub async fn positions(
		&self,
		role: Role,
		operators: impl IntoIterator<Item = AccountId>,
	) -> Result<Vec<Option<Position>>, Error> {
		let asked = stream::iter(operators).map(|operator| self.position(role, operator));
		asked.buffered(AT_A_TIME).try_collect().await
	}

	/// All that an account has staked or is getting back, by role and operator.
	pub async fn delegations(&self, delegator: AccountId) -> Result<Vec<Delegation>, Error> {
		let mut found = self.ask(api::view_functions().stakes().delegations(delegator)).await?;
		found.sort_by_key(|(role, operator, _)| (*role, *operator));
		let mut delegations = Vec::with_capacity(found.len());
		for (role, operator, amount) in found {
			let leaving = self.leaving(role, operator, delegator).await?;
			delegations.push(Delegation { role, operator, amount, leaving });
		}
		Ok(delegations)
	}

	/// What of an account's stake behind `operator` is leaving, what is free first before the rest.
	pub async fn leaving(&self, role: Role, operator: AccountId, delegator: AccountId) -> Result<Vec<Leaving>, Error> {
		let found = self.ask(api::view_functions().stakes().unbonding(role, operator, delegator)).await?;
		Ok(found.into_iter().map(|(free_in, amount)| Leaving { amount, free_in }).collect())
	}

	/// Slashes of a position that are frozen, by number.
	pub async fn pending_slashes(
		&self,
		role: Role,
		operator: AccountId,
	) -> Result<Vec<(SlashId, PendingSlash)>, Error> {
		let mut slashes = self.ask(api::view_functions().stakes().pending_slashes(role, operator)).await?;
		slashes.sort_by_key(|(id, _)| *id);
		Ok(slashes)
	}

	/// Least stake of its own that an operator needs in `role`.
	pub async fn minimum_stake(&self, role: Role) -> Result<Balance, Error> {
		self.ask(api::view_functions().stakes().minimum(role)).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fake::Fake;

	fn account(byte: u8) -> AccountId {
		AccountId::from([byte; 32])
	}

	#[test]
	fn role_is_the_same_when_written_and_read() {
		for role in Role::ALL {
			assert_eq!(role.to_string().parse(), Ok(role));
			assert_eq!(serde_json::to_value(role).unwrap(), role.name());
		}
		assert_eq!("Validator".parse::<Role>(), Err(UnknownRole));
	}

	#[tokio::test]
	async fn position_is_what_the_chain_says() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		let position = (30u128, 20u128, 25u128, 5u128, 10u32, 11u32, true, Some(9u32));
		fake.answer_view((1u8, [2u8; 32]), Some(position));
		let found = block.position(Role::Provider, account(2)).await.unwrap().unwrap();
		let expected = Position {
			stake: 30,
			own: 20,
			minimum: 25,
			frozen: 5,
			commission: Perbill(10),
			next_commission: Perbill(11),
			active: true,
			notice: Some(9),
		};
		assert_eq!(found, expected);
		assert!(!found.is_backed());
		assert!(Position { own: 25, ..expected }.is_backed());
		fake.answer_view((0u8, [2u8; 32]), None::<()>);
		assert_eq!(block.position(Role::Validator, account(2)).await.unwrap(), None);
	}

	#[tokio::test]
	async fn delegations_come_with_what_is_leaving() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		fake.answer_view([1u8; 32], vec![(3u8, [2u8; 32], 7u128), (0u8, [3u8; 32], 0u128)]);
		fake.answer_view((0u8, [3u8; 32], [1u8; 32]), vec![(31u32, 4u128), (32u32, 5u128)]);
		fake.answer_view((3u8, [2u8; 32], [1u8; 32]), Vec::<(u32, u128)>::new());
		let leaving = vec![Leaving { amount: 4, free_in: 31 }, Leaving { amount: 5, free_in: 32 }];
		let expected = [
			Delegation { role: Role::Validator, operator: account(3), amount: 0, leaving },
			Delegation { role: Role::Curator, operator: account(2), amount: 7, leaving: Vec::new() },
		];
		assert_eq!(block.delegations(account(1)).await.unwrap(), expected);
	}

	#[tokio::test]
	async fn slash_is_what_the_chain_says() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		let slash =
			(4u32, 10u128, vec![(2u32, 3u128), (3, 4)], 9u128, Some(([5u8; 32], 6u128)), Some([7u8; 32]), 99u32);
		fake.answer_view((0u8, [2u8; 32]), vec![(8u64, slash)]);
		let (id, found) = block.pending_slashes(Role::Validator, account(2)).await.unwrap().remove(0);
		let expected = PendingSlash {
			era: 4,
			staked: 10,
			leaving: vec![(2, 3), (3, 4)],
			own: 9,
			claim: Some((account(5), 6)),
			reporter: Some(account(7)),
			due: 99,
		};
		assert_eq!((id, &found), (8, &expected));
		assert_eq!(found.amount(), 17);
	}
}
