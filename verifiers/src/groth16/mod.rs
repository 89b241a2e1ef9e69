//! Groth16 proofs on BN254 and BLS12-381, as circom with snarkjs and gnark make them.
//!
//! A [`VerifyingKey`] stands for a circuit. It is checked once, when somebody registers it, and kept in its stored
//! form. A proof says that whoever made it knows a witness with which the circuit is satisfied by the public inputs.
//!
//! A proof is `A | B | C`, A and C in G1 and B in G2, each as [`Curve`] says: 256 bytes on BN254 (as in Solidity
//! verifiers), 384 on BLS12-381. An input is a number below the order of the groups, 32 bytes, the most significant
//! first.
//!
//! Whoever sees a proof can make another of the same statement: A and B may both be negated, and a proof can be made
//! anew from itself. So a proof's bytes must never serve as its identity; its public inputs may.
//!
//! The equation, with `IC(x) = IC_0 + x_1 * IC_1 + ... + x_n * IC_n`, is
//! `e(A, B) = e(alpha, beta) * e(IC(x), gamma) * e(C, delta)` (Groth, *On the Size of Pairing-based Non-interactive
//! Arguments*, 2016).

mod curve;
mod error;
pub mod gnark;
mod key;
pub mod pairing;
pub mod snarkjs;

pub use curve::{Bls12_381, Bn254, Curve};
pub use error::{Error, KeyError, PointError};
pub use key::{KeyId, VerifyingKey};

use crate::bytes::Reader;
use alloc::{vec, vec::Vec};
use ark_ec::{pairing::PairingOutput, short_weierstrass::Affine, AffineRepr, CurveGroup, PrimeGroup, VariableBaseMSM};
use ark_ff::{PrimeField, Zero};
use curve::{number, Trust};
use sha2::{Digest, Sha256};

/// The most public inputs that a circuit may have.
pub const MAX_INPUTS: usize = 128;

/// The most proofs in a batch.
pub const MAX_BATCH: usize = 64;

/// A public input: a number below the order of the groups, the most significant byte first.
pub type Input = [u8; 32];

/// A proof and what it proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence<'a> {
	/// `A | B | C`.
	pub proof: &'a [u8],
	/// The public inputs, in the order of the circuit.
	pub inputs: &'a [Input],
}

/// What a proof showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
	/// The circuit.
	pub key: KeyId,
	/// The public inputs for which it is satisfied.
	pub inputs: Vec<Input>,
}

/// Checks a proof.
#[allow(clippy::arithmetic_side_effects, reason = "sums and products in fields and groups do not overflow")]
pub fn verify<C: Curve>(evidence: &Evidence<'_>, key: &VerifyingKey<C>) -> Result<Facts, Error> {
	let claim = Claim::read(evidence, key)?;
	let inputs = key.constant + sum_of_inputs(key, &claim.inputs);
	let left = vec![claim.a, inputs.into_affine(), claim.c];
	let right = vec![claim.b, key.minus_gamma, key.minus_delta];
	require::<C>(left, right, key.alpha_beta)?;
	Ok(facts(evidence, key))
}

