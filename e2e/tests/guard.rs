//! Two nodes with the keys of one validator.

use anyhow::{ensure, Result};
use piazza_e2e::{wait_until, Node, NodeOptions, PATIENCE};
use std::fs;

/// What a node prints when it makes a block.
const MAKES_BLOCK: &str = "Pre-sealed block";
/// What a node prints when somebody else signs with its keys.
const ALARM: &str = "TWO MACHINES, ONE KEY";

/// Two validators, of which the first, Alice, has made a block.
async fn network() -> Result<(Node, Node)> {
	let alice = Node::start(NodeOptions::local("alice")).await?;
	let bob = Node::start(NodeOptions::local("bob").bootnode(&alice.address().await?)).await?;
	alice.daemon().wait_for_log(MAKES_BLOCK, PATIENCE).await?;
	Ok((alice, bob))
}

#[tokio::test]
async fn second_node_is_silent_when_first_signs() -> Result<()> {
	let (alice, bob) = network().await?;
	let twin = Node::start(NodeOptions::local("alice").bootnode(&bob.address().await?)).await?;
	twin.daemon().wait_for_log("Silent for", PATIENCE).await?;
	twin.daemon().wait_for_log(ALARM, PATIENCE).await?;
	ensure!(!twin.daemon().output().contains(MAKES_BLOCK), "the second node made a block");
	ensure!(alice.daemon().is_running(), "the first node ended");
	Ok(())
}

#[tokio::test]
async fn first_node_ends_when_second_signs_without_guard() -> Result<()> {
	let (alice, bob) = network().await?;
	let twin = NodeOptions::local("alice").bootnode(&bob.address().await?).arg("--no-double-start-guard");
	let twin = Node::start(twin).await?;
	alice.daemon().wait_for_log(ALARM, PATIENCE).await?;
	let status = alice.daemon().wait_for_exit(PATIENCE).await?;
	ensure!(!status.success(), "the first node ended without an error");
	ensure!(twin.daemon().is_running(), "the second node ended");
	Ok(())
}

#[tokio::test]
async fn node_signs_at_once_when_its_own_block_is_the_newest() -> Result<()> {
	let (mut alice, _bob) = network().await?;
	wait_until("the record of alice's block", PATIENCE, || async { Ok(has_record(&alice)?.then_some(())) }).await?;
	alice.kill_hard();
	alice.restart().await?;
	alice.daemon().wait_for_log("starts to sign", PATIENCE).await?;
	ensure!(!alice.daemon().output().contains("Silent for"), "it was silent");
	alice.daemon().wait_for_log(MAKES_BLOCK, PATIENCE).await?;
	Ok(())
}

/// Whether the node has put a block of its own on record.
fn has_record(node: &Node) -> Result<bool> {
	let mut chains = fs::read_dir(node.base_path().join("chains"))?;
	Ok(chains.any(|chain| chain.is_ok_and(|chain| chain.path().join("signed.json").exists())))
}
