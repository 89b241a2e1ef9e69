//! Keeps a validator from signing while somebody else signs with the same keys: whoever signs two blocks for one slot is
//! slashed, and that happens to the honest when a backup is restored, or one set of keys runs on two machines.
//!
//! A node that starts as a validator waits until it has caught up with the others, then looks for the newest block of
//! the chain's last session that bears one of its keys. If it has no record of making it, somebody else may be at work:
//! it makes no block and casts no vote for a whole session, and watches. It begins anew with each such block that comes,
//! and starts when a session passes without. Once it signs, such a block ends the node: a vote cannot be withheld in
//! the middle of a round.

mod chain;
mod record;
mod rules;

use crate::service::{Block, FullClient};
use chain::{history, own_keys, signed_by};
use futures::{
	channel::oneshot,
	future::{pending, Future, FutureExt, Shared},
	StreamExt,
};
use log::{error, info, warn};
use record::Record;
use rules::{CatchUp, Decision, Guard, Reason, Signed};
use sc_chain_spec::ChainType;
use sc_client_api::{BlockImportNotification, BlockchainEvents, HeaderBackend};
use sc_network_sync::SyncingService;
use sc_service::{Configuration, Error};
use sp_consensus::{BlockOrigin, SyncOracle};
use sp_consensus_babe::{AuthorityId, Slot, SlotDuration};
use sp_keystore::KeystorePtr;
use sp_timestamp::Timestamp;
use std::{
	sync::Arc,
	time::{Duration, Instant},
};
use substrate_prometheus_endpoint::{prometheus::IntGauge, register, Registry};

/// How often the node looks for what has changed.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often a silent node says for how long.
const REMIND_EVERY: Duration = Duration::from_secs(60);
/// Slots watched for each validator, where a session is shorter: each of them makes one block in as many slots as there
/// are validators, so that one that is at work stays unseen once in three thousand times (e^-8).
const SLOTS_PER_VALIDATOR: u64 = 8;

const REMEDY: &str = "If another machine runs with these keys, stop it, or give this node keys of its own (RPC method \
	author_rotateKeysWithOwner, then session.setKeys). See \"Two machines, one key\" in docs/validators.md";

/// What the guard wants to know of the node's configuration.
pub(crate) struct Settings {
	/// Whether it guards; if not, it only keeps the record.
	guards: bool,
	/// Whether there are others to catch up with.
	has_peers: bool,
	record: Record,
	registry: Option<Registry>,
}

impl Settings {
	/// Reads them.
	pub(crate) fn new(config: &Configuration, guards: bool) -> Self {
		Self {
			guards,
			has_peers: config.chain_spec.chain_type() != ChainType::Development,
			record: Record::new(config.base_path.config_dir(config.chain_spec.id())),
			registry: config.prometheus_registry().cloned(),
		}
	}
}

/// The parts of the node that the guard looks at.
pub(crate) struct Deps {
	pub(crate) client: Arc<FullClient>,
	pub(crate) keystore: KeystorePtr,
	pub(crate) sync: Arc<SyncingService<Block>>,
}

/// Leave to sign, for those who wait for it.
#[derive(Clone)]
pub(crate) struct Clearance(Shared<oneshot::Receiver<()>>);

impl Clearance {
	/// Leave that is given already.
	pub(crate) fn given() -> Self {
		let (sender, clearance) = Self::awaited();
		let _ = sender.send(());
		clearance
	}

	/// Leave that comes when the sender sends.
	fn awaited() -> (oneshot::Sender<()>, Self) {
		let (sender, receiver) = oneshot::channel();
		(sender, Self(receiver.shared()))
	}

	/// Does `work` once there is leave, and nothing until then.
	pub(crate) async fn then<Work: Future>(self, work: Work) -> Work::Output {
		match self.0.await {
			Ok(()) => work.await,
			// Whoever gives leave is gone: the node ends.
			Err(oneshot::Canceled) => pending().await,
		}
	}
}

/// The guard's task, which must run as long as the node, and the leave to sign that it gives.
pub(crate) fn new(settings: Settings, deps: Deps) -> Result<(impl Future<Output = ()> + Send, Clearance), Error> {
	let Settings { guards, has_peers, record, registry } = settings;
	let is_silent = IntGauge::new("piazza_validator_silent", "Whether this validator waits before it signs: 1 or 0")
		.and_then(|gauge| registry.map_or(Ok(gauge.clone()), |registry| register(gauge, &registry)))
		.map_err(|error| Error::Application(error.into()))?;
	is_silent.set(guards.into());
	let (sender, clearance) = Clearance::awaited();
	let task = Task { deps, has_peers, record, is_silent, leave: Some(sender) };
	let run = async move {
		let end = if guards { task.guard().await } else { task.keep_record().await };
		if let Err(error) = end {
			error!("🛡  The double-start guard failed, and nothing is signed without it: {error}");
		}
	};
	Ok((run, clearance))
}

struct Task {
	deps: Deps,
	has_peers: bool,
	record: Record,
	is_silent: IntGauge,
	leave: Option<oneshot::Sender<()>>,
}

impl Task {
	/// Keeps the record of this node's blocks, and lets it sign as it likes.
	async fn keep_record(mut self) -> Result<(), Error> {
		warn!("🛡  No double-start guard: if another machine runs with these keys, both sign, and are slashed");
		self.give_leave();
		let mut imports = self.deps.client.every_import_notification_stream();
		while let Some(import) = imports.next().await {
			if import.origin == BlockOrigin::Own {
				self.signed(&import);
			}
		}
		Ok(())
	}

