//! The tool of the digits workload.

use anyhow::{ensure, Context, Result};
use blake2::{digest::consts::U32, Blake2b, Digest};
use clap::{Parser, Subcommand};
use piazza_digits::{
	dataset::{self, Digit, CLASSES},
	rows, train, Model, PROGRAM,
};
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Handwritten digits: train the model, take the program, make inputs, score outputs, share rows and learn from them.
#[derive(Parser)]
#[command(version)]
struct Cli {
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Train the model anew; the same bits come out every time.
	Train {
		/// Where the model goes; the default is right in the root of the repository.
		#[arg(long, default_value = "workloads/digits/program/model.bin")]
		output: PathBuf,
	},
	/// Write the program to a file and print its BLAKE2b-256 hash.
	Program {
		/// Where it goes.
		#[arg(long)]
		out: PathBuf,
	},
	/// Write some of the 500 test images as an input of the program, and their labels.
	Sample {
		/// How many.
		#[arg(long)]
		rows: usize,
		/// How many to leave out before.
		#[arg(long, default_value_t = 0)]
		skip: usize,
		/// Where the images go: 64 bytes each.
		#[arg(long)]
		input: PathBuf,
		/// Where the labels go: one digit a line.
		#[arg(long)]
		labels: PathBuf,
	},
	/// Compare an output of the program with the labels.
	Score {
		/// The output: one byte an image.
		#[arg(long)]
		output: PathBuf,
		/// The labels that `sample` wrote.
		#[arg(long)]
		labels: PathBuf,
	},
	/// Write some of the 1,297 training rows as a contribution to a pool of data.
	Rows {
		/// How many.
		#[arg(long)]
		rows: usize,
		/// How many to leave out before.
		#[arg(long, default_value_t = 0)]
		skip: usize,
		/// Where they go: a frame of rows of 65 bytes, 64 pixels and the label.
		#[arg(long)]
		out: PathBuf,
		/// FOR TESTS: give the first so many of them a wrong label, the digit that comes next.
		#[arg(long, default_value_t = 0)]
		mislabel: usize,
	},
	/// Train a model on contributions alone, and say how well it reads the 500 test images.
	Learn {
		/// Files of contributions; a file may hold several, one after another.
		#[arg(long, required = true, num_args = 1..)]
		data: Vec<PathBuf>,
		/// Where the model goes, if it is to be kept.
		#[arg(long)]
		out: Option<PathBuf>,
	},
}

fn main() -> Result<()> {
	match Cli::parse().command {
		Command::Train { output } => {
			let model = train(&dataset::training()?);
			let (right, all) = examine(&model)?;
			write(&output, &model.to_bytes())?;
			println!("{right} of the {all} test images right");
		}
		Command::Program { out } => {
			write(&out, PROGRAM)?;
			println!("0x{}", hex::encode(Blake2b::<U32>::digest(PROGRAM)));
		}
		Command::Sample { rows, skip, input, labels } => sample(rows, skip, &input, &labels)?,
		Command::Score { output, labels } => score(&output, &labels)?,
		Command::Rows { rows, skip, out, mislabel } => write_rows(rows, skip, &out, mislabel)?,
		Command::Learn { data, out } => learn(&data, out.as_deref())?,
	}
	Ok(())
}

/// How many of the test images a model reads right, and how many there are.
fn examine(model: &Model) -> Result<(usize, usize)> {
	let digits = dataset::test()?;
	let right = digits.iter().filter(|digit| model.classify(&digit.pixels) == digit.label).count();
	Ok((right, digits.len()))
}

/// `rows` of `digits`, which are called `kind`, after the first `skip`.
fn choose<'a>(digits: &'a [Digit], kind: &str, skip: usize, rows: usize) -> Result<&'a [Digit]> {
	ensure!(rows > 0, "choose at least one of the {kind}");
	let chosen = digits.get(skip..).and_then(|rest| rest.get(..rows));
	chosen.with_context(|| format!("there are {} {kind}: {skip} + {rows} is more", digits.len()))
}

fn sample(rows: usize, skip: usize, input: &Path, labels: &Path) -> Result<()> {
	let digits = dataset::test()?;
	let chosen = choose(&digits, "test images", skip, rows)?;
	write(input, &chosen.iter().flat_map(|digit| digit.pixels).collect::<Vec<_>>())?;
	write(labels, chosen.iter().map(|digit| format!("{}\n", digit.label)).collect::<String>().as_bytes())
}

fn score(output: &Path, labels: &Path) -> Result<()> {
	let output = fs::read(output).with_context(|| format!("cannot read {}", output.display()))?;
	let text = fs::read_to_string(labels).with_context(|| format!("cannot read {}", labels.display()))?;
	let labels = text.lines().map(|line| line.trim().parse()).collect::<Result<Vec<u8>, _>>();
	let labels = labels.context("the labels are not one digit a line")?;
	ensure!(!labels.is_empty(), "there are no labels");
	ensure!(
		output.len() == labels.len(),
		"the output has {} answers, but there are {} labels",
		output.len(),
		labels.len()
	);
	ensure!(output.iter().all(|x| usize::from(*x) < CLASSES), "the output has bytes that are no digits");
	let right = output.iter().zip(&labels).filter(|(answer, label)| answer == label).count();
	println!("{right} of {} right ({:.1} %)", labels.len(), 100.0 * right as f64 / labels.len() as f64);
	Ok(())
}

fn write_rows(rows: usize, skip: usize, out: &Path, mislabel: usize) -> Result<()> {
	let digits = dataset::training()?;
	let mut chosen = choose(&digits, "training rows", skip, rows)?.to_vec();
	let wrong = chosen.get_mut(..mislabel).with_context(|| format!("of {rows} rows, {mislabel} cannot be wrong"))?;
	for digit in wrong {
		digit.label = (digit.label + 1) % CLASSES as u8;
	}
	write(out, &rows::encode(&chosen))
}

fn learn(data: &[PathBuf], out: Option<&Path>) -> Result<()> {
	let mut digits = Vec::new();
	for path in data {
		let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
		digits.extend(rows::decode(&bytes).with_context(|| format!("cannot learn from {}", path.display()))?);
	}
	ensure!(!digits.is_empty(), "there are no rows to learn from");
	let model = train(&digits);
	let (right, all) = examine(&model)?;
	if let Some(out) = out {
		write(out, &model.to_bytes())?;
	}
	let percent = 100.0 * right as f64 / all as f64;
	println!("{} rows: {right} of the {all} test images right ({percent:.1} %)", digits.len());
	Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
	fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
