//! Tests of the composition: real genesis, signed transactions, whole blocks.

mod acceptance;
mod agents;
mod attestation;
mod chain;
mod challenges;
mod channels;
mod consensus;
mod fees;
mod genesis;
mod jobs;
mod leasing;
mod metadata;
mod proofs;
mod random;
mod staking;
mod wiring;

pub(crate) use challenges::Replay;
