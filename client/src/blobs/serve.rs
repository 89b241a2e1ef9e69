//! The server: gives out the content of a store.

use super::{Store, StoreError};
use crate::H256;
use axum::{
	body::Body,
	extract::{Path, State},
	http::{header, HeaderMap, StatusCode},
	response::{IntoResponse, Response},
	routing::get,
	Router,
};
use std::net::SocketAddr;
use tokio::{
	io::{AsyncReadExt, AsyncSeekExt, SeekFrom},
	net::TcpListener,
	task::JoinHandle,
};
use tokio_util::io::ReaderStream;

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Server {
	address: SocketAddr,
	task: JoinHandle<()>,
}

impl Server {
	/// Where it listens.
	pub fn address(&self) -> SocketAddr {
		self.address
	}

	/// Where others find content, when they reach the server at the address it listens on.
	pub fn url(&self) -> String {
		format!("http://{}", self.address)
	}
}

impl Drop for Server {
	fn drop(&mut self) {
		self.task.abort();
	}
}

/// The URI of content on a server that others reach at `base`.
pub fn uri_of(base: &str, hash: &H256) -> String {
	format!("{}/blobs/{}", base.trim_end_matches('/'), hex::encode(hash))
}

/// Starts to give out the content of `store`: `GET /blobs/<hash>`, whole or from any byte on. Nobody can put anything
/// into it this way. Must be called inside a tokio runtime.
pub async fn serve(store: Store, listen: SocketAddr) -> Result<Server, StoreError> {
	let failed = |source| StoreError::Io { action: "listen at", path: listen.to_string().into(), source };
	let listener = TcpListener::bind(listen).await.map_err(failed)?;
	let address = listener.local_addr().map_err(failed)?;
	let router = Router::new().route("/blobs/{hash}", get(give)).with_state(store);
	let task = tokio::spawn(async move {
		if let Err(error) = axum::serve(listener, router).await {
			tracing::error!("the blob server at {address} stopped: {error}");
		}
	});
	Ok(Server { address, task })
}

async fn give(State(store): State<Store>, Path(name): Path<String>, headers: HeaderMap) -> Response {
	// Nothing but a hash gets through, so no path outside the store can be named.
	let mut hash = H256::zero();
	if hex::decode_to_slice(name.strip_prefix("0x").unwrap_or(&name), &mut hash.0).is_err() {
		return (StatusCode::BAD_REQUEST, "not a hash: 64 hexadecimal digits are needed\n").into_response();
	}
	match open(&store, &hash, headers.get(header::RANGE).and_then(|range| range.to_str().ok())).await {
		Ok(response) => response,
		Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
			(StatusCode::NOT_FOUND, "no such content here\n").into_response()
		}
		Err(error) => {
			tracing::warn!("cannot give out {hash:?}: {error}");
			StatusCode::INTERNAL_SERVER_ERROR.into_response()
		}
	}
}

async fn open(store: &Store, hash: &H256, range: Option<&str>) -> std::io::Result<Response> {
	let mut file = tokio::fs::File::open(store.path(hash)).await?;
	let size = file.metadata().await?.len();
	let common = Response::builder()
		.header(header::ACCEPT_RANGES, "bytes")
		.header(header::CONTENT_TYPE, "application/octet-stream")
		// Content never changes under its hash.
		.header(header::CACHE_CONTROL, "public, max-age=31536000, immutable");
	let response = match range.and_then(|range| span(range, size)) {
		None => common
			.status(StatusCode::OK)
			.header(header::CONTENT_LENGTH, size)
			.body(Body::from_stream(ReaderStream::new(file))),
		Some(Some((first, last))) => {
			file.seek(SeekFrom::Start(first)).await?;
			let length = last - first + 1;
			common
				.status(StatusCode::PARTIAL_CONTENT)
				.header(header::CONTENT_LENGTH, length)
				.header(header::CONTENT_RANGE, format!("bytes {first}-{last}/{size}"))
				.body(Body::from_stream(ReaderStream::new(file.take(length))))
		}
		Some(None) => common
			.status(StatusCode::RANGE_NOT_SATISFIABLE)
			.header(header::CONTENT_RANGE, format!("bytes */{size}"))
			.body(Body::empty()),
	};
	response.map_err(std::io::Error::other)
}

/// First and last byte of a `Range` header for content of `size` bytes: `None` for one that is not understood and
/// therefore ignored, `Some(None)` for one that lies outside.
fn span(range: &str, size: u64) -> Option<Option<(u64, u64)>> {
	let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
	let end = size.checked_sub(1);
	let (first, last) = match (first, last) {
		("", "") => return None,
		("", tail) => (size.saturating_sub(tail.parse().ok()?), u64::MAX),
		(first, "") => (first.parse().ok()?, u64::MAX),
		(first, last) => (first.parse().ok()?, last.parse().ok()?),
	};
	if last < first {
		return None;
	}
	Some(end.filter(|end| first <= *end).map(|end| (first, last.min(end))))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn span_is_cut_at_the_end_of_the_content() {
		assert_eq!(span("bytes=0-", 10), Some(Some((0, 9))));
		assert_eq!(span("bytes=4-", 10), Some(Some((4, 9))));
		assert_eq!(span("bytes=4-6", 10), Some(Some((4, 6))));
		assert_eq!(span("bytes=4-99", 10), Some(Some((4, 9))));
		assert_eq!(span("bytes=-3", 10), Some(Some((7, 9))));
		assert_eq!(span("bytes=-99", 10), Some(Some((0, 9))));
	}

	#[test]
	fn span_is_refused_when_it_is_outside_the_content() {
		for (range, size) in [("bytes=10-", 10), ("bytes=0-", 0), ("bytes=11-12", 10)] {
			assert_eq!(span(range, size), Some(None), "{range}");
		}
	}

	#[test]
	fn span_is_ignored_when_it_is_not_understood() {
		for range in ["", "bytes", "bytes=-", "bytes=x-", "bytes=6-4", "bytes=1-2,4-5", "lines=1-2"] {
			assert_eq!(span(range, 10), None, "{range}");
		}
	}
}
