use super::*;
use std::{process::Command, thread};
use tempfile::TempDir;

const REPORT_DATA: [u8; 64] = [7; 64];

/// The files of a request, with a thread behind them that acts as the kernel: it takes one `inblob`, counts it as
/// `writes` writes, and then lets `outblob` be read once.
struct Kernel {
	folder: TempDir,
	taken: thread::JoinHandle<Vec<u8>>,
}

impl Kernel {
	fn new(provider: &str, report: Vec<u8>, auxiliary: &[u8], writes: u64) -> Self {
		let folder = request(provider, "41\n");
		fs::write(folder.path().join("auxblob"), auxiliary).unwrap();
		for name in ["inblob", "outblob"] {
			let made = Command::new("mkfifo").arg(folder.path().join(name)).status().unwrap();
			assert!(made.success());
		}
		let path = folder.path().to_owned();
		let taken = thread::spawn(move || {
			let taken = fs::read(path.join("inblob")).unwrap();
			fs::write(path.join("generation"), format!("{}\n", 41 + writes)).unwrap();
			// A reader that has enough closes early.
			let _ = fs::write(path.join("outblob"), report);
			taken
		});
		Self { folder, taken }
	}

	fn ask(self) -> Result<Report, TsmError> {
		let result = make(self.folder.path(), &REPORT_DATA);
		assert_eq!(self.taken.join().unwrap(), REPORT_DATA);
		result
	}
}

/// A request that nobody answers.
fn request(provider: &str, generation: &str) -> TempDir {
	let folder = tempfile::tempdir().unwrap();
	fs::write(folder.path().join("provider"), format!("{provider}\n")).unwrap();
	fs::write(folder.path().join("generation"), generation).unwrap();
	folder
}

#[test]
fn quote_is_given_when_the_kernel_is_that_of_a_tdx_guest() {
	let report = Kernel::new("tdx_guest", vec![1, 2, 3], b"ignored", 1).ask().unwrap();
	assert_eq!(report, Report { provider: Provider::Tdx, report: vec![1, 2, 3], auxiliary: Vec::new() });
}

#[test]
fn report_and_certificates_are_given_when_the_kernel_is_that_of_an_snp_guest() {
	let report = Kernel::new("sev_guest", vec![1, 2, 3], b"table", 1).ask().unwrap();
	assert_eq!(report, Report { provider: Provider::SevSnp, report: vec![1, 2, 3], auxiliary: b"table".into() });
}

#[test]
fn report_is_refused_when_somebody_else_wrote_into_the_request() {
	let error = Kernel::new("sev_guest", vec![1], b"", 2).ask().unwrap_err();
	assert!(matches!(error, TsmError::Disturbed { expected: 42, found: 43 }), "{error}");
}

#[test]
fn report_is_refused_when_the_kernel_took_nothing() {
	let error = Kernel::new("tdx_guest", vec![1], b"", 0).ask().unwrap_err();
	assert!(matches!(error, TsmError::Disturbed { expected: 42, found: 41 }), "{error}");
}

#[test]
fn report_is_refused_when_it_is_too_long() {
	let longest = Kernel::new("tdx_guest", vec![1; MAX_REPORT], b"", 1).ask().unwrap();
	assert_eq!(longest.report.len(), MAX_REPORT);
	let error = Kernel::new("tdx_guest", vec![1; MAX_REPORT + 1], b"", 1).ask().unwrap_err();
	assert!(matches!(error, TsmError::TooLong { file: "outblob", limit: MAX_REPORT }), "{error}");
	let error = Kernel::new("sev_guest", vec![1], &[0; MAX_AUXILIARY + 1], 1).ask().unwrap_err();
	assert!(matches!(error, TsmError::TooLong { file: "auxblob", limit: MAX_AUXILIARY }), "{error}");
}

#[test]
fn report_is_refused_when_its_provider_is_not_known() {
	let error = make(request("arm_cca_guest", "0").path(), &REPORT_DATA).unwrap_err();
	assert!(matches!(&error, TsmError::UnknownProvider(name) if name == "arm_cca_guest"), "{error}");
}

#[test]
fn report_is_refused_when_the_generation_is_no_number() {
	let error = make(request("tdx_guest", "many").path(), &REPORT_DATA).unwrap_err();
	assert!(matches!(&error, TsmError::Generation(text) if text == "many"), "{error}");
}

#[test]
fn report_is_refused_when_the_kernel_has_none() {
	let folder = request("tdx_guest", "0");
	fs::write(folder.path().join("inblob"), "").unwrap();
	let error = make(folder.path(), &REPORT_DATA).unwrap_err();
	assert!(matches!(&error, TsmError::NoReport(why) if why.kind() == ErrorKind::NotFound), "{error}");
	assert!(error.to_string().contains("QGS"));
}

#[test]
fn report_is_refused_when_a_file_is_missing() {
	let error = make(request("tdx_guest", "0").path(), &REPORT_DATA).unwrap_err();
	assert!(matches!(&error, TsmError::File { file: "inblob", .. }), "{error}");
}

#[test]
fn report_is_refused_with_a_way_out_when_the_folder_is_not_there() {
	let folder = tempfile::tempdir().unwrap();
	let error = report(&folder.path().join("report"), &REPORT_DATA).unwrap_err();
	assert!(matches!(error, TsmError::NoFolder(_)), "{error}");
	for word in ["6.7", "mount -t configfs none /sys/kernel/config", "modprobe tdx_guest", "modprobe sev-guest"] {
		assert!(error.to_string().contains(word), "{error}");
	}
}

#[test]
fn request_is_refused_with_a_way_out_when_no_driver_makes_reports() {
	let error = refused(Path::new(FOLDER), io::Error::from_raw_os_error(NO_SUCH_DEVICE));
	assert!(matches!(error, TsmError::NoDriver), "{error}");
	assert!(error.to_string().contains("modprobe"), "{error}");
}

#[test]
fn request_is_refused_with_a_way_out_when_it_is_not_made_by_root() {
	let error = refused(Path::new(FOLDER), ErrorKind::PermissionDenied.into());
	assert!(matches!(error, TsmError::NotAllowed(_)), "{error}");
	assert!(error.to_string().contains("root"), "{error}");
}

#[test]
fn request_is_refused_when_what_should_hold_it_is_no_folder() {
	let file = tempfile::NamedTempFile::new().unwrap();
	let error = report(file.path(), &REPORT_DATA).unwrap_err();
	assert!(matches!(error, TsmError::File { file: "report", .. }), "{error}");
}

#[test]
fn request_is_there_for_as_long_as_it_is_needed() {
	let folder = tempfile::tempdir().unwrap();
	let request = Request::new(folder.path()).unwrap();
	let other = Request::new(folder.path()).unwrap();
	assert_ne!(request.0, other.0);
	assert!(request.0.is_dir() && request.0.starts_with(folder.path()));
	drop((request, other));
	assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn request_is_removed_when_no_report_comes_of_it() {
	let folder = tempfile::tempdir().unwrap();
	let error = report(folder.path(), &REPORT_DATA).unwrap_err();
	assert!(matches!(error, TsmError::File { file: "provider", .. }), "{error}");
	assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
