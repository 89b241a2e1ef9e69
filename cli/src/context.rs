//! What all commands share: the node, the key, the store.

use anyhow::{bail, Context as _, Result};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use piazza_client::{
	agents::AgentId,
	blobs::{uri_of, Fetcher, Store},
	chain::{Block, Chain, Options},
	keys,
	submit::{Call, Receipt, Submitter},
	AccountId, Content, Keypair, Uri, H256,
};
use std::{
	fs,
	path::{Path, PathBuf},
	time::Duration,
};

/// Largest input, output or module that is stored or fetched unless the command says otherwise: 256 MiB.
pub(crate) const MAX_BYTES: u64 = 256 << 20;

/// How long a transaction may take until it is final before the command gives up waiting.
const PATIENCE: Duration = Duration::from_secs(180);

/// Options of every command.
#[derive(Args)]
pub(crate) struct Global {
	/// Address of a node
	#[arg(long, global = true, env = "PIAZZA_NODE", value_name = "URL", default_value = "ws://127.0.0.1:9944")]
	node: String,
	/// Refuse any other chain than the one whose first block has this hash
	#[arg(long, global = true, env = "PIAZZA_GENESIS", value_name = "HASH", value_parser = hash)]
	genesis: Option<H256>,
	/// Key that signs: a phrase, 0x and a seed, or a development key like //Alice. Others on this machine can see it;
	/// prefer --key-file
	#[arg(
		long,
		global = true,
		env = "PIAZZA_KEY",
		hide_env_values = true,
		value_name = "URI",
		conflicts_with = "key_file"
	)]
	key: Option<String>,
	/// File that holds the key that signs; nobody but its owner may be allowed to read it
	#[arg(long, global = true, env = "PIAZZA_KEY_FILE", value_name = "FILE")]
	key_file: Option<PathBuf>,
	/// Send the command's transaction as this agent: with the key of its owner, or one that has a mandate for that
	#[arg(long, global = true, value_name = "AGENT")]
	as_agent: Option<AgentId>,
	/// Print one JSON object; amounts are strings of digits in the smallest unit
	#[arg(long, global = true)]
	pub(crate) json: bool,
	/// Folder with inputs, outputs and programs [default: ~/.local/share/piazza/blobs]
	#[arg(long, global = true, env = "PIAZZA_BLOBS", value_name = "DIR")]
	blobs: Option<PathBuf>,
	/// Where others reach what `piazza blob serve` serves out of that folder
	#[arg(long, global = true, env = "PIAZZA_BLOB_URL", value_name = "URL", default_value = "http://127.0.0.1:9955")]
	blob_url: String,
	/// Also fetch from file URIs: for development, where all are on one machine
	#[arg(long, global = true)]
	files: bool,
}

/// What all commands share.
pub(crate) struct Context {
	global: Global,
}

impl Context {
	pub(crate) fn new(global: Global) -> Self {
		Self { global }
	}

	/// Whether the report is for programs.
	pub(crate) fn json(&self) -> bool {
		self.global.json
	}

	/// Connects to the node.
	pub(crate) async fn chain(&self) -> Result<Chain> {
		let options = Options { genesis: self.global.genesis, ..Options::new(&self.global.node) };
		Ok(Chain::connect(options).await?)
	}

	/// Connects to the node and looks at the last finalized block.
	pub(crate) async fn head(&self) -> Result<Block> {
		Ok(self.chain().await?.head().await?)
	}

	/// The key that signs, if one was given.
	pub(crate) fn key_if_given(&self) -> Result<Option<Keypair>> {
		match (&self.global.key, &self.global.key_file) {
			(Some(uri), _) => Ok(Some(keys::from_uri(uri)?)),
			(None, Some(path)) => Ok(Some(keys::from_file(path)?)),
			(None, None) => Ok(None),
		}
	}

	/// The key that signs.
	pub(crate) fn key(&self) -> Result<Keypair> {
		match self.key_if_given()? {
			Some(key) => Ok(key),
			None => bail!("this command signs a transaction: give a key with --key-file FILE, or --key //Alice on a development chain"),
		}
	}

	/// `account`, or else the account of the key that was given.
	pub(crate) fn account_or_own(&self, account: Option<AccountId>) -> Result<AccountId> {
		match (account, self.key_if_given()?) {
			(Some(account), _) => Ok(account),
			(None, Some(key)) => Ok(keys::account(&key)),
			(None, None) => bail!("name an account, or give a key with --key-file or --key to mean its own"),
		}
	}

