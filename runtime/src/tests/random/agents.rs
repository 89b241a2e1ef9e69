//! Agents: who they are and whose, where they are paid, and what their customers say.

use super::*;
use crate::tests::jobs::content;
use frame_system::ensure_signed;
use pallet_agents::{
	AgentId, AgentOf, Call, Card, Config, FeedbackOf, Feedbacks, Mandates, MetadataEntries, MetadataKey, MetadataValue,
	NextAgent, Rating, WALLET_KEY,
};
use piazza_primitives::{SettlementId, Settlements};

/// So many agents are made before there are more by the way.
const FEW_AGENTS: u32 = 8;

impl Run {
	/// A call to [`Agents`], or one that an agent makes.
	pub(super) fn represent(&mut self) -> Option<Step> {
		match self.random.below(60) {
			0..=1 => self.register_agent(),
			2..=4 => self.describe(),
			5 => {
				let agent = self.agent();
				signed(self.owner_of_agent(agent), Call::transfer { agent, new_owner: self.someone() })
			}
			6..=7 => {
				// Those that never had anything.
				let agent = self.agent_with(|agent, _| !System::account_exists(&Agents::account(agent)));
				signed(self.owner_of_agent(agent), Call::deregister { agent })
			}
			8..=11 => self.bind_wallet(),
			12 => {
				let agent = self.agent_with(|_, agent| agent.wallet.is_some());
				let wallet = Agents::agent(agent).and_then(|agent| agent.wallet);
				let who =
					if self.random.happens(50) { self.one_of(wallet.as_slice()) } else { self.owner_of_agent(agent) };
				signed(who, Call::unbind_wallet { agent })
			}
			13..=24 => self.speak(),
			25..=34 => self.validation(),
			35..=39 => self.mandate(),
			40..=45 => self.endow(),
			_ => self.act(),
		}
	}

	/// An agent; sometimes one that is not there.
	pub(super) fn agent(&mut self) -> AgentId {
		self.agent_with(|_, _| true)
	}

	/// An agent that passes `filter`, or any.
	pub(super) fn agent_with(&mut self, filter: impl Fn(AgentId, &AgentOf<Runtime>) -> bool) -> AgentId {
		let agents = pallet_agents::Agents::<Runtime>::iter().filter(|(id, agent)| filter(*id, agent));
		match self.random.pick(&sorted(agents.map(|(id, _)| id))) {
			Some(agent) if !self.random.happens(5) => agent,
			_ => self.random.below(NextAgent::<Runtime>::get() + 1),
		}
	}

	/// Most often the owner of an agent.
	pub(super) fn owner_of_agent(&mut self, agent: AgentId) -> AccountId {
		let owner = Agents::agent(agent).map(|agent| agent.owner);
		self.one_of(owner.as_slice())
	}

	/// Somebody, or an agent.
	pub(super) fn party(&mut self) -> AccountId {
		match self.random.pick(&sorted(pallet_agents::Agents::<Runtime>::iter_keys())) {
			Some(agent) if self.random.happens(40) => Agents::account(agent),
			_ => self.someone(),
		}
	}

	/// Nobody has the key of an agent's account: its owner makes the call in its name, or a key with a mandate.
	pub(super) fn by_hand(&mut self, (origin, call): Step) -> Step {
		let signer = ensure_signed(origin.clone()).ok();
		let is_its = |agent: &AgentId| signer.as_ref() == Some(&Agents::account(*agent));
		let Some(agent) = (0..NextAgent::<Runtime>::get()).find(is_its) else { return (origin, call) };
		let any = self.random.happens(10);
		let keys = Mandates::<Runtime>::iter_key_prefix(agent)
			.filter(|key| any || Agents::mandate(agent, key.clone()).is_some());
		let who = match self.random.pick(&sorted(keys)) {
			Some(key) if self.random.happens(60) => key,
			_ => self.owner_of_agent(agent),
		};
		(RuntimeOrigin::signed(who), Call::act { agent, call: Box::new(call) }.into())
	}

	fn register_agent(&mut self) -> Option<Step> {
		if pallet_agents::Agents::<Runtime>::count() >= FEW_AGENTS && !self.random.happens(10) {
			return self.describe();
		}
		let mut metadata = MetadataEntries::default();
		for _ in 0..self.random.below(3) {
			metadata.try_push((self.metadata_key(), self.metadata_value())).expect("they are few");
		}
		signed(self.someone(), Call::register { uri: Default::default(), metadata })
	}

	/// An owner says something else of its agent.
	fn describe(&mut self) -> Option<Step> {
		let agent = self.agent();
		let owner = self.owner_of_agent(agent);
		match self.random.below(6) {
			0 => signed(owner, Call::set_uri { agent, uri: b"ipfs://x".to_vec().try_into().expect("it is short") }),
			1 => {
				let card = Card { hash: self.file().hash, key_id: Default::default() };
				signed(owner, Call::set_card { agent, card: self.random.happens(80).then_some(card) })
			}
			_ => {
				let value = self.metadata_value();
				let value = self.random.happens(70).then_some(value);
				signed(owner, Call::set_metadata { agent, key: self.metadata_key(), value })
			}
		}
	}

