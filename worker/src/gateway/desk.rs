//! Where calls are paid for and answered, one after another for each channel.

use super::{
	chain::{Channels, Limits, Seen},
	ledger::{Book, Ledger},
	rules::{self, BadChannel, BadVoucher, Price, Promised},
};
use crate::{
	execute::{Executor, NoAnswer},
	view::{AccountId, BlockNumber, Head, ProgramId, H256},
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
	num::NonZeroUsize,
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc, Mutex, MutexGuard, PoisonError,
	},
};
use tokio::{
	sync::{watch, Mutex as AsyncMutex, Semaphore},
	task::spawn_blocking,
	time::{sleep, Instant},
};

/// Calls of one channel that wait at a time: it is one client that makes them.
const WAITING: usize = 2;

/// How much longer than a run that gave no answer its channel waits for the next.
const PAUSE: u32 = 9;

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
	/// Too many calls of the channel wait.
	#[error("calls of channel {0} wait already: make one after another")]
	Busy(ChannelId),
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
	pub(super) book: Book,
}

/// The same, as it changes.
pub(super) struct Account {
	/// One call after another is answered.
	turn: AsyncMutex<()>,
	/// Room for those that wait for that.
	room: Semaphore,
	/// Never locked for longer than it takes to read or write it.
	open: Mutex<Open>,
}

impl Account {
	fn new(open: Open) -> Self {
		Self { turn: AsyncMutex::default(), room: Semaphore::new(WAITING), open: Mutex::new(open) }
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
	fn set_book(&self, book: Book) {
		self.locked().book = book;
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
	/// Runs at a time: no more than there are processors.
	runs: Semaphore,
	/// Whether the worker's word counts at present.
	may_vouch: AtomicBool,
	accounts: Mutex<HashMap<ChannelId, Arc<Account>>>,
	/// Channels of the ledger that the node does not know yet.
	missing: Mutex<Vec<ChannelId>>,
}

impl<C: Channels> Desk<C> {
	/// A desk that goes on with all that is in its ledger.
	pub async fn new(parts: Parts<C>) -> Result<Self> {
		let limits = parts.chain.limits().await?;
		let may_vouch = parts.chain.may_vouch(parts.payee).await?;
		let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
		let missing = parts.ledger.channels()?;
		let desk = Self {
			module_hash: blake2_256(&parts.module),
			parts,
			limits,
			runs: Semaphore::new(processors),
			may_vouch: AtomicBool::new(may_vouch),
			accounts: Mutex::default(),
			missing: Mutex::new(missing),
		};
		desk.load().await?;
		Ok(desk)
	}

	/// Looks for those channels of the ledger that were not found yet: a node that is behind does not know them.
	pub(super) async fn load(&self) -> Result<()> {
		let missing = std::mem::take(&mut *self.missing());
		for (done, id) in missing.iter().enumerate() {
			let seen = self.parts.chain.channel(*id).await;
			let Ok(seen) = seen else {
				self.missing().extend(missing.iter().skip(done));
				return seen.map(|_| ());
			};
			match seen {
				Seen { channel: Some(channel), .. } => {
					let book = self.parts.ledger.book(*id)?.unwrap_or_default();
					self.keep(*id, Open { channel, book });
				}
				Seen { existed: true, .. } => self.forget(*id)?,
				Seen { existed: false, .. } => self.missing().push(*id),
			}
		}
		Ok(())
	}

	/// Finds out whether the worker's word counts.
	pub(super) async fn look_at_stake(&self) -> Result<()> {
		let may_vouch = self.parts.chain.may_vouch(self.parts.payee).await?;
		if self.may_vouch.swap(may_vouch, Ordering::Relaxed) && !may_vouch {
			tracing::warn!(
				"no calls of channels that name the program are answered: the worker is not active, or its owner has too \
				 little at stake, or too little to spare for the bond of a batch"
			);
		}
		Ok(())
	}

	fn missing(&self) -> MutexGuard<'_, Vec<ChannelId>> {
		self.missing.lock().unwrap_or_else(PoisonError::into_inner)
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
			Some(account) => {
				// Before all else, so that strangers keep nobody waiting.
				self.ensure_signed(&account.open().channel, &signed).await?;
				account
			}
			None => self.begin(&signed).await?,
		};
		let _room = account.room.try_acquire().map_err(|_| Refusal::Busy(id))?;
		let _turn = account.turn.lock().await;
		if let Some(reply) = self.repeated(&account.open(), payment, &input)? {
			return Ok(reply);
		}
		let open = self.check(&account, payment).await?;
		let (book, output) = match payment {
			Payment::Voucher { .. } => self.answer(open.book, signed, input).await?,
			Payment::Refund { .. } => self.end(open.book, signed).await?,
		};
		account.set_book(book);
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
		self.ensure_signed(&channel, signed).await?;
		let book = match self.parts.ledger.book(id).map_err(anyhow::Error::from)? {
			Some(book) => book,
			None => {
				let Parts { payee, price, program, .. } = &self.parts;
				rules::check_channel(&channel, *payee, price.asset, *program, seen.at)
					.map_err(|reason| Refusal::Channel { channel: id, reason })?;
				Book { promised: Promised { charged: channel.paid, ..Promised::default() }, ..Book::default() }
			}
		};
		Ok(self.keep(id, Open { channel, book }))
	}

