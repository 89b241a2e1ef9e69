//! AWS Nitro Enclaves.

use crate::{seed, Seed};
use piazza_fixtures::nitro::Nitro;
use piazza_verifiers::{
	nitro::{aws, verify, Policy},
	x509::{Anchor, NothingKnown},
};

const NOW: u64 = 1_780_000_000;

/// The inputs that fuzzing starts from.
pub fn seeds() -> Vec<Seed> {
	let nitro = Nitro::default();
	let (any, changed) = ("nitro_never_panics", "nitro_never_panics_on_changed_evidence");
	vec![
		seed(any, "document", nitro.make()),
		seed(any, "payload", nitro.payload()),
		seed(changed, "nothing", [0]),
		seed(changed, "nothing-but-signed-anew", [1]),
		seed(changed, "document", [0, 100, 0, 1]),
		seed(changed, "document-signed-anew", [1, 100, 0, 1]),
	]
}

/// Any bytes as a document, and as the payload of a signed one, which only the enclave itself could make.
#[test]
fn nitro_never_panics() {
	let nitro = Nitro::default();
	let anchors = aws();
	bolero::check!().with_iterations(500).for_each(|input: &[u8]| {
		assert!(verify(input, &anchors, &Policy::strict(), &NothingKnown, NOW).is_err());
		let signed = nitro.sign(input);
		assert!(verify(&signed, &anchors, &Policy::strict(), &NothingKnown, NOW).is_err());
	});
}

/// A good document with bytes changed: each edit is a place (two bytes) and what is added to the byte there. Half of
/// them are signed anew after the change, so that it is not the signature that finds them out.
#[test]
fn nitro_never_panics_on_changed_evidence() {
	let nitro = Nitro::default();
	let (document, payload) = (nitro.make(), nitro.payload());
	let anchors = [Anchor::from_certificate(&nitro.root()).expect("our own root")];
	bolero::check!().with_iterations(60).for_each(|input: &[u8]| {
		let Some((mode, edits)) = input.split_first() else { return };
		let change = |mut bytes: Vec<u8>| {
			for edit in edits.chunks_exact(3) {
				let place = usize::from(u16::from_le_bytes([edit[0], edit[1]])) % bytes.len();
				bytes[place] = bytes[place].wrapping_add(edit[2]);
			}
			bytes
		};
		if mode % 2 == 0 {
			let changed = change(document.clone());
			let answer = verify(&changed, &anchors, &Policy::strict(), &NothingKnown, NOW);
			assert_eq!(answer.is_ok(), changed == document, "{answer:?}");
		} else {
			// May be good: what an enclave signs it may say. Only panics would be wrong.
			let _ = verify(&nitro.sign(&change(payload.clone())), &anchors, &Policy::strict(), &NothingKnown, NOW);
		}
	});
}
