//! Batches: many results committed by one root, of which each can be opened and disputed.

use crate::{
	api,
	chain::{Block, Error},
	channels::{ChannelId, Results},
	hash::TreeHash,
	leases::LeaseId,
	panels::PanelId,
	submit::{Call, Receipt},
	AccountId, Balance, BlockNumber, Content, ProgramId, Window, H256,
};
use api::runtime_types::bounded_collections::bounded_vec::BoundedVec;
use codec::Encode;
use serde::{Deserialize, Serialize};
use std::fmt;
use subxt::ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType};

/// Number of a batch of results.
pub type BatchId = u64;

/// What the results of a batch were paid by.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum BatchSource {
	/// A lease: they are those of the leased worker since its last report.
	Lease(LeaseId),
	/// A channel: they are all results that were ever paid by it.
	Channel(ChannelId),
}

impl fmt::Display for BatchSource {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Lease(lease) => write!(f, "lease {lease}"),
			Self::Channel(channel) => write!(f, "channel {channel}"),
		}
	}
}

/// Many results of the work paid by one lease or channel, which its provider vouches for.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Batch {
	/// What the results were paid by.
	pub source: BatchSource,
	/// Who rented the machine when the batch was reported, or pays by the channel.
	pub tenant: AccountId,
	/// Who carries the bond, and is slashed for a false result.
	pub provider: AccountId,
	/// Who reported.
	pub worker: AccountId,
	/// What the results come from.
	pub program: ProgramId,
	/// Root of the tree of the results, see [`root`].
	pub root: H256,
	/// How many results there are.
	pub count: u32,
	/// Block of the report.
	pub reported_at: BlockNumber,
	/// Native money held on the provider until the batch is over.
	pub bond: Balance,
	/// Native money that the tenant is given back first when a result is false.
	pub claim: Balance,
	/// When results may be disputed.
	pub disputes: Window,
	/// The dispute about one of the results.
	pub dispute: Option<Dispute>,
}

/// One result of a batch, opened.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Leaf {
	/// Its number in the batch, from 0.
	pub index: u32,
	/// What the program was run on.
	pub input: Content,
	/// What the worker says the program gave.
	pub output: Content,
}

/// A dispute about one result of a batch.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Dispute {
	/// Who says that the result is false.
	pub disputer: AccountId,
	/// The result.
	pub leaf: Leaf,
	/// What the disputer says is right.
	pub output: Content,
	/// Native money held on the disputer until there is a verdict.
	pub bond: Balance,
	/// The panel that judges.
	pub panel: PanelId,
}

/// One result: what a program was run on, and what it gave.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Outcome {
	/// Hash of the input.
	pub input: H256,
	/// Hash of the output.
	pub output: H256,
}

/// What is hashed before everything else in [`leaf_hash`].
pub const LEAF_DOMAIN: [u8; 22] = *b"piazza/batches/leaf/v1";

/// Hash of one result, a leaf of the tree.
pub fn leaf_hash(index: u32, result: &Outcome) -> H256 {
	crate::blake2_256(&(LEAF_DOMAIN, index, result.input, result.output).encode())
}

/// Root of the tree of these results, in this order: what is reported.
pub fn root(results: &[Outcome]) -> H256 {
	binary_merkle_tree::merkle_root_raw::<TreeHash, _>(leaves(results)).into()
}

/// Proof that the result at `index` is among these; `None` when there is none.
pub fn proof(results: &[Outcome], index: u32) -> Option<Vec<H256>> {
	results.get(usize::try_from(index).ok()?)?;
	let proof = binary_merkle_tree::merkle_proof_raw::<TreeHash, _>(leaves(results), index).proof;
	Some(proof.into_iter().map(Into::into).collect())
}

/// The tree of results that come one after another. It keeps one node of each height at the most, so that neither its size
/// nor the root of one more costs more than the tree is high.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Tally {
	count: u32,
	/// Roots of the full trees that the results fall into, the greatest first.
	peaks: Vec<H256>,
}

impl Tally {
	/// How many results there are.
	pub fn count(&self) -> u32 {
		self.count
	}

	/// Root and number of all results; `None` when there are none. The root is that of [`root`].
	pub fn results(&self) -> Option<Results> {
		let root = self.peaks.iter().rev().copied().reduce(|right, left| node(left, right))?;
		Some(Results { root, count: self.count })
	}

	/// Adds the next result. `false`, and nothing is added, when no more can be counted.
	#[must_use]
	pub fn push(&mut self, result: &Outcome) -> bool {
		let Some(count) = self.count.checked_add(1) else { return false };
		// Each full tree that ends here is one bit that was set at the end of the number.
		let joined = usize::try_from(self.count.trailing_ones()).unwrap_or(usize::MAX);
		let smaller = self.peaks.split_off(self.peaks.len().saturating_sub(joined));
		let leaf = leaf_hash(self.count, result);
		self.peaks.push(smaller.into_iter().rev().fold(leaf, |right, left| node(left, right)));
		self.count = count;
		true
	}
}

/// The node above two others.
fn node(left: H256, right: H256) -> H256 {
	crate::blake2_256(&[left.0, right.0].concat())
}

fn leaves(results: &[Outcome]) -> Vec<[u8; 32]> {
	(0..).zip(results).map(|(index, result)| leaf_hash(index, result).0).collect()
}

/// Commits to results of a lease's work, signed by its worker. Free of charge when it succeeds.
pub fn report(lease: LeaseId, program: ProgramId, root: H256, count: u32) -> Call {
	Call::new(api::tx().batches().report(lease, program, root, count))
}

