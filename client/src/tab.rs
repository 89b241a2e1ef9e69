//! What a payer keeps of the calls that one channel pays for: what was promised, what was answered, what is still open.
//!
//! A folder of its own, in which everything is kept that a dispute needs:
//!
//! | File | What |
//! |---|---|
//! | `results.csv` | Each answer, one a line: hash of the input, comma, hash of the output |
//! | `contents/` | Inputs and outputs, by their hashes |
//! | `tab.json` | The rest |
//!
//! Whoever signs for results has to have them: a payer that loses its tab opens another channel. What was sent and not
//! answered is sent again, word for word: it is charged once. Files are not synced with each call, which would take longer
//! than the call: when the machine loses power, a tab may be lost, but not when a program ends.

use crate::{
	amount::digits,
	batches::{Outcome, Tally},
	blake2_256,
	blobs::{Store, StoreError},
	calls::{Answer, CallError, Gateway},
	channels::{ChannelId, SignedVoucher, Voucher, VoucherKey},
	x402::{ChannelState, Payment, Requirements},
	AccountId, Asset, Balance, Keypair, ProgramId, H256,
};
use serde::{Deserialize, Serialize};
use std::{
	collections::BTreeMap,
	fs::{self, File, OpenOptions, TryLockError},
	io::{self, Write},
	path::{Path, PathBuf},
};

/// The file of answers.
const RESULTS: &str = "results.csv";

/// The file of the rest.
const RECORD: &str = "tab.json";

/// The folder of inputs and outputs.
const CONTENTS: &str = "contents";

/// Why a call has no answer, or is not noted.
#[derive(Debug, thiserror::Error)]
pub enum TabError {
	/// The gateway gave none.
	#[error(transparent)]
	Call(#[from] CallError),
	/// The disk failed.
	#[error("cannot {action} {}: {error}", path.display())]
	Io {
		/// What was tried.
		action: &'static str,
		/// On which file.
		path: PathBuf,
		/// What the system said.
		error: io::Error,
	},
	/// Inputs and outputs cannot be kept.
	#[error(transparent)]
	Store(#[from] StoreError),
	/// A file is not what was written.
	#[error("{} is damaged: {reason}. Open another channel (`piazza call --another`); this one can be closed after its grace period", path.display())]
	Damaged {
		/// The file.
		path: PathBuf,
		/// What is wrong with it.
		reason: String,
	},
	/// Another program is using it.
	#[error("another program makes calls by this channel just now: {} is locked", path.display())]
	Busy {
		/// The file.
		path: PathBuf,
	},
	/// The payer has said that it is done.
	#[error("channel {0} was given up: open another one")]
	Finished(ChannelId),
	/// Who is paid there is not the payee of the channel.
	#[error("the gateway wants {wanted} to be paid, but the payee of channel {channel} is {payee}")]
	OtherPayee {
		/// The channel.
		channel: ChannelId,
		/// Its payee.
		payee: AccountId,
		/// Who is to be paid.
		wanted: AccountId,
	},
	/// What the gateway wants is not what the channel was opened for.
	#[error("the gateway takes {wanted} now, which channel {channel} was not opened for: open another one")]
	OtherTerms {
		/// The channel.
		channel: ChannelId,
		/// What is wanted.
		wanted: String,
	},
	/// The gateway takes no input as long.
	#[error("the input has {bytes} bytes, and the gateway takes {max} at the most")]
	TooLong {
		/// Its length.
		bytes: usize,
		/// How long it may be.
		max: u64,
	},
	/// No voucher can promise as much.
	#[error("more was promised than can be counted")]
	Overflow,
}

/// What a tab is about. It does not change.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Terms {
	/// The gateway.
	pub url: String,
	/// First block of the chain.
	pub genesis: H256,
	/// The channel that pays.
	pub channel: ChannelId,
	/// Its payee.
	pub payee: AccountId,
	/// The key that signs its vouchers.
	pub signer: VoucherKey,
	/// Whose money it is.
	pub payer: AccountId,
	/// What is paid with.
	pub asset: Asset,
	/// What the channel names, if the payee is to vouch for results.
	pub program: Option<ProgramId>,
}

/// What is sent, and not answered yet.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Sent {
	/// The answer's number.
	index: u32,
	input: H256,
	voucher: SignedVoucher,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Record {
	terms: Terms,
	#[serde(with = "digits")]
	charged: Balance,
	sent: Option<Sent>,
	finished: bool,
}

/// What a payer keeps of the calls that one channel pays for.
pub struct Tab {
	folder: PathBuf,
	contents: Store,
	results: File,
	record: Record,
	tally: Tally,
	/// The first answer to each input.
	first: BTreeMap<H256, (u32, H256)>,
	contradictions: Vec<(u32, u32)>,
}

impl Tab {
	/// Begins a tab in `folder`, which must not exist.
	pub fn begin(folder: &Path, terms: Terms) -> Result<Self, TabError> {
		if let Some(parent) = folder.parent() {
			fs::create_dir_all(parent).map_err(io_error("make", parent))?;
		}
		fs::create_dir(folder).map_err(io_error("make", folder))?;
		save(folder, &Record { terms, charged: 0, sent: None, finished: false })?;
		Self::open(folder)
	}

