//! `piazza-bencher`: measures what the runtime's calls cost, and what a machine is good for.
//!
//! The benchmarks themselves are in the pallets; the measuring is `frame-benchmarking-cli`'s. It is a program of its own
//! so that the node carries none of this. `scripts/weights` is the usual way to call it.

mod machine;

use clap::Parser;
use frame_benchmarking_cli::{MachineCmd, OpaqueBlock, OverheadCmd, PalletCmd};
use sc_cli::{LoggerBuilder, Result};
use sp_runtime::traits::BlakeTwo256;

/// Host functions the runtime needs beyond those of every Substrate node: none.
type ExtraHostFunctions = ();

const EXAMPLES: &str = "\
Examples:
  All weights, written where the runtime expects them:
      scripts/weights
  Which benchmarks there are:
      piazza-bencher pallet --list --all --genesis-builder runtime --runtime RUNTIME.wasm
  One call, quickly, without writing anything:
      piazza-bencher pallet --pallet pallet_jobs --extrinsic claim --steps 2 --repeat 1 --min-duration 0 \\
          --genesis-builder runtime --runtime RUNTIME.wasm
  What a block and a transaction cost before they do anything:
      piazza-bencher overhead --genesis-builder runtime --runtime RUNTIME.wasm
  Whether this machine is fast enough for a validator:
      piazza-bencher machine --base-path DIRECTORY-ON-THE-DISK-TO-TEST

RUNTIME.wasm is a runtime built with the feature `runtime-benchmarks`; `scripts/weights` says where it puts one.";

/// Measures what the calls of the Piazza runtime cost, and what a machine is good for.
#[derive(Debug, Parser)]
#[command(name = "piazza-bencher", version, propagate_version = true, after_help = EXAMPLES)]
enum Command {
	/// Measure the calls and the work at block starts of one or more pallets
	Pallet(Box<PalletCmd>),
	/// Measure what an empty block and an empty transaction cost
	Overhead(Box<OverheadCmd>),
	/// Measure this machine's processor, memory and disk against what a validator needs
	Machine(Box<MachineCmd>),
}

fn main() -> Result<()> {
	let command = Command::parse();
	LoggerBuilder::new(std::env::var("RUST_LOG").unwrap_or_else(|_| "info".into())).init()?;
	match command {
		Command::Pallet(pallet) => pallet.run_with_spec::<BlakeTwo256, ExtraHostFunctions>(None),
		Command::Overhead(overhead) => {
			overhead.run_with_default_builder_and_spec::<OpaqueBlock, ExtraHostFunctions>(None)
		}
		Command::Machine(machine) => machine::run(*machine),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	#[test]
	fn command_line_is_consistent() {
		Command::command().debug_assert();
	}

	/// The arguments `scripts/weights` gives.
	#[test]
	fn pallet_command_is_parsed_when_called_as_the_script_does() {
		let list = ["pallet", "--list=pallets", "--no-csv-header", "--all"];
		let measure = ["pallet", "--pallets=pallet_jobs", "--extrinsic=*", "--steps=50", "--repeat=20"];
		let write = ["--min-duration=10", "--template=weights.hbs", "--output=weights", "--quiet"];
		let how = ["--wasm-execution=compiled", "--heap-pages=4096", "--disable-proof-recording"];
		let what = ["--runtime=r.wasm", "--genesis-builder=runtime", "--genesis-builder-preset=development"];
		let log = ["--runtime-log=error"];
		let parse = |arguments: Vec<&'static str>| {
			Command::try_parse_from([&["piazza-bencher"], &arguments[..], &how, &what, &log].concat())
		};
		assert!(matches!(parse(list.to_vec()), Ok(Command::Pallet(_))));
		assert!(matches!(parse([measure.as_slice(), &write].concat()), Ok(Command::Pallet(_))));
	}
}
