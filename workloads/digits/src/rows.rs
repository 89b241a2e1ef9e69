//! Labelled digits as bytes: what is brought to a pool of data.
//!
//! A contribution is one frame: the length in bytes of what follows, as four little-endian bytes, then rows of
//! [`ROW`] bytes: 64 pixels of 0 to 16 and the label, 0 to 9. What a pool holds is one frame after another.

use crate::dataset::{Digit, BRIGHTEST, CLASSES, PIXELS};
use anyhow::{bail, ensure, Context, Result};

/// Bytes of a row.
pub const ROW: usize = PIXELS + 1;

/// One frame with all of `digits`.
///
/// # Panics
///
/// With 66 million digits or more, whose length no frame can tell.
pub fn encode(digits: &[Digit]) -> Vec<u8> {
	let length = u32::try_from(ROW * digits.len()).expect("a frame has less than 4 GiB");
	let rows = digits.iter().flat_map(|digit| digit.pixels.into_iter().chain([digit.label]));
	length.to_le_bytes().into_iter().chain(rows).collect()
}

/// The digits of all frames in `bytes`; there may be none. Rows and frames are counted from 1 where something is wrong.
pub fn decode(bytes: &[u8]) -> Result<Vec<Digit>> {
	let mut digits = Vec::new();
	let mut rest = bytes;
	for number in 1.. {
		if rest.is_empty() {
			break;
		}
		let (rows, after) = frame(rest).with_context(|| format!("frame {number} is damaged"))?;
		for row in rows {
			digits.push(digit(row).with_context(|| format!("row {} is no digit", digits.len() + 1))?);
		}
		rest = after;
	}
	Ok(digits)
}

/// The rows of the first frame in `bytes`, and what follows it.
fn frame(bytes: &[u8]) -> Result<(&[[u8; ROW]], &[u8])> {
	let (length, rest) = bytes.split_first_chunk().context("its length is not whole")?;
	let length = u32::from_le_bytes(*length);
	let Some((rows, after)) = usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length)) else {
		bail!("it should have {length} bytes, but {} follow", rest.len());
	};
	let (rows, part) = rows.as_chunks();
	ensure!(part.is_empty(), "its {length} bytes are not rows of {ROW}");
	Ok((rows, after))
}

fn digit(row: &[u8; ROW]) -> Result<Digit> {
	let [pixels @ .., label] = *row;
	if let Some((at, pixel)) = pixels.iter().enumerate().find(|(_, pixel)| **pixel > BRIGHTEST) {
		bail!("pixel {} is {pixel}, over {BRIGHTEST}", at + 1);
	}
	ensure!(usize::from(label) < CLASSES, "its label is {label}");
	Ok(Digit { pixels, label })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::dataset::training;

	#[test]
	fn digits_are_the_same_when_written_and_read() {
		let digits = training().unwrap();
		let (few, more) = digits[..300].split_at(100);
		let bytes = encode(few);
		assert_eq!(bytes.len(), 4 + 65 * 100);
		assert_eq!(bytes[..4], [0x64, 0x19, 0, 0]);
		assert_eq!(bytes[4..68], few[0].pixels);
		assert_eq!(bytes[68], few[0].label);
		assert_eq!(decode(&bytes).unwrap(), few);
		assert_eq!(decode(&[bytes, encode(&[]), encode(more)].concat()).unwrap(), digits[..300]);
		assert_eq!(decode(&[]).unwrap(), []);
		assert_eq!(decode(&encode(&[])).unwrap(), []);
	}

	#[test]
	fn bytes_are_refused_when_a_frame_is_damaged() {
		let whole = encode(&training().unwrap()[..2]);
		for (bytes, fault) in [
			(&whole[..3], "frame 1 is damaged: its length is not whole"),
			(&whole[..133], "frame 1 is damaged: it should have 130 bytes, but 129 follow"),
			(&[66, 0, 0, 0].into_iter().chain([0; 66]).collect::<Vec<_>>(), "its 66 bytes are not rows of 65"),
			(&[&whole[..], &[0]].concat(), "frame 2 is damaged: its length is not whole"),
			(&[&whole[..], &[255; 8]].concat(), "it should have 4294967295 bytes, but 4 follow"),
		] {
			let error = format!("{:#}", decode(bytes).unwrap_err());
			assert!(error.contains(fault), "{error}");
		}
	}

	#[test]
	fn bytes_are_refused_when_a_row_is_no_digit() {
		let good = training().unwrap()[0];
		let mut bright = good;
		bright.pixels[63] = 17;
		let many = Digit { label: 10, ..good };
		for (rows, fault) in [
			([good, bright, many], "row 3 is no digit: pixel 64 is 17, over 16"),
			([good, many, bright], "row 3 is no digit: its label is 10"),
		] {
			let bytes = [encode(&rows[..1]), encode(&rows)].concat();
			assert_eq!(format!("{:#}", decode(&bytes).unwrap_err()), fault);
		}
	}
}
