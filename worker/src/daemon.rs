//! The worker at work: after each finalized block it looks at its jobs, asks the plan what comes next, and has it done.
//!
//! This task alone owns the journal. Whatever takes time (fetching, computing, sending) runs beside it, at most one
//! thing per job at a time, and reports back.

use crate::{
	attest::{Challenge, Evidence, Source},
	blobs::Blobs,
	chain::{Bound, Call, Chain},
	controls::Controls,
	execute::Executor,
	journal::{Answer, Journal, JournalError, Milestone},
	leasing::{
		desk::{Desk, Look, Order, Sent},
		engine,
		view::{Challenge as Challenged, LeaseEnd, LeaseId, Standing},
	},
	pace::Pace,
	plan::{self, Enrolment, Me, Step, Stuck, Wishes},
	process::Process,
	report,
	view::{AccountId, Asset, BlockNumber, Content, Head, Job, JobId, Outcome, Registration, Stage, H256},
	work::{self, Failure},
};
use anyhow::{bail, Result};
use futures::{stream, StreamExt, TryStreamExt};
use std::{
	collections::{BTreeMap, BTreeSet},
	fmt,
	sync::Arc,
};
use tokio::{sync::watch, task::JoinSet};

/// Jobs that are read at the same time.
const READS_AT_A_TIME: usize = 16;

/// Attempts to claim a seat of one job.
const MOST_CLAIMS_TRIED: u32 = 3;

/// Longest pause between attempts to register or renew with evidence, in blocks: an hour. Each that the chain refuses
/// costs a fee, and what it is refused for lasts.
const LONGEST_PAUSE_WITH_EVIDENCE: BlockNumber = 600;

/// Blocks between two notes of a running lease's rent.
const NOTE_RENT_EVERY: BlockNumber = 100;

/// Blocks that are looked through for the end of something that was missed. Nodes keep the state of no more by default.
pub(crate) const LOOK_BACK: BlockNumber = 256;

/// Blocks between two lines of the log about the same thing that somebody else has to do.
const REMIND_EVERY: BlockNumber = 100;

/// What a worker is made of.
pub struct Parts<C> {
	/// The chain it works for.
	pub chain: Arc<C>,
	/// That chain's first block.
	pub genesis: H256,
	/// Its account.
	pub worker: AccountId,
	/// Who owns it.
	pub owner: AccountId,
	/// Where evidence of its machine comes from; `None` for its owner's word alone.
	pub source: Option<Source>,
	/// Which jobs it takes.
	pub wishes: Wishes,
	/// Where inputs come from and outputs go.
	pub blobs: Arc<Blobs>,
	/// What computes.
	pub executor: Arc<Executor>,
	/// What it remembers.
	pub journal: Journal,
	/// What runs for the tenant.
	pub process: Process,
	/// What the operator may change meanwhile.
	pub controls: Controls,
	/// How the owner approves it: the command line.
	pub approve_command: String,
	/// How the owner puts something at stake: the command line.
	pub stake_command: String,
}

/// A running worker.
pub struct Daemon<C> {
	parts: Parts<C>,
	head: Head,
	/// The number of the first job not seen yet; `None` before the first look.
	unseen: Option<JobId>,
	jobs: BTreeMap<JobId, Tracked>,
	registration: Option<Registration>,
	enrolment: Pace,
	/// What is being waited for, and since when.
	waiting: Option<(Enrolment, BlockNumber)>,
	draining: bool,
	retiring: bool,
	desk: Desk,
	/// How the worker stood in the market for machines when that was read last.
	standing: Standing,
	/// The block in which that was; `None` before the first time.
	stood_at: Option<BlockNumber>,
	rent_noted_at: BlockNumber,
	/// Leases whose end is being read.
	ending: BTreeSet<LeaseId>,
	tasks: JoinSet<Done>,
}

/// A job that may concern this worker.
#[derive(Default)]
struct Tracked {
	view: Option<Job>,
	pace: Pace,
	/// A claim was sent, whatever became of it.
	claim_sent: bool,
	/// Something is still to be done for a seat.
	keeps_here: bool,
	told: Option<Stuck>,
}

/// What evidence is for.
#[derive(Clone, Copy, Debug)]
enum Purpose {
	Registration,
	Renewal,
}

