//! The kernel on the software driver, against the definition.

use super::*;
use crate::{description::Kind, pieces::Bounds};
use piazza_workload_host::{matmul_i8_naive, Tensor, MAX_INNER};
use proptest::prelude::*;
use std::sync::{Arc, OnceLock};

/// The software that plays a GPU. A machine without it cannot run these tests, which they say rather than pass.
fn software() -> Gpu {
	Gpu::find(Preference::Software).unwrap_or_else(|error| panic!("these tests need it: {error}"))
}

/// One for all tests of this process.
fn shared() -> &'static Gpu {
	static GPU: OnceLock<Gpu> = OnceLock::new();
	GPU.get_or_init(software)
}

/// Bytes that look random, always the same.
fn noise(length: usize, seed: u32) -> Vec<u8> {
	let mut state = seed.wrapping_mul(2) + 1;
	let next = || {
		state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
		(state >> 24) as u8
	};
	std::iter::repeat_with(next).take(length).collect()
}

/// Whether `gpu` and the definition agree on a×b; garbage in the product's place must not show.
fn agrees(gpu: &Gpu, a: &[u8], b: &[u8], shape: [usize; 3]) -> bool {
	let mut found = vec![0xAB; 4 * shape[0] * shape[2]];
	let mut expected = vec![0xCD; found.len()];
	gpu.multiply(a, b, &mut found, shape).unwrap();
	matmul_i8_naive(a, b, &mut expected, shape);
	found == expected
}

fn agrees_on_noise(gpu: &Gpu, [m, k, n]: [usize; 3], seed: u32) -> bool {
	agrees(gpu, &noise(m * k, seed), &noise(k * n, !seed), [m, k, n])
}

#[test]
fn gpu_describes_itself_when_it_is_software() {
	let description = shared().describe();
	assert_eq!(description.kind, Kind::Software);
	assert!(!description.name.is_empty() && description.to_string().contains("software"), "{description}");
}

#[test]
fn gpu_agrees_with_naive_when_shapes_lie_at_the_edges_of_tiles() {
	const EDGES: [usize; 9] = [0, 1, 3, 5, 15, 16, 17, 63, 65];
	for m in EDGES {
		for k in EDGES {
			for n in EDGES {
				assert!(agrees_on_noise(shared(), [m, k, n], 1), "{m}×{k}×{n}");
			}
		}
	}
}

#[test]
fn gpu_agrees_with_naive_when_shapes_are_larger_than_a_tile() {
	for shape in [[64, 64, 64], [128, 256, 192], [129, 257, 191], [1, 1000, 1000], [1000, 3, 1], [200, 70, 300]] {
		assert!(agrees_on_noise(shared(), shape, 2), "{shape:?}");
	}
}

#[test]
fn gpu_does_not_overflow_when_all_elements_are_extreme() {
	for (x, y) in [(0x80, 0x80), (0x80, 0x7F), (0x7F, 0x80), (0x7F, 0x7F)] {
		let (a, b) = (vec![x; 3 * MAX_INNER], vec![y; 2 * MAX_INNER]);
		assert!(agrees(shared(), &a, &b, [3, MAX_INNER, 2]), "{x} {y}");
	}
}

#[test]
fn gpu_agrees_with_naive_when_operands_begin_anywhere() {
	let (memory, [m, k, n]) = (noise(10_000, 3), [33, 62, 35]);
	for start in 0..5 {
		// They overlap, too.
		let (a, b) = (&memory[start..][..m * k], &memory[2 * start + 7..][..k * n]);
		assert!(agrees(shared(), a, b, [m, k, n]), "from {start}");
	}
}

#[test]
fn gpu_agrees_with_naive_when_products_are_cut_into_pieces() {
	let gpu = software();
	gpu.device.lock().unwrap().set_bounds(Bounds { buffer: 4 * 64 * 64, groups: 1, work: 64 * 64 * 70 });
	for shape in [[65, 66, 67], [129, 70, 200], [10, 64, 500], [500, 64, 10]] {
		assert!(agrees_on_noise(&gpu, shape, 4), "{shape:?}");
	}
}

#[test]
fn gpu_does_them_one_by_one_when_many_threads_ask() {
	std::thread::scope(|scope| {
		for seed in 0..6 {
			scope.spawn(move || {
				for size in [10, 100, 70] {
					assert!(agrees_on_noise(shared(), [size, size + 1, size + 2], seed));
				}
			});
		}
	});
}

#[test]
fn processor_steps_in_when_the_gpu_is_lost() {
	let gpu = Arc::new(software());
	let [m, k, n] = [200; 3];
	assert!(is_worthwhile([m, k, n]));
	let (a, b) = (noise(m * k, 5), noise(k * n, 6));
	let mut expected = vec![0; 4 * m * n];
	matmul_i8_naive(&a, &b, &mut expected, [m, k, n]);

	struct Shared(Arc<Gpu>);
	impl Backend for Shared {
		fn matmul_i8(&self, a: &[u8], b: &[u8], c: &mut [u8], shape: [usize; 3]) -> Result<(), BackendError> {
			self.0.matmul_i8(a, b, c, shape)
		}
	}
	let tensor = Tensor::on(Shared(gpu.clone()));
	let product = || {
		let mut c = vec![0xAB; 4 * m * n];
		tensor.matmul_i8(&a, &b, &mut c, [m, k, n]);
		c
	};
	assert!(product() == expected);
	gpu.device.lock().unwrap().destroy();
	for _ in 0..2 {
		assert!(product() == expected);
		let failure = gpu.multiply(&a, &b, &mut vec![0; 4 * m * n], [m, k, n]).unwrap_err();
		assert!(matches!(failure, Failure::Lost { .. }), "{failure:?}");
	}
}

#[test]
fn gpu_is_given_up_when_a_product_of_it_is_wrong() {
	let gpu = software();
	let (a, b) = ([2; 6], [3; 6]);
	let mut c = vec![0; 16];
	gpu.multiply(&a, &b, &mut c, [2, 3, 2]).unwrap();
	assert_eq!(gpu.check(&a, &b, &c, [2, 3, 2]), Ok(()));
	c[7] ^= 0x80;
	assert_eq!(gpu.check(&a, &b, &c, [2, 3, 2]), Err(Failure::Wrong));
	let failure = gpu.multiply(&a, &b, &mut c, [2, 3, 2]);
	assert_eq!(failure, Err(Failure::Lost { reason: Failure::Wrong.to_string() }));
}

#[test]
#[should_panic(expected = "dimensions")]
fn gpu_panics_when_a_length_does_not_fit() {
	let _never = shared().multiply(&[0; 5], &[0; 6], &mut [0; 16], [2, 3, 2]);
}

#[test]
fn product_is_for_the_gpu_when_it_is_large_and_more_than_transfer() {
	assert!(is_worthwhile([1024, 512, 512]) && is_worthwhile([256, 256, 256]) && is_worthwhile([64, MAX_INNER, 64]));
	assert!(!is_worthwhile([64, 64, 64]) && !is_worthwhile([0, 512, 512]));
	// One row: each byte of the right operand is used once.
	assert!(!is_worthwhile([1, 4096, 4096]));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]
	#[test]
	fn gpu_agrees_with_naive_when_shapes_are_random(m in 0..150usize, k in 0..300usize, n in 0..150usize, seed: u32) {
		prop_assert!(agrees_on_noise(shared(), [m, k, n], seed));
	}
}
