//! The checker at work: after each finalized block it looks at its panels, asks the rules what comes next, and has it done.
//!
//! This task alone writes answers to disk. Whatever takes time (fetching, running, sending) runs beside it, at most one thing
//! per panel at a time, and reports back.

use super::{
	chain::{Call, Chain},
	duty::{self, Ask, Assignment, Duty, Step},
	keep::{Keep, Key},
	word,
};
use crate::{
	daemon::LOOK_BACK,
	execute::{Computed, Executor, NoAnswer},
	material::Material,
	pace::Pace,
	view::{AccountId, BlockNumber, Head, H256},
};
use anyhow::{bail, Context, Result};
use piazza_client::{
	blake2_256,
	blobs::Fetcher,
	panels::{Conclusion, PanelId, Progress, Secret, UNAVAILABLE},
};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
};
use tokio::{
	sync::watch,
	task::{AbortHandle, JoinSet},
};

/// Blocks between two lines of the log about the same thing that a person has to do for a panel.
const REMIND_EVERY: BlockNumber = 50;

/// The same while the checker is not in the register.
const REMIND_TO_ENROL_EVERY: BlockNumber = 1_000;

/// What a checker is made of.
pub struct Parts<C> {
	/// The chain it judges on.
	pub chain: Arc<C>,
	/// Its account.
	pub member: AccountId,
	/// Where programs and inputs come from.
	pub fetcher: Fetcher,
	/// What runs them.
	pub executor: Arc<Executor>,
	/// Its answers.
	pub keep: Keep,
}

/// A running checker.
pub struct Daemon<C> {
	parts: Parts<C>,
	head: Head,
	panels: BTreeMap<PanelId, Tracked>,
	/// When it was said last that the checker is not in the register.
	told_to_enrol: Option<BlockNumber>,
	tasks: JoinSet<Done>,
}

/// A panel that is not known to be over.
struct Tracked {
	key: Key,
	/// `None` before it was read for the first time.
	duty: Option<Duty>,
	/// The block in which that was, last.
	seen_at: BlockNumber,
	kept: Option<Secret>,
	material: Option<Arc<Material>>,
	fetching: Option<AbortHandle>,
	pace: Pace,
	/// What a person was told last, and when.
	told: Option<(String, BlockNumber)>,
}

/// What a task beside the main one came to.
enum Done {
	Fetched(Key, Result<Material>),
	Ran(Key, Result<Computed, NoAnswer>),
	Sent(Key, Call, Result<BlockNumber>),
	Ended(PanelId, Option<H256>, Result<Option<Conclusion>>),
}

impl<C: Chain> Daemon<C> {
	/// A checker that has seen nothing yet but what it has kept.
	pub fn new(parts: Parts<C>) -> Result<Self> {
		let mut panels = BTreeMap::new();
		for key in parts.keep.keys()? {
			if let Some(kept) = parts.keep.load(key)? {
				tracing::info!(panel = key.panel, "going on with the answer that is kept");
				panels.insert(key.panel, Tracked::new(key, Some(kept)));
			}
		}
		let head = Head { number: 0, hash: H256::zero() };
		Ok(Self { parts, head, panels, told_to_enrol: None, tasks: JoinSet::new() })
	}

	/// Judges for as long as blocks come. Fails when going on would be wrong: answers cannot be written.
	pub async fn run(mut self, mut heads: watch::Receiver<Option<Head>>) -> Result<()> {
		loop {
			tokio::select! {
				changed = heads.changed() => {
					if changed.is_err() {
						bail!("nobody follows the chain any more");
					}
					let head = *heads.borrow_and_update();
					if let Some(head) = head {
						self.on_head(head).await?;
					}
				},
				Some(done) = self.tasks.join_next() => match done {
					Ok(Done::Fetched(key, result)) => self.on_fetched(key, result)?,
					Ok(Done::Ran(key, result)) => self.on_ran(key, result)?,
					Ok(Done::Sent(key, call, result)) => self.on_sent(key, call, result).await?,
					Ok(Done::Ended(id, answer, result)) => self.on_ended(id, answer.as_ref(), result),
					Err(error) if error.is_cancelled() => {},
					Err(error) => bail!("a task of the checker broke off: {error}"),
				},
			}
		}
	}

