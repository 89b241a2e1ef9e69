//! What is signed off chain and shown on chain.

use crate::{blake2_256, BlockNumber, H256};
use codec::Encode;

/// What comes before everything else in what is signed for the chain.
const MARK: &str = "piazza/signed/v1";

/// The bytes that `signer` signs for `purpose` of `pallet`: see `SigningDomain` of the runtime. They are made here: who signs
/// what a node hands over signs anything.
pub(crate) fn message(
	genesis: H256,
	pallet: &str,
	purpose: &str,
	signer: impl Encode,
	nonce: u64,
	expires: BlockNumber,
	payload: impl Encode,
) -> Vec<u8> {
	let hash = blake2_256(&(MARK, genesis, pallet, purpose, signer, nonce, expires, payload).encode());
	[b"<Bytes>".as_slice(), &hash.0, b"</Bytes>"].concat()
}
