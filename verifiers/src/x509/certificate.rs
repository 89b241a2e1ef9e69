//! One certificate, read but not yet believed.

use super::key::{PublicKey, SignatureError};
use crate::UnixTime;
use alloc::vec::Vec;
use der::{asn1::ObjectIdentifier, Decode, Encode, Reader, SliceReader};
use sha2::{Digest, Sha256};
use x509_cert::{
	ext::pkix::{BasicConstraints, KeyUsage},
	time::Time,
	TbsCertificate,
};

/// The longest certificate that is looked at, in bytes. The longest in real evidence measures about 1,800.
pub const MAX_CERTIFICATE_LENGTH: usize = 4096;

/// What tells one certificate from another to those who revoke it: SHA-256 over the DER of the issuer's name, followed
/// by the serial number's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateId(pub [u8; 32]);

impl CertificateId {
	/// The id of the certificate that `issuer` (a DER `Name`) gave the number `serial` (big-endian, as encoded).
	pub fn new(issuer: &[u8], serial: &[u8]) -> Self {
		Self(Sha256::new().chain_update(issuer).chain_update(serial).finalize().into())
	}
}

/// Why bytes are not a certificate that can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
	/// More than [`MAX_CERTIFICATE_LENGTH`] bytes.
	#[error("the certificate is longer than {MAX_CERTIFICATE_LENGTH} bytes")]
	TooLong,
	/// Not one DER certificate, or one with something after it.
	#[error("the certificate is not well-formed DER")]
	Malformed,
	/// The algorithm named inside the signed part differs from the one outside.
	#[error("the certificate names two signature algorithms")]
	AlgorithmMismatch,
	/// An extension that may be there once is there twice.
	#[error("the certificate carries an extension twice")]
	DuplicateExtension,
}

/// A certificate, read but not yet believed: see [`super::verify_chain`].
#[derive(Clone, Debug)]
pub struct Certificate<'a> {
	der: &'a [u8],
	tbs: &'a [u8],
	parsed: TbsCertificate,
	issuer: Vec<u8>,
	subject: Vec<u8>,
	spki: Vec<u8>,
	signature: Vec<u8>,
}

impl<'a> Certificate<'a> {
	/// Reads one DER certificate; nothing may follow it.
	pub fn from_der(der: &'a [u8]) -> Result<Self, CertificateError> {
		if der.len() > MAX_CERTIFICATE_LENGTH {
			return Err(CertificateError::TooLong);
		}
		let (tbs, algorithm, signature) = signed_parts(der).map_err(|_| CertificateError::Malformed)?;
		let parsed = TbsCertificate::from_der(tbs).map_err(|_| CertificateError::Malformed)?;
		if *parsed.signature() != algorithm {
			return Err(CertificateError::AlgorithmMismatch);
		}
		let extensions = parsed.extensions().map(Vec::as_slice).unwrap_or_default();
		for (place, extension) in extensions.iter().enumerate() {
			if extensions.iter().take(place).any(|other| other.extn_id == extension.extn_id) {
				return Err(CertificateError::DuplicateExtension);
			}
		}
		let issuer = parsed.issuer().to_der().map_err(|_| CertificateError::Malformed)?;
		let subject = parsed.subject().to_der().map_err(|_| CertificateError::Malformed)?;
		let spki = parsed.subject_public_key_info().to_der().map_err(|_| CertificateError::Malformed)?;
		Ok(Self { der, tbs, parsed, issuer, subject, spki, signature })
	}

	/// The bytes it was read from.
	pub fn der(&self) -> &'a [u8] {
		self.der
	}

	/// The fields under the signature.
	pub fn fields(&self) -> &TbsCertificate {
		&self.parsed
	}

	/// What revocation lists know it by.
	pub fn id(&self) -> CertificateId {
		CertificateId::new(&self.issuer, self.serial())
	}

	/// The serial number, big-endian, as encoded.
	pub fn serial(&self) -> &[u8] {
		self.parsed.serial_number().as_bytes()
	}

	/// The issuer's name, as a DER `Name`.
	pub fn issuer(&self) -> &[u8] {
		&self.issuer
	}

	/// The subject's name, as a DER `Name`.
	pub fn subject(&self) -> &[u8] {
		&self.subject
	}

	/// The subject's key, as a DER `SubjectPublicKeyInfo`.
	pub fn spki(&self) -> &[u8] {
		&self.spki
	}

	/// The subject's key.
	pub fn public_key(&self) -> Result<PublicKey, SignatureError> {
		PublicKey::from_info(self.parsed.subject_public_key_info())
	}

	/// The first second at which it is valid.
	pub fn not_before(&self) -> UnixTime {
		seconds(self.parsed.validity().not_before)
	}

	/// The last second at which it is valid.
	pub fn not_after(&self) -> UnixTime {
		seconds(self.parsed.validity().not_after)
	}

	/// The value of an extension: the bytes inside its OCTET STRING. None if the certificate has no such extension.
	pub fn extension(&self, oid: ObjectIdentifier) -> Option<&[u8]> {
		let mut extensions = self.parsed.extensions().into_iter().flatten();
		extensions.find(|extension| extension.extn_id == oid).map(|extension| extension.extn_value.as_bytes())
	}

	/// Whether `key` signed this certificate.
	pub fn verify_signature(&self, key: &PublicKey) -> Result<(), SignatureError> {
		key.verify(self.parsed.signature(), self.tbs, &self.signature)
	}

	/// Basic constraints, if the certificate has them. `Err` if they are malformed.
	pub(crate) fn basic_constraints(&self) -> der::Result<Option<BasicConstraints>> {
		Ok(self.parsed.get_extension::<BasicConstraints>()?.map(|(_, constraints)| constraints))
	}

	/// Key usage, if the certificate restricts it. `Err` if it is malformed.
	pub(crate) fn key_usage(&self) -> der::Result<Option<KeyUsage>> {
		Ok(self.parsed.get_extension::<KeyUsage>()?.map(|(_, usage)| usage))
	}
}

/// Splits `SEQUENCE { signed part, algorithm, signature }`, the frame of certificates and of revocation lists.
/// The signed part keeps the very bytes that were signed.
#[allow(clippy::arithmetic_side_effects, reason = "the sum of two DER lengths is checked")]
pub(super) fn signed_parts(der: &[u8]) -> der::Result<(&[u8], spki::AlgorithmIdentifierOwned, Vec<u8>)> {
	let frame = der::asn1::AnyRef::from_der(der)?;
	der::Tagged::tag(&frame).assert_eq(der::Tag::Sequence)?;
	let mut reader = SliceReader::new(frame.value())?;
	let signed = reader.tlv_bytes()?;
	let algorithm = spki::AlgorithmIdentifierOwned::decode(&mut reader)?;
	let signature = der::asn1::BitStringRef::decode(&mut reader)?;
	let signature = signature.as_bytes().ok_or_else(|| der::Tag::BitString.value_error())?.to_vec();
	reader.finish()?;
	Ok((signed, algorithm, signature))
}

/// Seconds of an X.509 time.
pub(super) fn seconds(time: Time) -> UnixTime {
	time.to_unix_duration().as_secs()
}
