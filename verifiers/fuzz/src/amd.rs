//! AMD SEV-SNP.

use crate::{seed, Seed};
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

/// The inputs that fuzzing starts from.
pub fn seeds() -> Vec<Seed> {
	let parts = |made: Made| {
		let lengths = [made.report.len(), made.endorsement.len()].map(|length| (length as u16).to_le_bytes());
		[lengths.as_flattened(), &made.report, &made.endorsement, &made.intermediate].concat()
	};
	let (any, changed) = ("amd_never_panics", "amd_never_panics_on_changed_evidence");
	vec![
		seed(any, "vcek", parts(Snp::default().make())),
		seed(any, "vcek-turin", parts(Snp::turin().make())),
		seed(any, "vlek", parts(Snp::cloud("CN=cloud").make())),
		seed(changed, "nothing", [0, 0, 0, 0]),
		seed(changed, "version", [0, 0, 0, 1]),
		seed(changed, "chip", [0, 0xa0, 1, 1]),
		seed(changed, "signature", [0, 0xa0, 2, 1]),
		seed(changed, "endorsement", [1, 100, 0, 1]),
		seed(changed, "intermediate", [2, 100, 0, 1]),
	]
}

/// Any bytes: the lengths (two bytes each) of a report and of an endorsement certificate, then these, then an intermediate.
#[test]
fn amd_never_panics() {
	let anchors = Anchors::amd();
	bolero::check!().with_iterations(1000).for_each(|input: &[u8]| {
		let Some(([a, b, c, d], rest)) = input.split_first_chunk::<4>() else { return };
		let split = |bytes, length| <[u8]>::split_at(bytes, usize::from(u16::from_le_bytes(length)).min(bytes.len()));
		let (report, rest) = split(rest, [*a, *b]);
		let (endorsement, intermediate) = split(rest, [*c, *d]);
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
