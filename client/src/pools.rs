//! Data pools: data that many bring together, owned by shares and licensed.

use crate::{
	api,
	bytes::Hex,
	chain::{Block, Error},
	keys, signed,
	submit::{Call, Receipt},
	web::Claim,
	AccountId, Asset, Balance, BlockNumber, Content, JobId, Keypair, Permill, ProgramId, Tier, Uri, Window, H256,
};
use api::runtime_types::{
	bounded_collections::bounded_vec::BoundedVec, pallet_data_pools::types as runtime, sp_runtime::MultiSignature,
};
use codec::Encode;
use serde::{Deserialize, Serialize};
use subxt::ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType};
use subxt_signer::sr25519;

/// Number of a pool.
pub type PoolId = u32;

/// Number of a licence of a pool.
pub type LicenceId = u64;

/// Number of an epoch.
pub type EpochIndex = u32;

/// Longest output of a jury's job that a score is read from, in bytes.
pub const MAX_VERDICT_LENGTH: usize = 64;

/// How often the same question of the web may be answered in one pool.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Answers {
	/// Once.
	One,
	/// Once by each contributor.
	OnePerContributor,
}

/// What says how good a contribution is.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Scoring {
	/// A program in an enclave, by the signature of a worker whose evidence measured it.
	Enclave {
		/// The program.
		program: ProgramId,
		/// How strongly the worker is known at the least.
		min_tier: Tier,
	},
	/// Its origin: what is proven to come from the web through this provider has the full score.
	Web {
		/// The provider.
		provider: H256,
		/// How often a question may be answered.
		answers: Answers,
	},
	/// A job of this program whose input is the content and whose output is the score, done for the contributor.
	Jury {
		/// The program.
		program: ProgramId,
		/// How many workers had to give the same output at the least.
		min_quorum: u8,
	},
}

/// Who gets what of each licence. The stakers get what is left.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Split {
	/// The pool's owner.
	pub owner: Permill,
	/// The treasury.
	pub treasury: Permill,
}

/// Most that may happen to a pool's tokens in a period.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Breaker {
	/// Length of a period, in blocks.
	pub period: BlockNumber,
	/// Most tokens minted.
	pub max_mint: u128,
	/// By how much more may be unstaked than staked, in tokens.
	pub max_outflow: u128,
}

/// What a pool promises. None of it changes but for the price.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Terms {
	/// What data looks like here.
	pub schema: Content,
	/// What licences allow, in words.
	pub conditions: Content,
	/// What says how good a contribution is.
	pub scoring: Scoring,
	/// Tokens for the full score, in the smallest unit.
	pub factor: u128,
	/// What licences are paid in.
	pub asset: Asset,
	/// Price of a unit: one contribution, read once. Nothing is sold while there is none.
	pub price: Option<Balance>,
	/// Who gets what of it.
	pub split: Split,
	/// The program, in an enclave, that reads for whoever has a licence.
	pub reader: ProgramId,
	/// For how many blocks a licence lets read.
	pub licence_period: BlockNumber,
	/// Most that may happen to tokens in a period.
	pub breaker: Breaker,
}

/// One pool.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Pool {
	/// Who made it, sets its price and has a share of its income.
	pub owner: AccountId,
	/// What it promises.
	pub terms: Terms,
}

/// What a pool has and owes.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Books {
	/// Contributions, all ever made.
	pub contributions: u64,
	/// Tokens, all ever minted.
	pub minted: u128,
	/// Those whose contributors let everybody read them.
	pub offered: u64,
	/// Number of the next licence.
	pub next_licence: LicenceId,
	/// All tokens that are staked.
	pub staked: u128,
	/// All that is kept for stakers, whether it has flowed or not.
	pub kept: Balance,
	/// What is kept for the owner.
	pub owner_due: Balance,
	/// Who vouches for it.
	pub curator: Option<AccountId>,
	/// Whether its token has a market.
	pub market: bool,
}

/// Data that somebody brought.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Contribution {
	/// Who brought it.
	pub contributor: AccountId,
	/// Hint where it is.
	pub uri: Uri,
	/// How good it is.
	pub score: Permill,
	/// What was minted for it.
	pub tokens: u128,
	/// The first licence that lets read it.
	pub from: LicenceId,
	/// Block in which it came.
	pub at: BlockNumber,
}

