//! Certificate revocation lists.

use super::{
	certificate::{seconds, signed_parts, CertificateId},
	key::{PublicKey, SignatureError},
};
use crate::UnixTime;
use alloc::vec::Vec;
use der::{
	asn1::{ObjectIdentifier, Uint},
	Decode, Encode,
};
use x509_cert::crl::TbsCertList;

/// The longest list that is looked at, in bytes.
pub const MAX_CRL_LENGTH: usize = 64 * 1024;

/// The most certificates that one list may revoke. Intel's platform list of 2026 names 61.
pub const MAX_CRL_ENTRIES: usize = 1024;

const CRL_NUMBER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.20");
const AUTHORITY_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.35");

/// Why a revocation list is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CrlError {
	/// More than [`MAX_CRL_LENGTH`] bytes or [`MAX_CRL_ENTRIES`] entries.
	#[error("the revocation list is too long")]
	TooLong,
	/// Not one DER list, or one with something after it.
	#[error("the revocation list is not well-formed DER")]
	Malformed,
	/// A critical extension (a delta, an indirect list, a partition) that would change what the list means.
	#[error("the revocation list has a critical extension that is not understood")]
	UnknownCriticalExtension,
	/// It is not signed by the key it should be signed by.
	#[error(transparent)]
	Signature(#[from] SignatureError),
	/// Its time has not come.
	#[error("the revocation list is not valid yet")]
	NotYetValid,
	/// A newer list is due, or the list does not say when one will be.
	#[error("the revocation list is out of date")]
	Expired,
}

/// A revocation list, read but not yet believed: see [`Crl::verify`].
#[derive(Clone, Debug)]
pub struct Crl<'a> {
	tbs: &'a [u8],
	parsed: TbsCertList,
	issuer: Vec<u8>,
	signature: Vec<u8>,
}

impl<'a> Crl<'a> {
	/// Reads one DER list; nothing may follow it.
	pub fn from_der(der: &'a [u8]) -> Result<Self, CrlError> {
		if der.len() > MAX_CRL_LENGTH {
			return Err(CrlError::TooLong);
		}
		let (tbs, algorithm, signature) = signed_parts(der).map_err(|_| CrlError::Malformed)?;
		let parsed = TbsCertList::from_der(tbs).map_err(|_| CrlError::Malformed)?;
		if parsed.signature != algorithm {
			return Err(CrlError::Malformed);
		}
		if parsed.revoked_certificates.as_ref().is_some_and(|entries| entries.len() > MAX_CRL_ENTRIES) {
			return Err(CrlError::TooLong);
		}
		let mut extensions = parsed.crl_extensions.iter().flatten();
		let understood = |oid| oid == CRL_NUMBER || oid == AUTHORITY_KEY_ID;
		if extensions.any(|extension| extension.critical && !understood(extension.extn_id)) {
			return Err(CrlError::UnknownCriticalExtension);
		}
		let issuer = parsed.issuer.to_der().map_err(|_| CrlError::Malformed)?;
		Ok(Self { tbs, parsed, issuer, signature })
	}

	/// Checks that `key` signed the list and that it is in force at `now`.
	pub fn verify(&self, key: &PublicKey, now: UnixTime) -> Result<(), CrlError> {
		if now < self.this_update() {
			return Err(CrlError::NotYetValid);
		}
		if self.next_update().is_none_or(|next| now > next) {
			return Err(CrlError::Expired);
		}
		Ok(key.verify(&self.parsed.signature, self.tbs, &self.signature)?)
	}

	/// The name of its issuer, as a DER `Name`.
	pub fn issuer(&self) -> &[u8] {
		&self.issuer
	}

	/// When it was issued.
	pub fn this_update(&self) -> UnixTime {
		seconds(self.parsed.this_update)
	}

	/// When the next one is due, if it says so.
	pub fn next_update(&self) -> Option<UnixTime> {
		self.parsed.next_update.map(seconds)
	}

	/// Its number, which grows with every list of the same issuer. None if it has none, or one above `u64::MAX`.
	pub fn number(&self) -> Option<u64> {
		let mut extensions = self.parsed.crl_extensions.iter().flatten();
		let number = extensions.find(|extension| extension.extn_id == CRL_NUMBER)?;
		let number = Uint::from_der(number.extn_value.as_bytes()).ok()?;
		let mut bytes = [0; 8];
		let start = bytes.len().checked_sub(number.as_bytes().len())?;
		bytes.get_mut(start..)?.copy_from_slice(number.as_bytes());
		Some(u64::from_be_bytes(bytes))
	}

	/// The serial numbers it revokes, big-endian, as encoded.
	pub fn serials(&self) -> impl Iterator<Item = &[u8]> {
		self.parsed.revoked_certificates.iter().flatten().map(|entry| entry.serial_number.as_bytes())
	}

	/// The certificates it revokes.
	pub fn revoked(&self) -> impl Iterator<Item = CertificateId> + '_ {
		self.serials().map(|serial| CertificateId::new(&self.issuer, serial))
	}
}
