use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::Convert, TokenError};

/// Alice has 800 staked, Bob 200; of a licence, the stakers have all that the treasury need not have.
fn shared() -> PoolId {
	let split = Split { owner: Default::default(), ..terms().split };
	let pool = create(Terms { split, ..terms() });
	assert_ok!(contribute(pool, ALICE, 1, 80));
	assert_ok!(contribute(pool, BOB, 2, 20));
	pool
}

#[test]
fn dividends_flow_evenly_to_each_by_its_share() {
	build_and_execute(|| {
		let pool = shared();
		// 800 for stakers.
		assert_ok!(license(pool, 10));
		assert_eq!([ALICE, BOB].map(|who| claimable(pool, who)), [0, 0]);
		pass(1);
		assert_eq!([ALICE, BOB].map(|who| claimable(pool, who)), [64, 16]);
		pass(4);
		assert_eq!([ALICE, BOB].map(|who| claimable(pool, who)), [320, 80]);
		let before = free(ALICE);
		assert_ok!(DataPools::claim(signed(ALICE), pool));
		assert_eq!(free(ALICE) - before, 320);
		assert_noop!(DataPools::claim(signed(ALICE), pool), Error::<Test>::NothingDue);
		assert_noop!(DataPools::claim(signed(CHARLIE), pool), Error::<Test>::NotFound);
		pass(5);
		assert_eq!([ALICE, BOB].map(|who| claimable(pool, who)), [320, 160]);
		pass(1_000);
		assert_eq!([ALICE, BOB].map(|who| claimable(pool, who)), [320, 160]);
		assert_ok!(DataPools::claim(signed(ALICE), pool));
		assert_ok!(DataPools::claim(signed(BOB), pool));
		assert_eq!((books(pool).kept, free(PoolAccount::convert(pool))), (0, ED));
	});
}

#[test]
fn staking_for_a_block_earns_nothing_of_what_comes_in_it() {
	build_and_execute(|| {
		let pool = shared();
		assert_ok!(DataPools::unstake(signed(BOB), pool, 200));
		assert_ok!(license(pool, 10));
		pass(5);
		// Bob sees a licence coming.
		assert_ok!(DataPools::stake(signed(BOB), pool, 200));
		assert_ok!(license(pool, 1_000));
		assert_noop!(DataPools::claim(signed(BOB), pool), Error::<Test>::NothingDue);
		assert_ok!(DataPools::unstake(signed(BOB), pool, 200));
		assert_eq!((DataPools::staked(pool, BOB), claimable(pool, BOB)), (0, 0));
		assert!(DataPools::claim(signed(BOB), pool).is_err());
		// Nor does new data.
		assert_ok!(contribute(pool, CHARLIE, 3, 100));
		assert_noop!(DataPools::claim(signed(CHARLIE), pool), Error::<Test>::NothingDue);
		assert_ok!(DataPools::unstake(signed(CHARLIE), pool, 1_000));
		assert_eq!(claimable(pool, CHARLIE), 0);
		// All of it is Alice's.
		pass(1_000);
		assert_eq!(claimable(pool, ALICE), 800 + 80_000);
	});
}

#[test]
fn small_licences_do_not_put_off_great_ones() {
	build_and_execute(|| {
		let pool = shared();
		assert_ok!(license(pool, 1_000));
		pass(9);
		// A hundredth of what is left, for the whole period: the mean is two blocks.
		assert_ok!(license(pool, 1));
		pass(2);
		assert_eq!(claimable(pool, ALICE) + claimable(pool, BOB), 80_080);
	});
}

#[test]
fn dividends_wait_when_nobody_stakes() {
	build_and_execute(|| {
		let pool = shared();
		assert_ok!(license(pool, 10));
		pass(5);
		assert_ok!(DataPools::unstake(signed(ALICE), pool, 800));
		assert_ok!(DataPools::unstake(signed(BOB), pool, 200));
		assert_eq!([ALICE, BOB].map(|who| claimable(pool, who)), [320, 80]);
		pass(100);
		assert_ok!(license(pool, 10));
		pass(100);
		assert_eq!(books(pool).dividends.left, 400 + 800);
		// Whoever is first has it, but over time.
		assert_ok!(DataPools::stake(signed(BOB), pool, 1));
		assert_eq!(claimable(pool, BOB), 80);
		pass(STREAM);
		assert_eq!([ALICE, BOB].map(|who| claimable(pool, who)), [320, 80 + 1_200]);
	});
}

