//! A connection to a chain, and its finalized blocks.
//!
//! Only finalized blocks are ever looked at: what is read here does not go away again.

use crate::{Head, H256};
use std::{sync::Arc, time::Duration};
use subxt::{
	backend::{BlockRef, LegacyBackend},
	config::{
		substrate::{SubstrateConfigBuilder, SubstrateHeader},
		RpcConfigFor,
	},
	rpcs::{
		client::reconnecting_rpc_client::{ExponentialBackoff, RpcClient as Reconnecting},
		methods::legacy::LegacyRpcMethods,
		RpcClient,
	},
	OnlineClient, SubstrateConfig,
};
use tokio::{net::TcpStream, time::timeout};

mod ask;
mod block;
mod follow;
mod node;
#[cfg(test)]
mod tests;

pub use block::Block;
pub use follow::Blocks;
pub use node::Info;

pub(crate) type Rpc = LegacyRpcMethods<RpcConfigFor<SubstrateConfig>>;

/// How long to wait for what a node should answer at once.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// Why the chain cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The address of the node makes no sense.
	#[error("`{url}` is not the address of a node ({reason}): give one like ws://127.0.0.1:9944")]
	BadUrl {
		/// The address.
		url: String,
		/// What is wrong with it.
		reason: String,
	},
	/// No node answers there.
	#[error("no node answers at {url} ({reason}): start one, for example with `piazza-node --dev`, or name another with --node")]
	Unreachable {
		/// The address.
		url: String,
		/// What happened.
		reason: String,
	},
	/// The node belongs to another chain.
	#[error("the node at {url} is on the chain with genesis {found:?}, but {expected:?} is needed: name a node of that chain")]
	WrongChain {
		/// The address.
		url: String,
		/// Hash of the first block that is needed.
		expected: H256,
		/// Hash of the first block that was found.
		found: H256,
	},
	/// What was processed before is not part of the chain any more.
	#[error("block {number} was {expected:?} and is {found:?} now: the chain was started anew or rolled back by hand; remove what was stored about it")]
	Replaced {
		/// Number of the block.
		number: u32,
		/// Its hash before.
		expected: H256,
		/// Its hash now.
		found: H256,
	},
	/// There is no such finalized block.
	#[error("block {number} is not finalized yet: the last finalized block is {finalized}")]
	NotFinalized {
		/// The block asked for.
		number: u32,
		/// The last finalized one.
		finalized: u32,
	},
	/// The node does not keep the state of so old a block.
	#[error("the node at {url} has thrown away the state of block {number}: ask one that keeps all, started with `--state-pruning archive`")]
	Pruned {
		/// The address.
		url: String,
		/// The block asked for.
		number: u32,
	},
	/// This program was built for another runtime.
	#[error("the chain's runtime (version {spec_version}) differs from the one this program was built for in {what}: install the release of this program for that runtime")]
	OtherRuntime {
		/// Version of the chain's runtime.
		spec_version: u32,
		/// Where they differ.
		what: String,
	},
	/// A request failed.
	#[error("the node could not answer about {what}: {reason}")]
	Request {
		/// What was asked.
		what: String,
		/// What it said.
		reason: String,
	},
	/// Something that must be in a block is not there.
	#[error("{what} is missing in block {number}")]
	Missing {
		/// What is missing.
		what: String,
		/// Number of the block.
		number: u32,
	},
}

impl Error {
	pub(crate) fn request(what: impl Into<String>, reason: impl ToString) -> Self {
		Self::Request { what: what.into(), reason: reason.to_string() }
	}
}

/// Where and how to connect.
#[derive(Clone, Debug)]
pub struct Options {
	/// Address of the node, `ws://` or `wss://`.
	pub url: String,
	/// Hash of the first block of the chain that is wanted; any chain when `None`.
	pub genesis: Option<H256>,
	/// How long to try.
	pub connect_timeout: Duration,
}

