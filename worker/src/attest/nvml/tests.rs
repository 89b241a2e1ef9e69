use super::*;
use crate::attest::certificate::tests::to_pem;
use piazza_fixtures::nvidia::{Evidence, Parameters};

const NOTED: [u8; 32] = [5; 32];

/// What a stand-in answers for a GPU.
type Answer = fn(&Evidence) -> Result<(Vec<u8>, Vec<u8>), NvmlError>;

/// A stand-in for the driver.
struct Fake {
	count: Result<u32, fn() -> NvmlError>,
	answer: Answer,
}

impl Fake {
	/// One GPU that answers this.
	fn one(answer: Answer) -> Self {
		Self { count: Ok(1), answer }
	}

	fn asked(&self) -> Result<Device, GpuError> {
		ask(self, &NOTED).unwrap().pop().unwrap()
	}
}

impl Gpus for Fake {
	fn count(&self) -> Result<u32, NvmlError> {
		self.count.map_err(|error| error())
	}

	fn report(&self, _: u32, nonce: &[u8; 32]) -> Result<Vec<u8>, NvmlError> {
		Ok((self.answer)(&evidence(*nonce))?.0)
	}

	fn certificates(&self, _: u32) -> Result<Vec<u8>, NvmlError> {
		Ok((self.answer)(&evidence(NOTED))?.1)
	}
}

fn evidence(nonce: [u8; 32]) -> Evidence {
	Evidence::new(&Parameters { nonce, ..Parameters::default() })
}

fn good(evidence: &Evidence) -> Result<(Vec<u8>, Vec<u8>), NvmlError> {
	Ok((evidence.report.clone(), to_pem(&evidence.certificates)))
}

/// A good report with `more` roots behind the certificates.
fn longer(evidence: &Evidence, more: usize) -> Result<(Vec<u8>, Vec<u8>), NvmlError> {
	let root = evidence.root.certificate.clone();
	let certificates = [evidence.certificates.clone(), vec![root; more]].concat();
	Ok((evidence.report.clone(), to_pem(&certificates)))
}

#[test]
fn evidence_of_each_gpu_is_its_answer_to_the_nonce() {
	let Evidence { report, certificates, .. } = evidence(NOTED);
	let expected = Device { report, certificates };
	let answers = ask(&Fake { count: Ok(2), answer: good }, &NOTED).unwrap();
	assert_eq!(answers.into_iter().collect::<Result<Vec<_>, _>>().unwrap(), [expected.clone(), expected]);
}

#[test]
fn evidence_has_no_root_when_there_would_be_too_many_certificates() {
	assert_eq!(Fake::one(|evidence| longer(evidence, 1)).asked().unwrap().certificates, evidence(NOTED).certificates);
}

#[test]
fn evidence_is_refused_when_there_are_too_many_certificates() {
	let error = Fake::one(|evidence| longer(evidence, 2)).asked().unwrap_err();
	assert!(matches!(error, GpuError::TooManyCertificates { gpu: 0, count: 6 }), "{error}");
}

#[test]
fn there_is_none_when_there_are_no_gpus() {
	assert!(ask(&Fake { count: Ok(0), answer: good }, &NOTED).unwrap().is_empty());
}

#[test]
fn evidence_is_refused_when_there_are_too_many_gpus() {
	assert_eq!(ask(&Fake { count: Ok(12), answer: good }, &NOTED).unwrap().len(), MAX_DEVICES);
	let error = ask(&Fake { count: Ok(13), answer: good }, &NOTED).unwrap_err();
	assert!(matches!(error, GpuError::TooMany(13)), "{error}");
}

#[test]
fn evidence_is_refused_when_the_driver_fails() {
	let error = ask(&Fake { count: Err(|| NvmlError::Unknown), answer: good }, &NOTED).unwrap_err();
	assert!(matches!(error, GpuError::Driver(NvmlError::Unknown)) && !error.is_absence(), "{error}");
}

#[test]
fn evidence_is_absent_with_a_way_out_when_confidential_computing_is_off() {
	let off: Answer = |_| Err(NvmlError::NotSupported);
	let none: Answer = |_| Err(NvmlError::NotFound);
	let old: Answer = |_| Err(NvmlError::FunctionNotFound);
	let older: Answer = |_| Err(NvmlError::FailedToLoadSymbol("nvmlDeviceGetConfComputeGpuAttestationReport".into()));
	for answer in [off, none, old, older] {
		let error = Fake::one(answer).asked().unwrap_err();
		assert!(matches!(error, GpuError::Off { gpu: 0 }) && error.is_absence(), "{error}");
		assert!(error.to_string().contains("nvidia-smi conf-compute"), "{error}");
	}
}

#[test]
fn evidence_is_refused_when_a_gpu_fails() {
	let error = Fake::one(|_| Err(NvmlError::GpuLost)).asked().unwrap_err();
	let lost = matches!(error, GpuError::Failed { gpu: 0, error: NvmlError::GpuLost });
	assert!(lost && !error.is_absence(), "{error}");
}

#[test]
fn evidence_is_refused_when_the_report_does_not_answer_the_nonce() {
	let other: Answer = |_| good(&evidence([6; 32]));
	let long: Answer = |evidence| Ok(([evidence.report.clone(), vec![0; MAX_REPORT_LENGTH]].concat(), Vec::new()));
	let empty: Answer = |_| Ok((Vec::new(), Vec::new()));
	for answer in [other, long, empty] {
		let error = Fake::one(answer).asked().unwrap_err();
		assert!(matches!(error, GpuError::Report { gpu: 0 }), "{error}");
	}
}

#[test]
fn evidence_is_refused_when_the_certificates_cannot_be_read() {
	let error = Fake::one(|evidence| Ok((evidence.report.clone(), Vec::new()))).asked().unwrap_err();
	assert!(matches!(error, GpuError::Certificate { gpu: 0, error: CertificateError::Empty }), "{error}");
}

#[test]
fn driver_is_absent_when_there_is_no_library() {
	let Err(error) = Driver::open(Path::new("/nowhere/libnvidia-ml.so.1")) else { panic!("there is one") };
	assert!(matches!(error, GpuError::NoLibrary(_)) && error.is_absence(), "{error}");
	assert!(error.to_string().contains("no NVIDIA driver"), "{error}");
}
