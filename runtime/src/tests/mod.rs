//! Tests of the composition: real genesis, signed transactions, whole blocks.

mod chain;
mod consensus;
mod fees;
mod genesis;
mod jobs;
mod metadata;
mod wiring;
