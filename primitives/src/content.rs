//! Addresses of content that lives off chain.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sp_core::H256;

/// BLAKE2b-256 of the content's bytes.
pub type ContentHash = H256;

/// Longest URI a record may carry, in bytes.
pub const MAX_URI_LENGTH: u32 = 256;

/// Where content may be found: a hint, never trusted. Its bytes are judged by their hash alone.
pub type Uri = BoundedVec<u8, ConstU32<MAX_URI_LENGTH>>;

/// Content off chain: what it is, and a hint where it is.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Content {
	/// BLAKE2b-256 of the bytes.
	pub hash: ContentHash,
	/// Hint where to fetch them (`http`, `https`, or `file` in development); may be empty.
	pub uri: Uri,
}
