//! Bringing data into a pool, and saying who may read it.

use super::{find, purpose};
use crate::{
	commands::done,
	context::{hash, read, Context},
	money::{percent, share},
	report::Report,
	time::{blocks, length},
};
use anyhow::{bail, Context as _, Result};
use clap::{ArgGroup, Args, Subcommand};
use piazza_client::{
	blake2_256,
	chain::Block,
	keys,
	pools::{self, Choice, PoolId, Proof, Statement, Word, MAX_VERDICT_LENGTH},
	web::Claim,
	AccountId, BlockNumber, JobId, Permill, H256,
};
use serde_json::{json, Value};
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Sign, with the key of an attested worker, how good somebody's data is; it brings the file that this writes
#[derive(Args)]
#[command(group(ArgGroup::new("data").required(true).args(["file", "content"])))]
pub(crate) struct Score {
	/// The pool
	pool: PoolId,
	/// The data, as it will be brought
	#[arg(long, value_name = "FILE")]
	file: Option<PathBuf>,
	/// Its hash, if that is all you have
	#[arg(long, value_name = "HASH", value_parser = hash)]
	content: Option<H256>,
	/// Who brings it
	#[arg(long, value_name = "ACCOUNT", value_parser = keys::parse_account)]
	contributor: AccountId,
	/// How good it is, in percent of the full score
	#[arg(long, value_name = "PERCENT", value_parser = percent)]
	score: Permill,
	/// How long it has to bring it: blocks, or like 10m; an hour at the most
	#[arg(long, value_name = "TIME", default_value = "30m", value_parser = blocks)]
	valid: BlockNumber,
	/// Where to write what you signed
	#[arg(long, value_name = "FILE")]
	proof: PathBuf,
}

impl Score {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		let Self { pool, file, content, contributor, score, valid, proof } = self;
		let content = match (file, content) {
			(Some(file), _) => blake2_256(&read(&file)?),
			(None, Some(content)) => content,
			(None, None) => bail!("give --file or --content"),
		};
		let key = context.key()?;
		let chain = context.chain().await?;
		let block = chain.head().await?;
		find(&block, pool).await?;
		let expires = expiry(&block, valid)?;
		let statement = Statement::sign(&key, chain.genesis(), pool, contributor, content, score, expires);
		if block.score_message(&statement).await? != statement.message(chain.genesis()) {
			bail!("this chain wants other bytes signed than this program knows: use the one that belongs to it");
		}
		write_json(&proof, &json!(statement))?;
		let text = format!(
			"Signed, as {}, that {content:?} of {contributor} has {} of the full score; wrote {}. Before block {expires}, {} \
			 from now, it is brought with `piazza pool contribute {pool} --file DATA --proof {}`.",
			statement.worker,
			share(score),
			proof.display(),
			length(valid),
			proof.display()
		);
		Ok(Report::new(json!(statement), text))
	}
}

/// Bring data, with what shows how good it is; it is stored as it is, so encrypt it for the pool's reader before
#[derive(Args)]
#[command(group(ArgGroup::new("shown").required(true).args(["proof", "claim", "job"])))]
pub(crate) struct Contribute {
	/// The pool
	pool: PoolId,
	/// The data
	#[arg(long, value_name = "FILE")]
	file: PathBuf,
	/// What an attested worker signed, as `piazza pool score` writes it
	#[arg(long, value_name = "FILE")]
	proof: Option<PathBuf>,
	/// A claim about the web, as clients of the Reclaim protocol write it (JSON)
	#[arg(long, value_name = "FILE")]
	claim: Option<PathBuf>,
	/// A job of yours whose input is the data, and whose output is the score
	#[arg(long, value_name = "JOB", requires = "verdict")]
	job: Option<JobId>,
	/// With --job: its output
	#[arg(long, value_name = "FILE", requires = "job")]
	verdict: Option<PathBuf>,
	/// Where the reader fetches the data [default: the blob server's URL]
	#[arg(long)]
	uri: Option<String>,
	/// Do not check that it can be fetched from there
	#[arg(long)]
	unchecked: bool,
}

