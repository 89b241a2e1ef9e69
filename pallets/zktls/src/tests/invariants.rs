use crate::{mock::*, Epochs, LastEpoch, UsedClaims};
use frame_support::{assert_err, assert_ok};
use piazza_primitives::Window;
use sp_runtime::DispatchError;

fn broken(because: &'static str) {
	assert_err!(Zktls::do_try_state(), DispatchError::Other(because));
}

fn two_epochs() {
	for from in [0, 10] {
		let window = Window { from, to: 100 };
		assert_ok!(Zktls::open_epoch(RuntimeOrigin::root(), witnesses(&["a", "b"]), 1, window));
	}
	Zktls::do_try_state().unwrap();
}

#[test]
fn try_state_finds_a_number_that_was_not_given() {
	genesis().execute_with(|| {
		two_epochs();
		LastEpoch::<Test>::put(1);
		broken("an epoch has a number that was not given yet");
	});
}

#[test]
fn try_state_finds_an_epoch_that_is_not_sound() {
	genesis().execute_with(|| {
		two_epochs();
		Epochs::<Test>::mutate(2, |epoch| epoch.as_mut().unwrap().required = 3);
		broken("an epoch is not sound");
	});
}

#[test]
fn try_state_finds_epochs_that_overlap() {
	genesis().execute_with(|| {
		two_epochs();
		Epochs::<Test>::mutate(1, |epoch| epoch.as_mut().unwrap().window.to = 11);
		broken("an epoch ends after the next one starts");
	});
}

#[test]
fn try_state_finds_too_many_epochs() {
	genesis().execute_with(|| {
		two_epochs();
		for number in 4..=6 {
			Epochs::<Test>::insert(number, Epochs::<Test>::get(2).unwrap());
			LastEpoch::<Test>::put(number);
			Epochs::<Test>::mutate(number, |epoch| {
				let from = u64::from(number) * 100;
				epoch.as_mut().unwrap().window = Window { from, to: from + 100 };
			});
		}
		broken("too many epochs");
	});
}

#[test]
fn try_state_finds_numbers_that_do_not_start_at_1_again() {
	genesis().execute_with(|| {
		LastEpoch::<Test>::put(1);
		broken("numbers of epochs do not start at 1 again");
	});
}

#[test]
fn try_state_finds_a_claim_from_the_future() {
	genesis().execute_with(|| {
		open();
		assert_ok!(submit(BOB, &claim()));
		UsedClaims::<Test>::mutate(identifier(&claim()), |used| {
			used.as_mut().unwrap().seen_at = NOW + MAX_SKEW + 1;
		});
		broken("a claim is from the future");
	});
}
