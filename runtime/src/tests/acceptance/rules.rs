//! The rules of this chain's own market, each with exact amounts: escrow, leases, jobs, batches, and the panels that judge
//! them. What the other files here show of other systems is not repeated.

use crate::{
	constants::{money::UNIT, time::*},
	tests::{
		chain::*,
		jobs::{commit, content, stage, SALT},
		leasing::*,
	},
	*,
};
use frame_support::traits::fungible::{InspectHold, NativeOrWithId};
use pallet_attestation::Program;
use pallet_batches::Leaf;
use pallet_jobs::{Policy, Stage};
use pallet_leasing::{Call, Reason};
use pallet_stakes::PendingSlashes;
use piazza_primitives::{BatchId, Content, JobId, LeaseId, PanelCase, PanelId, ProgramId, Role, Tier};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{
	traits::{BlakeTwo256, Hash as _},
	Permill,
};

/// Who judges: as many as a panel has seats.
const CHECKERS: [Sr25519Keyring; 5] = [Eve, Ferdie, BobStash, CharlieStash, DaveStash];

/// Bob is the machine, Dave its owner, Alice the tenant.
fn with_machine(test: impl FnOnce(ProgramId)) {
	on_chain(|| {
		machine(Bob, Dave, 2_000 * UNIT);
		let program = Program::Image { hash: H256::repeat_byte(1) };
		let id = program.id();
		must(Alice, pallet_attestation::Call::register_program { program, uri: Default::default() });
		test(id);
	});
}

/// The same, with the machine rented, and checkers in the register.
fn with_lease(test: impl FnOnce(LeaseId, ProgramId)) {
	with_machine(|program| {
		let lease = rent(Bob);
		// The register is closed when a session has just begun.
		run_to(4);
		for checker in CHECKERS {
			let (role, commission) = (Role::Checker, Default::default());
			must(checker, pallet_stakes::Call::open { role, amount: Stakes::minimum(role), commission });
			must(checker, pallet_panels::Call::enrol {});
		}
		run_to(5);
		test(lease, program);
	});
}

/// All that somebody has but for what comes with blocks.
fn owned(who: Sr25519Keyring) -> Balance {
	wealth(&who.to_account_id())
}

/// All members of the panel answer the same.
fn judge(panel: PanelId, answer: H256) {
	let stage = || Panels::panel(panel).map(|panel| panel.stage);
	while matches!(stage(), Some(pallet_panels::Stage::Waiting { .. })) {
		next_block();
	}
	// The first block of a session takes no transactions.
	next_block();
	for checker in CHECKERS {
		let commitment = pallet_panels::rules::commitment(panel, &checker.to_account_id(), &answer, &SALT);
		must(checker, pallet_panels::Call::commit { panel, commitment });
	}
	for checker in CHECKERS {
		must(checker, pallet_panels::Call::reveal { panel, answer, salt: SALT });
	}
	assert_eq!(stage(), None);
	next_block();
}

/// What is frozen of the stake of the machine's owner, and who has what claim on it.
fn frozen() -> Vec<(Balance, Option<Balance>, bool)> {
	let slashes = PendingSlashes::<Runtime>::iter_prefix_values((Role::Provider, Dave.to_account_id()));
	slashes.map(|slash| (slash.amount(), slash.claim.map(|(_, claim)| claim), slash.reporter.is_some())).collect()
}

#[test]
fn money_of_a_lease_is_drawn_in_the_order_it_came_and_goes_back_to_whom_it_came_from() {
	with_machine(|_| {
		let lease = rent(Bob);
		for (sponsor, amount) in [(Charlie, 100 * UNIT), (Eve, 50 * UNIT)] {
			must(sponsor, Call::top_up { lease, amount });
		}
		let before = [Charlie, Eve].map(owned);
		// All of Alice's 1,000 and 50 of Charlie's: 150 blocks at 7.
		leave_out(149);
		next_block();
		let dave = owned(Dave);
		must(Alice, Call::close { lease });
		assert_eq!(end_of(lease), Some((Reason::Tenant, 1_050 * UNIT, 100 * UNIT)));
		assert_eq!(owned(Dave) - dave, 1_050 * UNIT / 100 * 98);
		assert_eq!([Charlie, Eve].map(owned), [before[0] - 50 * UNIT, before[1]]);
	});
}

