//! `piazza batch`: many results under one root.

use super::done;
use crate::{
	context::{hash, Context},
	money::pza,
	report::{table, Report},
	time::length,
};
use anyhow::{bail, Context as _, Result};
use clap::{Args, Subcommand};
use piazza_client::{
	batches::{self, Batch, BatchId, BatchSource, Leaf, Outcome},
	chain::Block,
	channels::ChannelId,
	leases::LeaseId,
	Content, ProgramId, Uri, H256,
};
use serde_json::{json, Value};
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Batches: many results of a lease or a channel under one root, of which each can be opened and disputed.
#[derive(Subcommand)]
pub(crate) enum Command {
	/// Show the root and number of results, before they are reported or to compare with what was
	Root {
		/// The results, one a line: hash of the input, comma, hash of the output
		results: PathBuf,
	},
	/// Commit to results of a lease's work, with the key of the machine; costs no fee when it succeeds
	Report {
		/// The lease
		lease: LeaseId,
		/// What they come from
		#[arg(long, value_name = "ID", value_parser = hash)]
		program: ProgramId,
		/// The results, one a line: hash of the input, comma, hash of the output
		#[arg(long, value_name = "FILE")]
		results: PathBuf,
	},
	/// Show a batch: what it commits to, until when it may be disputed, who disputes it
	Show {
		/// Its number
		batch: BatchId,
	},
	/// List batches that are not over
	List {
		/// Only those of this lease
		#[arg(long, value_name = "LEASE", conflicts_with = "channel")]
		lease: Option<LeaseId>,
		/// Only those of this channel
		#[arg(long, value_name = "CHANNEL")]
		channel: Option<ChannelId>,
	},
	/// Say that one of the results is false, and what is right; a panel of checkers judges
	Dispute(Dispute),
}

/// Say that one of the results is false
#[derive(Args)]
pub(crate) struct Dispute {
	/// The batch
	batch: BatchId,
	/// All results as the worker gave them to you: the proof is made from them
	#[arg(long, value_name = "FILE")]
	results: PathBuf,
	/// Which of them, from 0
	#[arg(long, value_name = "N")]
	index: u32,
	/// The input of this result; checkers fetch it from you
	#[arg(long, value_name = "FILE")]
	input: PathBuf,
	/// The right output
	#[arg(long, value_name = "FILE")]
	file: PathBuf,
	/// Do not check that both can be fetched from where they are served
	#[arg(long)]
	unchecked: bool,
}

impl Command {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		match self {
			Self::Root { results } => {
				let (root, count) = commitment(&read_results(&results)?)?;
				let text = format!("root      {root:?}\nresults   {count}\n");
				Ok(Report::new(json!({ "root": root, "count": count }), text))
			}
			Self::Report { lease, program, results } => {
				let (root, count) = commitment(&read_results(&results)?)?;
				let receipt = context.submit(batches::report(lease, program, root, count)).await?;
				let (batch, until) = batches::reported(&receipt)?;
				let text = format!(
					"Reported {count} results of lease {lease} as batch {batch}, with root {root:?}. They may be disputed \
					 before block {until}: keep {} and all inputs and outputs until then.",
					results.display()
				);
				let json = json!({ "batch": batch, "root": root, "count": count, "until": until });
				Ok(done(&receipt, json, text))
			}
			Self::Show { batch } => {
				let block = context.head().await?;
				let found = find(&block, batch).await?;
				Ok(Report::new(batch_json(batch, &found), batch_text(batch, &found, block.number())))
			}
			Self::List { lease, channel } => {
				list(context, lease.map(BatchSource::Lease).or(channel.map(BatchSource::Channel))).await
			}
			Self::Dispute(command) => command.run(context).await,
		}
	}
}

impl Dispute {
	async fn run(self, context: &Context) -> Result<Report> {
		let Self { batch, results, index, input, file, unchecked } = self;
		let key = context.key()?;
		let chain = context.chain().await?;
		let found = find(&chain.head().await?, batch).await?;
		let results = read_results(&results)?;
		let (root, count) = commitment(&results)?;
		if (root, count) != (found.root, found.count) {
			bail!(
				"these are {count} results with root {root:?}, but batch {batch} commits to {} with root {:?}: get all of \
				 them, in their order, from the worker",
				found.count,
				found.root
			);
		}
		let proof =
			batches::proof(&results, index).with_context(|| format!("there is no result {index} of {count}"))?;
		let accused = usize::try_from(index).ok().and_then(|index| results.get(index)).context("it has a proof")?;
		let (input, output) = (context.store_file(&input, None)?, context.store_file(&file, None)?);
		if input.hash != accused.input {
			bail!(
				"the input of result {index} has the hash {:?}, that of this file is {:?}",
				accused.input,
				input.hash
			);
		}
		if output.hash == accused.output {
			bail!("result {index} is just this output: there is nothing to dispute");
		}
		if !unchecked {
			context.ensure_served(&input).await?;
			context.ensure_served(&output).await?;
		}
		let leaf = Leaf { index, input, output: Content { hash: accused.output, uri: Uri::default() } };
		let call = batches::dispute(batch, leaf, proof, output.clone());
		let receipt = context.submit_to(&chain, key, call).await?;
		let (panel, bond) = batches::disputed(&receipt)?;
		let text = format!(
			"Disputed result {index} of batch {batch}; panel {panel} judges, and {} are held on you until it has. Keep \
			 serving the input.",
			pza(bond)
		);
		let json =
			json!({ "batch": batch, "index": index, "panel": panel, "bond": bond.to_string(), "output": output });
		Ok(done(&receipt, json, text))
	}
}

