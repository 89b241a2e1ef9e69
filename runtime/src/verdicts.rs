//! Who acts on what panels find.

use crate::{AccountId, Batches, Jobs, Leasing, Weight};
use piazza_primitives::{OnVerdict, PanelCase, Verdict};

/// Tells each verdict to the pallet that convened the panel.
pub struct Verdicts;

impl OnVerdict<AccountId, PanelCase> for Verdicts {
	fn on_verdict(case: PanelCase, verdict: Verdict<AccountId>) {
		match case {
			PanelCase::Job(job) => Jobs::on_verdict(job, verdict),
			PanelCase::Lease(lease) => Leasing::on_verdict(lease, verdict),
			PanelCase::Batch(batch) => Batches::on_verdict(batch, verdict),
		}
	}

	fn on_verdict_weight() -> Weight {
		Jobs::on_verdict_weight().max(Batches::on_verdict_weight()).max(Leasing::on_verdict_weight())
	}
}
