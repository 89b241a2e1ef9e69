//! The arithmetic of pools: scores, splits, dividends, limits, consent, and shares of an epoch's fund. No storage.
//!
//! Who takes something out has it rounded down, so that all who do never take out more than is there. What that leaves:
//! of a licence it goes to the stakers; of dividends, less than one unit each time that somebody claims or changes its
//! stake stays in the pool; of an epoch it goes to the next one.

use crate::types::*;
use piazza_primitives::Window;
use sp_core::U256;
use sp_runtime::{
	helpers_128bit::multiply_by_rational_with_rounding,
	traits::{AtLeast32BitUnsigned, Saturating, UniqueSaturatedInto},
	ArithmeticError, Permill, Rounding, SaturatedConversion,
};

/// Scale of [`Dividends::per_token`]: 2^128.
const SCALE: U256 = U256([0, 0, 1, 0]);

/// Share of an epoch's fund that goes by what was paid for licences.
pub(crate) const VOLUME_SHARE: Permill = Permill::from_percent(30);
/// Share that goes by new contributors.
pub(crate) const CONTRIBUTORS_SHARE: Permill = Permill::from_percent(20);
/// Share that goes by what the treasury had.
pub(crate) const FEES_SHARE: Permill = Permill::from_percent(50);

/// The sum, or the error that it is too great.
pub(crate) fn add(a: u128, b: u128) -> Result<u128, ArithmeticError> {
	a.checked_add(b).ok_or(ArithmeticError::Overflow)
}

/// The difference, or the error that it is less than nothing.
pub(crate) fn subtract(a: u128, b: u128) -> Result<u128, ArithmeticError> {
	a.checked_sub(b).ok_or(ArithmeticError::Underflow)
}

/// `a · b / c`, with 256 bits between; `None` when it does not fit, or `c` is zero.
fn multiply_divide(a: u128, b: u128, c: u128, rounding: Rounding) -> Option<u128> {
	multiply_by_rational_with_rounding(a, b, c, rounding)
}

/// A number of blocks as one to calculate with.
fn count<BlockNumber: UniqueSaturatedInto<u128>>(blocks: BlockNumber) -> u128 {
	blocks.unique_saturated_into()
}

/// The score in a jury's output; `None` when it is none.
pub(crate) fn score_in(output: &[u8]) -> Option<Permill> {
	let parts = u32::from_le_bytes(output.try_into().ok()?);
	(parts <= Permill::from_percent(100).deconstruct()).then(|| Permill::from_parts(parts))
}

/// Tokens for a score, rounded down.
pub(crate) fn tokens(score: Permill, factor: u128) -> u128 {
	score.mul_floor(factor)
}

impl Split {
	/// Whether it gives no more than there is, and the treasury what it must have.
	pub(crate) fn is_valid(&self, min_treasury: Permill) -> bool {
		let given = self.owner.deconstruct().saturating_add(self.treasury.deconstruct());
		self.treasury >= min_treasury && given <= Permill::one().deconstruct()
	}

	/// Divides `amount`: the owner's and the treasury's parts are rounded down, the stakers have the rest.
	pub(crate) fn divide(&self, amount: u128) -> Parts {
		let owner = self.owner.mul_floor(amount);
		let rest = amount.saturating_sub(owner);
		let treasury = self.treasury.mul_floor(amount).min(rest);
		Parts { owner, treasury, stakers: rest.saturating_sub(treasury) }
	}
}

impl<BlockNumber: AtLeast32BitUnsigned + Copy> Dividends<BlockNumber> {
	/// Lets flow what flows up to block `now`, to `staked` tokens. While there are none, nothing does: the rest flows as
	/// long as it would have from when there are some.
	///
	/// Nothing flows twice in a block. So whoever stakes and unstakes in the same one has nothing of what is there, and
	/// of what comes in between. `None` when something is too great.
	pub(crate) fn flow(&mut self, now: BlockNumber, staked: u128) -> Option<()> {
		let elapsed = Saturating::saturating_sub(now, self.at);
		let length = Saturating::saturating_sub(self.until, self.at);
		self.at = now;
		if staked == 0 {
			self.until = Saturating::saturating_add(self.until, elapsed);
			return Some(());
		}
		let flowed = if elapsed >= length {
			self.left
		} else {
			multiply_divide(self.left, count(elapsed), count(length), Rounding::Down)?
		};
		self.left = self.left.checked_sub(flowed)?;
		// Rounded up, so that whoever has a whole number of units due has it: see [`MAX_SUPPLY`].
		let all = U256::from(flowed).checked_mul(SCALE)?.checked_add(U256::from(staked.saturating_sub(1)))?;
		let more = all.checked_div(U256::from(staked))?;
		self.per_token = self.per_token.checked_add(more)?;
		Some(())
	}

