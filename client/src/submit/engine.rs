//! The one task that signs with a key.

use super::{outcome, Call, Receipt, Rejection, Request, SubmitError, MORTALITY, WINDOW};
use crate::{
	agents::AgentId,
	api::{
		self,
		runtime_types::{frame_system::pallet::Call as SystemCall, piazza_runtime::RuntimeCall},
	},
	blake2_256,
	chain::{Block, Blocks, Chain, Error},
	keys, AccountId, BlockNumber, Keypair, H256,
};
use codec::Encode;
use std::{sync::Arc, time::Duration};
use subxt::{
	client::OnlineClientAtBlock,
	config::DefaultExtrinsicParamsBuilder,
	error::ExtrinsicError,
	ext::scale_encode::{self, EncodeAsFields, FieldIter, TypeResolver},
	transactions::{Payload, StaticPayload},
	utils::MultiSignature,
	SubstrateConfig,
};
use tokio::{
	sync::{mpsc, oneshot},
	time::sleep,
};

/// How often a node that did not take a transaction is asked again, when no new block comes before.
const RETRY: Duration = Duration::from_secs(6);

/// A transaction that was taken is sent again after this many blocks, for the case that the node was restarted.
const REMIND: BlockNumber = 8;

/// How often one transaction is signed anew without a new block in between.
const MAX_REPAIRS: u32 = 4;

/// Signs whatever call it is.
pub(super) trait Sign: Send + Sync {
	/// The signed transaction, valid for [`MORTALITY`] blocks after `anchor`.
	fn sign(
		&self,
		anchor: &OnlineClientAtBlock<SubstrateConfig>,
		nonce: u64,
		key: &Keypair,
	) -> Result<Vec<u8>, ExtrinsicError>;

	/// The call's bytes, for a runtime that knows it as it is known here.
	fn encode(&self, anchor: &OnlineClientAtBlock<SubstrateConfig>) -> Result<Vec<u8>, ExtrinsicError>;
}

impl<Data: EncodeAsFields + Send + Sync> Sign for StaticPayload<Data> {
	fn sign(
		&self,
		anchor: &OnlineClientAtBlock<SubstrateConfig>,
		nonce: u64,
		key: &Keypair,
	) -> Result<Vec<u8>, ExtrinsicError> {
		signed(self, anchor, nonce, key)
	}

	fn encode(&self, anchor: &OnlineClientAtBlock<SubstrateConfig>) -> Result<Vec<u8>, ExtrinsicError> {
		anchor.tx().validate(self)?;
		anchor.tx().call_data(self)
	}
}

/// Any call, made as an agent.
pub(super) struct AsAgent {
	/// The agent.
	pub(super) agent: AgentId,
	/// The call.
	pub(super) call: Arc<dyn Sign>,
}

impl Sign for AsAgent {
	fn sign(
		&self,
		anchor: &OnlineClientAtBlock<SubstrateConfig>,
		nonce: u64,
		key: &Keypair,
	) -> Result<Vec<u8>, ExtrinsicError> {
		signed(&self.act(anchor)?, anchor, nonce, key)
	}

	fn encode(&self, anchor: &OnlineClientAtBlock<SubstrateConfig>) -> Result<Vec<u8>, ExtrinsicError> {
		anchor.tx().call_data(&self.act(anchor)?)
	}
}

impl AsAgent {
	/// The call that makes the call; an error when the runtime has another than is known here.
	fn act(&self, anchor: &OnlineClientAtBlock<SubstrateConfig>) -> Result<Act, ExtrinsicError> {
		let nothing = RuntimeCall::System(SystemCall::remark { remark: Vec::new() });
		anchor.tx().validate(&api::tx().agents().act(self.agent, nothing))?;
		Ok(Act(AgentAndCall { agent: self.agent, call: self.call.encode(anchor)? }))
	}
}

/// `Agents.act`. The generated one wants the call as a value; here it is bytes.
struct Act(AgentAndCall);

struct AgentAndCall {
	agent: AgentId,
	call: Vec<u8>,
}

impl Payload for Act {
	type CallData = AgentAndCall;

	fn pallet_name(&self) -> &str {
		"Agents"
	}

	fn call_name(&self) -> &str {
		"act"
	}

	fn call_data(&self) -> &AgentAndCall {
		&self.0
	}
}

impl EncodeAsFields for AgentAndCall {
	fn encode_as_fields_to<R: TypeResolver>(
		&self,
		_: &mut dyn FieldIter<'_, R::TypeId>,
		_: &R,
		out: &mut Vec<u8>,
	) -> Result<(), scale_encode::Error> {
		self.agent.encode_to(out);
		out.extend_from_slice(&self.call);
		Ok(())
	}
}