impl Options {
	/// Any chain that the node at `url` is on, within eight seconds.
	pub fn new(url: impl Into<String>) -> Self {
		Self { url: url.into(), genesis: None, connect_timeout: Duration::from_secs(8) }
	}

	/// Refuses any other chain than the one that starts with this block.
	pub fn expecting(self, genesis: H256) -> Self {
		Self { genesis: Some(genesis), ..self }
	}
}

/// A connection to one node. Cheap to clone; lost connections are made anew.
#[derive(Clone)]
pub struct Chain {
	pub(crate) rpc: Rpc,
	/// The same connection, for methods that subxt does not know.
	raw: RpcClient,
	pub(crate) client: OnlineClient<SubstrateConfig>,
	url: Arc<str>,
}

impl Chain {
	/// Connects. Fails within `connect_timeout` when nobody answers, and when the node is on another chain than the
	/// one wanted.
	pub async fn connect(options: Options) -> Result<Self, Error> {
		let Options { url, genesis, connect_timeout } = options;
		let unreachable = |reason: String| Error::Unreachable { url: url.clone(), reason };
		let chain = timeout(connect_timeout, Self::open(&url))
			.await
			.unwrap_or_else(|_| Err(unreachable(format!("no answer within {} s", connect_timeout.as_secs()))))?;
		chain.expecting(genesis)
	}

	fn expecting(self, genesis: Option<H256>) -> Result<Self, Error> {
		match genesis {
			Some(expected) if expected != self.genesis() => {
				Err(Error::WrongChain { url: self.url.to_string(), expected, found: self.genesis() })
			}
			_ => Ok(self),
		}
	}

	async fn open(url: &str) -> Result<Self, Error> {
		let unreachable = |reason: String| Error::Unreachable { url: url.into(), reason };
		let (host, port) = host_and_port(url)?;
		// The client below tries for ever; this tells at once why it would.
		drop(TcpStream::connect((host.as_str(), port)).await.map_err(|error| unreachable(error.to_string()))?);
		let client = Reconnecting::builder()
			.retry_policy(ExponentialBackoff::from_millis(100).max_delay(Duration::from_secs(10)))
			.request_timeout(REQUEST_TIMEOUT)
			.build(url)
			.await
			.map_err(|error| unreachable(error.to_string()))?;
		Self::over(RpcClient::new(client), url).await
	}

	/// A chain behind any connection; `url` names it in errors.
	pub(crate) async fn over(client: RpcClient, url: &str) -> Result<Self, Error> {
		let unreachable = |reason: String| Error::Unreachable { url: url.into(), reason };
		let (rpc, raw) = (Rpc::new(client.clone()), client.clone());
		let genesis = rpc.genesis_hash().await.map_err(|error| unreachable(error.to_string()))?;
		let config = SubstrateConfigBuilder::new().set_genesis_hash(genesis).build();
		let backend = LegacyBackend::builder().storage_page_size(256).build(client);
		let client = OnlineClient::from_backend_with_config(config, Arc::new(backend))
			.await
			.map_err(|error| unreachable(error.to_string()))?;
		Ok(Self { rpc, raw, client, url: url.into() })
	}

	/// Hash of the first block, which names the chain.
	pub fn genesis(&self) -> H256 {
		self.client.genesis_hash()
	}

	/// Hash of the first block of the chain that the node is on now: it may have been replaced by another.
	pub async fn ask_genesis(&self) -> Result<H256, Error> {
		self.rpc.genesis_hash().await.map_err(|error| Error::request("its first block", error))
	}

	/// Address of the node.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// The last finalized block.
	pub async fn head(&self) -> Result<Block, Error> {
		let failed = |error| Error::request("its last finalized block", error);
		let hash = self.rpc.chain_get_finalized_head().await.map_err(failed)?;
		self.block(hash).await
	}

	/// The finalized block of this number.
	pub async fn at(&self, number: u32) -> Result<Block, Error> {
		let finalized = self.head().await?.number();
		if number > finalized {
			return Err(Error::NotFinalized { number, finalized });
		}
		self.block(self.hash_of(number).await?).await
	}

