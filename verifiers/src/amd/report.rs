//! The attestation report: layout of table "ATTESTATION_REPORT Structure" in AMD's SEV Secure Nested Paging Firmware
//! ABI Specification (document 56860), versions 2 to 5.

use super::{Error, Product};
use crate::bytes::{EndOfInput, Reader};

/// The length of every report, in bytes.
pub const REPORT_LENGTH: usize = 0x4a0;

/// How many bytes of a report, from its start, are under its signature.
const SIGNED_LENGTH: usize = 0x2a0;

/// ECDSA on P-384 over SHA-384: the one signature algorithm there is.
const ECDSA_P384_SHA384: u32 = 1;

/// The width of `r` and of `s` on P-384, and of the fields they stand in.
const SCALAR_LENGTH: usize = 48;
const SCALAR_FIELD_LENGTH: usize = 72;

/// Which key signed a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningKey {
	/// The versioned chip endorsement key: derived from the chip's secret and its firmware's versions.
	Vcek,
	/// The versioned loaded endorsement key: lent by AMD to a cloud, which loads it into its machines. It names the
	/// cloud, and no chip.
	Vlek,
}

/// Security versions of the firmware a chip runs, each a number that grows when a weakness is repaired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tcb {
	/// The firmware of the FMC (first mutable code); Turin has it, Milan and Genoa leave it 0.
	pub fmc: u8,
	/// The secure processor's boot loader.
	pub boot_loader: u8,
	/// The secure processor's operating system.
	pub tee: u8,
	/// The SNP firmware.
	pub snp: u8,
	/// The microcode of the cores, counted for each stepping on its own.
	pub microcode: u8,
}

impl Tcb {
	/// Reads the product's layout of `TCB_VERSION`.
	fn read(product: Product, bytes: [u8; 8]) -> Self {
		match (product, bytes) {
			(Product::Milan | Product::Genoa, [boot_loader, tee, _, _, _, _, snp, microcode]) => {
				Self { fmc: 0, boot_loader, tee, snp, microcode }
			}
			(Product::Turin, [fmc, boot_loader, tee, snp, _, _, _, microcode]) => {
				Self { fmc, boot_loader, tee, snp, microcode }
			}
		}
	}

	/// Whether no part of it is older than the same part of `minimum`.
	pub fn is_at_least(&self, minimum: &Self) -> bool {
		self.fmc >= minimum.fmc
			&& self.boot_loader >= minimum.boot_loader
			&& self.tee >= minimum.tee
			&& self.snp >= minimum.snp
			&& self.microcode >= minimum.microcode
	}
}

/// The processor, as CPUID function 1 tells it (family and model with their extensions added).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cpu {
	/// Family: 0x19 for Milan and Genoa, 0x1a for Turin.
	pub family: u8,
	/// Model.
	pub model: u8,
	/// Stepping.
	pub stepping: u8,
}

impl Cpu {
	/// The product whose keys such a processor has. Bergamo and Siena have Genoa's.
	pub fn product(&self) -> Option<Product> {
		match (self.family, self.model) {
			(0x19, 0x00..=0x0f) => Some(Product::Milan),
			(0x19, 0x10..=0x1f | 0xa0..=0xaf) => Some(Product::Genoa),
			(0x1a, 0x00..=0x1f) => Some(Product::Turin),
			_ => None,
		}
	}
}

/// What the guest's owner demanded of the platform at launch (`POLICY`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuestPolicy(pub u64);

impl GuestPolicy {
	/// Bit 18: a migration agent may move the guest to another machine.
	pub const MIGRATION_AGENT: u64 = 1 << 18;
	/// Bit 19: the host may debug the guest, which means to read all of it.
	pub const DEBUG: u64 = 1 << 19;
	/// Bit 20: the guest runs on one socket only.
	pub const SINGLE_SOCKET: u64 = 1 << 20;

	/// Whether a migration agent may move the guest.
	pub fn migration_agent(&self) -> bool {
		self.0 & Self::MIGRATION_AGENT != 0
	}

	/// Whether the host may debug the guest.
	pub fn debug(&self) -> bool {
		self.0 & Self::DEBUG != 0
	}

	/// Whether the guest is bound to one socket.
	pub fn single_socket(&self) -> bool {
		self.0 & Self::SINGLE_SOCKET != 0
	}
}

/// How the platform is set up (`PLATFORM_INFO`), and what a policy may ask of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlatformInfo(pub u64);

impl PlatformInfo {
	/// Bit 0: simultaneous multithreading is on.
	pub const SMT: u64 = 1;
	/// Bit 1: all memory is encrypted, that of the host too.
	pub const TSME: u64 = 1 << 1;
	/// Bit 2: memory corrects errors.
	pub const ECC: u64 = 1 << 2;
	/// Bit 3: the host cannot read the power meter (RAPL).
	pub const RAPL_DISABLED: u64 = 1 << 3;
	/// Bit 4: the host cannot read the ciphertext of the guest's memory.
	pub const CIPHERTEXT_HIDING: u64 = 1 << 4;
	/// Bit 5: memory was checked for aliases at boot and at reset (the repair of BadRAM, AMD-SB-3015).
	pub const ALIAS_CHECK_COMPLETE: u64 = 1 << 5;
	/// Bit 7: devices may be assigned to the guest under SEV-TIO.
	pub const TIO: u64 = 1 << 7;
}

