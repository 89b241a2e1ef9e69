//! What evidence must be bound to: the rules of `piazza_primitives::challenge`, which the chain applies.

use crate::view::{AccountId, H256};
use sha2::{Digest, Sha256, Sha512};

/// Marks what [`Challenge::report_data`] hashes.
const REPORT_DOMAIN: &[u8] = b"piazza/attest/v1";

/// Marks what [`Challenge::nonce`] hashes.
const GPU_DOMAIN: &[u8] = b"piazza/gpu/v1";

/// What makes evidence fresh and speak for one worker of one owner on one chain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Challenge {
	/// The chain.
	pub genesis: H256,
	/// The owner that the worker names.
	pub owner: AccountId,
	/// The worker.
	pub worker: AccountId,
	/// The hash of the block that the evidence names: finalized, one of the last few hundred, and later than the one
	/// the worker named before.
	pub block_hash: H256,
}

impl Challenge {
	/// The nonce that each GPU must be asked with: SHA-256 over `"piazza/gpu/v1" ‖ block hash ‖ worker`.
	pub fn nonce(&self) -> [u8; 32] {
		Sha256::new()
			.chain_update(GPU_DOMAIN)
			.chain_update(self.block_hash)
			.chain_update(self.worker.0)
			.finalize()
			.into()
	}

	/// What the processor's evidence must carry: SHA-512 over `"piazza/attest/v1" ‖ genesis ‖ owner ‖ worker ‖ block
	/// hash ‖ digest of the GPUs' evidence`.
	pub fn report_data(&self, devices_digest: &[u8; 32]) -> [u8; 64] {
		Sha512::new()
			.chain_update(REPORT_DOMAIN)
			.chain_update(self.genesis)
			.chain_update(self.owner.0)
			.chain_update(self.worker.0)
			.chain_update(self.block_hash)
			.chain_update(devices_digest)
			.finalize()
			.into()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn challenge() -> Challenge {
		Challenge {
			genesis: H256([1; 32]),
			owner: AccountId([2; 32]),
			worker: AccountId([3; 32]),
			block_hash: H256([4; 32]),
		}
	}

	#[test]
	fn nonce_is_the_hash_of_the_documented_bytes() {
		let bytes = [b"piazza/gpu/v1".as_slice(), &[4; 32], &[3; 32]].concat();
		assert_eq!(challenge().nonce().as_slice(), Sha256::digest(bytes).as_slice());
	}

	#[test]
	fn report_data_is_the_hash_of_the_documented_bytes() {
		let bytes = [b"piazza/attest/v1".as_slice(), &[1; 32], &[2; 32], &[3; 32], &[4; 32], &[5; 32]].concat();
		assert_eq!(challenge().report_data(&[5; 32]).as_slice(), Sha512::digest(bytes).as_slice());
	}
}
