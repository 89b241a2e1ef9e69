use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{Fault, Role, Stakes as _};
use sp_runtime::{DispatchError, DispatchResult};

/// Validator 1 with 10,000, to whom 2 delegated 30,000.
fn open_with_delegator() {
	open_validator();
	assert_ok!(bond(2, 30_000));
}

fn cancel(slash: SlashId) -> DispatchResult {
	Stakes::cancel_slash(RuntimeOrigin::root(), Role::Validator, 1, slash)
}

fn frozen() -> u128 {
	position().map_or(0, |position| position.frozen)
}

#[test]
fn slash_freezes_at_once_and_is_taken_after_the_delay() {
	build_and_execute(|| {
		open_with_delegator();
		assert_eq!(slash(fault(4_000)), 4_000);
		let due = 1 + DELAY;
		System::assert_has_event(
			Event::Frozen { role: Role::Validator, operator: 1, slash: 0, amount: 4_000, era: 10, due }.into(),
		);
		assert_eq!((staked(1), staked(2), frozen(), pot()), (9_000, 27_000, 4_000, 40_000));
		let pending = Stakes::pending_slashes(Role::Validator, 1);
		assert_eq!(
			pending.iter().map(|(id, slash)| (*id, slash.amount(), slash.due)).collect::<Vec<_>>(),
			[(0, 4_000, due)]
		);
		pass(DELAY - 1);
		assert_eq!(free(TREASURY), ED);
		pass(1);
		System::assert_last_event(
			Event::Slashed { role: Role::Validator, operator: 1, slash: 0, claimant: 0, reporter: 0, treasury: 4_000 }
				.into(),
		);
		assert_eq!((frozen(), pot(), free(TREASURY)), (0, 36_000, ED + 4_000));
	});
}

#[test]
fn slash_makes_good_the_claim_then_pays_the_reporter_and_the_rest_goes_to_the_treasury() {
	build_and_execute(|| {
		open_with_delegator();
		slash(Fault { claim: Some((3, 500)), reporter: Some(4), ..fault(4_005) });
		// Of what the claim leaves, 3505, the reporter gets a tenth.
		pass(DELAY);
		System::assert_last_event(
			Event::Slashed {
				role: Role::Validator,
				operator: 1,
				slash: 0,
				claimant: 500,
				reporter: 350,
				treasury: 3_155,
			}
			.into(),
		);
		assert_eq!((free(3), free(4), free(TREASURY)), (WEALTH + 500, WEALTH + 350, ED + 3_155));
	});
}

#[test]
fn slash_goes_to_the_claimant_alone_when_the_claim_is_greater_and_nobody_delegates() {
	build_and_execute(|| {
		open_validator();
		slash(Fault { claim: Some((3, 1_000_000)), reporter: Some(4), ..fault(4_000) });
		pass(DELAY);
		assert_eq!((free(3), free(4), free(TREASURY)), (WEALTH + 4_000, WEALTH, ED));
	});
}

#[test]
fn slash_gives_claimant_and_reporter_no_more_than_the_operators_own_part() {
	build_and_execute(|| {
		// A quarter is the operator's own.
		open_with_delegator();
		slash(Fault { claim: Some((3, 1_000_000)), reporter: Some(4), ..fault(4_000) });
		slash(Fault { claim: Some((3, 800)), reporter: Some(4), ..fault(4_000) });
		pass(DELAY);
		assert_eq!((free(3), free(4), free(TREASURY)), (WEALTH + 1_000 + 800, WEALTH + 200, ED + 3_000 + 3_000));
	});
}

#[test]
fn slash_counts_what_the_operator_took_out_as_its_own() {
	build_and_execute(|| {
		open_with_delegator();
		assert_ok!(unbond(1, 4_000));
		slash(Fault { claim: Some((3, 1_000_000)), ..fault(4_000) });
		pass(DELAY);
		assert_eq!(free(3), WEALTH + 1_000);
	});
}

#[test]
fn slash_goes_to_the_treasury_when_others_cannot_receive_it() {
	build_and_execute(|| {
		open_with_delegator();
		slash(Fault { claim: Some((NEWCOMER, ED - 1)), reporter: Some(NEWCOMER + 1), ..fault(50) });
		pass(DELAY);
		assert_eq!((free(NEWCOMER), free(NEWCOMER + 1), free(TREASURY)), (0, 0, ED + 50));
	});
}

#[test]
fn slash_costs_half_when_the_operator_reports_itself() {
	build_and_execute(|| {
		open_with_delegator();
		assert_eq!(slash(Fault { self_reported: true, ..fault(4_001) }), 2_001);
	});
}

#[test]
fn slash_pays_no_bounty_when_the_operator_is_the_reporter() {
	build_and_execute(|| {
		open_with_delegator();
		slash(Fault { reporter: Some(1), ..fault(4_000) });
		pass(DELAY);
		assert_eq!((free(1), free(TREASURY)), (WEALTH - 10_000, ED + 4_000));
	});
}

