//! The arithmetic of stake: pools and their shares, commission, and who bears and who gets a slash. No storage.
//!
//! Rounding always favours the pool: whoever joins gets no more shares than paid for, whoever leaves no more than its
//! shares are worth. What is lost to rounding stays with those who remain; it is less than what one share is worth for
//! each joining, and less than the smallest unit for each leaving.

use crate::types::{Commission, Pool};
use alloc::vec::Vec;
use piazza_primitives::EraIndex;
use sp_arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Perbill, Rounding};

/// Shares for each unit of the first stake in a pool. So fine that one share is worth less than one unit until the pool
/// has grown a millionfold.
pub(crate) const SHARES_PER_UNIT: u128 = 1_000_000;

/// A pool that lost all but the thousandth part takes no more stake: its shares would grow without bound.
const MAX_SHARES_PER_UNIT: u128 = SHARES_PER_UNIT.saturating_mul(1_000);

/// `a · b / c`, with 256 bits between; `None` when it does not fit, or `c` is zero.
fn multiply_divide(a: u128, b: u128, c: u128, rounding: Rounding) -> Option<u128> {
	multiply_by_rational_with_rounding(a, b, c, rounding)
}

impl Pool {
	/// What `shares` are worth, rounded down.
	pub fn value_of(&self, shares: u128) -> u128 {
		multiply_divide(self.balance, shares.min(self.shares), self.shares, Rounding::Down).unwrap_or(0)
	}

	/// The least shares that are worth `amount`, but never more than there are.
	pub(crate) fn shares_worth(&self, amount: u128) -> u128 {
		multiply_divide(amount, self.shares, self.balance, Rounding::Up).unwrap_or(self.shares).min(self.shares)
	}

	/// Whether the pool lost so much that nobody may join.
	pub(crate) fn is_diluted(&self) -> bool {
		self.shares > self.balance.saturating_mul(MAX_SHARES_PER_UNIT)
	}

	/// Adds `amount` and returns the shares it bought; `None`, and nothing is changed, when it buys none.
	pub(crate) fn join(&mut self, amount: u128) -> Option<u128> {
		let bought = if self.shares == 0 {
			amount.checked_mul(SHARES_PER_UNIT)?
		} else if self.is_diluted() {
			return None;
		} else {
			multiply_divide(amount, self.shares, self.balance, Rounding::Down)?
		};
		if bought == 0 {
			return None;
		}
		let next = Self { balance: self.balance.checked_add(amount)?, shares: self.shares.checked_add(bought)? };
		*self = next;
		Some(bought)
	}

	/// Redeems `shares` and returns what they were worth; whoever is last gets all that is left. `None`, and nothing is
	/// changed, when there are not so many.
	pub(crate) fn leave(&mut self, shares: u128) -> Option<u128> {
		let left = self.shares.checked_sub(shares)?;
		let worth = if left == 0 { self.balance } else { self.value_of(shares) };
		*self = Self { balance: self.balance.checked_sub(worth)?, shares: left };
		Some(worth)
	}

	/// Adds `amount` to what all shares are worth. `None`, and nothing is changed, when there are no shares.
	pub(crate) fn gain(&mut self, amount: u128) -> Option<()> {
		if self.shares == 0 {
			return None;
		}
		self.balance = self.balance.checked_add(amount)?;
		Some(())
	}

	/// Takes `amount` from what all shares are worth. `None`, and nothing is changed, when it is not there.
	pub(crate) fn lose(&mut self, amount: u128) -> Option<()> {
		self.balance = self.balance.checked_sub(amount)?;
		Some(())
	}
}

impl Commission {
	/// A commission that was never changed.
	pub(crate) fn new(share: Perbill) -> Self {
		Self { now: share, next: share, from: 0 }
	}

	/// The share in `era`.
	pub fn in_era(&self, era: EraIndex) -> Perbill {
		if era < self.from {
			self.now
		} else {
			self.next
		}
	}

	/// The commission that is `next` from the era after `era`; `None` when that is more than `max_raise` above today's.
	pub(crate) fn changed(&self, next: Perbill, era: EraIndex, max_raise: Perbill) -> Option<Self> {
		let now = self.in_era(era);
		let highest = now.deconstruct().saturating_add(max_raise.deconstruct());
		(next.deconstruct() <= highest).then_some(Self { now, next, from: era.checked_add(1)? })
	}
}

/// Parts of `taken` that `balances` bear in proportion. They add up to `taken`, or to all there is when that is less;
/// none is more than its balance. Each but the last is rounded up.
pub(crate) fn apportion(taken: u128, balances: &[u128]) -> Vec<u128> {
	let mut reach = balances.iter().fold(0u128, |sum, balance| sum.saturating_add(*balance));
	let mut rest = taken.min(reach);
	balances
		.iter()
		.map(|balance| {
			// `rest <= reach`, so that the part is at most `balance` and at most `rest`; both hold for what follows too.
			let part = multiply_divide(rest, *balance, reach, Rounding::Up).unwrap_or(0).min(rest).min(*balance);
			rest = rest.saturating_sub(part);
			reach = reach.saturating_sub(*balance);
			part
		})
		.collect()
}

/// Who gets a slash.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Distribution {
	/// Made good to whoever lost by the fault.
	pub claimant: u128,
	/// For whoever reported it.
	pub reporter: u128,
	/// All the rest.
	pub treasury: u128,
}

/// Distributes `amount`, of which `own` is the operator's: the claim first, then `bounty` of what it leaves (rounded down)
/// if anybody reported, the rest to the treasury. Claimant and reporter together get no more than `own`: else an operator
/// could be both, and have its delegators' stake by being slashed.
pub(crate) fn distribute(amount: u128, own: u128, claim: u128, is_reported: bool, bounty: Perbill) -> Distribution {
	let claimant = claim.min(amount).min(own);
	let rest = amount.saturating_sub(claimant);
	let reporter = if is_reported { bounty.mul_floor(rest).min(own.saturating_sub(claimant)) } else { 0 };
	Distribution { claimant, reporter, treasury: rest.saturating_sub(reporter) }
}

/// What of `part` of a pool whoever has `shares` of it bears, rounded down.
pub(crate) fn own_part(part: u128, shares: u128, pool: &Pool) -> u128 {
	multiply_divide(part, shares.min(pool.shares), pool.shares, Rounding::Down).unwrap_or(0)
}

/// What a fault costs that the operator reported itself: half, rounded up.
pub(crate) fn half(amount: u128) -> u128 {
	amount.div_ceil(2)
}
