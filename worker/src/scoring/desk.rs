//! Where data is scored, one piece after another.

use super::pools::{Pools, View};
use crate::{
	execute::{Executor, NoAnswer},
	view::{AccountId, BlockNumber, Content, H256},
};
use anyhow::Result;
use piazza_client::{
	blake2_256,
	blobs::{Fetcher, StoreError},
	pools::{PoolId, Scoring, Statement},
	Keypair, Permill,
};
use std::sync::Arc;
use tokio::{sync::Mutex, task::spawn_blocking};

/// Statements that are good still, at the most.
const MAX_OPEN: usize = 1_024;

/// Why there is no statement.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
	/// No such pool.
	#[error("there is no pool {0}")]
	NoPool(PoolId),
	/// The pool wants another kind of proof.
	#[error("pool {0} takes no worker's word on how good data is")]
	NotByWorkers(PoolId),
	/// The pool wants another program.
	#[error("the program of pool {0} is not the one that this worker's evidence measured")]
	OtherProgram(PoolId),
	/// The chain would not believe this worker now.
	#[error("this worker is not active on the chain, or too little is known of it for pool {0}: ask again later")]
	NotReady(PoolId),
	/// There is no data.
	#[error("there is no data to score")]
	Nothing,
	/// The pool has this content.
	#[error("pool {0} has this data already")]
	Known(PoolId),
	/// Too many statements are good still.
	#[error("too many statements were given that are not used yet: ask again later")]
	Busy,
	/// The pool's data and this are more than a program may read.
	#[error("pool {pool} and this are {bytes} bytes, and this worker's programs read {max} at the most")]
	TooMuch {
		/// The pool.
		pool: PoolId,
		/// How much there is.
		bytes: usize,
		/// How much there may be.
		max: usize,
	},
	/// The program cannot make sense of it.
	#[error("this data cannot be scored: {0}")]
	Unreadable(NoAnswer),
	/// Nothing in it counts.
	#[error("nothing in this data counts: its score is zero")]
	Worthless,
	/// The program's output is no score.
	#[error("the scoring program gave no score")]
	NoScore,
	/// The machine's own fault.
	#[error(transparent)]
	Failed(#[from] anyhow::Error),
}

/// What a desk is made of.
pub struct Parts<C> {
	/// The chain.
	pub chain: Arc<C>,
	/// Its first block.
	pub genesis: H256,
	/// The worker's key.
	pub key: Keypair,
	/// The scoring program's module.
	pub module: Arc<[u8]>,
	/// What runs it.
	pub executor: Arc<Executor>,
	/// What pools have, and where what was scored is kept: not where others can fetch from.
	pub fetcher: Fetcher,
	/// For how many blocks a statement counts, if the chain allows that.
	pub valid: BlockNumber,
}

/// A statement that may still be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Open {
	pool: PoolId,
	content: H256,
	contributor: AccountId,
	expires: BlockNumber,
}

/// Where data is scored.
pub struct Desk<C> {
	parts: Parts<C>,
	program: H256,
	/// Also sees to it that one piece is scored after another: the second must see the first.
	open: Mutex<Vec<Open>>,
}

impl<C: Pools> Desk<C> {
	/// A desk at which nothing was scored yet.
	pub fn new(parts: Parts<C>) -> Self {
		let program = blake2_256(&parts.module);
		Self { parts, program, open: Mutex::default() }
	}

	/// Most bytes of data that it looks at.
	pub fn max_bytes(&self) -> usize {
		self.parts.executor.limits().input_bytes
	}

