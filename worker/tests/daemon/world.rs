//! A chain that tests make up, and a worker on it.

use anyhow::{bail, ensure, Result};
use futures::{
	stream::{self, BoxStream},
	StreamExt,
};
use piazza_client::{
	blake2_256,
	blobs::{serve, uri_of, Fetcher, Server, Store},
	jobs::commitment,
	Uri,
};
use piazza_fixtures::software::{root, DEVELOPMENT_ROOT};
use piazza_verifiers::{
	software,
	x509::{Anchor, NothingKnown},
};
use piazza_worker::{
	attest::{Machine, Software, Source},
	blobs::Blobs,
	chain::{Bound, Call, Chain, Heads},
	config::{self, Leasing},
	controls::Controls,
	daemon::{Daemon, Parts},
	execute::Executor,
	home::mark_for_drain,
	journal::{Entry, Held, Identity, Journal, FILE},
	leasing::view::{Bid, Challenge, Lease, LeaseEnd, LeaseId, Market, Order, Standing},
	plan::Wishes,
	process::Process,
	view::{
		AccountId, Asset, BlockNumber, Claim, Content, Head, Job, JobId, Outcome, Program, ProgramKind, Progress,
		Registration, Reserved, Seat, Stage, Tier, Window, H256,
	},
};
use sha2::{Digest, Sha512};
use std::{
	collections::BTreeMap,
	num::NonZeroU64,
	path::{Path, PathBuf},
	sync::{Arc, Mutex},
	time::Duration,
};
use tempfile::TempDir;
use tokio::{sync::watch, task::JoinHandle, time::sleep};

pub(crate) const WORKER: AccountId = AccountId([1; 32]);
pub(crate) const OWNER: AccountId = AccountId([2; 32]);
pub(crate) const GENESIS: H256 = H256([3; 32]);
pub(crate) const INPUT: &[u8] = b"what the tenant wants to know";

/// Blocks in which a challenge has to be answered.
pub(crate) const RESPONSE_PERIOD: BlockNumber = 20;
/// Blocks of notice before the owner may end a lease.
pub(crate) const NOTICE: BlockNumber = 30;

/// A program that gives back its input.
pub(crate) const ECHO: &str = r#"(module
	(memory (export "memory") 1)
	(func (export "alloc") (param i32) (result i32) (i32.const 1024))
	(func (export "run") (param i32 i32) (result i64)
		(i64.or
			(i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32))
			(i64.extend_i32_u (local.get 1)))))"#;

/// A program that gives no answer.
pub(crate) const TRAP: &str = r#"(module
	(memory (export "memory") 1)
	(func (export "alloc") (param i32) (result i32) (i32.const 1024))
	(func (export "run") (param i32 i32) (result i64) unreachable))"#;

/// What the chain holds.
#[derive(Default)]
pub(crate) struct State {
	pub(crate) number: BlockNumber,
	pub(crate) registration: Option<Registration>,
	pub(crate) programs: BTreeMap<H256, Content>,
	pub(crate) jobs: BTreeMap<JobId, Job>,
	pub(crate) standing: Standing,
	pub(crate) market: Market,
	/// Leases that are over.
	pub(crate) ends: BTreeMap<LeaseId, LeaseEnd>,
	pub(crate) calls: Vec<Call>,
	/// So many calls to come will fail.
	pub(crate) failures: usize,
}

pub(crate) struct World {
	state: Arc<Mutex<State>>,
	heads: watch::Sender<Option<Head>>,
	folder: TempDir,
	store: Store,
	server: Server,
	/// Where the worker's evidence comes from.
	pub(crate) source: Option<Source>,
	/// How it rents out.
	pub(crate) leasing: Leasing,
}

/// The chain as the worker sees it.
struct MadeUp {
	state: Arc<Mutex<State>>,
	journal: PathBuf,
}

pub(crate) struct Running {
	task: JoinHandle<Result<()>>,
	drain: watch::Sender<bool>,
}

pub(crate) fn is_committed(job: &Job) -> bool {
	job.seat.as_ref().is_some_and(|seat| matches!(seat.progress, Progress::Committed { .. }))
}

/// The hash of the block of this number.
fn block_hash(number: BlockNumber) -> H256 {
	H256::from_low_u64_be(number.into())
}

/// A machine in development.
pub(crate) fn software_source() -> Option<Source> {
	Some(Source::Software(Software { device: "one".parse().unwrap(), measurement: Default::default() }))
}

