//! Blocks without consensus: what other end-to-end tests rely on.

use anyhow::Result;
use piazza_e2e::{Node, NodeOptions, PATIENCE};
use serde_json::Value;
use subxt::{
	dynamic,
	tx::Signer,
	utils::{AccountId32, MultiSignature},
	OnlineClient, PolkadotConfig,
};
use subxt_signer::sr25519::dev;

/// A well-known account of the development chain.
struct Alice;

impl Signer<PolkadotConfig> for Alice {
	fn account_id(&self) -> AccountId32 {
		AccountId32(dev::alice().public_key().0)
	}

	fn sign(&self, payload: &[u8]) -> MultiSignature {
		MultiSignature::Sr25519(dev::alice().sign(payload).0)
	}
}

/// More slots than an epoch has, so that the authors of the next one must be known.
const MORE_THAN_AN_EPOCH: u32 = 210;

#[tokio::test]
async fn blocks_come_on_request_when_sealing_is_manual() -> Result<()> {
	let mut node = Node::start(NodeOptions::sealed("manual")).await?;
	assert_eq!(node.best().await?.number, 0, "no block by itself");

	node.seal_blocks(MORE_THAN_AN_EPOCH).await?;
	let head = node.finalized().await?;
	assert_eq!(head.number, MORE_THAN_AN_EPOCH, "a block is final when it is asked to be");
	assert_eq!(head, node.best().await?);

	// A block that is not asked to be final is not.
	node.call::<Value>("engine_createBlock", [true.into(), false.into(), Value::Null]).await?;
	assert_eq!(node.best().await?.number, MORE_THAN_AN_EPOCH + 1);
	assert_eq!(node.finalized().await?, head);

	// The fake time goes on where it was, far ahead of the clock.
	node.restart().await?;
	node.seal_blocks(1).await?;
	assert!(node.best().await?.number > MORE_THAN_AN_EPOCH);
	Ok(())
}

#[tokio::test]
async fn blocks_come_by_themselves_when_sealing_by_interval() -> Result<()> {
	let node = Node::start(NodeOptions::sealed("interval=100")).await?;
	let head = node.wait_for_finalized(20, PATIENCE).await?;
	assert!(node.best().await?.number >= head.number);
	Ok(())
}

#[tokio::test]
async fn block_comes_with_the_transaction_when_sealing_is_instant() -> Result<()> {
	let node = Node::start(NodeOptions::sealed("instant")).await?;
	assert_eq!(node.best().await?.number, 0, "no block without a transaction");

	let api = OnlineClient::<PolkadotConfig>::from_insecure_url(node.url()).await?;
	let remark = dynamic::transaction("System", "remark", (b"hello".to_vec(),));
	let included =
		api.tx().await?.sign_and_submit_then_watch_default(&remark, &Alice).await?.wait_for_finalized_success();
	tokio::time::timeout(PATIENCE, included).await??;
	assert!(node.finalized().await?.number >= 1);

	// A request makes a block all the same.
	let before = node.best().await?.number;
	node.seal_blocks(1).await?;
	assert!(node.best().await?.number > before);
	Ok(())
}
