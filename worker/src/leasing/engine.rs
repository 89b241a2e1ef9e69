//! Which orders to bid for, and which bids to take back. Pure: no clock, no network, no disk.
//!
//! The rule is simple: for each order that the machine fits, bid the operator's own price if the tenant would pay it.
//! There is no haggling: a price that follows the others' bids can be driven down by bids that nobody means.

use super::view::{Asset, Bid, ClassId, Market, Order, OrderId};
use crate::view::{AccountId, Balance, BlockNumber, ProgramId, Tier};
use std::{collections::BTreeSet, fmt};

/// Most bids that wait for one order; a lower one takes the place of the highest.
const MOST_BIDS_OF_AN_ORDER: usize = 20;

/// What the operator asks for the machine.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Price {
	/// For orders of this class.
	pub class: ClassId,
	/// For orders of at most so many GPUs.
	pub gpus: u8,
	/// What is paid in.
	pub asset: Asset,
	/// Price of a block, the protocol fee included.
	pub rate: Balance,
	/// Fewest blocks.
	pub min_duration: BlockNumber,
	/// Most blocks, extensions included.
	pub max_duration: BlockNumber,
	/// Longest notice that the tenant may ask for, in blocks.
	pub max_reclaim_window: BlockNumber,
}

/// How the operator wants to rent out.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Terms {
	/// Whether to bid.
	pub enabled: bool,
	/// Most bids that wait at a time. Each holds a deposit on the owner.
	pub max_bids: usize,
	/// What the operator asks for.
	pub prices: Vec<Price>,
}

/// What matters of the worker itself in this block.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Me {
	/// Its account.
	pub worker: AccountId,
	/// Its owner.
	pub owner: AccountId,
	/// How strongly its machine is known; `None` while it may not work.
	pub tier: Option<Tier>,
	/// The enclave that its evidence measured.
	pub program: Option<ProgramId>,
	/// The class of its GPUs, where evidence shows one.
	pub class: Option<ClassId>,
	/// How many GPUs evidence shows.
	pub gpus: u8,
	/// Whether it is rented out.
	pub leased: bool,
	/// Whether the chain holds it for missing.
	pub down: bool,
	/// Whether it takes nothing new.
	pub draining: bool,
}

/// What to do about an order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Deal {
	/// Bid for it.
	Bid {
		/// The order.
		order: OrderId,
		/// Price of a block.
		rate: Balance,
		/// How many blocks the tenant may have the machine for, extensions included.
		max_duration: BlockNumber,
	},
	/// Take the bid back.
	Withdraw {
		/// The order.
		order: OrderId,
	},
}

/// Why an order is left to others.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unfit {
	/// It is the owner's own.
	OwnOrder,
	/// Only others may bid.
	NotAllowed,
	/// Evidence shows another class.
	OtherClass,
	/// Evidence shows too few GPUs.
	TooFewGpus,
	/// It asks for a stronger tier.
	TierTooLow,
	/// It asks for an enclave that evidence did not measure.
	OtherProgram,
	/// It asks for a word about the machine that nobody gave.
	NotDescribed,
	/// It asks for an owner that is better known.
	NotReputed,
	/// No price fits its class, GPUs, asset, duration and notice.
	NoPrice,
	/// It pays less than the price.
	PaysTooLittle,
	/// There is no room for a bid that is not lower than others.
	NoRoom,
}

impl fmt::Display for Unfit {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(match self {
			Self::OwnOrder => "it is the owner's own",
			Self::NotAllowed => "only other providers may bid",
			Self::OtherClass => "evidence shows hardware of another class",
			Self::TooFewGpus => "evidence shows too few GPUs",
			Self::TierTooLow => "it asks for a stronger tier",
			Self::OtherProgram => "it asks for an enclave that evidence did not measure",
			Self::NotDescribed => "not all that it asks for was said of this machine",
			Self::NotReputed => "it asks for a better reputation of the owner",
			Self::NoPrice => "no price of the configuration fits its class, GPUs, asset, duration and notice",
			Self::PaysTooLittle => "it pays less than the price of the configuration",
			Self::NoRoom => "twenty bids wait that are not higher",
		})
	}
}

