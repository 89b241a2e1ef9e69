//! iExec's proof of contribution: workers commit to a result, a quorum of them agrees, and those who do not lose what
//! they put down to those who do.

use crate::{
	constants::money::UNIT,
	tests::{chain::*, jobs::*},
	*,
};
use frame_support::traits::fungible::NativeOrWithId;
use pallet_attestation::{Evidence, Program};
use pallet_jobs::{Call, Failure, Policy, Stage, Verdict};
use piazza_primitives::{JobId, Tier};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{
	self, Alice, AliceStash, Bob, BobStash, Charlie, CharlieStash, Dave, DaveStash, Eve, EveStash, Ferdie, FerdieStash,
};

/// Each provider with its worker.
const WORKERS: [(Sr25519Keyring, Sr25519Keyring); 5] =
	[(Bob, BobStash), (Charlie, CharlieStash), (Dave, DaveStash), (Eve, EveStash), (Ferdie, FerdieStash)];
const REWARD: Balance = 500 * UNIT;
const BOND: Balance = 20 * UNIT;

/// A job whose five seats the five workers have.
fn assigned() -> JobId {
	let program = Program::Image { hash: H256::repeat_byte(1) };
	let id = program.id();
	must(AliceStash, pallet_attestation::Call::register_program { program, uri: Default::default() });
	for (provider, worker) in WORKERS {
		let owner = provider.to_account_id();
		must(worker, pallet_attestation::Call::register { owner, evidence: Evidence::Declared });
		must(provider, pallet_attestation::Call::approve { worker: worker.to_account_id() });
		stake(provider);
	}
	let policy = Policy {
		replicas: 5,
		quorum: 3,
		min_tier: Tier::Declared,
		min_score: None,
		lease: None,
		bond: BOND,
		evaluator: None,
		challenge_window: 0,
	};
	let submit = Call::submit {
		program: Some(id),
		input: content(b"input"),
		reward: REWARD,
		asset: NativeOrWithId::Native,
		policy,
		deadline: System::block_number() + 40,
	};
	must(Alice, submit);
	WORKERS.into_iter().for_each(|(_, worker)| must(worker, Call::claim { job: 0 }));
	while !matches!(stage(0), Stage::Assigned { .. }) {
		next_block();
	}
	0
}

/// All that the providers and the tenant own.
fn purses() -> [i128; 6] {
	[Bob, Charlie, Dave, Eve, Ferdie, Alice].map(|who| wealth(&who.to_account_id()) as i128)
}

fn units(changes: [i128; 6]) -> [i128; 6] {
	changes.map(|units| units * UNIT as i128)
}

#[test]
fn three_of_five_agree_and_share_what_the_others_put_down() {
	on_chain(|| {
		let job = assigned();
		let before = purses();
		let (right, wrong) = (content(b"right"), content(b"wrong"));
		for worker in [BobStash, CharlieStash, DaveStash] {
			commit(worker, job, &right);
		}
		commit(EveStash, job, &wrong);
		commit(FerdieStash, job, &right);
		for worker in [BobStash, CharlieStash, DaveStash] {
			reveal(worker, job, &right);
		}
		reveal(EveStash, job, &wrong);
		// Ferdie's worker stays silent: nobody has to call for the end.
		while !matches!(stage(job), Stage::Final { .. }) {
			next_block();
		}
		assert_eq!(stage(job), Stage::Final { output: right.hash });
		let verdicts = WORKERS.map(|(_, worker)| {
			let seat = Jobs::seats(job).into_iter().find(|seat| seat.worker == worker.to_account_id());
			seat.and_then(|seat| seat.outcome).expect("it is settled").verdict
		});
		use Verdict::{Outvoted, Paid, Silent};
		assert_eq!(verdicts, [Paid, Paid, Paid, Outvoted, Silent]);
		// A seat earns 100 less 2 %. Two bonds of 20 go to three: each 13 and a third, and the unit that is left over
		// to the tenant, who also keeps the two seats that are not paid.
		let after = purses();
		let won = (2 * BOND / 3) as i128;
		let seat = 98 * UNIT as i128;
		let change: Vec<i128> = after.iter().zip(before).map(|(after, before)| after - before).collect();
		let lost = BOND as i128;
		let left_over = 2 * lost - 3 * won;
		assert_eq!(change, [seat + won, seat + won, seat + won, -lost, -lost, -(300 * UNIT as i128) + left_over]);
	});
}

#[test]
fn requester_has_everything_back_when_no_three_agree() {
	on_chain(|| {
		let job = assigned();
		let before = purses();
		for (worker, output) in
			[(BobStash, "a"), (CharlieStash, "a"), (DaveStash, "b"), (EveStash, "b"), (FerdieStash, "c")]
		{
			commit(worker, job, &content(output.as_bytes()));
		}
		for (worker, output) in [(BobStash, "a"), (CharlieStash, "a"), (DaveStash, "b"), (EveStash, "b")] {
			reveal(worker, job, &content(output.as_bytes()));
		}
		while !matches!(stage(job), Stage::Failed { .. }) {
			next_block();
		}
		assert_eq!(stage(job), Stage::Failed { reason: Failure::NoQuorum });
		// Who answered keeps its bond; who committed and was silent loses it to the requester, who pays nothing. (The
		// reward was on hold: it counts as the requester's all the time.)
		let change: Vec<i128> = purses().iter().zip(before).map(|(after, before)| after - before).collect();
		assert_eq!(change, units([0, 0, 0, 0, -20, 20]));
	});
}
