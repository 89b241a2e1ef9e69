//! What a program may use of the machine.

/// Bounds on one program and on each of its runs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
	/// Fuel one run may burn: about one unit an instruction; tensor operations cost what the ABI says.
	pub fuel: u64,
	/// Linear memory a run may grow to, in bytes.
	pub memory_bytes: usize,
	/// Longest input, in bytes.
	pub input_bytes: usize,
	/// Longest output, in bytes.
	pub output_bytes: usize,
	/// Largest module that is compiled, in bytes.
	pub module_bytes: usize,
}

impl Default for Limits {
	fn default() -> Self {
		Self {
			fuel: 10_000_000_000,
			memory_bytes: 256 << 20,
			input_bytes: 16 << 20,
			output_bytes: 16 << 20,
			module_bytes: 8 << 20,
		}
	}
}
