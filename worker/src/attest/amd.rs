//! The certificates that go with a report of AMD SEV-SNP.
//!
//! A report is signed by a key of the chip (VCEK) or of the cloud (VLEK). The host may hand over that key's certificate
//! with the report; AMD's key distribution service has those of chips.

mod table;

pub use table::TableError;

use super::{
	certificate::{self, CertificateError},
	Machine,
};
use piazza_verifiers::amd::{Cpu, Product, REPORT_LENGTH};
use std::{
	fs, io,
	path::{Path, PathBuf},
};
use table::Table;

/// Files with certificates, in DER or PEM, which the operator has. They go before what the host hands over.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Files {
	/// The certificate of the key that signs reports (VCEK or VLEK).
	pub vcek: Option<PathBuf>,
	/// The certificate of its issuer (ASK or ASVK). The chain knows AMD's own.
	pub ask: Option<PathBuf>,
}

/// Why a report has not the certificates it needs.
#[derive(Debug, thiserror::Error)]
pub enum AmdError {
	/// The report has another length than reports have.
	#[error("the report measures {0} bytes instead of {REPORT_LENGTH}")]
	Length(usize),
	/// The report is signed by no key, or by an unknown kind of key.
	#[error("the report is signed by neither a VCEK nor a VLEK")]
	SigningKey,
	/// The report does not say which chip it comes from.
	#[error(
		"the host hides which chip this is (MASK_CHIP_ID), and no chain takes such a report: ask the host's owner"
	)]
	ChipHidden,
	/// The host did not hand over the chip's certificate.
	#[error(
		"the host handed over no certificate of the chip's key (VCEK). Download it once from {url} and name the file in \
		`vcek` of the configuration's [attestation]; after an update of the host's firmware there is a new one"
	)]
	NoVcek {
		/// Where AMD has it.
		url: String,
	},
	/// The host did not hand over the cloud's certificate.
	#[error(
		"the host handed over no certificate of the cloud's key (VLEK), and only the cloud has it: name a file with it in \
		`vcek` of the configuration's [attestation]"
	)]
	NoVlek,
	/// What the host handed over is no table of certificates.
	#[error("what the host handed over with the report cannot be read: {0}")]
	Table(#[from] TableError),
	/// A certificate that the host handed over is none.
	#[error("a certificate that the host handed over cannot be used: {0}")]
	Certificate(#[from] CertificateError),
	/// A file cannot be read.
	#[error("cannot read {}: {error}", .path.display())]
	File {
		/// Which.
		path: PathBuf,
		/// Why.
		error: io::Error,
	},
	/// A file holds no certificate.
	#[error("{} holds no certificate that can be used: {error}", .path.display())]
	FileContent {
		/// Which.
		path: PathBuf,
		/// Why.
		error: CertificateError,
	},
}

/// Puts the certificates to a report: those in `files`, else those in the `table` that the host handed over.
pub fn machine(report: Vec<u8>, table: &[u8], files: &Files) -> Result<Machine, AmdError> {
	let signer = Signer::of(&report)?;
	let table = Table::parse(table)?;
	let name = match signer {
		Signer::Chip { .. } => table::VCEK,
		Signer::Cloud => table::VLEK,
	};
	let endorsement = find(files.vcek.as_deref(), &table, name)?.ok_or_else(|| signer.missing())?;
	let intermediate = find(files.ask.as_deref(), &table, table::ASK)?;
	Ok(Machine::Amd { report, endorsement, intermediate })
}

fn find(file: Option<&Path>, table: &Table<'_>, name: table::Guid) -> Result<Option<Vec<u8>>, AmdError> {
	if let Some(path) = file {
		let bytes = fs::read(path).map_err(|error| AmdError::File { path: path.into(), error })?;
		let found = certificate::one(&bytes);
		return found.map(Some).map_err(|error| AmdError::FileContent { path: path.into(), error });
	}
	Ok(table.get(name).map(certificate::one).transpose()?)
}

/// Whose key signed a report, as it says itself (table "ATTESTATION_REPORT Structure" of AMD's document 56860).
#[derive(Debug, Eq, PartialEq)]
enum Signer {
	Chip {
		/// Not known before version 3 of the report.
		product: Option<Product>,
		id: [u8; 64],
		/// The firmware versions that the key stands for (`REPORTED_TCB`).
		tcb: [u8; 8],
	},
	Cloud,
}

impl Signer {
	fn of(report: &[u8]) -> Result<Self, AmdError> {
		let length = AmdError::Length(report.len());
		if report.len() != REPORT_LENGTH {
			return Err(length);
		}
		let fields = || {
			let version = u32::from_le_bytes(array(report, 0x00)?);
			let flags = u32::from_le_bytes(array(report, 0x48)?);
			let [family, model, stepping] = array(report, 0x188)?;
			Some((version, flags, Cpu { family, model, stepping }, array(report, 0x1a0)?, array(report, 0x180)?))
		};
		let (version, flags, cpu, id, tcb) = fields().ok_or(length)?;
		// Bits 2 to 4.
		match (flags >> 2) & 0b111 {
			0 => Ok(Self::Chip { product: (version >= 3).then(|| cpu.product()).flatten(), id, tcb }),
			1 => Ok(Self::Cloud),
			_ => Err(AmdError::SigningKey),
		}
	}

	/// That its certificate is missing, and where it is to be had.
	fn missing(&self) -> AmdError {
		match self {
			Self::Cloud => AmdError::NoVlek,
			Self::Chip { id, .. } if *id == [0; 64] => AmdError::ChipHidden,
			Self::Chip { product, id, tcb } => AmdError::NoVcek { url: url(*product, id, *tcb) },
		}
	}
}

fn array<const N: usize>(bytes: &[u8], place: usize) -> Option<[u8; N]> {
	bytes.get(place..)?.first_chunk().copied()
}

/// Where AMD's key distribution service has the certificate of a chip's key (document 57230).
fn url(product: Option<Product>, id: &[u8; 64], tcb: [u8; 8]) -> String {
	let name = match product {
		Some(Product::Milan) => "Milan",
		Some(Product::Genoa) => "Genoa",
		Some(Product::Turin) => "Turin",
		None => "<Milan or Genoa>",
	};
	let (id, versions) = match (product, tcb) {
		(Some(Product::Turin), [fmc, boot_loader, tee, snp, _, _, _, microcode]) => {
			(&id[..8], format!("fmcSPL={fmc}&blSPL={boot_loader}&teeSPL={tee}&snpSPL={snp}&ucodeSPL={microcode}"))
		}
		(_, [boot_loader, tee, _, _, _, _, snp, microcode]) => {
			(&id[..], format!("blSPL={boot_loader}&teeSPL={tee}&snpSPL={snp}&ucodeSPL={microcode}"))
		}
	};
	format!("https://kdsintf.amd.com/vcek/v1/{name}/{}?{versions}", hex::encode(id))
}

#[cfg(test)]
mod tests;
