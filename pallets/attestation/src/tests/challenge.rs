//! When evidence is fresh, and that it counts once.

use super::machines::*;
use crate::{mock::*, Error, Evidence, EvidenceOf, SpentChallenges};
use frame_support::{assert_noop, assert_ok};
use piazza_primitives::mocks::MockAgenda;

/// The last block in which evidence bound to block 1 is fresh.
const LAST: BlockNumber = 1 + CHALLENGE_PERIOD;

fn machine() -> EvidenceOf<Test> {
	alone(WORKER, software("machine"))
}

fn renew(evidence: EvidenceOf<Test>) {
	assert_ok!(Attestation::renew(signed(WORKER), evidence));
}

#[test]
fn evidence_is_accepted_until_its_block_is_too_long_ago() {
	build_and_execute(|| {
		start_software();
		let evidence = machine();
		go_to(LAST + 1);
		refused(evidence.clone(), Error::ChallengeExpired);
		System::set_block_number(LAST);
		join(WORKER, evidence);
		// It is no younger for being handed in late.
		assert_eq!((shown(WORKER).verified_at, shown(WORKER).expires_at), (LAST, 1 + HARDWARE_VALIDITY));
		assert!(is_active(WORKER));
		System::set_block_number(1 + HARDWARE_VALIDITY);
		inactive(WORKER, Error::Expired);
	});
}

#[test]
fn evidence_is_refused_when_it_is_bound_to_no_earlier_block() {
	build_and_execute(|| {
		start_software();
		let Evidence::Hardware { machine, devices, .. } = machine() else { panic!("evidence of hardware") };
		for at_block in [0, 2, 3, BlockNumber::MAX] {
			let evidence = Evidence::Hardware { at_block, machine: machine.clone(), devices: devices.clone() };
			refused(evidence, Error::ChallengeExpired);
		}
	});
}

#[test]
fn evidence_is_refused_when_the_hash_of_its_block_is_not_known() {
	build_and_execute(|| {
		start_software();
		let evidence = machine();
		frame_system::BlockHash::<Test>::remove(1);
		refused(evidence, Error::ChallengeExpired);
	});
}

#[test]
fn nonces_are_given_only_when_evidence_bound_to_them_would_be_accepted() {
	build_and_execute(|| {
		start_software();
		let given = |at_block| {
			let machine = Attestation::nonce_for(OWNER, WORKER, at_block, [0; 32]);
			let device = Attestation::device_nonce_for(WORKER, at_block);
			assert_eq!(machine.is_some(), device.is_some());
			machine.is_some()
		};
		go_to(10);
		let fresh: Vec<BlockNumber> = (0..20).filter(|at_block| given(*at_block)).collect();
		assert_eq!(fresh, [7, 8, 9]);
	});
}

#[test]
fn nonces_differ_when_anything_they_are_bound_to_does() {
	build_and_execute(|| {
		go_to(4);
		let nonce =
			|owner, worker, at_block, devices| Attestation::nonce_for(owner, worker, at_block, devices).unwrap();
		let all = [
			nonce(OWNER, WORKER, 2, [0; 32]),
			nonce(STRANGER, WORKER, 2, [0; 32]),
			nonce(OWNER, STRANGER, 2, [0; 32]),
			nonce(OWNER, WORKER, 3, [0; 32]),
			nonce(OWNER, WORKER, 2, [1; 32]),
		];
		assert!((1..5).all(|place| !all[..place].contains(&all[place])));
		let device = |worker, at_block| Attestation::device_nonce_for(worker, at_block).unwrap();
		assert_ne!(device(WORKER, 2), device(WORKER, 3));
		assert_ne!(device(WORKER, 2), device(STRANGER, 2));
	});
}

