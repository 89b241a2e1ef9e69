//! The states a chain may start from.
//!
//! - `development`: one validator (Alice), well-known funded accounts, sudo, software in the place of hardware.
//! - `local_testnet`: two validators (Alice, Bob), and the same otherwise.
//! - `staging`: no sudo, no well-known key, nothing but hardware. Its four validators are places to be filled: nobody holds their keys, so the
//!   chain makes no block until an operator puts real ones into the exported specification.

use crate::{
	configs::{TreasuryAccount, BABE_GENESIS_EPOCH_CONFIG},
	constants::money::UNIT,
	opaque::SessionKeys,
	AccountId, AttestationConfig, BabeConfig, Balance, BalancesConfig, EscrowConfig, RuntimeGenesisConfig,
	SessionConfig, SudoConfig,
};
use alloc::{format, vec, vec::Vec};
use frame_support::build_struct_json_patch;
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
use sp_runtime::Permill;

/// Name of the preset for a public chain.
pub const STAGING_RUNTIME_PRESET: &str = "staging";

/// What each well-known account owns in development.
const ENDOWMENT: Balance = 1_000_000 * UNIT;
/// What each validator of the staging preset owns.
const STAGING_ENDOWMENT: Balance = 1_000 * UNIT;
/// What the treasury owns: enough to exist.
const TREASURY_ENDOWMENT: Balance = UNIT;
/// Share of each payment that goes to the treasury.
const PROTOCOL_FEE: Permill = Permill::from_percent(2);
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
) -> Value {
	let mut balances = endowed;
	balances.push((TreasuryAccount::get(), TREASURY_ENDOWMENT));
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig { balances },
		session: SessionConfig {
			keys: validators.into_iter().map(|(account, keys)| (account.clone(), account, keys)).collect(),
		},
		babe: BabeConfig { epoch_config: BABE_GENESIS_EPOCH_CONFIG },
		escrow: EscrowConfig { protocol_fee: PROTOCOL_FEE },
		attestation: AttestationConfig { software_roots },
		sudo: SudoConfig { key: sudo },
	})
}

fn development_genesis(validators: Vec<Validator>) -> Value {
	let endowed = Sr25519Keyring::well_known().map(|key| (key.to_account_id(), ENDOWMENT)).collect();
	genesis(validators, endowed, Some(Sr25519Keyring::Alice.to_account_id()), vec![SOFTWARE_ROOT.to_vec()])
}

fn staging_genesis() -> Value {
	let validators: Vec<_> = (1..=STAGING_VALIDATORS).map(staging_validator).collect();
	let endowed = validators.iter().map(|(account, _)| (account.clone(), STAGING_ENDOWMENT)).collect();
	genesis(validators, endowed, None, Vec::new())
}

/// The preset called `id`, as JSON; `None` when there is none.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_ref() {
		DEV_RUNTIME_PRESET => development_genesis(vec![well_known_validator("Alice")]),
		LOCAL_TESTNET_RUNTIME_PRESET => {
			development_genesis(vec![well_known_validator("Alice"), well_known_validator("Bob")])
		}
		STAGING_RUNTIME_PRESET => staging_genesis(),
		_ => return None,
	};
	serde_json::to_vec(&patch).ok()
}

/// Names of all presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![
		PresetId::from(DEV_RUNTIME_PRESET),
		PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET),
		PresetId::from(STAGING_RUNTIME_PRESET),
	]
}
