//! The curves, and how their numbers and points are written.

use super::PointError;
use crate::bytes::Reader;
use alloc::vec::Vec;
use ark_ec::{
	pairing::Pairing,
	short_weierstrass::{Affine, SWCurveConfig},
	AffineRepr,
};
use ark_ff::{Fp2, Fp2Config, PrimeField};
use core::fmt::Debug;

/// A curve with a pairing, and the length of its coordinates.
///
/// A coordinate is an unsigned number below the modulus of the base field, the most significant byte first. A point of
/// G1 is `x | y`. A coordinate of G2 is a number `c0 + c1 * u`, written `c1 | c0`; a point of G2 is `x.c1 | x.c0 | y.c1
/// | y.c0`. For BN254 that is the layout of EIP-197, for BLS12-381 the uncompressed form of the Zcash protocol
/// specification (5.4.9.2) for points other than infinity, whose flag bits are zero.
pub trait Curve: sealed::Sealed + Clone + Copy + Debug + PartialEq + Eq + 'static {
	/// The length of a coordinate, in bytes.
	const COORDINATE: usize;
	/// The numbers below the order of the groups.
	type Scalar: PrimeField;
	/// The base field.
	type Base: PrimeField;
	/// Its quadratic extension.
	type Extension: Fp2Config<Fp = Self::Base>;
	/// The curve over the base field.
	type G1: SWCurveConfig<BaseField = Self::Base, ScalarField = Self::Scalar>;
	/// The curve over the extension.
	type G2: SWCurveConfig<BaseField = Fp2<Self::Extension>, ScalarField = Self::Scalar>;
	/// The pairing.
	type Engine: Pairing<
		BaseField = Self::Base,
		ScalarField = Self::Scalar,
		G1Affine = Affine<Self::G1>,
		G2Affine = Affine<Self::G2>,
	>;
}

/// The curve of Ethereum's precompiles (EIP-196, EIP-197), `bn128` or `alt_bn128` to some: about 100 bits of security.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bn254;

/// The curve of EIP-2537: about 120 bits of security.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bls12_381;

mod sealed {
	pub trait Sealed {}
	impl Sealed for super::Bn254 {}
	impl Sealed for super::Bls12_381 {}
}

impl Curve for Bn254 {
	const COORDINATE: usize = 32;
	type Scalar = ark_bn254::Fr;
	type Base = ark_bn254::Fq;
	type Extension = ark_bn254::Fq2Config;
	type G1 = ark_bn254::g1::Config;
	type G2 = ark_bn254::g2::Config;
	type Engine = ark_bn254::Bn254;
}

impl Curve for Bls12_381 {
	const COORDINATE: usize = 48;
	type Scalar = ark_bls12_381::Fr;
	type Base = ark_bls12_381::Fq;
	type Extension = ark_bls12_381::Fq2Config;
	type G1 = ark_bls12_381::g1::Config;
	type G2 = ark_bls12_381::g2::Config;
	type Engine = ark_bls12_381::Bls12_381;
}

/// How far the points that are read are believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
	/// Not at all: on the curve, in the subgroup, not infinity.
	Nobody,
	/// They were checked before they were stored.
	Stored,
	/// Not at all, but infinity may be among them, written as zeros.
	NobodyWithInfinity,
}

/// The number in big-endian bytes, if it is below the modulus of the field. The bytes are as many as the field's limbs.
pub(crate) fn number<F: PrimeField>(bytes: &[u8]) -> Result<F, PointError> {
	let mut integer = F::BigInt::default();
	for (limb, bytes) in integer.as_mut().iter_mut().zip(bytes.rchunks_exact(8)) {
		*limb = bytes.iter().fold(0, |limb, byte| (limb << 8) | u64::from(*byte));
	}
	F::from_bigint(integer).ok_or(PointError::NotReduced)
}

/// The next coordinate of G1.
fn coordinate<C: Curve>(reader: &mut Reader<'_>) -> Result<C::Base, PointError> {
	number(reader.take(C::COORDINATE)?)
}

/// The next coordinate of G2.
fn extended<C: Curve>(reader: &mut Reader<'_>) -> Result<Fp2<C::Extension>, PointError> {
	let c1 = coordinate::<C>(reader)?;
	let c0 = coordinate::<C>(reader)?;
	Ok(Fp2::new(c0, c1))
}

/// The next point of G1.
pub(crate) fn g1<C: Curve>(reader: &mut Reader<'_>, trust: Trust) -> Result<Affine<C::G1>, PointError> {
	let (x, y) = (coordinate::<C>(reader)?, coordinate::<C>(reader)?);
	checked(Affine::new_unchecked(x, y), trust)
}

/// The next point of G2.
pub(crate) fn g2<C: Curve>(reader: &mut Reader<'_>, trust: Trust) -> Result<Affine<C::G2>, PointError> {
	let (x, y) = (extended::<C>(reader)?, extended::<C>(reader)?);
	checked(Affine::new_unchecked(x, y), trust)
}

/// The point, if it is one that may be used.
fn checked<P: SWCurveConfig>(point: Affine<P>, trust: Trust) -> Result<Affine<P>, PointError> {
	match trust {
		Trust::Stored => return Ok(point),
		// (0, 0) is on neither curve, and is how infinity is written.
		Trust::NobodyWithInfinity if point.is_zero() => return Ok(Affine::identity()),
		_ => {}
	}
	if point.is_zero() {
		return Err(PointError::Infinity);
	}
	if !point.is_on_curve() {
		return Err(PointError::NotOnCurve);
	}
	if !point.is_in_correct_subgroup_assuming_on_curve() {
		return Err(PointError::NotInSubgroup);
	}
	Ok(point)
}

/// Writes a number, the most significant byte first.
fn put_number<F: PrimeField>(number: F, out: &mut Vec<u8>) {
	out.extend(number.into_bigint().as_ref().iter().rev().flat_map(|limb| limb.to_be_bytes()));
}

/// Writes a point of G1 other than infinity.
pub(crate) fn put_g1<C: Curve>(point: &Affine<C::G1>, out: &mut Vec<u8>) {
	put_number(point.x, out);
	put_number(point.y, out);
}

/// Writes a point of G2 other than infinity.
pub(crate) fn put_g2<C: Curve>(point: &Affine<C::G2>, out: &mut Vec<u8>) {
	for number in [point.x.c1, point.x.c0, point.y.c1, point.y.c0] {
		put_number(number, out);
	}
}
