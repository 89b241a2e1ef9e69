//! Evidence of NVIDIA GPUs (Hopper, Blackwell) and NVSwitches (LS10): what a device says of its firmware, signed by a
//! key that only that firmware on that device holds.
//!
//! The evidence is an SPDM request for all measurements with the device's response, and the five certificates from the
//! key that signed it to NVIDIA's root: firmware (leaf), device, provisioner, chip family, root. NVIDIA signs reference
//! measurements (RIM) for every driver and VBIOS; they are not parsed here but given as digests, see
//! [`Policy::golden`].
//!
//! What is proven is "a genuine chip with this firmware answered this nonce". It is *not* proven which machine the chip
//! sits in, nor that a CPU's enclave talks to this very chip: whoever needs that binds the nonce to the account and the
//! evidence's digest into the CPU's quote.
//!
//! NVIDIA's certificates name no end of their validity. It revokes them by OCSP, which the caller's [`Registry`] has to
//! stand in for.

mod chip;
mod dice;
mod opaque;
mod policy;
mod roots;
mod spdm;
mod version;

pub use chip::Architecture;
pub use opaque::Field;
pub use policy::{Minimum, Mode, Policy, Release};
pub use roots::device_identity_root;
pub use spdm::Measurement;
pub use version::{DriverVersion, VbiosVersion, VersionError};

use crate::{
	x509::{
		verify_chain, Anchor, Certificate, CertificateId, ChainError, ChainFacts, Fault, LinkId, PublicKey, Registry,
		Rules,
	},
	DeviceId, UnixTime,
};
use alloc::{string::String, vec::Vec};
use chip::Chip;
use dice::Firmware;
use opaque::Fields;
use sha2::{Digest, Sha384};
use spdm::Report;

/// The longest request with its response that is looked at, in bytes. The longest in real evidence measures 4,274.
pub const MAX_REPORT_LENGTH: usize = 8 * 1024;

/// How many certificates stand between the evidence and the root: firmware, device, provisioner, chip family.
pub const CERTIFICATES_BELOW_ROOT: usize = 4;

const RULES: Rules = Rules { max_certificates: CERTIFICATES_BELOW_ROOT + 1, critical: &[] };

/// The measurement that depends on the first video decoder, and means nothing while that is disabled. NVIDIA's
/// verifiers, which count from 0, call it 35.
const NVDEC0_MEASUREMENT: u8 = 36;

/// What a device hands in.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
	/// The SPDM request (37 bytes) followed by the response, at most [`MAX_REPORT_LENGTH`] bytes.
	pub report: &'a [u8],
	/// The certificates, DER, leaf first: four, or five with the root's own.
	pub certificates: &'a [&'a [u8]],
}

/// What good evidence proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
	/// The family of chips.
	pub architecture: Architecture,
	/// The chip, such as `GH100`.
	pub chip: String,
	/// The device's full name, such as `GH100 A01 GSP BROM`.
	pub hardware: String,
	/// The requester's nonce: compare it with the one that was asked for.
	pub nonce: [u8; 32],
	/// The driver's version; none for switches.
	pub driver: Option<DriverVersion>,
	/// The VBIOS's version.
	pub vbios: VbiosVersion,
	/// The board's design, such as `G520`; none for switches.
	pub project: Option<String>,
	/// The board's model, such as `0280`; none for switches.
	pub project_sku: Option<String>,
	/// The chip's model, such as `895`; none for switches.
	pub chip_sku: Option<String>,
	/// The mode of confidential computing, if the device reports one.
	pub mode: Option<Mode>,
	/// Identifiers of the switches that a GPU's links end at, one for each link, or of the switch itself. Together
	/// with the switches' own evidence they tell whether the board is complete.
	pub switches: Vec<[u8; 8]>,
	/// The firmware's digest, from the leaf certificate.
	pub fwid: [u8; 48],
	/// Whether the report names the same digest. If it names another, the evidence is refused.
	pub fwid_reported: bool,
	/// Whether the leaf certificate says that the device is not secure, in recovery or under a debugger. Of the
	/// architectures known, only Blackwell's certificates can say so.
	pub unlocked: bool,
	/// All measurements, in ascending order of their indices, at most 255.
	pub measurements: Vec<Measurement>,
	/// SHA-384 over all measurements, each as its index (one byte) and its value (48 bytes), in ascending order. The
	/// one of index 36 is left out while the first video decoder is disabled, as in NVIDIA's verifiers.
	pub measurements_digest: [u8; 48],
	/// The serial number of the leaf certificate: NVIDIA's "UEID".
	pub ueid: Vec<u8>,
	/// The device, by issuer and serial number of its own certificate.
	pub device: DeviceId,
	/// The certificates the evidence stands on, leaf first, without the root: if one is revoked, the evidence is void.
	pub certificates: Vec<CertificateId>,
	/// The last second at which all certificates are valid.
	pub valid_until: UnixTime,
	/// Links of the chain whose signatures were computed now (see [`Registry::is_verified`]), lowest first. The first
	/// is the device's own; those above it are shared by all devices of a batch or family.
	pub new_links: Vec<LinkId>,
}