	async fn on_head(&mut self, head: Head) -> Result<()> {
		self.head = head;
		// The next block brings another chance to read; until then nothing is decided from an old view.
		match self.look().await {
			Ok(seen) => seen.into_iter().try_for_each(|(id, duty)| match duty {
				Some(duty) => self.see(duty),
				None => self.close(id),
			}),
			Err(error) => {
				tracing::warn!(block = head.number, "cannot read the chain: {error:#}");
				Ok(())
			}
		}
	}

	/// Reads all panels that concern this checker.
	async fn look(&mut self) -> Result<Vec<(PanelId, Option<Duty>)>> {
		let (chain, head) = (self.parts.chain.clone(), self.head);
		let is_enrolled = chain.is_enrolled(head).await?;
		self.remind_to_enrol(is_enrolled);
		let known = self.panels.keys().copied();
		let ids: BTreeSet<_> = chain.duties(head).await?.into_iter().chain(known).collect();
		let mut seen = Vec::new();
		for id in ids {
			seen.push((id, chain.panel(head, id).await?));
		}
		Ok(seen)
	}

	fn remind_to_enrol(&mut self, is_enrolled: bool) {
		let now = self.head.number;
		if is_enrolled {
			if self.told_to_enrol.take().is_some() {
				tracing::info!("this checker is in the register now");
			}
		} else if self.told_to_enrol.is_none_or(|told| now.saturating_sub(told) >= REMIND_TO_ENROL_EVERY) {
			tracing::warn!(
				"{} is not in the register of checkers, so it is not drawn for panels: `piazza checker enrol`, with its key",
				self.parts.member
			);
			self.told_to_enrol = Some(now);
		}
	}

	/// Takes in what a panel is now, and has done what comes next.
	fn see(&mut self, duty: Duty) -> Result<()> {
		let key = Key { panel: duty.id, convened_at: duty.convened_at };
		// Of the same number on a chain that was started anew.
		if let Some(old) = self.panels.get(&key.panel).map(|tracked| tracked.key).filter(|old| *old != key) {
			self.forget(old)?;
		}
		let tracked = match self.panels.remove(&key.panel) {
			Some(tracked) => tracked,
			None => {
				tracing::info!(panel = key.panel, "this checker has a seat in a panel about {}", duty.case);
				Tracked::new(key, self.parts.keep.load(key)?)
			}
		};
		let tracked = Tracked { duty: Some(duty), seen_at: self.head.number, ..tracked };
		self.panels.insert(key.panel, tracked);
		self.decide(key.panel)
	}

	/// Has done what comes next for a panel, as far as the last look at it tells.
	fn decide(&mut self, id: PanelId) -> Result<()> {
		let (now, head) = (self.head.number, self.head);
		let Some(tracked) = self.panels.get_mut(&id) else { return Ok(()) };
		let (Some(duty), key) = (&tracked.duty, tracked.key) else { return Ok(()) };
		let (kept, ready) = (tracked.kept.as_ref(), tracked.material.is_some());
		let step = duty::next(duty, &self.parts.member, now, kept, ready);
		// A download that may never end does not keep it from saying so.
		if step == Step::GiveUp {
			tracing::warn!(panel = id, "program and input were not to be had in time");
			tracked.stop_fetching();
			return self.answer(key, UNAVAILABLE);
		}
		if !tracked.pace.allows(now) {
			return Ok(());
		}
		match step {
			Step::Wait | Step::GiveUp => {}
			Step::Fetch(assignment) => {
				tracked.pace.start();
				let Parts { chain, fetcher, executor, .. } = &self.parts;
				let fetch = fetch(chain.clone(), fetcher.clone(), executor.clone(), head, assignment);
				tracked.fetching = Some(self.tasks.spawn(async move { Done::Fetched(key, fetch.await) }));
			}
			Step::Run => {
				let Some(material) = tracked.material.clone() else { return Ok(()) };
				tracing::info!(panel = id, "running the program");
				tracked.pace.start();
				let run = material.run(self.parts.executor.clone());
				self.tasks.spawn(async move { Done::Ran(key, run.await) });
			}
			Step::Commit(secret, until) => {
				let commitment = secret.commitment(id, &self.parts.member);
				self.send(key, Call::Commit { panel: id, commitment }, until);
			}
			Step::Reveal(secret, until) => self.send(key, Call::Reveal { panel: id, secret }, until),
			Step::Ask(ask) => {
				let text = word::ask(duty, ask);
				if tracked.is_news(&text, now, Some(REMIND_EVERY)) {
					match ask {
						Ask::Look { .. } => tracing::warn!("{text}"),
						Ask::Show { .. } => tracing::error!("{text}"),
					}
				}
			}
			Step::Late(late) => {
				let text = word::late(duty, late);
				if tracked.is_news(&text, now, None) {
					tracing::error!("{text}");
				}
			}
		}
		Ok(())
	}

