use super::machines::*;
use crate::{
	mock::*, CircuitKeys, Error, Evidence, Foundation, Foundations, Programs, StoredKey, WorkerOfDevice, Workers,
	WorkersOf,
};
use frame_support::assert_err;
use proptest::prelude::*;
use sp_runtime::DispatchError;

fn broken(because: &'static str) {
	assert_err!(Attestation::do_try_state(), DispatchError::Other(because));
}

#[test]
fn try_state_finds_a_worker_missing_in_its_owners_index() {
	genesis().execute_with(|| {
		pending();
		WorkersOf::<Test>::remove(OWNER, WORKER);
		broken("a worker is not in its owner's index");
	});
}

#[test]
fn try_state_finds_an_index_entry_without_a_worker() {
	genesis().execute_with(|| {
		WorkersOf::<Test>::insert(OWNER, WORKER, ());
		broken("the index of owners holds what is no worker");
	});
}

#[test]
fn try_state_finds_a_worker_verified_in_the_future_or_expired_before() {
	genesis().execute_with(|| {
		approved();
		Workers::<Test>::mutate(WORKER, |worker| worker.as_mut().unwrap().expires_at = 0);
		broken("a worker expires before it was registered");
		Workers::<Test>::mutate(WORKER, |worker| worker.as_mut().unwrap().verified_at = 2);
		broken("a worker's evidence was accepted in the future");
	});
}

#[test]
fn try_state_finds_a_program_under_another_id() {
	genesis().execute_with(|| {
		let record = Programs::<Test>::take(registered_program(1)).unwrap();
		Programs::<Test>::insert(program(2).id(), record);
		broken("a program is stored under another id");
	});
}

/// A worker with a machine.
fn attested() -> crate::FoundationId {
	start_software();
	join(WORKER, alone(WORKER, software("machine")));
	devices_of(WORKER)[0]
}

#[test]
fn try_state_finds_a_device_that_serves_another_worker_or_none() {
	genesis().execute_with(|| {
		let device = attested();
		WorkerOfDevice::<Test>::insert(device, STRANGER);
		broken("a device serves another worker");
		WorkerOfDevice::<Test>::remove(device);
		broken("a device serves another worker");
	});
}

#[test]
fn try_state_finds_a_device_whose_worker_does_not_have_it() {
	genesis().execute_with(|| {
		attested();
		WorkerOfDevice::<Test>::insert([7; 32], WORKER);
		broken("a device serves a worker that does not have it");
	});
}

#[test]
fn try_state_finds_hardware_without_a_foundation_and_the_other_way_round() {
	genesis().execute_with(|| {
		attested();
		Foundations::<Test>::remove(WORKER);
		broken("hardware and its foundation do not go together");
	});
	genesis().execute_with(|| {
		approved();
		Foundations::<Test>::insert(WORKER, Foundation::default());
		broken("hardware and its foundation do not go together");
	});
	genesis().execute_with(|| {
		Foundations::<Test>::insert(WORKER, Foundation::default());
		broken("a foundation belongs to no worker");
	});
}

#[test]
fn try_state_finds_a_worker_of_a_generation_to_come() {
	genesis().execute_with(|| {
		attested();
		Workers::<Test>::mutate(WORKER, |worker| {
			worker.as_mut().unwrap().attestation.as_mut().unwrap().generation = 1;
		});
		broken("a worker was looked through by a generation that is to come");
	});
}

#[test]
fn try_state_finds_a_key_that_no_circuit_needs() {
	genesis().execute_with(|| {
		CircuitKeys::<Test>::insert(program(1).id(), StoredKey::default());
		broken("a key belongs to no program");
		registered_program(1);
		broken("a circuit lacks its key, or another program has one");
	});
}

/// One step of a random history: which call, and the accounts or program it concerns.
fn step((kind, who, other): (u8, AccountId, AccountId)) {
	let program = program(other as u8);
	let result = match kind {
		0 => Attestation::register_program(signed(who), program, uri()),
		1 => Attestation::remove_program(signed(who), program.id()),
		2 => Attestation::register(signed(who), other, Evidence::Declared),
		3 => Attestation::approve(signed(who), other),
		4 => Attestation::renew(signed(who), Evidence::Declared).map(drop).map_err(|refusal| refusal.error),
		5 => Attestation::retire(signed(who), other),
		_ => {
			System::set_block_number(System::block_number() + other);
			Ok(())
		}
	};
	if let Err(error) = result {
		assert!(matches!(error, DispatchError::Module(_) | DispatchError::Token(_)), "{error:?}");
		assert_ne!(error, Error::<Test>::Expired.into(), "no call is refused because of expiry");
	}
}

/// Every deposit held belongs to a record, and the other way round.
fn check_deposits() {
	for who in [OWNER, WORKER, STRANGER, PAUPER] {
		let programs = Programs::<Test>::iter_values().filter(|record| record.owner == who).count();
		let is_worker = Workers::<Test>::contains_key(who);
		let expected = (PROGRAM_DEPOSIT * programs as Balance, WORKER_DEPOSIT * Balance::from(is_worker));
		assert_eq!(held(who), expected);
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn invariants_and_deposits_hold_whatever_anybody_does(
		history in prop::collection::vec((0u8..7, OWNER..=PAUPER, OWNER..=PAUPER), 1..60),
	) {
		build_and_execute(|| {
			for one in history {
				step(one);
				Attestation::do_try_state().unwrap();
				check_deposits();
			}
		});
	}
}
