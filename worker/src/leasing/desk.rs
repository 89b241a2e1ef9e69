//! Turns what was seen into calls, one of a kind at a time.
//!
//! What a call is for is decided anew from each block, so a restart, a gap and a repetition are the same thing here too.
//! Only an answer to a challenge is noted before it is sent: whoever restarts at once shall not pay for a second one.

use super::{
	engine::{self, Deal, Me, Terms},
	rules::{self, Hopeless, Proof, Reclaim},
	view::{Challenge, Lease, LeaseId, Market, OrderId, Standing},
};
use crate::{
	chain::Call,
	pace::Pace,
	view::{BlockNumber, Registration},
};
use std::collections::{BTreeMap, BTreeSet};

/// Longest pause between two answers to one challenge, in blocks: the time to answer is short.
const LONGEST_PAUSE_OF_A_PROOF: BlockNumber = 2;

/// Attempts to bid for one order. Each that fails on the chain costs a fee.
const MOST_BIDS_TRIED: u32 = 2;

/// Blocks between two lines of the log about the same thing that somebody else has to do.
const REMIND_EVERY: BlockNumber = 100;

/// An answer to a challenge that was about to be sent, out of the journal.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Sent {
	/// The block since which somebody doubted.
	pub challenged_at: BlockNumber,
	/// The finalized block after which it was sent.
	pub after: BlockNumber,
}

/// What the worker is in one block.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
	/// The block.
	pub now: BlockNumber,
	/// How it stands.
	pub standing: &'a Standing,
	/// Its registration.
	pub registration: Option<&'a Registration>,
	/// Whether a renewal of that is under way.
	pub renewing: bool,
	/// What the journal holds of an answer to a challenge of its lease.
	pub sent: Option<Sent>,
	/// Whether the operator wants the machine back: nothing new, and what runs is ended.
	pub retiring: bool,
	/// Whether it says by itself that it is back.
	pub restores: bool,
}

/// A call, and the last block that it is good for.
pub type Order = (Call, Option<BlockNumber>);

/// The part of the worker that rents it out.
#[derive(Debug, Default)]
pub struct Desk {
	proof: Option<Proving>,
	reclaim: Pace,
	offer: Pace,
	restore: Pace,
	bids: BTreeMap<OrderId, Pace>,
	/// Bids of its own that wait, as far as it knows; `None` before the first look at the market.
	waiting: Option<usize>,
	told: Option<Hopeless>,
	downtime_since: Option<BlockNumber>,
}

/// An answer to one challenge.
#[derive(Debug)]
struct Proving {
	lease: LeaseId,
	challenge: Challenge,
	pace: Pace,
}

impl Desk {
	/// What has to be sent for the lease, the downtime and the offer. The answer to a challenge comes first.
	pub fn serve(&mut self, look: &Look) -> Vec<Order> {
		let lease = look.standing.lease.as_ref();
		let proof = lease.and_then(|lease| self.answer(look, lease));
		let reclaim = lease.filter(|_| look.retiring).and_then(|lease| self.take_back(look, lease));
		let restore = self.report_back(look);
		let offer = (look.retiring && look.standing.offered && self.offer.allows(look.now)).then(|| {
			self.offer.start();
			(Call::WithdrawOffer, None)
		});
		[proof, restore, reclaim, offer].into_iter().flatten().collect()
	}

	/// Whether the registration has to be renewed before a challenge is answered.
	pub fn needs_renewal(look: &Look) -> bool {
		let proof = |lease| rules::proof(lease, look.registration, false, look.now);
		look.standing.lease.as_ref().is_some_and(|lease| matches!(proof(lease), Proof::RenewFirst(_)))
	}

	/// Whether somebody waits for an answer that can still be given.
	pub fn is_challenged(standing: &Standing, now: BlockNumber) -> bool {
		let challenge = standing.lease.as_ref().and_then(|lease| lease.challenge);
		challenge.is_some_and(|challenge| now.saturating_add(1) < challenge.until)
	}

	/// Whether the market has to be looked at: to bid, or because bids may wait that are not wanted any more.
	pub fn asks_for_market(&self, look: &Look, terms: &Terms) -> bool {
		let Standing { lease, downtime, .. } = look.standing;
		let is_free = terms.enabled && !look.retiring && lease.is_none() && downtime.is_none();
		is_free || self.waiting != Some(0)
	}

	/// Whether bids of its own may wait.
	pub fn has_bids(&self) -> bool {
		self.waiting != Some(0)
	}

	/// What has to be sent for bids.
	pub fn deal(&mut self, now: BlockNumber, market: &Market, me: &Me, terms: &Terms) -> Vec<Order> {
		let there = market.orders.iter().map(|order| order.id).collect::<BTreeSet<_>>();
		self.bids.retain(|id, pace| there.contains(id) || !pace.allows(now));
		let own = market.orders.iter().filter(|order| engine::own_bid(order, &me.worker).is_some());
		let own = own.map(|order| order.id).collect::<BTreeSet<_>>();
		// On their way, and not seen yet.
		let under_way = self.bids.iter().filter(|(id, pace)| !pace.allows(now) && !own.contains(id)).count();
		self.waiting = Some(own.len().saturating_add(under_way));
		let closed = self
			.bids
			.iter()
			.filter(|(id, pace)| !pace.allows(now) || (pace.failures() >= MOST_BIDS_TRIED && !own.contains(id)));
		let given_up = closed.map(|(id, _)| *id).collect();
		let terms = Terms { max_bids: terms.max_bids.saturating_sub(under_way), ..terms.clone() };
		for order in market.orders.iter().filter(|order| !own.contains(&order.id)) {
			if let Err(why) = engine::quote(order, me, &terms.prices) {
				tracing::trace!(order = order.id, "left to others: {why}");
			}
		}
		let deals = engine::deals(market, me, &terms, &given_up);
		let mut calls = Vec::new();
		for deal in deals {
			let (id, call) = match deal {
				Deal::Bid { order, rate, max_duration } => (order, Call::Bid { order, rate, max_duration }),
				Deal::Withdraw { order } => (order, Call::WithdrawBid { order }),
			};
			let pace = self.bids.entry(id).or_default();
			if pace.allows(now) {
				pace.start();
				calls.push((call, None));
			}
		}
		if !calls.is_empty() {
			// Until the next look shows what became of them.
			self.waiting = None;
		}
		calls
	}

