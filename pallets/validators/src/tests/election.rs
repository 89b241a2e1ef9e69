use crate::{mock::*, *};
use frame_support::{assert_ok, traits::KeyOwnerProofSystem};
use pallet_session::{historical::HistoricalSessions, QueuedChanged};

/// Validators of the session that is planned.
fn planned() -> Vec<AccountId> {
	Elected::<Test>::get().into_iter().map(|(who, _)| who).collect()
}

#[test]
fn election_takes_the_most_stake_and_of_equals_the_first_account() {
	build_and_execute(5, || {
		ValidatorCount::<Test>::put(4);
		stake(4, 1_000);
		stake(5, 1_000);
		roll_to(1);
		assert_eq!(planned(), [3, 2, 1, 4]);
		assert!(Elected::<Test>::get().iter().all(|(_, exposure)| exposure.validators == 4));
		assert_eq!(Session::validators(), [5, 4, 3, 2, 1]);
		roll_to(2);
		assert_eq!(Session::validators(), [3, 2, 1, 4]);
	});
}

#[test]
fn election_emits_an_event_when_something_changes() {
	build_and_execute(3, || {
		stake(1, 500);
		System::reset_events();
		roll_to(1);
		assert_eq!(take_events(), [Event::Elected { session: 2, validators: 3, least_stake: 500 }]);
		assert!(QueuedChanged::<Test>::get());
	});
}

#[test]
fn election_changes_nothing_when_stake_and_keys_stay() {
	build_and_execute(3, || {
		roll_to(3);
		assert_eq!(take_events(), []);
		assert!(!QueuedChanged::<Test>::get());
		assert_eq!(Session::validators(), [3, 2, 1]);
		// Each session has a root all the same.
		assert_eq!(HistoricalSessions::<Test>::get(4), HistoricalSessions::<Test>::get(0));
	});
}

#[test]
fn election_passes_over_those_without_keys_or_stake() {
	build_and_execute(5, || {
		assert_ok!(Session::purge_keys(RuntimeOrigin::signed(5)));
		chill(4);
		roll_to(1);
		assert_eq!(planned(), [3, 2, 1]);
		assert_eq!(candidates(), [1, 2, 3, 4, 5]);
		stake(4, 4_000);
		roll_to(2);
		assert_eq!(planned(), [4, 3, 2, 1]);
	});
}

#[test]
fn validators_stay_when_too_few_are_eligible() {
	build_and_execute(3, || {
		chill(1);
		chill(3);
		roll_to(1);
		assert_eq!(take_events(), [Event::TooFewEligible { session: 2, eligible: 1 }]);
		for session in 2..5 {
			roll_to(session);
			assert_eq!(Session::validators(), [3, 2, 1]);
		}
		stake(3, 3_000);
		roll_to(5);
		assert_eq!(planned(), [3, 2]);
	});
}

#[test]
fn validators_stay_but_for_those_without_keys_when_too_few_are_eligible() {
	build_and_execute(4, || {
		for who in [1, 3, 4] {
			chill(who);
		}
		assert_ok!(Session::purge_keys(RuntimeOrigin::signed(1)));
		set_keys(3, 33);
		System::reset_events();
		roll_to(1);
		let few = Event::TooFewEligible { session: 2, eligible: 1 };
		assert_eq!(take_events(), [few, Event::Elected { session: 2, validators: 3, least_stake: 2_000 }]);
		roll_to(2);
		assert_eq!(Session::validators(), [4, 3, 2]);
		let proof = Historical::prove(key_of(33)).unwrap();
		roll_to(3);
		let exposure = Exposure { stake: 3_000, validators: 3 };
		assert_eq!(Historical::check_proof(key_of(33), proof), Some((3, exposure)));
		assert_eq!(Session::validators(), [4, 3, 2]);
	});
}

#[test]
fn exposures_are_those_of_the_session_when_stake_changes_later() {
	build_and_execute(3, || {
		let at = |stake| Some((2, Exposure { stake, validators: 3 }));
		roll_to(1);
		let proof = prove(2).unwrap();
		stake(2, 7_000);
		assert_eq!(Historical::check_proof(key_of(2), proof.clone()), at(2_000));
		roll_to(2);
		assert_eq!(identify(2), at(2_000));
		roll_to(3);
		assert_eq!(identify(2), at(7_000));
		assert_eq!(Historical::check_proof(key_of(2), proof), at(2_000));
		assert_eq!(Exposures::<Test>::iter().count(), 3);
	});
}

#[test]
fn exposures_end_when_a_validator_is_not_elected() {
	build_and_execute(3, || {
		chill(1);
		roll_to(2);
		assert_eq!(Session::validators(), [3, 2]);
		assert!(!Exposures::<Test>::contains_key(1));
		assert_eq!(identify(1), None);
	});
}

#[test]
fn keys_of_a_session_are_provable_when_they_changed_and_nothing_else() {
	build_and_execute(3, || {
		set_keys(2, 22);
		roll_to(2);
		// The election at the start of session 1 noted the new keys for session 2.
		let proof = Historical::prove(key_of(22)).unwrap();
		roll_to(4);
		let exposure = Exposure { stake: 2_000, validators: 3 };
		assert_eq!(Historical::check_proof(key_of(22), proof), Some((2, exposure)));
	});
}

#[test]
fn sessions_and_eras_are_forgotten_when_they_can_no_longer_be_reported() {
	build_and_execute(10, || {
		report(&[1]);
		let proof = prove(2).unwrap();
		for session in 1..REPORTABLE {
			roll_to(session);
			// The planned session is one ahead.
			assert_eq!(HistoricalSessions::<Test>::contains_key(0), session < REPORTABLE);
		}
		assert!(Historical::check_proof(key_of(2), proof.clone()).is_some());
		roll_to(REPORTABLE);
		assert_eq!(Historical::check_proof(key_of(2), proof), None);
		// The last session of era 0 is number 2.
		roll_to(REPORTABLE + 1);
		assert_eq!(Offenders::<Test>::iter_keys().collect::<Vec<_>>(), [0]);
		roll_to(REPORTABLE + 2);
		assert_eq!(Offenders::<Test>::iter_keys().count(), 0);
	});
}

#[test]
fn sessions_count_their_weight() {
	build_and_execute(3, || {
		report(&[3]);
		while System::block_number() < SESSION - 1 {
			next_block(None);
		}
		let before = System::block_weight().total();
		next_block(None);
		let weight = <() as WeightInfo>::new_session(2).saturating_add(<() as WeightInfo>::start_session(3, 1));
		assert_eq!(System::block_weight().total() - before, weight);
	});
}
