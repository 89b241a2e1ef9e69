//! Who acts on what panels find.

use crate::{AccountId, Jobs, Weight};
use piazza_primitives::{JobId, OnVerdict, PanelCase, Verdict};

/// Tells each verdict to the pallet that convened the panel.
pub struct Verdicts;

impl OnVerdict<AccountId, PanelCase> for Verdicts {
	fn on_verdict(case: PanelCase, verdict: Verdict<AccountId>) {
		match case {
			PanelCase::Job(job) => <Jobs as OnVerdict<AccountId, JobId>>::on_verdict(job, verdict),
			PanelCase::Batch(_) | PanelCase::Lease(_) => {}
		}
	}

	fn on_verdict_weight() -> Weight {
		<Jobs as OnVerdict<AccountId, JobId>>::on_verdict_weight()
	}
}
