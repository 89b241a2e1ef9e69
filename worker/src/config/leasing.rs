//! How the machine is rented out.

use crate::{
	leasing::{
		engine::{Price, Terms},
		view::{Asset, ClassId},
	},
	view::BlockNumber,
};
use anyhow::{ensure, Context, Result};
use serde::Deserialize;
use std::fmt;

/// How the machine is rented out.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct Leasing {
	/// Whether to bid for orders.
	pub enabled: bool,
	/// Whether the worker says by itself that a machine that was missing is back.
	pub restore: bool,
	/// Most bids that wait at a time.
	#[serde(deserialize_with = "super::positive")]
	pub max_bids: usize,
	/// What runs for the tenant.
	pub process: Option<ProcessConfig>,
	/// What is asked for, one for each class, number of GPUs and asset.
	pub price: Vec<PriceConfig>,
}

/// What is asked for the machine.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct PriceConfig {
	/// For orders of this class.
	pub class: ClassId,
	/// For orders of at most so many GPUs.
	#[serde(default = "one")]
	pub gpus: u8,
	/// Price of a block: in PZA, or of another asset in its smallest unit.
	pub rate: String,
	/// What is paid in.
	#[serde(default = "super::native", deserialize_with = "super::asset")]
	pub asset: Asset,
	/// Fewest blocks.
	#[serde(default)]
	pub min_duration: BlockNumber,
	/// Most blocks, extensions included.
	#[serde(default = "month")]
	pub max_duration: BlockNumber,
	/// Longest notice that a tenant may ask for, in blocks.
	#[serde(default = "day")]
	pub max_reclaim_window: BlockNumber,
}

/// The program that runs as long as a lease.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ProcessConfig {
	/// The program and its arguments. `{lease}` and `{tenant}` stand for the lease's number and the tenant's address.
	/// There is no shell.
	pub command: Vec<String>,
	/// Most memory that each of its processes may write to, in MiB.
	#[serde(default)]
	pub memory_mib: Option<u64>,
	/// Longest time that it runs, in seconds.
	#[serde(default)]
	pub max_seconds: Option<u64>,
	/// Seconds that it has to end when it is told to.
	#[serde(default = "half_a_minute")]
	pub grace_seconds: u64,
}

impl Default for Leasing {
	fn default() -> Self {
		Self { enabled: false, restore: true, max_bids: 4, process: None, price: Vec::new() }
	}
}

impl Leasing {
	/// Checks what cannot be seen from one value alone.
	pub(super) fn check(&self) -> Result<()> {
		ensure!(
			!self.enabled || !self.price.is_empty(),
			"`leasing.enabled` is true, but there is no price: give at least one [[leasing.price]]"
		);
		if let Some(process) = &self.process {
			ensure!(
				process.command.first().is_some_and(|program| !program.is_empty()),
				"`leasing.process.command` is empty: name a program"
			);
			ensure!(
				process.memory_mib != Some(0) && process.max_seconds != Some(0),
				"`memory_mib` and `max_seconds` of [leasing.process] must be at least 1, or left out"
			);
		}
		for (n, price) in self.price.iter().enumerate() {
			price.check().with_context(|| format!("[[leasing.price]] number {}", n.saturating_add(1)))?;
			let key = |price: &PriceConfig| (price.class, price.gpus, price.asset);
			ensure!(
				self.price.iter().filter(|other| key(other) == key(price)).count() == 1,
				"there are two [[leasing.price]] for class {}, gpus {} and {}",
				price.class,
				price.gpus,
				price.asset
			);
		}
		Ok(())
	}

	/// In the terms of the engine.
	pub fn terms(&self) -> Terms {
		let prices = self.price.iter().filter_map(|price| price.price().ok()).collect();
		Terms { enabled: self.enabled, max_bids: self.max_bids, prices }
	}
}

impl fmt::Display for Leasing {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self.enabled {
			true => write!(f, "bids for orders by {} prices, at most {} at a time", self.price.len(), self.max_bids),
			false => f.write_str("does not bid for orders"),
		}
	}
}

impl PriceConfig {
	fn check(&self) -> Result<()> {
		ensure!(self.price()?.rate > 0, "`rate` must be greater than 0");
		ensure!(
			self.min_duration <= self.max_duration,
			"`min_duration` is {} and `max_duration` is {}: no lease is that long",
			self.min_duration,
			self.max_duration
		);
		Ok(())
	}

	fn price(&self) -> Result<Price> {
		let Self { class, gpus, asset, min_duration, max_duration, max_reclaim_window, ref rate } = *self;
		let rate = super::amount_of(asset, rate).context("`rate` cannot be used")?;
		Ok(Price { class, gpus, asset, rate, min_duration, max_duration, max_reclaim_window })
	}
}

fn half_a_minute() -> u64 {
	30
}

fn one() -> u8 {
	1
}

/// Thirty days, in blocks of three seconds.
fn month() -> BlockNumber {
	864_000
}

/// A day, in blocks of three seconds.
fn day() -> BlockNumber {
	28_800
}
