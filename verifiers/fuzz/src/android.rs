//! Android key attestation.

use crate::{seed, Seed};
use piazza_fixtures::android::Phone;
use piazza_verifiers::{
	android::{self, status_list, Evidence, KeyDescription, Policy},
	x509::{Anchor, CertificateId, LinkId, Registry},
};

/// Takes every signature above the leaf for good, so that fuzzing gets past them.
struct Trusting;

impl Registry for Trusting {
	fn is_revoked(&self, _: &CertificateId) -> bool {
		false
	}

	fn is_verified(&self, _: &LinkId) -> bool {
		true
	}
}

/// The inputs that fuzzing starts from.
pub fn seeds() -> Vec<Seed> {
	let test = "android_never_panics";
	let leaf = |phone: Phone| phone.chain().certificates.swap_remove(0);
	vec![
		seed(test, "description", Phone::default().key_description()),
		seed(test, "leaf", leaf(Phone::default())),
		seed(test, "leaf-of-a-batch", leaf(Phone { remotely_provisioned: false, ..Phone::default() })),
		seed(test, "status-list", *br#"{"entries":{"2c8cdddfd5e03bfc":{"status":"REVOKED"}}}"#),
		seed(test, "edit", [0, 20, 1]),
		seed(test, "cut", [1, 0, 0]),
	]
}

#[test]
fn android_never_panics() {
	let chain = Phone::default().chain();
	let description = Phone::default().key_description();
	let anchors = [Anchor::from_certificate(chain.root()).expect("a root")];
	let verify = |chain: &[&[u8]]| {
		let _ = android::verify(Evidence { chain }, &anchors, &Policy::strict(), &Trusting, 1_780_000_000);
	};
	bolero::check!().with_iterations(2_000).for_each(|input: &[u8]| {
		// Hostile bytes as every part of the evidence.
		let parts: Vec<&[u8]> = input.split(|byte| *byte == 0).collect();
		verify(&parts);
		verify(&[&[input], &chain.slices()[1..]].concat());
		let _ = KeyDescription::from_der(input);
		let _ = status_list(input);
		// A good description, and good certificates, with bytes changed here and there.
		let _ = KeyDescription::from_der(&edited(&description, input));
		let certificates: Vec<Vec<u8>> = chain.certificates.iter().map(|der| edited(der, input)).collect();
		verify(&certificates.iter().map(Vec::as_slice).collect::<Vec<_>>());
		for place in 0..certificates.len() {
			let mut one = chain.slices();
			one[place] = &certificates[place];
			verify(&one);
		}
	});
}

/// `bytes`, changed as `edits` say: place (two bytes), then what to add to the byte there. A zero cuts the rest off.
fn edited(bytes: &[u8], edits: &[u8]) -> Vec<u8> {
	let mut bytes = bytes.to_vec();
	for edit in edits.chunks_exact(3) {
		let place = usize::from(u16::from_be_bytes([edit[0], edit[1]]));
		match (bytes.len(), edit[2]) {
			(0, _) => break,
			(length, 0) => bytes.truncate(place % length),
			(length, add) => bytes[place % length] = bytes[place % length].wrapping_add(add),
		}
	}
	bytes
}
