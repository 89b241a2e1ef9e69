//! Turns images into features with one transformer block: a program for the workload ABI.
//!
//! Input: images of 64 pixels of 0 to 16, one byte each. Output: 512 features an image, signed bytes. No image, a part
//! of one, or a brighter pixel traps.

#![no_std]
#![deny(missing_docs)]

mod abi;
mod attention;
mod network;
mod numbers;
mod softmax;
