//! Runs programs, off the threads that talk to the chain.

use crate::view::H256;
use piazza_workload_host::{Limits, LoadError, Program, RunError, Tensor};
use std::{
	collections::VecDeque,
	sync::{Mutex, PoisonError},
};

/// Compiled programs that are kept for the next job.
const KEPT: usize = 8;

/// Why there is no answer.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NoAnswer {
	/// The module is not a program.
	#[error("the program cannot be used: {0}")]
	Load(#[from] LoadError),
	/// The program was run and gave none.
	#[error("the program gave no answer: {0}")]
	Run(#[from] RunError),
	/// The thread it ran on is gone.
	#[error("the run was broken off")]
	BrokenOff,
}

impl NoAnswer {
	/// Whether trying again on this machine would end the same way.
	pub fn is_lasting(&self) -> bool {
		!matches!(self, Self::Run(RunError::Machine { .. }) | Self::BrokenOff)
	}
}

/// The part of the worker that computes.
pub struct Executor {
	limits: Limits,
	faulty: bool,
	tensor: Tensor,
	compiled: Mutex<VecDeque<(H256, Program)>>,
}

/// What a run gave.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Computed {
	/// The output's bytes.
	pub output: Vec<u8>,
	/// Fuel it burnt.
	pub fuel: u64,
}

impl Executor {
	/// With `faulty`, every answer is falsified by [`flip`].
	pub fn new(limits: Limits, faulty: bool) -> Self {
		Self { limits, faulty, tensor: Tensor::default(), compiled: Mutex::default() }
	}

	/// The same with tensor operations on other hardware than the processor.
	pub fn on(self, tensor: Tensor) -> Self {
		Self { tensor, ..self }
	}

	/// What a program may use.
	pub fn limits(&self) -> &Limits {
		&self.limits
	}

	/// Runs the program in `module`, whose hash is `hash`, on `input`. Takes the calling thread until it is done.
	pub fn run(&self, hash: H256, module: &[u8], input: &[u8]) -> Result<Computed, NoAnswer> {
		let output = self.program(hash, module)?.run(input)?;
		let bytes = if self.faulty { flip(output.bytes) } else { output.bytes };
		Ok(Computed { output: bytes, fuel: output.fuel_used })
	}

	fn program(&self, hash: H256, module: &[u8]) -> Result<Program, LoadError> {
		let compiled = || self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
		if let Some((_, program)) = compiled().iter().find(|(known, _)| *known == hash) {
			return Ok(program.clone());
		}
		// Not under the lock: other jobs go on meanwhile. Two may compile the same program at a time, which is harmless.
		let program = Program::load(module, &self.limits)?.on(&self.tensor);
		let mut compiled = compiled();
		compiled.push_front((hash, program.clone()));
		compiled.truncate(KEPT);
		Ok(program)
	}
}

/// Falsifies an answer: flips the lowest bit of each byte. Never gives back what it was given.
pub fn flip(mut output: Vec<u8>) -> Vec<u8> {
	if output.is_empty() {
		return vec![1];
	}
	output.iter_mut().for_each(|byte| *byte ^= 1);
	output
}

#[cfg(test)]
mod tests {
	use super::*;
	use piazza_workload_host::{Backend, BackendError};
	use proptest::prelude::*;

	#[test]
	fn run_gives_no_lasting_answer_when_the_module_is_not_a_program() {
		let failure = Executor::new(Limits::default(), false).run(H256::zero(), b"no module", b"").unwrap_err();
		assert!(matches!(failure, NoAnswer::Load(LoadError::NotWasm { .. })));
		assert!(failure.is_lasting());
	}

	#[test]
	fn run_has_the_hardware_multiply_when_it_was_given_some() {
		/// Tells by a wrong product that it was asked.
		struct Sevens;
		impl Backend for Sevens {
			fn matmul_i8(&self, _: &[u8], _: &[u8], c: &mut [u8], _: [usize; 3]) -> Result<(), BackendError> {
				c.fill(7);
				Ok(())
			}
		}
		let module = wat::parse_str(
			r#"(module
				(import "piazza" "matmul_i8" (func $matmul (param i32 i32 i32 i32 i32 i32)))
				(memory (export "memory") 1)
				(func (export "alloc") (param i32) (result i32) (i32.const 0))
				(func (export "run") (param i32 i32) (result i64)
					(call $matmul (i32.const 0) (i32.const 0) (i32.const 8) (i32.const 1) (i32.const 1) (i32.const 1))
					(i64.const 0x0000000800000004)))"#,
		)
		.unwrap();
		let run = |executor: Executor| executor.run(H256::zero(), &module, &[3]).unwrap();
		let by_processor = run(Executor::new(Limits::default(), false));
		let by_hardware = run(Executor::new(Limits::default(), false).on(Tensor::on(Sevens)));
		assert_eq!((&by_processor.output[..], &by_hardware.output[..]), (&[9, 0, 0, 0][..], &[7; 4][..]));
		assert_eq!(by_processor.fuel, by_hardware.fuel);
	}

	#[test]
	fn failure_is_not_lasting_when_the_machine_is_to_blame() {
		assert!(!NoAnswer::Run(RunError::Machine { reason: "no memory".into() }).is_lasting());
		assert!(!NoAnswer::BrokenOff.is_lasting());
		assert!(NoAnswer::Run(RunError::OutOfFuel { limit: 1 }).is_lasting());
	}

	proptest! {
		#[test]
		fn flip_never_gives_back_what_it_was_given(output: Vec<u8>) {
			prop_assert_ne!(flip(output.clone()), output);
		}
	}
}
