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
			`staging` or the path of a chain specification."
			.into()),
		"dev" | "development" => embedded("Piazza Development", "piazza_dev", ChainType::Development, "development"),
		"local" | "local_testnet" => {
			embedded("Piazza Local Testnet", "piazza_local", ChainType::Local, "local_testnet")
		}
		"staging" => embedded("Piazza Staging", "piazza_staging", ChainType::Live, "staging"),
		path => ChainSpec::from_json_file(PathBuf::from(path)).map_err(|error| {
			format!(
				"`{path}` is not the name of a chain (`dev`, `local`, `staging`), nor the path of a chain \
				specification: {error}"
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
