//! Reports of NVIDIA's GPUs, by way of their driver's management library (NVML).
//!
//! The library asks a GPU for all its measurements (SPDM, GET_MEASUREMENTS) with the caller's nonce, and gives request
//! (37 bytes) and response in one piece, as NVIDIA's verifiers take it (`AttestationReport` in nvtrust). It does not know
//! NVSwitches.

use super::{
	certificate::{self, CertificateError},
	Device,
};
use nvml_wrapper::{error::NvmlError, Nvml};
use piazza_verifiers::nvidia::{CERTIFICATES_BELOW_ROOT, MAX_REPORT_LENGTH};
use std::path::{Path, PathBuf};

/// The library, by the name that every driver gives it.
pub const LIBRARY: &str = "libnvidia-ml.so.1";

/// Most GPUs in one worker's evidence.
pub const MAX_DEVICES: usize = 12;

/// Most certificates of a GPU: four, and the root's own.
const MAX_CERTIFICATES: usize = CERTIFICATES_BELOW_ROOT + 1;

/// Where the nonce stands in the request.
const NONCE: usize = 4;

/// What the driver is asked. [`Driver`] asks it; tests have a stand-in.
pub trait Gpus {
	/// How many GPUs there are.
	fn count(&self) -> Result<u32, NvmlError>;

	/// What the GPU says to `nonce`: request and response.
	fn report(&self, gpu: u32, nonce: &[u8; 32]) -> Result<Vec<u8>, NvmlError>;

	/// The certificates of the key that signs its reports, leaf first, in PEM.
	fn certificates(&self, gpu: u32) -> Result<Vec<u8>, NvmlError>;
}

/// Why GPUs, or one of them, give no evidence.
#[derive(Debug, thiserror::Error)]
pub enum GpuError {
	/// The library cannot be loaded.
	#[error("{} not found: there is no NVIDIA driver here", .0.display())]
	NoLibrary(PathBuf),
	/// The library is there, the driver is not.
	#[error("the NVIDIA driver is not loaded (modprobe nvidia)")]
	NoDriver,
	/// The driver fails.
	#[error("the NVIDIA driver fails: {0}")]
	Driver(NvmlError),
	/// There are more GPUs than evidence holds.
	#[error("there are {0} GPUs, and evidence holds at most {MAX_DEVICES}: give each virtual machine fewer of them")]
	TooMany(u32),
	/// The GPU attests nothing.
	#[error(
		"GPU {gpu}: confidential computing is off (`nvidia-smi conf-compute -f` shows it), or this GPU or its driver has \
		none. It is switched on from the host, with NVIDIA's gpu-admin-tools: nvidia_gpu_tools.py --set-cc-mode=on \
		--reset-after-cc-mode-switch"
	)]
	Off {
		/// Its number, from 0.
		gpu: u32,
	},
	/// The GPU fails.
	#[error("GPU {gpu}: {error}")]
	Failed {
		/// Its number, from 0.
		gpu: u32,
		/// Why.
		error: NvmlError,
	},
	/// The report is not one to this nonce.
	#[error(
		"GPU {gpu}: its report does not begin with the request for it, or is longer than {MAX_REPORT_LENGTH} bytes"
	)]
	Report {
		/// Its number, from 0.
		gpu: u32,
	},
	/// The certificates cannot be read.
	#[error("GPU {gpu}: its certificates cannot be used: {error}")]
	Certificate {
		/// Its number, from 0.
		gpu: u32,
		/// Why.
		error: CertificateError,
	},
	/// There are more certificates than NVIDIA's chains have.
	#[error("GPU {gpu}: it has {count} certificates, and evidence holds at most {MAX_CERTIFICATES}")]
	TooManyCertificates {
		/// Its number, from 0.
		gpu: u32,
		/// How many.
		count: usize,
	},
}

impl GpuError {
	/// Whether there is nothing to attest, rather than something that fails to.
	pub fn is_absence(&self) -> bool {
		matches!(self, Self::NoLibrary(_) | Self::NoDriver | Self::Off { .. })
	}
}

/// What each GPU answers to `nonce`, in the driver's order.
pub fn ask(gpus: &impl Gpus, nonce: &[u8; 32]) -> Result<Vec<Result<Device, GpuError>>, GpuError> {
	let count = gpus.count().map_err(GpuError::Driver)?;
	match usize::try_from(count) {
		Ok(0..=MAX_DEVICES) => Ok((0..count).map(|gpu| ask_one(gpus, gpu, nonce)).collect()),
		_ => Err(GpuError::TooMany(count)),
	}
}

fn ask_one(gpus: &impl Gpus, gpu: u32, nonce: &[u8; 32]) -> Result<Device, GpuError> {
	let failed = |error| match is_unable(&error) {
		true => GpuError::Off { gpu },
		false => GpuError::Failed { gpu, error },
	};
	let report = gpus.report(gpu, nonce).map_err(failed)?;
	let asked = report.get(NONCE..).and_then(<[u8]>::first_chunk);
	if asked != Some(nonce) || report.len() > MAX_REPORT_LENGTH {
		return Err(GpuError::Report { gpu });
	}
	let pem = gpus.certificates(gpu).map_err(failed)?;
	let mut certificates = certificate::chain(&pem).map_err(|error| GpuError::Certificate { gpu, error })?;
	// The chain knows the root.
	if certificates.len() > MAX_CERTIFICATES {
		certificates.pop_if(|last| certificate::is_self_issued(last));
	}
	match certificates.len() {
		0..=MAX_CERTIFICATES => Ok(Device { report, certificates }),
		count => Err(GpuError::TooManyCertificates { gpu, count }),
	}
}

/// Whether GPU or driver cannot attest at all. Where confidential computing is off, NVIDIA's kernel module finds no object
/// to ask.
fn is_unable(error: &NvmlError) -> bool {
	use NvmlError::*;
	matches!(error, NotSupported | NotFound | FunctionNotFound | FailedToLoadSymbol(_))
}

/// The driver of this machine.
pub struct Driver(Nvml);

impl Driver {
	/// Loads the driver's library.
	pub fn open(library: &Path) -> Result<Self, GpuError> {
		match Nvml::builder().lib_path(library.as_os_str()).init() {
			Ok(nvml) => Ok(Self(nvml)),
			Err(NvmlError::LibloadingError(_) | NvmlError::LibraryNotFound) => Err(GpuError::NoLibrary(library.into())),
			Err(NvmlError::DriverNotLoaded) => Err(GpuError::NoDriver),
			Err(error) => Err(GpuError::Driver(error)),
		}
	}
}

impl Gpus for Driver {
	fn count(&self) -> Result<u32, NvmlError> {
		self.0.device_count()
	}

	fn report(&self, gpu: u32, nonce: &[u8; 32]) -> Result<Vec<u8>, NvmlError> {
		Ok(self.0.device_by_index(gpu)?.confidential_compute_gpu_attestation_report(*nonce)?.attestation_report)
	}

	fn certificates(&self, gpu: u32) -> Result<Vec<u8>, NvmlError> {
		Ok(self.0.device_by_index(gpu)?.confidential_compute_gpu_certificate()?.attestation_cert_chain)
	}
}

#[cfg(test)]
mod tests;
