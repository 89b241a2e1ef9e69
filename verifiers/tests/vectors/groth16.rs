//! Groth16 on BN254 and BLS12-381: snarkjs files, and the pairing tables of EIP-197 and EIP-2537.

use crate::support::{for_each_case, json, read, vectors, Case};
use piazza_verifiers::groth16::{
	pairing::{product_is_one, PairsError},
	snarkjs, verify, verify_batch, Bls12_381, Bn254, Curve, Error, Evidence, Input, KeyError, PointError, VerifyingKey,
};
use serde_json::Value;

/// A case's key, proof and inputs.
fn files<C: snarkjs::Named>(case: &Case) -> (VerifyingKey<C>, Vec<u8>, Vec<Input>) {
	let key = snarkjs::verifying_key::<C>(&case.bytes("vk")).expect("snarkjs wrote the key");
	let proof = snarkjs::proof::<C>(&case.bytes("proof")).expect("snarkjs wrote the proof");
	let inputs = snarkjs::public_inputs(&case.bytes("public")).expect("snarkjs wrote the inputs");
	(VerifyingKey::from_bytes(&key).expect("the key is good"), proof, inputs)
}

/// Asks for one proof, alone and as a batch; both must say the same.
fn answer<C: snarkjs::Named>(case: &Case) -> Result<(), Error> {
	let (key, proof, inputs) = files::<C>(case);
	let evidence = Evidence { proof: &proof, inputs: &inputs };
	let alone = verify(&evidence, &key);
	if let Ok(facts) = &alone {
		assert_eq!((facts.key, &facts.inputs), (key.id(), &inputs), "{}", case.id());
	}
	assert_eq!(verify_batch(&[evidence], &key), alone.clone().map(|facts| vec![facts]), "{}", case.id());
	let stored = VerifyingKey::<C>::from_stored(&key.to_stored()).expect("what was stored can be read");
	assert_eq!(verify(&evidence, &stored), alone, "{}", case.id());
	alone.map(drop)
}

#[test]
fn every_bn254_case_gets_its_answer() {
	for_each_case("groth16-bn254", 20, |case| {
		let answer = answer::<Bn254>(case);
		let change = case.id().trim_start_matches("risc0-test-1-input").trim_start_matches("sudoku-81-inputs");
		let inputs = if case.id().starts_with("risc0") { 1 } else { 81 };
		let expected = match (case.expect(), change) {
			("accept", "") | ("ACCEPT (malleable)", "-negA-negB") => Ok(()),
			("reject", "-input-plus-one" | "-a-c-swapped" | "-a-negated") => Err(Error::Invalid),
			("reject", "-input-plus-r") => Err(Error::InputNotReduced),
			("reject", "-input-missing") => Err(Error::InputCount { expected: inputs, found: inputs - 1 }),
			("reject", "-input-extra") => Err(Error::InputCount { expected: inputs, found: inputs + 1 }),
			("reject", "-a-zero-encoding") => Err(Error::Point(PointError::Infinity)),
			("reject", "-coordinate-plus-p") => Err(Error::Point(PointError::NotReduced)),
			unknown => panic!("{unknown:?}"),
		};
		assert_eq!(answer, expected, "{}", case.id());
	});
}

#[test]
fn every_bls12_381_case_gets_its_answer() {
	for_each_case("groth16-bls12-381", 3, |case| match case.expect() {
		"accept" => assert_eq!(answer::<Bls12_381>(case), Ok(()), "{}", case.id()),
		"reject" => assert_eq!(answer::<Bls12_381>(case), Err(Error::Invalid), "{}", case.id()),
		"table" => eip_2537(case),
		unknown => panic!("{unknown}"),
	});
}

#[test]
fn the_pairing_table_of_eip_197_gets_its_answers() {
	let Some(vectors) = vectors() else { return };
	let table = json(&vectors.join("groth16-bn254/eip197/bn256Pairing.json"));
	let rows = table.as_array().expect("a list");
	for row in rows {
		assert_eq!(product_is_one::<Bn254>(&input(row)), Ok(expected(row)), "{}", row["Name"]);
	}
	assert_eq!(rows.len(), 14);
	println!("EIP-197: {} rows", rows.len());
}