/// Why evidence is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
	/// The certificates do not lead to a trusted root.
	#[error(transparent)]
	Chain(#[from] ChainError),
	/// There are not exactly [`CERTIFICATES_BELOW_ROOT`] certificates below the root. A device could make a longer
	/// chain by itself, and with it any number of identities.
	#[error("the chain does not have the five levels of NVIDIA's")]
	ChainDepth,
	/// The device's certificate names no chip that is known here.
	#[error("the certificates name no known chip")]
	UnknownChip,
	/// The certificates name different chips.
	#[error("the certificates name different chips")]
	ChipMismatch,
	/// More than [`MAX_REPORT_LENGTH`] bytes.
	#[error("the report is longer than {MAX_REPORT_LENGTH} bytes")]
	ReportTooLong,
	/// The report ends before its fields do.
	#[error("the report ends too early")]
	Truncated,
	/// Something follows the report's signature.
	#[error("something follows the report's signature")]
	TrailingBytes,
	/// The request or the response is not of SPDM 1.1.
	#[error("the report is not of SPDM 1.1")]
	SpdmVersion,
	/// The request does not ask for all measurements, signed.
	#[error("the request does not ask for all measurements with a signature")]
	Request,
	/// The response does not carry measurements.
	#[error("the response does not carry measurements")]
	Response,
	/// The response is signed by another certificate slot than the one asked for.
	#[error("the response is signed by another certificate slot than the one asked for")]
	Slot,
	/// There are no measurements, not as many as announced, not in order, or not SHA-384 digests.
	#[error("the measurements are not a well-formed list of SHA-384 digests")]
	Measurements,
	/// The opaque data is not a list of fields.
	#[error("the opaque data is not a well-formed list of fields")]
	Opaque,
	/// A field of the opaque data, by its number, is there twice.
	#[error("field {0} of the opaque data is there twice")]
	DuplicateField(u16),
	/// The fields of the opaque data are of a layout that is not known.
	#[error("the opaque data is of an unknown version")]
	OpaqueVersion,
	/// A field is missing that such a device always reports.
	#[error("the report lacks a field: {0:?}")]
	MissingField(Field),
	/// A field holds what it cannot mean.
	#[error("a field of the report is malformed: {0:?}")]
	MalformedField(Field),
	/// The mode is not one that is known, or two fields contradict each other about it.
	#[error("the report does not name one known mode of confidential computing")]
	UnknownMode,
	/// The leaf certificate does not name the firmware's digest.
	#[error("the leaf certificate does not name its firmware")]
	FwidMissing,
	/// The leaf certificate's statement about the firmware cannot be read, or there are two.
	#[error("the leaf certificate's statement about its firmware is malformed")]
	FwidMalformed,
	/// The leaf certificate's statement names the key of another device.
	#[error("the leaf certificate names the key of another device")]
	FwidDeviceMismatch,
	/// The report names another firmware than the leaf certificate.
	#[error("the report names another firmware than the leaf certificate")]
	FwidMismatch,
	/// The report is not signed by the leaf certificate's key.
	#[error("the report is not signed by the leaf certificate's key")]
	Signature,
	/// Policy: the architecture is not allowed.
	#[error("this architecture is not allowed")]
	ArchitectureNotAllowed,
	/// Policy: the driver is too old.
	#[error("the driver is too old")]
	DriverTooOld,
	/// Policy: the VBIOS is too old.
	#[error("the VBIOS is too old")]
	VbiosTooOld,
	/// Policy: the mode is not allowed.
	#[error("this mode of confidential computing is not allowed")]
	ModeNotAllowed,
	/// Policy: the report has to name the firmware's digest, and does not.
	#[error("the report does not name the firmware")]
	FwidNotReported,
	/// Policy: the leaf certificate says that the device is not secure, in recovery or under a debugger.
	#[error("the device is not secure, in recovery or under a debugger")]
	Unlocked,
	/// Policy: no measurements are known for this release of driver and VBIOS.
	#[error("no measurements are known for this driver and VBIOS")]
	UnknownRelease,
	/// Policy: the measurements are not those known for this release.
	#[error("the measurements are not those known for this driver and VBIOS")]
	NotGolden,
}

