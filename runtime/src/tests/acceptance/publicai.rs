//! PublicAI: a post is brought, five people vote on it, and those on the side of consensus are paid.

use super::reclaim::made;
use crate::{
	constants::{money::UNIT, time::DAYS},
	tests::{attestation::NOW, chain::*, jobs::*, leasing::govern},
	*,
};
use frame_support::traits::fungible::NativeOrWithId;
use pallet_attestation::{Evidence, Measurement, Program};
use pallet_data_pools::{Breaker, Call, Error, Proof, Scoring, Split, TermsOf};
use pallet_jobs::{Policy, Stage};
use piazza_fixtures::reclaim::{address, sign_text, Claim};
use piazza_primitives::{Tier, Window};
use sp_core::{H160, H256};
use sp_keyring::Sr25519Keyring::{
	self, Alice, AliceStash, Bob, BobStash, Charlie, CharlieStash, Dave, DaveStash, Eve, EveStash, Ferdie, FerdieStash,
};
use sp_runtime::Permill;

/// Each voter, with the key that votes.
const VOTERS: [(Sr25519Keyring, Sr25519Keyring); 5] =
	[(Bob, BobStash), (Charlie, CharlieStash), (Dave, DaveStash), (Eve, EveStash), (Ferdie, FerdieStash)];
const BOND: Balance = 20 * UNIT;
const POST: &[u8] = b"#AI is fun";

/// Witnesses saw the post where Alice put it; she shows that it is hers. The claim counts once.
fn prove_origin() {
	let claim = Claim { owner: address("alice"), timestamp: NOW, ..Claim::default() }.make();
	let witnesses = claim.witnesses.iter().copied().map(H160).collect::<Vec<_>>();
	govern(pallet_zktls::Call::allow_provider { provider: H256([0xab; 32]) });
	govern(pallet_zktls::Call::open_epoch {
		witnesses: witnesses.try_into().expect("they are few"),
		required: 3,
		window: Window { from: 0, to: 1 << 63 },
	});
	let signature = sign_text("alice", &Zktls::link_text(Alice.to_account_id()));
	must(Alice, pallet_zktls::Call::link { address: H160(address("alice")), signature });
	let submit = || pallet_zktls::Call::submit { claim: Box::new(made(&claim)) };
	must(Alice, submit());
	let is_hers = |event: &RuntimeEvent| {
		matches!(event, RuntimeEvent::Zktls(pallet_zktls::Event::ClaimVerified { account: Some(account), .. })
			if *account == Alice.to_account_id())
	};
	assert!(System::events().iter().any(|record| is_hers(&record.event)));
	assert_eq!(apply(Bob, submit()), Ok(Err(pallet_zktls::Error::<Runtime>::AlreadyUsed.into())));
}

fn score(percent: u32) -> [u8; 4] {
	Permill::from_percent(percent).deconstruct().to_le_bytes()
}

#[test]
fn post_is_rewarded_once_by_consensus_and_voters_on_its_side_are_paid() {
	on_chain_at(NOW, || {
		next_block();
		govern(pallet_escrow::Call::set_protocol_fee { fee: Permill::zero() });
		let jury = Program::Image { hash: H256::repeat_byte(1) };
		let reader = Program::from(Measurement::Software { measurement: [8; 48] });
		let (jury_id, reader_id) = (jury.id(), reader.id());
		for program in [jury, reader] {
			must(AliceStash, pallet_attestation::Call::register_program { program, uri: Default::default() });
		}
		for (voter, key) in VOTERS {
			let owner = voter.to_account_id();
			must(key, pallet_attestation::Call::register { owner, evidence: Evidence::Declared });
			must(voter, pallet_attestation::Call::approve { worker: key.to_account_id() });
			stake(voter);
		}
		let terms = TermsOf::<Runtime> {
			schema: content(b"schema"),
			conditions: content(b"conditions"),
			scoring: Scoring::Jury { program: jury_id, min_quorum: 3 },
			factor: 5 * UNIT,
			asset: NativeOrWithId::Native,
			price: None,
			split: Split { owner: Permill::zero(), treasury: Permill::from_percent(20) },
			reader: reader_id,
			licence_period: DAYS,
			breaker: Breaker { period: DAYS, max_mint: 50 * UNIT, max_outflow: 50 * UNIT },
		};
		must(AliceStash, Call::create { terms: Box::new(terms) });

		prove_origin();

		// Alice brings a post and has it voted on: half a unit for each of five.
		let submit = pallet_jobs::Call::submit {
			program: Some(jury_id),
			input: content(POST),
			reward: 5 * UNIT / 2,
			asset: NativeOrWithId::Native,
			policy: Policy {
				replicas: 5,
				quorum: 3,
				min_tier: Tier::Declared,
				min_score: None,
				lease: None,
				bond: BOND,
				evaluator: None,
				challenge_window: 0,
			},
			deadline: System::block_number() + 40,
		};
		must(Alice, submit);
		VOTERS.into_iter().for_each(|(_, key)| must(key, pallet_jobs::Call::claim { job: 0 }));
		while !matches!(stage(0), Stage::Assigned { .. }) {
			next_block();
		}
		let before = VOTERS.map(|(voter, _)| wealth(&voter.to_account_id()));
		let (yes, no) = (content(&score(100)), content(&score(0)));
		let votes = [&yes, &yes, &yes, &yes, &no];
		VOTERS.into_iter().zip(votes).for_each(|((_, key), vote)| commit(key, 0, vote));
		VOTERS.into_iter().zip(votes).for_each(|((_, key), vote)| reveal(key, 0, vote));
		assert_eq!(stage(0), Stage::Final { output: yes.hash });
		// Four share 2, and what the fifth put down.
		let change = |n: usize| wealth(&VOTERS[n].0.to_account_id()) as i128 - before[n] as i128;
		let won = (UNIT / 2 + BOND / 4) as i128;
		assert_eq!([0, 1, 2, 3, 4].map(change), [won, won, won, won, -(BOND as i128)]);

		let bring = |output: [u8; 4]| Call::contribute {
			pool: 0,
			content: content(POST),
			proof: Proof::Jury { job: 0, output: output.to_vec().try_into().expect("it is short") },
		};
		let refused = |who, call: Call<Runtime>, error: Error<Runtime>| {
			assert_eq!(apply(who, call), Ok(Err(error.into())));
		};
		refused(Bob, bring(score(100)), Error::WrongJob);
		refused(Alice, bring(score(99)), Error::WrongOutput);
		must(Alice, bring(score(100)));
		assert_eq!(DataPools::staked(0, Alice.to_account_id()), 5 * UNIT);
		// The same post again.
		refused(Alice, bring(score(100)), Error::ContentKnown);
	});
}