	fn on_fetched(&mut self, key: Key, result: Result<Material>) -> Result<()> {
		let now = self.head.number;
		// It may have given up just before.
		let Some(tracked) = self.tracked(key).filter(|tracked| tracked.kept.is_none()) else { return Ok(()) };
		tracked.fetching = None;
		match result {
			Ok(material) => {
				tracked.material = Some(Arc::new(material));
				tracked.pace.succeeded(now);
			}
			Err(error) => {
				tracing::warn!(panel = key.panel, "no answer yet: {error:#}");
				tracked.pace.failed(now);
			}
		}
		self.decide(key.panel)
	}

	fn on_ran(&mut self, key: Key, result: Result<Computed, NoAnswer>) -> Result<()> {
		let now = self.head.number;
		let Some(tracked) = self.tracked(key) else { return Ok(()) };
		match result {
			Ok(Computed { output, fuel }) => {
				tracing::info!(panel = key.panel, bytes = output.len(), fuel, "the program gave an output");
				tracked.pace.succeeded(now);
				self.answer(key, blake2_256(&output))
			}
			// Whoever runs it within the same limits sees the same, and answers the same.
			Err(failure) if failure.is_lasting() => {
				tracing::warn!(panel = key.panel, "there is no output: {failure}");
				tracked.pace.succeeded(now);
				self.answer(key, UNAVAILABLE)
			}
			Err(failure) => {
				tracing::warn!(panel = key.panel, "no answer yet: {failure}");
				tracked.pace.failed(now);
				self.decide(key.panel)
			}
		}
	}

	/// Keeps the answer to a panel, unless there is one, and goes on with it.
	fn answer(&mut self, key: Key, answer: H256) -> Result<()> {
		let Some(tracked) = self.panels.get_mut(&key.panel).filter(|tracked| tracked.key == key) else { return Ok(()) };
		tracked.material = None;
		if tracked.kept.is_none() {
			tracked.kept = Some(self.parts.keep.keep(key, answer)?);
			let path = self.parts.keep.path(key);
			tracing::info!(
				panel = key.panel,
				"the answer is {}; it is kept in {}",
				word::said(&answer),
				path.display()
			);
		}
		self.decide(key.panel)
	}

	fn send(&mut self, key: Key, call: Call, until: BlockNumber) {
		let Some(tracked) = self.tracked(key) else { return };
		tracked.pace.start();
		tracing::debug!("sending: {call}");
		let chain = self.parts.chain.clone();
		self.tasks.spawn(async move {
			let result = chain.send(call.clone(), until).await;
			Done::Sent(key, call, result)
		});
	}

