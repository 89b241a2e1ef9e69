//! Puts the worker together and lets it run.

use crate::{
	blobs::{self, Blobs},
	check::{approve_command, stake_command},
	compute,
	config::{Config, Gateway, Scoring},
	controls::Controls,
	daemon::{Daemon, Parts},
	execute::Executor,
	follow::{follow, Patience},
	gateway::{self, Collector, Ledger},
	home::Home,
	journal::{Identity, Journal},
	piazza::Piazza,
	process::Process,
	scoring::{self, Desk},
	view::{Head, H256},
};
use anyhow::{bail, Context, Result};
use futures::future::{pending, BoxFuture, FutureExt};
use piazza_client::{
	blake2_256,
	chain::{Chain, Options},
	keys,
	programs::Description,
	Keypair,
};
use std::{fs, num::NonZeroU64, path::Path, sync::Arc};
use tokio::{
	select,
	signal::unix::{signal, Signal, SignalKind},
	sync::watch,
};

/// Runs the worker that the file at `path` describes until it is told to stop.
/// Falsifies one of so many answers, if told to.
pub async fn run(path: &Path, falsify_every: Option<NonZeroU64>) -> Result<()> {
	let config = Config::load(path)?;
	let key = config.keypair()?;
	let worker = keys::account(&key);
	let home = Home::open(&config.data_dir)?;
	let mut signals = Signals::new()?;
	if let Some(every) = falsify_every {
		tracing::warn!(
			"FAULTY: this worker was started with --faulty. It falsifies one of {every} answers and will lose bonds!"
		);
	}

	// Before the chain is asked for anything: a damaged journal needs no node to be told of.
	Journal::inspect(home.folder())?;
	let (tensor, hardware) = compute::open(&config.compute)?;
	tracing::info!("tensor operations are done by the {hardware}");
	let chain = Chain::connect(Options::new(&config.node)).await?;
	let genesis = chain.genesis();
	let journal = Journal::open(home.folder(), &Identity { genesis, worker })?;
	let blobs = Arc::new(Blobs::open(&home.blobs(), &config.blobs).await?);
	tracing::info!("worker {worker} of owner {} on the chain {genesis:?}", config.owner);
	tracing::info!("outputs are served at {}", blobs.url());
	let left_over = journal.entries().map(|(job, _)| job).collect::<Vec<_>>();
	if !left_over.is_empty() {
		tracing::info!(jobs = ?left_over, "going on with what the journal holds");
	}

	let executor = Executor::new(config.limits.limits()).on(tensor);
	let executor = Arc::new(match falsify_every {
		Some(every) => executor.falsifying(every),
		None => executor,
	});
	let chain = Arc::new(Piazza::new(chain, key.clone()));
	let scorer = start_scorer(&config, &home, &chain, genesis, key, &executor).await?;
	let (send_heads, heads) = watch::channel(None);
	let seller = start_seller(&config, &home, &chain, genesis, &executor, heads.clone()).await?;
	let (send_drain, drain) = watch::channel(false);
	let parts = Parts {
		chain: chain.clone(),
		genesis,
		worker,
		owner: config.owner,
		source: config.attestation.source()?,
		wishes: config.claims.wishes(),
		blobs,
		executor,
		journal,
		process: Process::new(home.folder().into(), std::env::current_exe()?),
		controls: Controls::new(path.into(), home.folder().into(), config.leasing.clone()),
		approve_command: approve_command(&config, &worker.to_string()),
		stake_command: stake_command(&config),
	};
	let daemon = Daemon::new(parts).run(heads, drain);
	let follower = follow(&*chain, genesis, send_heads, Patience::default());
	tokio::pin!(daemon, follower, scorer, seller);
	loop {
		select! {
			result = &mut daemon => {
				tracing::info!("stopped");
				return result;
			},
			result = &mut follower => {
				result?;
				bail!("nobody follows the chain any more");
			},
			result = &mut scorer => return result,
			result = &mut seller => return result,
			() = signals.next() => {
				if send_drain.send_replace(true) {
					tracing::warn!("stopped at once; the journal holds what is needed to go on");
					return Ok(());
				}
			},
		}
	}
}

/// Starts to take in data for pools where the configuration says so. What comes back ends only by a failure.
async fn start_scorer(
	config: &Config,
	home: &Home,
	chain: &Arc<Piazza>,
	genesis: H256,
	key: Keypair,
	executor: &Arc<Executor>,
) -> Result<BoxFuture<'static, Result<()>>> {
	let Some(Scoring { module, listen, valid }) = &config.scoring else { return Ok(pending().boxed()) };
	let desk = Desk::new(scoring::Parts {
		chain: chain.clone(),
		genesis,
		key,
		module: read_module(module)?,
		executor: executor.clone(),
		fetcher: blobs::fetcher(&home.scored(), config.blobs.files)?,
		valid: *valid,
	});
	let (address, serving) = scoring::serve(desk, *listen).await?;
	tracing::info!("data for pools is scored at http://{address}");
	Ok(serving.boxed())
}

/// Starts to sell calls where the configuration says so. What comes back ends only by a failure.
async fn start_seller(
	config: &Config,
	home: &Home,
	chain: &Arc<Piazza>,
	genesis: H256,
	executor: &Arc<Executor>,
	heads: watch::Receiver<Option<Head>>,
) -> Result<BoxFuture<'static, Result<()>>> {
	let Some(gateway) = &config.gateway else { return Ok(pending().boxed()) };
	let Gateway { module, listen, public_url, .. } = gateway;
	let module = read_module(module)?;
	let hash = blake2_256(&module);
	executor.prepare(hash, &module).context("what `gateway.module` names is no program that a worker can run")?;
	let desk = gateway::Desk::new(gateway::Parts {
		chain: chain.clone(),
		genesis,
		heads: heads.clone(),
		payee: config.owner,
		price: gateway.price()?,
		program: Description::Image { hash }.id(),
		module,
		executor: executor.clone(),
		ledger: Arc::new(Ledger::open(home.folder(), genesis, chain.signer())?),
	});
	let desk = Arc::new(desk.await?);
	let collector = Collector::new(desk.clone(), gateway.redeeming()?).run(heads);
	let (address, serving) = gateway::serve(desk, *listen, public_url.clone()).await?;
	tracing::info!("calls are answered for {} of {} each at http://{address}/", gateway.price, gateway.asset);
	Ok(async move {
		select! {
			result = serving => result,
			result = collector => result,
		}
	}
	.boxed())
}

fn read_module(path: &Path) -> Result<Arc<[u8]>> {
	Ok(fs::read(path).with_context(|| format!("cannot read the program {}", path.display()))?.into())
}

/// Ctrl-C and SIGTERM.
pub(crate) struct Signals {
	interrupt: Signal,
	terminate: Signal,
}

impl Signals {
	pub(crate) fn new() -> Result<Self> {
		Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
	}

	pub(crate) async fn next(&mut self) {
		select! {
			_ = self.interrupt.recv() => {},
			_ = self.terminate.recv() => {},
		}
	}
}
