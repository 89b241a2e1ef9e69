//! A checker that judges by itself: it runs disputed work again, and answers in the panels in which it has a seat.
//!
//! After each finalized block it looks at its panels ([`daemon`]), lets pure rules say what comes next ([`duty`]), and has
//! it done: fetch, run, keep the answer ([`keep`]), commit, show it. It can be stopped at any instant: all it knows is on
//! the chain or in its folder, and an answer is synced before a commitment to it is sent.
//!
//! What no program can find out it leaves to a person, and says so ([`word`]).

pub mod chain;
pub mod config;
pub mod daemon;
pub mod duty;
pub mod keep;
mod piazza;
mod run;
pub mod word;

pub use run::judge;