fn signed<Call: Payload>(
	call: &Call,
	anchor: &OnlineClientAtBlock<SubstrateConfig>,
	nonce: u64,
	key: &Keypair,
) -> Result<Vec<u8>, ExtrinsicError> {
	let params = DefaultExtrinsicParamsBuilder::<SubstrateConfig>::new()
		.mortal_from_unchecked(MORTALITY.into(), anchor.block_number(), anchor.block_hash())
		.nonce(nonce)
		.build();
	let mut transaction = anchor.tx().create_signable_offline(call, params)?;
	let signature = MultiSignature::Sr25519(key.sign(&transaction.signer_payload()?).0);
	Ok(transaction.sign_with_account_and_signature(&keys::account(key), &signature)?.into_encoded())
}

/// A transaction whose outcome is not known yet.
struct Pending {
	call: Call,
	reply: oneshot::Sender<Result<Receipt, SubmitError>>,
	/// From this block on the call is not signed anew any more.
	until: BlockNumber,
	/// How often the call was signed.
	attempts: u32,
	/// How often it was signed anew since the last block.
	repairs: u32,
	transaction: Vec<u8>,
	hash: H256,
	/// The block it is anchored at.
	anchor: BlockNumber,
	/// Whether the node took it.
	taken: bool,
}

impl Pending {
	/// Last block that may include the transaction as it is signed now.
	fn expires(&self) -> BlockNumber {
		self.anchor.saturating_add(MORTALITY - 1)
	}
}

/// See [`super::Submitter`].
pub(super) struct Engine {
	chain: Chain,
	key: Keypair,
	account: AccountId,
	inbox: mpsc::Receiver<Request>,
	/// The next nonce; `None` when the node has to be asked.
	nonce: Option<u64>,
	pending: Vec<Pending>,
}

impl Engine {
	pub(super) fn new(chain: Chain, key: Keypair, inbox: mpsc::Receiver<Request>) -> Self {
		let account = keys::account(&key);
		Self { chain, key, account, inbox, nonce: None, pending: Vec::new() }
	}

	/// Works until nobody can send requests any more and all outcomes are known.
	pub(super) async fn run(mut self) {
		// Blocks are followed only while something is pending, from before the first transaction was signed.
		let mut blocks: Option<Blocks> = None;
		let mut open = true;
		loop {
			// Whoever asked may have gone. A nonce that no node knows of must then be given out again.
			let (pending, gone): (Vec<_>, Vec<_>) =
				self.pending.into_iter().partition(|pending| !pending.reply.is_closed());
			self.pending = pending;
			if gone.iter().any(|gone| !gone.taken) {
				self.nonce = None;
			}
			if self.pending.is_empty() {
				blocks = None;
				if !open {
					return;
				}
			}
			let retry = self.pending.iter().any(|pending| !pending.taken);
			tokio::select! {
				request = self.inbox.recv(), if open => match request {
					Some(request) => self.accept(request, &mut blocks).await,
					None => open = false,
				},
				block = next(&mut blocks) => match block {
					Ok(block) => self.process(block).await,
					Err(error) => self.abandon(error),
				},
				() = sleep(RETRY), if retry => self.send_again(|pending| !pending.taken).await,
			}
		}
	}

	async fn accept(&mut self, request: Request, blocks: &mut Option<Blocks>) {
		let Request { call, until, reply } = request;
		let head = loop {
			match self.chain.head().await {
				Ok(head) => break head,
				Err(error @ Error::Request { .. }) => {
					tracing::warn!("{} waits: {error}", call.name());
					sleep(Duration::from_secs(1)).await;
				}
				Err(error) => return drop(reply.send(Err(error.into()))),
			}
		};
		if blocks.is_none() {
			*blocks = Some(self.chain.follow(Some(head.head())));
		}
		let until = until.unwrap_or_else(|| head.number().saturating_add(WINDOW));
		let hash = H256::zero();
		let (attempts, repairs, transaction, taken) = (0, 0, Vec::new(), false);
		let pending =
			Pending { call, reply, until, attempts, repairs, transaction, hash, anchor: head.number(), taken };
		self.start(pending, &head).await;
	}

	/// Signs anew, at `head`, and sends.
	async fn start(&mut self, mut pending: Pending, head: &Block) {
		if head.number() >= pending.until {
			return fail_not_included(pending);
		}
		match self.sign(&mut pending, head).await {
			Ok(()) => self.send(pending, head).await,
			Err(error) => drop(pending.reply.send(Err(error.into()))),
		}
	}

	async fn sign(&mut self, pending: &mut Pending, head: &Block) -> Result<(), Error> {
		let nonce = match self.nonce {
			Some(nonce) => nonce,
			None => {
				let next = self.chain.rpc.system_account_next_index(&self.account).await;
				next.map_err(|error| Error::request("the next nonce", error))?
			}
		};
		let transaction = pending.call.payload.sign(head.client(), nonce, &self.key).map_err(|error| match error {
			ExtrinsicError::IncompatibleCodegen => head.other_runtime(pending.call.name().into()),
			error => Error::request(format!("{} before it was sent", pending.call.name()), error),
		})?;
		self.nonce = nonce.checked_add(1);
		pending.hash = blake2_256(&transaction);
		pending.transaction = transaction;
		pending.anchor = head.number();
		pending.attempts = pending.attempts.saturating_add(1);
		pending.taken = false;
		Ok(())
	}

