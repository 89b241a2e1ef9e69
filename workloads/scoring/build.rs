//! Builds the program for the workload machine.

#[path = "../program.rs"]
mod program;

fn main() {
	program::build(&["src", "Cargo.toml", "Cargo.lock"]);
}
