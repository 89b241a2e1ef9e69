//! The program's softmax, against that of real numbers.

#[path = "../program/src/softmax.rs"]
mod softmax;

use softmax::{softmax, POWERS, REACH};

/// Steps in which a score falls by a factor of e.
const STEPS: f64 = 16.0;

#[test]
fn powers_are_rounded_when_compared_with_real_ones() {
	for (i, power) in POWERS.iter().enumerate() {
		let real = 127.0 * (-(i as f64) / STEPS).exp();
		assert_eq!(f64::from(*power), real.round(), "{i}");
	}
	// What is not in the table would be 0.
	assert!((127.0 * (-(REACH as f64) / STEPS).exp()).round() == 0.0);
	assert_eq!(POWERS[REACH - 1], 1);
}

#[test]
fn weights_are_near_real_ones_when_scores_are_spread() {
	let scores = [0, -300, 512, 256, 511, -5_000, 2_000, 1_999];
	let mut weights = [0; 8];
	let sum = softmax(&scores, 4, &mut weights);
	let real = scores.map(|score| (f64::from(score - 2_000) / 16.0 / STEPS).exp());
	let all = real.iter().sum::<f64>();
	for (weight, real) in weights.iter().zip(real) {
		assert!((f64::from(*weight) / f64::from(sum) - real / all).abs() < 0.01, "{weights:?}");
	}
}

#[test]
fn weights_are_equal_when_scores_are_and_extremes_do_not_overflow() {
	let mut weights = [0; 4];
	assert_eq!(softmax(&[i32::MIN; 4], 8, &mut weights), 4 * 127);
	assert_eq!(weights, [127; 4]);
	assert_eq!(softmax(&[i32::MIN, i32::MAX, 0, i32::MAX], 8, &mut weights), 2 * 127);
	assert_eq!(weights, [0, 127, 0, 127]);
}
