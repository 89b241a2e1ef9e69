//! SP1 proofs.

use crate::support::{for_each_case, json, read, vectors, Case};
use piazza_verifiers::{
	groth16::{self, gnark},
	sp1::{verify, Error, Evidence, Policy, Version, PROOF_LENGTH},
};
use serde_json::Value;

/// The only PLONK proof among the cases: there is nothing in this crate that would take it.
const PLONK: &str = "v6.0.0-plonk";

struct Fixture {
	proof: Vec<u8>,
	program: [u8; 32],
	public_values: Vec<u8>,
}

impl Fixture {
	fn read(value: &Value) -> Self {
		let bytes = |field: &str| {
			let text = value[field].as_str().expect("text");
			hex::decode(text.strip_prefix("0x").expect("0x")).expect("hex")
		};
		Self {
			proof: bytes("proof"),
			program: bytes("vkey").try_into().expect("32 bytes"),
			public_values: bytes("publicValues"),
		}
	}

	fn verify(&self, policy: &Policy) -> Result<piazza_verifiers::sp1::Facts, Error> {
		let evidence = Evidence { proof: &self.proof, program: self.program, public_values: &self.public_values };
		verify(&evidence, policy)
	}
}

/// Release 6.0.0, whose vk root is the one that its proof was made with.
fn v6_0_0() -> Version {
	let folder = vectors().expect("the vectors are there").join("sp1/v6.0.0");
	let fixture = Fixture::read(&json(&folder.join("groth16-fixture.json")));
	let vk_root = fixture.proof[36..68].try_into().expect("32 bytes");
	Version::from_gnark(&read(&folder.join("groth16_vk.bin")), vk_root).expect("the key is good")
}

#[test]
fn every_groth16_case_gets_its_answer() {
	let strict = Policy::strict().expect("the compiled-in key is good");
	let (mut checked, mut out_of_scope) = (0, 0);
	for_each_case("sp1", 11, |case: &Case| {
		let fixture = Fixture::read(&case.json("fixture"));
		let old = Policy { versions: vec![v6_0_0()] };
		let both = Policy { versions: vec![v6_0_0(), Version::v6_1_0().expect("a version")] };
		if case.id() == PLONK {
			assert_eq!(fixture.verify(&both), Err(Error::ProofLength));
			assert!(gnark::verifying_key(&case.bytes("vk")).is_err(), "a PLONK key is no Groth16 key");
			out_of_scope += 1;
			return;
		}
		checked += 1;
		let expected = match (case.expect(), case.id()) {
			(expect, "v6.0.0-groth16") => {
				assert!(expect.starts_with("accept under v6.0.0 vk"), "{expect}");
				let facts = fixture.verify(&old).expect("the proof is good");
				assert_eq!(fixture.verify(&both).as_ref(), Ok(&facts));
				assert_eq!(facts.version, [0x0e, 0x78, 0xf4, 0xdb]);
				assert_eq!(facts.key, v6_0_0().key.id());
				assert_eq!((facts.program, facts.nonce), (fixture.program, [0; 32]));
				let digest = "af1cb7decf31e49c";
				assert_eq!(hex::encode(&facts.public_values_digest[..8]), digest);
				// Superseded: production refuses it.
				assert_eq!(fixture.verify(&strict), Err(Error::VersionNotAllowed));
				return;
			}
			("reject", "v6.0.0-against-v6.1.0") => {
				assert_eq!(fixture.verify(&strict), Err(Error::VersionNotAllowed));
				// Were the selector not looked at, then the vk root; were neither, then the proof.
				let mut claimed = Version::v6_1_0().expect("a version");
				claimed.selector = v6_0_0().selector;
				assert_eq!(fixture.verify(&Policy { versions: vec![claimed.clone()] }), Err(Error::VkRootNotAllowed));
				claimed.vk_root = v6_0_0().vk_root;
				let found = fixture.verify(&Policy { versions: vec![claimed] });
				assert_eq!(found, Err(Error::Proof(groth16::Error::Invalid)));
				return;
			}
			("reject", "v6.0.0-exit-code") => Error::ExitCode,
			("reject", "v6.0.0-vk-root") => Error::VkRootNotAllowed,
			("reject", "v6.0.0-nonce" | "v6.0.0-public-values" | "v6.0.0-other-program") => {
				Error::Proof(groth16::Error::Invalid)
			}
			("reject", "v6.0.0-proof") => Error::Proof(groth16::Error::Point(groth16::PointError::NotOnCurve)),
			("no vk here", "v4.0.0-rc.3" | "v3.0.0") => Error::ProofLength,
			unknown => panic!("{unknown:?}"),
		};
		assert_eq!(fixture.verify(&old), Err(expected), "{}", case.id());
		if expected == Error::ProofLength {
			// Lengthened to what a proof has, it is of a version that nobody knows.
			let mut lengthened = fixture;
			lengthened.proof.resize(PROOF_LENGTH, 0);
			assert_eq!(lengthened.verify(&both), Err(Error::VersionNotAllowed), "{}", case.id());
		}
	});
	if vectors().is_some() {
		assert_eq!((checked, out_of_scope), (10, 1));
		println!("sp1: {checked} Groth16 cases; out of scope: {out_of_scope} PLONK proof");
	}
}

