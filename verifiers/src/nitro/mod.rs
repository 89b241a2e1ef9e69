//! AWS Nitro Enclaves: a document in which the hypervisor's security module says which image an enclave runs.
//!
//! Source: "Verifying the root of trust" in the AWS Nitro Enclaves user guide, and `docs/attestation_process.md` of
//! aws-nitro-enclaves-nsm-api. Enclaves have no GPU, and a document names no machine.

mod document;
mod roots;

pub use document::{MAX_DOCUMENT_LENGTH, MAX_PCRS};
pub use roots::aws;

use crate::{
	x509::{
		verify_chain, Anchor, Certificate, CertificateId, ChainError, LinkId, PublicKey, Registry, Rules,
		SignatureError,
	},
	DeviceId, UnixTime,
};
use alloc::{string::String, vec::Vec};
use document::{Document, Frame};

/// The enclave's certificate, those of instance, zone and region, the root, and one to spare.
const RULES: Rules = Rules { max_certificates: 6, critical: &[] };

/// The registers that measure what runs: the image, its kernel and boot, its applications.
const MEASURED: [u8; 3] = [0, 1, 2];

/// What is demanded beyond a good signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
	/// How old a document may be, in seconds.
	pub max_age: u64,
	/// How far a document's time may lie ahead, in seconds: clocks differ.
	pub max_ahead: u64,
	/// Accept enclaves in debug mode. Only for tests: their console is open and their image is not measured.
	pub debug: bool,
}

impl Policy {
	/// What production wants: documents of the last quarter of an hour, no debug mode.
	pub fn strict() -> Self {
		Self { max_age: 15 * 60, max_ahead: 60, debug: false }
	}
}

/// What a good document proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
	/// The enclave's name: the instance's, `-enc`, and a number.
	pub module_id: String,
	/// When the document was made, in milliseconds since 1970-01-01T00:00:00Z.
	pub timestamp: u64,
	/// Platform configuration registers (index, SHA-384), indices growing. 0 to 2 are always there.
	pub pcrs: Vec<(u8, [u8; 48])>,
	/// Whether the enclave is in debug mode, which only a policy for tests lets pass.
	pub debug: bool,
	/// What the enclave put in as its public key, up to 1,024 bytes. The caller compares.
	pub public_key: Option<Vec<u8>>,
	/// What the enclave put in as its data, up to 512 bytes. The caller compares.
	pub user_data: Option<Vec<u8>>,
	/// What the enclave put in as nonce, up to 512 bytes. The caller compares.
	pub nonce: Option<Vec<u8>>,
	/// The machine: always none, for AWS does not tell machines apart.
	pub device: Option<DeviceId>,
	/// The certificates all this stands on, leaf first, without the root.
	pub certificates: Vec<CertificateId>,
	/// The last second at which all certificates are valid: about three hours after the enclave's was made.
	pub valid_until: UnixTime,
	/// Links whose signatures were computed now (see [`Registry::is_verified`]).
	pub new_links: Vec<LinkId>,
}

impl Facts {
	/// The value of a register.
	pub fn pcr(&self, index: u8) -> Option<&[u8; 48]> {
		self.pcrs.iter().find(|(place, _)| *place == index).map(|(_, value)| value)
	}
}

/// Why a document is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
	/// More than [`MAX_DOCUMENT_LENGTH`] bytes.
	#[error("the document is longer than {MAX_DOCUMENT_LENGTH} bytes")]
	TooLong,
	/// Not a COSE_Sign1 around the fields of a document within their bounds, or one with something after it.
	#[error("the document is malformed")]
	Malformed,
	/// The signature is by another algorithm than ECDSA with SHA-384, or other headers are protected.
	#[error("the document is not signed by ECDSA with SHA-384 alone")]
	Algorithm,
	/// The registers hold digests of another kind than SHA-384.
	#[error("the document's registers do not hold SHA-384 digests")]
	Digest,
	/// A register has another length than a SHA-384 digest.
	#[error("a register has not the length of a SHA-384 digest")]
	PcrLength,
	/// One of the registers 0 to 2, which measure what runs, is not there.
	#[error("a register that measures what runs is missing")]
	PcrMissing,
	/// The certificates do not lead to a trusted root.
	#[error(transparent)]
	Chain(#[from] ChainError),
	/// The document is not signed by its certificate's key.
	#[error("the document: {0}")]
	Signature(SignatureError),
	/// Policy: the document's time lies ahead.
	#[error("the document is from the future")]
	Future,
	/// Policy: the document is too old.
	#[error("the document is too old")]
	TooOld,
	/// Policy: registers that measure what runs are zero, as they are in debug mode.
	#[error("the enclave is in debug mode")]
	Debug,
}

/// Checks a document, the certificates in it, and what `policy` demands of both. [`aws`] gives the real anchors.
pub fn verify(
	evidence: &[u8],
	anchors: &[Anchor],
	policy: &Policy,
	registry: &dyn Registry,
	now: UnixTime,
) -> Result<Facts, Error> {
	let frame = Frame::parse(evidence)?;
	let document = Document::parse(frame.payload)?;
	let chain = core::iter::once(document.certificate).chain(document.authorities.iter().rev().copied());
	let read = |(place, der)| Certificate::from_der(der).map_err(|error| ChainError::At { place, fault: error.into() });
	let chain = chain.enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
	let trust = verify_chain(&chain, anchors, &RULES, registry, now)?;

	let leaf = chain.first().ok_or(ChainError::Empty)?;
	let key = leaf.public_key().map_err(Error::Signature)?;
	if !matches!(key, PublicKey::P384(_)) {
		return Err(Error::Signature(SignatureError::Key));
	}
	key.verify_fixed(&frame.signed()?, frame.signature).map_err(Error::Signature)?;

	let facts = Facts {
		module_id: document.module_id,
		timestamp: document.timestamp,
		debug: is_debug(&document.pcrs)?,
		pcrs: document.pcrs,
		public_key: document.public_key.map(<[u8]>::to_vec),
		user_data: document.user_data.map(<[u8]>::to_vec),
		nonce: document.nonce.map(<[u8]>::to_vec),
		device: None,
		certificates: trust.certificates,
		valid_until: trust.valid_until,
		new_links: trust.new_links,
	};
	policy.check(&facts, now)?;
	Ok(facts)
}

impl Policy {
	/// Whether what a document proves is enough.
	fn check(&self, facts: &Facts, now: UnixTime) -> Result<(), Error> {
		let made = facts.timestamp / 1000;
		if made > now.saturating_add(self.max_ahead) {
			return Err(Error::Future);
		}
		if now > made.saturating_add(self.max_age) {
			return Err(Error::TooOld);
		}
		match facts.debug && !self.debug {
			true => Err(Error::Debug),
			false => Ok(()),
		}
	}
}

/// Whether a register that measures what runs is zero.
fn is_debug(pcrs: &[(u8, [u8; 48])]) -> Result<bool, Error> {
	let mut debug = false;
	for index in MEASURED {
		let (_, value) = pcrs.iter().find(|(place, _)| *place == index).ok_or(Error::PcrMissing)?;
		debug |= *value == [0; 48];
	}
	Ok(debug)
}
