//! Agents: programs that buy and sell on their own, what is said of them, and who spends their money.
//!
//! Any [`Call`] is made as an agent by [`Call::as_agent`].

use crate::{
	api,
	chain::{Block, Error},
	channels::ChannelId,
	leases::LeaseId,
	signed,
	stakes::EraIndex,
	submit::{Call, Receipt},
	AccountId, Asset, Balance, BlockNumber, Content, JobId, Keypair, Uri, H256,
};
use api::runtime_types::{
	bounded_collections::{bounded_btree_set::BoundedBTreeSet, bounded_vec::BoundedVec},
	sp_runtime::MultiSignature,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use subxt::ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType};

/// Number of an agent.
pub type AgentId = u64;

/// One in the scale of summaries.
pub const ONE: i128 = 1_000_000_000_000_000_000;

/// What was paid for.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum SettlementId {
	/// Work that was accepted.
	Job(JobId),
	/// A lease that is over.
	Lease(LeaseId),
	/// A channel that is closed.
	Channel(ChannelId),
}

/// Names an agent's A2A card.
#[derive(Clone, Debug, DecodeAsType, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Card {
	/// SHA-256 of the card in the canonical form of RFC 8785, without its signatures.
	pub hash: H256,
	/// Id of the key that signs it, a text.
	pub key_id: Vec<u8>,
}

/// An agent.
#[derive(Clone, Debug, DecodeAsType, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Agent {
	/// Who it belongs to.
	pub owner: AccountId,
	/// Where its registration file is.
	pub uri: Uri,
	/// What its A2A card is.
	pub card: Option<Card>,
	/// Where it is paid, besides its own account.
	pub wallet: Option<AccountId>,
	/// Number of the next binding of a wallet.
	pub nonce: u64,
}

/// What a mandate is for.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Kind {
	/// Paying somebody at once.
	Transfer,
	/// Renting machines.
	Lease,
	/// Having work done and doing it.
	Job,
	/// Buying the right to read data.
	Licence,
	/// Paying through channels.
	Channel,
	/// Saying what one thinks of others' work.
	Feedback,
}

impl Kind {
	/// All there are.
	pub const ALL: [Self; 6] = [Self::Transfer, Self::Lease, Self::Job, Self::Licence, Self::Channel, Self::Feedback];

	/// Its name.
	pub fn name(self) -> &'static str {
		match self {
			Self::Transfer => "transfer",
			Self::Lease => "lease",
			Self::Job => "job",
			Self::Licence => "licence",
			Self::Channel => "channel",
			Self::Feedback => "feedback",
		}
	}
}

impl fmt::Display for Kind {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(self.name())
	}
}

/// Why text is no kind of calls.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` is no kind of calls: there are transfer, lease, job, licence, channel and feedback")]
pub struct UnknownKind(String);

impl FromStr for Kind {
	type Err = UnknownKind;

	fn from_str(text: &str) -> Result<Self, UnknownKind> {
		Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or_else(|| UnknownKind(text.into()))
	}
}

/// How much of an asset a key may spend.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Limit {
	/// The asset.
	pub asset: Asset,
	/// By one call.
	pub per_call: Balance,
	/// In one period.
	pub per_period: Balance,
}

/// What an owner lets a key do.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct MandateTerms {
	/// How much it may spend; nothing of an asset that is not among them.
	pub limits: Vec<Limit>,
	/// Length of a period, in blocks. The first begins with the grant.
	pub period: BlockNumber,
	/// For what, in the order of [`Kind`], each once.
	pub kinds: Vec<Kind>,
	/// The first block in which it may do nothing more.
	pub expires: BlockNumber,
}

/// What was spent in a period.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Tally {
	/// The period, counted from 0.
	pub period: BlockNumber,
	/// How much, by limit.
	pub used: Vec<Balance>,
}

/// What a key may do, and has done.
#[derive(Clone, Debug, DecodeAsType, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Mandate {
	/// What it may do.
	pub terms: MandateTerms,
	/// The block in which its first period began.
	pub granted_at: BlockNumber,
	/// What was spent in this period.
	pub tally: Tally,
}

/// What a customer says: a value in units of 10^-`decimals`, and what it is about.
#[derive(Clone, Debug, DecodeAsType, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Rating {
	/// The value.
	pub value: i128,
	/// At most 18.
	pub decimals: u8,
	/// What it is about, a text.
	pub tag1: Vec<u8>,
	/// What it is about, more closely.
	pub tag2: Vec<u8>,
}

