use super::{
	table::{tests::write, ASK, VCEK, VLEK},
	*,
};
use crate::attest::certificate::tests::to_pem;
use piazza_fixtures::amd::{Made, Snp};

fn asked(made: &Made, table: &[u8], files: &Files) -> Result<Machine, AmdError> {
	machine(made.report.clone(), table, files)
}

/// The evidence with these certificates in it.
fn evidence(made: &Made, endorsement: &[u8], intermediate: Option<&[u8]>) -> Machine {
	let report = made.report.clone();
	Machine::Amd { report, endorsement: endorsement.into(), intermediate: intermediate.map(Into::into) }
}

#[test]
fn certificates_are_those_that_the_host_handed_over() {
	let made = Snp::default().make();
	let table = write(&[(ASK, &made.intermediate), (VLEK, &made.root), (VCEK, &made.endorsement)]);
	let found = asked(&made, &table, &Files::default()).unwrap();
	assert_eq!(found, evidence(&made, &made.endorsement, Some(&made.intermediate)));
}

#[test]
fn certificates_are_read_in_pem_too() {
	let made = Snp::default().make();
	let table = write(&[(VCEK, &to_pem(std::slice::from_ref(&made.endorsement)))]);
	assert_eq!(asked(&made, &table, &Files::default()).unwrap(), evidence(&made, &made.endorsement, None));
}

#[test]
fn certificate_is_that_of_the_cloud_when_its_key_signed() {
	let made = Snp::cloud("CN=cloud").make();
	let table = write(&[(VCEK, &made.root), (VLEK, &made.endorsement)]);
	assert_eq!(asked(&made, &table, &Files::default()).unwrap(), evidence(&made, &made.endorsement, None));
}

#[test]
fn files_go_before_what_the_host_handed_over() {
	let made = Snp::default().make();
	let folder = tempfile::tempdir().unwrap();
	let file = |name: &str, content: &[u8]| {
		let path = folder.path().join(name);
		fs::write(&path, content).unwrap();
		Some(path)
	};
	let both = to_pem(&[made.intermediate.clone(), made.root.clone()]);
	let files = Files { vcek: file("vcek.der", &made.endorsement), ask: file("cert_chain", &both) };
	let expected = evidence(&made, &made.endorsement, Some(&made.intermediate));
	assert_eq!(asked(&made, b"", &files).unwrap(), expected);
	let table = write(&[(VCEK, &made.root), (ASK, &made.root)]);
	assert_eq!(asked(&made, &table, &files).unwrap(), expected);
}

#[test]
fn missing_certificate_of_a_chip_is_refused_with_its_address() {
	let missing = |snp: Snp| match asked(&snp.make(), b"", &Files::default()) {
		Err(AmdError::NoVcek { url }) => url,
		other => panic!("{other:?}"),
	};
	let kds = "https://kdsintf.amd.com/vcek/v1";
	let id = "33".repeat(64);
	let genoa = format!("{kds}/Genoa/{id}?blSPL=10&teeSPL=0&snpSPL=23&ucodeSPL=84");
	assert_eq!(missing(Snp::default()), genoa);
	let turin = format!("{kds}/Turin/{}?fmcSPL=1&blSPL=2&teeSPL=3&snpSPL=4&ucodeSPL=71", "33".repeat(8));
	assert_eq!(missing(Snp::turin()), turin);
	let old = Snp { version: 2, ..Snp::default() };
	assert_eq!(missing(old), genoa.replace("Genoa", "<Milan or Genoa>"));
	let error = asked(&Snp::default().make(), b"", &Files::default()).unwrap_err().to_string();
	assert!(error.contains(&genoa) && error.contains("`vcek`"), "{error}");
}

#[test]
fn missing_certificate_of_a_cloud_is_refused() {
	let error = asked(&Snp::cloud("CN=cloud").make(), b"", &Files::default()).unwrap_err();
	assert!(matches!(error, AmdError::NoVlek), "{error}");
}

#[test]
fn missing_certificate_is_refused_when_nobody_can_tell_whose_it_is() {
	let hidden = Snp { chip_id: [0; 64], ..Snp::default() };
	let error = asked(&hidden.make(), b"", &Files::default()).unwrap_err();
	assert!(matches!(error, AmdError::ChipHidden), "{error}");
}

#[test]
fn report_is_refused_when_it_has_another_length() {
	for length in [0, REPORT_LENGTH - 1, REPORT_LENGTH + 1] {
		let error = machine(vec![0; length], b"", &Files::default()).unwrap_err();
		assert!(matches!(error, AmdError::Length(found) if found == length), "{error}");
	}
}

#[test]
fn report_is_refused_when_no_known_key_signed_it() {
	let unsigned = Snp { signing_key: 7, ..Snp::default() };
	let error = asked(&unsigned.make(), b"", &Files::default()).unwrap_err();
	assert!(matches!(error, AmdError::SigningKey), "{error}");
}

#[test]
fn table_is_refused_when_it_is_damaged() {
	let error = asked(&Snp::default().make(), &[1; 24], &Files::default()).unwrap_err();
	assert!(matches!(error, AmdError::Table(TableError::OutOfRange)), "{error}");
}

#[test]
fn certificate_is_refused_when_the_host_handed_over_something_else() {
	let table = write(&[(VCEK, b"certificate")]);
	let error = asked(&Snp::default().make(), &table, &Files::default()).unwrap_err();
	assert!(matches!(error, AmdError::Certificate(CertificateError::Der(_))), "{error}");
}

#[test]
fn file_is_refused_by_name_when_it_is_missing_or_holds_no_certificate() {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("vcek.der");
	let files = Files { vcek: Some(path.clone()), ask: None };
	let made = Snp::default().make();
	let error = asked(&made, b"", &files).unwrap_err();
	assert!(matches!(error, AmdError::File { .. }) && error.to_string().contains("vcek.der"), "{error}");
	fs::write(path, "certificate").unwrap();
	let error = asked(&made, b"", &files).unwrap_err();
	assert!(matches!(error, AmdError::FileContent { .. }) && error.to_string().contains("vcek.der"), "{error}");
}
