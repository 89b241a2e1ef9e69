//! Where tensor operations are done.

use crate::matmul::matmul_i8;
use std::sync::{
	atomic::{AtomicBool, Ordering},
	Arc,
};

/// Why a backend could not do an operation.
pub type BackendError = Box<dyn std::error::Error + Send + Sync>;

/// Hardware that does tensor operations. All operations are exact, so that every backend gives the same bits.
pub trait Backend: Send + Sync {
	/// `c = a × b`, as the function [`matmul_i8`] has it; the caller keeps to its conditions.
	///
	/// After an error, `c` may hold anything.
	fn matmul_i8(&self, a: &[u8], b: &[u8], c: &mut [u8], shape: [usize; 3]) -> Result<(), BackendError>;
}

/// The tensor operations of programs, on hardware of choice: by default, the processor.
///
/// Where the hardware fails, the processor does the operation instead, so that there is always an answer, and the same
/// one. Cheap to clone; clones share the hardware.
#[derive(Clone, Default)]
pub struct Tensor {
	hardware: Option<Arc<Hardware<dyn Backend>>>,
}

struct Hardware<B: ?Sized> {
	/// Whether somebody was told that it fails.
	told: AtomicBool,
	backend: B,
}

impl Tensor {
	/// On `backend`, with the processor behind it.
	pub fn on(backend: impl Backend + 'static) -> Self {
		Self { hardware: Some(Arc::new(Hardware { told: AtomicBool::new(false), backend })) }
	}

	/// `c = a × b`, as the function [`matmul_i8`] has it.
	///
	/// # Panics
	///
	/// When a length does not fit the dimensions, or k is greater than [`MAX_INNER`](crate::MAX_INNER).
	pub fn matmul_i8(&self, a: &[u8], b: &[u8], c: &mut [u8], shape: [usize; 3]) {
		if let Some(hardware) = &self.hardware {
			match hardware.backend.matmul_i8(a, b, c, shape) {
				Ok(()) => return,
				Err(error) => hardware.tell(&error),
			}
		}
		matmul_i8(a, b, c, shape);
	}
}

impl<B: ?Sized> Hardware<B> {
	/// Says once that the hardware fails.
	fn tell(&self, error: &BackendError) {
		if !self.told.swap(true, Ordering::Relaxed) {
			tracing::warn!("{error}; the processor does what it cannot do. Answers stay right, but come later.");
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{
		io::{self, Write},
		sync::Mutex,
	};

	/// Spoils the product, then fails.
	struct Broken;

	impl Backend for Broken {
		fn matmul_i8(&self, _: &[u8], _: &[u8], c: &mut [u8], _: [usize; 3]) -> Result<(), BackendError> {
			c.fill(0xAB);
			Err("the card fell out".into())
		}
	}

	/// Keeps what is logged.
	#[derive(Clone, Default)]
	struct Log(Arc<Mutex<Vec<u8>>>);

	impl Write for Log {
		fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
			self.0.lock().unwrap().write(bytes)
		}

		fn flush(&mut self) -> io::Result<()> {
			Ok(())
		}
	}

	#[test]
	fn processor_steps_in_and_it_is_said_once_when_the_backend_fails() {
		let log = Log::default();
		let writer = log.clone();
		let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
		tracing::subscriber::with_default(subscriber, || {
			let tensor = Tensor::on(Broken);
			for tensor in [&tensor, &tensor.clone()] {
				let mut c = [0; 4];
				tensor.matmul_i8(&[3], &[254], &mut c, [1, 1, 1]);
				assert_eq!(i32::from_le_bytes(c), -6);
			}
		});
		let said = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
		assert_eq!(said.matches("the card fell out").count(), 1, "{said}");
	}
}
