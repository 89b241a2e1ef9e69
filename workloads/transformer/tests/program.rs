//! The program, run as workers run it.

use piazza_digits::dataset::{self, Digit};
use piazza_transformer::{FEATURES, PIXELS, PROGRAM};
use piazza_workload_host::{matmul_i8_fuel, Limits, Output, Program, RunError};

fn run(input: &[u8]) -> Result<Output, RunError> {
	Program::load(PROGRAM, &Limits::default()).unwrap().run(input)
}

fn input(digits: &[Digit]) -> Vec<u8> {
	digits.iter().flat_map(|digit| digit.pixels).collect()
}

/// How far two images' features are from each other.
fn distance(a: &[u8], b: &[u8]) -> i64 {
	let difference = |(a, b): (&u8, &u8)| i64::from(*a as i8) - i64::from(*b as i8);
	a.iter().zip(b).map(difference).map(|x| x * x).sum()
}

#[test]
fn program_gives_an_image_the_same_features_when_others_are_with_it() {
	// One more than are taken at once.
	let images = input(&dataset::test().unwrap()[..17]);
	let together = run(&images).unwrap().bytes;
	assert_eq!(together.len(), 17 * FEATURES);
	for (i, features) in together.chunks(FEATURES).enumerate().step_by(8) {
		assert_eq!(run(&images[i * PIXELS..][..PIXELS]).unwrap().bytes, features, "image {i}");
	}
}

#[test]
fn program_tells_digits_apart_when_the_nearest_features_decide() {
	let digits = dataset::test().unwrap();
	let output = run(&input(&digits[..120])).unwrap();
	let features = output.bytes.chunks(FEATURES).zip(&digits).collect::<Vec<_>>();
	let (asked, known) = features.split_at(40);
	let right = asked.iter().filter(|(asked, digit)| {
		let nearest = known.iter().min_by_key(|(known, _)| distance(asked, known));
		nearest.is_some_and(|(_, known)| known.label == digit.label)
	});
	let right = right.count();
	println!("{right} of 40 right for {} fuel", output.fuel_used);
	assert!(right >= 28, "{right} of 40 right");
}

#[test]
fn program_burns_most_of_its_fuel_in_large_products_when_a_batch_is_full() {
	let used = run(&input(&dataset::test().unwrap()[..16])).unwrap().fuel_used;
	let large = [[1024, 512, 1536], [1024, 512, 512], [1024, 512, 2048], [1024, 2048, 512]];
	let products = large.into_iter().map(|[m, k, n]| matmul_i8_fuel(m, k, n)).sum::<u64>();
	println!("{used} fuel, {products} of it in large products");
	assert!(2 * products > used, "{products} of {used}");
}

#[test]
fn program_traps_when_the_input_is_no_images() {
	for wrong in [vec![], vec![0; 1], vec![0; 63], vec![0; 65], vec![17; 64], [vec![0; 127], vec![255]].concat()] {
		assert!(matches!(run(&wrong), Err(RunError::Trapped { .. })), "{} bytes", wrong.len());
	}
}
