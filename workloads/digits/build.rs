//! Builds the program for the workload machine.

#[path = "../program.rs"]
mod program;

fn main() {
	program::build(&["src", "model.bin", "Cargo.toml", "Cargo.lock"]);
}
