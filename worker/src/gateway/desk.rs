//! Where calls are paid for and answered, one after another for each channel.

use super::{
	chain::{Channels, Limits},
	ledger::{Ledger, Tab},
	rules::{self, BadChannel, BadVoucher, Price, Promised},
};
use crate::{
	execute::{Executor, NoAnswer},
	view::{AccountId, Balance, BlockNumber, Head, ProgramId, H256},
};
use anyhow::{anyhow, Context, Result};
use piazza_client::{
	batches::Outcome,
	blake2_256,
	channels::{Channel, ChannelId, SignedVoucher},
	x402::{ChannelState, Payment},
};
use std::{
	collections::HashMap,
	sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
	sync::{watch, Mutex as AsyncMutex},
	task::spawn_blocking,
};

/// Why there is no answer. Nothing was charged.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
	/// The channel cannot pay for calls.
	#[error("channel {channel} is not taken: {reason}")]
	Channel {
		/// The channel.
		channel: ChannelId,
		/// Why not.
		reason: BadChannel,
	},
	/// There is no such channel.
	#[error("there is no channel {0}, or its opening is not final: ask again in a few seconds")]
	NoChannel(ChannelId),
	/// The voucher does not fit to what was answered before.
	#[error("the voucher is not taken: {reason}")]
	Voucher {
		/// Why not.
		reason: BadVoucher,
		/// What is known of the channel.
		state: ChannelState,
	},
	/// Somebody else made the voucher.
	#[error("the voucher is not signed by the key of channel {0} on this chain")]
	NotSigned(ChannelId),
	/// The client said that it was done.
	#[error("channel {0} was given up by its payer")]
	Done(ChannelId),
	/// The worker's word would not count.
	#[error(
		"this worker cannot vouch for results at present: ask again later, or open a channel that names no program"
	)]
	CannotVouch,
	/// The chain was not seen yet.
	#[error("this worker has not seen the chain yet: ask again in a few seconds")]
	NotReady,
	/// The program cannot make sense of the input.
	#[error("this input has no answer: {0}")]
	Unreadable(NoAnswer),
	/// The machine's own fault.
	#[error(transparent)]
	Failed(#[from] anyhow::Error),
}

/// What was answered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reply {
	/// The output; nothing, when the client is done.
	pub output: Vec<u8>,
	/// Who pays.
	pub payer: AccountId,
	/// What is known of the channel now.
	pub state: ChannelState,
}

/// What a desk is made of.
pub struct Parts<C> {
	/// The chain.
	pub chain: Arc<C>,
	/// Its first block.
	pub genesis: H256,
	/// Its last finalized block.
	pub heads: watch::Receiver<Option<Head>>,
	/// Who is paid: the worker's owner.
	pub payee: AccountId,
	/// What a call costs.
	pub price: Price,
	/// The program as the chain names it.
	pub program: ProgramId,
	/// Its module.
	pub module: Arc<[u8]>,
	/// What runs it.
	pub executor: Arc<Executor>,
	/// What was promised.
	pub ledger: Arc<Ledger>,
}

/// A channel that calls are paid by.
#[derive(Clone)]
pub(super) struct Open {
	/// As it was seen last. Its deposit and expiry may have become greater meanwhile, never less.
	pub(super) channel: Channel,
	pub(super) tab: Tab,
}

/// The same, as it changes.
pub(super) struct Account {
	/// One call after another is answered.
	turn: AsyncMutex<()>,
	/// Never locked for longer than it takes to read or write it.
	open: Mutex<Open>,
}

impl Account {
	fn new(open: Open) -> Self {
		Self { turn: AsyncMutex::default(), open: Mutex::new(open) }
	}

	/// What is known now.
	pub(super) fn open(&self) -> Open {
		self.locked().clone()
	}

	/// Notes how the chain has the channel.
	pub(super) fn set_channel(&self, channel: Channel) {
		self.locked().channel = channel;
	}

	/// Notes what was promised and given. For whoever has the turn.
	fn set_tab(&self, tab: Tab) {
		self.locked().tab = tab;
	}

