//! The workload ABI: memory, the entry point, the one import.

use crate::network::features;
use core::{
	arch::wasm32::{memory_grow, unreachable},
	panic::PanicInfo,
	slice,
};

const PAGE: usize = 1 << 16;

#[link(wasm_import_module = "piazza")]
extern "C" {
	#[link_name = "matmul_i8"]
	fn import_matmul_i8(a: *const i8, b: *const i8, c: *mut i32, m: usize, k: usize, n: usize);
}

/// The m×n elements at the front of `c` become `a × b`, where m×k and k×n elements at the front of those are taken.
pub(crate) fn matmul_i8(a: &[i8], b: &[i8], c: &mut [i32], [m, k, n]: [usize; 3]) {
	if m * k > a.len() || k * n > b.len() || m * n > c.len() {
		trap()
	}
	// SAFETY: the matrices have the dimensions given, and a mutable reference overlaps no other.
	unsafe { import_matmul_i8(a.as_ptr(), b.as_ptr(), c.as_mut_ptr(), m, k, n) }
}

/// Gives up: the run ends without an answer.
pub(crate) fn trap() -> ! {
	unreachable()
}

/// New memory for `length` bytes, all zero, which nothing else uses.
pub(crate) fn fresh(length: usize) -> &'static mut [u8] {
	// SAFETY: whole new pages, which exist until the program ends.
	unsafe { slice::from_raw_parts_mut(alloc(length) as *mut u8, length) }
}

/// Memory for an input of `length` bytes: new pages.
#[no_mangle]
extern "C" fn alloc(length: usize) -> usize {
	let first = memory_grow(0, length.div_ceil(PAGE));
	if first == usize::MAX {
		trap()
	}
	first * PAGE
}

/// Answers the input of `length` bytes at `start`: place of the output in the upper half, its length in the lower.
///
/// # Safety
///
/// The input lies in memory that [`alloc`] gave.
#[no_mangle]
unsafe extern "C" fn run(start: *const u8, length: usize) -> u64 {
	// SAFETY: what the host promises, as above.
	let output = features(unsafe { slice::from_raw_parts(start, length) });
	(output.as_ptr() as u64) << 32 | output.len() as u64
}

#[panic_handler]
fn panic(_: &PanicInfo) -> ! {
	trap()
}
