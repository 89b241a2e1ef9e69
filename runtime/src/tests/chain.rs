//! A chain in memory: whole blocks of signed transactions through `Executive`.

use crate::{constants::time::MILLISECS_PER_BLOCK, genesis_config_presets::get_preset, *};
use codec::Encode;
use frame_support::{
	storage::with_transaction_unchecked,
	traits::{FindAuthor, OnFinalize},
};
use sp_consensus_babe::{
	digests::{PreDigest, SecondaryPlainPreDigest},
	BABE_ENGINE_ID,
};
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	generic::Era, traits::Header as _, ApplyExtrinsicResult, Digest, DigestItem, SaturatedConversion,
	TransactionOutcome,
};

/// The state that the preset called `name` starts from.
pub(super) fn genesis_of(name: &str) -> TestExternalities {
	let preset = get_preset(&name.into()).expect("the preset exists");
	let mut externalities = TestExternalities::default();
	externalities.execute_with(|| {
		let patch = serde_json::from_slice(&preset).expect("the preset is JSON");
		let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).expect("a configuration is JSON");
		merge(&mut config, patch);
		frame_support::genesis_builder_helper::build_state::<RuntimeGenesisConfig>(config.to_string().into_bytes())
			.expect("the preset builds");
	});
	externalities
}

fn merge(into: &mut serde_json::Value, patch: serde_json::Value) {
	match (into, patch) {
		(serde_json::Value::Object(into), serde_json::Value::Object(patch)) => {
			for (key, value) in patch {
				merge(into.entry(key).or_insert(serde_json::Value::Null), value);
			}
		}
		(into, patch) => *into = patch,
	}
}

/// Runs `test` on a fresh development chain, inside its block 1, and checks every invariant after it.
pub(super) fn on_chain(test: impl FnOnce()) {
	on_chain_at(0, test);
}

/// The same, with a block 1 that is made in the first slot after `time`, in seconds since 1970-01-01T00:00:00Z.
pub(super) fn on_chain_at(time: u64, test: impl FnOnce()) {
	on_chain_of("development", time, test);
}

/// The same, on a chain that starts from the preset called `name`.
pub(super) fn on_chain_of(name: &str, time: u64, test: impl FnOnce()) {
	genesis_of(name).execute_with(|| {
		start_block(time * 1_000 / MILLISECS_PER_BLOCK + 1, 0);
		test();
		check_invariants();
	});
}

/// Ends this block and starts the next, one slot later.
pub(super) fn next_block() {
	next_block_in(u64::from(Babe::current_slot()) + 1);
}

/// Ends this block and starts the next in `slot`. Validators take turns; a disabled one is passed over.
pub(super) fn next_block_in(slot: u64) {
	Executive::finalize_block();
	start_block_in_turn(slot);
}

/// The same, but for the root of the state, which takes the longer the more has changed since genesis.
pub(super) fn next_block_without_root_in(slot: u64) {
	System::note_finished_extrinsics();
	AllPalletsWithSystem::on_finalize(System::block_number());
	start_block_in_turn(slot);
}

fn start_block_in_turn(slot: u64) {
	// With the block a session may start, in which there are other authors, or others are disabled.
	let places = Babe::authorities().len().max(Session::queued_keys().len()) as u64;
	let is_made = (0..places).any(|passed_over| {
		let author = ((slot + passed_over) % places).saturated_into();
		with_transaction_unchecked(|| {
			start_block(slot, author);
			match (author as usize) < Babe::authorities().len() && !is_author_disabled() {
				true => TransactionOutcome::Commit(true),
				false => TransactionOutcome::Rollback(false),
			}
		})
	});
	assert!(is_made, "all validators are disabled");
}

/// The place of this block's author among those of its session.
pub(super) fn author_place() -> u32 {
	let digest = System::digest();
	Babe::find_author(digest.logs.iter().filter_map(DigestItem::as_pre_runtime)).expect("every block names it")
}

