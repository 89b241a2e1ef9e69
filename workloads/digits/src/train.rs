//! Trains the network in floating point, then turns it into integers.
//!
//! Only additions, multiplications, divisions and one square root are used, one after the other in a fixed order: those
//! are exact by the standard, so that training gives the same bits on every machine.

use crate::{
	dataset::{Digit, BRIGHTEST, CLASSES, PIXELS},
	distort::{distort, Dice},
	model::{Model, HIDDEN},
	quantise::quantise,
};

// Found by training on the first 1,000 rows and looking at the next 297; the test rows had no part in it.
const SEED: u64 = 1;
const EPOCHS: u32 = 200;
const BATCH: usize = 32;
const RATE: f32 = 0.05;
const MOMENTUM: f32 = 0.9;
const DECAY: f32 = 0.001;
const NOISE: f32 = 0.3;

/// Trains a model on `digits`. Gives the same model for the same digits, always.
pub fn train(digits: &[Digit]) -> Model {
	let mut dice = Dice::new(SEED);
	let mut network =
		Network { hidden: Layer::random(PIXELS, HIDDEN, &mut dice), output: Layer::random(HIDDEN, CLASSES, &mut dice) };
	let mut images = digits.iter().map(|digit| (brightness(digit), digit.label)).collect::<Vec<_>>();
	for epoch in 0..EPOCHS {
		let rate = RATE * (EPOCHS - epoch) as f32 / EPOCHS as f32;
		dice.shuffle(&mut images);
		for batch in images.chunks(BATCH) {
			for (image, label) in batch {
				network.learn(&distort(image, NOISE, &mut dice), *label);
			}
			network.hidden.step(rate);
			network.output.step(rate);
		}
	}
	quantise(&network.hidden, &network.output, digits)
}

/// Pixels between 0 and 1.
fn brightness(digit: &Digit) -> [f32; PIXELS] {
	digit.pixels.map(|x| f32::from(x) / f32::from(BRIGHTEST))
}

struct Network {
	hidden: Layer,
	output: Layer,
}

impl Network {
	/// Adds to the gradients what one image teaches. Loss: for each class the square of how far its score is from being
	/// at least 1 (the right class) or at most -1 (the others).
	fn learn(&mut self, image: &[f32], label: u8) {
		let hidden = self.hidden.forward(image).into_iter().map(|x| x.max(0.0)).collect::<Vec<_>>();
		let scores = self.output.forward(&hidden);
		let errors = scores.iter().enumerate().map(|(class, score)| {
			let side = if class == usize::from(label) { 1.0 } else { -1.0 };
			-side * (1.0 - side * score).max(0.0)
		});
		let mut back = self.output.backward(&hidden, &errors.collect::<Vec<_>>());
		for (error, unit) in back.iter_mut().zip(&hidden) {
			if *unit <= 0.0 {
				*error = 0.0;
			}
		}
		self.hidden.backward(image, &back);
	}
}

/// Fully connected layer: one row of weights an input, one column an output.
pub(crate) struct Layer {
	pub(crate) weights: Vec<f32>,
	pub(crate) biases: Vec<f32>,
	weight_gradients: Vec<f32>,
	bias_gradients: Vec<f32>,
	weight_speeds: Vec<f32>,
	bias_speeds: Vec<f32>,
}

impl Layer {
	fn random(inputs: usize, outputs: usize, dice: &mut Dice) -> Self {
		let range = (6.0 / inputs as f32).sqrt();
		let weights = (0..inputs * outputs).map(|_| (2.0 * dice.unit() - 1.0) * range).collect::<Vec<_>>();
		Self {
			weight_gradients: vec![0.0; weights.len()],
			weight_speeds: vec![0.0; weights.len()],
			weights,
			biases: vec![0.0; outputs],
			bias_gradients: vec![0.0; outputs],
			bias_speeds: vec![0.0; outputs],
		}
	}

	fn forward(&self, inputs: &[f32]) -> Vec<f32> {
		let mut sums = self.biases.clone();
		for (x, weights) in inputs.iter().zip(self.weights.chunks_exact(sums.len())) {
			for (sum, weight) in sums.iter_mut().zip(weights) {
				*sum += x * weight;
			}
		}
		sums
	}

	/// Adds to the gradients; returns the errors of the inputs.
	fn backward(&mut self, inputs: &[f32], errors: &[f32]) -> Vec<f32> {
		for (gradient, error) in self.bias_gradients.iter_mut().zip(errors) {
			*gradient += error;
		}
		let weights = self.weights.chunks_exact(errors.len());
		let gradients = self.weight_gradients.chunks_exact_mut(errors.len());
		let rows = inputs.iter().zip(weights).zip(gradients);
		rows.map(|((x, weights), gradients)| {
			for (gradient, error) in gradients.iter_mut().zip(errors) {
				*gradient += x * error;
			}
			weights.iter().zip(errors).map(|(weight, error)| weight * error).sum()
		})
		.collect()
	}

	/// Moves against the gradients and clears them.
	fn step(&mut self, rate: f32) {
		descend(&mut self.weights, &mut self.weight_speeds, &mut self.weight_gradients, rate, DECAY);
		descend(&mut self.biases, &mut self.bias_speeds, &mut self.bias_gradients, rate, 0.0);
	}
}

fn descend(values: &mut [f32], speeds: &mut [f32], gradients: &mut [f32], rate: f32, decay: f32) {
	for ((value, speed), gradient) in values.iter_mut().zip(speeds).zip(gradients) {
		*speed = MOMENTUM * *speed - rate * (*gradient / BATCH as f32 + decay * *value);
		*value += *speed;
		*gradient = 0.0;
	}
}

#[cfg(test)]
mod tests {
	use crate::dataset::training;

	#[test]
	fn training_gives_the_committed_model_when_repeated() {
		let model = super::train(&training().unwrap());
		assert!(model.to_bytes() == crate::MODEL, "`digits train` gives another model than the committed one");
	}
}
