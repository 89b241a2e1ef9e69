//! Says whether a worker would run, before it does.

use crate::{
	config::Config,
	home::Home,
	journal::{Identity, Journal},
};
use anyhow::{bail, Result};
use piazza_client::{
	amount,
	chain::{Chain, Options},
	keys,
};
use std::path::Path;

/// Checks configuration, key and journal, and the chain unless `offline`. With `salvage`, repairs a damaged journal.
pub async fn check(path: &Path, offline: bool, salvage: bool) -> Result<()> {
	let config = Config::load(path)?;
	let worker = keys::account(&config.keypair()?);
	println!("configuration  {} is fine", path.display());
	println!("worker         {worker}");
	println!("owner          {}", config.owner);

	if salvage {
		let genesis = Chain::connect(Options::new(&config.node)).await?.genesis();
		let home = Home::open(&config.data_dir)?;
		match Journal::salvage(home.folder(), &Identity { genesis, worker })? {
			Some((lost, kept)) => println!(
				"journal        repaired; {lost} damaged lines are lost; the damaged file is kept as {}",
				kept.display()
			),
			None => println!("journal        nothing to repair"),
		}
	}
	let journal = Journal::inspect(&config.data_dir)?;
	match &journal {
		Some((_, open)) => println!("journal        {} jobs are not closed", open.len()),
		None => println!("journal        none yet"),
	}
	if offline {
		return Ok(());
	}

	let mut options = Options::new(&config.node);
	if let Some((identity, _)) = &journal {
		options = options.expecting(identity.genesis);
	}
	let head = Chain::connect(options).await?.head().await?;
	println!("chain          {} is at finalized block {}", config.node, head.number());
	println!("funds          {} PZA on the worker", amount::format(head.account(worker).await?.free));
	match head.worker(worker).await? {
		None => println!("registration   none yet: `run` registers the worker"),
		Some(found) if found.owner != config.owner => {
			bail!("the worker is registered with owner {}, but the configuration names {}", found.owner, config.owner)
		}
		Some(found) if !found.approved => {
			println!("registration   waits for its owner: {}", approve_command(&config, &worker.to_string()))
		}
		Some(found) if !found.is_active(head.number()) => println!("registration   expired: `run` renews it"),
		Some(found) => println!("registration   active until block {}", found.expires_at),
	}
	Ok(())
}

/// How the owner approves the worker.
pub fn approve_command(config: &Config, worker: &str) -> String {
	format!("piazza --node {} --key-file <key of {}> worker approve {worker}", config.node, config.owner)
}
