//! Which machine a result comes from, and which program made it.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::Weight;
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult};

#[cfg(feature = "runtime-benchmarks")]
use alloc::vec::Vec;

/// Names a program: BLAKE2b-256 of the SCALE encoding of its description.
pub type ProgramId = H256;

/// Number of a class of hardware.
pub type ClassId = u16;

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

/// How a program's results are known to come from it.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum ProgramKind {
	/// By nothing: any machine can run it, and results are judged by quorum.
	#[codec(index = 0)]
	Image,
	/// By the machine: only workers whose evidence measured this very program may do its jobs.
	#[codec(index = 1)]
	Enclave,
	/// By a proof of each result, whoever made it.
	#[codec(index = 2)]
	Circuit,
}

/// A worker that may take work in this block.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ActiveWorker<AccountId> {
	/// The provider who owns the worker, carries its bonds and is paid for its work.
	pub owner: AccountId,
	/// How strongly the machine is known.
	pub tier: Tier,
	/// The program of kind [`ProgramKind::Enclave`] that its evidence measured; `None` when it measured none.
	pub program: Option<ProgramId>,
	/// The class of its GPUs, by its evidence; `None` when that shows no GPU, or one without a class.
	pub class: Option<ClassId>,
	/// How many GPUs its evidence shows.
	pub gpus: u8,
}

/// Answers which workers are active, which programs exist and which proofs hold. Asked anew at every use.
pub trait Attested<AccountId> {
	/// The worker, when in this block it is approved by its owner, not expired, not retired and stands on nothing that
	/// was revoked; otherwise the typed reason why not.
	fn ensure_active(worker: &AccountId) -> Result<ActiveWorker<AccountId>, DispatchError>;

	/// The kind of a program that new jobs may name. `None` when none of this id is registered, or when its owner has
	/// removed it.
	fn program_kind(program: &ProgramId) -> Option<ProgramKind>;

	/// Whether there is a class of hardware of this number.
	fn class_exists(class: ClassId) -> bool;

	/// Checks that `proof` shows `statement` (see [`Statement::to_bytes`](crate::Statement::to_bytes)) to be true of a
	/// program of kind [`ProgramKind::Circuit`]; otherwise the typed reason why not. A removed program still answers
	/// for as long as a job that names it may run.
	fn verify_proof(program: &ProgramId, statement: &[u8], proof: &[u8]) -> DispatchResult;

	/// Upper bound of the weight of [`Attested::verify_proof`].
	fn proof_weight() -> Weight;

	/// Makes `worker` active, owned by `owner`, in the state in which [`Attested::ensure_active`] costs the most. It
	/// may do jobs of the program that [`Attested::some_program`] gives for [`ProgramKind::Enclave`].
	#[cfg(feature = "runtime-benchmarks")]
	fn activate(worker: &AccountId, owner: &AccountId);

	/// Makes a class of hardware of this number.
	#[cfg(feature = "runtime-benchmarks")]
	fn make_class(class: ClassId);

	/// Registers some program of a kind.
	#[cfg(feature = "runtime-benchmarks")]
	fn some_program(kind: ProgramKind) -> ProgramId;

	/// A proof that [`Attested::verify_proof`] takes for the circuit of [`Attested::some_program`], whatever the
	/// statement. Its check costs nothing: [`Attested::proof_weight`] is measured on its own.
	#[cfg(feature = "runtime-benchmarks")]
	fn some_proof() -> Vec<u8>;
}