/// The licences `from <= n < to`.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Gap {
	/// First licence inside.
	pub from: LicenceId,
	/// First licence after.
	pub to: LicenceId,
}

/// What a contributor lets happen to its data.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Consent {
	/// Contributions of this contributor.
	pub contributions: u32,
	/// Number of its next word on the matter.
	pub nonce: u64,
	/// Licences that do not let read its data. The last has no end while it is out.
	pub gaps: Vec<Gap>,
}

impl Consent {
	/// Whether every buyer may read its data.
	pub fn is_open(&self) -> bool {
		self.gaps.last().is_none_or(|gap| gap.to != LicenceId::MAX)
	}
}

/// What a contributor says about its data.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, Encode, EncodeAsType, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Choice {
	/// Everybody who buys a licence from now on may read it.
	#[codec(index = 0)]
	Open,
	/// Licences sold from now on do not let read it.
	#[codec(index = 1)]
	Close,
	/// `grantee` may read it under its licences for `purpose`, even if everybody else may not.
	#[codec(index = 2)]
	Grant {
		/// Who.
		grantee: AccountId,
		/// For what: the hash of a text that both have.
		purpose: H256,
	},
	/// That ends.
	#[codec(index = 3)]
	Revoke {
		/// Who.
		grantee: AccountId,
	},
}

/// The right to have data read.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Licence {
	/// Who has it.
	pub buyer: AccountId,
	/// For what.
	pub purpose: H256,
	/// The program that may read.
	pub program: ProgramId,
	/// How much it may read.
	pub units: u32,
	/// What was paid.
	pub paid: Balance,
	/// When it may read.
	pub window: Window,
}

/// What a licence comes to.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Parts {
	/// For the pool's owner.
	pub owner: Balance,
	/// For the treasury.
	pub treasury: Balance,
	/// For the stakers.
	pub stakers: Balance,
}

/// The pallet that statements and words are shown to.
const PALLET: &str = "data-pools";

/// A worker's word on how good a contribution is.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Statement {
	/// The pool.
	pub pool: PoolId,
	/// Who brings it.
	pub contributor: AccountId,
	/// Hash of the data.
	pub content: H256,
	/// How good it is.
	pub score: Permill,
	/// Who says so.
	pub worker: AccountId,
	/// The first block in which that does not count any more.
	pub expires: BlockNumber,
	/// The worker's signature.
	pub signature: Hex<[u8; 64]>,
}

impl Statement {
	/// Signs that `content` of `contributor` has this score, on the chain whose first block is `genesis`.
	pub fn sign(
		key: &Keypair,
		genesis: H256,
		pool: PoolId,
		contributor: AccountId,
		content: H256,
		score: Permill,
		expires: BlockNumber,
	) -> Self {
		let unsigned =
			Self { pool, contributor, content, score, worker: keys::account(key), expires, signature: Hex([0; 64]) };
		let signature = Hex(key.sign(&unsigned.message(genesis)).0);
		Self { signature, ..unsigned }
	}

	/// The bytes that the worker signs.
	pub fn message(&self, genesis: H256) -> Vec<u8> {
		let payload = (self.pool, self.contributor, self.content, self.score.0);
		signed::message(genesis, PALLET, "score", self.worker, 0, self.expires, payload)
	}

	/// Whether the worker that it names signed it, for the chain whose first block is `genesis`.
	pub fn is_signed(&self, genesis: H256) -> bool {
		let (signature, key) = (sr25519::Signature(self.signature.0), sr25519::PublicKey(self.worker.0));
		sr25519::verify(&signature, self.message(genesis), &key)
	}
}

/// A contributor's word about its data, signed for another to bring.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Word {
	/// The pool.
	pub pool: PoolId,
	/// Who says so.
	pub contributor: AccountId,
	/// What.
	pub choice: Choice,
	/// The number of its word.
	pub nonce: u64,
	/// The first block in which that does not count any more.
	pub expires: BlockNumber,
	/// The contributor's signature.
	pub signature: Hex<[u8; 64]>,
}

