//! A token of Intel Trust Authority: the cases of `intel-trust-authority`.

use crate::support::{for_each_case, read, vectors, Case};
use piazza_verifiers::{
	jose::{find_chain, Algorithm, Freshness, Jws, KeyError, TimeError},
	trust_authority::{verify, Attester, Error, Evidence, Facts, Policy},
	x509::{Anchor, Certificate, CertificateError, ChainError, Fault, NothingKnown, Registry},
};
use std::collections::BTreeSet;

/// Evidence that owns its parts.
#[derive(Clone)]
struct Owned {
	chain: Vec<Vec<u8>>,
	token: Vec<u8>,
}

impl Owned {
	fn new(token: &[u8], key_set: &[u8]) -> Self {
		let token = token.trim_ascii().to_vec();
		let key_id = Jws::parse(&token, Algorithm::Ps384).unwrap().key_id().unwrap().to_owned();
		Self { chain: find_chain(key_set, &key_id).unwrap(), token }
	}

	fn case(case: &Case) -> Self {
		Self::new(&case.bytes("token"), &case.bytes("jwks"))
	}

	fn check(&self, root: &Anchor, policy: &Policy, registry: &dyn Registry, now: u64) -> Result<Facts, Error> {
		let chain: Vec<&[u8]> = self.chain.iter().map(Vec::as_slice).collect();
		let evidence = Evidence { chain: &chain, token: &self.token };
		verify(evidence, std::slice::from_ref(root), policy, registry, now)
	}
}

/// The untouched token, and Intel's root for development.
fn sample() -> Option<(Owned, Anchor)> {
	let folder = vectors()?.join("intel-trust-authority");
	let sample = Owned::new(&read(&folder.join("sgx_token.jwt")), &read(&folder.join("jwks_0.json")));
	let root = Anchor::from_certificate(&sample.chain[2]).unwrap();
	Some((sample, root))
}

/// What accepts the sample: a service for development, an outdated platform, a policy that did not match.
fn lenient() -> Policy {
	Policy {
		hosts: vec!["amber-test1-user1.project-amber-smas.com".into()],
		tcb_statuses: vec!["OutOfDate".into()],
		allow_unmatched_policies: true,
		required_policies: vec!["91488e12-f39e-4f3e-8435-d49c813decb5".into()],
		..Policy::strict()
	}
}

#[test]
fn tokens_are_judged_as_the_cases_say() {
	let root = sample().map(|(_, root)| root);
	for_each_case("intel-trust-authority", 6, |case| {
		let root = root.as_ref().expect("the vectors are there");
		let now = case.now().expect("a time");
		let check = |policy: &Policy| Owned::case(case).check(root, policy, &NothingKnown, now);
		match (case.expect(), case.id()) {
			("accept-signature", _) => check_facts(&check(&lenient()).expect("the token is good")),
			("reject by policy", _) => {
				assert_eq!(check(&Policy::strict()), Err(Error::Host));
				let host = lenient().hosts;
				assert_eq!(check(&Policy { hosts: host, ..Policy::strict() }), Err(Error::TcbStatus));
			}
			("reject", "sgx-token-expired") => assert_eq!(check(&lenient()), Err(TimeError::Expired.into())),
			("reject", id) => {
				let place: usize = id.strip_prefix("sgx-token-bad-x5c-").expect("a known case").parse().unwrap();
				let fault = Fault::Certificate(CertificateError::Malformed);
				let error = ChainError::At { place: place - 1, fault };
				assert_eq!(check(&lenient()), Err(KeyError::Chain(error).into()), "{id}");
			}
			(other, id) => panic!("{id}: `{other}` is not understood"),
		}
	});
}

