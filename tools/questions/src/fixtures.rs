//! Questions about our own fixtures: evidence of every kind, made under throw-away roots, once as it should be and once
//! with a change that voids it. They serve where the public test vectors are not at hand.

use crate::{golden, root, trust, Asked};
use piazza_fixtures::{
	amd::Snp,
	android::Phone,
	groth16::Circuit,
	intel::{Signed, Tdx},
	nras::Answer,
	nvidia::{Evidence, Parameters},
	reclaim::Claim,
	risc0::Receipt,
	software::DEVELOPMENT_ROOT,
	sp1::Proof,
	trust_authority::Token,
};
use piazza_verifiers::{
	groth16::{self, Bls12_381, Bn254, Curve as _, VerifyingKey},
	risc0::Version,
	x509::Anchor,
};
use piazza_verifiers_api::{
	Amd, AmdProduct, AmdRoot, Android, Curve, Groth16, Intel, IntelText, Nitro, Nras, Nvidia, Pairings, Policy,
	Question, Reclaim, ReclaimEpoch, Risc0, Risc0Release, Software, Sp1, Sp1Release, TrustAuthority,
};

/// When everything is valid: in May 2026.
const NOW: u64 = 1_780_000_010;

/// Good evidence and spoiled evidence of each kind.
pub fn asked() -> Vec<Asked> {
	let (on_bn254, on_bls12_381) = (groth16::<Bn254>(Curve::Bn254), groth16::<Bls12_381>(Curve::Bls12_381));
	[
		pair("Intel", intel(), Question::Intel, |asked| flip(&mut asked.quote, REPORT_DATA)),
		pair("AMD", amd(), Question::Amd, |asked| flip(&mut asked.report, MEASUREMENT)),
		pair("NVIDIA", nvidia(), Question::Nvidia, |asked| flip(&mut asked.report, NONCE)),
		pair("Nitro", nitro(), Question::Nitro, |asked| flip_last(&mut asked.document)),
		pair("Android", android(), Question::Android, |asked| flip_last(&mut asked.chain[0])),
		pair("software", software(), Question::Software, |asked| flip_last(&mut asked.report)),
		pair("NRAS", nras(), Question::Nras, |asked| asked.trust.now += 3600),
		pair("Trust Authority", trust_authority(), Question::TrustAuthority, |asked| asked.trust.now += 300),
		pair("Reclaim", reclaim(), Question::Reclaim, |asked| asked.timestamp += 1),
		pair("Groth16, BN254", on_bn254.clone(), Question::Groth16, |asked| flip_last(&mut asked.inputs[0])),
		pair("Groth16, BLS12-381", on_bls12_381.clone(), Question::Groth16, |asked| flip_last(&mut asked.inputs[0])),
		pair("pairing, BN254", pairing(&on_bn254), Question::Pairings, |asked| flip_last(&mut asked.pairs)),
		pair("pairing, BLS12-381", pairing(&on_bls12_381), Question::Pairings, |asked| flip_last(&mut asked.pairs)),
		pair("RISC Zero", risc0(), Question::Risc0, |asked| flip_last(&mut asked.journal)),
		pair("SP1", sp1(), Question::Sp1, |asked| flip_last(&mut asked.public_values)),
	]
	.concat()
}

/// Where things stand in a TDX quote, an SEV-SNP report and an SPDM request.
const REPORT_DATA: usize = 48 + 520;
const MEASUREMENT: usize = 0x90;
const NONCE: usize = 4;

/// A good question, and the same one spoiled.
fn pair<Kind: Clone>(
	about: &'static str,
	good: Kind,
	question: fn(Kind) -> Question,
	spoil: fn(&mut Kind),
) -> [Asked; 2] {
	let mut bad = good.clone();
	spoil(&mut bad);
	[Asked::proven(about, question(good)), Asked::refused(about, question(bad))]
}

fn flip(bytes: &mut [u8], place: usize) {
	bytes[place] ^= 1;
}

fn flip_last(bytes: &mut [u8]) {
	flip(bytes, bytes.len() - 1);
}

/// A TDX quote, under a strict policy.
fn intel() -> Intel {
	let made = Tdx::default().make();
	let text = |Signed { json, signature, chain }: Signed| IntelText { json, signature, chain };
	Intel {
		quote: made.quote,
		tcb_info: text(made.tcb_info),
		qe_identity: text(made.qe_identity),
		root_crl: made.root_crl,
		pck_crl: made.pck_crl,
		policy: Policy::Strict,
		trust: trust([root(&made.root)], NOW),
	}
}

