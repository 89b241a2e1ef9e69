//! Words that all modules share.

use crate::H256;
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};
use subxt::ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType};

/// Money in the smallest unit: a millionth of a millionth of a PZA.
pub type Balance = u128;

/// Number of a block.
pub type BlockNumber = u32;

/// Number of a job.
pub type JobId = u64;

/// Names a program: BLAKE2b-256 of the SCALE encoding of its description.
pub type ProgramId = H256;

/// A finalized block: enough to find it again and to know that it is the same one.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Head {
	/// Its number.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: H256,
}

/// The blocks `from <= n < to`.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Window {
	/// First block inside.
	pub from: BlockNumber,
	/// First block after.
	pub to: BlockNumber,
}

impl Window {
	/// Whether block `n` is inside.
	pub fn contains(&self, n: BlockNumber) -> bool {
		self.from <= n && n < self.to
	}

	/// Whether a transaction sent after block `now` can still be included in time.
	pub fn can_be_met(&self, now: BlockNumber) -> bool {
		now.saturating_add(1) < self.to
	}
}

/// Hint where content may be fetched: at most [`Uri::MAX`] bytes, never trusted.
#[derive(Clone, Debug, DecodeAsType, Default, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Uri(Vec<u8>);

/// The text is longer than a URI on chain may be.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the URI has {length} bytes but the chain takes at most {max}: serve the content under a shorter one", max = Uri::MAX)]
pub struct UriTooLong {
	/// Its length in bytes.
	pub length: usize,
}

impl Uri {
	/// Longest URI the chain takes, in bytes.
	pub const MAX: usize = 256;

	/// Whether there is no hint.
	pub fn is_empty(&self) -> bool {
		self.0.is_empty()
	}

	/// What is stored on chain, which has bounded it already.
	pub(crate) fn stored(bytes: Vec<u8>) -> Self {
		Self(bytes)
	}

	/// Its bytes.
	pub fn as_bytes(&self) -> &[u8] {
		&self.0
	}
}

impl FromStr for Uri {
	type Err = UriTooLong;

	fn from_str(text: &str) -> Result<Self, UriTooLong> {
		match text.len() {
			length if length > Self::MAX => Err(UriTooLong { length }),
			_ => Ok(Self(text.as_bytes().to_vec())),
		}
	}
}

impl fmt::Display for Uri {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(&String::from_utf8_lossy(&self.0))
	}
}

impl Serialize for Uri {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de> Deserialize<'de> for Uri {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
	}
}

/// Content off chain: what it is, and a hint where it is.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Content {
	/// BLAKE2b-256 of its bytes.
	pub hash: H256,
	/// Hint where to fetch it; may be empty.
	pub uri: Uri,
}

/// What is paid in.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Asset {
	/// PZA.
	Native,
	/// An asset of the `Assets` pallet, counted in its own smallest unit.
	WithId(u32),
}

impl fmt::Display for Asset {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Native => f.write_str("PZA"),
			Self::WithId(id) => write!(f, "asset {id}"),
		}
	}
}

/// Text that names no asset.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{0}` is not an asset: give PZA, or the number of an asset on chain")]
pub struct UnknownAsset(String);

impl FromStr for Asset {
	type Err = UnknownAsset;

	fn from_str(text: &str) -> Result<Self, UnknownAsset> {
		match text {
			"PZA" | "pza" | "native" => Ok(Self::Native),
			number => number.parse().map(Self::WithId).map_err(|_| UnknownAsset(text.into())),
		}
	}
}

/// How strongly a worker's machine is known; greater is stronger.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Tier {
	/// Nothing but stake: the owner's word.
	Declared,
	/// Phone-class key attestation.
	Device,
	/// A confidential virtual machine or enclave.
	ConfidentialCpu,
	/// A confidential machine together with an attested GPU.
	ConfidentialGpu,
}

impl fmt::Display for Tier {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		fmt::Debug::fmt(self, f)
	}
}

/// Text that names no tier.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("give one of declared, device, confidential-cpu, confidential-gpu")]
pub struct UnknownTier;

impl FromStr for Tier {
	type Err = UnknownTier;

	fn from_str(text: &str) -> Result<Self, UnknownTier> {
		match text {
			"declared" => Ok(Self::Declared),
			"device" => Ok(Self::Device),
			"confidential-cpu" => Ok(Self::ConfidentialCpu),
			"confidential-gpu" => Ok(Self::ConfidentialGpu),
			_ => Err(UnknownTier),
		}
	}
}

/// A share, in parts per million.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Permill(pub u32);

/// A share, in parts per billion.
#[derive(
	Clone, Copy, Debug, DecodeAsType, Default, Deserialize, EncodeAsType, Eq, Ord, PartialEq, PartialOrd, Serialize,
)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Perbill(pub u32);

impl From<Permill> for Perbill {
	fn from(share: Permill) -> Self {
		Self(share.0.saturating_mul(1_000))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn window_can_be_met_when_the_next_block_is_before_its_end() {
		let window = Window { from: 5, to: 8 };
		assert_eq!([window.can_be_met(6), window.can_be_met(7), window.can_be_met(u32::MAX)], [true, false, false]);
		assert_eq!([4, 5, 7, 8].map(|n| window.contains(n)), [false, true, true, false]);
	}

	#[test]
	fn uri_is_refused_when_it_is_longer_than_the_chain_takes() {
		let longest = "x".repeat(Uri::MAX);
		assert_eq!(longest.parse::<Uri>().unwrap().to_string(), longest);
		assert_eq!((longest + "x").parse::<Uri>(), Err(UriTooLong { length: 257 }));
	}
}
