use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{Role, Stakes as _};
use sp_runtime::{DispatchError, Perbill, TokenError};

const TEN_PERCENT: Perbill = Perbill::from_percent(10);

fn open(who: AccountId, amount: u128) -> sp_runtime::DispatchResult {
	Stakes::open(signed(who), Role::Validator, amount, TEN_PERCENT)
}

#[test]
fn open_takes_the_stake_into_an_active_position() {
	build_and_execute(|| {
		assert_ok!(open(1, 5_000));
		System::assert_last_event(
			Event::Opened { role: Role::Validator, operator: 1, stake: 5_000, commission: TEN_PERCENT }.into(),
		);
		assert_eq!((free(1), pot()), (WEALTH - 5_000, 5_000));
		assert_eq!(
			position(),
			Some(PositionView {
				stake: 5_000,
				own: 5_000,
				minimum: MIN_VALIDATOR,
				frozen: 0,
				commission: TEN_PERCENT,
				next_commission: TEN_PERCENT,
				active: true,
				notice: None,
			})
		);
		assert_ok!(Stakes::ensure_backed(Role::Validator, &1, 5_000));
		assert_eq!(Stakes::delegations(1), [(Role::Validator, 1, 5_000)]);
	});
}

#[test]
fn open_gives_an_account_one_position_in_each_role() {
	build_and_execute(|| {
		assert_ok!(open(1, 5_000));
		assert_noop!(open(1, 5_000), Error::<Test>::AlreadyOpen);
		assert_ok!(Stakes::open(signed(1), Role::Provider, MIN_DELEGATION, TEN_PERCENT));
		assert_eq!(Stakes::stake_of(Role::Provider, &1), MIN_DELEGATION);
		assert_eq!(Stakes::stake_of(Role::Validator, &1), 5_000);
	});
}

#[test]
fn open_fails_when_amount_is_below_minimum() {
	build_and_execute(|| {
		assert_noop!(open(1, MIN_VALIDATOR - 1), Error::<Test>::BelowMinimum);
		let too_little = Stakes::open(signed(1), Role::Curator, MIN_DELEGATION - 1, TEN_PERCENT);
		assert_noop!(too_little, Error::<Test>::BelowMinimum);
	});
}

#[test]
fn open_fails_when_account_would_not_live() {
	build_and_execute(|| {
		assert_noop!(open(1, WEALTH - ED + 1), TokenError::FundsUnavailable);
		assert_noop!(open(NEWCOMER, MIN_VALIDATOR), TokenError::FundsUnavailable);
		assert_ok!(open(1, WEALTH - ED));
	});
}

#[test]
fn open_fails_when_unsigned() {
	build_and_execute(|| {
		let call = Stakes::open(RuntimeOrigin::root(), Role::Validator, 5_000, TEN_PERCENT);
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

#[test]
fn chill_ends_service_and_activate_begins_it_again() {
	build_and_execute(|| {
		assert_noop!(Stakes::chill(signed(1), Role::Validator), Error::<Test>::NotFound);
		assert_noop!(Stakes::activate(signed(1), Role::Validator), Error::<Test>::NotFound);
		open_validator();
		assert_noop!(Stakes::activate(signed(1), Role::Validator), Error::<Test>::AlreadyActive);
		assert_ok!(Stakes::chill(signed(1), Role::Validator));
		System::assert_last_event(Event::Chilled { role: Role::Validator, operator: 1 }.into());
		assert_noop!(Stakes::chill(signed(1), Role::Validator), Error::<Test>::NotActive);
		assert_noop!(Stakes::ensure_backed(Role::Validator, &1, 0), Error::<Test>::NotActive);
		assert_ok!(Stakes::activate(signed(1), Role::Validator));
		System::assert_last_event(Event::Activated { role: Role::Validator, operator: 1 }.into());
		assert_ok!(Stakes::ensure_backed(Role::Validator, &1, 0));
	});
}

#[test]
fn activate_fails_when_own_stake_is_below_minimum() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(bond(2, 50_000));
		assert_ok!(Stakes::chill(signed(1), Role::Validator));
		assert_ok!(unbond(1, 9_500));
		assert_noop!(Stakes::activate(signed(1), Role::Validator), Error::<Test>::Underbacked);
		assert_ok!(bond(1, 500));
		assert_ok!(Stakes::activate(signed(1), Role::Validator));
	});
}

