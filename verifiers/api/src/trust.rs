//! What a question takes for granted.

use crate::Unreadable;
use alloc::{collections::BTreeSet, vec::Vec};
use codec::{Decode, Encode};
use piazza_verifiers::{
	x509::{Anchor, CertificateId},
	UnixTime,
};
use scale_info::TypeInfo;

/// A root of trust.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub enum Root {
	/// The root's own certificate, DER. Only its name and its key count.
	#[codec(index = 0)]
	Certificate(Vec<u8>),
	/// The root's name and key.
	#[codec(index = 1)]
	Key {
		/// The name, a DER `Name`.
		subject: Vec<u8>,
		/// The key, a DER `SubjectPublicKeyInfo`.
		spki: Vec<u8>,
	},
}

impl Root {
	/// The root as the verifiers take it.
	pub(crate) fn anchor(&self) -> Result<Anchor, Unreadable> {
		match self {
			Self::Certificate(der) => Anchor::from_certificate(der).map_err(Unreadable::Root),
			Self::Key { subject, spki } => Ok(Anchor { subject: subject.clone(), spki: spki.clone() }),
		}
	}
}

impl From<Anchor> for Root {
	fn from(Anchor { subject, spki }: Anchor) -> Self {
		Self::Key { subject, spki }
	}
}

/// What certificates are judged by.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Trust {
	/// The roots that are trusted.
	pub roots: Vec<Root>,
	/// The certificates that are revoked, by their [`CertificateId`].
	pub revoked: Vec<[u8; 32]>,
	/// The time, in seconds since 1970-01-01T00:00:00Z.
	pub now: UnixTime,
}

impl Trust {
	/// The roots as the verifiers take them.
	pub(crate) fn anchors(&self) -> Result<Vec<Anchor>, Unreadable> {
		self.roots.iter().map(Root::anchor).collect()
	}

	/// What is known of certificates.
	pub(crate) fn registry(&self) -> BTreeSet<CertificateId> {
		registry(&self.revoked)
	}
}

/// What is known of certificates when these are revoked.
pub(crate) fn registry(revoked: &[[u8; 32]]) -> BTreeSet<CertificateId> {
	revoked.iter().copied().map(CertificateId).collect()
}

/// A chain of certificates as the verifiers take it.
pub(crate) fn slices(chain: &[Vec<u8>]) -> Vec<&[u8]> {
	chain.iter().map(Vec::as_slice).collect()
}

/// How much is asked beyond good signatures of genuine hardware. What each means is said where it is used.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub enum Policy {
	/// What production wants.
	#[codec(index = 0)]
	Strict,
	/// Next to nothing: all that is proven comes back as facts, for whoever asks to judge.
	#[codec(index = 1)]
	Lenient,
}
