//! The program, run as juries and attested workers run it.

mod reference;

use piazza_digits::{
	dataset::{self, Digit},
	rows::encode,
};
use piazza_scoring::{
	rules::{MAX_ROWS, NEAR},
	PROGRAM,
};
use piazza_workload_host::{Limits, Output, Program, RunError};
use proptest::{collection::vec, prelude::*};
use std::{slice::from_ref, sync::LazyLock};

static LOADED: LazyLock<Program> = LazyLock::new(|| Program::load(PROGRAM, &Limits::default()).unwrap());
static TRAINING: LazyLock<Vec<Digit>> = LazyLock::new(|| dataset::training().unwrap());

fn run(input: &[u8]) -> Result<Output, RunError> {
	LOADED.run(input)
}

fn input(frames: &[Vec<Digit>]) -> Vec<u8> {
	frames.iter().flat_map(|frame| encode(frame)).collect()
}

fn read(output: &Output) -> u32 {
	u32::from_le_bytes(output.bytes[..].try_into().expect("a score has four bytes"))
}

/// The score of the last frame, in which both implementations agree.
fn score(frames: &[Vec<Digit>]) -> u32 {
	let score = read(&run(&input(frames)).unwrap());
	assert_eq!(score, reference::score(frames));
	score
}

fn honest(skip: usize, count: usize) -> Vec<Digit> {
	TRAINING[skip..][..count].to_vec()
}

/// The first `wrong` digits have the label that comes next.
fn mislabel(mut digits: Vec<Digit>, wrong: usize) -> Vec<Digit> {
	for digit in &mut digits[..wrong] {
		digit.label = (digit.label + 1) % 10;
	}
	digits
}

/// A digit with `count` pixels one step off.
fn blur(digit: &Digit, count: usize) -> Digit {
	let mut digit = *digit;
	for pixel in &mut digit.pixels[..count] {
		*pixel = if *pixel == 16 { 15 } else { *pixel + 1 };
	}
	digit
}

/// Images that nobody wrote, each far from all others.
fn noise(count: usize) -> Vec<Digit> {
	let mut state = 1u64;
	let mut draw = || {
		state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		(state >> 33) as u8
	};
	(0..count).map(|_| Digit { pixels: std::array::from_fn(|_| draw() % 17), label: draw() % 10 }).collect()
}

#[test]
fn score_grows_with_the_rows_when_they_are_honest() {
	let scores = [50, 100, 300, 430, 600, 1_297].map(|count| score(&[honest(0, count)]));
	println!("{scores:?}");
	// Of 500 rows, by how well they agree.
	for (score, least) in scores.into_iter().zip([70_000, 170_000, 570_000, 800_000, 950_000, 950_000]) {
		assert!((least..=1_000_000).contains(&score), "{scores:?}");
	}
}

#[test]
fn score_stays_high_when_other_rows_are_known() {
	let known = vec![honest(0, 430), honest(430, 430)];
	let third = score(&[known, vec![honest(860, 430)]].concat());
	println!("the third of three: {third}");
	assert!(third >= 800_000, "{third}");
}

#[test]
fn score_is_nothing_when_all_rows_are_known() {
	let rows = honest(0, 430);
	assert_eq!(score(&[rows.clone(), rows.clone()]), 0);
	let mut other_way = rows.clone();
	other_way.reverse();
	assert_eq!(score(&[honest(600, 100), rows.clone(), mislabel(other_way, 430)]), 0);
	let (first, second) = rows.split_at(215);
	assert_eq!(score(&[first.to_vec(), second.to_vec(), rows]), 0);
}

#[test]
fn score_is_nothing_when_all_rows_are_nearly_known() {
	let rows = honest(0, 430);
	for blurred in [1, 2, 32, 47] {
		let copies = rows.iter().map(|digit| blur(digit, blurred)).collect();
		assert_eq!(score(&[rows.clone(), copies]), 0, "{blurred} pixels");
	}
	// One pixel by more than a step.
	let copies = rows.iter().map(|digit| {
		let mut copy = *digit;
		copy.pixels[20] = if copy.pixels[20] > 8 { copy.pixels[20] - 2 } else { copy.pixels[20] + 2 };
		copy
	});
	assert_eq!(score(&[rows.clone(), copies.collect()]), 0);
}