/// Checks proofs of one circuit together, which takes a third of the time for each.
///
/// The batch is good if each proof is; if one is not, the batch does not say which. The equations of all proofs are
/// added up, each times a number that nobody knew before all of them were fixed: the first is 1, the others are 128 bits
/// of SHA-256 over the key, all proofs and all inputs. Wrong proofs whose errors cancel would have to guess those.
#[allow(clippy::arithmetic_side_effects, reason = "sums and products in fields and groups do not overflow")]
pub fn verify_batch<C: Curve>(batch: &[Evidence<'_>], key: &VerifyingKey<C>) -> Result<Vec<Facts>, Error> {
	if batch.is_empty() {
		return Err(Error::EmptyBatch);
	}
	if batch.len() > MAX_BATCH {
		return Err(Error::BatchTooLong);
	}
	let claims = batch.iter().map(|evidence| Claim::read(evidence, key)).collect::<Result<Vec<_>, _>>()?;
	let factors = factors(batch, key);

	let mut sum = C::Scalar::zero();
	let mut input_sums = vec![C::Scalar::zero(); key.inputs.len()];
	let mut c_sum = <Affine<C::G1> as AffineRepr>::Group::zero();
	let (mut left, mut right) = (Vec::new(), Vec::new());
	for (claim, factor) in claims.iter().zip(&factors) {
		let limbs = limbs(*factor);
		let scalar = C::Scalar::from(*factor);
		sum += scalar;
		for (sum, input) in input_sums.iter_mut().zip(&claim.inputs) {
			*sum += scalar * input;
		}
		c_sum += claim.c.mul_bigint(limbs);
		left.push(claim.a.mul_bigint(limbs));
		right.push(claim.b);
	}
	left.push(key.constant * sum + sum_of_inputs(key, &input_sums));
	right.push(key.minus_gamma);
	left.push(c_sum);
	right.push(key.minus_delta);
	let left = CurveGroup::normalize_batch(&left);
	require::<C>(left, right, key.alpha_beta.mul_bigint(sum.into_bigint()))?;
	Ok(batch.iter().map(|evidence| facts(evidence, key)).collect())
}

/// A proof and its inputs, read.
struct Claim<C: Curve> {
	a: Affine<C::G1>,
	b: Affine<C::G2>,
	c: Affine<C::G1>,
	inputs: Vec<C::Scalar>,
}

impl<C: Curve> Claim<C> {
	fn read(evidence: &Evidence<'_>, key: &VerifyingKey<C>) -> Result<Self, Error> {
		let (expected, found) = (key.input_count(), evidence.inputs.len());
		if found != expected {
			return Err(Error::InputCount { expected, found });
		}
		if evidence.proof.len() != C::COORDINATE.saturating_mul(8) {
			return Err(Error::ProofLength);
		}
		let inputs = evidence.inputs.iter().map(|input| number(input)).collect::<Result<_, _>>();
		let inputs = inputs.map_err(|_| Error::InputNotReduced)?;
		let mut reader = Reader::new(evidence.proof);
		let a = curve::g1::<C>(&mut reader, Trust::Nobody)?;
		let b = curve::g2::<C>(&mut reader, Trust::Nobody)?;
		let c = curve::g1::<C>(&mut reader, Trust::Nobody)?;
		Ok(Self { a, b, c, inputs })
	}
}

/// The sum of the key's points for inputs, each times its input.
fn sum_of_inputs<C: Curve>(key: &VerifyingKey<C>, inputs: &[C::Scalar]) -> <Affine<C::G1> as AffineRepr>::Group {
	VariableBaseMSM::msm_unchecked(&key.inputs, inputs)
}

/// Refuses what does not pair to `expected`.
fn require<C: Curve>(
	left: Vec<Affine<C::G1>>,
	right: Vec<Affine<C::G2>>,
	expected: PairingOutput<C::Engine>,
) -> Result<(), Error> {
	let found = pairing::product::<C>(left, right);
	if found == Some(expected) {
		Ok(())
	} else {
		Err(Error::Invalid)
	}
}

fn facts<C: Curve>(evidence: &Evidence<'_>, key: &VerifyingKey<C>) -> Facts {
	Facts { key: key.id(), inputs: evidence.inputs.to_vec() }
}

/// The factors of a batch. All that is hashed has one encoding and, by the key, a known length; only their number is not.
fn factors<C: Curve>(batch: &[Evidence<'_>], key: &VerifyingKey<C>) -> Vec<u128> {
	let mut hash = Sha256::new();
	hash.update(b"piazza/groth16/batch/v1");
	hash.update(key.id().0);
	hash.update(u64::try_from(batch.len()).unwrap_or(u64::MAX).to_le_bytes());
	for evidence in batch {
		hash.update(evidence.proof);
		for input in evidence.inputs {
			hash.update(input);
		}
	}
	let seed = hash.finalize();
	let factor = |index: u64| {
		let hash = Sha256::new().chain_update(seed).chain_update(index.to_le_bytes()).finalize();
		hash.iter().take(16).fold(0, |factor, byte| (factor << 8) | u128::from(*byte))
	};
	core::iter::once(1).chain((1..).map(factor)).take(batch.len()).collect()
}

/// A number's two limbs, the least significant first.
fn limbs(number: u128) -> [u64; 2] {
	let low = number & u128::from(u64::MAX);
	[low, number >> 64].map(|limb| u64::try_from(limb).unwrap_or(u64::MAX))
}
