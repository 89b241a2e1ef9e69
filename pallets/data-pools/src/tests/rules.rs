//! The arithmetic, for all numbers there are.

use crate::{
	rules::{score_in, tokens},
	*,
};
use proptest::prelude::*;
use sp_core::U256;
use sp_runtime::Permill;

/// Amounts, small ones as often as great ones.
fn amount() -> impl Strategy<Value = u128> {
	(0u32..=120, any::<u128>()).prop_map(|(bits, value)| value >> (127 - bits))
}

fn share() -> impl Strategy<Value = Permill> {
	(0u32..=1_000_000).prop_map(Permill::from_parts)
}

fn stake(amount: u128, dividends: &Dividends<u64>) -> Stake<()> {
	Stake { amount, per_token: dividends.per_token, due: 0, ticket: () }
}

#[test]
fn score_is_read_from_four_bytes_up_to_all_of_it() {
	assert_eq!(score_in(&[0, 0, 0, 0]), Some(Permill::zero()));
	assert_eq!(score_in(&1_000_000u32.to_le_bytes()), Some(Permill::one()));
	assert_eq!(score_in(&1_000_001u32.to_le_bytes()), None);
	assert_eq!((score_in(&[]), score_in(&[0; 3]), score_in(&[0; 5])), (None, None, None));
}

#[test]
fn shares_of_a_fund_are_those_of_the_example() {
	// Of 1,000, with a quarter of all that was paid, half of the new contributors and a tenth of fees.
	let totals = Metrics { volume: 400, contributors: 2, fees: 100 };
	let own = Metrics { volume: 100, contributors: 1, fees: 10 };
	assert_eq!(own.share(&totals, 1_000), 75 + 100 + 50);
	assert_eq!(Metrics::default().share(&Metrics::default(), 1_000), 0);
}