/// A report of a Genoa, under a strict policy.
fn amd() -> Amd {
	let made = Snp::default().make();
	Amd {
		report: made.report,
		endorsement: made.endorsement,
		intermediate: made.intermediate,
		clouds: Vec::new(),
		policy: Policy::Strict,
		roots: vec![AmdRoot { product: AmdProduct::Genoa, root: root(&made.root) }],
		revoked: Vec::new(),
		now: NOW,
	}
}

/// The evidence of an H100, under a strict policy that knows its measurements.
pub fn nvidia() -> Nvidia {
	let made = Evidence::new(&Parameters::default());
	let genuine = Nvidia {
		report: made.report,
		certificates: made.certificates,
		golden: Vec::new(),
		policy: Policy::Lenient,
		trust: trust([root(&made.root.certificate)], NOW),
	};
	let anchor = Anchor::from_certificate(&made.root.certificate).expect("a certificate");
	golden::strict(&genuine, vec![golden::measured(&genuine, anchor)])
}

/// A document of a Nitro enclave, under a strict policy.
fn nitro() -> Nitro {
	let made = piazza_fixtures::nitro::Nitro::default();
	Nitro { document: made.make(), policy: Policy::Strict, trust: trust([root(&made.root())], NOW) }
}

/// A key of a phone, under a strict policy.
fn android() -> Android {
	let made = Phone::default().chain();
	let trust = trust([root(made.root())], NOW);
	Android { chain: made.certificates, policy: Policy::Strict, trust }
}

/// A report for development.
pub fn software() -> Software {
	let made = piazza_fixtures::software::software(DEVELOPMENT_ROOT, "machine", [1; 48], [2; 64]);
	let anchor = piazza_fixtures::software::root(DEVELOPMENT_ROOT).certificate;
	Software { report: made.report, signature: made.signature, chain: made.chain, trust: trust([root(&anchor)], NOW) }
}

/// An answer about one H100.
fn nras() -> Nras {
	let made = Answer::default().make();
	Nras {
		chain: made.chain,
		overall: made.overall.into_bytes(),
		devices: made.devices.into_iter().map(|(name, token)| (name, token.into_bytes())).collect(),
		trust: trust([root(&made.root)], NOW),
	}
}

/// A token about an SGX enclave.
fn trust_authority() -> TrustAuthority {
	let made = Token::default().make();
	TrustAuthority {
		chain: made.chain,
		token: made.token.into_bytes(),
		hosts: Vec::new(),
		tcb_statuses: Vec::new(),
		allow_unmatched_policies: false,
		trust: trust([root(&made.root)], NOW),
	}
}

/// A claim of three witnesses out of five.
fn reclaim() -> Reclaim {
	let made = Claim::default().make();
	let claim = made.claim;
	Reclaim {
		provider: claim.provider,
		parameters: claim.parameters,
		context: claim.context,
		owner: made.owner,
		timestamp: claim.timestamp,
		epoch: claim.epoch,
		identifier: made.identifier,
		signatures: made.signatures.iter().map(|signature| signature.to_vec()).collect(),
		epochs: vec![ReclaimEpoch {
			id: claim.epoch,
			starts: 0,
			ends: u64::MAX,
			witnesses: made.witnesses,
			required: claim.required,
		}],
		now: NOW,
	}
}

/// A proof of some inputs.
fn groth16<C: groth16::Curve>(curve: Curve) -> Groth16 {
	let circuit = Circuit::<C::Engine>::new("question", 3);
	let inputs = circuit.some_inputs("question");
	Groth16 { curve, key: circuit.key(), proof: circuit.prove("question", &inputs).to_bytes(), inputs }
}

/// The pair of points that a key begins with: alpha and beta.
fn pairing(proof: &Groth16) -> Pairings {
	let length = match proof.curve {
		Curve::Bn254 => 6 * Bn254::COORDINATE,
		Curve::Bls12_381 => 6 * Bls12_381::COORDINATE,
	};
	Pairings { curve: proof.curve, pairs: proof.key[..length].to_vec() }
}

/// A receipt of a release that does not exist.
pub fn risc0() -> Risc0 {
	let made = Receipt::default();
	let key = made.verifying_key();
	let checked = VerifyingKey::from_bytes(&key).expect("the key is good");
	let Version { selector, .. } = Version::new(made.control_root, made.bn254_control_id, checked);
	Risc0 {
		seal: made.seal(selector),
		image_id: made.image_id,
		journal: made.journal,
		release: Some(Risc0Release { control_root: made.control_root, bn254_control_id: made.bn254_control_id, key }),
	}
}

/// A proof of a release that does not exist.
pub fn sp1() -> Sp1 {
	let made = Proof::default();
	Sp1 {
		proof: made.to_bytes(),
		program: made.program,
		release: Some(Sp1Release { key: made.gnark_key(), vk_root: made.vk_root }),
		public_values: made.public_values,
	}
}
