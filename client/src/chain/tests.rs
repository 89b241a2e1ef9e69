//! Following a chain, against a node made for tests.

use super::*;
use crate::fake::Fake;

async fn next(blocks: &mut Blocks) -> u32 {
	timeout(Duration::from_secs(10), blocks.next()).await.expect("there is a next block").unwrap().number()
}

#[tokio::test]
async fn blocks_come_without_gaps_when_many_become_final_at_once() {
	let fake = Fake::new();
	let chain = fake.chain().await;
	fake.finalize_empty(3);
	let processed = chain.at(1).await.unwrap().head();
	let mut blocks = chain.follow(Some(processed));
	assert_eq!([next(&mut blocks).await, next(&mut blocks).await], [2, 3]);
	fake.finalize_empty(5);
	for number in 4..=8 {
		assert_eq!(next(&mut blocks).await, number);
	}
}

#[tokio::test]
async fn blocks_start_after_the_present_one_when_nothing_was_processed() {
	let fake = Fake::new();
	fake.finalize_empty(3);
	let mut blocks = fake.chain().await.follow(None);
	// Not ready before there is a new block; nothing is lost when it is given up.
	assert!(timeout(Duration::from_millis(200), blocks.next()).await.is_err());
	fake.finalize_empty(2);
	assert_eq!([next(&mut blocks).await, next(&mut blocks).await], [4, 5]);
}

#[tokio::test]
async fn following_fails_when_what_was_processed_was_replaced() {
	let fake = Fake::new();
	fake.finalize_empty(3);
	let chain = fake.chain().await;
	let processed = chain.at(2).await.unwrap().head();
	fake.replace(2);
	let error = chain.follow(Some(processed)).next().await.map(|block| block.number()).unwrap_err();
	assert!(matches!(error, Error::Replaced { number: 2, expected, .. } if expected == processed.hash), "{error}");
}

#[tokio::test]
async fn block_is_refused_when_it_is_not_final() {
	let fake = Fake::new();
	let error = fake.chain().await.at(1).await.map(|block| block.number()).unwrap_err();
	assert!(matches!(error, Error::NotFinalized { number: 1, finalized: 0 }), "{error}");
}

#[tokio::test]
async fn connecting_fails_when_the_chain_is_another() {
	let fake = Fake::new();
	let chain = fake.chain().await;
	let expected = H256::repeat_byte(1);
	let found = chain.genesis();
	let error = chain.clone().expecting(Some(expected)).map(|chain| chain.genesis()).unwrap_err();
	assert!(matches!(error, Error::WrongChain { expected: e, found: f, .. } if (e, f) == (expected, found)));
	assert!(chain.expecting(Some(found)).is_ok());
}
