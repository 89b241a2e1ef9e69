//! A real chain, by way of the client library.

use crate::{
	chain::{Call, Chain},
	view::{
		AccountId, BlockNumber, Claim, Head, Job, JobId, Outcome, Program, Progress, Registration, Seat, Stage, H256,
	},
};
use anyhow::{Context, Result};
use futures::{
	stream::{self, BoxStream},
	StreamExt,
};
use piazza_client::{
	api,
	chain::{self, Block},
	jobs, keys, programs,
	submit::{self, Submitter},
	workers, Asset, Content, Keypair,
};
use std::sync::Mutex;

/// The chain as the worker with one key sees it.
pub struct Piazza {
	chain: chain::Chain,
	submitter: Submitter,
	worker: AccountId,
	/// The block asked about last, since many questions are about the same one.
	block: Mutex<Option<Block>>,
}

impl Piazza {
	/// The chain behind `chain`, signing with `key`.
	pub fn new(chain: chain::Chain, key: Keypair) -> Self {
		let worker = keys::account(&key);
		Self { submitter: Submitter::start(chain.clone(), key), chain, worker, block: Mutex::default() }
	}

	async fn block(&self, at: Head) -> Result<Block> {
		let kept = || self.block.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
		let known = kept().clone().filter(|block| block.hash() == at.hash);
		match known {
			Some(block) => Ok(block),
			None => {
				let block = self.chain.at(at.number).await?;
				*kept() = Some(block.clone());
				Ok(block)
			}
		}
	}
}

impl Chain for Piazza {
	async fn genesis(&self) -> Result<H256> {
		// Asked of the node each time: it may have been replaced by another one.
		Ok(self.chain.ask_genesis().await?)
	}

	async fn heads(&self) -> Result<BoxStream<'static, Result<Head>>> {
		let now = self.chain.head().await?.head();
		let blocks = self.chain.follow(Some(now));
		let later = stream::unfold(blocks, |mut blocks| async move {
			let next = blocks.next().await;
			Some((next.map(|block| block.head()).map_err(Into::into), blocks))
		});
		Ok(stream::once(async move { Ok(now) }).chain(later).boxed())
	}

	async fn registration(&self, at: Head) -> Result<Option<Registration>> {
		let found = self.block(at).await?.worker(self.worker).await?;
		Ok(found.map(|workers::Worker { owner, tier, approved, verified_at, expires_at, .. }| Registration {
			owner,
			tier,
			approved,
			verified_at,
			expires_at,
		}))
	}

	async fn next_job(&self, at: Head) -> Result<JobId> {
		Ok(self.block(at).await?.get(api::storage().jobs().next_id(), ()).await?.unwrap_or_default())
	}

	async fn jobs(&self, at: Head) -> Result<Vec<JobId>> {
		Ok(self.block(at).await?.jobs().await?.into_iter().map(|(id, _)| id).collect())
	}

	async fn job(&self, at: Head, id: JobId) -> Result<Option<Job>> {
		let block = self.block(at).await?;
		let Some(job) = block.job(id).await? else { return Ok(None) };
		let (mut claim, mut seat) = (Claim::None, None);
		match &job.stage {
			jobs::Stage::Open { .. } => {
				let owner = block.worker(self.worker).await?.map(|worker| worker.owner);
				let claims = block.claims(id).await?;
				if claims.iter().any(|claim| claim.worker == self.worker) {
					claim = Claim::Mine;
				} else if claims.iter().any(|claim| Some(claim.provider) == owner) {
					claim = Claim::Sibling;
				}
			}
			_ => seat = block.seats(id).await?.into_iter().find(|seat| seat.worker == self.worker),
		}
		Ok(Some(Job {
			id,
			program: job.program,
			input: job.input,
			native: job.asset == Asset::Native,
			reward: job.reward,
			replicas: job.policy.replicas,
			min_tier: job.policy.min_tier,
			bond: job.policy.bond,
			stage: job.stage.into(),
			claim,
			seat: seat.map(Seat::from),
		}))
	}

	async fn program(&self, at: Head, id: H256) -> Result<Option<Program>> {
		let found = self.block(at).await?.program(id).await?;
		Ok(found.map(|programs::Program { image, uri, .. }| Program { module: Content { hash: image, uri } }))
	}

	async fn send(&self, call: Call, until: Option<BlockNumber>) -> Result<BlockNumber> {
		let call = submit::Call::from(call);
		let receipt = match until {
			Some(until) => self.submitter.submit_until(call, until).await,
			None => self.submitter.submit(call).await,
		};
		Ok(receipt.context("the transaction had no success")?.block.number)
	}
}

impl From<Call> for submit::Call {
	fn from(call: Call) -> Self {
		match call {
			Call::Register { owner } => workers::register(owner),
			Call::Renew => workers::renew(),
			Call::Claim { job } => jobs::claim(job),
			Call::Commit { job, commitment } => jobs::commit(job, commitment),
			Call::Reveal { job, output, salt } => jobs::reveal(job, output, salt.0),
		}
	}
}

impl From<jobs::Stage> for Stage {
	fn from(stage: jobs::Stage) -> Self {
		match stage {
			jobs::Stage::Open { claims } => Self::Open { claims },
			jobs::Stage::Assigned { commits } => Self::Assigned { commits },
			jobs::Stage::Revealing { reveals } => Self::Revealing { reveals },
			jobs::Stage::Final { .. } => Self::Final,
			jobs::Stage::Failed { reason } => Self::Failed { reason: reason.sentence().into() },
			_ => Self::Elsewhere,
		}
	}
}

impl From<jobs::Seat> for Seat {
	fn from(seat: jobs::Seat) -> Self {
		let progress = match seat.progress {
			jobs::Progress::Assigned => Progress::Assigned,
			jobs::Progress::Committed { commitment } => Progress::Committed { commitment },
			jobs::Progress::Revealed { .. } => Progress::Revealed,
		};
		let outcome = seat.outcome.map(|outcome| Outcome {
			verdict: match outcome.verdict {
				jobs::Verdict::Paid => "the output was accepted",
				jobs::Verdict::Outvoted => "another output was accepted",
				jobs::Verdict::Silent => "no output was shown in time",
				jobs::Verdict::Undecided => "no output was accepted",
			}
			.into(),
			paid: outcome.paid,
			bond_lost: outcome.bond_lost,
			bond_won: outcome.bond_won,
		});
		Self { progress, outcome }
	}
}
