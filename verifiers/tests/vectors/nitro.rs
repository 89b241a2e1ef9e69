//! AWS Nitro Enclaves.

use crate::support::{for_each_case, read, vectors, Case};
use hex_literal::hex;
use piazza_verifiers::{
	nitro::{aws, verify, Error, Facts, Policy},
	x509::{CertificateId, ChainError, Fault, NothingKnown, SignatureError},
};
use std::collections::BTreeSet;

const KIND: &str = "aws-nitro";

/// When the positive mutated below was made.
const NOW: u64 = 1_668_034_321;

fn check(document: &[u8], policy: &Policy, now: u64) -> Result<Facts, Error> {
	verify(document, &aws(), policy, &NothingKnown, now)
}

fn strict(document: &[u8], now: u64) -> Result<Facts, Error> {
	check(document, &Policy::strict(), now)
}

fn positive() -> Option<Vec<u8>> {
	Some(read(&vectors()?.join(KIND).join("valid_attestation.cbor")))
}

#[test]
fn every_case_gets_its_answer() {
	for_each_case(KIND, 9, |case| {
		let (document, now) = (case.bytes("doc"), case.now().expect("cases of this kind have a time"));
		let answer = strict(&document, now);
		match case.expect() {
			"accept" => check_facts(case, &answer.unwrap()),
			"reject by policy" => {
				assert_eq!(answer, Err(Error::Debug), "{}", case.id());
				let lenient = Policy { debug: true, ..Policy::strict() };
				assert!(check(&document, &lenient, now).unwrap().debug, "{}", case.id());
			}
			"reject" => assert_eq!(answer, Err(reason(case.id())), "{}", case.id()),
			other => panic!("{}: unknown expectation {other}", case.id()),
		}
	});
}

fn reason(case: &str) -> Error {
	let signature = Error::Signature(SignatureError::Signature);
	match case {
		"zkverify-late" => Error::Chain(ChainError::At { place: 0, fault: Fault::Expired }),
		"zkverify-invalid" | "payload-flip" | "signature-flip" => signature,
		"truncated" => Error::Malformed,
		other => panic!("unknown case {other}"),
	}
}

fn check_facts(case: &Case, facts: &Facts) {
	assert!(!facts.debug);
	assert_eq!(facts.pcrs.len(), 16);
	assert_eq!(facts.certificates.len(), 4);
	assert_eq!(facts.device, None);
	match case.id() {
		"zkverify" => {
			assert_eq!(facts.module_id, "i-04fd167167daacf3b-enc01845e97d0b3eb4e");
			assert_eq!(facts.timestamp, 1_668_034_320_696);
			assert_eq!(facts.valid_until, 1_668_045_120);
			assert_eq!(facts.user_data.as_ref().map(Vec::len), Some(32));
			assert_eq!(facts.nonce.as_ref().map(Vec::len), Some(32));
			assert_eq!(facts.public_key, None);
			assert_eq!(facts.pcr(0).unwrap()[..8], hex!("22f9e1c949208da5"));
			assert_eq!(facts.pcr(3), Some(&[0; 48]));
			assert_eq!(facts.pcr(16), None);
		}
		"evervault-production" => {
			assert_eq!(facts.module_id, "i-020b6af9246d90e92-enc0183d09086c24190");
			assert_eq!(facts.pcr(8).unwrap()[..8], hex!("8790eb3cce6c83d0"));
			assert_eq!(facts.nonce.as_ref().map(Vec::len), Some(256));
			assert_eq!((&facts.user_data, &facts.public_key), (&None, &None));
		}
		other => panic!("unknown case {other}"),
	}
}

/// Every eighth byte, and all of the frame's head and of the signature's head: a bit flipped anywhere is noticed.
#[test]
fn document_is_refused_when_any_bit_is_flipped() {
	let Some(document) = positive() else { return };
	let signature = document.len() - 98;
	let places = (0..12).chain((12..signature).step_by(8)).chain(signature..signature + 4).chain([document.len() - 1]);
	for place in places {
		let mut changed = document.clone();
		changed[place] ^= 1 << (place % 8);
		assert!(strict(&changed, NOW).is_err(), "byte {place} is not under the signature");
	}
}

#[test]
fn document_is_refused_when_cut_or_followed_by_anything() {
	let Some(document) = positive() else { return };
	for length in 0..document.len() {
		assert_eq!(strict(&document[..length], NOW), Err(Error::Malformed), "cut at {length}");
	}
	assert_eq!(strict(&[document.as_slice(), &[0]].concat(), NOW), Err(Error::Malformed));
}

#[test]
fn document_is_refused_when_the_time_is_not_its_own() {
	let Some(document) = positive() else { return };
	// The enclave's certificate is made some seconds before the document.
	let exact = Policy { max_ahead: 0, ..Policy::strict() };
	assert_eq!(check(&document, &exact, NOW - 2), Err(Error::Future));
	assert_eq!(strict(&document, NOW + 15 * 60), Err(Error::TooOld));
	let late = ChainError::At { place: 0, fault: Fault::Expired };
	assert_eq!(strict(&document, 1_668_045_121), Err(late.into()));
	let early = ChainError::At { place: 0, fault: Fault::NotYetValid };
	assert_eq!(strict(&document, 1_668_034_316), Err(early.into()));
}

#[test]
fn document_is_refused_when_one_of_its_certificates_is_revoked() {
	let Some(document) = positive() else { return };
	let certificates = strict(&document, NOW).unwrap().certificates;
	for (place, certificate) in certificates.into_iter().enumerate() {
		let revoked: BTreeSet<CertificateId> = [certificate].into();
		let answer = verify(&document, &aws(), &Policy::strict(), &revoked, NOW);
		assert_eq!(answer, Err(ChainError::At { place, fault: Fault::Revoked }.into()));
	}
}