	/// The finalized blocks after `processed` without gaps, or those after the present one. It never ends: while the
	/// node cannot be reached, the stream waits.
	pub fn follow(&self, processed: Option<Head>) -> Blocks {
		Blocks::new(self.clone(), processed)
	}

	pub(crate) async fn block(&self, hash: H256) -> Result<Block, Error> {
		let failed = |reason: String| Error::Request { what: format!("block {hash:?}"), reason };
		let header = self.rpc.chain_get_header(Some(hash)).await.map_err(|error| failed(error.to_string()))?;
		let header = header.ok_or_else(|| failed("it does not know that block".into()))?;
		let number = number(&header)?;
		let at = self.client.at_block_hash_and_number(BlockRef::from_hash(hash), header.number);
		let at = at.await.map_err(|error| match error.to_string() {
			reason if reason.contains("discarded") => Error::Pruned { url: self.url.to_string(), number },
			reason => failed(reason),
		})?;
		Ok(Block::new(self.clone(), at, Head { number, hash }, header.parent_hash))
	}

	/// Hash of the finalized block of this number, which the caller knows to exist.
	pub(crate) async fn hash_of(&self, number: u32) -> Result<H256, Error> {
		let failed = |reason: String| Error::Request { what: format!("block {number}"), reason };
		let hash =
			self.rpc.chain_get_block_hash(Some(number.into())).await.map_err(|error| failed(error.to_string()))?;
		hash.ok_or_else(|| failed("it does not know that block".into()))
	}
}

/// Number of a block; this chain counts them in 32 bits.
fn number(header: &SubstrateHeader<H256>) -> Result<u32, Error> {
	header.number.try_into().map_err(|_| Error::request("a block", format!("its number is {}", header.number)))
}

fn host_and_port(url: &str) -> Result<(String, u16), Error> {
	let bad = |reason: &str| Error::BadUrl { url: url.into(), reason: reason.into() };
	let parsed = reqwest::Url::parse(url).map_err(|error| bad(&error.to_string()))?;
	if !matches!(parsed.scheme(), "ws" | "wss") {
		return Err(bad("it starts neither with ws:// nor with wss://"));
	}
	let host = parsed.host_str().ok_or_else(|| bad("it names no machine"))?;
	let port = parsed.port_or_known_default().ok_or_else(|| bad("it names no port"))?;
	// An IPv6 address is written in brackets there, and without them here.
	Ok((host.trim_matches(['[', ']']).into(), port))
}

#[cfg(test)]
mod connecting {
	use super::*;

	#[test]
	fn url_is_taken_apart_when_it_is_well_formed() {
		assert_eq!(host_and_port("ws://127.0.0.1:9944").unwrap(), ("127.0.0.1".into(), 9944));
		assert_eq!(host_and_port("ws://[::1]:9944").unwrap(), ("::1".into(), 9944));
		assert_eq!(host_and_port("wss://rpc.example.org").unwrap(), ("rpc.example.org".into(), 443));
	}

	#[test]
	fn url_is_refused_when_it_is_no_address_of_a_node() {
		for url in ["", "127.0.0.1:9944", "http://127.0.0.1:9944", "ws://"] {
			assert!(matches!(host_and_port(url), Err(Error::BadUrl { .. })), "{url}");
		}
	}

	#[tokio::test]
	async fn connect_fails_when_nobody_listens() {
		// A port that was free a moment ago.
		let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
		let url = format!("ws://{}", listener.local_addr().unwrap());
		drop(listener);
		assert!(matches!(Chain::connect(Options::new(url)).await, Err(Error::Unreachable { .. })));
	}

	#[tokio::test]
	async fn connect_fails_in_time_when_the_other_side_is_silent() {
		let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
		let mut options = Options::new(format!("ws://{}", listener.local_addr().unwrap()));
		options.connect_timeout = Duration::from_millis(300);
		assert!(matches!(Chain::connect(options).await, Err(Error::Unreachable { .. })));
	}
}