	fn locked(&self) -> MutexGuard<'_, Open> {
		self.open.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

/// Where calls are paid for and answered.
pub struct Desk<C> {
	pub(super) parts: Parts<C>,
	module_hash: H256,
	limits: Limits,
	accounts: Mutex<HashMap<ChannelId, Arc<Account>>>,
}

impl<C: Channels> Desk<C> {
	/// A desk that goes on with all that is in its ledger.
	pub async fn new(parts: Parts<C>) -> Result<Self> {
		let limits = parts.chain.limits().await?;
		let module_hash = blake2_256(&parts.module);
		let desk = Self { parts, module_hash, limits, accounts: Mutex::default() };
		for id in desk.parts.ledger.channels()? {
			let tab = desk.parts.ledger.tab(id)?.unwrap_or_default();
			match desk.parts.chain.channel(id).await?.channel {
				Some(channel) => {
					desk.keep(id, Open { channel, tab });
				}
				None => desk.forget(id)?,
			}
		}
		Ok(desk)
	}

	/// What a call costs.
	pub fn price(&self) -> Price {
		self.parts.price
	}

	/// What the chain allows those who vouch.
	pub(super) fn limits(&self) -> Limits {
		self.limits
	}

	/// Takes a payment, and answers `input` if it is one for a call.
	///
	/// The same payment for the same input is answered again, and charged once. Do not drop what comes back before it is
	/// done: what was noted on disk would not be known here.
	pub async fn take(&self, payment: &Payment, input: Vec<u8>) -> Result<Reply, Refusal> {
		let signed = *payment.voucher();
		let id = signed.channel;
		let account = match self.find(id) {
			Some(account) => account,
			None => self.begin(&signed).await?,
		};
		let _turn = account.turn.lock().await;
		if let Some(reply) = self.repeated(&account.open(), payment, &input).await? {
			return Ok(reply);
		}
		let price = match payment {
			Payment::Voucher { .. } => self.parts.price.amount,
			Payment::Refund { .. } => 0,
		};
		let open = self.check(&account, &signed, price).await?;
		let (tab, output) = match payment {
			Payment::Voucher { .. } => self.answer(open.tab, signed, input).await?,
			Payment::Refund { .. } => self.end(open.tab, signed).await?,
		};
		account.set_tab(tab);
		Ok(reply(id, &account.open(), output))
	}

	/// All channels that calls are paid by.
	pub(super) fn all(&self) -> Vec<(ChannelId, Arc<Account>)> {
		self.map().iter().map(|(id, account)| (*id, account.clone())).collect()
	}

	/// Forgets a channel that is closed.
	pub(super) fn forget(&self, id: ChannelId) -> Result<()> {
		self.map().remove(&id);
		Ok(self.parts.ledger.forget(id)?)
	}

	/// The channel, if calls were paid by it.
	pub(super) fn find(&self, id: ChannelId) -> Option<Arc<Account>> {
		self.map().get(&id).cloned()
	}

	/// Number of the last finalized block.
	pub(super) fn now(&self) -> Option<BlockNumber> {
		self.parts.heads.borrow().map(|head| head.number)
	}

	fn map(&self) -> MutexGuard<'_, HashMap<ChannelId, Arc<Account>>> {
		self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// Keeps a channel, unless somebody was faster.
	fn keep(&self, id: ChannelId, open: Open) -> Arc<Account> {
		self.map().entry(id).or_insert_with(|| Arc::new(Account::new(open))).clone()
	}

	/// Looks at a channel for the first time. It is kept when its key signed the voucher, so that strangers cannot have
	/// channels kept.
	async fn begin(&self, signed: &SignedVoucher) -> Result<Arc<Account>, Refusal> {
		let id = signed.channel;
		let seen = self.parts.chain.channel(id).await?;
		let channel = seen.channel.ok_or(Refusal::NoChannel(id))?;
		let Parts { payee, price, program, .. } = &self.parts;
		rules::check_channel(&channel, *payee, price.asset, *program, seen.at)
			.map_err(|reason| Refusal::Channel { channel: id, reason })?;
		self.ensure_signed(&channel, signed).await?;
		if channel.work.is_some() && !self.parts.chain.may_vouch(*payee).await? {
			return Err(Refusal::CannotVouch);
		}
		let promised = Promised { charged: channel.paid, ..Promised::default() };
		Ok(self.keep(id, Open { channel, tab: Tab { promised, ..Tab::default() } }))
	}

	/// What was answered already to just this, if it was the last.
	async fn repeated(&self, open: &Open, payment: &Payment, input: &[u8]) -> Result<Option<Reply>, Refusal> {
		let signed = payment.voucher();
		let Tab { promised: Promised { voucher, done, .. }, last, .. } = &open.tab;
		let is_call = matches!(payment, Payment::Voucher { .. });
		let same = voucher.is_some_and(|voucher| voucher.voucher == signed.voucher) && *done != is_call;
		if !same || is_call && last.is_none_or(|last| last.input != blake2_256(input)) {
			return Ok(None);
		}
		self.ensure_signed(&open.channel, signed).await?;
		let output = match is_call {
			true => self.parts.ledger.output(signed.channel).map_err(anyhow::Error::from)?,
			false => Some(Vec::new()),
		};
		Ok(Some(reply(signed.channel, open, output.context("the last output is not kept")?)))
	}

