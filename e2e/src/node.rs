//! A chain's node.

use crate::{binary, wait_until, Daemon, PATIENCE};
use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{future::Future, path::Path, time::Duration};
use subxt::rpcs::client::{RpcClient, RpcParams};
use tempfile::TempDir;

/// How long one call may take.
const CALL_LIMIT: Duration = Duration::from_secs(60);
/// What the node prints when its RPC answers, before the addresses.
const RPC_LINE: &str = "Running JSON-RPC server: addr=";

/// Which node to start. It listens on loopback only, on ports that are free.
#[derive(Clone, Debug)]
pub struct NodeOptions {
	args: Vec<String>,
}

impl NodeOptions {
	/// A private chain with one author, as `--dev`.
	pub fn dev() -> Self {
		Self { args: vec!["--dev".into()] }
	}

	/// A validator without keys on the chain of [`NodeOptions::dev`].
	pub fn joining_dev() -> Self {
		Self { args: ["--chain", "dev", "--validator", "--unsafe-force-node-key-generation"].map(Into::into).into() }
	}

	/// A private chain that makes blocks by `mode` (`instant`, `manual` or `interval=<ms>`), as `--dev --seal`.
	pub fn sealed(mode: &str) -> Self {
		Self::dev().arg("--seal").arg(mode)
	}

	/// The validator `name` (`alice` or `bob`) of the local test chain.
	pub fn local(name: &str) -> Self {
		Self { args: vec!["--chain".into(), "local-2".into()] }
			.arg(&format!("--{name}"))
			.arg("--unsafe-force-node-key-generation")
	}

	/// Makes it connect to the node at `address` first; see [`Node::address`].
	pub fn bootnode(self, address: &str) -> Self {
		self.arg("--bootnodes").arg(address)
	}

	/// Adds an argument.
	pub fn arg(mut self, arg: &str) -> Self {
		self.args.push(arg.into());
		self
	}
}

/// A block, by its place and its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
	/// Its number.
	pub number: u32,
	/// Its hash, in hexadecimal.
	pub hash: String,
}

/// A running node with a database of its own, both gone when it is dropped.
pub struct Node {
	options: NodeOptions,
	daemon: Daemon,
	folder: TempDir,
	rpc_port: u16,
	listen: String,
	client: RpcClient,
}

impl Node {
	/// Starts it and waits until its RPC answers.
	///
	/// # Errors
	///
	/// `piazza-node` was not built, or ended, or does not answer in time.
	pub async fn start(options: NodeOptions) -> Result<Self> {
		let folder = tempfile::Builder::new().prefix("piazza-node-").tempdir()?;
		let log = folder.path().join("log");
		let listen = "/ip4/127.0.0.1/tcp/0".to_owned();
		let args = arguments(&options, &folder, 0, &listen);
		let daemon = Daemon::start("the node", &binary("piazza-node")?, args, &log)?;
		let rpc_port = rpc_port(&daemon).await?;
		let client = connect(rpc_port).await.with_context(|| daemon.tail())?;
		let mut node = Self { options, daemon, folder, rpc_port, listen, client };
		let address = node.address().await?;
		node.listen = address.split("/p2p/").next().unwrap_or_default().to_owned();
		Ok(node)
	}

	/// Kills it without warning (SIGKILL). Its database stays.
	pub fn kill_hard(&mut self) {
		self.daemon.kill_hard();
	}

	/// Starts it again on the same database and ports, and waits until its RPC answers. It is killed first if it runs.
	///
	/// # Errors
	///
	/// As [`Node::start`].
	pub async fn restart(&mut self) -> Result<()> {
		self.daemon.restart_with(arguments(&self.options, &self.folder, self.rpc_port, &self.listen))?;
		self.rpc_port = rpc_port(&self.daemon).await?;
		self.client = connect(self.rpc_port).await.with_context(|| self.daemon.tail())?;
		Ok(())
	}

	/// The program behind it: its process and its output.
	pub fn daemon(&self) -> &Daemon {
		&self.daemon
	}

	/// The folder of its database, as `--base-path`.
	pub fn base_path(&self) -> &Path {
		self.folder.path()
	}

	/// Where programs reach its RPC.
	pub fn url(&self) -> String {
		url(self.rpc_port)
	}

