//! Tells the chain who made two blocks for one slot, so that it can slash them.
//!
//! The SDK's import of blocks (sc-consensus-babe 0.60) tells it as well, but with headers that have lost their seals: the
//! runtime finds no signature in them and refuses the report. So that one goes [`Nowhere`], and this one goes instead.

use super::{Block, FullClient, TransactionPool};
use futures::StreamExt;
use log::{info, warn};
use piazza_runtime::{
	opaque::{Header, UncheckedExtrinsic},
	Hash,
};
use sc_client_api::{BlockchainEvents, HeaderBackend};
use sc_transaction_pool_api::{LocalTransactionPool, OffchainTransactionPoolFactory};
use sp_api::{ApiError, ApiExt, ProvideRuntimeApi};
use sp_consensus::BlockOrigin;
use sp_consensus_babe::{digests::CompatibleDigestItem, AuthorityIndex, BabeApi, EquivocationProof, Slot};
use std::{collections::BTreeMap, sync::Arc};

/// Slots for which headers are kept: two blocks for one slot come soon after each other, and an older slot is of a
/// session whose keys may be gone.
const SLOTS: u64 = 200;

/// A pool that forgets what it is given: where the reports of the SDK's import go.
pub(super) struct Nowhere;

impl LocalTransactionPool for Nowhere {
	type Block = Block;
	type Error = sc_transaction_pool_api::error::Error;
	type Hash = Hash;

	fn submit_local(&self, _: Hash, _: UncheckedExtrinsic) -> Result<Hash, Self::Error> {
		Ok(Hash::default())
	}
}

/// Watches the blocks that come, for as long as the node runs.
pub(super) async fn watch(client: Arc<FullClient>, pool: Arc<TransactionPool>) {
	let pool = OffchainTransactionPoolFactory::new(pool);
	let mut seen = Seen::default();
	let mut imports = client.every_import_notification_stream();
	while let Some(import) = imports.next().await {
		if import.origin == BlockOrigin::NetworkInitialSync {
			continue;
		}
		if let Some(pair) = seen.note(import.header) {
			let slot = pair.slot;
			match report(&client, &pool, pair) {
				Ok(true) => info!("⚖  Two blocks of one author for slot {slot}: reported"),
				Ok(false) => warn!("⚖  Two blocks of one author for slot {slot}: the report was not taken"),
				Err(error) => warn!("⚖  Two blocks of one author for slot {slot}: the report failed: {error}"),
			}
		}
	}
}

/// Puts a report into the pool: whether it took it.
fn report(client: &FullClient, pool: &OffchainTransactionPoolFactory<Block>, pair: Pair) -> Result<bool, ApiError> {
	let best = client.info().best_hash;
	let Pair { slot, author, first, second } = pair;
	// In the state after the block, its session is the current one: its author is there, and the proof can be made.
	let at = second.hash();
	let authorities = client.runtime_api().current_epoch(at)?.authorities;
	let offender = usize::try_from(author).ok().and_then(|index| authorities.into_iter().nth(index));
	let Some((offender, _)) = offender else { return Ok(false) };
	let owner = client.runtime_api().generate_key_ownership_proof(at, slot, offender.clone())?;
	let Some(owner) = owner else { return Ok(false) };
	let proof = EquivocationProof { offender, slot, first_header: first, second_header: second };
	let mut api = client.runtime_api();
	api.register_extension(pool.offchain_transaction_pool(best));
	Ok(api.submit_report_equivocation_unsigned_extrinsic(best, proof, owner)?.is_some())
}

/// Two blocks of one author for one slot.
#[derive(Debug, PartialEq, Eq)]
struct Pair {
	slot: Slot,
	author: AuthorityIndex,
	first: Header,
	second: Header,
}

/// The blocks of late, by slot and author.
#[derive(Default)]
struct Seen(BTreeMap<(Slot, AuthorityIndex), Header>);

impl Seen {
	/// Keeps a header. Gives the pair when it is the second of its author for its slot.
	fn note(&mut self, header: Header) -> Option<Pair> {
		let claim = header.digest.logs().iter().find_map(CompatibleDigestItem::as_babe_pre_digest)?;
		let (slot, author) = (claim.slot(), claim.authority_index());
		if let Some(first) = self.0.get(&(slot, author)) {
			return (*first != header).then(|| Pair { slot, author, first: first.clone(), second: header });
		}
		self.0.insert((slot, author), header);
		if let Some((newest, _)) = self.0.keys().next_back() {
			self.0 = self.0.split_off(&(newest.saturating_sub(SLOTS), 0));
		}
		None
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_consensus_babe::digests::{PreDigest, SecondaryPlainPreDigest};
	use sp_runtime::{traits::Header as _, Digest, DigestItem};

	/// A block that the author of index `author` made for `slot`.
	fn header(slot: u64, author: AuthorityIndex, state: u8) -> Header {
		let claim = PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index: author, slot: slot.into() });
		let digest = Digest { logs: vec![DigestItem::babe_pre_digest(claim)] };
		Header::new(1, Hash::zero(), Hash::repeat_byte(state), Hash::zero(), digest)
	}

	#[test]
	fn pair_is_found_when_one_author_made_two_blocks_for_a_slot() {
		let mut seen = Seen::default();
		assert_eq!(seen.note(header(7, 1, 1)), None);
		let pair = Pair { slot: 7.into(), author: 1, first: header(7, 1, 1), second: header(7, 1, 2) };
		assert_eq!(seen.note(header(7, 1, 2)), Some(pair));
	}

	#[test]
	fn no_pair_is_found_when_block_author_or_slot_is_another() {
		let mut seen = Seen::default();
		for header in [header(7, 1, 1), header(7, 1, 1), header(7, 2, 1), header(8, 1, 1)] {
			assert_eq!(seen.note(header), None);
		}
	}

	#[test]
	fn header_is_forgotten_when_its_slot_is_long_ago() {
		let mut seen = Seen::default();
		for slot in [1, 1 + SLOTS, 2 + SLOTS] {
			assert_eq!(seen.note(header(slot, 1, 1)), None);
		}
		assert_eq!(seen.0.len(), 2);
		assert!(seen.note(header(1 + SLOTS, 1, 2)).is_some());
	}
}
