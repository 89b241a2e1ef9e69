//! The worker's memory on disk: what it answered and with which salt, so that nothing is lost when it stops; and what it
//! earned.
//!
//! One text file, only ever appended to. Each line is a checksum and a JSON record with a running number; a record
//! counts once the file is synced, and a commitment is sent only after that. A crash can leave half a line at the very
//! end: it was never relied on, and is cut off. Any other damage stops the worker with an error that says what to do,
//! since a lost salt is a lost bond.

mod ledger;

pub use ledger::{Ledger, Sums};

use crate::{
	leasing::{desk::Sent, view::LeaseId},
	view::{AccountId, Asset, Balance, BlockNumber, Job, JobId, Outcome, H256},
};
use piazza_client::{blake2_256, jobs::commitment};
use serde::{Deserialize, Serialize};
use std::{
	collections::BTreeMap,
	fs::{self, File, OpenOptions},
	io::{self, Write},
	path::{Path, PathBuf},
};

/// Name of the file in the worker's folder.
pub const FILE: &str = "journal";

/// Format of the records. Since 2, there are records of leases, and sums of what was earned.
const VERSION: u32 = 2;

/// Bytes of closed jobs that are carried along before the file is rewritten without them.
const COMPACT_ABOVE: u64 = 1 << 20;

/// Hex digits of the checksum at the start of each line.
const CHECKSUM_DIGITS: usize = 16;

/// Why the journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
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
	/// A line is not what was written.
	#[error(
		"the journal {path} is damaged at line {line}: {reason}.\n\
		Nothing was changed. It holds the salts without which the outputs of seats this worker has committed for cannot \
		be shown, so the worker does not start without it.\n\
		- If you have a copy of the file, put it back.\n\
		- Otherwise keep every record that is still whole: `piazza-worker check --config … --salvage`. The damaged file is \
		kept beside it. Seats whose record is lost can lose their bond; look at them with `piazza job list`.",
		path = path.display()
	)]
	Damaged {
		/// The file.
		path: PathBuf,
		/// Line, counted from 1.
		line: usize,
		/// What is wrong with it.
		reason: String,
	},
	/// It was written by a newer worker.
	#[error("the journal {} has format {found}; this worker knows {VERSION}. Use the newer worker", path.display())]
	Newer {
		/// The file.
		path: PathBuf,
		/// Its format.
		found: u32,
	},
	/// It belongs to another chain.
	#[error(
		"the journal {} belongs to the chain with genesis {found}, but the node is on the chain with genesis {wanted}.\n\
		Point `node` at the right chain, or give this chain a `data_dir` of its own",
		path.display()
	)]
	OtherChain {
		/// The file.
		path: PathBuf,
		/// Genesis in the journal.
		found: String,
		/// Genesis of the node.
		wanted: String,
	},
	/// It belongs to another worker.
	#[error(
		"the journal {} belongs to worker {found}, but the configured key is that of {wanted}.\n\
		Use the right key, or give this worker a `data_dir` of its own",
		path.display()
	)]
	OtherWorker {
		/// The file.
		path: PathBuf,
		/// Worker in the journal.
		found: String,
		/// Worker of the configuration.
		wanted: String,
	},
}

/// What the journal holds about a job that is not closed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Entry {
	/// There is an answer.
	Answered(Answer),
	/// The program gives none.
	Unable(Unable),
}

impl Entry {
	/// Whether it is about this very job, and not about one of the same number on a chain that was started anew.
	pub fn is_about(&self, job: &Job) -> bool {
		let (id, program, input) = match self {
			Self::Answered(Answer { job, program, input, .. }) | Self::Unable(Unable { job, program, input, .. }) => {
				(*job, program, input)
			}
		};
		id == job.id && job.program.as_ref() == Some(program) && job.input.hash == *input
	}
}

/// An answer, with all that is needed to commit to it and to show it later.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Answer {
	/// The job.
	pub job: JobId,
	/// The worker that answers.
	pub worker: H256,
	/// The program that was run.
	pub program: H256,
	/// Hash of the input it was run on.
	pub input: H256,
	/// Hash of the output.
	pub output: H256,
	/// What hides the output until it is shown.
	pub salt: H256,
}