impl fmt::Display for Purpose {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(match self {
			Self::Registration => "registration",
			Self::Renewal => "renewal",
		})
	}
}

/// What a task beside the main one came to.
enum Done {
	Worked(JobId, Result<Answer, Failure>),
	Attested(Purpose, BlockNumber, Result<Evidence>),
	Sent(Call, Result<BlockNumber>),
	Ended(LeaseId, Result<Option<LeaseEnd>>),
}

impl<C: Chain> Daemon<C> {
	/// A worker that has seen nothing yet.
	pub fn new(parts: Parts<C>) -> Self {
		let enrolment = match parts.source {
			Some(_) => Pace::with_pauses_up_to(LONGEST_PAUSE_WITH_EVIDENCE),
			None => Pace::default(),
		};
		Self {
			parts,
			head: Head { number: 0, hash: Default::default() },
			unseen: None,
			jobs: BTreeMap::new(),
			registration: None,
			enrolment,
			waiting: None,
			draining: false,
			retiring: false,
			desk: Desk::default(),
			standing: Standing::default(),
			stood_at: None,
			rent_noted_at: 0,
			ending: BTreeSet::new(),
			tasks: JoinSet::new(),
		}
	}

	/// Works until `drain` is set and nothing is left to do for the seats it has, or until the operator has it wind up
	/// and there is neither seat nor lease, bid nor offer any more.
	///
	/// Fails when going on would be wrong: the journal cannot be written, or the worker belongs to somebody else.
	pub async fn run(
		mut self,
		mut heads: watch::Receiver<Option<Head>>,
		mut drain: watch::Receiver<bool>,
	) -> Result<()> {
		loop {
			if self.is_done() {
				return Ok(());
			}
			tokio::select! {
				changed = heads.changed() => {
					if changed.is_err() {
						bail!("nobody follows the chain any more");
					}
					let head = *heads.borrow_and_update();
					let draining = self.draining;
					// A node that does not answer must not keep the worker from stopping. What was not read of this block
					// is read of the next.
					if let Some(head) = head {
						tokio::select! {
							seen = self.on_head(head) => seen?,
							Ok(()) = requested(&mut drain), if !draining => self.start_draining()?,
						}
					}
				},
				Some(done) = self.tasks.join_next() => match done {
					Ok(Done::Worked(id, result)) => self.on_worked(id, result)?,
					Ok(Done::Attested(purpose, at_block, result)) => self.on_attested(purpose, at_block, result),
					Ok(Done::Ended(lease, end)) => tolerate(self.on_ended(lease, end)),
					Ok(Done::Sent(call, result)) => self.on_sent(call, result).await?,
					Err(error) => bail!("a task of the worker broke off: {error}"),
				},
				Ok(()) = requested(&mut drain), if !self.draining => self.start_draining()?,
			}
		}
	}

	async fn on_head(&mut self, head: Head) -> Result<()> {
		self.head = head;
		self.look_at_controls()?;
		// The next block brings another chance to read; until then nothing is decided from an old view.
		match self.parts.chain.registration(head).await {
			Ok(registration) => self.registration = registration,
			Err(error) => {
				tracing::warn!(block = head.number, "cannot read the chain: {error:#}");
				return Ok(());
			}
		}
		// Before all jobs: an answer to a challenge has the least time.
		self.rent_out().await?;
		let unread = match self.look(head).await {
			Ok(views) => views,
			Err(error) => {
				tracing::warn!(block = head.number, "cannot read the chain: {error:#}");
				return Ok(());
			}
		};
		for (id, view) in unread {
			match view {
				Some(view) => {
					self.jobs.entry(id).or_default().view = Some(view);
					self.decide(id)?;
				}
				None => self.forget(id, "the chain has no record of it any more")?,
			}
		}
		Ok(())
	}

	/// Sees whether the operator wants something else now.
	fn look_at_controls(&mut self) -> Result<()> {
		self.parts.controls.look();
		let is_retiring = self.parts.controls.is_retiring();
		if is_retiring != std::mem::replace(&mut self.retiring, is_retiring) {
			self.decide_all()?;
		}
		Ok(())
	}

