//! What a command has to say, for people and for programs.

use serde_json::Value;

/// The outcome of a command.
pub(crate) struct Report {
	/// For programs: one object. Amounts are strings of digits in the smallest unit, since many readers of JSON know no
	/// numbers of that size.
	pub(crate) json: Value,
	/// For people: whole lines.
	pub(crate) text: String,
	/// Whether what was asked about is in order; decides the exit code.
	pub(crate) good: bool,
}

impl Report {
	/// All is well.
	pub(crate) fn new(json: Value, text: impl Into<String>) -> Self {
		let mut text = text.into();
		if !text.is_empty() && !text.ends_with('\n') {
			text.push('\n');
		}
		Self { json, text, good: true }
	}

	/// Adds something for programs.
	pub(crate) fn add(&mut self, name: &str, value: Value) {
		if let Some(object) = self.json.as_object_mut() {
			object.insert(name.into(), value);
		}
	}
}

/// Lays out rows under a heading, each column as wide as its widest cell.
pub(crate) fn table<const N: usize>(heading: [&str; N], rows: &[[String; N]]) -> String {
	let heading = heading.map(String::from);
	let width = |column: usize| {
		let cells = rows.iter().chain([&heading]).filter_map(|row| row.get(column));
		cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
	};
	let widths: [usize; N] = std::array::from_fn(width);
	let line = |row: &[String; N]| {
		let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
		format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
	};
	match rows {
		[] => "none\n".into(),
		rows => [&heading].into_iter().chain(rows).map(line).collect(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn table_aligns_its_columns() {
		let rows = [["1".into(), "two words".into()], ["100".into(), "é".into()]];
		assert_eq!(table(["id", "name"], &rows), "id   name\n1    two words\n100  é\n");
		assert_eq!(table(["id"], &[]), "none\n");
	}
}