	/// What was answered already to just this, if it was the last.
	fn repeated(&self, open: &Open, payment: &Payment, input: &[u8]) -> Result<Option<Reply>, Refusal> {
		let signed = payment.voucher();
		let Book { promised: Promised { voucher, done, .. }, last, .. } = &open.book;
		let is_call = matches!(payment, Payment::Voucher { .. });
		let same = voucher.is_some_and(|voucher| voucher.voucher == signed.voucher) && *done != is_call;
		if !same || is_call && last.is_none_or(|last| last.input != blake2_256(input)) {
			return Ok(None);
		}
		let output = match is_call {
			true => self.parts.ledger.output(signed.channel).map_err(anyhow::Error::from)?,
			false => Some(Vec::new()),
		};
		Ok(Some(reply(signed.channel, open, output.context("the last output is not kept")?)))
	}

	/// Fails unless the voucher promises the price of a call more, or nothing more when the client is done, and its channel
	/// can pay that. What comes back is what that was found from.
	async fn check(&self, account: &Account, payment: &Payment) -> Result<Open, Refusal> {
		let voucher = *payment.voucher();
		let id = voucher.channel;
		let bad_channel = |reason| Refusal::Channel { channel: id, reason };
		let now = self.now().ok_or(Refusal::NotReady)?;
		let mut open = account.open();
		if open.book.promised.done {
			return Err(Refusal::Done(id));
		}
		if voucher.voucher.total > open.channel.deposit || !rules::is_open(&open.channel, now) {
			open.channel = self.parts.chain.channel(id).await?.channel.ok_or(Refusal::NoChannel(id))?;
			account.set_channel(open.channel.clone());
		}
		let Parts { payee, price, program, .. } = &self.parts;
		let amount = match payment {
			Payment::Refund { .. } => 0,
			Payment::Voucher { .. } => {
				rules::fits(&open.channel, *payee, price.asset, *program).map_err(bad_channel)?;
				if !rules::is_open(&open.channel, now) {
					return Err(bad_channel(BadChannel::Expired));
				}
				if open.channel.work.is_some() && !self.may_vouch.load(Ordering::Relaxed) {
					return Err(Refusal::CannotVouch);
				}
				price.amount
			}
		};
		let Book { promised, tally, .. } = &open.book;
		let given = tally.results();
		rules::check_voucher(&voucher.voucher, promised.charged, amount, given, &open.channel, self.limits)
			.map_err(|reason| Refusal::Voucher { reason, state: state(id, &open) })?;
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
	async fn answer(&self, mut book: Book, voucher: SignedVoucher, input: Vec<u8>) -> Result<(Book, Vec<u8>), Refusal> {
		let id = voucher.channel;
		let index = book.tally.count();
		let promised = Promised { charged: voucher.voucher.total, voucher: Some(voucher), done: false };
		let Parts { executor, module, ledger, .. } = &self.parts;
		let (executor, module, ledger, hash) = (executor.clone(), module.clone(), ledger.clone(), self.module_hash);
		let run = self.runs.acquire().await.context("nothing is run any more")?;
		let begun = Instant::now();
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
		let answered = answered.await.context("the run was broken off")?;
		drop(run);
		if let Err(Refusal::Unreadable(_)) = answered {
			// Nobody pays for that, so nobody may have it done all the time.
			sleep(begun.elapsed().saturating_mul(PAUSE)).await;
		}
		let (outcome, output) = answered?;
		// The chain's limit is far lower.
		if !book.tally.push(&outcome) {
			return Err(Refusal::Failed(anyhow!("there are more results than can be counted")));
		}
		book.promised = promised;
		book.last = Some(outcome);
		Ok((book, output))
	}

	/// Notes on disk that the client is done.
	async fn end(&self, mut book: Book, voucher: SignedVoucher) -> Result<(Book, Vec<u8>), Refusal> {
		let promised = Promised { voucher: Some(voucher), done: true, ..book.promised };
		let ledger = self.parts.ledger.clone();
		let noted = spawn_blocking(move || ledger.promise(voucher.channel, &promised));
		noted.await.context("the run was broken off")?.map_err(anyhow::Error::from)?;
		book.promised = promised;
		Ok((book, Vec::new()))
	}
}

fn state(channel: ChannelId, open: &Open) -> ChannelState {
	let Book { promised, tally, .. } = &open.book;
	ChannelState { channel, charged_cumulative_amount: promised.charged, answers: tally.count() }
}

fn reply(id: ChannelId, open: &Open, output: Vec<u8>) -> Reply {
	Reply { output, payer: open.channel.payer, state: state(id, open) }
}
