use crate::{mock::*, Epochs, Error, Event, LastEpoch};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::Window;
use sp_runtime::DispatchError;

fn retire(epoch: u32) -> sp_runtime::DispatchResult {
	Zktls::retire_epoch(RuntimeOrigin::root(), epoch)
}

#[test]
fn claims_of_an_epoch_do_not_count_when_it_is_retired() {
	build_and_execute(|| {
		open();
		assert_ok!(retire(1));
		assert_eq!(Zktls::epoch(1), None);
		assert_events(vec![Event::EpochRetired { epoch: 1 }]);
		assert_noop!(submit(BOB, &claim()), Error::<Test>::UnknownEpoch);
	});
}

#[test]
fn numbers_go_on_when_the_last_epoch_is_retired_and_another_is_kept() {
	build_and_execute(|| {
		for from in [0, 1] {
			let window = Window { from, to: 100 };
			assert_ok!(Zktls::open_epoch(RuntimeOrigin::root(), witnesses(&["a"]), 1, window));
		}
		assert_ok!(retire(2));
		assert_eq!(LastEpoch::<Test>::get(), 2);
		// The one before is not kept, so nothing is closed.
		let window = Window { from: 0, to: 100 };
		assert_ok!(Zktls::open_epoch(RuntimeOrigin::root(), witnesses(&["b"]), 1, window));
		assert_eq!(Zktls::epoch(3).unwrap().window, window);
	});
}

/// Attestors that always write epoch 1 change their keys.
#[test]
fn numbers_start_at_1_again_when_no_epoch_is_left() {
	build_and_execute(|| {
		open();
		assert_ok!(retire(1));
		assert!(!LastEpoch::<Test>::exists());
		assert_eq!(Epochs::<Test>::iter().count(), 0);
		assert_ok!(Zktls::open_epoch(RuntimeOrigin::root(), witnesses(&["f", "g"]), 1, ALWAYS));
		assert_noop!(submit(BOB, &claim()), Error::<Test>::TooManySignatures);
		let mut renewed = template();
		renewed.witnesses = vec!["f", "g"];
		renewed.required = 1;
		assert_ok!(submit(BOB, &signed_claim(renewed.make())));
	});
}

#[test]
fn retirement_is_refused_when_there_is_no_such_epoch_or_governance_does_not_sign() {
	build_and_execute(|| {
		open();
		for number in [0, 2] {
			assert_noop!(retire(number), Error::<Test>::UnknownEpoch);
		}
		assert_noop!(Zktls::retire_epoch(signed(ALICE), 1), DispatchError::BadOrigin);
	});
}
