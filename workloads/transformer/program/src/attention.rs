//! Attention: what the tokens of one image make of each other.

use crate::{
	abi::matmul_i8,
	numbers::{clamp, requantise},
	softmax::softmax,
};

/// Tokens of an image: its pixels.
pub(crate) const TOKENS: usize = 64;
/// Numbers of a token.
pub(crate) const WIDTH: usize = 512;

/// Numbers of a token that one head looks at.
const HEAD: usize = 64;
/// Binary digits that queries, keys and values lose.
const SHIFT: u32 = 11;
/// Binary digits of a score that are less than a step of the softmax.
const SCORE_SHIFT: u32 = 8;

/// What one head works with.
pub(crate) struct Head {
	queries: [[i8; HEAD]; TOKENS],
	/// Turned: as the right operand of a product.
	keys: [[i8; TOKENS]; HEAD],
	values: [[i8; HEAD]; TOKENS],
	scores: [[i32; TOKENS]; TOKENS],
	weights: [[i8; TOKENS]; TOKENS],
	sums: [i32; TOKENS],
	mixed: [[i32; HEAD]; TOKENS],
}

impl Head {
	/// Before anything.
	pub(crate) const EMPTY: Self = Self {
		queries: [[0; HEAD]; TOKENS],
		keys: [[0; TOKENS]; HEAD],
		values: [[0; HEAD]; TOKENS],
		scores: [[0; TOKENS]; TOKENS],
		weights: [[0; TOKENS]; TOKENS],
		sums: [0; TOKENS],
		mixed: [[0; HEAD]; TOKENS],
	};

	/// From the queries, keys and values of an image's tokens, three times `WIDTH` sums a token, to the mixed values of
	/// all heads, `WIDTH` numbers a token.
	pub(crate) fn attend(&mut self, sums: &[i32], mixed: &mut [i8]) {
		for first in (0..WIDTH).step_by(HEAD) {
			self.read(sums, first);
			matmul_i8(
				self.queries.as_flattened(),
				self.keys.as_flattened(),
				self.scores.as_flattened_mut(),
				[TOKENS, HEAD, TOKENS],
			);
			for ((scores, weights), sum) in self.scores.iter().zip(&mut self.weights).zip(&mut self.sums) {
				*sum = softmax(scores, SCORE_SHIFT, weights);
			}
			matmul_i8(
				self.weights.as_flattened(),
				self.values.as_flattened(),
				self.mixed.as_flattened_mut(),
				[TOKENS, TOKENS, HEAD],
			);
			for ((to, from), sum) in mixed.chunks_exact_mut(WIDTH).zip(&self.mixed).zip(&self.sums) {
				for (to, from) in to.iter_mut().skip(first).zip(from) {
					// The sum is 127 at least.
					*to = clamp(from.checked_div(*sum).unwrap_or(0));
				}
			}
		}
	}

	/// Takes the head's part, which begins at `first`, of each token's queries, keys and values.
	fn read(&mut self, sums: &[i32], first: usize) {
		let rows = self.queries.iter_mut().zip(&mut self.values);
		for ((token, sums), (queries, values)) in sums.chunks_exact(3 * WIDTH).enumerate().zip(rows) {
			let (query, rest) = sums.split_at(WIDTH);
			let (key, value) = rest.split_at(WIDTH);
			for (to, from) in queries.iter_mut().zip(query.iter().skip(first)) {
				*to = requantise(*from, SHIFT);
			}
			for (keys, from) in self.keys.iter_mut().zip(key.iter().skip(first)) {
				keys[token] = requantise(*from, SHIFT);
			}
			for (to, from) in values.iter_mut().zip(value.iter().skip(first)) {
				*to = requantise(*from, SHIFT);
			}
		}
	}
}
