//! AMD SEV-SNP.

use crate::support::{for_each_case, pem_certificates, read, vectors, Case};
use hex_literal::hex;
use piazza_verifiers::{
	amd::{verify, Accepted, Anchors, Cpu, Error, Evidence, Facts, Policy, Product, SigningKey, Tcb},
	x509::{CertificateId, ChainError, Fault, NothingKnown, Registry, SignatureError},
};
use std::collections::BTreeSet;

const KIND: &str = "amd-sev-snp";

/// The certificates of the cases are valid at 2026-07-01, but for the VLEK, which ended in 2025.
const NOW: u64 = 1_782_864_000;
const VLEK_NOW: u64 = 1_748_736_000;

/// Nothing but the signatures.
fn lenient() -> Policy {
	let any = |product| Accepted { product, cpu: None, minimum: Tcb::default() };
	Policy {
		accepted: [Product::Milan, Product::Genoa, Product::Turin].map(any).into(),
		clouds: vec!["CN=cc-us-east-2.amazonaws.com".into()],
		debug: true,
		migration_agent: true,
		single_socket: false,
		max_vmpl: 3,
		platform_required: 0,
		platform_forbidden: 0,
	}
}

/// The files of one report.
struct Files {
	report: Vec<u8>,
	endorsement: Vec<u8>,
	intermediate: Vec<u8>,
}

impl Files {
	fn of(case: &Case) -> Self {
		let intermediate = pem_certificates(&case.bytes("chain")).swap_remove(0);
		Self { report: case.bytes("report"), endorsement: case.bytes("vcek"), intermediate }
	}

	fn genoa() -> Option<Self> {
		let folder = vectors()?.join(KIND).join("genoa-v3-teep");
		let intermediate = pem_certificates(&read(&folder.join("ask_ark.pem"))).swap_remove(0);
		Some(Self {
			report: read(&folder.join("report.bin")),
			endorsement: read(&folder.join("vcek.der")),
			intermediate,
		})
	}

	fn evidence(&self) -> Evidence<'_> {
		Evidence { report: &self.report, endorsement: &self.endorsement, intermediate: Some(&self.intermediate) }
	}

	fn check(&self, policy: &Policy, registry: &dyn Registry, now: u64) -> Result<Facts, Error> {
		verify(self.evidence(), &Anchors::amd(), policy, registry, now)
	}

	fn check_strict(&self) -> Result<Facts, Error> {
		self.check(&Policy::strict(), &NothingKnown, NOW)
	}
}

fn time_of(case: &Case) -> u64 {
	match case.id() {
		"trustee-vlek" => VLEK_NOW,
		_ => NOW,
	}
}

#[test]
fn every_case_gets_its_answer() {
	for_each_case(KIND, 30, |case| {
		let (files, now) = (Files::of(case), time_of(case));
		let answer = files.check(&lenient(), &NothingKnown, now);
		match case.expect() {
			"accept" | "accept-signature" | "accept-signature; strict policy rejects" => {
				check_facts(case.id(), &answer.unwrap_or_else(|error| panic!("{}: {error}", case.id())));
				let strict = files.check(&Policy::strict(), &NothingKnown, now);
				match case.id() {
					"genoa-v3-teep" => assert!(strict.is_ok(), "{strict:?}"),
					_ => assert_eq!(strict, Err(Error::ProductRefused), "{}", case.id()),
				}
			}
			"reject" => assert_eq!(answer, Err(reason(case.id())), "{}", case.id()),
			other => panic!("{}: unknown expectation {other}", case.id()),
		}
	});
}

fn reason(case: &str) -> Error {
	let signature = Error::Signature(SignatureError::Signature);
	let tampered = Error::Chain(ChainError::At { place: 0, fault: SignatureError::Signature.into() });
	let (subject, change) = case.rsplit_once('-').expect("a name of words");
	match (subject, change) {
		("genoa-report-with-milan", "chain") => Error::Chain(ChainError::At { place: 0, fault: Fault::IssuerMismatch }),
		("milan-report-other", "vcek") => Error::ChipIdMismatch,
		("trustee-vcek-invalid", "legacy" | "new") => tampered,
		(_, "trailing") => Error::Length,
		(subject, "flip") if subject.ends_with("-chip_id") => Error::ChipIdMismatch,
		(subject, "flip") if subject.ends_with("-reported_tcb") => Error::TcbMismatch,
		(_, "flip") => signature,
		_ => panic!("unknown case {case}"),
	}
}

