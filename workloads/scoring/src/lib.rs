//! Scores labelled digits that are brought to a pool of data: how many of them are new, and how well they are labelled.
//!
//! The program (`program/`) is what juries and attested workers run. This crate builds it, embeds it as [`PROGRAM`], and
//! shares its [`rules`]. The tests implement the whole score a second time, to test one against the other.

#[path = "../program/src/rules.rs"]
pub mod rules;

/// The program: a WebAssembly module after the workload ABI.
pub const PROGRAM: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/program.wasm"));
