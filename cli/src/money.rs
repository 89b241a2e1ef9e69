//! Amounts and shares as they are typed and shown.

use anyhow::{bail, Context, Result};
use piazza_client::{amount, Asset, Balance, Perbill, Permill};

/// Reads an amount of `asset`: PZA with a point, other assets in their smallest unit.
pub(crate) fn parse(asset: Asset, text: &str) -> Result<Balance> {
	match asset {
		Asset::Native => Ok(amount::parse(text)?),
		Asset::WithId(id) => text.parse().with_context(|| {
			format!("`{text}` is not an amount of asset {id}: give whole numbers of its smallest unit")
		}),
	}
}

/// Writes an amount of `asset` with its unit.
pub(crate) fn show(asset: Asset, amount: Balance) -> String {
	match asset {
		Asset::Native => pza(amount),
		Asset::WithId(id) => format!("{amount} of asset {id}"),
	}
}

/// Writes an amount of native money with its unit.
pub(crate) fn pza(amount: Balance) -> String {
	format!("{} PZA", amount::format(amount))
}

/// Writes what became of `before`, with a sign.
pub(crate) fn change(before: Balance, after: Balance) -> String {
	match after.checked_sub(before) {
		Some(gain) => format!("+{}", amount::format(gain)),
		None => format!("-{}", amount::format(before.abs_diff(after))),
	}
}

/// The same in the smallest unit.
pub(crate) fn raw_change(before: Balance, after: Balance) -> String {
	let sign = if after < before { "-" } else { "" };
	format!("{sign}{}", before.abs_diff(after))
}

/// Reads a share in percent: `5`, `5%`, `0.25%`.
pub(crate) fn percent(text: &str) -> Result<Permill> {
	let wrong = || format!("`{text}` is not a share: give percent with at most four digits after the point, like 2.5");
	let number = text.trim().trim_end_matches('%').trim_end();
	let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
	let digits = |part: &str| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
	if !digits(whole) || !digits(fraction) || whole.is_empty() {
		bail!(wrong());
	}
	let parts: u32 = format!("{whole}{fraction:0<4}").parse().with_context(wrong)?;
	match parts {
		parts if parts > 1_000_000 => bail!("`{text}` is more than 100 %"),
		parts => Ok(Permill(parts)),
	}
}

/// Reads a commission in percent.
pub(crate) fn commission(text: &str) -> Result<Perbill> {
	Ok(percent(text)?.into())
}

/// Writes a share in percent.
pub(crate) fn share(share: impl Into<Perbill>) -> String {
	let Perbill(parts) = share.into();
	let (whole, part) = (parts / 10_000_000, parts % 10_000_000);
	match part {
		0 => format!("{whole} %"),
		_ => format!("{} %", format!("{whole}.{part:07}").trim_end_matches('0')),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn percent_is_exact_when_well_formed() {
		for (text, parts) in
			[("5", 50_000), ("5%", 50_000), ("0.25 %", 2_500), ("100", 1_000_000), ("0.0001", 1), ("0", 0)]
		{
			assert_eq!(percent(text).unwrap(), Permill(parts), "{text}");
			assert_eq!(percent(&share(Permill(parts))).unwrap(), Permill(parts), "{text}");
		}
		assert_eq!((share(Permill(50_000)), share(Permill(2_500))), ("5 %".into(), "0.25 %".into()));
		assert_eq!((share(Perbill(1)), share(Perbill(1_000_000_000))), ("0.0000001 %".into(), "100 %".into()));
		assert_eq!(commission("2.5").unwrap(), Perbill(25_000_000));
	}

	#[test]
	fn percent_is_refused_when_ill_formed_or_too_great() {
		for text in ["", "%", "-1", "101", "100.0001", "1.23456", "x", "1.2.3"] {
			assert!(percent(text).is_err(), "{text}");
		}
	}

	#[test]
	fn change_carries_its_sign() {
		assert_eq!(change(1_500_000_000_000, 1_000_000_000_000), "-0.5");
		assert_eq!(change(0, 2_000_000_000_000), "+2");
		assert_eq!((raw_change(5, 3), raw_change(3, 5)), ("-2".into(), "2".into()));
	}

	#[test]
	fn amount_is_read_in_the_unit_of_its_asset() {
		assert_eq!(parse(Asset::Native, "0.5").unwrap(), 500_000_000_000);
		assert_eq!(parse(Asset::WithId(7), "500").unwrap(), 500);
		assert!(parse(Asset::WithId(7), "0.5").is_err());
	}
}
