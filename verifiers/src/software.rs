//! Evidence of no hardware at all, for development: a report signed under a root that a development chain trusts.
//!
//! It has the shape of hardware evidence, a chain of P-384 certificates and a signed report, so that everything around
//! it can be tried on any machine. It proves only that somebody holds the root's key, and development roots are public.
//! A chain that is given no root refuses it, and no chain that matters is given one.
//!
//! # Format
//!
//! The report is 148 bytes: `"PZSW"`, measurement (48), report data (64), device (32). Its signature is `r ‖ s`, both
//! 48 bytes, big-endian, ECDSA on P-384 with SHA-384 over the report, by the leaf's key.

use crate::{
	bytes::{EndOfInput, Reader},
	x509::{verify_chain, Anchor, Certificate, ChainError, ChainFacts, Fault, Registry, Rules, SignatureError},
	DeviceId, UnixTime,
};
use alloc::vec::Vec;

/// The first bytes of a report.
pub const MAGIC: [u8; 4] = *b"PZSW";

/// Length of a report, in bytes.
pub const REPORT_LENGTH: usize = 148;

const RULES: Rules = Rules { max_certificates: 3, critical: &[] };

/// What a machine in development hands in.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
	/// The report.
	pub report: &'a [u8],
	/// Its signature.
	pub signature: &'a [u8],
	/// The leaf that signed it and what lies between the leaf and the root: at most three certificates, DER.
	pub chain: &'a [&'a [u8]],
}

/// What software evidence claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
	/// What is said to run.
	pub measurement: [u8; 48],
	/// What the report binds: for the caller to compare.
	pub report_data: [u8; 64],
	/// The device it says it is.
	pub device: DeviceId,
	/// The certificates it stands on.
	pub certificates: Vec<crate::x509::CertificateId>,
	/// The last second at which all of them are valid.
	pub valid_until: UnixTime,
}

/// Why software evidence is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
	/// The caller trusts no such root: this is not a development chain.
	#[error("software evidence is not accepted here")]
	NotAccepted,
	/// The report has another length or begins otherwise.
	#[error("the report is malformed")]
	Malformed,
	/// The chain is refused.
	#[error(transparent)]
	Chain(#[from] ChainError),
	/// The leaf did not sign the report.
	#[error(transparent)]
	Signature(#[from] SignatureError),
}

impl From<EndOfInput> for Error {
	fn from(_: EndOfInput) -> Self {
		Self::Malformed
	}
}

/// Checks software evidence against the roots of a development chain; there are none on any other chain.
pub fn verify(
	evidence: Evidence<'_>,
	anchors: &[Anchor],
	registry: &dyn Registry,
	now: UnixTime,
) -> Result<Facts, Error> {
	if anchors.is_empty() {
		return Err(Error::NotAccepted);
	}
	if evidence.report.len() != REPORT_LENGTH {
		return Err(Error::Malformed);
	}
	let mut reader = Reader::new(evidence.report);
	if reader.array()? != MAGIC {
		return Err(Error::Malformed);
	}
	let (measurement, report_data, device) = (reader.array()?, reader.array()?, reader.array::<32>()?);

	if evidence.chain.len() > RULES.max_certificates {
		return Err(ChainError::TooLong.into());
	}
	let mut chain = Vec::new();
	for (place, der) in evidence.chain.iter().enumerate() {
		let certificate = Certificate::from_der(der);
		chain.push(certificate.map_err(|error| ChainError::At { place, fault: Fault::Certificate(error) })?);
	}
	let ChainFacts { certificates, valid_until, .. } = verify_chain(&chain, anchors, &RULES, registry, now)?;
	let leaf = chain.first().ok_or(ChainError::Empty)?;
	leaf.public_key()?.verify_fixed(evidence.report, evidence.signature)?;
	Ok(Facts { measurement, report_data, device: DeviceId::new("software", &[&device]), certificates, valid_until })
}
