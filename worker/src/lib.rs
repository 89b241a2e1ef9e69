//! The worker: runs jobs next to the hardware and posts their results.
//!
//! After each finalized block it looks at the jobs that concern it ([`daemon`]), lets pure rules say what comes next
//! ([`plan`]), and has it done: fetch and compute ([`work`], [`execute`]), keep the answer ([`journal`]), send. It can
//! be stopped at any instant, with `kill -9` too: all it knows is on the chain or in the journal, and the journal is
//! synced before a commitment is sent.

pub mod attest;
pub mod blobs;
pub mod chain;
pub mod check;
pub mod compute;
pub mod config;
pub mod daemon;
pub mod execute;
pub mod follow;
pub mod home;
pub mod init;
pub mod journal;
pub mod pace;
pub mod piazza;
pub mod plan;
mod report;
pub mod run;
pub mod view;
pub mod work;
