//! Makes more handwriting out of little: moves and smudges images, by dice that fall alike on every machine.

use crate::dataset::PIXELS;
use rand_chacha::{
	rand_core::{RngCore, SeedableRng},
	ChaCha8Rng,
};

const SIDE: usize = 8;

/// Dice with a seed.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
	pub(crate) fn new(seed: u64) -> Self {
		Self(ChaCha8Rng::seed_from_u64(seed))
	}

	/// A number below `bound`, even enough for training.
	pub(crate) fn below(&mut self, bound: u32) -> u32 {
		self.0.next_u32() % bound
	}

	/// A number in [0, 1): 24 bits, which a float holds exactly.
	pub(crate) fn unit(&mut self) -> f32 {
		(self.0.next_u32() >> 8) as f32 / (1 << 24) as f32
	}

	/// Mixes `items`, each order as likely as any other.
	pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
		for i in (1..items.len()).rev() {
			items.swap(i, self.below(i as u32 + 1) as usize);
		}
	}
}

/// One time in four moves the image by up to a pixel each way; always adds up to `noise` to each pixel.
///
/// Pixels are 0 to 1.
pub(crate) fn distort(image: &[f32; PIXELS], noise: f32, dice: &mut Dice) -> [f32; PIXELS] {
	let mut result = *image;
	if dice.below(4) == 0 {
		// 0 moves one way, 2 the other.
		let (down, right) = (dice.below(3) as usize, dice.below(3) as usize);
		for (at, pixel) in result.iter_mut().enumerate() {
			let (row, column) = (at / SIDE + 1, at % SIDE + 1);
			let source = row.checked_sub(down).zip(column.checked_sub(right));
			*pixel = match source {
				Some((row, column)) if row < SIDE && column < SIDE => image[row * SIDE + column],
				_ => 0.0,
			};
		}
	}
	for pixel in &mut result {
		*pixel = (*pixel + noise * (dice.unit() + dice.unit() - 1.0)).clamp(0.0, 1.0);
	}
	result
}
