use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{mocks::MockStakes, Role};
use sp_runtime::{traits::BadOrigin, DispatchResult, Permill, TokenError};

/// The first block of an epoch.
fn begin(epoch: EpochIndex) {
	run_to(u64::from(epoch) * EPOCH);
}

fn fund(amount: Balance) {
	assert_ok!(DataPools::fund(signed(STRANGER), amount));
}

fn claim(pool: PoolId, epoch: EpochIndex) -> DispatchResult {
	DataPools::claim_epoch(signed(STRANGER), pool, epoch)
}

fn penalise(pool: PoolId, epoch: EpochIndex, percent: u32) -> DispatchResult {
	DataPools::penalise(RuntimeOrigin::root(), pool, epoch, Permill::from_percent(percent))
}

/// What the pool has had of epochs' funds, that is: what it owes, and nobody paid a licence for.
fn income(pool: PoolId) -> Balance {
	books(pool).owner_due + books(pool).kept
}

/// Without a curator's share, two pools that count; in epoch 1, the first sells for 1,000 and has one new contributor, the
/// second sells for 3,000 and has three.
fn two_pools() -> [PoolId; 2] {
	let pools = [eligible(terms()), eligible(terms())];
	begin(1);
	assert_ok!(license(pools[0], 10));
	assert_ok!(license(pools[1], 30));
	assert_ok!(contribute(pools[0], ALICE, 1, 10));
	for (n, who) in [(1, ALICE), (2, BOB), (3, CHARLIE)] {
		assert_ok!(contribute(pools[1], who, n, 10));
	}
	pools
}

#[test]
fn fund_of_an_epoch_is_shared_exactly_by_what_pools_achieved() {
	build_and_execute(|| {
		let [a, b] = two_pools();
		fund(10_003);
		assert_eq!([a, b].map(|pool| DataPools::epoch_share(pool, 1)), [2_500, 7_500]);
		assert_noop!(claim(a, 1), Error::<Test>::EpochNotOver);
		begin(1 + TRANCHES);
		let before = ([income(a), income(b)], free(CURATOR));
		assert_ok!(claim(a, 1));
		assert_ok!(claim(b, 1));
		// 10,000 to both with their curator, who has a tenth; the 3 that rounding leaves go on.
		assert_eq!(free(CURATOR) - before.1, 1_000);
		assert_eq!([income(a) - before.0[0], income(b) - before.0[1]], [2_250, 6_750]);
		assert_eq!((Epochs::<Test>::get(5).fund, free(FUND)), (3, ED + 3));
		assert!(events().contains(&Event::CarriedOver { from: 1, to: 5, amount: 3 }));
		assert_noop!(claim(a, 1), Error::<Test>::NotFound);
	});
}

#[test]
fn share_is_paid_in_tranches_as_if_it_were_income() {
	build_and_execute(|| {
		let [a, b] = two_pools();
		fund(10_000);
		begin(2);
		let owed = books(a).owner_due;
		assert_ok!(claim(a, 1));
		// 2,500 in four: 625, of which 62 for the curator, and 60 % of the rest for the owner.
		let paid = Event::TranchePaid { pool: a, epoch: 1, amount: 625, curator: 62, left: 1_875 };
		assert_eq!(events().last(), Some(&paid));
		assert_eq!(books(a).owner_due - owed, 337);
		assert_eq!(DataPools::epoch_share(a, 1), 1_875);
		assert_noop!(claim(a, 1), Error::<Test>::NothingDue);
		begin(4);
		assert_ok!(claim(a, 1));
		let paid = Event::TranchePaid { pool: a, epoch: 1, amount: 1_250, curator: 125, left: 625 };
		assert_eq!(events().last(), Some(&paid));
		begin(40);
		assert_ok!(claim(a, 1));
		assert_ok!(claim(b, 1));
		assert_eq!(free(FUND), ED);
	});
}

#[test]
fn penalty_takes_of_tranches_that_are_not_due_and_of_the_curators_stake() {
	build_and_execute(|| {
		let [a, b] = two_pools();
		fund(10_000);
		assert_noop!(penalise(b, 1, 50), Error::<Test>::EpochNotOver);
		begin(2);
		assert_noop!(DataPools::penalise(signed(OWNER), b, 1, Permill::one()), BadOrigin);
		let others = DataPools::epoch_share(a, 1);
		assert_ok!(penalise(b, 1, 50));
		// The first of four tranches of 7,500 was due.
		let penalised =
			Event::Penalised { pool: b, epoch: 1, amount: 2_812, left: 2_813, curator: CURATOR, slashed: 500 };
		assert_eq!(events().last(), Some(&penalised));
		assert!(events().contains(&Event::TranchePaid { pool: b, epoch: 1, amount: 1_875, curator: 187, left: 5_625 }));
		let faults = MockStakes::take_faults();
		assert_eq!(faults.len(), 1);
		assert_eq!((faults[0].0, faults[0].1, faults[0].2.amount), (Role::Curator, CURATOR, 500));
		// It is back in the fund, of this epoch.
		assert_eq!((Epochs::<Test>::get(2).fund, DataPools::epoch_share(a, 1)), (2_812, others));
		begin(3);
		assert_ok!(claim(b, 1));
		let paid = Event::TranchePaid { pool: b, epoch: 1, amount: 937, curator: 93, left: 1_876 };
		assert_eq!(events().last(), Some(&paid));
		assert_ok!(penalise(b, 1, 100));
		assert_noop!(penalise(b, 1, 100), Error::<Test>::NotFound);
		assert_noop!(claim(b, 1), Error::<Test>::NotFound);
		assert_noop!(penalise(a, 2, 100), Error::<Test>::NotFound);
		assert_ok!(claim(a, 1));
		assert_noop!(penalise(a, 1, 0), Error::<Test>::NothingDue);
	});
}

