//! Every case of the public test vectors, asked of the verifiers: real evidence, and what must be refused.
//!
//! The vectors do not travel with the project. They are looked for in `PIAZZA_VECTORS`, then in `../shared/vectors`
//! beside the repository. Where they are absent the tests pass with a word about it, unless
//! `PIAZZA_VECTORS_REQUIRED` is set.

mod amd;
mod android;
mod gpu_worker;
mod groth16;
mod intel;
mod nitro;
mod nras;
mod nvidia;
mod reclaim;
mod risc0;
mod sp1;
mod support;
mod trust_authority;
