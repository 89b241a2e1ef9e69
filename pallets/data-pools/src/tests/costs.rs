//! What calls cost in a pool of a million.

use crate::{mock::*, *};
use frame_support::assert_ok;
use piazza_primitives::mocks::{counted, Accesses};
use sp_core::U256;

/// What doing something costs, as the first of its block. It is not done for good.
fn cost(act: impl FnOnce() -> sp_runtime::DispatchResult) -> Accesses {
	System::reset_events();
	let (result, accesses) =
		frame_support::storage::with_transaction_unchecked(|| sp_runtime::TransactionOutcome::Rollback(counted(act)));
	assert_ok!(result);
	assert!(accesses.reads > 0);
	accesses
}

/// What each call costs that many use.
fn costs(pool: PoolId) -> Vec<Accesses> {
	let proof = scored(pool, CHARLIE, 77, 50);
	vec![
		cost(|| DataPools::contribute(signed(CHARLIE), pool, content(77), proof)),
		cost(|| license(pool, 5)),
		cost(|| DataPools::claim(signed(ALICE), pool)),
		cost(|| DataPools::unstake(signed(ALICE), pool, 5)),
		cost(|| DataPools::stake(signed(BOB), pool, 5)),
		cost(|| choose(pool, ALICE, Choice::Close)),
		cost(|| DataPools::collect(signed(OWNER), pool)),
		cost(|| DataPools::claim_epoch(signed(BUYER), pool, 0)),
	]
}

/// `count` more contributors, each with a consent and a stake.
fn crowd(pool: PoolId, count: u64) {
	let any_ticket = Pools::<Test>::get(pool).unwrap().ticket;
	for n in 0..count {
		let who = 10_000_000 + n;
		let ticket = any_ticket.clone();
		let per_token = U256::zero();
		Stakers::<Test>::insert(pool, who, Stake { amount: 1, per_token, due: 0, ticket: ticket.clone() });
		let consent = Consent { contributions: 1, nonce: 0, gaps: Default::default(), ticket };
		Consents::<Test>::insert(pool, who, consent);
	}
	AllBooks::<Test>::mutate(pool, |books| {
		books.contributions += count;
		books.offered += count;
		books.staked += u128::from(count);
		books.minted += u128::from(count);
	});
}

#[test]
fn calls_cost_the_same_in_a_pool_of_a_million() {
	// Not `build_and_execute`: whether a million records add up is not asked here.
	new_test_ext().execute_with(|| {
		let pool = eligible(terms());
		assert_ok!(contribute(pool, ALICE, 1, 100));
		assert_ok!(contribute(pool, BOB, 2, 100));
		assert_ok!(DataPools::unstake(signed(BOB), pool, 500));
		assert_ok!(license(pool, 100));
		assert_ok!(DataPools::fund(signed(BUYER), 1_000));
		run_to(EPOCH);
		let before = costs(pool);
		crowd(pool, 1_000_000);
		assert_ok!(license(pool, 9_000));
		pass(STREAM);
		let after = costs(pool);
		for (n, (before, after)) in before.iter().zip(&after).enumerate() {
			assert!(
				after.reads <= before.reads + 2 && after.writes <= before.writes + 2,
				"call {n} cost {before:?} and then {after:?}"
			);
		}
	});
}
