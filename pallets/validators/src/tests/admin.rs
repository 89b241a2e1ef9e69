use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, Perbill};

#[test]
fn set_validator_count_decides_how_many_are_elected() {
	build_and_execute(5, || {
		assert_ok!(Validators::set_validator_count(RuntimeOrigin::root(), 3));
		assert_eq!(take_events(), [Event::ValidatorCountSet { old: 12, new: 3 }]);
		roll_to(2);
		assert_eq!(Session::validators(), [5, 4, 3]);
	});
}

#[test]
fn set_validator_count_fails_when_out_of_bounds() {
	build_and_execute(3, || {
		let set = |count| Validators::set_validator_count(RuntimeOrigin::root(), count);
		assert_noop!(set(1), Error::<Test>::TooFewValidators);
		assert_noop!(set(13), Error::<Test>::TooManyValidators);
		assert_ok!(set(2));
		assert_ok!(set(12));
	});
}

#[test]
fn set_inflation_decides_what_blocks_earn_from_the_next_era() {
	build_and_execute(3, || {
		let (before, issuance) = (BlockReward::<Test>::get(), Balances::total_issuance());
		assert_ok!(Validators::set_inflation(RuntimeOrigin::root(), Perbill::from_percent(20)));
		let (old, new) = (Perbill::from_percent(8), Perbill::from_percent(20));
		assert_eq!(take_events(), [Event::InflationSet { old, new }]);
		roll_to(ERA - 1);
		assert_eq!(BlockReward::<Test>::get(), before);
		roll_to(ERA);
		assert_eq!(BlockReward::<Test>::get(), issuance / 5 / u128::from(YEAR));
	});
}

#[test]
fn set_inflation_fails_when_too_high() {
	build_and_execute(3, || {
		let inflation = Perbill::from_parts(200_000_001);
		assert_noop!(Validators::set_inflation(RuntimeOrigin::root(), inflation), Error::<Test>::InflationTooHigh);
	});
}

#[test]
fn set_split_decides_who_gets_rewards_from_the_next_block() {
	build_and_execute(3, || {
		let old = RewardSplit::<Test>::get();
		let new = Split { validators: Perbill::zero(), work: Perbill::one(), treasury: Perbill::zero() };
		assert_ok!(Validators::set_split(RuntimeOrigin::root(), new));
		assert_eq!(take_events(), [Event::SplitSet { old, new }]);
		next_block(1);
		assert_eq!(Minted::<Test>::get(), Shares { work: BlockReward::<Test>::get(), ..Default::default() });
	});
}

#[test]
fn set_split_fails_when_parts_do_not_add_up_to_one() {
	build_and_execute(3, || {
		let half = Perbill::from_percent(50);
		for treasury in [Perbill::from_parts(1), Perbill::one()] {
			let split = Split { validators: half, work: half, treasury };
			assert_noop!(Validators::set_split(RuntimeOrigin::root(), split), Error::<Test>::SplitNotWhole);
		}
		let split = Split { validators: half, work: Perbill::from_parts(499_999_999), treasury: Perbill::zero() };
		assert_noop!(Validators::set_split(RuntimeOrigin::root(), split), Error::<Test>::SplitNotWhole);
	});
}

#[test]
fn settings_fail_when_not_of_the_admin() {
	build_and_execute(3, || {
		let signed = || RuntimeOrigin::signed(1);
		assert_noop!(Validators::set_validator_count(signed(), 3), BadOrigin);
		assert_noop!(Validators::set_inflation(signed(), Perbill::zero()), BadOrigin);
		assert_noop!(Validators::set_split(signed(), Split::default()), BadOrigin);
	});
}
