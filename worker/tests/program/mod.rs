//! The real program, and what it says.

use std::{
	path::Path,
	process::{Command, Output},
};

/// The program, to be run in `folder`.
pub fn program(folder: &Path) -> Command {
	let mut program = Command::new(env!("CARGO_BIN_EXE_piazza-worker"));
	program.current_dir(folder).env_remove("RUST_LOG");
	program
}

/// What it printed.
pub fn printed(output: &Output) -> String {
	String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What it complained of; it must have failed.
pub fn complained(output: &Output) -> String {
	assert!(!output.status.success(), "it was to fail, but printed {}", printed(output));
	String::from_utf8_lossy(&output.stderr).into_owned()
}
