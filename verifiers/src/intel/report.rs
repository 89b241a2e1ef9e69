//! What a quote says of an enclave or of a TD.

use alloc::boxed::Box;

/// The kind of trusted execution environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tee {
	/// An SGX enclave: one process's memory.
	Sgx,
	/// A TDX trust domain: a virtual machine.
	Tdx,
}

/// What a quote says of an enclave or of a TD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
	/// Of an enclave.
	Sgx(Box<SgxReport>),
	/// Of a TD.
	Tdx(Box<TdReport>),
}

impl Report {
	/// Which of the two it is.
	pub fn tee(&self) -> Tee {
		match self {
			Self::Sgx(_) => Tee::Sgx,
			Self::Tdx(_) => Tee::Tdx,
		}
	}

	/// What the enclave or the TD had put into its report.
	pub fn report_data(&self) -> &[u8; 64] {
		match self {
			Self::Sgx(report) => &report.report_data,
			Self::Tdx(report) => &report.report_data,
		}
	}
}

/// An enclave's report (`REPORTBODY` of Intel's Software Developer's Manual, volume 3D), without its reserved bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SgxReport {
	/// Security version of the processor, in the processor's own encoding.
	pub cpu_svn: [u8; 16],
	/// Which further state the processor saves when the enclave is left (MISCSELECT).
	pub misc_select: [u8; 4],
	/// The maker's extended product id.
	pub isv_ext_prod_id: [u8; 16],
	/// ATTRIBUTES: flags (8 bytes, little endian), then XFRM.
	pub attributes: [u8; 16],
	/// Measurement of the enclave's initial memory (MRENCLAVE).
	pub mr_enclave: [u8; 32],
	/// SHA-256 of the key that signed the enclave (MRSIGNER).
	pub mr_signer: [u8; 32],
	/// CONFIGID: what the host configured, if the enclave uses it.
	pub config_id: [u8; 64],
	/// The maker's number for the product.
	pub isv_prod_id: u16,
	/// The maker's security version of the product.
	pub isv_svn: u16,
	/// Security version of the configuration.
	pub config_svn: u16,
	/// The maker's id of the product family.
	pub isv_family_id: [u8; 16],
	/// What the enclave put in.
	pub report_data: [u8; 64],
}

impl SgxReport {
	/// Whether the host can read and write the enclave's memory (the DEBUG flag).
	pub fn is_debug(&self) -> bool {
		let [flags, ..] = self.attributes;
		flags & 0b10 != 0
	}
}

/// A TD's report (TDREPORT of the TDX module's ABI specification), as quotes carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TdReport {
	/// Security versions of the TDX parts when the TD started: byte 0 is the module's security version, byte 1 the
	/// module's version, byte 2 that of the SEAM loader; the rest is zero today.
	pub tee_tcb_svn: [u8; 16],
	/// Measurement of the TDX module.
	pub mr_seam: [u8; 48],
	/// Who signed the TDX module; zeros for Intel.
	pub mr_signer_seam: [u8; 48],
	/// Attributes of the TDX module.
	pub seam_attributes: [u8; 8],
	/// Attributes of the TD, little endian.
	pub td_attributes: [u8; 8],
	/// Extended processor features the TD may use, little endian.
	pub xfam: [u8; 8],
	/// Measurement of the TD's initial memory.
	pub mr_td: [u8; 48],
	/// What the host's owner configured (MRCONFIGID).
	pub mr_config_id: [u8; 48],
	/// The TD's owner (MROWNER).
	pub mr_owner: [u8; 48],
	/// What the TD's owner configured (MROWNERCONFIG).
	pub mr_owner_config: [u8; 48],
	/// Measurements that the TD extended while it ran.
	pub rtmrs: [[u8; 48]; 4],
	/// What the TD put in.
	pub report_data: [u8; 64],
	/// What TDX 1.5 adds. None in a TDX 1.0 report.
	pub td_15: Option<Td15>,
	/// What the extended TDX 1.5 report adds. None in the others.
	pub td_15_ex: Option<Td15Ex>,
}

/// Bits of a TD's attributes (TDX module ABI specification, TD_ATTRIBUTES).
pub(super) mod td_attributes {
	/// The host can read and write the TD's memory and registers.
	pub const DEBUG: u64 = 1;
	/// The host can profile the TD.
	pub const PROFILING: u64 = 0b111 << 4;
	/// The report carries a hash of service TDs bound later.
	pub const SERVICE_TD: u64 = 1 << 17;
	/// EPT violations stop the TD instead of being told to it, so that the host cannot use them to attack it.
	pub const SEPT_VE_DISABLE: u64 = 1 << 28;
	/// A migration TD may move the TD to another host.
	pub const MIGRATABLE: u64 = 1 << 29;
	/// What must be zero: bits 1 to 3, 7 to 15, 23 to 26, 32 to 61.
	pub const RESERVED: u64 = 0b111 << 1 | 0x1ff << 7 | 0b1111 << 23 | 0x3fff_ffff << 32;
}

/// What TDX 1.5 adds to a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Td15 {
	/// Security versions of the TDX parts now: the module may have been updated while the TD ran.
	pub tee_tcb_svn_2: [u8; 16],
	/// Measurement of the service TDs (a migration TD, for example) bound to the TD; zeros if there are none.
	pub mr_service_td: [u8; 48],
}

/// What the extended TDX 1.5 report adds. All of it is information: no check rests on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Td15Ex {
	/// The partition that asked for the report; 0 in a TD without partitions.
	pub vm_id: u8,
	/// Id of this start of the TD, drawn at random.
	pub td_id: [u8; 32],
	/// Hash of what is said of attached devices.
	pub device_info: [u8; 48],
	/// Hash of the service TDs bound when the TD was created.
	pub init_service_td_hash: [u8; 48],
	/// Their attributes.
	pub init_service_td_attributes: [u8; 8],
	/// CPU SVN where the TD was created.
	pub init_cpu_svn: [u8; 16],
	/// TEE TCB SVN where the TD was created.
	pub init_tee_tcb_svn: [u8; 16],
	/// Platform model where the TD was created.
	pub init_fmspc: [u8; 12],
	/// Hash of the service TDs bound now.
	pub service_td_hash: [u8; 48],
	/// Their attributes.
	pub service_td_attributes: [u8; 8],
}
