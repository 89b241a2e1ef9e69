//! One job's work: get program and input, compute, keep the output.

use crate::{
	blobs::{is_too_large, Blobs},
	chain::Chain,
	execute::Executor,
	journal::{Answer, Unable},
	material::{Material, Unfetched},
	view::{AccountId, Head, Job, H256},
};
use rand::{rngs::OsRng, RngCore};
use std::sync::Arc;

/// Why there is no answer.
#[derive(Debug)]
pub enum Failure {
	/// It may go better next time.
	Passing(anyhow::Error),
	/// It would end the same way each time.
	Lasting(Unable),
}

/// Computes the answer to `job`, puts the output in the store, and hides it behind a fresh salt.
pub async fn work<C: Chain>(
	chain: Arc<C>,
	blobs: Arc<Blobs>,
	executor: Arc<Executor>,
	worker: AccountId,
	at: Head,
	job: Job,
) -> Result<Answer, Failure> {
	let passing = Failure::Passing;
	let program = job.program.unwrap_or_default();
	let lasting = |reason: String| Failure::Lasting(Unable { job: job.id, program, input: job.input.hash, reason });
	let unfetched = |Unfetched { what, error }: Unfetched| match is_too_large(&error) {
		true => lasting(format!("the {what} is too large: {error}")),
		false => Failure::Passing(Unfetched { what, error }.into()),
	};

	let record = chain.program(at, program).await.map_err(passing)?;
	let record =
		record.ok_or_else(|| lasting(format!("program {program:?} is no image, or not registered any more")))?;
	let material = Material::fetch(blobs.fetcher(), executor.limits(), &record.module, &job.input).await;
	let material = Arc::new(material.map_err(unfetched)?);
	let computed = material.run(executor).await.map_err(|failure| match failure.is_lasting() {
		true => lasting(failure.to_string()),
		false => Failure::Passing(failure.into()),
	})?;
	let bytes = computed.output.len();
	let output = blobs.put(&computed.output).map_err(|error| Failure::Passing(error.into()))?;
	tracing::info!(job = job.id, ?output, bytes, fuel = computed.fuel, "computed");

	let mut salt = H256::zero();
	OsRng.fill_bytes(&mut salt.0);
	Ok(Answer { job: job.id, worker: H256(worker.0), program, input: job.input.hash, output, salt })
}