/// The table of EIP-2537. Its coordinates have 64 bytes, and c0 stands before c1.
fn eip_2537(case: &Case) {
	let good = case.json("file");
	let rows = good.as_array().expect("a list");
	for row in rows {
		let pairs = from_eip_2537(&input(row)).expect("coordinates fit");
		assert_eq!(product_is_one::<Bls12_381>(&pairs), Ok(expected(row)), "{}", row["Name"]);
	}
	assert_eq!(rows.len(), 106);

	let bad = case.json("fail");
	let bad = bad.as_array().expect("a list");
	for row in bad {
		let input = input(row);
		let found = from_eip_2537(&input).map(|pairs| product_is_one::<Bls12_381>(&pairs));
		let refused = match row["ExpectedError"].as_str().expect("text") {
			// No pair at all: an error there; here, as in EIP-197, the empty product.
			"invalid input length" if input.is_empty() => Some(Ok(true)),
			// Not a whole number of pairs, with padding or without.
			"invalid input length" => {
				assert_eq!(product_is_one::<Bls12_381>(&input), Err(PairsError::Length), "{}", row["Name"]);
				continue;
			}
			"invalid fp.Element encoding" => Some(Err(PairsError::Point(PointError::NotReduced))),
			// A coordinate does not fit into 48 bytes.
			"invalid field element top bytes" => None,
			"invalid point: not on curve" => Some(Err(PairsError::Point(PointError::NotOnCurve))),
			"g1 point is not on correct subgroup" | "g2 point is not on correct subgroup" => {
				Some(Err(PairsError::Point(PointError::NotInSubgroup)))
			}
			unknown => panic!("{unknown}"),
		};
		assert_eq!(found, refused, "{}", row["Name"]);
	}
	assert_eq!(bad.len(), 9);
	println!("EIP-2537: {} rows", rows.len() + bad.len());
}

fn input(row: &Value) -> Vec<u8> {
	hex::decode(row["Input"].as_str().expect("text")).expect("hex")
}

fn expected(row: &Value) -> bool {
	row["Expected"].as_str().expect("text").ends_with('1')
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

/// One bit of every byte of proof, inputs and key is flipped, and proof and key are cut at every length.
fn mutated<C: snarkjs::Named>(folder: &str) {
	let Some(vectors) = vectors() else { return };
	let folder = vectors.join(folder);
	let bytes = snarkjs::verifying_key::<C>(&read(&folder.join("verification_key.json"))).expect("a key");
	let proof = snarkjs::proof::<C>(&read(&folder.join("proof.json"))).expect("a proof");
	let inputs = snarkjs::public_inputs(&read(&folder.join("public.json"))).expect("inputs");
	let key = VerifyingKey::<C>::from_bytes(&bytes).expect("the key is good");
	verify(&Evidence { proof: &proof, inputs: &inputs }, &key).expect("the proof is good");

	for at in 0..proof.len() {
		let mut proof = proof.clone();
		proof[at] ^= 1 << (at % 8);
		// A changed coordinate is off the curve or not reduced: no pairing is needed to see it.
		let found = verify(&Evidence { proof: &proof, inputs: &inputs }, &key);
		assert!(
			matches!(found, Err(Error::Point(PointError::NotOnCurve | PointError::NotReduced))),
			"proof byte {at}: {found:?}"
		);
	}
	for length in 0..proof.len() {
		let found = verify(&Evidence { proof: &proof[..length], inputs: &inputs }, &key);
		assert_eq!(found, Err(Error::ProofLength), "proof cut at {length}");
	}
	for at in 0..32 * inputs.len() {
		let mut inputs = inputs.clone();
		inputs[at / 32][at % 32] ^= 1 << (at % 8);
		let found = verify(&Evidence { proof: &proof, inputs: &inputs }, &key);
		assert!(matches!(found, Err(Error::Invalid | Error::InputNotReduced)), "input byte {at}: {found:?}");
	}
	for at in 0..bytes.len() {
		let mut bytes = bytes.clone();
		bytes[at] ^= 1 << (at % 8);
		let found = VerifyingKey::<C>::from_bytes(&bytes);
		assert!(
			matches!(found, Err(KeyError::Point(PointError::NotOnCurve | PointError::NotReduced))),
			"key byte {at}: {found:?}"
		);
	}
	for length in 0..bytes.len() {
		// A key that lost the points of inputs is the key of a circuit with fewer.
		match VerifyingKey::<C>::from_bytes(&bytes[..length]) {
			Ok(key) => {
				let found = verify(&Evidence { proof: &proof, inputs: &inputs }, &key);
				assert_eq!(found, Err(Error::InputCount { expected: key.input_count(), found: inputs.len() }));
			}
			Err(error) => assert_eq!(error, KeyError::Length, "key cut at {length}"),
		}
	}
}

#[test]
fn no_changed_byte_is_accepted_on_bn254() {
	mutated::<Bn254>("groth16-bn254/risc0-test-1-input");
}

#[test]
fn no_changed_byte_is_accepted_on_bls12_381() {
	mutated::<Bls12_381>("groth16-bls12-381/snarkjs-task");
}

#[test]
fn lengths_are_as_documented() {
	assert_eq!((Bn254::COORDINATE, VerifyingKey::<Bn254>::MIN_LENGTH), (32, 512));
	assert_eq!((Bls12_381::COORDINATE, VerifyingKey::<Bls12_381>::MIN_LENGTH), (48, 768));
}