	/// What the tab in `folder` is about; `None` when there is none, or it is finished.
	pub fn peek(folder: &Path) -> Result<Option<Terms>, TabError> {
		match folder.join(RECORD).exists() {
			true => Ok(load(folder).map(|record| (!record.finished).then_some(record.terms))?),
			false => Ok(None),
		}
	}

	/// Goes on with the tab in `folder`.
	pub fn open(folder: &Path) -> Result<Self, TabError> {
		let record = load(folder)?;
		let (results, outcomes) = open_results(&folder.join(RESULTS))?;
		let mut tab = Self {
			folder: folder.into(),
			contents: Store::open(folder.join(CONTENTS))?,
			results,
			record,
			tally: Tally::default(),
			first: BTreeMap::new(),
			contradictions: Vec::new(),
		};
		for outcome in &outcomes {
			tab.count(outcome)?;
		}
		// The answer was noted before it was noted that nothing is open.
		if let Some(sent) = tab.record.sent.filter(|sent| sent.index < tab.tally.count()) {
			tab.settle(sent.voucher.voucher.total)?;
		}
		Ok(tab)
	}

	/// What it is about.
	pub fn terms(&self) -> &Terms {
		&self.record.terms
	}

	/// All that the channel was charged.
	pub fn charged(&self) -> Balance {
		self.record.charged
	}

	/// How many answers there are.
	pub fn answers(&self) -> u32 {
		self.tally.count()
	}

	/// Whether something was sent that is not answered.
	pub fn is_waiting(&self) -> bool {
		self.record.sent.is_some()
	}

	/// Whether the payer has said that it is done.
	pub fn is_finished(&self) -> bool {
		self.record.finished
	}

	/// Pairs of answers to the same input that are not the same: one of each is false. Of many to one input, each that is
	/// not like the first stands beside it.
	pub fn contradictions(&self) -> &[(u32, u32)] {
		&self.contradictions
	}

	/// The file of all answers, as `piazza batch dispute` reads it.
	pub fn results(&self) -> PathBuf {
		self.folder.join(RESULTS)
	}

	/// Where an input or output is.
	pub fn content(&self, hash: &H256) -> PathBuf {
		self.contents.path(hash)
	}

	/// Has the gateway answer `input`, paid with `key`. What was sent before and not answered goes first; when that was this
	/// same input, its answer is the answer.
	pub async fn call(
		&mut self,
		gateway: &Gateway,
		key: &Keypair,
		price: &Requirements,
		input: &[u8],
	) -> Result<Vec<u8>, TabError> {
		self.ensure_fits(price)?;
		let max = price.extra.max_input_bytes;
		if input.len() as u64 > max {
			return Err(TabError::TooLong { bytes: input.len(), max });
		}
		if let Some(Sent { input: before, .. }) = self.record.sent {
			let output = self.send(gateway, price).await?;
			if before == blake2_256(input) {
				return Ok(output);
			}
		}
		let input = self.contents.put(input)?;
		let total = self.record.charged.checked_add(price.amount).ok_or(TabError::Overflow)?;
		let voucher = self.sign(key, total);
		self.record.sent = Some(Sent { index: self.tally.count(), input, voucher });
		save(&self.folder, &self.record)?;
		self.send(gateway, price).await
	}

	/// Notes that the channel is closed.
	pub fn give_up(&mut self) -> Result<(), TabError> {
		self.record.finished = true;
		save(&self.folder, &self.record)
	}

	/// Promises all that was answered, and has the gateway redeem that and give the rest back.
	pub async fn finish(
		&mut self,
		gateway: &Gateway,
		key: &Keypair,
		price: &Requirements,
	) -> Result<SignedVoucher, TabError> {
		self.ensure_fits(price)?;
		if self.is_waiting() {
			self.send(gateway, price).await?;
		}
		let voucher = self.sign(key, self.record.charged);
		let Answer { state, .. } = gateway.ask(price, Payment::Refund { voucher }, Vec::new()).await?;
		self.ensure_same(&state, self.tally.count(), voucher.voucher.total)?;
		self.give_up()?;
		Ok(voucher)
	}

