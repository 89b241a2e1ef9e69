//! What a checker asks of a chain. [`crate::piazza::Piazza`] answers it; tests have a stand-in.

use super::duty::Duty;
use crate::{
	chain::Heads,
	view::{BlockNumber, Head, Program, ProgramId, H256},
};
use anyhow::Result;
use piazza_client::panels::{Conclusion, PanelId, Secret};
use std::{fmt, future::Future};

/// A chain as one checker sees it. Everything is read at a finalized block.
pub trait Chain: Heads {
	/// Whether the checker is in the register.
	fn is_enrolled(&self, at: Head) -> impl Future<Output = Result<bool>> + Send;

	/// The panels in which it has a seat.
	fn duties(&self, at: Head) -> impl Future<Output = Result<Vec<PanelId>>> + Send;

	/// One panel; `None` when it is over, or was never convened.
	fn panel(&self, at: Head, id: PanelId) -> impl Future<Output = Result<Option<Duty>>> + Send;

	/// One program; `None` when it was removed, or is none that a sandbox can run.
	fn program(&self, at: Head, id: ProgramId) -> impl Future<Output = Result<Option<Program>>> + Send;

	/// How a panel ended: looked for in the blocks after `after` up to `at`. `None` when it did not end in these.
	fn conclusion(
		&self,
		id: PanelId,
		after: BlockNumber,
		at: Head,
	) -> impl Future<Output = Result<Option<Conclusion>>> + Send;

	/// Sends a transaction, valid until block `until`, and waits until it has succeeded in a finalized block, whose
	/// number it gives.
	fn send(&self, call: Call, until: BlockNumber) -> impl Future<Output = Result<BlockNumber>> + Send;
}

/// What a checker does on the chain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Call {
	/// Commits to an answer.
	Commit {
		/// In this panel.
		panel: PanelId,
		/// By this hash.
		commitment: H256,
	},
	/// Shows an answer.
	Reveal {
		/// In this panel.
		panel: PanelId,
		/// What it is, and what hid it.
		secret: Secret,
	},
}

impl fmt::Display for Call {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Commit { panel, .. } => write!(f, "commitment to panel {panel}"),
			Self::Reveal { panel, .. } => write!(f, "answer to panel {panel}"),
		}
	}
}
