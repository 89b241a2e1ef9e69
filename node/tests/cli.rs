//! The command line of the node, as its operator sees it.

use serde_json::Value;
use std::process::{Command, Output};

fn node(args: &[&str]) -> Output {
	Command::new(env!("CARGO_BIN_EXE_piazza-node")).args(args).output().expect("the node starts")
}

fn stdout(output: &Output) -> String {
	String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
	String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The specification of a chain, as JSON.
fn exported(chain: &str) -> Value {
	let output = node(&["export-chain-spec", "--chain", chain]);
	assert!(output.status.success(), "{}", stderr(&output));
	serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn help_tells_what_matters_when_asked() {
	let output = node(&["--help"]);
	assert!(output.status.success());
	let help = stdout(&output);
	let told = ["--seal", "fake", "one slot per block", "--dev", "export-chain-spec", "purge-chain", "key", "revert"];
	for word in told {
		assert!(help.contains(word), "`{word}` is missing in:\n{help}");
	}
	assert!(!help.contains("rocksdb"), "there is no RocksDB in this node");
	assert!(!help.contains("benchmark "), "there is no benchmarking in this node");
}

#[test]
fn version_is_that_of_the_package_when_asked() {
	assert!(stdout(&node(&["--version"])).contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn start_is_refused_with_the_remedy_when_no_chain_is_named() {
	let output = node(&[]);
	assert!(!output.status.success());
	assert!(stderr(&output).contains("Which chain?"), "{}", stderr(&output));
}

#[test]
fn start_is_refused_with_the_known_names_when_chain_is_unknown() {
	let output = node(&["--chain", "no-such-chain"]);
	assert!(!output.status.success());
	let error = stderr(&output);
	assert!(error.contains("no-such-chain") && error.contains("staging"), "{error}");
}

#[test]
fn seal_is_refused_when_chain_is_not_for_development() {
	let base = tempfile::tempdir().expect("a folder");
	let path = base.path().to_str().expect("a name");
	for chain in ["staging", "local"] {
		let output = node(&["--chain", chain, "--seal", "instant", "--base-path", path]);
		assert!(!output.status.success(), "{chain}");
		let error = stderr(&output);
		assert!(error.contains("--seal works on a development chain only"), "{chain}: {error}");
	}
}

#[test]
fn seal_is_refused_when_node_has_no_key_to_author_with() {
	let base = tempfile::tempdir().expect("a folder");
	let path = base.path().to_str().expect("a name");
	let output = node(&["--chain", "dev", "--seal", "manual", "--base-path", path]);
	assert!(!output.status.success());
	assert!(stderr(&output).contains("Add `--dev`"), "{}", stderr(&output));
}

#[test]
fn seal_is_refused_when_mode_is_malformed() {
	for mode in ["interval=0", "interval=fast", "often"] {
		let output = node(&["--dev", "--seal", mode]);
		assert!(!output.status.success(), "{mode}");
		assert!(stderr(&output).contains("interval="), "{mode}: {}", stderr(&output));
	}
}

#[test]
fn chain_spec_is_complete_when_exported() {
	for (chain, id, kind, preset) in [
		("dev", "piazza_dev", "Development", "development"),
		("local", "piazza_local", "Local", "local_testnet"),
		("staging", "piazza_staging", "Live", "staging"),
	] {
		let spec = exported(chain);
		assert_eq!(spec["id"], id);
		assert_eq!(spec["chainType"], kind);
		assert_eq!(spec["properties"]["tokenSymbol"], "PZA");
		assert_eq!(spec["properties"]["tokenDecimals"], 12);
		assert_eq!(spec["properties"]["ss58Format"], 42);
		assert!(spec["telemetryEndpoints"].is_null(), "telemetry is off unless asked for");
		let genesis = &spec["genesis"]["runtimeGenesis"];
		assert!(genesis["code"].as_str().is_some_and(|code| code.starts_with("0x")), "{chain} ({preset}) has code");
	}
}

#[test]
fn raw_chain_spec_can_be_loaded_again_when_exported() {
	let folder = tempfile::tempdir().expect("a folder");
	let file = folder.path().join("raw.json");
	let path = file.to_str().expect("a name");
	let output = node(&["export-chain-spec", "--chain", "local", "--raw", "--output", path]);
	assert!(output.status.success(), "{}", stderr(&output));
	let raw = exported(path);
	assert!(raw["genesis"]["raw"]["top"].is_object());
	assert_eq!(raw["id"], "piazza_local");
}

#[test]
fn purge_removes_the_database_when_there_is_one() {
	let base = tempfile::tempdir().expect("a folder");
	let path = base.path().to_str().expect("a name");
	let purge = || {
		let output = node(&["purge-chain", "-y", "--chain", "dev", "--base-path", path]);
		assert!(output.status.success(), "{}", stderr(&output));
		format!("{}{}", stdout(&output), stderr(&output))
	};
	assert!(purge().contains("did not exist"));

	let output = node(&["chain-info", "--chain", "dev", "--base-path", path]);
	let database = base.path().join("chains").join("piazza_dev").join("paritydb");
	assert!(database.exists(), "chain-info opens a ParityDB: {}", stderr(&output));
	assert!(purge().contains("removed"));
	assert!(!database.exists());
}

#[test]
fn key_is_shown_when_well_known() {
	let output = node(&["key", "inspect", "//Alice"]);
	assert!(output.status.success(), "{}", stderr(&output));
	assert!(stdout(&output).contains("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"));
}
