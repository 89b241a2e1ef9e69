//! The commands that work on the database of a stopped node.

use anyhow::{ensure, Context, Result};
use piazza_e2e::{binary, Node, NodeOptions, PATIENCE};
use serde_json::Value;
use std::{path::Path, process::Command};

/// Runs a command of the node on the development chain's database in `base` and gives what it prints.
fn node(command: &str, base: &Path, args: &[&str]) -> Result<String> {
	let output = Command::new(binary("piazza-node")?)
		.args([command, "--dev", "--base-path"])
		.arg(base)
		.args(args)
		.output()
		.context("the node starts")?;
	ensure!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
	Ok(String::from_utf8(output.stdout)?)
}

/// The best block and its hash.
fn best(base: &Path) -> Result<(u64, String)> {
	let info: Value = serde_json::from_str(&node("chain-info", base, &[])?)?;
	let hash = info["best_hash"].as_str().context("a hash")?.to_owned();
	Ok((info["best_number"].as_u64().context("a number")?, hash))
}

#[tokio::test]
async fn chain_is_the_same_when_its_blocks_are_exported_and_imported() -> Result<()> {
	let mut running = Node::start(NodeOptions::dev()).await?;
	running.wait_for_finalized(2, PATIENCE).await?;
	running.kill_hard();
	let from = running.base_path();
	let (number, hash) = best(from)?;
	assert!(number >= 2);

	let folder = tempfile::tempdir()?;
	let (file, into) = (folder.path().join("blocks"), folder.path().join("chain"));
	let file = file.to_str().context("a name")?;
	node("export-blocks", from, &["--binary", "--from", "1", "--to", &number.to_string(), file])?;
	node("import-blocks", &into, &["--binary", file])?;
	assert_eq!(best(&into)?, (number, hash.clone()));

	// A block that is in the database already can be checked again, and, as it is not final here, taken back.
	node("check-block", &into, &[&number.to_string()])?;
	node("revert", &into, &["1"])?;
	assert_eq!(best(&into)?.0, number - 1);
	node("import-blocks", &into, &["--binary", file])?;
	assert_eq!(best(&into)?, (number, hash));
	Ok(())
}
