//! A worker that sells calls: it answers over HTTP whoever pays by the vouchers of a channel.
//!
//! A client posts an input and is told what an answer costs (status 402); it posts again with a voucher and has the output
//! of the worker's program ([`service`], in the words of x402). Nothing of that is on the chain. What was promised is kept
//! on disk ([`ledger`]) and redeemed when it has come to something, or when the client is done ([`collector`]): one
//! transaction for any number of calls.
//!
//! Each call is paid before it is answered, by a voucher whose total is that of the one before and the price ([`rules`]).
//! Where the channel names the program, the voucher also says what was answered before: root and number of all results so
//! far. Who redeems it vouches for these, so the gateway takes a voucher only when they are just what it gave ([`desk`]).
//!
//! A channel is for one gateway: it is named by its payee, and two gateways of one owner would take the same promise twice.
//! An owner that runs several machines has each be owned by an account of its own, or one of them sell.

pub mod chain;
pub mod collector;
pub mod desk;
pub mod ledger;
pub mod rules;
pub mod service;
#[cfg(test)]
mod tests;

pub use collector::Collector;
pub use desk::{Desk, Parts, Refusal};
pub use ledger::{Ledger, LedgerError};
pub use service::serve;
