//! The arithmetic, by example and by property.

use crate::{
	mock::{DECAY_98, PRIOR_VALUE},
	rules::{left_after, LEAST_LEFT},
	Record, MAX_KNOWN,
};
use piazza_primitives::{Conduct, Score};
use proptest::prelude::*;
use sp_runtime::{Permill, Perquintill};

/// A unit of [`Perquintill`].
const PARTS: u128 = 1_000_000_000_000_000_000;

fn record(good: u128, bad: u128) -> Record {
	Record { good, bad, at: 0 }
}

fn value(good: u128, bad: u128, prior: u128) -> u32 {
	record(good, bad).score(prior).value.deconstruct()
}

fn conduct() -> impl Strategy<Value = Conduct> {
	prop_oneof![Just(Conduct::Good), Just(Conduct::Bad)]
}

/// As much as anybody has, or the greatest of sums.
fn known() -> impl Strategy<Value = u128> {
	prop_oneof![0u128..10, 0u128..100_000, 0..=MAX_KNOWN, Just(MAX_KNOWN)]
}

fn prior() -> impl Strategy<Value = u128> {
	prop_oneof![1u128..10, 1u128..100_000, 1..=MAX_KNOWN, Just(MAX_KNOWN)]
}

/// From what forgets all at once to what forgets next to nothing.
fn decay() -> impl Strategy<Value = Permill> {
	let parts = prop_oneof![0u32..1_000_000, 900_000u32..1_000_000, 999_900u32..1_000_000, Just(980_000)];
	parts.prop_map(Permill::from_parts)
}

fn periods() -> impl Strategy<Value = u32> {
	prop_oneof![0u32..100, 0u32..1_100, 0u32..30_000_000, any::<u32>()]
}

#[test]
fn score_is_half_without_sample_when_nothing_is_known() {
	let unknown = Score { value: Permill::from_percent(50), sample: 0 };
	assert_eq!(Record::nothing(7).score(PRIOR_VALUE), unknown);
	assert_eq!(Record::nothing(7).score(1), unknown);
	assert_eq!(Record::nothing(7).score(MAX_KNOWN), unknown);
}

#[test]
fn score_is_the_mean_of_the_beta_distribution() {
	// 400 / 600, rounded down.
	assert_eq!(value(300, 100, 100), 666_666);
	// 100 / 1_000.
	assert_eq!(value(0, 800, 100), 100_000);
	// 900 / 1_000.
	assert_eq!(value(800, 0, 100), 900_000);
	// 2 / 3 and 1 / 3: uniform before a single trial.
	assert_eq!((value(1, 0, 1), value(0, 1, 1)), (666_666, 333_333));
	assert_eq!(record(300, 100).score(100).sample, 400);
}

#[test]
fn score_weighs_trades_by_their_value() {
	// Nine bad trades of 100 are made good by one of 900, not by nine that are smaller.
	let bad = (0..9).fold(record(0, 0), |sum, _| sum.noted(Conduct::Bad, 100));
	assert_eq!(bad.noted(Conduct::Good, 900).score(PRIOR_VALUE).value, Permill::from_percent(50));
	let small = (0..9).fold(bad, |sum, _| sum.noted(Conduct::Good, 10));
	// 1_090 / 2_990.
	assert_eq!(small.score(PRIOR_VALUE).value.deconstruct(), 364_548);
}

#[test]
fn score_is_rounded_down_when_next_to_certain() {
	assert_eq!(value(MAX_KNOWN, 0, 1), 999_999);
	assert_eq!(value(MAX_KNOWN, MAX_KNOWN, MAX_KNOWN), 500_000);
	// Next to nothing is rounded to nothing: at 999_998 times the prior a millionth is left.
	assert_eq!((value(0, 999_998, 1), value(0, 999_999, 1)), (1, 0));
}

#[test]
fn note_saturates_when_the_sum_is_above_its_bound() {
	let most = record(MAX_KNOWN, MAX_KNOWN - 1);
	assert_eq!(most.noted(Conduct::Good, 1), most);
	assert_eq!(most.noted(Conduct::Bad, u128::MAX), record(MAX_KNOWN, MAX_KNOWN));
}

#[test]
fn decay_is_98_percent_each_period() {
	let after = |periods, good| record(good, 0).decayed(periods, DECAY_98).good;
	assert_eq!([0, 1, 2, 3].map(|periods| after(periods, 1_000_000)), [1_000_000, 980_000, 960_400, 941_192]);
	// Half is left after 34 periods.
	assert_eq!((after(34, 1_000_000), after(35, 1_000_000)), (503_137, 493_074));
	// 97.02, rounded down; less than one is nothing.
	assert_eq!((after(1, 99), after(1, 1)), (97, 0));
	assert_eq!(record(100, 50).decayed(1, DECAY_98), Record { good: 98, bad: 49, at: 1 });
}

#[test]
fn decay_leaves_nothing_when_less_than_a_billionth_is_left() {
	let trillion = record(1_000_000_000_000, MAX_KNOWN);
	assert_eq!(trillion.decayed(1_025, DECAY_98).good, 1_015);
	assert_eq!(trillion.decayed(1_026, DECAY_98), Record::nothing(1_026));
	assert_eq!(trillion.decayed(u32::MAX, DECAY_98), Record::nothing(u32::MAX));
	assert_eq!(trillion.decayed(1, Permill::zero()), Record::nothing(1));
	// Even what decays as slowly as can be ends some time: after 20 million periods.
	let slow = Permill::from_parts(999_999);
	assert!(left_after(20_723_000, slow) >= LEAST_LEFT);
	assert_eq!(left_after(20_724_000, slow), Perquintill::zero());
}