	/// Adds `amount`, which alone would flow over `period`; see that everything up to `now` has flowed.
	///
	/// All of it flows over the mean of what each part would: small amounts hardly put off great ones.
	pub(crate) fn add(&mut self, amount: u128, now: BlockNumber, period: BlockNumber) -> Option<()> {
		if amount == 0 {
			return Some(());
		}
		let total = self.left.checked_add(amount)?;
		// One unit less than there can be: room for what was rounded up.
		self.received = self.received.checked_add(amount).filter(|all| *all < u128::MAX)?;
		let wait = Saturating::saturating_sub(self.until, now);
		let old = multiply_divide(self.left, count(wait), total, Rounding::Up)?;
		let new = multiply_divide(amount, count(period), total, Rounding::Up)?;
		let length = old.checked_add(new)?.min(count(wait.max(period)));
		self.left = total;
		self.until = Saturating::saturating_add(now, length.saturated_into());
		Some(())
	}
}

impl<Ticket> Stake<Ticket> {
	/// Adds its share of what has flowed since last time, rounded down. `None` when that is too great.
	pub(crate) fn settle(&mut self, per_token: U256) -> Option<()> {
		let more = per_token.checked_sub(self.per_token)?.checked_mul(U256::from(self.amount))?.checked_div(SCALE)?;
		self.due = self.due.checked_add(more.try_into().ok()?)?;
		self.per_token = per_token;
		Some(())
	}
}

impl<BlockNumber: AtLeast32BitUnsigned + Copy> Meter<BlockNumber> {
	/// What happened in the period of block `now`.
	pub(crate) fn in_block(self, now: BlockNumber, breaker: &Breaker<BlockNumber>) -> Self {
		let period = now.checked_div(&breaker.period).unwrap_or(now);
		match period == self.period {
			true => self,
			false => Self { period, minted: 0, staked: 0, unstaked: 0 },
		}
	}

	/// What may still be minted.
	pub(crate) fn mint_left(&self, breaker: &Breaker<BlockNumber>) -> u128 {
		breaker.max_mint.saturating_sub(self.minted)
	}

	/// What may still be unstaked.
	pub(crate) fn outflow_left(&self, breaker: &Breaker<BlockNumber>) -> u128 {
		breaker.max_outflow.saturating_add(self.staked).saturating_sub(self.unstaked)
	}
}

impl<Ticket> Consent<Ticket> {
	/// Whether licences sold now let read its data.
	pub(crate) fn is_open(&self) -> bool {
		self.gaps.last().is_none_or(|gap| gap.to < LicenceId::MAX)
	}

	/// Whether licence `id` lets read its data, as far as it has to say.
	pub(crate) fn covers(&self, id: LicenceId) -> bool {
		!self.gaps.iter().any(|gap| gap.contains(id))
	}

	/// Licences from `next` on do not let read it. `false`, and nothing is changed, when they did not anyway.
	pub(crate) fn close(&mut self, next: LicenceId) -> bool {
		if !self.is_open() {
			return false;
		}
		let gap = Window { from: next, to: LicenceId::MAX };
		match self.gaps.last_mut() {
			// Nothing was sold since it came back.
			Some(last) if last.to == next => {
				last.to = gap.to;
				true
			}
			// There is room: it would not have come back without.
			_ => self.gaps.try_push(gap).is_ok(),
		}
	}

	/// Licences from `next` on let read it. `false`, and nothing is changed, when it could not be closed again.
	pub(crate) fn open(&mut self, next: LicenceId) -> bool {
		let is_full = self.gaps.is_full();
		match self.gaps.last_mut() {
			// Nothing was sold since it left.
			Some(last) if last.from == next => {
				self.gaps.pop();
				true
			}
			Some(last) if !is_full => {
				last.to = next;
				true
			}
			_ => false,
		}
	}
}

impl Metrics {
	/// Adds what was achieved. `None` when it is too much.
	pub(crate) fn plus(&self, more: &Self) -> Option<Self> {
		Some(Self {
			volume: self.volume.checked_add(more.volume)?,
			contributors: self.contributors.checked_add(more.contributors)?,
			fees: self.fees.checked_add(more.fees)?,
		})
	}

	/// The share of `fund` of whoever achieved this of `totals`, each part rounded down. Where nobody achieved anything,
	/// nobody has a part.
	pub(crate) fn share(&self, totals: &Self, fund: u128) -> u128 {
		[
			(VOLUME_SHARE, self.volume, totals.volume),
			(CONTRIBUTORS_SHARE, self.contributors, totals.contributors),
			(FEES_SHARE, self.fees, totals.fees),
		]
		.iter()
		.map(|(part, own, all)| multiply_divide(part.mul_floor(fund), *own.min(all), *all, Rounding::Down).unwrap_or(0))
		.fold(0, |sum: u128, part| sum.saturating_add(part))
	}
}

impl<AccountId> Award<AccountId> {
	/// Takes out the tranches that are due, of `count` in all, when `elapsed` epochs have begun since the one it is for.
	/// Each is the same part of what is left, rounded down, and the last is all of it. `None` when none is due.
	pub(crate) fn pay(&mut self, elapsed: EpochIndex, count: u32) -> Option<u128> {
		let waiting = count.checked_sub(self.tranches)?;
		let due = elapsed.min(count).checked_sub(self.tranches)?;
		if due == 0 {
			return None;
		}
		let amount = match due == waiting {
			true => self.left,
			false => multiply_divide(self.left, due.into(), waiting.into(), Rounding::Down)?,
		};
		self.left = self.left.checked_sub(amount)?;
		self.tranches = self.tranches.checked_add(due)?;
		Some(amount)
	}
}
