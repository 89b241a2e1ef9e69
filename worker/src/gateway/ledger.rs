//! What a gateway keeps on disk: what each channel has promised, and for which results. One database, in which an answer
//! and the voucher that pays for it are one transaction, synced before the answer is sent.

use super::rules::Promised;
use crate::view::{AccountId, H256};
use piazza_client::{
	batches::{Outcome, Tally},
	channels::ChannelId,
};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use std::path::{Path, PathBuf};

/// Name of the file in the worker's folder.
pub const FILE: &str = "gateway.redb";

/// What each channel has promised: JSON of [`Promised`].
const PROMISED: TableDefinition<ChannelId, &[u8]> = TableDefinition::new("promised");

/// Hashes of input and output of each answer, by channel and number.
const RESULTS: TableDefinition<(ChannelId, u32), ([u8; 32], [u8; 32])> = TableDefinition::new("results");

/// The last output of each channel, for a client that did not receive it.
const OUTPUTS: TableDefinition<ChannelId, &[u8]> = TableDefinition::new("outputs");

/// Whose it is: the chain's first block and the worker.
const IDENTITY: TableDefinition<(), ([u8; 32], [u8; 32])> = TableDefinition::new("identity");

/// Why the ledger cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the vouchers in {}: {reason}", path.display())]
pub struct LedgerError {
	path: PathBuf,
	reason: String,
}

/// What is known of a channel.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Book {
	/// What it has promised.
	pub promised: Promised,
	/// The results that were given.
	pub tally: Tally,
	/// The last of them.
	pub last: Option<Outcome>,
}

/// What a gateway keeps on disk.
pub struct Ledger {
	path: PathBuf,
	database: Database,
}

impl Ledger {
	/// Opens the ledger in `folder`, or begins one, of this worker on the chain that begins with `genesis`.
	pub fn open(folder: &Path, genesis: H256, worker: AccountId) -> Result<Self, LedgerError> {
		let path = folder.join(FILE);
		let failed = |reason: String| LedgerError { path: path.clone(), reason };
		let opened = Database::create(&path).map_err(|error| failed(error.to_string()))?;
		let ledger = Self { path: path.clone(), database: opened };
		let own = (genesis.0, worker.0);
		let found = ledger.change(|transaction| {
			transaction.open_table(PROMISED)?;
			transaction.open_table(RESULTS)?;
			transaction.open_table(OUTPUTS)?;
			let mut identity = transaction.open_table(IDENTITY)?;
			let found = identity.get(())?.map(|found| found.value());
			if found.is_none() {
				identity.insert((), own)?;
			}
			Ok(found)
		})?;
		match found {
			Some(found) if found != own => Err(failed(format!(
				"they are those of worker {} on the chain {:?}. Give this worker a `data_dir` of its own",
				AccountId::from(found.1),
				H256(found.0)
			))),
			_ => Ok(ledger),
		}
	}

	/// All channels that are not forgotten.
	pub fn channels(&self) -> Result<Vec<ChannelId>, LedgerError> {
		self.read(|transaction| {
			let promised = transaction.open_table(PROMISED)?;
			promised.iter()?.map(|entry| Ok(entry?.0.value())).collect()
		})
	}

	/// What is known of a channel; `None` when it was never seen, or was forgotten.
	pub fn book(&self, id: ChannelId) -> Result<Option<Book>, LedgerError> {
		let read = self.read(|transaction| {
			let promised = transaction.open_table(PROMISED)?;
			let Some(promised) = promised.get(id)?.map(|found| found.value().to_vec()) else { return Ok(None) };
			let results = transaction.open_table(RESULTS)?;
			let results = results.range((id, 0)..=(id, u32::MAX))?.map(|entry| {
				let (input, output) = entry?.1.value();
				Ok(Outcome { input: H256(input), output: H256(output) })
			});
			Ok(Some((promised, results.collect::<Result<Vec<_>, redb::Error>>()?)))
		})?;
		let Some((promised, results)) = read else { return Ok(None) };
		let promised = serde_json::from_slice(&promised).map_err(|error| self.failed(error))?;
		let mut tally = Tally::default();
		if !results.iter().all(|result| tally.push(result)) {
			return Err(self.failed("there are more results than can be counted"));
		}
		Ok(Some(Book { promised, tally, last: results.last().copied() }))
	}

	/// The last output of a channel.
	pub fn output(&self, id: ChannelId) -> Result<Option<Vec<u8>>, LedgerError> {
		self.read(|transaction| {
			let outputs = transaction.open_table(OUTPUTS)?;
			Ok(outputs.get(id)?.map(|found| found.value().to_vec()))
		})
	}

	/// Notes what a channel has promised.
	pub fn promise(&self, id: ChannelId, promised: &Promised) -> Result<(), LedgerError> {
		self.note(id, promised, None)
	}

	/// Notes an answer with its number, its output, and what pays for it.
	pub fn answer(
		&self,
		id: ChannelId,
		promised: &Promised,
		index: u32,
		outcome: &Outcome,
		output: &[u8],
	) -> Result<(), LedgerError> {
		self.note(id, promised, Some((index, outcome, output)))
	}

