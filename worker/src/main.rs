//! `piazza-worker`: runs jobs next to the hardware and posts their results.

use anyhow::Result;
use clap::{Parser, Subcommand};
use piazza_client::{keys, AccountId};
use piazza_worker::{
	attest::{
		command::{self, parse_hex, Attest},
		software::DeviceName,
	},
	check,
	compute::command::{self as compute, Compute},
	config::Config,
	home, init,
	journal::Journal,
	judge, process, report, run,
};
use std::{
	io::IsTerminal,
	num::NonZeroU64,
	path::{Path, PathBuf},
	process::ExitCode,
};
use tracing_subscriber::EnvFilter;

/// Runs jobs of a Piazza chain on this machine and earns their rewards for its owner; `judge` runs what others dispute.
///
/// A worker has an account of its own (its key is on this machine) and an owner (whose key is not): the owner carries
/// the bonds and is paid. It follows the chain's finalized blocks, claims jobs it can run, runs their programs in a
/// sandbox, commits to the outputs, shows them when all have committed, and serves them to tenants.
///
/// First time: `init`, fill in the configuration, `check`, `run`. The log says what to do next, if anything.
/// RUST_LOG sets how much is logged, for example RUST_LOG=piazza_worker=debug.
#[derive(Parser)]
#[command(name = "piazza-worker", version)]
struct Cli {
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Work until Ctrl-C or SIGTERM.
	///
	/// The first signal stops new claims and finishes the seats that are taken; the second stops at once. Either is
	/// safe, and so is a crash: the journal in `data_dir` holds what is needed to go on. A lease is not ended by that;
	/// see `drain`.
	Run {
		/// The configuration.
		#[arg(long, default_value = "worker.toml")]
		config: PathBuf,
		/// FOR TESTS: falsify every answer, or one of N, by flipping the lowest bit of each byte. Such a worker loses its
		/// bonds.
		#[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
		faulty: Option<NonZeroU64>,
	},
	/// Write a commented configuration and a key file to start from. Nothing is overwritten.
	Init {
		/// Where the configuration goes; the key goes beside it.
		#[arg(long, default_value = "worker.toml")]
		config: PathBuf,
		/// Address of the node.
		#[arg(long, default_value = "ws://127.0.0.1:9944")]
		node: String,
		/// Account that owns the worker.
		#[arg(long, value_parser = keys::parse_account)]
		owner: Option<AccountId>,
		/// Secret URI of the worker's account; a fresh one when absent.
		#[arg(long)]
		key: Option<String>,
	},
	/// Check configuration, key, hardware, journal, chain and evidence, and change nothing.
	Check {
		/// The configuration.
		#[arg(long, default_value = "worker.toml")]
		config: PathBuf,
		/// Leave out the chain.
		#[arg(long)]
		offline: bool,
		/// Repair a damaged journal: keep each record that is whole, and the damaged file beside it.
		#[arg(long, conflicts_with = "offline")]
		salvage: bool,
	},
	/// Have the worker wind up: no new jobs and bids, notice to the tenant, and the end when nothing is left.
	///
	/// It may run already, or be started later: the mark lasts over restarts until it is taken back. Whoever rents the
	/// machine keeps it for the notice that was agreed, and the worker runs as long.
	Drain {
		/// The configuration.
		#[arg(long, default_value = "worker.toml")]
		config: PathBuf,
		/// Take it back. Notice that was given stays.
		#[arg(long)]
		undo: bool,
	},
	/// Run a program on an input here, exactly as workers do, and write its output.
	///
	/// For whoever doubts an output or judges one: sandbox and limits are those of a worker that was not configured
	/// otherwise. Prints the BLAKE2b-256 hash of the output, the fuel burnt and the time taken. Fails when there is no
	/// output: the module is no program, or the program traps or wants more than the limits allow.
	Compute(Compute),
	/// Sit in panels as a checker, without a person: run disputed work again, commit to the output, show it.
	///
	/// For an account that `piazza checker enrol` put into the register. The configuration has `node`, `key_file` (or
	/// `key`) with the key of the checker's account, `data_dir`, and where wanted the sections [limits] and [compute] of a
	/// worker and `files` of its [blobs]; docs/checkers.md has an example. What no program can find out, such as whether a
	/// machine is what it was rented as, the log asks a person to do.
	///
	/// It can be stopped at any instant, with Ctrl-C, SIGTERM or `kill -9`: answers are on disk before the chain holds a
	/// commitment to them. Start it again in time: a member that does not answer is fined.
	Judge {
		/// The configuration.
		#[arg(long, default_value = "checker.toml")]
		config: PathBuf,
	},
	/// Say what the worker has earned with jobs and leases, from its journal. It may run meanwhile.
	Report {
		/// The configuration.
		#[arg(long, default_value = "worker.toml")]
		config: PathBuf,
	},
	/// Limit the memory and become another program: what `[leasing.process]` is run by.
	#[command(hide = true)]
	Confine {
		/// Most memory that it may write to, in MiB.
		#[arg(long)]
		memory_mib: u64,
		/// The program and its arguments.
		#[arg(last = true, required = true)]
		command: Vec<String>,
	},
	/// Say what this machine can show of itself, or have it show something.
	///
	/// Asks the processor (Intel TDX, AMD SEV-SNP) and the NVIDIA GPUs for evidence and says what they give or what is
	/// missing. Fails when there is none. Needs no configuration and no chain, but usually root.
	///
	/// With --report-data, collects evidence that is bound to it. `run` needs none of that: where `source` in the
	/// configuration's [attestation] is not "none", it collects evidence and hands it in by itself.
	Attest {
		/// Take `[attestation]` of this configuration.
		#[arg(long)]
		config: Option<PathBuf>,
		/// FOR DEVELOPMENT CHAINS: evidence of software, which proves nothing.
		#[arg(long)]
		software: bool,
		/// The device that the software says it is.
		#[arg(long, default_value = "development", requires = "software")]
		device: DeviceName,
		/// What the processor binds: 128 hex digits.
		#[arg(long, value_name = "HEX", value_parser = parse_hex::<64>)]
		report_data: Option<[u8; 64]>,
		/// What the GPUs are asked with: 64 hex digits. They are not asked when absent.
		#[arg(long, value_name = "HEX", value_parser = parse_hex::<32>, requires = "report_data")]
		nonce: Option<[u8; 32]>,
		/// Write the evidence to this file, as SCALE: what follows the block's number in the chain's evidence.
		#[arg(long, requires = "report_data")]
		out: Option<PathBuf>,
	},
}

