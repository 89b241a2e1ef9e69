//! `piazza chain`.

use crate::{context::Context, money::pza, report::Report};
use anyhow::Result;
use serde_json::json;

pub(super) async fn run(context: &Context) -> Result<Report> {
	let chain = context.chain().await?;
	let info = chain.info().await?;
	let head = chain.head().await?;
	let (timing, treasury) = (head.timing()?, head.treasury()?);
	let (issuance, minimum) = (head.total_issuance().await?, head.existential_deposit()?);
	let text = format!(
		"chain      {} (runtime {})\ngenesis    {:?}\nnode       {} {} at {}, {} peers{}\nfinalized  block {} {:?}\n\
		 issuance   {}\nminimum    {} on every account\ntreasury   {treasury}\n\
		 jobs       {} blocks to claim, at least {} to work and {} to reveal, at most {} in all\n",
		info.chain,
		head.spec_version(),
		chain.genesis(),
		info.node,
		info.version,
		chain.url(),
		info.peers,
		if info.syncing { ", catching up" } else { "" },
		head.number(),
		head.hash(),
		pza(issuance),
		pza(minimum),
		timing.claims,
		timing.work,
		timing.reveals,
		timing.longest,
	);
	let json = json!({
		"chain": info.chain,
		"genesis": chain.genesis(),
		"spec_version": head.spec_version(),
		"node": info.node,
		"version": info.version,
		"url": chain.url(),
		"peers": info.peers,
		"syncing": info.syncing,
		"finalized": { "number": head.number(), "hash": head.hash() },
		"total_issuance": issuance.to_string(),
		"existential_deposit": minimum.to_string(),
		"treasury": treasury,
		"timing": timing,
	});
	Ok(Report::new(json, text))
}
