//! Leases, as other pallets see them.

use crate::LeaseId;
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use sp_runtime::DispatchError;

/// The parties of a lease that runs.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, PartialEq, TypeInfo)]
pub struct RunningLease<AccountId> {
	/// Who rents.
	pub tenant: AccountId,
	/// Who is paid.
	pub provider: AccountId,
	/// The machine.
	pub worker: AccountId,
}

/// The time of a lease that a report of results is about: from the report before, or the lease's first block, until now.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, PartialEq, TypeInfo)]
pub struct ReportedSpan<Balance, BlockNumber> {
	/// How many blocks.
	pub blocks: BlockNumber,
	/// Rent for them, in native money; zero when rent is paid in another asset.
	pub rent: Balance,
}

/// Answers which leases run.
pub trait Leases<AccountId> {
	/// Native money.
	type Balance;
	/// Number of a block.
	type BlockNumber;

	/// The lease; `None` when it is over, or never was.
	fn running(lease: LeaseId) -> Option<RunningLease<AccountId>>;

	/// Notes that results of the lease's work are reported now, and says which time they are about. Fails when the lease
	/// does not run.
	fn note_report(lease: LeaseId) -> Result<ReportedSpan<Self::Balance, Self::BlockNumber>, DispatchError>;

	/// The greatest weight of [`Leases::note_report`].
	fn note_report_weight() -> Weight;

	/// Makes a lease that runs, and has run long enough for a report.
	#[cfg(feature = "runtime-benchmarks")]
	fn some_lease(tenant: &AccountId, provider: &AccountId, worker: &AccountId) -> LeaseId;
}
