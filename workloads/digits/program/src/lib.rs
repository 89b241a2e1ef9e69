//! Reads handwritten digits: a program for the workload ABI.
//!
//! Input: images of 64 pixels of 0 to 16, one byte each. Output: one byte an image, the digit seen in it. No image, a
//! part of one, or a brighter pixel traps.

#![no_std]
#![deny(missing_docs)]

mod abi;
mod network;