/// Which bids to place and to take back, the latter first. No bid is placed for an order in `given_up`.
pub fn deals(market: &Market, me: &Me, terms: &Terms, given_up: &BTreeSet<OrderId>) -> Vec<Deal> {
	let prices = terms.prices.iter().map(|price| price.up_to(market.longest)).collect::<Vec<_>>();
	let is_free = terms.enabled && !me.leased && !me.down && !me.draining;
	let (mine, others): (Vec<&Order>, Vec<&Order>) =
		market.orders.iter().partition(|order| own_bid(order, &me.worker).is_some());
	let (kept, withdrawn): (Vec<&Order>, Vec<&Order>) =
		mine.into_iter().partition(|order| is_free && is_as_priced(order, me, &prices));
	let withdrawals = withdrawn.iter().map(|order| Deal::Withdraw { order: order.id });

	let affordable = market.funds.checked_div(market.deposit).map_or(usize::MAX, |count| count.min(64) as usize);
	let room = if is_free { terms.max_bids.saturating_sub(kept.len()).min(affordable) } else { 0 };
	let mut fitting = others.into_iter().filter(|order| !given_up.contains(&order.id)).collect::<Vec<_>>();
	// Those that wait the longest first.
	fitting.sort_by_key(|order| order.id);
	let bids = fitting.into_iter().filter_map(|order| {
		let needed = market.needed.get(&order.class)?;
		let price = quote(order, me, &prices).ok()?;
		(me.tier.is_some() && market.stake >= *needed).then_some(Deal::Bid {
			order: order.id,
			rate: price.rate,
			max_duration: price.max_duration,
		})
	});
	withdrawals.chain(bids.take(room)).collect()
}

/// The price that the worker would bid for `order`, or why it would not.
pub fn quote<'a>(order: &Order, me: &Me, prices: &'a [Price]) -> Result<&'a Price, Unfit> {
	let found = find_price(order, me, prices)?;
	let others = || order.bids.iter().filter(|bid| bid.worker != me.worker);
	if others().count() >= MOST_BIDS_OF_AN_ORDER && !others().any(|bid| bid.rate > found.rate) {
		return Err(Unfit::NoRoom);
	}
	Ok(found)
}

fn find_price<'a>(order: &Order, me: &Me, prices: &'a [Price]) -> Result<&'a Price, Unfit> {
	let refusal = [
		(order.tenant == me.owner, Unfit::OwnOrder),
		(!order.providers.is_empty() && !order.providers.contains(&me.owner), Unfit::NotAllowed),
		(me.class.is_some_and(|class| class != order.class), Unfit::OtherClass),
		(me.class.is_some() && me.gpus < order.gpus, Unfit::TooFewGpus),
		(me.tier.is_some_and(|tier| tier < order.min_tier), Unfit::TierTooLow),
		(order.program.is_some() && me.program != order.program, Unfit::OtherProgram),
		(!order.described, Unfit::NotDescribed),
		(!order.reputed, Unfit::NotReputed),
	]
	.into_iter()
	.find_map(|(applies, reason)| applies.then_some(reason));
	if let Some(reason) = refusal {
		return Err(reason);
	}
	let price = prices.iter().filter(|price| price.fits(order)).min_by_key(|price| (price.gpus, price.rate));
	let price = price.ok_or(Unfit::NoPrice)?;
	match price.rate <= order.max_rate {
		true => Ok(price),
		false => Err(Unfit::PaysTooLittle),
	}
}

impl Price {
	/// The same for at most `longest` blocks.
	fn up_to(&self, longest: BlockNumber) -> Self {
		Self { max_duration: self.max_duration.min(longest), ..*self }
	}

	fn fits(&self, order: &Order) -> bool {
		self.class == order.class
			&& self.gpus >= order.gpus
			&& self.asset == order.asset
			&& (self.min_duration..=self.max_duration).contains(&order.duration)
			&& order.reclaim_window <= self.max_reclaim_window
	}
}

/// The bid of `worker` for an order.
pub fn own_bid<'a>(order: &'a Order, worker: &AccountId) -> Option<&'a Bid> {
	order.bids.iter().find(|bid| bid.worker == *worker)
}

/// Whether the worker's bid is the one it would place now.
fn is_as_priced(order: &Order, me: &Me, prices: &[Price]) -> bool {
	// What is not known of a worker that may not work right now need not be over.
	let Some(bid) = own_bid(order, &me.worker) else { return false };
	find_price(order, me, prices).is_ok_and(|price| (price.rate, price.max_duration) == (bid.rate, bid.max_duration))
}

#[cfg(test)]
mod tests;
