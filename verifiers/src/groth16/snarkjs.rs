//! Keys, proofs and inputs as snarkjs writes them (`verification_key.json`, `proof.json`, `public.json`), turned into
//! the bytes that the verifier reads. For those who register keys and hand in proofs: the verifier itself reads no JSON.
//!
//! Only the writing is changed here. Whether points are on the curve, numbers below the modulus and so on is for
//! [`VerifyingKey::from_bytes`](super::VerifyingKey::from_bytes) and [`verify`](super::verify) to say.

use super::{Bls12_381, Bn254, Curve, Input, MAX_INPUTS};
use alloc::{string::String, vec, vec::Vec};
use serde::{de::DeserializeOwned, Deserialize};

/// The longest file that is looked at, in bytes.
pub const MAX_LENGTH: usize = 128 * 1024;

/// Why a file is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnarkjsError {
	/// More than [`MAX_LENGTH`] bytes.
	#[error("the file is too long")]
	TooLong,
	/// Not the JSON that snarkjs writes.
	#[error("the file is not the JSON that snarkjs writes")]
	Malformed,
	/// Of another proof system.
	#[error("the file is not of Groth16")]
	Protocol,
	/// Of another curve.
	#[error("the file is of another curve")]
	Curve,
	/// A number that is no decimal number, or does not fit.
	#[error("a number in the file is not decimal, or too great")]
	Number,
	/// A point in projective coordinates, or infinity.
	#[error("a point in the file is not in affine coordinates")]
	NotAffine,
	/// More than [`MAX_INPUTS`], or not as many as the key says of itself.
	#[error("the file has the wrong number of public inputs")]
	InputCount,
}

/// A curve that snarkjs knows.
pub trait Named: Curve {
	/// What snarkjs calls it.
	const NAME: &'static str;
}

impl Named for Bn254 {
	const NAME: &'static str = "bn128";
}

impl Named for Bls12_381 {
	const NAME: &'static str = "bls12381";
}

type G1 = [String; 3];
type G2 = [[String; 2]; 3];

#[derive(Deserialize)]
struct Key {
	protocol: String,
	curve: String,
	#[serde(rename = "nPublic")]
	inputs: usize,
	vk_alpha_1: G1,
	vk_beta_2: G2,
	vk_gamma_2: G2,
	vk_delta_2: G2,
	#[serde(rename = "IC")]
	ic: Vec<G1>,
}

#[derive(Deserialize)]
struct Proof {
	protocol: String,
	curve: String,
	pi_a: G1,
	pi_b: G2,
	pi_c: G1,
}

/// The verifying key in a `verification_key.json`.
pub fn verifying_key<C: Named>(json: &[u8]) -> Result<Vec<u8>, SnarkjsError> {
	let key: Key = parse(json)?;
	expect::<C>(&key.protocol, &key.curve)?;
	if key.inputs > MAX_INPUTS || key.ic.len() != key.inputs.saturating_add(1) {
		return Err(SnarkjsError::InputCount);
	}
	let mut out = Vec::new();
	put_g1::<C>(&key.vk_alpha_1, &mut out)?;
	put_g2::<C>(&key.vk_beta_2, &mut out)?;
	put_g2::<C>(&key.vk_gamma_2, &mut out)?;
	put_g2::<C>(&key.vk_delta_2, &mut out)?;
	for point in &key.ic {
		put_g1::<C>(point, &mut out)?;
	}
	Ok(out)
}

/// The proof in a `proof.json`.
pub fn proof<C: Named>(json: &[u8]) -> Result<Vec<u8>, SnarkjsError> {
	let proof: Proof = parse(json)?;
	expect::<C>(&proof.protocol, &proof.curve)?;
	let mut out = Vec::new();
	put_g1::<C>(&proof.pi_a, &mut out)?;
	put_g2::<C>(&proof.pi_b, &mut out)?;
	put_g1::<C>(&proof.pi_c, &mut out)?;
	Ok(out)
}

/// The inputs in a `public.json`.
pub fn public_inputs(json: &[u8]) -> Result<Vec<Input>, SnarkjsError> {
	let numbers: Vec<String> = parse(json)?;
	if numbers.len() > MAX_INPUTS {
		return Err(SnarkjsError::InputCount);
	}
	let input = |text: &String| {
		let mut input = Input::default();
		decimal(text, &mut input).map(|()| input)
	};
	numbers.iter().map(input).collect()
}

fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T, SnarkjsError> {
	if json.len() > MAX_LENGTH {
		return Err(SnarkjsError::TooLong);
	}
	serde_json::from_slice(json).map_err(|_| SnarkjsError::Malformed)
}

fn expect<C: Named>(protocol: &str, curve: &str) -> Result<(), SnarkjsError> {
	if protocol != "groth16" {
		return Err(SnarkjsError::Protocol);
	}
	if curve != C::NAME {
		return Err(SnarkjsError::Curve);
	}
	Ok(())
}

fn put_g1<C: Curve>([x, y, z]: &G1, out: &mut Vec<u8>) -> Result<(), SnarkjsError> {
	if z != "1" {
		return Err(SnarkjsError::NotAffine);
	}
	put::<C>(&[x, y], out)
}

fn put_g2<C: Curve>([x, y, z]: &G2, out: &mut Vec<u8>) -> Result<(), SnarkjsError> {
	if z != &["1", "0"] {
		return Err(SnarkjsError::NotAffine);
	}
	let ([x0, x1], [y0, y1]) = (x, y);
	put::<C>(&[x1, x0, y1, y0], out)
}

fn put<C: Curve>(coordinates: &[&String], out: &mut Vec<u8>) -> Result<(), SnarkjsError> {
	for coordinate in coordinates {
		let mut bytes = vec![0; C::COORDINATE];
		decimal(coordinate, &mut bytes)?;
		out.append(&mut bytes);
	}
	Ok(())
}

/// Writes a decimal number into bytes that are all zero, the most significant first.
fn decimal(text: &str, bytes: &mut [u8]) -> Result<(), SnarkjsError> {
	// A byte has at least two decimal digits and at most three: longer numbers cannot fit.
	if text.is_empty() || text.len() > bytes.len().saturating_mul(3) {
		return Err(SnarkjsError::Number);
	}
	for digit in text.chars() {
		let digit = digit.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).ok_or(SnarkjsError::Number)?;
		let mut carry = digit;
		for byte in bytes.iter_mut().rev() {
			// At most 255 * 10 + 9 + 255, far below 65536.
			let value = u16::from(*byte).saturating_mul(10).saturating_add(u16::from(carry));
			[carry, *byte] = value.to_be_bytes();
		}
		if carry != 0 {
			return Err(SnarkjsError::Number);
		}
	}
	Ok(())
}
