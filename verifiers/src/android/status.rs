//! Google's list of certificates that are revoked or suspended.
//!
//! The list at <https://android.googleapis.com/attestation/status> is JSON without a signature and names certificates by
//! serial number alone, so whoever keeps the registry decides whom to believe about it. An entry goes into the same
//! [`crate::x509::Registry`] as every other revocation, as "this serial number, whoever issued it", and
//! [`super::verify`] asks for it beside the usual (issuer, serial number).

use crate::x509::CertificateId;
use alloc::{collections::BTreeMap, string::String, vec::Vec};
use serde::{de::IgnoredAny, Deserialize};

/// The longest list that is looked at, in bytes.
pub const MAX_STATUS_LIST_LENGTH: usize = 1024 * 1024;

/// The longest serial number, in bytes (RFC 5280 §4.1.2.2).
const MAX_SERIAL_LENGTH: usize = 20;

/// Stands where a [`CertificateId`] has the issuer's name. No DER name begins like this.
const ANY_ISSUER: &[u8] = b"https://android.googleapis.com/attestation/status";

/// Why a status list is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatusListError {
	/// More than [`MAX_STATUS_LIST_LENGTH`] bytes.
	#[error("the status list is longer than {MAX_STATUS_LIST_LENGTH} bytes")]
	TooLong,
	/// Not a JSON object with `entries`.
	#[error("the status list is not JSON of the expected form")]
	Malformed,
	/// An entry is not named by a hexadecimal serial number of 1 to 20 bytes.
	#[error("an entry of the status list is not named by a serial number")]
	SerialNumber,
}

#[derive(Deserialize)]
struct StatusList {
	entries: BTreeMap<String, IgnoredAny>,
}

/// What a registry keeps to revoke a serial number (big-endian; leading zeros do not count), whoever issued it.
pub fn revoked_serial(serial: &[u8]) -> CertificateId {
	let zeros = serial.iter().take_while(|byte| **byte == 0).count();
	CertificateId::new(ANY_ISSUER, serial.get(zeros..).unwrap_or_default())
}

/// What a registry keeps to revoke all that a status list names. Google lists a certificate only to say that it is not
/// to be trusted, for good (`REVOKED`) or for now (`SUSPENDED`): every entry counts. All serial numbers are hexadecimal,
/// also those without a letter.
pub fn status_list(json: &[u8]) -> Result<Vec<CertificateId>, StatusListError> {
	if json.len() > MAX_STATUS_LIST_LENGTH {
		return Err(StatusListError::TooLong);
	}
	let list: StatusList = serde_json::from_slice(json).map_err(|_| StatusListError::Malformed)?;
	list.entries.keys().map(|serial| listed_serial(serial)).collect()
}

fn listed_serial(text: &str) -> Result<CertificateId, StatusListError> {
	// Google leaves leading zeros out, so there may be half a byte.
	let digits = match text.len().is_multiple_of(2) {
		true => String::from(text),
		false => ["0", text].concat(),
	};
	let serial = hex::decode(digits).map_err(|_| StatusListError::SerialNumber)?;
	match serial.len() {
		1..=MAX_SERIAL_LENGTH => Ok(revoked_serial(&serial)),
		_ => Err(StatusListError::SerialNumber),
	}
}