	fn metadata_key(&mut self) -> MetadataKey {
		let key = match self.random.below(30) {
			0 => WALLET_KEY,
			1..=14 => b"model",
			_ => b"price",
		};
		key.to_vec().try_into().expect("it is short")
	}

	fn metadata_value(&mut self) -> MetadataValue {
		vec![7; self.random.below(100) as usize].try_into().expect("it is short")
	}

	/// Somebody signs that it is the wallet of an agent; sometimes it is another's word, or counts no more.
	fn bind_wallet(&mut self) -> Option<Step> {
		let (agent, wallet) = (self.agent_with(|_, agent| agent.wallet.is_none()), self.someone());
		let expires = System::block_number() + self.random.below(6 * u64::from(MINUTES)) as BlockNumber;
		let message = Agents::wallet_message(agent, wallet.clone(), expires)?;
		let signer = self.one_of(std::slice::from_ref(&wallet));
		let signer = Sr25519Keyring::from_account_id(&signer).expect("it is well known");
		let signature = signer.sign(&message).into();
		signed(self.owner_of_agent(agent), Call::bind_wallet { agent, wallet, expires, signature })
	}

	/// An agent gets money to spend.
	fn endow(&mut self) -> Option<Step> {
		let account = Agents::account(self.agent());
		let value = UNIT * Balance::from(1 + self.random.below(10_000));
		match self.asset() {
			NativeOrWithId::Native => {
				signed(self.someone(), pallet_balances::Call::transfer_keep_alive { dest: account.into(), value })
			}
			NativeOrWithId::WithId(id) => {
				let (id, target, amount) = (id.into(), account.into(), value);
				signed(self.someone(), pallet_assets::Call::<Runtime>::transfer { id, target, amount })
			}
		}
	}

	/// A word about an agent: it is given, answered, taken back, forgotten.
	fn speak(&mut self) -> Option<Step> {
		match self.random.below(12) {
			0..=5 => self.rate(),
			6..=7 => {
				let (settlement, feedback) = self.feedback(|_, feedback| !feedback.revoked)?;
				signed(self.owner_of_agent(feedback.agent), Call::respond { settlement, response: self.file() })
			}
			8..=9 => {
				let (settlement, feedback) = self.feedback(|_, feedback| !feedback.revoked)?;
				signed(self.one_of(&[feedback.client]), Call::revoke_feedback { settlement })
			}
			_ => {
				let is_forgotten = |id| Payments::settlement(id).is_none();
				let (settlement, feedback) = self.feedback(|id, feedback| feedback.revoked && is_forgotten(id))?;
				signed(self.one_of(&[feedback.client]), Call::remove_feedback { settlement })
			}
		}
	}

	/// A feedback that passes `filter`; sometimes any.
	fn feedback(
		&mut self,
		filter: impl Fn(SettlementId, &FeedbackOf<Runtime>) -> bool,
	) -> Option<(SettlementId, FeedbackOf<Runtime>)> {
		let any = self.random.happens(5);
		let feedbacks = Feedbacks::<Runtime>::iter().filter(|(id, feedback)| any || filter(*id, feedback));
		let id = self.random.pick(&sorted(feedbacks.map(|(id, _)| id)))?;
		Some((id, Agents::feedback(id)?))
	}

	/// Who paid an agent rates it; sometimes it is another who does, or another agent.
	fn rate(&mut self) -> Option<Step> {
		let (settlement, payer, agent) = self.random.pick(&ratable())?;
		let agent = if self.random.happens(5) { self.agent() } else { agent };
		let (value, decimals) = match self.random.below(20) {
			0 => (i128::MAX, 0),
			1 => (1, 19),
			_ => (i128::from(self.random.below(200)) - 100, self.random.below(19) as u8),
		};
		let rating = Rating { value, decimals, tag1: Default::default(), tag2: Default::default() };
		signed(self.one_of(&[payer]), Call::give_feedback { agent, settlement, rating, content: content(b"a word") })
	}
}

/// Tells what was paid.
type Payments = <Runtime as Config>::Settlements;

/// All that was paid to agents and is not rated: what for, by whom, and to which agent.
fn ratable() -> Vec<(SettlementId, AccountId, AgentId)> {
	let channels = pallet_channels::Receipts::<Runtime>::iter_keys().map(SettlementId::Channel);
	let leases = pallet_leasing::Receipts::<Runtime>::iter_keys().map(SettlementId::Lease);
	let jobs = pallet_jobs::Jobs::<Runtime>::iter_keys().map(SettlementId::Job);
	let is_rated = |id: &SettlementId| Feedbacks::<Runtime>::contains_key(id);
	let paid = channels.chain(leases).chain(jobs).filter(|id| !is_rated(id));
	let agents: Vec<_> = pallet_agents::Agents::<Runtime>::iter().collect();
	let ratable = paid.filter_map(|id| {
		let settlement = Payments::settlement(id)?;
		let is_paid = |(agent, record): &&(AgentId, AgentOf<Runtime>)| {
			Agents::account(*agent) == settlement.payee || record.wallet.as_ref() == Some(&settlement.payee)
		};
		let (agent, _) = agents.iter().find(is_paid)?;
		Some((id, settlement.payer, *agent))
	});
	sorted(ratable)
}
