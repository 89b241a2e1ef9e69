//! The network: 64 pixels, 64 hidden units, 10 classes.

use crate::abi::{matmul_i8, trap};

const PIXELS: usize = 64;
const HIDDEN: usize = 64;
const CLASSES: usize = 10;
const BRIGHTEST: i8 = 16;

/// Images multiplied at once.
const BATCH: usize = 64;

/// What `digits train` wrote.
#[repr(C)]
struct Model {
	hidden_weights: [[i8; HIDDEN]; PIXELS],
	output_weights: [[i8; CLASSES]; HIDDEN],
	hidden_biases: [[u8; 4]; HIDDEN],
	output_biases: [[u8; 4]; CLASSES],
	shift: u8,
}

// SAFETY: all fields are bytes, so that every value is valid and there is no padding; the lengths are compared.
static MODEL: Model = unsafe { core::mem::transmute(*include_bytes!("../model.bin")) };

/// Writes the digits seen in the images of `buffer` over them, from the front, and returns them.
pub(crate) fn classify(buffer: &mut [u8]) -> &[u8] {
	let (count, rest) = (buffer.len() / PIXELS, buffer.len() % PIXELS);
	if count == 0 || rest != 0 {
		trap()
	}
	let mut images = [[0; PIXELS]; BATCH];
	let mut answers = [0; BATCH];
	let mut done = 0;
	while done < count {
		// An answer is shorter than an image: it only overwrites images that were read.
		let batch = BATCH.min(count - done);
		let pixels = buffer.iter().skip(done * PIXELS);
		for (to, from) in images.as_flattened_mut().iter_mut().zip(pixels) {
			*to = *from as i8;
			if !(0..=BRIGHTEST).contains(to) {
				trap()
			}
		}
		recognise(batch, &images, &mut answers);
		for (to, from) in buffer.iter_mut().skip(done).take(batch).zip(&answers) {
			*to = *from;
		}
		done += batch;
	}
	buffer.get(..count).unwrap_or_else(|| trap())
}

/// The digits seen in the first `count` of `images`.
fn recognise(count: usize, images: &[[i8; PIXELS]; BATCH], answers: &mut [u8; BATCH]) {
	let mut sums = [[0; HIDDEN]; BATCH];
	matmul_i8(count, images, &MODEL.hidden_weights, &mut sums);
	let mut hidden = [[0; HIDDEN]; BATCH];
	for (hidden, sums) in hidden.iter_mut().zip(&sums) {
		for ((unit, sum), bias) in hidden.iter_mut().zip(sums).zip(&MODEL.hidden_biases) {
			*unit = requantise(sum.wrapping_add(i32::from_le_bytes(*bias)));
		}
	}
	let mut scores = [[0; CLASSES]; BATCH];
	matmul_i8(count, &hidden, &MODEL.output_weights, &mut scores);
	for (answer, scores) in answers.iter_mut().zip(&scores) {
		*answer = greatest(scores);
	}
}

/// Brings a sum down to 8 bits, rounded half up; negative ones become zero.
fn requantise(sum: i32) -> i8 {
	let half = 1i32.wrapping_shl(MODEL.shift.into()) >> 1;
	sum.wrapping_add(half).wrapping_shr(MODEL.shift.into()).clamp(0, 127) as i8
}

/// The class with the greatest score, the first one if several are equal.
fn greatest(scores: &[i32; CLASSES]) -> u8 {
	let mut best = (i32::MIN, 0);
	for ((score, bias), class) in scores.iter().zip(&MODEL.output_biases).zip(0..) {
		let score = score.wrapping_add(i32::from_le_bytes(*bias));
		if score > best.0 {
			best = (score, class);
		}
	}
	best.1
}
