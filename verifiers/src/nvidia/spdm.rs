//! The exchange that is signed: an SPDM 1.1 request for all measurements and the device's response (DMTF DSP0274,
//! GET_MEASUREMENTS and MEASUREMENTS).
//!
//! Every NVIDIA device known to the public answers in version 1.1. From version 1.2 on, SPDM signs something else (a
//! prefix, and the messages before these two), so another version is refused rather than guessed at.

use super::Error;
use crate::bytes::{EndOfInput, Reader};
use alloc::vec::Vec;

const VERSION_1_1: u8 = 0x11;
const GET_MEASUREMENTS: u8 = 0xe0;
const MEASUREMENTS: u8 = 0x60;
/// The request's first parameter: the response is to be signed.
const SIGNATURE_REQUESTED: u8 = 0x01;
/// The request's second parameter: all measurements.
const ALL_MEASUREMENTS: u8 = 0xff;
/// The slot of the certificate chain, in the request's last byte and in the response's second parameter.
const SLOT: u8 = 0x0f;
/// The format of a measurement block's content: that of the DMTF.
const DMTF: u8 = 0x01;
/// The bit of a measurement's type that says "these are the bytes themselves, not their digest".
const RAW: u8 = 0x80;
/// `r ‖ s` on P-384.
const SIGNATURE_LENGTH: usize = 96;

/// One measurement: what the device ran or how it is set up, as a SHA-384 digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measurement {
	/// Its place, from 1.
	pub index: u8,
	/// The digest.
	pub value: [u8; 48],
}

/// The parts of request ‖ response.
pub(super) struct Report<'a> {
	/// What the requester asked to be woven in.
	pub(super) nonce: [u8; 32],
	/// In ascending order of their indices, at least one.
	pub(super) measurements: Vec<Measurement>,
	/// NVIDIA's own fields.
	pub(super) opaque: &'a [u8],
	/// What the signature is over: everything before it.
	pub(super) signed: &'a [u8],
	/// `r ‖ s`.
	pub(super) signature: &'a [u8],
}

impl From<EndOfInput> for Error {
	fn from(_: EndOfInput) -> Self {
		Self::Truncated
	}
}

impl<'a> Report<'a> {
	pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
		let mut reader = Reader::new(bytes);
		let [version, code, attributes, operation] = reader.array()?;
		if version != VERSION_1_1 {
			return Err(Error::SpdmVersion);
		}
		if (code, attributes, operation) != (GET_MEASUREMENTS, SIGNATURE_REQUESTED, ALL_MEASUREMENTS) {
			return Err(Error::Request);
		}
		let nonce = reader.array()?;
		let slot = reader.u8()?;

		let [version, code, _, response_slot] = reader.array()?;
		if version != VERSION_1_1 {
			return Err(Error::SpdmVersion);
		}
		if code != MEASUREMENTS {
			return Err(Error::Response);
		}
		if slot > SLOT || response_slot & SLOT != slot {
			return Err(Error::Slot);
		}
		let blocks = reader.u8()?;
		let [low, middle, high] = reader.array()?;
		let record = reader.take(length(u32::from_le_bytes([low, middle, high, 0])))?;
		let measurements = parse_record(record, blocks)?;
		// The responder's own nonce: it keeps what is signed from being chosen by the requester alone.
		let _: [u8; 32] = reader.array()?;
		let opaque_length = reader.u16_le()?;
		let opaque = reader.take(usize::from(opaque_length))?;

		let signed_length = bytes.len().saturating_sub(reader.rest().len());
		let signature = reader.take(SIGNATURE_LENGTH)?;
		if !reader.is_empty() {
			return Err(Error::TrailingBytes);
		}
		let signed = bytes.get(..signed_length).ok_or(Error::Truncated)?;
		Ok(Self { nonce, measurements, opaque, signed, signature })
	}
}

fn length(length: u32) -> usize {
	usize::try_from(length).unwrap_or(usize::MAX)
}

/// Reads the measurement blocks: exactly as many as announced, in ascending order, each one SHA-384 digest.
fn parse_record(record: &[u8], blocks: u8) -> Result<Vec<Measurement>, Error> {
	let mut measurements = Vec::new();
	let mut reader = Reader::new(record);
	let mut last = 0;
	for _ in 0..blocks {
		let block = parse_block(&mut reader).map_err(|_| Error::Measurements)?;
		let measurement = block.filter(|measurement| measurement.index > last).ok_or(Error::Measurements)?;
		last = measurement.index;
		measurements.push(measurement);
	}
	match reader.is_empty() && !measurements.is_empty() {
		true => Ok(measurements),
		false => Err(Error::Measurements),
	}
}

/// One block; none if it holds something else than a SHA-384 digest in the DMTF's format.
fn parse_block(reader: &mut Reader<'_>) -> Result<Option<Measurement>, EndOfInput> {
	let [index, specification] = reader.array()?;
	let size = reader.u16_le()?;
	let mut content = Reader::new(reader.take(usize::from(size))?);
	let kind = content.u8()?;
	let value_size = content.u16_le()?;
	let value = content.array()?;
	let good = specification == DMTF && kind & RAW == 0 && value_size == 48 && content.is_empty();
	Ok(good.then_some(Measurement { index, value }))
}