impl Word {
	/// Signs `choice` as word number `nonce`, on the chain whose first block is `genesis`.
	pub fn sign(key: &Keypair, genesis: H256, pool: PoolId, choice: Choice, nonce: u64, expires: BlockNumber) -> Self {
		let contributor = keys::account(key);
		let unsigned = Self { pool, contributor, choice, nonce, expires, signature: Hex([0; 64]) };
		let signature = Hex(key.sign(&unsigned.message(genesis)).0);
		Self { signature, ..unsigned }
	}

	/// The bytes that the contributor signs.
	pub fn message(&self, genesis: H256) -> Vec<u8> {
		let payload = (self.pool, self.choice);
		signed::message(genesis, PALLET, "choice", self.contributor, self.nonce, self.expires, payload)
	}
}

/// How somebody shows how good a contribution is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Proof {
	/// A worker in an enclave says so.
	Enclave(Statement),
	/// It was seen on the web.
	Web(Claim),
	/// A job came to this.
	Jury {
		/// The job.
		job: JobId,
		/// Its output: the score's millionths, four bytes with the least significant first.
		output: Vec<u8>,
	},
}

/// A proof as the runtime reads it.
pub type RuntimeProof =
	runtime::Proof<AccountId, BlockNumber, MultiSignature, api::runtime_types::pallet_zktls::claim::SignedClaim>;

impl From<Proof> for RuntimeProof {
	fn from(proof: Proof) -> Self {
		match proof {
			Proof::Enclave(Statement { worker, score, expires, signature, .. }) => {
				Self::Enclave { worker, score, expires, signature: MultiSignature::Sr25519(signature.0) }
			}
			Proof::Web(claim) => Self::Web { claim: claim.into() },
			Proof::Jury { job, output } => Self::Jury { job, output: BoundedVec(output) },
		}
	}
}

/// Makes a pool. [`created`] tells its number afterwards.
pub fn create(terms: Terms) -> Call {
	Call::new(api::tx().data_pools().create(terms))
}

/// The pool that a [`create`] call made, and its token.
pub fn created(receipt: &Receipt) -> Result<(PoolId, Asset), Error> {
	receipt.event::<api::data_pools::events::PoolCreated>().map(|event| (event.pool, event.token))
}

/// Sets the price of a unit, signed by the owner; `None` to sell nothing.
pub fn set_price(pool: PoolId, price: Option<Balance>) -> Call {
	Call::new(api::tx().data_pools().set_price(pool, price))
}

/// Removes a pool without contributions, signed by the owner.
pub fn remove(pool: PoolId) -> Call {
	Call::new(api::tx().data_pools().remove_pool(pool))
}

/// Brings data. [`contributed`] tells afterwards what it was worth.
pub fn contribute(pool: PoolId, content: Content, proof: Proof) -> Call {
	Call::new(api::tx().data_pools().contribute(pool, content, proof.into()))
}

/// The score of the data of a [`contribute`] call, and the tokens minted and staked for it.
pub fn contributed(receipt: &Receipt) -> Result<(Permill, u128), Error> {
	receipt.event::<api::data_pools::events::Contributed>().map(|event| (event.score, event.tokens))
}

/// Says what may happen to the signer's data.
pub fn choose(pool: PoolId, choice: Choice) -> Call {
	Call::new(api::tx().data_pools().choose(pool, choice))
}

/// Brings what a contributor signed off chain.
pub fn relay_choice(word: Word) -> Call {
	let Word { pool, contributor, choice, nonce, expires, signature } = word;
	let signature = MultiSignature::Sr25519(signature.0);
	Call::new(api::tx().data_pools().relay_choice(pool, contributor, choice, nonce, expires, signature))
}

/// Buys a licence. [`licensed`] tells its number afterwards.
pub fn license(pool: PoolId, purpose: H256, units: u32, max_price: Balance) -> Call {
	Call::new(api::tx().data_pools().license(pool, purpose, units, max_price))
}

/// The licence that a [`license`] call bought, and what was paid.
pub fn licensed(receipt: &Receipt) -> Result<(LicenceId, Balance), Error> {
	receipt.event::<api::data_pools::events::Licensed>().map(|event| (event.licence, event.paid))
}

