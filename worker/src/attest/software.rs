//! Evidence of no hardware at all, for development chains: a report (`piazza_verifiers::software`) signed under the root
//! that they trust, whose key everybody knows. It lets everything around evidence be tried on any machine.

use super::Machine;
use anyhow::{anyhow, Result};
use piazza_fixtures::software::{software, DEVELOPMENT_ROOT};
use sha2::{Digest, Sha384};
use std::{fmt, str::FromStr};

/// Stands for what runs where the operator does not say: its SHA-384 is the measurement.
pub const DEFAULT_PROGRAM: &str = "piazza development machine";

/// The longest name of a device: what a certificate holds as a name.
const MAX_NAME: usize = 64;

/// A machine in development.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Software {
	/// Which device it says it is; one worker alone may be on a device.
	pub device: DeviceName,
	/// What it says it runs.
	pub measurement: Measurement,
}

impl Software {
	/// What it says, bound to `report_data`.
	pub fn machine(&self, report_data: &[u8; 64]) -> Result<Machine> {
		let made = software(DEVELOPMENT_ROOT, &self.device.0, self.measurement.0, *report_data);
		let signature = made.signature.try_into().map_err(|_| anyhow!("a signature on P-384 has another length"))?;
		Ok(Machine::Software { report: made.report, signature, chain: made.chain })
	}
}

/// Why text is no name of a device.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("it is no name of a device: 1 to {MAX_NAME} letters, digits, `-`, `_` and `.`")]
pub struct BadName;

/// The name of a device: 1 to 64 ASCII letters, digits, `-`, `_` and `.`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeviceName(String);

impl FromStr for DeviceName {
	type Err = BadName;

	fn from_str(text: &str) -> Result<Self, BadName> {
		let fits = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
		match (1..=MAX_NAME).contains(&text.len()) && text.chars().all(fits) {
			true => Ok(Self(text.into())),
			false => Err(BadName),
		}
	}
}

impl fmt::Display for DeviceName {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(&self.0)
	}
}

/// Why text is no measurement.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("it is no measurement: 96 hex digits, with or without 0x")]
pub struct BadMeasurement;

/// What runs, as a SHA-384 digest; by default that of [`DEFAULT_PROGRAM`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Measurement(pub [u8; 48]);

impl Default for Measurement {
	fn default() -> Self {
		Self(Sha384::digest(DEFAULT_PROGRAM).into())
	}
}

impl FromStr for Measurement {
	type Err = BadMeasurement;

	fn from_str(text: &str) -> Result<Self, BadMeasurement> {
		let mut bytes = [0; 48];
		hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut bytes).map_err(|_| BadMeasurement)?;
		Ok(Self(bytes))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_fixtures::software::root;
	use piazza_verifiers::{
		software::{verify, Evidence, Facts},
		x509::{Anchor, NothingKnown},
	};

	const NOW: u64 = 1_780_000_000;

	/// What a development chain makes of it.
	fn facts(device: &str, measurement: Measurement) -> Facts {
		let machine = Software { device: device.parse().unwrap(), measurement }.machine(&[7; 64]).unwrap();
		let Machine::Software { report, signature, chain } = machine else { panic!("another machine") };
		let anchor = Anchor::from_certificate(&root(DEVELOPMENT_ROOT).certificate).unwrap();
		let chain: Vec<_> = chain.iter().map(Vec::as_slice).collect();
		verify(Evidence { report: &report, signature: &signature, chain: &chain }, &[anchor], &NothingKnown, NOW)
			.unwrap()
	}

	#[test]
	fn evidence_is_accepted_by_a_development_chain() {
		let found = facts("one", Measurement([9; 48]));
		assert_eq!((found.report_data, found.measurement), ([7; 64], [9; 48]));
		assert_ne!(found.device, facts("two", Measurement([9; 48])).device);
		let default: [u8; 48] = Sha384::digest("piazza development machine").into();
		assert_eq!(facts("one", Measurement::default()).measurement, default);
	}

	#[test]
	fn device_is_refused_when_it_is_no_name() {
		for text in ["a", "Worker-1_b.c", &"x".repeat(64)] {
			assert_eq!(text.parse::<DeviceName>().map(|name| name.to_string()), Ok(text.to_string()));
		}
		for text in ["", "a b", "CN=a", "a,b", "ä", &"x".repeat(65)] {
			assert_eq!(text.parse::<DeviceName>(), Err(BadName), "{text}");
		}
	}

	#[test]
	fn measurement_is_refused_when_it_is_no_digest() {
		let digits = "ab".repeat(48);
		assert_eq!(digits.parse(), Ok(Measurement([0xab; 48])));
		assert_eq!(format!("0x{digits}").parse(), Ok(Measurement([0xab; 48])));
		for text in ["", "0x", "no", &digits[1..], &format!("{digits}00")] {
			assert_eq!(text.parse::<Measurement>(), Err(BadMeasurement), "{text}");
		}
	}
}
