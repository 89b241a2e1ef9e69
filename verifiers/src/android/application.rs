//! `AttestationApplicationId`: which application asked for a key, as the operating system tells.

use super::description::{contents, octets, set_of, DescriptionError};
use alloc::vec::Vec;
use der::{asn1::AnyRef, Decode, Reader, SliceReader, Tag};

/// A package of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
	/// Its name, such as `com.example.worker`, UTF-8.
	pub name: Vec<u8>,
	/// Its version code.
	pub version: i64,
}

/// The application that a key belongs to: all packages that share its user id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
	/// As the phone encoded it.
	pub der: Vec<u8>,
	/// The packages.
	pub packages: Vec<Package>,
	/// SHA-256 of each certificate that the packages are signed with.
	pub signers: Vec<Vec<u8>>,
}

impl Application {
	pub(super) fn from_der(der: &[u8]) -> Result<Self, DescriptionError> {
		Self::read(der).map_err(|_| DescriptionError::ApplicationId)
	}

	fn read(der: &[u8]) -> der::Result<Self> {
		let mut reader = SliceReader::new(contents(AnyRef::from_der(der)?, Tag::Sequence)?)?;
		let packages = set_of(AnyRef::decode(&mut reader)?, package)?;
		let signers = set_of(AnyRef::decode(&mut reader)?, octets)?;
		reader.finish()?;
		Ok(Self { der: der.to_vec(), packages, signers })
	}
}

fn package(reader: &mut SliceReader<'_>) -> der::Result<Package> {
	let mut reader = SliceReader::new(contents(AnyRef::decode(reader)?, Tag::Sequence)?)?;
	let package = Package { name: octets(&mut reader)?, version: i64::decode(&mut reader)? };
	reader.finish()?;
	Ok(package)
}
