use crate::{mock::*, *};
use frame_support::traits::Get;
use sp_runtime::{traits::One, FixedU128, Perbill};

#[test]
fn candidates_are_all_on_the_list() {
	build_and_execute(3, || assert_eq!(Validators::candidates(), [1, 2, 3]));
}

#[test]
fn next_validators_are_those_an_election_would_give() {
	build_and_execute(3, || {
		stake(1, 9_000);
		chill(3);
		let exposure = |stake| Exposure { stake, validators: 2 };
		assert_eq!(Validators::next_validators(), [(1, exposure(9_000)), (2, exposure(2_000))]);
	});
}

#[test]
fn next_validators_stay_when_too_few_are_eligible() {
	build_and_execute(2, || {
		chill(2);
		let exposure = |stake| Exposure { stake, validators: 2 };
		assert_eq!(Validators::next_validators(), [(2, exposure(2_000)), (1, exposure(1_000))]);
	});
}

#[test]
fn validator_reward_is_that_of_a_block() {
	build_and_execute(3, || assert_eq!(Validators::validator_reward(), BlockReward::<Test>::get()));
}

#[test]
fn apr_estimate_is_the_share_of_one_of_equals() {
	build_and_execute(3, || {
		BlockReward::<Test>::put(1_000);
		// 60 % of 1000 a block, of 1000 blocks, for one of three.
		stake(1, 200_000);
		assert_eq!(Validators::apr_estimate(1), FixedU128::one());
		stake(1, 2_000_000);
		assert_eq!(Validators::apr_estimate(1), FixedU128::from_perbill(Perbill::from_percent(10)));
		ValidatorCount::<Test>::put(2);
		assert_eq!(Validators::apr_estimate(1), FixedU128::from_perbill(Perbill::from_percent(15)));
		assert_eq!(Validators::apr_estimate(NEWCOMER), FixedU128::from_u32(0));
		BlockReward::<Test>::put(0);
		assert_eq!(Validators::apr_estimate(1), FixedU128::from_u32(0));
	});
}

#[test]
fn era_is_that_of_the_current_session() {
	build_and_execute(3, || {
		for session in 0..3 * ERA {
			roll_to(session);
			assert_eq!(Validators::era(), session / ERA);
			assert_eq!(CurrentEra::<Test>::get(), session / ERA);
		}
		assert_eq!([0, 2, 3, 5, 6].map(Validators::era_of), [0, 0, 1, 1, 2]);
	});
}

#[test]
fn offences_are_those_of_an_era() {
	build_and_execute(3, || {
		assert_eq!(Validators::offences(0), []);
		report(&[2]);
		let exposure = Exposure { stake: 2_000, validators: 3 };
		let offender = Offender { operator: 2, exposure, fraction: Perbill::from_percent(5) };
		assert_eq!(offender.cost(), 100);
		assert_eq!(Validators::offences(0), [offender]);
		assert_eq!(Validators::offences(1), []);
	});
}
