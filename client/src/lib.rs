//! Typed access to a Piazza chain for programs outside it, and the store of inputs and outputs they share.
//!
//! | Module | What for |
//! |---|---|
//! | [`chain`] | Connect, look at finalized blocks, follow them without gaps |
//! | [`submit`] | Sign transactions and see them through to a finalized block |
//! | [`jobs`], [`panels`], [`leases`], [`pools`], [`web`], [`channels`], [`reputation`], [`programs`], [`workers`], [`collateral`], [`accounts`], [`stakes`], [`validators`] | What a [`chain::Block`] can be asked, and the [`submit::Call`]s that change it |
//! | [`blobs`] | Store, serve and fetch content by its hash |
//! | [`scorer`] | Have a worker say how good data is |
//! | [`calls`], [`tab`], [`x402`] | Have a worker answer over HTTP, paid by voucher |
//! | [`keys`], [`amount`], [`bytes`] | Read keys, amounts of money and bytes |
//! | [`api`] | Everything else the runtime offers, generated from its metadata |
//!
//! Nothing here trusts what a chain or a peer says to be well formed: a surprising value is an error, never a panic.

pub mod accounts;
pub mod agents;
pub mod amount;
pub mod api;
pub mod batches;
pub mod blobs;
pub mod bytes;
pub mod calls;
pub mod chain;
pub mod channels;
pub mod collateral;
#[cfg(test)]
mod fake;
mod hash;
mod http;
pub mod jobs;
pub mod keys;
pub mod leases;
pub mod panels;
pub mod pem;
pub mod pools;
pub mod programs;
pub mod reputation;
pub mod scorer;
mod signed;
pub mod stakes;
pub mod submit;
pub mod tab;
mod types;
pub mod validators;
pub mod web;
pub mod workers;
pub mod x402;

pub use hash::{blake2_256, Blake2b256};
pub use subxt::utils::{AccountId32 as AccountId, H256};
pub use subxt_signer::sr25519::Keypair;
pub use types::{
	Asset, Balance, BlockNumber, Content, Head, JobId, Perbill, Permill, ProgramId, Tier, UnknownAsset, UnknownTier,
	Uri, UriTooLong, Window,
};
