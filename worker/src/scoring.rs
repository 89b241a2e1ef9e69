//! A worker that scores: it says how good data is that is brought into pools, and signs that.
//!
//! Contributors hand in data over HTTP ([`service`]). The worker looks at the pool ([`pools`]), runs its scoring program on
//! what the pool has and the new data ([`desk`]), and signs the score with its own key. The chain takes it for true when the
//! worker's evidence measured the program that the pool names.
//!
//! The program is one for the workload ABI. Its input is all that the pool has already, one contribution after another, and
//! then the data to score; its output is the score's millionths, four bytes with the least significant first. What a
//! contribution looks like is between program and contributors; where one ends and the next begins, it must tell by
//! itself.

pub mod desk;
pub mod pools;
pub mod service;

pub use desk::{Desk, Parts, Refusal};
pub use service::serve;
