//! The chains this program knows by name, each a genesis preset of the runtime.

use piazza_runtime::{opaque::Block, WASM_BINARY};
use sc_chain_spec::{ChainSpecExtension, ChainType, Properties};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What a chain specification says to the node alone, not to the runtime.
#[derive(Default, Clone, Serialize, Deserialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Extensions {
	/// Hashes that blocks of given numbers must have.
	pub(crate) fork_blocks: sc_client_api::ForkBlocks<Block>,
	/// Blocks that are never imported.
	pub(crate) bad_blocks: sc_client_api::BadBlocks<Block>,
	/// A checkpoint from which light clients start; the RPC method `sync_state_genSyncSpec` fills it.
	pub(crate) light_sync_state: sc_sync_state_rpc::LightSyncStateExtension,
}

/// A Piazza chain's specification.
pub(crate) type ChainSpec = sc_chain_spec::GenericChainSpec<Extensions>;

/// The chain called `id`, or the one that the file `id` specifies.
pub(crate) fn load(id: &str) -> Result<ChainSpec, String> {
	match id {
		"" => Err("Which chain? Say `--dev` for a private development chain, or `--chain` with `dev`, `local`, \
			`local-N`, `staging` or the path of a chain specification."
			.into()),
		"dev" | "development" => embedded("Piazza Development", "piazza_dev", ChainType::Development, "development"),
		"local" | "local_testnet" => {
			embedded("Piazza Local Testnet", "piazza_local", ChainType::Local, "local_testnet")
		}
		"local-1" | "local-2" | "local-3" | "local-4" | "local-5" | "local-6" => {
			let number = id.trim_start_matches("local-");
			let (name, spec) = (format!("Piazza Local Testnet of {number}"), format!("piazza_local_{number}"));
			embedded(&name, &spec, ChainType::Local, &format!("local_testnet_{number}"))
		}
		"staging" => embedded("Piazza Staging", "piazza_staging", ChainType::Live, "staging"),
		path => ChainSpec::from_json_file(PathBuf::from(path)).map_err(|error| {
			format!(
				"`{path}` is not the name of a chain (`dev`, `local`, `local-1` to `local-6`, `staging`), nor the path \
				of a chain specification: {error}"
			)
		}),
	}
}

/// A chain that starts with the embedded runtime and its genesis preset `preset`.
fn embedded(name: &str, id: &str, chain_type: ChainType, preset: &str) -> Result<ChainSpec, String> {
	let code = WASM_BINARY.ok_or(
		"This node was built without its runtime, so it knows no chain by name. Build it again with the environment \
		variable SKIP_WASM_BUILD unset.",
	)?;
	Ok(ChainSpec::builder(code, Extensions::default())
		.with_name(name)
		.with_id(id)
		.with_chain_type(chain_type)
		.with_protocol_id("pza")
		.with_properties(properties())
		.with_genesis_config_preset_name(preset)
		.build())
}

/// How wallets show this chain's money and accounts.
fn properties() -> Properties {
	[
		("tokenSymbol".to_owned(), "PZA".into()),
		("tokenDecimals".to_owned(), 12.into()),
		("ss58Format".to_owned(), 42.into()),
	]
	.into_iter()
	.collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn local_chain_has_an_id_of_its_own_when_its_validators_are_counted() {
		for number in 1..=6 {
			let chain = load(&format!("local-{number}")).expect("a chain");
			assert_eq!(chain.id(), format!("piazza_local_{number}"));
		}
		assert_eq!(load("local").expect("a chain").id(), "piazza_local");
	}

	#[test]
	fn local_chain_is_refused_when_there_is_no_preset_of_its_size() {
		for id in ["local-", "local-0", "local-7", "local-01", "local-x"] {
			let error = load(id).err().expect("no such chain");
			assert!(error.contains("`local-1` to `local-6`"), "{error}");
		}
	}
}
