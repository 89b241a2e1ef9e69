//! The genesis presets.

use super::chain::genesis_of;
use crate::{genesis_config_presets::*, *};
use piazza_fixtures::software::{root, DEVELOPMENT_ROOT};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring;

#[test]
fn every_preset_builds_and_its_money_adds_up() {
	for name in preset_names() {
		genesis_of(&name).execute_with(|| {
			let sum: Balance =
				frame_system::Account::<Runtime>::iter().map(|(_, a)| a.data.free + a.data.reserved).sum();
			assert_eq!(sum, Balances::total_issuance(), "{name}");
			assert!(!Session::validators().is_empty(), "{name}");
			assert_eq!(Babe::authorities().len(), Session::validators().len(), "{name}");
		});
	}
}

#[test]
fn preset_is_none_when_its_name_is_unknown() {
	assert!(get_preset(&"no such preset".into()).is_none());
}

#[test]
fn sudo_has_a_key_in_development_presets_only() {
	for name in [DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET] {
		genesis_of(name).execute_with(|| {
			assert_eq!(pallet_sudo::Key::<Runtime>::get(), Some(Sr25519Keyring::Alice.to_account_id()));
		});
	}
	genesis_of(STAGING_RUNTIME_PRESET).execute_with(|| assert_eq!(pallet_sudo::Key::<Runtime>::get(), None));
}

#[test]
fn software_root_is_the_certificate_whose_key_everybody_knows() {
	assert_eq!(SOFTWARE_ROOT, root(DEVELOPMENT_ROOT).certificate);
}

#[test]
fn software_is_believed_in_development_presets_only() {
	let roots = |name: &str| genesis_of(name).execute_with(pallet_attestation::SoftwareRoots::<Runtime>::get);
	for name in [DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET] {
		let roots = roots(name);
		assert_eq!(roots.len(), 1);
		assert_eq!(roots[0].as_slice(), SOFTWARE_ROOT);
	}
	assert!(roots(STAGING_RUNTIME_PRESET).is_empty());
}

#[test]
fn staging_names_no_well_known_account() {
	genesis_of(STAGING_RUNTIME_PRESET).execute_with(|| {
		for key in Sr25519Keyring::iter() {
			assert!(!frame_system::Account::<Runtime>::contains_key(key.to_account_id()), "{key}");
		}
	});
}
