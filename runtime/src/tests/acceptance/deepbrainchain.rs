//! DeepBrainChain: what it costs when a rented machine is missing. The percentages are those of its slash model; who
//! gets what is taken is our own rule.

use crate::{
	constants::{money::UNIT, time::*},
	tests::{chain::*, leasing::*},
	*,
};
use pallet_leasing::{Call, Reason};
use pallet_stakes::{Event, PendingSlashes};
use piazza_primitives::{LeaseId, Role};
use sp_keyring::Sr25519Keyring::{Bob, Charlie, Dave};

/// What a provider stakes for a GPU there.
const STAKE: Balance = 100_000 * UNIT;
/// What it stakes here besides.
const MORE: Balance = 900 * UNIT;

/// Rents Bob's machine, for which Dave answers, and runs `test`.
fn with_lease(test: impl FnOnce(LeaseId)) {
	on_chain(|| {
		govern(Call::set_class_bond { class: CLASS, bond: Some(STAKE) });
		machine(Bob, Dave, STAKE + MORE);
		let lease = rent(Bob);
		// The next block begins a session and takes no transactions.
		run_to(10);
		test(lease);
	});
}

/// What is frozen of Dave's stake.
fn frozen() -> Balance {
	let dave = Dave.to_account_id();
	PendingSlashes::<Runtime>::iter_prefix_values((Role::Provider, &dave)).map(|slash| slash.amount()).sum()
}

/// What is left of it, frozen or not.
fn staked() -> Balance {
	let position = Stakes::position(Role::Provider, Dave.to_account_id()).expect("it is there");
	position.stake + frozen()
}

/// Percent of the stake for one GPU.
fn percent(of: u32) -> Balance {
	STAKE / 100 * Balance::from(of)
}

/// Bob does not answer the challenge of Charlie. Returns the block of the challenge.
fn go_missing(lease: LeaseId) -> BlockNumber {
	must(Charlie, Call::challenge_liveness { lease });
	let since = System::block_number();
	run_to(since + 2 * MINUTES);
	assert_eq!(end_of(lease), Some((Reason::Downtime, 63 * UNIT, 937 * UNIT)));
	since
}

#[test]
fn report_of_the_owner_costs_two_percent_and_four_after_seven_minutes() {
	with_lease(|lease| {
		must(Dave, Call::report_down { lease });
		assert_eq!(end_of(lease), Some((Reason::ReportedDown, 63 * UNIT, 937 * UNIT)));
		let since = System::block_number();
		assert_eq!(frozen(), percent(2));
		run_to(since + 7 * MINUTES - 1);
		assert_eq!(frozen(), percent(2));
		run_to(since + 7 * MINUTES);
		assert_eq!(frozen(), percent(4));
		// It is back, and costs no more.
		must(Bob, Call::restore {});
		go_to(since + 5 * DAYS + 1);
		assert_eq!((staked(), frozen()), (MORE + percent(96), 0));
	});
}

#[test]
fn missing_machine_costs_four_eight_sixty_and_all_percent() {
	with_lease(|lease| {
		let since = go_missing(lease);
		assert_eq!(frozen(), percent(4));
		run_to(since + 7 * MINUTES);
		assert_eq!(frozen(), percent(8));
		go_to(since + 40 * HOURS);
		// What was frozen before is taken: the delay is a day.
		assert_eq!((staked(), frozen()), (MORE + percent(92), 0));
		go_to(since + 48 * HOURS + 1);
		assert_eq!(frozen(), percent(52));
		go_to(since + 5 * DAYS + 1);
		assert_eq!((staked(), frozen()), (MORE + percent(40), percent(40)));
		go_to(since + 7 * DAYS);
		assert_eq!((staked(), frozen()), (MORE, 0));
	});
}

#[test]
fn slash_pays_the_tenant_first_then_the_reporter() {
	with_lease(|lease| {
		go_missing(lease);
		let due = System::block_number() + DAYS;
		leave_out(DAYS - 1);
		let slashed = loop {
			next_block();
			let events = System::read_events_for_pallet::<Event<Runtime>>();
			if let Some(event) = events.into_iter().find(|event| matches!(event, Event::Slashed { .. })) {
				break event;
			}
			assert!(System::block_number() < due + HOURS, "nothing is taken");
		};
		// The rent of the two minutes that the tenant waited for an answer, then a tenth, then the rest.
		let (claimant, rest) = (280 * UNIT, percent(4) - 280 * UNIT);
		let (role, operator) = (Role::Provider, Dave.to_account_id());
		let (reporter, treasury) = (rest / 10, rest - rest / 10);
		assert_eq!(slashed, Event::Slashed { role, operator, slash: 0, claimant, reporter, treasury });
	});
}

#[test]
fn appeal_within_the_delay_gives_everything_back() {
	with_lease(|lease| {
		go_missing(lease);
		assert_eq!(frozen(), percent(4));
		let (role, operator) = (Role::Provider, Dave.to_account_id());
		govern(pallet_stakes::Call::cancel_slash { role, operator, slash: 0 });
		assert_eq!((staked(), frozen()), (MORE + STAKE, 0));
	});
}