impl Answer {
	/// The hash by which the chain binds the worker to this answer.
	pub fn commitment(&self) -> H256 {
		commitment(self.job, &AccountId::from(self.worker.0), &self.output, &self.salt.0)
	}
}

/// A job whose program gives no answer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Unable {
	/// The job.
	pub job: JobId,
	/// The program that was run.
	pub program: H256,
	/// Hash of the input it was run on.
	pub input: H256,
	/// Why.
	pub reason: String,
}

/// What the journal holds about a lease that is not over.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Tenancy {
	/// Name of what is paid in.
	pub asset: String,
	/// Rent when it was noted last, the protocol fee included.
	pub rent: Balance,
	/// The answer to a challenge that was sent last, and the bond to win, until it is known what became of it.
	pub proof: Option<(Sent, Balance)>,
}

/// How far a job came, for people who read the journal.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Milestone {
	/// The chain holds the claim.
	Claimed,
	/// The chain holds the commitment.
	Committed,
	/// The chain holds the output's hash.
	Revealed,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase", tag = "record")]
enum Record {
	/// First of all: whose journal this is.
	Opened {
		version: u32,
		genesis: H256,
		worker: H256,
	},
	Answered(Answer),
	Unable(Unable),
	Reached {
		job: JobId,
		milestone: Milestone,
		block: u32,
	},
	Closed {
		job: JobId,
		#[serde(default)]
		asset: Option<String>,
		verdict: String,
		// As text: JSON numbers of other programs stop at 2^53.
		paid: String,
		bond_lost: String,
		bond_won: String,
	},
	/// A lease, and its rent up to now.
	Leased {
		lease: LeaseId,
		asset: String,
		#[serde(with = "ledger::text")]
		rent: Balance,
	},
	/// An answer to a challenge is about to be sent.
	Answering {
		lease: LeaseId,
		challenged_at: BlockNumber,
		after: BlockNumber,
		#[serde(with = "ledger::text")]
		bond: Balance,
	},
	/// What became of the last answer: whether the bond was won.
	Challenged {
		lease: LeaseId,
		won: bool,
	},
	/// A lease is over.
	Vacated {
		lease: LeaseId,
		reason: String,
		#[serde(with = "ledger::text")]
		rent: Balance,
	},
	/// The machine was held for missing, and what that has cost.
	Missing {
		since: BlockNumber,
		#[serde(with = "ledger::text")]
		cost: Balance,
	},
	/// What was earned before the file was written anew.
	Earned(Ledger),
}

#[derive(Deserialize, Serialize)]
struct Numbered {
	n: u64,
	#[serde(flatten)]
	record: Record,
}

/// Whose journal it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Identity {
	/// Genesis hash of the chain.
	pub genesis: H256,
	/// Account of the worker.
	pub worker: AccountId,
}

/// Whose journal it is, and what is open in it.
pub type Inspection = (Identity, BTreeMap<JobId, Entry>);

/// The open journal.
#[derive(Debug)]
pub struct Journal {
	path: PathBuf,
	file: File,
	next: u64,
	/// Length of the file, up to the last record that is whole.
	length: u64,
	/// A record was written by halves and is still there: nothing may come behind it.
	is_torn: bool,
	held: Held,
}

/// What the records come to.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Held {
	/// Jobs that are not closed.
	pub entries: BTreeMap<JobId, Entry>,
	/// Leases that are not over.
	pub tenancies: BTreeMap<LeaseId, Tenancy>,
	/// What everything else came to.
	pub ledger: Ledger,
}

impl Journal {
	/// Opens the journal in `folder`, or starts one for `identity`.
	pub fn open(folder: &Path, identity: &Identity) -> Result<Self, JournalError> {
		let path = folder.join(FILE);
		let Some(Content { records, whole_bytes, torn_bytes }) = read(&path)? else {
			return Self::start(path, identity, Held::default());
		};
		let Some(Record::Opened { genesis, worker, version }) = records.first() else {
			// A crash before the very first record was whole.
			return Self::start(path, identity, Held::default());
		};
		let is_old = *version < VERSION;
		if *genesis != identity.genesis {
			return Err(JournalError::OtherChain {
				path,
				found: format!("{genesis:?}"),
				wanted: format!("{:?}", identity.genesis),
			});
		}
		if worker.0 != identity.worker.0 {
			let found = AccountId::from(worker.0).to_string();
			return Err(JournalError::OtherWorker { path, found, wanted: identity.worker.to_string() });
		}
		let next = records.len() as u64;
		let held = Held::of(records);
		if whole_bytes > COMPACT_ABOVE || is_old {
			return Self::start(path, identity, held);
		}
		let file = OpenOptions::new().append(true).open(&path).map_err(io("open", &path))?;
		if torn_bytes > 0 {
			tracing::warn!(
				bytes = torn_bytes,
				"the last write to the journal was cut short; that record was not in use yet"
			);
			file.set_len(whole_bytes).map_err(io("shorten", &path))?;
			file.sync_all().map_err(io("sync", &path))?;
		}
		Ok(Self { path, file, next, length: whole_bytes, is_torn: false, held })
	}