/// Whether nobody can end this block: its author was disabled in it.
pub(super) fn is_author_disabled() -> bool {
	Session::disabled_validators().contains(&author_place())
}

/// Goes on as if `blocks` blocks had been made in which nothing happened. What is on the agenda for them is served by the
/// blocks after them, as far as there is room.
pub(super) fn leave_out(blocks: BlockNumber) {
	System::set_block_number(System::block_number() + blocks);
	// Nothing is scheduled, and looking at each of these blocks takes long.
	pallet_scheduler::IncompleteSince::<Runtime>::kill();
}

/// Goes to the block in which something that is due at `number` is done, without the blocks between.
pub(super) fn go_to(number: BlockNumber) {
	leave_out(number - System::block_number() - 1);
	next_block();
	while pallet_agenda::Cursor::<Runtime>::get() <= System::block_number() {
		next_block();
	}
}

/// Goes on to block `number`, with every block between.
pub(super) fn run_to(number: BlockNumber) {
	while System::block_number() < number {
		next_block();
	}
}

fn start_block(slot: u64, author: u32) {
	let number = System::block_number() + 1;
	let digest = Digest {
		logs: vec![DigestItem::PreRuntime(
			BABE_ENGINE_ID,
			PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index: author, slot: slot.into() }).encode(),
		)],
	};
	Executive::initialize_block(&Header::new(number, Hash::zero(), Hash::zero(), System::parent_hash(), digest));
	let now = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: slot * MILLISECS_PER_BLOCK });
	Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(now))
		.expect("the block takes the time")
		.expect("the time is right");
}

/// Signs `call` as `signer` and applies it to this block.
pub(super) fn apply(signer: Sr25519Keyring, call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
	let call = call.into();
	let account = signer.to_account_id();
	let extension: TxExtension = (
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckMortality::from(Era::Immortal),
		frame_system::CheckNonce::from(System::account_nonce(&account)),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	);
	let payload = SignedPayload::new(call, extension).expect("the payload is complete");
	let signature = payload.using_encoded(|bytes| signer.sign(bytes));
	let (call, extension, _) = payload.deconstruct();
	Executive::apply_extrinsic(UncheckedExtrinsic::new_signed(call, account.into(), signature.into(), extension))
}

/// As [`apply`], where nothing may go wrong.
pub(super) fn must(signer: Sr25519Keyring, call: impl Into<RuntimeCall>) {
	let call = call.into();
	apply(signer, call.clone())
		.unwrap_or_else(|error| panic!("{call:?} is not valid: {error:?}"))
		.unwrap_or_else(|error| panic!("{call:?} failed: {error:?}"));
}

/// All that an account owns, spendable or not.
pub(super) fn wealth(who: &AccountId) -> Balance {
	let account = System::account(who).data;
	account.free + account.reserved
}

/// The invariants of our pallets, and that no money came or went.
pub(super) fn check_invariants() {
	Agenda::do_try_state().expect("the agenda is sound");
	Agents::do_try_state().expect("what is said of agents adds up, and no mandate was exceeded");
	Batches::do_try_state().expect("batches are sound");
	Channels::do_try_state().expect("what a channel has is what was put in less what was paid");
	DataPools::do_try_state().expect("pools are sound");
	Escrow::do_try_state().expect("the escrow is sound");
	Attestation::do_try_state().expect("attestation is sound");
	Jobs::do_try_state().expect("jobs are sound");
	Leasing::do_try_state().expect("leases are sound");
	Panels::do_try_state().expect("panels are sound");
	Reputation::do_try_state().expect("reputation is sound");
	Stakes::do_try_state().expect("stakes are sound");
	Validators::do_try_state().expect("validators are sound");
	Zktls::do_try_state().expect("zktls is sound");
	let sum: Balance = frame_system::Account::<Runtime>::iter_keys().map(|who| wealth(&who)).sum();
	assert_eq!(sum, Balances::total_issuance());
}
