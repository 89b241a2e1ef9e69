//! A job from submission to payment, by signed transactions in whole blocks.

use super::chain::*;
use crate::{configs::TreasuryAccount, constants::money::UNIT, *};
use codec::Encode;
use frame_support::traits::fungible::NativeOrWithId;
use pallet_attestation::{Evidence, Program};
use pallet_jobs::{rules, Policy, Stage, Verdict};
use piazza_primitives::{Content, JobId, Role, Tier};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{self, Alice, AliceStash, Bob, Charlie, Dave, Eve, Ferdie};

const REWARD: Balance = 300 * UNIT;
const BOND: Balance = 10 * UNIT;
pub(super) const SALT: [u8; 32] = [9; 32];

/// Each provider with its one worker.
const PROVIDERS: [(Sr25519Keyring, Sr25519Keyring); 3] = [(Bob, Eve), (Charlie, Ferdie), (Dave, AliceStash)];

pub(super) fn content(of: &[u8]) -> Content {
	Content { hash: sp_io::hashing::blake2_256(of).into(), uri: Default::default() }
}

/// Puts at stake what a provider needs.
pub(super) fn stake(provider: Sr25519Keyring) {
	let amount = Stakes::minimum(Role::Provider);
	must(provider, pallet_stakes::Call::open { role: Role::Provider, amount, commission: Default::default() });
}

/// Registers a program and three workers, and submits a job for them.
fn submit_job() -> JobId {
	let program = Program::Image { hash: H256::repeat_byte(1) };
	let id = program.id();
	must(Alice, pallet_attestation::Call::register_program { program, uri: Default::default() });
	for (provider, worker) in PROVIDERS {
		let owner = provider.to_account_id();
		must(worker, pallet_attestation::Call::register { owner, evidence: Evidence::Declared });
		must(provider, pallet_attestation::Call::approve { worker: worker.to_account_id() });
		stake(provider);
	}
	must(
		Alice,
		pallet_jobs::Call::submit {
			program: Some(id),
			input: content(b"input"),
			reward: REWARD,
			asset: NativeOrWithId::Native,
			policy: Policy {
				replicas: 3,
				quorum: 2,
				min_tier: Tier::Declared,
				min_score: None,
				lease: None,
				bond: BOND,
				evaluator: None,
				challenge_window: 0,
			},
			deadline: System::block_number() + 40,
		},
	);
	0
}

pub(super) fn stage(job: JobId) -> pallet_jobs::StageOf<Runtime> {
	Jobs::job(job).expect("the job is there").stage
}

pub(super) fn commit(worker: Sr25519Keyring, job: JobId, output: &Content) {
	let commitment = rules::commitment(job, &worker.to_account_id(), &output.hash, &SALT);
	must(worker, pallet_jobs::Call::commit { job, commitment });
}

pub(super) fn reveal(worker: Sr25519Keyring, job: JobId, output: &Content) {
	must(worker, pallet_jobs::Call::reveal { job, output: output.clone(), salt: SALT });
}

#[test]
fn the_honest_are_paid_and_the_faulty_loses_its_bond_when_two_of_three_agree() {
	on_chain(|| {
		let others = || Balances::total_issuance() - pallet_validators::Minted::<Runtime>::get().total();
		let issuance = others();
		let job = submit_job();
		for (_, worker) in PROVIDERS {
			must(worker, pallet_jobs::Call::claim { job });
		}
		check_invariants();
		while !matches!(stage(job), Stage::Assigned { .. }) {
			next_block();
		}
		let (right, wrong) = (content(b"right"), content(b"wrong"));
		commit(Eve, job, &right);
		commit(Ferdie, job, &right);
		commit(AliceStash, job, &wrong);

		let before = PROVIDERS.map(|(provider, _)| wealth(&provider.to_account_id()));
		let (tenant, treasury) = (wealth(&Alice.to_account_id()), wealth(&TreasuryAccount::get()));
		reveal(Eve, job, &right);
		reveal(Ferdie, job, &right);
		reveal(AliceStash, job, &wrong);

		assert_eq!(stage(job), Stage::Final { output: right.hash });
		let verdict = |worker: Sr25519Keyring| {
			let seat = Jobs::seats(job).into_iter().find(|seat| seat.worker == worker.to_account_id());
			seat.and_then(|seat| seat.outcome).expect("the seat is settled").verdict
		};
		assert_eq!([Eve, Ferdie, AliceStash].map(verdict), [Verdict::Paid, Verdict::Paid, Verdict::Outvoted]);
		// A seat earns a third of the reward less 2 %; the lost bond is shared by the two who were right.
		let gain = |i: usize| wealth(&PROVIDERS[i].0.to_account_id()) as i128 - before[i] as i128;
		assert_eq!([gain(0), gain(1), gain(2)], [103, 103, -10].map(|units| units * UNIT as i128));
		// The third seat's share stays with the tenant; two seats' fees go to the treasury.
		assert_eq!(tenant - wealth(&Alice.to_account_id()), 200 * UNIT);
		assert_eq!(wealth(&TreasuryAccount::get()) - treasury, 4 * UNIT);
		assert_eq!(others(), issuance, "only blocks make money");
	});
}

#[test]
fn a_job_ends_by_itself_and_everything_goes_back_when_nobody_claims_it() {
	on_chain(|| {
		let job = submit_job();
		let account = || System::account(Alice.to_account_id()).data;
		let (total, held) = (wealth(&Alice.to_account_id()), account().reserved);
		run_to(System::block_number() + 10);
		assert!(matches!(stage(job), Stage::Failed { .. }));
		assert_eq!(wealth(&Alice.to_account_id()), total);
		assert_eq!(held - account().reserved, REWARD);
	});
}

#[test]
fn commit_and_reveal_are_free_of_charge_when_they_succeed() {
	on_chain(|| {
		let job = submit_job();
		for (_, worker) in PROVIDERS {
			must(worker, pallet_jobs::Call::claim { job });
		}
		while !matches!(stage(job), Stage::Assigned { .. }) {
			next_block();
		}
		let before = wealth(&Eve.to_account_id());
		commit(Eve, job, &content(b"right"));
		assert_eq!(wealth(&Eve.to_account_id()), before);
		// A second commitment is refused and paid for.
		let again = pallet_jobs::Call::<Runtime>::commit { job, commitment: H256::zero() };
		assert!(apply(Eve, again).expect("it is valid").is_err());
		assert!(wealth(&Eve.to_account_id()) < before);
	});
}

#[test]
fn program_id_is_the_hash_of_its_description() {
	let program = Program::Image { hash: H256::repeat_byte(3) };
	assert_eq!(program.id(), sp_io::hashing::blake2_256(&program.encode()).into());
}
