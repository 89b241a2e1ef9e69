//! Times as they are shown.

use der::DateTime;
use std::time::Duration;

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
