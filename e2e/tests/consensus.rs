//! Nodes that agree: real BABE and GRANDPA over a real network, on loopback.

use anyhow::{ensure, Context, Result};
use piazza_e2e::{Node, NodeOptions, PATIENCE};
use serde_json::Value;
use std::collections::BTreeSet;

/// How the digest of BABE's author begins, in the hexadecimal of RPC: kind 6 (before the runtime ran), then `BABE`.
const BABE_PRE_DIGEST: &str = "0x0642414245";

/// Which validator made the block, as an index into the list of validators.
fn author(header: &Value) -> Result<u32> {
	let logs = header.pointer("/digest/logs").and_then(Value::as_array).context("a header has digests")?;
	let digest =
		logs.iter().find_map(|log| log.as_str()?.strip_prefix(BABE_PRE_DIGEST)).context("a block names its author")?;
	let bytes = (0..digest.len())
		.step_by(2)
		.map(|at| Ok(u8::from_str_radix(digest.get(at..at + 2).context("whole bytes")?, 16)?))
		.collect::<Result<Vec<_>>>()?;
	// A compact length of one, two or four bytes, then the kind of claim, then the index.
	let length = match bytes.first().context("a length")? & 3 {
		0 => 1,
		1 => 2,
		_ => 4,
	};
	let index = bytes.get(length + 1..length + 5).context("an index")?;
	Ok(u32::from_le_bytes(index.try_into()?))
}

#[tokio::test]
async fn chain_is_one_when_two_validators_make_it() -> Result<()> {
	let alice = Node::start(NodeOptions::local("alice")).await?;
	let bob = Node::start(NodeOptions::local("bob").bootnode(&alice.address().await?)).await?;

	let mut authors = BTreeSet::new();
	let mut seen = 0;
	while authors.len() < 2 {
		seen += 1;
		ensure!(seen < 100, "after {seen} blocks, the authors are {authors:?}");
		alice.wait_for_finalized(seen, PATIENCE).await?;
		let hash = alice.hash_of(seen).await?.context("a final block has a hash")?;
		authors.insert(author(&alice.header(&hash).await?)?);
	}
	assert_eq!(authors, BTreeSet::from([0, 1]));

	let height = seen + 2;
	let there = alice.wait_for_finalized(height, PATIENCE);
	let here = bob.wait_for_finalized(height, PATIENCE);
	tokio::try_join!(there, here)?;
	assert_eq!(alice.hash_of(height).await?, bob.hash_of(height).await?);
	assert!(alice.hash_of(height).await?.is_some());
	Ok(())
}

#[tokio::test]
async fn chain_goes_on_when_node_is_killed_and_restarted() -> Result<()> {
	let mut node = Node::start(NodeOptions::dev()).await?;
	let before = node.wait_for_finalized(2, PATIENCE).await?;
	// What was final a moment ago is on the disk.
	node.wait_for_finalized(before.number + 2, PATIENCE).await?;
	node.kill_hard();

	node.restart().await?;
	assert_eq!(node.hash_of(before.number).await?, Some(before.hash), "the database was kept");
	let after = node.wait_for_finalized(before.number + 4, PATIENCE).await?;
	assert!(after.number > before.number);
	Ok(())
}
