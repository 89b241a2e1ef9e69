//! `piazza-worker attest`, on a machine without confidential hardware.

mod program;

use base64ct::{Base64, Encoding};
use piazza_fixtures::{
	nvidia::{Evidence, Parameters},
	software::{software, DEVELOPMENT_ROOT},
};
use piazza_worker::attest::{devices_digest, software::Measurement, Hardware};
use program::{complained, printed, program};
use std::{
	fs,
	path::{Path, PathBuf},
	process::{Command, Output},
};
use tempfile::TempDir;

const REPORT_DATA: &str = "0x\
	0101010101010101010101010101010101010101010101010101010101010101\
	0101010101010101010101010101010101010101010101010101010101010101";

/// Runs `attest` in `folder`, where libraries are looked for first.
fn attest(folder: &Path, arguments: &[&str]) -> Output {
	program(folder)
		.arg("attest")
		.args(arguments)
		.env("LD_LIBRARY_PATH", folder)
		.env("FAKE_GPU", folder)
		.output()
		.expect("the program starts")
}

/// Whether this machine could attest, and the tests of one that cannot mean nothing.
fn has_hardware() -> bool {
	Hardware::default().reports.exists()
}

/// A folder with a driver's library in it ([`driver`](attest/driver.rs)).
fn with_driver() -> (TempDir, PathBuf) {
	let folder = tempfile::tempdir().unwrap();
	let library = folder.path().join("libnvidia-ml.so.1");
	let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/attest/driver.rs");
	let built = Command::new("rustc")
		.args(["--edition", "2021", "--crate-type", "cdylib", "--crate-name", "driver", "-o"])
		.args([library.as_path(), Path::new(source)])
		.status()
		.unwrap();
	assert!(built.success());
	let Evidence { report, certificates, .. } = Evidence::new(&Parameters::default());
	fs::write(folder.path().join("report"), report).unwrap();
	let pem = |der| {
		let body = Base64::encode_string(der);
		format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
	};
	let certificates: String = certificates.iter().map(|der| pem(der)).collect();
	fs::write(folder.path().join("certificates"), certificates).unwrap();
	(folder, library)
}

#[test]
fn machine_without_hardware_is_told_what_is_missing() {
	if has_hardware() {
		return;
	}
	let folder = tempfile::tempdir().unwrap();
	let output = attest(folder.path(), &[]);
	assert!(printed(&output).contains("GPUs"), "{}", printed(&output));
	for text in [printed(&output), complained(&output)] {
		for word in ["/sys/kernel/config/tsm/report", "6.7", "mount -t configfs"] {
			assert!(text.contains(word), "{text}");
		}
	}
}

#[test]
fn evidence_is_refused_with_the_remedy_when_there_is_no_hardware() {
	if has_hardware() {
		return;
	}
	let folder = tempfile::tempdir().unwrap();
	let error = complained(&attest(folder.path(), &["--report-data", REPORT_DATA, "--out", "evidence"]));
	assert!(error.contains("modprobe tdx_guest"), "{error}");
	assert!(!folder.path().join("evidence").exists());
}

#[test]
fn gpus_are_told_apart_by_what_they_give() {
	let (folder, _) = with_driver();
	let text = printed(&attest(folder.path(), &[]));
	assert!(text.contains("1 of 2 gave evidence") && text.contains("GPU 1: confidential computing is off"), "{text}");
}

#[test]
fn gpus_that_attest_answer_the_nonce() {
	let (folder, library) = with_driver();
	// Of this process: no other test here reads or writes it.
	std::env::set_var("FAKE_GPU", folder.path());
	let devices = Hardware { library, ..Hardware::default() }.devices(&[3; 32]).unwrap();
	let Evidence { report, certificates, .. } = Evidence::new(&Parameters { nonce: [3; 32], ..Parameters::default() });
	assert_eq!(devices.len(), 1);
	assert_eq!(devices[0].certificates, certificates);
	// The stand-in cannot sign.
	let unsigned = report.len() - 96;
	assert_eq!(devices[0].report[..unsigned], report[..unsigned]);
	assert_ne!(devices_digest(&devices), [0; 32]);
}

#[test]
fn software_evidence_is_written_as_the_chain_reads_it() {
	let folder = tempfile::tempdir().unwrap();
	let arguments = ["--software", "--device", "one", "--report-data", REPORT_DATA, "--out", "evidence"];
	let output = attest(folder.path(), &arguments);
	assert!(output.status.success(), "{}", complained(&output));
	assert!(printed(&output).contains("FOR DEVELOPMENT CHAINS"), "{}", printed(&output));

	let made = software(DEVELOPMENT_ROOT, "one", Measurement::default().0, [1; 64]);
	// 148 bytes; two certificates; no devices. Lengths from 64 to 16383 are written as four times the number plus one.
	let compact = |length: usize| (length as u16 * 4 + 1).to_le_bytes();
	let mut expected = vec![4];
	expected.extend(compact(148));
	expected.extend(made.report);
	expected.extend(made.signature);
	expected.push(2 * 4);
	for certificate in made.chain {
		expected.extend(compact(certificate.len()));
		expected.extend(certificate);
	}
	expected.push(0);
	assert_eq!(fs::read(folder.path().join("evidence")).unwrap(), expected);
}

#[test]
fn software_is_described_when_nothing_is_to_be_bound() {
	let folder = tempfile::tempdir().unwrap();
	let output = attest(folder.path(), &["--software"]);
	let text = printed(&output);
	assert!(output.status.success(), "{}", complained(&output));
	let measurement = hex::encode(Measurement::default().0);
	assert!(text.contains("development") && text.contains(&measurement), "{text}");
}

#[test]
fn software_is_that_of_the_configuration_when_one_is_named() {
	let folder = tempfile::tempdir().unwrap();
	let text = "node = \"ws://127.0.0.1:9\"\nowner = \"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\"\n\
		key = \"//Bob\"\ndata_dir = \"data\"\n[attestation]\nsource = \"software\"\ndevice = \"from-the-file\"\n";
	fs::write(folder.path().join("worker.toml"), text).unwrap();
	let output = attest(folder.path(), &["--config", "worker.toml"]);
	assert!(output.status.success(), "{}", complained(&output));
	assert!(printed(&output).contains("from-the-file"), "{}", printed(&output));
}

#[test]
fn arguments_are_refused_when_they_make_no_sense() {
	let folder = tempfile::tempdir().unwrap();
	let cases: [(&[&str], &str); 5] = [
		(&["--report-data", "0x12"], "128 hex digits"),
		(&["--report-data", REPORT_DATA, "--nonce", "12"], "64 hex digits"),
		(&["--nonce", &"01".repeat(32)], "--report-data"),
		(&["--out", "evidence"], "--report-data"),
		(&["--software", "--device", "a b"], "no name of a device"),
	];
	for (arguments, expected) in cases {
		let error = complained(&attest(folder.path(), arguments));
		assert!(error.contains(expected), "{error}");
	}
}
