//! The arithmetic, by example and by property.

use crate::{
	rules::{apportion, distribute, half, own_part, SHARES_PER_UNIT},
	Commission, Pool,
};
use proptest::prelude::*;
use sp_runtime::Perbill;

/// More than all money there will ever be.
const MOST: u128 = 1 << 100;

fn pool() -> impl Strategy<Value = Pool> {
	// From a pool that lost nearly everything to one that grew a thousandfold.
	(1u128..MOST / 1_000, 1u128..1_000_000_000).prop_map(|(stake, factor)| Pool {
		balance: (stake / 1_000_000).saturating_mul(factor).max(1),
		shares: stake * SHARES_PER_UNIT,
	})
}

#[test]
fn pool_gives_the_first_stake_its_shares() {
	let mut pool = Pool::default();
	assert_eq!(pool.join(5), Some(5 * SHARES_PER_UNIT));
	assert_eq!(pool, Pool { balance: 5, shares: 5 * SHARES_PER_UNIT });
	assert_eq!(pool.value_of(pool.shares), 5);
}

#[test]
fn pool_changes_nothing_when_it_refuses() {
	let mut pool = Pool::default();
	assert_eq!((pool.join(0), pool.gain(1), pool.lose(1), pool.leave(1)), (None, None, None, None));
	assert_eq!(pool.join(u128::MAX), None);
	assert_eq!(pool, Pool::default());
	let full = Pool { balance: u128::MAX, shares: u128::MAX };
	pool = full;
	assert_eq!((pool.join(1), pool.gain(1)), (None, None));
	assert_eq!(pool, full);
}

#[test]
fn pool_takes_no_stake_when_it_lost_all_but_a_thousandth() {
	let mut pool = Pool { balance: 1_001, shares: 1_000_000 * SHARES_PER_UNIT };
	assert!(pool.join(100).is_some());
	let mut pool = Pool { balance: 999, shares: 1_000_000 * SHARES_PER_UNIT };
	assert_eq!(pool.join(100), None);
}

#[test]
fn commission_is_checked_against_this_eras() {
	let percent = Perbill::from_percent;
	let commission = Commission::new(percent(5));
	let raised = commission.changed(percent(6), 3, percent(1)).unwrap();
	assert_eq!((raised.in_era(3), raised.in_era(4), raised.in_era(9)), (percent(5), percent(6), percent(6)));
	assert_eq!(raised.changed(percent(7), 3, percent(1)), None);
	assert!(raised.changed(percent(7), 4, percent(1)).is_some());
	assert!(raised.changed(percent(0), 4, percent(1)).is_some());
	assert_eq!(commission.changed(percent(5), u32::MAX, percent(1)), None);
	let highest = Commission::new(percent(100));
	assert!(highest.changed(percent(100), 1, percent(100)).is_some());
}

#[test]
fn slash_of_an_odd_amount_is_halved_upwards() {
	assert_eq!([0, 1, 2, 3, u128::MAX].map(half), [0, 1, 1, 2, 1 << 127]);
}

proptest! {
	#[test]
	fn joining_is_worth_no_more_than_was_paid_and_takes_nothing_from_others(pool in pool(), amount in 1u128..MOST) {
		let mut after = pool;
		let others = pool.value_of(pool.shares);
		if let Some(shares) = after.join(amount) {
			prop_assert_eq!(after.balance, pool.balance + amount);
			let worth = after.value_of(shares);
			prop_assert!(worth <= amount);
			// Less than one share is lost, and less than one unit by rounding.
			prop_assert!(amount - worth <= after.balance / after.shares + 1);
			prop_assert!(after.value_of(pool.shares) >= others);
			// In and out again never gains.
			let mut out = after;
			prop_assert!(out.leave(shares).unwrap() <= amount);
		}
	}

	#[test]
	fn leaving_takes_nothing_from_others(pool in pool(), part in 0u128..=1_000) {
		let shares = pool.shares / 1_000 * part;
		let rest = pool.shares - shares;
		let before = pool.value_of(rest);
		let mut after = pool;
		let paid = after.leave(shares).unwrap();
		prop_assert_eq!(after.balance + paid, pool.balance);
		prop_assert!(after.value_of(rest) >= before);
		prop_assert!(after.value_of(rest) <= before + 1);
	}

	#[test]
	fn shares_worth_an_amount_are_the_least_that_are(pool in pool(), part in 1u128..=1_000) {
		let amount = pool.balance / 1_000 * part;
		let shares = pool.shares_worth(amount);
		prop_assert!(pool.value_of(shares) >= amount);
		prop_assert!(shares == 0 || pool.value_of(shares - 1) < amount.max(1));
	}

	#[test]
	fn parts_of_a_slash_add_up_and_are_in_proportion(
		taken in 0u128..MOST,
		balances in prop::collection::vec(0u128..MOST, 0..40),
	) {
		let parts = apportion(taken, &balances);
		let all: u128 = balances.iter().sum();
		prop_assert_eq!(parts.len(), balances.len());
		prop_assert_eq!(parts.iter().sum::<u128>(), taken.min(all));
		let taken = taken.min(all);
		for (part, balance) in parts.iter().zip(&balances) {
			prop_assert!(part <= balance);
			let exact = if all == 0 { 0 } else { sp_runtime::helpers_128bit::multiply_by_rational_with_rounding(taken, *balance, all, sp_arithmetic::Rounding::Down).unwrap() };
			prop_assert!(part.abs_diff(exact) <= balances.len() as u128 + 1);
		}
	}

	#[test]
	fn distribution_adds_up_and_pays_out_no_more_than_the_operators_own(
		amount: u128, own: u128, claim: u128, reported: bool, percent in 0u32..=100,
	) {
		let own = own.min(amount);
		let all = distribute(amount, own, claim, reported, Perbill::from_percent(percent));
		prop_assert_eq!(all.claimant + all.reporter + all.treasury, amount);
		prop_assert_eq!(all.claimant, claim.min(own));
		prop_assert!(all.claimant + all.reporter <= own);
		prop_assert!(reported || all.reporter == 0);
		prop_assert!(all.reporter <= amount - all.claimant);
		let uncapped = distribute(amount, amount, claim, reported, Perbill::from_percent(percent));
		prop_assert!(all.reporter <= uncapped.reporter || uncapped.claimant > all.claimant);
	}

	#[test]
	fn own_part_is_no_more_than_the_part_and_in_proportion(pool in pool(), part: u64, of in 0u32..=1_000) {
		let part = u128::from(part);
		let shares = pool.shares / 1_000 * u128::from(of);
		let own = own_part(part, shares, &pool);
		prop_assert!(own <= part);
		prop_assert_eq!(own_part(part, pool.shares, &pool), part);
		// Whoever has the rest bears the rest, but for rounding.
		let others = own_part(part, pool.shares - shares, &pool);
		prop_assert!(own + others == part || own + others + 1 == part);
	}
}