/// Whether evidence is what a development chain takes from this worker in block `now`, after evidence bound to `last`.
fn check(bound: &Bound, last: Option<BlockNumber>, now: BlockNumber) -> Result<()> {
	let Bound { at_block, evidence } = bound;
	ensure!((1..now).contains(at_block) && now - at_block <= 256, "ChallengeExpired");
	ensure!(last.is_none_or(|last| last < *at_block), "ChallengeSpent");
	let Machine::Software { report, signature, chain } = &evidence.machine else { bail!("of another machine") };
	let chain: Vec<_> = chain.iter().map(Vec::as_slice).collect();
	let anchor = Anchor::from_certificate(&root(DEVELOPMENT_ROOT).certificate).unwrap();
	let evidence = software::Evidence { report, signature, chain: &chain };
	let facts = software::verify(evidence, &[anchor], &NothingKnown, 1_780_000_000)?;
	let parts = [b"piazza/attest/v1", &GENESIS[..], &OWNER.0, &WORKER.0, &block_hash(*at_block)[..], &[0; 32]];
	ensure!(facts.report_data[..] == Sha512::digest(parts.concat())[..], "ChallengeMismatch");
	Ok(())
}

impl World {
	pub(crate) async fn unregistered() -> Self {
		let folder = tempfile::tempdir().unwrap();
		let store = Store::open(folder.path().join("tenant")).unwrap();
		let server = serve(store.clone(), "127.0.0.1:0".parse().unwrap()).await.unwrap();
		let state = Arc::new(Mutex::new(State { number: 10, ..Default::default() }));
		Self { state, heads: watch::channel(None).0, folder, store, server, source: None, leasing: Leasing::default() }
	}

	/// With a worker that is registered and approved.
	pub(crate) async fn new() -> Self {
		let world = Self::unregistered().await;
		world.change(|state| {
			state.registration = Some(Registration {
				owner: OWNER,
				tier: Tier::Declared,
				approved: true,
				verified_at: 0,
				expires_at: 50_000,
				active: true,
				attested_at: None,
				revoked: false,
				backed: true,
				program: None,
				class: None,
				gpus: 0,
			});
		});
		world
	}

	pub(crate) fn folder(&self) -> &Path {
		self.folder.path()
	}

	pub(crate) fn with<R>(&self, read: impl FnOnce(&State) -> R) -> R {
		read(&self.state.lock().unwrap())
	}

	pub(crate) fn change(&self, change: impl FnOnce(&mut State)) {
		change(&mut self.state.lock().unwrap());
	}

	pub(crate) fn calls(&self) -> Vec<Call> {
		self.with(|state| state.calls.clone())
	}

	/// Submits an open job; returns where its input is.
	pub(crate) fn add_job(&self, id: JobId, program: &str) -> Uri {
		let content = |bytes: &[u8]| {
			let hash = self.store.put(bytes).unwrap();
			Content { hash, uri: uri_of(&self.server.url(), &hash).parse().unwrap() }
		};
		let module = content(&wat::parse_str(program).unwrap());
		let input = content(INPUT);
		let uri = input.uri.clone();
		let program = blake2_256(&module.hash.0);
		self.change(|state| {
			state.programs.insert(program, module);
			let job = Job {
				id,
				program: Some(program),
				kind: Some(ProgramKind::Image),
				input,
				asset: Asset::Native,
				reward: 300,
				replicas: 3,
				min_tier: Tier::Declared,
				reserved: Reserved::No,
				bond: 10,
				stage: Stage::Open { claims: Window { from: 0, to: 100_000 } },
				claim: Claim::None,
				seat: None,
			};
			state.jobs.insert(id, job);
		});
		uri
	}

	/// Seats the worker.
	pub(crate) fn seat(&self, id: JobId, commits: Window) {
		self.change(|state| {
			let job = state.jobs.get_mut(&id).unwrap();
			job.stage = Stage::Assigned { commits };
			job.claim = Claim::None;
			job.seat = Some(Seat { progress: Progress::Assigned, outcome: None });
		});
	}

	/// Opens the time for outputs.
	pub(crate) fn reveal(&self, id: JobId, reveals: Window) {
		self.change(|state| state.jobs.get_mut(&id).unwrap().stage = Stage::Revealing { reveals });
	}

	/// What the worker showed last.
	pub(crate) fn shown(&self) -> Content {
		let shown = self.calls().into_iter().rev().find_map(|call| match call {
			Call::Reveal { output, .. } => Some(output),
			_ => None,
		});
		shown.expect("an output was shown")
	}

