//! The rules, without storage: what a leaf is, when a proof shows that it is in a tree, what a verdict means, who gets
//! what, and how long results may be disputed.

use binary_merkle_tree::{verify_proof, Leaf};
use core::iter::successors;
use piazza_primitives::{BatchSource, ContentHash, Domain, Window};
use sp_core::H256;
use sp_runtime::traits::{AtLeast32BitUnsigned, BlakeTwo256, Hash};

const LEAF_DOMAIN: [u8; 22] = *b"piazza/batches/leaf/v1";

/// Hash of a leaf: BLAKE2b-256 of the SCALE encoding of `("piazza/batches/leaf/v1", index, input, output)`, where the
/// first is 22 bytes without a length.
///
/// These are 90 bytes, and what an inner node is the hash of are 64, its two children: nobody can open an inner node as
/// if it were a result, however the tree was made.
pub fn leaf_hash(index: u32, input: &ContentHash, output: &ContentHash) -> H256 {
	BlakeTwo256::hash_of(&(LEAF_DOMAIN, index, input, output))
}

/// How many nodes the proof of a leaf of a tree of `count` leaves has: one for each row, from that of the leaves to the
/// one below the root, in which the node on the way has a sibling. The last node of a row of odd length has none, and is
/// a node of the row above as it is.
pub fn proof_length(index: u32, count: u32) -> usize {
	successors(Some((index, count)), |(position, width)| Some((position / 2, width.div_ceil(2))))
		.take_while(|(_, width)| *width > 1)
		.filter(|(position, width)| position ^ 1 < *width)
		.count()
}

/// Whether the proof shows that `leaf` is the hash at place `index` of the `count` leaves of the tree with this root.
///
/// The root alone says nothing of the number of leaves. Who reports another number than there are makes leaves of which
/// this cannot be shown.
pub fn proves(root: &H256, count: u32, index: u32, leaf: H256, proof: &[H256]) -> bool {
	index < count
		&& proof.len() == proof_length(index, count)
		&& verify_proof::<BlakeTwo256, _, _>(root, proof.iter().copied(), count, index, Leaf::Hash(leaf))
}

/// In what a false result counts against its provider: each call paid by a channel is a job.
pub fn domain(source: BatchSource) -> Domain {
	match source {
		BatchSource::Lease(_) => Domain::Leasing,
		BatchSource::Channel(_) => Domain::Jobs,
	}
}

/// What each of `members` of a panel's majority gets of a bond of which `lost` was lost, rounded down: an equal part of
/// it, but of no more than the bond `at_stake` of the disputer. What a checker earns must not depend on what it finds.
/// Nothing when there are no members.
pub fn panel_fee<Balance: AtLeast32BitUnsigned + Copy>(lost: Balance, at_stake: Balance, members: u32) -> Balance {
	lost.min(at_stake).checked_div(&members.into()).unwrap_or_else(Balance::zero)
}

/// The window made longer by the number of blocks that a dispute has `taken` out of it, to a length of `most` at the most;
/// never shorter than it was.
pub fn lengthened<BlockNumber: AtLeast32BitUnsigned + Copy>(
	window: Window<BlockNumber>,
	taken: BlockNumber,
	most: BlockNumber,
) -> Window<BlockNumber> {
	let latest = window.from.saturating_add(most);
	Window { to: window.to.saturating_add(taken).min(latest).max(window.to), ..window }
}

#[cfg(test)]
mod tests {
	use super::*;
	use binary_merkle_tree::{merkle_proof_raw, merkle_root_raw};
	use codec::Encode;
	use proptest::prelude::*;
	use sp_io::hashing::blake2_256;

	/// The bytes of a leaf, put together by hand.
	fn leaf_bytes(index: u32, input: &ContentHash, output: &ContentHash) -> Vec<u8> {
		[&b"piazza/batches/leaf/v1"[..], &index.to_le_bytes(), input.as_bytes(), output.as_bytes()].concat()
	}

