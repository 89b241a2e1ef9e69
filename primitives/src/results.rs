//! What jobs came to.

use crate::{ContentHash, JobId, ProgramId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The accepted result of a job.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct JobResult<AccountId> {
	/// Who had it done.
	pub tenant: AccountId,
	/// What was run.
	pub program: ProgramId,
	/// Hash of what it was run on.
	pub input: ContentHash,
	/// Hash of what came out.
	pub output: ContentHash,
	/// How many workers had to give this very output; 0 when a judge of the tenant's choice accepted it instead.
	pub quorum: u8,
}

/// Tells what jobs came to, for as long as they are on the chain.
pub trait JobResults<AccountId> {
	/// The result of a job that was accepted and paid; `None` of any other, and of one without a program.
	fn result(job: JobId) -> Option<JobResult<AccountId>>;

	/// A job with this result.
	#[cfg(feature = "runtime-benchmarks")]
	fn some_job(result: JobResult<AccountId>) -> JobId;
}