fn main() -> ExitCode {
	let cli = Cli::parse();
	let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
	tracing_subscriber::fmt()
		.with_env_filter(filter)
		.with_target(false)
		.with_ansi(std::io::stderr().is_terminal())
		.with_writer(std::io::stderr)
		.init();

	let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
		Ok(runtime) => runtime,
		Err(error) => return failed(&error.into()),
	};
	let result = runtime.block_on(execute(cli.command));
	// A program may still be running: nobody waits for it.
	runtime.shutdown_background();
	match result {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => failed(&error),
	}
}

async fn execute(command: Command) -> Result<()> {
	match command {
		Command::Run { config, faulty } => run::run(&config, faulty).await,
		Command::Init { config, node, owner, key } => {
			println!("{}", init::init(&init::Init { config, node, owner, key })?);
			Ok(())
		}
		Command::Check { config, offline, salvage } => check::check(&config, offline, salvage).await,
		Command::Drain { config, undo } => {
			println!("{}", drain(&config, undo)?);
			Ok(())
		}
		Command::Compute(told) => {
			println!("{}", compute::compute(&told)?);
			Ok(())
		}
		Command::Judge { config } => judge::judge(&config).await,
		Command::Confine { memory_mib, command } => Err(process::confine(memory_mib, &command)),
		Command::Report { config } => {
			let config = Config::load(&config)?;
			match Journal::audit(&config.data_dir)? {
				Some((_, held)) => print!("{}", report::earnings(&held)),
				None => println!("nothing: there is no journal in {} yet", config.data_dir.display()),
			}
			Ok(())
		}
		Command::Attest { config, software, device, report_data, nonce, out } => {
			command::attest(&Attest { config, software: software.then_some(device), report_data, nonce, out })
		}
	}
}

/// Sets or removes the mark that the worker is to wind up, and says what happens then.
fn drain(path: &Path, undo: bool) -> Result<&'static str> {
	home::mark_for_drain(&Config::load(path)?.data_dir, !undo)?;
	Ok(match undo {
		false => {
			"The worker winds up from the next block on, and ends when nothing is left; its log says how far it is."
		}
		true => "The worker takes jobs and bids again from the next block on. Notice that was given stays.",
	})
}

fn failed(error: &anyhow::Error) -> ExitCode {
	eprintln!("Error: {error:#}");
	ExitCode::FAILURE
}