/// What was said of an agent. Means are in units of 10^-18.
#[derive(Clone, Copy, Debug, DecodeAsType, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Summary {
	/// How many words there are.
	pub count: u32,
	/// Their mean, each word as good as any other.
	pub mean: Option<i128>,
	/// Native money that was paid.
	pub weight: Balance,
	/// Their mean by the money that was paid.
	pub weighted_mean: Option<i128>,
}

/// What a checker is asked about an agent's work.
#[derive(Clone, Debug, DecodeAsType, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Validation {
	/// Whose work it is.
	pub agent: AgentId,
	/// Who asks, and pays fee and deposit.
	pub requester: AccountId,
	/// The checker that is asked.
	pub validator: AccountId,
	/// The job that the work was done for, or that does it again.
	pub subject: JobId,
	/// Hash of the output that is said to be right.
	pub output: H256,
	/// Where the question is found; its hash is the validation's name.
	pub uri: Uri,
	/// Native money that the checker gets for its answer.
	pub fee: Balance,
	/// How far it is.
	pub stage: Stage,
}

/// How far a validation is.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Stage {
	/// It was asked for, and binds nobody.
	Requested,
	/// The checker owes an answer.
	Accepted {
		/// The era of stake in which it said so.
		era: EraIndex,
		/// The first block in which it is too late.
		until: BlockNumber,
	},
	/// The checker has answered.
	Answered {
		/// What it says.
		answer: Answer,
		/// The era of stake in which it said so.
		era: EraIndex,
		/// The first block in which it is too late to contradict it.
		until: BlockNumber,
	},
}

impl Stage {
	/// Its name.
	pub fn name(&self) -> &'static str {
		match self {
			Self::Requested => "requested",
			Self::Accepted { .. } => "accepted",
			Self::Answered { .. } => "answered",
		}
	}
}

/// Least score that says that an output is right.
pub const PASS_SCORE: u8 = 50;
/// Greatest score.
pub const MAX_SCORE: u8 = 100;

/// What a checker says.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Answer {
	/// From 0, wrong, to [`MAX_SCORE`], right. From [`PASS_SCORE`] on it says that the output is the right one.
	pub score: u8,
	/// Why, off chain.
	pub content: Content,
	/// What it is about, a text.
	pub tag: Vec<u8>,
}

impl Answer {
	/// Whether it says that the output is the right one.
	pub fn is_pass(&self) -> bool {
		self.score >= PASS_SCORE
	}
}

/// All that a checker answered about an agent and nobody has contradicted.
#[derive(Clone, Copy, Debug, DecodeAsType, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Scores {
	/// How many answers there are.
	pub count: u32,
	/// Sum of their scores.
	pub sum: u64,
}

impl Scores {
	/// What there is when nobody answered.
	pub const NONE: Self = Self { count: 0, sum: 0 };

	/// These answers and others together.
	pub fn merged(self, other: Self) -> Self {
		Self { count: self.count.saturating_add(other.count), sum: self.sum.saturating_add(other.sum) }
	}

	/// Mean of the scores, in units of 10^-18, rounded down; `None` when there is none.
	pub fn mean(self) -> Option<i128> {
		i128::from(self.sum).checked_mul(ONE)?.checked_div(self.count.into())
	}
}

/// What checkers' answers come to.
#[derive(Clone, Copy, Debug, DecodeAsType, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct ScoreSummary {
	/// How many answers there are.
	pub count: u32,
	/// Mean of their scores, in units of 10^-18.
	pub mean: Option<i128>,
}

/// What a checker that validates takes upon itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ValidationRules {
	/// What it needs at stake.
	pub stake: Balance,
	/// Blocks that it has to answer.
	pub answer_period: BlockNumber,
	/// Blocks in which its answer may be contradicted.
	pub contradiction_period: BlockNumber,
	/// Least quorum of a job that contradicts an answer.
	pub min_quorum: u8,
	/// What it loses when it is late.
	pub late_fine: Balance,
	/// What it loses when it was wrong.
	pub contradiction_fine: Balance,
}

/// Entries of metadata, each a key and a value.
pub type Metadata = Vec<(Vec<u8>, Vec<u8>)>;

/// Greatest number of an agent's entries of metadata.
pub const MAX_METADATA: usize = 16;
/// Longest key of an entry, in bytes.
pub const MAX_KEY_LENGTH: usize = 64;
/// Longest value of an entry, in bytes.
pub const MAX_VALUE_LENGTH: usize = 256;

