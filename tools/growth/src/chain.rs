//! A chain in memory: whole blocks through the runtime, and calls as if they were signed.

use anyhow::{anyhow, bail, ensure, Context, Result};
use codec::Encode;
use frame_support::genesis_builder_helper::build_state;
use piazza_runtime::{
	constants::time::MILLISECS_PER_BLOCK, genesis_config_presets::get_preset, AccountId, Babe, BlockNumber, Executive,
	Hash, Header, RuntimeCall, RuntimeGenesisConfig, RuntimeOrigin, System, UncheckedExtrinsic,
};
use sp_consensus_babe::{
	digests::{PreDigest, SecondaryPlainPreDigest},
	BABE_ENGINE_ID,
};
use sp_runtime::{
	traits::{Dispatchable, Header as _},
	Digest, DigestItem,
};
use sp_state_machine::BasicExternalities;
use std::collections::BTreeMap;

/// When the chain starts, in seconds since 1970: 2027-01-15T08:00:00Z. Evidence that is made for tests is good then.
const START: u64 = 1_800_000_000;

/// What a chain stores.
pub type State = BTreeMap<Vec<u8>, Vec<u8>>;

/// Runs `script` on a fresh development chain, inside its block 1. Returns what the chain stores then, and what the
/// script returned.
pub fn on_chain<R>(script: impl FnOnce() -> Result<R>) -> Result<(State, R)> {
	let mut externalities = BasicExternalities::new_empty();
	let result = externalities.execute_with(|| {
		genesis()?;
		start_block_in(START * 1_000 / MILLISECS_PER_BLOCK)?;
		script()
	})?;
	Ok((externalities.into_storages().top, result))
}

/// The state that the preset `development` starts from.
fn genesis() -> Result<()> {
	let preset = get_preset(&"development".into()).context("there is no preset for development")?;
	let mut config = serde_json::to_value(RuntimeGenesisConfig::default())?;
	sc_chain_spec::json_merge(&mut config, serde_json::from_slice(&preset)?);
	build_state::<RuntimeGenesisConfig>(config.to_string().into_bytes())
		.map_err(|error| anyhow!("the preset does not build: {error:?}"))
}

/// Ends this block and starts the next.
pub fn next_block() -> Result<()> {
	Executive::finalize_block();
	start_block_in(u64::from(Babe::current_slot()) + 1)
}

fn start_block_in(slot: u64) -> Result<()> {
	let pre_digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index: 0, slot: slot.into() });
	let digest = Digest { logs: vec![DigestItem::PreRuntime(BABE_ENGINE_ID, pre_digest.encode())] };
	// All blocks name the same parent: two chains that hold different things must not differ by that as well.
	let (number, parent) = (System::block_number() + 1, System::parent_hash());
	Executive::initialize_block(&Header::new(number, Hash::zero(), Hash::zero(), parent, digest));
	let now = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: slot * MILLISECS_PER_BLOCK });
	match Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(now)) {
		Ok(Ok(())) => Ok(()),
		other => bail!("block {number} does not take the time: {other:?}"),
	}
}

/// The block that is being made.
pub fn now() -> BlockNumber {
	System::block_number()
}

/// Runs a call as if `who` had signed it.
pub fn call(who: &AccountId, call: impl Into<RuntimeCall>) -> Result<()> {
	dispatch(RuntimeOrigin::signed(who.clone()), call.into())
}

/// Runs a call as governance.
pub fn govern(call: impl Into<RuntimeCall>) -> Result<()> {
	dispatch(RuntimeOrigin::root(), call.into())
}

fn dispatch(origin: RuntimeOrigin, call: RuntimeCall) -> Result<()> {
	let result = call.clone().dispatch(origin);
	ensure!(result.is_ok(), "{call:?} failed: {result:?}");
	Ok(())
}
