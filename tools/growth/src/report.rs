//! The table, and what it means.

use crate::measure::Cost;
use std::fmt;

/// By how many nodes a call may exceed what the depth of the trie allows. When a record is removed, its neighbour in the
/// trie is read as well; whether it has one of its own or a whole branch is chance.
const SLACK: u64 = 8;
/// The time on the greatest chain, in times on the smallest, that is taken for noise and depth. What grows with the number
/// of records would grow by thousands.
const MOST_TIME: f64 = 4.0;

/// One call.
pub struct Row {
	/// The call.
	pub name: &'static str,
	/// What it costs on each chain.
	pub costs: Vec<Cost>,
}

/// All calls on all chains.
pub struct Report {
	/// How many of everything each chain holds.
	pub sizes: Vec<u64>,
	/// How often each call was run on each.
	pub repeat: u32,
	/// The calls.
	pub rows: Vec<Row>,
}

impl Row {
	fn time_ratio(&self) -> f64 {
		self.ratio(|cost| cost.time.as_secs_f64())
	}

	fn node_ratio(&self) -> f64 {
		self.ratio(|cost| cost.nodes as f64)
	}

	/// What `of` is on the greatest chain, in times on the smallest.
	fn ratio(&self, of: impl Fn(&Cost) -> f64) -> f64 {
		match (self.costs.first(), self.costs.last()) {
			(Some(least), Some(most)) => of(most) / of(least),
			_ => 1.0,
		}
	}

	fn list(&self, of: impl Fn(&Cost) -> String) -> String {
		self.costs.iter().map(of).collect::<Vec<_>>().join(" / ")
	}
}

impl Report {
	/// What is wrong, call by call.
	pub fn faults(&self) -> Vec<String> {
		self.rows.iter().flat_map(|row| self.faults_of(row)).collect()
	}

	fn faults_of(&self, row: &Row) -> Vec<String> {
		let name = row.name;
		let mut faults = Vec::new();
		let Some(least) = row.costs.first() else { return vec![format!("{name}: it was not measured")] };
		for (size, cost) in self.sizes.iter().zip(&row.costs).skip(1) {
			if cost.keys != least.keys {
				let (few, many) = (least.keys, cost.keys);
				faults.push(format!(
					"{name}: {few} storage keys with {} of everything, {many} with {size}",
					self.sizes[0]
				));
			}
			if cost.weight != least.weight {
				faults.push(format!("{name}: another weight with {size} of everything than with {}", self.sizes[0]));
			}
			let (nodes, most) = (cost.nodes as u64, most_nodes(least, self.sizes[0], *size));
			if nodes > most {
				faults.push(format!("{name}: {nodes} trie nodes with {size} of everything; depth allows {most}"));
			}
		}
		if row.time_ratio() > MOST_TIME {
			faults.push(format!("{name}: {:.1} times the time, more than {MOST_TIME} times", row.time_ratio()));
		}
		faults
	}

	/// Whether the cost of no call grows.
	pub fn is_flat(&self) -> bool {
		self.faults().is_empty()
	}
}

/// Most trie nodes that a call reads which reads `least` on a chain of `from` of everything, on one of `to`: the path to each
/// of its keys may be longer by as many nodes as the trie is deeper, one for each sixteenfold.
fn most_nodes(least: &Cost, from: u64, to: u64) -> u64 {
	least.nodes as u64 + least.keys as u64 * deeper(from, to) + SLACK
}

/// By how much a trie is deeper at the most that holds `to` instead of `from` records: the logarithm to base 16, rounded up.
fn deeper(from: u64, to: u64) -> u64 {
	let mut levels = 0;
	let mut reach = u128::from(from);
	while reach < u128::from(to) {
		reach *= 16;
		levels += 1;
	}
	levels
}

/// "1000000" -> "1,000,000"
fn grouped(number: u64) -> String {
	let digits = number.to_string();
	let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
	groups.join(",")
}

impl fmt::Display for Report {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let sizes = self.sizes.iter().copied().map(grouped).collect::<Vec<_>>().join(" / ");
		writeln!(f, "With {sizes} of everything; times are medians of {} runs.\n", self.repeat)?;
		let head =
			["Call", "Weight, µs", "Keys", "Trie nodes", "Nodes, ratio", "Proof, bytes", "Time, µs", "Time, ratio"];
		let mut lines = vec![head.map(str::to_owned)];
		for row in &self.rows {
			lines.push([
				row.name.to_owned(),
				row.costs.last().map(|cost| grouped(cost.weight / 1_000_000)).unwrap_or_default(),
				row.costs.last().map(|cost| cost.keys.to_string()).unwrap_or_default(),
				row.list(|cost| cost.nodes.to_string()),
				format!("{:.2}", row.node_ratio()),
				row.list(|cost| grouped(cost.proof as u64)),
				row.list(|cost| grouped(cost.time.as_micros() as u64)),
				format!("{:.2}", row.time_ratio()),
			]);
		}
		table(f, &lines)?;
		let faults = self.faults();
		match faults.len() {
			0 => writeln!(f, "\nThe cost of no call grows: {} calls, {} chains.", self.rows.len(), self.sizes.len()),
			count => {
				writeln!(f, "\nTHE COST GROWS, in {count} respects:")?;
				faults.iter().try_for_each(|fault| writeln!(f, "- {fault}"))
			}
		}
	}
}

