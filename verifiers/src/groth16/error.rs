//! Why a key or a proof is refused.

use crate::bytes::EndOfInput;

/// Why a point, or a number, is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PointError {
	/// The bytes end before the point does.
	#[error("a point is not all there")]
	Truncated,
	/// A coordinate is the modulus of the field or above it: another way to write a number that has one way already.
	#[error("a coordinate is not below the modulus of its field")]
	NotReduced,
	/// The point at infinity, which pairs with everything to one.
	#[error("a point is the point at infinity")]
	Infinity,
	/// The coordinates do not satisfy the equation of the curve.
	#[error("a point is not on the curve")]
	NotOnCurve,
	/// On the curve, but not of the order that the proof system assumes.
	#[error("a point is not in the subgroup of prime order")]
	NotInSubgroup,
}

impl From<EndOfInput> for PointError {
	fn from(EndOfInput: EndOfInput) -> Self {
		Self::Truncated
	}
}

/// Why a verifying key is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
	/// Not a length that the layout of keys has.
	#[error("the verifying key does not have a length that keys have")]
	Length,
	/// More than [`MAX_INPUTS`](super::MAX_INPUTS) public inputs.
	#[error("the verifying key is of a circuit with too many public inputs")]
	TooManyInputs,
	/// One of its points. An input whose point is infinity would not be bound by the proof at all.
	#[error("in the verifying key, {0}")]
	Point(#[from] PointError),
	/// Its delta is its gamma, or the negative of it: the set-up was never finished, and anyone can prove anything.
	#[error("the verifying key is of an unfinished set-up: anyone could make proofs")]
	Forgeable,
	/// The stored form is damaged.
	#[error("the stored verifying key is damaged")]
	Stored,
}

/// Why a proof, or a batch of them, is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
	/// Not the length of two points of G1 and one of G2.
	#[error("the proof does not have the length that proofs have")]
	ProofLength,
	/// One of its points.
	#[error("in the proof, {0}")]
	Point(#[from] PointError),
	/// As many inputs as the circuit has must be given.
	#[error("the circuit has {expected} public inputs, not {found}")]
	InputCount {
		/// How many the circuit has.
		expected: usize,
		/// How many there are.
		found: usize,
	},
	/// An input is the order of the groups or above it: another way to write an input that has one way already.
	#[error("a public input is not below the order of the curve's groups")]
	InputNotReduced,
	/// A batch of no proof says nothing.
	#[error("there is no proof in the batch")]
	EmptyBatch,
	/// More than [`MAX_BATCH`](super::MAX_BATCH) proofs.
	#[error("there are too many proofs in the batch")]
	BatchTooLong,
	/// It does not prove the statement; of a batch: at least one does not.
	#[error("the proof does not prove the statement")]
	Invalid,
}
