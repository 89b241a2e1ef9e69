//! Times as they are shown.

/// A time in seconds since 1970-01-01T00:00:00Z as people read it.
///
/// Days become a date as in Howard Hinnant's `civil_from_days`
/// (<https://howardhinnant.github.io/date_algorithms.html>): years begin in March, so that leap days come last.
pub(crate) fn utc(seconds: u64) -> String {
	let (days, second) = (seconds / 86_400 + 719_468, seconds % 86_400);
	let (era, day_of_era) = (days / 146_097, days % 146_097);
	let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
	let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	let month_from_march = (5 * day_of_year + 2) / 153;
	let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
	let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
	let year = era * 400 + year_of_era + u64::from(month <= 2);
	let (hour, minute) = (second / 3_600, second / 60 % 60);
	format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
}

#[cfg(test)]
mod tests {
	use super::*;

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
	}
}