#[test]
fn fee_is_that_of_the_block_in_which_the_money_was_put_aside() {
	with_machine(|_| {
		let lease = rent(Bob);
		govern(pallet_escrow::Call::set_protocol_fee { fee: Permill::from_percent(10) });
		run_to(6);
		let before = owned(Dave);
		must(Charlie, Call::settle { lease });
		assert_eq!(owned(Dave) - before, 5 * 7 * UNIT / 100 * 98);
	});
}

#[test]
fn machine_that_is_not_what_it_was_rented_as_costs_its_owner_the_rent_and_the_panel() {
	with_lease(|lease, _| {
		let evidence = content(b"the tenant found one GPU less");
		must(Alice, Call::settle { lease });
		must(Alice, Call::dispute_specs { lease, evidence });
		let panel = Leasing::specs_dispute(lease).expect("it is disputed").panel;
		assert_eq!(Panels::panel(panel).expect("it is convened").case, PanelCase::Lease(lease));
		let before = CHECKERS.map(owned);
		judge(panel, Leasing::specs_answer(lease, false));
		// Four blocks were settled; all others go back.
		assert_eq!(end_of(lease), Some((Reason::FalseSpecs, 28 * UNIT, 972 * UNIT)));
		// The tenant's bond of 50 among five, which she has back out of the slash: 12 % of the class's 1,000.
		let gained: Vec<_> = CHECKERS.map(owned).iter().zip(before).map(|(after, before)| after - before).collect();
		assert_eq!(gained, [10 * UNIT; 5]);
		assert_eq!(frozen(), [(120 * UNIT, Some(78 * UNIT), true)]);
		let before = owned(Alice);
		go_to(System::block_number() + DAYS);
		// The claim, and a tenth of the rest as the reporter.
		assert_eq!(owned(Alice) - before, 78 * UNIT + 42 * UNIT / 10);
		assert_eq!(frozen(), []);
	});
}

#[test]
fn job_under_a_lease_is_done_by_the_rented_machine_and_paid_for_by_rent() {
	with_lease(|lease, program| {
		let job = submit(program, Some(lease), 0, 0);
		must(Bob, pallet_jobs::Call::claim { job });
		let output = content(b"output");
		commit(Bob, job, &output);
		must(Bob, pallet_jobs::Call::reveal { job, output: output.clone(), salt: SALT });
		assert_eq!(stage(job), Stage::Final { output: output.hash });
		assert_eq!(Jobs::seats(job)[0].outcome.expect("it is settled").paid, 0);
	});
}

/// Alice submits a job for one worker.
fn submit(program: ProgramId, lease: Option<LeaseId>, reward: Balance, challenge_window: BlockNumber) -> JobId {
	let job = pallet_jobs::NextId::<Runtime>::get();
	let policy = Policy {
		replicas: 1,
		quorum: 1,
		min_tier: Tier::Declared,
		min_score: None,
		lease,
		bond: 20 * UNIT,
		evaluator: None,
		challenge_window,
	};
	let (input, asset, deadline) = (content(b"input"), NativeOrWithId::Native, System::block_number() + 40);
	must(Alice, pallet_jobs::Call::submit { program: Some(program), input, reward, asset, policy, deadline });
	job
}

#[test]
fn false_output_is_overturned_and_paid_for_by_who_gave_it() {
	with_lease(|_, program| {
		let job = submit(program, None, 100 * UNIT, HOURS);
		must(Bob, pallet_jobs::Call::claim { job });
		let wrong = content(b"wrong");
		commit(Bob, job, &wrong);
		must(Bob, pallet_jobs::Call::reveal { job, output: wrong.clone(), salt: SALT });
		assert!(matches!(stage(job), Stage::Provisional { .. }));
		let right = content(b"right");
		must(Charlie, pallet_jobs::Call::dispute { job, output: right.clone() });
		let panel = Jobs::dispute_of(job).expect("it is disputed").panel;
		let (dave, checkers) = (owned(Dave), CHECKERS.map(owned));
		let alice = owned(Alice);
		judge(panel, right.hash);
		assert_eq!(stage(job), Stage::Final { output: right.hash });
		// The bond of 20 among the panel; the reward comes back, of which nothing had left Alice's account; 50 of stake.
		assert_eq!(dave - owned(Dave), 20 * UNIT);
		let gained: Vec<_> = CHECKERS.map(owned).iter().zip(checkers).map(|(after, before)| after - before).collect();
		assert_eq!(gained, [4 * UNIT; 5]);
		assert_eq!(owned(Alice), alice);
		assert_eq!(frozen(), [(50 * UNIT, None, true)]);
	});
}

