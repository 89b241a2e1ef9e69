//! When a validator may sign: rules that know no clock, no chain and no disk, and are told what those say.

use piazza_runtime::{BlockNumber, Hash};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// A block that was signed with one of this node's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Signed {
	/// The slot it was made for.
	pub(super) slot: u64,
	/// Its number.
	pub(super) number: BlockNumber,
	/// Its hash.
	pub(super) hash: Hash,
}

impl Signed {
	/// Whether it is news to someone who knows of `newest`: it was made for a later slot, or is another block for the
	/// same one. About an older slot nothing can be said; whoever signs two blocks for one slot signs later ones too.
	fn is_news_after(&self, newest: Option<Signed>) -> bool {
		newest.is_none_or(|known| self.slot > known.slot || (self.slot == known.slot && self.hash != known.hash))
	}
}

/// What the latest part of the chain tells of this node's keys, once the node has caught up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum History {
	/// This is the newest block that bears one of them.
	Signed(Signed),
	/// No block bears one.
	Clean,
	/// None of the blocks that are here bears one, but some are missing.
	Incomplete,
}

/// Why a node stays silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
	/// When it started, the chain had this block with one of its keys, and it has no record of making it.
	Unrecorded(Signed),
	/// When it started, the latest part of the chain was not all there.
	Incomplete,
	/// While it was silent, somebody made this block with one of its keys.
	Sighted(Signed),
}

/// What the node is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
	/// Sign from now on.
	Start,
	/// Sign nothing until then.
	Silent(Instant, Reason),
	/// End: it signs, and somebody made this block with one of its keys.
	Stop(Signed),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
	/// It does not know yet what the others know.
	Behind,
	/// It watches whether anybody signs with its keys.
	Silent { until: Instant },
	/// It signs.
	Signing,
}

/// Decides when a node may sign with its keys. It errs on the side of silence.
#[derive(Debug)]
pub(super) struct Guard {
	/// How long it takes to be sure that nobody signs.
	window: Duration,
	/// The newest block that is known to bear one of the keys, whoever made it.
	newest: Option<Signed>,
	state: State,
}

impl Guard {
	/// A guard that lets nobody sign yet. `record` is the last block that this node made, as it remembers.
	pub(super) fn new(window: Duration, record: Option<Signed>) -> Self {
		Self { window, newest: record, state: State::Behind }
	}

	/// Until when it stays silent, if it does.
	pub(super) fn silent_until(&self) -> Option<Instant> {
		match self.state {
			State::Silent { until } => Some(until),
			State::Behind | State::Signing => None,
		}
	}

	/// The node has caught up with the others, and the latest part of the chain tells this.
	pub(super) fn caught_up(&mut self, history: History, now: Instant) -> Decision {
		match history {
			History::Signed(block) if block.is_news_after(self.newest) => self.silence(Reason::Unrecorded(block), now),
			History::Signed(_) | History::Clean => self.start(),
			History::Incomplete => self.silence(Reason::Incomplete, now),
		}
	}

	/// This node made a block.
	pub(super) fn made(&mut self, block: Signed) {
		self.newest = Some(block);
	}

	/// A block came from elsewhere that bears one of the keys, and was made that long ago: the blocks of a former life
	/// come when a node syncs late, and say nothing about now.
	pub(super) fn saw(&mut self, block: Signed, age: Duration, now: Instant) -> Option<Decision> {
		if age > self.window || !block.is_news_after(self.newest) {
			return None;
		}
		match self.state {
			State::Behind => None,
			State::Silent { .. } => Some(self.silence(Reason::Sighted(block), now)),
			State::Signing => Some(Decision::Stop(block)),
		}
	}

	/// Time went by.
	pub(super) fn tick(&mut self, now: Instant) -> Option<Decision> {
		self.silent_until().filter(|until| *until <= now).map(|_| self.start())
	}

