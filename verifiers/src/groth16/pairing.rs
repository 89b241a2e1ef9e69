//! Products of pairings.

use super::{
	curve::{g1, g2, Curve, Trust},
	PointError,
};
use crate::bytes::Reader;
use alloc::vec::Vec;
use ark_ec::{
	pairing::{Pairing, PairingOutput},
	short_weierstrass::Affine,
};
use ark_ff::Zero;

/// The most pairs that [`product_is_one`] takes.
pub const MAX_PAIRS: usize = 64;

/// Why a list of pairs is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PairsError {
	/// Not a whole number of pairs, or more than [`MAX_PAIRS`].
	#[error("the list of pairs does not have a length that lists have")]
	Length,
	/// One of the points.
	#[error("in the list of pairs, {0}")]
	Point(#[from] PointError),
}

/// Whether the pairings of all pairs multiply to one.
///
/// What the pairing precompile of EIP-197 answers: each pair is a point of G1, then one of G2; infinity is written as
/// zeros; the product of no pair is one.
pub fn product_is_one<C: Curve>(pairs: &[u8]) -> Result<bool, PairsError> {
	let pair_length = C::COORDINATE.saturating_mul(6);
	if !pairs.len().is_multiple_of(pair_length) || pairs.len() > pair_length.saturating_mul(MAX_PAIRS) {
		return Err(PairsError::Length);
	}
	let mut reader = Reader::new(pairs);
	let (mut left, mut right) = (Vec::new(), Vec::new());
	while !reader.is_empty() {
		left.push(g1::<C>(&mut reader, Trust::NobodyWithInfinity)?);
		right.push(g2::<C>(&mut reader, Trust::NobodyWithInfinity)?);
	}
	Ok(product::<C>(left, right).is_some_and(|product| product.is_zero()))
}

/// The product of the pairings of the points on the left with those on the right, as many on each side.
pub(crate) fn product<C: Curve>(
	left: Vec<Affine<C::G1>>,
	right: Vec<Affine<C::G2>>,
) -> Option<PairingOutput<C::Engine>> {
	C::Engine::final_exponentiation(C::Engine::multi_miller_loop(left, right))
}