impl Contribute {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		let Self { pool, file, proof, claim, job, verdict, uri, unchecked } = self;
		let key = context.key()?;
		let content = context.store_file(&file, uri.as_deref())?;
		let proof = match (proof, claim, job, verdict) {
			(Some(file), ..) => {
				let statement = read_statement(&file)?;
				ensure_fits(&statement, pool, keys::account(&key), content.hash)?;
				Proof::Enclave(statement)
			}
			(_, Some(file), ..) => Proof::Web(read_claim(&file)?),
			(_, _, Some(job), Some(file)) => Proof::Jury { job, output: read_verdict(&file)? },
			_ => bail!("give --proof, --claim, or --job and --verdict"),
		};
		if !unchecked {
			context.ensure_served(&content).await?;
		}
		let chain = context.chain().await?;
		find(&chain.head().await?, pool).await?;
		let receipt = context.submit_to(&chain, key, pools::contribute(pool, content.clone(), proof)).await?;
		let (score, tokens) = pools::contributed(&receipt)?;
		let text = format!(
			"Brought {:?} into pool {pool}, with {} of the full score: {tokens} tokens are staked for you. Keep serving it. \
			 `piazza pool account {pool}` shows what you have, and `piazza pool claim {pool}` pays what it earned.",
			content.hash,
			share(score)
		);
		let json = json!({ "pool": pool, "content": content, "score": score, "tokens": tokens.to_string() });
		Ok(done(&receipt, json, text))
	}
}

/// Fails unless a statement is about just this.
fn ensure_fits(statement: &Statement, pool: PoolId, contributor: AccountId, content: H256) -> Result<()> {
	if statement.pool != pool {
		bail!("the proof is for pool {}, not {pool}", statement.pool);
	}
	if statement.contributor != contributor {
		bail!("the proof is for {}, and your key is that of {contributor}", statement.contributor);
	}
	if statement.content != content {
		bail!("the proof is for data with the hash {:?}, that of this file is {content:?}", statement.content);
	}
	Ok(())
}

/// Reads the output of a jury's job.
fn read_verdict(file: &Path) -> Result<Vec<u8>> {
	let output = read(file)?;
	if output.len() > MAX_VERDICT_LENGTH {
		bail!("{} has {} bytes: a score is at most {MAX_VERDICT_LENGTH}", file.display(), output.len());
	}
	Ok(output)
}

/// Reads a claim about the web.
pub(in crate::commands) fn read_claim(file: &Path) -> Result<Claim> {
	let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
	Claim::from_json(&text).with_context(|| {
		format!("{} is no claim: give one with claimData and signatures, as it came from Reclaim", file.display())
	})
}

/// Say who may read your data in a pool; licences sold before stay as they are
#[derive(Args)]
pub(crate) struct Choose {
	/// The pool
	pool: PoolId,
	/// Only sign it, into this file: anybody may bring it with `piazza pool relay`
	#[arg(long, value_name = "FILE")]
	sign: Option<PathBuf>,
	/// With --sign: how long it may be brought; an hour at the most
	#[arg(long, value_name = "TIME", default_value = "30m", value_parser = blocks)]
	valid: BlockNumber,
	#[command(subcommand)]
	say: Say,
}

/// What you say.
#[derive(Subcommand)]
enum Say {
	/// Everybody who buys a licence from now on may read
	Open,
	/// Licences sold from now on do not let read
	Close,
	/// Let one buyer read for one purpose, even if everybody else may not
	Grant {
		/// The buyer
		#[arg(value_parser = keys::parse_account)]
		grantee: AccountId,
		/// For what: the text that the buyer gives too, or 0x and its hash
		#[arg(long, value_name = "TEXT", value_parser = purpose)]
		purpose: H256,
	},
	/// End what you granted
	Revoke {
		/// The buyer
		#[arg(value_parser = keys::parse_account)]
		grantee: AccountId,
	},
}

impl From<Say> for Choice {
	fn from(say: Say) -> Self {
		match say {
			Say::Open => Self::Open,
			Say::Close => Self::Close,
			Say::Grant { grantee, purpose } => Self::Grant { grantee, purpose },
			Say::Revoke { grantee } => Self::Revoke { grantee },
		}
	}
}

