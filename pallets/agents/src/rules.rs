//! The rules, without storage: what words come to, what a key may spend, when an answer is contradicted.

use crate::{Limit, Scores, Sum, Summary, Tally, Totals};
use piazza_primitives::ContentHash;
use sp_core::U256;
use sp_runtime::traits::AtLeast32BitUnsigned;

/// Decimals of the common scale: values of all others are brought to it.
pub const DECIMALS: u8 = 18;
/// Greatest value, above and below zero, in the common scale: a million of millions. With it no sum of what all money there
/// can be was paid for is too great to count.
pub const MAX_VALUE: u128 = 1_000_000_000_000_000_000_000_000_000_000;
/// Greatest score of a validator.
pub const MAX_SCORE: u8 = 100;
/// From this score on, an answer says that the output is right.
pub const PASS_SCORE: u8 = 50;

/// A unit of the common scale.
const UNIT: u128 = 1_000_000_000_000_000_000;

/// The value in the common scale, whose decimals are no fewer; `None` when it is too great, or has too many decimals.
pub fn scaled(value: i128, decimals: u8) -> Option<i128> {
	let missing = DECIMALS.checked_sub(decimals)?;
	let value = 10i128.checked_pow(missing.into())?.checked_mul(value)?;
	(value.unsigned_abs() <= MAX_VALUE).then_some(value)
}

impl Sum {
	/// With `value`, so many times; `None` when that cannot be counted.
	fn plus(mut self, value: i128, times: u128) -> Option<Self> {
		let part = product(value, times)?;
		let side = self.side(value);
		*side = side.checked_add(part)?;
		Some(self)
	}

	/// Without `value`, so many times; `None` when it is not in it.
	fn minus(mut self, value: i128, times: u128) -> Option<Self> {
		let part = product(value, times)?;
		let side = self.side(value);
		*side = side.checked_sub(part)?;
		Some(self)
	}

	fn merged(self, other: &Self) -> Option<Self> {
		Some(Self { up: self.up.checked_add(other.up)?, down: self.down.checked_add(other.down)? })
	}

	fn side(&mut self, value: i128) -> &mut U256 {
		if value < 0 {
			&mut self.down
		} else {
			&mut self.up
		}
	}

	/// Divided by `count`, rounded toward zero; `None` when that is zero.
	fn over(&self, count: u128) -> Option<i128> {
		let (size, is_below) = match self.up.checked_sub(self.down) {
			Some(size) => (size, false),
			None => (self.down.checked_sub(self.up)?, true),
		};
		let mean = u128::try_from(size.checked_div(count.into())?).ok()?;
		let mean = i128::try_from(mean).ok()?;
		if is_below {
			mean.checked_neg()
		} else {
			Some(mean)
		}
	}
}

fn product(value: i128, times: u128) -> Option<U256> {
	U256::from(value.unsigned_abs()).checked_mul(times.into())
}

impl Totals {
	/// With one more word; `None` when that cannot be counted. The value is in the common scale.
	pub fn plus(self, value: i128, weight: u128) -> Option<Self> {
		Some(Self {
			count: self.count.checked_add(1)?,
			values: self.values.plus(value, 1)?,
			weight: self.weight.checked_add(weight)?,
			weighted: self.weighted.plus(value, weight)?,
		})
	}

	/// Without one word; `None` when it is not among them.
	pub fn minus(self, value: i128, weight: u128) -> Option<Self> {
		Some(Self {
			count: self.count.checked_sub(1)?,
			values: self.values.minus(value, 1)?,
			weight: self.weight.checked_sub(weight)?,
			weighted: self.weighted.minus(value, weight)?,
		})
	}

	/// All words of both; `None` when those cannot be counted.
	pub fn merged(self, other: &Self) -> Option<Self> {
		Some(Self {
			count: self.count.checked_add(other.count)?,
			values: self.values.merged(&other.values)?,
			weight: self.weight.checked_add(other.weight)?,
			weighted: self.weighted.merged(&other.weighted)?,
		})
	}

	/// What they come to.
	pub fn summary(&self) -> Summary {
		Summary {
			count: self.count,
			mean: self.values.over(self.count.into()),
			weight: self.weight,
			weighted_mean: self.weighted.over(self.weight),
		}
	}
}

impl Scores {
	/// With one more; `None` when that cannot be counted.
	pub fn plus(self, score: u8) -> Option<Self> {
		Some(Self { count: self.count.checked_add(1)?, sum: self.sum.checked_add(score.into())? })
	}

	/// Without one; `None` when it is not among them.
	pub fn minus(self, score: u8) -> Option<Self> {
		Some(Self { count: self.count.checked_sub(1)?, sum: self.sum.checked_sub(score.into())? })
	}

	/// All of both; `None` when those cannot be counted.
	pub fn merged(self, other: &Self) -> Option<Self> {
		Some(Self { count: self.count.checked_add(other.count)?, sum: self.sum.checked_add(other.sum)? })
	}

	/// Their mean in the common scale, rounded down; `None` when there is none.
	pub fn mean(&self) -> Option<i128> {
		let sum = u128::from(self.sum).checked_mul(UNIT)?;
		i128::try_from(sum.checked_div(self.count.into())?).ok()
	}
}

/// Whether a job's output shows the answer about `claimed` to be false.
pub fn is_contradicted(score: u8, claimed: ContentHash, output: ContentHash) -> bool {
	(score >= PASS_SCORE) != (claimed == output)
}

/// Why a key may not spend so much.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Excess {
	/// It is more than one call may spend.
	PerCall,
	/// It is more than is left in this period.
	PerPeriod,
}

/// The period that a block is in, counted from 0; `None` when it is before the first, or periods have no length.
pub fn period_of<BlockNumber: AtLeast32BitUnsigned + Copy>(
	from: BlockNumber,
	length: BlockNumber,
	now: BlockNumber,
) -> Option<BlockNumber> {
	now.checked_sub(&from)?.checked_div(&length)
}

impl<BlockNumber: AtLeast32BitUnsigned + Copy> Tally<BlockNumber> {
	/// What was spent in `period`: nothing, unless it is this one.
	pub fn in_period(mut self, period: BlockNumber) -> Self {
		if self.period != period {
			self.period = period;
			self.used.iter_mut().for_each(|used| *used = 0);
		}
		self
	}

	/// Notes that `amount` was spent of limit number `index`.
	pub fn spend<AssetKind>(&mut self, index: usize, limit: &Limit<AssetKind>, amount: u128) -> Result<(), Excess> {
		if amount > limit.per_call {
			return Err(Excess::PerCall);
		}
		let used = self.used.get_mut(index).ok_or(Excess::PerPeriod)?;
		*used = used.checked_add(amount).filter(|sum| *sum <= limit.per_period).ok_or(Excess::PerPeriod)?;
		Ok(())
	}

	/// What one call could spend of limit number `index`.
	pub fn left<AssetKind>(&self, index: usize, limit: &Limit<AssetKind>) -> u128 {
		let used = self.used.get(index).copied().unwrap_or(limit.per_period);
		limit.per_period.saturating_sub(used).min(limit.per_call)
	}
}
