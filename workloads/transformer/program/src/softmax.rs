//! Softmax in integers.

/// Scores that are this many steps or more behind the greatest count nothing. A factor of e has 16 steps.
pub(crate) const REACH: usize = 89;

/// 127 · e^(−i/16), rounded.
pub(crate) static POWERS: [i8; REACH] = powers();

const fn powers() -> [i8; REACH] {
	/// 2³² · e^(−1/16), rounded.
	const FACTOR: u64 = 4_034_748_382;
	let mut powers = [0; REACH];
	// 32 bits behind the point.
	let mut power = 127u64 << 32;
	let mut i = 0;
	while i < REACH {
		powers[i] = ((power + (1 << 31)) >> 32) as i8;
		power = ((power as u128 * FACTOR as u128) >> 32) as u64;
		i += 1;
	}
	powers
}

/// Turns `scores`, of which 2^`shift` make a step, into weights of at most 127, and gives the sum of these: what the
/// weighted values are to be divided by. At least one weight is 127.
pub(crate) fn softmax<const N: usize>(scores: &[i32; N], shift: u32, weights: &mut [i8; N]) -> i32 {
	let greatest = scores.iter().fold(i32::MIN, |greatest, score| greatest.max(*score));
	let mut sum = 0;
	for (weight, score) in weights.iter_mut().zip(scores) {
		let steps = greatest.wrapping_sub(*score) as u32 >> shift;
		*weight = POWERS.get(steps as usize).copied().unwrap_or(0);
		sum += i32::from(*weight);
	}
	sum
}