/// Registers an agent with metadata. [`registered`] tells its number afterwards.
pub fn register(uri: Uri, metadata: Metadata) -> Call {
	let metadata = metadata.into_iter().map(|(key, value)| (BoundedVec(key), BoundedVec(value))).collect();
	Call::new(api::tx().agents().register(BoundedVec(uri.as_bytes().to_vec()), BoundedVec(metadata)))
}

/// The agent that a [`register`] call made.
pub fn registered(receipt: &Receipt) -> Result<AgentId, Error> {
	receipt.event::<api::agents::events::Registered>().map(|event| event.agent)
}

/// Says where an agent's registration file is, signed by its owner.
pub fn set_uri(agent: AgentId, uri: Uri) -> Call {
	Call::new(api::tx().agents().set_uri(agent, BoundedVec(uri.as_bytes().to_vec())))
}

/// Sets or removes an entry of an agent's metadata, signed by its owner.
pub fn set_metadata(agent: AgentId, key: Vec<u8>, value: Option<Vec<u8>>) -> Call {
	Call::new(api::tx().agents().set_metadata(agent, BoundedVec(key), value.map(BoundedVec)))
}

/// Says which A2A card is the agent's, signed by its owner.
pub fn set_card(agent: AgentId, card: Option<Card>) -> Call {
	Call::new(api::tx().agents().set_card(agent, card))
}

/// Gives an agent away, with its account, signed by its owner. Its wallet is unbound and its mandates are void.
pub fn transfer(agent: AgentId, new_owner: AccountId) -> Call {
	Call::new(api::tx().agents().transfer(agent, new_owner))
}

/// Removes an agent that has nothing any more, signed by its owner.
pub fn deregister(agent: AgentId) -> Call {
	Call::new(api::tx().agents().deregister(agent))
}

/// A wallet's word that it is an agent's.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct WalletWord {
	/// The agent.
	pub agent: AgentId,
	/// The wallet.
	pub wallet: AccountId,
	/// The first block in which it counts no more.
	pub expires: BlockNumber,
	/// The wallet's signature.
	pub signature: [u8; 64],
}

impl WalletWord {
	/// Signs, with the wallet's key, that it is the agent's, on the chain whose first block is `genesis`. `agent` is as
	/// the chain has it now.
	pub fn sign(key: &Keypair, genesis: H256, id: AgentId, agent: &Agent, expires: BlockNumber) -> Self {
		let wallet = crate::keys::account(key);
		let payload = (id, agent.owner);
		let message = signed::message(genesis, "agents", "wallet", wallet, agent.nonce, expires, payload);
		Self { agent: id, wallet, expires, signature: key.sign(&message).0 }
	}
}

/// Binds a wallet that has signed, signed by the owner.
pub fn bind_wallet(word: WalletWord) -> Call {
	let WalletWord { agent, wallet, expires, signature } = word;
	Call::new(api::tx().agents().bind_wallet(agent, wallet, expires, MultiSignature::Sr25519(signature)))
}

/// Unbinds the wallet, signed by the owner or by the wallet.
pub fn unbind_wallet(agent: AgentId) -> Call {
	Call::new(api::tx().agents().unbind_wallet(agent))
}

/// Rates an agent, signed by whoever paid for the settlement.
pub fn give_feedback(agent: AgentId, settlement: SettlementId, rating: Rating, content: Content) -> Call {
	Call::new(api::tx().agents().give_feedback(agent, settlement, rating, content))
}

/// Takes feedback back, signed by its author.
pub fn revoke_feedback(settlement: SettlementId) -> Call {
	Call::new(api::tx().agents().revoke_feedback(settlement))
}

/// Removes feedback that was taken back, and returns its deposit, once what it was paid for is forgotten; signed by its
/// author.
pub fn remove_feedback(settlement: SettlementId) -> Call {
	Call::new(api::tx().agents().remove_feedback(settlement))
}

/// Answers feedback, signed by the agent's owner.
pub fn respond(settlement: SettlementId, response: Content) -> Call {
	Call::new(api::tx().agents().respond(settlement, response))
}

/// Asks a staked checker whether `output` is the right one of the job `subject`, for a fee in native money. `request` is
/// the question, whose hash names the validation and is good once for ever. Signed by the agent's owner or wallet.
pub fn request_validation(
	agent: AgentId,
	validator: AccountId,
	subject: JobId,
	output: H256,
	request: Content,
	fee: Balance,
) -> Call {
	Call::new(api::tx().agents().request_validation(agent, validator, subject, output, request, fee))
}

/// Promises an answer, signed by the checker that was asked.
pub fn accept_validation(request: H256) -> Call {
	Call::new(api::tx().agents().accept_validation(request))
}