	/// An inner node, by hand.
	fn node(left: H256, right: H256) -> H256 {
		H256(blake2_256(&[left.0, right.0].concat()))
	}

	fn input(index: u32) -> ContentHash {
		BlakeTwo256::hash_of(&("input", index))
	}

	fn output(index: u32) -> ContentHash {
		BlakeTwo256::hash_of(&("output", index))
	}

	fn leaf(index: u32) -> H256 {
		leaf_hash(index, &input(index), &output(index))
	}

	fn leaves(count: u32) -> Vec<H256> {
		(0..count).map(leaf).collect()
	}

	/// All rows of a tree, by hand: leaves first, the root last.
	fn rows(count: u32) -> Vec<Vec<H256>> {
		let mut rows = vec![leaves(count)];
		while rows[rows.len() - 1].len() > 1 {
			let below = rows[rows.len() - 1].chunks(2);
			let above = below.map(|pair| if pair.len() == 2 { node(pair[0], pair[1]) } else { pair[0] });
			rows.push(above.collect());
		}
		rows
	}

	/// The way from a place in a row to the root: siblings, and whether each is on the left. By hand.
	fn way(rows: &[Vec<H256>], mut position: usize) -> Vec<(H256, bool)> {
		let mut way = vec![];
		for row in rows {
			if let Some(sibling) = row.get(position ^ 1) {
				way.push((*sibling, position % 2 == 1));
			}
			position /= 2;
		}
		way
	}

	fn siblings(way: &[(H256, bool)]) -> Vec<H256> {
		way.iter().map(|(node, _)| *node).collect()
	}

	fn sides(way: &[(H256, bool)]) -> Vec<bool> {
		way.iter().map(|(_, left)| *left).collect()
	}

	/// Root and proof as the library gives them.
	fn proven(count: u32, index: u32) -> (H256, Vec<H256>) {
		let made = merkle_proof_raw::<BlakeTwo256, _>(leaves(count), index);
		(made.root, made.proof)
	}

	#[test]
	fn leaf_hash_is_that_of_ninety_bytes() {
		let bytes = leaf_bytes(7, &input(7), &output(7));
		assert_eq!(bytes.len(), 90);
		assert_eq!((LEAF_DOMAIN, 7u32, input(7), output(7)).encode(), bytes);
		assert_eq!(leaf(7).0, blake2_256(&bytes));
	}

	/// Computed apart from this code, by another implementation of BLAKE2b, from inputs of bytes 1, 2, ... and outputs of
	/// bytes 101, 102, ...
	#[test]
	fn roots_are_those_that_others_compute() {
		let known = [
			(1, "6732b64bca5f8b5cffa1f0f0b1ac95c661dc2faec0d82a403772a8688b4a81b8"),
			(2, "ef74546f659dca505f7416633d72dc1e599f9801cc8dbb96cebfae5107457894"),
			(3, "015606453651285e72382be801dab0294da562d02649ce1ed24cc9cdc98c0279"),
			(5, "f13609a23eb5cd11375d417dee156eb16c129e05326a8a4c36cfc0be315beffb"),
		];
		for (count, root) in known {
			let repeat = |byte: u32| H256::repeat_byte(byte as u8);
			let leaves = (0..count).map(|n| leaf_hash(n, &repeat(1 + n), &repeat(101 + n)));
			assert_eq!(format!("{:x}", merkle_root_raw::<BlakeTwo256, _>(leaves)), root);
		}
	}

	#[test]
	fn trees_are_laid_out_as_documented_when_made_by_hand() {
		let l = leaves(5);
		assert_eq!(proven(1, 0), (l[0], vec![]));
		assert_eq!(proven(2, 1), (node(l[0], l[1]), vec![l[0]]));
		let left = node(l[0], l[1]);
		// The last leaf has no sibling and is moved up as it is.
		assert_eq!(proven(3, 0), (node(left, l[2]), vec![l[1], l[2]]));
		assert_eq!(proven(3, 2), (node(left, l[2]), vec![left]));
		let right = node(l[2], l[3]);
		let four = node(left, right);
		assert_eq!(proven(5, 2), (node(four, l[4]), vec![l[3], left, l[4]]));
		assert_eq!(proven(5, 4), (node(four, l[4]), vec![four]));
	}

