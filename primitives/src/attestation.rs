//! Which machine a result comes from.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::DispatchError;

/// Names a program: BLAKE2b-256 of the SCALE encoding of its description.
pub type ProgramId = H256;

/// How strongly a worker's machine is known; greater is stronger.
///
/// A tier is an assurance level, never finality: bonds and re-execution stay on at every tier.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, Ord, PartialEq, PartialOrd, TypeInfo,
)]
pub enum Tier {
	/// Nothing but stake: the owner's word.
	#[codec(index = 0)]
	Declared,
	/// Phone-class key attestation.
	#[codec(index = 1)]
	Device,
	/// A confidential virtual machine or enclave on a server processor.
	#[codec(index = 2)]
	ConfidentialCpu,
	/// A confidential machine together with an attested GPU.
	#[codec(index = 3)]
	ConfidentialGpu,
}

/// A worker that may take work in this block.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ActiveWorker<AccountId> {
	/// The provider who owns the worker, carries its bonds and is paid for its work.
	pub owner: AccountId,
	/// How strongly the machine is known.
	pub tier: Tier,
}

/// Answers which workers are active and which programs exist. Asked anew at every use.
pub trait Attested<AccountId> {
	/// The worker, when it is approved by its owner, not expired and not retired in this block; otherwise the typed
	/// reason why not.
	fn ensure_active(worker: &AccountId) -> Result<ActiveWorker<AccountId>, DispatchError>;

	/// Whether `program` is registered.
	fn program_exists(program: &ProgramId) -> bool;

	/// Makes `worker` active, owned by `owner`.
	#[cfg(feature = "runtime-benchmarks")]
	fn activate(worker: &AccountId, owner: &AccountId);

	/// Registers some program.
	#[cfg(feature = "runtime-benchmarks")]
	fn some_program() -> ProgramId;
}
