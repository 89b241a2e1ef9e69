//! Runs programs, off the threads that talk to the chain.

use crate::view::H256;
use piazza_workload_host::{Limits, LoadError, Program, RunError, Tensor};
use std::{
	collections::VecDeque,
	num::NonZeroU64,
	sync::{
		atomic::{AtomicU64, Ordering},
		Mutex, PoisonError,
	},
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
	falsify_every: Option<NonZeroU64>,
	runs: AtomicU64,
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
	/// With these limits, on the processor.
	pub fn new(limits: Limits) -> Self {
		Self {
			limits,
			falsify_every: None,
			runs: AtomicU64::new(0),
			tensor: Tensor::default(),
			compiled: Mutex::default(),
		}
	}

	/// The same for tests, falsifying one of so many answers by [`flip`].
	pub fn falsifying(self, every: NonZeroU64) -> Self {
		Self { falsify_every: Some(every), ..self }
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
		let run = self.runs.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
		let bytes = match self.falsify_every {
			Some(every) if run % every == 0 => flip(output.bytes),
			_ => output.bytes,
		};
		Ok(Computed { output: bytes, fuel: output.fuel_used })
	}

	/// Compiles the program in `module`, whose hash is `hash`, before it is needed. Fails when it is none.
	pub fn prepare(&self, hash: H256, module: &[u8]) -> Result<(), LoadError> {
		self.program(hash, module).map(|_| ())
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
		let failure = Executor::new(Limits::default()).run(H256::zero(), b"no module", b"").unwrap_err();
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
		let by_processor = run(Executor::new(Limits::default()));
		let by_hardware = run(Executor::new(Limits::default()).on(Tensor::on(Sevens)));
		assert_eq!((&by_processor.output[..], &by_hardware.output[..]), (&[9, 0, 0, 0][..], &[7; 4][..]));
		assert_eq!(by_processor.fuel, by_hardware.fuel);
	}

	#[test]
	fn failure_is_not_lasting_when_the_machine_is_to_blame() {
		assert!(!NoAnswer::Run(RunError::Machine { reason: "no memory".into() }).is_lasting());
		assert!(!NoAnswer::BrokenOff.is_lasting());
		assert!(NoAnswer::Run(RunError::OutOfFuel { limit: 1 }).is_lasting());
	}

	#[test]
	fn executor_falsifies_one_of_so_many_answers() {
		let module = wat::parse_str(
			r#"(module
				(memory (export "memory") 1)
				(func (export "alloc") (param i32) (result i32) (i32.const 0))
				(func (export "run") (param i32 i32) (result i64) (i64.const 0x0000000000000001)))"#,
		)
		.unwrap();
		let answers = |executor: Executor| {
			executor.prepare(H256::zero(), &module).unwrap();
			[(); 6].map(|()| executor.run(H256::zero(), &module, &[4]).unwrap().output[0])
		};
		let every = |every| NonZeroU64::new(every).unwrap();
		assert_eq!(answers(Executor::new(Limits::default())), [4; 6]);
		assert_eq!(answers(Executor::new(Limits::default()).falsifying(every(1))), [5; 6]);
		assert_eq!(answers(Executor::new(Limits::default()).falsifying(every(3))), [4, 4, 5, 4, 4, 5]);
	}

	proptest! {
		#[test]
		fn flip_never_gives_back_what_it_was_given(output: Vec<u8>) {
			prop_assert_ne!(flip(output.clone()), output);
		}
	}
}
