//! How much is earned and how much is lost: pure, nothing is stored or moved here.

use crate::types::{Balance, Exposure, Offender, Shares, Split};
use sp_runtime::{PerThing, Perbill};

/// What is lost by offenders who are few enough to have failed by accident.
const LEAST: Perbill = Perbill::from_percent(5);

/// The era that `session` belongs to.
pub(crate) fn era_of(session: u32, sessions_per_era: u32) -> u32 {
	session.checked_div(sessions_per_era).unwrap_or_default()
}

/// The part of its stake that each of `offenders` of `validators` loses: 5 % while they are no more than a tenth of all
/// or just one, rising in a straight line to all of it when they are a third, at which consensus breaks. Rounded down.
pub(crate) fn slash_fraction(offenders: u32, validators: u32) -> Perbill {
	let few = validators.checked_div(10).unwrap_or_default().max(1);
	let third = validators.div_ceil(3);
	if offenders == 0 {
		Perbill::zero()
	} else if offenders <= few {
		LEAST
	} else if offenders >= third {
		Perbill::one()
	} else {
		// Here `few < offenders < third`, so the line is not empty.
		let along = Perbill::from_rational(offenders.saturating_sub(few), third.saturating_sub(few));
		let rise = along.mul_floor(LEAST.left_from_one().deconstruct());
		Perbill::from_parts(LEAST.deconstruct().saturating_add(rise))
	}
}

/// What is made with each block, of which `blocks_per_year` together are `inflation` of `issuance`. Rounded down.
pub(crate) fn block_reward(issuance: Balance, inflation: Perbill, blocks_per_year: u32) -> Balance {
	inflation.mul_floor(issuance).checked_div(blocks_per_year.into()).unwrap_or_default()
}

impl Split {
	/// Whether the parts add up to one.
	pub fn is_whole(&self) -> bool {
		let parts = [self.validators, self.work, self.treasury].map(|part| u64::from(part.deconstruct()));
		parts.into_iter().sum::<u64>() == u64::from(Perbill::one().deconstruct())
	}

	/// Shares out `total`: the first two rounded down, the rest for the treasury, so that nothing is lost.
	pub fn divide(&self, total: Balance) -> Shares {
		let validators = self.validators.mul_floor(total);
		let work = self.work.mul_floor(total);
		let treasury = total.saturating_sub(validators).saturating_sub(work);
		Shares { validators, work, treasury }
	}
}

impl Shares {
	/// Everything.
	pub fn total(&self) -> Balance {
		// Cannot saturate: all of it is or was part of the issuance.
		self.validators.saturating_add(self.work).saturating_add(self.treasury)
	}

	/// Adds each of `more` to its kind.
	pub(crate) fn add(&mut self, more: Self) {
		self.validators = self.validators.saturating_add(more.validators);
		self.work = self.work.saturating_add(more.work);
		self.treasury = self.treasury.saturating_add(more.treasury);
	}
}

impl<AccountId> Offender<AccountId> {
	/// What it was slashed by, in money. Rounded down once, so that the steps to it add up to it.
	pub fn cost(&self) -> Balance {
		self.fraction.mul_floor(self.exposure.stake)
	}

	/// Notes that there are now `offenders` in its era. Returns how much more it loses by that.
	pub(crate) fn raise(&mut self, offenders: u32) -> Balance {
		let before = self.cost();
		self.fraction = self.fraction.max(slash_fraction(offenders, self.exposure.validators));
		self.cost().saturating_sub(before)
	}

