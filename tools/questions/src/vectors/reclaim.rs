//! zkTLS claims.

use crate::Asked;
use piazza_fixtures::vectors::Case;
use piazza_verifiers::reclaim::Address;
use piazza_verifiers_api::{Question, Reclaim, ReclaimEpoch};
use serde_json::Value;

fn text(value: &Value, path: &str) -> String {
	value.pointer(path).and_then(Value::as_str).unwrap_or_else(|| panic!("{path} is a text")).to_owned()
}

fn number(value: &Value, path: &str) -> u64 {
	value.pointer(path).and_then(Value::as_u64).unwrap_or_else(|| panic!("{path} is a number"))
}

fn bytes(text: &str) -> Vec<u8> {
	hex::decode(text.strip_prefix("0x").expect("0x")).expect("hexadecimal")
}

/// A proof, a minute after it was made, where these are all witnesses and so many of them are required.
fn question(proof: &Value, witnesses: Vec<[u8; 20]>, required: u32) -> Question {
	let signatures = proof.pointer("/signedClaim/signatures").and_then(Value::as_array).expect("signatures");
	let timestamp = number(proof, "/signedClaim/claim/timestampS");
	Question::Reclaim(Reclaim {
		provider: text(proof, "/claimInfo/provider"),
		parameters: text(proof, "/claimInfo/parameters"),
		context: text(proof, "/claimInfo/context"),
		owner: text(proof, "/signedClaim/claim/owner"),
		timestamp,
		epoch: number(proof, "/signedClaim/claim/epoch").try_into().expect("a small number"),
		identifier: text(proof, "/signedClaim/claim/identifier"),
		signatures: signatures.iter().map(|signature| bytes(signature.as_str().expect("text"))).collect(),
		epochs: vec![ReclaimEpoch { id: 1, starts: 0, ends: 1 << 63, witnesses, required }],
		now: timestamp + 60,
	})
}

pub(super) fn ask(case: &Case) -> Vec<Asked> {
	let proof = case.json("proof");
	let Address(witness) = Address::parse(&text(&proof, "/witness")).expect("the witness is an address");
	let alone = question(&proof, vec![witness], 1);
	match case.expect() {
		"accept" => vec![Asked::proven("one witness", alone)],
		"reject" | "reject (policy)" => {
			// Two signatures of one witness are still one witness, wherever two are demanded.
			let two = question(&proof, vec![witness, [1; 20]], 2);
			vec![Asked::refused("one witness", alone), Asked::refused("two witnesses", two)]
		}
		other => panic!("{}: unknown expectation {other}", case.id()),
	}
}