	/// Sees to the worker's registration, its lease and its bids.
	async fn rent_out(&mut self) -> Result<()> {
		let head = self.head;
		match self.parts.chain.standing(head).await {
			Ok(standing) => self.standing = standing,
			Err(error) => {
				tracing::warn!(block = head.number, "cannot read how this worker stands in the market: {error:#}");
				return self.enrol(false);
			}
		}
		let (standing, registration) = (self.standing.clone(), self.registration.clone());
		let sent = standing.lease.as_ref().and_then(|lease| self.parts.journal.tenancy(lease.id)?.proof);
		let look = Look {
			now: head.number,
			standing: &standing,
			registration: registration.as_ref(),
			renewing: self.enrolment.is_under_way(),
			sent: sent.map(|(sent, _)| sent),
			retiring: self.retiring,
			restores: self.parts.controls.leasing().restore,
		};
		// First, so that it is included before an answer that stands on it.
		self.enrol(Desk::needs_renewal(&look))?;
		tolerate(self.note_lease());
		let calls = self.desk.serve(&look);
		self.send_all(calls);
		let process = self.parts.controls.leasing().process.as_ref();
		self.parts.process.see(head.number, standing.lease.as_ref(), process);
		let terms = self.parts.controls.leasing().terms();
		// A worker that merely stops, perhaps for a minute, leaves its bids alone.
		if !self.draining && self.desk.asks_for_market(&look, &terms) {
			match self.parts.chain.market(head).await {
				Ok(market) => {
					let me = self.myself();
					let calls = self.desk.deal(head.number, &market, &me, &terms);
					self.send_all(calls);
				}
				Err(error) => tracing::warn!(block = head.number, "cannot read the market: {error:#}"),
			}
		}
		self.read_ends();
		self.stood_at = Some(head.number);
		Ok(())
	}

	/// What matters of the worker itself for bids.
	fn myself(&self) -> engine::Me {
		let Parts { worker, owner, .. } = self.parts;
		let found = self.registration.as_ref();
		engine::Me {
			worker,
			owner,
			tier: plan::active_tier(found, &owner, self.head.number),
			program: found.and_then(|found| found.program),
			class: found.and_then(|found| found.class),
			gpus: found.map_or(0, |found| found.gpus),
			leased: self.standing.lease.is_some(),
			down: self.standing.downtime.is_some(),
			draining: self.retiring,
		}
	}

	fn send_all(&mut self, calls: Vec<Order>) {
		for (call, until) in calls {
			if let (Call::ProveAlive { lease }, Some(challenge)) = (&call, self.challenge()) {
				let sent = Sent { challenged_at: challenge.at, after: self.head.number };
				let noted = self.parts.journal.answering(*lease, sent, challenge.bond);
				tolerate(noted);
			}
			self.send(call, until);
		}
	}

	fn challenge(&self) -> Option<Challenged> {
		self.standing.lease.as_ref()?.challenge
	}

	/// Notes the running lease, what became of the last answer to a challenge of it, and what a downtime costs.
	fn note_lease(&mut self) -> Result<(), JournalError> {
		let (now, journal) = (self.head.number, &mut self.parts.journal);
		if let Some(lease) = &self.standing.lease {
			let known = journal.tenancy(lease.id).map(|tenancy| tenancy.proof);
			if known.is_none() {
				report::leased(lease);
			}
			if known.is_none() || now.saturating_sub(self.rent_noted_at) >= NOTE_RENT_EVERY {
				journal.leased(lease.id, &lease.asset, lease.rent)?;
				self.rent_noted_at = now;
			}
			// A lease goes on after a challenge only when that was answered.
			let open = lease.challenge.map(|challenge| challenge.at);
			if let Some((sent, bond)) = known.flatten().filter(|(sent, _)| Some(sent.challenged_at) != open) {
				if sent.after < now {
					journal.challenged(lease.id, true)?;
					report::challenge_won(lease.id, bond);
				}
			}
		}
		if let Some(downtime) = self.standing.downtime {
			if journal.ledger().cost_of(downtime.since) != Some(downtime.cost()) {
				journal.missing(downtime.since, downtime.cost())?;
			}
		}
		Ok(())
	}