fn check_facts(facts: &Facts) {
	let Attester::Sgx { mrenclave, mrsigner, isv_prod_id, isv_svn } = &facts.attester else { panic!("SGX") };
	assert_eq!(hex::encode(mrenclave), "0a756a653b9a92b13dbd624a5a596815895b130820c55f3b1b7cafb3046965bc");
	assert_eq!(hex::encode(mrsigner), "d412a4f07ef83892a5915fb2ab584be31e186e5a4f95ab5f6950fd4eb8694d7b");
	assert_eq!((isv_prod_id, isv_svn), (&0, &0));
	assert_eq!(hex::encode(&facts.report_data[..4]), "40189e9b");
	assert_eq!(facts.report_data[32..], [0; 32]);
	assert_eq!(facts.held_data.len(), 388);
	assert!(facts.nonce.as_ref().is_some_and(|nonce| nonce.len() == 88));
	assert_eq!(facts.tcb_status, "OutOfDate");
	assert_eq!(facts.advisories.len(), 9);
	assert_eq!(facts.policies, ["91488e12-f39e-4f3e-8435-d49c813decb5"]);
	assert!(facts.debug_disabled);
	assert_eq!((facts.issued_at, facts.valid_until), (1_703_136_668, 1_703_136_967));
	assert_eq!(facts.certificates.len(), 2);
}

#[test]
fn each_breach_has_its_own_error() {
	let Some((sample, root)) = sample() else { return };
	let now = 1_703_136_700;
	let check = |policy: &Policy, now| sample.check(&root, policy, &NothingKnown, now);
	assert!(check(&lenient(), now).is_ok());
	assert_eq!(check(&Policy { issuers: Vec::new(), ..lenient() }, now), Err(Error::Issuer));
	let other_policy = Policy { required_policies: vec!["7f381430-51f8-47b0-a6e0-393ef1837af3".into()], ..lenient() };
	assert_eq!(check(&other_policy, now), Err(Error::Policy));
	let all = Policy { allow_unmatched_policies: false, ..lenient() };
	assert_eq!(check(&all, now), Err(Error::UnmatchedPolicy));
	let fresh = Policy { freshness: Freshness { max_age: 10, max_skew: 0 }, ..lenient() };
	assert_eq!(check(&fresh, now), Err(TimeError::TooOld.into()));
	assert_eq!(check(&fresh, 1_703_136_667), Err(TimeError::NotYetValid.into()));
	for place in 0..2 {
		let id = Certificate::from_der(&sample.chain[place]).unwrap().id();
		let revoked = sample.check(&root, &lenient(), &BTreeSet::from([id]), now);
		let error = ChainError::At { place, fault: Fault::Revoked };
		assert_eq!(revoked, Err(KeyError::Chain(error).into()));
	}
	let intermediate = Anchor::from_certificate(&sample.chain[1]).unwrap();
	let stray = sample.check(&intermediate, &lenient(), &NothingKnown, now);
	assert_eq!(stray, Err(KeyError::Chain(ChainError::UntrustedRoot).into()));
}

/// Every third byte of the token, every seventh of the certificates (RSA makes each try slow). The root's own certificate is left
/// out: only its name and key matter, and the anchor has them.
#[test]
fn no_byte_of_a_token_can_be_changed() {
	let Some((sample, root)) = sample() else { return };
	let now = 1_703_136_700;
	let sample = Owned { chain: sample.chain[..2].to_vec(), ..sample };
	let check = |changed: &Owned| changed.check(&root, &lenient(), &NothingKnown, now);
	check(&sample).expect("the token is good");
	for place in (0..sample.token.len()).step_by(3) {
		let mut changed = sample.clone();
		changed.token[place] ^= 1;
		assert!(check(&changed).is_err(), "token, byte {place}");
		changed.token.truncate(place);
		assert!(check(&changed).is_err(), "token, {place} bytes");
	}
	for certificate in 0..2 {
		for place in (0..sample.chain[certificate].len()).step_by(7) {
			let mut changed = sample.clone();
			changed.chain[certificate][place] ^= 1;
			assert!(check(&changed).is_err(), "certificate {certificate}, byte {place}");
			changed.chain[certificate].truncate(place);
			assert!(check(&changed).is_err(), "certificate {certificate}, {place} bytes");
		}
	}
}
