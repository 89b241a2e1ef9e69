//! Groth16 proofs, and the pairings under them.

use crate::{answer::told, Answer, Unreadable};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use piazza_verifiers::groth16::{self, pairing::product_is_one, Bls12_381, Bn254, Evidence, Input, VerifyingKey};
use scale_info::TypeInfo;

/// A curve with a pairing: see [`groth16::Curve`].
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub enum Curve {
	/// [`Bn254`].
	#[codec(index = 0)]
	Bn254,
	/// [`Bls12_381`].
	#[codec(index = 1)]
	Bls12_381,
}

/// A Groth16 proof, answered by [`groth16::verify`].
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Groth16 {
	/// The curve.
	pub curve: Curve,
	/// The verifying key, as [`VerifyingKey::from_bytes`] reads and checks it; at most [`groth16::MAX_INPUTS`] inputs.
	pub key: Vec<u8>,
	/// The proof, `A | B | C`: 256 bytes on BN254, 384 on BLS12-381.
	pub proof: Vec<u8>,
	/// The public inputs, as many as the key has, each with the most significant byte first.
	pub inputs: Vec<Input>,
}

impl Groth16 {
	pub(crate) fn answer(&self) -> Answer {
		match self.curve {
			Curve::Bn254 => self.answer_on::<Bn254>(),
			Curve::Bls12_381 => self.answer_on::<Bls12_381>(),
		}
	}

	fn answer_on<C: groth16::Curve>(&self) -> Answer {
		let key = VerifyingKey::<C>::from_bytes(&self.key).map_err(Unreadable::Key)?;
		told(groth16::verify(&Evidence { proof: &self.proof, inputs: &self.inputs }, &key))
	}
}

/// Whether the pairings of some pairs of points multiply to one, answered by [`product_is_one`]: `true` or `false`.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Pairings {
	/// The curve.
	pub curve: Curve,
	/// The pairs, at most [`groth16::pairing::MAX_PAIRS`]: each a point of G1, then one of G2.
	pub pairs: Vec<u8>,
}

impl Pairings {
	pub(crate) fn answer(&self) -> Answer {
		match self.curve {
			Curve::Bn254 => told(product_is_one::<Bn254>(&self.pairs)),
			Curve::Bls12_381 => told(product_is_one::<Bls12_381>(&self.pairs)),
		}
	}
}
