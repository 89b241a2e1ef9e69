//! Circuits, and proofs of results.

use super::machines::{bounded, switch};
use crate::{mock::*, Circuit, CircuitKeys, Error, Event, KeyBytes, Measurement, Program, Programs, Verifier};
use frame_support::{assert_err, assert_noop, assert_ok};
use piazza_fixtures::{
	groth16::{Bls12_381, Bn254, Circuit as Secrets, Input},
	risc0::Receipt,
	sp1::Proof,
	vectors::case,
};
use piazza_primitives::{public_inputs, Attested, ContentHash, ProgramId, ProgramKind, Statement};
use piazza_verifiers::{
	risc0::Version as Risc0Version,
	sp1::{Version as Sp1Version, PROOF_LENGTH},
};
use sp_core::bytes::from_hex;
use sp_runtime::TokenError;

/// What a statement of the tests has, whose accounts are of 8 bytes: the job, two hashes in halves, the worker.
const INPUTS: usize = 6;

/// A circuit whose secrets are known, on one of the curves.
struct Known {
	circuit: Circuit,
	verifier: Verifier,
	prove: fn(&[Input]) -> Vec<u8>,
}

impl Known {
	/// The owner registers it.
	fn registered(&self) -> ProgramId {
		registered(self.circuit.clone())
	}

	/// A proof of a statement.
	fn prove(&self, statement: &[u8]) -> Vec<u8> {
		(self.prove)(&public_inputs(statement))
	}
}

fn bn254(inputs: usize) -> KeyBytes {
	bounded(Secrets::<Bn254>::new("circuit", inputs).key())
}

fn bls12_381(inputs: usize) -> KeyBytes {
	bounded(Secrets::<Bls12_381>::new("circuit", inputs).key())
}

fn both() -> [Known; 2] {
	[
		Known {
			circuit: Circuit::Groth16Bn254 { key: bn254(INPUTS) },
			verifier: Verifier::Groth16Bn254,
			prove: |inputs| Secrets::<Bn254>::new("circuit", INPUTS).prove("proof", inputs).to_bytes(),
		},
		Known {
			circuit: Circuit::Groth16Bls12381 { key: bls12_381(INPUTS) },
			verifier: Verifier::Groth16Bls12381,
			prove: |inputs| Secrets::<Bls12_381>::new("circuit", INPUTS).prove("proof", inputs).to_bytes(),
		},
	]
}

/// One of them, where the curve does not matter.
fn one() -> Known {
	let [bn254, _] = both();
	bn254
}

fn registered(circuit: Circuit) -> ProgramId {
	let program = Program::Circuit { circuit };
	assert_ok!(Attestation::register_program(signed(OWNER), program.clone(), uri()));
	program.id()
}

/// What the worker did in a job.
fn statement(job: u64) -> Vec<u8> {
	let (input, output) = (ContentHash::repeat_byte(1), ContentHash::repeat_byte(2));
	Statement { job, input, output, worker: &WORKER }.to_bytes()
}

fn refused(program: &ProgramId, proof: &[u8], error: Error<Test>) {
	assert_err!(Attestation::verify_proof(program, &statement(1), proof), error);
}

#[test]
fn circuit_is_stored_with_its_key_when_registered() {
	for known in both() {
		build_and_execute(|| {
			let id = known.registered();
			assert!(CircuitKeys::<Test>::contains_key(id));
			assert_eq!(Attestation::program_kind(&id), Some(ProgramKind::Circuit));
			assert_eq!(held(OWNER), (PROGRAM_DEPOSIT, 0));
			let program = Program::Circuit { circuit: known.circuit.clone() };
			assert_events(vec![Event::ProgramRegistered { program_id: id, owner: OWNER, program }]);
		});
	}
}

#[test]
fn circuit_needs_no_key_of_its_own_when_its_proof_system_has_one() {
	build_and_execute(|| {
		for circuit in [Circuit::Risc0 { image_id: [1; 32] }, Circuit::Sp1 { program: [1; 32] }] {
			let id = registered(circuit);
			assert!(!CircuitKeys::<Test>::contains_key(id));
			assert_eq!(Attestation::program_kind(&id), Some(ProgramKind::Circuit));
		}
	});
}

#[test]
fn enclave_is_registered_like_any_program() {
	build_and_execute(|| {
		let program = Program::from(Measurement::Software { measurement: [1; 48] });
		assert_ok!(Attestation::register_program(signed(OWNER), program.clone(), uri()));
		assert_eq!(Attestation::program_kind(&program.id()), Some(ProgramKind::Enclave));
		refused(&program.id(), &[], Error::NotACircuit);
	});
}

