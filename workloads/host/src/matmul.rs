//! Products of matrices of 8-bit integers, exact.
//!
//! Matrices are bytes, row by row: one two's complement byte an element for the operands, four little-endian bytes for
//! the product.

/// Longest inner dimension. Sums stay within ±2³⁰, so no order of adding can overflow and a bias still fits.
pub const MAX_INNER: usize = 1 << 16;

/// Steps of the inner dimension taken at once: a strip of a row stays in the first-level cache.
const DEPTH: usize = 512;
/// Columns of the right operand unpacked at once: with `DEPTH`, 64 KiB, which stay in the second-level cache.
const COLUMNS: usize = 64;
/// Columns multiplied at once with one strip of a row.
const ABREAST: usize = 4;
/// Strips are filled up with zeros to whole vectors of this many elements.
const VECTOR: usize = 16;

/// Columns of the product summed at once when the left operand has few rows.
const SPAN: usize = 4096;
/// With fewer rows than this, unpacking the right operand does not pay.
const FEW: usize = 8;

/// `c = a × b` for `a` of m×k, `b` of k×n and `c` of m×n elements.
///
/// # Panics
///
/// When a length does not fit the dimensions, or k is greater than [`MAX_INNER`].
pub fn matmul_i8(a: &[u8], b: &[u8], c: &mut [u8], [m, k, n]: [usize; 3]) {
	check(a, b, c, [m, k, n]);
	if c.is_empty() {
		return;
	}
	if k == 0 {
		c.fill(0);
	} else if m < FEW {
		by_rows(a, b, c, k, n);
	} else {
		by_panels(a, b, c, k, n);
	}
}

/// Reads the right operand once for each row of the left one, in the order in which it lies in memory.
fn by_rows(a: &[u8], b: &[u8], c: &mut [u8], k: usize, n: usize) {
	let mut sums = [0i32; SPAN];
	for (a_row, c_row) in a.chunks_exact(k).zip(c.chunks_exact_mut(4 * n)) {
		for column in (0..n).step_by(SPAN) {
			let columns = column..n.min(column + SPAN);
			let sums = &mut sums[..columns.len()];
			sums.fill(0);
			for (x, b_row) in a_row.iter().zip(b.chunks_exact(n)) {
				let x = i32::from(*x as i8);
				for (sum, y) in sums.iter_mut().zip(&b_row[columns.clone()]) {
					*sum += x * i32::from(*y as i8);
				}
			}
			for (to, sum) in c_row[4 * columns.start..].chunks_exact_mut(4).zip(sums) {
				to.copy_from_slice(&sum.to_le_bytes());
			}
		}
	}
}

/// Unpacks both operands to 16 bits, columns laid out like rows: processors have an instruction that multiplies and adds
/// pairs of those (x86 `pmaddwd`, Arm `smlal`), and compilers find it in [`dot`].
fn by_panels(a: &[u8], b: &[u8], c: &mut [u8], k: usize, n: usize) {
	c.fill(0);
	let stride = DEPTH.min(k).next_multiple_of(VECTOR);
	let mut strip = vec![0; stride];
	let mut panel = vec![0; stride * COLUMNS.min(n).next_multiple_of(ABREAST)];
	for depth in (0..k).step_by(DEPTH) {
		let depths = depth..k.min(depth + DEPTH);
		for column in (0..n).step_by(COLUMNS) {
			let columns = column..n.min(column + COLUMNS);
			panel.fill(0);
			for (step, row) in b.chunks_exact(n).take(depths.end).skip(depths.start).enumerate() {
				for (x, element) in panel[step..].iter_mut().step_by(stride).zip(&row[columns.clone()]) {
					*x = widen(*element);
				}
			}
			for (a_row, c_row) in a.chunks_exact(k).zip(c.chunks_exact_mut(4 * n)) {
				strip.fill(0);
				for (x, element) in strip.iter_mut().zip(&a_row[depths.clone()]) {
					*x = widen(*element);
				}
				let sums = c_row[4 * columns.start..4 * columns.end].chunks_mut(4 * ABREAST);
				for (four, sums) in panel.chunks_exact(ABREAST * stride).zip(sums) {
					for (product, sum) in dot(&strip, four).into_iter().zip(sums.chunks_exact_mut(4)) {
						add(sum, product);
					}
				}
			}
		}
	}
}

/// The same, as the definition reads: what [`matmul_i8`] is tested against.
///
/// # Panics
///
/// Like [`matmul_i8`].
pub fn matmul_i8_naive(a: &[u8], b: &[u8], c: &mut [u8], [m, k, n]: [usize; 3]) {
	check(a, b, c, [m, k, n]);
	for row in 0..m {
		for column in 0..n {
			let sum: i32 = (0..k).map(|i| i32::from(a[row * k + i] as i8) * i32::from(b[i * n + column] as i8)).sum();
			c[4 * (row * n + column)..][..4].copy_from_slice(&sum.to_le_bytes());
		}
	}
}