	/// Has the end of leases read that the journal holds and the chain does not any more.
	fn read_ends(&mut self) {
		let head = self.head;
		let running = self.standing.lease.as_ref().map(|lease| lease.id);
		let after = self.stood_at.unwrap_or(0).max(head.number.saturating_sub(LOOK_BACK));
		let over = self.parts.journal.tenancies().map(|(id, _)| id).filter(|id| Some(*id) != running);
		for id in over.collect::<Vec<_>>() {
			if self.ending.insert(id) {
				let chain = self.parts.chain.clone();
				self.tasks.spawn(async move { Done::Ended(id, chain.lease_end(id, after, head).await) });
			}
		}
	}

	/// Notes how a lease ended. What cannot be read any more counts as it was noted last.
	fn on_ended(&mut self, id: LeaseId, end: Result<Option<LeaseEnd>>) -> Result<(), JournalError> {
		self.ending.remove(&id);
		let end = end.unwrap_or_else(|error| {
			tracing::warn!(lease = id, "cannot read how the lease ended: {error:#}");
			None
		});
		let journal = &mut self.parts.journal;
		let Some(tenancy) = journal.tenancy(id).cloned() else { return Ok(()) };
		if let Some((sent, bond)) = tenancy.proof {
			// Whoever does not answer is missing since the challenge.
			let is_missing = journal.ledger().cost_of(sent.challenged_at).is_some();
			let is_lost = end.as_ref().map_or(is_missing, |end| end.is_missed);
			journal.challenged(id, !is_lost)?;
			if !is_lost {
				report::challenge_won(id, bond);
			}
		}
		let (reason, rent) = match end {
			Some(end) => (end.reason, end.rent),
			None => ("its end is too long ago to be read".into(), tenancy.rent),
		};
		report::vacated(id, &reason, &tenancy.asset, rent);
		journal.vacated(id, &reason, rent)
	}

	/// Reads which jobs concern this worker at `head`: new ones, and old ones that nothing is under way for.
	async fn look(&mut self, head: Head) -> Result<Vec<(JobId, Option<Job>)>> {
		let chain = &*self.parts.chain;
		let next = chain.next_job(head).await?;
		let new: Vec<JobId> = match self.unseen {
			Some(unseen) => (unseen..next).collect(),
			None => {
				let left_over = self.parts.journal.entries().map(|(id, _)| id);
				chain.jobs(head).await?.into_iter().chain(left_over).collect()
			}
		};
		for id in new {
			self.jobs.entry(id).or_default();
		}
		self.unseen = Some(next);
		let due = self.jobs.iter().filter(|(_, job)| job.pace.allows(head.number)).map(|(id, _)| *id);
		let reads = due.map(|id| async move { chain.job(head, id).await.map(|view| (id, view)) }).collect::<Vec<_>>();
		stream::iter(reads).buffered(READS_AT_A_TIME).try_collect().await
	}

	/// Sees to the worker's own registration. It is `urgent` when an answer to a challenge waits for it.
	fn enrol(&mut self, urgent: bool) -> Result<()> {
		let now = self.head.number;
		let attests = self.parts.source.is_some();
		let (registration, owner) = (self.registration.as_ref(), &self.parts.owner);
		let step = match urgent {
			true => plan::urgent_enrolment(registration, owner, attests, now),
			false => plan::enrolment(registration, owner, attests, now),
		};
		if urgent {
			self.enrolment.hurry(now);
		}
		let since = self.waiting.filter(|(waited, _)| *waited == step).map_or(now, |(_, since)| since);
		self.waiting = Some((step, since));
		let remind = now.saturating_sub(since).is_multiple_of(REMIND_EVERY);
		match step {
			Enrolment::Settled => {}
			Enrolment::ForeignOwner(found) => bail!(
				"this worker is registered with owner {found}, but the configuration names {}. Correct `owner`, or have \
				it retired first: piazza worker retire {}",
				self.parts.owner,
				self.parts.worker
			),
			Enrolment::AwaitApproval if remind => tracing::info!(
				"waiting for the owner {} to approve this worker; the owner runs:\n    {}",
				self.parts.owner,
				self.parts.approve_command
			),
			Enrolment::AwaitStake if remind => tracing::info!(
				"the owner {} has not enough at stake to be given work; the owner runs:\n    {}",
				self.parts.owner,
				self.parts.stake_command
			),
			Enrolment::Suspended => {
				if remind {
					tracing::warn!(
						"this worker is suspended: a certificate, a device or a kind of evidence that its hardware stands on \
						was revoked. It is renewed once after each start, which helps when the machine has got other firmware \
						or certificates meanwhile. Otherwise wait until governance takes the revocation back: the worker goes \
						on by itself then; or set `source` in the configuration's [attestation] to \"none\", and it goes on \
						on its owner's word alone"
					);
				}
				// Once: the chain refuses evidence that stands on what was revoked, and takes a fee for it.
				if since == now && self.enrolment.allows(now) {
					self.enrol_with_evidence(Purpose::Renewal);
				}
			}
			Enrolment::Register if self.draining || self.retiring => {}
			Enrolment::Register if self.enrolment.allows(now) => {
				tracing::info!("not registered yet: registering with owner {}", self.parts.owner);
				self.enrol_with_evidence(Purpose::Registration);
			}
			Enrolment::Renew if self.enrolment.allows(now) => self.enrol_with_evidence(Purpose::Renewal),
			Enrolment::AwaitApproval | Enrolment::AwaitStake | Enrolment::Register | Enrolment::Renew => {}
		}
		Ok(())
	}

