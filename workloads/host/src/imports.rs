//! The tensor operations a program may import.

use crate::{matmul::MAX_INNER, store::Caps, tensor::Tensor};
use std::ops::Range;
use wasmtime::{Caller, Linker, Result, Trap};

/// The module that programs import tensor operations from.
pub const MODULE: &str = "piazza";

/// Name of the one operation there is.
pub(crate) const MATMUL_I8: &str = "matmul_i8";
/// Its type, for people.
pub(crate) const MATMUL_I8_TYPE: &str = "(a: i32, b: i32, c: i32, m: i32, k: i32, n: i32)";

/// Fuel every tensor operation costs, however small.
const CALL_FUEL: u128 = 64;
/// Multiply-adds, or bytes read or written, that cost one unit of fuel.
const WORK_PER_FUEL: u128 = 8;

/// Misuse of a tensor operation.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Misuse {
	#[error("matmul_i8: the inner dimension is {0}, at most {MAX_INNER} is allowed")]
	InnerTooLong(usize),
	#[error("matmul_i8: an operand lies outside the memory")]
	OutOfBounds,
	#[error("matmul_i8: the product overlaps an operand")]
	Overlap,
	#[error("the module exports no memory")]
	NoMemory,
}

/// Fuel that [`matmul_i8`](crate::matmul_i8) costs a program: 64, and one unit for each 8 of the `m·k·n` multiply-adds, the `m·k + k·n`
/// bytes read and the `4·m·n` bytes written, rounded up; where k counts as the next multiple of 16 and n as the next
/// multiple of 4, which is what processors make of them.
pub fn matmul_i8_fuel(m: u32, k: u32, n: u32) -> u64 {
	let (m, k, n) = (u128::from(m), u128::from(k).next_multiple_of(16), u128::from(n).next_multiple_of(4));
	// Fits: each is at most 2³², and no more than three are multiplied.
	let work = m * k * n + m * k + k * n + 4 * m * n;
	u64::try_from(CALL_FUEL + work.div_ceil(WORK_PER_FUEL)).unwrap_or(u64::MAX)
}

/// Everything a program can link to.
pub(crate) fn add_to(linker: &mut Linker<Caps>) -> Result<()> {
	linker.func_wrap(MODULE, MATMUL_I8, call_matmul_i8)?;
	Ok(())
}

fn call_matmul_i8(mut caller: Caller<'_, Caps>, a: u32, b: u32, c: u32, m: u32, k: u32, n: u32) -> Result<()> {
	burn(&mut caller, matmul_i8_fuel(m, k, n))?;
	let memory = caller.get_export("memory").and_then(|export| export.into_memory()).ok_or(Misuse::NoMemory)?;
	let (memory, caps) = memory.data_and_store_mut(&mut caller);
	multiply_in(memory, &caps.tensor, [a, b, c], [m, k, n])?;
	Ok(())
}

/// Takes `fuel` before the work it pays for is done.
fn burn(caller: &mut Caller<'_, Caps>, fuel: u64) -> Result<()> {
	let left = caller.get_fuel()?;
	caller.set_fuel(left.saturating_sub(fuel))?;
	if left < fuel {
		return Err(Trap::OutOfFuel.into());
	}
	Ok(())
}

/// Multiplies inside `memory`: operands at `a` and `b`, product to `c`.
fn multiply_in(memory: &mut [u8], tensor: &Tensor, [a, b, c]: [u32; 3], [m, k, n]: [u32; 3]) -> Result<(), Misuse> {
	let inner = usize::try_from(k).unwrap_or(usize::MAX);
	if inner > MAX_INNER {
		return Err(Misuse::InnerTooLong(inner));
	}
	let a = place(memory, a, [m, k, 1])?;
	let b = place(memory, b, [k, n, 1])?;
	let c = place(memory, c, [m, n, 4])?;

	// An operand is then wholly before or wholly behind the product.
	let (before, rest) = memory.split_at_mut(c.start);
	let (product, behind) = rest.split_at_mut(c.len());
	let operand = |at: Range<usize>| {
		if at.is_empty() {
			Ok(&[][..])
		} else if at.end <= c.start {
			Ok(&before[at])
		} else if at.start >= c.end {
			Ok(&behind[at.start - c.end..at.end - c.end])
		} else {
			Err(Misuse::Overlap)
		}
	};
	tensor.matmul_i8(operand(a)?, operand(b)?, product, [m as usize, inner, n as usize]);
	Ok(())
}

/// The bytes of `memory` that a matrix of `dimensions` (rows, columns, bytes an element) at `start` takes.
fn place(memory: &[u8], start: u32, dimensions: [u32; 3]) -> Result<Range<usize>, Misuse> {
	let length: u128 = dimensions.into_iter().map(u128::from).product();
	let end = u128::from(start) + length;
	if end > memory.len() as u128 {
		return Err(Misuse::OutOfBounds);
	}
	// Both fit, being inside the memory.
	Ok(start as usize..end as usize)
}
