//! `piazza-worker attest`.

use super::{devices_digest, probe::Offer, software::DeviceName, Evidence, Software, Source};
use crate::config::{Attestation, Config};
use anyhow::{Context, Result};
use codec::Encode;
use std::{
	fs,
	path::{Path, PathBuf},
};

/// What `attest` is told.
#[derive(Clone, Debug)]
pub struct Attest {
	/// A configuration whose `[attestation]` says where evidence comes from; this machine's hardware when absent.
	pub config: Option<PathBuf>,
	/// A name for evidence of software, instead of what the configuration says.
	pub software: Option<DeviceName>,
	/// What the processor binds; only what there is to be had is said when absent.
	pub report_data: Option<[u8; 64]>,
	/// What the GPUs are asked with; they are not asked when absent.
	pub nonce: Option<[u8; 32]>,
	/// Where the evidence goes.
	pub out: Option<PathBuf>,
}

/// Says what the machine offers, or collects evidence.
pub fn attest(told: &Attest) -> Result<()> {
	match (&told.report_data, source(told)?) {
		(Some(report_data), source) => {
			let devices = told.nonce.as_ref().map(|nonce| source.devices(nonce)).transpose()?.unwrap_or_default();
			write(&Evidence { machine: source.machine(report_data)?, devices }, told.out.as_deref())
		}
		(None, source) => describe(&source),
	}
}

/// Says what `source` offers. Fails when it has no evidence to give.
pub fn describe(source: &Source) -> Result<()> {
	match source {
		Source::Hardware(hardware) => {
			let offer = Offer::of(hardware);
			println!("{offer}");
			offer.processor.map(drop).context(
				"this machine has no evidence to give, since that of GPUs counts only with the processor's; its worker can \
				register on its owner's word alone, with `source = \"none\"` in the configuration's [attestation]",
			)
		}
		Source::Software(software) => {
			println!("processor      {}", software.machine(&[0; 64])?);
			println!("device         {}", software.device);
			println!("measurement    0x{}", hex::encode(software.measurement.0));
			Ok(())
		}
	}
}

fn source(told: &Attest) -> Result<Source> {
	let attestation = match &told.config {
		Some(path) => Config::load(path)?.attestation,
		None => Attestation::default(),
	};
	if let Some(device) = &told.software {
		let measurement = attestation.measurement.unwrap_or_default();
		return Ok(Source::Software(Software { device: device.clone(), measurement }));
	}
	Ok(attestation.source()?.unwrap_or_else(|| Source::Hardware(attestation.hardware())))
}

fn write(evidence: &Evidence, file: Option<&Path>) -> Result<()> {
	println!("processor      {}", evidence.machine);
	println!("GPUs           {} gave evidence", evidence.devices.len());
	println!("their digest   0x{}", hex::encode(devices_digest(&evidence.devices)));
	let bytes = evidence.encode();
	if let Some(file) = file {
		fs::write(file, &bytes).with_context(|| format!("cannot write {}", file.display()))?;
		println!("evidence       {} bytes, written to {}", bytes.len(), file.display());
	}
	Ok(())
}

/// Reads `N` bytes out of hex digits.
pub fn parse_hex<const N: usize>(text: &str) -> Result<[u8; N], String> {
	let mut bytes = [0; N];
	hex::decode_to_slice(text.strip_prefix("0x").unwrap_or(text), &mut bytes)
		.map_err(|_| format!("{} hex digits are expected, with or without 0x", 2 * N))?;
	Ok(bytes)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn hex_is_refused_when_it_is_not_as_long_as_it_must_be() {
		assert_eq!(parse_hex("0x0102"), Ok([1, 2]));
		assert_eq!(parse_hex("0102"), Ok([1, 2]));
		for text in ["", "01", "010203", "0x010g"] {
			assert_eq!(parse_hex::<2>(text), Err("4 hex digits are expected, with or without 0x".into()));
		}
	}
}
