//! The questions of the public test vectors and of our own fixtures, asked natively. The runtime's tests ask them again
//! inside its wasm.

use codec::{Decode, Encode};
use piazza_fixtures::vectors::vectors;
use piazza_questions::{
	fixtures,
	vectors::{for_each_case, for_each_other, CASES, OTHERS},
	Asked,
};
use piazza_verifiers::{
	groth16::KeyError,
	nvidia,
	sp1::VersionError,
	x509::{Certificate, CertificateError},
};
use piazza_verifiers_api::{Question, Root, Unreadable};

fn check(name: &str, asked: &Asked) {
	asked.check(name, &asked.question.answer());
}

#[test]
fn answers_are_those_of_the_cases_when_vectors_are_asked() {
	let cases = for_each_case(check);
	assert!(cases == CASES || vectors().is_none(), "{cases} cases");
}

#[test]
fn answers_are_those_of_the_folders_when_other_vectors_are_asked() {
	let others = for_each_other(check);
	assert!(others == OTHERS || vectors().is_none(), "{others} others");
}

#[test]
fn good_is_proven_and_spoiled_is_refused_when_fixtures_are_asked() {
	fixtures::asked().iter().for_each(|asked| check("fixture", asked));
}

#[test]
fn question_is_the_same_when_encoded_and_decoded() {
	for Asked { question, .. } in fixtures::asked() {
		assert_eq!(Question::decode(&mut question.encode().as_slice()), Ok(question));
	}
}

#[test]
fn evidence_is_refused_when_the_question_revokes_its_certificate() {
	let mut asked = fixtures::software();
	asked.trust.revoked = vec![Certificate::from_der(&asked.chain[1]).expect("a certificate").id().0];
	let answer = Question::Software(asked).answer();
	assert_eq!(answer, Err("Chain(At { place: 1, fault: Revoked })".into()));
}

#[test]
fn evidence_is_refused_when_the_question_is_of_another_time() {
	let mut asked = fixtures::software();
	asked.trust.now = u64::MAX;
	let answer = Question::Software(asked).answer();
	assert_eq!(answer, Err("Chain(At { place: 0, fault: Expired })".into()));
}

#[test]
fn root_may_be_given_by_name_and_key() {
	let asked = fixtures::software();
	let [Root::Certificate(der)] = asked.trust.roots.as_slice() else { panic!("one root") };
	let root = Certificate::from_der(der).expect("a certificate");
	let mut by_key = asked.clone();
	by_key.trust.roots = vec![Root::Key { subject: root.subject().into(), spki: root.spki().into() }];
	assert_eq!(Question::Software(by_key).answer(), Question::Software(asked).answer());
}

/// The answer to a question that could not be put.
fn unreadable(error: Unreadable) -> Result<String, String> {
	Err(error.into())
}

#[test]
fn question_cannot_be_put_when_a_root_is_no_certificate() {
	let mut asked = fixtures::software();
	asked.trust.roots.push(Root::Certificate(vec![0x30, 0]));
	let answer = Question::Software(asked).answer();
	assert_eq!(answer, unreadable(Unreadable::Root(CertificateError::Malformed)));
}

#[test]
fn question_cannot_be_put_when_the_key_is_not_one() {
	let mut asked = fixtures::risc0();
	asked.release.as_mut().expect("a release").key.clear();
	assert_eq!(Question::Risc0(asked).answer(), unreadable(Unreadable::Key(KeyError::Length)));
}

#[test]
fn question_cannot_be_put_when_the_release_is_not_one() {
	let mut asked = fixtures::sp1();
	asked.release.as_mut().expect("a release").key.clear();
	let error = VersionError::Gnark(piazza_verifiers::groth16::gnark::GnarkError::Length);
	assert_eq!(Question::Sp1(asked).answer(), unreadable(Unreadable::Release(error)));
}

#[test]
fn question_cannot_be_put_when_the_driver_has_no_version() {
	let mut asked = fixtures::nvidia();
	asked.golden[0].driver = Some("new".into());
	assert_eq!(Question::Nvidia(asked).answer(), unreadable(Unreadable::Driver(nvidia::VersionError)));
}
