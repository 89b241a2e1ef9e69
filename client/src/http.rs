//! HTTP as all that ask workers do it.

use reqwest::{redirect, Client, Response, Url};
use std::time::Duration;

/// The address in `text`, as one that paths can be joined to.
pub(crate) fn base(text: &str) -> Option<Url> {
	let base = Url::parse(&format!("{}/", text.trim_end_matches('/'))).ok()?;
	matches!(base.scheme(), "http" | "https").then_some(base)
}

/// What asks. It follows no redirect, and waits no longer than `patience` for a whole answer.
pub(crate) fn client(patience: Duration) -> reqwest::Result<Client> {
	Client::builder().redirect(redirect::Policy::none()).timeout(patience).build()
}

/// The body of an answer; `None` when it is longer than `max` bytes.
pub(crate) async fn body(response: &mut Response, max: usize) -> reqwest::Result<Option<Vec<u8>>> {
	let mut body = Vec::new();
	while let Some(piece) = response.chunk().await? {
		if body.len().saturating_add(piece.len()) > max {
			return Ok(None);
		}
		body.extend_from_slice(&piece);
	}
	Ok(Some(body))
}
