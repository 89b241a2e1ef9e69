//! What the operator reads in the end.

use crate::view::{Job, JobId, Outcome};
use piazza_client::amount;

/// Says how a job ended for this worker.
pub(crate) fn outcome(id: JobId, job: &Job, outcome: &Outcome) {
	let Outcome { verdict, paid, bond_lost, bond_won } = outcome;
	// Other assets are counted in their own smallest unit.
	let paid = if job.native { format!("{} PZA", amount::format(*paid)) } else { format!("{paid} of the asset") };
	let (lost, won) = (amount::format(*bond_lost), amount::format(*bond_won));
	match *bond_lost {
		0 => tracing::info!(job = id, "settled: {verdict}; paid {paid}, won {won} PZA of lost bonds"),
		_ => tracing::warn!(job = id, "settled: {verdict}; lost the bond of {lost} PZA"),
	}
}