/// Checks the evidence of one GPU or switch.
///
/// `anchors` are the roots trusted: [`device_identity_root`] in production. Checks five P-384 signatures; three
/// where `registry` remembers the links that are shared by many devices, two where it remembers the device's as well.
pub fn verify(
	evidence: Evidence<'_>,
	anchors: &[Anchor],
	policy: &Policy,
	registry: &dyn Registry,
	now: UnixTime,
) -> Result<Facts, Error> {
	if evidence.report.len() > MAX_REPORT_LENGTH {
		return Err(Error::ReportTooLong);
	}
	if evidence.certificates.len() > RULES.max_certificates {
		return Err(ChainError::TooLong.into());
	}
	let report = Report::parse(evidence.report)?;
	let fields = Fields::parse(report.opaque)?;
	let chain = read_chain(evidence.certificates)?;
	let [leaf, device, provisioner, _family, ..] = chain.as_slice() else { return Err(Error::ChainDepth) };

	let trusted = verify_chain(&chain, anchors, &RULES, registry, now)?;
	if trusted.certificates.len() != CERTIFICATES_BELOW_ROOT {
		return Err(Error::ChainDepth);
	}
	let key = leaf.public_key().map_err(|_| Error::Signature)?;
	if !matches!(key, PublicKey::P384(_)) || key.verify_fixed(report.signed, report.signature).is_err() {
		return Err(Error::Signature);
	}

	let chip = Chip::of(leaf, device, provisioner)?;
	let firmware = Firmware::of(leaf, device)?;
	let device = DeviceId::new("nvidia-brom", &[device.issuer(), device.serial()]);
	let facts = facts(report, &fields, chip, firmware, trusted, leaf.serial().to_vec(), device)?;
	policy.check(&facts)?;
	Ok(facts)
}

fn read_chain<'a>(certificates: &[&'a [u8]]) -> Result<Vec<Certificate<'a>>, ChainError> {
	let read = |(place, der): (usize, &&'a [u8])| {
		Certificate::from_der(der).map_err(|error| ChainError::At { place, fault: Fault::Certificate(error) })
	};
	certificates.iter().enumerate().map(read).collect()
}

fn facts(
	report: Report<'_>,
	fields: &Fields<'_>,
	chip: Chip,
	firmware: Firmware,
	chain: ChainFacts,
	ueid: Vec<u8>,
	device: DeviceId,
) -> Result<Facts, Error> {
	let reported = fields.digest(Field::Fwid)?;
	if reported.is_some_and(|reported| reported != firmware.fwid) {
		return Err(Error::FwidMismatch);
	}
	let (driver, vbios) = versions(fields, chip.architecture)?;
	let measurements_digest = digest(&report.measurements, fields.status(Field::Nvdec0Status)?);
	Ok(Facts {
		architecture: chip.architecture,
		chip: chip.name,
		hardware: chip.hardware,
		nonce: report.nonce,
		driver,
		vbios,
		project: fields.string(Field::Project)?,
		project_sku: fields.string(Field::ProjectSku)?,
		chip_sku: fields.string(Field::ChipSku)?,
		mode: mode(fields)?,
		switches: fields.identifiers(Field::SwitchPdi)?,
		fwid: firmware.fwid,
		fwid_reported: reported.is_some(),
		unlocked: firmware.unlocked,
		measurements: report.measurements,
		measurements_digest,
		ueid,
		device,
		certificates: chain.certificates,
		valid_until: chain.valid_until,
		new_links: chain.new_links,
	})
}

/// Versions of driver and VBIOS. A GPU reports both, the latter as a number; a switch the latter alone, as text.
fn versions(fields: &Fields<'_>, architecture: Architecture) -> Result<(Option<DriverVersion>, VbiosVersion), Error> {
	let malformed = |field| move |_: VersionError| Error::MalformedField(field);
	let missing = Error::MissingField;
	if !architecture.is_gpu() {
		let text = fields.text(Field::VbiosVersion)?.ok_or(missing(Field::VbiosVersion))?;
		return Ok((None, text.parse().map_err(malformed(Field::VbiosVersion))?));
	}
	let driver = fields.text(Field::DriverVersion)?.ok_or(missing(Field::DriverVersion))?;
	let driver = driver.parse().map_err(malformed(Field::DriverVersion))?;
	let vbios = fields.get(Field::VbiosVersion).ok_or(missing(Field::VbiosVersion))?;
	let vbios = VbiosVersion::from_gpu(vbios).map_err(malformed(Field::VbiosVersion))?;
	Ok((Some(driver), vbios))
}

/// The mode, from the field that names it or, on older drivers, from the one that only knows protected PCIe.
fn mode(fields: &Fields<'_>) -> Result<Option<Mode>, Error> {
	let named = match fields.number(Field::FeatureFlag)? {
		None => None,
		Some(0) => Some(Mode::MultiGpuPassthrough),
		Some(1) => Some(Mode::SingleGpuPassthrough),
		Some(2) => Some(Mode::ProtectedPcie),
		Some(_) => return Err(Error::UnknownMode),
	};
	let protected = fields.status(Field::ProtectedPcieStatus)?;
	match (named, protected) {
		(Some(mode), Some(protected)) if protected != (mode == Mode::ProtectedPcie) => Err(Error::UnknownMode),
		(None, Some(true)) => Ok(Some(Mode::ProtectedPcie)),
		_ => Ok(named),
	}
}

/// See [`Facts::measurements_digest`].
fn digest(measurements: &[Measurement], video_decoder: Option<bool>) -> [u8; 48] {
	let skipped = |measurement: &&Measurement| measurement.index == NVDEC0_MEASUREMENT && video_decoder == Some(false);
	let mut hash = Sha384::new();
	for measurement in measurements.iter().filter(|measurement| !skipped(measurement)) {
		hash.update([measurement.index]);
		hash.update(measurement.value);
	}
	hash.finalize().into()
}
