//! A real chain, by way of the client library.

use crate::{
	chain::{Bound, Call, Chain, Heads},
	leasing::view as market,
	view::{
		AccountId, BlockNumber, Claim, Head, Job, JobId, Outcome, Program, ProgramId, Progress, Registration, Reserved,
		Seat, Stage, H256,
	},
};
use anyhow::{Context, Result};
use codec::Encode;
use futures::{
	stream::{self, BoxStream},
	StreamExt, TryStreamExt,
};
use piazza_client::{
	api,
	chain::{self, Block},
	jobs, keys, leases,
	programs::Description,
	reputation::Domain,
	stakes::{Position, Role},
	submit::{self, Submitter},
	workers::{self, BadEvidence, Evidence},
	Content, Keypair,
};
use std::sync::Mutex;

/// Orders that are read at the same time.
const ORDERS_AT_A_TIME: usize = 16;

/// The chain as whoever has one key sees it: a worker, or a checker.
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

	pub(crate) async fn block(&self, at: Head) -> Result<Block> {
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

	/// The block of this number.
	pub(crate) async fn block_at(&self, number: BlockNumber) -> Result<Block> {
		Ok(self.chain.at(number).await?)
	}

	/// The last finalized block.
	pub(crate) async fn last_block(&self) -> Result<Block> {
		Ok(self.chain.head().await?)
	}

	/// Whose key it signs with.
	pub(crate) fn signer(&self) -> AccountId {
		self.worker
	}

	/// One program; `None` when it was removed, or is none that a sandbox can run.
	pub(crate) async fn image(&self, at: Head, id: ProgramId) -> Result<Option<Program>> {
		let found = self.block(at).await?.program(id).await?;
		Ok(found.and_then(|program| match program.description {
			Description::Image { hash } => Some(Program { module: Content { hash, uri: program.uri } }),
			Description::Enclave { .. } | Description::Circuit { .. } => None,
		}))
	}

	/// Sends a transaction, valid until block `until` if given, and waits until it has succeeded in a finalized block,
	/// whose number it gives.
	pub(crate) async fn submit(&self, call: submit::Call, until: Option<BlockNumber>) -> Result<BlockNumber> {
		Ok(self.receipt(call, until).await?.block.number)
	}

	/// The same, giving the receipt.
	pub(crate) async fn receipt(&self, call: submit::Call, until: Option<BlockNumber>) -> Result<submit::Receipt> {
		let receipt = match until {
			Some(until) => self.submitter.submit_until(call, until).await,
			None => self.submitter.submit(call).await,
		};
		receipt.context("the transaction had no success")
	}
}

impl Heads for Piazza {
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
}

