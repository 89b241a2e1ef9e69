//! Lists of roots and of authorities below them, under every kind of key that vendors sign lists with.

use der::{Decode, Encode};
use piazza_fixtures::x509::{bit_string, Authority, Key, Template};
use piazza_verifiers::{
	amd::Anchors,
	x509::{
		verify_chain, Anchor, Certificate, CertificateError, ChainError, CrlError, Fault, NothingKnown, Registry,
		RevocationError, RevocationList, Rules, SignatureError,
	},
	NotNewer,
};
use std::collections::BTreeSet;
use x509_cert::crl::CertificateList;

const NOW: u64 = 1_780_000_000;
const FROM: u64 = NOW - 10;
const TO: u64 = NOW + 10;

/// A root, and the authority below it with serial number 2.
struct Family {
	root: Authority,
	middle: Authority,
}

impl Family {
	fn new(root: Key, middle: Key) -> Self {
		let root = Authority::root(Template::authority("CN=Root", 1), root);
		let middle = root.authority(Template::authority("CN=Middle", 2), middle);
		Self { root, middle }
	}

	/// RSASSA-PSS like AMD's.
	fn rsa() -> Self {
		Self::new(Key::rsa_pss(0), Key::rsa_pss(1))
	}

	/// P-384 like NVIDIA's.
	fn p384() -> Self {
		Self::new(Key::p384("root"), Key::p384("middle"))
	}

	/// P-256 like Intel's.
	fn p256() -> Self {
		Self::new(Key::p256("root"), Key::p256("middle"))
	}

	fn all() -> [Self; 3] {
		[Self::rsa(), Self::p384(), Self::p256()]
	}

	fn check_with(
		&self,
		list: &[u8],
		issuer: &[&[u8]],
		registry: &dyn Registry,
		now: u64,
	) -> Result<RevocationList, RevocationError> {
		let anchors = [Anchor::from_certificate(&self.root.certificate).unwrap()];
		RevocationList::verify(list, issuer, &anchors, registry, now)
	}

	fn check(&self, list: &[u8], issuer: &[&[u8]]) -> Result<RevocationList, RevocationError> {
		self.check_with(list, issuer, &NothingKnown, NOW)
	}
}

#[test]
fn list_is_accepted_when_the_root_or_an_authority_below_it_signed_it() {
	for family in Family::all() {
		let (root, middle) = (&family.root, &family.middle);
		let list = family.check(&root.crl(1, FROM, TO, &[&[2]]), &[]).unwrap();
		let parsed = Certificate::from_der(&middle.certificate).unwrap();
		assert_eq!((list.issuer.as_slice(), list.revoked.as_slice()), (parsed.issuer(), [parsed.id()].as_slice()));
		assert_eq!((list.this_update, list.next_update), (FROM, TO));

		let by_middle = middle.crl(1, FROM, TO, &[&[3]]);
		let list = family.check(&by_middle, &[&middle.certificate]).unwrap();
		assert_eq!(list.issuer, parsed.subject());
		assert_eq!(family.check(&by_middle, &[&middle.certificate, &root.certificate]), Ok(list.clone()));

		let leaf = middle.issue(Template::leaf("CN=Leaf", 3), &Key::p384("leaf").spki());
		let chain = [Certificate::from_der(&leaf).unwrap(), parsed];
		let anchors = [Anchor::from_certificate(&root.certificate).unwrap()];
		let rules = Rules { max_certificates: 2, critical: &[] };
		let revoked: BTreeSet<_> = list.revoked.into_iter().collect();
		let answer = verify_chain(&chain, &anchors, &rules, &revoked, NOW);
		assert_eq!(answer, Err(ChainError::At { place: 0, fault: Fault::Revoked }));
	}
}

