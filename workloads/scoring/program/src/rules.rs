//! What a row must be to count, and what counting rows are worth. Pure, and shared with the crate around the program.

/// Pixels of an image: 8×8, row by row.
pub const PIXELS: usize = 64;
/// Bytes of a row: the pixels and the label.
pub const ROW: usize = PIXELS + 1;
/// Brightest pixel.
pub const BRIGHTEST: u8 = 16;
/// Number of digits there are.
pub const CLASSES: u8 = 10;

/// Rows an input may have in all, which bounds the work: it grows with their square.
pub const MAX_ROWS: usize = 4_096;

/// Two images are one when the squares of their pixels' differences add up to less.
///
/// Measured: of the 1,297 training rows, the two that are most alike are 57 apart, half have their nearest row 267 or
/// more away. A copy in which every second pixel is one step off is still seen through.
pub const NEAR: i32 = 48;

/// With fewer counting rows in all, neighbours are too far to tell anything: labels are taken as right.
pub const FEW: usize = 32;

/// Useful rows that a contribution needs for the full score.
pub const FULL: u64 = 500;

/// The full score: scores are millionths.
pub const ONE: u64 = 1_000_000;

/// Whether a row is a labelled digit: all of its pixels and its label are in range, and some pixel has ink.
pub fn is_digit(row: &[u8; ROW]) -> bool {
	let [pixels @ .., label] = row;
	*label < CLASSES && pixels.iter().all(|pixel| *pixel <= BRIGHTEST) && pixels.iter().any(|pixel| *pixel > 0)
}

/// The score of a contribution of `rows`, of which `counting` are digits and new, and `agreeing` of these have the label
/// of their nearest neighbour. None is more than [`MAX_ROWS`], nor than the one before.
///
/// - Agreement is `agreeing / counting`, squared: a false label does harm beyond its own row, and false ones that are
///   alike agree with each other. Of hundreds of honest rows 98 in 100 agree, so that the square costs them little.
/// - Useful are `counting × agreement` rows.
/// - The score is `useful / FULL`, at most 1, times `useful / rows`: more is better, and junk mixed in costs.
///
/// Useful rows are rounded down to millionths, and so is the score.
pub fn score(rows: u64, counting: u64, agreeing: u64) -> u32 {
	if counting == 0 {
		return 0;
	}
	let useful = ONE * agreeing * agreeing / counting;
	// At most 500 times 4,096 in millionths of millionths: less than 2⁶¹. The quotient is at most `ONE`.
	(useful.min(FULL * ONE) * useful / (FULL * ONE * rows)) as u32
}
