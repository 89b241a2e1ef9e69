//! What is signed off chain and shown on chain.

use alloc::vec::Vec;
use codec::Encode;
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};

/// Marks what is hashed.
const MARK: &[u8] = b"piazza/signed/v1";

/// What a signature is good for: one purpose of one pallet of one chain, once, for a while.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SigningDomain<'a, AccountId, BlockNumber> {
	/// Hash of the chain's first block.
	pub genesis: H256,
	/// The pallet that it is shown to.
	pub pallet: &'a str,
	/// What it is shown for.
	pub purpose: &'a str,
	/// Who signs.
	pub signer: &'a AccountId,
	/// What makes it good for once, where nothing else does.
	pub nonce: u64,
	/// The first block in which it is good no more.
	pub expires: BlockNumber,
}

impl<AccountId: Encode, BlockNumber: Encode> SigningDomain<'_, AccountId, BlockNumber> {
	/// The bytes to sign: BLAKE2b-256 over the SCALE encoding of (`"piazza/signed/v1"`, genesis, pallet, purpose, signer,
	/// nonce, expiry, payload), texts with their lengths, between `<Bytes>` and `</Bytes>`.
	///
	/// That is how wallets wrap bytes: any wallet can sign it. These 47 bytes are too short for an extrinsic's payload,
	/// which has the hash of a block in it twice, so that none can be made of the signature.
	pub fn message(&self, payload: &impl Encode) -> Vec<u8> {
		let Self { genesis, pallet, purpose, signer, nonce, expires } = self;
		let hash = BlakeTwo256::hash_of(&(MARK, genesis, pallet, purpose, signer, nonce, expires, payload));
		[b"<Bytes>".as_slice(), hash.as_bytes(), b"</Bytes>"].concat()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn message_is_the_documented_bytes() {
		let genesis = H256::repeat_byte(1);
		let domain = SigningDomain { genesis, pallet: "a", purpose: "bc", signer: &[2u8; 32], nonce: 3, expires: 4u32 };
		let mut bytes = vec![16 << 2];
		bytes.extend(MARK);
		bytes.extend([1; 32]);
		bytes.extend([1 << 2, b'a', 2 << 2, b'b', b'c']);
		bytes.extend([2; 32]);
		bytes.extend([3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 9]);
		let hash = BlakeTwo256::hash(&bytes);
		let expected = [b"<Bytes>".as_slice(), hash.as_bytes(), b"</Bytes>"].concat();
		assert_eq!(domain.message(&9u8), expected);
		assert_eq!(expected.len(), 47);
	}
}
