//! Tokens of NVIDIA's service: the case of `nvidia-nras`, and the service's part of `gpu-worker-tdx-h100`.

use crate::support::{for_each_case, json, read, vectors, Case};
use base64ct::{Base64UrlUnpadded, Encoding};
use piazza_verifiers::{
	jose::{find_chain, Algorithm, Jws, JwsError, KeyError, TimeError},
	nras::{roots, verify, Device, Error, Evidence, Facts, Policy, Response, Token, TokenFault},
	x509::{Anchor, Certificate, ChainError, Fault, NothingKnown, Registry, SignatureError},
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

const NOW: u64 = 1_782_698_885;

/// Evidence that owns its parts.
#[derive(Clone)]
struct Owned {
	chain: Vec<Vec<u8>>,
	overall: Vec<u8>,
	devices: Vec<(String, Vec<u8>)>,
}

impl Owned {
	fn new(response: &[u8], key_set: &[u8]) -> Self {
		let response = Response::from_json(response).expect("an answer of the service");
		// An answer of another algorithm names a key all the same: that of the untouched answer is used.
		let key_id = response.key_id().unwrap_or_else(|| KEY_ID.to_owned());
		let chain = find_chain(key_set, &key_id).expect("the key set has the key");
		let devices = response.devices.into_iter().map(|(name, token)| (name, token.into_bytes())).collect();
		Self { chain, overall: response.overall.into_bytes(), devices }
	}

	fn check_with(&self, anchors: &[Anchor], registry: &dyn Registry, now: u64) -> Result<Facts, Error> {
		let chain: Vec<&[u8]> = self.chain.iter().map(Vec::as_slice).collect();
		let devices: Vec<(&str, &[u8])> =
			self.devices.iter().map(|(name, token)| (name.as_str(), token.as_slice())).collect();
		let evidence = Evidence { chain: &chain, overall: &self.overall, devices: &devices };
		verify(evidence, anchors, &Policy::strict(), registry, now)
	}

	fn check(&self, now: u64) -> Result<Facts, Error> {
		self.check_with(&roots::nvidia(), &NothingKnown, now)
	}
}

const KEY_ID: &str = "nv-eat-kid-prod-20260628170000087-6f27a971-6e29-42d6-afb9-8e3fbb17fa25";

fn evidence(case: &Case) -> Owned {
	Owned::new(&case.bytes("nras"), &case.bytes("jwks"))
}

/// The answer of the worker in the vectors.
fn worker() -> Option<Owned> {
	let folder = vectors()?.join("gpu-worker-tdx-h100");
	Some(Owned::new(&read(&folder.join("nras_response.json")), &read(&folder.join("nras_jwks_at_capture.json"))))
}

#[test]
fn answers_are_judged_as_the_cases_say() {
	let mut checked = 0;
	for_each_case("gpu-worker-tdx-h100", 8, |case| {
		if !case.has("nras") {
			return;
		}
		checked += 1;
		let found = evidence(case).check(case.now().expect("a time"));
		match (case.id(), case.expect()) {
			("worker-valid", "accept") => check_facts(&found.expect("the answer is good")),
			(id, "reject") => {
				let at = |token, fault| Error::At { token, fault };
				let reason = match id {
					"nras-expired" => at(Token::Overall, TimeError::Expired.into()),
					"nras-alg-none" => at(Token::Device(0), JwsError::Algorithm.into()),
					"nras-claims-edited" => Error::Digest(0),
					"nras-missing-device" => Error::DeviceCount,
					other => panic!("the reason of {other} is not known"),
				};
				assert_eq!(found, Err(reason), "{id}");
			}
			(id, other) => panic!("{id}: `{other}` is not understood"),
		}
	});
	assert!(checked == 5 || vectors().is_none(), "{checked} cases have an answer of the service");
}

fn check_facts(facts: &Facts) {
	let nonce = "080c405ce6789e1761445180029523df3ae49576043f7f0868413a38e5e9a84e";
	assert_eq!(hex::encode(facts.nonce), nonce);
	assert_eq!(facts.issued_at, 1_782_698_883);
	assert_eq!(facts.valid_until, 1_782_702_482);
	assert_eq!(facts.certificates.len(), 1);
	let [device] = facts.devices.as_slice() else { panic!("one device") };
	let expected = Device {
		name: "GPU-0".into(),
		id: device.id,
		certificate_serial: hex::decode("7110d9a459f4b405f4e7b876b4a9b8ea738af99e").unwrap(),
		model: "GH100".into(),
		driver_version: "595.71.05".into(),
		vbios_version: "96.00.D9.00.02".into(),
		secure_boot: true,
		debug_disabled: true,
		warning: false,
	};
	assert_eq!(*device, expected);
}

#[test]
fn edited_claims_fail_their_signature_too() {
	let Some(vectors) = vectors() else { return };
	let folder = vectors.join("gpu-worker-tdx-h100");
	let edited = read(&folder.join("mutated/nras.claims-edited.json"));
	let edited = Owned::new(&edited, &read(&folder.join("nras_jwks_at_capture.json")));
	let key = Certificate::from_der(&edited.chain[0]).unwrap().public_key().unwrap();
	let token = Jws::parse(&edited.devices[0].1, Algorithm::Es384).unwrap();
	assert_eq!(token.verify(&key), Err(SignatureError::Signature));
}

#[test]
fn old_answer_reads_but_its_key_is_unknown() {
	for_each_case("nvidia-nras", 1, |case| {
		assert_eq!(case.expect(), "parse only", "{}", case.id());
		let response = Response::from_json(&case.bytes("nras")).expect("an answer of the service");
		assert!(response.key_id().expect("a key").starts_with("nv-eat-kid-prod-20250609"));
		let claims: Value = Jws::parse(response.overall.as_bytes(), Algorithm::Es384).unwrap().claims().unwrap();
		let [(name, token)] = response.devices.as_slice() else { panic!("one device") };
		let digest = claims["submods"][name][1][1].as_str().expect("a digest");
		assert_eq!(hex::encode(Sha256::digest(token)), digest);
		assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 3600);
		let device: Value = Jws::parse(token.as_bytes(), Algorithm::Es384).unwrap().claims().unwrap();
		assert_eq!(device["eat_nonce"], claims["eat_nonce"]);

		// Under the certificate of another day's key the answer is refused: it is the signature that fails.
		let Some(worker) = worker() else { return };
		let devices = vec![(name.clone(), token.clone().into_bytes())];
		let other = Owned { overall: response.overall.into_bytes(), devices, ..worker };
		let fault = SignatureError::Signature.into();
		assert_eq!(other.check(NOW), Err(Error::At { token: Token::Overall, fault }));
	});
}

