//! AMD SEV-SNP.

use piazza_fixtures::amd::{Made, Snp};
use piazza_verifiers::{
	amd::{verify, Anchors, Evidence, Policy, Product, Root},
	x509::{Anchor, NothingKnown},
};
use std::sync::LazyLock;

const NOW: u64 = 1_780_000_000;

/// A good report, and the anchors of its root.
static GOOD: LazyLock<(Made, Anchors)> = LazyLock::new(|| {
	let made = Snp::default().make();
	let anchor = Anchor::from_certificate(&made.root).expect("our own root");
	let anchors = Anchors { roots: vec![Root { product: Product::Genoa, anchor }], intermediates: vec![] };
	(made, anchors)
});

/// Any bytes: a report, an endorsement certificate and an intermediate, divided at the places the first bytes name.
#[test]
fn amd_never_panics() {
	let anchors = Anchors::amd();
	bolero::check!().with_iterations(1000).for_each(|input: &[u8]| {
		let Some(([first, second], rest)) = input.split_first_chunk::<2>() else { return };
		let (report, rest) = rest.split_at(usize::from(*first).min(rest.len()));
		let (endorsement, intermediate) = rest.split_at(usize::from(*second).min(rest.len()));
		let evidence = Evidence { report, endorsement, intermediate: Some(intermediate) };
		assert!(verify(evidence, &anchors, &Policy::strict(), &NothingKnown, NOW).is_err());
	});
}

/// A good report with bytes changed: each edit is a part, a place (two bytes) and what is added to the byte there.
#[test]
fn amd_never_panics_on_changed_evidence() {
	let (made, anchors) = &*GOOD;
	bolero::check!().with_iterations(100).for_each(|input: &[u8]| {
		let mut parts = [made.report.clone(), made.endorsement.clone(), made.intermediate.clone()];
		for edit in input.chunks_exact(4) {
			let part = &mut parts[usize::from(edit[0]) % 3];
			let place = usize::from(u16::from_le_bytes([edit[1], edit[2]])) % part.len();
			part[place] = part[place].wrapping_add(edit[3]);
		}
		let same = parts == [made.report.as_slice(), &made.endorsement, &made.intermediate];
		let [report, endorsement, intermediate] = &parts;
		let evidence = Evidence { report, endorsement, intermediate: Some(intermediate) };
		let answer = verify(evidence, anchors, &Policy::strict(), &NothingKnown, NOW);
		assert_eq!(answer.is_ok(), same, "{answer:?}");
	});
}
