//! Groth16 on BN254 and BLS12-381: snarkjs files, and the pairing tables of EIP-197 and EIP-2537.

use crate::Asked;
use piazza_fixtures::vectors::{json, Case};
use piazza_verifiers::groth16::{
	snarkjs::{self, Named},
	Bls12_381, Bn254,
};
use piazza_verifiers_api::{Curve, Groth16, Pairings, Question};
use serde_json::Value;
use std::path::Path;

/// A case's key, proof and inputs.
fn question<C: Named>(case: &Case, curve: Curve) -> Question {
	Question::Groth16(Groth16 {
		curve,
		key: snarkjs::verifying_key::<C>(&case.bytes("vk")).expect("snarkjs wrote the key"),
		proof: snarkjs::proof::<C>(&case.bytes("proof")).expect("snarkjs wrote the proof"),
		inputs: snarkjs::public_inputs(&case.bytes("public")).expect("snarkjs wrote the inputs"),
	})
}

pub(super) fn ask_bn254(case: &Case) -> Vec<Asked> {
	let question = question::<Bn254>(case, Curve::Bn254);
	match case.expect() {
		"accept" | "ACCEPT (malleable)" => vec![Asked::proven("proof", question)],
		"reject" => vec![Asked::refused("proof", question)],
		other => panic!("{}: unknown expectation {other}", case.id()),
	}
}

pub(super) fn ask_bls12_381(case: &Case) -> Vec<Asked> {
	let question = || question::<Bls12_381>(case, Curve::Bls12_381);
	match case.expect() {
		"accept" => vec![Asked::proven("proof", question())],
		"reject" => vec![Asked::refused("proof", question())],
		"table" => eip_2537(case),
		other => panic!("{}: unknown expectation {other}", case.id()),
	}
}

/// The table of EIP-197.
pub(super) fn others(folder: &Path) -> Vec<(String, Asked)> {
	let table = json(&folder.join("eip197/bn256Pairing.json"));
	let row = |row: &Value| {
		let question = Question::Pairings(Pairings { curve: Curve::Bn254, pairs: input(row) });
		(format!("EIP-197/{}", row["Name"]), Asked::proven_with("pairings", question, product(row)))
	};
	table.as_array().expect("a list").iter().map(row).collect()
}

/// The table of EIP-2537. Its coordinates have 64 bytes, and c0 stands before c1.
fn eip_2537(case: &Case) -> Vec<Asked> {
	let question = |pairs| Question::Pairings(Pairings { curve: Curve::Bls12_381, pairs });
	let good = case.json("file");
	let good = good.as_array().expect("a list").iter().map(|row| {
		let pairs = from_eip_2537(&input(row)).expect("coordinates fit");
		Asked::proven_with("good pairs", question(pairs), product(row))
	});
	let bad = case.json("fail");
	let bad = bad.as_array().expect("a list").iter().filter_map(|row| {
		let input = input(row);
		match row["ExpectedError"].as_str().expect("text") {
			// An error there; here, as in EIP-197, the empty product.
			"invalid input length" if input.is_empty() => Some(Asked::proven_with("no pairs", question(input), "true")),
			"invalid input length" => Some(Asked::refused("bad pairs", question(input))),
			// What does not fit into 48 bytes cannot be asked here.
			_ => Some(Asked::refused("bad pairs", question(from_eip_2537(&input)?))),
		}
	});
	good.chain(bad).collect()
}

fn input(row: &Value) -> Vec<u8> {
	hex::decode(row["Input"].as_str().expect("text")).expect("hex")
}

/// What the product of a row's pairings is said to be.
fn product(row: &Value) -> &'static str {
	match row["Expected"].as_str().expect("text").ends_with('1') {
		true => "true",
		false => "false",
	}
}

/// Takes the padding of coordinates away and puts c1 before c0; none if a coordinate does not fit.
fn from_eip_2537(pairs: &[u8]) -> Option<Vec<u8>> {
	let mut out = Vec::new();
	for pair in pairs.chunks_exact(6 * 64) {
		for index in [0, 1, 3, 2, 5, 4] {
			let (padding, coordinate) = pair[index * 64..][..64].split_at(16);
			if padding != [0; 16] {
				return None;
			}
			out.extend(coordinate);
		}
	}
	Some(out)
}
