//! The fields that NVIDIA puts into the opaque data of a measurement response: type (2 bytes), length (2 bytes), value;
//! little-endian. The numbers are those of NVIDIA's own verifiers (github.com/NVIDIA/attestation-sdk,
//! `GpuOpaqueDataType`).

use super::Error;
use crate::bytes::{EndOfInput, Reader};
use alloc::{collections::BTreeMap, string::String, vec::Vec};

/// The newest layout of the fields that is known.
const MAX_LAYOUT: u64 = 1;

/// A status byte of NVIDIA's.
const DISABLED: u8 = 0x55;
const ENABLED: u8 = 0xaa;

/// A field that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
	/// Version of the driver, as text.
	DriverVersion,
	/// Version of the VBIOS: a number for GPUs, text for switches.
	VbiosVersion,
	/// Whether the first video decoder is enabled.
	Nvdec0Status,
	/// Model of the chip, as text.
	ChipSku,
	/// The board's design, as text.
	Project,
	/// Model of the board, as text.
	ProjectSku,
	/// The firmware's digest.
	Fwid,
	/// Whether the mode "protected PCIe" is enabled.
	ProtectedPcieStatus,
	/// Identifiers of the switches a GPU is connected to, or of the switch itself.
	SwitchPdi,
	/// The layout of these fields.
	OpaqueDataVersion,
	/// The mode of confidential computing.
	FeatureFlag,
}

impl Field {
	fn number(self) -> u16 {
		match self {
			Self::DriverVersion => 3,
			Self::VbiosVersion => 6,
			Self::Nvdec0Status => 11,
			Self::ChipSku => 15,
			Self::Project => 17,
			Self::ProjectSku => 18,
			Self::Fwid => 20,
			Self::ProtectedPcieStatus => 21,
			Self::SwitchPdi => 22,
			Self::OpaqueDataVersion => 34,
			Self::FeatureFlag => 36,
		}
	}
}

/// The fields of one response. Fields that are not looked at are skipped.
pub(super) struct Fields<'a>(BTreeMap<u16, &'a [u8]>);

impl<'a> Fields<'a> {
	pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
		let mut fields = BTreeMap::new();
		let mut reader = Reader::new(bytes);
		while !reader.is_empty() {
			let (number, value) = next(&mut reader).map_err(|_| Error::Opaque)?;
			// Which of two is the right one would be a guess.
			if fields.insert(number, value).is_some() {
				return Err(Error::DuplicateField(number));
			}
		}
		let fields = Self(fields);
		match fields.number(Field::OpaqueDataVersion)? {
			Some(layout) if layout > MAX_LAYOUT => Err(Error::OpaqueVersion),
			_ => Ok(fields),
		}
	}

	/// The value of a field, if the device reports it.
	pub(super) fn get(&self, field: Field) -> Option<&'a [u8]> {
		self.0.get(&field.number()).copied()
	}

	/// A text: printable ASCII, with zeros behind it.
	pub(super) fn text(&self, field: Field) -> Result<Option<&'a str>, Error> {
		let Some(value) = self.get(field) else { return Ok(None) };
		let end = value.iter().position(|byte| *byte == 0).unwrap_or(value.len());
		let (text, padding) = value.split_at_checked(end).ok_or(Error::MalformedField(field))?;
		let printable = text.iter().all(|byte| byte.is_ascii_graphic()) && padding.iter().all(|byte| *byte == 0);
		let text = core::str::from_utf8(text).ok().filter(|_| printable);
		text.map(Some).ok_or(Error::MalformedField(field))
	}

	/// A text of its own.
	pub(super) fn string(&self, field: Field) -> Result<Option<String>, Error> {
		Ok(self.text(field)?.map(String::from))
	}

	/// A little-endian number of up to eight bytes.
	pub(super) fn number(&self, field: Field) -> Result<Option<u64>, Error> {
		let Some(value) = self.get(field) else { return Ok(None) };
		let mut number = [0; 8];
		match number.get_mut(..value.len()) {
			Some(low) if !value.is_empty() => low.copy_from_slice(value),
			_ => return Err(Error::MalformedField(field)),
		}
		Ok(Some(u64::from_le_bytes(number)))
	}

	/// Whether something is enabled.
	pub(super) fn status(&self, field: Field) -> Result<Option<bool>, Error> {
		match self.get(field) {
			None => Ok(None),
			Some([ENABLED]) => Ok(Some(true)),
			Some([DISABLED]) => Ok(Some(false)),
			Some(_) => Err(Error::MalformedField(field)),
		}
	}

	/// A SHA-384 digest.
	pub(super) fn digest(&self, field: Field) -> Result<Option<[u8; 48]>, Error> {
		let digest = self.get(field).map(|value| value.try_into().map_err(|_| Error::MalformedField(field)));
		digest.transpose()
	}

	/// Identifiers of eight bytes each, one after the other.
	pub(super) fn identifiers(&self, field: Field) -> Result<Vec<[u8; 8]>, Error> {
		let mut reader = Reader::new(self.get(field).unwrap_or_default());
		let mut found = Vec::new();
		while !reader.is_empty() {
			found.push(reader.array().map_err(|_| Error::MalformedField(field))?);
		}
		Ok(found)
	}
}

fn next<'a>(reader: &mut Reader<'a>) -> Result<(u16, &'a [u8]), EndOfInput> {
	let number = reader.u16_le()?;
	let length = reader.u16_le()?;
	Ok((number, reader.take(usize::from(length))?))
}
