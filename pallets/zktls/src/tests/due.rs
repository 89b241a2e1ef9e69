use crate::{mock::*, Due, Error, Event, UsedClaims};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::{mocks::MockAgenda, HandleDue};
use sp_core::H256;

fn is_used() -> bool {
	Zktls::is_used(identifier(&claim()))
}

#[test]
fn claim_is_forgotten_and_its_deposit_returned_when_it_is_too_old() {
	build_and_execute(|| {
		open();
		assert_ok!(submit(BOB, &claim()));
		System::reset_events();
		let start = System::block_number();
		let left = SEEN_AT + MAX_AGE + 1 - Zktls::now();
		let due = start + left.div_ceil(3) + 1;
		run_to(due - 1);
		assert!(is_used());
		assert_noop!(submit(BOB, &claim()), Error::<Test>::Stale);
		run_to(due);
		assert!(!is_used());
		assert_eq!(held(BOB), (0, 0));
		assert_events(vec![Event::ClaimForgotten { identifier: identifier(&claim()) }]);
		assert_noop!(submit(BOB, &claim()), Error::<Test>::Stale);
		assert_eq!(UsedClaims::<Test>::iter().count(), 0);
	});
}

/// At no time can a claim be submitted again.
#[test]
fn claim_is_refused_in_every_block_after_it_was_submitted() {
	build_and_execute(|| {
		open();
		TestClock::set(SEEN_AT - MAX_SKEW);
		assert_ok!(submit(BOB, &claim()));
		let start = System::block_number();
		for block in start..start + 300 {
			run_to(block);
			let expected = match Zktls::now() <= SEEN_AT + MAX_AGE {
				true => Error::<Test>::AlreadyUsed,
				false => Error::<Test>::Stale,
			};
			assert_noop!(submit(BOB, &claim()), expected);
		}
		assert!(!is_used());
	});
}

#[test]
fn claim_waits_on_when_blocks_came_faster_than_they_should() {
	build_and_execute(|| {
		open();
		assert_ok!(submit(BOB, &claim()));
		// The clock stands still.
		let identifier = identifier(&claim());
		for _ in 0..3 {
			System::set_block_number(System::block_number() + 1_000);
			MockAgenda::serve::<Due, Zktls>(System::block_number());
			assert!(is_used());
			assert_eq!(MockAgenda::waiting(), 1);
		}
		TestClock::set(SEEN_AT + MAX_AGE);
		System::set_block_number(System::block_number() + 1_000);
		MockAgenda::serve::<Due, Zktls>(System::block_number());
		assert!(is_used());
		System::reset_events();
		run_to(System::block_number() + 2);
		assert_events(vec![Event::ClaimForgotten { identifier }]);
	});
}

#[test]
fn fact_can_be_submitted_anew_when_the_claim_of_it_is_forgotten() {
	build_and_execute(|| {
		open();
		assert_ok!(submit(BOB, &claim()));
		run_to(300);
		let mut again = template();
		again.timestamp = Zktls::now();
		assert_ok!(submit(ALICE, &signed_claim(again.make())));
		assert!(is_used());
	});
}

#[test]
fn nothing_happens_when_the_claim_is_not_known() {
	build_and_execute(|| {
		Zktls::handle_due(Due::Stale { identifier: H256::repeat_byte(1) });
		assert_events(vec![]);
	});
}
