//! The states a chain may start from.
//!
//! - `development`: one validator (Alice), well-known funded accounts, sudo, software in the place of hardware, short
//!   epochs.
//! - `local_testnet`: four validators (Alice, Bob, Charlie, Dave), and the same otherwise.
//! - `local_testnet_1` to `local_testnet_6`: the same with so many of Alice, Bob, Charlie, Dave, Eve and Ferdie.
//! - `staging`: no sudo, no well-known key, nothing but hardware. Its four validators are places to be filled: nobody
//!   holds their keys, so the chain makes no block until an operator puts real ones into the exported specification.

use crate::{
	configs::{PoolFund, TreasuryAccount, WorkPool, BABE_GENESIS_EPOCH_CONFIG},
	constants::{
		money::UNIT,
		time::{DAYS, EPOCH_DURATION_IN_SLOTS, HOURS, LOCAL_EPOCH_DURATION_IN_SLOTS, MINUTES},
	},
	opaque::SessionKeys,
	AccountId, AttestationConfig, BabeConfig, Balance, BalancesConfig, BlockNumber, EscrowConfig, LeasingConfig,
	RuntimeGenesisConfig, SessionConfig, Stakes, StakesConfig, SudoConfig, ValidatorsConfig,
};
use alloc::{format, vec, vec::Vec};
use frame_support::build_struct_json_patch;
use pallet_leasing::Step;
use pallet_validators::Split;
use piazza_primitives::{ClassId, Role};
use serde_json::Value;
use sp_authority_discovery::AuthorityId as AuthorityDiscoveryId;
use sp_consensus_babe::AuthorityId as BabeId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_core::{
	crypto::{get_public_from_string_or_panic, UncheckedFrom},
	sr25519,
};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_io::hashing::blake2_256;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{Perbill, Permill};

/// Name of the preset for a public chain.
pub const STAGING_RUNTIME_PRESET: &str = "staging";

/// What each well-known account owns in development.
const ENDOWMENT: Balance = 1_000_000 * UNIT;
/// What each validator of the staging preset owns.
const STAGING_ENDOWMENT: Balance = 20_000 * UNIT;
/// What each account of the chain itself owns: enough to exist.
const OWN_ENDOWMENT: Balance = UNIT;
/// Stake of each validator at genesis.
const VALIDATOR_STAKE: Balance = 10_000 * UNIT;
/// Least stake of an operator's own, by role.
const MINIMUMS: [(Role, Balance); 4] = [
	(Role::Validator, 10_000 * UNIT),
	(Role::Provider, 100 * UNIT),
	(Role::Checker, 1_000 * UNIT),
	(Role::Curator, 100 * UNIT),
];
/// How many validators are elected at most.
const VALIDATOR_COUNT: u32 = 100;
/// What is made in a year, as a part of all money.
const INFLATION: Perbill = Perbill::from_percent(5);
/// Half of it is for validators, 30 % for useful work, 20 % for the treasury.
const SPLIT: Split = Split {
	validators: Perbill::from_percent(50),
	work: Perbill::from_percent(30),
	treasury: Perbill::from_percent(20),
};
/// Who validates on a chain of one's own, in this order.
const WELL_KNOWN_VALIDATORS: [&str; 6] = ["Alice", "Bob", "Charlie", "Dave", "Eve", "Ferdie"];
/// How many of them, unless the preset's name says otherwise.
const LOCAL_VALIDATORS: usize = 4;
/// Share of each payment that goes to the treasury.
const PROTOCOL_FEE: Permill = Permill::from_percent(2);
/// The part of its owner's stake that answers for one machine, by the class of its hardware.
const CLASS_BONDS: [(ClassId, Balance); 2] = [(1, 1_000 * UNIT), (2, 800 * UNIT)];
/// What it costs when a leased machine is missing, as on DeepBrainChain: 4 % of that at once, 8 % after seven minutes,
/// 60 % after two days, all of it after five. Half when its owner said so itself.
const DOWNTIME_COSTS: [Step<BlockNumber>; 4] = [
	Step { after: 0, share: Perbill::from_percent(4) },
	Step { after: 7 * MINUTES, share: Perbill::from_percent(8) },
	Step { after: 48 * HOURS, share: Perbill::from_percent(60) },
	Step { after: 5 * DAYS, share: Perbill::from_percent(100) },
];
/// What it costs to rent out a machine as what it is not, by how long that went on, as on DeepBrainChain: from 12 % in the
/// first four hours to all of it after five days.
const FALSE_SPECS_COSTS: [Step<BlockNumber>; 5] = [
	Step { after: 0, share: Perbill::from_percent(12) },
	Step { after: 4 * HOURS, share: Perbill::from_percent(24) },
	Step { after: 24 * HOURS, share: Perbill::from_percent(32) },
	Step { after: 48 * HOURS, share: Perbill::from_percent(60) },
	Step { after: 5 * DAYS, share: Perbill::from_percent(100) },
];
/// Places for validators in the staging preset.
const STAGING_VALIDATORS: u32 = 4;

