//! The worker: runs jobs next to the hardware and posts their results.
//!
//! After each finalized block it looks at the jobs that concern it ([`daemon`]), lets pure rules say what comes next
//! ([`plan`]), and has it done: fetch and compute ([`work`], [`material`], [`execute`]), keep the answer ([`journal`]), send. Where the
//! machine is rented out as a whole, it sees to that too ([`leasing`], [`process`]). It can be stopped at any instant,
//! with `kill -9` too: all it knows is on the chain or in the journal, and the journal is synced before a commitment is
//! sent.
//!
//! It can also sell calls over HTTP: [`gateway`]. An attested one can say how good data is that is brought into pools:
//! [`scoring`].
//!
//! The same machinery judges what others computed: [`judge`] is a checker that sits in panels by itself.

pub mod attest;
pub mod blobs;
pub mod chain;
pub mod check;
pub mod compute;
pub mod config;
pub mod controls;
pub mod daemon;
pub mod execute;
pub mod follow;
pub mod gateway;
pub mod home;
pub mod init;
pub mod journal;
pub mod judge;
pub mod leasing;
pub mod material;
pub mod pace;
pub mod piazza;
pub mod plan;
pub mod process;
pub mod report;
pub mod run;
pub mod scoring;
pub mod view;
pub mod work;
