//! Who signed: public key recovery on secp256k1. An argument, since some hosts have it natively.

use super::Address;
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use sha3::{Digest, Keccak256};

/// Finds the Ethereum address whose key made a signature.
pub trait Recover {
	/// The address for a digest and a signature `r ‖ s ‖ v`, where `v` is 0 or 1. None if there is none.
	///
	/// Only canonical signatures are asked about: `s` is not above half the order of the curve.
	fn recover(&self, digest: &[u8; 32], signature: &[u8; 65]) -> Option<Address>;
}

/// In software.
#[derive(Clone, Copy, Debug, Default)]
pub struct Software;

impl Recover for Software {
	fn recover(&self, digest: &[u8; 32], signature: &[u8; 65]) -> Option<Address> {
		let (signature, v) = signature.split_last_chunk::<1>()?;
		let [v] = *v;
		let parsed = Signature::from_slice(signature).ok()?;
		let key = VerifyingKey::recover_from_prehash(digest, &parsed, RecoveryId::from_byte(v)?).ok()?;
		let point = key.to_sec1_point(false);
		let digest: [u8; 32] = Keccak256::digest(point.as_bytes().get(1..)?).into();
		digest.last_chunk().copied().map(Address)
	}
}
