//! RISC Zero receipts.

use crate::support::{for_each_case, json, vectors, Case};
use piazza_verifiers::{
	groth16::{self, Bn254, VerifyingKey},
	risc0::{verify, Error, Evidence, Policy, Version, SEAL_LENGTH},
};
use serde_json::Value;

/// Receipts of another kind: there is nothing in this crate that would take them.
const STARK: [&str; 2] = ["succinct-v3_0-22", "segment-v3_0-po2-16"];

fn bytes(value: &Value, field: &str) -> Vec<u8> {
	hex::decode(value[field].as_str().expect("text")).expect("hex")
}

fn digest(value: &Value, field: &str) -> [u8; 32] {
	bytes(value, field).try_into().expect("a digest")
}

/// The verifying key that the Solidity verifier has as decimal constants.
fn key(constants: &Value) -> VerifyingKey<Bn254> {
	let point = |name: &str| [name.to_string() + "x", name.to_string() + "y"];
	let text = |name: &str| constants[name].as_str().expect("text").to_string();
	let g1 = |name: &str| {
		let [x, y] = point(name);
		serde_json::json!([text(&x), text(&y), "1"])
	};
	// x1 is c1 there, and stands first.
	let g2 = |name: &str| {
		let number = |axis: &str| serde_json::json!([text(&format!("{name}{axis}2")), text(&format!("{name}{axis}1"))]);
		serde_json::json!([number("x"), number("y"), ["1", "0"]])
	};
	let ic: Vec<_> = (0..6).map(|index| g1(&format!("IC{index}"))).collect();
	let key = serde_json::json!({
		"protocol": "groth16", "curve": "bn128", "nPublic": 5,
		"vk_alpha_1": g1("alpha"), "vk_beta_2": g2("beta"), "vk_gamma_2": g2("gamma"), "vk_delta_2": g2("delta"),
		"IC": ic,
	});
	let bytes = groth16::snarkjs::verifying_key::<Bn254>(key.to_string().as_bytes()).expect("a key");
	VerifyingKey::from_bytes(&bytes).expect("the key is good")
}

#[test]
fn every_groth16_case_gets_its_answer() {
	let strict = Policy::strict().expect("the compiled-in key is good");
	let (mut checked, mut out_of_scope) = (0, 0);
	for_each_case("risc0", 12, |case: &Case| {
		if STARK.contains(&case.id()) {
			// All that could be handed in is the file as a seal.
			let seal = case.bytes("receipt");
			let found = verify(&Evidence { seal: &seal, image_id: [0; 32], journal: &[] }, &strict);
			assert_eq!(found, Err(Error::SealLength), "{}", case.id());
			out_of_scope += 1;
			return;
		}
		checked += 1;
		let receipt = case.json("receipt");
		let seal = bytes(&receipt, "seal");
		let journal = bytes(&receipt, "journal");
		let evidence = Evidence { seal: &seal, image_id: digest(&receipt, "image_id"), journal: &journal };
		let own =
			Version::new(digest(&receipt, "control_root"), digest(&receipt, "bn254_control_id"), key(&case.json("vk")));
		let under_own = verify(&evidence, &Policy { versions: vec![own.clone()] });
		let under_strict = verify(&evidence, &strict);
		match (case.expect(), case.id()) {
			("accept under its own control_root; allow-list decides", id) => {
				let facts = under_own.unwrap_or_else(|error| panic!("{id}: {error}"));
				assert_eq!(own.selector.to_vec(), bytes(&receipt, "selector"), "{id}");
				assert_eq!(facts.version, own.selector, "{id}");
				assert_eq!(facts.claim_digest, digest(&receipt, "claim_digest"), "{id}");
				assert_eq!((facts.image_id, facts.key), (evidence.image_id, own.key.id()), "{id}");
				if id == "groth16-V3_0" {
					assert_eq!(under_strict, Ok(facts), "{id}");
				} else {
					assert_eq!(under_strict, Err(Error::VersionNotAllowed), "{id}");
				}
			}
			("reject", id @ ("V3_0-journal" | "V3_0-image-id")) => {
				assert_eq!(under_strict, Err(Error::Proof(groth16::Error::Invalid)), "{id}");
				assert_eq!(under_own, under_strict, "{id}");
			}
			("reject", id @ "V3_0-seal") => {
				assert!(matches!(under_strict, Err(Error::Proof(_))), "{id}: {under_strict:?}");
				assert_eq!(under_own, under_strict, "{id}");
			}
			("reject", id @ ("V3_0-selector" | "V5_0-wrong-control-root")) => {
				assert_eq!(under_strict, Err(Error::VersionNotAllowed), "{id}");
				assert_eq!(under_own, Err(Error::VersionNotAllowed), "{id}");
				if id.starts_with("V5") {
					// Were the selector not looked at, the control root would still be a public input.
					let selector = seal[..4].try_into().expect("four bytes");
					let claimed = Policy { versions: vec![Version { selector, ..own }] };
					assert_eq!(verify(&evidence, &claimed), Err(Error::Proof(groth16::Error::Invalid)), "{id}");
				}
			}
			unknown => panic!("{unknown:?}"),
		}
	});
	if vectors().is_some() {
		assert_eq!((checked, out_of_scope), (10, 2));
		println!("risc0: {checked} Groth16 cases; out of scope: {out_of_scope} STARK receipts");
	}
}