/// Removes a licence that is over, signed by who had it.
pub fn remove_licence(pool: PoolId, licence: LicenceId) -> Call {
	Call::new(api::tx().data_pools().remove_licence(pool, licence))
}

/// Stakes tokens of a pool.
pub fn stake(pool: PoolId, amount: u128) -> Call {
	Call::new(api::tx().data_pools().stake(pool, amount))
}

/// Takes tokens out of stake.
pub fn unstake(pool: PoolId, amount: u128) -> Call {
	Call::new(api::tx().data_pools().unstake(pool, amount))
}

/// Pays the signer what its stake has earned. [`claimed`] tells how much.
pub fn claim(pool: PoolId) -> Call {
	Call::new(api::tx().data_pools().claim(pool))
}

/// What a [`claim`] call paid.
pub fn claimed(receipt: &Receipt) -> Result<Balance, Error> {
	receipt.event::<api::data_pools::events::Claimed>().map(|event| event.amount)
}

/// Pays the owner its share of income. [`collected`] tells how much.
pub fn collect(pool: PoolId) -> Call {
	Call::new(api::tx().data_pools().collect(pool))
}

/// What a [`collect`] call paid.
pub fn collected(receipt: &Receipt) -> Result<Balance, Error> {
	receipt.event::<api::data_pools::events::Collected>().map(|event| event.amount)
}

/// Opens a market of the pool's token, signed by the owner. The money is in it for ever.
pub fn open_market(pool: PoolId, tokens: u128, native: Balance) -> Call {
	Call::new(api::tx().data_pools().open_market(pool, tokens, native))
}

/// Vouches for a pool, signed by a curator.
pub fn endorse(pool: PoolId) -> Call {
	Call::new(api::tx().data_pools().endorse(pool))
}

/// Vouches for a pool no more, signed by its curator.
pub fn withdraw_endorsement(pool: PoolId) -> Call {
	Call::new(api::tx().data_pools().withdraw_endorsement(pool))
}

/// Puts native money into the fund of this epoch. [`funded`] tells which that is.
pub fn fund(amount: Balance) -> Call {
	Call::new(api::tx().data_pools().fund(amount))
}

/// The epoch that the money of a [`fund`] call went to.
pub fn funded(receipt: &Receipt) -> Result<EpochIndex, Error> {
	receipt.event::<api::data_pools::events::Funded>().map(|event| event.epoch)
}

/// Pays a pool what is due of its share of an epoch's fund, signed by anybody. [`tranche`] tells how much.
pub fn claim_epoch(pool: PoolId, epoch: EpochIndex) -> Call {
	Call::new(api::tx().data_pools().claim_epoch(pool, epoch))
}

/// What of a share was paid and what is left.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Tranche {
	/// All that was paid.
	pub amount: Balance,
	/// Of that, to the curator.
	pub curator: Balance,
	/// What will be paid later.
	pub left: Balance,
}

/// What a [`claim_epoch`] call paid.
pub fn tranche(receipt: &Receipt) -> Result<Tranche, Error> {
	receipt.event::<api::data_pools::events::TranchePaid>().map(|event| Tranche {
		amount: event.amount,
		curator: event.curator,
		left: event.left,
	})
}

impl Block {
	/// The pool of this number.
	pub async fn pool(&self, id: PoolId) -> Result<Option<Pool>, Error> {
		self.ask(api::view_functions().data_pools().pool(id)).await
	}

	/// All pools, by number.
	pub async fn pools(&self) -> Result<Vec<(PoolId, Pool)>, Error> {
		let mut pools = self.all(api::storage().data_pools().pools(), |(id,)| id).await?;
		pools.sort_by_key(|(id, _)| *id);
		Ok(pools)
	}

	/// What a pool has and owes.
	pub async fn pool_books(&self, id: PoolId) -> Result<Option<Books>, Error> {
		self.ask(api::view_functions().data_pools().books(id)).await
	}

	/// The token of a pool.
	pub async fn pool_token(&self, id: PoolId) -> Result<Asset, Error> {
		self.ask(api::view_functions().data_pools().token(id)).await
	}

	/// The contribution of this content.
	pub async fn contribution(&self, pool: PoolId, content: H256) -> Result<Option<Contribution>, Error> {
		self.ask(api::view_functions().data_pools().contribution(pool, content)).await
	}