	fn start(&mut self) -> Decision {
		self.state = State::Signing;
		Decision::Start
	}

	fn silence(&mut self, reason: Reason, now: Instant) -> Decision {
		if let Reason::Unrecorded(block) | Reason::Sighted(block) = reason {
			self.newest = Some(block);
		}
		let until = now + self.window;
		self.state = State::Silent { until };
		Decision::Silent(until, reason)
	}
}

/// Looks, one a second, for which a node that has no peer waits for one.
const PATIENCE: u32 = 30;
/// Looks in a row that must find the node level with its peers: a new peer may know more than it said at first.
const LEVEL: u32 = 5;

/// Tells whether a node has caught up with the others.
#[derive(Debug, Default)]
pub(super) struct CatchUp {
	alone: u32,
	level: u32,
}

impl CatchUp {
	/// What a look found: how many peers there are, and whether the node is far behind them. Gives whether it has caught
	/// up, or nobody seems to be there who could know more.
	pub(super) fn look(&mut self, peers: usize, behind: bool) -> bool {
		self.alone = if peers == 0 { self.alone.saturating_add(1) } else { 0 };
		self.level = if peers == 0 || behind { 0 } else { self.level.saturating_add(1) };
		self.alone >= PATIENCE || self.level >= LEVEL
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const WINDOW: Duration = Duration::from_secs(600);
	const FRESH: Duration = Duration::from_secs(1);

	fn block(slot: u64, fork: u8) -> Signed {
		Signed { slot, number: 7, hash: Hash::repeat_byte(fork) }
	}

	/// A guard that has caught up, with what it decided, and when.
	fn guard(record: Option<Signed>, history: History) -> (Guard, Decision, Instant) {
		let now = Instant::now();
		let mut guard = Guard::new(WINDOW, record);
		let decision = guard.caught_up(history, now);
		(guard, decision, now)
	}

	#[test]
	fn node_signs_at_once_when_no_recent_block_bears_its_keys() {
		for record in [None, Some(block(3, 1))] {
			let (guard, decision, _) = guard(record, History::Clean);
			assert_eq!(decision, Decision::Start);
			assert_eq!(guard.silent_until(), None);
		}
	}

	#[test]
	fn node_signs_at_once_when_newest_block_is_on_record() {
		assert_eq!(guard(Some(block(9, 1)), History::Signed(block(9, 1))).1, Decision::Start);
	}

	#[test]
	fn node_signs_at_once_when_newest_block_is_older_than_the_record() {
		// The database lost its last blocks in a crash; the record did not.
		assert_eq!(guard(Some(block(9, 1)), History::Signed(block(8, 2))).1, Decision::Start);
	}

	#[test]
	fn node_is_silent_when_newest_block_is_not_on_record() {
		for record in [None, Some(block(8, 1))] {
			let (guard, decision, now) = guard(record, History::Signed(block(9, 1)));
			assert_eq!(decision, Decision::Silent(now + WINDOW, Reason::Unrecorded(block(9, 1))));
			assert_eq!(guard.silent_until(), Some(now + WINDOW));
		}
	}

	#[test]
	fn node_is_silent_when_another_block_was_made_for_the_recorded_slot() {
		let (_, decision, now) = guard(Some(block(9, 1)), History::Signed(block(9, 2)));
		assert_eq!(decision, Decision::Silent(now + WINDOW, Reason::Unrecorded(block(9, 2))));
	}

	#[test]
	fn node_is_silent_when_recent_blocks_are_missing() {
		let (_, decision, now) = guard(Some(block(9, 1)), History::Incomplete);
		assert_eq!(decision, Decision::Silent(now + WINDOW, Reason::Incomplete));
	}

	#[test]
	fn silence_ends_when_nobody_signs_for_a_whole_window() {
		let (mut guard, _, now) = guard(None, History::Signed(block(9, 1)));
		assert_eq!(guard.tick(now + WINDOW - Duration::from_millis(1)), None);
		assert_eq!(guard.tick(now + WINDOW), Some(Decision::Start));
		assert_eq!(guard.silent_until(), None);
		assert_eq!(guard.tick(now + WINDOW * 2), None);
	}

	#[test]
	fn silence_begins_anew_when_somebody_signs_meanwhile() {
		let (mut guard, _, now) = guard(None, History::Signed(block(9, 1)));
		let later = now + WINDOW / 2;
		let sighted = Decision::Silent(later + WINDOW, Reason::Sighted(block(10, 1)));
		assert_eq!(guard.saw(block(10, 1), FRESH, later), Some(sighted));
		assert_eq!(guard.tick(now + WINDOW), None);
		assert_eq!(guard.tick(later + WINDOW), Some(Decision::Start));
	}

	#[test]
	fn silence_is_as_long_as_before_when_known_or_older_blocks_come_again() {
		let (mut guard, _, now) = guard(None, History::Signed(block(9, 1)));
		assert_eq!(guard.saw(block(9, 1), FRESH, now + WINDOW / 2), None);
		assert_eq!(guard.saw(block(8, 3), FRESH, now + WINDOW / 2), None);
		assert_eq!(guard.silent_until(), Some(now + WINDOW));
	}

	#[test]
	fn node_ends_when_somebody_signs_beside_it() {
		let (mut guard, _, now) = guard(None, History::Clean);
		guard.made(block(9, 1));
		assert_eq!(guard.saw(block(9, 2), FRESH, now), Some(Decision::Stop(block(9, 2))));
		assert_eq!(guard.saw(block(10, 1), FRESH, now), Some(Decision::Stop(block(10, 1))));
	}

	#[test]
	fn node_goes_on_when_its_own_blocks_come_back() {
		let (mut guard, _, now) = guard(None, History::Clean);
		guard.made(block(9, 1));
		guard.made(block(10, 1));
		assert_eq!(guard.saw(block(9, 1), FRESH, now), None);
		assert_eq!(guard.saw(block(10, 1), FRESH, now), None);
	}

	#[test]
	fn node_goes_on_when_its_blocks_of_long_ago_come() {
		let (mut guard, _, now) = guard(None, History::Clean);
		assert_eq!(guard.saw(block(9, 1), WINDOW + FRESH, now), None);
		assert_eq!(guard.saw(block(9, 1), WINDOW, now), Some(Decision::Stop(block(9, 1))));
	}

	#[test]
	fn nothing_is_decided_when_node_is_behind() {
		let now = Instant::now();
		let mut guard = Guard::new(WINDOW, None);
		assert_eq!(guard.saw(block(9, 1), FRESH, now), None);
		assert_eq!(guard.tick(now + WINDOW * 2), None);
		assert_eq!(guard.silent_until(), None);
	}

	#[test]
	fn node_has_caught_up_when_level_with_its_peers_for_a_while() {
		let mut catch_up = CatchUp::default();
		assert!((1..LEVEL).all(|_| !catch_up.look(2, false)));
		assert!(!catch_up.look(2, true), "it learnt that it is behind");
		assert!((1..LEVEL).all(|_| !catch_up.look(2, false)));
		assert!(catch_up.look(2, false));
	}

	#[test]
	fn node_waits_no_longer_when_no_peer_comes() {
		let mut catch_up = CatchUp::default();
		assert!((1..PATIENCE).all(|_| !catch_up.look(0, false)));
		assert!(catch_up.look(0, false));
	}

	#[test]
	fn node_waits_anew_for_peers_when_one_came_and_went() {
		let mut catch_up = CatchUp::default();
		assert!((1..PATIENCE).all(|_| !catch_up.look(0, false)));
		assert!(!catch_up.look(1, true));
		assert!((1..PATIENCE).all(|_| !catch_up.look(0, false)));
		assert!(catch_up.look(0, false));
	}
}
