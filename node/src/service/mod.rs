//! Puts the parts of a node together.

mod consensus;
mod equivocation;
mod full;
mod partial;
mod seal;
mod welcome;

pub(crate) use piazza_runtime::opaque::Block;
pub(crate) use seal::{ensure_may_seal, Seal};

use piazza_runtime::{BlockNumber, RuntimeApi};
use sc_executor::WasmExecutor;
use sc_network::config::NetworkBackendType;
use sc_service::{config::KeystoreConfig, Configuration, Error, TaskManager};
use sp_consensus_babe::inherents::BabeCreateInherentDataProviders;
use std::sync::Arc;

/// The chain's database.
pub(crate) type FullBackend = sc_service::TFullBackend<Block>;
/// Runs the runtime over the database.
pub(crate) type FullClient = sc_service::TFullClient<Block, RuntimeApi, WasmExecutor>;
/// Says which block is the best.
pub(crate) type SelectChain = sc_consensus::LongestChain<FullBackend, Block>;
/// The transactions that wait for a block.
pub(crate) type TransactionPool = sc_transaction_pool::TransactionPoolHandle<Block, FullClient>;
/// Imports blocks that GRANDPA knows of.
type GrandpaBlockImport = sc_consensus_grandpa::GrandpaBlockImport<FullBackend, Block, FullClient, SelectChain>;
/// Imports blocks that BABE, then GRANDPA, know of.
type BlockImport = sc_consensus_babe::BabeBlockImport<
	Block,
	FullClient,
	GrandpaBlockImport,
	BabeCreateInherentDataProviders<Block>,
	SelectChain,
>;
/// What the voter shares with the import of blocks.
type GrandpaLink = sc_consensus_grandpa::LinkHalf<Block, FullClient, SelectChain>;
/// Takes blocks in, one after the other.
type ImportQueue = sc_consensus::DefaultImportQueue<Block>;

/// Starts a node: it seals its own blocks if `seal` says how, else it takes part in consensus; with `guards`, as a
/// validator not before it knows that nobody else signs with its keys.
pub(crate) fn new_full(config: Configuration, seal: Option<Seal>, guards: bool) -> Result<TaskManager, Error> {
	// One of the two libraries the SDK speaks to the network with: the other would double the time this node takes to
	// compile.
	if let NetworkBackendType::Libp2p = config.network.network_backend {
		return Err(Error::Other("this node has no libp2p: leave out `--network-backend`, litep2p is used".into()));
	}
	full::start(config, seal, guards)
}

/// What the commands that work on a stopped node's database need.
pub(crate) struct ChainOps<Import> {
	pub(crate) client: Arc<FullClient>,
	pub(crate) backend: Arc<FullBackend>,
	pub(crate) import_queue: Import,
	pub(crate) task_manager: TaskManager,
}

impl ChainOps<ImportQueue> {
	/// For a command that imports no block.
	pub(crate) fn without_import(mut self) -> ChainOps<()> {
		self.task_manager.keep_alive(self.import_queue);
		ChainOps { client: self.client, backend: self.backend, import_queue: (), task_manager: self.task_manager }
	}
}

/// Opens the database of a stopped node.
pub(crate) fn new_chain_ops(mut config: Configuration) -> Result<ChainOps<ImportQueue>, Error> {
	config.keystore = KeystoreConfig::InMemory;
	let parts = partial::new(&config, None)?;
	let mut task_manager = parts.task_manager;
	// Without these, their tasks would end before the command does, and report it as a fault.
	task_manager.keep_alive((parts.babe_worker, parts.pool));
	Ok(ChainOps { client: parts.client, backend: parts.backend, import_queue: parts.import_queue, task_manager })
}

/// Takes back what consensus remembers of the latest `blocks` blocks.
pub(crate) fn revert(client: Arc<FullClient>, backend: Arc<FullBackend>, blocks: BlockNumber) -> sc_cli::Result<()> {
	sc_consensus_babe::revert(client.clone(), backend, blocks)?;
	sc_consensus_grandpa::revert(client, blocks)?;
	Ok(())
}
