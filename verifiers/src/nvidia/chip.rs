//! Which chip a chain of certificates is about.

use super::Error;
use crate::x509::Certificate;
use alloc::string::String;
use const_oid::db::rfc4519::COMMON_NAME;

/// A family of chips.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Architecture {
	/// GPUs such as GH100 (H100, H200).
	Hopper,
	/// GPUs such as GB100 (B200).
	Blackwell,
	/// The NVSwitch of HGX boards with Hopper GPUs.
	Ls10,
}

impl Architecture {
	/// Whether it is a GPU, not a switch.
	pub fn is_gpu(self) -> bool {
		self != Self::Ls10
	}
}

/// The chip that the certificates name.
pub(super) struct Chip {
	pub(super) architecture: Architecture,
	/// Such as `GH100`.
	pub(super) name: String,
	/// The common name of the device's own certificate, such as `GH100 A01 GSP BROM`.
	pub(super) hardware: String,
}

impl Chip {
	/// The chip that leaf, device and provisioner agree on. Their common names read `GH100 A01 GSP FMC LF`,
	/// `GH100 A01 GSP BROM` and `NVIDIA GH100 Provisioner ICA 1`.
	pub(super) fn of(
		leaf: &Certificate<'_>,
		device: &Certificate<'_>,
		provisioner: &Certificate<'_>,
	) -> Result<Self, Error> {
		let hardware = common_name(device)?;
		let name = hardware.split(' ').next().unwrap_or_default();
		let architecture = match name {
			_ if !hardware.ends_with(" BROM") => return Err(Error::UnknownChip),
			"LS_10" => Architecture::Ls10,
			_ if name.starts_with("GH") => Architecture::Hopper,
			_ if name.starts_with("GB") => Architecture::Blackwell,
			_ => return Err(Error::UnknownChip),
		};
		let in_leaf = common_name(leaf)?.split(' ').next() == Some(name);
		let in_provisioner = common_name(provisioner)?.split(' ').nth(1) == Some(name);
		match in_leaf && in_provisioner {
			true => Ok(Self { architecture, name: name.into(), hardware: hardware.into() }),
			false => Err(Error::ChipMismatch),
		}
	}
}

/// The one common name of a certificate's subject, in ASCII.
fn common_name<'a>(certificate: &'a Certificate<'_>) -> Result<&'a str, Error> {
	let mut names = certificate.fields().subject().iter().filter(|attribute| attribute.oid == COMMON_NAME);
	match (names.next(), names.next()) {
		(Some(name), None) if name.value.value().is_ascii() => {
			core::str::from_utf8(name.value.value()).map_err(|_| Error::UnknownChip)
		}
		_ => Err(Error::UnknownChip),
	}
}
