//! The tool `scoring`, started as people start it.

use piazza_scoring::PROGRAM;
use std::{fs, path::Path, process::Command};

fn scoring(folder: &Path, arguments: &[&str]) -> (bool, String, String) {
	let output = Command::new(env!("CARGO_BIN_EXE_scoring")).current_dir(folder).args(arguments).output().unwrap();
	let text = |bytes| String::from_utf8(bytes).unwrap();
	(output.status.success(), text(output.stdout), text(output.stderr))
}

#[test]
fn program_writes_the_module_and_its_hash_when_asked() {
	let folder = tempfile::tempdir().unwrap();
	let (well, hash, _) = scoring(folder.path(), &["program", "--out", "scoring.wasm"]);
	assert!(well && hash.starts_with("0x") && hash.trim().len() == 66, "{hash}");
	assert_eq!(fs::read(folder.path().join("scoring.wasm")).unwrap(), PROGRAM);
}

#[test]
fn program_fails_by_name_when_the_file_cannot_be_written() {
	let folder = tempfile::tempdir().unwrap();
	let (well, _, error) = scoring(folder.path(), &["program", "--out", "no/such/folder"]);
	assert!(!well && error.contains("cannot write no/such/folder"), "{error}");
}
