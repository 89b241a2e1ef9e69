//! Waiting, within bounds.

use anyhow::{bail, Result};
use std::{
	future::Future,
	time::{Duration, Instant},
};

/// How long a test waits for what takes seconds on a quiet machine.
pub const PATIENCE: Duration = Duration::from_secs(240);
/// How often it looks.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Looks until `look` finds something, for at most `limit`; `what` names it in the error.
///
/// # Errors
///
/// `look` failed, or found nothing in time.
pub async fn wait_until<T, Found>(what: &str, limit: Duration, mut look: impl FnMut() -> Found) -> Result<T>
where
	Found: Future<Output = Result<Option<T>>>,
{
	let start = Instant::now();
	loop {
		if let Some(found) = look().await? {
			return Ok(found);
		}
		if start.elapsed() >= limit {
			bail!("{what}: not within {} s", limit.as_secs());
		}
		tokio::time::sleep(LOOK_EVERY).await;
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[tokio::test]
	async fn wait_ends_when_found() {
		let mut looks = 0;
		let found = wait_until("three looks", PATIENCE, || {
			looks += 1;
			let found = (looks == 3).then_some(looks);
			async move { Ok(found) }
		});
		assert_eq!(found.await.expect("found"), 3);
	}

	#[tokio::test]
	async fn wait_fails_by_name_when_limit_is_over() {
		let waited: Result<()> = wait_until("never", Duration::ZERO, || async { Ok(None) }).await;
		assert!(waited.expect_err("nothing comes").to_string().starts_with("never: not within 0 s"));
	}
}