	/// Forgets a channel.
	pub fn forget(&self, id: ChannelId) -> Result<(), LedgerError> {
		self.change(|transaction| {
			transaction.open_table(PROMISED)?.remove(id)?;
			transaction.open_table(OUTPUTS)?.remove(id)?;
			transaction.open_table(RESULTS)?.retain_in((id, 0)..=(id, u32::MAX), |_, _| false)?;
			Ok(())
		})
	}

	fn note(
		&self,
		id: ChannelId,
		promised: &Promised,
		answer: Option<(u32, &Outcome, &[u8])>,
	) -> Result<(), LedgerError> {
		let json = serde_json::to_vec(promised).map_err(|error| self.failed(error))?;
		self.change(|transaction| {
			transaction.open_table(PROMISED)?.insert(id, json.as_slice())?;
			if let Some((index, outcome, output)) = answer {
				transaction.open_table(RESULTS)?.insert((id, index), (outcome.input.0, outcome.output.0))?;
				transaction.open_table(OUTPUTS)?.insert(id, output)?;
			}
			Ok(())
		})
	}

	fn read<T>(&self, read: impl FnOnce(&redb::ReadTransaction) -> Result<T, redb::Error>) -> Result<T, LedgerError> {
		let transaction = self.database.begin_read().map_err(|error| self.failed(error))?;
		read(&transaction).map_err(|error| self.failed(error))
	}

	/// Changes all or nothing.
	fn change<T>(
		&self,
		change: impl FnOnce(&redb::WriteTransaction) -> Result<T, redb::Error>,
	) -> Result<T, LedgerError> {
		let transaction = self.database.begin_write().map_err(|error| self.failed(error))?;
		let changed = change(&transaction).map_err(|error| self.failed(error))?;
		transaction.commit().map_err(|error| self.failed(error))?;
		Ok(changed)
	}

	fn failed(&self, reason: impl ToString) -> LedgerError {
		LedgerError { path: self.path.clone(), reason: reason.to_string() }
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_client::{
		batches,
		channels::{SignedVoucher, Voucher},
		keys,
	};

	const GENESIS: H256 = H256([1; 32]);
	const WORKER: AccountId = AccountId([2; 32]);

	fn open(folder: &tempfile::TempDir) -> Ledger {
		Ledger::open(folder.path(), GENESIS, WORKER).unwrap()
	}

	fn promised(total: u128) -> Promised {
		let key = keys::from_uri("//Alice").unwrap();
		let voucher = SignedVoucher::sign(&key, GENESIS, 3, WORKER, Voucher { total, results: None });
		Promised { charged: total, voucher: Some(voucher), done: false }
	}

	fn outcome(n: u8) -> Outcome {
		Outcome { input: H256([n; 32]), output: H256([n + 1; 32]) }
	}

	#[test]
	fn ledger_knows_all_answers_when_it_is_opened_again() {
		let folder = tempfile::tempdir().unwrap();
		let ledger = open(&folder);
		for n in 0..5 {
			let output = [n; 3];
			ledger.answer(3, &promised(n.into()), n.into(), &outcome(n), &output).unwrap();
		}
		ledger.answer(4, &promised(9), 0, &outcome(9), &[]).unwrap();
		ledger.promise(3, &Promised { done: true, ..promised(4) }).unwrap();
		drop(ledger);

		let ledger = open(&folder);
		assert_eq!(ledger.channels().unwrap(), [3, 4]);
		let Book { promised, tally, last } = ledger.book(3).unwrap().unwrap();
		assert_eq!((promised.charged, promised.done), (4, true));
		let all: Vec<_> = (0..5).map(outcome).collect();
		assert_eq!(tally.results().unwrap().root, batches::root(&all));
		assert_eq!((tally.count(), last), (5, Some(outcome(4))));
		assert_eq!(ledger.output(3).unwrap(), Some(vec![4; 3]));
	}

	#[test]
	fn ledger_has_nothing_of_a_channel_that_was_forgotten() {
		let folder = tempfile::tempdir().unwrap();
		let ledger = open(&folder);
		for id in [3, 4] {
			ledger.answer(id, &promised(1), 0, &outcome(1), &[1]).unwrap();
		}
		ledger.forget(3).unwrap();
		assert_eq!((ledger.book(3).unwrap(), ledger.output(3).unwrap()), (None, None));
		assert_eq!(ledger.channels().unwrap(), [4]);
		assert_eq!(ledger.book(4).unwrap().unwrap().tally.count(), 1);
		// Whoever has this number next begins anew.
		ledger.promise(3, &Promised::default()).unwrap();
		assert_eq!(ledger.book(3).unwrap().unwrap().tally.count(), 0);
	}

	#[test]
	fn ledger_is_refused_when_it_belongs_to_another_worker_or_chain() {
		let folder = tempfile::tempdir().unwrap();
		drop(open(&folder));
		for (genesis, worker) in [(H256([9; 32]), WORKER), (GENESIS, AccountId::from([9; 32]))] {
			let error = Ledger::open(folder.path(), genesis, worker).err().unwrap().to_string();
			assert!(error.contains("data_dir"), "{error}");
		}
		open(&folder);
	}

	#[test]
	fn ledger_is_refused_when_the_file_is_another() {
		let folder = tempfile::tempdir().unwrap();
		std::fs::write(folder.path().join(FILE), "no database").unwrap();
		let error = Ledger::open(folder.path(), GENESIS, WORKER).err().unwrap().to_string();
		assert!(error.contains("gateway.redb"), "{error}");
	}
}
