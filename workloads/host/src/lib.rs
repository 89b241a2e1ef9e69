//! Runs workload programs: the same input gives the same output and costs the same fuel on every machine.
//!
//! A program is a WebAssembly 1.0 module after the workload ABI (`docs/workload-abi.md`): it exports `memory`, `alloc`
//! and `run`, and imports at most the tensor operations of this crate. It is metered, capped in memory and time, and
//! sees nothing of the machine it runs on. Limits decide only *whether* there is an answer, never which.
//!
//! ```no_run
//! use piazza_workload_host::{Limits, Program};
//!
//! let program = Program::load(&std::fs::read("program.wasm")?, &Limits::default())?;
//! let output = program.run(b"input")?;
//! println!("{} bytes for {} fuel", output.bytes.len(), output.fuel_used);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod engine;
mod error;
mod freivalds;
mod imports;
mod limits;
mod matmul;
mod program;
mod store;
mod tensor;

pub use error::{LoadError, RunError};
pub use freivalds::is_product;
pub use imports::{matmul_i8_fuel, MODULE as IMPORT_MODULE};
pub use limits::Limits;
pub use matmul::{matmul_i8, matmul_i8_naive, MAX_INNER};
pub use program::{Output, Program};
pub use tensor::{Backend, BackendError, Tensor};