/// The first block in which an answer is too late, after [`accept_validation`].
pub fn validation_accepted(receipt: &Receipt) -> Result<BlockNumber, Error> {
	receipt.event::<api::agents::events::ValidationAccepted>().map(|event| event.until)
}

/// Answers, once and for good, and has the fee. Signed by the checker.
pub fn respond_validation(request: H256, answer: Answer) -> Call {
	Call::new(api::tx().agents().respond_validation(request, answer))
}

/// The first block in which it is too late to contradict the answer, after [`respond_validation`].
pub fn validation_answered(receipt: &Receipt) -> Result<BlockNumber, Error> {
	receipt.event::<api::agents::events::ValidationAnswered>().map(|event| event.until)
}

/// Shows that a checker did not answer in time, signed by anybody, who has a part of its fine.
pub fn report_late(request: H256) -> Call {
	Call::new(api::tx().agents().report_late(request))
}

/// What of the checker's stake is frozen, after [`report_late`].
pub fn validation_late(receipt: &Receipt) -> Result<Balance, Error> {
	receipt.event::<api::agents::events::ValidationLate>().map(|event| event.slashed)
}

/// Shows that the job came to a result that contradicts a checker's answer, signed by anybody, who has a part of its fine.
pub fn report_contradiction(request: H256) -> Call {
	Call::new(api::tx().agents().report_contradiction(request))
}

/// What the job came to, and what of the checker's stake is frozen, after [`report_contradiction`].
pub fn validation_contradicted(receipt: &Receipt) -> Result<(H256, Balance), Error> {
	receipt.event::<api::agents::events::ValidationContradicted>().map(|event| (event.output, event.slashed))
}

/// Takes back a request that was not accepted, or clears away one whose answer cannot be contradicted any more. Signed by
/// who asked.
pub fn close_validation(request: H256) -> Call {
	Call::new(api::tx().agents().close_validation(request))
}

/// Lets a key act as an agent, signed by its owner, in the place of what it might before.
pub fn grant_mandate(agent: AgentId, key: AccountId, terms: MandateTerms) -> Call {
	Call::new(api::tx().agents().grant_mandate(agent, key, terms))
}

/// Ends that at once, signed by the owner, or by the key.
pub fn revoke_mandate(agent: AgentId, key: AccountId) -> Call {
	Call::new(api::tx().agents().revoke_mandate(agent, key))
}

/// Ends all mandates at once, signed by the owner.
pub fn revoke_all_mandates(agent: AgentId) -> Call {
	Call::new(api::tx().agents().revoke_all_mandates(agent))
}

/// Accounts as the chain takes them: in order, each once.
fn set(mut accounts: Vec<AccountId>) -> BoundedBTreeSet<AccountId> {
	accounts.sort();
	accounts.dedup();
	BoundedBTreeSet(accounts)
}

impl Block {
	/// The agent of this number.
	pub async fn agent(&self, id: AgentId) -> Result<Option<Agent>, Error> {
		self.ask(api::view_functions().agents().agent(id)).await
	}

	/// All agents, by number.
	pub async fn agents(&self) -> Result<Vec<(AgentId, Agent)>, Error> {
		let mut agents = self.all(api::storage().agents().agents(), |(id,)| id).await?;
		agents.sort_by_key(|(id, _)| *id);
		Ok(agents)
	}

	/// The account of an agent.
	pub async fn agent_account(&self, id: AgentId) -> Result<AccountId, Error> {
		self.ask(api::view_functions().agents().account(id)).await
	}

	/// Entries of an agent's metadata, by key.
	pub async fn agent_metadata(&self, id: AgentId) -> Result<Metadata, Error> {
		let entries = self.under(api::storage().agents().metadata(), (id,), |(_, key)| key.0).await?;
		let mut entries: Metadata = entries.into_iter().map(|(key, value)| (key, value.0)).collect();
		entries.sort();
		Ok(entries)
	}

	/// What a key may do as an agent in this block; `None` when it may do nothing.
	pub async fn mandate(&self, id: AgentId, key: AccountId) -> Result<Option<Mandate>, Error> {
		self.ask(api::view_functions().agents().mandate(id, key)).await
	}

	/// How much of an asset a key's next call could spend in this block.
	pub async fn allowance(&self, id: AgentId, key: AccountId, asset: Asset) -> Result<Balance, Error> {
		self.ask(api::view_functions().agents().allowance(id, key, asset)).await
	}

	/// What these clients' words on an agent come to; `None` when none are named.
	pub async fn agent_summary(&self, id: AgentId, clients: Vec<AccountId>) -> Result<Option<Summary>, Error> {
		self.ask(api::view_functions().agents().summary(id, set(clients))).await
	}