/// Root and number of results, if there are any.
pub(super) fn commitment(results: &[Outcome]) -> Result<(H256, u32)> {
	let count = u32::try_from(results.len()).context("a batch has fewer than 2^32 results")?;
	if count == 0 {
		bail!("there are no results in the file");
	}
	Ok((batches::root(results), count))
}

pub(super) fn read_results(file: &Path) -> Result<Vec<Outcome>> {
	let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
	let results = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(|(number, line)| {
		result(line).with_context(|| {
			format!(
				"line {} of {}: give `hash of the input,hash of the output`",
				number.saturating_add(1),
				file.display()
			)
		})
	});
	results.collect()
}

fn result(line: &str) -> Result<Outcome> {
	let (input, output) = line.split_once(',').context("there is no comma")?;
	Ok(Outcome { input: hash(input.trim())?, output: hash(output.trim())? })
}

/// The batch of this number; an error that helps when there is none.
async fn find(block: &Block, batch: BatchId) -> Result<Batch> {
	block.batch(batch).await?.with_context(|| format!("there is no batch {batch}: there never was one, or it is over"))
}

async fn list(context: &Context, source: Option<BatchSource>) -> Result<Report> {
	let block = context.head().await?;
	let mut batches = block.batches().await?;
	batches.retain(|(_, batch)| source.is_none_or(|source| batch.source == source));
	let row = |(id, batch): &(BatchId, Batch)| {
		[
			id.to_string(),
			batch.source.to_string(),
			batch.count.to_string(),
			length(batch.disputes.to.saturating_sub(block.number())),
			batch.provider.to_string(),
		]
	};
	let rows: Vec<_> = batches.iter().map(row).collect();
	let json: Vec<_> = batches.iter().map(|(id, batch)| batch_json(*id, batch)).collect();
	let text = table(["BATCH", "OF", "RESULTS", "LEFT", "PROVIDER"], &rows);
	Ok(Report::new(json!({ "block": block.number(), "batches": json }), text))
}

/// A batch for people.
pub(super) fn batch_text(id: BatchId, batch: &Batch, now: u32) -> String {
	let left = length(batch.disputes.to.saturating_sub(now));
	let mut text = format!(
		"batch     {id} of {}: {} results\nprogram   {:?}\nroot      {:?}\nworker    {}\nprovider  {}, who has {} at \
		 stake with it\ntenant    {}, whose claim is {}\n",
		batch.source,
		batch.count,
		batch.program,
		batch.root,
		batch.worker,
		batch.provider,
		pza(batch.bond),
		batch.tenant,
		pza(batch.claim),
	);
	text += &match &batch.dispute {
		None => format!("disputes  before block {}, {left} left\n", batch.disputes.to),
		Some(dispute) => format!(
			"disputer  {}, about result {}\ninput     {:?}\n          {}\naccused   {:?}\nsays      {:?}, with a bond of {}; \
			 panel {} judges\n",
			dispute.disputer,
			dispute.leaf.index,
			dispute.leaf.input.hash,
			dispute.leaf.input.uri,
			dispute.leaf.output.hash,
			dispute.output.hash,
			pza(dispute.bond),
			dispute.panel,
		),
	};
	text
}

fn batch_json(id: BatchId, batch: &Batch) -> Value {
	json!({
		"batch": id,
		"source": batch.source,
		"tenant": batch.tenant,
		"provider": batch.provider,
		"worker": batch.worker,
		"program": batch.program,
		"root": batch.root,
		"count": batch.count,
		"reported_at": batch.reported_at,
		"bond": batch.bond.to_string(),
		"claim": batch.claim.to_string(),
		"disputes": batch.disputes,
		"dispute": batch.dispute.as_ref().map(|dispute| json!({
			"disputer": dispute.disputer,
			"leaf": dispute.leaf,
			"output": dispute.output,
			"bond": dispute.bond.to_string(),
			"panel": dispute.panel,
		})),
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_client::blake2_256;

	#[test]
	fn results_are_read_when_each_line_has_two_hashes() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("results");
		let lines = [1u8, 2].map(|n| format!("{},0x{}", hex::encode([n; 32]), hex::encode([n + 2; 32])));
		fs::write(&file, format!("{}\n\n{}\n", lines[0], lines[1])).unwrap();
		let expected = [1u8, 2].map(|n| Outcome { input: H256::repeat_byte(n), output: H256::repeat_byte(n + 2) });
		assert_eq!(read_results(&file).unwrap(), expected);
		assert_eq!(commitment(&expected).unwrap(), (batches::root(&expected), 2));
	}

	#[test]
	fn results_are_refused_with_the_line_when_one_is_no_pair_of_hashes() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("results");
		fs::write(&file, format!("{},{}\nx,y\n", hex::encode(blake2_256(b"a")), hex::encode(blake2_256(b"b"))))
			.unwrap();
		assert!(read_results(&file).unwrap_err().to_string().starts_with("line 2 of"));
		assert!(commitment(&[]).is_err());
	}
}
