//! What the systems we learn from do, done here: one file a system, each with exact amounts.

mod a2a;
mod akash;
mod deepbrainchain;
mod erc8004;
mod erc8183;
mod iexec;
mod publicai;
pub(super) mod reclaim;
mod rules;
mod vana;
mod x402;