/// The number of the batch that a [`report`] call made, and the first block at which it is too late to dispute it.
pub fn reported(receipt: &Receipt) -> Result<(BatchId, BlockNumber), Error> {
	receipt.event::<api::batches::events::Reported>().map(|event| (event.batch, event.until))
}

/// Disputes a result of a batch, signed by anybody but its worker and provider. `output` is what is right.
pub fn dispute(batch: BatchId, leaf: Leaf, proof: Vec<H256>, output: Content) -> Call {
	Call::new(api::tx().batches().dispute(batch, leaf, BoundedVec(proof), output))
}

/// The panel that a [`dispute`] call convened, and what is held on the disputer.
pub fn disputed(receipt: &Receipt) -> Result<(PanelId, Balance), Error> {
	receipt.event::<api::batches::events::Disputed>().map(|event| (event.panel, event.bond))
}

/// What became of a batch, in one block.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
	/// Nothing was shown to be false.
	Closed,
	/// A result was shown to be false.
	Disproved {
		/// What the provider lost of its bond.
		bond_lost: Balance,
		/// What the tenant had of that.
		compensation: Balance,
		/// What was frozen of the provider's stake.
		fine: Balance,
	},
}

impl Block {
	/// The batch of this number; `None` when there never was one, or it is over.
	pub async fn batch(&self, id: BatchId) -> Result<Option<Batch>, Error> {
		self.ask(api::view_functions().batches().batch(id)).await
	}

	/// All batches that are not over, by number.
	pub async fn batches(&self) -> Result<Vec<(BatchId, Batch)>, Error> {
		let mut batches = self.all(api::storage().batches().batches(), |(id,)| id).await?;
		batches.sort_by_key(|(id, _)| *id);
		Ok(batches)
	}

	/// Fewest blocks between two commitments to results of the same work.
	pub fn batch_interval(&self) -> Result<BlockNumber, Error> {
		self.constant(api::constants().batches().min_interval())
	}

	/// What is held on a provider for each batch until it is over.
	pub fn batch_bond(&self) -> Result<Balance, Error> {
		self.constant(api::constants().batches().bond())
	}

	/// Most results of a batch.
	pub fn max_batch(&self) -> Result<u32, Error> {
		self.constant(api::constants().batches().max_count())
	}

	/// What became of a batch in this block; `None` when nothing did.
	pub async fn batch_end(&self, id: BatchId) -> Result<Option<End>, Error> {
		let events = self.events().await?;
		let mut disproved = events.find::<api::batches::events::BatchDisproved>().filter_map(Result::ok);
		if let Some(found) = disproved.find(|event| event.batch == id) {
			let api::batches::events::BatchDisproved { bond_lost, compensation, fine, .. } = found;
			return Ok(Some(End::Disproved { bond_lost, compensation, fine }));
		}
		let mut closed = events.find::<api::batches::events::BatchClosed>().filter_map(Result::ok);
		Ok(closed.any(|event| event.batch == id).then_some(End::Closed))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::blake2_256;

	fn result(n: u8) -> Outcome {
		Outcome { input: H256::repeat_byte(n), output: H256::repeat_byte(n + 100) }
	}

	/// The bytes of a leaf, put together by hand.
	fn leaf(index: u32, n: u8) -> [u8; 32] {
		let bytes = [&b"piazza/batches/leaf/v1"[..], &index.to_le_bytes(), &[n; 32], &[n + 100; 32]].concat();
		blake2_256(&bytes).0
	}

	fn pair(left: [u8; 32], right: [u8; 32]) -> [u8; 32] {
		blake2_256(&[left, right].concat()).0
	}

	#[test]
	fn root_is_that_of_the_tree_the_chain_checks() {
		let results = [result(1), result(2), result(3)];
		let first = pair(leaf(0, 1), leaf(1, 2));
		assert_eq!(root(&results).0, pair(first, leaf(2, 3)));
		assert_eq!(root(&results[..1]).0, leaf(0, 1));
	}

	#[test]
	fn tally_has_the_root_of_all_results_so_far() {
		let results: Vec<_> = (0..100).map(result).collect();
		let mut tally = Tally::default();
		assert_eq!(tally.results(), None);
		for count in 1..=results.len() {
			assert!(tally.push(&results[count - 1]));
			let expected = Results { root: root(&results[..count]), count: count as u32 };
			assert_eq!(tally.results(), Some(expected));
			assert_eq!(tally.peaks.len(), count.count_ones() as usize);
		}
	}

	#[test]
	fn tally_takes_no_result_when_none_can_be_counted_any_more() {
		let mut tally = Tally { count: u32::MAX, peaks: vec![H256::zero(); 32] };
		assert!(!tally.push(&result(1)) && tally.count() == u32::MAX);
	}

	#[test]
	fn proof_is_the_way_to_the_root() {
		let results = [result(1), result(2), result(3)];
		let proof_of = |index| proof(&results, index).map(|proof| proof.iter().map(|node| node.0).collect::<Vec<_>>());
		assert_eq!(proof_of(0), Some(vec![leaf(1, 2), leaf(2, 3)]));
		// The last of three has no sibling in its own row.
		assert_eq!(proof_of(2), Some(vec![pair(leaf(0, 1), leaf(1, 2))]));
		assert_eq!(proof_of(3), None);
		assert_eq!(proof(&[], 0), None);
	}
}
