//! The input: frames of rows.

use crate::{
	abi::{fresh, trap},
	rules::{is_digit, MAX_ROWS, ROW},
	table::Table,
};

/// The score of the last frame in `input`.
pub(crate) fn score(input: &[u8]) -> u32 {
	// SAFETY: a table of zeros has no rows.
	let table = unsafe { fresh::<Table>() };
	let (mut rest, mut total) = (input, 0);
	loop {
		let (rows, after) = frame(rest).unwrap_or_else(|| trap());
		total += rows.len();
		if total > MAX_ROWS {
			trap()
		}
		let is_last = after.is_empty();
		for row in rows.iter().filter(|row| is_digit(row)) {
			table.push(row, is_last);
		}
		if is_last {
			return table.score(rows.len());
		}
		rest = after;
	}
}

/// The rows of the first frame in `bytes`, and what follows it; `None` if it is not whole.
fn frame(bytes: &[u8]) -> Option<(&[[u8; ROW]], &[u8])> {
	let (length, rest) = bytes.split_first_chunk()?;
	let (rows, after) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
	let (rows, part) = rows.as_chunks();
	part.is_empty().then_some((rows, after))
}
