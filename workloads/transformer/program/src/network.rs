//! The network: an embedding of the pixels, attention, a perceptron, and the mean of the tokens.
//!
//! Its weights are drawn, not trained: what it is for is the work, which is that of a block of a real transformer.

use crate::{
	abi::{fresh, matmul_i8, trap},
	attention::{Head, TOKENS, WIDTH},
	numbers::{clamp, requantise, Draw},
};

const HIDDEN: usize = 2048;
const BRIGHTEST: u8 = 16;

/// Images taken at once.
const BATCH: usize = 16;
const ROWS: usize = BATCH * TOKENS;

/// Binary digits that sums lose, to become numbers of 8 bits again.
const OUT_SHIFT: u32 = 10;
const UP_SHIFT: u32 = 11;
const DOWN_SHIFT: u32 = 12;

struct Network {
	/// How a bright pixel changes each number of its token.
	brightness: [i8; WIDTH],
	/// What each place in an image begins with.
	places: [[i8; WIDTH]; TOKENS],
	/// To queries, keys and values.
	qkv: [i8; WIDTH * 3 * WIDTH],
	/// From the heads' values.
	out: [i8; WIDTH * WIDTH],
	/// Into the perceptron.
	up: [i8; WIDTH * HIDDEN],
	/// Out of it.
	down: [i8; HIDDEN * WIDTH],

	tokens: [i8; ROWS * WIDTH],
	mixed: [i8; ROWS * WIDTH],
	hidden: [i8; ROWS * HIDDEN],
	sums: [i32; ROWS * HIDDEN],
	head: Head,
}

/// In memory that starts as zeros, which cost the module nothing.
static mut NETWORK: Network = Network {
	brightness: [0; WIDTH],
	places: [[0; WIDTH]; TOKENS],
	qkv: [0; WIDTH * 3 * WIDTH],
	out: [0; WIDTH * WIDTH],
	up: [0; WIDTH * HIDDEN],
	down: [0; HIDDEN * WIDTH],
	tokens: [0; ROWS * WIDTH],
	mixed: [0; ROWS * WIDTH],
	hidden: [0; ROWS * HIDDEN],
	sums: [0; ROWS * HIDDEN],
	head: Head::EMPTY,
};

/// The features of `images`, `WIDTH` bytes each. To be called once.
pub(crate) fn features(images: &[u8]) -> &'static [u8] {
	if images.is_empty() || !images.len().is_multiple_of(TOKENS) || images.iter().any(|pixel| *pixel > BRIGHTEST) {
		trap()
	}
	let network = &raw mut NETWORK;
	// SAFETY: there is one thread, and nothing else names it.
	let network = unsafe { &mut *network };
	network.draw();
	let features = fresh(images.len() / TOKENS * WIDTH);
	for (images, features) in images.chunks(ROWS).zip(features.chunks_mut(BATCH * WIDTH)) {
		network.embed(images);
		network.attend(images.len());
		network.think(images.len());
		network.pool(features);
	}
	features
}

impl Network {
	/// Draws the weights.
	fn draw(&mut self) {
		let mut draw = Draw::new();
		for numbers in [
			&mut self.brightness[..],
			self.places.as_flattened_mut(),
			&mut self.qkv,
			&mut self.out,
			&mut self.up,
			&mut self.down,
		] {
			draw.fill(numbers);
		}
	}

	/// Makes a token of each pixel.
	fn embed(&mut self, pixels: &[u8]) {
		let places = self.places.iter().cycle();
		for ((pixel, place), token) in pixels.iter().zip(places).zip(self.tokens.chunks_exact_mut(WIDTH)) {
			for ((number, place), brightness) in token.iter_mut().zip(place).zip(&self.brightness) {
				let sum = i32::from(*place) * 8 + i32::from(*brightness) * i32::from(*pixel);
				*number = requantise(sum, 4);
			}
		}
	}

	/// Adds to each of the `rows` tokens what it takes from the others of its image.
	fn attend(&mut self, rows: usize) {
		matmul_i8(&self.tokens, &self.qkv, &mut self.sums, [rows, WIDTH, 3 * WIDTH]);
		let images = self.sums.chunks_exact(TOKENS * 3 * WIDTH).take(rows / TOKENS);
		for (sums, mixed) in images.zip(self.mixed.chunks_exact_mut(TOKENS * WIDTH)) {
			self.head.attend(sums, mixed);
		}
		matmul_i8(&self.mixed, &self.out, &mut self.sums, [rows, WIDTH, WIDTH]);
		self.add(rows, OUT_SHIFT);
	}

	/// Adds to each of the `rows` tokens what the perceptron makes of it.
	fn think(&mut self, rows: usize) {
		matmul_i8(&self.tokens, &self.up, &mut self.sums, [rows, WIDTH, HIDDEN]);
		for (unit, sum) in self.hidden.iter_mut().zip(&self.sums).take(rows * HIDDEN) {
			*unit = requantise(*sum, UP_SHIFT).max(0);
		}
		matmul_i8(&self.hidden, &self.down, &mut self.sums, [rows, HIDDEN, WIDTH]);
		self.add(rows, DOWN_SHIFT);
	}

	/// Adds the sums to the `rows` tokens.
	fn add(&mut self, rows: usize, shift: u32) {
		for (number, sum) in self.tokens.iter_mut().zip(&self.sums).take(rows * WIDTH) {
			*number = clamp(i32::from(*number) + i32::from(requantise(*sum, shift)));
		}
	}

	/// Writes the mean of each image's tokens.
	fn pool(&mut self, features: &mut [u8]) {
		for (features, tokens) in features.chunks_exact_mut(WIDTH).zip(self.tokens.chunks_exact(TOKENS * WIDTH)) {
			let mut sums = [0; WIDTH];
			for token in tokens.chunks_exact(WIDTH) {
				for (sum, number) in sums.iter_mut().zip(token) {
					*sum += i32::from(*number);
				}
			}
			for (feature, sum) in features.iter_mut().zip(sums) {
				*feature = requantise(sum, TOKENS.ilog2()) as u8;
			}
		}
	}
}