/// Goes on until a batch of the lease can be reported, with money enough for it.
fn run_for_long(lease: LeaseId) {
	must(Charlie, Call::top_up { lease, amount: 10_000 * UNIT });
	leave_out(10 * MINUTES);
	next_block();
}

/// A tree of three results, by hand: its root and the proof of the second.
fn three_results() -> (H256, [Leaf; 3], Vec<H256>) {
	let leaf = |index: u32| Leaf { index, input: content(&[b'i', index as u8]), output: content(&[b'o', index as u8]) };
	let leaves = [leaf(0), leaf(1), leaf(2)];
	let hash = |leaf: &Leaf| pallet_batches::rules::leaf_hash(leaf.index, &leaf.input.hash, &leaf.output.hash);
	let node = |left: H256, right: H256| BlakeTwo256::hash(&[left.0, right.0].concat());
	let [first, second, third] = [0, 1, 2].map(|index: usize| hash(&leaves[index]));
	(node(node(first, second), third), leaves, vec![first, third])
}

/// Bob reports three results of his lease.
fn report(lease: LeaseId, program: ProgramId) -> (BatchId, [Leaf; 3], Vec<H256>) {
	let (root, leaves, proof) = three_results();
	must(Bob, pallet_batches::Call::report { lease, program, root, count: 3 });
	(0, leaves, proof)
}

fn dispute(batch: BatchId, leaf: Leaf, proof: Vec<H256>, output: Content) -> pallet_batches::Call<Runtime> {
	pallet_batches::Call::dispute { batch, leaf, proof: proof.try_into().expect("it is short"), output }
}

#[test]
fn false_result_of_a_batch_is_opened_and_costs_bond_and_stake() {
	with_lease(|lease, program| {
		let refused = apply(Bob, pallet_batches::Call::report { lease, program, root: H256::zero(), count: 3 });
		assert_eq!(refused.expect("it is valid"), Err(pallet_batches::Error::<Runtime>::TooSoon.into()));
		run_for_long(lease);
		let before = owned(Bob);
		let (batch, leaves, proof) = report(lease, program);
		assert_eq!(owned(Bob), before, "a report is free of charge");
		let blocks = Balance::from(System::block_number() - 1);
		assert_eq!(Batches::batch(batch).expect("it is there").claim, blocks * 7 * UNIT);

		// A node above the leaves cannot be opened.
		let inner = Leaf { index: 0, ..leaves[1].clone() };
		let refused = apply(Charlie, dispute(batch, inner, proof.clone(), content(b"right")));
		assert_eq!(refused.expect("it is valid"), Err(pallet_batches::Error::<Runtime>::InvalidProof.into()));
		let right = content(b"right");
		must(Charlie, dispute(batch, leaves[1].clone(), proof, right.clone()));
		let panel = Batches::batch(batch).and_then(|batch| batch.dispute).expect("it is disputed").panel;
		let (dave, checkers) = (owned(Dave), CHECKERS.map(owned));
		judge(panel, right.hash);
		assert_eq!(Batches::batch(batch), None);
		assert_eq!(dave - owned(Dave), 20 * UNIT);
		let gained: Vec<_> = CHECKERS.map(owned).iter().zip(checkers).map(|(after, before)| after - before).collect();
		assert_eq!(gained, [4 * UNIT; 5]);
		assert_eq!(frozen(), [(50 * UNIT, Some(blocks * 7 * UNIT), true)]);
		// The lease goes on.
		assert!(Leasing::lease(lease).is_some());
	});
}

#[test]
fn bond_of_a_batch_goes_back_when_nobody_disputes_it() {
	with_lease(|lease, program| {
		run_for_long(lease);
		let held = || Balances::balance_on_hold(&pallet_batches::HoldReason::Bond.into(), &Dave.to_account_id());
		report(lease, program);
		assert_eq!(held(), 20 * UNIT);
		go_to(System::block_number() + 2 * HOURS);
		assert_eq!((Batches::batch(0), held()), (None, 0));
	});
}
