//! What a PCK certificate says of a platform (Intel's profile of PCK certificates: extension 1.2.840.113741.1.13.1).

use super::Error;
use crate::x509::Certificate;
use alloc::vec::Vec;
use der::{
	asn1::{AnyRef, ObjectIdentifier},
	Decode, Reader, SliceReader, Tag, Tagged,
};

const EXTENSION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113741.1.13.1");
const PPID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113741.1.13.1.1");
const TCB: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113741.1.13.1.2");
const PCE_SVN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113741.1.13.1.2.17");
const PCE_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113741.1.13.1.3");
const FMSPC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113741.1.13.1.4");
const PLATFORM_INSTANCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113741.1.13.1.6");
const CONFIGURATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113741.1.13.1.7");
const DYNAMIC_PLATFORM: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113741.1.13.1.7.1");
const CACHED_KEYS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113741.1.13.1.7.2");
const SMT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113741.1.13.1.7.3");

/// The most entries in one list of the extension. The longest of Intel's has 18.
const MAX_ENTRIES: usize = 32;

/// What a PCK certificate says of the platform it was given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
	/// Family, model, stepping, platform type and customised SKU: names the TCB info that speaks of it.
	pub fmspc: [u8; 6],
	/// The provisioning certification enclave: 0 for Intel's.
	pub pce_id: [u8; 2],
	/// Security version of the provisioning certification enclave.
	pub pce_svn: u16,
	/// Security versions of the processor's parts, one per byte.
	pub tcb_components: [u8; 16],
	/// Platform provisioning id: what Intel tells this platform from all others by.
	pub ppid: [u8; 16],
	/// Id of this set-up of a platform of several processors. None if it has just one.
	pub instance: Option<[u8; 16]>,
	/// Whether processors may be added. None if the certificate does not say.
	pub dynamic_platform: Option<bool>,
	/// Whether Intel keeps the platform's root keys. None if the certificate does not say.
	pub cached_keys: Option<bool>,
	/// Whether hyper-threading is on. None if the certificate does not say.
	pub smt: Option<bool>,
}

impl Platform {
	/// What a certificate says. Whether it is a PCK certificate of Intel's is for the caller to check.
	pub(super) fn from_certificate(certificate: &Certificate<'_>) -> Result<Self, Error> {
		let extension = certificate.extension(EXTENSION).ok_or(Error::NotPck)?;
		Self::from_extension(extension).map_err(|_| Error::PckExtension)
	}

	fn from_extension(bytes: &[u8]) -> der::Result<Self> {
		let entries = Entries::new(AnyRef::from_der(bytes)?)?;
		let tcb = Entries::new(entries.required(TCB)?)?;
		let mut tcb_components = [0; 16];
		for (place, component) in (1u32..).zip(tcb_components.iter_mut()) {
			*component = tcb.required(TCB.push_arc(place).map_err(|_| Tag::Sequence.value_error())?)?.decode_as()?;
		}
		let configuration = entries.optional(CONFIGURATION).map(Entries::new).transpose()?;
		let flag = |oid| -> der::Result<Option<bool>> {
			configuration.as_ref().and_then(|list| list.optional(oid)).map(AnyRef::decode_as).transpose()
		};
		Ok(Self {
			fmspc: octets(entries.required(FMSPC)?)?,
			pce_id: octets(entries.required(PCE_ID)?)?,
			pce_svn: tcb.required(PCE_SVN)?.decode_as()?,
			tcb_components,
			ppid: octets(entries.required(PPID)?)?,
			instance: entries.optional(PLATFORM_INSTANCE).map(octets).transpose()?,
			dynamic_platform: flag(DYNAMIC_PLATFORM)?,
			cached_keys: flag(CACHED_KEYS)?,
			smt: flag(SMT)?,
		})
	}
}

/// `SEQUENCE OF SEQUENCE { OBJECT IDENTIFIER, ANY }`, each identifier once.
struct Entries<'a>(Vec<(ObjectIdentifier, AnyRef<'a>)>);

impl<'a> Entries<'a> {
	fn new(list: AnyRef<'a>) -> der::Result<Self> {
		let mut entries: Vec<(ObjectIdentifier, AnyRef<'a>)> = Vec::new();
		list.tag().assert_eq(Tag::Sequence)?;
		let mut reader = SliceReader::new(list.value())?;
		while !reader.is_finished() {
			let entry = AnyRef::decode(&mut reader)?;
			entry.tag().assert_eq(Tag::Sequence)?;
			let mut inside = SliceReader::new(entry.value())?;
			let oid = ObjectIdentifier::decode(&mut inside)?;
			let value = AnyRef::decode(&mut inside)?;
			inside.finish()?;
			if entries.len() >= MAX_ENTRIES || entries.iter().any(|(other, _)| *other == oid) {
				return Err(Tag::Sequence.value_error().into());
			}
			entries.push((oid, value));
		}
		Ok(Self(entries))
	}

	fn optional(&self, oid: ObjectIdentifier) -> Option<AnyRef<'a>> {
		self.0.iter().find(|(other, _)| *other == oid).map(|(_, value)| *value)
	}

	fn required(&self, oid: ObjectIdentifier) -> der::Result<AnyRef<'a>> {
		self.optional(oid).ok_or_else(|| Tag::Sequence.value_error().into())
	}
}

/// An OCTET STRING of `N` bytes.
fn octets<const N: usize>(value: AnyRef<'_>) -> der::Result<[u8; N]> {
	value.tag().assert_eq(Tag::OctetString)?;
	value.value().try_into().map_err(|_| Tag::OctetString.length_error().into())
}
