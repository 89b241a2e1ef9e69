//! What the worker asks of a chain. [`crate::piazza::Piazza`] answers it; tests have a stand-in.

use crate::{
	attest::Evidence,
	leasing::view::{LeaseEnd, LeaseId, Market, OrderId, Standing},
	view::{AccountId, Balance, BlockNumber, Content, Head, Job, JobId, Program, Registration, H256},
};
use anyhow::Result;
use futures::stream::BoxStream;
use std::{fmt, future::Future};

/// A chain that can be followed.
pub trait Heads: Send + Sync + 'static {
	/// Genesis hash of the chain that the node is on now.
	fn genesis(&self) -> impl Future<Output = Result<H256>> + Send;

	/// Finalized blocks as they come, starting with the latest one.
	fn heads(&self) -> impl Future<Output = Result<BoxStream<'static, Result<Head>>>> + Send;
}

/// A chain as one worker sees it. Everything is read at a finalized block.
pub trait Chain: Heads {
	/// The worker's own registration.
	fn registration(&self, at: Head) -> impl Future<Output = Result<Option<Registration>>> + Send;

	/// The number that the next job will have.
	fn next_job(&self, at: Head) -> impl Future<Output = Result<JobId>> + Send;

	/// Numbers of all jobs there are.
	fn jobs(&self, at: Head) -> impl Future<Output = Result<Vec<JobId>>> + Send;

	/// One job; `None` when it was removed.
	fn job(&self, at: Head, job: JobId) -> impl Future<Output = Result<Option<Job>>> + Send;

	/// One program; `None` when it was removed, or is none that a sandbox can run.
	fn program(&self, at: Head, program: H256) -> impl Future<Output = Result<Option<Program>>> + Send;

	/// How the worker stands in the market for machines.
	fn standing(&self, at: Head) -> impl Future<Output = Result<Standing>> + Send;

	/// The orders that wait for bids, and what the worker's owner has for these.
	fn market(&self, at: Head) -> impl Future<Output = Result<Market>> + Send;

	/// How a lease ended: looked for in the blocks after `after` up to `at`. `None` when it did not end in these.
	fn lease_end(
		&self,
		lease: LeaseId,
		after: BlockNumber,
		at: Head,
	) -> impl Future<Output = Result<Option<LeaseEnd>>> + Send;

	/// Sends a transaction, valid until block `until` if given, and waits until it has succeeded in a finalized block,
	/// whose number it gives.
	fn send(&self, call: Call, until: Option<BlockNumber>) -> impl Future<Output = Result<BlockNumber>> + Send;
}

/// Evidence of the worker's machine, and what it is bound to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bound {
	/// The block whose hash is in it.
	pub at_block: BlockNumber,
	/// The evidence.
	pub evidence: Evidence,
}

/// What a worker does on the chain.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Call {
	/// Registers itself, naming its owner.
	Register {
		/// The owner.
		owner: AccountId,
		/// What shows which machine it is; `None` for the owner's word alone.
		evidence: Option<Bound>,
	},
	/// Renews its registration.
	Renew {
		/// What shows which machine it is; `None` for the owner's word alone.
		evidence: Option<Bound>,
	},
	/// Claims a seat.
	Claim {
		/// Of this job.
		job: JobId,
	},
	/// Commits to an output.
	Commit {
		/// Of this job.
		job: JobId,
		/// By this hash.
		commitment: H256,
	},
	/// Shows an output.
	Reveal {
		/// Of this job.
		job: JobId,
		/// What it is and where.
		output: Content,
		/// What hid it.
		salt: H256,
	},
	/// Answers whoever doubts that the machine is there.
	ProveAlive {
		/// The lease.
		lease: LeaseId,
	},
	/// Says that a missing machine is back.
	Restore,
	/// Bids for an order.
	Bid {
		/// The order.
		order: OrderId,
		/// Price of a block.
		rate: Balance,
		/// How many blocks the tenant may have the machine for, extensions included.
		max_duration: BlockNumber,
	},
	/// Takes a bid back.
	WithdrawBid {
		/// For this order.
		order: OrderId,
	},
	/// Takes the offer of the machine back.
	WithdrawOffer,
	/// Gives notice to the tenant.
	StartReclaim {
		/// The lease.
		lease: LeaseId,
	},
	/// Ends a lease whose notice is over.
	CloseLease {
		/// The lease.
		lease: LeaseId,
	},
}

impl fmt::Display for Call {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Register { .. } => f.write_str("registration"),
			Self::Renew { .. } => f.write_str("renewal"),
			Self::Claim { job } => write!(f, "claim to job {job}"),
			Self::Commit { job, .. } => write!(f, "commitment to job {job}"),
			Self::Reveal { job, .. } => write!(f, "output of job {job}"),
			Self::ProveAlive { lease } => write!(f, "answer to the challenge of lease {lease}"),
			Self::Restore => f.write_str("word that this machine is back"),
			Self::Bid { order, .. } => write!(f, "bid for order {order}"),
			Self::WithdrawBid { order } => write!(f, "withdrawal of the bid for order {order}"),
			Self::WithdrawOffer => f.write_str("withdrawal of the offer"),
			Self::StartReclaim { lease } => write!(f, "notice to the tenant of lease {lease}"),
			Self::CloseLease { lease } => write!(f, "end of lease {lease}"),
		}
	}
}
