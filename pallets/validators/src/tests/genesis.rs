use crate::{mock::*, *};
use frame_support::traits::Get;
use sp_runtime::{BuildStorage, Perbill};

/// Builds a chain of three validators with a genesis that is `changed`.
fn build(changed: impl FnOnce(&mut GenesisConfig<Test>)) {
	let mut genesis = genesis(3);
	changed(&mut genesis.validators);
	let _ = genesis.build_storage();
}

#[test]
fn genesis_sets_everything() {
	build_and_execute(3, || {
		assert_eq!(candidates(), [1, 2, 3]);
		assert_eq!(ValidatorCount::<Test>::get(), 12);
		assert_eq!(Inflation::<Test>::get(), Perbill::from_percent(8));
		assert!(RewardSplit::<Test>::get().is_whole());
		assert_eq!(SlotsPerEpoch::<Test>::get(), EPOCH);
		assert_eq!(BlockReward::<Test>::get(), Balances::total_issuance() * 8 / 100 / u128::from(YEAR));
	});
}

#[test]
fn genesis_lets_everybody_with_keys_validate() {
	let mut genesis = genesis(3);
	genesis.validators.candidates = vec![1, 2];
	Positions::set(Default::default());
	sp_io::TestExternalities::new(genesis.build_storage().unwrap()).execute_with(|| {
		assert_eq!(Session::validators(), [1, 2, 3]);
		assert_eq!(identify(3), Some((3, Exposure { stake: 0, validators: 3 })));
		for who in 1..=3 {
			stake(who, 1_000);
		}
		roll_to(1);
		assert_eq!(Session::validators(), [1, 2, 3]);
		roll_to(2);
		assert_eq!(Session::validators(), [1, 2]);
		assert_eq!(identify(2), Some((2, Exposure { stake: 1_000, validators: 2 })));
	});
}

#[test]
#[should_panic = "a candidate is listed twice"]
fn genesis_panics_when_a_candidate_is_listed_twice() {
	build(|genesis| genesis.candidates = vec![1, 2, 1]);
}

#[test]
#[should_panic = "there are too few candidates"]
fn genesis_panics_when_candidates_are_too_few() {
	build(|genesis| genesis.candidates = vec![1]);
}

#[test]
#[should_panic = "there are more candidates than there can be"]
fn genesis_panics_when_candidates_are_too_many() {
	build(|genesis| genesis.candidates = (0..13).collect());
}

#[test]
#[should_panic = "the number of validators is out of bounds"]
fn genesis_panics_when_validators_are_too_few() {
	build(|genesis| genesis.validator_count = 1);
}

#[test]
#[should_panic = "the number of validators is out of bounds"]
fn genesis_panics_when_validators_are_too_many() {
	build(|genesis| genesis.validator_count = 13);
}

#[test]
#[should_panic = "inflation is above its maximum"]
fn genesis_panics_when_inflation_is_too_high() {
	build(|genesis| genesis.inflation = Perbill::from_percent(21));
}

#[test]
#[should_panic = "the parts of a reward do not add up to one"]
fn genesis_panics_when_the_split_is_not_whole() {
	build(|genesis| genesis.split.work = Perbill::zero());
}

#[test]
#[should_panic = "an epoch must have a slot"]
fn genesis_panics_when_an_epoch_has_no_slot() {
	build(|genesis| genesis.epoch_duration = 0);
}
