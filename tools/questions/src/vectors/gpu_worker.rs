//! A GPU worker that was captured as a whole: processor, GPU and NVIDIA's token over one nonce.

use super::{beside, intel, nras, nvidia};
use crate::{golden, Asked};
use piazza_fixtures::vectors::{json, Case};
use piazza_verifiers::nvidia::device_identity_root;
use piazza_verifiers_api::{Policy, Question};

/// The nonce that the worker was asked with, as facts show it.
fn nonce() -> String {
	let answer = json(&beside("gpu-worker-tdx-h100/attestation.json"));
	let nonce = answer["report_data"]["nonce"].as_str().expect("the nonce is text");
	format!("nonce: {:?}", hex::decode(nonce).expect("hexadecimal"))
}

pub(super) fn ask(case: &Case) -> Vec<Asked> {
	let mut asked = Vec::new();
	if case.has("quote") {
		let now = case.now().expect("cases with a quote have a time");
		let question = intel::question(&case.bytes("quote"), &case.json("collateral"), Policy::Strict, now);
		asked.push(Asked::proven_with("processor", question, "UpToDate"));
	}
	if case.has("gpu_report") {
		let genuine = nvidia::genuine(&case.bytes("gpu_report"), &case.certificates("gpu_chain"));
		let question = Question::Nvidia(genuine.clone());
		match case.id() {
			"worker-valid" => {
				let strict = |known| Question::Nvidia(golden::strict(&genuine, known));
				let known = golden::measured(&genuine, device_identity_root());
				asked.push(Asked::proven_with("GPU", question, nonce()));
				asked.push(Asked::proven("GPU, strict", strict(vec![known])));
				asked.push(Asked::refused("GPU, strict, no measurements known", strict(Vec::new())));
			}
			// Good evidence, of another machine: only what it is bound to tells.
			"gpu-spliced" => asked.push(Asked::proven_without("GPU", question, nonce())),
			_ => asked.push(Asked::refused("GPU", question)),
		}
	}
	if case.has("nras") {
		let now = case.now().expect("cases with an answer of the service have a time");
		let question = nras::question(&case.bytes("nras"), &case.bytes("jwks"), now);
		asked.push(match case.id() {
			"worker-valid" => Asked::proven_with("NVIDIA's word", question, nonce()),
			_ => Asked::refused("NVIDIA's word", question),
		});
	}
	let as_told = match case.expect() {
		"accept" => case.id() == "worker-valid",
		"reject" => case.id() != "worker-valid",
		_ => false,
	};
	assert!(as_told, "{}: unknown expectation {}", case.id(), case.expect());
	asked
}
