//! What evidence of hardware must be bound to, so that it is fresh and speaks for one worker of one owner on one chain.

use codec::Encode;
use sha2::{Digest, Sha256, Sha512};
use sp_core::H256;

/// Marks what [`report_data`] hashes.
const REPORT_DOMAIN: &[u8] = b"piazza/attest/v1";

/// Marks what [`gpu_nonce`] hashes.
const GPU_DOMAIN: &[u8] = b"piazza/gpu/v1";

/// Stands for the evidence of GPUs where there are none.
pub const NO_GPUS: [u8; 32] = [0; 32];

/// What the processor's evidence must carry: SHA-512 over `"piazza/attest/v1" ‖ genesis ‖ owner ‖ worker ‖ block hash ‖
/// digest of the GPUs' evidence` (16 + 32 + 32 + 32 + 32 + 32 bytes for accounts of Piazza).
///
/// In the report data of SGX, TDX and SEV-SNP, in the user data of Nitro; its first 32 bytes are Android's challenge.
pub fn report_data<AccountId: Encode>(
	genesis: &H256,
	owner: &AccountId,
	worker: &AccountId,
	block_hash: &H256,
	gpus: &[u8; 32],
) -> [u8; 64] {
	Sha512::new()
		.chain_update(REPORT_DOMAIN)
		.chain_update(genesis)
		.chain_update(owner.encode())
		.chain_update(worker.encode())
		.chain_update(block_hash)
		.chain_update(gpus)
		.finalize()
		.into()
}

/// The nonce that each NVIDIA device must be asked with: SHA-256 over `"piazza/gpu/v1" ‖ block hash ‖ worker`.
pub fn gpu_nonce<AccountId: Encode>(block_hash: &H256, worker: &AccountId) -> [u8; 32] {
	Sha256::new().chain_update(GPU_DOMAIN).chain_update(block_hash).chain_update(worker.encode()).finalize().into()
}

/// What stands for the GPUs' evidence in [`report_data`]: SHA-256 over the SCALE encoding of the list, or [`NO_GPUS`].
pub fn gpu_digest<Device: Encode>(devices: &[Device]) -> [u8; 32] {
	match devices.is_empty() {
		true => NO_GPUS,
		false => Sha256::digest(devices.encode()).into(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn report_data_is_the_hash_of_the_documented_bytes() {
		let bytes = [b"piazza/attest/v1".as_slice(), &[1; 32], &[2; 32], &[3; 32], &[4; 32], &[5; 32]].concat();
		let (genesis, block) = (H256::repeat_byte(1), H256::repeat_byte(4));
		let bound = report_data(&genesis, &[2u8; 32], &[3u8; 32], &block, &[5; 32]);
		assert_eq!(bound.as_slice(), Sha512::digest(bytes).as_slice());
	}

	#[test]
	fn gpu_nonce_is_the_hash_of_the_documented_bytes() {
		let bytes = [b"piazza/gpu/v1".as_slice(), &[4; 32], &[3; 32]].concat();
		assert_eq!(gpu_nonce(&H256::repeat_byte(4), &[3u8; 32]).as_slice(), Sha256::digest(bytes).as_slice());
	}

	#[test]
	fn gpu_digest_is_zeros_when_there_are_no_gpus() {
		assert_eq!(gpu_digest::<u8>(&[]), NO_GPUS);
		assert_eq!(gpu_digest(&[1u8, 2]).as_slice(), Sha256::digest([8, 1, 2]).as_slice());
	}
}
