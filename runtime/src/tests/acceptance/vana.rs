//! Vana: data is registered, scored in an enclave, rewarded, granted, sold, and pools share what an epoch has.

use crate::{
	configs::TreasuryAccount,
	constants::{money::UNIT, time::DAYS},
	tests::{attestation::*, chain::*, jobs::content, leasing::govern},
	*,
};
use frame_support::traits::{fungible::NativeOrWithId, Get};
use pallet_attestation::{Evidence, Measurement, Program};
use pallet_data_pools::{Breaker, Call, Choice, Config, Error, Event, Metrics, PoolId, Proof, Scoring, Split, TermsOf};
use piazza_primitives::{ProgramId, Role, Tier};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie};
use sp_runtime::Permill;

/// Tokens for the full score.
const FACTOR: Balance = 1_000 * UNIT;
const PURPOSE: H256 = H256::repeat_byte(1);

fn program(measurement: u8) -> Program {
	Measurement::Software { measurement: [measurement; 48] }.into()
}

fn id(measurement: u8) -> ProgramId {
	program(measurement).id()
}

/// Registers the program that scores and the one that reads.
fn register_programs() {
	for program in [program(7), program(8)] {
		must(Ferdie, pallet_attestation::Call::register_program { program, uri: Default::default() });
	}
}

/// An enclave of this program, on Ferdie's machine.
fn enclave(worker: Sr25519Keyring, device: &str, measurement: u8) {
	let evidence: Evidence<BlockNumber> = evidence_of_software(Ferdie, worker, device, [measurement; 48]);
	must(worker, pallet_attestation::Call::register { owner: Ferdie.to_account_id(), evidence });
	must(Ferdie, pallet_attestation::Call::approve { worker: worker.to_account_id() });
}

fn terms() -> TermsOf<Runtime> {
	TermsOf::<Runtime> {
		schema: content(b"schema"),
		conditions: content(b"conditions"),
		scoring: Scoring::Enclave { program: id(7), min_tier: Tier::ConfidentialCpu },
		factor: FACTOR,
		asset: NativeOrWithId::Native,
		price: Some(100 * UNIT),
		split: Split { owner: Permill::from_percent(60), treasury: Permill::from_percent(20) },
		reader: id(8),
		licence_period: DAYS,
		breaker: Breaker { period: DAYS, max_mint: 100 * FACTOR, max_outflow: 100 * FACTOR },
	}
}

/// What `worker` says of a file of `who`.
fn proof(
	worker: Sr25519Keyring,
	pool: PoolId,
	who: Sr25519Keyring,
	file: &[u8],
	percent: u32,
) -> pallet_data_pools::ProofOf<Runtime> {
	let (score, expires) = (Permill::from_percent(percent), System::block_number() + 10);
	let (contributor, signer) = (who.to_account_id(), worker.to_account_id());
	let message = DataPools::score_message(pool, contributor, content(file).hash, score, signer.clone(), expires);
	Proof::Enclave { worker: signer, score, expires, signature: worker.sign(&message).into() }
}

fn contribute(pool: PoolId, who: Sr25519Keyring, file: &[u8], percent: u32) -> Call<Runtime> {
	Call::contribute { pool, content: content(file), proof: proof(Eve, pool, who, file, percent) }
}

fn license(pool: PoolId, units: u32) -> Call<Runtime> {
	Call::license { pool, purpose: PURPOSE, units, max_price: 100 * UNIT * Balance::from(units) }
}

fn refused(who: Sr25519Keyring, call: Call<Runtime>, error: Error<Runtime>) {
	assert_eq!(apply(who, call), Ok(Err(error.into())));
}

fn treasury() -> Balance {
	wealth(&TreasuryAccount::get())
}

/// What a pool keeps for its owner and its stakers.
fn income(pool: PoolId) -> Balance {
	let books = DataPools::books(pool).expect("the pool is there");
	books.owner_due + books.kept
}