/// AMD writes out a parameter of its signatures that others leave to its default.
#[test]
fn list_is_accepted_when_its_parameters_are_written_as_amd_writes_them() {
	let family = Family::rsa();
	let amd = &Anchors::amd().intermediates[0];
	let written = Certificate::from_der(amd).unwrap().fields().signature().clone();
	let mut list: CertificateList = Decode::from_der(&family.root.crl(1, FROM, TO, &[&[2]])).unwrap();
	assert_ne!(list.signature_algorithm, written);
	list.tbs_cert_list.signature = written.clone();
	list.signature_algorithm = written;
	list.signature = bit_string(&family.root.key.sign(&list.tbs_cert_list.to_der().unwrap()));
	assert_eq!(family.check(&list.to_der().unwrap(), &[]).unwrap().revoked.len(), 1);
}

#[test]
fn list_is_refused_when_it_comes_from_another_issuer() {
	for family in Family::all() {
		let (by_root, by_middle) = (family.root.crl(1, FROM, TO, &[]), family.middle.crl(1, FROM, TO, &[]));
		assert_eq!(family.check(&by_middle, &[]), Err(RevocationError::IssuerMismatch));
		assert_eq!(family.check(&by_root, &[&family.middle.certificate]), Err(RevocationError::IssuerMismatch));
	}
}

#[test]
fn list_is_refused_when_its_issuer_has_the_name_but_not_the_key() {
	let impostors = [
		(Family::rsa(), Key::rsa_pss(1)),
		(Family::p384(), Key::p384("impostor")),
		(Family::p256(), Key::p256("impostor")),
	];
	for (family, key) in impostors {
		let impostor = Authority::root(Template::authority("CN=Root", 1), key);
		let answer = family.check(&impostor.crl(1, FROM, TO, &[]), &[]);
		assert_eq!(answer, Err(CrlError::Signature(SignatureError::Signature).into()));
	}
}

#[test]
fn list_is_refused_when_it_does_not_count_now() {
	for family in Family::all() {
		let list = family.root.crl(1, FROM, TO, &[]);
		for (now, error) in [(FROM - 1, CrlError::NotYetValid), (TO + 1, CrlError::Expired)] {
			assert_eq!(family.check_with(&list, &[], &NothingKnown, now), Err(error.into()));
		}
		assert!([FROM, TO].into_iter().all(|now| family.check_with(&list, &[], &NothingKnown, now).is_ok()));
	}
}

#[test]
fn list_is_refused_when_its_issuer_is_no_authority() {
	for family in Family::all() {
		let key = Key::p384("leaf");
		let certificate = family.root.issue(Template::leaf("CN=Leaf", 3), &key.spki());
		let leaf = Authority { key, certificate };
		let answer = family.check(&leaf.crl(1, FROM, TO, &[]), &[&leaf.certificate]);
		assert_eq!(answer, Err(RevocationError::NotAuthority));
	}
}

#[test]
fn list_is_refused_when_its_issuer_is_refused() {
	for family in Family::all() {
		let list = family.middle.crl(1, FROM, TO, &[]);
		let certificate = family.middle.certificate.as_slice();
		let revoked = BTreeSet::from([Certificate::from_der(certificate).unwrap().id()]);
		let answer = family.check_with(&list, &[certificate], &revoked, NOW);
		assert_eq!(answer, Err(ChainError::At { place: 0, fault: Fault::Revoked }.into()));
		assert_eq!(family.check(&list, &[certificate; 3]), Err(ChainError::TooLong.into()));
		assert_eq!(family.check(&list, &[&certificate[1..]]), Err(CertificateError::Malformed.into()));
	}
}

#[test]
fn list_does_not_supersede_when_it_is_older_or_the_same() {
	for family in Family::all() {
		let list = |from| family.check(&family.root.crl(1, from, TO, &[]), &[]).unwrap();
		let (older, newer) = (list(FROM), list(FROM + 1));
		assert_eq!(newer.supersedes(&older), Ok(()));
		assert_eq!(older.supersedes(&newer), Err(NotNewer::IssuedEarlier));
		assert_eq!(newer.supersedes(&newer), Err(NotNewer::Same));
	}
}