/// The root of software that stands in for hardware, a certificate in DER. Everybody knows its key: whoever believes it
/// believes everything.
pub const SOFTWARE_ROOT: &[u8] = include_bytes!("software_root.der");

/// A validator's account and its session keys.
type Validator = (AccountId, SessionKeys);

/// The validator whose stash is `//<name>//stash` and whose session keys are `//<name>`.
fn well_known_validator(name: &str) -> Validator {
	let stash = get_public_from_string_or_panic::<sr25519::Public>(&format!("{name}//stash")).into();
	let keys = SessionKeys {
		grandpa: get_public_from_string_or_panic::<GrandpaId>(name),
		babe: get_public_from_string_or_panic::<BabeId>(name),
		authority_discovery: get_public_from_string_or_panic::<AuthorityDiscoveryId>(name),
	};
	(stash, keys)
}

/// A place for a validator: its keys are hashes of a sentence, so nobody can know the secrets.
fn staging_validator(index: u32) -> Validator {
	let key = |role: &str| blake2_256(format!("replace me: {role} key of Piazza validator {index}").as_bytes());
	let keys = SessionKeys {
		grandpa: GrandpaId::unchecked_from(key("grandpa")),
		babe: BabeId::unchecked_from(key("babe")),
		authority_discovery: AuthorityDiscoveryId::unchecked_from(key("authority discovery")),
	};
	(AccountId::new(key("account")), keys)
}

fn genesis(
	validators: Vec<Validator>,
	endowed: Vec<(AccountId, Balance)>,
	sudo: Option<AccountId>,
	software_roots: Vec<Vec<u8>>,
	epoch_duration: u64,
) -> Value {
	let mut balances = endowed;
	let own = [TreasuryAccount::get(), WorkPool::get(), Stakes::account(), PoolFund::get()];
	balances.extend(own.map(|account| (account, OWN_ENDOWMENT)));
	let candidates: Vec<_> = validators.iter().map(|(account, _)| account.clone()).collect();
	let position = |operator| (Role::Validator, operator, VALIDATOR_STAKE, Perbill::zero());
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig { balances },
		session: SessionConfig {
			keys: validators.into_iter().map(|(account, keys)| (account.clone(), account, keys)).collect(),
		},
		stakes: StakesConfig {
			minimums: MINIMUMS.to_vec(),
			positions: candidates.iter().cloned().map(position).collect(),
		},
		validators: ValidatorsConfig {
			candidates,
			validator_count: VALIDATOR_COUNT,
			inflation: INFLATION,
			split: SPLIT,
			epoch_duration,
		},
		babe: BabeConfig { epoch_config: BABE_GENESIS_EPOCH_CONFIG },
		escrow: EscrowConfig { protocol_fee: PROTOCOL_FEE },
		attestation: AttestationConfig { software_roots },
		leasing: LeasingConfig {
			class_bonds: CLASS_BONDS.to_vec(),
			downtime_costs: DOWNTIME_COSTS.to_vec(),
			false_specs_costs: FALSE_SPECS_COSTS.to_vec(),
		},
		sudo: SudoConfig { key: sudo },
	})
}

/// A chain of one's own, with the first `count` of the well-known validators.
fn development_genesis(count: usize) -> Value {
	let validators = WELL_KNOWN_VALIDATORS.iter().take(count).map(|name| well_known_validator(name)).collect();
	let endowed = Sr25519Keyring::well_known().map(|key| (key.to_account_id(), ENDOWMENT)).collect();
	let sudo = Some(Sr25519Keyring::Alice.to_account_id());
	genesis(validators, endowed, sudo, vec![SOFTWARE_ROOT.to_vec()], LOCAL_EPOCH_DURATION_IN_SLOTS)
}

/// The name of the preset of `count` well-known validators.
fn local_preset(count: usize) -> PresetId {
	format!("{LOCAL_TESTNET_RUNTIME_PRESET}_{count}")
}

/// How many well-known validators there may be.
fn local_counts() -> impl Iterator<Item = usize> {
	1..=WELL_KNOWN_VALIDATORS.len()
}

fn staging_genesis() -> Value {
	let validators: Vec<_> = (1..=STAGING_VALIDATORS).map(staging_validator).collect();
	let endowed = validators.iter().map(|(account, _)| (account.clone(), STAGING_ENDOWMENT)).collect();
	genesis(validators, endowed, None, Vec::new(), EPOCH_DURATION_IN_SLOTS)
}

/// The preset called `id`, as JSON; `None` when there is none.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_ref() {
		DEV_RUNTIME_PRESET => development_genesis(1),
		LOCAL_TESTNET_RUNTIME_PRESET => development_genesis(LOCAL_VALIDATORS),
		STAGING_RUNTIME_PRESET => staging_genesis(),
		_ => development_genesis(local_counts().find(|count| local_preset(*count) == *id)?),
	};
	serde_json::to_vec(&patch).ok()
}

/// Names of all presets.
pub fn preset_names() -> Vec<PresetId> {
	[DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET, STAGING_RUNTIME_PRESET]
		.into_iter()
		.map(PresetId::from)
		.chain(local_counts().map(local_preset))
		.collect()
}