	/// All contributions of a pool, by the hashes of their contents, in the order in which they came.
	pub async fn contributions(&self, pool: PoolId) -> Result<Vec<(H256, Contribution)>, Error> {
		let mut all = self.under(api::storage().data_pools().contributions(), (pool,), |(_, content)| content).await?;
		all.sort_by_key(|(content, contribution)| (contribution.at, *content));
		Ok(all)
	}

	/// What a contributor lets happen to its data; `None` when it is none of the pool's.
	pub async fn consent(&self, pool: PoolId, contributor: AccountId) -> Result<Option<Consent>, Error> {
		self.ask(api::view_functions().data_pools().consent(pool, contributor)).await
	}

	/// The licence of this number.
	pub async fn licence(&self, pool: PoolId, id: LicenceId) -> Result<Option<Licence>, Error> {
		self.ask(api::view_functions().data_pools().licence(pool, id)).await
	}

	/// Tokens of a pool that `who` has staked.
	pub async fn pool_staked(&self, pool: PoolId, who: AccountId) -> Result<u128, Error> {
		self.ask(api::view_functions().data_pools().staked(pool, who)).await
	}

	/// What `who` could claim of a pool in this block.
	pub async fn pool_claimable(&self, pool: PoolId, who: AccountId) -> Result<Balance, Error> {
		self.ask(api::view_functions().data_pools().claimable(pool, who)).await
	}

	/// What a licence for `units` would cost, and who would have what of it; `None` when it cannot be had.
	pub async fn licence_quote(&self, pool: PoolId, units: u32) -> Result<Option<(Balance, Parts)>, Error> {
		self.ask(api::view_functions().data_pools().quote(pool, units)).await
	}

	/// Tokens that may still be minted in this period, and by how many more may be unstaked than staked.
	pub async fn pool_limits(&self, pool: PoolId) -> Result<Option<(u128, u128)>, Error> {
		self.ask(api::view_functions().data_pools().limits(pool)).await
	}

	/// Whether workers of `program` may read a pool's data for this licence in this block.
	pub async fn may_read(&self, program: ProgramId, pool: PoolId, licence: LicenceId) -> Result<bool, Error> {
		self.ask(api::view_functions().data_pools().may_read(program, pool, licence)).await
	}

	/// Whether workers of `program` may read this contribution for this licence in this block.
	pub async fn may_read_contribution(
		&self,
		program: ProgramId,
		pool: PoolId,
		licence: LicenceId,
		content: H256,
	) -> Result<bool, Error> {
		self.ask(api::view_functions().data_pools().may_read_contribution(program, pool, licence, content)).await
	}

	/// Whether what a pool achieves now counts for its share of the epoch's fund.
	pub async fn is_eligible(&self, pool: PoolId) -> Result<bool, Error> {
		self.ask(api::view_functions().data_pools().is_eligible(pool)).await
	}

	/// The epoch that it is now.
	pub async fn pool_epoch(&self) -> Result<EpochIndex, Error> {
		self.ask(api::view_functions().data_pools().current_epoch()).await
	}

	/// What a pool would have of an epoch's fund if nothing more happened in it, or has left of it.
	pub async fn epoch_share(&self, pool: PoolId, epoch: EpochIndex) -> Result<Balance, Error> {
		self.ask(api::view_functions().data_pools().epoch_share(pool, epoch)).await
	}

	/// The bytes that the chain wants signed for this statement. Compare them with [`Statement::message`].
	pub async fn score_message(&self, statement: &Statement) -> Result<Vec<u8>, Error> {
		let Statement { pool, contributor, content, score, worker, expires, .. } = *statement;
		let views = api::view_functions().data_pools();
		self.ask(views.score_message(pool, contributor, content, score, worker, expires)).await
	}