impl Chain for Piazza {
	async fn registration(&self, at: Head) -> Result<Option<Registration>> {
		let block = self.block(at).await?;
		let Some(found) = block.worker(self.worker).await? else { return Ok(None) };
		let position = block.position(Role::Provider, found.owner).await?;
		let hardware = found.hardware.as_ref();
		Ok(Some(Registration {
			owner: found.owner,
			tier: found.tier,
			approved: found.approved,
			verified_at: found.verified_at,
			expires_at: found.expires_at,
			active: found.active,
			attested_at: hardware.map(|hardware| hardware.at_block),
			revoked: found.revoked,
			backed: position.is_some_and(|position| position.is_backed()),
			program: hardware.and_then(|hardware| hardware.program),
			class: hardware.and_then(|hardware| hardware.class),
			gpus: hardware.map_or(0, |hardware| hardware.gpus),
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
		let reserved = match job.policy.lease {
			None => Reserved::No,
			Some(lease) if block.lease_of(self.worker).await? == Some(lease) => Reserved::ForUs,
			Some(_) => Reserved::ForOthers,
		};
		Ok(Some(Job {
			id,
			program: job.program,
			kind: job.program_kind,
			input: job.input,
			asset: job.asset,
			reward: job.reward,
			replicas: job.policy.replicas,
			min_tier: job.policy.min_tier,
			reserved,
			bond: job.policy.bond,
			stage: job.stage.into(),
			claim,
			seat: seat.map(Seat::from),
		}))
	}

	async fn program(&self, at: Head, id: H256) -> Result<Option<Program>> {
		self.image(at, id).await
	}

	async fn standing(&self, at: Head) -> Result<market::Standing> {
		let block = self.block(at).await?;
		let lease = match block.lease_of(self.worker).await? {
			Some(id) => block.lease(id).await?.map(|lease| seen(id, lease)),
			None => None,
		};
		let downtime = block.downtime(self.worker).await?.map(|found| market::Downtime {
			since: found.since,
			charged: found.charged,
			self_reported: found.self_reported,
		});
		let offered = block.offer_of(self.worker).await?.is_some();
		Ok(market::Standing { lease, downtime, offered })
	}

	async fn market(&self, at: Head) -> Result<market::Market> {
		let block = self.block(at).await?;
		let Some(owner) = block.worker(self.worker).await?.map(|found| found.owner) else {
			return Ok(market::Market::default());
		};
		let orders = stream::iter(block.orders().await?).map(|(id, order)| self.order(&block, owner, id, order));
		let orders = orders.buffered(ORDERS_AT_A_TIME).try_collect().await?;
		let position = block.position(Role::Provider, owner).await?.filter(Position::is_backed);
		let (committed, _) = block.committed(owner).await?;
		let bonds = block.class_bonds().await?.into_iter();
		let rules = block.lease_rules()?;
		Ok(market::Market {
			orders,
			stake: position.map_or(0, |position| position.stake),
			needed: bonds.map(|(class, bond)| (class, committed.saturating_add(bond))).collect(),
			funds: block.account(owner).await?.free,
			deposit: rules.bid_deposit,
			longest: rules.max_duration,
		})
	}

	async fn lease_end(&self, lease: u64, after: BlockNumber, at: Head) -> Result<Option<market::LeaseEnd>> {
		for number in after.saturating_add(1)..=at.number {
			let closed = self.block_at(number).await?.leases_closed().await?;
			if let Some(found) = closed.into_iter().find(|closed| closed.lease == lease) {
				let reason = found.reason.sentence().into();
				let is_missed = found.reason == leases::Reason::Downtime;
				return Ok(Some(market::LeaseEnd { reason, is_missed, rent: found.settled }));
			}
		}
		Ok(None)
	}

	async fn send(&self, call: Call, until: Option<BlockNumber>) -> Result<BlockNumber> {
		self.submit(self.signable(call)?, until).await
	}
}

/// What is handed in, in the client's terms.
fn handed(evidence: Option<Bound>) -> Result<Evidence<BlockNumber>, BadEvidence> {
	match evidence {
		Some(Bound { at_block, evidence }) => workers::evidence(at_block, &evidence.encode()),
		None => Ok(Evidence::Declared),
	}
}

/// A lease as the worker sees it.
fn seen(id: u64, found: leases::LeaseView) -> market::Lease {
	let rent = found.cost();
	let leases::LeaseView { lease, until, .. } = found;
	market::Lease {
		id,
		tenant: lease.tenant,
		provider: lease.provider,
		min_tier: lease.min_tier,
		program: lease.program,
		asset: lease.asset,
		rate: lease.rate,
		rent,
		started_at: lease.started_at,
		until,
		reclaim_from: lease.reclaim_from,
		challenge: lease.challenge.map(|challenge| market::Challenge {
			bond: challenge.bond,
			at: challenge.at,
			until: challenge.until,
		}),
	}
}

impl Piazza {
	/// An order with its bids. `owner` is this worker's.
	async fn order(&self, block: &Block, owner: AccountId, id: u64, order: leases::Order) -> Result<market::Order> {
		let leases::Order { tenant, terms, .. } = order;
		let leases::OrderTerms { spec, asset, max_rate, duration, reclaim_window, .. } = terms;
		let described = match spec.attributes.is_empty() {
			true => true,
			false => {
				let said = block.attributes(self.worker, spec.auditor.unwrap_or(owner)).await?;
				spec.attributes.iter().all(|wanted| said.contains(wanted))
			}
		};
		let reputed = match spec.min_score {
			None => true,
			Some(least) => {
				let score = block.score(Domain::Leasing, owner).await?;
				score.value >= least.value && score.sample >= least.sample
			}
		};
		let bids = block.bids(id).await?.into_iter();
		let bids = bids.map(|bid| market::Bid { worker: bid.worker, rate: bid.rate, max_duration: bid.max_duration });
		Ok(market::Order {
			id,
			tenant,
			class: spec.class,
			gpus: spec.gpus,
			min_tier: spec.min_tier,
			program: spec.program,
			described,
			reputed,
			providers: spec.providers,
			asset,
			max_rate,
			duration,
			reclaim_window,
			bids: bids.collect(),
		})
	}

	/// What a call is in the client's terms.
	fn signable(&self, call: Call) -> Result<submit::Call, BadEvidence> {
		let worker = self.worker;
		Ok(match call {
			Call::Register { owner, evidence } => workers::register(owner, handed(evidence)?),
			Call::Renew { evidence } => workers::renew(handed(evidence)?),
			Call::Claim { job } => jobs::claim(job),
			Call::Commit { job, commitment } => jobs::commit(job, commitment),
			Call::Reveal { job, output, salt } => jobs::reveal(job, output, salt.0),
			Call::ProveAlive { lease } => leases::prove_alive(lease),
			Call::Restore => leases::restore(),
			Call::Bid { order, rate, max_duration } => leases::bid(order, worker, rate, max_duration),
			Call::WithdrawBid { order } => leases::withdraw_bid(order, worker),
			Call::WithdrawOffer => leases::withdraw_offer(worker),
			Call::StartReclaim { lease } => leases::start_reclaim(lease),
			Call::CloseLease { lease } => leases::close(lease),
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