	/// Reads the journal in `folder` without changing it: whose it is and what is open. `None` when there is none.
	pub fn inspect(folder: &Path) -> Result<Option<Inspection>, JournalError> {
		Ok(Self::audit(folder)?.map(|(identity, held)| (identity, held.entries)))
	}

	/// The same with everything that the records come to.
	pub fn audit(folder: &Path) -> Result<Option<(Identity, Held)>, JournalError> {
		let Some(content) = read(&folder.join(FILE))? else { return Ok(None) };
		Ok(match content.records.first() {
			Some(Record::Opened { genesis, worker, .. }) => {
				let identity = Identity { genesis: *genesis, worker: AccountId::from(worker.0) };
				Some((identity, Held::of(content.records)))
			}
			_ => None,
		})
	}

	/// Writes a new journal with every record of the damaged one in `folder` that is still whole, and returns how many
	/// lines were lost and where the damaged file is kept. `None` when nothing is damaged.
	pub fn salvage(folder: &Path, identity: &Identity) -> Result<Option<(usize, PathBuf)>, JournalError> {
		let path = folder.join(FILE);
		if !matches!(read(&path), Err(JournalError::Damaged { .. })) {
			return Ok(None);
		}
		let bytes = fs::read(&path).map_err(io("read", &path))?;
		let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(parse);
		let (whole, lost): (Vec<_>, Vec<_>) = lines.partition(Result::is_ok);
		let held = Held::of(whole.into_iter().flatten().map(|numbered| numbered.record));
		let kept = free_name(&path);
		fs::copy(&path, &kept).map_err(io("copy", &path))?;
		Self::start(path, identity, held)?;
		Ok(Some((lost.len(), kept)))
	}

	/// What is known of a job that is not closed.
	pub fn entry(&self, job: JobId) -> Option<&Entry> {
		self.held.entries.get(&job)
	}

	/// All jobs that are not closed.
	pub fn entries(&self) -> impl Iterator<Item = (JobId, &Entry)> {
		self.held.entries.iter().map(|(job, entry)| (*job, entry))
	}

	/// What is known of a lease that is not over.
	pub fn tenancy(&self, lease: LeaseId) -> Option<&Tenancy> {
		self.held.tenancies.get(&lease)
	}

	/// All leases that are not over, as far as the journal knows.
	pub fn tenancies(&self) -> impl Iterator<Item = (LeaseId, &Tenancy)> {
		self.held.tenancies.iter().map(|(lease, tenancy)| (*lease, tenancy))
	}

	/// Sums of everything that is over.
	pub fn ledger(&self) -> &Ledger {
		&self.held.ledger
	}

	/// Keeps an answer. It is safe on disk when this returns.
	pub fn answered(&mut self, answer: Answer) -> Result<(), JournalError> {
		self.note(Record::Answered(answer))
	}

	/// Keeps that a job's program gives no answer.
	pub fn unable(&mut self, unable: Unable) -> Result<(), JournalError> {
		self.note(Record::Unable(unable))
	}

	/// Notes how far a job came.
	pub fn reached(&mut self, job: JobId, milestone: Milestone, block: u32) -> Result<(), JournalError> {
		self.note(Record::Reached { job, milestone, block })
	}

	/// Notes how a job ended for this worker, and forgets it. It was paid in `asset`.
	pub fn close(&mut self, job: JobId, asset: &Asset, outcome: &Outcome) -> Result<(), JournalError> {
		let amount = |amount: Balance| amount.to_string();
		self.note(Record::Closed {
			job,
			asset: Some(ledger::name(asset)),
			verdict: outcome.verdict.clone(),
			paid: amount(outcome.paid),
			bond_lost: amount(outcome.bond_lost),
			bond_won: amount(outcome.bond_won),
		})
	}

