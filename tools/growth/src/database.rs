//! The state of a chain in the database that nodes have.

use crate::{chain::State, specimen::Specimen};
use anyhow::{Context, Result};
use piazza_runtime::{Hash, Header};
use sc_client_api::{Backend as _, BlockImportOperation, NewBlockState, TrieCacheContext};
use sc_client_db::{Backend, BlocksPruning, DatabaseSettings, DatabaseSource, PruningMode};
use sp_runtime::{traits::Header as _, StateVersion};
use sp_state_machine::Backend as _;
use sp_storage::Storage;
use std::path::Path;

type Block = piazza_runtime::opaque::Block;

/// The state of a database at a block.
pub type StateAt = <Backend<Block> as sc_client_api::Backend<Block>>::State;

/// The layout of the trie that the runtime asks for.
pub const LAYOUT: StateVersion = StateVersion::V1;
/// Records that are added in a block: until it is written, the part of the trie that holds them is in memory.
const BATCH: usize = 500_000;

/// One database.
pub struct Database {
	backend: Backend<Block>,
	head: Header,
	/// How many cells it holds.
	pub cells: u64,
}

impl Database {
	/// Makes a database at `path`, with so many cells. `progress` is told how far it is.
	pub fn make(path: &Path, specimen: &Specimen, cells: u64, progress: impl Fn(String)) -> Result<Self> {
		Self::fill(path, specimen, specimen.common(cells)?, cells, progress)
	}

	/// The same, with what cells have in `common` given.
	pub fn fill(
		path: &Path,
		specimen: &Specimen,
		common: State,
		cells: u64,
		progress: impl Fn(String),
	) -> Result<Self> {
		let backend = open(path)?;
		let mut head = begin(&backend, common)?;
		let items = specimen.items();
		let mut records = 0;
		for (done, templates) in items.iter().enumerate() {
			// In the order of their keys, so that each node of the trie is written once.
			let copies = templates.iter().flat_map(|template| (0..cells).map(|cell| specimen.copy(template, cell)));
			let mut copies: Vec<_> = copies.collect();
			copies.sort_unstable();
			for batch in copies.chunks(BATCH) {
				head = append(&backend, &head, batch)?;
			}
			records += copies.len();
			if records >= BATCH {
				progress(format!("{records} records, {} of {} kinds", done + 1, items.len()));
			}
		}
		// Whatever waits is written when it is closed: nothing happens in the background while calls are measured.
		drop(backend);
		let backend = open(path)?;
		progress(format!("{records} records are in the database"));
		Ok(Self { backend, head, cells })
	}

	/// What it holds.
	pub fn state(&self) -> Result<StateAt> {
		// There is no cache of trie nodes: each is read from the database.
		Ok(self.backend.state_at(self.head.hash(), TrieCacheContext::Untrusted)?)
	}
}

fn open(path: &Path) -> Result<Backend<Block>> {
	let settings = DatabaseSettings {
		trie_cache_maximum_size: None,
		state_pruning: Some(PruningMode::ArchiveAll),
		source: DatabaseSource::ParityDb { path: path.to_owned() },
		blocks_pruning: BlocksPruning::KeepAll,
		pruning_filters: Vec::new(),
		metrics_registry: None,
	};
	Backend::new(settings, 0).with_context(|| format!("no database at {}", path.display()))
}

/// Puts a genesis block with `state` into an empty database. Returns its header.
fn begin(backend: &Backend<Block>, state: State) -> Result<Header> {
	let mut operation = backend.begin_operation()?;
	let storage = Storage { top: state, children_default: Default::default() };
	let root = operation.set_genesis_state(storage, true, LAYOUT)?;
	commit(backend, operation, 0, root, Hash::zero())
}

/// Adds a block, in which `records` are added to the state. Returns its header.
fn append(backend: &Backend<Block>, parent: &Header, records: &[(Vec<u8>, Vec<u8>)]) -> Result<Header> {
	let mut operation = backend.begin_operation()?;
	backend.begin_state_operation(&mut operation, parent.hash())?;
	let state = backend.state_at(parent.hash(), TrieCacheContext::Untrusted)?;
	let changes = records.iter().map(|(key, value)| (key.as_slice(), Some(value.as_slice())));
	let (root, nodes) = state.storage_root(changes, LAYOUT);
	operation.update_db_storage(nodes)?;
	commit(backend, operation, parent.number + 1, root, parent.hash())
}

fn commit(
	backend: &Backend<Block>,
	mut operation: <Backend<Block> as sc_client_api::Backend<Block>>::BlockImportOperation,
	number: u32,
	root: Hash,
	parent: Hash,
) -> Result<Header> {
	let header = Header::new(number, Hash::zero(), root, parent, Default::default());
	operation.set_block_data(header.clone(), Some(Vec::new()), None, None, NewBlockState::Best, true)?;
	backend.commit_operation(operation)?;
	Ok(header)
}
