//! The attestation document: a COSE_Sign1 (RFC 9052 §4.2) around a CBOR map, as the Nitro Secure Module's
//! documentation lays them out (aws-nitro-enclaves-nsm-api, `docs/attestation_process.md`).
//!
//! Everything has a definite length, as in the documents the module makes. Decoding does not recurse.

use super::Error;
use alloc::{
	string::{String, ToString},
	vec::Vec,
};
use minicbor::{data::Type, Decoder, Encoder};

/// The longest document that is looked at, in bytes. Real ones measure 4 to 5 KiB.
pub const MAX_DOCUMENT_LENGTH: usize = 16 * 1024;

/// How many platform configuration registers there are.
pub const MAX_PCRS: usize = 32;

/// The most certificates of authorities in a document. Real ones carry 4.
const MAX_AUTHORITIES: usize = 5;

/// The documentation's bounds on fields, in bytes.
const MAX_CERTIFICATE_LENGTH: usize = 1024;
const MAX_PUBLIC_KEY_LENGTH: usize = 1024;
const MAX_USER_DATA_LENGTH: usize = 512;
const MAX_NONCE_LENGTH: usize = 512;

/// A bound of ours: real names measure 39 bytes.
const MAX_MODULE_ID_LENGTH: usize = 128;

/// The protected header, whole: the algorithm (1) is ECDSA with SHA-384 (-35).
const PROTECTED: [u8; 4] = [0xa1, 0x01, 0x38, 0x22];

/// The frame of a document, read but not yet believed.
pub(super) struct Frame<'a> {
	pub payload: &'a [u8],
	/// `r ‖ s`, big-endian.
	pub signature: &'a [u8],
}

impl<'a> Frame<'a> {
	/// Reads `[protected, {}, payload, signature]`; nothing may follow it.
	pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
		if bytes.len() > MAX_DOCUMENT_LENGTH {
			return Err(Error::TooLong);
		}
		let mut decoder = Decoder::new(bytes);
		if decoder.array()? != Some(4) {
			return Err(Error::Malformed);
		}
		if decoder.bytes()? != PROTECTED {
			return Err(Error::Algorithm);
		}
		// No signature covers the unprotected header: it must be empty.
		if decoder.map()? != Some(0) {
			return Err(Error::Malformed);
		}
		let frame = Self { payload: decoder.bytes()?, signature: decoder.bytes()? };
		at_end(&decoder)?;
		Ok(frame)
	}

	/// What is signed: `Sig_structure` of RFC 9052 §4.4.
	pub(super) fn signed(&self) -> Result<Vec<u8>, Error> {
		let mut encoder = Encoder::new(Vec::new());
		encoder
			.array(4)
			.and_then(|encoder| encoder.str("Signature1"))
			.and_then(|encoder| encoder.bytes(&PROTECTED))
			.and_then(|encoder| encoder.bytes(&[]))
			.and_then(|encoder| encoder.bytes(self.payload))
			.map_err(|_| Error::Malformed)?;
		Ok(encoder.into_writer())
	}
}

/// The fields of a document, read but not yet believed.
#[derive(Default)]
pub(super) struct Document<'a> {
	pub module_id: String,
	pub timestamp: u64,
	pub pcrs: Vec<(u8, [u8; 48])>,
	pub certificate: &'a [u8],
	/// Root first.
	pub authorities: Vec<&'a [u8]>,
	pub public_key: Option<&'a [u8]>,
	pub user_data: Option<&'a [u8]>,
	pub nonce: Option<&'a [u8]>,
}

/// The fields, in the order in which `seen` below counts them.
const FIELDS: [&str; 9] =
	["module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle", "public_key", "user_data", "nonce"];

/// How many of them, from the front, must be there.
const REQUIRED: usize = 6;