	/// Who makes calls that `key` signs: the agent, or its own account.
	pub(crate) async fn payer(&self, block: &Block, key: &Keypair) -> Result<AccountId> {
		match self.global.as_agent {
			Some(agent) => Ok(block.agent_account(agent).await?),
			None => Ok(keys::account(key)),
		}
	}

	/// Signs `call` and waits until it had success in a finalized block.
	pub(crate) async fn submit(&self, call: Call) -> Result<Receipt> {
		let key = self.key()?;
		let chain = self.chain().await?;
		self.submit_to(&chain, key, call).await
	}

	/// As [`Context::submit`], on a connection that is open already.
	pub(crate) async fn submit_to(&self, chain: &Chain, key: Keypair, call: Call) -> Result<Receipt> {
		let call = match self.global.as_agent {
			Some(agent) => call.as_agent(agent),
			None => call,
		};
		let waiting = spinner(format!("{}: waiting until it is final", call.name()));
		let name = call.name().to_owned();
		let submitter = Submitter::start(chain.clone(), key);
		let outcome = tokio::time::timeout(PATIENCE, submitter.submit(call)).await;
		waiting.finish_and_clear();
		let outcome = outcome.with_context(|| {
			format!(
				"{name} was sent but is not final after {} s, and may still become so: look before you repeat it. Does the \
				 chain finalize blocks? `piazza chain` tells",
				PATIENCE.as_secs()
			)
		})?;
		Ok(outcome?)
	}

	/// The store of inputs and outputs.
	pub(crate) fn store(&self) -> Result<Store> {
		Ok(Store::open(self.blob_dir()?)?)
	}

	/// Its folder.
	pub(crate) fn blob_dir(&self) -> Result<PathBuf> {
		if let Some(dir) = &self.global.blobs {
			return Ok(dir.clone());
		}
		Ok(self.home().context("name a folder with --blobs")?.join("blobs"))
	}

	/// Where all is kept that is kept for this user.
	pub(crate) fn home(&self) -> Result<PathBuf> {
		let home = std::env::var_os("HOME").context("there is no home directory")?;
		Ok(Path::new(&home).join(".local/share/piazza"))
	}

	/// A client that fetches into the store.
	pub(crate) fn fetcher(&self) -> Result<Fetcher> {
		Ok(self.fetcher_into(self.store()?))
	}

	/// A client that fetches into `store`.
	pub(crate) fn fetcher_into(&self, store: Store) -> Fetcher {
		let fetcher = Fetcher::new(store);
		if self.global.files {
			fetcher.with_files()
		} else {
			fetcher
		}
	}

	/// Stores a file; says where others find it: at `uri`, or at the server of this store.
	pub(crate) fn store_file(&self, file: &Path, uri: Option<&str>) -> Result<Content> {
		let hash = self.store()?.put_file(file, MAX_BYTES)?;
		let uri = uri.map_or_else(|| uri_of(&self.global.blob_url, &hash), ToOwned::to_owned);
		Ok(Content { hash, uri: uri.parse::<Uri>()? })
	}

	/// Makes sure that others can get content, so that no money is put aside for a job nobody can do.
	pub(crate) async fn ensure_served(&self, content: &Content) -> Result<()> {
		self.fetcher()?.probe(content).await.with_context(|| {
			format!(
				"others could not get {:?}; run `piazza blob serve --dir {}` beside this, or say with --blob-url or a URI of \
				 your own where it is served, or give --unchecked",
				content.hash,
				self.blob_dir().unwrap_or_default().display()
			)
		})
	}
}

/// Shows that something is being waited for.
pub(crate) fn spinner(message: String) -> ProgressBar {
	let style = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}");
	let spinner = ProgressBar::new_spinner().with_message(message);
	spinner.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
	spinner.enable_steady_tick(Duration::from_millis(120));
	spinner
}

/// Reads a file.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>> {
	fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// Reads a hash: 64 hexadecimal digits, with or without 0x.
pub(crate) fn hash(text: &str) -> Result<H256> {
	let mut hash = H256::zero();
	hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut hash.0)
		.with_context(|| format!("`{text}` is not a hash: give 64 hexadecimal digits"))?;
	Ok(hash)
}
