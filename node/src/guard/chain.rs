//! Finds out which blocks bear this node's keys. A block ends with its author's signature, so no state is needed to
//! tell, and nothing can be made up.

use super::rules::{History, Signed};
use piazza_runtime::{opaque::Header, Hash};
use sp_consensus_babe::{digests::CompatibleDigestItem, AuthorityId, KEY_TYPE};
use sp_keystore::KeystorePtr;
use sp_runtime::{traits::Header as _, RuntimeAppPublic};

/// The keys with which this node would make blocks.
pub(super) fn own_keys(keystore: &KeystorePtr) -> Vec<AuthorityId> {
	keystore.sr25519_public_keys(KEY_TYPE).into_iter().map(AuthorityId::from).collect()
}

/// The slot for which a block was made; the genesis block was made for none.
pub(super) fn slot(header: &Header) -> Option<u64> {
	let mut digests = header.digest().logs().iter();
	digests.find_map(CompatibleDigestItem::as_babe_pre_digest).map(|digest| digest.slot().into())
}

/// The block, if one of `keys` signed it.
pub(super) fn signed_by(keys: &[AuthorityId], header: &Header) -> Option<Signed> {
	let slot = slot(header)?;
	let mut unsealed = header.clone();
	let seal = unsealed.digest_mut().pop()?.as_babe_seal()?;
	let message = unsealed.hash();
	let ours = keys.iter().any(|key| key.verify(&message.as_ref(), &seal));
	ours.then(|| Signed { slot, number: *header.number(), hash: header.hash() })
}

/// What the last `slots` slots of the chain up to `best` tell of `keys`. `header` finds a block's header.
pub(super) fn history<Error>(
	keys: &[AuthorityId],
	slots: u64,
	best: Hash,
	header: impl Fn(Hash) -> Result<Option<Header>, Error>,
) -> Result<History, Error> {
	let mut hash = best;
	let mut oldest = None;
	loop {
		let Some(block) = header(hash)? else { return Ok(History::Incomplete) };
		let Some(slot) = slot(&block) else { return Ok(History::Clean) };
		if slot < *oldest.get_or_insert(slot.saturating_sub(slots)) {
			return Ok(History::Clean);
		}
		if let Some(signed) = signed_by(keys, &block) {
			return Ok(History::Signed(signed));
		}
		hash = *block.parent_hash();
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_consensus_babe::digests::{PreDigest, SecondaryPlainPreDigest};
	use sp_keystore::{testing::MemoryKeystore, Keystore};
	use sp_runtime::{Digest, DigestItem};
	use std::{collections::HashMap, convert::Infallible, sync::Arc};

	const SLOTS: u64 = 10;

	/// Signs blocks, and keeps them.
	struct Chain {
		keys: Arc<MemoryKeystore>,
		headers: HashMap<Hash, Header>,
		best: Hash,
	}

	impl Chain {
		fn new() -> Self {
			let genesis = Header::new(0, Hash::zero(), Hash::zero(), Hash::zero(), Digest::default());
			let best = genesis.hash();
			Self { keys: Arc::new(MemoryKeystore::new()), headers: HashMap::from([(best, genesis)]), best }
		}

		fn key(&self, seed: &str) -> AuthorityId {
			self.keys.sr25519_generate_new(KEY_TYPE, Some(seed)).expect("a key").into()
		}

		/// Adds the block that `author` makes for `slot`.
		fn add(&mut self, author: &str, slot: u64) -> Signed {
			let key = self.key(author);
			let claim = PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index: 0, slot: slot.into() });
			let digest = Digest { logs: vec![DigestItem::babe_pre_digest(claim)] };
			let number = self.headers[&self.best].number() + 1;
			let mut header = Header::new(number, Hash::zero(), Hash::zero(), self.best, digest);
			let seal = self.keys.sr25519_sign(KEY_TYPE, key.as_ref(), header.hash().as_ref()).expect("signs");
			header.digest_mut().push(DigestItem::babe_seal(seal.expect("has the key").into()));
			self.best = header.hash();
			self.headers.insert(self.best, header);
			Signed { slot, number, hash: self.best }
		}

		fn history(&self, author: &str) -> History {
			let header = |hash| Ok::<_, Infallible>(self.headers.get(&hash).cloned());
			history(&[self.key("//Other"), self.key(author)], SLOTS, self.best, header).expect("reads")
		}
	}

	#[test]
	fn newest_block_is_found_when_one_of_the_keys_signed_it() {
		let mut chain = Chain::new();
		chain.add("//Alice", 101);
		let newest = chain.add("//Alice", 103);
		chain.add("//Bob", 104);
		assert_eq!(chain.history("//Alice"), History::Signed(newest));
	}

	#[test]
	fn history_is_clean_when_others_signed_down_to_genesis() {
		let mut chain = Chain::new();
		assert_eq!(chain.history("//Alice"), History::Clean);
		chain.add("//Bob", 101);
		chain.add("//Bob", 102);
		assert_eq!(chain.history("//Alice"), History::Clean);
	}

	#[test]
	fn history_is_clean_when_block_is_older_than_the_slots_looked_at() {
		let mut chain = Chain::new();
		let block = chain.add("//Alice", 100);
		chain.add("//Bob", 100 + SLOTS);
		assert_eq!(chain.history("//Alice"), History::Signed(block));
		chain.add("//Bob", 101 + SLOTS);
		assert_eq!(chain.history("//Alice"), History::Clean);
	}

	#[test]
	fn history_is_incomplete_when_headers_are_missing() {
		let mut chain = Chain::new();
		chain.add("//Alice", 100);
		let missing = chain.best;
		chain.add("//Bob", 101);
		chain.headers.remove(&missing);
		assert_eq!(chain.history("//Alice"), History::Incomplete);
	}

	#[test]
	fn block_is_nobodys_when_its_signature_was_changed() {
		let mut chain = Chain::new();
		chain.add("//Alice", 100);
		let mut header = chain.headers[&chain.best].clone();
		let keys = [chain.key("//Alice")];
		assert!(signed_by(&keys, &header).is_some());
		header.state_root = Hash::repeat_byte(1);
		assert_eq!(signed_by(&keys, &header), None);
	}
}
