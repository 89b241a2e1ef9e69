//! What the leaf certificate says of the firmware that holds its key: TCG DICE.
//!
//! NVIDIA's chips write it in one of two forms, under either of two object identifiers (github.com/NVIDIA/attestation-sdk,
//! `nv_x509.cpp`); the form is told by its first element:
//! - Hopper, LS10: `CompositeDeviceID ::= SEQUENCE { version INTEGER, deviceID SubjectPublicKeyInfo, fwid FWID }`,
//! - Blackwell: `DiceTcbInfo ::= SEQUENCE { …, fwids [6] IMPLICIT SEQUENCE OF FWID, flags [7] …, … }`,
//!
//! where `FWID ::= SEQUENCE { hashAlg OBJECT IDENTIFIER, digest OCTET STRING }`.

use super::Error;
use crate::x509::Certificate;
use der::{
	asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef},
	Decode, Reader, SliceReader, Tag, TagNumber, Tagged,
};

const TCB_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.133.5.4.1");
const TCB_INFO_ALIAS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.23.133.5.4.1.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");

/// `OperationalFlags` of a `DiceTcbInfo` that no device in production carries: not secure (bit 1), in recovery (2), under
/// a debugger (3). Bit 0, not configured, is set in the public evidence of Blackwell GPUs and says nothing here.
const UNLOCKED: u8 = 0b0111_0000;

/// What a leaf certificate says of its firmware.
pub(super) struct Firmware {
	/// The firmware's digest.
	pub(super) fwid: [u8; 48],
	/// Whether the certificate says that the device is not secure, in recovery or under a debugger. Hopper's and LS10's
	/// cannot say.
	pub(super) unlocked: bool,
}

impl Firmware {
	/// Reads what `leaf` says. A device's key that it names must be the one of `device`, its issuer.
	pub(super) fn of(leaf: &Certificate<'_>, device: &Certificate<'_>) -> Result<Self, Error> {
		let value = match (leaf.extension(TCB_INFO), leaf.extension(TCB_INFO_ALIAS)) {
			(Some(value), None) | (None, Some(value)) => value,
			(None, None) => return Err(Error::FwidMissing),
			(Some(_), Some(_)) => return Err(Error::FwidMalformed),
		};
		let malformed = |_| Error::FwidMalformed;
		let sequence = AnyRef::from_der(value).map_err(malformed)?;
		sequence.tag().assert_eq(Tag::Sequence).map_err(|_| Error::FwidMalformed)?;
		let reader = SliceReader::new(sequence.value()).map_err(malformed)?;
		if Tag::peek(&reader).map_err(malformed)? == Tag::Integer {
			let (key, fwid) = composite_device_id(reader).map_err(malformed)?;
			return match key == device.spki() {
				true => Ok(Self { fwid, unlocked: false }),
				false => Err(Error::FwidDeviceMismatch),
			};
		}
		tcb_info(reader).map_err(malformed)?.ok_or(Error::FwidMalformed)
	}
}

/// The device's key and the firmware's digest.
fn composite_device_id(mut reader: SliceReader<'_>) -> der::Result<(&[u8], [u8; 48])> {
	let _version = u8::decode(&mut reader)?;
	let key = reader.tlv_bytes()?;
	let fwid = fwid(&mut reader)?;
	reader.finish()?;
	Ok((key, fwid))
}

/// The first digest and the flags; none if there is no digest. NVIDIA's certificates name two, of which the second is
/// zero, and its verifiers look at the first.
fn tcb_info(mut reader: SliceReader<'_>) -> der::Result<Option<Firmware>> {
	let (mut first, mut unlocked) = (None, false);
	while !reader.is_finished() {
		let element = AnyRef::decode(&mut reader)?;
		if element.tag() == context(6, true) {
			let mut digests = SliceReader::new(element.value())?;
			if first.replace(fwid(&mut digests)?).is_some() {
				return Err(element.tag().value_error().into());
			}
			while !digests.is_finished() {
				fwid(&mut digests)?;
			}
		} else if element.tag() == context(7, false) {
			let flags = element_bits(element)?;
			unlocked = flags.raw_bytes().first().is_some_and(|bits| bits & UNLOCKED != 0);
		}
	}
	Ok(first.map(|fwid| Firmware { fwid, unlocked }))
}

/// The bits of an implicitly tagged BIT STRING.
fn element_bits(element: AnyRef<'_>) -> der::Result<BitStringRef<'_>> {
	let (unused, bits) = element.value().split_first().ok_or_else(|| Tag::BitString.value_error())?;
	BitStringRef::new(*unused, bits)
}

fn context(number: u32, constructed: bool) -> Tag {
	TagNumber(number).context_specific(constructed)
}

fn fwid(reader: &mut SliceReader<'_>) -> der::Result<[u8; 48]> {
	let fwid = AnyRef::decode(reader)?;
	fwid.tag().assert_eq(Tag::Sequence)?;
	let mut fields = SliceReader::new(fwid.value())?;
	let algorithm = ObjectIdentifier::decode(&mut fields)?;
	let digest = <&OctetStringRef>::decode(&mut fields)?;
	fields.finish()?;
	match <[u8; 48]>::try_from(digest.as_bytes()) {
		Ok(digest) if algorithm == SHA384 => Ok(digest),
		_ => Err(Tag::OctetString.value_error().into()),
	}
}
