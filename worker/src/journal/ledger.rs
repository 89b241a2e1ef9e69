//! What the worker has earned, as the journal tells.

use crate::view::{Asset, Balance, BlockNumber, Outcome};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What jobs paid that were closed before the journal noted their asset.
const NOT_NOTED: &str = "an asset that was not noted";

/// Sums of everything that is over. Assets by their names; all but PZA are counted in their own smallest unit.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Ledger {
	/// Jobs that paid or cost something.
	pub jobs: u64,
	/// What they paid.
	pub paid: Sums,
	/// Bonds of jobs that others lost to the owner, in the smallest unit of PZA.
	#[serde(with = "text")]
	pub bonds_won: Balance,
	/// Bonds of jobs that the owner lost.
	#[serde(with = "text")]
	pub bonds_lost: Balance,
	/// Leases that are over.
	pub leases: u64,
	/// Their rent, the protocol fee included.
	pub rent: Sums,
	/// Challenges that were answered.
	pub challenges: u64,
	/// Bonds of those that doubted.
	#[serde(with = "text")]
	pub challenge_bonds: Balance,
	/// What downtimes cost, by the block in which they began.
	pub downtimes: BTreeMap<String, Amount>,
}

/// Amounts by the name of their asset.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Sums(BTreeMap<String, Amount>);

/// An amount, written as text: JSON numbers of other programs stop at 2^53.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Amount(#[serde(with = "text")] pub Balance);

impl Sums {
	/// Adds an amount.
	pub fn add(&mut self, asset: &str, amount: Balance) {
		if amount > 0 {
			let sum = self.0.entry(asset.into()).or_default();
			sum.0 = sum.0.saturating_add(amount);
		}
	}

	/// All sums, by the name of the asset.
	pub fn iter(&self) -> impl Iterator<Item = (&str, Balance)> {
		self.0.iter().map(|(asset, amount)| (asset.as_str(), amount.0))
	}
}

impl Ledger {
	/// Adds a job that is over.
	pub(super) fn job(&mut self, asset: Option<&str>, outcome: &Outcome) {
		let Outcome { paid, bond_lost, bond_won, .. } = *outcome;
		if (paid, bond_lost, bond_won) != (0, 0, 0) {
			self.jobs = self.jobs.saturating_add(1);
		}
		self.paid.add(asset.unwrap_or(NOT_NOTED), paid);
		self.bonds_lost = self.bonds_lost.saturating_add(bond_lost);
		self.bonds_won = self.bonds_won.saturating_add(bond_won);
	}

	/// Adds a lease that is over.
	pub(super) fn lease(&mut self, asset: &str, rent: Balance) {
		self.leases = self.leases.saturating_add(1);
		self.rent.add(asset, rent);
	}

	/// Adds a challenge that was answered.
	pub(super) fn challenge(&mut self, bond: Balance) {
		self.challenges = self.challenges.saturating_add(1);
		self.challenge_bonds = self.challenge_bonds.saturating_add(bond);
	}

	/// Notes what the downtime since block `since` has cost.
	pub(super) fn downtime(&mut self, since: BlockNumber, cost: Balance) {
		self.downtimes.insert(since.to_string(), Amount(cost));
	}

	/// What the downtime since block `since` has cost, as far as is noted.
	pub fn cost_of(&self, since: BlockNumber) -> Option<Balance> {
		self.downtimes.get(&since.to_string()).map(|cost| cost.0)
	}

	/// What all downtimes cost.
	pub fn downtime_cost(&self) -> Balance {
		self.downtimes.values().fold(0, |sum, cost| sum.saturating_add(cost.0))
	}
}

/// The name of an asset in the ledger.
pub fn name(asset: &Asset) -> String {
	asset.to_string()
}

/// Amounts as text.
pub(super) mod text {
	use super::Balance;
	use serde::{de::Error, Deserialize, Deserializer, Serializer};

	pub(crate) fn serialize<S: Serializer>(amount: &Balance, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(amount)
	}

	pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Balance, D::Error> {
		String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
	}
}