#[test]
fn honest_rows_are_further_apart_than_copies_when_measured() {
	let mut nearest = vec![u32::MAX; TRAINING.len()];
	for (i, digit) in TRAINING.iter().enumerate() {
		for (j, other) in TRAINING.iter().enumerate().take(i) {
			let distance = reference::distance(digit, other);
			nearest[i] = nearest[i].min(distance);
			nearest[j] = nearest[j].min(distance);
		}
	}
	nearest.sort_unstable();
	// What the documentation of `NEAR` says.
	assert_eq!((nearest[0], nearest[TRAINING.len() / 2]), (57, 267));
	assert!((32..57).contains(&NEAR));
}

#[test]
fn row_counts_when_it_is_just_far_enough_from_another() {
	let dark = Digit { pixels: [1; 64], label: 3 };
	assert_eq!(score(&[vec![dark], vec![blur(&dark, 47)]]), 0);
	assert_eq!(score(&[vec![dark], vec![blur(&dark, 48)]]), 2_000);
}

#[test]
fn score_is_halved_when_every_row_is_brought_twice() {
	let rows = honest(0, 200);
	let once = score(from_ref(&rows));
	let twice = score(&[[rows.clone(), rows].concat()]);
	// Useful rows are as many as before, but only half of what was brought.
	assert!(twice.abs_diff(once / 2) <= 1, "{once} {twice}");
	let half = score(&[[honest(0, 100), honest(0, 100)].concat()]);
	assert!(half.abs_diff(once / 4) <= once / 20, "{once} {half}");
}

#[test]
fn score_falls_faster_than_labels_when_some_are_wrong() {
	let scores = [0, 21, 43, 107, 215].map(|wrong| score(&[mislabel(honest(0, 430), wrong)]));
	println!("of 430, 0, 21, 43, 107, 215 labels wrong: {scores:?}");
	// 5, 10, 25, 50 in 100 wrong labels cost at least 25, 40, 55, 70 in 100 of the score.
	for (score, most) in scores.into_iter().zip([100, 75, 60, 45, 30]) {
		assert!(u64::from(score) * 100 <= u64::from(scores[0]) * most, "{scores:?}");
	}
}

#[test]
fn score_falls_when_all_labels_are_wrong_and_others_are_known() {
	let wrong = mislabel(honest(860, 430), 430);
	let (alone, beside) = (score(from_ref(&wrong)), score(&[honest(0, 860), wrong]));
	println!("430 of 430 labels wrong: {alone} alone, {beside} beside 860 that are right");
	// By themselves they agree: what they are called is seen beside others only.
	assert!(beside < alone / 4);
}

#[test]
fn score_is_high_when_noise_has_one_label() {
	// What the score cannot see, as the README says.
	let noise = noise(430).into_iter().map(|digit| Digit { label: 3, ..digit }).collect::<Vec<_>>();
	assert_eq!(score(from_ref(&noise)), 860_000);
	assert_eq!(score(&[honest(0, 860), noise]), 860_000);
}

#[test]
fn labels_are_taken_as_right_when_there_are_too_few_to_tell() {
	// Digits come in turn: eight different ones in a row are called the same.
	let rows =
		|count| (0..).zip(honest(0, count)).map(|(i, digit)| Digit { label: i / 8, ..digit }).collect::<Vec<_>>();
	assert_eq!(score(&[rows(31)]), 62_000);
	assert!(score(&[rows(32)]) < 6_000);
	// Known rows help to tell.
	assert!(score(&[honest(100, 16), rows(16)]) < 16_000);
}

#[test]
fn rows_only_count_when_they_are_labelled_digits() {
	let good = honest(0, 20);
	let one = |change: fn(&mut Digit)| {
		let mut bad = honest(20, 20);
		bad.iter_mut().for_each(change);
		[good.clone(), bad].concat()
	};
	// 35 of the 40 agree: 35²/40 = 30.625 are useful.
	assert_eq!(score(&[one(|_| ())]), 46_894);
	assert_eq!(score(from_ref(&good)), 40_000);
	// Half of them do not count: 20 useful of 500, and of 40.
	for malformed in [
		one(|digit| digit.pixels[0] = 17),
		one(|digit| digit.pixels[63] = 255),
		one(|digit| digit.label = 10),
		one(|digit| digit.label = 255),
		one(|digit| digit.pixels = [0; 64]),
	] {
		assert_eq!(score(from_ref(&malformed)), 20_000);
		assert_eq!(score(&[malformed[20..].to_vec()]), 0);
	}
	// Malformed rows are not known either.
	assert_eq!(score(&[one(|digit| digit.label = 10)[20..].to_vec(), honest(20, 20)]), 40_000);
	assert_eq!(score(&[honest(0, 100), vec![]]), 0);
	assert_eq!(score(&[vec![]]), 0);
}