#[test]
fn anchor_is_the_authority_of_every_key_of_the_set() {
	let Some(vectors) = vectors() else { return };
	let set = json(&vectors.join("gpu-worker-tdx-h100/nras_jwks_at_capture.json"));
	let bytes = serde_json::to_vec(&set).unwrap();
	let keys = set["keys"].as_array().expect("keys");
	for key in keys {
		let chain = find_chain(&bytes, key["kid"].as_str().unwrap()).expect("a chain");
		let [_, authority] = chain.as_slice() else { panic!("two certificates") };
		assert_eq!(Anchor::from_certificate(authority).unwrap(), roots::gpu_intermediate_004());
		let digest = "2df8907cf4d6c277b855d407ec178a649930a8e73f7294e8fce66e6ee27c5175";
		assert_eq!(hex::encode(Sha256::digest(authority)), digest);
		let authority = Certificate::from_der(authority).unwrap();
		assert_eq!(authority.not_after(), roots::GPU_INTERMEDIATE_004_NOT_AFTER);
	}
	assert_eq!(keys.len(), 32);
}

#[test]
fn real_answer_is_refused_without_its_key_and_outside_its_time() {
	let Some(worker) = worker() else { return };
	let leaf = Certificate::from_der(&worker.chain[0]).unwrap();
	let key = |error: ChainError| Err(Error::Key(KeyError::Chain(error)));
	assert_eq!(worker.check_with(&[], &NothingKnown, NOW), key(ChainError::UntrustedRoot));
	let revoked = BTreeSet::from([leaf.id()]);
	let at_leaf = |fault| ChainError::At { place: 0, fault };
	assert_eq!(worker.check_with(&roots::nvidia(), &revoked, NOW), key(at_leaf(Fault::Revoked)));
	assert_eq!(worker.check(leaf.not_after() + 1), key(at_leaf(Fault::Expired)));
	assert_eq!(worker.check(leaf.not_before() - 1), key(at_leaf(Fault::NotYetValid)));
	let early = Error::At { token: Token::Overall, fault: TimeError::NotYetValid.into() };
	assert_eq!(worker.check(1_782_698_883 - 61), Err(early));
	assert!(worker.check(1_782_702_482).is_ok());
	let short = Owned { chain: worker.chain[..1].to_vec(), ..worker.clone() };
	assert_eq!(short.check(NOW), worker.check(NOW), "the anchor's own certificate may be left out");
}

