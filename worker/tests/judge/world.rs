//! A chain that tests make up, and a checker on it.

use anyhow::{bail, ensure, Result};
use futures::{
	stream::{self, BoxStream},
	StreamExt,
};
use piazza_client::{
	blake2_256,
	blobs::{serve, uri_of, Server, Store},
	panels::{Case, Conclusion, PanelId, Progress, Secret, Stage},
};
use piazza_worker::{
	blobs,
	chain::Heads,
	execute::Executor,
	judge::{
		chain::{Call, Chain},
		daemon::{Daemon, Parts},
		duty::{Assignment, Duty},
		keep::{Keep, Key},
	},
	view::{AccountId, BlockNumber, Content, Head, Program, ProgramId, Window, H256},
};
use std::{
	collections::BTreeMap,
	path::{Path, PathBuf},
	sync::{Arc, Mutex},
	time::Duration,
};
use tempfile::TempDir;
use tokio::{sync::watch, task::JoinHandle, time::sleep};

pub(crate) const MEMBER: AccountId = AccountId([1; 32]);
pub(crate) const GENESIS: H256 = H256([3; 32]);
pub(crate) const INPUT: &[u8] = b"what the tenant wants to know";
/// The block in which panels are convened.
pub(crate) const CONVENED_AT: BlockNumber = 5;

/// A program that gives back its input.
pub(crate) const ECHO: &str = r#"(module
	(memory (export "memory") 1)
	(func (export "alloc") (param i32) (result i32) (i32.const 1024))
	(func (export "run") (param i32 i32) (result i64)
		(i64.or
			(i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32))
			(i64.extend_i32_u (local.get 1)))))"#;

/// A program that gives no output.
pub(crate) const TRAP: &str = r#"(module
	(memory (export "memory") 1)
	(func (export "alloc") (param i32) (result i32) (i32.const 1024))
	(func (export "run") (param i32 i32) (result i64) unreachable))"#;

/// What the chain holds.
#[derive(Default)]
pub(crate) struct State {
	pub(crate) number: BlockNumber,
	pub(crate) panels: BTreeMap<PanelId, Duty>,
	pub(crate) programs: BTreeMap<H256, Content>,
	/// Panels that are over.
	pub(crate) ends: BTreeMap<PanelId, Conclusion>,
	/// Calls that reached the chain.
	pub(crate) calls: Vec<Call>,
	/// So many calls to come will fail.
	pub(crate) failures: usize,
	/// Calls do not reach the chain, and nobody says so.
	pub(crate) cut_off: bool,
}

pub(crate) struct World {
	state: Arc<Mutex<State>>,
	heads: watch::Sender<Option<Head>>,
	folder: TempDir,
	store: Store,
	server: Server,
}

/// The chain as the checker sees it.
struct MadeUp {
	state: Arc<Mutex<State>>,
	folder: PathBuf,
}

pub(crate) struct Running(JoinHandle<Result<()>>);

/// The answers that are kept in `folder`.
fn keep(folder: &Path) -> Keep {
	Keep::open(folder, &GENESIS, &MEMBER).unwrap()
}

pub(crate) fn key(panel: PanelId) -> Key {
	Key { panel, convened_at: CONVENED_AT }
}

/// The same panel in another stage, before the checker has a seat in it.
pub(crate) fn unseated(duty: &Duty, stage: Stage) -> Duty {
	Duty { stage, progress: None, ..duty.clone() }
}

/// The hash of what the echo gives.
pub(crate) fn echoed() -> H256 {
	blake2_256(INPUT)
}

impl State {
	pub(crate) fn progress(&self, id: PanelId) -> Option<Progress> {
		self.panels[&id].progress
	}

	pub(crate) fn is_committed(&self, id: PanelId) -> bool {
		matches!(self.progress(id), Some(Progress::Committed { .. }))
	}

	pub(crate) fn is_revealed(&self, id: PanelId, answer: H256) -> bool {
		self.progress(id) == Some(Progress::Revealed { answer })
	}
}