	/// Collects evidence, if there is a source of it, and has it sent.
	fn enrol_with_evidence(&mut self, purpose: Purpose) {
		let Some(source) = self.parts.source.clone() else { return self.hand_in(purpose, None) };
		self.enrolment.start();
		let Parts { genesis, owner, worker, .. } = self.parts;
		let Head { number, hash } = self.head;
		let challenge = Challenge { genesis, owner, worker, block_hash: hash };
		let answer = tokio::task::spawn_blocking(move || source.answer(&challenge));
		self.tasks.spawn(async move {
			let answer = answer.await.unwrap_or_else(|error| Err(error.into()));
			Done::Attested(purpose, number, answer)
		});
	}

	fn on_attested(&mut self, purpose: Purpose, at_block: BlockNumber, result: Result<Evidence>) {
		match result {
			Ok(evidence) => {
				let (machine, gpus) = (&evidence.machine, evidence.devices.len());
				tracing::info!(block = at_block, gpus, "evidence of this machine: {machine}");
				self.hand_in(purpose, Some(Bound { at_block, evidence }));
			}
			Err(error) => {
				self.enrolment.failed(self.head.number);
				tracing::warn!(
					"no evidence of this machine, so there is no {purpose}: {error:#}. `piazza-worker attest` says what the \
					machine gives; with `source = \"none\"` in the configuration's [attestation] it does without"
				);
			}
		}
	}

	fn hand_in(&mut self, purpose: Purpose, evidence: Option<Bound>) {
		let call = match purpose {
			Purpose::Registration => Call::Register { owner: self.parts.owner, evidence },
			Purpose::Renewal => Call::Renew { evidence },
		};
		self.send(call, None);
	}

	/// Has done what comes next for a job, as far as the last look at it tells.
	fn decide(&mut self, id: JobId) -> Result<(), JournalError> {
		let now = self.head.number;
		let me = Me {
			tier: plan::active_tier(self.registration.as_ref(), &self.parts.owner, now),
			busy: self.jobs.values().filter(|job| job.is_on_hand()).count(),
			draining: self.draining || self.retiring,
			rented: self.standing.lease.is_some(),
		};
		let Some(tracked) = self.jobs.get_mut(&id) else { return Ok(()) };
		let Some(view) = tracked.view.clone() else { return Ok(()) };
		if !tracked.pace.allows(now) {
			return Ok(());
		}
		let step = plan::next(&view, now, self.parts.journal.entry(id), &me, &self.parts.wishes);
		tracked.keeps_here = plan::keeps_here(&view, &step);
		let until = view.stage.last_block();
		match step {
			Step::Wait => {}
			Step::Forget if tracked.claim_sent && matches!(view.stage, Stage::Open { .. }) => {}
			Step::Forget => {
				let entry = self.parts.journal.entry(id);
				if let Some(why) = plan::unwanted(&view, now, entry, &me, &self.parts.wishes) {
					tracing::debug!(job = id, "left to others: {why}");
				}
				let why = if tracked.claim_sent { "no seat was drawn for this worker" } else { "left to others" };
				self.forget(id, why)?;
			}
			Step::Stuck(why) => {
				if tracked.told.replace(why) != Some(why) {
					tracing::error!(job = id, "the seat cannot be saved: {why}");
				}
			}
			Step::Close(outcome) => {
				report::outcome(id, &view, &outcome);
				self.close(id, &outcome)?;
			}
			Step::Work => {
				tracing::info!(job = id, "computing");
				tracked.pace.start();
				let Parts { chain, blobs, executor, worker, .. } = &self.parts;
				let (chain, blobs, executor) = (chain.clone(), blobs.clone(), executor.clone());
				let work = work::work(chain, blobs, executor, *worker, self.head, view);
				self.tasks.spawn(async move { Done::Worked(id, work.await) });
			}
			// Each attempt that fails on the chain costs a fee.
			Step::Claim if tracked.pace.failures() >= MOST_CLAIMS_TRIED => {}
			Step::Claim => self.send(Call::Claim { job: id }, until),
			Step::Commit(answer) => self.send(Call::Commit { job: id, commitment: answer.commitment() }, until),
			Step::Reveal(Answer { output, salt, .. }) => {
				let output = Content { hash: output, uri: self.parts.blobs.uri(&output) };
				self.send(Call::Reveal { job: id, output, salt }, until);
			}
		}
		Ok(())
	}