	/// What all customers' words on an agent come to, which are hard to feign where they are weighed by what was paid.
	pub async fn agent_summary_by_value(&self, id: AgentId) -> Result<Summary, Error> {
		self.ask(api::view_functions().agents().summary_by_value(id)).await
	}

	/// The validation of this request; `None` when there is none, or it is over.
	pub async fn validation(&self, request: H256) -> Result<Option<Validation>, Error> {
		self.ask(api::view_functions().agents().validation(request)).await
	}

	/// All validations that are not over, with the hashes of their requests: by agent, then by job.
	pub async fn validations(&self) -> Result<Vec<(H256, Validation)>, Error> {
		let mut all = self.all(api::storage().agents().validations(), |(request,)| request).await?;
		all.sort_by_key(|(request, validation)| (validation.agent, validation.subject, *request));
		Ok(all)
	}

	/// What each checker answered about an agent, by checker.
	pub async fn validation_scores(&self, id: AgentId) -> Result<Vec<(AccountId, Scores)>, Error> {
		let mut all = self.under(api::storage().agents().all_scores(), (id,), |(_, validator)| validator).await?;
		all.sort_by_key(|(validator, _)| *validator);
		Ok(all)
	}

	/// What these checkers' answers about an agent come to; `None` when none are named.
	pub async fn validation_summary(
		&self,
		id: AgentId,
		validators: Vec<AccountId>,
	) -> Result<Option<ScoreSummary>, Error> {
		self.ask(api::view_functions().agents().validation_summary(id, set(validators))).await
	}

	/// What a checker that validates takes upon itself.
	pub fn validation_rules(&self) -> Result<ValidationRules, Error> {
		let constants = api::constants().agents();
		Ok(ValidationRules {
			stake: self.constant(constants.validator_stake())?,
			answer_period: self.constant(constants.answer_period())?,
			contradiction_period: self.constant(constants.contradiction_period())?,
			min_quorum: self.constant(constants.min_quorum())?,
			late_fine: self.constant(constants.late_fine())?,
			contradiction_fine: self.constant(constants.contradiction_fine())?,
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{blake2_256, keys};

	#[test]
	fn scores_are_as_high_as_their_mean() {
		assert_eq!(Scores::NONE.mean(), None);
		let all = Scores { count: 2, sum: 175 }.merged(Scores { count: 1, sum: 0 });
		assert_eq!((all, all.mean()), (Scores { count: 3, sum: 175 }, Some(175 * ONE / 3)));
		let most = Scores { count: u32::MAX, sum: u64::MAX };
		assert_eq!(most.merged(most), most);
		assert!(most.mean().is_some());
	}

	#[test]
	fn answer_passes_from_fifty_on() {
		let content = Content { hash: H256::zero(), uri: Uri::default() };
		let answer = |score| Answer { score, content: content.clone(), tag: Vec::new() };
		assert_eq!([0, 49, 50, 100].map(|score| answer(score).is_pass()), [false, false, true, true]);
	}

	#[test]
	fn kind_is_read_by_its_name() {
		for kind in Kind::ALL {
			assert_eq!(kind.to_string().parse(), Ok(kind));
		}
		assert!("sudo".parse::<Kind>().unwrap_err().to_string().contains("no kind"));
	}

	/// Put together by hand: mark, chain, pallet, purpose, signer, number, expiry, agent, owner.
	#[test]
	fn wallet_signs_the_bytes_the_chain_checks() {
		let key = keys::from_uri("//Bob").unwrap();
		let owner = AccountId::from([2; 32]);
		let agent = Agent { owner, uri: Uri::default(), card: None, wallet: None, nonce: 5 };
		let word = WalletWord::sign(&key, H256::repeat_byte(1), 7, &agent, 99);
		let text = |text: &str| [&[(text.len() as u8) << 2], text.as_bytes()].concat();
		let parts = [
			text("piazza/signed/v1"),
			vec![1; 32],
			text("agents"),
			text("wallet"),
			keys::account(&key).0.to_vec(),
			5u64.to_le_bytes().to_vec(),
			99u32.to_le_bytes().to_vec(),
			7u64.to_le_bytes().to_vec(),
			vec![2; 32],
		];
		let message = [&b"<Bytes>"[..], &blake2_256(&parts.concat()).0, b"</Bytes>"].concat();
		let signature = subxt_signer::sr25519::Signature(word.signature);
		assert!(subxt_signer::sr25519::verify(&signature, message, &key.public_key()));
	}
}
