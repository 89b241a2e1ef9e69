use crate::{rules::*, *};
use proptest::prelude::*;

/// A word: value, decimals, weight.
type Word = (i128, u8, u128);

fn word() -> impl Strategy<Value = Word> {
	(0u8..=18).prop_flat_map(|decimals| {
		let most = 10i128.pow(12 + u32::from(decimals));
		let weight = prop_oneof![Just(0), 0..1_000u128, 0..(1u128 << 100)];
		(prop_oneof![-most..=most, -1_000..=1_000i128], Just(decimals), weight)
	})
}

/// The mean of all words, each so many times, from numbers of any size, rounded toward zero.
fn naive_mean(words: &[(i128, u128)]) -> Option<i128> {
	use sp_core::U512;
	let wide = |value: i128, times: u128| U512::from(value.unsigned_abs()) * U512::from(times);
	let sum = |is_below: bool| {
		words
			.iter()
			.filter(|(value, _)| (*value < 0) == is_below)
			.fold(U512::zero(), |sum, (value, times)| sum + wide(*value, *times))
	};
	let count = words.iter().fold(U512::zero(), |sum, (_, times)| sum + U512::from(*times));
	if count.is_zero() {
		return None;
	}
	let (up, down) = (sum(false), sum(true));
	let size = if up < down { down - up } else { up - down } / count;
	let size = i128::try_from(u128::try_from(size).unwrap()).unwrap();
	Some(if up < down { -size } else { size })
}

fn totals(words: &[Word]) -> Totals {
	words.iter().fold(Totals::default(), |totals, (value, decimals, weight)| {
		totals.plus(scaled(*value, *decimals).unwrap(), *weight).unwrap()
	})
}

#[test]
fn scaled_is_in_units_of_the_eighteenth_decimal() {
	assert_eq!(scaled(875, 1), Some(87_500_000_000_000_000_000));
	assert_eq!(scaled(-1, 18), Some(-1));
	assert_eq!(scaled(0, 0), Some(0));
	assert_eq!(scaled(1, 19), None);
	let most = MAX_VALUE as i128;
	assert_eq!((scaled(most, 18), scaled(-most, 18)), (Some(most), Some(-most)));
	assert_eq!((scaled(most + 1, 18), scaled(-most - 1, 18), scaled(i128::MIN, 18)), (None, None, None));
	assert_eq!((scaled(i128::MAX, 0), scaled(i128::MIN, 0)), (None, None));
}

#[test]
fn totals_hold_the_greatest_values_paid_for_with_all_money_there_can_be() {
	let most = MAX_VALUE as i128;
	for value in [most, -most] {
		let totals = Totals::default().plus(value, u128::MAX).unwrap();
		assert_eq!(totals.summary().weighted_mean, Some(value));
		assert_eq!(totals.plus(value, 1), None);
	}
}

#[test]
fn means_are_rounded_toward_zero() {
	let mean = |values: &[i128]| totals(&values.iter().map(|value| (*value, 18, 1)).collect::<Vec<_>>()).summary().mean;
	assert_eq!((mean(&[1, 2]), mean(&[-1, -2]), mean(&[1, -2]), mean(&[])), (Some(1), Some(-1), Some(0), None));
}

#[test]
fn answers_are_contradicted_by_the_other_output_or_the_very_one() {
	let [one, other] = [1, 2].map(sp_core::H256::repeat_byte);
	for score in 0..=MAX_SCORE {
		assert_eq!(is_contradicted(score, one, one), score < 50);
		assert_eq!(is_contradicted(score, one, other), score >= 50);
	}
}

#[test]
fn periods_are_counted_from_the_first() {
	assert_eq!([5u32, 14, 15, 24, 25].map(|now| period_of(5, 10, now)), [0, 0, 1, 1, 2].map(Some));
	assert_eq!((period_of(5u32, 10, 4), period_of(5u32, 0, 9)), (None, None));
}