	/// Scores data of `contributor` for `pool`, and signs the score.
	///
	/// What the pool has counts as known, and so does what was scored and may still be brought: whoever shows data first
	/// has it. The same data of the same contributor may be scored again meanwhile.
	pub async fn score(&self, pool: PoolId, contributor: AccountId, data: Vec<u8>) -> Result<Statement, Refusal> {
		let mut open = self.open.lock().await;
		let view = self.parts.chain.view(pool).await?.ok_or(Refusal::NoPool(pool))?;
		ensure_believed(pool, &view)?;
		open.retain(|statement| statement.expires > view.at);
		// Of nothing, the program would score what the pool has.
		if data.is_empty() {
			return Err(Refusal::Nothing);
		}
		let content = blake2_256(&data);
		if view.contents.iter().any(|known| known.hash == content) {
			return Err(Refusal::Known(pool));
		}
		let is_this = |statement: &Open| (statement.pool, statement.content) == (pool, content);
		if open.iter().any(|statement| is_this(statement) && statement.contributor != contributor) {
			return Err(Refusal::Known(pool));
		}
		open.retain(|statement| !is_this(statement));
		if open.len() >= MAX_OPEN {
			return Err(Refusal::Busy);
		}

		let promised = open.iter().filter(|statement| statement.pool == pool);
		let promised = promised.map(|statement| Content { hash: statement.content, uri: Default::default() });
		let mut known: Vec<_> = view.contents.clone();
		known.extend(promised.filter(|content| view.contents.iter().all(|known| known.hash != content.hash)));
		let score = self.compute(pool, known, &data).await?;
		self.parts.fetcher.store().put(&data).map_err(anyhow::Error::from)?;

		let expires = view.at.saturating_add(self.parts.valid.min(view.statement_period));
		open.push(Open { pool, content, contributor, expires });
		let Parts { key, genesis, .. } = &self.parts;
		Ok(Statement::sign(key, *genesis, pool, contributor, content, score, expires))
	}

	/// Runs the program on what is known and on the new data.
	async fn compute(&self, pool: PoolId, known: Vec<Content>, data: &[u8]) -> Result<Permill, Refusal> {
		let max = self.max_bytes();
		let mut input = Vec::new();
		for content in known {
			input.extend(self.known(pool, &content).await?);
			let bytes = input.len().saturating_add(data.len());
			if bytes > max {
				return Err(Refusal::TooMuch { pool, bytes, max });
			}
		}
		input.extend_from_slice(data);
		let (executor, module, program) = (self.parts.executor.clone(), self.parts.module.clone(), self.program);
		let run = spawn_blocking(move || executor.run(program, &module, &input)).await;
		let computed = match run.unwrap_or(Err(NoAnswer::BrokenOff)) {
			Ok(computed) => computed,
			Err(fault) if fault.is_lasting() => return Err(Refusal::Unreadable(fault)),
			Err(fault) => return Err(Refusal::Failed(fault.into())),
		};
		match score_in(&computed.output) {
			None => Err(Refusal::NoScore),
			Some(Permill(0)) => Err(Refusal::Worthless),
			Some(score) => Ok(score),
		}
	}

	/// What the pool has; nothing when it cannot be had. Who keeps its data from being fetched may bring it again, to
	/// another worker; to refuse all others meanwhile would let it close the pool.
	async fn known(&self, pool: PoolId, content: &Content) -> Result<Vec<u8>, Refusal> {
		let max = u64::try_from(self.max_bytes()).unwrap_or(u64::MAX);
		match self.parts.fetcher.fetch(content, max).await {
			Ok(bytes) => Ok(bytes),
			Err(piazza_client::blobs::FetchError::Store(fault @ StoreError::Io { .. })) => {
				Err(Refusal::Failed(fault.into()))
			}
			Err(error) => {
				tracing::warn!("contribution {:?} of pool {pool} is not compared with: {error}", content.hash);
				Ok(Vec::new())
			}
		}
	}
}

/// Fails unless the chain would believe what this worker says of this pool's data.
fn ensure_believed(pool: PoolId, view: &View) -> Result<(), Refusal> {
	let Scoring::Enclave { program, min_tier } = view.scoring else { return Err(Refusal::NotByWorkers(pool)) };
	match view.measured {
		None => Err(Refusal::NotReady(pool)),
		Some((measured, _)) if measured != program => Err(Refusal::OtherProgram(pool)),
		Some((_, tier)) if tier < min_tier => Err(Refusal::NotReady(pool)),
		Some(_) => Ok(()),
	}
}

