//! Finds the programs under test.

use anyhow::{ensure, Context, Result};
use std::path::PathBuf;

/// Path of the program `name`, which cargo builds into the folder above that of the running test.
///
/// # Errors
///
/// The program was not built with the profile and target directory of this test; the error says how to build it.
pub fn binary(name: &str) -> Result<PathBuf> {
	let test = std::env::current_exe().context("the path of this test is not known")?;
	let mut folder = test.parent().context("this test lies in no folder")?;
	if folder.ends_with("deps") {
		folder = folder.parent().context("the folder `deps` lies in no folder")?;
	}
	let path = folder.join(name).with_extension(std::env::consts::EXE_EXTENSION);
	ensure!(
		path.is_file(),
		"`{name}` is not at {}. End-to-end tests run the real programs: build them first, with the same profile and \
		target directory, for example with `cargo build --bin {name}`",
		path.display()
	);
	Ok(path)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn binary_says_how_to_build_it_when_absent() {
		let error = binary("piazza-no-such-program").expect_err("there is none");
		assert!(error.to_string().contains("cargo build --bin piazza-no-such-program"));
	}
}
