//! Builds the program in the folder `program` of a crate for the workload machine: part of the crate's build script.
//!
//! A program's bytes are its identity, so the build sees nothing of the machine and of the build around it: no flags,
//! wrappers or profiles from outside, no paths.

use std::{
	env, fs,
	path::{Path, PathBuf},
	process::{exit, Command},
};

const TARGET: &str = "wasm32v1-none";

/// Builds the program, which is made of `parts` of its folder, and leaves it as `program.wasm` in the build's folder.
pub fn build(parts: &[&str]) {
	for script in ["build.rs", "../program.rs"] {
		println!("cargo::rerun-if-changed={script}");
	}
	for part in parts {
		println!("cargo::rerun-if-changed=program/{part}");
	}
	let (rustc, cargo) = (variable("RUSTC"), variable("CARGO"));
	let program = Path::new(&variable("CARGO_MANIFEST_DIR")).join("program");
	let out = PathBuf::from(variable("OUT_DIR"));
	if !has_target(&rustc) {
		fail(&format!("the Rust target {TARGET} is not installed; run `scripts/setup` in the root of the repository"));
	}

	let target_dir = out.join("program");
	let mut build = Command::new(cargo);
	for (name, _) in env::vars_os() {
		let name = name.to_string_lossy();
		if is_of_outer_build(&name) {
			build.env_remove(&*name);
		}
	}
	let remap = |from: &Path, to| format!("--remap-path-prefix={}={to}", from.display());
	let flags = [remap(&program, "/program"), remap(&target_dir, "/target")];
	build
		.env("RUSTC", rustc)
		.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"))
		.args(["build", "--release", "--locked", "--offline", "--target", TARGET, "--manifest-path"])
		.arg(program.join("Cargo.toml"))
		.arg("--target-dir")
		.arg(&target_dir)
		.current_dir(&program);
	match build.output() {
		Ok(output) if output.status.success() => {}
		Ok(output) => fail(&format!("the program does not build:\n{}", String::from_utf8_lossy(&output.stderr))),
		Err(error) => fail(&format!("cannot start cargo: {error}")),
	}

	let name = variable("CARGO_PKG_NAME").replace('-', "_");
	let built = target_dir.join(TARGET).join(format!("release/{name}_program.wasm"));
	if let Err(error) = fs::copy(&built, out.join("program.wasm")) {
		fail(&format!("cannot copy {}: {error}", built.display()));
	}
}

/// Whether the compiler has the core library of the target.
fn has_target(rustc: &str) -> bool {
	let output = Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]).output();
	let Ok(output) = output else { return false };
	let Ok(files) = fs::read_dir(String::from_utf8_lossy(&output.stdout).trim()) else { return false };
	files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("libcore-"))
}

/// Whether an environment variable configures cargo or the compiler for the build around this one.
fn is_of_outer_build(name: &str) -> bool {
	let is_place = ["CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"].contains(&name);
	!is_place && (name.starts_with("CARGO") || name.starts_with("RUST"))
}

fn variable(name: &str) -> String {
	env::var(name).unwrap_or_else(|_| fail(&format!("cargo did not set {name}")))
}

/// Tells what is wrong the way cargo shows it, and ends the build.
fn fail(message: &str) -> ! {
	for line in message.lines() {
		println!("cargo::error={line}");
	}
	exit(1)
}
