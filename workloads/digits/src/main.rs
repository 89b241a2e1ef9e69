//! The tool of the digits workload.

use anyhow::{ensure, Context, Result};
use blake2::{digest::consts::U32, Blake2b, Digest};
use clap::{Parser, Subcommand};
use piazza_digits::{
	dataset::{self, CLASSES},
	train, PROGRAM,
};
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Handwritten digits: train the model, take the program, make inputs, score outputs.
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
}

fn main() -> Result<()> {
	match Cli::parse().command {
		Command::Train { output } => {
			let model = train(&dataset::training()?);
			let digits = dataset::test()?;
			let right = digits.iter().filter(|digit| model.classify(&digit.pixels) == digit.label).count();
			write(&output, &model.to_bytes())?;
			println!("{} of the {} test images right", right, digits.len());
		}
		Command::Program { out } => {
			write(&out, PROGRAM)?;
			println!("0x{}", hex::encode(Blake2b::<U32>::digest(PROGRAM)));
		}
		Command::Sample { rows, skip, input, labels } => sample(rows, skip, &input, &labels)?,
		Command::Score { output, labels } => score(&output, &labels)?,
	}
	Ok(())
}

fn sample(rows: usize, skip: usize, input: &Path, labels: &Path) -> Result<()> {
	let digits = dataset::test()?;
	let chosen = digits.iter().skip(skip).take(rows).collect::<Vec<_>>();
	ensure!(rows > 0, "an input needs at least one image");
	ensure!(chosen.len() == rows, "there are {} test images: {skip} + {rows} is more", digits.len());
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

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
	fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}
