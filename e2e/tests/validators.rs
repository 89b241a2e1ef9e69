//! From a running node to a validator that finalizes blocks, and out again, with the command line alone.

use anyhow::{ensure, Context, Result};
use piazza_client::{
	chain::{Block, Chain, Options},
	keys, AccountId,
};
use piazza_e2e::{binary, wait_until, Node, NodeOptions, PATIENCE};
use serde_json::Value;
use std::process::{Command, Output, Stdio};

const OPERATOR: &str = "//Bob";
const DELEGATOR: &str = "//Charlie";

/// Runs the command line against `node`, to the end; what it prints is for programs.
async fn run(node: &Node, who: &str, arguments: &[&str]) -> Result<Output> {
	let mut command = Command::new(binary("piazza")?);
	command.args(["--node", &node.url(), "--key", who, "--json"]).args(arguments).stdin(Stdio::null());
	Ok(tokio::task::spawn_blocking(move || command.output()).await??)
}

/// The same, with success.
async fn piazza(node: &Node, who: &str, arguments: &[&str]) -> Result<Value> {
	let output = run(node, who, arguments).await?;
	ensure!(output.status.success(), "piazza {arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
	Ok(serde_json::from_slice(&output.stdout)?)
}

async fn validates(block: &Block, operator: AccountId) -> Result<bool> {
	Ok(block.validators().await?.iter().any(|validator| validator.operator == operator))
}

#[tokio::test]
async fn node_validates_when_it_was_set_up() -> Result<()> {
	let alice = Node::start(NodeOptions::dev()).await?;
	let node = Node::start(NodeOptions::joining_dev().bootnode(&alice.address().await?)).await?;
	let operator = keys::parse_account(OPERATOR)?;
	node.wait_for_finalized(2, PATIENCE).await?;

	// Nothing happens without a word.
	let unconfirmed = run(&node, OPERATOR, &["validator", "setup"]).await?;
	let error = String::from_utf8_lossy(&unconfirmed.stdout);
	ensure!(!unconfirmed.status.success() && error.contains("--yes"), "{error}");

	let set_up = ["validator", "setup", "--stake", "12000", "--commission", "5", "--yes"];
	let done = piazza(&node, OPERATOR, &set_up).await?;
	assert_eq!((&done["changed"], &done["would_be_elected"]), (&true.into(), &true.into()));
	let from = done["from_session"].as_u64().context("a session")?;
	assert_eq!(piazza(&node, OPERATOR, &set_up).await?["changed"], false);

	// It validates in the session that was foretold, and not earlier.
	let chain = Chain::connect(Options::new(node.url())).await?;
	let first = wait_until("the operator to validate", PATIENCE, || async {
		let block = chain.head().await?;
		Ok(validates(&block, operator).await?.then_some(block))
	})
	.await?;
	assert_eq!(first.clock().await?.context("a clock")?.session, u32::try_from(from)?);
	// Two validators finalize together or not at all.
	node.wait_for_finalized(first.number() + 5, PATIENCE).await?;
	let status = piazza(&node, OPERATOR, &["validator", "status"]).await?;
	assert_eq!(status["keys_in_node"], true);
	assert_eq!(status["now"], "12000000000000000");

	// Another node does not take over by accident.
	let elsewhere = run(&alice, OPERATOR, &["validator", "setup", "--yes"]).await?;
	let problems = String::from_utf8_lossy(&elsewhere.stdout);
	ensure!(!elsewhere.status.success() && problems.contains("--replace-keys"), "{problems}");

	// Others stand behind it, and it leaves.
	let account = operator.to_string();
	piazza(&node, DELEGATOR, &["stake", "bond", "validator", &account, "500"]).await?;
	let left = piazza(&node, DELEGATOR, &["stake", "unbond", "validator", &account, "all"]).await?;
	let shown = piazza(&node, DELEGATOR, &["stake", "show"]).await?;
	assert_eq!(shown["delegations"][0]["leaving"][0]["free_in_era"], left["free_in_era"]);
	assert_eq!(shown["delegations"][0]["leaving"][0]["amount"], left["amount"]);
	piazza(&node, OPERATOR, &["validator", "leave"]).await?;
	let status = piazza(&node, OPERATOR, &["validator", "status"]).await?;
	assert_eq!((&status["candidate"], &status["position"]["active"]), (&false.into(), &false.into()));
	Ok(())
}
