//! From floating point to integers.

use crate::{
	dataset::{Digit, BRIGHTEST},
	model::{requantise, weigh, Model, MAX_SHIFT},
	train::Layer,
};

/// Weights of 8 bits, scaled by powers of two so that requantising is a shift. `digits` say how large hidden sums become.
pub(crate) fn quantise(hidden: &Layer, output: &Layer, digits: &[Digit]) -> Model {
	let (hidden_scale, output_scale) = (scale(&hidden.weights), scale(&output.weights));

	let hidden_weights = round(&hidden.weights, hidden_scale);
	// A pixel of 16 stands for 1.
	let sum_scale = hidden_scale * f32::from(BRIGHTEST);
	let hidden_biases = round(&hidden.biases, sum_scale);
	let greatest = digits
		.iter()
		.flat_map(|digit| weigh(&digit.pixels.map(|x| x as i8), &hidden_weights, &hidden_biases).collect::<Vec<_>>())
		.max()
		.unwrap_or(0);
	let shift = (0..MAX_SHIFT).find(|shift| requantise(greatest, *shift) < i8::MAX).unwrap_or(MAX_SHIFT);

	let unit_scale = sum_scale / (1u32 << shift) as f32;
	Model {
		output_weights: round(&output.weights, output_scale),
		output_biases: round(&output.biases, output_scale * unit_scale),
		hidden_weights,
		hidden_biases,
		shift,
	}
}

/// The greatest power of two that keeps all `weights` within 8 bits.
fn scale(weights: &[f32]) -> f32 {
	let greatest = weights.iter().fold(0.0f32, |greatest, weight| greatest.max(weight.abs()));
	let fits = |power: &u32| greatest * (1u32 << power) as f32 <= f32::from(i8::MAX);
	(1u32 << (0..20).take_while(fits).last().unwrap_or(0)) as f32
}

/// `values × scale` to the nearest integer. Those that do not fit, which [`scale`] leaves none of, are cut.
fn round<T: TryFrom<i32>>(values: &[f32], scale: f32) -> Vec<T> {
	values.iter().filter_map(|value| T::try_from((value * scale).round() as i32).ok()).collect()
}