	/// For how many blocks a statement or a word counts at the most.
	pub fn statement_period(&self) -> Result<BlockNumber, Error> {
		self.constant(api::constants().data_pools().statement_period())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{blake2_256, fake::Fake};

	fn account(byte: u8) -> AccountId {
		AccountId::from([byte; 32])
	}

	/// What is signed, put together by hand: mark, chain, pallet, purpose, signer, number, expiry, payload.
	fn signed(purpose: &str, signer: AccountId, nonce: u64, expires: u32, payload: &[u8]) -> Vec<u8> {
		let text = |text: &str| [&[(text.len() as u8) << 2], text.as_bytes()].concat();
		let bytes = [
			text("piazza/signed/v1"),
			vec![1; 32],
			text("data-pools"),
			text(purpose),
			signer.0.to_vec(),
			nonce.to_le_bytes().to_vec(),
			expires.to_le_bytes().to_vec(),
			payload.to_vec(),
		];
		[&b"<Bytes>"[..], &blake2_256(&bytes.concat()).0, b"</Bytes>"].concat()
	}

	fn is_by(key: &Keypair, signature: &Hex<[u8; 64]>, message: &[u8]) -> bool {
		sr25519::verify(&sr25519::Signature(signature.0), message, &key.public_key())
	}

	#[test]
	fn statement_is_signed_over_the_bytes_the_chain_checks() {
		let key = keys::from_uri("//Alice").unwrap();
		let genesis = H256::repeat_byte(1);
		let content = H256::repeat_byte(3);
		let statement = Statement::sign(&key, genesis, 4, account(2), content, Permill(500_000), 99);
		let payload = [&4u32.to_le_bytes()[..], &[2; 32], &[3; 32], &500_000u32.to_le_bytes()].concat();
		let expected = signed("score", keys::account(&key), 0, 99, &payload);
		assert_eq!((statement.worker, statement.message(genesis)), (keys::account(&key), expected.clone()));
		assert!(is_by(&key, &statement.signature, &expected));
		let better = Statement { score: Permill(500_001), ..statement.clone() };
		assert!(!is_by(&key, &better.signature, &better.message(genesis)));
		let text = serde_json::to_string(&statement).unwrap();
		assert_eq!(serde_json::from_str::<Statement>(&text).unwrap(), statement);
	}

	#[test]
	fn word_is_signed_over_the_bytes_the_chain_checks() {
		let key = keys::from_uri("//Alice").unwrap();
		let genesis = H256::repeat_byte(1);
		let message = |choice| {
			let word = Word::sign(&key, genesis, 4, choice, 7, 99);
			assert!(is_by(&key, &word.signature, &word.message(genesis)));
			word.message(genesis)
		};
		let expected =
			|choice: &[u8]| signed("choice", keys::account(&key), 7, 99, &[&4u32.to_le_bytes()[..], choice].concat());
		assert_eq!(message(Choice::Open), expected(&[0]));
		assert_eq!(message(Choice::Close), expected(&[1]));
		let grant = Choice::Grant { grantee: account(5), purpose: H256::repeat_byte(6) };
		assert_eq!(message(grant), expected(&[&[2][..], &[5; 32], &[6; 32]].concat()));
		assert_eq!(message(Choice::Revoke { grantee: account(5) }), expected(&[&[3][..], &[5; 32]].concat()));
	}

	#[test]
	fn consent_is_open_when_its_last_gap_has_an_end() {
		let consent = |gaps| Consent { contributions: 1, nonce: 0, gaps };
		let (ended, endless) = (Gap { from: 1, to: 2 }, Gap { from: 5, to: u64::MAX });
		assert!(consent(Vec::new()).is_open());
		assert!(consent(vec![ended]).is_open());
		assert!(!consent(vec![ended, endless]).is_open());
	}

	#[tokio::test]
	async fn quote_and_consent_are_what_the_chain_says() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		fake.answer_view((4u32, 3u32), Some((300u128, (30u128, 15u128, 255u128))));
		let parts = Parts { owner: 30, treasury: 15, stakers: 255 };
		assert_eq!(block.licence_quote(4, 3).await.unwrap(), Some((300, parts)));
		// With a deposit that nobody outside needs.
		fake.answer_view((4u32, [2u8; 32]), Some((3u32, 1u64, vec![(5u64, u64::MAX)], 9u128)));
		let gaps = vec![Gap { from: 5, to: u64::MAX }];
		let expected = Consent { contributions: 3, nonce: 1, gaps };
		assert_eq!(block.consent(4, account(2)).await.unwrap(), Some(expected));
	}
}