#[test]
fn data_is_scored_rewarded_granted_and_sold() {
	on_chain_at(NOW, || {
		next_block();
		register_programs();
		enclave(Eve, "scorer", 7);
		enclave(Dave, "other", 9);
		must(Charlie, Call::create { terms: Box::new(terms()) });

		// 1. and 2. Alice's file has 0.8 of the factor, once; neither another enclave nor another instruction scores it.
		let of_another = Call::contribute { pool: 0, content: content(b"a"), proof: proof(Dave, 0, Alice, b"a", 80) };
		refused(Alice, of_another, Error::WrongProgram);
		let of_bobs = Call::contribute { pool: 0, content: content(b"a"), proof: proof(Eve, 0, Bob, b"a", 80) };
		refused(Alice, of_bobs, Error::BadSignature);
		must(Alice, contribute(0, Alice, b"a", 80));
		assert_eq!(DataPools::staked(0, Alice.to_account_id()), 800 * UNIT);
		refused(Alice, contribute(0, Alice, b"a", 80), Error::ContentKnown);
		refused(Bob, contribute(0, Bob, b"a", 80), Error::ContentKnown);

		// 3. Alice lets Bob alone read, by a word that he brings; it counts once.
		must(Alice, Call::choose { pool: 0, choice: Choice::Close });
		let word = |choice: Choice<AccountId>, nonce: u64| {
			let expires = System::block_number() + 10;
			let alice = Alice.to_account_id();
			let message = DataPools::choice_message(0, alice.clone(), choice.clone(), nonce, expires);
			let signature = Alice.sign(&message).into();
			Call::relay_choice { pool: 0, contributor: alice, choice, nonce, expires, signature }
		};
		let grant = Choice::Grant { grantee: Bob.to_account_id(), purpose: PURPOSE };
		must(Bob, word(grant.clone(), 1));
		refused(Bob, word(grant, 1), Error::WrongNonce);
		refused(Charlie, license(0, 1), Error::NothingToRead);

		// 4. He pays 100: 80 to the pool, 20 to the treasury.
		let before = (System::account(Bob.to_account_id()).data.free, treasury(), income(0));
		let event = |event: Event<Runtime>| System::events().iter().any(|record| record.event == event.clone().into());
		must(Bob, license(0, 1));
		assert!(event(Event::Licensed {
			pool: 0,
			licence: 0,
			buyer: Bob.to_account_id(),
			purpose: PURPOSE,
			units: 1,
			paid: 100 * UNIT,
			owner: 60 * UNIT,
			treasury: 20 * UNIT,
			stakers: 20 * UNIT,
		}));
		assert!(before.0 - System::account(Bob.to_account_id()).data.free >= 100 * UNIT);
		assert_eq!(income(0) - before.2, 80 * UNIT);
		assert!(treasury() - before.1 >= 20 * UNIT);
		let reads = || DataPools::may_read_contribution(id(8), 0, 0, content(b"a").hash);
		assert!(reads());
		assert!(!DataPools::may_read(id(7), 0, 0));

		// 5. She revokes: nothing is read any more, and nothing sold.
		must(Alice, Call::choose { pool: 0, choice: Choice::Revoke { grantee: Bob.to_account_id() } });
		assert!(!reads());
		refused(Bob, license(0, 1), Error::NothingToRead);

		// What was earned can be had, all of it.
		must(Charlie, Call::collect { pool: 0 });
		leave_out(<Runtime as Config>::StreamPeriod::get());
		next_block();
		assert_eq!(DataPools::claimable(0, Alice.to_account_id()), 20 * UNIT);
		must(Alice, Call::claim { pool: 0 });
		assert_eq!(income(0), 0);
	});
}

#[test]
fn epoch_is_shared_exactly_and_a_penalty_takes_of_what_is_not_paid() {
	on_chain_at(NOW, || {
		next_block();
		register_programs();
		enclave(Eve, "scorer", 7);
		let for_each: Balance = <Runtime as Config>::CuratorStake::get();
		let amount = Stakes::minimum(Role::Curator).max(2 * for_each);
		must(Dave, pallet_stakes::Call::open { role: Role::Curator, amount, commission: Default::default() });
		for pool in [0, 1] {
			must(Charlie, Call::create { terms: Box::new(terms()) });
			must(Charlie, contribute(pool, Charlie, b"first", 100));
			must(Charlie, Call::unstake { pool, amount: 500 * UNIT });
			must(Charlie, Call::open_market { pool, tokens: 400 * UNIT, native: 40 * UNIT });
			must(Dave, Call::endorse { pool });
			assert!(DataPools::is_eligible(pool));
		}
		// 6. The first sells one of four units, and has one of two new contributors.
		must(Alice, Call::fund { amount: 1_000 * UNIT });
		must(Bob, license(0, 1));
		must(Bob, license(1, 3));
		must(Alice, contribute(0, Alice, b"a", 10));
		must(Alice, contribute(1, Alice, b"a", 10));
		let epoch = DataPools::current_epoch();
		let totals = pallet_data_pools::Epochs::<Runtime>::get(epoch).totals;
		assert_eq!(totals, Metrics { volume: 400 * UNIT, contributors: 2, fees: 80 * UNIT });
		// 75 + 100 + 125 of 1,000, and the rest.
		let shares = [0, 1].map(|pool| DataPools::epoch_share(pool, epoch));
		assert_eq!(shares, [300 * UNIT, 700 * UNIT]);

		leave_out(<Runtime as Config>::EpochLength::get());
		next_block();
		let before = [0, 1].map(income);
		let count: u32 = <Runtime as Config>::Tranches::get();
		for (pool, share) in [(0, 300 * UNIT), (1, 700 * UNIT)] {
			must(Bob, Call::claim_epoch { pool, epoch });
			let tranche = share / Balance::from(count);
			let curator = <Runtime as Config>::CuratorShare::get().mul_floor(tranche);
			assert_eq!(income(pool) - before[pool as usize], tranche - curator);
			assert_eq!(DataPools::epoch_share(pool, epoch), share - tranche);
		}
		// 7. A penalty on the second takes of its next tranches only.
		let left = [0, 1].map(|pool| DataPools::epoch_share(pool, epoch));
		govern(Call::penalise { pool: 1, epoch, share: Permill::from_percent(50) });
		assert_eq!(DataPools::epoch_share(0, epoch), left[0]);
		assert_eq!(DataPools::epoch_share(1, epoch), left[1] - left[1] / 2);
		assert_eq!(pallet_data_pools::Epochs::<Runtime>::get(epoch + 1).fund, left[1] / 2);
	});
}
