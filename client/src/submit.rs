//! Transactions, from signature to finalized block.
//!
//! One [`Submitter`] owns a key: it alone hands out that account's nonces. A transaction is valid for 64 blocks after
//! the finalized block it is anchored at. What becomes of it is read from finalized blocks alone: a node that says it
//! dropped a transaction may still include it. Once it cannot be included any more, it is signed anew.

use crate::{agents::AgentId, chain, AccountId, BlockNumber, Head, Keypair};
use std::sync::Arc;
use subxt::{ext::scale_encode::EncodeAsFields, transactions::StaticPayload};
use tokio::sync::{mpsc, oneshot};

mod engine;
mod outcome;
mod rejection;
#[cfg(test)]
mod tests;

pub use outcome::Receipt;
use rejection::Rejection;

/// For how many blocks a transaction is valid.
pub const MORTALITY: BlockNumber = 64;

/// For how many blocks a transaction is signed anew when it was not included, unless the caller says otherwise.
pub const WINDOW: BlockNumber = 128;

/// Why a transaction had no success. In every case but [`SubmitError::Closed`] and [`SubmitError::Chain`] it is certain
/// that the call changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
	/// It was included, and the call failed.
	#[error("{call} failed in block {}: {reason} ({error})", block.number)]
	Failed {
		/// The call.
		call: String,
		/// The block that includes it.
		block: Head,
		/// Name of the error, like `Jobs.NotFound`.
		error: String,
		/// The error as a sentence.
		reason: String,
	},
	/// No node takes it, however often it is sent.
	#[error("{call} was refused: {reason}")]
	Refused {
		/// The call.
		call: String,
		/// Why, and what to do.
		reason: String,
	},
	/// It was not included in time.
	#[error("{call} was not included until block {until}, after {attempts} attempts: the time was too short, the chain is full, or the node is not connected to others")]
	NotIncluded {
		/// The call.
		call: String,
		/// How often it was signed.
		attempts: u32,
		/// The block until which it was tried.
		until: BlockNumber,
	},
	/// The call cannot be made, or its result cannot be read.
	#[error(transparent)]
	Chain(#[from] chain::Error),
	/// The submitter was stopped before the outcome was known.
	#[error("{call} was sent, but its outcome is not known: the program was stopping")]
	Closed {
		/// The call.
		call: String,
	},
}

impl SubmitError {
	/// Whether the call was included and failed with this error, given as `Pallet.Error`.
	pub fn is(&self, name: &str) -> bool {
		matches!(self, Self::Failed { error, .. } if error == name)
	}
}

/// A call that can be signed by anyone.
#[derive(Clone)]
pub struct Call {
	name: Arc<str>,
	payload: Arc<dyn engine::Sign>,
}

impl Call {
	/// A call of the generated [`api`](crate::api).
	pub fn new<Data: EncodeAsFields + Send + Sync + 'static>(payload: StaticPayload<Data>) -> Self {
		let name = format!("{}.{}", payload.pallet_name(), payload.call_name()).into();
		Self { name, payload: Arc::new(payload) }
	}

	/// The same, made as an agent: signed by its owner, or by a key with a mandate for such calls.
	pub fn as_agent(self, agent: AgentId) -> Self {
		let name = format!("{} as agent {agent}", self.name).into();
		Self { name, payload: Arc::new(engine::AsAgent { agent, call: self.payload }) }
	}

	/// Its name, like `Jobs.claim`.
	pub fn name(&self) -> &str {
		&self.name
	}
}

struct Request {
	call: Call,
	/// From this block on it is not signed anew any more.
	until: Option<BlockNumber>,
	reply: oneshot::Sender<Result<Receipt, SubmitError>>,
}

/// Signs and submits with one key, and sees each transaction through. Cheap to clone. It stops when the last clone is
/// dropped.
#[derive(Clone)]
pub struct Submitter {
	account: AccountId,
	requests: mpsc::Sender<Request>,
}

impl Submitter {
	/// Starts one. There must be only one per account at a time, or their transactions get in each other's way.
	pub fn start(chain: chain::Chain, key: Keypair) -> Self {
		let account = crate::keys::account(&key);
		let (requests, inbox) = mpsc::channel(64);
		tokio::spawn(engine::Engine::new(chain, key, inbox).run());
		Self { account, requests }
	}

	/// The account that signs.
	pub fn account(&self) -> &AccountId {
		&self.account
	}

	/// Submits `call` and waits until a finalized block includes it with success. Tries for [`WINDOW`] blocks.
	pub async fn submit(&self, call: Call) -> Result<Receipt, SubmitError> {
		self.send(call, None).await
	}

	/// Like [`Submitter::submit`], but from block `until` on it is not signed anew any more. What was signed before may
	/// be included for up to [`MORTALITY`] blocks more.
	pub async fn submit_until(&self, call: Call, until: BlockNumber) -> Result<Receipt, SubmitError> {
		self.send(call, Some(until)).await
	}

	async fn send(&self, call: Call, until: Option<BlockNumber>) -> Result<Receipt, SubmitError> {
		let (reply, outcome) = oneshot::channel();
		let closed = SubmitError::Closed { call: call.name().into() };
		match self.requests.send(Request { call, until, reply }).await {
			Ok(()) => outcome.await.unwrap_or(Err(closed)),
			Err(_) => Err(closed),
		}
	}
}
