//! Tensor operations of workload programs on a GPU: the same bits as on the processor, sooner.
//!
//! The GPU is reached through Vulkan, whoever made it. It has to prove itself with one random product before it is
//! used, and each product after that is checked by what costs little beside making it. Whatever goes wrong is an error,
//! by which the host has the processor do the work.
//!
//! ```no_run
//! use piazza_workload_gpu::{Gpu, Preference};
//! use piazza_workload_host::{Limits, Program, Tensor};
//!
//! let gpu = Gpu::find(Preference::Hardware)?;
//! println!("{}", gpu.describe());
//! let program = Program::load(&std::fs::read("program.wasm")?, &Limits::default())?.on(&Tensor::on(gpu));
//! let output = program.run(b"input")?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod description;
mod device;
mod failure;
mod find;
mod gpu;
mod pieces;
mod slot;

pub use description::{Description, Kind};
pub use failure::{Failure, NoGpu};
pub use find::Preference;
pub use gpu::{is_worthwhile, Gpu};
