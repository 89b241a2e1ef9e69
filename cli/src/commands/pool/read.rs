//! What is in a pool, and reading what a licence lets read.

use super::{find, find_licence};
use crate::{
	context::{spinner, Context, MAX_BYTES},
	money::share,
	report::{table, Report},
};
use anyhow::{bail, Context as _, Result};
use clap::Args;
use piazza_client::{
	blobs::Fetcher,
	chain::Block,
	pools::{Contribution, LicenceId, PoolId},
	Content, H256,
};
use serde_json::{json, Value};
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Lists the contributions of a pool.
pub(super) async fn contributions(context: &Context, pool: PoolId) -> Result<Report> {
	let block = context.head().await?;
	find(&block, pool).await?;
	let all = block.contributions(pool).await?;
	let row = |(content, found): &(H256, Contribution)| {
		[
			format!("{content:?}"),
			share(found.score),
			found.tokens.to_string(),
			found.at.to_string(),
			found.contributor.to_string(),
		]
	};
	let rows: Vec<_> = all.iter().map(row).collect();
	let json: Vec<_> = all.iter().map(|(content, found)| contribution_json(*content, found)).collect();
	let text = table(["CONTENT", "SCORE", "TOKENS", "BLOCK", "CONTRIBUTOR"], &rows);
	Ok(Report::new(json!({ "pool": pool, "block": block.number(), "contributions": json }), text))
}

/// A contribution for programs.
pub(super) fn contribution_json(content: H256, found: &Contribution) -> Value {
	json!({
		"content": content,
		"uri": found.uri,
		"contributor": found.contributor,
		"score": found.score,
		"tokens": found.tokens.to_string(),
		"from": found.from,
		"at": found.at,
	})
}

/// Fetch what a licence lets read, as the pool's reader does: no more contributions than the licence has units
#[derive(Args)]
pub(crate) struct Fetch {
	/// The pool
	pool: PoolId,
	/// The licence
	licence: LicenceId,
	/// Folder for the data, one file a contribution, named by its hash; made when it is not there
	#[arg(long, value_name = "DIR")]
	out: PathBuf,
}

impl Fetch {
	pub(super) async fn run(self, context: &Context) -> Result<Report> {
		let Self { pool, licence, out } = self;
		let block = context.head().await?;
		let found = find_licence(&block, pool, licence).await?;
		if !block.may_read(found.program, pool, licence).await? {
			bail!("licence {licence} of pool {pool} lets nothing be read now: `piazza pool licence {pool} {licence}`");
		}
		let (contents, kept_back) = readable(&block, pool, licence, found.program).await?;
		let units = usize::try_from(found.units).unwrap_or(usize::MAX);
		let over = contents.len().saturating_sub(units);
		fs::create_dir_all(&out).with_context(|| format!("cannot make the folder {}", out.display()))?;
		let fetcher = context.fetcher()?;
		let mut files = Vec::new();
		for content in contents.iter().take(units) {
			files.push(fetch(&fetcher, content, &out).await?);
		}
		let mut text = format!("Fetched {} contributions of pool {pool} into {}.", files.len(), out.display());
		if kept_back > 0 {
			text += &format!(" {kept_back} more are not covered: their contributors do not let this licence read.");
		}
		if over > 0 {
			text += &format!(" {over} more could be read by a licence with more units.");
		}
		let json = json!({
			"pool": pool,
			"licence": licence,
			"files": files,
			"fetched": files.len(),
			"not_covered": kept_back,
			"over": over,
		});
		Ok(Report::new(json, text))
	}
}

/// What the licence lets read, in the order in which it came, and how much it does not.
async fn readable(block: &Block, pool: PoolId, licence: LicenceId, program: H256) -> Result<(Vec<Content>, usize)> {
	let (mut contents, mut kept_back) = (Vec::new(), 0usize);
	for (hash, Contribution { uri, .. }) in block.contributions(pool).await? {
		match block.may_read_contribution(program, pool, licence, hash).await? {
			true => contents.push(Content { hash, uri }),
			false => kept_back = kept_back.saturating_add(1),
		}
	}
	Ok((contents, kept_back))
}

/// Fetches one contribution; gives the file it is in.
async fn fetch(fetcher: &Fetcher, content: &Content, out: &Path) -> Result<PathBuf> {
	let file = out.join(hex::encode(content.hash));
	let waiting = spinner(format!("fetching {:?}", content.hash));
	let bytes = fetcher.fetch(content, MAX_BYTES).await;
	waiting.finish_and_clear();
	fs::write(&file, bytes?).with_context(|| format!("cannot write {}", file.display()))?;
	Ok(file)
}
