//! Says whether a worker would run, before it does.

use crate::{
	attest::{command::describe, Source},
	compute,
	config::Config,
	home::{self, Home},
	journal::{Identity, Journal},
};
use anyhow::{bail, Context, Result};
use piazza_client::{
	amount, blake2_256,
	chain::{Chain, Options},
	keys,
	stakes::{Position, Role},
	workers::Worker,
	AccountId, H256,
};
use piazza_workload_host::Program;
use std::{fs, path::Path};

/// Checks configuration, key and journal, the chain unless `offline`, and whether there is the evidence that the
/// configuration asks for. With `salvage`, repairs a damaged journal.
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
	println!("compute        {}", compute::open(&config.compute)?.1);
	println!("leasing        {}{}", config.leasing, drain_note(&config.data_dir));
	if let Some(scoring) = &config.scoring {
		println!("scoring        by {}, asked at {}", program_name(&scoring.module, &config)?, scoring.listen);
	}
	if let Some(gateway) = &config.gateway {
		println!(
			"gateway        by {}, {} of {} a call, at {}",
			program_name(&gateway.module, &config)?,
			gateway.price,
			gateway.asset,
			gateway.listen
		);
	}
	let source = config.attestation.source()?;
	if !offline {
		let genesis = journal.map(|(identity, _)| identity.genesis);
		check_chain(&config, worker, genesis, source.as_ref()).await?;
	}
	match &source {
		Some(source) => describe(source),
		None => {
			println!("evidence       none: the owner's word alone");
			Ok(())
		}
	}
}

/// Says how the worker stands on the chain, which must be the one that begins with `genesis` if given.
async fn check_chain(config: &Config, worker: AccountId, genesis: Option<H256>, source: Option<&Source>) -> Result<()> {
	let mut options = Options::new(&config.node);
	if let Some(genesis) = genesis {
		options = options.expecting(genesis);
	}
	let head = Chain::connect(options).await?.head().await?;
	println!("chain          {} is at finalized block {}", config.node, head.number());
	println!("funds          {} PZA on the worker", amount::format(head.account(worker).await?.free));
	let Some(found) = head.worker(worker).await? else {
		println!("registration   none yet: `run` registers the worker");
		return Ok(());
	};
	if found.owner != config.owner {
		bail!("the worker is registered with owner {}, but the configuration names {}", found.owner, config.owner);
	}
	match &found {
		Worker { approved: false, .. } => {
			println!("registration   waits for its owner: {}", approve_command(config, &worker.to_string()))
		}
		Worker { revoked: true, .. } => {
			println!(
				"registration   suspended: something that its hardware stands on was revoked; `run` says what to do"
			)
		}
		Worker { active: false, .. } => println!("registration   expired: `run` renews it"),
		Worker { expires_at, .. } => println!("registration   active until block {expires_at}"),
	}
	let position = head.position(Role::Provider, config.owner).await?;
	match position.filter(Position::is_backed) {
		Some(position) => println!("stake          {} PZA behind its owner", amount::format(position.stake)),
		None => println!(
			"stake          not enough to be given work; its owner needs {} PZA: {}",
			amount::format(head.minimum_stake(Role::Provider).await?),
			stake_command(config)
		),
	}
	println!("tier           {}", found.tier);
	match (head.lease_of(worker).await?, head.downtime(worker).await?) {
		(_, Some(found)) => {
			println!("lease          none: the chain holds the machine for missing since block {}", found.since)
		}
		(Some(id), None) => println!("lease          number {id} runs"),
		(None, None) => println!("lease          none"),
	}
	match (&found.hardware, source) {
		(Some(hardware), _) => {
			println!("hardware       {} GPUs; its evidence is bound to block {}", hardware.gpus, hardware.at_block)
		}
		(None, Some(_)) => println!("hardware       none known: `run` renews the registration with evidence"),
		(None, None) => println!("hardware       none known"),
	}
	Ok(())
}

/// The file of a program and its hash; fails when a worker could not run it.
fn program_name(module: &Path, config: &Config) -> Result<String> {
	let bytes = fs::read(module).with_context(|| format!("cannot read the program {}", module.display()))?;
	let loaded = Program::load(&bytes, &config.limits.limits());
	loaded.with_context(|| format!("{} is no program that a worker can run", module.display()))?;
	Ok(format!("{} ({:?})", module.display(), blake2_256(&bytes)))
}

/// What `check` adds when the worker is to wind up.
fn drain_note(folder: &Path) -> &'static str {
	match home::is_marked_for_drain(folder) {
		true => "; winding up, see `drain --undo`",
		false => "",
	}
}

/// How the owner approves the worker.
pub fn approve_command(config: &Config, worker: &str) -> String {
	owners_command(config, &format!("worker approve {worker}"))
}

/// How the owner puts at stake what a provider needs.
pub fn stake_command(config: &Config) -> String {
	owners_command(config, "stake open provider AMOUNT")
}

/// A command that the owner signs.
fn owners_command(config: &Config, command: &str) -> String {
	format!("piazza --node {} --key-file <key of {}> {command}", config.node, config.owner)
}
