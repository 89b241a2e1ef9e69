//! `piazza-growth`: shows that what a call costs does not grow with what the chain holds.
//!
//! It makes chains that hold a hundred, ten thousand, a million of everything, in the database that nodes have, and runs
//! the same calls on each. `scripts/bench growth` is the usual way to call it.
//!
//! How it comes to such a chain, file by file:
//!
//! - `cell`: a *cell* is a handful of parties and what they have with one another: a lease, an order, jobs, stake. The
//!   first one is made by real calls.
//! - `agent`: the agent that each cell has, with what it was paid by channels.
//! - `pool`: the pool of data to which all cells bring something.
//! - `chain`: the chain in memory on which they are made, block by block.
//! - `specimen`: that chain twice, with the cell and without it. The difference is what belongs to the cell, and what it
//!   adds to sums that all cells share.
//! - `slots`: where accounts and numbers stand in the bytes of a record, so that it can be copied for other parties.
//! - `totals`: the sums that all cells share.
//! - `database`: ParityDB, and how all of that gets into it.
//! - `subjects`: the calls that are measured. **To measure another call, add it there**; if it needs a record of its
//!   own, make one in `cell`. A sum that nobody adds up is an error that names it.
//! - `measure`: one call on one chain. `report`: what that means.

mod agent;
mod cell;
mod chain;
mod database;
mod measure;
mod pool;
mod report;
mod slots;
mod specimen;
mod subjects;
#[cfg(test)]
mod tests;
mod totals;

use anyhow::{Context, Result};
use clap::Parser;
use database::Database;
use report::{Report, Row};
use specimen::Specimen;
use std::{fs::File, io::Write, path::PathBuf, process::ExitCode, time::Instant};

/// Cells of the chain on which all invariants are checked, when no chain that is measured is as small.
const CHECKED: u64 = 100;
/// Cells of the greatest chain on which all invariants are checked: they are in memory then.
const MOST_CHECKED: u64 = 1_000;

const NOTES: &str = "\
Each chain holds, of everything, as many as its size says: leases, orders with a bid, jobs that take claims, jobs that \
wait for their last output, delegators, providers with their stake, machines, agents with a rating and a mandate, \
channels to them, and of one pool of data: contributors with what they brought, stakers, licences. One of each is made \
by real calls; the others are copies of its records under other accounts and numbers. On a small chain all invariants of \
all pallets are checked, so that the copies are known to be true.

The exit code is 0 when, for every call and size, as many storage keys are touched and as much weight is charged, trie \
nodes grow by no more than the trie is deeper, and the time by no more than four times.

A million of everything takes some 18 GB in the temporary folder (--dir or TMPDIR) and 6 GB of memory, and a quarter of \
an hour.";

/// Shows that what a call costs does not grow with what the chain holds.
#[derive(Debug, Parser)]
#[command(name = "piazza-growth", version, after_help = NOTES)]
struct Arguments {
	/// How many of everything the chains hold, from few to many
	#[arg(long, value_name = "N,N,...", value_delimiter = ',', default_value = "100,10000,1000000")]
	#[arg(value_parser = clap::value_parser!(u64).range(cell::LEAST..=100_000_000))]
	sizes: Vec<u64>,
	/// How often each call is run on each chain; its time is the median
	#[arg(long, value_name = "N", default_value_t = 31, value_parser = clap::value_parser!(u32).range(11..))]
	repeat: u32,
	/// Write the table here as well
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
	/// Where the databases are made, in a folder that is removed at the end
	#[arg(long, value_name = "FOLDER")]
	dir: Option<PathBuf>,
}

fn main() -> ExitCode {
	match print_report(Arguments::parse()) {
		Ok(true) => ExitCode::SUCCESS,
		Ok(false) => ExitCode::FAILURE,
		Err(error) => {
			eprintln!("error: {error:#}");
			ExitCode::FAILURE
		}
	}
}

/// Prints the report, and writes it where it is wanted. Returns whether the cost of no call grows.
fn print_report(mut arguments: Arguments) -> Result<bool> {
	arguments.sizes.sort_unstable();
	arguments.sizes.dedup();
	// Before anything else: nobody wants to wait for a table that has nowhere to go.
	let create = |path: &PathBuf| File::create(path).with_context(|| format!("{} cannot be written", path.display()));
	let out = arguments.out.as_ref().map(create).transpose()?;
	let report = run(&arguments)?;
	print!("{report}");
	if let Some(mut out) = out {
		write!(out, "{report}")?;
	}
	Ok(report.is_flat())
}

/// Makes the chains, checks one, and measures all calls on all of them, side by side.
fn run(arguments: &Arguments) -> Result<Report> {
	let folder = match &arguments.dir {
		Some(dir) => tempfile::tempdir_in(dir),
		None => tempfile::tempdir(),
	}
	.context("no folder for the databases")?;
	let started = Instant::now();
	let tell = |text: String| eprintln!("[{:>4} s] {text}", started.elapsed().as_secs());

	let specimen = Specimen::make()?;
	tell(format!("one of everything, by real calls: {}", specimen.describe()));

	if arguments.sizes.iter().all(|size| *size > MOST_CHECKED) {
		let database = Database::make(&folder.path().join("checked"), &specimen, CHECKED, |_| ())?;
		measure::check_invariants(&database)?;
		tell(format!("{CHECKED} cells: all invariants hold"));
	}
	let mut chains = Vec::new();
	for size in &arguments.sizes {
		let path = folder.path().join(size.to_string());
		let progress = |text| tell(format!("{size} cells: {text}"));
		let database = Database::make(&path, &specimen, *size, progress)?;
		if *size <= MOST_CHECKED {
			measure::check_invariants(&database)?;
			tell(format!("{size} cells: all invariants hold"));
		}
		chains.push(database);
	}

	let mut rows = Vec::new();
	for subject in subjects::all() {
		let costs = measure::measure(&subject, &chains, specimen.now(), arguments.repeat)?;
		tell(format!("measured {}", subject.name));
		rows.push(Row { name: subject.name, costs });
	}
	Ok(Report { sizes: arguments.sizes.clone(), repeat: arguments.repeat, rows })
}