fn registration_refused(circuit: Circuit, error: Error<Test>) {
	let program = Program::Circuit { circuit };
	assert_noop!(Attestation::register_program(signed(OWNER), program, uri()), error);
}

#[test]
fn circuit_is_refused_when_its_key_is_not_one() {
	build_and_execute(|| {
		let mut cut = bn254(INPUTS);
		cut.pop();
		let mut changed = bls12_381(INPUTS);
		changed[0] ^= 1;
		for circuit in [
			Circuit::Groth16Bn254 { key: KeyBytes::default() },
			Circuit::Groth16Bn254 { key: cut },
			Circuit::Groth16Bls12381 { key: changed },
			// That of the other curve.
			Circuit::Groth16Bls12381 { key: bn254(INPUTS) },
		] {
			registration_refused(circuit, Error::KeyMalformed);
		}
	});
}

/// Delta is gamma: the set-up was never finished.
#[test]
fn circuit_is_refused_when_anyone_could_make_its_proofs() {
	build_and_execute(|| {
		let secrets = Secrets::<Bn254>::new("circuit", INPUTS);
		let key = Secrets::<Bn254> { delta: secrets.gamma, ..secrets }.key();
		registration_refused(Circuit::Groth16Bn254 { key: bounded(key) }, Error::KeyMalformed);
	});
}

#[test]
fn circuit_is_refused_when_it_has_another_number_of_inputs() {
	build_and_execute(|| {
		assert_eq!(Attestation::input_count(), INPUTS);
		for inputs in [0, INPUTS - 1, INPUTS + 1] {
			registration_refused(Circuit::Groth16Bn254 { key: bn254(inputs) }, Error::InputCountMismatch);
			registration_refused(Circuit::Groth16Bls12381 { key: bls12_381(inputs) }, Error::InputCountMismatch);
		}
	});
}

#[test]
fn circuit_is_refused_when_its_owner_cannot_pay_the_deposit() {
	build_and_execute(|| {
		let program = Program::Circuit { circuit: one().circuit };
		let refusal = Attestation::register_program(signed(PAUPER), program, uri());
		assert_noop!(refusal, TokenError::FundsUnavailable);
	});
}

#[test]
fn proof_is_accepted_when_it_shows_the_statement() {
	for known in both() {
		build_and_execute(|| {
			let id = known.registered();
			assert_ok!(Attestation::verify_proof(&id, &statement(1), &known.prove(&statement(1))));
		});
	}
}

#[test]
fn proof_is_refused_when_it_shows_another_statement() {
	for known in both() {
		build_and_execute(|| {
			let id = known.registered();
			refused(&id, &known.prove(&statement(2)), Error::ProofInvalid);
			let of_another_worker =
				Statement { job: 1, input: [1; 32].into(), output: [2; 32].into(), worker: &STRANGER }.to_bytes();
			refused(&id, &known.prove(&of_another_worker), Error::ProofInvalid);
		});
	}
}

#[test]
fn proof_is_refused_when_it_cannot_be_read() {
	for known in both() {
		build_and_execute(|| {
			let id = known.registered();
			let proof = known.prove(&statement(1));
			let mut changed = proof.clone();
			changed[0] ^= 1;
			for malformed in [&proof[1..], &changed, &[]] {
				refused(&id, malformed, Error::ProofMalformed);
			}
		});
	}
}

#[test]
fn proof_is_refused_when_its_circuit_is_not_registered_or_none() {
	build_and_execute(|| {
		let proof = one().prove(&statement(1));
		refused(&ProgramId::zero(), &proof, Error::ProgramNotFound);
		refused(&registered_program(1), &proof, Error::NotACircuit);
	});
}

#[test]
fn proof_is_refused_when_its_verifier_is_off_until_it_is_on() {
	for known in both() {
		build_and_execute(|| {
			let id = known.registered();
			let proof = known.prove(&statement(1));
			switch(known.verifier, false);
			refused(&id, &proof, Error::VerifierOff);
			switch(known.verifier, true);
			assert_ok!(Attestation::verify_proof(&id, &statement(1), &proof));
		});
	}
}

#[test]
fn proof_systems_are_refused_when_their_verifier_is_off() {
	build_and_execute(|| {
		let risc0 = registered(Circuit::Risc0 { image_id: [1; 32] });
		let sp1 = registered(Circuit::Sp1 { program: [1; 32] });
		for (id, verifier) in [(risc0, Verifier::Risc0V3), (sp1, Verifier::Sp1V6)] {
			refused(&id, &[], Error::ProofMalformed);
			switch(verifier, false);
			refused(&id, &[], Error::VerifierOff);
		}
	});
}