	/// Where other nodes reach it, with its identity.
	///
	/// # Errors
	///
	/// The node does not answer.
	pub async fn address(&self) -> Result<String> {
		wait_until("an address to listen on", PATIENCE, || async {
			let addresses: Vec<String> = self.call("system_localListenAddresses", []).await?;
			Ok(addresses.into_iter().find(|address| address.starts_with("/ip4/127.0.0.1/tcp/")))
		})
		.await
	}

	/// Calls an RPC method.
	///
	/// # Errors
	///
	/// The node refuses, does not answer in time, or answers something else than a `T`.
	pub async fn call<T: DeserializeOwned>(&self, method: &str, params: impl IntoIterator<Item = Value>) -> Result<T> {
		let mut list = RpcParams::new();
		for param in params {
			list.push(param)?;
		}
		let answer = async { Ok(self.client.request(method, list).await?) };
		in_time(answer).await.with_context(|| format!("{method}\n{}", self.daemon.tail()))
	}

	/// The best block.
	///
	/// # Errors
	///
	/// The node does not answer.
	pub async fn best(&self) -> Result<Head> {
		let hash: String = self.call("chain_getBlockHash", []).await?;
		self.head(hash).await
	}

	/// The latest final block.
	///
	/// # Errors
	///
	/// The node does not answer.
	pub async fn finalized(&self) -> Result<Head> {
		let hash: String = self.call("chain_getFinalizedHead", []).await?;
		self.head(hash).await
	}

	/// The hash of block `number` on the best chain, when there is one.
	///
	/// # Errors
	///
	/// The node does not answer.
	pub async fn hash_of(&self, number: u32) -> Result<Option<String>> {
		self.call("chain_getBlockHash", [number.into()]).await
	}

	/// The header of a block, as the RPC gives it.
	///
	/// # Errors
	///
	/// The node does not answer.
	pub async fn header(&self, hash: &str) -> Result<Value> {
		self.call("chain_getHeader", [hash.into()]).await
	}

	/// The latest final block, once its number is at least `number`; waits for it for at most `limit`.
	///
	/// # Errors
	///
	/// It is not final in time.
	pub async fn wait_for_finalized(&self, number: u32, limit: Duration) -> Result<Head> {
		wait_until(&format!("block {number} to be final"), limit, || async {
			let head = self.finalized().await?;
			Ok((head.number >= number).then_some(head))
		})
		.await
		.with_context(|| self.daemon.tail())
	}

	/// Has a sealing node make `count` blocks, final at once.
	///
	/// # Errors
	///
	/// The node does not seal, or cannot make a block.
	pub async fn seal_blocks(&self, count: u32) -> Result<()> {
		for _ in 0..count {
			self.call::<Value>("engine_createBlock", [true.into(), true.into(), Value::Null]).await?;
		}
		Ok(())
	}

	async fn head(&self, hash: String) -> Result<Head> {
		let header = self.header(&hash).await?;
		let number = header.get("number").and_then(Value::as_str).context("a header has a number")?;
		let number = u32::from_str_radix(number.trim_start_matches("0x"), 16)?;
		Ok(Head { number, hash })
	}
}

fn arguments(options: &NodeOptions, folder: &TempDir, rpc_port: u16, listen: &str) -> Vec<String> {
	let base = folder.path().display().to_string();
	let port = rpc_port.to_string();
	let mut args = vec!["--base-path", &base, "--rpc-port", &port, "--listen-addr", listen];
	args.extend(["--no-mdns", "--no-prometheus", "--disable-log-color", "--db-storage-threshold", "0"]);
	options.args.iter().cloned().chain(args.into_iter().map(ToOwned::to_owned)).collect()
}

fn url(rpc_port: u16) -> String {
	format!("ws://127.0.0.1:{rpc_port}")
}

/// The port that the node chose for its RPC, read from its output.
async fn rpc_port(daemon: &Daemon) -> Result<u16> {
	let line = daemon.wait_for_log(RPC_LINE, PATIENCE).await?;
	line.split("127.0.0.1:")
		.nth(1)
		.and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
		.with_context(|| format!("no RPC port in `{line}`"))
}

async fn connect(rpc_port: u16) -> Result<RpcClient> {
	in_time(async { Ok(RpcClient::from_insecure_url(url(rpc_port)).await?) }).await
}

async fn in_time<T>(answer: impl Future<Output = Result<T>>) -> Result<T> {
	tokio::time::timeout(CALL_LIMIT, answer).await.context("the node does not answer")?
}
