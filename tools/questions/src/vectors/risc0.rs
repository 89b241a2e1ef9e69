//! RISC Zero receipts.

use crate::Asked;
use piazza_fixtures::vectors::Case;
use piazza_verifiers::groth16::{snarkjs, Bn254};
use piazza_verifiers_api::{Question, Risc0, Risc0Release};
use serde_json::{json, Value};

/// Receipts of another kind: there is nothing among the verifiers that would take them.
const STARK: [&str; 2] = ["succinct-v3_0-22", "segment-v3_0-po2-16"];

/// The receipt of the release whose key is compiled in.
const CURRENT: &str = "groth16-V3_0";

fn bytes(value: &Value, field: &str) -> Vec<u8> {
	hex::decode(value[field].as_str().expect("text")).expect("hex")
}

fn digest(value: &Value, field: &str) -> [u8; 32] {
	bytes(value, field).try_into().expect("a digest")
}

/// The verifying key that the Solidity verifier has as decimal constants.
fn key(constants: &Value) -> Vec<u8> {
	let text = |name: String| constants[name].as_str().expect("text");
	let g1 = |name: &str| json!([text(format!("{name}x")), text(format!("{name}y")), "1"]);
	// x1 is c1 there, and stands first.
	let number = |name: &str| json!([text(format!("{name}2")), text(format!("{name}1"))]);
	let g2 = |name: &str| json!([number(&format!("{name}x")), number(&format!("{name}y")), ["1", "0"]]);
	let ic: Vec<_> = (0..6).map(|index| g1(&format!("IC{index}"))).collect();
	let key = json!({
		"protocol": "groth16", "curve": "bn128", "nPublic": 5,
		"vk_alpha_1": g1("alpha"), "vk_beta_2": g2("beta"), "vk_gamma_2": g2("gamma"), "vk_delta_2": g2("delta"),
		"IC": ic,
	});
	snarkjs::verifying_key::<Bn254>(key.to_string().as_bytes()).expect("a key")
}

pub(super) fn ask(case: &Case) -> Vec<Asked> {
	if STARK.contains(&case.id()) {
		// All that can be handed in is the file as a seal.
		let question = Risc0 { seal: case.bytes("receipt"), image_id: [0; 32], journal: Vec::new(), release: None };
		return vec![Asked::refused("as a seal", Question::Risc0(question))];
	}
	let receipt = case.json("receipt");
	let question = |release| {
		Question::Risc0(Risc0 {
			seal: bytes(&receipt, "seal"),
			image_id: digest(&receipt, "image_id"),
			journal: bytes(&receipt, "journal"),
			release,
		})
	};
	let own = question(Some(Risc0Release {
		control_root: digest(&receipt, "control_root"),
		bn254_control_id: digest(&receipt, "bn254_control_id"),
		key: key(&case.json("vk")),
	}));
	let strict = question(None);
	match (case.expect(), case.id()) {
		("accept under its own control_root; allow-list decides", CURRENT) => {
			vec![Asked::proven("its own release", own), Asked::proven("strict", strict)]
		}
		("accept under its own control_root; allow-list decides", _) => {
			vec![Asked::proven("its own release", own), Asked::refused("strict", strict)]
		}
		("reject", _) => vec![Asked::refused("its own release", own), Asked::refused("strict", strict)],
		(other, id) => panic!("{id}: unknown expectation {other}"),
	}
}