#[test]
fn ensure_backed_fails_when_stake_is_less_than_required() {
	build_and_execute(|| {
		assert_noop!(Stakes::ensure_backed(Role::Validator, &1, 0), Error::<Test>::NotFound);
		open_validator();
		assert_noop!(Stakes::ensure_backed(Role::Validator, &1, 10_001), Error::<Test>::Underbacked);
		assert_ok!(bond(2, 100));
		assert_ok!(Stakes::ensure_backed(Role::Validator, &1, 10_100));
		// Of its own, it has less than the minimum.
		assert_ok!(Stakes::set_minimum(RuntimeOrigin::root(), Role::Validator, 10_001));
		assert_noop!(Stakes::ensure_backed(Role::Validator, &1, 0), Error::<Test>::Underbacked);
	});
}

#[test]
fn commission_rises_by_a_step_and_from_the_next_era_on() {
	build_and_execute(|| {
		let percent = Perbill::from_percent;
		let set = |commission| Stakes::set_commission(signed(1), Role::Validator, commission);
		assert_noop!(set(percent(1)), Error::<Test>::NotFound);
		open_validator();
		assert_noop!(set(percent(1) + Perbill::from_parts(1)), Error::<Test>::CommissionRaiseTooHigh);
		assert_ok!(set(percent(1)));
		System::assert_last_event(
			Event::CommissionSet { role: Role::Validator, operator: 1, old: percent(0), new: percent(1) }.into(),
		);
		// A second raise in the same era starts from the same commission.
		assert_noop!(set(percent(2)), Error::<Test>::CommissionRaiseTooHigh);
		let commissions = || position().map(|position| (position.commission, position.next_commission)).unwrap();
		assert_eq!(commissions(), (percent(0), percent(1)));
		next_era(1);
		assert_eq!(commissions(), (percent(1), percent(1)));
		assert_ok!(set(percent(2)));
		next_era(1);
		// Down by any step, but not at once either.
		assert_ok!(set(percent(0)));
		assert_eq!(commissions(), (percent(2), percent(0)));
	});
}

#[test]
fn notice_chills_the_position_when_operator_stays_below_minimum() {
	build_and_execute(|| {
		open_validator();
		let give_notice = || Stakes::give_notice(signed(7), Role::Validator, 1);
		assert_noop!(give_notice(), Error::<Test>::NoCauseForNotice);
		assert_noop!(Stakes::give_notice(signed(7), Role::Checker, 1), Error::<Test>::NotFound);
		assert_ok!(Stakes::set_minimum(RuntimeOrigin::root(), Role::Validator, 20_000));
		System::assert_last_event(Event::MinimumSet { role: Role::Validator, old: 1_000, new: 20_000 }.into());
		assert_ok!(give_notice());
		let due = 1 + NOTICE;
		System::assert_last_event(Event::NoticeGiven { role: Role::Validator, operator: 1, due }.into());
		assert_eq!(position().unwrap().notice, Some(due));
		assert_noop!(give_notice(), Error::<Test>::NoCauseForNotice);
		pass(NOTICE - 1);
		assert!(position().unwrap().active);
		pass(1);
		System::assert_last_event(Event::Chilled { role: Role::Validator, operator: 1 }.into());
		assert_eq!(position().map(|position| (position.active, position.notice)), Some((false, None)));
		assert_noop!(give_notice(), Error::<Test>::NoCauseForNotice);
	});
}

#[test]
fn notice_ends_without_effect_when_operator_has_the_minimum_again() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(Stakes::set_minimum(RuntimeOrigin::root(), Role::Validator, 20_000));
		assert_ok!(Stakes::give_notice(signed(7), Role::Validator, 1));
		assert_ok!(bond(1, 10_000));
		pass(NOTICE);
		assert_eq!(position().map(|position| (position.active, position.notice)), Some((true, None)));
		assert_ok!(Stakes::ensure_backed(Role::Validator, &1, 0));
	});
}

#[test]
fn notice_does_not_reach_a_position_that_was_opened_after_it() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(Stakes::set_minimum(RuntimeOrigin::root(), Role::Validator, 20_000));
		assert_ok!(Stakes::give_notice(signed(7), Role::Validator, 1));
		assert_ok!(Stakes::chill(signed(1), Role::Validator));
		assert_ok!(unbond(1, 10_000));
		assert_eq!(position(), None);
		assert_ok!(Stakes::open(signed(1), Role::Validator, 20_000, Perbill::zero()));
		assert_ok!(Stakes::set_minimum(RuntimeOrigin::root(), Role::Validator, 30_000));
		pass(NOTICE);
		assert!(position().unwrap().active);
	});
}

#[test]
fn set_minimum_fails_when_origin_is_not_admin() {
	build_and_execute(|| {
		assert_noop!(Stakes::set_minimum(signed(1), Role::Validator, 1), DispatchError::BadOrigin);
	});
}
