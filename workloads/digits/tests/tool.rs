//! The tool `digits`, started as people start it.

use piazza_digits::{dataset, PROGRAM};
use std::{
	fs,
	path::Path,
	process::{Command, Output},
};

fn digits(folder: &Path, arguments: &str) -> Output {
	Command::new(env!("CARGO_BIN_EXE_digits")).current_dir(folder).args(arguments.split(' ')).output().unwrap()
}

fn refusal(folder: &Path, arguments: &str) -> String {
	let output = digits(folder, arguments);
	assert!(!output.status.success());
	String::from_utf8(output.stderr).unwrap()
}

#[test]
fn sample_writes_images_and_labels_when_there_are_enough() {
	let folder = tempfile::tempdir().unwrap();
	assert!(digits(folder.path(), "sample --rows 3 --skip 497 --input in --labels labels").status.success());
	let expected = &dataset::test().unwrap()[497..];
	let images = expected.iter().flat_map(|digit| digit.pixels).collect::<Vec<_>>();
	assert_eq!(fs::read(folder.path().join("in")).unwrap(), images);
	let labels = expected.iter().map(|digit| format!("{}\n", digit.label)).collect::<String>();
	assert_eq!(fs::read_to_string(folder.path().join("labels")).unwrap(), labels);
}

#[test]
fn sample_fails_when_rows_are_none_or_too_many() {
	let folder = tempfile::tempdir().unwrap();
	let error = refusal(folder.path(), "sample --rows 4 --skip 497 --input in --labels labels");
	assert!(error.contains("500 test images"), "{error}");
	let error = refusal(folder.path(), "sample --rows 0 --input in --labels labels");
	assert!(error.contains("at least one"), "{error}");
	assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
}

#[test]
fn score_counts_right_answers_when_output_and_labels_fit() {
	let folder = tempfile::tempdir().unwrap();
	fs::write(folder.path().join("labels"), "3\n1\n4\n1\n").unwrap();
	fs::write(folder.path().join("out"), [3, 1, 4, 5]).unwrap();
	let output = digits(folder.path(), "score --output out --labels labels");
	assert!(output.status.success());
	assert_eq!(String::from_utf8(output.stdout).unwrap(), "3 of 4 right (75.0 %)\n");
}

#[test]
fn score_fails_when_output_and_labels_do_not_fit() {
	let folder = tempfile::tempdir().unwrap();
	for (labels, output, expected) in [
		("3\n1\n", &[3][..], "1 answers, but there are 2 labels"),
		("", &[], "no labels"),
		("three\n", &[3], "one digit a line"),
		("3\n", &[10], "no digits"),
	] {
		fs::write(folder.path().join("labels"), labels).unwrap();
		fs::write(folder.path().join("out"), output).unwrap();
		let error = refusal(folder.path(), "score --output out --labels labels");
		assert!(error.contains(expected), "{error}");
	}
	assert!(refusal(folder.path(), "score --output missing --labels labels").contains("cannot read missing"));
}

#[test]
fn program_writes_the_module_when_asked() {
	let folder = tempfile::tempdir().unwrap();
	let output = digits(folder.path(), "program --out digits.wasm");
	assert!(output.status.success());
	assert_eq!(fs::read(folder.path().join("digits.wasm")).unwrap(), PROGRAM);
	let hash = String::from_utf8(output.stdout).unwrap();
	assert!(hash.starts_with("0x") && hash.trim().len() == 66, "{hash}");
}

#[test]
fn files_are_named_when_they_cannot_be_written() {
	let folder = tempfile::tempdir().unwrap();
	assert!(refusal(folder.path(), "program --out no/such/folder").contains("cannot write no/such/folder"));
}
