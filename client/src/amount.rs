//! Amounts of money as people write them, exact: no floating point anywhere.

use crate::Balance;

/// Digits after the point.
pub const DECIMALS: usize = 12;

/// One PZA.
pub const UNIT: Balance = 1_000_000_000_000;

/// Why a text is no amount.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum AmountError {
	/// Something other than digits with at most one point among them.
	#[error("`{0}` is not an amount: write digits with at most one point, like 300 or 0.25")]
	NotANumber(String),
	/// Finer than the smallest unit.
	#[error("`{0}` has more than 12 digits after the point: the smallest amount is 0.000000000001 PZA")]
	TooFine(String),
	/// Greater than any amount can be.
	#[error("`{0}` is more money than the chain can count")]
	TooGreat(String),
}

/// Reads an amount in PZA: `300`, `0.25`, `.5`, `1_000`, `300 PZA`.
pub fn parse(text: &str) -> Result<Balance, AmountError> {
	let not_a_number = || AmountError::NotANumber(text.into());
	let number = text.trim();
	let number = number.strip_suffix("PZA").map_or(number, str::trim_end);
	let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
	let (whole, fraction) = (whole.replace('_', ""), fraction.replace('_', ""));
	let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
	if !digits(&whole) || !digits(&fraction) || (whole.is_empty() && fraction.is_empty()) {
		return Err(not_a_number());
	}
	let fraction = fraction.trim_end_matches('0');
	if fraction.len() > DECIMALS {
		return Err(AmountError::TooFine(text.into()));
	}
	// No digits stand for zero; anything else that fails has too many of them.
	let read = |part: &str| match part.trim_start_matches('0') {
		"" => Some(0),
		part => part.parse::<Balance>().ok(),
	};
	let fraction = read(&format!("{fraction:0<DECIMALS$}"));
	read(&whole)
		.and_then(|whole| whole.checked_mul(UNIT)?.checked_add(fraction?))
		.ok_or_else(|| AmountError::TooGreat(text.into()))
}

/// Writes an amount in PZA, exact and without superfluous zeros: `300`, `0.25`.
pub fn format(amount: Balance) -> String {
	let (whole, fraction) = (amount / UNIT, amount % UNIT);
	match fraction {
		0 => whole.to_string(),
		_ => format!("{whole}.{fraction:0>DECIMALS$}").trim_end_matches('0').to_string(),
	}
}

/// In JSON: a string of digits, in the smallest unit. Not every program reads numbers as great as these.
pub mod digits {
	use crate::Balance;
	use serde::{de::Error, Deserialize, Deserializer, Serializer};

	/// Writes an amount.
	pub fn serialize<S: Serializer>(amount: &Balance, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(amount)
	}

	/// Reads an amount.
	pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Balance, D::Error> {
		let text = String::deserialize(deserializer)?;
		text.parse().map_err(|_| D::Error::custom(format!("`{text}` is no amount: give digits alone")))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amount_is_read_exactly_when_it_is_well_formed() {
		for (text, amount) in [
			("0", 0),
			("300", 300 * UNIT),
			("300 PZA", 300 * UNIT),
			("0.25", UNIT / 4),
			(".5", UNIT / 2),
			("5.", 5 * UNIT),
			("1_000", 1_000 * UNIT),
			("0.000000000001", 1),
			("0.0000000000010000", 1),
			("340282366920938463463374607.431768211455", Balance::MAX),
		] {
			assert_eq!(parse(text), Ok(amount), "{text}");
		}
	}

	#[test]
	fn amount_is_refused_when_it_is_no_number() {
		for text in ["", ".", "-1", "+1", "1e3", "1,5", "1.2.3", "PZA", "ten", "0x10", "١"] {
			assert_eq!(parse(text), Err(AmountError::NotANumber(text.into())), "{text}");
		}
	}

	#[test]
	fn amount_is_refused_when_it_is_finer_than_the_smallest_unit() {
		assert_eq!(parse("0.0000000000001"), Err(AmountError::TooFine("0.0000000000001".into())));
	}

	#[test]
	fn amount_is_refused_when_it_cannot_be_counted() {
		for text in ["340282366920938463463374607.431768211456", "999999999999999999999999999999999999999999"] {
			assert_eq!(parse(text), Err(AmountError::TooGreat(text.into())));
		}
	}

	#[test]
	fn amount_written_is_read_back_the_same() {
		for amount in [0, 1, 999, UNIT - 1, UNIT, UNIT + 1, 10 * UNIT, 300 * UNIT + UNIT / 4, Balance::MAX] {
			assert_eq!(parse(&format(amount)), Ok(amount));
		}
		assert_eq!(format(UNIT + UNIT / 4), "1.25");
	}
}