#[test]
fn unstake_keeps_what_was_earned_and_returns_the_deposit_with_the_last_of_it() {
	build_and_execute(|| {
		let pool = shared();
		assert_ok!(license(pool, 10));
		pass(STREAM);
		let deposits = held(BOB);
		assert_ok!(DataPools::unstake(signed(BOB), pool, 200));
		assert_eq!((tokens(pool, BOB), claimable(pool, BOB), held(BOB)), (200, 160, deposits));
		assert_ok!(DataPools::claim(signed(BOB), pool));
		assert_eq!(held(BOB), deposits - DEPOSIT);
		assert_noop!(DataPools::unstake(signed(BOB), pool, 1), Error::<Test>::NotFound);
		assert_ok!(DataPools::stake(signed(BOB), pool, 200));
		assert_eq!((tokens(pool, BOB), DataPools::staked(pool, BOB), held(BOB)), (0, 200, deposits));
	});
}

#[test]
fn stake_fails_when_there_are_no_such_tokens() {
	build_and_execute(|| {
		let pool = shared();
		assert_noop!(DataPools::stake(signed(ALICE), pool, 0), Error::<Test>::ZeroAmount);
		assert_noop!(DataPools::stake(signed(ALICE), 9, 1), Error::<Test>::NotFound);
		assert_noop!(DataPools::stake(signed(ALICE), pool, 1), TokenError::FundsUnavailable);
		assert_ok!(DataPools::unstake(signed(ALICE), pool, 5));
		assert_noop!(DataPools::stake(signed(ALICE), pool, 6), TokenError::FundsUnavailable);
		// A pool without any: there is no such asset yet.
		let empty = create(terms());
		assert!(DataPools::stake(signed(ALICE), empty, 1).is_err());
	});
}

#[test]
fn unstake_fails_when_there_is_less() {
	build_and_execute(|| {
		let pool = shared();
		assert_noop!(DataPools::unstake(signed(ALICE), pool, 801), Error::<Test>::Insufficient);
		assert_noop!(DataPools::unstake(signed(ALICE), pool, 0), Error::<Test>::ZeroAmount);
		assert_noop!(DataPools::unstake(signed(CHARLIE), pool, 1), Error::<Test>::NotFound);
		assert_noop!(DataPools::unstake(signed(ALICE), 9, 1), Error::<Test>::NotFound);
	});
}

#[test]
fn no_more_leaves_in_a_period_than_the_limit_and_what_came() {
	build_and_execute(|| {
		let breaker = Breaker { max_outflow: 500, ..terms().breaker };
		let pool = create(Terms { breaker, ..terms() });
		assert_ok!(contribute(pool, ALICE, 1, 80));
		assert_ok!(contribute(pool, BOB, 2, 80));
		assert_noop!(DataPools::unstake(signed(ALICE), pool, 501), Error::<Test>::OutflowLimitReached);
		assert_ok!(DataPools::unstake(signed(ALICE), pool, 500));
		assert_noop!(DataPools::unstake(signed(BOB), pool, 1), Error::<Test>::OutflowLimitReached);
		// Whoever goes and comes does not stop others.
		assert_ok!(DataPools::stake(signed(ALICE), pool, 300));
		assert_eq!(DataPools::limits(pool).unwrap().1, 300);
		assert_ok!(DataPools::unstake(signed(BOB), pool, 300));
		assert_noop!(DataPools::unstake(signed(BOB), pool, 1), Error::<Test>::OutflowLimitReached);
		run_to(20);
		assert_ok!(DataPools::unstake(signed(BOB), pool, 500));
	});
}
