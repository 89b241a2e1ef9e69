//! What the operator may change while the worker runs: how it rents out, and whether it is to wind up.

use crate::{
	config::{Config, Leasing},
	home,
};
use anyhow::Result;
use std::{fs, path::PathBuf, time::SystemTime};

/// The `[leasing]` section of the configuration and the drain mark, looked at again after each block.
#[derive(Debug)]
pub struct Controls {
	/// The configuration; `None` when it does not change.
	path: Option<PathBuf>,
	folder: PathBuf,
	seen: Option<Stamp>,
	leasing: Leasing,
	is_retiring: bool,
}

/// What changes when a file is written.
type Stamp = (SystemTime, u64);

impl Controls {
	/// What the configuration at `path` says, which was read as `leasing`; the drain mark is in `folder`, and counts from
	/// the first look on.
	pub fn new(path: PathBuf, folder: PathBuf, leasing: Leasing) -> Self {
		Self { seen: stamp(&path), path: Some(path), folder, leasing, is_retiring: false }
	}

	/// What never changes but for the drain mark in `folder`.
	pub fn fixed(folder: PathBuf, leasing: Leasing) -> Self {
		Self { path: None, folder, seen: None, leasing, is_retiring: false }
	}

	/// Looks again. A configuration that cannot be used changes nothing, and the log says so.
	pub fn look(&mut self) {
		let is_retiring = home::is_marked_for_drain(&self.folder);
		if is_retiring != std::mem::replace(&mut self.is_retiring, is_retiring) {
			match is_retiring {
				true => tracing::warn!(
					"winding up: no new jobs and bids, notice to the tenant; the worker ends when nothing is left. \
					`piazza-worker drain --undo` takes that back"
				),
				false => tracing::info!("not winding up any more"),
			}
		}
		let Some(path) = &self.path else { return };
		let now = stamp(path);
		if now == self.seen {
			return;
		}
		self.seen = now;
		match self.read() {
			Ok(leasing) if leasing == self.leasing => {}
			Ok(leasing) => {
				tracing::info!("the configuration has changed: {leasing}");
				self.leasing = leasing;
			}
			Err(error) => {
				tracing::error!("the configuration has changed, but the old [leasing] stays in force: {error:#}");
			}
		}
	}

	/// How the machine is rented out.
	pub fn leasing(&self) -> &Leasing {
		&self.leasing
	}

	/// Whether the worker is to wind up.
	pub fn is_retiring(&self) -> bool {
		self.is_retiring
	}

	fn read(&self) -> Result<Leasing> {
		Ok(self.path.as_deref().map(Config::load).transpose()?.map_or_else(Leasing::default, |config| config.leasing))
	}
}

fn stamp(path: &PathBuf) -> Option<Stamp> {
	let found = fs::metadata(path).ok()?;
	Some((found.modified().ok()?, found.len()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::home::mark_for_drain;
	use tempfile::TempDir;

	const BEFORE: &str = "node = \"ws://localhost:9944\"\nkey = \"//Bob//worker\"\ndata_dir = \"data\"\n\
		owner = \"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\"\n";

	fn price(rate: &str) -> String {
		format!("[leasing]\nenabled = true\n[[leasing.price]]\nclass = 1\nrate = \"{rate}\"\n")
	}

	/// Controls that have read a price of 5, and a way to write the file anew.
	fn controls() -> (TempDir, Controls, impl Fn(&str)) {
		let folder = tempfile::tempdir().unwrap();
		let path = folder.path().join("worker.toml");
		let write = {
			let path = path.clone();
			// No two versions here are equally long.
			move |leasing: &str| fs::write(&path, format!("{BEFORE}{leasing}")).unwrap()
		};
		write(&price("5"));
		let leasing = Config::load(&path).unwrap().leasing;
		let controls = Controls::new(path, folder.path().into(), leasing);
		(folder, controls, write)
	}

	#[test]
	fn prices_are_read_again_when_the_file_changes() {
		let (_folder, mut controls, write) = controls();
		controls.look();
		assert_eq!(controls.leasing().terms().prices[0].rate, 5_000_000_000_000);
		write(&price("0.25"));
		controls.look();
		assert_eq!(controls.leasing().terms().prices[0].rate, 250_000_000_000);
		write("");
		controls.look();
		assert!(!controls.leasing().terms().enabled);
	}

	#[test]
	fn old_prices_stay_when_the_file_is_broken_or_gone() {
		let (folder, mut controls, write) = controls();
		for broken in ["[leasing", "[leasing]\nenabled = 5\n", "[leasing]\nenabled = true\n"] {
			write(broken);
			controls.look();
			assert_eq!(controls.leasing().terms().prices[0].rate, 5_000_000_000_000);
		}
		fs::remove_file(folder.path().join("worker.toml")).unwrap();
		controls.look();
		assert_eq!(controls.leasing().terms().prices[0].rate, 5_000_000_000_000);
		write(&price("1000"));
		controls.look();
		assert_eq!(controls.leasing().terms().prices[0].rate, 1_000_000_000_000_000);
	}

	#[test]
	fn worker_winds_up_while_the_mark_is_there() {
		let (folder, mut controls, _) = controls();
		assert!(!controls.is_retiring());
		mark_for_drain(folder.path(), true).unwrap();
		assert!(!controls.is_retiring());
		controls.look();
		assert!(controls.is_retiring());
		let mut after_restart = Controls::fixed(folder.path().into(), Leasing::default());
		after_restart.look();
		assert!(after_restart.is_retiring());
		mark_for_drain(folder.path(), false).unwrap();
		mark_for_drain(folder.path(), false).unwrap();
		controls.look();
		assert!(!controls.is_retiring());
	}
}
