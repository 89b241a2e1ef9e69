//! Tokens of Intel Trust Authority.

use super::beside;
use crate::{root, trust, Asked};
use piazza_fixtures::vectors::{read, Case};
use piazza_verifiers::jose::{find_chain, Algorithm, Jws};
use piazza_verifiers_api::{Question, TrustAuthority};

/// The host of the service for development that issued the token.
const HOST: &str = "amber-test1-user1.project-amber-smas.com";

/// The certificates that a key set has for the key of a token.
fn chain(token: &[u8], key_set: &[u8]) -> Vec<Vec<u8>> {
	let token = Jws::parse(token, Algorithm::Ps384).expect("a token");
	find_chain(key_set, token.key_id().expect("it names its key")).expect("the key set has the key")
}

pub(super) fn ask(case: &Case) -> Vec<Asked> {
	let token = case.bytes("token").trim_ascii().to_vec();
	// Intel's root for development, from the untouched key set.
	let root = root(&chain(&token, &read(&beside("intel-trust-authority/jwks_0.json")))[2]);
	let strict = TrustAuthority {
		chain: chain(&token, &case.bytes("jwks")),
		token,
		hosts: Vec::new(),
		tcb_statuses: Vec::new(),
		allow_unmatched_policies: false,
		trust: trust([root], case.now().expect("cases of this kind have a time")),
	};
	let with_host = TrustAuthority { hosts: vec![HOST.into()], ..strict.clone() };
	let tcb_statuses = vec!["OutOfDate".into()];
	let lenient = TrustAuthority { tcb_statuses, allow_unmatched_policies: true, ..with_host.clone() };
	let [strict, with_host, lenient] = [strict, with_host, lenient].map(Question::TrustAuthority);
	match case.expect() {
		"accept-signature" => vec![Asked::proven("lenient", lenient), Asked::refused("strict", strict)],
		"reject by policy" => vec![Asked::refused("strict", strict), Asked::refused("with its host", with_host)],
		"reject" => vec![Asked::refused("lenient", lenient), Asked::refused("strict", strict)],
		other => panic!("{}: unknown expectation {other}", case.id()),
	}
}
