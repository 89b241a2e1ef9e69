//! All digits of an input: which of them are new, and which have the label of their nearest neighbour.

use crate::{
	abi::{matmul_i8, trap},
	rules::{self, FEW, MAX_ROWS, NEAR, PIXELS, ROW},
};

/// Rows compared with all before them at once.
const BLOCK: usize = 64;

/// The digits, in the order of the input.
#[repr(C)]
pub(crate) struct Table {
	images: [[i8; PIXELS]; MAX_ROWS],
	entries: [Entry; MAX_ROWS],
	/// How many there are.
	length: usize,
	/// One row for each image up to the end of a block, one column for each of the block: inner products.
	products: [[i32; BLOCK]; MAX_ROWS],
}

/// What is known of a digit beside its image.
#[repr(C)]
struct Entry {
	/// The squares of its pixels, added up.
	square: i32,
	/// Distance of the nearest counting row so far, the first one if several are equal; squared, as all distances.
	nearest: i32,
	/// That row's label.
	expected: u8,
	label: u8,
	/// Whether it is of the contribution that is scored.
	is_own: bool,
	/// Whether it is unlike all counting rows before it.
	counts: bool,
}

impl Table {
	/// Adds a digit.
	pub(crate) fn push(&mut self, [pixels @ .., label]: &[u8; ROW], is_own: bool) {
		let at = self.length;
		let (Some(image), Some(entry)) = (self.images.get_mut(at), self.entries.get_mut(at)) else { trap() };
		*image = pixels.map(|pixel| pixel as i8);
		let square = pixels.iter().map(|pixel| i32::from(*pixel) * i32::from(*pixel)).sum();
		*entry = Entry { square, nearest: i32::MAX, expected: 0, label: *label, is_own, counts: false };
		self.length += 1;
	}

	/// The score of the digits marked as own, which came in a contribution of `rows`.
	pub(crate) fn score(&mut self, rows: usize) -> u32 {
		for start in (0..self.length).step_by(BLOCK) {
			self.compare(start, self.length.min(start + BLOCK));
		}
		let (mut all, mut own, mut agreeing) = (0, 0, 0);
		for entry in self.entries.iter().filter(|entry| entry.counts) {
			all += 1;
			if entry.is_own {
				own += 1;
				agreeing += u64::from(entry.label == entry.expected);
			}
		}
		rules::score(rows as u64, own, if all < FEW { own } else { agreeing })
	}

	/// Compares each of the digits from `start` to `end` with all before it.
	fn compare(&mut self, start: usize, end: usize) {
		let mut block = [[0; BLOCK]; PIXELS];
		for (column, image) in self.images.iter().take(end).skip(start).enumerate() {
			for (row, pixel) in block.iter_mut().zip(image) {
				if let Some(place) = row.get_mut(column) {
					*place = *pixel;
				}
			}
		}
		matmul_i8(end, &self.images, &block, &mut self.products);
		for column in 0..end - start {
			let (before, rest) = self.entries.split_at_mut(start + column);
			if let Some(entry) = rest.first_mut() {
				entry.meet(before, &self.products, column);
			}
		}
	}
}

impl Entry {
	/// Counts, unless it is near one `before` it that does; then the nearest of all of these are known.
	fn meet(&mut self, before: &mut [Self], products: &[[i32; BLOCK]; MAX_ROWS], column: usize) {
		let square = self.square;
		// |a − b|² = |a|² + |b|² − 2ab.
		let distance = |(other, products): &(&mut Self, &[i32; BLOCK])| {
			let product = products.get(column).copied().unwrap_or_else(|| trap());
			square + other.square - 2 * product
		};
		let counting = |(other, _): &(&mut Self, &[i32; BLOCK])| other.counts;
		let mut others = before.iter_mut().zip(products).filter(counting);
		if others.any(|other| distance(&other) < NEAR) {
			return;
		}
		self.counts = true;
		for other in before.iter_mut().zip(products).filter(counting) {
			let distance = distance(&other);
			self.approach(distance, other.0.label);
			other.0.approach(distance, self.label);
		}
	}

	/// Takes note of a neighbour.
	fn approach(&mut self, distance: i32, label: u8) {
		if distance < self.nearest {
			self.nearest = distance;
			self.expected = label;
		}
	}
}
