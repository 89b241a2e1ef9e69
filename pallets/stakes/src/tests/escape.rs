//! Leaving does not escape a slash: every order of offence, report, leaving and paying out.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{EraIndex, Fault};

/// The era of the offence.
const OFFENCE: EraIndex = 20;
/// An offence can be reported in its own era and in so many after it.
const REPORTABLE: EraIndex = UNBONDING - 1;
/// The first era in which anybody leaves.
const EARLIEST: EraIndex = OFFENCE - UNBONDING - 1;
/// The last era in which anybody leaves.
const LATEST: EraIndex = OFFENCE + REPORTABLE + 1;
/// What each of three has at first.
const STAKE: u128 = 30_000;
/// What the offence costs.
const COST: u128 = 9_000;

/// When something happens: before or after the report, if in the same era.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Moment {
	era: EraIndex,
	after_report: bool,
}

/// All moments in which somebody may leave, and never.
fn moments() -> impl Iterator<Item = Option<Moment>> {
	let eras = EARLIEST..=LATEST;
	eras.flat_map(|era| [false, true].map(|after_report| Some(Moment { era, after_report }))).chain([None])
}

/// Everybody has the operator's or its own stake; 2 and 3 leave at `first` and `second`; the offence is reported in era
/// `report`. Everybody withdraws as soon as possible. Returns what 1, 2 and 3 lost.
fn losses(first: Option<Moment>, second: Option<Moment>, report: EraIndex, cancelled: bool) -> [u128; 3] {
	let mut lost = [0; 3];
	build_and_execute(|| {
		Era::set(EARLIEST);
		assert_ok!(Stakes::open(signed(1), piazza_primitives::Role::Validator, STAKE, Default::default()));
		assert_ok!(bond(2, STAKE));
		assert_ok!(bond(3, STAKE));
		for era in EARLIEST..=LATEST + UNBONDING {
			Era::set(era);
			for after_report in [false, true] {
				if after_report && era == report {
					assert!(slash(Fault { era: OFFENCE, ..fault(COST) }) == COST);
				}
				for (who, leaves) in [(2, first), (3, second)] {
					let now = Moment { era, after_report };
					if leaves == Some(now) {
						assert_ok!(unbond(who, u128::MAX));
					}
					// As soon as it can, and never sooner.
					match leaves.filter(|moment| *moment <= now && leaving(who) > 0) {
						Some(moment) if moment.era + UNBONDING <= era => {
							assert_ok!(withdraw(who));
						}
						_ => {
							assert_noop!(withdraw(who), Error::<Test>::NothingToWithdraw);
						}
					}
				}
			}
		}
		if cancelled {
			assert_ok!(Stakes::cancel_slash(RuntimeOrigin::root(), piazza_primitives::Role::Validator, 1, 0));
		} else {
			pass(DELAY);
			assert_eq!(free(TREASURY), ED + COST);
		}
		lost = [1, 2, 3]
			.map(|who| WEALTH - free(who) - if who == 1 || leaves_never(who, first, second) { staked(who) } else { 0 });
	});
	lost
}

fn leaves_never(who: AccountId, first: Option<Moment>, second: Option<Moment>) -> bool {
	[(2, first), (3, second)].contains(&(who, None))
}

#[test]
fn leaving_does_not_escape_a_slash_in_any_order_of_events() {
	for first in moments() {
		for second in moments() {
			for report in OFFENCE..=OFFENCE + REPORTABLE {
				// Whoever was there in the era of the offence pays, whenever it left since; whoever left before does not.
				let pays = |leaves: Option<Moment>| leaves.is_none_or(|moment| moment.era >= OFFENCE);
				let payers = 1 + u128::from(pays(first)) + u128::from(pays(second));
				let expected = [true, pays(first), pays(second)].map(|pays| if pays { COST / payers } else { 0 });
				let lost = losses(first, second, report, false);
				for (lost, expected) in lost.iter().zip(expected) {
					assert!(
						lost.abs_diff(expected) <= 3 && (expected > 0 || *lost == 0),
						"{first:?}, {second:?}, reported in {report}: lost {lost}, not {expected}"
					);
				}
			}
		}
	}
}

#[test]
fn cancelling_gives_back_the_slash_when_nobody_left_while_it_was_frozen() {
	for leaves in [None, Some(Moment { era: OFFENCE + REPORTABLE, after_report: false })] {
		let lost = losses(leaves, None, OFFENCE + REPORTABLE, true);
		assert!(leaves.is_some() || lost.iter().all(|lost| *lost <= 1), "{lost:?}");
	}
}
