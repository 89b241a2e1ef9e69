//! Evidence of GPUs and switches.

use crate::{seed, Seed};
use piazza_fixtures::nvidia::{Evidence as Fixture, Parameters};
use piazza_verifiers::{
	nvidia::{verify, Error, Evidence, Policy},
	x509::{Anchor, CertificateId, LinkId, NothingKnown, Registry},
};

const NOW: u64 = 1_780_000_000;

/// Remembers every link: what is behind the signatures is what is of interest, and they are slow.
struct AllVerified;

impl Registry for AllVerified {
	fn is_revoked(&self, _: &CertificateId) -> bool {
		false
	}

	fn is_verified(&self, _: &LinkId) -> bool {
		true
	}
}

/// The inputs that fuzzing starts from.
pub fn seeds() -> Vec<Seed> {
	let test = "nvidia_never_panics";
	// The report is the first half of the input.
	let halves = |parameters: Parameters| {
		let Fixture { report, certificates, .. } = Fixture::new(&parameters);
		let mut certificates = certificates.concat();
		certificates.resize(report.len(), 0);
		[report, certificates].concat()
	};
	vec![
		seed(test, "hopper", halves(Parameters::default())),
		seed(test, "blackwell", halves(Parameters::blackwell())),
		seed(test, "switch", halves(Parameters::switch())),
		seed(test, "nothing-hopper", [0]),
		seed(test, "nothing-blackwell", [1]),
		seed(test, "nothing-switch", [2]),
		// Part 132 % 6 is the report, 132 / 64 changes a byte.
		seed(test, "report", [0, 132, 0, 100, 2]),
		seed(test, "report-signed-anew", [0, 132, 0, 100, 1]),
		seed(test, "leaf", [0, 133, 0, 100, 2]),
	]
}

#[test]
fn nvidia_never_panics() {
	let fixtures = [Parameters::default(), Parameters::blackwell(), Parameters::switch()].map(|it| Fixture::new(&it));
	let anchors = [Anchor::from_certificate(&fixtures[0].root.certificate).unwrap()];
	let policy = Policy::any_genuine();
	bolero::check!().with_iterations(600).for_each(|input: &[u8]| {
		// As it is: a report, then certificates of equal length.
		let (report, certificates) = input.split_at(input.len() / 2);
		let certificates: Vec<_> = certificates.chunks(certificates.len().div_ceil(5).max(1)).collect();
		let evidence = Evidence { report, certificates: &certificates };
		assert!(verify(evidence, &anchors, &policy, &NothingKnown, NOW).is_err());

		// As edits, four bytes each, of good evidence: where, and what to do there.
		let (which, edits) = input.split_first().unwrap_or((&0, &[]));
		let fixture = &fixtures[usize::from(*which) % fixtures.len()];
		let mut parts: Vec<_> = [&fixture.report].into_iter().chain(&fixture.certificates).cloned().collect();
		let mut resign = false;
		for edit in edits.chunks_exact(4).take(8) {
			let [part, high, low, value] = [edit[0], edit[1], edit[2], edit[3]];
			let count = parts.len();
			let bytes = &mut parts[usize::from(part) % count];
			let place = usize::from(u16::from_be_bytes([high, low])) % bytes.len().max(1);
			match part / 64 {
				0 => bytes.truncate(place),
				1 => bytes.insert(place.min(bytes.len()), value),
				_ => bytes.iter_mut().skip(place).take(1).for_each(|byte| *byte ^= value),
			}
			resign |= value & 1 == 1;
		}
		if resign && parts[0].len() > 96 {
			let signed = parts[0].len() - 96;
			parts[0].truncate(signed);
			let signature = fixture.key.sign(&parts[0]);
			parts[0].extend(signature);
		}
		let certificates: Vec<_> = parts[1..].iter().map(Vec::as_slice).collect();
		let evidence = Evidence { report: &parts[0], certificates: &certificates };
		let answer = verify(evidence, &anchors, &policy, &AllVerified, NOW);
		if parts[0] == fixture.report && certificates == fixture.chain() {
			assert_eq!(answer.map(drop), Ok::<_, Error>(()));
		}
	});
}
