//! Scores labelled digits for a pool of data: a program for the workload ABI.
//!
//! Input: frames, each the length in bytes of its rows (four little-endian bytes) and the rows, of 64 pixels of 0 to 16
//! and a label of 0 to 9. The last frame is scored; those before it are what is known already. Output: the score in
//! millionths of the full one, four little-endian bytes.
//!
//! No frame, a part of one, a part of a row, or more than 4,096 rows in all trap. Rows that are no digits do not: they
//! only count nothing.
//!
//! Whoever brings several frames as one contribution gains nothing: only rows of the last one earn. Those before it can
//! make them duplicates, or be their neighbours, which they would be in the same frame as well.

#![no_std]
#![deny(missing_docs)]

mod abi;
mod input;
mod rules;
mod table;
