//! What evidence must be bound to.

use crate::Config;
use core::marker::PhantomData;
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::challenge;
use sp_core::H256;
use sp_runtime::traits::Zero;

/// Says what evidence must be bound to.
pub trait Challenges<AccountId> {
	/// What the processor's or phone's evidence must carry, given the hash of a recent block and the digest of the GPUs'
	/// evidence (zeros for none).
	fn report_data(owner: &AccountId, worker: &AccountId, block_hash: &H256, gpus: &[u8; 32]) -> [u8; 64];

	/// The nonce that NVIDIA devices must have been asked with.
	fn gpu_nonce(block_hash: &H256, worker: &AccountId) -> [u8; 32];
}

/// Binds evidence to this chain, the owner, the worker and a block, by [`piazza_primitives::challenge`]: what production
/// uses.
pub struct Bound<T>(PhantomData<T>);

impl<T: Config> Challenges<T::AccountId> for Bound<T> {
	fn report_data(owner: &T::AccountId, worker: &T::AccountId, block_hash: &H256, gpus: &[u8; 32]) -> [u8; 64] {
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		challenge::report_data(&genesis, owner, worker, block_hash, gpus)
	}

	fn gpu_nonce(block_hash: &H256, worker: &T::AccountId) -> [u8; 32] {
		challenge::gpu_nonce(block_hash, worker)
	}
}
