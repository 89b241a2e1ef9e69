//! Signatures on secp256k1 as Ethereum's wallets make them: the one form that counts, and who made them.
//!
//! Recovery is an argument, since some hosts have it natively.

use crate::bytes::lower_hex;
use core::fmt;
use k256::ecdsa::{RecoveryId, Signature, VerifyingKey};
use sha3::{Digest, Keccak256};

/// Half the order of secp256k1, rounded down: what `s` may be at most (EIP-2), big-endian.
const HALF_ORDER: [u8; 32] = [
	0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e,
	0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

/// An Ethereum address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(pub [u8; 20]);

impl Address {
	/// Reads `0x` and 40 lower-case hexadecimal digits, the form that is signed.
	pub fn parse(text: &str) -> Option<Self> {
		lower_hex(text).map(Self)
	}
}

impl fmt::Display for Address {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("0x")?;
		self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
	}
}

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

/// Why a signature is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
	/// It does not have 65 bytes.
	Length,
	/// Its last byte is neither 27 nor 28.
	RecoveryByte,
	/// It is the other of the two forms that every signature has: its `s` is in the upper half.
	HighS,
	/// No key can have made it.
	Unrecoverable,
}

/// Who signed what has this digest. The signature is `r ‖ s ‖ v`, `v` being 27 or 28, `s` in the lower half.
pub fn signer(digest: &[u8; 32], signature: &[u8], recover: &dyn Recover) -> Result<Address, Fault> {
	let mut signature: [u8; 65] = signature.try_into().map_err(|_| Fault::Length)?;
	let [_, .., v] = &mut signature;
	*v = match *v {
		27 => 0,
		28 => 1,
		_ => return Err(Fault::RecoveryByte),
	};
	match is_low(&signature) {
		true => recover.recover(digest, &signature).ok_or(Fault::Unrecoverable),
		false => Err(Fault::HighS),
	}
}

/// Whether `s` of a signature `r ‖ s ‖ v` is in the lower half of the order: of the two forms that every signature has, the
/// one that counts.
pub fn is_low(signature: &[u8; 65]) -> bool {
	let [rest @ .., _] = signature;
	rest.last_chunk::<32>().is_some_and(|s| *s <= HALF_ORDER)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn signature_is_low_up_to_half_the_order() {
		let with = |s: [u8; 32]| {
			let mut signature = [0xff; 65];
			signature[32..64].copy_from_slice(&s);
			signature
		};
		let mut above = HALF_ORDER;
		above[31] += 1;
		assert_eq!([[0; 32], HALF_ORDER, above, [0xff; 32]].map(|s| is_low(&with(s))), [true, true, false, false]);
	}
}
