//! Evidence of GPUs and switches.

use crate::{golden, trust, Asked};
use base64ct::{Base64, Encoding};
use piazza_fixtures::vectors::{json, pem_certificates, Case};
use piazza_verifiers::nvidia::device_identity_root;
use piazza_verifiers_api::{Nvidia, Policy, Question};
use serde_json::Value;
use std::path::Path;

/// 2026-06-29, when the evidence of the GPU worker was captured. None of the certificates ever expires.
const NOW: u64 = 1_782_698_885;

/// The question whether evidence is genuine.
pub(super) fn genuine(report: &[u8], chain: &[Vec<u8>]) -> Nvidia {
	Nvidia {
		report: report.to_vec(),
		certificates: chain.to_vec(),
		golden: Vec::new(),
		policy: Policy::Lenient,
		trust: trust([device_identity_root()], NOW),
	}
}

pub(super) fn ask(case: &Case) -> Vec<Asked> {
	let genuine = genuine(&case.bytes("report"), &case.certificates("chain"));
	let unknown =
		Asked::refused("strict, no measurements known", Question::Nvidia(golden::strict(&genuine, Vec::new())));
	match case.expect() {
		"accept" | "accept-signature" => {
			let known = golden::measured(&genuine, device_identity_root());
			let known = Question::Nvidia(golden::strict(&genuine, vec![known]));
			let known = match case.id() {
				// Its driver is older than a strict policy wants.
				"hopperAttestationReport-attestation-sdk" => Asked::refused("strict, measurements known", known),
				_ => Asked::proven("strict, measurements known", known),
			};
			vec![Asked::proven("genuine", Question::Nvidia(genuine)), known, unknown]
		}
		"reject" => vec![Asked::refused("genuine", Question::Nvidia(genuine)), unknown],
		other => panic!("{}: unknown expectation {other}", case.id()),
	}
}

/// The entries of the evidence files, each with its nonce in the file. All of them are genuine.
pub(super) fn others(folder: &Path) -> Vec<(String, Asked)> {
	let mut others = Vec::new();
	for name in ["hopper_evidence", "hopper_evidence_cert_hold", "multi_gpu_hopper", "switch_evidence_ls10"] {
		let file = json(&folder.join(format!("attestation-sdk/{name}.json")));
		for (place, entry) in file.as_array().expect("a list").iter().enumerate() {
			others.push((format!("nvidia-gpu/{name}/{place}"), other(entry)));
		}
	}
	others
}

fn other(entry: &Value) -> Asked {
	let text = |field: &str| entry[field].as_str().expect("a text");
	let decode = |field: &str| Base64::decode_vec(text(field)).expect("base64");
	let nonce = hex::decode(text("nonce")).expect("hexadecimal");
	let question = genuine(&decode("evidence"), &pem_certificates(&decode("certificate")));
	Asked::proven_with("genuine", Question::Nvidia(question), format!("nonce: {nonce:?}"))
}