fn check(a: &[u8], b: &[u8], c: &[u8], [m, k, n]: [usize; 3]) {
	assert!(k <= MAX_INNER, "the inner dimension is too long");
	assert_eq!([a.len(), b.len(), c.len()], [m * k, k * n, 4 * m * n], "a matrix does not have its dimensions");
}

fn widen(element: u8) -> i16 {
	i16::from(element as i8)
}

/// Products of `strip` with each of the columns in `four`.
fn dot(strip: &[i16], four: &[i16]) -> [i32; ABREAST] {
	let (ab, cd) = four.split_at(2 * strip.len());
	let ((a, b), (c, d)) = (ab.split_at(strip.len()), cd.split_at(strip.len()));
	let mut sums = [0; ABREAST];
	for ((((x, a), b), c), d) in strip.iter().zip(a).zip(b).zip(c).zip(d) {
		for (sum, y) in sums.iter_mut().zip([a, b, c, d]) {
			*sum += i32::from(*x) * i32::from(*y);
		}
	}
	sums
}

/// Adds `product` to the four bytes of `sum`.
fn add(sum: &mut [u8], product: i32) {
	if let Ok(bytes) = <[u8; 4]>::try_from(&*sum) {
		sum.copy_from_slice(&(i32::from_le_bytes(bytes) + product).to_le_bytes());
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn both(a: &[u8], b: &[u8], shape: [usize; 3]) -> (Vec<u8>, Vec<u8>) {
		// Garbage in the product's place must not show.
		let mut tuned = vec![0xAB; 4 * shape[0] * shape[2]];
		let mut naive = vec![0xCD; tuned.len()];
		matmul_i8(a, b, &mut tuned, shape);
		matmul_i8_naive(a, b, &mut naive, shape);
		(tuned, naive)
	}

	/// Bytes that look random, always the same.
	fn noise(length: usize, seed: u32) -> Vec<u8> {
		let mut state = seed.wrapping_mul(2) + 1;
		let next = || {
			state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
			(state >> 24) as u8
		};
		std::iter::repeat_with(next).take(length).collect()
	}

	fn elements(product: &[u8]) -> Vec<i32> {
		product.chunks_exact(4).map(|x| i32::from_le_bytes([x[0], x[1], x[2], x[3]])).collect()
	}

	#[test]
	fn matmul_gives_the_product_when_worked_by_hand() {
		// | 1 -2 3 |   | 7  8 |
		// | 4 5 -6 | × | 9 10 |
		//              |11 12 |
		let (tuned, naive) = both(&[1, 254, 3, 4, 5, 250], &[7, 8, 9, 10, 11, 12], [2, 3, 2]);
		assert_eq!(elements(&tuned), [22, 24, 7, 10]);
		assert_eq!(tuned, naive);
	}

	#[test]
	fn matmul_agrees_with_naive_when_shapes_lie_at_the_edges_of_blocks() {
		for m in [0, 1, FEW - 1, FEW, FEW + 1] {
			for k in [0, 1, 15, 16, 17, DEPTH - 1, DEPTH, DEPTH + 1, 2 * DEPTH + 3] {
				for n in [0, 1, 3, 4, 5, COLUMNS - 1, COLUMNS, COLUMNS + 1, 2 * COLUMNS + 7, SPAN, SPAN + 1] {
					let (tuned, naive) = both(&noise(m * k, 1), &noise(k * n, 2), [m, k, n]);
					assert_eq!(tuned, naive, "{m}×{k}×{n}");
				}
			}
		}
	}

	#[test]
	fn matmul_does_not_overflow_when_all_elements_are_extreme() {
		for (x, y, expected) in [(0x80, 0x80, 1 << 30), (0x80, 0x7F, -(1 << 14) * ((1 << 16) - (1 << 9)))] {
			let (tuned, naive) = both(&vec![x; MAX_INNER], &vec![y; MAX_INNER], [1, MAX_INNER, 1]);
			assert_eq!(elements(&tuned), [expected]);
			assert_eq!(tuned, naive);
		}
	}

	#[test]
	#[should_panic(expected = "inner dimension")]
	fn matmul_panics_when_the_inner_dimension_is_too_long() {
		matmul_i8(&[], &vec![0; MAX_INNER + 1], &mut [], [0, MAX_INNER + 1, 1]);
	}

	#[test]
	#[should_panic(expected = "dimensions")]
	fn matmul_panics_when_a_length_does_not_fit() {
		matmul_i8(&[0; 5], &[0; 6], &mut [0; 16], [2, 3, 2]);
	}

	proptest! {
		#[test]
		fn matmul_agrees_with_naive_when_shapes_are_random(m in 0..12usize, k in 0..1200usize, n in 0..150usize, seed: u32) {
			let (tuned, naive) = both(&noise(m * k, seed), &noise(k * n, !seed), [m, k, n]);
			prop_assert_eq!(tuned, naive);
		}
	}
}
