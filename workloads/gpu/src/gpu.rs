//! A GPU as a backend of tensor operations.

use crate::{device::Device, find, pieces::pieces, Description, Failure, NoGpu, Preference};
use piazza_workload_host::{is_product, matmul_i8, Backend, BackendError};
use rand::{thread_rng, Rng, RngCore};
use std::{
	any::Any,
	panic::{catch_unwind, AssertUnwindSafe},
	sync::{Mutex, PoisonError},
};
use wgpu::Adapter;

/// Least multiply-adds that go to the GPU. Sending, waiting and fetching take one to three tenths of a millisecond,
/// however small the product (one, measured, where nothing is sent far). A processor core does this many in three
/// tenths, at fifteen in a nanosecond.
const LEAST_WORK: usize = 1 << 22;
/// Least multiply-adds for each byte sent or fetched. A byte that is copied, sent and checked takes about half a
/// nanosecond, in which a processor core does about this many.
const LEAST_WORK_PER_BYTE: usize = 8;

/// A GPU that multiplied rightly when it was tried, and whose every product is checked. It does one operation at a time;
/// others wait.
pub struct Gpu {
	description: Description,
	device: Mutex<Device>,
}

impl Gpu {
	/// Looks for a GPU after `preference`, the best first, and tries each until one works.
	pub fn find(preference: Preference) -> Result<Self, NoGpu> {
		find::find(preference)
	}

	/// What it says of itself.
	pub fn describe(&self) -> &Description {
		&self.description
	}

	/// Opens the device and has it multiply once, to see whether it can.
	pub(crate) fn open(adapter: &Adapter, description: Description) -> Result<Self, NoGpu> {
		let opened =
			catch_unwind(AssertUnwindSafe(|| Device::open(adapter))).unwrap_or_else(|panic| Err(message(&*panic)));
		let device = match opened {
			Ok(device) => Mutex::new(device),
			Err(reason) => return Err(NoGpu::Unusable { gpu: description, reason }),
		};
		let gpu = Self { description, device };
		match gpu.is_right() {
			Ok(true) => Ok(gpu),
			Ok(false) | Err(Failure::Wrong) => Err(NoGpu::Wrong { gpu: gpu.description }),
			Err(failure) => Err(NoGpu::Unusable { gpu: gpu.description, reason: failure.to_string() }),
		}
	}

	/// Whether one random product is what the processor says it is.
	fn is_right(&self) -> Result<bool, Failure> {
		// More than a tile in every direction, and whole words in none.
		const SHAPE: [usize; 3] = [131, 333, 71];
		let [m, k, n] = SHAPE;
		let (mut a, mut b) = (vec![0; m * k], vec![0; k * n]);
		thread_rng().fill_bytes(&mut a);
		thread_rng().fill_bytes(&mut b);
		let (mut found, mut expected) = (vec![0; 4 * m * n], vec![0; 4 * m * n]);
		self.multiply(&a, &b, &mut found, SHAPE)?;
		matmul_i8(&a, &b, &mut expected, SHAPE);
		Ok(found == expected)
	}

	/// `c = a × b` on the GPU, however small: m×k by k×n elements, row by row, as [`matmul_i8`] has them.
	///
	/// After a failure, `c` holds anything.
	///
	/// # Panics
	///
	/// When a length does not fit the dimensions.
	pub fn multiply(&self, a: &[u8], b: &[u8], c: &mut [u8], shape: [usize; 3]) -> Result<(), Failure> {
		let [m, k, n] = shape;
		assert_eq!([a.len(), b.len(), c.len()], [m * k, k * n, 4 * m * n], "a matrix does not have its dimensions");
		if c.is_empty() || k == 0 {
			c.fill(0);
			return Ok(());
		}
		let mut device = self.device.lock().unwrap_or_else(PoisonError::into_inner);
		device.check()?;
		// The library panics where a driver says what it does not know, as some do when the device is lost.
		let result = catch_unwind(AssertUnwindSafe(|| run(&mut device, a, b, c, shape))).unwrap_or_else(|panic| {
			let reason = message(&*panic);
			device.lose(reason.clone());
			Err(Failure::Lost { reason })
		});
		if result.is_err() {
			device.forget_buffers();
		}
		drop(device);
		result?;
		self.check(a, b, c, shape)
	}

	/// Checks a product. A driver may say that all is well when it is not: on loss of the device, Vulkan lets it.
	fn check(&self, a: &[u8], b: &[u8], c: &[u8], shape: [usize; 3]) -> Result<(), Failure> {
		let mut weights = vec![0i32; shape[2]];
		thread_rng().fill(&mut weights[..]);
		if is_product(a, b, c, shape, &weights) {
			return Ok(());
		}
		let failure = Failure::Wrong;
		self.device.lock().unwrap_or_else(PoisonError::into_inner).lose(failure.to_string());
		Err(failure)
	}
}

/// Piece by piece.
fn run(device: &mut Device, a: &[u8], b: &[u8], c: &mut [u8], [m, k, n]: [usize; 3]) -> Result<(), Failure> {
	let bounds = *device.bounds();
	let mut sent = None;
	for piece in pieces(&bounds, [m, k, n]) {
		if sent.as_ref() != Some(&piece.columns) {
			device.send_right(b, n, &piece)?;
			sent = Some(piece.columns.clone());
		}
		device.multiply(a, c, [k, n], &piece)?;
	}
	Ok(())
}

impl Backend for Gpu {
	fn matmul_i8(&self, a: &[u8], b: &[u8], c: &mut [u8], shape: [usize; 3]) -> Result<(), BackendError> {
		if is_worthwhile(shape) {
			self.multiply(a, b, c, shape)?;
		} else {
			matmul_i8(a, b, c, shape);
		}
		Ok(())
	}
}

/// Whether the product of m×k by k×n elements is for the GPU: small ones, and those that are little but transfer, are
/// done sooner by the processor.
pub fn is_worthwhile([m, k, n]: [usize; 3]) -> bool {
	let work = m.saturating_mul(k).saturating_mul(n);
	let bytes = m * k + k * n + 4 * m * n;
	work >= LEAST_WORK && work / LEAST_WORK_PER_BYTE >= bytes
}

/// What a panic said.
fn message(panic: &(dyn Any + Send)) -> String {
	let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
	text.unwrap_or("its driver failed in a way that nobody foresaw").trim().into()
}

#[cfg(test)]
mod tests;
