//! Certificate chains and revocation lists, made under throw-away roots.

mod revocation;

use piazza_fixtures::x509::{Authority, Key, Template, LONG_VALIDITY};
use piazza_verifiers::x509::{
	verify_chain, Anchor, Certificate, CertificateError, ChainError, ChainFacts, Crl, CrlError, Fault, LinkId,
	NothingKnown, PublicKey, Registry, Rules, SignatureError,
};
use std::collections::BTreeSet;

const NOW: u64 = 1_780_000_000;
const RULES: Rules = Rules { max_certificates: 4, critical: &[] };

/// A root, an authority below it, and a leaf.
struct Family {
	root: Authority,
	middle: Authority,
	leaf: Vec<u8>,
}

fn family() -> Family {
	family_with(Template::authority("CN=Middle", 2), Template::leaf("CN=Leaf", 3))
}

fn family_with(middle: Template, leaf: Template) -> Family {
	let root = Authority::root(Template::authority("CN=Root", 1), Key::p384("root"));
	let middle = root.authority(middle, Key::p256("middle"));
	let leaf = middle.issue(leaf, &Key::p256("leaf").spki());
	Family { root, middle, leaf }
}

impl Family {
	fn anchors(&self) -> Vec<Anchor> {
		vec![Anchor::from_certificate(&self.root.certificate).unwrap()]
	}

	fn check(&self, chain: &[&[u8]], registry: &dyn Registry, now: u64) -> Result<ChainFacts, ChainError> {
		let chain: Vec<_> = chain.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
		verify_chain(&chain, &self.anchors(), &RULES, registry, now)
	}

	fn check_all(&self) -> Result<ChainFacts, ChainError> {
		self.check(&[&self.leaf, &self.middle.certificate], &NothingKnown, NOW)
	}
}

fn at(place: usize, fault: impl Into<Fault>) -> Result<ChainFacts, ChainError> {
	Err(ChainError::At { place, fault: fault.into() })
}

#[test]
fn chain_passes_when_it_ends_below_or_in_the_root() {
	let family = family();
	let without_root = family.check_all().unwrap();
	let with_root =
		family.check(&[&family.leaf, &family.middle.certificate, &family.root.certificate], &NothingKnown, NOW);
	assert_eq!(Ok(&without_root), with_root.as_ref());
	assert_eq!(without_root.certificates.len(), 2);
	assert_eq!(without_root.valid_until, LONG_VALIDITY.1);
}

#[test]
fn chain_is_refused_when_empty_or_too_long() {
	let family = family();
	assert_eq!(family.check(&[], &NothingKnown, NOW), Err(ChainError::Empty));
	let long = [family.leaf.as_slice(); 5];
	assert_eq!(family.check(&long, &NothingKnown, NOW), Err(ChainError::TooLong));
}

#[test]
fn chain_is_refused_when_its_root_is_not_trusted() {
	let family = family();
	let other = Authority::root(Template::authority("CN=Other", 1), Key::p384("root"));
	let stranger = other.issue(Template::leaf("CN=Leaf", 3), &Key::p256("leaf").spki());
	assert_eq!(family.check(&[&stranger], &NothingKnown, NOW), Err(ChainError::UntrustedRoot));
	assert_eq!(family.check(&[&family.root.certificate], &NothingKnown, NOW), Err(ChainError::UntrustedRoot));
}

#[test]
fn chain_is_refused_when_the_root_has_the_name_but_not_the_key() {
	let family = family();
	let impostor = Authority::root(Template::authority("CN=Root", 1), Key::p384("impostor"));
	let leaf = impostor.issue(Template::leaf("CN=Leaf", 3), &Key::p256("leaf").spki());
	assert_eq!(family.check(&[&leaf], &NothingKnown, NOW), at(0, SignatureError::Signature));
}

#[test]
fn chain_is_refused_when_a_leaf_issues() {
	let family = family_with(Template::leaf("CN=Middle", 2), Template::leaf("CN=Leaf", 3));
	assert_eq!(family.check_all(), at(1, Fault::NotAuthority));
}

#[test]
fn chain_is_refused_when_the_issuer_has_another_name() {
	let family = family();
	let other = family.root.authority(Template::authority("CN=Another", 4), Key::p256("middle"));
	assert_eq!(family.check(&[&family.leaf, &other.certificate], &NothingKnown, NOW), at(0, Fault::IssuerMismatch));
}