/// The score in a program's output, as the chain reads it.
fn score_in(output: &[u8]) -> Option<Permill> {
	let parts = u32::from_le_bytes(output.try_into().ok()?);
	(parts <= 1_000_000).then_some(Permill(parts))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::view::{ProgramId, Tier};
	use piazza_client::{blobs::Store, keys};
	use piazza_workload_host::Limits;
	use std::sync::Mutex as Plain;

	const PROGRAM: ProgramId = H256([8; 32]);
	const POOL: PoolId = 3;

	/// A program that traps on an odd number of bytes; else its score is as many thousandths as there are zeros.
	const MODULE: &str = r#"(module
		(memory (export "memory") 2)
		(func (export "alloc") (param i32) (result i32) (i32.const 1024))
		(func (export "run") (param $at i32) (param $length i32) (result i64)
			(local $end i32) (local $count i32)
			(if (i32.and (local.get $length) (i32.const 1)) (then (unreachable)))
			(local.set $end (i32.add (local.get $at) (local.get $length)))
			(block $done (loop $next
				(br_if $done (i32.ge_u (local.get $at) (local.get $end)))
				(local.set $count (i32.add (local.get $count) (i32.eqz (i32.load8_u (local.get $at)))))
				(local.set $at (i32.add (local.get $at) (i32.const 1)))
				(br $next)))
			(i32.store (i32.const 0) (i32.mul (local.get $count) (i32.const 1000)))
			(i64.const 4)))"#;

	struct Fixed(Plain<Option<View>>);

	impl Pools for Fixed {
		async fn view(&self, pool: PoolId) -> Result<Option<View>> {
			Ok(self.0.lock().unwrap().clone().filter(|_| pool == POOL))
		}
	}

	struct Bench {
		desk: Desk<Fixed>,
		folder: tempfile::TempDir,
	}

	impl Bench {
		fn new() -> Self {
			Self::with(Limits { input_bytes: 64, ..Limits::default() })
		}

		fn with(limits: Limits) -> Self {
			let folder = tempfile::tempdir().unwrap();
			let view = View {
				at: 100,
				scoring: Scoring::Enclave { program: PROGRAM, min_tier: Tier::ConfidentialCpu },
				contents: Vec::new(),
				measured: Some((PROGRAM, Tier::ConfidentialCpu)),
				statement_period: 50,
			};
			let desk = Desk::new(Parts {
				chain: Arc::new(Fixed(Plain::new(Some(view)))),
				genesis: H256([1; 32]),
				key: keys::from_uri("//Worker").unwrap(),
				module: wat::parse_str(MODULE).unwrap().into(),
				executor: Arc::new(Executor::new(limits)),
				fetcher: Fetcher::new(Store::open(folder.path()).unwrap()),
				valid: 20,
			});
			Self { desk, folder }
		}

		/// Changes what the chain says.
		fn change(&self, change: impl FnOnce(&mut View)) {
			change(self.desk.parts.chain.0.lock().unwrap().as_mut().unwrap());
		}

		async fn score(&self, who: u8, data: &[u8]) -> Result<Statement, Refusal> {
			self.desk.score(POOL, AccountId::from([who; 32]), data.to_vec()).await
		}

		/// What data scores, in thousandths.
		async fn thousandths(&self, who: u8, data: &[u8]) -> u32 {
			self.score(who, data).await.unwrap().score.0 / 1_000
		}

		async fn refusal(&self, data: &[u8]) -> String {
			self.score(1, data).await.unwrap_err().to_string()
		}
	}

	#[tokio::test]
	async fn statement_is_about_the_data_and_signed_for_the_chain() {
		let bench = Bench::new();
		let said = bench.score(1, &[0, 0, 5, 0]).await.unwrap();
		assert!(said.is_signed(H256([1; 32])) && !said.is_signed(H256([2; 32])));
		assert_eq!(
			(said.pool, said.contributor, said.content),
			(POOL, AccountId::from([1; 32]), blake2_256(&[0, 0, 5, 0]))
		);
		assert_eq!((said.score, said.expires), (Permill(3_000), 120));
		bench.change(|view| view.statement_period = 7);
		assert_eq!(bench.score(1, &[0, 1]).await.unwrap().expires, 107);
	}

	#[tokio::test]
	async fn program_reads_what_the_pool_has_before_the_data() {
		let bench = Bench::new();
		let hash = bench.desk.parts.fetcher.store().put(&[0, 0]).unwrap();
		let nowhere = Content { hash: H256([9; 32]), uri: Default::default() };
		bench.change(|view| view.contents = vec![Content { hash, uri: Default::default() }, nowhere]);
		// Two zeros of the pool and one of the data. What cannot be had is left out.
		assert_eq!(bench.thousandths(1, &[0, 7]).await, 3);
	}

	#[tokio::test]
	async fn data_counts_as_known_when_it_was_scored_and_may_still_be_brought() {
		let bench = Bench::new();
		assert_eq!(bench.thousandths(1, &[0, 7]).await, 1);
		assert_eq!(bench.thousandths(2, &[0, 8]).await, 2);
		// The same again is not known by itself; by another it is refused.
		assert_eq!(bench.thousandths(1, &[0, 7]).await, 2);
		assert!(matches!(bench.score(2, &[0, 7]).await, Err(Refusal::Known(POOL))));
		// Both are forgotten when they count no more; what the pool has then is known once.
		bench.change(|view| view.at = 120);
		assert_eq!(bench.thousandths(2, &[0, 7]).await, 1);
		let brought = Content { hash: blake2_256(&[0, 7]), uri: Default::default() };
		bench.change(|view| view.contents = vec![brought]);
		assert_eq!(bench.thousandths(2, &[0, 9]).await, 2);
	}

	#[tokio::test]
	async fn data_is_refused_when_the_pool_has_it() {
		let bench = Bench::new();
		bench.change(|view| view.contents = vec![Content { hash: blake2_256(&[0, 1]), uri: Default::default() }]);
		assert_eq!(bench.refusal(&[0, 1]).await, "pool 3 has this data already");
	}

	#[tokio::test]
	async fn data_is_refused_when_the_chain_would_not_believe_the_worker() {
		let bench = Bench::new();
		let other = bench.desk.score(9, AccountId::from([1; 32]), vec![0, 0]).await;
		assert!(matches!(other, Err(Refusal::NoPool(9))));
		bench.change(|view| view.measured = None);
		assert!(matches!(bench.score(1, &[0, 0]).await, Err(Refusal::NotReady(POOL))));
		bench.change(|view| view.measured = Some((PROGRAM, Tier::Declared)));
		assert!(matches!(bench.score(1, &[0, 0]).await, Err(Refusal::NotReady(POOL))));
		bench.change(|view| view.measured = Some((H256([7; 32]), Tier::ConfidentialCpu)));
		assert!(matches!(bench.score(1, &[0, 0]).await, Err(Refusal::OtherProgram(POOL))));
		bench.change(|view| view.scoring = Scoring::Jury { program: PROGRAM, min_quorum: 3 });
		assert!(matches!(bench.score(1, &[0, 0]).await, Err(Refusal::NotByWorkers(POOL))));
	}

	#[tokio::test]
	async fn data_is_refused_when_it_has_no_score() {
		let bench = Bench::new();
		assert!(bench.refusal(&[]).await.starts_with("there is no data"));
		assert!(bench.refusal(&[0]).await.starts_with("this data cannot be scored"));
		assert!(bench.refusal(&[1, 1]).await.contains("its score is zero"));
		assert!(matches!(bench.score(1, &[1; 66]).await, Err(Refusal::Unreadable(_) | Refusal::TooMuch { .. })));
		// Nothing of that is remembered.
		assert_eq!(bench.thousandths(1, &[0, 7]).await, 1);
	}

	#[tokio::test]
	async fn data_is_refused_when_the_pool_and_it_are_too_much() {
		let bench = Bench::new();
		let hash = bench.desk.parts.fetcher.store().put(&[0; 40]).unwrap();
		bench.change(|view| view.contents = vec![Content { hash, uri: Default::default() }]);
		let refused = bench.score(1, &[0; 30]).await;
		assert!(matches!(refused, Err(Refusal::TooMuch { bytes: 70, max: 64, .. })));
		assert_eq!(bench.thousandths(1, &[0; 24]).await, 64);
	}

	#[tokio::test]
	async fn data_is_refused_when_the_output_is_no_score() {
		let bench = Bench::with(Limits { input_bytes: 4_096, ..Limits::default() });
		assert_eq!(bench.thousandths(1, &[0; 1_000]).await, 1_000);
		bench.change(|view| view.at = 200);
		assert!(matches!(bench.score(1, &[0; 1_002]).await, Err(Refusal::NoScore)));
		assert!(score_in(&[1, 2, 3]).is_none() && score_in(&[0; 5]).is_none());
	}

	#[tokio::test]
	async fn failure_is_the_machines_when_its_disk_refuses() {
		let bench = Bench::new();
		std::fs::remove_dir_all(bench.folder.path()).unwrap();
		assert!(matches!(bench.score(1, &[0, 0]).await, Err(Refusal::Failed(_))));
	}
}
