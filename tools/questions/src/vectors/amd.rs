//! AMD SEV-SNP.

use crate::Asked;
use piazza_fixtures::vectors::Case;
use piazza_verifiers::amd::Anchors;
use piazza_verifiers_api::{Amd, AmdRoot, Policy, Question};

/// The certificates of the cases are valid at 2026-07-01, but for the VLEK, which ended in 2025.
const NOW: u64 = 1_782_864_000;
const VLEK_NOW: u64 = 1_748_736_000;

/// The cloud that the VLEK was lent to.
const CLOUD: &str = "CN=cc-us-east-2.amazonaws.com";

pub(super) fn ask(case: &Case) -> Vec<Asked> {
	let now = match case.id() {
		"trustee-vlek" => VLEK_NOW,
		_ => NOW,
	};
	let question = |policy, clouds: &[&str]| {
		Question::Amd(Amd {
			report: case.bytes("report"),
			endorsement: case.bytes("vcek"),
			intermediate: case.certificates("chain").swap_remove(0),
			clouds: clouds.iter().copied().map(Into::into).collect(),
			policy,
			roots: Anchors::amd().roots.into_iter().map(AmdRoot::from).collect(),
			revoked: Vec::new(),
			now,
		})
	};
	let (lenient, strict) = (question(Policy::Lenient, &[CLOUD]), question(Policy::Strict, &[]));
	match (case.expect(), case.id()) {
		("accept", "genoa-v3-teep") => vec![Asked::proven("lenient", lenient), Asked::proven("strict", strict)],
		// All others are of Milan, which a strict policy refuses.
		("accept" | "accept-signature" | "accept-signature; strict policy rejects", _) => {
			vec![Asked::proven("lenient", lenient), Asked::refused("strict", strict)]
		}
		("reject", _) => vec![Asked::refused("lenient", lenient), Asked::refused("strict", strict)],
		(other, id) => panic!("{id}: unknown expectation {other}"),
	}
}
