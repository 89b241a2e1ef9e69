//! Times as they are typed and shown.

use anyhow::{bail, Context, Result};
use der::DateTime;
use piazza_client::BlockNumber;
use std::time::Duration;

/// Seconds from block to block.
const BLOCK: u64 = 3;

/// Reads a length of time, in blocks or with a unit: `200`, `90s`, `10m`, `2h`, `1d`. Seconds that make no whole number of
/// blocks are rounded up.
pub(crate) fn blocks(text: &str) -> Result<BlockNumber> {
	let wrong =
		|| format!("`{text}` is no length of time: give a number of blocks, or one with a unit like 10m, 2h or 1d");
	let unit = |seconds: u64| text.get(..text.len().saturating_sub(1)).map(|number| (number, seconds));
	let found = match text.chars().last() {
		Some('s') => unit(1),
		Some('m') => unit(60),
		Some('h') => unit(3_600),
		Some('d') => unit(86_400),
		_ => Some((text, BLOCK)),
	};
	let (number, seconds) = found.with_context(wrong)?;
	if !number.bytes().all(|byte| byte.is_ascii_digit()) {
		bail!(wrong());
	}
	let blocks =
		number.parse::<u64>().ok().and_then(|number| number.checked_mul(seconds)).map(|all| all.div_ceil(BLOCK));
	blocks.and_then(|blocks| blocks.try_into().ok()).with_context(wrong)
}

/// A number of blocks, and about how long they take: `1200 blocks (1 h)`.
pub(crate) fn length(blocks: BlockNumber) -> String {
	let seconds = u64::from(blocks).saturating_mul(BLOCK);
	let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
	let parts = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds % 60, "s")];
	// The two greatest say enough.
	let shown: Vec<_> = parts.iter().skip_while(|(count, _)| *count == 0).take(2).collect();
	let shown: Vec<_> =
		shown.into_iter().filter(|(count, _)| *count > 0).map(|(n, unit)| format!("{n} {unit}")).collect();
	match (blocks, shown.join(" ")) {
		(0, _) => "0 blocks".into(),
		(1, time) => format!("1 block ({time})"),
		(_, time) => format!("{blocks} blocks ({time})"),
	}
}

/// A time in seconds since 1970-01-01T00:00:00Z as people read it. Whatever comes after the year 9999 is as good as never.
pub(crate) fn utc(seconds: u64) -> String {
	let Ok(time) = DateTime::from_unix_duration(Duration::from_secs(seconds)) else { return "the end of time".into() };
	let (hour, minute) = (time.hour(), time.minutes());
	format!("{}-{:02}-{:02} {hour:02}:{minute:02} UTC", time.year(), time.month(), time.day())
}

/// A time that was worked out from the pace of blocks, to be added to a sentence; nothing when it is not known.
pub(crate) fn about(seconds: Option<u64>) -> String {
	seconds.map_or_else(String::new, |seconds| format!(" (about {})", utc(seconds)))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn length_of_time_is_read_in_blocks_or_with_a_unit() {
		for (text, expected) in [
			("0", 0),
			("200", 200),
			("9s", 3),
			("10s", 4),
			("10m", 200),
			("2h", 2_400),
			("1d", 28_800),
			("365d", 10_512_000),
		] {
			assert_eq!(blocks(text).unwrap(), expected, "{text}");
		}
		for text in ["", "m", "-1", "1.5h", "1w", "10 m", "4294967296", "999999999999999999999d", "1é"] {
			assert!(blocks(text).unwrap_err().to_string().contains("10m, 2h or 1d"), "{text}");
		}
	}

	#[test]
	fn length_of_time_is_shown_by_its_two_greatest_units() {
		for (blocks, text) in [
			(0, "0 blocks"),
			(1, "1 block (3 s)"),
			(200, "200 blocks (10 min)"),
			(221, "221 blocks (11 min 3 s)"),
			(2_410, "2410 blocks (2 h)"),
			(28_800 + 2_400, "31200 blocks (1 d 2 h)"),
		] {
			assert_eq!(length(blocks), text);
		}
	}

	#[test]
	fn time_is_left_out_when_it_is_not_known() {
		assert_eq!((about(None), about(Some(0))), (String::new(), " (about 1970-01-01 00:00 UTC)".into()));
	}

	#[test]
	fn time_is_the_one_the_calendar_gives() {
		for (seconds, text) in [
			(0, "1970-01-01 00:00 UTC"),
			(951_868_799, "2000-02-29 23:59 UTC"),
			(951_868_800, "2000-03-01 00:00 UTC"),
			(1_782_698_885, "2026-06-29 02:08 UTC"),
			(4_107_542_399, "2100-02-28 23:59 UTC"),
			(4_107_542_400, "2100-03-01 00:00 UTC"),
		] {
			assert_eq!(utc(seconds), text);
		}
		assert_eq!(utc(u64::MAX), "the end of time");
	}
}
