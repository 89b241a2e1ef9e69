//! Asks a scorer how good data is: a worker that takes it over HTTP and signs a [`Statement`] about it.

use crate::{
	blake2_256, http,
	pools::{PoolId, Statement},
	AccountId, H256,
};
use reqwest::StatusCode;
use std::time::Duration;

/// Longest time that a scorer may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// Longest answer that is read, in bytes.
const MAX_ANSWER: usize = 64 * 1024;

/// What of a scorer's address comes after its URL: data of this contributor for this pool is posted there.
pub fn path(pool: PoolId, contributor: AccountId) -> String {
	format!("pools/{pool}/scores/{contributor}")
}

/// Why there is no statement.
#[derive(Debug, thiserror::Error)]
pub enum ScorerError {
	/// Its address makes no sense.
	#[error("`{0}` is no address of a scorer: give one like http://scorer.example.org:9957")]
	BadUrl(String),
	/// It does not answer.
	#[error("the scorer at {url} cannot be asked: {reason}")]
	Unavailable {
		/// Its address.
		url: String,
		/// What happened.
		reason: String,
	},
	/// It says no.
	#[error("the scorer refuses ({status}): {reason}")]
	Refused {
		/// The status.
		status: StatusCode,
		/// What it says about that.
		reason: String,
	},
	/// What it answers is no statement about just this data, signed by the worker that it names.
	#[error("the scorer's answer is none: {0}")]
	BadAnswer(String),
}

/// Has the scorer at `url` say how good `data` of `contributor` is for `pool`, on the chain that begins with `genesis`.
///
/// What comes back is about just that and is signed by the worker it names. Whether that worker may score for the pool
/// only the chain knows.
pub async fn ask(
	url: &str,
	genesis: H256,
	pool: PoolId,
	contributor: AccountId,
	data: Vec<u8>,
) -> Result<Statement, ScorerError> {
	let place = http::base(url).and_then(|base| base.join(&path(pool, contributor)).ok());
	let place = place.ok_or_else(|| ScorerError::BadUrl(url.into()))?;
	let content = blake2_256(&data);
	let unavailable = |error: reqwest::Error| ScorerError::Unavailable { url: url.into(), reason: error.to_string() };
	let client = http::client(PATIENCE).map_err(unavailable)?;
	let mut response = client.post(place).body(data).send().await.map_err(unavailable)?;
	let status = response.status();
	let answer = http::body(&mut response, MAX_ANSWER).await.map_err(unavailable)?;
	let answer = answer.ok_or_else(|| ScorerError::BadAnswer(format!("it is longer than {MAX_ANSWER} bytes")))?;
	if !status.is_success() {
		let reason = String::from_utf8_lossy(&answer).trim().to_owned();
		return Err(ScorerError::Refused { status, reason });
	}
	let bad = |reason: &str| ScorerError::BadAnswer(reason.into());
	let statement: Statement = serde_json::from_slice(&answer).map_err(|error| bad(&error.to_string()))?;
	match &statement {
		said if (said.pool, said.contributor, said.content) != (pool, contributor, content) => {
			Err(bad("it is about other data"))
		}
		said if !said.is_signed(genesis) => Err(bad("its signature is not that of the worker it names")),
		_ => Ok(statement),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{bytes::Hex, keys, Permill};
	use axum::{body::Bytes, extract::Path, routing::post, Router};
	use std::net::SocketAddr;

	const GENESIS: H256 = H256([1; 32]);
	const CONTRIBUTOR: AccountId = subxt::utils::AccountId32([2; 32]);

	/// Serves `answer` at every path, until the test ends.
	async fn scorer(answer: impl Fn(Bytes) -> (StatusCode, String) + Clone + Send + Sync + 'static) -> String {
		let give = move |_: Path<(u32, String)>, data: Bytes| {
			let (status, text) = answer(data);
			let status = axum::http::StatusCode::from_u16(status.as_u16()).unwrap();
			async move { (status, text) }
		};
		let router = Router::new().route("/pools/{pool}/scores/{contributor}", post(give));
		let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
		let url = format!("http://{}/", listener.local_addr().unwrap());
		tokio::spawn(async move { axum::serve(listener, router).await });
		url
	}

	fn statement(data: &[u8]) -> Statement {
		let key = keys::from_uri("//Alice").unwrap();
		Statement::sign(&key, GENESIS, 4, CONTRIBUTOR, blake2_256(data), Permill(7), 99)
	}

	async fn asked(url: &str) -> Result<Statement, ScorerError> {
		ask(url, GENESIS, 4, CONTRIBUTOR, b"data".to_vec()).await
	}

	#[tokio::test]
	async fn statement_comes_back_when_the_scorer_signs_one_about_the_data() {
		let url = scorer(|data| (StatusCode::OK, serde_json::to_string(&statement(&data)).unwrap())).await;
		let said = asked(&url).await.unwrap();
		assert_eq!(said, Statement { signature: said.signature, ..statement(b"data") });
	}

	#[tokio::test]
	async fn statement_is_refused_when_it_is_about_other_data_or_signed_by_another() {
		let other = scorer(|_| (StatusCode::OK, serde_json::to_string(&statement(b"other")).unwrap())).await;
		assert!(matches!(asked(&other).await, Err(ScorerError::BadAnswer(reason)) if reason.contains("other data")));
		let forged = scorer(|data| {
			let forged = Statement { score: Permill(8), ..statement(&data) };
			(StatusCode::OK, serde_json::to_string(&forged).unwrap())
		})
		.await;
		assert!(matches!(asked(&forged).await, Err(ScorerError::BadAnswer(reason)) if reason.contains("signature")));
		let unsigned = Statement { signature: Hex([0; 64]), ..statement(b"data") };
		assert!(!unsigned.is_signed(GENESIS) && statement(b"data").is_signed(GENESIS));
	}

	#[tokio::test]
	async fn refusal_is_told_as_the_scorer_gives_it() {
		let url = scorer(|_| (StatusCode::CONFLICT, "it is there already\n".into())).await;
		let error = asked(&url).await.unwrap_err();
		assert_eq!(error.to_string(), "the scorer refuses (409 Conflict): it is there already");
		let url = scorer(|_| (StatusCode::OK, "x".repeat(MAX_ANSWER + 1))).await;
		assert!(matches!(asked(&url).await, Err(ScorerError::BadAnswer(reason)) if reason.contains("longer")));
	}

	#[tokio::test]
	async fn scorer_is_not_asked_when_its_address_makes_no_sense() {
		for url in ["", "scorer", "file:///etc/passwd"] {
			assert!(matches!(asked(url).await, Err(ScorerError::BadUrl(_))), "{url}");
		}
		assert!(matches!(asked("http://127.0.0.1:1").await, Err(ScorerError::Unavailable { .. })));
	}
}
