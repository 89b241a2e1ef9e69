//! Numbers of 8 bits: drawn, and brought back to.

/// Draws numbers that look random, always the same (xorshift, 32 bits).
pub(crate) struct Draw(u32);

impl Draw {
	/// From the beginning.
	pub(crate) fn new() -> Self {
		Self(0x2545_F491)
	}

	/// Fills `numbers`, whose count is a multiple of 4.
	pub(crate) fn fill(&mut self, numbers: &mut [i8]) {
		for four in numbers.chunks_exact_mut(4) {
			self.0 ^= self.0 << 13;
			self.0 ^= self.0 >> 17;
			self.0 ^= self.0 << 5;
			for (number, byte) in four.iter_mut().zip(self.0.to_le_bytes()) {
				*number = byte as i8;
			}
		}
	}
}

/// `sum` by 2^`shift`, rounded half up, within ±127. A shift is at least 1.
pub(crate) fn requantise(sum: i32, shift: u32) -> i8 {
	clamp(sum.wrapping_add(1 << (shift - 1)) >> shift)
}

/// `number` within ±127.
pub(crate) fn clamp(number: i32) -> i8 {
	number.clamp(-127, 127) as i8
}