#[test]
fn renewal_is_refused_when_its_evidence_was_handed_in_before() {
	build_and_execute(|| {
		start_software();
		let (first, second) = (machine(), {
			go_to(3);
			machine()
		});
		join(WORKER, second.clone());
		// An earlier one of the same worker is as stale as the same one.
		for evidence in [first, second] {
			assert_noop!(Attestation::renew(signed(WORKER), evidence), Error::<Test>::ChallengeSpent);
		}
		go_to(4);
		renew(machine());
		assert_eq!(proven(WORKER).at_block, 3);
	});
}

#[test]
fn evidence_is_refused_when_its_worker_was_retired_meanwhile() {
	build_and_execute(|| {
		start_software();
		let evidence = machine();
		join(WORKER, evidence.clone());
		assert_eq!(SpentChallenges::<Test>::get(WORKER), None);
		assert_ok!(Attestation::retire(signed(WORKER), WORKER));
		assert_eq!(SpentChallenges::<Test>::get(WORKER), Some(1));
		for now in 2..=LAST {
			go_to(now);
			refused(evidence.clone(), Error::ChallengeSpent);
		}
		go_to(LAST + 1);
		assert_eq!((SpentChallenges::<Test>::get(WORKER), MockAgenda::waiting()), (None, 0));
		refused(evidence, Error::ChallengeExpired);
	});
}

#[test]
fn newer_evidence_is_accepted_when_the_worker_was_retired_meanwhile() {
	build_and_execute(|| {
		start_software();
		join(WORKER, machine());
		assert_ok!(Attestation::retire(signed(OWNER), WORKER));
		go_to(3);
		join(WORKER, machine());
		// The record remembers it now.
		assert_eq!((proven(WORKER).at_block, SpentChallenges::<Test>::get(WORKER)), (2, None));
	});
}

#[test]
fn evidence_is_refused_when_its_worker_was_declared_meanwhile() {
	build_and_execute(|| {
		start_software();
		let evidence = machine();
		join(WORKER, evidence.clone());
		renew(Evidence::Declared);
		assert_noop!(Attestation::renew(signed(WORKER), evidence.clone()), Error::<Test>::ChallengeSpent);
		renew(Evidence::Declared);
		assert_noop!(Attestation::renew(signed(WORKER), evidence.clone()), Error::<Test>::ChallengeSpent);
		// Nor does it help to retire on top of that.
		assert_ok!(Attestation::retire(signed(WORKER), WORKER));
		refused(evidence, Error::ChallengeSpent);
	});
}

/// The agenda's item of an earlier challenge comes due while a later one is fresh.
#[test]
fn later_challenge_is_remembered_when_an_earlier_one_is_forgotten() {
	build_and_execute(|| {
		start_software();
		join(WORKER, machine());
		go_to(4);
		let evidence = machine();
		renew(evidence.clone());
		assert_ok!(Attestation::retire(signed(WORKER), WORKER));
		go_to(LAST + 1);
		assert_eq!(SpentChallenges::<Test>::get(WORKER), Some(3));
		refused(evidence, Error::ChallengeSpent);
		go_to(3 + CHALLENGE_PERIOD + 1);
		assert_eq!((SpentChallenges::<Test>::get(WORKER), MockAgenda::waiting()), (None, 0));
	});
}

#[test]
fn nothing_is_remembered_when_the_evidence_is_no_longer_fresh() {
	build_and_execute(|| {
		start_software();
		join(WORKER, machine());
		go_to(LAST + 1);
		assert_ok!(Attestation::retire(signed(WORKER), WORKER));
		assert_eq!((SpentChallenges::<Test>::get(WORKER), MockAgenda::waiting()), (None, 0));
	});
}

/// Each worker has its own.
#[test]
fn evidence_of_another_worker_is_accepted_when_it_is_bound_to_the_same_block() {
	build_and_execute(|| {
		start_software();
		let other = alone(STRANGER, software("another"));
		join(WORKER, machine());
		join(STRANGER, other);
		assert_eq!((proven(WORKER).at_block, proven(STRANGER).at_block), (1, 1));
	});
}
