//! The scorer over HTTP: `POST /pools/<pool>/scores/<contributor>` with the data as the body.

use super::{
	desk::{Desk, Refusal},
	pools::Pools,
};
use anyhow::{Context, Result};
use axum::{
	body::Bytes,
	extract::{DefaultBodyLimit, Path, State},
	http::{header, StatusCode},
	response::{IntoResponse, Response},
	routing::post,
	Router,
};
use piazza_client::{keys, pools::PoolId};
use std::{future::Future, net::SocketAddr, sync::Arc};
use tokio::{net::TcpListener, sync::Semaphore};

/// Pieces of data that wait at a time.
const WAITING: usize = 16;

/// The desk, and room before it.
struct Office<C> {
	desk: Desk<C>,
	room: Semaphore,
}

/// Starts to listen. What comes back serves for as long as it is polled; the address is where it listens.
pub async fn serve<C: Pools + 'static>(
	desk: Desk<C>,
	listen: SocketAddr,
) -> Result<(SocketAddr, impl Future<Output = Result<()>> + Send)> {
	let listener = TcpListener::bind(listen)
		.await
		.with_context(|| format!("data cannot be taken in: is `scoring.listen` = {listen} in use?"))?;
	let address = listener.local_addr()?;
	let limit = DefaultBodyLimit::max(desk.max_bytes());
	let office = Arc::new(Office { desk, room: Semaphore::new(WAITING) });
	let router = Router::new().route("/pools/{pool}/scores/{contributor}", post(score::<C>)).layer(limit);
	let router = router.with_state(office);
	Ok((address, async move { axum::serve(listener, router).await.context("nobody takes data in any more") }))
}

async fn score<C: Pools>(
	State(office): State<Arc<Office<C>>>,
	Path((pool, contributor)): Path<(PoolId, String)>,
	data: Bytes,
) -> Response {
	let contributor = match keys::parse_account(&contributor) {
		Ok(contributor) => contributor,
		Err(error) => return told(StatusCode::BAD_REQUEST, &error.to_string()),
	};
	let Ok(_room) = office.room.try_acquire() else {
		return told(StatusCode::SERVICE_UNAVAILABLE, "too many are waiting: ask again later");
	};
	match office.desk.score(pool, contributor, data.into()).await {
		Ok(statement) => {
			tracing::info!(
				"{contributor}'s data for pool {pool} has {} millionths of the full score",
				statement.score.0
			);
			let json = serde_json::to_string(&statement).unwrap_or_default();
			([(header::CONTENT_TYPE, "application/json")], json).into_response()
		}
		Err(refusal) => {
			tracing::info!("{contributor}'s data for pool {pool} was not scored: {refusal}");
			// What went wrong on this machine is not for strangers.
			let reason = match &refusal {
				Refusal::Failed(_) => "this worker cannot score at present".into(),
				refusal => refusal.to_string(),
			};
			told(status(&refusal), &reason)
		}
	}
}

fn told(status: StatusCode, reason: &str) -> Response {
	(status, format!("{reason}\n")).into_response()
}

fn status(refusal: &Refusal) -> StatusCode {
	match refusal {
		Refusal::NoPool(_) => StatusCode::NOT_FOUND,
		Refusal::NotByWorkers(_) | Refusal::OtherProgram(_) | Refusal::Known(_) => StatusCode::CONFLICT,
		Refusal::TooMuch { .. } => StatusCode::PAYLOAD_TOO_LARGE,
		Refusal::Nothing | Refusal::Unreadable(_) | Refusal::Worthless => StatusCode::UNPROCESSABLE_ENTITY,
		Refusal::NotReady(_) | Refusal::Busy => StatusCode::SERVICE_UNAVAILABLE,
		Refusal::NoScore | Refusal::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		execute::Executor,
		scoring::{desk::Parts, pools::View},
		view::{AccountId, Tier, H256},
	};
	use piazza_client::{
		blobs::{Fetcher, Store},
		pools::Scoring,
		scorer::{ask, ScorerError},
		Permill,
	};
	use piazza_workload_host::Limits;

	const PROGRAM: H256 = H256([8; 32]);
	const GENESIS: H256 = H256([1; 32]);

	/// Pool 3 alone.
	struct OnePool;

	impl Pools for OnePool {
		async fn view(&self, pool: PoolId) -> Result<Option<View>> {
			Ok((pool == 3).then_some(View {
				at: 1,
				scoring: Scoring::Enclave { program: PROGRAM, min_tier: Tier::Declared },
				contents: Vec::new(),
				measured: Some((PROGRAM, Tier::ConfidentialCpu)),
				statement_period: 50,
			}))
		}
	}

	/// Serves a desk whose program gives every input the same score.
	async fn office(folder: &tempfile::TempDir) -> String {
		let module = r#"(module
			(memory (export "memory") 1)
			(data (i32.const 0) "\01\02\03\00")
			(func (export "alloc") (param i32) (result i32) (i32.const 64))
			(func (export "run") (param i32 i32) (result i64) (i64.const 4)))"#;
		let desk = Desk::new(Parts {
			chain: Arc::new(OnePool),
			genesis: GENESIS,
			key: keys::from_uri("//Worker").unwrap(),
			module: wat::parse_str(module).unwrap().into(),
			executor: Arc::new(Executor::new(Limits { input_bytes: 8, ..Limits::default() })),
			fetcher: Fetcher::new(Store::open(folder.path()).unwrap()),
			valid: 10,
		});
		let (address, serving) = serve(desk, SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
		tokio::spawn(serving);
		format!("http://{address}")
	}

	#[tokio::test]
	async fn statement_is_given_to_whoever_asks_as_the_client_does() {
		let folder = tempfile::tempdir().unwrap();
		let url = office(&folder).await;
		let contributor = AccountId::from([2; 32]);
		let said = ask(&url, GENESIS, 3, contributor, vec![5]).await.unwrap();
		assert_eq!((said.score, said.contributor), (Permill(0x30201), contributor));
	}

	#[tokio::test]
	async fn refusal_has_a_status_and_a_reason() {
		let folder = tempfile::tempdir().unwrap();
		let url = office(&folder).await;
		let refused = |pool, data: Vec<u8>| {
			let url = url.clone();
			async move {
				match ask(&url, GENESIS, pool, AccountId::from([2; 32]), data).await {
					Err(ScorerError::Refused { status, reason }) => (status.as_u16(), reason),
					other => panic!("{other:?}"),
				}
			}
		};
		assert_eq!(refused(4, vec![5]).await, (404, "there is no pool 4".into()));
		assert_eq!(refused(3, vec![5; 9]).await.0, 413);
	}

	#[test]
	fn status_says_whose_fault_it_is() {
		assert_eq!(status(&Refusal::Known(1)), StatusCode::CONFLICT);
		assert_eq!(status(&Refusal::Worthless), StatusCode::UNPROCESSABLE_ENTITY);
		assert_eq!(status(&Refusal::Busy), StatusCode::SERVICE_UNAVAILABLE);
		assert_eq!(status(&Refusal::Failed(anyhow::anyhow!("disk"))), StatusCode::INTERNAL_SERVER_ERROR);
	}
}