fn check_facts(case: &str, facts: &Facts) {
	assert_eq!(facts.certificates.len(), 2);
	assert_eq!(facts.author_key_digest, None);
	match case {
		"genoa-v3-teep" => {
			assert_eq!((facts.product, facts.version), (Product::Genoa, 3));
			assert_eq!(facts.cpu, Some(Cpu { family: 0x19, model: 0x11, stepping: 1 }));
			assert_eq!(facts.reported_tcb, Tcb { fmc: 0, boot_loader: 0x0a, tee: 0, snp: 0x17, microcode: 0x54 });
			assert_eq!(facts.platform_info.0, 0x27);
			assert_eq!((facts.guest_policy.0, facts.vmpl), (0x30000, 0));
			assert_eq!(facts.chip_id.unwrap()[..8], hex!("1af1aa6c1f56037a"));
			assert!(facts.device.is_some());
			assert_eq!(facts.valid_until, 2_003_537_567);
		}
		"milan-virtee" | "milan-google" | "trustee-vcek" => {
			assert_eq!((facts.product, facts.version, facts.cpu), (Product::Milan, 2, None));
			assert_eq!(facts.guest_policy.debug(), case == "milan-google");
			assert_eq!((facts.signing_key, facts.cloud.as_deref()), (SigningKey::Vcek, None));
			assert!(facts.device.is_some());
		}
		"trustee-vlek" => {
			assert_eq!((facts.product, facts.version, facts.vmpl), (Product::Milan, 3, 1));
			assert_eq!(facts.signing_key, SigningKey::Vlek);
			assert_eq!(facts.cloud.as_deref(), Some("CN=cc-us-east-2.amazonaws.com"));
			assert_eq!((facts.device, facts.chip_id), (None, None));
		}
		other => panic!("unknown case {other}"),
	}
}

#[test]
fn policy_refuses_each_good_report_for_its_own_reason() {
	for_each_case(KIND, 30, |case| {
		let check = |policy: &Policy| Files::of(case).check(policy, &NothingKnown, time_of(case));
		match case.id() {
			"milan-google" => assert_eq!(check(&Policy { debug: false, ..lenient() }), Err(Error::Debug)),
			"trustee-vlek" => {
				assert_eq!(check(&Policy { clouds: vec![], ..lenient() }), Err(Error::CloudRefused));
				assert_eq!(check(&Policy { max_vmpl: 0, ..lenient() }), Err(Error::Vmpl(1)));
			}
			"genoa-v3-teep" => {
				let newer = Tcb { snp: 0x18, ..Tcb::default() };
				let accepted = vec![Accepted { product: Product::Genoa, cpu: None, minimum: newer }];
				assert_eq!(check(&Policy { accepted, ..lenient() }), Err(Error::TcbRefused));
				assert_eq!(check(&Policy { platform_required: 0x30, ..lenient() }), Err(Error::PlatformMissing(0x10)));
				assert_eq!(check(&Policy { platform_forbidden: 0x11, ..lenient() }), Err(Error::PlatformForbidden(1)));
				assert_eq!(check(&Policy { single_socket: true, ..lenient() }), Err(Error::ManySockets));
			}
			_ => {}
		}
	});
}

#[test]
fn intermediate_of_the_anchors_serves_when_the_evidence_brings_none() {
	let Some(files) = Files::genoa() else { return };
	let evidence = Evidence { intermediate: None, ..files.evidence() };
	let without = verify(evidence, &Anchors::amd(), &Policy::strict(), &NothingKnown, NOW).unwrap();
	assert_eq!(without, files.check_strict().unwrap());
	let bare = Anchors { intermediates: vec![], ..Anchors::amd() };
	assert_eq!(verify(evidence, &bare, &Policy::strict(), &NothingKnown, NOW), Err(Error::NoIntermediate));
}

#[test]
fn turin_chain_is_read_up_to_its_root() {
	// There is no public report of a Turin: one of a Genoa gets as far as the processor it names.
	let Some(vectors) = vectors() else { return };
	let folder = vectors.join(KIND);
	let mut files = Files::genoa().unwrap();
	files.endorsement = read(&folder.join("turin-virtee/vcek.der"));
	files.intermediate = pem_certificates(&read(&folder.join("turin-virtee/ask_ark.pem"))).swap_remove(0);
	assert_eq!(files.check_strict(), Err(Error::ProductMismatch));
	files.report[0] = 2;
	assert_eq!(files.check_strict(), Err(Error::ChipIdMismatch));
	// Turin's identifier: 8 bytes, then zeros.
	files.report[0x1a0..0x1e0].fill(0);
	assert_eq!(files.check_strict(), Err(Error::ChipIdMasked));
	files.report[0x1a0..0x1a8].copy_from_slice(&hex!("1e550a8ee5cf9f4d"));
	assert_eq!(files.check_strict(), Err(Error::TcbMismatch));
	// FMC, boot loader, TEE, SNP, three reserved, microcode: as the certificate has them.
	files.report[0x180..0x188].copy_from_slice(&hex!("0000000000000009"));
	assert!(matches!(files.check_strict(), Err(Error::TcbMismatch | Error::Signature(_))));
}