	pub(crate) async fn fetch(&self, content: &Content) -> Vec<u8> {
		let empty = tempfile::tempdir().unwrap();
		Fetcher::new(Store::open(empty.path()).unwrap()).fetch(content, 1_000).await.unwrap()
	}

	pub(crate) fn journal_text(&self) -> String {
		std::fs::read_to_string(self.folder().join(FILE)).unwrap_or_default()
	}

	pub(crate) fn entry(&self, job: JobId) -> Option<Entry> {
		Journal::inspect(self.folder()).unwrap().and_then(|(_, mut entries)| entries.remove(&job))
	}

	/// Rents the worker out.
	pub(crate) fn rent_out(&self, lease: LeaseId) {
		self.change(|state| {
			state.standing.lease = Some(Lease {
				id: lease,
				tenant: AccountId([4; 32]),
				provider: OWNER,
				min_tier: Tier::Declared,
				program: None,
				asset: Asset::Native,
				rate: 5,
				rent: 0,
				started_at: state.number,
				until: 100_000,
				reclaim_from: None,
				challenge: None,
			});
		});
	}

	/// Ends the lease.
	pub(crate) fn end_lease(&self, rent: u128) {
		self.change(|state| {
			let lease = state.standing.lease.take().unwrap();
			state.ends.insert(lease.id, LeaseEnd { reason: "its time was over".into(), is_missed: false, rent });
		});
	}

	/// Doubts that the worker is there.
	pub(crate) fn challenge(&self) {
		self.change(|state| {
			let challenge = Challenge { bond: 10, at: state.number, until: state.number + RESPONSE_PERIOD };
			state.standing.lease.as_mut().unwrap().challenge = Some(challenge);
		});
	}

	/// Whether the worker can be found missing: somebody doubts, and the time to answer is over.
	pub(crate) fn is_lost(&self) -> bool {
		self.with(|state| state.challenge().is_some_and(|challenge| state.number >= challenge.until))
	}

	/// Places an order that the worker fits.
	pub(crate) fn add_order(&self, id: u64) {
		self.change(|state| {
			let order = Order {
				id,
				tenant: AccountId([4; 32]),
				class: 1,
				gpus: 1,
				min_tier: Tier::Declared,
				program: None,
				described: true,
				reputed: true,
				providers: Vec::new(),
				asset: Asset::Native,
				max_rate: 1_000_000_000_000,
				duration: 1_000,
				reclaim_window: 10,
				bids: Vec::new(),
			};
			let market = &mut state.market;
			market.orders.push(order);
			(market.stake, market.funds, market.deposit, market.longest) = (100, 10, 1, 10_000);
			market.needed.insert(1, 100);
		});
	}

	/// Has the worker wind up, or not any more.
	pub(crate) fn retire(&self, retire: bool) {
		mark_for_drain(self.folder(), retire).unwrap();
	}

	/// What the journal comes to.
	pub(crate) fn held(&self) -> Held {
		Journal::audit(self.folder()).unwrap().unwrap().1
	}

	/// One more finalized block.
	async fn tick(&self) {
		self.change(|state| state.number += 1);
		let number = self.with(|state| state.number);
		self.heads.send_replace(Some(Head { number, hash: block_hash(number) }));
		sleep(Duration::from_millis(5)).await;
	}

	pub(crate) async fn pass(&self, blocks: usize) {
		for _ in 0..blocks {
			self.tick().await;
		}
	}

	/// Lets blocks pass until something is so.
	pub(crate) async fn until(&self, so: impl Fn(&State) -> bool) {
		for _ in 0..2_000 {
			if self.with(&so) {
				return;
			}
			self.tick().await;
		}
		panic!("it did not happen; calls so far: {:?}", self.calls());
	}