	async fn on_sent(&mut self, key: Key, call: Call, result: Result<BlockNumber>) -> Result<()> {
		let (now, member) = (self.head.number, self.parts.member);
		let tracked = self.tracked(key);
		match result {
			Ok(block) => {
				tracing::info!(block, "{call} is on the chain");
				if let Some(tracked) = tracked {
					tracked.pace.succeeded(block);
				}
				// The block was seen before, but this was not looked at in it.
				if block <= now {
					self.on_head(self.head).await?;
				}
			}
			Err(error) => {
				tracing::warn!(
					"{call} failed: {error:#}. It costs no fee when it succeeds, but {member} needs some PZA to send it"
				);
				if let Some(tracked) = tracked {
					tracked.pace.failed(now);
				}
			}
		}
		Ok(())
	}

	/// Removes what is kept of a panel that is over, and has read how it ended.
	fn close(&mut self, id: PanelId) -> Result<()> {
		let (chain, head) = (self.parts.chain.clone(), self.head);
		let Some(tracked) = self.panels.get(&id) else { return Ok(()) };
		// A node that lags behind does not know of it yet.
		if head.number < tracked.key.convened_at {
			return Ok(());
		}
		let (answer, after) = (tracked.answer(), tracked.seen_at.max(head.number.saturating_sub(LOOK_BACK)));
		self.forget(tracked.key)?;
		self.tasks.spawn(async move { Done::Ended(id, answer, chain.conclusion(id, after, head).await) });
		Ok(())
	}

	fn forget(&mut self, key: Key) -> Result<()> {
		if let Some(mut tracked) = self.panels.remove(&key.panel) {
			tracked.stop_fetching();
		}
		self.parts.keep.forget(key)
	}

	fn on_ended(&self, id: PanelId, answer: Option<&H256>, result: Result<Option<Conclusion>>) {
		match result {
			Ok(Some(found)) => {
				let text = word::end(&found, &self.parts.member, answer);
				match word::fine(&found, &self.parts.member) {
					0 => tracing::info!(panel = id, "the panel is over: {text}"),
					_ => tracing::error!(panel = id, "the panel is over: {text}"),
				}
			}
			Ok(None) => tracing::info!(panel = id, "the panel is over; its end is too long ago to be read"),
			Err(error) => tracing::warn!(panel = id, "the panel is over; how it ended cannot be read: {error:#}"),
		}
	}

	fn tracked(&mut self, key: Key) -> Option<&mut Tracked> {
		self.panels.get_mut(&key.panel).filter(|tracked| tracked.key == key)
	}
}

impl Tracked {
	fn new(key: Key, kept: Option<Secret>) -> Self {
		Self { key, duty: None, seen_at: 0, kept, material: None, fetching: None, pace: Pace::default(), told: None }
	}

	/// The answer, as far as it is known here.
	fn answer(&self) -> Option<H256> {
		match self.duty.as_ref().and_then(|duty| duty.progress) {
			Some(Progress::Revealed { answer }) => Some(answer),
			_ => self.kept.as_ref().map(|secret| secret.answer),
		}
	}

	fn stop_fetching(&mut self) {
		if let Some(fetching) = self.fetching.take() {
			fetching.abort();
			self.pace = Pace::default();
		}
	}

	/// Whether something that concerns a person is to be said: once, and again after every so many blocks if it has to be
	/// done.
	fn is_news(&mut self, text: &str, now: BlockNumber, again_after: Option<BlockNumber>) -> bool {
		let is_due = |since: BlockNumber| again_after.is_some_and(|blocks| now.saturating_sub(since) >= blocks);
		let is_news = !self.told.as_ref().is_some_and(|(told, since)| told == text && !is_due(*since));
		if is_news {
			self.told = Some((text.into(), now));
		}
		is_news
	}
}

/// Gets program and input.
async fn fetch<C: Chain>(
	chain: Arc<C>,
	fetcher: Fetcher,
	executor: Arc<Executor>,
	at: Head,
	assignment: Assignment,
) -> Result<Material> {
	let Assignment { program, input } = assignment;
	let found = chain.program(at, program).await?;
	let found = found.with_context(|| format!("program {program:?} is no image, or not registered any more"))?;
	Ok(Material::fetch(&fetcher, executor.limits(), &found.module, &input).await?)
}