	fn on_worked(&mut self, id: JobId, result: Result<Answer, Failure>) -> Result<()> {
		let now = self.head.number;
		let Some(tracked) = self.jobs.get_mut(&id) else { return Ok(()) };
		match result {
			Ok(answer) => {
				tracked.pace.succeeded(now);
				self.parts.journal.answered(answer)?;
			}
			Err(Failure::Lasting(unable)) => {
				tracing::warn!(job = id, "no answer: {}", unable.reason);
				tracked.pace.succeeded(now);
				self.parts.journal.unable(unable)?;
			}
			Err(Failure::Passing(error)) => {
				tracing::warn!(job = id, "no answer yet: {error:#}");
				tracked.pace.failed(now);
			}
		}
		Ok(self.decide(id)?)
	}

	async fn on_sent(&mut self, call: Call, result: Result<BlockNumber>) -> Result<()> {
		let pace = match job_of(&call) {
			Some(id) => Some(&mut self.jobs.entry(id).or_default().pace),
			None if is_enrolment(&call) => Some(&mut self.enrolment),
			None => self.desk.pace(&call),
		};
		// What it was for may be over.
		let Some(pace) = pace else { return Ok(()) };
		let block = match result {
			Ok(block) => block,
			Err(error) => {
				pace.failed(self.head.number);
				tracing::warn!("{call} failed: {error:#}");
				self.explain(&call);
				return Ok(());
			}
		};
		tracing::info!(block, "{call} is on the chain");
		pace.succeeded(block);
		if let Some((id, milestone)) = milestone_of(&call) {
			self.parts.journal.reached(id, milestone, block)?;
		}
		// The block was seen before, but this was not looked at in it.
		if block <= self.head.number {
			self.on_head(self.head).await?;
		}
		Ok(())
	}

	fn start_draining(&mut self) -> Result<()> {
		self.draining = true;
		self.decide_all()?;
		let left = self.jobs.iter().filter(|(_, job)| job.keeps_here).map(|(id, _)| *id).collect::<Vec<_>>();
		tracing::info!(
			jobs = ?left,
			"stopping: no new claims; what is committed will be shown first. A second signal stops at once: the journal \
			holds what is needed to go on later"
		);
		if let Some(lease) = &self.standing.lease {
			tracing::warn!(
				lease = lease.id,
				"this machine is rented out: while the worker is stopped nobody answers when somebody doubts that it is \
				there. Start it again soon, or end the lease first with `piazza-worker drain`"
			);
		} else if self.parts.controls.leasing().enabled && self.desk.has_bids() {
			tracing::warn!("bids may wait: a tenant can accept one while the worker is stopped");
		}
		Ok(())
	}

	/// Has done what comes next for all jobs, after something changed that is not of the chain.
	fn decide_all(&mut self) -> Result<(), JournalError> {
		let ids = self.jobs.iter().filter(|(_, job)| job.pace.allows(self.head.number)).map(|(id, _)| *id);
		for id in ids.collect::<Vec<_>>() {
			self.decide(id)?;
		}
		Ok(())
	}

