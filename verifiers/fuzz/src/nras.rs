//! NVIDIA's Remote Attestation Service, and the key sets of token services.

use crate::{seed, Seed};
use base64ct::{Base64UrlUnpadded, Encoding};
use piazza_fixtures::{
	jose::sign_bytes,
	nras::{key, Answer, KEY_ID},
};
use piazza_verifiers::{
	jose::{find_chain, Algorithm, Jws},
	nras::{roots, verify, Evidence, Policy, Response},
	x509::{Anchor, NothingKnown},
};
use serde_json::json;

const NOW: u64 = 1_780_000_010;

/// The inputs that fuzzing starts from.
pub fn seeds() -> Vec<Seed> {
	let made = Answer::default().make();
	let claims = |token: &str| {
		let claims = token.split('.').nth(1).expect("a token has three parts");
		Base64UrlUnpadded::decode_vec(claims).expect("claims are base64url")
	};
	let (any, changed) = ("nras_never_panics", "nras_never_panics_on_changed_evidence");
	vec![
		seed(any, "answer", made.response()),
		seed(any, "keys", made.key_set()),
		seed(any, "token", made.overall.clone()),
		seed(any, "claims", claims(&made.overall)),
		seed(any, "claims-of-a-device", claims(&made.devices[0].1)),
		seed(changed, "nothing", [0, 0, 0, 0]),
		seed(changed, "leaf", [0, 100, 0, 1]),
		seed(changed, "authority", [1, 100, 0, 1]),
		seed(changed, "token", [2, 100, 0, 1]),
		seed(changed, "token-of-a-device", [3, 100, 0, 1]),
	]
}

/// Any bytes as each of the parts, and as what the service signed, which only the service itself could make.
#[test]
fn nras_never_panics() {
	let made = Answer::default().make();
	let anchors = [Anchor::from_certificate(&made.root).expect("our own root")];
	let chain: Vec<&[u8]> = made.chain.iter().map(Vec::as_slice).collect();
	bolero::check!().with_iterations(200).for_each(|input: &[u8]| {
		let _ = (Response::from_json(input), find_chain(input, KEY_ID), Jws::parse(input, Algorithm::Es384));
		let text = String::from_utf8_lossy(input);
		let devices: [(&str, &[u8]); 1] = [(&text, input)];
		let any = Evidence { chain: &[input], overall: input, devices: &devices };
		assert!(verify(any, &roots::nvidia(), &Policy::strict(), &NothingKnown, NOW).is_err());
		let signed = sign_bytes(&json!({ "alg": "ES384" }), input, &key());
		let signed = Evidence { chain: &chain, overall: signed.as_bytes(), devices: &devices };
		assert!(verify(signed, &anchors, &Policy::strict(), &NothingKnown, NOW).is_err());
	});
}

/// A good answer with bytes changed: each edit is a part, a place (two bytes) and what is added to the byte there.
#[test]
fn nras_never_panics_on_changed_evidence() {
	let made = Answer::default().make();
	let anchors = [Anchor::from_certificate(&made.root).expect("our own root")];
	let parts = [
		made.chain[0].clone(),
		made.chain[1].clone(),
		made.overall.clone().into_bytes(),
		made.devices[0].1.clone().into_bytes(),
	];
	bolero::check!().with_iterations(100).for_each(|input: &[u8]| {
		let mut changed = parts.clone();
		for edit in input.chunks_exact(4) {
			let part = &mut changed[usize::from(edit[0] % 4)];
			let place = usize::from(u16::from_le_bytes([edit[1], edit[2]])) % part.len();
			part[place] = part[place].wrapping_add(edit[3]);
		}
		let [leaf, authority, overall, device] = &changed;
		let devices: [(&str, &[u8]); 1] = [("GPU-0", device)];
		let evidence = Evidence { chain: &[leaf, authority], overall, devices: &devices };
		let answer = verify(evidence, &anchors, &Policy::strict(), &NothingKnown, NOW);
		assert_eq!(answer.is_ok(), changed == parts, "{answer:?}");
	});
}