/// Writes lines as a table in Markdown, the first of them as its head.
fn table<const COLUMNS: usize>(f: &mut fmt::Formatter<'_>, lines: &[[String; COLUMNS]]) -> fmt::Result {
	let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default();
	let widths: [usize; COLUMNS] = std::array::from_fn(width);
	for (number, line) in lines.iter().enumerate() {
		for (column, (cell, width)) in line.iter().zip(widths).enumerate() {
			// Numbers stand to the right.
			let (left, right) = if column == 0 { (0, width) } else { (width, 0) };
			write!(f, "| {cell:>left$}{:right$} ", "", right = right.saturating_sub(cell.chars().count()))?;
		}
		writeln!(f, "|")?;
		if number == 0 {
			for (column, width) in widths.into_iter().enumerate() {
				let end = if column == 0 { "-" } else { ":" };
				write!(f, "| {end:->width$} ")?;
			}
			writeln!(f, "|")?;
		}
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::time::Duration;

	/// A call that touches 20 keys, on chains of 100 and of a million.
	fn report(keys: [usize; 2], nodes: [usize; 2], micros: [u64; 2]) -> Report {
		let cost = |of: usize| Cost {
			weight: 1,
			keys: keys[of],
			nodes: nodes[of],
			proof: 1,
			time: Duration::from_micros(micros[of]),
		};
		let row = Row { name: "Pallet::call", costs: vec![cost(0), cost(1)] };
		Report { sizes: vec![100, 1_000_000], repeat: 11, rows: vec![row] }
	}

	#[test]
	fn verdict_is_flat_when_nodes_grow_with_the_depth_alone() {
		let report = report([20, 20], [60, 60 + 20 * 4 + 8], [100, 399]);
		assert_eq!(report.faults(), Vec::<String>::new());
		assert!(report.is_flat());
	}

	#[test]
	fn verdict_is_a_fault_when_more_keys_are_touched() {
		assert_eq!(report([20, 21], [60, 60], [100, 100]).faults().len(), 1);
		assert_eq!(report([20, 19], [60, 60], [100, 100]).faults().len(), 1);
	}

	#[test]
	fn verdict_is_a_fault_when_the_weight_grows() {
		let mut report = report([20, 20], [60, 60], [100, 100]);
		report.rows[0].costs[1].weight += 1;
		assert_eq!(report.faults().len(), 1);
	}

	#[test]
	fn verdict_is_a_fault_when_nodes_grow_beyond_the_depth() {
		let report = report([20, 20], [60, 60 + 20 * 4 + 9], [100, 100]);
		assert_eq!(report.faults().len(), 1);
		assert!(!report.is_flat());
	}

	#[test]
	fn verdict_is_a_fault_when_the_time_grows_more_than_fourfold() {
		assert_eq!(report([20, 20], [60, 60], [100, 401]).faults().len(), 1);
	}

	#[test]
	fn verdict_is_a_fault_when_a_call_was_not_measured() {
		let mut report = report([20, 20], [60, 60], [100, 100]);
		report.rows[0].costs.clear();
		assert!(!report.is_flat());
	}

	#[test]
	fn table_says_that_the_cost_grows_when_it_does() {
		assert!(report([20, 20], [60, 60], [100, 401]).to_string().contains("THE COST GROWS"));
		assert!(report([20, 20], [60, 60], [100, 100]).to_string().contains("The cost of no call grows"));
	}

	#[test]
	fn trie_is_one_level_deeper_when_it_holds_up_to_sixteen_times_as_much() {
		let levels = [(100, 100), (100, 101), (100, 1_600), (100, 1_601), (100, 1_000_000)];
		assert_eq!(levels.map(|(from, to)| deeper(from, to)), [0, 1, 1, 2, 4]);
	}

	#[test]
	fn number_has_a_comma_after_each_third_digit_when_it_is_long() {
		assert_eq!([7, 999, 1_000, 1_234_567].map(grouped), ["7", "999", "1,000", "1,234,567"]);
	}
}
