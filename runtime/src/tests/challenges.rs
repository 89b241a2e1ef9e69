//! Evidence that was recorded elsewhere is bound to what it was bound to there. A test may replay that.

use crate::AccountId;
use core::{cell::RefCell, marker::PhantomData};
use pallet_attestation::Challenges;
use sp_core::H256;

/// What evidence was bound to where it was recorded.
#[derive(Clone, Copy)]
pub(super) struct Recorded {
	/// What the processor was asked to carry.
	pub(super) report_data: [u8; 64],
	/// What the GPUs were asked with.
	pub(super) gpu_nonce: [u8; 32],
}

std::thread_local! {
	static REPLAYED: RefCell<Option<Recorded>> = const { RefCell::new(None) };
}

/// While `test` runs, evidence must be bound to this, whoever hands it in.
pub(super) fn replaying<R>(recorded: Recorded, test: impl FnOnce() -> R) -> R {
	REPLAYED.set(Some(recorded));
	let result = test();
	REPLAYED.set(None);
	result
}

/// The challenges of `Production`, unless the test replays others.
pub struct Replay<Production>(PhantomData<Production>);

impl<Production: Challenges<AccountId>> Challenges<AccountId> for Replay<Production> {
	fn report_data(owner: &AccountId, worker: &AccountId, block_hash: &H256, gpus: &[u8; 32]) -> [u8; 64] {
		match REPLAYED.with_borrow(|recorded| *recorded) {
			Some(recorded) => recorded.report_data,
			None => Production::report_data(owner, worker, block_hash, gpus),
		}
	}

	fn gpu_nonce(block_hash: &H256, worker: &AccountId) -> [u8; 32] {
		match REPLAYED.with_borrow(|recorded| *recorded) {
			Some(recorded) => recorded.gpu_nonce,
			None => Production::gpu_nonce(block_hash, worker),
		}
	}
}
