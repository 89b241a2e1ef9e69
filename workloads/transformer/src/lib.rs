//! A transformer block in integers: a program that is nearly all products of matrices, as large networks are.
//!
//! The program (`program/`) is what workers run: attention of 8 heads over the 64 pixels of an image, then a perceptron
//! of 2,048 hidden units, all 512 wide and in whole numbers. Its weights are drawn, not trained; what it answers are
//! random features of the images, by which they can still be told apart. It shows what a GPU is for.

/// The program: a WebAssembly module after the workload ABI.
pub const PROGRAM: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/program.wasm"));

/// Bytes of an image in the program's input: 8×8 pixels of 0 to 16.
pub const PIXELS: usize = 64;

/// Bytes of an image's features in the program's output.
pub const FEATURES: usize = 512;
