//! Evidence of GPUs and switches from NVIDIA's own repositories.

use crate::support::{for_each_case, json, pem_certificates, read, vectors};
use base64ct::{Base64, Encoding};
use piazza_verifiers::{
	nvidia::{
		device_identity_root, verify, Architecture, DriverVersion, Error, Evidence, Facts, Mode, Policy, Release,
		VbiosVersion,
	},
	x509::{Anchor, CertificateId, ChainError, Fault, LinkId, NothingKnown, Registry, SignatureError},
};
use serde_json::Value;
use std::{
	collections::{BTreeMap, BTreeSet},
	path::Path,
};

/// 2026-06-29, when the evidence of [`crate::gpu_worker`] was captured. None of the certificates ever expires.
pub const NOW: u64 = 1_782_698_885;

/// Asks with the root of production.
pub fn ask(report: &[u8], chain: &[Vec<u8>], policy: &Policy) -> Result<Facts, Error> {
	ask_registry(report, chain, policy, &NothingKnown)
}

fn ask_registry(report: &[u8], chain: &[Vec<u8>], policy: &Policy, registry: &dyn Registry) -> Result<Facts, Error> {
	let certificates: Vec<_> = chain.iter().map(Vec::as_slice).collect();
	verify(Evidence { report, certificates: &certificates }, &[device_identity_root()], policy, registry, NOW)
}

/// The strict policy, knowing the measurements of `facts`.
pub fn strict_with(facts: &Facts) -> Policy {
	let release = Release { architecture: facts.architecture, driver: facts.driver.clone(), vbios: facts.vbios };
	Policy { golden: BTreeMap::from([(release, BTreeSet::from([facts.measurements_digest]))]), ..Policy::strict() }
}

fn hopper(folder: &Path) -> (Vec<u8>, Vec<Vec<u8>>) {
	let folder = folder.join("nvidia-gpu/hopper-nvtrust");
	(read(&folder.join("spdm_report.bin")), pem_certificates(&read(&folder.join("cert_chain.pem"))))
}

