//! What the agenda stores.

use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The items of one block.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Page {
	/// Index of the first item not served yet.
	pub next: u32,
	/// Index that the next item scheduled will have: the number of items ever scheduled for this block.
	pub end: u32,
}
