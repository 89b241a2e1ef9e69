//! What is run, and on what: fetched by their hashes, and run aside.

use crate::{
	execute::{Computed, Executor, NoAnswer},
	view::{Content, H256},
};
use piazza_client::blobs::{FetchError, Fetcher};
use piazza_workload_host::Limits;
use std::sync::Arc;

/// A program's module and an input.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Material {
	/// Hash of the module.
	pub hash: H256,
	/// The module.
	pub module: Vec<u8>,
	/// The input.
	pub input: Vec<u8>,
}

/// Content that could not be had.
#[derive(Debug, thiserror::Error)]
#[error("cannot get the {what}")]
pub struct Unfetched {
	/// What it is.
	pub what: &'static str,
	/// Why.
	#[source]
	pub error: FetchError,
}

impl Material {
	/// Fetches a module and an input of at most the sizes that `limits` allows.
	pub async fn fetch(
		fetcher: &Fetcher,
		limits: &Limits,
		module: &Content,
		input: &Content,
	) -> Result<Self, Unfetched> {
		let get = |what: &'static str, content: &Content, max: usize| {
			let content = content.clone();
			async move { fetcher.fetch(&content, max as u64).await.map_err(|error| Unfetched { what, error }) }
		};
		let hash = module.hash;
		let module = get("program", module, limits.module_bytes).await?;
		let input = get("input", input, limits.input_bytes).await?;
		Ok(Self { hash, module, input })
	}

	/// Runs it, off the threads that talk to the chain.
	pub async fn run(self: Arc<Self>, executor: Arc<Executor>) -> Result<Computed, NoAnswer> {
		let run = tokio::task::spawn_blocking(move || executor.run(self.hash, &self.module, &self.input));
		run.await.unwrap_or(Err(NoAnswer::BrokenOff))
	}
}
