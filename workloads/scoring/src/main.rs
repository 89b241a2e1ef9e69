//! The tool of the scoring workload.

use anyhow::{Context, Result};
use blake2::{digest::consts::U32, Blake2b, Digest};
use clap::{Parser, Subcommand};
use piazza_scoring::PROGRAM;
use std::{fs, path::PathBuf};

/// Scores labelled digits for a pool of data. `digits rows` writes some.
#[derive(Parser)]
#[command(version)]
struct Cli {
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Write the program to a file and print its BLAKE2b-256 hash.
	Program {
		/// Where it goes.
		#[arg(long)]
		out: PathBuf,
	},
}

fn main() -> Result<()> {
	match Cli::parse().command {
		Command::Program { out } => {
			fs::write(&out, PROGRAM).with_context(|| format!("cannot write {}", out.display()))?;
			println!("0x{}", hex::encode(Blake2b::<U32>::digest(PROGRAM)));
		}
	}
	Ok(())
}
