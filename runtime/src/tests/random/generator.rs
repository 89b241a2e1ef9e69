//! Where everything random comes from.

/// SplitMix64: small, and the same everywhere.
pub(super) struct Random(pub(super) u64);

impl Random {
	pub(super) fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut mixed = self.0;
		mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		mixed ^ (mixed >> 31)
	}

	/// Below `bound`, which is not zero.
	pub(super) fn below(&mut self, bound: u64) -> u64 {
		self.next() % bound
	}

	/// Whether something happens that does `percent` of the time.
	pub(super) fn happens(&mut self, percent: u64) -> bool {
		self.below(100) < percent
	}

	/// One of `items`; `None` when there is none.
	pub(super) fn pick<Item: Clone>(&mut self, items: &[Item]) -> Option<Item> {
		let bound = items.len() as u64;
		(bound > 0).then(|| items[self.below(bound) as usize].clone())
	}
}
