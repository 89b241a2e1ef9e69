//! Handwritten digits: a program that reads them, the data, and the trainer of its model.
//!
//! The program (`program/`) is what workers run. This crate builds it, embeds it as [`PROGRAM`], and implements the same
//! network a second time in [`Model::classify`], to test one against the other.

pub mod dataset;
mod distort;
mod model;
mod quantise;
pub mod rows;
mod train;

pub use model::Model;
pub use train::train;

/// The program: a WebAssembly module after the workload ABI.
pub const PROGRAM: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/program.wasm"));

/// The model inside the program, as [`Model::to_bytes`] wrote it.
pub const MODEL: &[u8; model::BYTES] = include_bytes!("../program/model.bin");