	pub(crate) async fn start(&self, faulty: bool) -> Running {
		let identity = Identity { genesis: GENESIS, worker: WORKER };
		let blobs = config::Blobs { listen: "127.0.0.1:0".parse().unwrap(), ..Default::default() };
		let parts = Parts {
			chain: Arc::new(MadeUp { state: self.state.clone(), journal: self.folder().into() }),
			genesis: GENESIS,
			worker: WORKER,
			owner: OWNER,
			source: self.source.clone(),
			wishes: Wishes { programs: Default::default(), min_seat_pay: 0, max_bond: 10, max_jobs: 4, rehearse: true },
			blobs: Arc::new(Blobs::open(&self.folder().join("blobs"), &blobs).await.unwrap()),
			executor: Arc::new(match faulty {
				true => Executor::new(Default::default()).falsifying(NonZeroU64::MIN),
				false => Executor::new(Default::default()),
			}),
			journal: Journal::open(self.folder(), &identity).unwrap(),
			process: Process::new(self.folder().into(), env!("CARGO_BIN_EXE_piazza-worker").into()),
			controls: Controls::fixed(self.folder().into(), self.leasing.clone()),
			approve_command: "piazza worker approve".into(),
			stake_command: "piazza stake open".into(),
		};
		let (drain, draining) = watch::channel(false);
		let task = tokio::spawn(Daemon::new(parts).run(self.heads.subscribe(), draining));
		Running { task, drain }
	}
}

impl State {
	pub(crate) fn challenge(&self) -> Option<Challenge> {
		self.standing.lease.as_ref().and_then(|lease| lease.challenge)
	}

	/// The orders that the worker has bid for.
	pub(crate) fn bids(&self) -> Vec<u64> {
		self.market.orders.iter().filter(|order| !order.bids.is_empty()).map(|order| order.id).collect()
	}

	fn order(&mut self, id: u64) -> &mut Order {
		self.market.orders.iter_mut().find(|order| order.id == id).unwrap()
	}
}

impl Running {
	/// Like `kill -9`: it gets no chance to do anything.
	pub(crate) async fn kill(self) {
		self.task.abort();
		assert!(self.task.await.is_err_and(|error| error.is_cancelled()), "it had ended before");
	}

	pub(crate) fn drain(&self) {
		self.drain.send_replace(true);
	}

	pub(crate) fn has_ended(&self) -> bool {
		self.task.is_finished()
	}

	pub(crate) async fn end(self) -> Result<()> {
		tokio::time::timeout(Duration::from_secs(10), self.task).await.expect("it ends").unwrap()
	}
}

/// What the chain holds of a worker after it took its evidence in block `now`.
fn registration(
	owner: AccountId,
	approved: bool,
	last: Option<BlockNumber>,
	evidence: Option<Bound>,
	now: BlockNumber,
) -> Result<Registration> {
	evidence.as_ref().map(|bound| check(bound, last, now)).transpose()?;
	let attested_at = evidence.map(|bound| bound.at_block);
	let tier = attested_at.map_or(Tier::Declared, |_| Tier::ConfidentialCpu);
	let (verified_at, expires_at) = (now, now + 50_000);
	let (active, revoked, backed) = (approved, false, true);
	Ok(Registration {
		owner,
		tier,
		approved,
		verified_at,
		expires_at,
		active,
		attested_at,
		revoked,
		backed,
		program: None,
		class: None,
		gpus: 0,
	})
}

impl MadeUp {
	fn read<R>(&self, read: impl FnOnce(&State) -> R) -> Result<R> {
		Ok(read(&self.state.lock().unwrap()))
	}
}

impl Heads for MadeUp {
	async fn genesis(&self) -> Result<H256> {
		Ok(GENESIS)
	}

	async fn heads(&self) -> Result<BoxStream<'static, Result<Head>>> {
		Ok(stream::pending().boxed())
	}
}

impl Chain for MadeUp {
	async fn registration(&self, _: Head) -> Result<Option<Registration>> {
		self.read(|state| {
			let active = |found: &Registration| found.approved && !found.revoked && state.number < found.expires_at;
			state.registration.clone().map(|found| Registration { active: active(&found), ..found })
		})
	}

	async fn next_job(&self, _: Head) -> Result<JobId> {
		self.read(|state| state.jobs.keys().next_back().map_or(0, |last| last + 1))
	}

	async fn jobs(&self, _: Head) -> Result<Vec<JobId>> {
		self.read(|state| state.jobs.keys().copied().collect())
	}

	async fn job(&self, _: Head, id: JobId) -> Result<Option<Job>> {
		self.read(|state| state.jobs.get(&id).cloned())
	}

	async fn program(&self, _: Head, id: H256) -> Result<Option<Program>> {
		self.read(|state| state.programs.get(&id).map(|module| Program { module: module.clone() }))
	}

	async fn standing(&self, _: Head) -> Result<Standing> {
		self.read(|state| state.standing.clone())
	}

