//! The workload ABI: memory, the entry point, the one import.

use crate::input::score;
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

/// `c = a × b`, where the first `rows` rows of `a` and `c` are taken.
pub(crate) fn matmul_i8<const K: usize, const N: usize>(
	rows: usize,
	a: &[[i8; K]],
	b: &[[i8; N]; K],
	c: &mut [[i32; N]],
) {
	if rows > a.len() || rows > c.len() {
		trap()
	}
	// SAFETY: the matrices have the dimensions given, and a mutable reference overlaps no other.
	unsafe { import_matmul_i8(a.as_ptr().cast(), b.as_ptr().cast(), c.as_mut_ptr().cast(), rows, K, N) }
}

/// Gives up: the run ends without an answer.
pub(crate) fn trap() -> ! {
	unreachable()
}

/// A `T` of zeros in new memory, which nothing else uses.
///
/// # Safety
///
/// Zeros are a valid `T`.
pub(crate) unsafe fn fresh<T>() -> &'static mut T {
	// SAFETY: whole new pages, which are all zero, aligned for anything, and exist until the program ends.
	unsafe { &mut *(alloc(size_of::<T>()) as *mut T) }
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
	let score = score(unsafe { slice::from_raw_parts(start, length) });
	// SAFETY: zeros are four bytes.
	let output = unsafe { fresh::<[u8; 4]>() };
	*output = score.to_le_bytes();
	(output.as_ptr() as u64) << 32 | output.len() as u64
}

#[panic_handler]
fn panic(_: &PanicInfo) -> ! {
	trap()
}
