//! Puts the checker together and lets it run.

use super::{
	config::Config,
	daemon::{Daemon, Parts},
	keep::Keep,
};
use crate::{
	blobs, compute,
	execute::Executor,
	follow::{follow, Patience},
	home::Home,
	piazza::Piazza,
	run::Signals,
};
use anyhow::{bail, Result};
use piazza_client::{
	chain::{Chain, Options},
	keys,
};
use std::{path::Path, sync::Arc};
use tokio::{select, sync::watch};

/// Runs the checker that the file at `path` describes until it is told to stop.
pub async fn judge(path: &Path) -> Result<()> {
	let config = Config::load(path)?;
	let key = config.keypair()?;
	let member = keys::account(&key);
	let home = Home::open(&config.data_dir)?;
	let mut signals = Signals::new()?;
	let (tensor, hardware) = compute::open(&config.compute)?;
	tracing::info!("tensor operations are done by the {hardware}");
	let chain = Chain::connect(Options::new(&config.node)).await?;
	let genesis = chain.genesis();
	tracing::info!("checker {member} on the chain {genesis:?}");

	let chain = Arc::new(Piazza::new(chain, key));
	let parts = Parts {
		chain: chain.clone(),
		member,
		fetcher: blobs::fetcher(&home.blobs(), config.blobs.files)?,
		executor: Arc::new(Executor::new(config.limits.limits()).on(tensor)),
		keep: Keep::open(home.folder(), &genesis, &member)?,
	};
	let (send_heads, heads) = watch::channel(None);
	let daemon = Daemon::new(parts)?.run(heads);
	let follower = follow(&*chain, genesis, send_heads, Patience::default());
	select! {
		result = daemon => result,
		result = follower => {
			result?;
			bail!("nobody follows the chain any more");
		},
		() = signals.next() => {
			tracing::info!("stopped; start it again in time for the panels in which it has a seat");
			Ok(())
		},
	}
}
