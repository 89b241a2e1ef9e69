//! The tool `transformer`, started as people start it.

use piazza_transformer::PROGRAM;
use std::{fs, path::Path, process::Command};

fn transformer(folder: &Path, arguments: &[&str]) -> (bool, String, String) {
	let output = Command::new(env!("CARGO_BIN_EXE_transformer")).current_dir(folder).args(arguments).output().unwrap();
	let text = |bytes| String::from_utf8(bytes).unwrap();
	(output.status.success(), text(output.stdout), text(output.stderr))
}

#[test]
fn program_writes_the_module_and_its_hash_when_asked() {
	let folder = tempfile::tempdir().unwrap();
	let (well, hash, _) = transformer(folder.path(), &["program", "--out", "transformer.wasm"]);
	assert!(well && hash.starts_with("0x") && hash.trim().len() == 66, "{hash}");
	assert_eq!(fs::read(folder.path().join("transformer.wasm")).unwrap(), PROGRAM);
}

#[test]
fn program_fails_by_name_when_the_file_cannot_be_written() {
	let folder = tempfile::tempdir().unwrap();
	let (well, _, error) = transformer(folder.path(), &["program", "--out", "no/such/folder"]);
	assert!(!well && error.contains("cannot write no/such/folder"), "{error}");
}
