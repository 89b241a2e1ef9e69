//! Versions as NVIDIA writes them.

use alloc::{string::String, vec::Vec};
use core::{fmt, str::FromStr};

/// Why a text is not a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a version as NVIDIA writes them")]
pub struct VersionError;

/// The longest driver version, in characters. `570.124.03` has ten.
const MAX_DRIVER_VERSION: usize = 24;

/// The version of a GPU driver, such as `570.124.03`. Ordered by its numbers from left to right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DriverVersion {
	numbers: Vec<u32>,
	text: String,
}

impl FromStr for DriverVersion {
	type Err = VersionError;

	fn from_str(text: &str) -> Result<Self, VersionError> {
		if text.len() > MAX_DRIVER_VERSION {
			return Err(VersionError);
		}
		let number = |part: &str| match part.len() <= 6 && part.bytes().all(|digit| digit.is_ascii_digit()) {
			true => part.parse().map_err(|_| VersionError),
			false => Err(VersionError),
		};
		let numbers = text.split('.').map(number).collect::<Result<_, _>>()?;
		Ok(Self { numbers, text: text.into() })
	}
}

impl fmt::Display for DriverVersion {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&self.text)
	}
}

/// The version of a VBIOS: five bytes, written `96.00.D9.00.02`. Ordered from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VbiosVersion(pub [u8; 5]);

impl VbiosVersion {
	/// As a GPU reports it: a little-endian 64-bit number whose low four bytes are the first four parts, the fifth byte
	/// the last part.
	pub(super) fn from_gpu(field: &[u8]) -> Result<Self, VersionError> {
		match field {
			&[d, c, b, a, e, 0, 0, 0] => Ok(Self([a, b, c, d, e])),
			_ => Err(VersionError),
		}
	}
}

impl FromStr for VbiosVersion {
	type Err = VersionError;

	fn from_str(text: &str) -> Result<Self, VersionError> {
		let mut version = [0; 5];
		let mut parts = text.split('.');
		for byte in &mut version {
			let part = parts.next().filter(|part| part.len() == 2).ok_or(VersionError)?;
			hex::decode_to_slice(part, core::slice::from_mut(byte)).map_err(|_| VersionError)?;
		}
		match parts.next() {
			None => Ok(Self(version)),
			Some(_) => Err(VersionError),
		}
	}
}

impl fmt::Display for VbiosVersion {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let [a, b, c, d, e] = self.0;
		write!(f, "{a:02X}.{b:02X}.{c:02X}.{d:02X}.{e:02X}")
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::{format, string::ToString};
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn vbios_version_reads_back_what_it_writes(bytes: [u8; 5]) {
			let version = VbiosVersion(bytes);
			prop_assert_eq!(version.to_string().parse(), Ok(version));
			let [a, b, c, d, e] = bytes;
			prop_assert_eq!(VbiosVersion::from_gpu(&[d, c, b, a, e, 0, 0, 0]), Ok(version));
		}

		#[test]
		fn driver_version_reads_any_text_or_refuses_it(text in "[0-9.a]{0,30}", numbers: [u16; 3]) {
			if let Ok(version) = text.parse::<DriverVersion>() {
				prop_assert_eq!(version.to_string(), text);
			}
			let [a, b, c] = numbers;
			let (low, high) = (format!("{a}.{b}"), format!("{a}.{b}.{c}"));
			prop_assert!(low.parse::<DriverVersion>().unwrap() < high.parse::<DriverVersion>().unwrap());
		}
	}

	#[test]
	fn driver_versions_are_ordered_by_number() {
		let version = |text: &str| text.parse::<DriverVersion>().unwrap();
		let ascending = ["535.86.09", "550.90.07", "570", "570.86.10", "570.124.03", "590.12", "1000.1"];
		assert!(ascending.windows(2).all(|pair| version(pair[0]) < version(pair[1])));
		assert!(ascending.iter().all(|text| version(text).to_string() == *text));
		for text in ["", ".", "570.", "570..1", "5a", "+5", "1234567", "1.1.1.1.1.1.1.1.1.1.1.1.1"] {
			assert_eq!(text.parse::<DriverVersion>(), Err(VersionError), "{text}");
		}
	}

	#[test]
	fn vbios_version_is_written_as_nvidia_writes_it() {
		let version = VbiosVersion::from_gpu(&[0x00, 0xd9, 0x00, 0x96, 0x02, 0, 0, 0]).unwrap();
		assert_eq!(version.to_string(), "96.00.D9.00.02");
		assert_eq!("96.00.d9.00.02".parse(), Ok(version));
		assert!("96.10.55.00.01".parse::<VbiosVersion>().unwrap() > version);
		for text in ["", "96.00.D9.00", "96.00.D9.00.02.00", "96.00.D9.0.02", "96.00.D9.00.0G", "96.00.D9.00.+2"] {
			assert_eq!(text.parse::<VbiosVersion>(), Err(VersionError), "{text}");
		}
		assert_eq!(VbiosVersion::from_gpu(&[1, 2, 3, 4, 5, 6, 0, 0]), Err(VersionError));
		assert_eq!(VbiosVersion::from_gpu(&[1, 2, 3, 4, 5]), Err(VersionError));
	}
}
