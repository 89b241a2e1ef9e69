//! Reports of the processor, by way of Linux: the folder `tsm/report` of configfs (Documentation/ABI/testing/
//! configfs-tsm-report in its sources), the same for Intel TDX and AMD SEV-SNP since version 6.7.
//!
//! A request is a folder that the caller makes there; the kernel fills it with files. What is to be bound is written
//! into `inblob`; reading `outblob` makes the report.

use piazza_verifiers::intel::MAX_QUOTE_LENGTH;
use rand::{rngs::OsRng, RngCore};
use std::{
	fs::{self, File, OpenOptions},
	io::{self, ErrorKind, Read, Write},
	path::{Path, PathBuf},
};

/// Where Linux makes reports.
pub const FOLDER: &str = "/sys/kernel/config/tsm/report";

/// Most bytes of `outblob`: a quote is the longest kind of report.
const MAX_REPORT: usize = MAX_QUOTE_LENGTH;

/// Most bytes of `auxblob`: more than the kernel hands out (its `SEV_FW_BLOB_MAX_SIZE` is 16 KiB).
const MAX_AUXILIARY: usize = 64 * 1024;

/// Most bytes of a file that holds a word or a number.
const MAX_TEXT: usize = 64;

/// What the kernel answers when no driver makes reports: `ENXIO`.
const NO_SUCH_DEVICE: i32 = 6;

/// Who makes the reports.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Provider {
	/// Intel TDX.
	Tdx,
	/// AMD SEV-SNP.
	SevSnp,
}

/// What the kernel gave.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Report {
	/// Who made it.
	pub provider: Provider,
	/// The report; of TDX, the quote.
	pub report: Vec<u8>,
	/// What goes with it: of SEV-SNP, the certificates that the host handed over, if any.
	pub auxiliary: Vec<u8>,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum TsmError {
	/// The folder is not there.
	#[error(
		"no {}: this is not a TDX or SEV-SNP guest, or its kernel is older than 6.7, or the driver is not loaded \
		(modprobe tdx_guest, or modprobe sev-guest), or configfs is not mounted (mount -t configfs none \
		/sys/kernel/config)", .0.display()
	)]
	NoFolder(PathBuf),
	/// The folder is there, but no driver makes reports.
	#[error("no driver makes reports: load that of the processor (modprobe tdx_guest, or modprobe sev-guest)")]
	NoDriver,
	/// Only root may ask for reports.
	#[error("no right to ask for a report in {}: only root has it", .0.display())]
	NotAllowed(PathBuf),
	/// Reports are made by something that is not known here.
	#[error("reports of `{0}` are not known here, only those of `tdx_guest` and `sev_guest`")]
	UnknownProvider(String),
	/// The kernel has no report to give.
	#[error("the kernel gave no report ({0}); on TDX, the host must run the quote generation service (QGS)")]
	NoReport(io::Error),
	/// A file holds more than it may.
	#[error("`{file}` holds more than {limit} bytes")]
	TooLong {
		/// The file.
		file: &'static str,
		/// What it may hold.
		limit: usize,
	},
	/// What is written in `generation` is no number.
	#[error("`generation` holds `{0}`, which is no number")]
	Generation(String),
	/// The request was changed by somebody else, or what was to be bound did not arrive.
	#[error("the request is not as it was left: `generation` is {found} instead of {expected}. Try again")]
	Disturbed {
		/// What `generation` had to be.
		expected: u64,
		/// What it is.
		found: u64,
	},
	/// Another file cannot be read or written.
	#[error("cannot use `{file}`: {error}")]
	File {
		/// The file.
		file: &'static str,
		/// Why.
		error: io::Error,
	},
}

/// Has a report made in `folder` that binds `report_data`.
pub fn report(folder: &Path, report_data: &[u8; 64]) -> Result<Report, TsmError> {
	let request = Request::new(folder)?;
	make(&request.0, report_data)
}

/// A folder for one report, removed when this goes.
struct Request(PathBuf);

impl Request {
	fn new(folder: &Path) -> Result<Self, TsmError> {
		// Two who share a folder would disturb each other.
		let path = folder.join(format!("piazza-worker-{:016x}", OsRng.next_u64()));
		match fs::create_dir(&path) {
			Ok(()) => Ok(Self(path)),
			Err(error) => Err(refused(folder, error)),
		}
	}
}

/// Why no request can be made in `folder`.
fn refused(folder: &Path, error: io::Error) -> TsmError {
	match error.kind() {
		ErrorKind::NotFound => TsmError::NoFolder(folder.into()),
		ErrorKind::PermissionDenied => TsmError::NotAllowed(folder.into()),
		_ if error.raw_os_error() == Some(NO_SUCH_DEVICE) => TsmError::NoDriver,
		_ => TsmError::File { file: "report", error },
	}
}

impl Drop for Request {
	fn drop(&mut self) {
		if let Err(error) = fs::remove_dir(&self.0) {
			tracing::warn!("cannot remove {}: {error}", self.0.display());
		}
	}
}

/// Has a report made in the request at `path`.
fn make(path: &Path, report_data: &[u8; 64]) -> Result<Report, TsmError> {
	let provider = match text(path, "provider")?.as_str() {
		"tdx_guest" => Provider::Tdx,
		"sev_guest" => Provider::SevSnp,
		other => return Err(TsmError::UnknownProvider(other.into())),
	};
	let expected = generation(path)?.wrapping_add(1);
	write(path, "inblob", report_data)?;
	let report = read(path, "outblob", MAX_REPORT).map_err(|error| match error {
		TsmError::File { error, .. } => TsmError::NoReport(error),
		other => other,
	})?;
	let auxiliary = match provider {
		Provider::Tdx => Vec::new(),
		Provider::SevSnp => read(path, "auxblob", MAX_AUXILIARY)?,
	};
	// The kernel counts what is written, and tells of a write that failed in no other way.
	match generation(path)? {
		found if found == expected => Ok(Report { provider, report, auxiliary }),
		found => Err(TsmError::Disturbed { expected, found }),
	}
}

fn generation(path: &Path) -> Result<u64, TsmError> {
	let text = text(path, "generation")?;
	text.parse().map_err(|_| TsmError::Generation(text))
}

fn text(path: &Path, file: &'static str) -> Result<String, TsmError> {
	Ok(String::from_utf8_lossy(&read(path, file, MAX_TEXT)?).trim().into())
}

fn read(path: &Path, file: &'static str, limit: usize) -> Result<Vec<u8>, TsmError> {
	let mut bytes = Vec::new();
	File::open(path.join(file))
		.and_then(|opened| opened.take(limit as u64 + 1).read_to_end(&mut bytes))
		.map_err(|error| TsmError::File { file, error })?;
	match bytes.len() > limit {
		true => Err(TsmError::TooLong { file, limit }),
		false => Ok(bytes),
	}
}

/// The kernel takes what was written when the file is closed.
fn write(path: &Path, file: &'static str, bytes: &[u8]) -> Result<(), TsmError> {
	OpenOptions::new()
		.write(true)
		.open(path.join(file))
		.and_then(|mut opened| opened.write_all(bytes))
		.map_err(|error| TsmError::File { file, error })
}

#[cfg(test)]
mod tests;