#[test]
fn no_byte_of_an_answer_can_be_changed() {
	let Some(worker) = worker() else { return };
	let worker = Owned { chain: worker.chain[..1].to_vec(), ..worker };
	worker.check(NOW).expect("the answer is good");
	for place in 0..worker.overall.len() {
		let mut changed = worker.clone();
		changed.overall[place] ^= 1;
		assert!(changed.check(NOW).is_err(), "platform's token, byte {place}");
		let mut shorter = worker.clone();
		shorter.overall.truncate(place);
		assert!(shorter.check(NOW).is_err(), "platform's token, {place} bytes");
	}
	for place in 0..worker.devices[0].1.len() {
		let mut changed = worker.clone();
		changed.devices[0].1[place] ^= 1;
		assert!(changed.check(NOW).is_err(), "device's token, byte {place}");
		let mut shorter = worker.clone();
		shorter.devices[0].1.truncate(place);
		assert!(shorter.check(NOW).is_err(), "device's token, {place} bytes");
	}
	for place in 0..worker.chain[0].len() {
		let mut changed = worker.clone();
		changed.chain[0][place] ^= 1;
		assert!(changed.check(NOW).is_err(), "certificate, byte {place}");
		let mut shorter = worker.clone();
		shorter.chain[0].truncate(place);
		assert!(shorter.check(NOW).is_err(), "certificate, {place} bytes");
	}
	let mut renamed = worker.clone();
	renamed.devices[0].0 = "GPU-1".into();
	assert_eq!(renamed.check(NOW), Err(Error::DeviceMismatch));
	let mut twice = worker.clone();
	twice.devices.push(worker.devices[0].clone());
	assert_eq!(twice.check(NOW), Err(Error::DeviceMismatch));
	// A token under another's header, and a header that asks for rules of its own.
	for (header, error) in [
		(r#"{"alg":"ES384","crit":["exp"]}"#, JwsError::Critical),
		(r#"{"alg":"ES256"}"#, JwsError::Algorithm),
		(r#"{"alg":"es384"}"#, JwsError::Algorithm),
		(r#"["ES384",null,null,null]"#, JwsError::Malformed),
	] {
		let (_, rest) = std::str::from_utf8(&worker.overall).unwrap().split_once('.').unwrap();
		let token = format!("{}.{rest}", Base64UrlUnpadded::encode_string(header.as_bytes()));
		let forged = Owned { overall: token.into_bytes(), ..worker.clone() };
		let fault = TokenFault::Jws(error);
		assert_eq!(forged.check(NOW), Err(Error::At { token: Token::Overall, fault }), "{header}");
	}
}