#[test]
fn the_compiled_in_version_is_the_published_one() {
	let Some(vectors) = vectors() else { return };
	let compiled = Version::v6_1_0().expect("a version");
	let file = read(&vectors.join("sp1/v6.1.0/groth16_vk.bin"));
	let published = Version::from_gnark(&file, compiled.vk_root).expect("the key is good");
	assert_eq!(compiled, published);
	assert_eq!(compiled.key.to_stored(), published.key.to_stored());
}

#[test]
fn no_changed_byte_is_accepted() {
	if vectors().is_none() {
		return;
	}
	let folder = vectors().expect("the vectors are there").join("sp1/v6.0.0");
	let fixture = Fixture::read(&json(&folder.join("groth16-fixture.json")));
	let policy = Policy { versions: vec![v6_0_0()] };
	let check = |proof: &[u8], program: [u8; 32], public_values: &[u8]| {
		verify(&Evidence { proof, program, public_values }, &policy)
	};
	for at in 0..PROOF_LENGTH {
		let mut proof = fixture.proof.clone();
		proof[at] ^= 1 << (at % 8);
		let found = check(&proof, fixture.program, &fixture.public_values);
		match at {
			0..4 => assert_eq!(found, Err(Error::VersionNotAllowed), "proof byte {at}"),
			4..36 => assert_eq!(found, Err(Error::ExitCode), "proof byte {at}"),
			36..68 => assert_eq!(found, Err(Error::VkRootNotAllowed), "proof byte {at}"),
			68..100 => assert!(
				matches!(found, Err(Error::Proof(groth16::Error::Invalid | groth16::Error::InputNotReduced))),
				"proof byte {at}: {found:?}"
			),
			_ => assert!(matches!(found, Err(Error::Proof(groth16::Error::Point(_)))), "proof byte {at}: {found:?}"),
		}
	}
	for at in 0..32 {
		let mut program = fixture.program;
		program[at] ^= 1 << (at % 8);
		let found = check(&fixture.proof, program, &fixture.public_values);
		assert!(matches!(found, Err(Error::Proof(_))), "program byte {at}: {found:?}");
	}
	for at in 0..fixture.public_values.len() {
		let mut public_values = fixture.public_values.clone();
		public_values[at] ^= 1 << (at % 8);
		let found = check(&fixture.proof, fixture.program, &public_values);
		assert_eq!(found, Err(Error::Proof(groth16::Error::Invalid)), "public value byte {at}");
	}
	for length in 0..PROOF_LENGTH {
		let found = check(&fixture.proof[..length], fixture.program, &fixture.public_values);
		assert_eq!(found, Err(Error::ProofLength), "proof cut at {length}");
	}
}
