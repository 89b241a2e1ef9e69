//! Checks what machines and provers say of themselves: evidence of confidential hardware, zkTLS claims, zero-knowledge
//! proofs. One module per vendor or proof system.
//!
//! Every check is a pure function of its arguments. Nothing here reads a clock, a network or a storage: the time, the
//! roots of trust, the collateral, the revocations and the policy are handed in, so that a chain, a worker and an
//! auditor come to the same answer. What a module returns is what was *proven*; whether that is enough is for the
//! caller to say, by the policy it hands in and by comparing the facts with what it asked for.
//!
//! Input is hostile: its length is bounded before it is decoded, decoding never recurses without a bound, and nothing
//! panics. The crate needs no standard library and builds for `wasm32v1-none`.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(
	not(test),
	deny(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::panic,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::as_conversions
	)
)]

extern crate alloc;

pub mod amd;
pub mod android;
mod bytes;
mod device;
pub mod groth16;
pub mod intel;
pub mod jose;
mod newer;
pub mod nitro;
pub mod nras;
pub mod nvidia;
pub mod reclaim;
pub mod risc0;
pub mod secp256k1;
pub mod software;
pub mod sp1;
pub mod trust_authority;
pub mod x509;

pub use device::DeviceId;
pub use newer::NotNewer;

/// Seconds since 1970-01-01T00:00:00Z.
pub type UnixTime = u64;
