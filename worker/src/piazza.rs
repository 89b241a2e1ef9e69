//! A real chain, by way of the client library.

use crate::{
	chain::{Bound, Call, Chain},
	view::{
		AccountId, BlockNumber, Claim, Head, Job, JobId, Outcome, Program, Progress, Registration, Seat, Stage, H256,
	},
};
use anyhow::{Context, Result};
use codec::Encode;
use futures::{
	stream::{self, BoxStream},
	StreamExt,
};
use piazza_client::{
	api,
	chain::{self, Block},
	jobs, keys,
	programs::Description,
	stakes::Role,
	submit::{self, Submitter},
	workers::{self, BadEvidence, Evidence},
	Asset, Content, Keypair,
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
		let block = self.block(at).await?;
		let Some(found) = block.worker(self.worker).await? else { return Ok(None) };
		let position = block.position(Role::Provider, found.owner).await?;
		Ok(Some(Registration {
			owner: found.owner,
			tier: found.tier,
			approved: found.approved,
			verified_at: found.verified_at,
			expires_at: found.expires_at,
			active: found.active,
			attested_at: found.hardware.map(|hardware| hardware.at_block),
			revoked: found.revoked,
			backed: position.is_some_and(|position| position.is_backed()),
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
			kind: job.program_kind,
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
		Ok(found.and_then(|program| match program.description {
			Description::Image { hash } => Some(Program { module: Content { hash, uri: program.uri } }),
			Description::Enclave { .. } | Description::Circuit { .. } => None,
		}))
	}

	async fn send(&self, call: Call, until: Option<BlockNumber>) -> Result<BlockNumber> {
		let call = submit::Call::try_from(call)?;
		let receipt = match until {
			Some(until) => self.submitter.submit_until(call, until).await,
			None => self.submitter.submit(call).await,
		};
		Ok(receipt.context("the transaction had no success")?.block.number)
	}
}

/// What is handed in, in the client's terms.
fn handed(evidence: Option<Bound>) -> Result<Evidence<BlockNumber>, BadEvidence> {
	match evidence {
		Some(Bound { at_block, evidence }) => workers::evidence(at_block, &evidence.encode()),
		None => Ok(Evidence::Declared),
	}
}

impl TryFrom<Call> for submit::Call {
	type Error = BadEvidence;

	fn try_from(call: Call) -> Result<Self, BadEvidence> {
		Ok(match call {
			Call::Register { owner, evidence } => workers::register(owner, handed(evidence)?),
			Call::Renew { evidence } => workers::renew(handed(evidence)?),
			Call::Claim { job } => jobs::claim(job),
			Call::Commit { job, commitment } => jobs::commit(job, commitment),
			Call::Reveal { job, output, salt } => jobs::reveal(job, output, salt.0),
		})
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

#[cfg(test)]
mod tests {
	use super::*;
	use crate::attest::{self, Device};
	use piazza_client::workers::Machine;

	#[test]
	fn evidence_is_handed_in_as_it_was_collected() {
		let machine = attest::Machine::Amd { report: vec![1, 2], endorsement: vec![3], intermediate: Some(vec![4]) };
		let devices = vec![Device { report: vec![5], certificates: vec![vec![6], vec![7]] }];
		let bound = Bound { at_block: 9, evidence: attest::Evidence { machine, devices } };
		let Ok(Evidence::Hardware { at_block, machine, devices }) = handed(Some(bound)) else { panic!("of hardware") };
		assert_eq!(at_block, 9);
		let Machine::Amd { report, endorsement, intermediate } = machine else { panic!("of AMD") };
		assert_eq!([report.0, endorsement.0, intermediate.unwrap().0], [vec![1, 2], vec![3], vec![4]]);
		let [device] = devices.0 .0.as_slice() else { panic!("of one device") };
		assert_eq!(device.report.0, [5]);
		assert_eq!(device.certificates.0.iter().map(|der| der.0.clone()).collect::<Vec<_>>(), [[6], [7]]);
	}

	#[test]
	fn software_evidence_is_handed_in_as_it_was_collected() {
		let machine = attest::Machine::Software { report: vec![1], signature: [2; 96], chain: vec![vec![3]] };
		let bound = Bound { at_block: 9, evidence: attest::Evidence { machine, devices: Vec::new() } };
		let Ok(Evidence::Hardware { machine, devices, .. }) = handed(Some(bound)) else { panic!("of hardware") };
		let Machine::Software { report, signature, chain } = machine else { panic!("of software") };
		assert_eq!((report.0, signature, chain.0[0].0.clone()), (vec![1], [2; 96], vec![3]));
		assert!(devices.0 .0.is_empty());
	}

	#[test]
	fn owner_is_taken_at_its_word_when_there_is_no_evidence() {
		assert!(matches!(handed(None), Ok(Evidence::Declared)));
	}
}
