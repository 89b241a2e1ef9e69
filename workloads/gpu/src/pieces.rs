//! Cuts a product into pieces that fit the device.

use std::ops::Range;

/// Rows and columns of the product that a workgroup of the kernel makes.
pub(crate) const TILE: usize = 64;

/// What one piece may take of the device. Each has room for one tile at the longest inner dimension.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Bounds {
	/// Longest buffer, in bytes.
	pub(crate) buffer: usize,
	/// Most workgroups along one dimension.
	pub(crate) groups: usize,
	/// Most multiply-adds: a piece must not keep the device from others, or its watchdog ends it.
	pub(crate) work: usize,
}

/// A rectangle of the product.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Piece {
	pub(crate) rows: Range<usize>,
	pub(crate) columns: Range<usize>,
}

/// Bytes of a row of `elements`, filled up to whole words.
pub(crate) fn row_bytes(elements: usize) -> usize {
	elements.next_multiple_of(4)
}

/// Cuts the product of m×k by k×n, none of them 0, so that each piece keeps to `bounds`. Pieces of the same columns
/// follow each other.
pub(crate) fn pieces(bounds: &Bounds, [m, k, n]: [usize; 3]) -> impl Iterator<Item = Piece> {
	let [rows, columns] = largest(bounds, [m, k, n]);
	cut(n, columns).flat_map(move |columns| cut(m, rows).map(move |rows| Piece { rows, columns: columns.clone() }))
}

/// Most rows and columns of a piece. As many columns as fit beside one tile of rows: the right operand is then sent
/// once, whatever the number of rows.
fn largest(bounds: &Bounds, [m, k, n]: [usize; 3]) -> [usize; 2] {
	let groups = bounds.groups * TILE;
	let columns = fit(n, [bounds.buffer / k / 4 * 4, bounds.buffer / (4 * TILE), groups, bounds.work / (k * TILE)]);
	let rows =
		fit(m, [bounds.buffer / row_bytes(k), bounds.buffer / (4 * columns), groups, bounds.work / (k * columns)]);
	[rows, columns]
}

/// `all`, or as many whole tiles as all of `limits` allow.
fn fit(all: usize, limits: [usize; 4]) -> usize {
	let most = limits.into_iter().min().unwrap_or(0);
	if all <= most {
		all
	} else {
		most - most % TILE
	}
}

fn cut(length: usize, step: usize) -> impl Iterator<Item = Range<usize>> {
	(0..length).step_by(step).map(move |start| start..length.min(start + step))
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_workload_host::MAX_INNER;
	use proptest::prelude::*;

	/// The least that a device may have.
	const LEAST: Bounds = Bounds { buffer: TILE * MAX_INNER, groups: 1, work: TILE * TILE * MAX_INNER };

	#[test]
	fn product_stays_whole_when_it_fits() {
		let bounds = Bounds { buffer: 1 << 26, groups: 65_535, work: 1 << 33 };
		let whole = |[m, k, n]: [usize; 3]| {
			assert_eq!(pieces(&bounds, [m, k, n]).collect::<Vec<_>>(), [Piece { rows: 0..m, columns: 0..n }]);
		};
		whole([1, 1, 1]);
		whole([1023, 511, 2047]);
		whole([64, MAX_INNER, 64]);
	}

	#[test]
	fn product_is_cut_into_single_tiles_when_there_is_room_for_no_more() {
		let found = pieces(&LEAST, [65, MAX_INNER, 129]).collect::<Vec<_>>();
		let piece = |rows, columns| Piece { rows, columns };
		let expected =
			[0..64, 64..128, 128..129].map(|columns| [piece(0..64, columns.clone()), piece(64..65, columns)]);
		assert_eq!(found, expected.as_flattened());
	}

	proptest! {
		#[test]
		fn pieces_cover_the_product_once_and_keep_to_the_bounds(
			m in 1..5_000usize, k in 1..=MAX_INNER, n in 1..5_000usize,
			buffer in 0..1usize << 26, groups in 1..70_000usize, work in 0..1usize << 34,
		) {
			let bounds = Bounds { buffer: buffer.max(LEAST.buffer), groups, work: work.max(LEAST.work) };
			let mut covered = 0;
			let mut expected = (0, 0);
			for Piece { rows, columns } in pieces(&bounds, [m, k, n]) {
				prop_assert_eq!((rows.start, columns.start), expected);
				expected = if rows.end == m { (0, columns.end) } else { (rows.end, columns.start) };
				covered += rows.len() * columns.len();
				prop_assert!(rows.len() * row_bytes(k) <= bounds.buffer);
				prop_assert!(k * row_bytes(columns.len()) <= bounds.buffer);
				prop_assert!(4 * rows.len() * columns.len() <= bounds.buffer);
				prop_assert!(rows.len().max(columns.len()) <= groups * TILE);
				prop_assert!(rows.len() * k * columns.len() <= bounds.work);
			}
			prop_assert_eq!(covered, m * n);
		}
	}
}
