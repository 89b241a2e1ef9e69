//! What a strict policy has to be told about NVIDIA's devices.

use piazza_verifiers::{
	nvidia::{self, Evidence},
	x509::{Anchor, NothingKnown},
};
use piazza_verifiers_api::{Nvidia, NvidiaGolden, Policy};

/// The measurements of evidence that is genuine under this root.
pub(crate) fn measured(genuine: &Nvidia, root: Anchor) -> NvidiaGolden {
	let certificates: Vec<_> = genuine.certificates.iter().map(Vec::as_slice).collect();
	let evidence = Evidence { report: &genuine.report, certificates: &certificates };
	let any = nvidia::Policy::any_genuine();
	let facts = nvidia::verify(evidence, &[root], &any, &NothingKnown, genuine.trust.now).expect("it is genuine");
	let driver = facts.driver.as_ref().map(ToString::to_string);
	NvidiaGolden { driver, vbios: facts.vbios.0, digest: facts.measurements_digest }
}

/// The same evidence, asked about under a strict policy that knows these measurements.
pub(crate) fn strict(genuine: &Nvidia, golden: Vec<NvidiaGolden>) -> Nvidia {
	Nvidia { golden, policy: Policy::Strict, ..genuine.clone() }
}