#[test]
fn contribution_gains_nothing_when_it_is_cut_into_frames() {
	let (first, second) = (honest(0, 215), honest(215, 215));
	let whole = score(&[[first.clone(), second.clone()].concat()]);
	let cut = score(&[first.clone(), second.clone()]);
	println!("430 rows in one frame: {whole}, in two: {cut}");
	assert!(cut < whole * 11 / 20);
	assert_eq!(score(&[first.clone(), first, second.clone()]), cut);
	assert_eq!(score(&[vec![], second.clone()]), score(&[second]));
}

#[test]
fn program_traps_when_the_framing_is_wrong() {
	let whole = input(&[honest(0, 2)]);
	let wrong = [
		vec![],
		vec![0; 3],
		whole[..133].to_vec(),
		[&whole[..], &[0]].concat(),
		[&whole[..], &[0; 3]].concat(),
		[&[0; 4][..], &[0; 65]].concat(),
		[&64u32.to_le_bytes()[..], &[1; 64]].concat(),
		[&66u32.to_le_bytes()[..], &[1; 66]].concat(),
		[&u32::MAX.to_le_bytes()[..], &[1; 650]].concat(),
		[&64u32.to_le_bytes()[..], &[1; 64], &whole].concat(),
	];
	for wrong in wrong {
		assert!(matches!(run(&wrong), Err(RunError::Trapped { .. })), "{} bytes", wrong.len());
	}
}

#[test]
fn program_traps_when_there_are_more_rows_than_it_takes() {
	let blank = |count| vec![Digit { pixels: [0; 64], label: 0 }; count];
	assert_eq!(score(&[blank(MAX_ROWS)]), 0);
	assert_eq!(score(&[blank(MAX_ROWS - 1), honest(0, 1)]), 2_000);
	for frames in [vec![blank(MAX_ROWS + 1)], vec![blank(MAX_ROWS), blank(1)], vec![honest(0, 1), blank(MAX_ROWS)]] {
		assert!(matches!(run(&input(&frames)), Err(RunError::Trapped { .. })));
	}
}

#[test]
fn program_burns_a_tenth_of_the_fuel_at_most_when_all_rows_count() {
	let frames = [noise(MAX_ROWS / 2), noise(MAX_ROWS).split_off(MAX_ROWS / 2)];
	let output = run(&input(&frames)).unwrap();
	let fuel = [430, 1_297].map(|count| run(&input(&[honest(0, count)])).unwrap().fuel_used);
	println!("{} fuel for {MAX_ROWS} rows, {fuel:?} for 430 and 1,297", output.fuel_used);
	assert!(output.fuel_used < Limits::default().fuel / 10);
	// None is a duplicate: every pair was compared. Labels agree by chance.
	assert!((10..50_000).contains(&read(&output)), "{}", read(&output));
}

#[test]
fn program_gives_the_same_output_and_fuel_when_repeated() {
	let input = input(&[honest(0, 100), honest(50, 100)]);
	assert_eq!(run(&input), run(&input));
}

/// A digit of the data, sometimes with a fault.
fn digit() -> impl Strategy<Value = Digit> {
	// Few are drawn from, so that some are drawn twice.
	(0..400usize, 0..12u8, any::<u8>(), 0..64usize).prop_map(|(at, fault, value, pixel)| {
		let mut digit = TRAINING[at];
		match fault {
			0 => digit.label = value % 10,
			1 => digit.label = value,
			2 => digit.pixels[pixel] = value,
			3 => digit.pixels[pixel] = value % 17,
			4 => digit = blur(&digit, pixel),
			5 => digit.pixels = [0; 64],
			_ => {}
		}
		digit
	})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	#[test]
	fn program_agrees_with_the_second_implementation_when_rows_are_any(
		frames in vec(vec(digit(), 0..130), 1..4),
	) {
		prop_assert_eq!(read(&run(&input(&frames)).unwrap()), reference::score(&frames));
	}
}
