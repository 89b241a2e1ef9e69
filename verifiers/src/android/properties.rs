//! `AuthorizationList`: the properties of a key, each under the number of its tag.

use super::{
	application::Application,
	description::{contents, enumerated, octets, set_of, DescriptionError},
};
use alloc::vec::Vec;
use der::{
	asn1::{AnyRef, OctetStringRef},
	Decode, Reader, SliceReader, Tag, TagNumber, Tagged,
};

/// The most properties that one list may have. The schema of KeyMint 4 knows about 50.
pub const MAX_PROPERTIES: usize = 64;

/// `KeyPurpose::SIGN`: the key may sign.
pub const PURPOSE_SIGN: u32 = 2;

/// `KeyOrigin::GENERATED`: the key was made in the hardware and has never been outside.
pub const ORIGIN_GENERATED: u32 = 0;

/// What the boot loader found when the phone started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BootState {
	/// The system is the manufacturer's.
	Verified,
	/// The system is signed by a key that the owner put in.
	SelfSigned,
	/// The boot loader is unlocked: any system may run.
	Unverified,
	/// The system is damaged.
	Failed,
}

/// What the phone's boot rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootOfTrust {
	/// Digest of the key that the system was verified with, mostly SHA-256. Zeros on some phones.
	pub verified_boot_key: Vec<u8>,
	/// Whether the boot loader is locked.
	pub device_locked: bool,
	/// What the boot loader found.
	pub verified_boot_state: BootState,
	/// Digest over all that was verified at boot. From version 3 on.
	pub verified_boot_hash: Option<Vec<u8>>,
}

/// A property that is not looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
	/// Number of its tag.
	pub tag: u32,
	/// Its value, DER.
	pub value: Vec<u8>,
}

/// The properties of a key. None where the list does not have one. The numbers are those of the HAL
/// (`android.hardware.security.keymint`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorizationList {
	/// What the key may be used for (`KeyPurpose`); empty where the list does not say.
	pub purposes: Vec<u32>,
	/// `Algorithm`: 1 is RSA, 3 is EC.
	pub algorithm: Option<u32>,
	/// Size of the key, in bits.
	pub key_size: Option<u32>,
	/// `EcCurve`: 1 is P-256.
	pub ec_curve: Option<u32>,
	/// When the key was made, in milliseconds since 1970. The operating system's word, mostly.
	pub creation_time: Option<u64>,
	/// How the key came to be (`KeyOrigin`).
	pub origin: Option<u32>,
	/// What the phone's boot rests on.
	pub root_of_trust: Option<RootOfTrust>,
	/// Version of the system, `MMmmss`; 0 for systems that do not count so.
	pub os_version: Option<u32>,
	/// Month of the system's latest security patch, `YYYYMM`.
	pub os_patch_level: Option<u32>,
	/// The application that the key belongs to. The operating system's word.
	pub application: Option<Application>,
	/// Day of the vendor image's latest security patch, `YYYYMMDD`; some phones say `YYYYMM`.
	pub vendor_patch_level: Option<u32>,
	/// Day of the kernel's latest security patch, `YYYYMMDD`; some phones say `YYYYMM`.
	pub boot_patch_level: Option<u32>,
	/// All others, by ascending tags.
	pub others: Vec<Property>,
}

impl AuthorizationList {
	/// Reads what stands inside the SEQUENCE of a list. Tags must ascend strictly. Tags that no version of the schema
	/// knows yet are kept like those that are of no interest here.
	pub(super) fn from_contents(list: &[u8]) -> Result<Self, DescriptionError> {
		let mut reader = SliceReader::new(list)?;
		let mut found = Self::default();
		let mut previous = None;
		let mut count = 0usize;
		while !reader.is_finished() {
			count = count.saturating_add(1);
			if count > MAX_PROPERTIES {
				return Err(DescriptionError::TooManyProperties);
			}
			let property = AnyRef::decode(&mut reader)?;
			let Tag::ContextSpecific { constructed: true, number: TagNumber(tag) } = property.tag() else {
				return Err(DescriptionError::Malformed);
			};
			if previous.is_some_and(|previous| tag <= previous) {
				return Err(DescriptionError::TagsNotAscending);
			}
			previous = Some(tag);
			found.read(tag, property.value())?;
		}
		Ok(found)
	}

	fn read(&mut self, tag: u32, value: &[u8]) -> Result<(), DescriptionError> {
		match tag {
			1 => self.purposes = set_of(AnyRef::from_der(value)?, u32::decode)?,
			2 => self.algorithm = Some(u32::from_der(value)?),
			3 => self.key_size = Some(u32::from_der(value)?),
			10 => self.ec_curve = Some(u32::from_der(value)?),
			701 => self.creation_time = Some(u64::from_der(value)?),
			702 => self.origin = Some(u32::from_der(value)?),
			704 => self.root_of_trust = Some(RootOfTrust::from_der(value)?),
			705 => self.os_version = Some(u32::from_der(value)?),
			706 => self.os_patch_level = Some(u32::from_der(value)?),
			709 => self.application = Some(Application::from_der(<&OctetStringRef>::from_der(value)?.as_bytes())?),
			718 => self.vendor_patch_level = Some(u32::from_der(value)?),
			719 => self.boot_patch_level = Some(u32::from_der(value)?),
			_ => {
				AnyRef::from_der(value)?;
				self.others.push(Property { tag, value: value.to_vec() });
			}
		}
		Ok(())
	}
}

impl RootOfTrust {
	fn from_der(value: &[u8]) -> Result<Self, DescriptionError> {
		Self::read(value).map_err(|_| DescriptionError::RootOfTrust)
	}

	fn read(value: &[u8]) -> der::Result<Self> {
		let mut reader = SliceReader::new(contents(AnyRef::from_der(value)?, Tag::Sequence)?)?;
		let verified_boot_key = octets(&mut reader)?;
		let device_locked = bool::decode(&mut reader)?;
		let verified_boot_state = match enumerated(&mut reader)? {
			0 => BootState::Verified,
			1 => BootState::SelfSigned,
			2 => BootState::Unverified,
			3 => BootState::Failed,
			_ => return Err(Tag::Enumerated.value_error().into()),
		};
		let verified_boot_hash = match reader.is_finished() {
			true => None,
			false => Some(octets(&mut reader)?),
		};
		reader.finish()?;
		Ok(Self { verified_boot_key, device_locked, verified_boot_state, verified_boot_hash })
	}
}
