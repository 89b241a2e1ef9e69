//! Verifying keys.

use super::{
	curve::{g1, g2, Curve, Trust},
	pairing::product,
	KeyError, MAX_INPUTS,
};
use crate::bytes::Reader;
use alloc::{vec, vec::Vec};
use ark_ec::{
	pairing::{Pairing, PairingOutput},
	short_weierstrass::Affine,
};
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use core::fmt;
use sha2::{Digest, Sha256};

/// A verifying key's id: SHA-256 of the key as [`VerifyingKey::from_bytes`] reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 32]);

/// A verifying key, checked and prepared.
#[derive(Clone)]
pub struct VerifyingKey<C: Curve> {
	id: KeyId,
	/// As it was read.
	bytes: Vec<u8>,
	/// The pairing of alpha and beta: the same in every verification, so it is computed once.
	pub(super) alpha_beta: PairingOutput<C::Engine>,
	pub(super) minus_gamma: Affine<C::G2>,
	pub(super) minus_delta: Affine<C::G2>,
	/// The point that stands without an input.
	pub(super) constant: Affine<C::G1>,
	/// One point for each input.
	pub(super) inputs: Vec<Affine<C::G1>>,
}

impl<C: Curve> VerifyingKey<C> {
	/// The length of a point of G1, in bytes.
	pub const G1: usize = C::COORDINATE.saturating_mul(2);
	/// The length of a point of G2, in bytes.
	pub const G2: usize = C::COORDINATE.saturating_mul(4);
	/// The length of the key of a circuit without inputs, in bytes; each input adds [`Self::G1`].
	pub const MIN_LENGTH: usize = C::COORDINATE.saturating_mul(16);
	/// What the stored form has more than the key itself, in bytes.
	pub const STORED_EXTRA: usize = C::COORDINATE.saturating_mul(12);

	/// Reads a key that nobody vouches for, checks all of it, and prepares it. This costs about as much as two
	/// verifications: do it once, and keep [`Self::to_stored`].
	///
	/// The layout is `alpha | beta | gamma | delta | IC_0 | IC_1 | ... | IC_n` for `n` inputs, at most
	/// [`MAX_INPUTS`]: beta, gamma and delta in G2, the others in G1, each as [`Curve`] says. The length says `n`.
	#[allow(clippy::arithmetic_side_effects, reason = "negation in a group does not overflow")]
	pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
		let parts = Parts::<C>::read(bytes, Trust::Nobody)?;
		// With C = IC (or -IC), A = alpha and B = beta, such a key takes a proof of any statement.
		if parts.gamma == parts.delta || parts.gamma == -parts.delta {
			return Err(KeyError::Forgeable);
		}
		let alpha_beta = product::<C>(vec![parts.alpha], vec![parts.beta]).ok_or(KeyError::Stored)?;
		Ok(Self::assemble(bytes, parts, alpha_beta))
	}

	/// What to keep of a checked key: the key as it was read, then the pairing of alpha and beta.
	///
	/// The pairing is an element of the field of degree twelve over the base field: its twelve coefficients in the order
	/// of the tower, each the least significant byte first.
	pub fn to_stored(&self) -> Vec<u8> {
		let mut stored = self.bytes.clone();
		// Writing into memory does not fail; were it to, the form would be too short to be read back.
		let _ = self.alpha_beta.serialize_uncompressed(&mut stored);
		stored
	}

	/// Reads what [`Self::to_stored`] gave, and believes it: no point is checked and nothing is paired.
	///
	/// Bytes from anywhere else make a key that proves nothing.
	pub fn from_stored(stored: &[u8]) -> Result<Self, KeyError> {
		let length = stored.len().checked_sub(Self::STORED_EXTRA).ok_or(KeyError::Length)?;
		let (bytes, mut extra) = stored.split_at_checked(length).ok_or(KeyError::Length)?;
		let parts = Parts::read(bytes, Trust::Stored)?;
		let value = <C::Engine as Pairing>::TargetField::deserialize_uncompressed_unchecked(&mut extra);
		Ok(Self::assemble(bytes, parts, PairingOutput(value.map_err(|_| KeyError::Stored)?)))
	}

	#[allow(clippy::arithmetic_side_effects, reason = "negation in a group does not overflow")]
	fn assemble(bytes: &[u8], parts: Parts<C>, alpha_beta: PairingOutput<C::Engine>) -> Self {
		Self {
			id: KeyId(Sha256::digest(bytes).into()),
			bytes: bytes.to_vec(),
			alpha_beta,
			minus_gamma: -parts.gamma,
			minus_delta: -parts.delta,
			constant: parts.constant,
			inputs: parts.inputs,
		}
	}

	/// The key's id.
	pub fn id(&self) -> KeyId {
		self.id
	}

	/// The key as [`Self::from_bytes`] reads it.
	pub fn as_bytes(&self) -> &[u8] {
		&self.bytes
	}

	/// How many public inputs the circuit has.
	pub fn input_count(&self) -> usize {
		self.inputs.len()
	}
}

impl<C: Curve> fmt::Debug for VerifyingKey<C> {
	fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
		formatter.debug_struct("VerifyingKey").field("id", &self.id).field("inputs", &self.inputs.len()).finish()
	}
}

impl<C: Curve> PartialEq for VerifyingKey<C> {
	fn eq(&self, other: &Self) -> bool {
		self.bytes == other.bytes
	}
}

impl<C: Curve> Eq for VerifyingKey<C> {}

/// The points of a key.
struct Parts<C: Curve> {
	alpha: Affine<C::G1>,
	beta: Affine<C::G2>,
	gamma: Affine<C::G2>,
	delta: Affine<C::G2>,
	constant: Affine<C::G1>,
	inputs: Vec<Affine<C::G1>>,
}

impl<C: Curve> Parts<C> {
	fn read(bytes: &[u8], trust: Trust) -> Result<Self, KeyError> {
		let of_inputs = bytes.len().checked_sub(VerifyingKey::<C>::MIN_LENGTH).ok_or(KeyError::Length)?;
		if !of_inputs.is_multiple_of(VerifyingKey::<C>::G1) {
			return Err(KeyError::Length);
		}
		if of_inputs > VerifyingKey::<C>::G1.saturating_mul(MAX_INPUTS) {
			return Err(KeyError::TooManyInputs);
		}
		let mut reader = Reader::new(bytes);
		let alpha = g1::<C>(&mut reader, trust)?;
		let beta = g2::<C>(&mut reader, trust)?;
		let gamma = g2::<C>(&mut reader, trust)?;
		let delta = g2::<C>(&mut reader, trust)?;
		let constant = g1::<C>(&mut reader, trust)?;
		let mut inputs = Vec::new();
		while !reader.is_empty() {
			inputs.push(g1::<C>(&mut reader, trust)?);
		}
		Ok(Self { alpha, beta, gamma, delta, constant, inputs })
	}
}
