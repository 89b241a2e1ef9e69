//! Jobs whose results show what made them, by signed transactions in whole blocks.

use super::{
	attestation::{evidence_of_software, NOW},
	chain::*,
	jobs::{commit, content, reveal, stage, stake},
};
use crate::{constants::money::UNIT, *};
use frame_support::traits::fungible::NativeOrWithId;
use pallet_attestation::{Circuit, Error, Evidence, Measurement, Program};
use pallet_jobs::{Call, Policy, Stage};
use piazza_fixtures::groth16::{self, Bn254};
use piazza_primitives::{JobId, Tier};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Eve, Ferdie};

const REWARD: Balance = 100 * UNIT;
/// What a provider has of it: all but the protocol's 2 %.
const PAY: Balance = 98 * UNIT;
const MEASUREMENT: [u8; 48] = [7; 48];

fn worker_of(owner: Sr25519Keyring, worker: Sr25519Keyring, evidence: Evidence<BlockNumber>) {
	must(worker, pallet_attestation::Call::register { owner: owner.to_account_id(), evidence });
	must(owner, pallet_attestation::Call::approve { worker: worker.to_account_id() });
	stake(owner);
}

/// Registers a program and submits the first job, for one worker, whatever its tier.
fn submit_job(program: Program) -> JobId {
	let id = program.id();
	must(Alice, pallet_attestation::Call::register_program { program, uri: Default::default() });
	let call = Call::submit {
		program: Some(id),
		input: content(b"input"),
		reward: REWARD,
		asset: NativeOrWithId::Native,
		policy: Policy {
			replicas: 1,
			quorum: 1,
			min_tier: Tier::Declared,
			min_score: None,
			lease: None,
			bond: 10 * UNIT,
			evaluator: None,
			challenge_window: 0,
		},
		deadline: System::block_number() + 40,
	};
	must(Alice, call);
	0
}

#[test]
fn enclave_job_is_paid_when_a_machine_does_it_that_was_measured() {
	on_chain_at(NOW, || {
		next_block();
		let job = submit_job(Measurement::Software { measurement: MEASUREMENT }.into());
		worker_of(Bob, Eve, evidence_of_software(Bob, Eve, "machine", MEASUREMENT));
		worker_of(Charlie, Ferdie, evidence_of_software(Charlie, Ferdie, "other machine", [8; 48]));
		let not_measured = pallet_jobs::Error::<Runtime>::ProgramNotMeasured;
		assert_eq!(apply(Ferdie, Call::claim { job }), Ok(Err(not_measured.into())));

		let before = wealth(&Bob.to_account_id());
		must(Eve, Call::claim { job });
		next_block();
		let output = content(b"output");
		commit(Eve, job, &output);
		reveal(Eve, job, &output);
		assert_eq!(stage(job), Stage::Final { output: output.hash });
		assert_eq!(wealth(&Bob.to_account_id()) - before, PAY);
	});
}

#[test]
fn circuit_job_is_paid_when_its_output_is_proven() {
	on_chain(|| {
		let circuit = groth16::Circuit::<Bn254>::new("circuit", 7);
		let key = circuit.key().try_into().expect("the key is as long as keys are");
		let job = submit_job(Program::Circuit { circuit: Circuit::Groth16Bn254 { key } });
		worker_of(Charlie, Ferdie, Evidence::Declared);
		let before = wealth(&Charlie.to_account_id());
		must(Ferdie, Call::claim { job });
		next_block();

		let output = content(b"output");
		let inputs = Jobs::public_inputs(job, Ferdie.to_account_id(), output.hash).expect("it is to be proven");
		let proof = circuit.prove("proof", &inputs).to_bytes();
		let prove = |output| {
			let proof = proof.clone().try_into().expect("the proof is as long as proofs are");
			Call::<Runtime>::prove { job, output, proof }
		};
		let invalid = Error::<Runtime>::ProofInvalid;
		assert_eq!(apply(Ferdie, prove(content(b"another"))), Ok(Err(invalid.into())));
		assert!(matches!(stage(job), Stage::Assigned { .. }));
		must(Ferdie, prove(output.clone()));
		assert_eq!(stage(job), Stage::Final { output: output.hash });
		assert_eq!(wealth(&Charlie.to_account_id()) - before, PAY);
	});
}

#[test]
fn circuit_job_is_proven_when_its_program_was_removed_meanwhile() {
	on_chain(|| {
		let circuit = groth16::Circuit::<Bn254>::new("circuit", 7);
		let key = circuit.key().try_into().expect("the key is as long as keys are");
		let program = Program::Circuit { circuit: Circuit::Groth16Bn254 { key } };
		let program_id = program.id();
		let job = submit_job(program);
		worker_of(Charlie, Ferdie, Evidence::Declared);
		must(Alice, pallet_attestation::Call::remove_program { program_id });
		must(Ferdie, Call::claim { job });

		let output = content(b"output");
		let inputs = Jobs::public_inputs(job, Ferdie.to_account_id(), output.hash).expect("it is to be proven");
		let proof = circuit.prove("proof", &inputs).to_bytes().try_into().expect("the proof is as long as proofs are");
		must(Ferdie, Call::prove { job, output: output.clone(), proof });
		assert_eq!(stage(job), Stage::Final { output: output.hash });
	});
}
