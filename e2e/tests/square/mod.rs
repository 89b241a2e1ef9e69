//! A small market on one machine: a chain, a tenant with a blob server, providers with a worker each.
//!
//! Blocks are sealed by the test: when transactions wait and no other comes for a moment, otherwise every few seconds. So a
//! slow machine has all the time it needs, and a quick one does not wait.

#![allow(dead_code, reason = "each test uses a part of it")]

use anyhow::{bail, ensure, Context, Result};
use piazza_client::{
	accounts::Account,
	blobs::{serve, Server, Store},
	chain::{Block, Chain, Options},
	jobs::{Job, Seat},
	keys,
	stakes::Role,
	submit::{Call, Submitter},
	AccountId, Balance, JobId,
};
use piazza_e2e::{binary, Daemon, Node, NodeOptions, PATIENCE};
use serde_json::Value;
use std::{
	fs::{self, File},
	future::Future,
	path::{Path, PathBuf},
	process::{Command, Stdio},
	time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::time::sleep;

/// One PZA.
pub(crate) const UNIT: Balance = 1_000_000_000_000;
/// Who wants work done.
pub(crate) const TENANT: &str = "//Alice";
/// How long nothing may wait before a block is sealed all the same.
const IDLE: Duration = Duration::from_secs(2);
/// Most blocks that are sealed in a row.
const MOST_SKIPPED: u32 = 200;
/// How long no other transaction may come before those that wait are sealed: what several workers want to say of a block
/// belongs into the next, whichever of them is quicker.
const QUIET: Duration = Duration::from_millis(500);
/// How often the test looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The market.
pub(crate) struct Square {
	pub(crate) node: Node,
	pub(crate) chain: Chain,
	folder: TempDir,
	server: Server,
}

/// A provider's worker.
pub(crate) struct Provider {
	/// Key of the provider.
	pub(crate) key: String,
	/// Its account.
	pub(crate) owner: AccountId,
	/// The worker's account.
	pub(crate) worker: AccountId,
	/// The running worker.
	pub(crate) daemon: Daemon,
	/// The worker's configuration.
	pub(crate) config: PathBuf,
}

/// The account of a development key.
pub(crate) fn account(key: &str) -> AccountId {
	keys::parse_account(key).expect("it is a key")
}

impl Square {
	/// A fresh chain.
	pub(crate) async fn open() -> Result<Self> {
		let node = Node::start(NodeOptions::sealed("manual")).await?;
		node.seal_blocks(1).await?;
		let chain = Chain::connect(Options::new(node.url())).await?;
		let folder = tempfile::Builder::new().prefix("piazza-square-").tempdir()?;
		let server = serve(Store::open(folder.path().join("blobs"))?, "127.0.0.1:0".parse()?).await?;
		Ok(Self { node, chain, folder, server })
	}

	/// A path in the market's own folder.
	pub(crate) fn path(&self, name: &str) -> PathBuf {
		self.folder.path().join(name)
	}

	/// The latest block.
	pub(crate) async fn head(&self) -> Result<Block> {
		Ok(self.chain.head().await?)
	}

	/// Seals one block, when a transaction waits or nothing has happened for some time.
	async fn seal_if_due(&self, last: &mut Instant) -> Result<()> {
		let mut waiting = self.waiting().await?;
		if waiting == 0 && last.elapsed() < IDLE {
			sleep(LOOK_EVERY).await;
			return Ok(());
		}
		while waiting > 0 {
			sleep(QUIET).await;
			let before = std::mem::replace(&mut waiting, self.waiting().await?);
			if waiting == before {
				break;
			}
		}
		self.node.seal_blocks(1).await?;
		*last = Instant::now();
		Ok(())
	}

	/// How many transactions wait.
	async fn waiting(&self) -> Result<usize> {
		let waiting: Vec<Value> = self.node.call("author_pendingExtrinsics", []).await?;
		Ok(waiting.len())
	}

	/// Lets blocks come until `so` holds in the latest one.
	pub(crate) async fn until<F: Future<Output = Result<bool>>>(
		&self,
		what: &str,
		so: impl Fn(Block) -> F,
	) -> Result<()> {
		let (start, mut last) = (Instant::now(), Instant::now());
		while !so(self.head().await?).await? {
			ensure!(start.elapsed() < PATIENCE, "{what}: not within {} s", PATIENCE.as_secs());
			self.seal_if_due(&mut last).await?;
		}
		Ok(())
	}

	/// Seals one block after the other until `so` holds: when nobody has anything to do but to wait for a block.
	pub(crate) async fn skip_until<F: Future<Output = Result<bool>>>(&self, so: impl Fn(Block) -> F) -> Result<()> {
		for _ in 0..MOST_SKIPPED {
			if so(self.head().await?).await? {
				return Ok(());
			}
			self.node.seal_blocks(1).await?;
		}
		bail!("it did not happen within {MOST_SKIPPED} blocks")
	}

	/// Runs the command line with the key of `who`, lets blocks come meanwhile, and gives what it printed.
	pub(crate) async fn piazza(&self, who: &str, arguments: &[&str]) -> Result<String> {
		let (url, blob_url) = (self.node.url(), self.server.url());
		let blobs = self.path("blobs").display().to_string();
		let global = ["--node", &url, "--key", who, "--blobs", &blobs, "--blob-url", &blob_url];
		let (out, err) = (self.path("stdout"), self.path("stderr"));
		let mut child = Command::new(binary("piazza")?)
			.args(global)
			.args(arguments)
			.stdin(Stdio::null())
			.stdout(File::create(&out)?)
			.stderr(File::create(&err)?)
			.spawn()?;
		let (start, mut last) = (Instant::now(), Instant::now());
		let status = loop {
			if let Some(status) = child.try_wait()? {
				break status;
			}
			if start.elapsed() > PATIENCE {
				child.kill()?;
				child.wait()?;
				bail!("piazza {arguments:?} did not end: {}", fs::read_to_string(&err)?);
			}
			self.seal_if_due(&mut last).await?;
		};
		let printed = fs::read_to_string(&out)?;
		ensure!(status.success(), "piazza {arguments:?}: {status}\n{printed}\n{}", fs::read_to_string(&err)?);
		Ok(printed)
	}

	/// Signs a call with the key of `who` and lets blocks come until it is final.
	pub(crate) async fn send(&self, who: &str, call: Call) -> Result<()> {
		let submitter = Submitter::start(self.chain.clone(), keys::from_uri(who)?);
		self.send_by(&submitter, call).await
	}

	/// The same, by a submitter that runs already.
	pub(crate) async fn send_by(&self, submitter: &Submitter, call: Call) -> Result<()> {
		let sent = submitter.submit(call);
		tokio::pin!(sent);
		loop {
			tokio::select! {
				done = &mut sent => return Ok(done.map(drop)?),
				passed = self.until("never", |_| async { Ok(false) }) => passed?,
			}
		}
	}

	/// Runs the tool of a workload.
	pub(crate) fn tool(&self, name: &str, arguments: &[&str]) -> Result<String> {
		let output = Command::new(binary(name)?).args(arguments).output()?;
		ensure!(output.status.success(), "{name} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
		Ok(String::from_utf8(output.stdout)?)
	}

	/// Runs that of the digits workload.
	pub(crate) fn digits(&self, arguments: &[&str]) -> Result<String> {
		self.tool("digits", arguments)
	}

	/// Has the tenant register the digits program; gives its id.
	pub(crate) async fn register_digits(&self) -> Result<String> {
		let program = self.path("digits.wasm").display().to_string();
		self.digits(&["program", "--out", &program])?;
		self.piazza(TENANT, &["program", "register", "--file", &program]).await?;
		let programs = self.head().await?.programs().await?;
		let [program] = programs.as_slice() else { bail!("there are {} programs", programs.len()) };
		Ok(format!("{:?}", program.id))
	}

	/// Writes the configuration of the worker `<key>//worker`, gives it some money, starts it, and has its owner
	/// approve it and put something at stake.
	pub(crate) async fn provider(&self, key: &str, switches: &[&str]) -> Result<Provider> {
		self.provider_with(key, "", "100", switches).await
	}

	/// The same, with more in its configuration and this much at stake, in PZA.
	pub(crate) async fn provider_with(
		&self,
		key: &str,
		configuration: &str,
		stake: &str,
		switches: &[&str],
	) -> Result<Provider> {
		let provider = self.start_worker(key, configuration, switches).await?;
		let worker = provider.worker;
		self.until("the worker to register", |block| async move { Ok(block.worker(worker).await?.is_some()) }).await?;
		provider.daemon.wait_for_log(&format!("worker approve {worker}"), PATIENCE).await?;
		self.piazza(key, &["worker", "approve", &worker.to_string()]).await?;
		self.stake(key, Role::Provider, stake).await?;
		Ok(provider)
	}

	/// Puts an amount at stake, in PZA.
	pub(crate) async fn stake(&self, key: &str, role: Role, amount: &str) -> Result<()> {
		self.piazza(key, &["stake", "open", &role.to_string(), amount]).await.map(drop)
	}

	/// Puts a checker into the register, which is closed for the first blocks of each epoch.
	pub(crate) async fn enrol(&self, checker: &str) -> Result<()> {
		if let Err(error) = self.piazza(checker, &["checker", "enrol"]).await {
			ensure!(error.to_string().contains("RegisterClosed"), "{error:#}");
			self.node.seal_blocks(3).await?;
			self.piazza(checker, &["checker", "enrol"]).await?;
		}
		Ok(())
	}

	async fn start_worker(&self, key: &str, configuration: &str, switches: &[&str]) -> Result<Provider> {
		let name = key.trim_start_matches('/').replace('/', "-");
		let (owner, hot) = (account(key), format!("{key}//worker"));
		let worker = account(&hot);
		self.piazza(key, &["transfer", &worker.to_string(), "10"]).await?;
		let config = self.path(&format!("{name}.toml"));
		let text = format!(
			"node = \"{}\"\nkey = \"{hot}\"\nowner = \"{owner}\"\ndata_dir = \"{name}\"\n[blobs]\nlisten = \"127.0.0.1:0\"\n\
			 {configuration}",
			self.node.url()
		);
		fs::write(&config, text)?;
		let daemon = self.run_worker(&name, &config, switches)?;
		Ok(Provider { key: key.into(), owner, worker, daemon, config })
	}

	/// Starts `piazza-worker run`.
	pub(crate) fn run_worker(&self, name: &str, config: &Path, switches: &[&str]) -> Result<Daemon> {
		let path = config.display().to_string();
		let arguments = ["run", "--config", &path].into_iter().chain(switches.iter().copied());
		Daemon::start(
			&format!("worker {name}"),
			&binary("piazza-worker")?,
			arguments,
			&self.path(&format!("{name}.log")),
		)
	}

	/// Starts `piazza-worker judge` with the key of `who`.
	pub(crate) fn judge(&self, who: &str) -> Result<Daemon> {
		let name = format!("judge-{}", who.trim_start_matches('/').replace('/', "-"));
		let config = self.path(&format!("{name}.toml"));
		fs::write(&config, format!("node = \"{}\"\nkey = \"{who}\"\ndata_dir = \"{name}\"\n", self.node.url()))?;
		let arguments = ["judge", "--config", &config.display().to_string()];
		Daemon::start(&name, &binary("piazza-worker")?, arguments, &self.path(&format!("{name}.log")))
	}

	/// The one job there is.
	pub(crate) async fn only_job(block: &Block) -> Result<(JobId, Job)> {
		let mut jobs = block.jobs().await?;
		let job = jobs.pop().context("there is no job")?;
		ensure!(jobs.is_empty(), "there is more than one job");
		Ok(job)
	}

	/// The seat of a worker in the one job there is, if it has one.
	pub(crate) async fn seat(block: &Block, worker: AccountId) -> Result<Option<Seat>> {
		let (id, _) = Self::only_job(block).await?;
		Ok(block.seats(id).await?.into_iter().find(|seat| seat.worker == worker))
	}

	/// The native money of an account.
	pub(crate) async fn money(&self, account: AccountId) -> Result<Account> {
		Ok(self.head().await?.account(account).await?)
	}

	/// All native money but what was made with blocks, counted twice: as the chain says, and account by account.
	pub(crate) async fn all_money(&self) -> Result<(Balance, Balance)> {
		let block = self.head().await?;
		let sum: Balance = block.accounts().await?.iter().map(|(_, account)| account.total()).sum();
		let made = block.made_with_blocks().await?;
		Ok((block.total_issuance().await? - made, sum - made))
	}
}
