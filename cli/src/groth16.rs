//! Keys and proofs of Groth16 in the files that tools write.

use anyhow::{bail, ensure, Context, Result};
use piazza_client::{bytes::Hex, programs::Circuit};
use piazza_verifiers::groth16::{
	gnark,
	snarkjs::{self, Named, SnarkjsError},
	Bls12_381, Bn254, Curve, VerifyingKey,
};

/// Public inputs of a circuit of this chain: job, and the halves of input hash, output hash and worker.
const INPUTS: usize = 7;

/// The circuit of a verifying key: as snarkjs writes it (JSON) or gnark (on BN254), or the bytes that the chain keeps.
pub(crate) fn circuit(file: &[u8]) -> Result<Circuit> {
	if is_json(file) {
		return match snarkjs::verifying_key::<Bn254>(file) {
			Err(SnarkjsError::Curve) => on_bls12_381(snarkjs::verifying_key::<Bls12_381>(file)?),
			key => on_bn254(key?),
		};
	}
	match file.len() {
		length if length == length_of::<Bn254>() => on_bn254(file.to_vec()),
		length if length == length_of::<Bls12_381>() => on_bls12_381(file.to_vec()),
		_ => on_bn254(gnark::verifying_key(file).with_context(|| {
			format!(
				"it is no verifying key: give that of snarkjs (verification_key.json) or of gnark; or alpha, beta, gamma, delta \
				 and the points of the constant and the inputs, uncompressed, {} bytes on BN254 or {} on BLS12-381",
				length_of::<Bn254>(),
				length_of::<Bls12_381>()
			)
		})?),
	}
}

/// A proof: as snarkjs writes it (JSON), or the bytes that the chain takes.
pub(crate) fn proof(file: Vec<u8>) -> Result<Vec<u8>> {
	if !is_json(&file) {
		return Ok(file);
	}
	Ok(match snarkjs::proof::<Bn254>(&file) {
		Err(SnarkjsError::Curve) => snarkjs::proof::<Bls12_381>(&file)?,
		proof => proof?,
	})
}

fn is_json(file: &[u8]) -> bool {
	file.trim_ascii_start().starts_with(b"{")
}

/// Bytes of the key of a circuit with as many inputs as there must be.
fn length_of<C: Curve>() -> usize {
	VerifyingKey::<C>::MIN_LENGTH + INPUTS * VerifyingKey::<C>::G1
}

fn on_bn254(key: Vec<u8>) -> Result<Circuit> {
	check::<Bn254>(&key)?;
	Ok(Circuit::Groth16Bn254 { key: Hex(key) })
}

fn on_bls12_381(key: Vec<u8>) -> Result<Circuit> {
	check::<Bls12_381>(&key)?;
	Ok(Circuit::Groth16Bls12381 { key: Hex(key) })
}

/// What the chain would refuse is refused before a fee is paid.
fn check<C: Named>(key: &[u8]) -> Result<()> {
	let found = match VerifyingKey::<C>::from_bytes(key) {
		Ok(key) => key.input_count(),
		Err(error) => bail!("the chain would not take this verifying key: {error}"),
	};
	ensure!(
		found == INPUTS,
		"the circuit has {found} public inputs, but what is proven of a result has {INPUTS}: `piazza job statement` shows them"
	);
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_fixtures::groth16;

	fn bn254(inputs: usize) -> groth16::Circuit<groth16::Bn254> {
		groth16::Circuit::new("circuit", inputs)
	}

	#[test]
	fn key_is_the_same_from_every_tool() {
		let made = bn254(INPUTS);
		let expected = Circuit::Groth16Bn254 { key: Hex(made.key()) };
		for file in [made.key(), made.gnark_key(), made.snarkjs_key("bn128").into_bytes()] {
			assert_eq!(circuit(&file).unwrap(), expected);
		}
		let made = groth16::Circuit::<groth16::Bls12_381>::new("circuit", INPUTS);
		let expected = Circuit::Groth16Bls12381 { key: Hex(made.key()) };
		for file in [made.key(), made.snarkjs_key("bls12381").into_bytes()] {
			assert_eq!(circuit(&file).unwrap(), expected);
		}
	}

	#[test]
	fn key_is_refused_when_it_is_none_or_has_other_inputs() {
		let text = circuit(bn254(6).snarkjs_key("bn128").as_bytes()).unwrap_err().to_string();
		assert!(text.contains("6 public inputs") && text.contains("has 7"), "{text}");
		for file in [&b"no key"[..], b"{}", &vec![1; length_of::<Bn254>()]] {
			assert!(circuit(file).is_err());
		}
	}

	#[test]
	fn proof_is_the_same_from_every_tool() {
		let made = bn254(INPUTS);
		let proven = made.prove("proof", &made.some_inputs("inputs"));
		assert_eq!(proof(proven.to_snarkjs("bn128").into_bytes()).unwrap(), proven.to_bytes());
		assert_eq!(proof(proven.to_bytes()).unwrap(), proven.to_bytes());
		assert!(proof(b"{}".to_vec()).is_err());
	}
}
