//! Hostile bytes: no verifier panics on them. Each test runs for a moment here, and for as long as wanted by
//! `scripts/fuzz`.

#![cfg(test)]

mod amd;
mod android;
mod edits;
mod groth16;
mod intel;
mod nitro;
mod nras;
mod nvidia;
mod reclaim;
mod risc0;
mod seeds;
mod sp1;
mod trust_authority;

use edits::edit;
use seeds::{seed, Seed};