#[test]
fn fund_goes_on_when_nobody_earned_it() {
	build_and_execute(|| {
		fund(500);
		begin(7);
		fund(30);
		assert_eq!((Epochs::<Test>::get(7).fund, Epochs::<Test>::contains_key(0)), (530, false));
		let pool = eligible(terms());
		begin(8);
		fund(70);
		assert_eq!(Epochs::<Test>::get(8).fund, 600);
		assert_ok!(license(pool, 1));
		// Nobody was new: that fifth goes on too.
		begin(9);
		assert_eq!(DataPools::epoch_share(pool, 8), 480);
		assert_ok!(claim(pool, 8));
		assert_eq!(Epochs::<Test>::get(9).fund, 120);
	});
}

#[test]
fn what_a_pool_achieves_counts_when_it_is_eligible() {
	build_and_execute(|| {
		// What is paid in another asset is not money that the fund can be compared with.
		assert!(!DataPools::is_eligible(eligible(Terms { asset: DOLLAR, ..terms() })));
		let pool = create(terms());
		let counted = || DataPools::is_eligible(pool);
		assert_ok!(contribute(pool, OWNER, 1, 100));
		assert_ok!(license(pool, 1));
		assert!(!counted());
		assert_ok!(DataPools::endorse(signed(CURATOR), pool));
		assert!(!counted());
		assert_ok!(DataPools::unstake(signed(OWNER), pool, 500));
		assert_ok!(DataPools::open_market(signed(OWNER), pool, 400, 400));
		assert!(counted());
		MockStakes::set_unbacked(Role::Curator, CURATOR);
		assert!(!counted());
		assert_ok!(license(pool, 1));
		assert_eq!(Epochs::<Test>::get(0), Epoch::default());
		MockStakes::set_stake(Role::Curator, ALICE, CURATOR_STAKE);
		assert_ok!(DataPools::endorse(signed(ALICE), pool));
		assert!(counted());
		assert_ok!(license(pool, 1));
		assert_eq!(Epochs::<Test>::get(0).totals, Metrics { volume: 100, contributors: 0, fees: 20 });
	});
}

#[test]
fn curators_share_goes_to_the_pool_when_the_curator_lacks_the_stake() {
	build_and_execute(|| {
		let pool = eligible(terms());
		fund(1_000);
		assert_ok!(license(pool, 1));
		begin(9);
		MockStakes::set_unbacked(Role::Curator, CURATOR);
		let before = (income(pool), free(CURATOR));
		assert_ok!(claim(pool, 0));
		assert_eq!((income(pool) - before.0, free(CURATOR)), (800, before.1));
	});
}

#[test]
fn fund_fails_when_there_is_nothing_to_put_in() {
	build_and_execute(|| {
		assert_noop!(DataPools::fund(signed(STRANGER), 0), Error::<Test>::ZeroAmount);
		assert_noop!(DataPools::fund(signed(PAUPER), 1), TokenError::FundsUnavailable);
		assert_noop!(claim(0, 0), Error::<Test>::EpochNotOver);
		begin(1);
		assert_noop!(claim(0, 0), Error::<Test>::NotFound);
	});
}

#[test]
fn endorse_needs_stake_for_every_pool() {
	build_and_execute(|| {
		let pools = [create(terms()), create(terms())];
		MockStakes::set_stake(Role::Curator, CURATOR, 2 * CURATOR_STAKE - 1);
		assert_noop!(DataPools::endorse(signed(CURATOR), 9), Error::<Test>::NotFound);
		assert_ok!(DataPools::endorse(signed(CURATOR), pools[0]));
		assert_noop!(DataPools::endorse(signed(CURATOR), pools[1]), sp_runtime::DispatchError::Other("Underbacked"));
		for who in [CURATOR, ALICE] {
			assert_noop!(DataPools::endorse(signed(who), pools[0]), Error::<Test>::AlreadyEndorsed);
		}
		assert_noop!(DataPools::withdraw_endorsement(signed(ALICE), pools[0]), Error::<Test>::NotOwner);
		assert_noop!(DataPools::withdraw_endorsement(signed(ALICE), pools[1]), Error::<Test>::NotOwner);
		assert_noop!(DataPools::withdraw_endorsement(signed(ALICE), 9), Error::<Test>::NotFound);
		assert_ok!(DataPools::withdraw_endorsement(signed(CURATOR), pools[0]));
		assert_ok!(DataPools::endorse(signed(CURATOR), pools[1]));
		// Somebody with enough takes the place of one that lost it.
		MockStakes::set_stake(Role::Curator, CURATOR, CURATOR_STAKE - 1);
		assert_ok!(DataPools::endorse(signed(ALICE), pools[1]));
		let endorsed = Event::Endorsed { pool: pools[1], old: Some(CURATOR), curator: ALICE };
		assert_eq!(events().last(), Some(&endorsed));
		assert_eq!((Endorsed::<Test>::get(CURATOR), Endorsed::<Test>::get(ALICE)), (0, 1));
	});
}
