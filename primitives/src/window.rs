//! Half-open spans of blocks.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::traits::{AtLeast32BitUnsigned, Saturating};

/// The blocks `from <= n < to`.
///
/// Every rule about time in Piazza is one of these, so that no check is one-sided.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Window<BlockNumber> {
	/// First block inside.
	pub from: BlockNumber,
	/// First block after.
	pub to: BlockNumber,
}

impl<BlockNumber: AtLeast32BitUnsigned + Copy> Window<BlockNumber> {
	/// The window of `length` blocks that starts at `from`; it ends at the greatest block number at the latest.
	pub fn starting_at(from: BlockNumber, length: BlockNumber) -> Self {
		Self { from, to: from.saturating_add(length) }
	}

	/// Whether block `n` is inside.
	pub fn contains(&self, n: BlockNumber) -> bool {
		self.from <= n && n < self.to
	}

	/// Number of blocks inside; zero for a window that ends before it starts.
	pub fn length(&self) -> BlockNumber {
		Saturating::saturating_sub(self.to, self.from)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::vec::Vec;

	#[test]
	fn window_contains_its_start_and_not_its_end() {
		let window = Window::starting_at(5u32, 3);
		assert_eq!((4..10).filter(|n| window.contains(*n)).collect::<Vec<_>>(), [5, 6, 7]);
		assert_eq!(window.length(), 3);
	}

	#[test]
	fn window_contains_nothing_when_its_end_is_not_after_its_start() {
		let window = Window { from: 5u32, to: 4 };
		assert!((0..10).all(|n| !window.contains(n)));
		assert_eq!(window.length(), 0);
	}

	#[test]
	fn window_ends_at_the_last_block_when_its_length_overflows() {
		assert_eq!(Window::starting_at(u32::MAX - 1, 10).to, u32::MAX);
	}
}
