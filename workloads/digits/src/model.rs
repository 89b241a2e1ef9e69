//! The network in integers.

use crate::dataset::{CLASSES, PIXELS};
use anyhow::{ensure, Result};

/// Hidden units.
pub(crate) const HIDDEN: usize = 64;
/// Greatest shift [`Model::shift`] may be.
pub(crate) const MAX_SHIFT: u8 = 30;
/// Length of a model file.
pub(crate) const BYTES: usize = PIXELS * HIDDEN + HIDDEN * CLASSES + 4 * HIDDEN + 4 * CLASSES + 1;

/// A perceptron with one hidden layer; all arithmetic is in integers, so that every machine agrees.
///
/// `hidden = clamp((pixels × hidden_weights + hidden_biases) / 2^shift, 0, 127)`, rounded half up, and the answer is the
/// class with the greatest of `hidden × output_weights + output_biases`, the first one if several are equal.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Model {
	/// One row a pixel, one column a hidden unit.
	pub hidden_weights: Vec<i8>,
	/// One row a hidden unit, one column a class.
	pub output_weights: Vec<i8>,
	/// One a hidden unit.
	pub hidden_biases: Vec<i32>,
	/// One a class.
	pub output_biases: Vec<i32>,
	/// Brings the hidden sums down to 8 bits.
	pub shift: u8,
}

impl Model {
	/// The model file: weights as bytes, biases as four little-endian bytes, in the order of the fields.
	pub fn to_bytes(&self) -> Vec<u8> {
		let weights = self.hidden_weights.iter().chain(&self.output_weights).map(|x| *x as u8);
		let biases = self.hidden_biases.iter().chain(&self.output_biases).flat_map(|x| x.to_le_bytes());
		weights.chain(biases).chain([self.shift]).collect()
	}

	/// Reads a model file.
	pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
		ensure!(bytes.len() == BYTES, "a model file has {BYTES} bytes, not {}", bytes.len());
		let (hidden_weights, rest) = bytes.split_at(PIXELS * HIDDEN);
		let (output_weights, rest) = rest.split_at(HIDDEN * CLASSES);
		let (hidden_biases, rest) = rest.split_at(4 * HIDDEN);
		let (output_biases, shift) = rest.split_at(4 * CLASSES);
		ensure!(shift[0] <= MAX_SHIFT, "the model's shift is over {MAX_SHIFT}");
		let weights = |bytes: &[u8]| bytes.iter().map(|x| *x as i8).collect();
		let biases =
			|bytes: &[u8]| bytes.chunks_exact(4).map(|x| i32::from_le_bytes([x[0], x[1], x[2], x[3]])).collect();
		Ok(Self {
			hidden_weights: weights(hidden_weights),
			output_weights: weights(output_weights),
			hidden_biases: biases(hidden_biases),
			output_biases: biases(output_biases),
			shift: shift[0],
		})
	}

	/// The digit that the model sees in `pixels`.
	pub fn classify(&self, pixels: &[u8; PIXELS]) -> u8 {
		let pixels = pixels.map(|x| x as i8);
		let hidden = weigh(&pixels, &self.hidden_weights, &self.hidden_biases)
			.map(|sum| requantise(sum, self.shift))
			.collect::<Vec<_>>();
		let mut best = (i32::MIN, 0);
		for (class, score) in weigh(&hidden, &self.output_weights, &self.output_biases).enumerate() {
			if score > best.0 {
				best = (score, class as u8);
			}
		}
		best.1
	}
}

/// Adds up, for each column of `weights`, the bias and the weighted `inputs`.
pub(crate) fn weigh<'a>(inputs: &'a [i8], weights: &'a [i8], biases: &'a [i32]) -> impl Iterator<Item = i32> + 'a {
	biases.iter().enumerate().map(move |(column, bias)| {
		let weights = weights.iter().skip(column).step_by(biases.len());
		bias + inputs.iter().zip(weights).map(|(x, w)| i32::from(*x) * i32::from(*w)).sum::<i32>()
	})
}

/// `sum / 2^shift`, rounded half up, cut to 0..=127.
pub(crate) fn requantise(sum: i32, shift: u8) -> i8 {
	((sum + (1 << shift >> 1)) >> shift).clamp(0, 127) as i8
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn model_is_the_same_when_written_and_read() {
		let model = Model::from_bytes(crate::MODEL).unwrap();
		assert_eq!(model.to_bytes(), crate::MODEL);
	}

	#[test]
	fn model_is_refused_when_its_file_is_damaged() {
		assert!(Model::from_bytes(&crate::MODEL[1..]).is_err());
		assert!(Model::from_bytes(&[0; BYTES + 1]).is_err());
		assert!(Model::from_bytes(&[31; BYTES]).is_err());
	}

	#[test]
	fn requantise_rounds_half_up_and_cuts_when_out_of_range() {
		for (sum, shift, expected) in
			[(11, 2, 3), (10, 2, 3), (9, 2, 2), (7, 0, 7), (-1, 1, 0), (-500, 3, 0), (508, 2, 127), (99_999, 2, 127)]
		{
			assert_eq!(requantise(sum, shift), expected, "{sum} {shift}");
		}
	}
}