impl<'a> Document<'a> {
	/// Reads the payload; nothing may follow it, and no field may be unknown or come twice.
	pub(super) fn parse(payload: &'a [u8]) -> Result<Self, Error> {
		let mut decoder = Decoder::new(payload);
		let count = decoder.map()?.ok_or(Error::Malformed)?;
		let mut seen = [false; FIELDS.len()];
		let mut document = Self::default();
		if count > u64::try_from(FIELDS.len()).unwrap_or_default() {
			return Err(Error::Malformed);
		}
		for _ in 0..count {
			let name = decoder.str()?;
			let mut fields = FIELDS.iter().zip(seen.iter_mut());
			let (_, seen) = fields.find(|(field, _)| **field == name).ok_or(Error::Malformed)?;
			if core::mem::replace(seen, true) {
				return Err(Error::Malformed);
			}
			document.read_field(name, &mut decoder)?;
		}
		at_end(&decoder)?;
		match seen.iter().take(REQUIRED).all(|seen| *seen) {
			true => Ok(document),
			false => Err(Error::Malformed),
		}
	}

	fn read_field(&mut self, name: &str, decoder: &mut Decoder<'a>) -> Result<(), Error> {
		match name {
			"module_id" => {
				let text = decoder.str()?;
				if text.is_empty() || text.len() > MAX_MODULE_ID_LENGTH {
					return Err(Error::Malformed);
				}
				self.module_id = text.to_string();
			}
			"digest" if decoder.str()? != "SHA384" => return Err(Error::Digest),
			"digest" => {}
			"timestamp" => self.timestamp = decoder.u64()?,
			"pcrs" => self.pcrs = pcrs(decoder)?,
			"certificate" => self.certificate = bounded(decoder, 1, MAX_CERTIFICATE_LENGTH)?,
			"cabundle" => {
				let count = count(decoder.array()?, MAX_AUTHORITIES)?;
				self.authorities =
					(0..count).map(|_| bounded(decoder, 1, MAX_CERTIFICATE_LENGTH)).collect::<Result<_, _>>()?;
			}
			"public_key" => self.public_key = optional(decoder, 1, MAX_PUBLIC_KEY_LENGTH)?,
			"user_data" => self.user_data = optional(decoder, 0, MAX_USER_DATA_LENGTH)?,
			_ => self.nonce = optional(decoder, 0, MAX_NONCE_LENGTH)?,
		}
		Ok(())
	}
}

/// The registers: indices grow, none comes twice, each holds a SHA-384 digest.
fn pcrs(decoder: &mut Decoder<'_>) -> Result<Vec<(u8, [u8; 48])>, Error> {
	let count = count(decoder.map()?, MAX_PCRS)?;
	let mut pcrs: Vec<(u8, [u8; 48])> = Vec::with_capacity(count);
	for _ in 0..count {
		let index = decoder.u8()?;
		let value = decoder.bytes()?.try_into().map_err(|_| Error::PcrLength)?;
		let grows = pcrs.last().is_none_or(|(last, _)| *last < index);
		if !grows || usize::from(index) >= MAX_PCRS {
			return Err(Error::Malformed);
		}
		pcrs.push((index, value));
	}
	Ok(pcrs)
}

/// A definite number of elements, from 1 to `most`.
fn count(length: Option<u64>, most: usize) -> Result<usize, Error> {
	let count = length.and_then(|length| usize::try_from(length).ok()).ok_or(Error::Malformed)?;
	match (1..=most).contains(&count) {
		true => Ok(count),
		false => Err(Error::Malformed),
	}
}

fn bounded<'a>(decoder: &mut Decoder<'a>, least: usize, most: usize) -> Result<&'a [u8], Error> {
	let bytes = decoder.bytes()?;
	match (least..=most).contains(&bytes.len()) {
		true => Ok(bytes),
		false => Err(Error::Malformed),
	}
}

fn optional<'a>(decoder: &mut Decoder<'a>, least: usize, most: usize) -> Result<Option<&'a [u8]>, Error> {
	match decoder.datatype()? {
		Type::Null => Ok(decoder.null().map(|()| None)?),
		_ => bounded(decoder, least, most).map(Some),
	}
}

fn at_end(decoder: &Decoder<'_>) -> Result<(), Error> {
	match decoder.position() == decoder.input().len() {
		true => Ok(()),
		false => Err(Error::Malformed),
	}
}

impl From<minicbor::decode::Error> for Error {
	fn from(_: minicbor::decode::Error) -> Self {
		Self::Malformed
	}
}
