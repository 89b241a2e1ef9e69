//! Validators: who makes blocks, with which keys, and when sessions and eras begin.

use crate::{
	api,
	bytes::Hex,
	chain::{Block, Error},
	stakes::{EraIndex, Role},
	submit::Call,
	AccountId, Balance, BlockNumber, Perbill,
};
use codec::{Decode, Encode};
use serde::Serialize;
use std::collections::BTreeMap;
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::Static,
};

use api::runtime_types::{
	pallet_session::pallet::Call as SessionCall, pallet_stakes::pallet::Call as StakesCall,
	pallet_validators::pallet::Call as ValidatorsCall, piazza_runtime::RuntimeCall,
};

/// Number of a session, from genesis on.
pub type SessionIndex = u32;

/// The public keys with which a validator takes part. The secret ones are in its node.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, Serialize)]
pub struct SessionKeys {
	/// Finalizes blocks.
	pub grandpa: Hex<[u8; 32]>,
	/// Makes blocks.
	pub babe: Hex<[u8; 32]>,
	/// Finds the other validators.
	pub authority_discovery: Hex<[u8; 32]>,
}

/// What a validator has at risk since it was elected.
#[derive(Clone, Copy, Debug, DecodeAsType, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Exposure {
	/// All stake behind the operator.
	pub stake: Balance,
	/// How many validators there were.
	pub validators: u32,
}

/// Who equivocated in an era, and what it was slashed for.
#[derive(Clone, Debug, DecodeAsType, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Offender {
	/// The operator.
	pub operator: AccountId,
	/// What it had at risk.
	pub exposure: Exposure,
	/// The part of it that it was slashed by.
	pub fraction: Perbill,
}

/// A member of a set of validators.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Validator {
	/// The operator.
	pub operator: AccountId,
	/// All stake that was behind it when it was elected.
	pub stake: Balance,
	/// Whether it is not listened to for the rest of the session, because it equivocated.
	pub disabled: bool,
}

/// When sessions and eras begin, as seen from one block.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Clock {
	/// The session of this block.
	pub session: SessionIndex,
	/// How many sessions an era has.
	pub sessions_per_era: SessionIndex,
	/// The block.
	pub block: BlockNumber,
	/// When it was made, in milliseconds since 1970-01-01T00:00:00Z.
	pub now: u64,
	/// When the session began, in the same unit.
	pub began: u64,
	/// Length of a session in milliseconds.
	pub session_length: u64,
	/// Milliseconds from slot to slot.
	pub slot: u64,
}

impl Clock {
	/// The era of the session.
	pub fn era(&self) -> EraIndex {
		self.session.checked_div(self.sessions_per_era).unwrap_or_default()
	}

	/// The first session that an election made now can be for: elections take place two sessions ahead.
	pub fn next_election(&self) -> SessionIndex {
		self.session.saturating_add(2)
	}

	/// About when a session begins, or began, in seconds since 1970-01-01T00:00:00Z.
	pub fn session_begins(&self, session: SessionIndex) -> u64 {
		let length = |sessions: u32| u64::from(sessions).saturating_mul(self.session_length);
		let begins = match session.checked_sub(self.session) {
			Some(ahead) => self.began.saturating_add(length(ahead)),
			None => self.began.saturating_sub(length(self.session.saturating_sub(session))),
		};
		begins / 1_000
	}

	/// About when an era begins, or began, in seconds since 1970-01-01T00:00:00Z.
	pub fn era_begins(&self, era: EraIndex) -> u64 {
		self.session_begins(era.saturating_mul(self.sessions_per_era))
	}

	/// About when a later block is made, in seconds since 1970-01-01T00:00:00Z.
	pub fn block_comes(&self, block: BlockNumber) -> u64 {
		let ahead = u64::from(block.saturating_sub(self.block)).saturating_mul(self.slot);
		self.now.saturating_add(ahead) / 1_000
	}
}