	/// Notes a lease and its rent up to now.
	pub fn leased(&mut self, lease: LeaseId, asset: &Asset, rent: Balance) -> Result<(), JournalError> {
		self.note(Record::Leased { lease, asset: ledger::name(asset), rent })
	}

	/// Notes that an answer to a challenge is about to be sent, and the bond to win. It is safe on disk when this
	/// returns.
	pub fn answering(&mut self, lease: LeaseId, sent: Sent, bond: Balance) -> Result<(), JournalError> {
		let Sent { challenged_at, after } = sent;
		self.note(Record::Answering { lease, challenged_at, after, bond })
	}

	/// Notes what became of the last answer.
	pub fn challenged(&mut self, lease: LeaseId, won: bool) -> Result<(), JournalError> {
		self.note(Record::Challenged { lease, won })
	}

	/// Notes how a lease ended, with all its rent.
	pub fn vacated(&mut self, lease: LeaseId, reason: &str, rent: Balance) -> Result<(), JournalError> {
		self.note(Record::Vacated { lease, reason: reason.into(), rent })
	}

	/// Notes what a downtime has cost.
	pub fn missing(&mut self, since: BlockNumber, cost: Balance) -> Result<(), JournalError> {
		self.note(Record::Missing { since, cost })
	}

	fn note(&mut self, record: Record) -> Result<(), JournalError> {
		self.append(&record)?;
		self.held.apply(record);
		Ok(())
	}

	/// Writes a record; when that fails, nothing of it stays.
	fn append(&mut self, record: &Record) -> Result<(), JournalError> {
		if self.is_torn {
			let error = io::Error::other("the last record was written by halves");
			return Err(io("write to", &self.path)(error));
		}
		let line = line(self.next, record);
		let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
		if let Err(error) = written {
			self.is_torn = self.file.set_len(self.length).is_err();
			return Err(io("write to", &self.path)(error));
		}
		self.next += 1;
		self.length += line.len() as u64;
		Ok(())
	}

	/// Puts a new file with all that is `held` in the place of whatever is there, in one step.
	fn start(path: PathBuf, identity: &Identity, held: Held) -> Result<Self, JournalError> {
		let worker = H256(identity.worker.0);
		let opened = Record::Opened { version: VERSION, genesis: identity.genesis, worker };
		let draft = path.with_extension("new");
		File::create(&draft).map_err(io("create", &draft))?;
		let file = OpenOptions::new().append(true).open(&draft).map_err(io("open", &draft))?;
		let mut journal = Self { path: path.clone(), file, next: 0, length: 0, is_torn: false, held: Held::default() };
		journal.note(opened)?;
		held.into_records().into_iter().try_for_each(|record| journal.note(record))?;
		fs::rename(&draft, &path).map_err(io("rename", &draft))?;
		let folder = path.parent().unwrap_or(Path::new("."));
		File::open(folder).and_then(|folder| folder.sync_all()).map_err(io("sync", folder))?;
		Ok(journal)
	}
}

struct Content {
	records: Vec<Record>,
	whole_bytes: u64,
	torn_bytes: usize,
}

/// Reads all records; `None` when there is no file.
fn read(path: &Path) -> Result<Option<Content>, JournalError> {
	let bytes = match fs::read(path) {
		Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
		other => other.map_err(io("read", path))?,
	};
	let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
	let damaged = |line, reason| JournalError::Damaged { path: path.to_owned(), line, reason };
	let mut records = Vec::new();
	for (index, line) in bytes[..whole].split_inclusive(|byte| *byte == b'\n').enumerate() {
		let Numbered { n, record } = parse(&line[..line.len() - 1]).map_err(|reason| damaged(index + 1, reason))?;
		if n != index as u64 {
			return Err(damaged(index + 1, format!("it is record {n}, where record {index} should be")));
		}
		match (&record, index) {
			(Record::Opened { version, .. }, 0) if *version > VERSION => {
				return Err(JournalError::Newer { path: path.to_owned(), found: *version });
			}
			(Record::Opened { .. }, 0) => {}
			(Record::Opened { .. }, _) => return Err(damaged(index + 1, "a second beginning".into())),
			(_, 0) => return Err(damaged(1, "the beginning is missing".into())),
			_ => {}
		}
		records.push(record);
	}
	Ok(Some(Content { records, whole_bytes: whole as u64, torn_bytes: bytes.len() - whole }))
}

