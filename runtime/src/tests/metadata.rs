//! The metadata that clients are built from.

use super::chain::genesis_of;
use crate::{genesis_config_presets::STAGING_RUNTIME_PRESET, Runtime};
use std::{fs, path::PathBuf};

/// Set to write the file anew instead of comparing.
const UPDATE: &str = "PIAZZA_UPDATE_METADATA";

#[test]
fn committed_metadata_is_that_of_this_runtime() {
	let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../metadata/piazza.scale");
	// Some constants are what the genesis says.
	let metadata = genesis_of(STAGING_RUNTIME_PRESET)
		.execute_with(|| Runtime::metadata_at_version(16).expect("version 16 is supported"));
	if std::env::var_os(UPDATE).is_some() {
		fs::create_dir_all(path.parent().expect("the path has a folder")).expect("the folder can be made");
		fs::write(&path, &*metadata).expect("the file can be written");
	}
	assert!(
		fs::read(&path).is_ok_and(|committed| committed == *metadata),
		"metadata/piazza.scale is not this runtime's: run `{UPDATE}=1 cargo nextest run -p piazza-runtime metadata`, \
		 raise `spec_version` if the chain is live, and commit the file",
	);
}