	#[test]
	fn every_leaf_of_every_tree_is_proven() {
		for count in (1..=70).chain([127, 128, 129, 255, 256, 257, 300]) {
			let rows = rows(count);
			let root = rows[rows.len() - 1][0];
			for index in 0..count {
				let proof = siblings(&way(&rows, index as usize));
				assert_eq!(proof_length(index, count), proof.len());
				assert!(proves(&root, count, index, leaf(index), &proof), "leaf {index} of {count}");
			}
		}
	}

	#[test]
	fn proof_length_is_at_most_the_depth() {
		for (count, depth) in [(1, 0), (2, 1), (3, 2), (1 << 20, 20), ((1 << 20) + 1, 21), (u32::MAX, 32)] {
			assert_eq!(proof_length(0, count), depth);
			assert!(proof_length(count - 1, count) <= depth);
		}
		assert_eq!(proof_length(1 << 20, (1 << 20) + 1), 1);
	}

	#[test]
	fn nothing_is_proven_when_the_index_is_out_of_the_batch() {
		let (root, proof) = proven(4, 3);
		assert!(proves(&root, 4, 3, leaf(3), &proof));
		for index in [4, 5, 7, u32::MAX] {
			assert!(!proves(&root, 4, index, leaf(3), &proof));
		}
		assert!(!proves(&leaf(0), 0, 0, leaf(0), &[]));
	}

	#[test]
	fn inner_nodes_are_never_proven_at_any_place() {
		for count in 2..=40 {
			let rows = rows(count);
			let root = rows[rows.len() - 1][0];
			for (height, row) in rows.iter().enumerate().skip(1) {
				// Those that are leaves moved up are no inner nodes.
				for (position, inner) in row.iter().enumerate().filter(|(_, node)| !rows[0].contains(node)) {
					let proof = siblings(&way(&rows[height..], position));
					assert!((0..count).all(|index| !proves(&root, count, index, *inner, &proof)));
				}
			}
		}
	}

	/// Who reports two leaves where there are four has inner nodes at the places of leaves, and still nobody can open them:
	/// no leaf has their hash, not even one that names their children.
	#[test]
	fn inner_nodes_are_never_leaves_when_the_reported_count_is_wrong() {
		let rows = rows(4);
		let (root, children, inner) = (rows[2][0], &rows[0], &rows[1]);
		assert!(proves(&root, 2, 0, inner[0], &[inner[1]]));
		for index in 0..4 {
			let forged = leaf_hash(index, &children[0], &children[1]);
			assert_ne!(forged, inner[0]);
			assert!(!proves(&root, 2, index, forged, &[inner[1]]));
		}
		assert_eq!(inner[0].0, blake2_256(&[children[0].0, children[1].0].concat()));
		assert_eq!([children[0].0, children[1].0].concat().len(), 64);
	}

	#[test]
	fn window_keeps_what_was_left_of_it_when_a_dispute_took_time() {
		let window = Window { from: 10u32, to: 30 };
		assert_eq!(lengthened(window, 7, 100), Window { from: 10, to: 37 });
		assert_eq!(lengthened(window, 0, 100), window);
		assert_eq!(lengthened(window, 85, 100), Window { from: 10, to: 110 });
		assert_eq!(lengthened(window, u32::MAX, 100), Window { from: 10, to: 110 });
		assert_eq!(lengthened(window, 7, 5), window);
	}

