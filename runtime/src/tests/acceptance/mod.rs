//! What the systems we learn from do, done here: one file a system, each with exact amounts.

mod akash;
mod deepbrainchain;
mod iexec;
mod publicai;
mod reclaim;
mod rules;
mod vana;