proptest! {
	#[test]
	fn means_are_those_of_a_naive_count(words in prop::collection::vec(word(), 0..20)) {
		let totals = totals(&words);
		let values = |f: fn(&Word) -> u128| {
			words.iter().map(|word| (scaled(word.0, word.1).unwrap(), f(word))).collect::<Vec<_>>()
		};
		let expected = Summary {
			count: words.len() as u32,
			mean: naive_mean(&values(|_| 1)),
			weight: words.iter().map(|word| word.2).sum(),
			weighted_mean: naive_mean(&values(|word| word.2)),
		};
		prop_assert_eq!(totals.summary(), expected);
	}

	#[test]
	fn totals_forget_what_is_taken_back(words in prop::collection::vec((word(), any::<bool>()), 0..20)) {
		let all: Vec<Word> = words.iter().map(|(word, _)| *word).collect();
		let kept: Vec<Word> = words.iter().filter(|(_, keep)| *keep).map(|(word, _)| *word).collect();
		let left = words.iter().filter(|(_, keep)| !keep).fold(totals(&all), |left, ((value, decimals, weight), _)| {
			left.minus(scaled(*value, *decimals).unwrap(), *weight).unwrap()
		});
		prop_assert_eq!(left, totals(&kept));
	}

	#[test]
	fn summaries_are_the_same_however_words_are_divided_among_clients(
		words in prop::collection::vec((word(), 0usize..4), 0..20),
	) {
		let of = |client| {
			totals(&words.iter().filter(|(_, by)| *by == client).map(|(word, _)| *word).collect::<Vec<_>>())
		};
		let merged = (0..4).map(of).fold(Totals::default(), |sum, next| sum.merged(&next).unwrap());
		let all: Vec<Word> = words.iter().map(|(word, _)| *word).collect();
		prop_assert_eq!(merged, totals(&all));
	}

	#[test]
	fn scores_are_those_of_a_naive_count(scores in prop::collection::vec(0..=MAX_SCORE, 0..20)) {
		let all = scores.iter().fold(Scores::default(), |all, score| all.plus(*score).unwrap());
		let sum: i128 = scores.iter().copied().map(i128::from).sum();
		let mean = (!scores.is_empty()).then(|| sum * 10i128.pow(18) / scores.len() as i128);
		prop_assert_eq!(all.mean(), mean);
		let none = scores.iter().fold(all, |all, score| all.minus(*score).unwrap());
		prop_assert_eq!(none, Scores::default());
	}

	#[test]
	fn no_period_spends_more_than_its_budget(
		from in 0u64..50,
		length in 1u64..8,
		per_call in 0u128..50,
		per_period in 0u128..120,
		steps in prop::collection::vec((0u64..4, 0u128..60), 0..60),
	) {
		let limit = Limit { asset: (), per_call, per_period };
		let mut tally = Tally { period: 0, used: vec![0].try_into().unwrap() };
		let mut now = from;
		let mut spent: Vec<(u64, u128)> = Vec::new();
		for (later, amount) in steps {
			now += later;
			let period = period_of(from, length, now).unwrap();
			let used: u128 = spent.iter().filter(|(at, _)| (at - from) / length == period).map(|(_, part)| part).sum();
			let mut next = tally.clone().in_period(period);
			prop_assert_eq!(next.left(0, &limit), per_call.min(per_period - used));
			let expected = match amount {
				_ if amount > per_call => Err(Excess::PerCall),
				_ if used + amount > per_period => Err(Excess::PerPeriod),
				_ => Ok(()),
			};
			prop_assert_eq!(next.spend(0, &limit, amount), expected);
			if expected.is_ok() {
				spent.push((now, amount));
				tally = next;
			}
			// In any time of the length of a period it is two budgets at the most.
			let lately: u128 = spent.iter().filter(|(at, _)| at + length > now).map(|(_, part)| part).sum();
			prop_assert!(lately <= 2 * per_period);
		}
	}
}
