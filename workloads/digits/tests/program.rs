//! The program, run as workers run it.

use piazza_digits::{
	dataset::{self, Digit},
	Model, MODEL, PROGRAM,
};
use piazza_workload_host::{Limits, Output, Program, RunError};

fn run(input: &[u8]) -> Result<Output, RunError> {
	Program::load(PROGRAM, &Limits::default()).unwrap().run(input)
}

fn input(digits: &[Digit]) -> Vec<u8> {
	digits.iter().flat_map(|digit| digit.pixels).collect()
}

#[test]
fn program_reads_95_in_100_when_given_the_test_images() {
	let digits = dataset::test().unwrap();
	let output = run(&input(&digits)).unwrap();
	let right = output.bytes.iter().zip(&digits).filter(|(answer, digit)| **answer == digit.label).count();
	println!("{right} of {} right for {} fuel", digits.len(), output.fuel_used);
	assert_eq!(output.bytes.len(), 500);
	assert!(right >= 475, "{right} of 500 right");
}

#[test]
fn program_agrees_with_the_model_when_given_any_number_of_images() {
	let model = Model::from_bytes(MODEL).unwrap();
	let digits = dataset::all().unwrap();
	let expected = digits.iter().map(|digit| model.classify(&digit.pixels)).collect::<Vec<_>>();
	for count in [1, 2, 63, 64, 65, 128, 129, digits.len()] {
		assert_eq!(run(&input(&digits[..count])).unwrap().bytes, expected[..count], "{count} images");
	}
}

#[test]
fn program_agrees_with_the_model_when_images_are_extreme() {
	let model = Model::from_bytes(MODEL).unwrap();
	for pixels in [[0; 64], [16; 64], std::array::from_fn(|i| 16 * (i % 2) as u8)] {
		assert_eq!(run(&pixels).unwrap().bytes, [model.classify(&pixels)]);
	}
}

#[test]
fn program_gives_the_same_output_and_fuel_when_repeated() {
	let images = input(&dataset::test().unwrap());
	assert_eq!(run(&images), run(&images));
}

#[test]
fn program_traps_when_the_input_is_no_images() {
	for wrong in [vec![], vec![0; 1], vec![0; 63], vec![0; 65], vec![17; 64], [vec![0; 127], vec![255]].concat()] {
		assert!(matches!(run(&wrong), Err(RunError::Trapped { .. })), "{} bytes", wrong.len());
	}
}
