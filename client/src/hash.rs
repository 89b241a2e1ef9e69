//! The chain's hash.

use crate::H256;
use blake2::{digest::consts::U32, Blake2b, Digest};
use std::hash::DefaultHasher;

/// BLAKE2b-256 of `bytes`.
pub fn blake2_256(bytes: &[u8]) -> H256 {
	let mut hash = Blake2b256::default();
	hash.update(bytes);
	hash.finish()
}

/// BLAKE2b-256 of content that comes in pieces.
#[derive(Clone, Default)]
pub struct Blake2b256(Blake2b<U32>);

impl Blake2b256 {
	/// Adds the next piece.
	pub fn update(&mut self, bytes: &[u8]) {
		self.0.update(bytes);
	}

	/// The hash of everything added.
	pub fn finish(self) -> H256 {
		H256(self.0.finalize().into())
	}
}

/// The chain's hash, for trees.
pub(crate) struct TreeHash;

impl hash_db::Hasher for TreeHash {
	type Out = [u8; 32];
	type StdHasher = DefaultHasher;
	const LENGTH: usize = 32;

	fn hash(bytes: &[u8]) -> [u8; 32] {
		blake2_256(bytes).0
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn hash_is_the_one_the_standard_gives_for_no_bytes() {
		let expected = "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8";
		assert_eq!(hex::encode(blake2_256(b"")), expected);
	}

	#[test]
	fn hash_of_pieces_is_the_hash_of_the_whole() {
		let mut hash = Blake2b256::default();
		hash.update(b"ab");
		hash.update(b"");
		hash.update(b"c");
		assert_eq!(hash.finish(), blake2_256(b"abc"));
	}
}
