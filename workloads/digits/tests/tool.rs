//! The tool `digits`, started as people start it.

use piazza_digits::{
	dataset::{self, Digit},
	rows, train, PROGRAM,
};
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
fn rows_writes_training_rows_when_there_are_enough() {
	let folder = tempfile::tempdir().unwrap();
	assert!(digits(folder.path(), "rows --rows 7 --skip 1290 --out rows").status.success());
	let expected = &dataset::training().unwrap()[1290..];
	assert_eq!(fs::read(folder.path().join("rows")).unwrap(), rows::encode(expected));
}

#[test]
fn rows_gives_the_next_label_when_some_shall_be_wrong() {
	let folder = tempfile::tempdir().unwrap();
	assert!(digits(folder.path(), "rows --rows 30 --out rows --mislabel 20").status.success());
	let written = rows::decode(&fs::read(folder.path().join("rows")).unwrap()).unwrap();
	let honest = &dataset::training().unwrap()[..30];
	let wrong = honest[..20].iter().map(|digit| Digit { label: (digit.label + 1) % 10, ..*digit }).collect::<Vec<_>>();
	assert!(wrong.iter().any(|digit| digit.label == 0));
	assert_eq!(written, [&wrong, &honest[20..]].concat());
}

#[test]
fn rows_fails_when_there_are_none_or_too_few() {
	let folder = tempfile::tempdir().unwrap();
	for (arguments, expected) in [
		("rows --rows 8 --skip 1290 --out rows", "there are 1297 training rows: 1290 + 8 is more"),
		("rows --rows 0 --out rows", "at least one of the training rows"),
		("rows --rows 3 --out rows --mislabel 4", "of 3 rows, 4 cannot be wrong"),
	] {
		let error = refusal(folder.path(), arguments);
		assert!(error.contains(expected), "{error}");
	}
	assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
}

#[test]
fn learn_reads_better_when_it_has_more_rows() {
	let folder = tempfile::tempdir().unwrap();
	let learn = |data: &str| {
		let output = digits(folder.path(), &format!("learn --data {data}"));
		assert!(output.status.success());
		String::from_utf8(output.stdout).unwrap()
	};
	let right = |line: &str| line.split(' ').nth(2).unwrap().parse::<usize>().unwrap();
	for (arguments, file) in [("--rows 1", "one"), ("--rows 50", "few"), ("--rows 250 --skip 50", "more")] {
		assert!(digits(folder.path(), &format!("rows {arguments} --out {file}")).status.success());
	}
	assert!(learn("one").starts_with("1 rows: "));
	let (few, all) = (learn("few"), learn("few more --out model.bin"));
	println!("{few}{all}");
	assert!(few.starts_with("50 rows: ") && few.contains(" of the 500 test images right ("), "{few}");
	assert!(all.starts_with("300 rows: "), "{all}");
	assert!(right(&few) > 300 && right(&all) > right(&few) + 20);

	let model = fs::read(folder.path().join("model.bin")).unwrap();
	assert_eq!(model, train(&dataset::training().unwrap()[..300]).to_bytes());
	let (few, more) = (fs::read(folder.path().join("few")).unwrap(), fs::read(folder.path().join("more")).unwrap());
	fs::write(folder.path().join("pool"), [few, more].concat()).unwrap();
	assert_eq!(learn("pool"), all);
	assert_eq!(learn("few --data more"), all);
}

#[test]
fn learn_fails_when_files_are_missing_or_no_rows() {
	let folder = tempfile::tempdir().unwrap();
	fs::write(folder.path().join("empty"), []).unwrap();
	fs::write(folder.path().join("damaged"), [65, 0, 0, 0, 1]).unwrap();
	for (arguments, expected) in [
		("learn --data missing", "cannot read missing"),
		("learn --data empty", "no rows to learn from"),
		("learn --data empty damaged", "cannot learn from damaged"),
		("learn", "--data"),
	] {
		let error = refusal(folder.path(), arguments);
		assert!(error.contains(expected), "{error}");
	}
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
