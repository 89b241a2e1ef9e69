//! Inputs come in and outputs go out, by their hashes.

use crate::{config, view::H256};
use anyhow::{Context, Result};
use piazza_client::{
	blobs::{self, FetchError, Fetcher, Server, Store, StoreError},
	Uri,
};
use std::path::Path;

/// The worker's store, with its server and its client.
pub struct Blobs {
	fetcher: Fetcher,
	url: String,
	_server: Server,
}

impl Blobs {
	/// Opens the store in `folder` and starts to serve it.
	pub async fn open(folder: &Path, config: &config::Blobs) -> Result<Self> {
		let fetcher = fetcher(folder, config.files)?;
		let server = blobs::serve(fetcher.store().clone(), config.listen)
			.await
			.with_context(|| format!("outputs cannot be served: is `blobs.listen` = {} in use?", config.listen))?;
		let url = config.public_url.clone().unwrap_or_else(|| server.url());
		Ok(Self { fetcher, url, _server: server })
	}

	/// Where others reach the server.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// Where others find what is stored under `hash`; no hint when it does not fit on the chain.
	pub fn uri(&self, hash: &H256) -> Uri {
		blobs::uri_of(&self.url, hash).parse().unwrap_or_default()
	}

	/// The client.
	pub fn fetcher(&self) -> &Fetcher {
		&self.fetcher
	}

	/// Keeps `bytes` and serves them from now on.
	pub fn put(&self, bytes: &[u8]) -> Result<H256, StoreError> {
		self.fetcher.store().put(bytes)
	}
}

/// A client that keeps what it fetches in `folder`; with `files`, it takes files of this machine too.
pub fn fetcher(folder: &Path, files: bool) -> Result<Fetcher, StoreError> {
	let fetcher = Fetcher::new(Store::open(folder)?);
	Ok(if files { fetcher.with_files() } else { fetcher })
}

/// Whether the content is there but too large, so that trying again does not help.
pub fn is_too_large(error: &FetchError) -> bool {
	matches!(error, FetchError::TooLarge { .. } | FetchError::Store(StoreError::TooLarge { .. }))
}
