//! The rules by themselves.

use piazza_digits::{dataset, rows};
use piazza_scoring::rules::{score, BRIGHTEST, CLASSES, FULL, MAX_ROWS, ONE, PIXELS, ROW};
use proptest::prelude::*;

#[test]
fn rows_are_those_of_the_digits_when_compared() {
	assert_eq!((PIXELS, ROW), (dataset::PIXELS, rows::ROW));
	assert_eq!((BRIGHTEST, usize::from(CLASSES)), (dataset::BRIGHTEST, dataset::CLASSES));
}

#[test]
fn score_is_that_of_the_formula_when_computed_by_hand() {
	for (rows, counting, agreeing, expected) in [
		(0, 0, 0, 0),
		(100, 0, 0, 0),
		(250, 250, 250, 500_000),
		(500, 500, 500, 1_000_000),
		(4_096, 4_096, 4_096, 1_000_000),
		// Half of the rows are junk: half as many are useful, and half of what was brought.
		(250, 125, 125, 125_000),
		// Half of the labels do not agree: a quarter is useful.
		(250, 250, 125, 31_250),
		(1_000, 1_000, 500, 125_000),
		// 2²/3 = 1.333333 rows are useful: 1.333333² of 1,500, which is rounded down.
		(3, 3, 2, 1_185),
		(1, 1, 0, 0),
	] {
		assert_eq!(score(rows, counting, agreeing), expected, "{rows} {counting} {agreeing}");
	}
}

proptest! {
	#[test]
	fn score_is_in_range_and_monotonic_when_anything_is_counted(
		(rows, counting, agreeing) in (1..=MAX_ROWS as u64)
			.prop_flat_map(|rows| (Just(rows), 1..=rows))
			.prop_flat_map(|(rows, counting)| (Just(rows), Just(counting), 0..=counting)),
	) {
		let value = score(rows, counting, agreeing);
		prop_assert!(u64::from(value) <= ONE);
		// Junk, and a label that does not agree, never help; honest rows never harm.
		prop_assert!(score(rows + 1, counting, agreeing) <= value);
		prop_assert!(score(rows + 1, counting + 1, agreeing) <= value);
		prop_assert!(score(rows, counting, agreeing.saturating_sub(1)) <= value);
		prop_assert!(score(rows + 1, counting + 1, agreeing + 1) >= value);
		// At the most what is said of the amount.
		prop_assert!(u64::from(value) <= counting * ONE / FULL);
	}
}