	fn ensure_fits(&self, price: &Requirements) -> Result<(), TabError> {
		let Terms { channel, payee, asset, program, .. } = self.record.terms;
		if self.record.finished {
			return Err(TabError::Finished(channel));
		}
		if price.pay_to != payee {
			return Err(TabError::OtherPayee { channel, payee, wanted: price.pay_to });
		}
		if price.asset != asset {
			return Err(TabError::OtherTerms { channel, wanted: price.asset.to_string() });
		}
		match program {
			Some(program) if program != price.extra.program => {
				Err(TabError::OtherTerms { channel, wanted: format!("calls of program {:?}", price.extra.program) })
			}
			_ => Ok(()),
		}
	}

	/// A voucher of all that was answered, with this total.
	fn sign(&self, key: &Keypair, total: Balance) -> SignedVoucher {
		let Terms { genesis, channel, payee, program, .. } = self.record.terms;
		let results = self.tally.results().filter(|_| program.is_some());
		SignedVoucher::sign(key, genesis, channel, payee, Voucher { total, results })
	}

	/// Sends what is to be sent, and notes the answer.
	async fn send(&mut self, gateway: &Gateway, price: &Requirements) -> Result<Vec<u8>, TabError> {
		let Some(Sent { index, input, voucher }) = self.record.sent else { return Ok(Vec::new()) };
		let path = self.contents.path(&input);
		let bytes = fs::read(&path).map_err(io_error("read", &path))?;
		let Answer { output, state } = match gateway.ask(price, Payment::Voucher { voucher }, bytes).await {
			Ok(answer) => answer,
			Err(error) => {
				if error.is_free() {
					self.record.sent = None;
					save(&self.folder, &self.record)?;
				}
				return Err(error.into());
			}
		};
		let total = voucher.voucher.total;
		self.ensure_same(&state, index.saturating_add(1), total)?;
		let outcome = Outcome { input, output: self.contents.put(&output)? };
		let line = format!("{},{}\n", hex::encode(outcome.input), hex::encode(outcome.output));
		self.results.write_all(line.as_bytes()).map_err(io_error("write", &self.results()))?;
		self.count(&outcome)?;
		self.settle(total)?;
		Ok(output)
	}

	/// Fails unless the gateway has counted what is counted here.
	fn ensure_same(&self, state: &ChannelState, answers: u32, charged: Balance) -> Result<(), TabError> {
		let expected = ChannelState { channel: self.record.terms.channel, charged_cumulative_amount: charged, answers };
		match *state == expected {
			true => Ok(()),
			false => Err(CallError::BadAnswer(format!("it says {state:?}, and it should be {expected:?}")).into()),
		}
	}

	/// Counts one more answer.
	fn count(&mut self, outcome: &Outcome) -> Result<(), TabError> {
		let index = self.tally.count();
		if !self.tally.push(outcome) {
			return Err(TabError::Overflow);
		}
		let (first, output) = *self.first.entry(outcome.input).or_insert((index, outcome.output));
		if output != outcome.output {
			self.contradictions.push((first, index));
		}
		Ok(())
	}

	/// Nothing is open any more, and so much was charged.
	fn settle(&mut self, charged: Balance) -> Result<(), TabError> {
		self.record.charged = charged;
		self.record.sent = None;
		save(&self.folder, &self.record)
	}
}

/// Opens the file of answers, to add more; what it has. Half a line at its end is cut off: it was never relied on.
fn open_results(path: &Path) -> Result<(File, Vec<Outcome>), TabError> {
	let mut file = OpenOptions::new().create(true).append(true).open(path).map_err(io_error("open", path))?;
	match file.try_lock() {
		Ok(()) => {}
		Err(TryLockError::WouldBlock) => return Err(TabError::Busy { path: path.into() }),
		Err(TryLockError::Error(error)) => return Err(io_error("lock", path)(error)),
	}
	let text = fs::read_to_string(path).map_err(io_error("read", path))?;
	let whole = text.rfind('\n').map_or(0, |end| end.saturating_add(1));
	if whole < text.len() {
		file.set_len(whole as u64).map_err(io_error("shorten", path))?;
		file.flush().map_err(io_error("write", path))?;
	}
	let lines = text.get(..whole).unwrap_or_default().lines().enumerate();
	let outcomes = lines.map(|(number, line)| {
		outcome(line).ok_or_else(|| TabError::Damaged {
			path: path.into(),
			reason: format!("line {} is no pair of hashes", number.saturating_add(1)),
		})
	});
	let outcomes = outcomes.collect::<Result<_, _>>()?;
	Ok((file, outcomes))
}

fn outcome(line: &str) -> Option<Outcome> {
	let (input, output) = line.split_once(',')?;
	let hash = |text: &str| {
		let mut hash = H256::zero();
		hex::decode_to_slice(text, &mut hash.0).ok().map(|()| hash)
	};
	Some(Outcome { input: hash(input)?, output: hash(output)? })
}

/// The record in `folder`.
fn load(folder: &Path) -> Result<Record, TabError> {
	let path = folder.join(RECORD);
	let text = fs::read(&path).map_err(io_error("read", &path))?;
	serde_json::from_slice(&text).map_err(|error| TabError::Damaged { path, reason: error.to_string() })
}

/// Replaces the record in `folder`, all or nothing.
fn save(folder: &Path, record: &Record) -> Result<(), TabError> {
	let (path, new) = (folder.join(RECORD), folder.join("tab.json.new"));
	let json = serde_json::to_vec_pretty(record).unwrap_or_default();
	fs::write(&new, json).map_err(io_error("write", &new))?;
	fs::rename(&new, &path).map_err(io_error("write", &path))
}

fn io_error<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> TabError + 'a {
	move |error| TabError::Io { action, path: path.into(), error }
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::keys;

