//! The agent of each cell: a client has paid it by channels and has rated it once, and a key has a mandate to pay from its
//! account.

use crate::{
	cell::{bank, content, Cell, Party},
	chain::{call, now},
};
use anyhow::{ensure, Result};
use frame_support::traits::fungible::NativeOrWithId;
use pallet_agents::{Call, Kind, Limit, MandateTerms, Rating};
use pallet_channels::{Voucher, VoucherKey, VoucherSignature};
use piazza_primitives::SettlementId;
use piazza_runtime::{
	constants::{money::UNIT, time::DAYS},
	AccountId, Agents, Balance, Channels, Runtime, RuntimeCall,
};
use sp_keyring::Sr25519Keyring;
use std::collections::BTreeSet;

/// The channel that was closed, and whose settlement was rated.
const RATED: u64 = 0;
/// The channel that was closed, and whose settlement may be rated.
pub const UNRATED: u64 = 1;
/// The channel that is open.
pub const OPEN: u64 = 2;
/// Those that have settled something.
pub const SETTLED: [u64; 2] = [RATED, UNRATED];

/// What the agent's account has to begin with.
const ENDOWMENT: Balance = 100 * UNIT;
/// What is put into each channel.
const DEPOSIT: Balance = 100 * UNIT;
/// What a voucher pays.
const EARNED: Balance = 12 * UNIT;
/// What the key may spend by a call.
const LIMIT: Balance = 10 * UNIT;

/// Whose key signs all vouchers.
fn signer() -> Sr25519Keyring {
	Sr25519Keyring::Eve
}

/// The agent's account.
pub fn account(cell: Cell) -> AccountId {
	Agents::account(cell.agent())
}

/// What the channel `which` has settled.
pub fn settlement(cell: Cell, which: u64) -> SettlementId {
	SettlementId::Channel(cell.channel(which))
}

/// Makes a call in the name of the agent.
pub fn act(cell: Cell, call: impl Into<RuntimeCall>) -> Call<Runtime> {
	Call::act { agent: cell.agent(), call: Box::new(call.into()) }
}

/// Pays somebody a little.
pub fn payment(dest: AccountId) -> pallet_balances::Call<Runtime> {
	pallet_balances::Call::transfer_keep_alive { dest: dest.into(), value: UNIT }
}

/// Redeems a voucher of the channel `which`. Signed for the chain that it is asked on.
pub fn redemption(cell: Cell, which: u64) -> pallet_channels::Call<Runtime> {
	let (channel, voucher) = (cell.channel(which), Voucher { total: EARNED, results: None });
	// Of a channel that is not there nothing is signed, and the call fails.
	let message = Channels::voucher_message(channel, voucher).unwrap_or_default();
	let signature = VoucherSignature::Sr25519(signer().sign(&message));
	pallet_channels::Call::redeem { channel, voucher, signature }
}

/// Rates the agent for what the channel `which` has settled.
pub fn feedback(cell: Cell, which: u64) -> Call<Runtime> {
	let rating = Rating { value: 95, decimals: 0, tag1: Default::default(), tag2: Default::default() };
	let settlement = settlement(cell, which);
	Call::give_feedback { agent: cell.agent(), settlement, rating, content: content(b"quick") }
}

/// Makes it, with its channels.
pub fn make(cell: Cell) -> Result<()> {
	let (owner, key, client) = (cell.account(Party::Lessor), cell.account(Party::Bidder), cell.account(Party::Tenant));
	call(&owner, Call::register { uri: Default::default(), metadata: Default::default() })?;
	let dest = account(cell).into();
	call(&bank(), pallet_balances::Call::transfer_keep_alive { dest, value: ENDOWMENT })?;
	call(&owner, Call::grant_mandate { agent: cell.agent(), key, terms: terms() })?;

	for _ in [RATED, UNRATED, OPEN] {
		let open = pallet_channels::Call::open {
			payee: account(cell),
			asset: NativeOrWithId::Native,
			deposit: DEPOSIT,
			signer: VoucherKey::Sr25519(signer().public()),
			expires: now() + DAYS,
			program: None,
		};
		call(&client, open)?;
	}
	for which in SETTLED {
		call(&client, redemption(cell, which))?;
		call(&owner, act(cell, pallet_channels::Call::close { channel: cell.channel(which) }))?;
	}
	call(&client, feedback(cell, RATED))?;
	check(cell)
}

/// What the key may do: pay, for a day.
fn terms() -> pallet_agents::MandateTermsOf<Runtime> {
	let limit = Limit { asset: NativeOrWithId::Native, per_call: LIMIT, per_period: LIMIT };
	MandateTerms {
		limits: vec![limit].try_into().unwrap_or_default(),
		period: DAYS,
		kinds: BTreeSet::from([Kind::Transfer]).try_into().unwrap_or_default(),
		expires: now() + DAYS,
	}
}

/// Checks that it has what it should have.
fn check(cell: Cell) -> Result<()> {
	let key = cell.account(Party::Bidder);
	let allowed = Agents::allowance(cell.agent(), key, NativeOrWithId::Native);
	ensure!(allowed == LIMIT, "the key may spend {allowed}");
	let summary = Agents::summary_by_value(cell.agent());
	ensure!((summary.count, summary.weight) == (1, EARNED), "the agent was not rated once: {summary:?}");
	let settled = Channels::settlement(cell.channel(UNRATED)).map(|settlement| settlement.value);
	ensure!(settled == Some(EARNED), "a closed channel has not paid what it should: {settled:?}");
	ensure!(Channels::channel(cell.channel(OPEN)).is_some(), "no channel is open");
	Ok(())
}