	/// Sends what is signed, and signs anew as long as the node asks for it.
	async fn send(&mut self, mut pending: Pending, head: &Block) {
		loop {
			let rejection = match self.chain.rpc.author_submit_extrinsic(&pending.transaction).await {
				Ok(_) => Rejection::Known,
				Err(error) => Rejection::of(&error),
			};
			match rejection {
				Rejection::Known => {
					tracing::debug!("{} was sent as {:?}", pending.call.name(), pending.hash);
					pending.taken = true;
					return self.pending.push(pending);
				}
				Rejection::Later(reason) => {
					tracing::warn!("{} is not taken yet ({reason}); trying again", pending.call.name());
					return self.pending.push(pending);
				}
				Rejection::Never(reason) => {
					// Its nonce was not used.
					self.nonce = None;
					let call = pending.call.name().into();
					return drop(pending.reply.send(Err(SubmitError::Refused { call, reason })));
				}
				Rejection::Nonce | Rejection::Signature | Rejection::Anchor if pending.repairs >= MAX_REPAIRS => {
					// Perhaps another program signs with the same key; the next block shows what became of its.
					self.nonce = None;
					return self.pending.push(pending);
				}
				Rejection::Nonce | Rejection::Signature | Rejection::Anchor => {
					pending.repairs = pending.repairs.saturating_add(1);
					self.nonce = None;
					let head = match self.chain.head().await {
						Ok(newer) => newer,
						Err(_) => head.clone(),
					};
					if let Err(error) = self.sign(&mut pending, &head).await {
						return drop(pending.reply.send(Err(error.into())));
					}
				}
			}
		}
	}

	/// Finds out what `block` means for everything that is pending.
	async fn process(&mut self, block: Block) {
		let transactions = loop {
			match block.transactions().await {
				Ok(transactions) => break transactions,
				Err(error) => {
					tracing::warn!("{error}; trying again");
					sleep(Duration::from_secs(1)).await;
				}
			}
		};
		let hashes: Vec<H256> = transactions.iter().map(|bytes| blake2_256(bytes)).collect();
		for pending in std::mem::take(&mut self.pending) {
			match (0u32..).zip(&hashes).find(|(_, hash)| **hash == pending.hash) {
				Some((index, _)) => {
					let outcome = outcome::read(&block, index, pending.hash, pending.call.name()).await;
					drop(pending.reply.send(outcome));
				}
				None => self.pending.push(pending),
			}
		}
		self.renew(&block).await;
		let now = block.number();
		let remind = |pending: &Pending| {
			let age = now.saturating_sub(pending.anchor);
			!pending.taken || (age > 0 && age.is_multiple_of(REMIND))
		};
		self.send_again(remind).await;
	}

	/// Signs anew what cannot be included any more, and gives up what is out of time.
	async fn renew(&mut self, block: &Block) {
		let now = block.number();
		for mut pending in std::mem::take(&mut self.pending) {
			pending.repairs = 0;
			if now >= pending.until {
				// The transaction itself may be valid for longer than the caller wants it, so it is too early to say
				// that it is not included.
				match now >= pending.expires() {
					true => fail_not_included(pending),
					false => self.pending.push(pending),
				}
			} else if now >= pending.expires() {
				tracing::info!("{} was not included in time; signing it anew", pending.call.name());
				self.nonce = None;
				let head = self.chain.head().await.unwrap_or_else(|_| block.clone());
				self.start(pending, &head).await;
			} else {
				self.pending.push(pending);
			}
		}
	}

	/// Sends the same bytes once more, which does no harm.
	async fn send_again(&mut self, which: impl Fn(&Pending) -> bool) {
		for pending in self.pending.iter_mut().filter(|pending| which(pending)) {
			match self.chain.rpc.author_submit_extrinsic(&pending.transaction).await {
				Ok(_) => pending.taken = true,
				// Included already, or its nonce is used by another: finalized blocks will show.
				Err(error) => match Rejection::of(&error) {
					Rejection::Known | Rejection::Nonce => pending.taken = true,
					_ => {}
				},
			}
		}
	}

	fn abandon(&mut self, error: Error) {
		tracing::error!("{error}");
		for pending in std::mem::take(&mut self.pending) {
			let call = pending.call.name().into();
			drop(pending.reply.send(Err(SubmitError::Closed { call })));
		}
	}
}

fn fail_not_included(pending: Pending) {
	let Pending { call, reply, until, attempts, .. } = pending;
	drop(reply.send(Err(SubmitError::NotIncluded { call: call.name().into(), attempts, until })));
}

async fn next(blocks: &mut Option<Blocks>) -> Result<Block, Error> {
	match blocks {
		Some(blocks) => blocks.next().await,
		None => std::future::pending().await,
	}
}