#[test]
fn decay_changes_nothing_when_no_period_passed() {
	let record = Record { good: MAX_KNOWN, bad: 1, at: 9 };
	assert_eq!(record.decayed(9, DECAY_98), record);
	assert_eq!(record.decayed(9, Permill::zero()), record);
}

#[test]
fn power_is_within_its_bound_of_that_by_repeated_multiplication() {
	// In numbers of 36 digits after the point, whose own rounding is far smaller.
	let mut exact = PARTS * PARTS;
	for periods in 0..1_026u32 {
		let left = u128::from(left_after(periods, DECAY_98).deconstruct()) * PARTS;
		assert!(left <= exact && exact - left < u128::from(periods.max(1)) * PARTS, "after {periods}");
		exact = exact / 100 * 98;
	}
}

proptest! {
	#[test]
	fn decay_never_grows_with_time(decay in decay(), periods in periods(), good in known(), bad in known()) {
		let Some(next) = periods.checked_add(1) else { return Ok(()) };
		prop_assert!(left_after(next, decay) <= left_after(periods, decay));
		let [before, after] = [periods, next].map(|periods| record(good, bad).decayed(periods, decay));
		prop_assert!(after.good <= before.good && after.bad <= before.bad);
		prop_assert!(before.good <= good && before.bad <= bad);
	}

	/// At the end, where rounding is the most of what is left.
	#[test]
	fn decay_never_grows_with_time_when_next_to_nothing_is_left(parts in 980_000u32..1_000_000) {
		let decay = Permill::from_parts(parts);
		// The last period in which something is left, found by halving.
		let (mut some, mut none) = (0u32, 21_000_000);
		while none - some > 1 {
			let middle = some + (none - some) / 2;
			if left_after(middle, decay).is_zero() { none = middle } else { some = middle }
		}
		let mut before = left_after(some.saturating_sub(100), decay);
		for periods in some.saturating_sub(99)..=some + 10 {
			let left = left_after(periods, decay);
			prop_assert!(left <= before, "more is left after {periods}");
			before = left;
		}
	}

	/// Two steps and one differ by two units and as many times 10⁻¹⁸ of the value as there are periods. Only where the one
	/// step leaves less than a billionth, and so nothing, the two may leave that.
	#[test]
	fn decay_composes(decay in decay(), first in periods(), second in periods(), good in known()) {
		let (first, second) = (first / 2, second / 2);
		let twice = record(good, 0).decayed(first, decay).decayed(first + second, decay).good;
		let once = record(good, 0).decayed(first + second, decay).good;
		let periods = u128::from(first + second);
		let mut bound = 2 + good / PARTS * periods + good % PARTS * periods / PARTS + 1;
		if left_after(first + second, decay).is_zero() {
			bound += good / 1_000_000_000;
		} else {
			// What is left at all when all is left in one step is left in two.
			prop_assert!(!left_after(first, decay).is_zero() && !left_after(second, decay).is_zero());
		}
		prop_assert!(twice.abs_diff(once) <= bound, "{twice} and {once} differ by more than {bound}");
	}

	#[test]
	fn score_is_between_nothing_and_all(good in known(), bad in known(), prior in prior()) {
		let parts = value(good, bad, prior);
		prop_assert!(parts < 1_000_000);
		// It is rounded to nothing only when it is below a millionth.
		prop_assert!(parts > 0 || bad > prior.saturating_mul(999_998));
		prop_assert_eq!(record(good, bad).score(prior).sample, good + bad);
	}

	#[test]
	fn score_turns_around_with_conduct(good in known(), bad in known(), prior in prior()) {
		let sum = value(good, bad, prior) + value(bad, good, prior);
		// Both are rounded down.
		prop_assert!(sum == 1_000_000 || sum == 999_999);
	}

	#[test]
	fn note_moves_a_score_its_own_way(
		good in known(), bad in known(), prior in prior(), conduct in conduct(), value: u128,
	) {
		let before = record(good, bad);
		let after = before.noted(conduct, value);
		let [old, new] = [before, after].map(|record| record.score(prior));
		match conduct {
			Conduct::Good => prop_assert!(new.value >= old.value),
			Conduct::Bad => prop_assert!(new.value <= old.value),
		}
		prop_assert!(new.sample >= old.sample);
		prop_assert!(after.good.max(after.bad) <= MAX_KNOWN);
	}

	/// Trades weigh as much as they are worth, in whatever pieces and order they are settled.
	#[test]
	fn notes_weigh_as_much_as_their_sum(mut notes in prop::collection::vec((conduct(), 0u128..1_000), 0..60)) {
		let all = |notes: &[(Conduct, u128)]| {
			notes.iter().fold(record(5, 7), |record, (conduct, value)| record.noted(*conduct, *value))
		};
		let sum = |notes: &[(Conduct, u128)], wanted| {
			notes.iter().filter(|(conduct, _)| *conduct == wanted).map(|(_, value)| value).sum::<u128>()
		};
		let whole = record(5 + sum(&notes, Conduct::Good), 7 + sum(&notes, Conduct::Bad));
		prop_assert_eq!(all(&notes), whole);
		notes.reverse();
		prop_assert_eq!(all(&notes), whole);
	}
}
