use super::*;
use crate::view::BlockNumber;
use anyhow::anyhow;
use futures::stream::{self, BoxStream};
use std::{collections::VecDeque, sync::Mutex};

const GENESIS: H256 = H256([1; 32]);
const HASTY: Patience = Patience {
	stall: Duration::from_millis(50),
	pause: Duration::from_millis(1),
	longest_pause: Duration::from_millis(4),
};

/// Gives one list of blocks per subscription, and then says nothing; 0 stands for an error.
struct Scripted {
	subscriptions: Mutex<VecDeque<Vec<BlockNumber>>>,
	genesis: Mutex<VecDeque<H256>>,
}

impl Scripted {
	fn new(subscriptions: &[&[BlockNumber]]) -> Self {
		let subscriptions = subscriptions.iter().map(|blocks| blocks.to_vec()).collect();
		Self { subscriptions: Mutex::new(subscriptions), genesis: Mutex::default() }
	}
}

fn head(number: BlockNumber) -> Head {
	Head { number, hash: H256::from_low_u64_be(number.into()) }
}

impl Heads for Scripted {
	async fn genesis(&self) -> Result<H256> {
		Ok(self.genesis.lock().unwrap().pop_front().unwrap_or(GENESIS))
	}

	async fn heads(&self) -> Result<BoxStream<'static, Result<Head>>> {
		let Some(blocks) = self.subscriptions.lock().unwrap().pop_front() else { return Ok(stream::pending().boxed()) };
		let heads = blocks.into_iter().map(|number| match number {
			0 => Err(anyhow!("the line is cut")),
			number => Ok(head(number)),
		});
		// Time for the test to look at each block.
		Ok(stream::iter(heads.collect::<Vec<_>>())
			.then(|head| async {
				sleep(Duration::from_millis(5)).await;
				head
			})
			.boxed())
	}
}

/// The numbers of the blocks passed on until block `last`.
async fn heard(chain: Scripted, last: BlockNumber) -> Vec<BlockNumber> {
	let (sender, mut heads) = watch::channel(None);
	let follower = tokio::spawn(async move { follow(&chain, GENESIS, sender, HASTY).await });
	let mut numbers = Vec::new();
	while numbers.last() != Some(&last) {
		timeout(Duration::from_secs(10), heads.changed()).await.expect("a block comes").unwrap();
		numbers.extend(heads.borrow_and_update().map(|head| head.number));
	}
	drop(heads);
	follower.await.unwrap().unwrap();
	numbers
}

#[tokio::test]
async fn blocks_are_passed_on_in_order_and_once_when_subscriptions_break_and_repeat() {
	let chain = Scripted::new(&[&[3, 4, 0, 99], &[4, 3, 5], &[], &[0], &[5, 8]]);
	assert_eq!(heard(chain, 8).await, [3, 4, 5, 8]);
}

#[tokio::test]
async fn follower_subscribes_anew_when_the_chain_is_silent() {
	// The second subscription is asked for only after the first one, which ends, and a silent one in between.
	let chain = Scripted::new(&[&[1]]);
	let (sender, heads) = watch::channel(None);
	let outcome = timeout(Duration::from_millis(300), follow(&chain, GENESIS, sender, HASTY)).await;
	assert!(outcome.is_err(), "it never gives up");
	assert_eq!(*heads.borrow(), Some(head(1)));
}

#[tokio::test]
async fn follower_stops_when_the_node_is_on_another_chain() {
	let chain = Scripted::new(&[&[1, 2], &[3]]);
	chain.genesis.lock().unwrap().extend([GENESIS, H256([9; 32])]);
	let (sender, heads) = watch::channel(None);
	let error = follow(&chain, GENESIS, sender, HASTY).await.unwrap_err();
	assert!(error.to_string().contains("another chain"));
	assert_eq!(*heads.borrow(), Some(head(2)));
}
