//! Verifying keys on BN254 as gnark writes them (`VerifyingKey.WriteTo`), with compressed points.

use super::{
	curve::{number, put_g1, put_g2, Bn254},
	PointError, MAX_INPUTS,
};
use crate::bytes::{EndOfInput, Reader};
use alloc::vec::Vec;
use ark_bn254::{Fq, Fq2, G1Affine, G2Affine};

/// Why a key is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GnarkError {
	/// The key ends before it should, or goes on after that.
	#[error("gnark's verifying key does not have the length that it should")]
	Length,
	/// No input, not even the constant one, or more than [`MAX_INPUTS`].
	#[error("gnark's verifying key is of a circuit with too many public inputs, or none")]
	InputCount,
	/// A point is not compressed, or its coordinate is not one.
	#[error("in gnark's verifying key, {0}")]
	Point(#[from] PointError),
	/// The bits that say how a point is written say something else than "compressed".
	#[error("gnark's verifying key has a point that is not compressed")]
	NotCompressed,
	/// The circuit commits to private inputs (Pedersen commitments), which plain Groth16 does not know.
	#[error("gnark's verifying key is of a circuit with commitments")]
	Commitments,
}

impl From<EndOfInput> for GnarkError {
	fn from(EndOfInput: EndOfInput) -> Self {
		Self::Length
	}
}

/// The key, in the layout that [`VerifyingKey::from_bytes`](super::VerifyingKey::from_bytes) reads and checks.
///
/// gnark's layout: alpha (G1), beta (G1), beta (G2), gamma (G2), delta (G1), delta (G2), the number of points for inputs
/// and those, then the lists of commitments, which must be empty. Numbers have four bytes and points are compressed, the
/// most significant byte first. The first two bits of a point are 10 for the smaller y, 11 for the greater.
pub fn verifying_key(bytes: &[u8]) -> Result<Vec<u8>, GnarkError> {
	let mut reader = Reader::new(bytes);
	let mut out = Vec::new();
	put_g1::<Bn254>(&g1(&mut reader)?, &mut out);
	let _beta_in_g1 = g1(&mut reader)?;
	put_g2::<Bn254>(&g2(&mut reader)?, &mut out);
	put_g2::<Bn254>(&g2(&mut reader)?, &mut out);
	let _delta_in_g1 = g1(&mut reader)?;
	put_g2::<Bn254>(&g2(&mut reader)?, &mut out);
	let count = usize::try_from(u32_be(&mut reader)?).unwrap_or(usize::MAX);
	if count == 0 || count > MAX_INPUTS.saturating_add(1) {
		return Err(GnarkError::InputCount);
	}
	for _ in 0..count {
		put_g1::<Bn254>(&g1(&mut reader)?, &mut out);
	}
	let (committed, commitments) = (u32_be(&mut reader)?, u32_be(&mut reader)?);
	if (committed, commitments) != (0, 0) {
		return Err(GnarkError::Commitments);
	}
	if !reader.is_empty() {
		return Err(GnarkError::Length);
	}
	Ok(out)
}

fn u32_be(reader: &mut Reader<'_>) -> Result<u32, EndOfInput> {
	reader.array().map(u32::from_be_bytes)
}

fn g1(reader: &mut Reader<'_>) -> Result<G1Affine, GnarkError> {
	let (x, greater) = flagged(reader)?;
	G1Affine::get_point_from_x_unchecked(x, greater).ok_or(GnarkError::Point(PointError::NotOnCurve))
}

fn g2(reader: &mut Reader<'_>) -> Result<G2Affine, GnarkError> {
	let (c1, greater) = flagged(reader)?;
	let x = Fq2::new(number(reader.take(32)?)?, c1);
	G2Affine::get_point_from_x_unchecked(x, greater).ok_or(GnarkError::Point(PointError::NotOnCurve))
}

/// A coordinate behind two bits, and whether the greater y is meant.
fn flagged(reader: &mut Reader<'_>) -> Result<(Fq, bool), GnarkError> {
	let mut bytes: [u8; 32] = reader.array()?;
	let [first, ..] = &mut bytes;
	let flags = *first >> 6;
	*first &= 0x3f;
	let greater = match flags {
		0b10 => false,
		0b11 => true,
		_ => return Err(GnarkError::NotCompressed),
	};
	Ok((number(&bytes)?, greater))
}