#[test]
fn receipt_of_risc0_is_refused_when_malformed_or_invalid() {
	build_and_execute(|| {
		let receipt = Receipt { journal: statement(1), ..Default::default() };
		let id = registered(Circuit::Risc0 { image_id: receipt.image_id });
		// Of a release that does not count.
		refused(&id, &receipt.seal([1, 2, 3, 4]), Error::ProofMalformed);
		refused(&id, &receipt.seal([1, 2, 3, 4])[1..], Error::ProofMalformed);
		let release = Risc0Version::v3_0().unwrap().selector;
		refused(&id, &[&release[..], &[0; 256]].concat(), Error::ProofMalformed);
		// Points, but no proof under the key of that release.
		refused(&id, &receipt.seal(release), Error::ProofInvalid);
	});
}

#[test]
fn receipt_of_risc0_is_accepted_when_it_is_real() {
	let Some(case) = case("risc0", "groth16-V3_0") else { return };
	let receipt = case.json("receipt");
	let bytes = |field: &str| from_hex(receipt[field].as_str().unwrap()).unwrap();
	let (seal, journal, image_id) = (bytes("seal"), bytes("journal"), bytes("image_id").try_into().unwrap());
	build_and_execute(|| {
		let id = registered(Circuit::Risc0 { image_id });
		assert_ok!(Attestation::verify_proof(&id, &journal, &seal));
		assert_err!(Attestation::verify_proof(&id, &statement(1), &seal), Error::<Test>::ProofInvalid);
	});
}

#[test]
fn proof_of_sp1_is_refused_when_malformed_or_invalid() {
	build_and_execute(|| {
		let release = Sp1Version::v6_1_0().unwrap();
		let proof = Proof { public_values: statement(1), vk_root: release.vk_root, ..Default::default() };
		let id = registered(Circuit::Sp1 { program: proof.program });
		// Of a release that does not count.
		refused(&id, &proof.to_bytes(), Error::ProofMalformed);
		refused(&id, &proof.to_bytes()[1..], Error::ProofMalformed);
		let claimed = |proof: &Proof| [&release.selector[..], &proof.to_bytes()[4..]].concat();
		let cut = [&claimed(&proof)[..100], &[0; PROOF_LENGTH - 100]].concat();
		refused(&id, &cut, Error::ProofMalformed);
		refused(&id, &claimed(&Proof { vk_root: [1; 32], ..proof.clone() }), Error::ProofMalformed);
		// Points, but no proof under the key of that release; and a program that did not end well.
		refused(&id, &claimed(&proof), Error::ProofInvalid);
		let mut exit_code = [0; 32];
		exit_code[31] = 1;
		refused(&id, &claimed(&Proof { exit_code, ..proof }), Error::ProofInvalid);
	});
}

#[test]
fn removed_circuit_proves_until_its_notice_is_over_and_then_returns_its_deposit() {
	build_and_execute(|| {
		let known = one();
		let id = known.registered();
		let proof = known.prove(&statement(1));
		System::reset_events();
		assert_ok!(Attestation::remove_program(signed(OWNER), id));
		assert_events(vec![Event::ProgramRemoved { program_id: id, owner: OWNER }]);
		// No new job may name it, and nobody may register it anew.
		assert_eq!(Attestation::program_kind(&id), None);
		assert!(Attestation::program(id).unwrap().withdrawn);
		registration_refused(known.circuit.clone(), Error::ProgramAlreadyRegistered);

		go_to(CIRCUIT_NOTICE);
		assert_ok!(Attestation::verify_proof(&id, &statement(1), &proof));
		assert_eq!(held(OWNER), (PROGRAM_DEPOSIT, 0));
		go_to(1 + CIRCUIT_NOTICE);
		refused(&id, &proof, Error::ProgramNotFound);
		assert_eq!((held(OWNER), Programs::<Test>::count()), ((0, 0), 0));
		assert!(!CircuitKeys::<Test>::contains_key(id));
		assert_events(vec![Event::CircuitExpired { program_id: id }]);
		known.registered();
	});
}

#[test]
fn removal_is_refused_when_the_circuit_is_removed_already() {
	build_and_execute(|| {
		let id = registered(Circuit::Risc0 { image_id: [1; 32] });
		assert_ok!(Attestation::remove_program(signed(OWNER), id));
		assert_noop!(Attestation::remove_program(signed(OWNER), id), Error::<Test>::AlreadyRemoved);
	});
}
