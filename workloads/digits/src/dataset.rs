//! The scans people's handwriting was turned into.

use anyhow::{ensure, Context, Result};
use flate2::read::GzDecoder;
use std::io::Read;

/// Pixels of an image: 8×8, row by row.
pub const PIXELS: usize = 64;
/// Brightest pixel.
pub const BRIGHTEST: u8 = 16;
/// Number of digits there are.
pub const CLASSES: usize = 10;
/// Rows the model is trained on; the rest test it.
pub const TRAINING_ROWS: usize = 1_297;

const ROWS: usize = 1_797;
const FILE: &[u8] = include_bytes!("../digits.csv.gz");

/// One scan.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Digit {
	/// Its pixels, 0 to [`BRIGHTEST`].
	pub pixels: [u8; PIXELS],
	/// What the writer meant, 0 to 9.
	pub label: u8,
}

/// All scans, in the order of the file.
pub fn all() -> Result<Vec<Digit>> {
	let mut text = String::new();
	GzDecoder::new(FILE).read_to_string(&mut text).context("the data set is damaged")?;
	let digits = text.lines().map(parse).collect::<Result<Vec<_>>>()?;
	ensure!(digits.len() == ROWS, "the data set has {} rows instead of {ROWS}", digits.len());
	Ok(digits)
}

/// The rows to train on.
pub fn training() -> Result<Vec<Digit>> {
	let mut digits = all()?;
	digits.truncate(TRAINING_ROWS);
	Ok(digits)
}

/// The rows to test with, which training never saw.
pub fn test() -> Result<Vec<Digit>> {
	Ok(all()?.split_off(TRAINING_ROWS))
}

fn parse(line: &str) -> Result<Digit> {
	let numbers = line.split(',').map(str::parse).collect::<Result<Vec<u8>, _>>().context("not a number")?;
	let (label, pixels) = numbers.split_last().context("an empty row")?;
	let pixels = <[u8; PIXELS]>::try_from(pixels).ok().context("a row has not 64 pixels")?;
	ensure!(pixels.iter().all(|x| *x <= BRIGHTEST), "a pixel is over {BRIGHTEST}");
	ensure!(usize::from(*label) < CLASSES, "a label is no digit");
	Ok(Digit { pixels, label: *label })
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn data_is_whole_when_unpacked() {
		assert_eq!(training().unwrap().len(), 1_297);
		let test = test().unwrap();
		assert_eq!(test.len(), 500);
		for class in 0..10 {
			assert!(test.iter().filter(|digit| digit.label == class).count() >= 40);
		}
	}

	#[test]
	fn row_is_refused_when_it_is_no_digit() {
		let row = |pixel: &str, label: &str| format!("{}{label}", format!("{pixel},").repeat(64));
		assert!(parse(&row("16", "9")).is_ok());
		for wrong in [row("17", "9"), row("16", "10"), row("-1", "3"), row("x", "3"), row("1,1", "1"), String::new()] {
			assert!(parse(&wrong).is_err(), "{wrong}");
		}
	}
}
