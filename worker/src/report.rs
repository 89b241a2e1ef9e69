//! What the operator reads in the end.

use crate::{
	journal::{Held, Ledger, Sums, Tenancy},
	leasing::view::{Lease, LeaseId},
	view::{Asset, Balance, Job, JobId, Outcome},
};
use piazza_client::amount;
use std::fmt::Write;

/// Says how a job ended for this worker.
pub(crate) fn outcome(id: JobId, job: &Job, outcome: &Outcome) {
	let Outcome { verdict, paid, bond_lost, bond_won } = outcome;
	let paid = sum(&job.asset.to_string(), *paid);
	let (lost, won) = (amount::format(*bond_lost), amount::format(*bond_won));
	match *bond_lost {
		0 => tracing::info!(job = id, "settled: {verdict}; paid {paid}, won {won} PZA of lost bonds"),
		_ => tracing::warn!(job = id, "settled: {verdict}; lost the bond of {lost} PZA"),
	}
}

/// Says that the worker is rented out.
pub(crate) fn leased(lease: &Lease) {
	let Lease { id, tenant, asset, rate, until, .. } = lease;
	let rate = sum(&asset.to_string(), *rate);
	tracing::info!(
		lease = id,
		until,
		"rented to {tenant} at {rate} a block: no jobs but its tenant's are claimed meanwhile"
	);
}

/// Says that a challenge was answered.
pub(crate) fn challenge_won(id: LeaseId, bond: Balance) {
	tracing::info!(lease = id, "the challenge was answered; the owner won {} PZA", amount::format(bond));
}

/// Says how a lease ended.
pub(crate) fn vacated(id: LeaseId, reason: &str, asset: &str, rent: Balance) {
	tracing::info!(lease = id, "the lease is over: {reason}; rent {}", sum(asset, rent));
}

/// What the worker has earned, as its journal tells, for people.
pub fn earnings(held: &Held) -> String {
	let Held { entries, tenancies, ledger } = held;
	let Ledger { jobs, paid, bonds_won, bonds_lost, leases, rent, challenges, challenge_bonds, .. } = ledger;
	let pza = |amount: Balance| format!("{} PZA", amount::format(amount));
	let mut lines = vec![
		("jobs", format!("{jobs} settled, {} open", entries.len())),
		("  paid", sums(paid)),
		("  bonds won", pza(*bonds_won)),
		("  bonds lost", pza(*bonds_lost)),
		("leases", format!("{leases} over, {} running", tenancies.len())),
		("  rent", format!("{} (protocol fee included)", sums(rent))),
	];
	let running = tenancies.iter().map(|(id, Tenancy { asset, rent, .. })| {
		("  so far", format!("{} of lease {id}, when it was noted last", sum(asset, *rent)))
	});
	lines.extend(running);
	lines.push(("  challenges", format!("{challenges} answered; bonds won {}", pza(*challenge_bonds))));
	lines.push(("  downtime", format!("{} at most of the owner's stake", pza(ledger.downtime_cost()))));
	lines.iter().fold(String::new(), |mut text, (name, value)| {
		// Writing to a text does not fail.
		let _ = writeln!(text, "{name:<15}{value}");
		text
	})
}

fn sums(sums: &Sums) -> String {
	let all = sums.iter().map(|(asset, amount)| sum(asset, amount)).collect::<Vec<_>>();
	if all.is_empty() {
		"nothing".into()
	} else {
		all.join(", ")
	}
}

/// An amount of an asset. All but PZA are counted in their own smallest unit.
pub(crate) fn sum(asset: &str, amount: Balance) -> String {
	match asset == Asset::Native.to_string() {
		true => format!("{} PZA", amount::format(amount)),
		false => format!("{amount} of {asset}"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::journal::{Identity, Journal};
	use piazza_client::{AccountId, H256};

	const UNIT: Balance = 1_000_000_000_000;

	#[test]
	fn report_is_empty_when_nothing_was_earned() {
		let report = earnings(&Held::default());
		assert!(report.contains("0 settled, 0 open") && report.contains("0 over, 0 running"), "{report}");
		assert!(report.contains("  paid         nothing\n"), "{report}");
	}

	#[test]
	fn report_has_the_sums_of_each_asset() {
		let folder = tempfile::tempdir().unwrap();
		let identity = Identity { genesis: H256::zero(), worker: AccountId::from([1; 32]) };
		let mut journal = Journal::open(folder.path(), &identity).unwrap();
		let paid = |paid| Outcome { verdict: "the output was accepted".into(), paid, bond_lost: 0, bond_won: UNIT };
		journal.close(1, &Asset::Native, &paid(UNIT)).unwrap();
		journal.close(2, &Asset::Native, &paid(UNIT / 2)).unwrap();
		journal.close(3, &Asset::WithId(7), &paid(90)).unwrap();
		journal.close(4, &Asset::Native, &Outcome::nothing("left to others")).unwrap();
		let lost = Outcome { bond_lost: 5 * UNIT, ..Outcome::nothing("another output was accepted") };
		journal.close(5, &Asset::Native, &lost).unwrap();
		journal.leased(1, &Asset::Native, 0).unwrap();
		journal.vacated(1, "its time was over", 3 * UNIT).unwrap();
		journal.leased(2, &Asset::WithId(7), 40).unwrap();
		let (_, held) = Journal::audit(folder.path()).unwrap().unwrap();
		let report = earnings(&held);
		for line in [
			"jobs           4 settled, 0 open\n",
			"  paid         1.5 PZA, 90 of asset 7\n",
			"  bonds won    3 PZA\n",
			"  bonds lost   5 PZA\n",
			"leases         1 over, 1 running\n",
			"  rent         3 PZA (protocol fee included)\n",
			"  so far       40 of asset 7 of lease 2, when it was noted last\n",
			"  challenges   0 answered; bonds won 0 PZA\n",
			"  downtime     0 PZA at most of the owner's stake\n",
		] {
			assert!(report.contains(line), "{line}{report}");
		}
	}
}
