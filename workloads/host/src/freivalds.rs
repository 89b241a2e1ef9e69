//! Tells wrong products from right ones for much less than it takes to multiply.

/// Whether `c` seems to be `a × b`, for the matrices of [`matmul_i8`](crate::matmul_i8): both are applied to the vector
/// `weights`, one for each column of the product.
///
/// A right product always passes. A wrong one passes by chance only: once in 2³² times, if the weights were drawn evenly
/// from all 32-bit numbers after the product was made. It takes as many steps as there are elements in the three
/// matrices (R. Freivalds, 1977).
///
/// # Panics
///
/// When a length does not fit the dimensions.
pub fn is_product(a: &[u8], b: &[u8], c: &[u8], [m, k, n]: [usize; 3], weights: &[i32]) -> bool {
	assert_eq!([a.len(), b.len(), c.len()], [m * k, k * n, 4 * m * n], "a matrix does not have its dimensions");
	assert_eq!(weights.len(), n, "there is not one weight for each column");
	if c.is_empty() {
		return true;
	}
	if k == 0 {
		return c.iter().all(|byte| *byte == 0);
	}
	let right = b.chunks_exact(n).map(|row| dot(row, weights)).collect::<Vec<_>>();
	a.chunks_exact(k).zip(c.chunks_exact(4 * n)).all(|(a_row, c_row)| {
		let expected = dot(a_row, &right);
		let found = c_row.chunks_exact(4).zip(weights).fold(0i64, |sum, (bytes, weight)| {
			let element = <[u8; 4]>::try_from(bytes).map_or(0, i32::from_le_bytes);
			sum.wrapping_add(i64::from(element).wrapping_mul(i64::from(*weight)))
		});
		found == expected
	})
}

/// Modulo 2⁶⁴, which keeps equal things equal.
fn dot<W: Copy + Into<i64>>(row: &[u8], weights: &[W]) -> i64 {
	row.iter().zip(weights).fold(0, |sum: i64, (element, weight)| {
		sum.wrapping_add(i64::from(*element as i8).wrapping_mul((*weight).into()))
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{matmul_i8_naive, MAX_INNER};
	use proptest::prelude::*;

	fn product(a: &[u8], b: &[u8], shape: [usize; 3]) -> Vec<u8> {
		let mut c = vec![0; 4 * shape[0] * shape[2]];
		matmul_i8_naive(a, b, &mut c, shape);
		c
	}

	#[test]
	fn product_passes_when_it_is_the_greatest_there_is() {
		for (x, y) in [(0x80, 0x80), (0x80, 0x7F)] {
			let (a, b, shape) = (vec![x; 2 * MAX_INNER], vec![y; 3 * MAX_INNER], [2, MAX_INNER, 3]);
			let c = product(&a, &b, shape);
			for weights in [[i32::MIN; 3], [i32::MAX; 3], [1, 0, -1]] {
				assert!(is_product(&a, &b, &c, shape, &weights));
			}
		}
	}

	#[test]
	fn product_is_zero_when_there_is_nothing_to_add() {
		assert!(is_product(&[], &[], &[0; 8], [1, 0, 2], &[1, 1]));
		assert!(!is_product(&[], &[], &[0, 0, 0, 0, 0, 0, 0, 1], [1, 0, 2], &[1, 1]));
		assert!(is_product(&[], &[1, 2], &[], [0, 1, 2], &[1, 1]));
	}

	proptest! {
		#[test]
		fn product_passes_when_it_is_right_and_not_when_a_bit_of_it_is_wrong(
			(shape, a, b, weights) in (1..9usize, 1..40usize, 1..9usize).prop_flat_map(|(m, k, n)| (
				Just([m, k, n]),
				prop::collection::vec(any::<u8>(), m * k),
				prop::collection::vec(any::<u8>(), k * n),
				prop::collection::vec(1..i32::MAX, n),
			)),
			bit: prop::sample::Index,
		) {
			let mut c = product(&a, &b, shape);
			prop_assert!(is_product(&a, &b, &c, shape, &weights));
			let bit = bit.index(8 * c.len());
			c[bit / 8] ^= 1 << (bit % 8);
			prop_assert!(!is_product(&a, &b, &c, shape, &weights));
		}
	}
}