	/// When `call` may be sent again; `None` for calls that are not of leases.
	pub fn pace(&mut self, call: &Call) -> Option<&mut Pace> {
		match call {
			Call::ProveAlive { lease } => {
				self.proof.as_mut().filter(|proof| proof.lease == *lease).map(|proof| &mut proof.pace)
			}
			Call::StartReclaim { .. } | Call::CloseLease { .. } => Some(&mut self.reclaim),
			Call::WithdrawOffer => Some(&mut self.offer),
			Call::Restore => Some(&mut self.restore),
			Call::Bid { order, .. } | Call::WithdrawBid { order } => Some(self.bids.entry(*order).or_default()),
			_ => None,
		}
	}

	/// The answer to a challenge, if it is time for it.
	fn answer(&mut self, look: &Look, lease: &Lease) -> Option<Order> {
		let proof = rules::proof(lease, look.registration, look.renewing, look.now);
		let told = match proof {
			Proof::Hopeless(_, why) => Some(why),
			_ => None,
		};
		let is_news = std::mem::replace(&mut self.told, told) != told;
		match proof {
			Proof::NotAsked => None,
			Proof::Hopeless(_, why) => {
				if is_news {
					tracing::error!(lease = lease.id, "the challenge cannot be answered: {why}");
				}
				None
			}
			Proof::RenewFirst(challenge) => {
				self.proving(look, lease, challenge);
				let (tier, wanted) = (look.registration.map(|found| found.tier), lease.min_tier);
				if tier.is_some_and(|tier| tier < wanted) {
					tracing::error!(
						lease = lease.id,
						"the machine was rented as {wanted}, but is not known as strongly now: an answer would be refused. \
						Renewing first; if that does not help, see `source` in the configuration's [attestation]"
					);
				} else {
					tracing::warn!(
						lease = lease.id,
						"the registration has to be renewed before the challenge is answered"
					);
				}
				None
			}
			Proof::Send(challenge) => {
				let proving = self.proving(look, lease, challenge);
				proving.pace.allows(look.now).then(|| {
					proving.pace.start();
					tracing::info!(lease = lease.id, until = challenge.until, "answering that the machine is there");
					(Call::ProveAlive { lease: lease.id }, challenge.until.checked_sub(1))
				})
			}
		}
	}

	/// What is under way for this challenge, which may be new.
	fn proving(&mut self, look: &Look, lease: &Lease, challenge: Challenge) -> &mut Proving {
		let known = self.proof.take().filter(|known| (known.lease, known.challenge) == (lease.id, challenge));
		let proving = known.unwrap_or_else(|| {
			tracing::warn!(
				lease = lease.id,
				since = challenge.at,
				until = challenge.until,
				"somebody doubts that this machine is there"
			);
			let mut pace = Pace::with_pauses_up_to(LONGEST_PAUSE_OF_A_PROOF);
			if let Some(sent) = look.sent.filter(|sent| sent.challenged_at == challenge.at) {
				// Sent before a restart: it may be on its way. But there must be time for another one.
				let seen = sent.after.saturating_add(rules::ROUND_TRIP);
				pace.succeeded(seen.min(challenge.until.saturating_sub(rules::ROUND_TRIP)));
			}
			Proving { lease: lease.id, challenge, pace }
		});
		self.proof.insert(proving)
	}

	/// Gives notice, or ends the lease when that is over.
	fn take_back(&mut self, look: &Look, lease: &Lease) -> Option<Order> {
		if !self.reclaim.allows(look.now) {
			return None;
		}
		let call = match rules::reclaim(lease, look.now) {
			Reclaim::StartReclaim => Call::StartReclaim { lease: lease.id },
			Reclaim::Close => Call::CloseLease { lease: lease.id },
			Reclaim::Wait(block) => {
				if look.now.is_multiple_of(REMIND_EVERY) {
					tracing::info!(
						lease = lease.id,
						block,
						"the lease can be ended from that block on; waiting for it"
					);
				}
				return None;
			}
		};
		self.reclaim.start();
		Some((call, None))
	}

	/// Says that the machine is back, if it is held for missing.
	fn report_back(&mut self, look: &Look) -> Option<Order> {
		let downtime = look.standing.downtime.as_ref();
		let since = downtime.map(|downtime| downtime.since);
		let is_news = std::mem::replace(&mut self.downtime_since, since) != since;
		let found = downtime?;
		let is_back = rules::is_back(downtime, look.registration, look.now);
		if is_news {
			let cost = piazza_client::amount::format(found.cost());
			tracing::error!(
				since = found.since,
				"the chain holds this machine for missing; that has cost {cost} PZA of its owner's stake up to now"
			);
			match (look.restores, is_back) {
				(false, _) => tracing::warn!(
					"`restore` in the configuration's [leasing] is false: it costs more until it is true and the machine \
					says that it is back"
				),
				(true, false) => tracing::warn!("it says that it is back as soon as its registration counts again"),
				(true, true) => {}
			}
		}
		(look.restores && is_back && self.restore.allows(look.now)).then(|| {
			self.restore.start();
			(Call::Restore, None)
		})
	}
}

#[cfg(test)]
mod tests;
