//! `KeyDescription`, the certificate extension in which a phone describes a key.
//!
//! The schema is that of the Android Open Source Project's key attestation documentation and `KeyCreationResult.aidl`:
//! versions 1 to 4 (Keymaster) and from 100 (KeyMint) share one layout.

use super::properties::AuthorizationList;
use alloc::vec::Vec;
use der::{
	asn1::{AnyRef, OctetStringRef},
	Decode, Reader, SliceReader, Tag, Tagged,
};

/// The longest challenge that Android lets an application choose, in bytes.
pub const MAX_CHALLENGE_LENGTH: usize = 128;

/// Where a key lives, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SecurityLevel {
	/// In the operating system: proves nothing.
	Software,
	/// In the trusted execution environment of the main processor.
	TrustedEnvironment,
	/// In a secure element of its own.
	StrongBox,
}

/// Why a description is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DescriptionError {
	/// Not DER of the schema, or something follows it.
	#[error("the key description is not well-formed")]
	Malformed,
	/// The challenge is longer than [`MAX_CHALLENGE_LENGTH`].
	#[error("the challenge is longer than {MAX_CHALLENGE_LENGTH} bytes")]
	ChallengeTooLong,
	/// A security level that no version knows.
	#[error("the key description names an unknown security level")]
	UnknownSecurityLevel,
	/// The tags of an authorization list do not ascend: a property stands twice, or in the wrong place.
	#[error("the tags of an authorization list are not in ascending order")]
	TagsNotAscending,
	/// More than [`super::MAX_PROPERTIES`] properties in one list.
	#[error("an authorization list has too many properties")]
	TooManyProperties,
	/// The root of trust is not as its schema says.
	#[error("the root of trust is not well-formed")]
	RootOfTrust,
	/// The attestation application id is not as its schema says.
	#[error("the attestation application id is not well-formed")]
	ApplicationId,
}

impl From<der::Error> for DescriptionError {
	fn from(_: der::Error) -> Self {
		Self::Malformed
	}
}

/// What a phone says of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyDescription {
	/// Version of the attestation's format: 1 to 4 for Keymaster, 100 and up for KeyMint.
	pub attestation_version: u32,
	/// Where the attestation was made.
	pub attestation_security_level: SecurityLevel,
	/// Version of the Keymaster or KeyMint.
	pub keymint_version: u32,
	/// Where the key lives.
	pub keymint_security_level: SecurityLevel,
	/// What the application asked to be attested along with the key. At most [`MAX_CHALLENGE_LENGTH`] bytes.
	pub challenge: Vec<u8>,
	/// An id of the device for one application and one month, where a system application asked for it. Mostly empty.
	pub unique_id: Vec<u8>,
	/// What the operating system vouches for. No better than the operating system: see [`super::RootOfTrust`].
	pub software: AuthorizationList,
	/// What the hardware of the security level vouches for.
	pub hardware: AuthorizationList,
}

impl KeyDescription {
	/// Reads the value of the extension; nothing may follow the description.
	pub fn from_der(value: &[u8]) -> Result<Self, DescriptionError> {
		let mut reader = SliceReader::new(contents(AnyRef::from_der(value)?, Tag::Sequence)?)?;
		let attestation_version = u32::decode(&mut reader)?;
		let attestation_security_level = security_level(&mut reader)?;
		let keymint_version = u32::decode(&mut reader)?;
		let keymint_security_level = security_level(&mut reader)?;
		let challenge = octets(&mut reader)?;
		if challenge.len() > MAX_CHALLENGE_LENGTH {
			return Err(DescriptionError::ChallengeTooLong);
		}
		let unique_id = octets(&mut reader)?;
		let software = AuthorizationList::from_contents(contents(AnyRef::decode(&mut reader)?, Tag::Sequence)?)?;
		let hardware = AuthorizationList::from_contents(contents(AnyRef::decode(&mut reader)?, Tag::Sequence)?)?;
		reader.finish()?;
		Ok(Self {
			attestation_version,
			attestation_security_level,
			keymint_version,
			keymint_security_level,
			challenge,
			unique_id,
			software,
			hardware,
		})
	}
}

fn security_level(reader: &mut SliceReader<'_>) -> Result<SecurityLevel, DescriptionError> {
	match enumerated(reader)? {
		0 => Ok(SecurityLevel::Software),
		1 => Ok(SecurityLevel::TrustedEnvironment),
		2 => Ok(SecurityLevel::StrongBox),
		_ => Err(DescriptionError::UnknownSecurityLevel),
	}
}

/// The contents of an element that must have a certain tag.
pub(super) fn contents<'a>(element: AnyRef<'a>, tag: Tag) -> der::Result<&'a [u8]> {
	element.tag().assert_eq(tag)?;
	Ok(element.value())
}

/// An ENUMERATED of one byte, not negative.
pub(super) fn enumerated(reader: &mut SliceReader<'_>) -> der::Result<u8> {
	match contents(AnyRef::decode(reader)?, Tag::Enumerated)? {
		[value @ 0..=0x7f] => Ok(*value),
		_ => Err(Tag::Enumerated.value_error().into()),
	}
}

/// An OCTET STRING.
pub(super) fn octets(reader: &mut SliceReader<'_>) -> der::Result<Vec<u8>> {
	Ok(<&OctetStringRef>::decode(reader)?.as_bytes().to_vec())
}

/// The elements of a SET OF, each read by `read`. DER's order of the elements is not asked for: some phones keep the
/// order of the application's request, and a set means the same in any order.
pub(super) fn set_of<'a, T, E: From<der::Error>>(
	set: AnyRef<'a>,
	mut read: impl FnMut(&mut SliceReader<'a>) -> Result<T, E>,
) -> Result<Vec<T>, E> {
	let mut reader = SliceReader::new(contents(set, Tag::Set)?)?;
	let mut elements = Vec::new();
	while !reader.is_finished() {
		elements.push(read(&mut reader)?);
	}
	Ok(elements)
}
