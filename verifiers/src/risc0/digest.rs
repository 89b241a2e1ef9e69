//! RISC Zero's digests of structures: SHA-256 over the digest of the structure's name, the digests of its parts, its
//! numbers (32 bits, the least significant byte first) and how many parts there were (16 bits, likewise).

use crate::groth16::{Bn254, Input, VerifyingKey};
use alloc::vec::Vec;
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest.
pub type Digest = [u8; 32];

const NONE: Digest = [0; 32];

/// The digest of some bytes.
pub(super) fn sha256(bytes: &[u8]) -> Digest {
	Sha256::digest(bytes).into()
}

fn tagged(name: &str, parts: &[Digest], numbers: &[u32]) -> Digest {
	let mut hash = Sha256::new();
	hash.update(sha256(name.as_bytes()));
	for part in parts {
		hash.update(part);
	}
	for number in numbers {
		hash.update(number.to_le_bytes());
	}
	hash.update(u16::try_from(parts.len()).unwrap_or(u16::MAX).to_le_bytes());
	hash.finalize().into()
}

/// The digest of the claim that the program of `image_id` halted with exit code zero, took no assumption from other
/// receipts, and wrote a journal of this digest.
pub fn claim_digest(image_id: &Digest, journal_digest: &Digest) -> Digest {
	const HALTED: u32 = 0;
	const EXIT_CODE: u32 = 0;
	let input = NONE;
	// A machine that has halted is described by program counter zero and an empty memory.
	let after = tagged("risc0.SystemState", &[NONE], &[0]);
	let assumptions = NONE;
	let output = tagged("risc0.Output", &[*journal_digest, assumptions], &[]);
	tagged("risc0.ReceiptClaim", &[input, *image_id, after, output], &[HALTED, EXIT_CODE])
}

/// The first bytes of the digest of what a verifier is made of.
pub(super) fn selector(control_root: &Digest, bn254_control_id: &Input, key: &[u8]) -> [u8; 4] {
	let mut control_id = *bn254_control_id;
	control_id.reverse();
	let digest = tagged("risc0.Groth16ReceiptVerifierParameters", &[*control_root, control_id, key_digest(key)], &[]);
	let [a, b, c, d, ..] = digest;
	[a, b, c, d]
}

/// The digest of a verifying key, which is written as [`VerifyingKey::from_bytes`] reads it.
fn key_digest(key: &[u8]) -> Digest {
	let (g1, g2) = (VerifyingKey::<Bn254>::G1, VerifyingKey::<Bn254>::G2);
	let mut rest = key;
	let mut parts = Vec::new();
	for length in [g1, g2, g2, g2] {
		let (part, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
		parts.push(sha256(part));
		rest = after;
	}
	// A list is a chain of pairs of the first and all others.
	let list = rest
		.chunks(g1)
		.rev()
		.fold(NONE, |others, point| tagged("risc0_groth16.VerifyingKey.IC", &[sha256(point), others], &[]));
	parts.push(list);
	tagged("risc0_groth16.VerifyingKey", &parts, &[])
}
