//! The score, a second time: by its definition, with plain loops.

use piazza_digits::dataset::Digit;

/// The square of how far two images are from each other.
pub fn distance(a: &Digit, b: &Digit) -> u32 {
	a.pixels.iter().zip(&b.pixels).map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum()
}

/// The score of the last of `frames` in millionths, where those before it are known.
pub fn score(frames: &[Vec<Digit>]) -> u32 {
	let (own, known) = frames.split_last().unwrap();
	let mut counting: Vec<(&Digit, bool)> = Vec::new();
	let all = known.iter().flatten().map(|digit| (digit, false)).chain(own.iter().map(|digit| (digit, true)));
	for (digit, is_own) in all {
		let is_digit = digit.label <= 9 && digit.pixels.iter().all(|x| *x <= 16) && digit.pixels != [0; 64];
		if is_digit && counting.iter().all(|(other, _)| distance(digit, other) >= 48) {
			counting.push((digit, is_own));
		}
	}
	let ours = || counting.iter().enumerate().filter(|(_, (_, is_own))| *is_own);
	let agrees = |at: usize, digit: &Digit| {
		let others = counting.iter().enumerate().filter(|(other, _)| *other != at);
		let nearest = others.min_by_key(|(at, (other, _))| (distance(digit, other), *at));
		counting.len() < 32 || nearest.is_some_and(|(_, (other, _))| other.label == digit.label)
	};
	let count = ours().count() as u128;
	let agreeing = ours().filter(|(at, (digit, _))| agrees(*at, digit)).count() as u128;
	if count == 0 {
		return 0;
	}
	let useful = 1_000_000 * agreeing * agreeing / count;
	let share = useful.min(500_000_000) * useful / (own.len() as u128 * 500);
	u32::try_from(share / 1_000_000).unwrap()
}