	/// Notes that it was reported with `exposure`, and that there are now `offenders` in its era. Returns how much more
	/// it loses by that.
	pub(crate) fn report(&mut self, exposure: Exposure, offenders: u32) -> Balance {
		let before = self.cost();
		self.exposure = self.exposure.max(exposure);
		let _ = self.raise(offenders);
		self.cost().saturating_sub(before)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	const WHOLE: u32 = 1_000_000_000;

	#[test]
	fn slash_fraction_follows_the_table() {
		// By the number of validators, the part lost by 1, 2, 3... offenders, in millionths.
		let table: [(u32, &[u32]); 8] = [
			(1, &[50_000, 1_000_000]),
			(2, &[50_000, 1_000_000]),
			(3, &[50_000, 1_000_000]),
			(4, &[50_000, 1_000_000, 1_000_000]),
			(5, &[50_000, 1_000_000, 1_000_000]),
			(10, &[50_000, 366_666, 683_333, 1_000_000, 1_000_000]),
			(30, &[50_000, 50_000, 50_000, 185_714, 321_428, 457_142, 592_857, 728_571, 864_285, 1_000_000, 1_000_000]),
			(100, &[50_000; 10]),
		];
		for (validators, parts) in table {
			for (offenders, part) in (1..).zip(parts) {
				let fraction = slash_fraction(offenders, validators).deconstruct() / 1_000;
				assert_eq!(fraction, *part, "{offenders} of {validators}");
			}
		}
		// A line of 24 steps.
		let of_a_hundred = |offenders| slash_fraction(offenders, 100).deconstruct() / 1_000;
		assert_eq!([11, 22, 33, 34].map(of_a_hundred), [89_583, 525_000, 960_416, 1_000_000]);
		assert_eq!(slash_fraction(0, 10), Perbill::zero());
	}

	#[test]
	fn era_of_counts_whole_eras() {
		assert_eq!([0, 5, 6, 11, 12].map(|session| era_of(session, 6)), [0, 0, 1, 1, 2]);
		assert_eq!(era_of(5, 0), 0);
	}

	#[test]
	fn block_reward_is_a_year_of_inflation_by_blocks() {
		assert_eq!(block_reward(1_000_000, Perbill::from_percent(8), 1_000), 80);
		assert_eq!(block_reward(999_999, Perbill::from_percent(8), 1_000), 79);
		assert_eq!(block_reward(1_000_000, Perbill::zero(), 1_000), 0);
		assert_eq!(block_reward(1_000_000, Perbill::one(), 0), 0);
	}

	fn any_split() -> impl Strategy<Value = Split> {
		(0..=WHOLE, 0..=WHOLE).prop_map(|(one, other)| {
			let (first, second) = (one.min(other), one.max(other));
			Split {
				validators: Perbill::from_parts(first),
				work: Perbill::from_parts(second - first),
				treasury: Perbill::from_parts(WHOLE - second),
			}
		})
	}

	proptest! {
		/// More offenders never cost each less, more validators never cost each more.
		#[test]
		fn slash_fraction_is_monotone(offenders in 1u32..2_000, validators in 1u32..2_000) {
			let fraction = slash_fraction(offenders, validators);
			prop_assert!(fraction >= LEAST);
			prop_assert!(fraction <= slash_fraction(offenders + 1, validators));
			prop_assert!(fraction >= slash_fraction(offenders, validators + 1));
		}

		#[test]
		fn slash_fraction_is_all_when_a_third_equivocate(offenders in 2u32..100_000, validators in 0u32..100_000) {
			let third = validators.div_ceil(3);
			let few = (validators / 10).max(1);
			let fraction = slash_fraction(offenders, validators);
			prop_assert_eq!(fraction == Perbill::one(), offenders >= third);
			prop_assert_eq!(fraction == LEAST, offenders <= few && offenders < third);
		}

		#[test]
		fn division_loses_nothing(split in any_split(), total in any::<u128>()) {
			prop_assert!(split.is_whole());
			let shares = split.divide(total);
			prop_assert_eq!(shares.total(), total);
			// Rounding gives the treasury less than two units.
			let least = split.treasury.mul_floor(total);
			prop_assert!(shares.treasury >= least && shares.treasury - least <= 2);
			prop_assert!(shares.validators <= split.validators.mul_ceil(total));
		}

		#[test]
		fn year_of_rewards_is_no_more_than_inflation(
			issuance in any::<u128>(), parts in 0..=WHOLE, blocks in 1u32..,
		) {
			let inflation = Perbill::from_parts(parts);
			let yearly = block_reward(issuance, inflation, blocks) * u128::from(blocks);
			prop_assert!(yearly <= inflation.mul_floor(issuance));
			prop_assert!(inflation.mul_floor(issuance) - yearly < u128::from(blocks));
		}

		/// Whatever the order of reports, the steps add up to the cost at the end.
		#[test]
		fn steps_add_up_to_the_cost(
			steps in prop::collection::vec((prop::option::of((any::<u128>(), 1u32..50)), 1u32..20), 1..20),
		) {
			let exposure = Exposure { stake: 0, validators: 50 };
			let mut offender = Offender { operator: (), exposure, fraction: Perbill::zero() };
			let mut lost = 0u128;
			for (reported, offenders) in steps {
				let before = offender.fraction;
				lost += match reported {
					Some((stake, validators)) => offender.report(Exposure { stake, validators }, offenders),
					None => offender.raise(offenders),
				};
				prop_assert!(offender.fraction >= before);
				prop_assert_eq!(lost, offender.cost());
				prop_assert!(lost <= offender.exposure.stake);
			}
		}
	}
}