proptest! {
	#[test]
	fn no_more_is_minted_than_the_score_is_worth(score in share(), factor in amount()) {
		let minted = tokens(score, factor);
		prop_assert!(minted <= factor);
		let exact = U256::from(factor) * U256::from(score.deconstruct());
		let got = U256::from(minted) * U256::from(1_000_000u32);
		prop_assert!(got <= exact && exact - got < U256::from(1_000_000u32));
	}

	#[test]
	fn parts_of_a_price_are_all_of_it(price in amount(), owner in share(), treasury in share()) {
		let split = Split { owner, treasury };
		prop_assume!(split.is_valid(Permill::zero()));
		let Parts { owner: to_owner, treasury: to_treasury, stakers } = split.divide(price);
		prop_assert_eq!(to_owner + to_treasury + stakers, price);
		prop_assert!(to_owner <= owner.mul_ceil(price) && to_treasury <= treasury.mul_ceil(price));
	}

	#[test]
	fn stakers_get_all_that_flows_but_for_less_than_a_unit_each(
		amounts in prop::collection::vec(1u128..1 << 90, 1..8),
		income in amount(),
		period in 1u64..1_000,
		waits in prop::collection::vec(0u64..400, 0..10),
	) {
		let staked: u128 = amounts.iter().sum();
		let mut dividends = Dividends::<u64>::default();
		let mut stakes: Vec<_> = amounts.iter().map(|amount| stake(*amount, &dividends)).collect();
		dividends.add(income, 0, period).unwrap();
		let mut now = 0;
		for wait in waits.into_iter().chain([period]) {
			now += wait;
			dividends.flow(now, staked).unwrap();
			stakes.iter_mut().for_each(|stake| stake.settle(dividends.per_token).unwrap());
			let paid: u128 = stakes.iter().map(|stake| stake.due).sum();
			prop_assert!(paid <= income - dividends.left);
		}
		prop_assert_eq!(dividends.left, 0);
		let paid: u128 = stakes.iter().map(|stake| stake.due).sum();
		// Each settling costs each less than one unit, and rounding of what one token has, less than another.
		prop_assert!(income - paid <= 11 * (stakes.len() as u128 + 1), "{} of {}", paid, income);
	}

	#[test]
	fn whoever_comes_and_goes_in_a_block_has_nothing_and_costs_nobody(
		amount in 1u128..1 << 100,
		others in 1u128..1 << 100,
		income in prop::collection::vec(amount(), 1..4),
		waits in prop::collection::vec(0u64..30, 3),
		period in 1u64..100,
	) {
		let mut dividends = Dividends::<u64>::default();
		let mut other = stake(others, &dividends);
		let mut now = 0;
		for (income, wait) in income.into_iter().zip(waits) {
			now += wait;
			dividends.flow(now, others).unwrap();
			other.settle(dividends.per_token).unwrap();
			let due = other.due;
			// Stakes, sees the income come, claims and unstakes, in the same block.
			let mut guest = stake(amount, &dividends);
			dividends.flow(now, others + amount).unwrap();
			dividends.add(income, now, period).unwrap();
			dividends.flow(now, others + amount).unwrap();
			guest.settle(dividends.per_token).unwrap();
			other.settle(dividends.per_token).unwrap();
			prop_assert_eq!((guest.due, other.due), (0, due));
		}
	}

	#[test]
	fn income_never_takes_longer_than_its_period_or_what_waits(
		left in amount(), wait in 0u64..1_000, more in amount(), period in 1u64..1_000, now in 0u64..1_000,
	) {
		let mut dividends = Dividends { received: 0, per_token: U256::zero(), left, at: now, until: now + wait };
		dividends.add(more, now, period).unwrap();
		prop_assert_eq!(dividends.left, left + more);
		prop_assert!(dividends.until <= now + wait.max(period));
		// It never flows in the block that it came in.
		prop_assert!(more == 0 || dividends.until > now);
	}

	#[test]
	fn what_waits_for_stakers_is_not_lost(income in amount(), period in 1u64..100, wait in 0u64..1_000) {
		let mut dividends = Dividends::<u64>::default();
		dividends.add(income, 0, period).unwrap();
		dividends.flow(wait, 0).unwrap();
		prop_assert_eq!(dividends.left, income);
		let mut first = stake(3, &dividends);
		dividends.flow(wait, 3).unwrap();
		first.settle(dividends.per_token).unwrap();
		prop_assert_eq!(first.due, 0);
		dividends.flow(wait + period, 3).unwrap();
		first.settle(dividends.per_token).unwrap();
		prop_assert_eq!(dividends.left, 0);
		prop_assert!(income - first.due <= 1);
	}

	#[test]
	fn shares_and_what_is_carried_over_are_all_of_the_fund(
		fund in amount(),
		achieved in prop::collection::vec((amount(), 0u128..1_000, amount()), 1..8),
	) {
		let all: Vec<_> = achieved
			.into_iter()
			.map(|(volume, contributors, fees)| Metrics { volume: volume >> 4, contributors, fees: fees >> 4 })
			.collect();
		let totals = all.iter().fold(Metrics::default(), |sum, own| sum.plus(own).unwrap());
		let shared: u128 = all.iter().map(|own| own.share(&totals, fund)).sum();
		prop_assert!(shared <= fund);
		if totals.volume > 0 && totals.contributors > 0 && totals.fees > 0 {
			prop_assert!(fund - shared < 3 * (all.len() as u128 + 1));
		}
	}

	#[test]
	fn tranches_are_all_of_a_share_whenever_they_are_taken(
		share in amount(), count in 1u32..20, takes in prop::collection::vec(0u32..25, 0..10),
	) {
		let mut award = Award { left: share, tranches: 0, curator: (), era: 0 };
		let (mut paid, mut elapsed) = (0, 0);
		for more in takes {
			elapsed += more;
			let due = elapsed.min(count);
			match award.pay(elapsed, count) {
				Some(amount) => paid += amount,
				None => prop_assert!(award.tranches >= due),
			}
			prop_assert_eq!((award.tranches, award.left), (due, share - paid));
			// Each tranche is a part of what was left, rounded down: never more than its part of all, but for what earlier
			// ones left.
			prop_assert!(due == count || paid <= share);
		}
		paid += award.pay(count, count).unwrap_or(0);
		prop_assert_eq!((paid, award.left), (share, 0));
	}

	#[test]
	fn licences_let_read_what_was_open_when_they_were_sold(
		steps in prop::collection::vec(0u8..3, 0..80),
	) {
		let mut consent = Consent { contributions: 1, nonce: 0, gaps: Default::default(), ticket: () };
		let (mut is_open, mut sold) = (true, Vec::new());
		for step in steps {
			let next = sold.len() as u64;
			match step {
				0 => sold.push(is_open),
				1 => {
					// Whoever is in can leave, always.
					prop_assert_eq!(consent.close(next), is_open);
					is_open = false;
				}
				_ if !is_open => is_open = consent.open(next),
				_ => {}
			}
			prop_assert_eq!(consent.is_open(), is_open);
			let covered: Vec<_> = (0..sold.len() as u64).map(|id| consent.covers(id)).collect();
			prop_assert_eq!(&covered, &sold);
		}
	}
}