/// What the evidence of a case must say, and why the strict policy refuses it even if its measurements are known.
struct Known {
	architecture: Architecture,
	hardware: &'static str,
	driver: Option<&'static str>,
	vbios: &'static str,
	board: Option<[&'static str; 3]>,
	mode: Option<Mode>,
	fwid_reported: bool,
	measurements: usize,
	strict: Result<(), Error>,
}

fn known(case: &str) -> Known {
	let h100 = Known {
		architecture: Architecture::Hopper,
		hardware: "GH100 A01 GSP BROM",
		driver: Some("550.90.07"),
		vbios: "96.00.9F.00.01",
		board: Some(["1010", "0200", "882"]),
		mode: None,
		fwid_reported: true,
		measurements: 64,
		strict: Ok(()),
	};
	match case {
		"spdm_report-hopper-nvtrust" => h100,
		"hopperAttestationReport-attestation-sdk" => Known {
			driver: Some("535.86.09"),
			vbios: "96.00.5E.00.01",
			fwid_reported: false,
			strict: Err(Error::DriverTooOld),
			..h100
		},
		"hopperAttestationReportExpired-attestation-sdk" => {
			Known { driver: Some("570.124.03"), vbios: "96.00.5E.00.04", board: Some(["1010", "0205", "862"]), ..h100 }
		}
		"blackwellAttestationReport-attestation-sdk" => Known {
			architecture: Architecture::Blackwell,
			hardware: "GB100 A01 GSP BROM",
			driver: Some("575.32"),
			vbios: "97.00.88.00.0F",
			board: Some(["G525", "0220", "886"]),
			..h100
		},
		"switchAttestationReport-attestation-sdk" => Known {
			architecture: Architecture::Ls10,
			hardware: "LS_10 A01 FSP BROM",
			driver: None,
			vbios: "96.10.55.00.01",
			board: None,
			fwid_reported: false,
			measurements: 31,
			..h100
		},
		other => panic!("nothing is known of case {other}"),
	}
}

impl Known {
	fn check(&self, facts: &Facts) {
		assert_eq!(facts.architecture, self.architecture);
		assert_eq!(facts.hardware, self.hardware);
		assert_eq!(Some(facts.chip.as_str()), self.hardware.split(' ').next());
		assert_eq!(facts.driver, self.driver.map(|driver| driver.parse::<DriverVersion>().unwrap()));
		assert_eq!(facts.vbios, self.vbios.parse::<VbiosVersion>().unwrap());
		let board = [&facts.project, &facts.project_sku, &facts.chip_sku].map(Option::as_deref);
		assert_eq!(board, self.board.map_or([None; 3], |board| board.map(Some)));
		assert_eq!(facts.mode, self.mode);
		assert_eq!(facts.fwid_reported, self.fwid_reported);
		assert!(!facts.unlocked);
		let indices = facts.measurements.iter().map(|measurement| usize::from(measurement.index));
		assert!(indices.eq(1..=self.measurements));
		assert_eq!(facts.certificates.len(), 4);
		assert_eq!(facts.new_links.len(), 3);
		// 9999-12-31T23:59:59Z
		assert_eq!(facts.valid_until, 253_402_300_799);
	}
}

/// The reason for which a case must be refused.
fn refusal(case: &str) -> Error {
	match case {
		"hopperAttestationReportInvalidSignature-attestation-sdk"
		| "switchAttestationReportInvalidSignature-attestation-sdk"
		| "hopper-nonce-flip"
		| "hopper-measurement-flip"
		| "hopper-signature-flip"
		| "hopper-opaque-flip"
		| "hopper-with-blackwell-chain" => Error::Signature,
		// The device's certificate is missing: the leaf was not issued by the provisioner.
		"chain-gap" => ChainError::At { place: 0, fault: Fault::IssuerMismatch }.into(),
		other => panic!("no reason is known for case {other}"),
	}
}

#[test]
fn every_case_gets_the_answer_it_expects() {
	for_each_case("nvidia-gpu", 13, |case| {
		let (report, chain) = (case.bytes("report"), pem_certificates(&case.bytes("chain")));
		let answer = ask(&report, &chain, &Policy::any_genuine());
		match case.expect() {
			"accept" | "accept-signature" => {
				let facts = answer.unwrap_or_else(|error| panic!("{}: {error}", case.id()));
				let known = known(case.id());
				known.check(&facts);
				assert_eq!(facts.nonce, report[4..36], "{}", case.id());
				assert_eq!(ask(&report, &chain, &strict_with(&facts)).map(drop), known.strict, "{}", case.id());
				// The root's own certificate may be left out.
				assert_eq!(ask(&report, &chain[..4], &Policy::any_genuine()), Ok(facts), "{}", case.id());
			}
			"reject" => assert_eq!(answer, Err(refusal(case.id())), "{}", case.id()),
			other => panic!("{}: unknown expectation {other}", case.id()),
		}
	});
}

/// One entry of an evidence file.
struct Entry {
	report: Vec<u8>,
	chain: Vec<Vec<u8>>,
	nonce: Vec<u8>,
}

/// The entries of an evidence file: certificates in PEM and report in base64, the nonce in hex.
fn entries(file: &Value) -> Vec<Entry> {
	let text = |entry: &Value, field: &str| entry[field].as_str().expect("a text").to_owned();
	let decode = |text: String| Base64::decode_vec(&text).expect("base64");
	let read = |entry: &Value| Entry {
		report: decode(text(entry, "evidence")),
		chain: pem_certificates(&decode(text(entry, "certificate"))),
		nonce: hex::decode(text(entry, "nonce")).expect("hex"),
	};
	file.as_array().expect("a list").iter().map(read).collect()
}

#[test]
fn every_entry_of_the_evidence_files_is_genuine() {
	let Some(folder) = vectors() else { return };
	let files = [
		("hopper_evidence", 1, Architecture::Hopper, Some("590.12"), Some(Mode::ProtectedPcie)),
		("hopper_evidence_cert_hold", 1, Architecture::Hopper, Some("570.86.10"), None),
		("multi_gpu_hopper", 4, Architecture::Hopper, Some("590.12"), Some(Mode::ProtectedPcie)),
		("switch_evidence_ls10", 1, Architecture::Ls10, None, None),
	];
	for (name, count, architecture, driver, mode) in files {
		let found = entries(&json(&folder.join(format!("nvidia-gpu/attestation-sdk/{name}.json"))));
		assert_eq!(found.len(), count, "{name}");
		let facts: Vec<_> = found
			.iter()
			.map(|Entry { report, chain, nonce }| {
				let facts =
					ask(report, chain, &Policy::any_genuine()).unwrap_or_else(|error| panic!("{name}: {error}"));
				assert_eq!(facts.nonce, nonce.as_slice(), "{name}");
				assert_eq!(facts.architecture, architecture, "{name}");
				assert_eq!(facts.driver.as_ref().map(ToString::to_string).as_deref(), driver, "{name}");
				assert_eq!(facts.mode, mode, "{name}");
				let strict = ask(report, chain, &strict_with(&facts)).map(drop);
				let protected = mode == Some(Mode::ProtectedPcie);
				assert_eq!(strict, if protected { Err(Error::ModeNotAllowed) } else { Ok(()) }, "{name}");
				assert!(ask(report, chain, &Policy::strict()).is_err(), "{name}");
				facts
			})
			.collect();
		let devices: BTreeSet<_> = facts.iter().map(|facts| facts.device).collect();
		assert_eq!(devices.len(), count, "{name}: each entry is another device");
		// GPUs of one board run the same: one golden digest stands for all of them.
		let digests: BTreeSet<_> = facts.iter().map(|facts| facts.measurements_digest).collect();
		assert_eq!(digests.len(), 1, "{name}");
	}
}

/// Remembers links, and nothing else.
struct Remembered(BTreeSet<LinkId>);

impl Registry for Remembered {
	fn is_revoked(&self, _: &CertificateId) -> bool {
		false
	}