impl Choose {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		let Self { pool, sign, valid, say } = self;
		let choice = Choice::from(say);
		let Some(file) = sign else {
			let receipt = context.submit(pools::choose(pool, choice)).await?;
			return Ok(done(&receipt, json!({ "pool": pool, "choice": choice }), sentence(pool, &choice)));
		};
		let key = context.key()?;
		let chain = context.chain().await?;
		let block = chain.head().await?;
		let consent = block.consent(pool, keys::account(&key)).await?;
		let consent = consent.with_context(|| format!("you brought nothing into pool {pool}"))?;
		let word = Word::sign(&key, chain.genesis(), pool, choice, consent.nonce, expiry(&block, valid)?);
		write_json(&file, &json!(word))?;
		let text = format!(
			"Signed; wrote {}. Before block {}, {} from now, anybody brings it with `piazza pool relay {}`, unless you say \
			 something else before.",
			file.display(),
			word.expires,
			length(valid),
			file.display()
		);
		Ok(Report::new(json!(word), text))
	}
}

/// Brings what a contributor signed.
pub(super) async fn relay(context: &Context, file: &Path) -> Result<Report> {
	let word = read_word(file)?;
	let (pool, contributor, choice) = (word.pool, word.contributor, word.choice);
	let receipt = context.submit(pools::relay_choice(word)).await?;
	let text = format!("For {contributor}: {}", sentence(pool, &choice));
	Ok(done(&receipt, json!({ "pool": pool, "contributor": contributor, "choice": choice }), text))
}

fn sentence(pool: PoolId, choice: &Choice) -> String {
	match choice {
		Choice::Open => format!("Licences of pool {pool} sold from now on let read the data."),
		Choice::Close => format!("Licences of pool {pool} sold from now on do not let read the data."),
		Choice::Grant { grantee, purpose } => {
			format!("{grantee} may have the data in pool {pool} read for the purpose {purpose:?}.")
		}
		Choice::Revoke { grantee } => format!("{grantee} has no grant for the data in pool {pool} any more."),
	}
}

/// The first block in which something that is good for so many blocks is good no more.
fn expiry(block: &Block, valid: BlockNumber) -> Result<BlockNumber> {
	let most = block.statement_period()?;
	if valid > most {
		bail!("nothing that is signed counts for longer than {}: give --valid less", length(most));
	}
	block.number().checked_add(valid).context("the chain is at the end of its numbers")
}

pub(super) fn write_json(file: &Path, value: &Value) -> Result<()> {
	fs::write(file, format!("{value:#}\n")).with_context(|| format!("cannot write {}", file.display()))
}

fn read_statement(file: &Path) -> Result<Statement> {
	let read = serde_json::from_slice(&read(file)?);
	read.with_context(|| format!("{} is no proof: `piazza pool score` writes one", file.display()))
}

fn read_word(file: &Path) -> Result<Word> {
	let read = serde_json::from_slice(&read(file)?);
	read.with_context(|| format!("{} is nothing to bring: `piazza pool choose --sign` writes that", file.display()))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn proof_is_read_back_and_refused_when_it_is_about_something_else() {
		let key = keys::from_uri("//Alice").unwrap();
		let (contributor, content) = (AccountId::from([2; 32]), H256::repeat_byte(3));
		let statement = Statement::sign(&key, H256::zero(), 4, contributor, content, Permill(500_000), 99);
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("proof");
		write_json(&file, &json!(statement)).unwrap();
		assert_eq!(read_statement(&file).unwrap(), statement);
		assert!(ensure_fits(&statement, 4, contributor, content).is_ok());
		let complaint = |pool, who, content| ensure_fits(&statement, pool, who, content).unwrap_err().to_string();
		assert!(complaint(5, contributor, content).contains("pool 4"));
		assert!(complaint(4, AccountId::from([9; 32]), content).contains(&contributor.to_string()));
		assert!(complaint(4, contributor, H256::zero()).contains("0x0303"));
	}

	#[test]
	fn verdict_is_refused_when_it_is_too_long() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("verdict");
		fs::write(&file, [7; MAX_VERDICT_LENGTH]).unwrap();
		assert_eq!(read_verdict(&file).unwrap(), [7; MAX_VERDICT_LENGTH]);
		fs::write(&file, [7; MAX_VERDICT_LENGTH + 1]).unwrap();
		assert!(read_verdict(&file).unwrap_err().to_string().contains("65 bytes"));
	}
}