	proptest! {
		#[test]
		fn every_mutation_of_a_proof_is_refused(
			(count, index) in (1u32..=300).prop_flat_map(|count| (Just(count), 0..count)), bit in 0usize..256, pick: prop::sample::Index,
		) {
			let (root, proof) = proven(count, index);
			prop_assert!(proves(&root, count, index, leaf(index), &proof));
			let flip = |mut hash: H256| { hash.0[bit / 8] ^= 1 << (bit % 8); hash };
			// Another leaf, root, input, output or number in the leaf.
			prop_assert!(!proves(&root, count, index, flip(leaf(index)), &proof));
			prop_assert!(!proves(&flip(root), count, index, leaf(index), &proof));
			prop_assert!(!proves(&root, count, index, leaf_hash(index, &flip(input(index)), &output(index)), &proof));
			prop_assert!(!proves(&root, count, index, leaf_hash(index, &input(index), &flip(output(index))), &proof));
			prop_assert!(!proves(&root, count, index, leaf_hash(index ^ (1 << (bit % 32)), &input(index), &output(index)), &proof));
			prop_assert!(!proves(&root, count, index, leaf_hash(index, &output(index), &input(index)), &proof));
			// A node more.
			for place in 0..=proof.len() {
				let mut longer = proof.clone();
				longer.insert(place, flip(root));
				prop_assert!(!proves(&root, count, index, leaf(index), &longer));
			}
			if proof.is_empty() {
				return Ok(());
			}
			// Another node, one less, two in the wrong order.
			let place = pick.index(proof.len());
			let mut other = proof.clone();
			other[place] = flip(other[place]);
			prop_assert!(!proves(&root, count, index, leaf(index), &other));
			let mut shorter = proof.clone();
			shorter.remove(place);
			prop_assert!(!proves(&root, count, index, leaf(index), &shorter));
			if place > 0 {
				let mut swapped = proof.clone();
				swapped.swap(place, place - 1);
				prop_assert!(!proves(&root, count, index, leaf(index), &swapped));
			}
		}

		#[test]
		fn a_leaf_is_proven_at_its_own_place_alone(
			(count, index, other) in (2u32..=300).prop_flat_map(|count| (Just(count), 0..count, 0..count)),
		) {
			let (root, proof) = proven(count, index);
			prop_assert_eq!(proves(&root, count, other, leaf(index), &proof), other == index);
		}

		/// A root says nothing of how many leaves there are but by the way to each: with another number a proof holds when
		/// that is the same, and not otherwise.
		#[test]
		fn a_proof_holds_for_another_count_when_the_way_to_the_root_is_the_same_alone(
			(count, index) in (1u32..=300).prop_flat_map(|count| (Just(count), 0..count)), other in 1u32..=300,
		) {
			let (root, proof) = proven(count, index);
			let way_in = |count| sides(&way(&rows(count), index as usize));
			let same = index < other && way_in(other) == way_in(count);
			prop_assert_eq!(proves(&root, other, index, leaf(index), &proof), same);
		}

		#[test]
		fn panel_fee_never_gives_more_than_there_is(lost: u128, at_stake: u128, members in 0u32..=7) {
			let given = panel_fee(lost, at_stake, members) * u128::from(members);
			let there = lost.min(at_stake);
			prop_assert!(given <= there && (members == 0 || there - given < u128::from(members)));
		}

		#[test]
		fn panel_fee_is_the_same_whoever_pays_it(at_stake: u128, more: u64, members in 0u32..=7) {
			// A provider's bond is at least as great as a disputer's.
			let lost = at_stake.saturating_add(more.into());
			prop_assert_eq!(panel_fee(lost, at_stake, members), panel_fee(at_stake, at_stake, members));
		}

		#[test]
		fn window_is_never_shortened_nor_longer_than_it_may_be(
			from in 0u32..1_000, length in 1u32..1_000, taken: u32, most in 1u32..10_000,
		) {
			let window = Window::starting_at(from, length);
			let longer = lengthened(window, taken, most);
			prop_assert!(longer.from == window.from && longer.to >= window.to);
			prop_assert!(longer.length() <= most.max(length));
			prop_assert!(longer.length() == length.saturating_add(taken) || longer.length() == most.max(length));
		}
	}
}
