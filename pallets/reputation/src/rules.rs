//! The arithmetic of reputation: decay, notes and scores. No storage.
//!
//! All rounding is downwards. The value of a record loses less than one unit each time that it is written in a new
//! period.

use crate::types::{PeriodIndex, Record, MAX_KNOWN};
use piazza_primitives::{Conduct, Score};
use sp_arithmetic::{
	helpers_128bit::multiply_by_rational_with_rounding,
	traits::{SaturatedConversion, Saturating},
	PerThing, Permill, Perquintill, Rounding,
};

/// When less than this is left of a record, all of it is forgotten: a billionth.
///
/// Down to there a power is rounded by far less than decays in one period, a millionth at the least, so that what is
/// left never grows with time.
pub(crate) const LEAST_LEFT: Perquintill = Perquintill::from_parts(1_000_000_000);

/// How many parts of a [`Perquintill`] are one of a [`Permill`].
const FINENESS: u64 = 1_000_000_000_000;

/// What is left after `periods`, when `decay` is what is left after one: its power, by squaring, in at most twice as many
/// multiplications as `periods` has bits. It is too small by less than `periods` times 10⁻¹⁸; nothing below
/// [`LEAST_LEFT`].
pub(crate) fn left_after(periods: PeriodIndex, decay: Permill) -> Perquintill {
	let each = Perquintill::from_parts(u64::from(decay.deconstruct()).saturating_mul(FINENESS));
	let left = each.saturating_pow(periods.saturated_into());
	if left < LEAST_LEFT {
		Perquintill::zero()
	} else {
		left
	}
}

impl Record {
	/// The record of one of whom nothing is known, in period `at`.
	pub(crate) fn nothing(at: PeriodIndex) -> Self {
		Self { good: 0, bad: 0, at }
	}

	/// Whether it says nothing.
	pub fn is_nothing(&self) -> bool {
		self.good == 0 && self.bad == 0
	}

	/// What is left of it in period `now`.
	pub(crate) fn decayed(self, now: PeriodIndex, decay: Permill) -> Self {
		let left = left_after(now.saturating_sub(self.at), decay);
		Self { good: left.mul_floor(self.good), bad: left.mul_floor(self.bad), at: now }
	}

	/// The record with work worth `value` added.
	pub(crate) fn noted(self, conduct: Conduct, value: u128) -> Self {
		let with = |known: u128| known.saturating_add(value).min(MAX_KNOWN);
		match conduct {
			Conduct::Good => Self { good: with(self.good), ..self },
			Conduct::Bad => Self { bad: with(self.bad), ..self },
		}
	}

	/// The score that it makes, without further decay. `prior` is from 1 to [`MAX_KNOWN`], so that no sum overflows.
	pub(crate) fn score(&self, prior: u128) -> Score<u128> {
		let sample = self.good.saturating_add(self.bad);
		let good = self.good.saturating_add(prior);
		let all = good.saturating_add(self.bad).saturating_add(prior);
		let parts = multiply_by_rational_with_rounding(Permill::ACCURACY.into(), good, all, Rounding::Down);
		Score { value: Permill::from_parts(parts.unwrap_or_default().saturated_into()), sample }
	}
}