/// One of the things that make, or unmake, a validator.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Step {
	/// Opens a position with this much stake of the operator's own.
	Open {
		/// How much.
		stake: Balance,
		/// The operator's share of each reward.
		commission: Perbill,
	},
	/// Adds stake of the operator's own.
	Bond {
		/// The operator.
		operator: AccountId,
		/// How much.
		amount: Balance,
	},
	/// Sets the operator's share of each reward.
	SetCommission(Perbill),
	/// Takes the position up again.
	Activate,
	/// Registers session keys.
	SetKeys(NewKeys),
	/// Enters the list of candidates.
	Join,
	/// Leaves it.
	Leave,
	/// Lays the position down.
	Chill,
}

/// Session keys that a node made, and its proof that it has the secret ones.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewKeys {
	/// The keys.
	pub keys: SessionKeys,
	/// The proof; it holds for one account alone.
	pub proof: Vec<u8>,
}

impl From<Step> for RuntimeCall {
	fn from(step: Step) -> Self {
		let role = Role::Validator;
		match step {
			Step::Open { stake, commission } => Self::Stakes(StakesCall::open { role, amount: stake, commission }),
			Step::Bond { operator, amount } => Self::Stakes(StakesCall::bond { role, operator, amount }),
			Step::SetCommission(commission) => Self::Stakes(StakesCall::set_commission { role, commission }),
			Step::Activate => Self::Stakes(StakesCall::activate { role }),
			Step::SetKeys(NewKeys { keys, proof }) => {
				Self::Session(SessionCall::set_keys { keys: Static(keys), proof })
			}
			Step::Join => Self::Validators(ValidatorsCall::join),
			Step::Leave => Self::Validators(ValidatorsCall::leave),
			Step::Chill => Self::Stakes(StakesCall::chill { role }),
		}
	}
}

/// Takes all of these steps in this order, or none, signed by the operator.
pub fn take(steps: impl IntoIterator<Item = Step>) -> Call {
	Call::new(api::tx().utility().batch_all(steps.into_iter().map(RuntimeCall::from).collect()))
}

impl Block {
	/// When sessions and eras begin. `None` on a chain whose first block after genesis is still to come.
	pub async fn clock(&self) -> Result<Option<Clock>, Error> {
		let storage = api::storage();
		let Some(genesis) = self.get(storage.babe().genesis_slot(), ()).await?.filter(|slot| slot.0 > 0) else {
			return Ok(None);
		};
		let epoch = self.get(storage.babe().epoch_index(), ()).await?.unwrap_or_default();
		let slots = self.get(storage.validators().epoch_duration(), ()).await?.unwrap_or_default();
		let slot = self.slot_length()?;
		let began = epoch.saturating_mul(slots).saturating_add(genesis.0).saturating_mul(slot);
		Ok(Some(Clock {
			session: self.session().await?,
			sessions_per_era: self.constant(api::constants().validators().sessions_per_era())?,
			block: self.number(),
			now: self.get(storage.timestamp().now(), ()).await?.unwrap_or_default(),
			began,
			session_length: slots.saturating_mul(slot),
			slot,
		}))
	}

	async fn session(&self) -> Result<SessionIndex, Error> {
		Ok(self.get(api::storage().session().current_index(), ()).await?.unwrap_or_default())
	}

	/// The validators of the current session.
	pub async fn validators(&self) -> Result<Vec<Validator>, Error> {
		let storage = api::storage();
		let operators = self.get(storage.session().validators(), ()).await?.unwrap_or_default();
		let exposures = self.all(storage.validators().exposures(), |(operator,)| operator).await?;
		let exposures: BTreeMap<_, _> = exposures.into_iter().collect();
		let disabled = self.get(storage.session().disabled_validators(), ()).await?.unwrap_or_default();
		let validator = |(index, operator): (u32, AccountId)| Validator {
			operator,
			stake: exposures.get(&operator).map_or(0, |exposure: &Exposure| exposure.stake),
			disabled: disabled.iter().any(|(place, _)| *place == index),
		};
		Ok((0..).zip(operators).map(validator).collect())
	}

	/// The validators of the next session.
	pub async fn next_validators(&self) -> Result<Vec<Validator>, Error> {
		let storage = api::storage();
		let queued = self.get(storage.session().queued_keys(), ()).await?.unwrap_or_default();
		let elected = self.get(storage.validators().elected(), ()).await?.map_or_else(Vec::new, |elected| elected.0);
		let elected: BTreeMap<_, _> = elected.into_iter().collect();
		let validator = |(operator, _)| Validator {
			operator,
			stake: elected.get(&operator).map_or(0, |exposure: &Exposure| exposure.stake),
			disabled: false,
		};
		Ok(queued.into_iter().map(validator).collect())
	}

