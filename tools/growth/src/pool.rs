//! The pool of data that all cells have in common: each brings something to it, and has a licence.
//!
//! It is one whose calls do all that calls of a pool can do: an enclave says how good data is, licences are paid in native
//! money, and since it has a market and a curator, what it achieves is counted for the epoch.

use crate::{
	cell::{bank, content, hub},
	chain::{call, next_block, now},
};
use anyhow::{anyhow, Context, Result};
use frame_support::{
	traits::{fungible::NativeOrWithId, Get},
	BoundedVec,
};
use pallet_attestation::{Devices, Evidence, Machine, Measurement, Program};
use pallet_data_pools::{Breaker, Call, PoolId, Proof, Scoring, Split, TermsOf, MAX_SUPPLY};
use piazza_fixtures::software::{software, DEVELOPMENT_ROOT};
use piazza_primitives::{challenge, Content, Role, Tier};
use piazza_runtime::{
	constants::{money::UNIT, time::DAYS},
	AccountId, Attestation, Balance, BlockNumber, DataPools, Runtime,
};
use sp_core::H256;
use sp_keyring::Sr25519Keyring;
use sp_runtime::Permill;

/// Its number.
pub const POOL: PoolId = 0;
/// Those who brought something before any cell did: its owner and its curator.
pub const FIRST_CONTRIBUTORS: usize = 2;

/// Tokens for the full score.
const FACTOR: Balance = 1_000 * UNIT;
/// The price of a licence.
const PRICE: Balance = 100 * UNIT;
/// What runs in the enclave that scores.
const SCORING: [u8; 48] = [7; 48];
/// What runs in the one that reads.
const READING: [u8; 48] = [8; 48];

/// The worker in an enclave that says how good data is.
fn scorer() -> Sr25519Keyring {
	Sr25519Keyring::Ferdie
}

fn program(measurement: [u8; 48]) -> Program {
	Measurement::Software { measurement }.into()
}

fn terms() -> TermsOf<Runtime> {
	TermsOf::<Runtime> {
		schema: content(b"schema"),
		conditions: content(b"conditions"),
		scoring: Scoring::Enclave { program: program(SCORING).id(), min_tier: Tier::ConfidentialCpu },
		factor: FACTOR,
		asset: NativeOrWithId::Native,
		price: Some(PRICE),
		split: Split { owner: Permill::from_percent(60), treasury: Permill::from_percent(20) },
		reader: program(READING).id(),
		licence_period: DAYS,
		breaker: Breaker { period: DAYS, max_mint: MAX_SUPPLY, max_outflow: MAX_SUPPLY },
	}
}

/// Brings `content` of `contributor` with the full score. Signed for the chain that it is asked on.
pub fn contribution(contributor: &AccountId, content: Content) -> Call<Runtime> {
	let (worker, score, expires) = (scorer().to_account_id(), Permill::one(), now() + 10);
	let message = DataPools::score_message(POOL, contributor.clone(), content.hash, score, worker.clone(), expires);
	let signature = scorer().sign(&message).into();
	Call::contribute { pool: POOL, content, proof: Proof::Enclave { worker, score, expires, signature } }
}

/// Buys a licence for one unit.
pub fn purchase() -> Call<Runtime> {
	Call::license { pool: POOL, purpose: H256::repeat_byte(1), units: 1, max_price: PRICE }
}

/// Makes it, with its market and its curator, both of whom bring something themselves: so that everything that all cells
/// add to is there without any.
pub fn open() -> Result<()> {
	for measurement in [SCORING, READING] {
		let register =
			pallet_attestation::Call::register_program { program: program(measurement), uri: Default::default() };
		call(&bank(), register)?;
	}
	// Evidence is bound to a block that is over.
	next_block()?;
	let (owner, worker) = (bank(), scorer().to_account_id());
	let evidence = evidence(&owner, &worker)?;
	call(&worker, pallet_attestation::Call::register { owner: owner.clone(), evidence })?;
	call(&owner, pallet_attestation::Call::approve { worker })?;
	let (role, commission) = (Role::Curator, Default::default());
	let amount = <Runtime as pallet_data_pools::Config>::CuratorStake::get();
	call(&hub(), pallet_stakes::Call::open { role, amount, commission })?;

	call(&owner, Call::create { terms: Box::new(terms()) })?;
	call(&owner, contribution(&owner, content(b"the owner's")))?;
	call(&owner, Call::unstake { pool: POOL, amount: FACTOR / 2 })?;
	call(&owner, Call::open_market { pool: POOL, tokens: FACTOR / 4, native: 10 * UNIT })?;
	call(&hub(), Call::endorse { pool: POOL })?;
	call(&hub(), contribution(&hub(), content(b"the curator's")))
}

/// What software that stands in for an enclave says of itself and of the program that scores.
fn evidence(owner: &AccountId, worker: &AccountId) -> Result<Evidence<BlockNumber>> {
	let at_block = now() - 1;
	let bound = Attestation::nonce_for(owner.clone(), worker.clone(), at_block, challenge::NO_GPUS)
		.context("evidence cannot be bound to the last block")?;
	let made = software(DEVELOPMENT_ROOT, "scorer", SCORING, bound);
	let chain = made.chain.into_iter().map(bounded).collect::<Result<Vec<_>>>()?;
	let signature = made.signature.try_into().map_err(|_| anyhow!("a signature has 96 bytes"))?;
	let machine = Machine::Software { report: bounded(made.report)?, signature, chain: bounded(chain)? };
	Ok(Evidence::Hardware { at_block, machine, devices: Devices::default() })
}

fn bounded<Item, Bound: Get<u32>>(items: Vec<Item>) -> Result<BoundedVec<Item, Bound>> {
	items.try_into().map_err(|_| anyhow!("evidence is too long"))
}
