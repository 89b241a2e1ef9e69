//! Intel Trust Authority.

use crate::{seed, Seed};
use base64ct::{Base64UrlUnpadded, Encoding};
use piazza_fixtures::{
	jose::sign_bytes,
	trust_authority::{key, Token},
};
use piazza_verifiers::{
	trust_authority::{verify, Evidence, Policy},
	x509::{Anchor, NothingKnown},
};
use serde_json::json;

const NOW: u64 = 1_780_000_010;

/// The inputs that fuzzing starts from.
pub fn seeds() -> Vec<Seed> {
	let made = Token::default().make();
	let claims = made.token.split('.').nth(1).expect("a token has three parts");
	let claims = Base64UrlUnpadded::decode_vec(claims).expect("claims are base64url");
	let (any, changed) = ("trust_authority_never_panics", "trust_authority_never_panics_on_changed_evidence");
	vec![
		seed(any, "token", made.token),
		seed(any, "claims", claims),
		seed(changed, "nothing", [0, 0, 0, 0]),
		seed(changed, "leaf", [0, 100, 0, 1]),
		seed(changed, "authority", [1, 100, 0, 1]),
		seed(changed, "token", [2, 100, 0, 1]),
	]
}

/// Any bytes as each of the parts, and as what the service signed, which only the service itself could make.
#[test]
fn trust_authority_never_panics() {
	let made = Token::default().make();
	let anchors = [Anchor::from_certificate(&made.root).expect("our own root")];
	let chain: Vec<&[u8]> = made.chain.iter().map(Vec::as_slice).collect();
	bolero::check!().with_iterations(40).for_each(|input: &[u8]| {
		let any = Evidence { chain: &[input], token: input };
		assert!(verify(any, &anchors, &Policy::strict(), &NothingKnown, NOW).is_err());
		let header = json!({ "alg": "PS384", "jku": String::from_utf8_lossy(input) });
		let signed = sign_bytes(&header, input, &key());
		let signed = Evidence { chain: &chain, token: signed.as_bytes() };
		assert!(verify(signed, &anchors, &Policy::strict(), &NothingKnown, NOW).is_err());
	});
}

/// A good token with bytes changed: each edit is a part, a place (two bytes) and what is added to the byte there.
#[test]
fn trust_authority_never_panics_on_changed_evidence() {
	let made = Token::default().make();
	let anchors = [Anchor::from_certificate(&made.root).expect("our own root")];
	let parts = [made.chain[0].clone(), made.chain[1].clone(), made.token.into_bytes()];
	bolero::check!().with_iterations(100).for_each(|input: &[u8]| {
		let mut changed = parts.clone();
		for edit in input.chunks_exact(4) {
			let part = &mut changed[usize::from(edit[0] % 3)];
			let place = usize::from(u16::from_le_bytes([edit[1], edit[2]])) % part.len();
			part[place] = part[place].wrapping_add(edit[3]);
		}
		let [leaf, authority, token] = &changed;
		let answer =
			verify(Evidence { chain: &[leaf, authority], token }, &anchors, &Policy::strict(), &NothingKnown, NOW);
		assert_eq!(answer.is_ok(), changed == parts, "{answer:?}");
	});
}