	/// Whom an election now would elect, most stake first.
	pub async fn would_be_validators(&self) -> Result<Vec<Validator>, Error> {
		let elected = self.ask(api::view_functions().validators().next_validators()).await?;
		let validator =
			|(operator, exposure): (_, Exposure)| Validator { operator, stake: exposure.stake, disabled: false };
		Ok(elected.into_iter().map(validator).collect())
	}

	/// All candidates, in no order.
	pub async fn candidates(&self) -> Result<Vec<AccountId>, Error> {
		self.ask(api::view_functions().validators().candidates()).await
	}

	/// The session keys that an operator has registered.
	pub async fn session_keys(&self, operator: AccountId) -> Result<Option<SessionKeys>, Error> {
		let keys = self.get(api::storage().session().next_keys(), (operator,)).await?;
		Ok(keys.map(|keys| keys.0))
	}

	/// What the stake behind `operator` earns in a year, in millionths of it, before the operator's commission: an
	/// estimate.
	pub async fn yearly_return(&self, operator: AccountId) -> Result<u128, Error> {
		let multiple = self.ask(api::view_functions().validators().apr_estimate(operator)).await?;
		Ok(multiple.0 / 1_000_000_000_000)
	}

	/// Who equivocated in an era.
	pub async fn offences(&self, era: EraIndex) -> Result<Vec<Offender>, Error> {
		self.ask(api::view_functions().validators().offences(era)).await
	}

	/// Milliseconds from slot to slot.
	pub fn slot_length(&self) -> Result<u64, Error> {
		self.constant(api::constants().babe().expected_block_time())
	}

	/// What is held while session keys are registered.
	pub fn key_deposit(&self) -> Result<Balance, Error> {
		self.constant(api::constants().session().key_deposit())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fake::Fake;

	/// Session 5 of six to an era, in its 30th second; a session takes a minute.
	const CLOCK: Clock = Clock {
		session: 5,
		sessions_per_era: 6,
		block: 100,
		now: 1_030_000,
		began: 1_000_000,
		session_length: 60_000,
		slot: 3_000,
	};

	#[test]
	fn clock_tells_when_sessions_and_eras_begin() {
		assert_eq!((CLOCK.era(), CLOCK.next_election()), (0, 7));
		assert_eq!([4, 5, 6, 7].map(|session| CLOCK.session_begins(session)), [940, 1_000, 1_060, 1_120]);
		assert_eq!([0, 1, 2].map(|era| CLOCK.era_begins(era)), [700, 1_060, 1_420]);
		assert_eq!([99, 100, 110].map(|block| CLOCK.block_comes(block)), [1_030, 1_030, 1_060]);
		assert_eq!(Clock { sessions_per_era: 0, ..CLOCK }.era(), 0);
	}

	#[tokio::test]
	async fn election_is_what_the_chain_says() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		fake.answer_view((), vec![([1u8; 32], (7u128, 2u32)), ([2u8; 32], (6, 2))]);
		let validator = |byte, stake| Validator { operator: AccountId::from([byte; 32]), stake, disabled: false };
		assert_eq!(block.would_be_validators().await.unwrap(), [validator(1, 7), validator(2, 6)]);
	}

	#[tokio::test]
	async fn yearly_return_is_rounded_down_to_millionths() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		fake.answer_view([1u8; 32], 2_500_000_999_999_999_999u128);
		assert_eq!(block.yearly_return(AccountId::from([1; 32])).await.unwrap(), 2_500_000);
	}

	#[tokio::test]
	async fn offender_is_what_the_chain_says() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		fake.answer_view(3u32, vec![([1u8; 32], (7u128, 2u32), 50_000_000u32)]);
		let exposure = Exposure { stake: 7, validators: 2 };
		let offender = Offender { operator: AccountId::from([1; 32]), exposure, fraction: Perbill(50_000_000) };
		assert_eq!(block.offences(3).await.unwrap(), [offender]);
	}
}