	/// Fails unless the voucher promises `price` more, its channel has that and is open, and its key signed it. What comes
	/// back is what that was found from.
	async fn check(&self, account: &Account, signed: &SignedVoucher, price: Balance) -> Result<Open, Refusal> {
		let id = signed.channel;
		let mut open = account.open();
		let now = self.now().ok_or(Refusal::NotReady)?;
		if open.tab.promised.done {
			return Err(Refusal::Done(id));
		}
		if signed.voucher.total > open.channel.deposit || !rules::is_open(&open.channel, now) {
			open.channel = self.parts.chain.channel(id).await?.channel.ok_or(Refusal::NoChannel(id))?;
			account.set_channel(open.channel.clone());
		}
		if !rules::is_open(&open.channel, now) {
			return Err(Refusal::Channel { channel: id, reason: BadChannel::Expired });
		}
		let Tab { promised, tally, .. } = &open.tab;
		let given = tally.results();
		rules::check_voucher(&signed.voucher, promised.charged, price, given, &open.channel, self.limits)
			.map_err(|reason| Refusal::Voucher { reason, state: state(id, &open) })?;
		self.ensure_signed(&open.channel, signed).await?;
		Ok(open)
	}

	/// Fails unless the channel's key signed the voucher.
	async fn ensure_signed(&self, channel: &Channel, signed: &SignedVoucher) -> Result<(), Refusal> {
		let Parts { chain, genesis, payee, .. } = &self.parts;
		let is_signed = match signed.is_signed(*genesis, *payee, &channel.signer) {
			Some(is_signed) => is_signed,
			None => chain.redeemable(signed).await?.is_some(),
		};
		is_signed.then_some(()).ok_or(Refusal::NotSigned(signed.channel))
	}

	/// Answers a call that is paid for, and notes that on disk.
	async fn answer(&self, mut tab: Tab, voucher: SignedVoucher, input: Vec<u8>) -> Result<(Tab, Vec<u8>), Refusal> {
		let id = voucher.channel;
		let index = tab.tally.count();
		let promised = Promised { charged: voucher.voucher.total, voucher: Some(voucher), done: false };
		let Parts { executor, module, ledger, .. } = &self.parts;
		let (executor, module, ledger, hash) = (executor.clone(), module.clone(), ledger.clone(), self.module_hash);
		let answered = spawn_blocking(move || -> Result<(Outcome, Vec<u8>), Refusal> {
			let output = match executor.run(hash, &module, &input) {
				Ok(computed) => computed.output,
				Err(fault) if fault.is_lasting() => return Err(Refusal::Unreadable(fault)),
				Err(fault) => return Err(Refusal::Failed(fault.into())),
			};
			let outcome = Outcome { input: blake2_256(&input), output: blake2_256(&output) };
			ledger.answer(id, &promised, index, &outcome, &output).map_err(anyhow::Error::from)?;
			Ok((outcome, output))
		});
		let (outcome, output) = answered.await.context("the run was broken off")??;
		// The chain's limit is far lower.
		if !tab.tally.push(&outcome) {
			return Err(Refusal::Failed(anyhow!("there are more results than can be counted")));
		}
		tab.promised = promised;
		tab.last = Some(outcome);
		Ok((tab, output))
	}

	/// Notes on disk that the client is done.
	async fn end(&self, mut tab: Tab, voucher: SignedVoucher) -> Result<(Tab, Vec<u8>), Refusal> {
		let promised = Promised { voucher: Some(voucher), done: true, ..tab.promised };
		let ledger = self.parts.ledger.clone();
		let noted = spawn_blocking(move || ledger.promise(voucher.channel, &promised));
		noted.await.context("the run was broken off")?.map_err(anyhow::Error::from)?;
		tab.promised = promised;
		Ok((tab, Vec::new()))
	}
}

fn state(channel: ChannelId, open: &Open) -> ChannelState {
	let Tab { promised, tally, .. } = &open.tab;
	ChannelState { channel, charged_cumulative_amount: promised.charged, answers: tally.count() }
}

fn reply(id: ChannelId, open: &Open, output: Vec<u8>) -> Reply {
	Reply { output, payer: open.channel.payer, state: state(id, open) }
}
