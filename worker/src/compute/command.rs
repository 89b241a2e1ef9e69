//! `piazza-worker compute`.

use super::open;
use crate::{
	config::{Compute as Hardware, ComputeBackend, LimitsConfig},
	execute::Executor,
};
use anyhow::{Context, Result};
use clap::Args;
use piazza_client::{blake2_256, H256};
use std::{
	fmt, fs,
	path::{Path, PathBuf},
	time::{Duration, Instant},
};

/// What `compute` is told.
#[derive(Args, Clone, Debug)]
pub struct Compute {
	/// The program: a WebAssembly module after the workload ABI.
	#[arg(long, value_name = "FILE")]
	pub module: PathBuf,
	/// What it is run on.
	#[arg(long, value_name = "FILE")]
	pub input: PathBuf,
	/// Where the output goes. A file that is there is replaced.
	#[arg(long, value_name = "FILE")]
	pub output: PathBuf,
	/// What does tensor operations; the output is the same.
	#[arg(long, value_enum, default_value_t)]
	pub backend: ComputeBackend,
	/// What the run may use.
	#[command(flatten)]
	pub limits: LimitsConfig,
}

/// What a run came to, for people.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Outcome {
	/// Hash of the output.
	pub output: H256,
	/// Its length.
	pub bytes: usize,
	/// Fuel that was burnt.
	pub fuel: u64,
	/// How long it took, compiling included.
	pub time: Duration,
	/// What did tensor operations.
	pub hardware: String,
}

impl fmt::Display for Outcome {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		let Self { output, bytes, fuel, time, hardware } = self;
		writeln!(f, "output   {output:?}, {bytes} bytes")?;
		writeln!(f, "fuel     {fuel}")?;
		writeln!(f, "time     {:.3} s", time.as_secs_f64())?;
		write!(f, "compute  {hardware}")
	}
}

/// Runs a program as workers do, and writes its output.
pub fn compute(told: &Compute) -> Result<Outcome> {
	let (tensor, hardware) = open(&Hardware { backend: told.backend, software: false })?;
	let (module, input) = (read(&told.module)?, read(&told.input)?);
	let executor = Executor::new(told.limits.limits()).on(tensor);
	let started = Instant::now();
	let computed = executor.run(blake2_256(&module), &module, &input);
	let computed = computed.with_context(|| format!("there is no output of {}", told.module.display()))?;
	let time = started.elapsed();
	fs::write(&told.output, &computed.output).with_context(|| format!("cannot write {}", told.output.display()))?;
	let (output, bytes) = (blake2_256(&computed.output), computed.output.len());
	Ok(Outcome { output, bytes, fuel: computed.fuel, time, hardware })
}

fn read(path: &Path) -> Result<Vec<u8>> {
	fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