	async fn market(&self, _: Head) -> Result<Market> {
		self.read(|state| state.market.clone())
	}

	async fn lease_end(&self, lease: LeaseId, _: BlockNumber, _: Head) -> Result<Option<LeaseEnd>> {
		self.read(|state| state.ends.get(&lease).cloned())
	}

	async fn send(&self, call: Call, until: Option<BlockNumber>) -> Result<BlockNumber> {
		let journal = Journal::inspect(&self.journal)?.map(|(_, entries)| entries).unwrap_or_default();
		let mut state = self.state.lock().unwrap();
		state.calls.push(call.clone());
		state.number += 1;
		let number = state.number;
		ensure!(until.is_none_or(|until| number <= until), "too late");
		if state.failures > 0 {
			state.failures -= 1;
			bail!("the test lets it fail");
		}
		match call {
			Call::Register { owner, evidence } => {
				ensure!(state.registration.is_none(), "AlreadyRegistered");
				state.registration = Some(registration(owner, false, None, evidence, number)?);
			}
			Call::Renew { evidence } => {
				let Registration { owner, approved, attested_at, .. } = state.registration.clone().unwrap();
				ensure!(approved, "NotApproved");
				state.registration = Some(registration(owner, approved, attested_at, evidence, number)?);
			}
			Call::Claim { job } => state.jobs.get_mut(&job).unwrap().claim = Claim::Mine,
			Call::Commit { job, commitment } => {
				let Some(Entry::Answered(answer)) = journal.get(&job) else {
					panic!("a commitment was sent whose answer is not in the journal");
				};
				assert_eq!(answer.commitment(), commitment);
				let seat = state.jobs.get_mut(&job).unwrap().seat.as_mut().unwrap();
				ensure!(seat.progress == Progress::Assigned, "AlreadyCommitted");
				seat.progress = Progress::Committed { commitment };
			}
			Call::Reveal { job, output, salt } => {
				let found = state.jobs.get_mut(&job).unwrap();
				let wanted = commitment(job, &WORKER, &output.hash, &salt.0);
				ensure!(is_committed(found), "NotCommitted");
				ensure!(
					found.seat.as_ref().unwrap().progress == Progress::Committed { commitment: wanted },
					"CommitmentMismatch"
				);
				let outcome = Outcome { verdict: "accepted".into(), paid: 98, bond_lost: 0, bond_won: 0 };
				found.seat = Some(Seat { progress: Progress::Revealed, outcome: Some(outcome) });
				found.stage = Stage::Final;
			}
			Call::ProveAlive { lease } => {
				let challenge = state.challenge();
				let held = Journal::audit(&self.journal)?.unwrap().1;
				assert!(held.tenancies[&lease].proof.is_some(), "an answer was sent that is not in the journal");
				ensure!(challenge.is_some_and(|challenge| number < challenge.until), "NotChallenged");
				let found = state.registration.clone().unwrap();
				let running = state.standing.lease.as_mut().unwrap();
				ensure!(found.approved && number < found.expires_at, "Inactive");
				ensure!(found.tier >= running.min_tier, "TierTooLow");
				running.challenge = None;
			}
			Call::Restore => {
				ensure!(state.standing.downtime.take().is_some(), "NotFound");
			}
			Call::Bid { order, rate, max_duration } => {
				let bids = &mut state.order(order).bids;
				ensure!(bids.is_empty(), "AlreadyBid");
				bids.push(Bid { worker: WORKER, rate, max_duration });
			}
			Call::WithdrawBid { order } => {
				let bids = &mut state.order(order).bids;
				ensure!(!bids.is_empty(), "NotFound");
				bids.clear();
			}
			Call::WithdrawOffer => {
				ensure!(state.standing.offered, "NotFound");
				state.standing.offered = false;
			}
			Call::StartReclaim { .. } => {
				let lease = state.standing.lease.as_mut().unwrap();
				ensure!(lease.reclaim_from.is_none(), "NoticeGiven");
				lease.reclaim_from = Some(number + NOTICE);
			}
			Call::CloseLease { lease } => {
				let from = state.standing.lease.as_ref().and_then(|lease| lease.reclaim_from);
				ensure!(from.is_some_and(|from| number >= from) && state.challenge().is_none(), "NoticeNotOver");
				state.standing.lease = None;
				let end = LeaseEnd { reason: "it was taken back".into(), is_missed: false, rent: 77 };
				state.ends.insert(lease, end);
			}
		}
		Ok(number)
	}
}
