use crate::{mock::*, Epochs, Error, Event, LastEpoch, WitnessEpoch, Witnesses};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::Window;
use piazza_verifiers::reclaim::MAX_SIGNATURES;
use sp_core::H160;
use sp_runtime::DispatchError;

fn open_with(witnesses: Witnesses, required: u32, window: Window<u64>) -> sp_runtime::DispatchResult {
	Zktls::open_epoch(RuntimeOrigin::root(), witnesses, required, window)
}

fn open_in(from: u64, to: u64) -> sp_runtime::DispatchResult {
	open_with(witnesses(&["a"]), 1, Window { from, to })
}

fn many(count: u64) -> Witnesses {
	(0..count).map(H160::from_low_u64_be).collect::<Vec<_>>().try_into().unwrap()
}

#[test]
fn epochs_are_numbered_from_1_when_they_are_opened() {
	build_and_execute(|| {
		let (witnesses, window) = (witnesses(&["a", "b"]), Window { from: 5, to: 9 });
		assert_ok!(open_with(witnesses.clone(), 2, window));
		assert_eq!(Zktls::epoch(0), None);
		assert_eq!(Zktls::epoch(1), Some(WitnessEpoch { window, witnesses: witnesses.clone(), required: 2 }));
		assert_events(vec![Event::EpochOpened { epoch: 1, window, witnesses, required: 2 }]);
		assert_ok!(open_in(9, 10));
		assert_eq!(LastEpoch::<Test>::get(), 2);
	});
}

#[test]
fn epoch_before_ends_where_the_next_one_starts_when_it_would_last_longer() {
	build_and_execute(|| {
		assert_ok!(open_in(0, 1 << 63));
		System::reset_events();
		assert_ok!(open_in(7, 20));
		assert_eq!(Zktls::epoch(1).unwrap().window, Window { from: 0, to: 7 });
		let opened = Event::EpochOpened {
			epoch: 2,
			window: Window { from: 7, to: 20 },
			witnesses: witnesses(&["a"]),
			required: 1,
		};
		assert_events(vec![Event::EpochClosed { epoch: 1, old_end: 1 << 63, end: 7 }, opened]);
	});
}

#[test]
fn epoch_before_is_left_as_it_is_when_it_ends_earlier() {
	build_and_execute(|| {
		assert_ok!(open_in(0, 7));
		for (from, number) in [(7, 1), (30, 2)] {
			let before = Zktls::epoch(number);
			assert_ok!(open_in(from, from + 10));
			assert_eq!(Zktls::epoch(number), before);
		}
	});
}

#[test]
fn epoch_is_refused_when_its_window_is_empty_or_does_not_start_after_the_one_before() {
	build_and_execute(|| {
		for (from, to) in [(5, 5), (5, 4), (u64::MAX, 0)] {
			assert_noop!(open_in(from, to), Error::<Test>::WindowOutOfOrder);
		}
		assert_ok!(open_in(5, 9));
		for from in [0, 4, 5] {
			assert_noop!(open_in(from, 100), Error::<Test>::WindowOutOfOrder);
		}
		assert_ok!(open_in(6, 100));
	});
}

#[test]
fn epoch_is_refused_when_it_demands_none_or_more_than_can_sign() {
	build_and_execute(|| {
		let most = MAX_SIGNATURES as u32;
		for (count, required) in [(0, 0), (0, 1), (3, 0), (3, 4), (128, most + 1), (128, u32::MAX)] {
			let refused = open_with(many(count), required, ALWAYS);
			assert_noop!(refused, Error::<Test>::ThresholdOutOfRange);
		}
		assert_ok!(open_with(many(128), most, Window { from: 0, to: 1 }));
		assert_ok!(open_with(many(3), 3, Window { from: 1, to: 2 }));
	});
}

#[test]
fn epoch_is_refused_when_a_witness_is_there_twice() {
	build_and_execute(|| {
		assert_noop!(open_with(witnesses(&["a", "b", "a"]), 1, ALWAYS), Error::<Test>::DuplicateWitness);
	});
}

#[test]
fn epoch_is_refused_when_as_many_are_kept_as_can_be() {
	build_and_execute(|| {
		for n in 0..MAX_EPOCHS.into() {
			assert_ok!(open_in(n, n + 1));
		}
		assert_noop!(open_in(100, 101), Error::<Test>::MaxEpochsExceeded);
		assert_ok!(Zktls::retire_epoch(RuntimeOrigin::root(), 1));
		assert_ok!(open_in(100, 101));
		assert_eq!(Epochs::<Test>::count(), MAX_EPOCHS);
	});
}

#[test]
fn epoch_is_refused_when_there_are_no_more_numbers() {
	build_and_execute(|| {
		assert_ok!(open_in(0, 1));
		Epochs::<Test>::swap(1, u32::MAX);
		LastEpoch::<Test>::put(u32::MAX);
		assert_noop!(open_in(1, 2), Error::<Test>::NumbersExhausted);
	});
}

#[test]
fn epoch_is_refused_when_governance_does_not_sign() {
	build_and_execute(|| {
		let refused = Zktls::open_epoch(signed(ALICE), witnesses(&["a"]), 1, ALWAYS);
		assert_noop!(refused, DispatchError::BadOrigin);
	});
}