	fn terms() -> Terms {
		let key = keys::from_uri("//Alice").unwrap();
		Terms {
			url: "http://here/".into(),
			genesis: H256([1; 32]),
			channel: 3,
			payee: AccountId::from([2; 32]),
			signer: VoucherKey::of(&key),
			payer: keys::account(&key),
			asset: Asset::Native,
			program: Some(H256([8; 32])),
		}
	}

	fn line(n: u8) -> String {
		format!("{},{}\n", hex::encode([n; 32]), hex::encode([n + 1; 32]))
	}

	/// A tab in a folder of its own, with what its files have.
	fn with(results: &str, sent: Option<u32>) -> (tempfile::TempDir, PathBuf) {
		let parent = tempfile::tempdir().unwrap();
		let folder = parent.path().join("calls").join("tab");
		drop(Tab::begin(&folder, terms()).unwrap());
		fs::write(folder.join(RESULTS), results).unwrap();
		let key = keys::from_uri("//Alice").unwrap();
		let sent = sent.map(|index| {
			let voucher = Voucher { total: 12, results: None };
			let voucher = SignedVoucher::sign(&key, H256([1; 32]), 3, AccountId::from([2; 32]), voucher);
			Sent { index, input: H256::zero(), voucher }
		});
		save(&folder, &Record { terms: terms(), charged: 9, sent, finished: false }).unwrap();
		(parent, folder)
	}

	#[test]
	fn tab_is_not_begun_twice() {
		let parent = tempfile::tempdir().unwrap();
		let folder = parent.path().join("tab");
		let tab = Tab::begin(&folder, terms()).unwrap();
		assert_eq!((tab.charged(), tab.answers(), tab.is_waiting()), (0, 0, false));
		assert!(matches!(Tab::begin(&folder, terms()), Err(TabError::Io { .. })));
		assert_eq!(Tab::peek(&folder).unwrap(), Some(terms()));
		assert_eq!(Tab::peek(parent.path()).unwrap(), None);
	}

	#[test]
	fn answer_is_settled_when_it_was_noted_before_the_program_ended() {
		let (_parent, folder) = with(&line(1), Some(0));
		let tab = Tab::open(&folder).unwrap();
		assert_eq!((tab.charged(), tab.answers(), tab.is_waiting()), (12, 1, false));
		let (_parent, folder) = with(&line(1), Some(1));
		let tab = Tab::open(&folder).unwrap();
		assert_eq!((tab.charged(), tab.answers(), tab.is_waiting()), (9, 1, true));
	}

	#[test]
	fn half_a_line_is_cut_off_when_the_program_ended_while_it_was_written() {
		let (_parent, folder) = with(&(line(1) + "abc"), None);
		let tab = Tab::open(&folder).unwrap();
		assert_eq!(tab.answers(), 1);
		assert_eq!(fs::read_to_string(tab.results()).unwrap(), line(1));
	}

	#[test]
	fn tab_is_refused_when_a_file_is_damaged() {
		let (_parent, folder) = with(&(line(1) + "abc\n" + &line(2)), None);
		let error = Tab::open(&folder).err().unwrap().to_string();
		assert!(error.contains("line 2") && error.contains("--another"), "{error}");
		let (_parent, folder) = with("", None);
		fs::write(folder.join(RECORD), "{}").unwrap();
		assert!(matches!(Tab::peek(&folder), Err(TabError::Damaged { .. })));
		assert!(matches!(Tab::open(&folder), Err(TabError::Damaged { .. })));
	}

	#[test]
	fn contradictions_are_seen_when_answers_are_read_back() {
		let other = line(1).replace(&hex::encode([2; 32]), &hex::encode([9; 32]));
		let (_parent, folder) = with(&(line(1) + &line(2) + &other + &line(1) + &other), None);
		assert_eq!(Tab::open(&folder).unwrap().contradictions(), [(0, 2), (0, 4)]);
	}
}
