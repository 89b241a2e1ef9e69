//! The layout of quotes (Intel SGX DCAP quote library API: quote formats 3, 4 and 5; TDX module ABI: TDREPORT).

use super::{
	pem::pem_chain,
	report::{Report, SgxReport, Td15, Td15Ex, TdReport},
	Error,
};
use crate::bytes::{EndOfInput, Reader};
use alloc::{boxed::Box, vec::Vec};

/// The longest quote that is looked at, in bytes. Real ones measure about 5,000.
pub const MAX_QUOTE_LENGTH: usize = 16 * 1024;

/// Bytes of the header, which every version begins with.
const HEADER: usize = 48;
/// Bytes of what stands before a version 5 body: its type and its length.
const BODY_HEADER: usize = 6;
/// Bytes of an enclave's report.
const SGX_REPORT: usize = 384;
/// Bytes of a TD's report, by TDX version.
const TD_REPORT_10: usize = 584;
const TD_REPORT_15: usize = 648;
const TD_REPORT_15_EX: usize = 885;

/// ECDSA on NIST P-256: the only kind of attestation key in use.
const ECDSA_P256: u16 = 2;
/// The kinds of trusted execution environment.
const TEE_SGX: u32 = 0;
const TEE_TDX: u32 = 0x81;
/// Intel, as the maker of a quoting enclave.
const INTEL: [u8; 16] =
	[0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07];
/// Certification data: a PCK certificate chain in PEM.
const PCK_CHAIN: u16 = 5;
/// Certification data: the quoting enclave's report with certification data of its own.
const QE_REPORT: u16 = 6;
/// Bytes that the quoting enclave hashes together with the attestation key.
const QE_AUTHENTICATION: usize = 32;

/// A quote, read but not yet believed.
#[derive(Debug)]
pub(super) struct Quote<'a> {
	/// Version of the format: 3, 4 or 5.
	pub version: u16,
	/// What the quote says of the enclave or the TD.
	pub report: Report,
	/// The bytes under the attestation key's signature.
	pub signed: &'a [u8],
	/// `r ‖ s` by the attestation key.
	pub signature: [u8; 64],
	/// The attestation key: `x ‖ y` on P-256.
	pub attestation_key: [u8; 64],
	/// The quoting enclave's report, as the PCK key signed it.
	pub qe_report: &'a [u8],
	/// `r ‖ s` by the PCK key.
	pub qe_report_signature: [u8; 64],
	/// What the quoting enclave hashed after the attestation key.
	pub qe_authentication: &'a [u8],
	/// The PCK certificate chain, DER, leaf first.
	pub pck_chain: Vec<Vec<u8>>,
}

impl From<EndOfInput> for Error {
	fn from(_: EndOfInput) -> Self {
		Self::QuoteMalformed
	}
}

impl<'a> Quote<'a> {
	/// Reads one quote. Nothing may follow it but zeros: some drivers hand out a buffer of fixed length.
	pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
		if bytes.len() > MAX_QUOTE_LENGTH {
			return Err(Error::QuoteTooLong);
		}
		let mut reader = Reader::new(bytes);
		let version = reader.u16_le()?;
		let key_type = reader.u16_le()?;
		let tee = reader.u32_le()?;
		// Versions of the quoting enclave and of the PCE: the certificate and the report say them with more authority.
		reader.take(4)?;
		let vendor = reader.array::<16>()?;
		let _user_data = reader.array::<20>()?;
		if !(3..=5).contains(&version) {
			return Err(Error::UnsupportedVersion(version));
		}
		if key_type != ECDSA_P256 {
			return Err(Error::UnsupportedKeyType(key_type));
		}
		if vendor != INTEL {
			return Err(Error::UnknownVendor);
		}
		let (report, length) = match (version, tee) {
			(3, TEE_SGX) => (Report::Sgx(Box::new(sgx_report(&mut reader)?)), SGX_REPORT),
			(4, TEE_TDX) => (Report::Tdx(Box::new(td_report(&mut reader)?)), TD_REPORT_10),
			(5, TEE_TDX) => {
				let (report, length) = td_body(&mut reader)?;
				(report, length.saturating_add(BODY_HEADER))
			}
			_ => return Err(Error::UnsupportedTee(tee)),
		};
		let signed = bytes.get(..length.saturating_add(HEADER)).ok_or(Error::QuoteMalformed)?;
		let signature_data = sized_u32(&mut reader)?;
		if reader.rest().iter().any(|byte| *byte != 0) {
			return Err(Error::TrailingBytes);
		}