/// Every third byte of what is signed and every byte after it: a good report leaves no byte unchecked.
#[test]
fn report_is_refused_when_any_bit_is_flipped() {
	let Some(mut files) = Files::genoa() else { return };
	// The chain stays as it is: its signatures need not be computed each time.
	let known = Known(files.check_strict().unwrap().new_links.into_iter().collect());
	for place in (0..0x2a0).step_by(3).chain(0x2a0..files.report.len()) {
		files.report[place] ^= 1 << (place % 8);
		assert!(files.check(&lenient(), &known, NOW).is_err(), "byte {place} is not checked");
		files.report[place] ^= 1 << (place % 8);
	}
}

#[test]
fn report_is_refused_when_cut() {
	let Some(files) = Files::genoa() else { return };
	for length in 0..files.report.len() {
		let evidence = Evidence { report: &files.report[..length], ..files.evidence() };
		let answer = verify(evidence, &Anchors::amd(), &lenient(), &NothingKnown, NOW);
		assert_eq!(answer, Err(Error::Length));
	}
}

#[test]
fn certificates_are_refused_when_changed_or_cut() {
	let Some(files) = Files::genoa() else { return };
	let known = Known(files.check_strict().unwrap().new_links.into_iter().collect());
	for place in (0..files.endorsement.len()).step_by(23) {
		let mut endorsement = files.endorsement.clone();
		endorsement[place] ^= 1;
		let evidence = Evidence { endorsement: &endorsement, ..files.evidence() };
		let answer = verify(evidence, &Anchors::amd(), &lenient(), &known, NOW);
		assert!(matches!(answer, Err(Error::Chain(_) | Error::NoIntermediate)), "byte {place}: {answer:?}");
	}
	for place in (0..files.intermediate.len()).step_by(41) {
		let mut intermediate = files.intermediate.clone();
		intermediate[place] ^= 1;
		let evidence = Evidence { intermediate: Some(&intermediate), ..files.evidence() };
		let answer = verify(evidence, &Anchors::amd(), &lenient(), &known, NOW);
		assert!(matches!(answer, Err(Error::Chain(_))), "byte {place}: {answer:?}");
	}
	for length in 0..files.endorsement.len() {
		let evidence = Evidence { endorsement: &files.endorsement[..length], ..files.evidence() };
		let answer = verify(evidence, &Anchors::amd(), &lenient(), &NothingKnown, NOW);
		assert!(matches!(answer, Err(Error::Chain(ChainError::At { place: 0, fault: Fault::Certificate(_) }))));
	}
}

#[test]
fn report_is_refused_when_a_certificate_is_out_of_its_time() {
	let Some(files) = Files::genoa() else { return };
	let expired = files.check(&Policy::strict(), &NothingKnown, 2_003_537_568);
	assert_eq!(expired, Err(ChainError::At { place: 0, fault: Fault::Expired }.into()));
	let early = files.check(&Policy::strict(), &NothingKnown, 1_782_612_766);
	assert_eq!(early, Err(ChainError::At { place: 0, fault: Fault::NotYetValid }.into()));
}

#[test]
fn report_is_refused_when_its_key_or_its_issuer_is_revoked() {
	let Some(files) = Files::genoa() else { return };
	let certificates = files.check_strict().unwrap().certificates;
	for (place, certificate) in certificates.into_iter().enumerate() {
		let revoked: BTreeSet<CertificateId> = [certificate].into();
		let answer = files.check(&Policy::strict(), &revoked, NOW);
		assert_eq!(answer, Err(ChainError::At { place, fault: Fault::Revoked }.into()));
	}
}

/// A caller that remembers links.
struct Known(BTreeSet<piazza_verifiers::x509::LinkId>);

impl Registry for Known {
	fn is_revoked(&self, _: &CertificateId) -> bool {
		false
	}

	fn is_verified(&self, link: &piazza_verifiers::x509::LinkId) -> bool {
		self.0.contains(link)
	}
}
