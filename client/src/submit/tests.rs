//! Transactions against a node made for tests.

use super::*;
use crate::{fake::*, jobs};
use std::time::Duration;
use subxt_signer::sr25519::dev;
use tokio::{task::JoinHandle, time::timeout};

type Outcome = JoinHandle<Result<Receipt, SubmitError>>;

async fn start(fake: &Fake) -> Submitter {
	Submitter::start(fake.chain().await, dev::alice())
}

fn submit(submitter: &Submitter, call: Call) -> Outcome {
	let submitter = submitter.clone();
	tokio::spawn(async move { submitter.submit(call).await })
}

async fn outcome(outcome: Outcome) -> Result<Receipt, SubmitError> {
	timeout(Duration::from_secs(20), outcome).await.expect("there is an outcome").unwrap()
}

#[tokio::test]
async fn call_succeeds_when_a_final_block_includes_it() {
	let fake = Fake::new();
	let submitter = start(&fake).await;
	let pending = submit(&submitter, jobs::claim(7));
	let sent = fake.wait_for(1).await;
	fake.finalize_empty(1);
	fake.finalize(vec![(vec![1, 2, 3], Fate::Failure(0, 0)), (sent.clone(), Fate::Success)]);
	let receipt = outcome(pending).await.unwrap();
	assert_eq!((receipt.block.number, receipt.hash), (2, crate::blake2_256(&sent)));
}

#[tokio::test]
async fn call_fails_with_the_sentence_of_its_error() {
	let fake = Fake::new();
	let submitter = start(&fake).await;
	let pending = submit(&submitter, jobs::claim(7));
	let sent = fake.wait_for(1).await;
	let metadata = fake.chain().await.head().await.unwrap().client().metadata();
	let jobs = metadata.pallet_by_name("Jobs").unwrap().error_index();
	fake.finalize(vec![(sent, Fate::Failure(jobs, 0))]);
	let error = outcome(pending).await.unwrap_err();
	assert!(error.is("Jobs.NotFound"), "{error}");
	assert!(error.to_string().contains("There is no job of this number"), "{error}");
}

#[tokio::test]
async fn nonces_are_consecutive_when_calls_are_sent_together() {
	let fake = Fake::new();
	fake.set_next_nonce(5);
	let submitter = start(&fake).await;
	let first = submit(&submitter, jobs::claim(1));
	let a = fake.wait_for(1).await;
	let second = submit(&submitter, jobs::claim(2));
	let b = fake.wait_for(2).await;
	fake.finalize(vec![(b.clone(), Fate::Success), (a.clone(), Fate::Success)]);
	outcome(first).await.unwrap();
	outcome(second).await.unwrap();
	assert_eq!([nonce(&a), nonce(&b)], [5, 6]);
}

#[tokio::test]
async fn call_is_signed_anew_when_its_nonce_is_used() {
	for (code, text) in [(1010, "Transaction is outdated"), (1014, "Priority is too low")] {
		let fake = Fake::new();
		fake.refuse(code, text);
		let submitter = start(&fake).await;
		let pending = submit(&submitter, jobs::claim(7));
		fake.set_next_nonce(9);
		let sent = fake.wait_for(2).await;
		fake.finalize(vec![(sent, Fate::Success)]);
		outcome(pending).await.unwrap();
	}
}

#[tokio::test]
async fn call_is_not_sent_for_ever_when_its_nonce_is_always_refused() {
	let fake = Fake::new();
	for _ in 0..20 {
		fake.refuse(1014, "Priority is too low");
	}
	let submitter = start(&fake).await;
	let _pending = submit(&submitter, jobs::claim(7));
	fake.wait_for(5).await;
	tokio::time::sleep(Duration::from_millis(300)).await;
	assert_eq!(fake.sent().len(), 5);
}

#[tokio::test]
async fn same_transaction_is_sent_again_when_the_node_was_full() {
	let fake = Fake::new();
	fake.refuse(1016, "Immediately Dropped");
	let submitter = start(&fake).await;
	let pending = submit(&submitter, jobs::claim(7));
	let first = fake.wait_for(1).await;
	fake.finalize_empty(1);
	let second = fake.wait_for(2).await;
	assert_eq!(first, second);
	fake.finalize(vec![(second, Fate::Success)]);
	outcome(pending).await.unwrap();
}

#[tokio::test]
async fn call_is_refused_at_once_when_it_can_never_be_taken() {
	let fake = Fake::new();
	fake.refuse(1010, "Inability to pay some fees (e.g. account balance too low)");
	let submitter = start(&fake).await;
	let error = outcome(submit(&submitter, jobs::claim(7))).await.unwrap_err();
	assert!(matches!(error, SubmitError::Refused { .. }), "{error}");
	// The nonce was not used: the next call gets it.
	let pending = submit(&submitter, jobs::claim(8));
	let sent = fake.wait_for(2).await;
	assert_eq!(nonce(&sent), 0);
	fake.finalize(vec![(sent, Fate::Success)]);
	outcome(pending).await.unwrap();
}

#[tokio::test]
async fn call_is_signed_anew_when_it_cannot_be_included_any_more() {
	let fake = Fake::new();
	let submitter = start(&fake).await;
	let pending = submit(&submitter, jobs::claim(7));
	let first = fake.wait_for(1).await;
	fake.finalize_empty(MORTALITY);
	let second = loop {
		let sent = fake.sent();
		match sent.iter().find(|transaction| **transaction != first) {
			Some(second) => break second.clone(),
			None => tokio::time::sleep(Duration::from_millis(10)).await,
		}
	};
	fake.finalize(vec![(second, Fate::Success)]);
	outcome(pending).await.unwrap();
}

#[tokio::test]
async fn call_is_given_up_when_its_window_is_over() {
	let fake = Fake::new();
	let submitter = start(&fake).await;
	let pending = submit(&submitter, jobs::claim(7));
	fake.wait_for(1).await;
	fake.finalize_empty(WINDOW + MORTALITY);
	let error = outcome(pending).await.unwrap_err();
	assert!(matches!(error, SubmitError::NotIncluded { until: WINDOW, .. }), "{error}");
}

#[tokio::test]
async fn call_is_given_up_at_once_when_its_time_is_over_before_it_is_sent() {
	let fake = Fake::new();
	fake.finalize_empty(3);
	let submitter = start(&fake).await;
	let error = submitter.submit_until(jobs::claim(7), 3).await.unwrap_err();
	assert!(matches!(error, SubmitError::NotIncluded { attempts: 0, until: 3, .. }), "{error}");
	assert!(fake.sent().is_empty());
}

/// The nonce in a transaction: after length, version, address, signature, and an era of two bytes.
fn nonce(transaction: &[u8]) -> u32 {
	use codec::{Compact, Decode};
	let mut bytes = transaction;
	Compact::<u32>::decode(&mut bytes).unwrap();
	let skipped = 1 + 33 + 65;
	let mut bytes = &bytes[skipped..];
	// The extensions before the era take no space.
	<(u8, u8)>::decode(&mut bytes).unwrap();
	Compact::<u32>::decode(&mut bytes).unwrap().0
}