	/// Keeps the record, and lets the node sign when nobody else does.
	async fn guard(mut self) -> Result<(), Error> {
		self.catch_up().await;
		let mut imports = self.deps.client.every_import_notification_stream();
		let config = sc_consensus_babe::configuration(&*self.deps.client)?;
		let validators = u64::try_from(config.authorities.len()).unwrap_or(u64::MAX);
		let slots = config.epoch_length.max(validators.saturating_mul(SLOTS_PER_VALIDATOR));
		let slot_duration = config.slot_duration();
		let window = time_of(slots, slot_duration);
		let mut guard = Guard::new(window, self.record.read());

		let client = self.deps.client.clone();
		let found = history(&self.keys(), slots, client.info().best_hash, |hash| client.header(hash))?;
		let mut decision = Some(guard.caught_up(found, Instant::now()));
		let mut look = tokio::time::interval(LOOK_EVERY);
		let mut reminded = Instant::now();
		loop {
			if let Some(Decision::Stop(_)) = decision.inspect(|decision| self.obey(decision)) {
				return Ok(());
			}
			decision = tokio::select! {
				import = imports.next() => match import {
					Some(import) if import.origin == BlockOrigin::Own => {
						if let Some(block) = self.signed(&import) {
							guard.made(block);
						}
						None
					},
					Some(import) => signed_by(&self.keys(), &import.header)
						.and_then(|block| guard.saw(block, age(&block, slot_duration), Instant::now())),
					None => return Ok(()),
				},
				_ = look.tick() => guard.tick(Instant::now()),
			};
			if let Some(until) = guard.silent_until().filter(|_| reminded.elapsed() >= REMIND_EVERY) {
				reminded = Instant::now();
				info!("🛡  Silent for another {} s", seconds_to(until));
			}
		}
	}

	/// Waits until the node knows what the others know.
	async fn catch_up(&self) {
		let mut catch_up = CatchUp::default();
		if self.has_peers {
			info!("🛡  Catches up with the others before it signs");
			let sync = &self.deps.sync;
			while !catch_up.look(sync.num_connected_peers(), sync.is_major_syncing()) {
				tokio::time::sleep(LOOK_EVERY).await;
			}
		}
	}

	fn keys(&self) -> Vec<AuthorityId> {
		own_keys(&self.deps.keystore)
	}

	/// Puts a block that this node made on record.
	fn signed(&self, import: &BlockImportNotification<Block>) -> Option<Signed> {
		let slot = chain::slot(&import.header)?;
		let block = Signed { slot, number: import.header.number, hash: import.hash };
		if let Err(error) = self.record.write(&block) {
			error!("🛡  The record of this node's last block cannot be written: {error}. Its next start will be silent");
		}
		Some(block)
	}

	fn obey(&mut self, decision: &Decision) {
		match decision {
			Decision::Start => {
				info!("🛡  Nobody else signs with this node's keys: it starts to sign");
				self.give_leave();
			}
			Decision::Silent(until, reason) => {
				let seconds = seconds_to(*until);
				match reason {
					Reason::Unrecorded(block) => warn!(
						"🛡  Silent for {seconds} s: {} bears this node's keys, and the node has no record of making it. It \
						signs when nobody else does in that time. {REMEDY}",
						name(block)
					),
					Reason::Incomplete => warn!(
						"🛡  Silent for {seconds} s: the last session's blocks are not all here, so somebody else may sign \
						with this node's keys. It signs when nobody does in that time"
					),
					Reason::Sighted(block) => error!(
						"🚨 TWO MACHINES, ONE KEY: {} was just made with this node's keys, and not by this node. Silent for \
						{seconds} s more. {REMEDY}",
						name(block)
					),
				}
			}
			Decision::Stop(block) => error!(
				"🚨 TWO MACHINES, ONE KEY: {} was just made with this node's keys, and not by this node, which signs as \
				well. It ends, so that it signs no more. {REMEDY}",
				name(block)
			),
		}
	}

	fn give_leave(&mut self) {
		self.is_silent.set(0);
		if let Some(leave) = self.leave.take() {
			// Those who waited for it are gone only when the node ends.
			let _ = leave.send(());
		}
	}
}

/// How long so many slots take.
fn time_of(slots: u64, slot_duration: SlotDuration) -> Duration {
	Duration::from_millis(slot_duration.as_millis().saturating_mul(slots))
}

/// How long ago a block was made.
fn age(block: &Signed, slot_duration: SlotDuration) -> Duration {
	let now = u64::from(Slot::from_timestamp(Timestamp::current(), slot_duration));
	time_of(now.saturating_sub(block.slot), slot_duration)
}

fn name(block: &Signed) -> String {
	format!("block #{} of slot {}, {:?},", block.number, block.slot, block.hash)
}

/// Seconds from now until then, rounded up.
fn seconds_to(until: Instant) -> u128 {
	until.saturating_duration_since(Instant::now()).as_millis().div_ceil(1_000)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn work_is_done_when_leave_is_given() {
		assert_eq!(Clearance::given().then(async { 7 }).now_or_never(), Some(7));
		let (sender, clearance) = Clearance::awaited();
		let mut work = Box::pin(clearance.then(async { 7 }));
		assert_eq!(work.as_mut().now_or_never(), None);
		sender.send(()).expect("somebody waits");
		assert_eq!(work.now_or_never(), Some(7));
	}

	#[test]
	fn work_is_never_done_when_nobody_can_give_leave() {
		let (sender, clearance) = Clearance::awaited();
		drop(sender);
		assert_eq!(clearance.then(async { 7 }).now_or_never(), None);
	}
}