#[test]
fn chain_is_refused_when_a_certificate_is_out_of_its_time() {
	let late = family_with(Template::authority("CN=Middle", 2).valid(NOW + 1, NOW + 9), Template::leaf("CN=Leaf", 3));
	assert_eq!(late.check_all(), at(1, Fault::NotYetValid));
	let early = family_with(Template::authority("CN=Middle", 2), Template::leaf("CN=Leaf", 3).valid(NOW - 9, NOW - 1));
	assert_eq!(early.check_all(), at(0, Fault::Expired));
}

#[test]
fn chain_is_refused_when_a_critical_extension_is_unknown() {
	let leaf = Template::leaf("CN=Leaf", 3).with_extension("1.2.3.4", true, vec![5, 0]);
	let family = family_with(Template::authority("CN=Middle", 2), leaf);
	assert_eq!(family.check_all(), at(0, Fault::UnknownCriticalExtension));
}

#[test]
fn chain_is_refused_when_any_certificate_below_the_root_is_revoked() {
	let family = family();
	for (place, der) in [&family.leaf, &family.middle.certificate].into_iter().enumerate() {
		let revoked = BTreeSet::from([Certificate::from_der(der).unwrap().id()]);
		let answer = family.check(&[&family.leaf, &family.middle.certificate], &revoked, NOW);
		assert_eq!(answer, at(place, Fault::Revoked));
	}
}

#[test]
fn signature_is_not_computed_again_when_its_link_is_known() {
	struct Known(BTreeSet<LinkId>);
	impl Registry for Known {
		fn is_revoked(&self, _: &piazza_verifiers::x509::CertificateId) -> bool {
			false
		}
		fn is_verified(&self, link: &LinkId) -> bool {
			self.0.contains(link)
		}
	}
	let family = family();
	let first = family.check_all().unwrap();
	assert_eq!(first.new_links.len(), 1);
	let known = Known(first.new_links.iter().copied().collect());
	let again = family.check(&[&family.leaf, &family.middle.certificate], &known, NOW).unwrap();
	assert_eq!(again.new_links, []);
	assert_eq!(again.certificates, first.certificates);
}

#[test]
fn certificate_is_refused_when_any_bit_is_flipped() {
	let family = family();
	for place in 0..family.leaf.len() {
		let mut leaf = family.leaf.clone();
		leaf[place] ^= 1;
		let Ok(leaf) = Certificate::from_der(&leaf) else { continue };
		let middle = Certificate::from_der(&family.middle.certificate).unwrap();
		let answer = verify_chain(&[leaf, middle], &family.anchors(), &RULES, &NothingKnown, NOW);
		assert!(answer.is_err(), "byte {place} is not under the signature");
	}
}

#[test]
fn certificate_is_refused_when_cut_or_followed_by_anything() {
	let leaf = family().leaf;
	for length in 0..leaf.len() {
		assert_eq!(Certificate::from_der(&leaf[..length]).err(), Some(CertificateError::Malformed));
	}
	let longer = [leaf.as_slice(), &[0]].concat();
	assert_eq!(Certificate::from_der(&longer).err(), Some(CertificateError::Malformed));
	assert_eq!(Certificate::from_der(&[0x30; 5000]).err(), Some(CertificateError::TooLong));
}

#[test]
fn revocation_list_names_the_certificates_when_it_is_in_force() {
	let family = family();
	let list = family.middle.crl(7, NOW - 10, NOW + 10, &[&[3]]);
	let list = Crl::from_der(&list).unwrap();
	let key = PublicKey::from_spki(&family.middle.key.spki()).unwrap();
	assert_eq!(list.verify(&key, NOW), Ok(()));
	assert_eq!(list.number(), Some(7));
	let revoked: BTreeSet<_> = list.revoked().collect();
	assert_eq!(revoked, BTreeSet::from([Certificate::from_der(&family.leaf).unwrap().id()]));
	assert_eq!(list.verify(&key, NOW - 11), Err(CrlError::NotYetValid));
	assert_eq!(list.verify(&key, NOW + 11), Err(CrlError::Expired));
	let other = PublicKey::from_spki(&Key::p256("leaf").spki()).unwrap();
	assert_eq!(list.verify(&other, NOW), Err(CrlError::Signature(SignatureError::Signature)));
}

#[test]
fn revocation_list_is_refused_when_cut_or_followed_by_anything() {
	let list = family().middle.crl(7, NOW - 10, NOW + 10, &[&[3]]);
	for length in 0..list.len() {
		assert_eq!(Crl::from_der(&list[..length]).err(), Some(CrlError::Malformed));
	}
	assert_eq!(Crl::from_der(&[list.as_slice(), &[0]].concat()).err(), Some(CrlError::Malformed));
}