impl Held {
	fn of(records: impl IntoIterator<Item = Record>) -> Self {
		let mut held = Self::default();
		records.into_iter().for_each(|record| held.apply(record));
		held
	}

	fn apply(&mut self, record: Record) {
		match record {
			Record::Answered(answer) => drop(self.entries.insert(answer.job, Entry::Answered(answer))),
			Record::Unable(unable) => drop(self.entries.insert(unable.job, Entry::Unable(unable))),
			Record::Closed { job, asset, verdict, paid, bond_lost, bond_won } => {
				self.entries.remove(&job);
				let [paid, bond_lost, bond_won] = [paid, bond_lost, bond_won].map(|text| text.parse().unwrap_or(0));
				self.ledger.job(asset.as_deref(), &Outcome { verdict, paid, bond_lost, bond_won });
			}
			Record::Leased { lease, asset, rent } => {
				let tenancy = self.tenancies.entry(lease);
				let tenancy = tenancy.or_insert_with(|| Tenancy { asset, rent, proof: None });
				tenancy.rent = rent;
			}
			Record::Answering { lease, challenged_at, after, bond } => {
				if let Some(tenancy) = self.tenancies.get_mut(&lease) {
					tenancy.proof = Some((Sent { challenged_at, after }, bond));
				}
			}
			Record::Challenged { lease, won } => {
				let proof = self.tenancies.get_mut(&lease).and_then(|tenancy| tenancy.proof.take());
				if let Some((_, bond)) = proof.filter(|_| won) {
					self.ledger.challenge(bond);
				}
			}
			Record::Vacated { lease, rent, .. } => {
				if let Some(Tenancy { asset, .. }) = self.tenancies.remove(&lease) {
					self.ledger.lease(&asset, rent);
				}
			}
			Record::Missing { since, cost } => self.ledger.downtime(since, cost),
			Record::Earned(ledger) => self.ledger = ledger,
			Record::Opened { .. } | Record::Reached { .. } => {}
		}
	}

	/// The records that come to the same.
	fn into_records(self) -> Vec<Record> {
		let Self { entries, tenancies, ledger } = self;
		let entries = entries.into_values().map(|entry| match entry {
			Entry::Answered(answer) => Record::Answered(answer),
			Entry::Unable(unable) => Record::Unable(unable),
		});
		let tenancies = tenancies.into_iter().flat_map(|(lease, Tenancy { asset, rent, proof })| {
			let proof = proof.map(|(Sent { challenged_at, after }, bond)| Record::Answering {
				lease,
				challenged_at,
				after,
				bond,
			});
			[Some(Record::Leased { lease, asset, rent }), proof].into_iter().flatten()
		});
		let earned = (ledger != Ledger::default()).then_some(Record::Earned(ledger));
		earned.into_iter().chain(entries).chain(tenancies).collect()
	}
}

fn line(n: u64, record: &Record) -> String {
	let json = serde_json::to_string(&Numbered { n, record: record.clone() }).expect("records have text keys only");
	format!("{} {json}\n", checksum(json.as_bytes()))
}

fn parse(line: &[u8]) -> Result<Numbered, String> {
	let text = std::str::from_utf8(line).map_err(|_| "it is not text")?;
	let (sum, json) = text.split_once(' ').ok_or("it has no checksum")?;
	if sum != checksum(json.as_bytes()) {
		return Err("its checksum does not fit".into());
	}
	serde_json::from_str(json).map_err(|error| format!("it cannot be understood ({error})"))
}

fn checksum(bytes: &[u8]) -> String {
	format!("{:x}", blake2_256(bytes)).split_at(CHECKSUM_DIGITS).0.into()
}

/// A name beside `path` that nothing has yet.
fn free_name(path: &Path) -> PathBuf {
	(1u32..).map(|n| path.with_extension(format!("damaged-{n}"))).find(|name| !name.exists()).unwrap_or_default()
}

fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> JournalError {
	let path = path.to_owned();
	move |error| JournalError::Io { action, path, error }
}

#[cfg(test)]
mod tests;