/// The fields of a report in their order, read but not yet believed.
pub(super) struct Report<'a> {
	pub signed: &'a [u8],
	/// `r ‖ s`, big-endian.
	pub signature: [u8; 2 * SCALAR_LENGTH],
	pub signing_key: SigningKey,
	pub version: u32,
	pub guest_svn: u32,
	pub guest_policy: GuestPolicy,
	pub family_id: [u8; 16],
	pub image_id: [u8; 16],
	pub vmpl: u32,
	pub current_tcb: [u8; 8],
	pub platform_info: PlatformInfo,
	pub author_key_digest: Option<[u8; 48]>,
	pub report_data: [u8; 64],
	pub measurement: [u8; 48],
	pub host_data: [u8; 32],
	pub id_key_digest: [u8; 48],
	pub report_id: [u8; 32],
	pub reported_tcb: [u8; 8],
	pub cpu: Option<Cpu>,
	pub chip_id: [u8; 64],
	pub committed_tcb: [u8; 8],
	pub launch_tcb: [u8; 8],
	pub launch_mitigations: Option<u64>,
	pub current_mitigations: Option<u64>,
}

impl<'a> Report<'a> {
	/// Reads a report; nothing may follow it, and what is not under the signature must be 0.
	pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
		if bytes.len() != REPORT_LENGTH {
			return Err(Error::Length);
		}
		let (signed, signature) = bytes.split_at_checked(SIGNED_LENGTH).ok_or(Error::Length)?;
		let mut reader = Reader::new(signed);
		let version = reader.u32_le()?;
		if !(2..=5).contains(&version) {
			return Err(Error::Version(version));
		}
		let guest_svn = reader.u32_le()?;
		let guest_policy = GuestPolicy(reader.u64_le()?);
		let family_id = reader.array()?;
		let image_id = reader.array()?;
		let vmpl = reader.u32_le()?;
		if reader.u32_le()? != ECDSA_P384_SHA384 {
			return Err(Error::SignatureAlgorithm);
		}
		let current_tcb = reader.array()?;
		let platform_info = PlatformInfo(reader.u64_le()?);
		let flags = reader.u32_le()?;
		let signing_key = match (flags >> 2) & 0b111 {
			0 => SigningKey::Vcek,
			1 => SigningKey::Vlek,
			_ => return Err(Error::SigningKey),
		};
		reader.take(4)?;
		let report_data = reader.array()?;
		let measurement = reader.array()?;
		let host_data = reader.array()?;
		let id_key_digest = reader.array()?;
		let author_key_digest = reader.array()?;
		let report_id = reader.array()?;
		// The id of the migration agent.
		reader.take(32)?;
		let reported_tcb = reader.array()?;
		let cpu = Cpu { family: reader.u8()?, model: reader.u8()?, stepping: reader.u8()? };
		reader.take(21)?;
		let chip_id = reader.array()?;
		let committed_tcb = reader.array()?;
		// Version numbers of the current and the committed firmware: builds, not security versions.
		reader.take(8)?;
		let launch_tcb = reader.array()?;
		let launch_mitigations = reader.u64_le()?;
		let current_mitigations = reader.u64_le()?;
		Ok(Self {
			signed,
			signature: read_signature(signature)?,
			signing_key,
			version,
			guest_svn,
			guest_policy,
			family_id,
			image_id,
			vmpl,
			current_tcb,
			platform_info,
			// Bit 0: there is an author key.
			author_key_digest: (flags & 1 != 0).then_some(author_key_digest),
			report_data,
			measurement,
			host_data,
			id_key_digest,
			report_id,
			reported_tcb,
			cpu: (version >= 3).then_some(cpu),
			chip_id,
			committed_tcb,
			launch_tcb,
			launch_mitigations: (version >= 5).then_some(launch_mitigations),
			current_mitigations: (version >= 5).then_some(current_mitigations),
		})
	}

	/// One of its TCB versions, read as the product lays it out.
	pub(super) fn tcb(product: Product, bytes: [u8; 8]) -> Tcb {
		Tcb::read(product, bytes)
	}
}

/// Turns `r` and `s`, little-endian in fields of 72 bytes, into 48 big-endian bytes each. The rest must be 0: it is not
/// under the signature.
fn read_signature(bytes: &[u8]) -> Result<[u8; 2 * SCALAR_LENGTH], Error> {
	let mut reader = Reader::new(bytes);
	let mut both = [0; 2 * SCALAR_LENGTH];
	let (r, s) = both.split_at_mut(SCALAR_LENGTH);
	for scalar in [r, s] {
		let mut field = Reader::new(reader.take(SCALAR_FIELD_LENGTH)?);
		for (to, from) in scalar.iter_mut().rev().zip(field.take(SCALAR_LENGTH)?) {
			*to = *from;
		}
		all_zero(field.rest())?;
	}
	all_zero(reader.rest())?;
	Ok(both)
}

fn all_zero(bytes: &[u8]) -> Result<(), Error> {
	match bytes.iter().all(|byte| *byte == 0) {
		true => Ok(()),
		false => Err(Error::Unsigned),
	}
}

impl From<EndOfInput> for Error {
	fn from(EndOfInput: EndOfInput) -> Self {
		Self::Length
	}
}