	/// Whether it was told to stop, or to wind up, and nothing needs this worker any more.
	fn is_done(&self) -> bool {
		let is_seated = self.jobs.values().any(|job| job.keeps_here);
		let is_challenged = Desk::is_challenged(&self.standing, self.head.number);
		if self.draining {
			return !is_seated && !is_challenged;
		}
		let Standing { lease, offered, downtime } = &self.standing;
		// It costs more until the chain knows that the machine is back.
		let is_missing = downtime.is_some() && self.parts.controls.leasing().restore;
		let has_looked = self.unseen.is_some() && self.stood_at.is_some();
		let is_rented = lease.is_some() || *offered || self.desk.has_bids() || !self.ending.is_empty();
		self.retiring && has_looked && !is_seated && !is_rented && !is_missing
	}

	fn send(&mut self, call: Call, until: Option<BlockNumber>) {
		match job_of(&call) {
			Some(id) => {
				let tracked = self.jobs.entry(id).or_default();
				tracked.pace.start();
				tracked.keeps_here = true;
				tracked.claim_sent |= matches!(call, Call::Claim { .. });
			}
			None if is_enrolment(&call) => self.enrolment.start(),
			// The desk has started it.
			None => {}
		}
		tracing::debug!("sending: {call}");
		let chain = self.parts.chain.clone();
		self.tasks.spawn(async move {
			let result = chain.send(call.clone(), until).await;
			Done::Sent(call, result)
		});
	}

	fn forget(&mut self, id: JobId, why: &str) -> Result<(), JournalError> {
		self.close(id, &Outcome::nothing(why))
	}

	/// A job without an entry was closed before, or there was nothing to remember.
	fn close(&mut self, id: JobId, outcome: &Outcome) -> Result<(), JournalError> {
		if self.parts.journal.entry(id).is_some() {
			let asset = self.jobs.get(&id).and_then(|job| job.view.as_ref()).map_or(Asset::Native, |job| job.asset);
			self.parts.journal.close(id, &asset, outcome)?;
		}
		self.jobs.remove(&id);
		Ok(())
	}

	fn explain(&self, call: &Call) {
		if let Call::Register { .. } = call {
			tracing::warn!(
				"registering needs a deposit and a fee: does {} have a few PZA? Anybody can send some: \
				piazza transfer {} 10",
				self.parts.worker,
				self.parts.worker
			);
		}
		if let Call::ProveAlive { .. } | Call::Restore | Call::Bid { .. } = call {
			tracing::warn!(
				"transactions need a fee: does the worker have a few PZA, and its owner the deposit of a bid? Anybody can \
				send some: piazza transfer {} 10",
				self.parts.worker
			);
		}
		if let Call::Register { evidence: Some(_), .. } | Call::Renew { evidence: Some(_) } = call {
			tracing::warn!(
				"if the chain refused the evidence, docs/attestation.md says for each error what to do; with \
				`source = \"none\"` in the configuration's [attestation] the worker does without evidence"
			);
		}
	}
}

impl Tracked {
	/// Whether it counts against the most jobs at a time.
	fn is_on_hand(&self) -> bool {
		self.pace.is_under_way() || self.view.as_ref().is_some_and(plan::occupies)
	}
}

async fn requested(drain: &mut watch::Receiver<bool>) -> Result<(), watch::error::RecvError> {
	drain.wait_for(|drain| *drain).await.map(drop)
}

/// Says that something of a lease could not be noted. The worker goes on: a note that is missing costs a fee or a line in
/// the report, and an answer that is missing costs a part of the owner's stake.
fn tolerate(result: Result<(), JournalError>) {
	if let Err(error) = result {
		tracing::error!("something about a lease could not be noted: {error}");
	}
}

fn is_enrolment(call: &Call) -> bool {
	matches!(call, Call::Register { .. } | Call::Renew { .. })
}

fn job_of(call: &Call) -> Option<JobId> {
	match call {
		Call::Claim { job } | Call::Commit { job, .. } | Call::Reveal { job, .. } => Some(*job),
		_ => None,
	}
}

fn milestone_of(call: &Call) -> Option<(JobId, Milestone)> {
	match call {
		Call::Claim { job } => Some((*job, Milestone::Claimed)),
		Call::Commit { job, .. } => Some((*job, Milestone::Committed)),
		Call::Reveal { job, .. } => Some((*job, Milestone::Revealed)),
		_ => None,
	}
}
