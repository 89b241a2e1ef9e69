//! What the chain knows of workers.

use crate::{
	rules::{self, Now},
	ClassId, Config, ProgramInfo, ProgramRecord,
};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{ProgramId, Tier};
use piazza_verifiers::UnixTime;
use scale_info::TypeInfo;
use sp_runtime::traits::AtLeast32BitUnsigned;

/// 32 bytes that name something a registration stands on and that can be revoked: a certificate by issuer and serial
/// number, a device, or a verifier ([`crate::Verifier::id`]).
pub type FoundationId = [u8; 32];

/// Most devices of one worker: a processor or phone, and [`crate::MAX_DEVICES`] of NVIDIA's.
pub type MaxDevicesOfWorker = ConstU32<13>;

/// Most certificates and verifiers that one registration stands on: eleven of a processor or phone, four of each of
/// NVIDIA's devices, and the two verifiers.
pub type MaxFoundations = ConstU32<61>;

/// Program as it is stored, with the ticket of its deposit.
pub type ProgramRecordOf<T> =
	ProgramRecord<<T as frame_system::Config>::AccountId, <T as Config>::ProgramConsideration>;

/// Program as it is shown, without the ticket of its deposit.
pub type ProgramInfoOf<T> = ProgramInfo<<T as frame_system::Config>::AccountId>;

/// Worker as it is stored, with the ticket of its deposit.
pub type WorkerOf<T> =
	Worker<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, <T as Config>::WorkerConsideration>;

/// Worker as it is shown, without the ticket of its deposit.
pub type WorkerInfoOf<T> = WorkerInfo<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// Evidence of this runtime.
pub type EvidenceOf<T> = crate::Evidence<BlockNumberFor<T>>;

/// Whether a worker may act for its owner.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Status {
	/// The worker names an owner who has not said yes yet.
	#[codec(index = 0)]
	Pending,
	/// The owner said yes.
	#[codec(index = 1)]
	Approved,
}

/// A registered worker.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Worker<AccountId, BlockNumber, Ticket> {
	/// The provider it works for.
	pub owner: AccountId,
	/// How strongly its machine is known.
	pub tier: Tier,
	/// Whether it may act for its owner.
	pub status: Status,
	/// Block in which its evidence was accepted last.
	pub verified_at: BlockNumber,
	/// First block in which that is too long ago.
	pub expires_at: BlockNumber,
	/// What its hardware proved; `None` for a declared one.
	pub attestation: Option<Attestation<BlockNumber>>,
	/// Its deposit, held on the worker.
	pub ticket: Ticket,
}

/// What a worker's hardware proved when its evidence was accepted.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Attestation<BlockNumber> {
	/// The block whose hash the evidence was bound to. Later evidence has to be bound to a later one.
	pub at_block: BlockNumber,
	/// The program of kind `Enclave` that was measured; `None` when the hardware does not measure programs.
	pub program: Option<ProgramId>,
	/// The class of its GPUs; `None` when it has none, or of a model that has no class.
	pub class: Option<ClassId>,
	/// How many GPUs it has.
	pub gpus: u8,
	/// Last second at which certificates, collateral and policy hold.
	pub valid_until: UnixTime,
	/// The generation of revocations by which it was checked last.
	pub generation: u32,
}

/// What a registration stands on: when one of these is revoked, the worker is suspended.
#[derive(Clone, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Foundation {
	/// The devices, each of which serves one worker only.
	pub devices: BoundedVec<FoundationId, MaxDevicesOfWorker>,
	/// Certificates and verifiers.
	pub others: BoundedVec<FoundationId, MaxFoundations>,
}

impl Foundation {
	/// Everything that may be revoked.
	pub fn all(&self) -> impl Iterator<Item = &FoundationId> {
		self.devices.iter().chain(&self.others)
	}
}

impl<AccountId, BlockNumber: AtLeast32BitUnsigned + Copy, Ticket> Worker<AccountId, BlockNumber, Ticket> {
	/// What of it is shown at `now`. `revoked` says whether something that it stands on was revoked.
	pub fn into_info(self, now: Now<BlockNumber>, revoked: bool) -> WorkerInfo<AccountId, BlockNumber> {
		WorkerInfo {
			active: rules::inactivity(&self, now).is_none() && !revoked,
			approved: self.status == Status::Approved,
			owner: self.owner,
			tier: self.tier,
			verified_at: self.verified_at,
			expires_at: self.expires_at,
			attestation: self.attestation,
			revoked,
		}
	}
}

/// A registered worker, as it is shown.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct WorkerInfo<AccountId, BlockNumber> {
	/// The provider it works for.
	pub owner: AccountId,
	/// How strongly its machine is known.
	pub tier: Tier,
	/// Whether its owner approved it.
	pub approved: bool,
	/// Block in which its evidence was accepted last.
	pub verified_at: BlockNumber,
	/// First block in which that is too long ago.
	pub expires_at: BlockNumber,
	/// Whether it may take work in this block.
	pub active: bool,
	/// What its hardware proved; `None` for a declared one.
	pub attestation: Option<Attestation<BlockNumber>>,
	/// Whether something that its registration stands on was revoked.
	pub revoked: bool,
}
