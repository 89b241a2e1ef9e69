//! Groth16 keys, proofs, inputs, and the files of gnark and snarkjs.

use crate::{edit, seed, Seed};
use piazza_fixtures::groth16::{self as fixtures, Circuit};
use piazza_verifiers::groth16::{
	gnark, pairing::product_is_one, snarkjs, verify, verify_batch, Bls12_381, Bn254, Curve, Evidence, Input,
	VerifyingKey,
};

/// What is made once and then edited.
struct Fixture<C: Curve> {
	key: VerifyingKey<C>,
	proof: Vec<u8>,
	inputs: Vec<Input>,
}

impl<C: Curve> Fixture<C> {
	fn new() -> Self {
		let circuit = Circuit::<C::Engine>::new("fuzz", 2);
		let inputs = circuit.some_inputs("fuzz");
		let key = VerifyingKey::from_bytes(&circuit.key()).expect("the key is good");
		Self { key, proof: circuit.prove("fuzz", &inputs).to_bytes(), inputs }
	}

	/// Edits proof and inputs; what is accepted must be what was there before.
	fn check(&self, input: &[u8]) {
		let (one, other) = input.split_at(input.len() / 2);
		let proof = edit(&self.proof, one);
		let inputs: Vec<Input> = edit(self.inputs.as_flattened(), other).as_chunks().0.to_vec();
		let evidence = Evidence { proof: &proof, inputs: &inputs };
		let good = Evidence { proof: &self.proof, inputs: &self.inputs };
		let alone = verify(&evidence, &self.key);
		assert_eq!(alone.is_ok(), evidence == good);
		assert_eq!(verify_batch(&[good, evidence], &self.key).is_ok(), alone.is_ok());
	}

	/// Reads keys and pairs that were edited, or that are the input itself.
	fn read(&self, input: &[u8]) {
		let _ = VerifyingKey::<C>::from_bytes(&edit(self.key.as_bytes(), input));
		let _ = VerifyingKey::<C>::from_bytes(input);
		let _ = VerifyingKey::<C>::from_stored(&edit(&self.key.to_stored(), input));
		let _ = VerifyingKey::<C>::from_stored(input);
		let _ = product_is_one::<C>(&edit(&self.key.as_bytes()[..6 * C::COORDINATE], input));
		let _ = product_is_one::<C>(input);
	}
}

/// The inputs that fuzzing starts from.
pub fn seeds() -> Vec<Seed> {
	let (bn254, bls12_381) = (Fixture::<Bn254>::new(), Fixture::<Bls12_381>::new());
	let read = |curve: u8, bytes: &[u8]| [&[curve], bytes].concat();
	let circuit = Circuit::<fixtures::Bn254>::new("fuzz", 2);
	let inputs = circuit.some_inputs("fuzz");
	let (proofs, files) = ("groth16_never_panics", "files_of_gnark_and_snarkjs_never_panic");
	vec![
		seed(proofs, "bn254-good", [0]),
		seed(proofs, "bn254-changed", [0, 0, 10, 0, 1, 0, 10, 0, 1]),
		seed(proofs, "bn254-key", read(128, bn254.key.as_bytes())),
		seed(proofs, "bn254-stored-key", read(128, &bn254.key.to_stored())),
		seed(proofs, "bls12-381-good", [64]),
		seed(proofs, "bls12-381-changed", [64, 0, 10, 0, 1, 0, 10, 0, 1]),
		seed(proofs, "bls12-381-key", read(192, bls12_381.key.as_bytes())),
		seed(proofs, "bls12-381-stored-key", read(192, &bls12_381.key.to_stored())),
		seed(files, "gnark-key", circuit.gnark_key()),
		seed(files, "snarkjs-key", circuit.snarkjs_key("bn128")),
		seed(files, "snarkjs-proof", circuit.prove("fuzz", &inputs).to_snarkjs("bn128")),
		seed(files, "snarkjs-inputs", fixtures::snarkjs_inputs(&inputs)),
		seed(files, "edit", [0, 10, 0, 1]),
	]
}

#[test]
fn groth16_never_panics() {
	let (bn254, bls12_381) = (Fixture::<Bn254>::new(), Fixture::<Bls12_381>::new());
	bolero::check!().with_iterations(100).for_each(|input: &[u8]| match input.split_first() {
		Some((0..64, input)) => bn254.check(input),
		Some((64..128, input)) => bls12_381.check(input),
		Some((128..192, input)) => bn254.read(input),
		Some((192.., input)) => bls12_381.read(input),
		None => {}
	});
}

#[test]
fn files_of_gnark_and_snarkjs_never_panic() {
	let circuit = Circuit::<fixtures::Bn254>::new("fuzz", 2);
	let gnark_key = circuit.gnark_key();
	let key = circuit.snarkjs_key("bn128");
	let inputs = circuit.some_inputs("fuzz");
	let proof = circuit.prove("fuzz", &inputs).to_snarkjs("bn128");
	let public = fixtures::snarkjs_inputs(&inputs);
	bolero::check!().with_iterations(500).for_each(|input: &[u8]| {
		for file in [&edit(&gnark_key, input), input] {
			let _ = gnark::verifying_key(file);
		}
		for file in
			[&edit(key.as_bytes(), input), &edit(proof.as_bytes(), input), &edit(public.as_bytes(), input), input]
		{
			let _ = snarkjs::verifying_key::<Bn254>(file);
			let _ = snarkjs::verifying_key::<Bls12_381>(file);
			let _ = snarkjs::proof::<Bn254>(file);
			let _ = snarkjs::proof::<Bls12_381>(file);
			let _ = snarkjs::public_inputs(file);
		}
	});
}
