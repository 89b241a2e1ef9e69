//! What NVIDIA's tokens say, in the words of the service (claims version 2.0 and 3.0).

use crate::{jose::Times, UnixTime};
use alloc::{collections::BTreeMap, string::String, vec::Vec};
use serde::{de::IgnoredAny, Deserialize};

/// The token over a whole platform.
#[derive(Debug, Deserialize)]
pub(super) struct Overall {
	pub(super) iss: String,
	pub(super) sub: String,
	pub(super) nbf: UnixTime,
	pub(super) iat: UnixTime,
	pub(super) exp: UnixTime,
	pub(super) eat_nonce: String,
	#[serde(rename = "x-nvidia-ver")]
	pub(super) version: String,
	#[serde(rename = "x-nvidia-overall-att-result")]
	pub(super) result: bool,
	/// By the device's name: `["DIGEST", [algorithm, digest]]` of its token.
	pub(super) submods: BTreeMap<String, (String, (String, String))>,
}

/// The token over one device.
#[derive(Debug, Deserialize)]
pub(super) struct Device {
	pub(super) iss: String,
	pub(super) nbf: UnixTime,
	pub(super) iat: UnixTime,
	pub(super) exp: UnixTime,
	pub(super) eat_nonce: String,
	pub(super) ueid: String,
	pub(super) oemid: String,
	pub(super) hwmodel: String,
	pub(super) measres: String,
	pub(super) secboot: bool,
	pub(super) dbgstat: String,
	#[serde(rename = "x-nvidia-gpu-driver-version")]
	pub(super) driver_version: String,
	#[serde(rename = "x-nvidia-gpu-vbios-version")]
	pub(super) vbios_version: String,
	#[serde(rename = "x-nvidia-attestation-warning", default)]
	pub(super) warning: Option<IgnoredAny>,
	#[serde(rename = "x-nvidia-gpu-arch-check")]
	architecture: bool,
	#[serde(rename = "x-nvidia-gpu-attestation-report-nonce-match")]
	nonce_match: bool,
	#[serde(rename = "x-nvidia-gpu-attestation-report-signature-verified")]
	report_signature: bool,
	#[serde(rename = "x-nvidia-gpu-driver-rim-signature-verified")]
	driver_signature: bool,
	#[serde(rename = "x-nvidia-gpu-vbios-rim-signature-verified")]
	vbios_signature: bool,
	/// Version 2.0.
	#[serde(rename = "x-nvidia-gpu-attestation-report-cert-chain-validated", default)]
	chain_validated: Option<bool>,
	/// Version 3.0.
	#[serde(rename = "x-nvidia-gpu-attestation-report-cert-chain", default)]
	chain: Option<Chain>,
	/// Version 3.0.
	#[serde(rename = "x-nvidia-gpu-attestation-report-cert-chain-fwid-match", default)]
	firmware_match: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct Chain {
	#[serde(rename = "x-nvidia-cert-status")]
	status: String,
	#[serde(rename = "x-nvidia-cert-ocsp-status")]
	ocsp_status: String,
}

impl Overall {
	pub(super) fn times(&self) -> Times {
		Times { not_before: self.nbf, issued_at: self.iat, expires_at: self.exp }
	}
}

impl Device {
	pub(super) fn times(&self) -> Times {
		Times { not_before: self.nbf, issued_at: self.iat, expires_at: self.exp }
	}

	/// The first of the service's own checks that did not pass, by the name of its claim.
	pub(super) fn failed_check(&self) -> Option<&'static str> {
		let chain = match (&self.chain, self.chain_validated) {
			(Some(chain), validated) => {
				chain.status == "valid" && chain.ocsp_status == "good" && validated != Some(false)
			}
			(None, validated) => validated == Some(true),
		};
		let checks = [
			("x-nvidia-gpu-arch-check", self.architecture),
			("x-nvidia-gpu-attestation-report-nonce-match", self.nonce_match),
			("x-nvidia-gpu-attestation-report-signature-verified", self.report_signature),
			("x-nvidia-gpu-attestation-report-cert-chain", chain),
			("x-nvidia-gpu-attestation-report-cert-chain-fwid-match", self.firmware_match != Some(false)),
			("x-nvidia-gpu-driver-rim-signature-verified", self.driver_signature),
			("x-nvidia-gpu-vbios-rim-signature-verified", self.vbios_signature),
		];
		checks.into_iter().find(|(_, passed)| !passed).map(|(name, _)| name)
	}
}

/// The number that a version's parts make, each in `radix`: `595.71.05` in 10 is `[595, 71, 5]`. At most eight parts.
pub(super) fn version(text: &str, radix: u32) -> Option<Vec<u32>> {
	if text.len() > 64 || text.split('.').count() > 8 {
		return None;
	}
	let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| char::from(byte).is_digit(radix));
	text.split('.')
		.map(|part| Some(part).filter(digits).and_then(|part| u32::from_str_radix(part, radix).ok()))
		.collect()
}

/// The bytes of a decimal number, the most significant first, without leading zeros. None if it is not written the one
/// shortest way, or does not fit the 20 bytes of a serial number.
pub(super) fn decimal(text: &str) -> Option<Vec<u8>> {
	if text.is_empty() || text.len() > 49 || text.starts_with('0') {
		return None;
	}
	let mut number = [0u8; 20];
	for digit in text.chars() {
		let mut carry = digit.to_digit(10)?;
		for byte in number.iter_mut().rev() {
			let sum = u32::from(*byte).checked_mul(10)?.checked_add(carry)?;
			let [_, _, high, low] = sum.to_be_bytes();
			*byte = low;
			carry = u32::from(high);
		}
		if carry != 0 {
			return None;
		}
	}
	Some(number.into_iter().skip_while(|byte| *byte == 0).collect())
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn decimal_gives_the_serial_number_of_a_real_certificate() {
		let serial = hex::decode("7110d9a459f4b405f4e7b876b4a9b8ea738af99e").unwrap();
		assert_eq!(decimal("645491728318197586580044110930866076104639838622"), Some(serial));
	}

	#[test]
	fn decimal_is_none_when_not_the_shortest_or_too_large() {
		assert_eq!(decimal("1461501637330902918203684832716283019655932542975"), Some(vec![0xff; 20]));
		for wrong in ["", "0", "01", "1 ", "-1", "1461501637330902918203684832716283019655932542976"] {
			assert_eq!(decimal(wrong), None, "{wrong}");
		}
	}

	#[test]
	fn version_reads_its_parts_in_order() {
		assert_eq!(version("595.71.05", 10), Some(vec![595, 71, 5]));
		assert_eq!(version("96.00.D9.00.02", 16), Some(vec![0x96, 0, 0xd9, 0, 2]));
		assert!(version("550.90.07", 10) < version("550.127.05", 10));
		for wrong in ["", ".", "1.", "+1.2", "1.2.x", "4294967296", "1.1.1.1.1.1.1.1.1"] {
			assert_eq!(version(wrong, 10), None, "{wrong}");
		}
	}

	proptest! {
		#[test]
		fn decimal_is_the_number_that_was_written(number in 1u128..) {
			let bytes: Vec<u8> = number.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
			prop_assert_eq!(decimal(&number.to_string()), Some(bytes));
		}
	}
}