	fn is_verified(&self, link: &LinkId) -> bool {
		self.0.contains(link)
	}
}

#[test]
fn evidence_is_refused_when_any_bit_of_the_report_is_flipped() {
	let Some(folder) = vectors() else { return };
	let (mut report, chain) = hopper(&folder);
	let policy = Policy::any_genuine();
	// The links above the device are not what is tested: not computing them saves half of the time.
	let known = Remembered(ask(&report, &chain, &policy).unwrap().new_links.into_iter().collect());
	// Headers, nonces, opaque data and signature byte by byte; the measurements, which are all alike, in steps.
	let record = 45..45 + 3520;
	let places = (0..report.len()).filter(|place| !record.contains(place) || place % 11 == 0);
	for place in places.collect::<Vec<_>>() {
		let bit = 1 << (place % 8);
		report[place] ^= bit;
		assert!(ask_registry(&report, &chain, &policy, &known).is_err(), "byte {place}");
		report[place] ^= bit;
	}
	assert!(ask_registry(&report, &chain, &policy, &known).is_ok());
}

#[test]
fn evidence_is_refused_when_the_report_is_cut_or_extended() {
	let Some(folder) = vectors() else { return };
	let (mut report, chain) = hopper(&folder);
	for length in 0..report.len() {
		assert_eq!(ask(&report[..length], &chain, &Policy::any_genuine()), Err(Error::Truncated), "{length} bytes");
	}
	report.push(0);
	assert_eq!(ask(&report, &chain, &Policy::any_genuine()), Err(Error::TrailingBytes));
	report.resize(8193, 0);
	assert_eq!(ask(&report, &chain, &Policy::any_genuine()), Err(Error::ReportTooLong));
}

#[test]
fn evidence_is_refused_when_any_bit_below_the_root_is_flipped() {
	let Some(folder) = vectors() else { return };
	let (report, chain) = hopper(&folder);
	let policy = Policy::any_genuine();
	let facts = ask(&report, &chain, &policy).unwrap();
	let known = Remembered(facts.new_links.iter().copied().collect());
	let root = device_identity_root();
	for (number, certificate) in chain.iter().enumerate() {
		for place in (number..certificate.len()).step_by(7) {
			let mut flipped = chain.clone();
			flipped[number][place] ^= 1 << (place % 8);
			let answer = ask_registry(&report, &flipped, &policy, &known);
			if number < 4 {
				assert!(answer.is_err(), "certificate {number}, byte {place}");
			} else if let Ok(found) = answer {
				// The root is pinned by name and key; nothing else in its own certificate is evidence of anything.
				assert_eq!(Anchor::from_certificate(&flipped[4]).as_ref(), Ok(&root), "byte {place}");
				assert_eq!(found.device, facts.device);
			}
		}
		for length in (0..certificate.len()).step_by(29) {
			let mut cut = chain.clone();
			cut[number].truncate(length);
			assert!(ask_registry(&report, &cut, &policy, &known).is_err(), "certificate {number}, {length} bytes");
		}
	}
}

#[test]
fn evidence_is_refused_when_a_certificate_is_missing_doubled_or_out_of_order() {
	let Some(folder) = vectors() else { return };
	let (report, chain) = hopper(&folder);
	let policy = Policy::any_genuine();
	for place in 0..4 {
		let mut short = chain.clone();
		short.remove(place);
		assert!(ask(&report, &short, &policy).is_err(), "without {place}");
		let mut doubled = chain.clone();
		doubled.insert(place, chain[place].clone());
		assert_eq!(ask(&report, &doubled, &policy), Err(ChainError::TooLong.into()));
		let mut swapped = chain.clone();
		swapped.swap(place, place + 1);
		assert!(ask(&report, &swapped, &policy).is_err(), "swapped {place}");
	}
	for count in 0..4 {
		assert!(ask(&report, &chain[..count], &policy).is_err(), "{count} certificates");
	}
}

#[test]
fn evidence_is_refused_when_a_certificate_is_revoked() {
	let Some(folder) = vectors() else { return };
	let (report, chain) = hopper(&folder);
	let facts = ask(&report, &chain, &Policy::any_genuine()).unwrap();
	for (place, certificate) in facts.certificates.iter().enumerate() {
		let revoked = BTreeSet::from([*certificate]);
		let answer = ask_registry(&report, &chain, &Policy::any_genuine(), &revoked);
		assert_eq!(answer, Err(ChainError::At { place, fault: Fault::Revoked }.into()));
	}
}

#[test]
fn evidence_is_refused_before_its_certificates_are_valid() {
	let Some(folder) = vectors() else { return };
	let (report, chain) = hopper(&folder);
	let certificates: Vec<_> = chain.iter().map(Vec::as_slice).collect();
	let evidence = Evidence { report: &report, certificates: &certificates };
	// 2021-01-01: after the leaf's first second, before that of the provisioner.
	let answer = verify(evidence, &[device_identity_root()], &Policy::any_genuine(), &NothingKnown, 1_609_459_200);
	assert_eq!(answer, Err(ChainError::At { place: 2, fault: Fault::NotYetValid }.into()));
	let after = verify(evidence, &[device_identity_root()], &Policy::any_genuine(), &NothingKnown, 253_402_300_800);
	assert_eq!(after, Err(ChainError::At { place: 0, fault: Fault::Expired }.into()));
}

#[test]
fn evidence_costs_only_the_leaf_when_the_links_are_remembered() {
	let Some(folder) = vectors() else { return };
	let (report, chain) = hopper(&folder);
	let facts = ask(&report, &chain, &Policy::any_genuine()).unwrap();
	let known = Remembered(facts.new_links.iter().copied().collect());
	let again = ask_registry(&report, &chain, &Policy::any_genuine(), &known).unwrap();
	assert_eq!(again, Facts { new_links: Vec::new(), ..facts });
	// What is remembered of one chain does not help another: the leaf's signature is always computed.
	let mut other = chain.clone();
	let last = other[0].len() - 1;
	other[0][last] ^= 1;
	let refused = ChainError::At { place: 0, fault: SignatureError::Signature.into() };
	assert_eq!(ask_registry(&report, &other, &Policy::any_genuine(), &known), Err(refused.into()));
}

#[test]
fn pinned_root_is_the_key_of_both_published_certificates() {
	let Some(folder) = vectors() else { return };
	for name in ["verifier_device_root", "verifier_switch_device_root"] {
		let pem = read(&folder.join(format!("nvidia-gpu/roots/{name}.pem")));
		let certificates = pem_certificates(&pem);
		assert_eq!(Anchor::from_certificate(&certificates[0]), Ok(device_identity_root()), "{name}");
	}
}
