//! The identity of a piece of hardware.

use sha2::{Digest, Sha256};

/// A device, as one vendor tells it from all others: SHA-256 over a tag of the vendor and the vendor's own identifier.
///
/// Two pieces of evidence with the same id come from the same device, whoever hands them in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(pub [u8; 32]);

impl DeviceId {
	/// The id of the device that the vendor of `tag` calls by `parts`, each of any length.
	pub(crate) fn new(tag: &'static str, parts: &[&[u8]]) -> Self {
		let mut hash = Sha256::new();
		// A length before each part: no two lists of parts hash the same bytes.
		for part in core::iter::once(tag.as_bytes()).chain(parts.iter().copied()) {
			hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
			hash.update(part);
		}
		Self(hash.finalize().into())
	}
}