		let mut reader = Reader::new(signature_data);
		let signature = reader.array()?;
		let attestation_key = reader.array()?;
		if version > 3 {
			let kind = reader.u16_le()?;
			if kind != QE_REPORT {
				return Err(Error::UnsupportedCertification(kind));
			}
			let certification = sized_u32(&mut reader)?;
			if !reader.is_empty() {
				return Err(Error::TrailingBytes);
			}
			reader = Reader::new(certification);
		}
		let qe_report = reader.take(SGX_REPORT)?;
		let qe_report_signature = reader.array()?;
		let length = reader.u16_le()?;
		let qe_authentication = reader.take(length.into())?;
		if qe_authentication.len() != QE_AUTHENTICATION {
			return Err(Error::QuoteMalformed);
		}
		let kind = reader.u16_le()?;
		if kind != PCK_CHAIN {
			return Err(Error::UnsupportedCertification(kind));
		}
		let pck_chain = pem_chain(sized_u32(&mut reader)?)?;
		if !reader.is_empty() {
			return Err(Error::TrailingBytes);
		}
		Ok(Self {
			version,
			report,
			signed,
			signature,
			attestation_key,
			qe_report,
			qe_report_signature,
			qe_authentication,
			pck_chain,
		})
	}

	/// The quoting enclave's report, read.
	pub fn qe(&self) -> Result<SgxReport, Error> {
		Ok(sgx_report(&mut Reader::new(self.qe_report))?)
	}
}

/// Bytes after their length.
fn sized_u32<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Error> {
	let length = usize::try_from(reader.u32_le()?).map_err(|_| Error::QuoteMalformed)?;
	Ok(reader.take(length)?)
}

/// The body of a version 5 quote, after its type and its length.
fn td_body(reader: &mut Reader<'_>) -> Result<(Report, usize), Error> {
	let kind = reader.u16_le()?;
	let length = reader.u32_le()?;
	let expected = match kind {
		2 => TD_REPORT_10,
		3 => TD_REPORT_15,
		4 => TD_REPORT_15_EX,
		_ => return Err(Error::UnsupportedBody(kind)),
	};
	if usize::try_from(length) != Ok(expected) {
		return Err(Error::QuoteMalformed);
	}
	let mut report = td_report(reader)?;
	if kind >= 3 {
		report.td_15 = Some(Td15 { tee_tcb_svn_2: reader.array()?, mr_service_td: reader.array()? });
	}
	if kind == 4 {
		report.td_15_ex = Some(td_15_ex(reader)?);
	}
	Ok((Report::Tdx(Box::new(report)), expected))
}

fn sgx_report(reader: &mut Reader<'_>) -> Result<SgxReport, EndOfInput> {
	let cpu_svn = reader.array()?;
	let misc_select = reader.array()?;
	let _reserved = reader.take(12)?;
	let isv_ext_prod_id = reader.array()?;
	let attributes = reader.array()?;
	let mr_enclave = reader.array()?;
	let _reserved = reader.take(32)?;
	let mr_signer = reader.array()?;
	let _reserved = reader.take(32)?;
	let config_id = reader.array()?;
	let isv_prod_id = reader.u16_le()?;
	let isv_svn = reader.u16_le()?;
	let config_svn = reader.u16_le()?;
	let _reserved = reader.take(42)?;
	let isv_family_id = reader.array()?;
	let report_data = reader.array()?;
	Ok(SgxReport {
		cpu_svn,
		misc_select,
		isv_ext_prod_id,
		attributes,
		mr_enclave,
		mr_signer,
		config_id,
		isv_prod_id,
		isv_svn,
		config_svn,
		isv_family_id,
		report_data,
	})
}

fn td_report(reader: &mut Reader<'_>) -> Result<TdReport, EndOfInput> {
	// A structure's fields are evaluated in the order in which they are written: the order of the layout.
	Ok(TdReport {
		tee_tcb_svn: reader.array()?,
		mr_seam: reader.array()?,
		mr_signer_seam: reader.array()?,
		seam_attributes: reader.array()?,
		td_attributes: reader.array()?,
		xfam: reader.array()?,
		mr_td: reader.array()?,
		mr_config_id: reader.array()?,
		mr_owner: reader.array()?,
		mr_owner_config: reader.array()?,
		rtmrs: [reader.array()?, reader.array()?, reader.array()?, reader.array()?],
		report_data: reader.array()?,
		td_15: None,
		td_15_ex: None,
	})
}

fn td_15_ex(reader: &mut Reader<'_>) -> Result<Td15Ex, EndOfInput> {
	Ok(Td15Ex {
		vm_id: reader.u8()?,
		td_id: reader.array()?,
		device_info: reader.array()?,
		init_service_td_hash: reader.array()?,
		init_service_td_attributes: reader.array()?,
		init_cpu_svn: reader.array()?,
		init_tee_tcb_svn: reader.array()?,
		init_fmspc: reader.array()?,
		service_td_hash: reader.array()?,
		service_td_attributes: reader.array()?,
	})
}