impl World {
	pub(crate) async fn new() -> Self {
		let folder = tempfile::tempdir().unwrap();
		let store = Store::open(folder.path().join("tenant")).unwrap();
		let server = serve(store.clone(), "127.0.0.1:0".parse().unwrap()).await.unwrap();
		let state = Arc::new(Mutex::new(State { number: 10, ..Default::default() }));
		Self { state, heads: watch::channel(None).0, folder, store, server }
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

	/// Serves some bytes.
	pub(crate) fn serve(&self, bytes: &[u8]) -> Content {
		let hash = self.store.put(bytes).unwrap();
		self.promise(hash)
	}

	/// Where bytes of this hash are served once they are there.
	pub(crate) fn promise(&self, hash: H256) -> Content {
		Content { hash, uri: uri_of(&self.server.url(), &hash).parse().unwrap() }
	}

	/// Seats the checker in a panel about a job.
	pub(crate) fn seat(&self, id: PanelId, program: &str, commits: Window) {
		let input = self.serve(INPUT);
		self.seat_about(id, program, input, commits);
	}

	/// The same with another input.
	pub(crate) fn seat_about(&self, id: PanelId, program: &str, input: Content, commits: Window) {
		let module = self.serve(&wat::parse_str(program).unwrap());
		let program = blake2_256(&module.hash.0);
		self.change(|state| {
			state.programs.insert(program, module);
			let duty = Duty {
				id,
				case: Case::Job(id + 100),
				assignment: Some(Assignment { program, input }),
				convened_at: CONVENED_AT,
				stage: Stage::Committing { commits },
				progress: Some(Progress::Drawn),
			};
			state.panels.insert(id, duty);
		});
	}

	/// Has members show their answers.
	pub(crate) fn open_reveals(&self, id: PanelId) {
		self.change(|state| {
			let reveals = Window { from: state.number, to: state.number + 100_000 };
			state.panels.get_mut(&id).unwrap().stage = Stage::Revealing { reveals };
		});
	}

	/// Ends a panel.
	pub(crate) fn conclude(&self, id: PanelId) {
		self.change(|state| {
			state.panels.remove(&id).unwrap();
			state.ends.insert(id, Conclusion { panel: id, answer: Some(echoed()), fines: Vec::new() });
		});
	}

	/// What the checker has kept of a panel.
	pub(crate) fn kept(&self, id: PanelId) -> Option<Secret> {
		Secret::load(&self.path(id)).unwrap()
	}

	/// Where that is.
	pub(crate) fn path(&self, id: PanelId) -> PathBuf {
		keep(self.folder.path()).path(key(id))
	}

	/// One more finalized block.
	async fn tick(&self) {
		self.change(|state| state.number += 1);
		let number = self.with(|state| state.number);
		let hash = H256::from_low_u64_be(number.into());
		self.heads.send_replace(Some(Head { number, hash }));
		sleep(Duration::from_millis(5)).await;
	}

	pub(crate) async fn pass(&self, blocks: usize) {
		for _ in 0..blocks {
			self.tick().await;
		}
	}

	/// Lets blocks pass until something is so.
	pub(crate) async fn until(&self, so: impl Fn(&State) -> bool) {
		self.until_kept(|_, state| so(state)).await;
	}

	/// The same, where it also depends on what is kept.
	pub(crate) async fn until_kept(&self, so: impl Fn(&Self, &State) -> bool) {
		for _ in 0..2_000 {
			if self.with(|state| so(self, state)) {
				return;
			}
			self.tick().await;
		}
		panic!("it did not happen; calls so far: {:?}", self.calls());
	}

	pub(crate) fn start(&self) -> Running {
		let folder = self.folder.path();
		let parts = Parts {
			chain: Arc::new(MadeUp { state: self.state.clone(), folder: folder.into() }),
			member: MEMBER,
			fetcher: blobs::fetcher(&folder.join("blobs"), false).unwrap(),
			executor: Arc::new(Executor::new(Default::default())),
			keep: keep(folder),
		};
		Running(tokio::spawn(Daemon::new(parts).unwrap().run(self.heads.subscribe())))
	}
}

impl Running {
	/// Like `kill -9`: it gets no chance to do anything.
	pub(crate) async fn kill(self) {
		self.0.abort();
		assert!(self.0.await.is_err_and(|error| error.is_cancelled()), "it had ended before");
	}
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
	async fn is_enrolled(&self, _: Head) -> Result<bool> {
		Ok(false)
	}

	async fn duties(&self, _: Head) -> Result<Vec<PanelId>> {
		self.read(|state| {
			let seated = state.panels.values().filter(|duty| duty.progress.is_some());
			seated.map(|duty| duty.id).collect()
		})
	}

	async fn panel(&self, _: Head, id: PanelId) -> Result<Option<Duty>> {
		self.read(|state| state.panels.get(&id).cloned())
	}

	async fn program(&self, _: Head, id: ProgramId) -> Result<Option<Program>> {
		self.read(|state| state.programs.get(&id).map(|module| Program { module: module.clone() }))
	}

	async fn conclusion(&self, id: PanelId, _: BlockNumber, _: Head) -> Result<Option<Conclusion>> {
		self.read(|state| state.ends.get(&id).cloned())
	}

	async fn send(&self, call: Call, until: BlockNumber) -> Result<BlockNumber> {
		if self.read(|state| state.cut_off)? {
			return std::future::pending().await;
		}
		let mut state = self.state.lock().unwrap();
		state.calls.push(call.clone());
		state.number += 1;
		let number = state.number;
		ensure!(number <= until, "too late");
		if state.failures > 0 {
			state.failures -= 1;
			bail!("the test lets it fail");
		}
		match call {
			Call::Commit { panel, commitment } => {
				let duty = state.panels.get_mut(&panel).unwrap();
				let key = Key { panel, convened_at: duty.convened_at };
				let kept = Secret::load(&keep(&self.folder).path(key))?;
				let kept = kept.expect("a commitment was sent whose answer is not on disk");
				assert_eq!(kept.commitment(panel, &MEMBER), commitment);
				ensure!(
					matches!(duty.stage, Stage::Committing { commits } if commits.contains(number)),
					"CommitsClosed"
				);
				ensure!(duty.progress == Some(Progress::Drawn), "AlreadyCommitted");
				duty.progress = Some(Progress::Committed { commitment });
			}
			Call::Reveal { panel, secret } => {
				let duty = state.panels.get_mut(&panel).unwrap();
				ensure!(matches!(duty.stage, Stage::Revealing { reveals } if reveals.contains(number)), "WrongStage");
				let commitment = secret.commitment(panel, &MEMBER);
				ensure!(duty.progress == Some(Progress::Committed { commitment }), "CommitmentMismatch");
				duty.progress = Some(Progress::Revealed { answer: secret.answer });
			}
		}
		Ok(number)
	}
}
