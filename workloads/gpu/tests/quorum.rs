//! A quorum of workers with different hardware agrees bit for bit.

use piazza_digits::dataset;
use piazza_transformer::PROGRAM;
use piazza_workload_gpu::{Gpu, Preference};
use piazza_workload_host::{matmul_i8_naive, Backend, BackendError, Limits, Program, Tensor};
use std::sync::{
	atomic::{AtomicUsize, Ordering},
	Arc,
};

/// Works as the definition reads.
struct Naive;

impl Backend for Naive {
	fn matmul_i8(&self, a: &[u8], b: &[u8], c: &mut [u8], shape: [usize; 3]) -> Result<(), BackendError> {
		matmul_i8_naive(a, b, c, shape);
		Ok(())
	}
}

/// Leaves no product to the processor, and counts them.
struct All {
	gpu: Gpu,
	done: Arc<AtomicUsize>,
}

impl Backend for All {
	fn matmul_i8(&self, a: &[u8], b: &[u8], c: &mut [u8], shape: [usize; 3]) -> Result<(), BackendError> {
		self.gpu.multiply(a, b, c, shape)?;
		self.done.fetch_add(1, Ordering::Relaxed);
		Ok(())
	}
}

fn software() -> Gpu {
	Gpu::find(Preference::Software).unwrap_or_else(|error| panic!("this test needs it: {error}"))
}

#[test]
fn workers_agree_when_one_has_a_gpu_and_two_have_none() {
	let images = dataset::test().unwrap()[..3].iter().flat_map(|digit| digit.pixels).collect::<Vec<_>>();
	let program = Program::load(PROGRAM, &Limits::default()).unwrap();
	let on = |tensor: &Tensor| program.clone().on(tensor).run(&images).unwrap();

	let by_processor = on(&Tensor::default());
	assert_eq!(by_processor.bytes.len(), 3 * piazza_transformer::FEATURES);
	assert!(by_processor == on(&Tensor::on(Naive)), "the naive worker says otherwise");
	assert!(by_processor == on(&Tensor::on(software())), "the worker with a GPU says otherwise");

	let done = Arc::new(AtomicUsize::new(0));
	assert!(
		by_processor == on(&Tensor::on(All { gpu: software(), done: done.clone() })),
		"the GPU alone says otherwise"
	);
	// Four large products, and two for each of 8 heads of 3 images: none was done by the processor instead.
	assert_eq!(done.load(Ordering::Relaxed), 4 + 2 * 8 * 3);
}