#[test]
fn slash_reaches_what_left_in_the_era_of_the_fault_or_later_and_not_before() {
	build_and_execute(|| {
		open_with_delegator();
		assert_ok!(unbond(2, 5_000));
		next_era(1);
		let era = Era::get();
		assert_ok!(unbond(2, 6_000));
		next_era(1);
		assert_ok!(unbond(2, 7_000));
		next_era(1);
		// In reach: 10,000 and 12,000 that are staked, 6,000 and 7,000 that are leaving.
		assert_eq!(slash(Fault { era, ..fault(3_500) }), 3_500);
		assert_eq!((staked(1), staked(2)), (9_000, 10_800));
		assert_eq!(Stakes::unbonding(Role::Validator, 1, 2), [(14, 5_000), (15, 5_400), (16, 6_300)]);
	});
}

#[test]
fn slash_reaches_what_is_leaving_alone_when_the_position_is_closed() {
	build_and_execute(|| {
		open_validator();
		assert_ok!(Stakes::chill(signed(1), Role::Validator));
		assert_ok!(unbond(1, 10_000));
		assert_eq!(position(), None);
		next_era(UNBONDING - 1);
		assert_eq!(slash(Fault { era: 10, ..fault(20_000) }), 10_000);
		next_era(1);
		assert_ok!(withdraw(1));
		assert_eq!((free(1), pot()), (WEALTH - 10_000, 10_000));
		pass(DELAY);
		assert_eq!((free(TREASURY), pot()), (ED + 10_000, 0));
	});
}

#[test]
fn slash_freezes_nothing_when_nothing_is_in_reach() {
	build_and_execute(|| {
		assert_eq!(slash(fault(100)), 0);
		open_validator();
		assert_eq!(slash(fault(0)), 0);
		assert_ok!(Stakes::chill(signed(1), Role::Validator));
		assert_ok!(unbond(1, 10_000));
		next_era(1);
		assert_eq!(slash(fault(100)), 0);
		// What can be withdrawn is out of reach, whenever the fault was.
		next_era(UNBONDING - 1);
		assert_eq!(slash(Fault { era: 10, ..fault(100) }), 0);
		assert_eq!(NextSlash::<Test>::get(), 0);
	});
}

#[test]
fn slash_of_other_roles_has_its_own_delay_and_leaves_other_positions_alone() {
	build_and_execute(|| {
		open_with_delegator();
		assert_ok!(Stakes::open(signed(1), Role::Provider, 500, Default::default()));
		assert_eq!(Stakes::slash(Role::Provider, &1, fault(1_000)), Ok(500));
		assert_eq!((staked(1), staked(2)), (10_000, 30_000));
		pass(DELAY / 2);
		assert_eq!(free(TREASURY), ED + 500);
	});
}

#[test]
fn slash_gives_notice_when_the_operator_falls_below_its_minimum() {
	build_and_execute(|| {
		open_with_delegator();
		slash(fault(36_000));
		assert!(position().unwrap().notice.is_none());
		slash(fault(4));
		let due = 1 + NOTICE;
		System::assert_last_event(Event::NoticeGiven { role: Role::Validator, operator: 1, due }.into());
		assert_noop!(Stakes::ensure_backed(Role::Validator, &1, 0), Error::<Test>::Underbacked);
		pass(NOTICE);
		assert!(!position().unwrap().active);
	});
}

#[test]
fn cancel_slash_gives_back_what_is_frozen() {
	build_and_execute(|| {
		open_with_delegator();
		assert_ok!(unbond(2, 10_000));
		slash(fault(4_000));
		assert_eq!((staked(1), staked(2), leaving(2)), (9_000, 18_000, 9_000));
		assert_ok!(cancel(0));
		System::assert_last_event(
			Event::SlashCancelled { role: Role::Validator, operator: 1, slash: 0, restored: 4_000, treasury: 0 }.into(),
		);
		assert_eq!((staked(1), staked(2), leaving(2), frozen()), (10_000, 20_000, 10_000, 0));
		pass(DELAY);
		assert_eq!(free(TREASURY), ED);
		assert_noop!(cancel(0), Error::<Test>::NotFound);
	});
}

#[test]
fn cancel_slash_gives_to_the_treasury_what_has_no_owner_any_more() {
	build_and_execute(|| {
		open_validator();
		slash(fault(4_000));
		assert_ok!(Stakes::chill(signed(1), Role::Validator));
		assert_ok!(unbond(1, 6_000));
		assert_ok!(cancel(0));
		System::assert_last_event(
			Event::SlashCancelled { role: Role::Validator, operator: 1, slash: 0, restored: 0, treasury: 4_000 }.into(),
		);
		assert_eq!((leaving(1), free(TREASURY)), (6_000, ED + 4_000));
	});
}

#[test]
fn cancel_slash_fails_when_origin_may_not() {
	build_and_execute(|| {
		open_validator();
		slash(fault(100));
		let call = Stakes::cancel_slash(signed(1), Role::Validator, 1, 0);
		assert_noop!(call, DispatchError::BadOrigin);
	});
}

#[test]
fn cancel_slash_fails_when_there_is_none() {
	build_and_execute(|| {
		open_validator();
		assert_noop!(cancel(0), Error::<Test>::NotFound);
		slash(fault(100));
		let of_another = Stakes::cancel_slash(RuntimeOrigin::root(), Role::Validator, 2, 0);
		assert_noop!(of_another, Error::<Test>::NotFound);
		pass(DELAY);
		assert_noop!(cancel(0), Error::<Test>::NotFound);
	});
}