#[test]
fn the_compiled_in_version_is_the_published_one() {
	let Some(vectors) = vectors() else { return };
	let folder = vectors.join("risc0/groth16-receipts");
	let receipt = json(&folder.join("receipt_V3_0.json"));
	let key = key(&json(&folder.join("verifying_key_constants.json")));
	let published = Version::new(digest(&receipt, "control_root"), digest(&receipt, "bn254_control_id"), key);
	assert_eq!(Version::v3_0().as_ref(), Ok(&published));
	assert_eq!(Version::v3_0().expect("a version").key.to_stored(), published.key.to_stored());
}

#[test]
fn no_changed_byte_is_accepted() {
	let Some(vectors) = vectors() else { return };
	let receipt = json(&vectors.join("risc0/groth16-receipts/receipt_V3_0.json"));
	let (seal, journal, image_id) = (bytes(&receipt, "seal"), bytes(&receipt, "journal"), digest(&receipt, "image_id"));
	let policy = Policy::strict().expect("a policy");
	for at in 0..SEAL_LENGTH {
		let mut seal = seal.clone();
		seal[at] ^= 1 << (at % 8);
		let found = verify(&Evidence { seal: &seal, image_id, journal: &journal }, &policy);
		match at {
			0..4 => assert_eq!(found, Err(Error::VersionNotAllowed), "seal byte {at}"),
			_ => assert!(matches!(found, Err(Error::Proof(groth16::Error::Point(_)))), "seal byte {at}: {found:?}"),
		}
	}
	for at in 0..journal.len() {
		let mut journal = journal.clone();
		journal[at] ^= 1 << (at % 8);
		let found = verify(&Evidence { seal: &seal, image_id, journal: &journal }, &policy);
		assert_eq!(found, Err(Error::Proof(groth16::Error::Invalid)), "journal byte {at}");
	}
	for at in 0..image_id.len() {
		let mut image_id = image_id;
		image_id[at] ^= 1 << (at % 8);
		let found = verify(&Evidence { seal: &seal, image_id, journal: &journal }, &policy);
		assert_eq!(found, Err(Error::Proof(groth16::Error::Invalid)), "image id byte {at}");
	}
	for length in 0..SEAL_LENGTH {
		let found = verify(&Evidence { seal: &seal[..length], image_id, journal: &journal }, &policy);
		assert_eq!(found, Err(Error::SealLength), "seal cut at {length}");
	}
}
