//! The command line, as the user types it.

use crate::service::Seal;
use clap::Parser;

/// The Piazza node. Without a subcommand, it runs.
#[derive(Debug, Parser)]
pub(crate) struct Cli {
	/// What to do instead of running a node.
	#[command(subcommand)]
	pub(crate) subcommand: Option<Subcommand>,

	#[command(flatten)]
	pub(crate) run: RunCmd,
}

/// Options of a running node.
#[derive(Debug, Parser)]
#[group(skip)]
pub(crate) struct RunCmd {
	#[command(flatten)]
	pub(crate) base: sc_cli::RunCmd,

	#[command(flatten)]
	pub(crate) storage_monitor: sc_storage_monitor::StorageMonitorParams,

	/// Make blocks without consensus, for tests: instant, manual or interval=<ms>.
	///
	/// `instant` makes a block for new transactions at once, `interval=<ms>` makes one every so many milliseconds,
	/// empty or not, and `manual` makes none by itself. In all three, the RPC method `engine_createBlock` makes one.
	/// A block that is not asked for by RPC is final as soon as it is made.
	///
	/// The chain's time is fake: it jumps by one slot per block, however long the block took to come. After many quick
	/// blocks the chain is ahead of the clock; do not run the same database without `--seal` then.
	///
	/// Only on a development chain, and only by the node that holds its author's key: use it with `--dev`.
	#[arg(long, value_name = "MODE")]
	pub(crate) seal: Option<Seal>,

	/// Sign at once, without making sure that no other machine signs with the same keys.
	///
	/// Only for those who know that nobody else runs with these keys: two who do are slashed. Without this, a validator
	/// that finds a recent block with its keys, and has no record of making it, stays silent for a session.
	#[arg(long)]
	pub(crate) no_double_start_guard: bool,
}

/// What the program does other than run a node.
#[derive(Debug, clap::Subcommand)]
#[allow(clippy::large_enum_variant, reason = "there is one value, read once")]
pub(crate) enum Subcommand {
	/// Make, show and store keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Write a chain's specification: `--chain dev`, `local`, `local-N`, `staging` or a file.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Validate blocks again.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Write the state at a block as a chain specification.
	ExportState(sc_cli::ExportStateCmd),

	/// Read blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Delete the chain's database.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Take back the latest blocks that are not final.
	Revert(sc_cli::RevertCmd),

	/// Show the best and the latest final block of the database.
	ChainInfo(sc_cli::ChainInfoCmd),
}
