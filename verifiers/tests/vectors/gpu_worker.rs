//! The GPU of a worker that was captured as a whole: processor, GPU and NVIDIA's token over one nonce.

use crate::{
	nvidia::{ask, strict_with, NOW},
	support::{for_each_case, json, pem_certificates, read, vectors},
};
use base64ct::{Base64, Encoding};
use piazza_verifiers::nvidia::{Architecture, Error, Mode, Policy};
use serde_json::{value::RawValue, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What the worker says it put into its quote, taken from its own answer.
struct Bound {
	parts: [Vec<u8>; 4],
	nonce: Vec<u8>,
	report_data: Vec<u8>,
	quote: Vec<u8>,
	gpu: Box<RawValue>,
}

fn bound() -> Option<Bound> {
	let text = read(&vectors()?.join("gpu-worker-tdx-h100/attestation.json"));
	let raw: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(&text).expect("an object");
	let answer: Value = serde_json::from_slice(&text).expect("JSON");
	let part = |name: &str| hex::decode(answer["report_data"][name].as_str().expect(name)).expect("hex");
	let quote = Base64::decode_vec(answer["cpu"]["report"].as_str().expect("a quote")).expect("base64");
	Some(Bound {
		parts: ["tls_key_fp", "hpke_key", "nonce", "gpu_evidence_hash"].map(part),
		nonce: part("nonce"),
		// A TDX quote is a header of 48 bytes and a report whose last 64 bytes are the report data.
		report_data: quote[48 + 520..48 + 584].to_vec(),
		quote,
		gpu: raw["gpu"].clone(),
	})
}

#[test]
fn every_case_about_the_gpu_gets_the_answer_it_expects() {
	let Some(bound) = bound() else { return };
	let mut checked = 0;
	for_each_case("gpu-worker-tdx-h100", 8, |case| {
		if !case.has("gpu_report") {
			return;
		}
		checked += 1;
		let (report, chain) = (case.bytes("gpu_report"), pem_certificates(&case.bytes("gpu_chain")));
		let answer = ask(&report, &chain, &Policy::any_genuine());
		match (case.id(), case.expect()) {
			("worker-valid", "accept") => {
				assert_eq!(case.now(), Some(NOW));
				let facts = answer.unwrap();
				assert_eq!(facts.nonce.as_slice(), bound.nonce);
				assert_eq!((facts.architecture, facts.chip.as_str()), (Architecture::Hopper, "GH100"));
				assert_eq!(facts.driver.as_ref().unwrap().to_string(), "595.71.05");
				assert_eq!(facts.vbios.to_string(), "96.00.D9.00.02");
				assert_eq!(facts.mode, Some(Mode::MultiGpuPassthrough));
				// As NVIDIA's token about this GPU has it, in decimal: 645491728318197586580044110930866076104639838622.
				assert_eq!(hex::encode(&facts.ueid), "7110d9a459f4b405f4e7b876b4a9b8ea738af99e");
				assert_eq!(ask(&report, &chain, &strict_with(&facts)), Ok(facts));
				assert_eq!(ask(&report, &chain, &Policy::strict()), Err(Error::UnknownRelease));
			}
			// Good evidence, of another machine: only what it is bound to tells.
			("gpu-spliced", "reject") => {
				let facts = answer.unwrap();
				assert_ne!(facts.nonce.as_slice(), bound.nonce);
			}
			("gpu-nonce-flip" | "gpu-measurement-flip", "reject") => assert_eq!(answer, Err(Error::Signature)),
			other => panic!("unknown case {other:?}"),
		}
	});
	assert_eq!(checked, 4);
}

#[test]
fn quote_binds_the_gpu_evidence_of_the_same_answer() {
	let Some(bound) = bound() else { return };
	let folder = vectors().unwrap().join("gpu-worker-tdx-h100");
	assert_eq!(bound.quote, read(&folder.join("tdx_quote.bin")));
	let digest = Sha256::digest(bound.parts.concat());
	assert_eq!(bound.report_data[..32], digest[..]);
	assert_eq!(bound.report_data[32..], [0; 32]);
	assert_eq!(bound.parts[3], Sha256::digest(bound.gpu.get()).as_slice());

	// The evidence inside is the one that the cases name, and its nonce is the worker's.
	let evidence: Value = serde_json::from_str(bound.gpu.get()).unwrap();
	let [entry] = evidence["evidences"].as_array().unwrap().as_slice() else { panic!("one GPU") };
	let decode = |field: &str| Base64::decode_vec(entry[field].as_str().unwrap()).unwrap();
	let report = decode("evidence");
	assert_eq!(report, read(&folder.join("gpu_spdm_report.bin")));
	let chain = pem_certificates(&decode("certificate"));
	assert_eq!(chain, pem_certificates(&read(&folder.join("gpu_cert_chain.pem"))));
	assert_eq!(ask(&report, &chain, &Policy::any_genuine()).unwrap().nonce.as_slice(), bound.nonce);

	// Spliced evidence has another digest, so the quote does not bind it.
	let request = json(&folder.join("cases.json"));
	let spliced = request.as_array().unwrap().iter().find(|case| case["id"] == "gpu-spliced").unwrap();
	let other = read(&folder.join(spliced["gpu_report"].as_str().unwrap()));
	let swapped = bound.gpu.get().replace(&Base64::encode_string(&report), &Base64::encode_string(&other));
	assert_ne!(swapped, bound.gpu.get());
	assert_ne!(bound.parts[3], Sha256::digest(&swapped).as_slice());
}
