//! SP1 proofs.

use super::beside;
use crate::Asked;
use piazza_fixtures::vectors::{json, read, Case};
use piazza_verifiers_api::{Question, Sp1, Sp1Release};
use serde_json::Value;

/// A PLONK proof: there is nothing among the verifiers that would take it.
const PLONK: &str = "v6.0.0-plonk";

fn bytes(fixture: &Value, field: &str) -> Vec<u8> {
	let text = fixture[field].as_str().expect("text");
	hex::decode(text.strip_prefix("0x").expect("0x")).expect("hex")
}

/// Release 6.0.0, whose vk root is the one that its proof was made with.
fn v6_0_0() -> Sp1Release {
	let proof = bytes(&json(&beside("sp1/v6.0.0/groth16-fixture.json")), "proof");
	let vk_root = proof[36..68].try_into().expect("32 bytes");
	Sp1Release { key: read(&beside("sp1/v6.0.0/groth16_vk.bin")), vk_root }
}

pub(super) fn ask(case: &Case) -> Vec<Asked> {
	let fixture = case.json("fixture");
	let question = |release| {
		Question::Sp1(Sp1 {
			proof: bytes(&fixture, "proof"),
			program: bytes(&fixture, "vkey").try_into().expect("32 bytes"),
			public_values: bytes(&fixture, "publicValues"),
			release,
		})
	};
	let strict = Asked::refused("strict", question(None));
	let old = question(Some(v6_0_0()));
	match (case.expect(), case.id()) {
		(_, PLONK) => vec![strict, Asked::refused("release 6.0.0", old)],
		// It is the proof of the case before, and wrong only under another key.
		("reject", "v6.0.0-against-v6.1.0") => vec![strict],
		// Superseded: production refuses it.
		(expect, "v6.0.0-groth16") if expect.starts_with("accept under v6.0.0 vk") => {
			vec![strict, Asked::proven("release 6.0.0", old)]
		}
		("reject" | "no vk here", _) => vec![strict, Asked::refused("release 6.0.0", old)],
		(other, id) => panic!("{id}: unknown expectation {other}"),
	}
}
