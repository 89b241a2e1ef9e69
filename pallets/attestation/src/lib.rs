//! # Attestation: which machine does a result come from?
//!
//! **Programs** are what results come from. Anyone registers one for a deposit; its id is the hash of its description,
//! so a program is registered once and means the same to everybody. An *image* is known by its hash alone, an *enclave*
//! by what hardware measures of it, a *circuit* by the statement that each result proves.
//!
//! **Workers** are accounts of machines, each owned by the account of a provider. A worker's life:
//!
//! ```text
//!  worker: register          owner: approve            worker: renew, again and again
//! ────────────────> Pending ────────────────> Approved ────────────────┐
//!                      │                        │  ^──────────────────┘
//!                      └── owner or worker: retire ──> gone
//! ```
//!
//! A worker is *active*, and may take work, when its owner approved it, its registration has not expired, and nothing
//! that its evidence stands on was revoked. From the approval on it may lock its owner's money in bonds, therefore the
//! owner has to sign it. Its evidence says how strongly the machine is known, its [`Tier`](piazza_primitives::Tier):
//! anything from the owner's word, [`Evidence::Declared`], to a confidential machine with attested GPUs.
//!
//! # Evidence
//!
//! Hardware signs its evidence over a challenge ([`Challenges`]) that names chain, owner, worker, a recent block and the
//! digest of the GPUs' evidence: it is fresh, speaks for this worker alone, and ties the GPUs to the processor. The
//! chain checks it by `piazza-verifiers` against:
//!
//! - the vendors' roots ([`Roots`]), pinned in code. Software may stand in for hardware where genesis names a root for
//!   it; no chain that matters does.
//! - *collateral* of the vendors: what Intel says of its platforms, and revocation lists. Anyone hands it in
//!   ([`Call::submit_collateral`]); the vendor's signature is what counts, and an older edition never replaces a newer.
//! - *policies* that governance sets: which firmware is good enough, which measurements are known.
//! - *revocations*: certificates, devices and verifiers, each named by 32 bytes. When one is added, a generation counts
//!   up; a worker of an older generation is looked through when it is used next. So nothing is ever iterated over, and
//!   to revoke an authority suspends all workers below it at once.
//!
//! A device serves one worker. An attestation is an assurance level, never finality: who owns a machine can attack it.
//!
//! Other pallets ask through [`Attested`](piazza_primitives::Attested), at every use.
//!
//! # Money
//!
//! Each record holds a deposit on the account that made it, and returns it when it is removed.

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::as_conversions
	)
)]

extern crate alloc;

mod attested;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod calls;
mod challenge;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants, and bounds are constants")]
mod collateral;
mod due;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants, and bounds are constants")]
mod evidence;
#[cfg(any(test, feature = "runtime-benchmarks"))]
mod fixtures;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
mod hardware;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod invariants;
#[cfg(test)]
mod mock;
mod money;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
mod policy;
#[allow(
	clippy::as_conversions,
	clippy::arithmetic_side_effects,
	reason = "derived codecs cast the indices of variants, and bounds are constants"
)]
mod program;
mod proof;
mod revocation;
mod roots;
mod rules;
#[cfg(test)]
mod tests;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
mod types;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
mod verifier;
mod verify;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use challenge::{Bound, Challenges};
pub use collateral::{Collateral, CollateralStatus, Fmspc, JsonBytes, SignedText, StoredList, StoredText, Tee, Vendor};
pub use due::Due;
pub use evidence::{CertificateBytes, Chain, Devices, Evidence, Machine, NvidiaEvidence, MAX_DEVICES};
#[cfg(any(test, feature = "runtime-benchmarks"))]
pub use fixtures::{FixtureChallenges, FixtureRoots};
pub use hardware::{ClassId, GpuModel, HardwareClass, Name};
pub use pallet::*;
pub use policy::*;
pub use program::*;
pub use revocation::{Revocations, MAX_REVOCATIONS};
pub use roots::{Roots, VendorRoots};
pub use types::*;
pub use verifier::Verifier;
pub use weights::WeightInfo;

#[frame_support::pallet]
#[allow(
	unused_qualifications,
	clippy::as_conversions,
	clippy::expect_used,
	reason = "FRAME's macros write such code; the calls themselves are elsewhere"
)]
pub mod pallet {
	use super::*;
	use alloc::{boxed::Box, vec::Vec};
	use frame_support::{
		pallet_prelude::*,
		traits::{Consideration, Footprint, UnixTime as Clock},
	};
	use frame_system::pallet_prelude::*;
	use piazza_primitives::{Agenda, ProgramId, Tier, Uri};
	use piazza_verifiers::UnixTime;
	use sp_core::H256;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// Programs, workers, and what vendors say of their hardware.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime gives to this pallet.
	#[pallet::config]
	pub trait Config: frame_system::Config<Hash = H256, RuntimeEvent: From<Event<Self>>> {
		/// Blocks for which a declared registration is valid, from the block of its acceptance on; at least two.
		#[pallet::constant]
		type Validity: Get<BlockNumberFor<Self>>;

		/// Blocks for which evidence of hardware is valid, from the block that it is bound to on; more than
		/// [`Config::ChallengePeriod`].
		#[pallet::constant]
		type HardwareValidity: Get<BlockNumberFor<Self>>;

		/// How many blocks ago the block that evidence is bound to may be. The chain must remember the hashes of as many.
		#[pallet::constant]
		type ChallengePeriod: Get<BlockNumberFor<Self>>;

		/// Blocks after the expiry of a registration from which on anybody may retire the worker, so that its devices can
		/// serve another.
		#[pallet::constant]
		type Abandonment: Get<BlockNumberFor<Self>>;

		/// Blocks for which a removed circuit still checks proofs: at least as long as a job may run.
		#[pallet::constant]
		type CircuitNotice: Get<BlockNumberFor<Self>>;

		/// Who sets policies, measurements and classes, and reinstates what was revoked.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who revokes and switches verifiers off.
		type SecurityOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The time of the block being built.
		type Time: Clock;

		/// Where the pallet's own work waits for its block.
		type Agenda: Agenda<Due<Self::AccountId>, BlockNumberFor<Self>>;

		/// Whom the chain believes about hardware.
		type Roots: Roots;

		/// What evidence must be bound to: [`Bound`], unless a test replays what was recorded elsewhere.
		type Challenges: Challenges<Self::AccountId>;

		/// Deposit for the record of a program: held on its owner until the record is removed.
		type ProgramConsideration: Consideration<Self::AccountId, Footprint>;

		/// Deposit for the record of a worker: held on the worker until it is retired.
		type WorkerConsideration: Consideration<Self::AccountId, Footprint>;

		/// Weights of calls and of the work on the agenda.
		type WeightInfo: WeightInfo;

		/// Sets the clock.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// An owner pays for the room that the record of its program takes.
		#[codec(index = 0)]
		Program,
		/// A worker pays for the room that its record takes.
		#[codec(index = 1)]
		Worker,
	}

	/// Registered programs.
	#[pallet::storage]
	pub type Programs<T: Config> = CountedStorageMap<_, Blake2_128Concat, ProgramId, ProgramRecordOf<T>, OptionQuery>;

	/// Workers, from their registration until they are retired.
	#[pallet::storage]
	pub type Workers<T: Config> = CountedStorageMap<_, Blake2_128Concat, T::AccountId, WorkerOf<T>, OptionQuery>;

	/// The workers that name an owner, approved or not: owner, then worker. Never read as a whole on chain.
	#[pallet::storage]
	pub type WorkersOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, T::AccountId, (), OptionQuery>;

	/// What the registrations of workers with hardware stand on.
	#[pallet::storage]
	pub type Foundations<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Foundation, ValueQuery>;

	/// The worker that each attested device serves.
	#[pallet::storage]
	pub type WorkerOfDevice<T: Config> = StorageMap<_, Identity, FoundationId, T::AccountId, OptionQuery>;

	/// The block that a worker's last evidence was bound to, kept after the worker was retired until nothing bound to it
	/// is fresh any more: evidence is accepted once.
	#[pallet::storage]
	pub type SpentChallenges<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, BlockNumberFor<T>, OptionQuery>;

	/// Certificates, devices and verifiers that are not trusted any more.
	#[pallet::storage]
	pub type Revoked<T: Config> = StorageMap<_, Identity, FoundationId, (), OptionQuery>;

	/// Counts the times that something was revoked.
	#[pallet::storage]
	pub type RevocationGeneration<T> = StorageValue<_, u32, ValueQuery>;

	/// Signatures of certificates of authorities that were found good once, and so are good for ever.
	#[pallet::storage]
	pub type VerifiedLinks<T: Config> = StorageMap<_, Identity, [u8; 32], (), OptionQuery>;

	/// What Intel says of families of platforms.
	#[pallet::storage]
	pub type TcbInfos<T: Config> = StorageMap<_, Blake2_128Concat, (Tee, Fmspc), StoredText, OptionQuery>;

	/// What Intel says of its quoting enclaves.
	#[pallet::storage]
	pub type QeIdentities<T: Config> = StorageMap<_, Twox64Concat, Tee, StoredText, OptionQuery>;

	/// The last revocation list of each authority, which is named by BLAKE2b-256 of its DER name. What it revokes is in
	/// [`Revoked`].
	#[pallet::storage]
	pub type RevocationLists<T: Config> = StorageMap<_, Identity, [u8; 32], StoredList, OptionQuery>;

	/// The roots for software that stands in for hardware, certificates in DER. Set by genesis, empty on every chain that
	/// matters, and changed by no call.
	#[pallet::storage]
	pub type SoftwareRoots<T> = StorageValue<_, BoundedVec<CertificateBytes, ConstU32<4>>, ValueQuery>;

	/// What is demanded of Intel's machines.
	#[pallet::storage]
	pub type IntelPolicies<T> = StorageValue<_, IntelPolicy, ValueQuery>;

	/// What is demanded of AMD's machines.
	#[pallet::storage]
	pub type AmdPolicies<T> = StorageValue<_, AmdPolicy, ValueQuery>;

	/// What is demanded of NVIDIA's devices.
	#[pallet::storage]
	pub type NvidiaPolicies<T> = StorageValue<_, NvidiaPolicy, ValueQuery>;

	/// What is demanded of Nitro enclaves.
	#[pallet::storage]
	pub type NitroPolicies<T> = StorageValue<_, NitroPolicy, ValueQuery>;

	/// What is demanded of phones.
	#[pallet::storage]
	pub type AndroidPolicies<T> = StorageValue<_, AndroidPolicy, ValueQuery>;

	/// The good measurements of each release of NVIDIA's software.
	#[pallet::storage]
	pub type GoldenMeasurements<T> = StorageMap<_, Blake2_128Concat, Release, GoldenDigests, ValueQuery>;

	/// Classes of hardware.
	#[pallet::storage]
	pub type Classes<T> = StorageMap<_, Twox64Concat, ClassId, HardwareClass, OptionQuery>;

	/// The class of each model of GPU.
	#[pallet::storage]
	pub type GpuModels<T> = StorageMap<_, Blake2_128Concat, GpuModel, ClassId, OptionQuery>;

	/// The checked verifying keys of circuits that have one of their own.
	#[pallet::storage]
	pub type CircuitKeys<T> = StorageMap<_, Blake2_128Concat, ProgramId, StoredKey, OptionQuery>;

	/// The state a chain starts from.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Certificates (DER) of the roots for software that stands in for hardware; at most four. Any entry makes the
		/// chain one for development.
		pub software_roots: Vec<Vec<u8>>,
		/// Nothing.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			let roots = self.software_roots.iter().cloned().map(CertificateBytes::try_from);
			let roots = roots.collect::<Result<Vec<_>, _>>().expect("a root's certificate is short enough");
			SoftwareRoots::<T>::put(BoundedVec::try_from(roots).expect("there are at most four roots for software"));
			for (id, class, model) in hardware::known() {
				Classes::<T>::insert(id, class);
				GpuModels::<T>::insert(model, id);
			}
		}
	}

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A program was registered; its deposit is held on the owner.
		#[codec(index = 0)]
		ProgramRegistered {
			/// The program.
			program_id: ProgramId,
			/// Who may remove it.
			owner: T::AccountId,
			/// Its description.
			program: Program,
		},
		/// A program was removed. Its deposit is returned, at once or, for a circuit, when its record is gone too.
		#[codec(index = 1)]
		ProgramRemoved {
			/// The program.
			program_id: ProgramId,
			/// Who removed it.
			owner: T::AccountId,
		},
		/// A worker was registered and waits for the approval of its owner; its deposit is held on the worker.
		#[codec(index = 2)]
		WorkerRegistered {
			/// The worker.
			worker: T::AccountId,
			/// The owner it names.
			owner: T::AccountId,
			/// How strongly its machine is known.
			tier: Tier,
		},
		/// A worker was approved by its owner.
		#[codec(index = 3)]
		WorkerApproved {
			/// The worker.
			worker: T::AccountId,
			/// Its owner.
			owner: T::AccountId,
			/// First block in which it is not active any more unless it is renewed.
			expires_at: BlockNumberFor<T>,
		},
		/// A worker renewed its registration.
		#[codec(index = 4)]
		WorkerRenewed {
			/// The worker.
			worker: T::AccountId,
			/// When it would have expired, or did expire.
			old_expires_at: BlockNumberFor<T>,
			/// First block in which it is not active any more unless it is renewed again.
			expires_at: BlockNumberFor<T>,
		},
		/// A worker was retired and its deposit returned.
		#[codec(index = 5)]
		WorkerRetired {
			/// The worker.
			worker: T::AccountId,
			/// Who owned it.
			owner: T::AccountId,
		},
		/// Evidence of hardware was accepted.
		#[codec(index = 6)]
		HardwareAttested {
			/// The worker.
			worker: T::AccountId,
			/// How strongly its machine is known.
			tier: Tier,
			/// The program that was measured.
			program: Option<ProgramId>,
			/// The class of its GPUs.
			class: Option<ClassId>,
			/// How many GPUs it has.
			gpus: u8,
			/// Its devices.
			devices: BoundedVec<FoundationId, MaxDevicesOfWorker>,
			/// Last second at which certificates, collateral and policy hold.
			valid_until: UnixTime,
		},
		/// The record of a removed circuit is gone, and its deposit returned.
		#[codec(index = 7)]
		CircuitExpired {
			/// The program.
			program_id: ProgramId,
		},
		/// What Intel says of a family of platforms was stored.
		#[codec(index = 8)]
		TcbInfoStored {
			/// Of enclaves or of trust domains.
			tee: Tee,
			/// The family.
			fmspc: Fmspc,
			/// Last second at which it counts.
			valid_until: UnixTime,
		},
		/// What Intel says of a quoting enclave was stored.
		#[codec(index = 9)]
		QeIdentityStored {
			/// That of enclaves or of trust domains.
			tee: Tee,
			/// Last second at which it counts.
			valid_until: UnixTime,
		},
		/// An authority's revocation list was stored.
		#[codec(index = 10)]
		RevocationListStored {
			/// Whose authority it is.
			vendor: Vendor,
			/// The authority: BLAKE2b-256 of its DER name.
			issuer: [u8; 32],
			/// Last second at which it counts.
			next_update: UnixTime,
			/// How many certificates were revoked that were not before.
			revoked: u32,
		},
		/// Certificates or devices were revoked: all workers that stand on them are suspended.
		#[codec(index = 11)]
		RevocationsAdded {
			/// What was revoked.
			ids: Revocations,
		},
		/// Certificates or devices are trusted again.
		#[codec(index = 12)]
		RevocationsRemoved {
			/// What is trusted again.
			ids: Revocations,
		},
		/// A verifier was switched on or off; with it off, all workers that it let in are suspended.
		#[codec(index = 13)]
		VerifierSwitched {
			/// The verifier.
			verifier: Verifier,
			/// Whether it is on now.
			on: bool,
		},
		/// A policy was set.
		#[codec(index = 14)]
		PolicySet {
			/// The policy from now on.
			policy: Box<PolicyUpdate>,
		},
		/// The good measurements of a release of NVIDIA's software were set.
		#[codec(index = 15)]
		GoldenMeasurementsSet {
			/// The release.
			release: Release,
			/// Its good measurements from now on.
			digests: GoldenDigests,
		},
		/// A class of hardware was set.
		#[codec(index = 16)]
		ClassSet {
			/// The class.
			id: ClassId,
			/// What it was.
			old: Option<HardwareClass>,
			/// What it is from now on; `None` when there is none any more.
			new: Option<HardwareClass>,
		},
		/// The class of a model of GPU was set.
		#[codec(index = 17)]
		GpuModelSet {
			/// The model.
			model: GpuModel,
			/// Its class before.
			old: Option<ClassId>,
			/// Its class from now on.
			new: Option<ClassId>,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// This very program is registered already; use it by its id.
		#[codec(index = 0)]
		ProgramAlreadyRegistered,
		/// No program of this id is registered: it never was, or its owner removed it.
		#[codec(index = 1)]
		ProgramNotFound,
		/// This account is registered as a worker already; retire it first to register it anew.
		#[codec(index = 2)]
		AlreadyRegistered,
		/// This account is not registered as a worker.
		#[codec(index = 3)]
		NotFound,
		/// Only the owner may do this; a worker may also retire itself.
		#[codec(index = 4)]
		NotOwner,
		/// The worker's owner has not approved it yet.
		#[codec(index = 5)]
		NotApproved,
		/// The worker's owner has approved it already.
		#[codec(index = 6)]
		AlreadyApproved,
		/// The worker's registration has expired, or what its hardware stands on is not valid any more; the worker renews
		/// it.
		#[codec(index = 7)]
		Expired,
		/// The program's owner has removed it already.
		#[codec(index = 8)]
		AlreadyRemoved,
		/// Evidence or collateral cannot be read, or is of a kind that is not known.
		#[codec(index = 9)]
		Malformed,
		/// Evidence or collateral is not by whom it should be: its certificates lead to no trusted root, name something
		/// else, or may not do what they did.
		#[codec(index = 10)]
		Untrusted,
		/// A certificate, or the evidence itself, is out of date or not valid yet.
		#[codec(index = 11)]
		CertificateExpired,
		/// A certificate or device that this stands on was revoked.
		#[codec(index = 12)]
		Revoked,
		/// A signature is not that of the key it should be of.
		#[codec(index = 13)]
		SignatureInvalid,
		/// The machine can be looked into: it is in debug mode, can be profiled, or is unlocked.
		#[codec(index = 14)]
		DebugRefused,
		/// The machine's firmware, driver or system is too old for the policy.
		#[codec(index = 15)]
		TcbRefused,
		/// The policy refuses such a machine for another reason than its age.
		#[codec(index = 16)]
		PolicyRefused,
		/// The vendor's collateral for this machine is not on the chain; anyone may submit it.
		#[codec(index = 17)]
		CollateralMissing,
		/// The vendor's collateral for this machine is out of date; anyone may submit what is newer. Or what was submitted
		/// is itself out of date.
		#[codec(index = 18)]
		CollateralExpired,
		/// What was submitted is no newer than what is stored.
		#[codec(index = 19)]
		CollateralNotNewer,
		/// The evidence is not bound to this chain, owner, worker, block and devices.
		#[codec(index = 20)]
		ChallengeMismatch,
		/// The block that the evidence is bound to is not an earlier one, or too long ago.
		#[codec(index = 21)]
		ChallengeExpired,
		/// The worker has handed in evidence bound to this block, or to a later one, before.
		#[codec(index = 22)]
		ChallengeSpent,
		/// A GPU or NVSwitch was asked with another nonce than the one for this worker and block.
		#[codec(index = 23)]
		NonceMismatch,
		/// The measurements of a GPU or NVSwitch are not among those known to be good for its driver and VBIOS.
		#[codec(index = 24)]
		UnknownFirmware,
		/// This chain does not accept software in the place of hardware.
		#[codec(index = 25)]
		SoftwareRefused,
		/// Such a machine has no GPUs.
		#[codec(index = 26)]
		DevicesNotAllowed,
		/// The GPUs of one worker must be of one class.
		#[codec(index = 27)]
		MixedGpus,
		/// The same device is there twice.
		#[codec(index = 28)]
		DuplicateDevice,
		/// Another worker has this device; it has to be retired first.
		#[codec(index = 29)]
		DeviceTaken,
		/// This verifier has been switched off.
		#[codec(index = 30)]
		VerifierOff,
		/// The verifying key is not one, or is not safe.
		#[codec(index = 31)]
		KeyMalformed,
		/// The circuit has another number of public inputs than a statement has.
		#[codec(index = 32)]
		InputCountMismatch,
		/// The program is not a circuit: nothing can be proven of it.
		#[codec(index = 33)]
		NotACircuit,
		/// The proof cannot be read, or is of a version that does not count.
		#[codec(index = 34)]
		ProofMalformed,
		/// The proof does not prove the statement.
		#[codec(index = 35)]
		ProofInvalid,
		/// A text in the policy is not what it should be.
		#[codec(index = 36)]
		PolicyMalformed,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::Validity::get() >= 2u32.into(), "a worker must be active for a while to be of use");
			assert!(T::ChallengePeriod::get() >= 1u32.into(), "evidence takes a block to be handed in");
			assert!(
				T::HardwareValidity::get() > T::ChallengePeriod::get(),
				"evidence must be valid for longer than it may take to be handed in"
			);
			assert!(
				T::BlockHashCount::get() >= T::ChallengePeriod::get(),
				"the chain must remember the blocks that evidence may be bound to"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers a program, owned by who signs this, against a deposit. `uri` is a hint where its bytes are; they
		/// are judged by their hash alone. The verifying key of a circuit is checked once, here.
		///
		/// Emits [`Event::ProgramRegistered`].
		#[pallet::call_index(0)]
		#[pallet::weight(program.weight::<T::WeightInfo>())]
		pub fn register_program(origin: OriginFor<T>, program: Program, uri: Uri) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_register_program(owner, program, uri)
		}

		/// Removes a program and returns its deposit. Signed by its owner. New jobs can no longer name it; those that
		/// run are not touched: the record of a circuit, and its deposit, stay for another [`Config::CircuitNotice`]
		/// blocks.
		///
		/// Emits [`Event::ProgramRemoved`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::remove_program())]
		pub fn remove_program(origin: OriginFor<T>, program_id: ProgramId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_program(who, program_id)
		}

		/// Registers who signs this as a worker of `owner`, against a deposit held on the worker. It is not active
		/// before its owner approves it.
		///
		/// Emits [`Event::WorkerRegistered`] and, with hardware, [`Event::HardwareAttested`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::register().saturating_add(evidence.weight::<T::WeightInfo>()))]
		pub fn register(origin: OriginFor<T>, owner: T::AccountId, evidence: EvidenceOf<T>) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_register(worker, owner, evidence)
		}

		/// Approves a worker, which is active from here on and may lock the owner's money in bonds. Signed by the owner
		/// it names. When the registration has expired meanwhile, the worker is active once it renews.
		///
		/// Emits [`Event::WorkerApproved`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::approve())]
		pub fn approve(origin: OriginFor<T>, worker: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_approve(who, worker)
		}

		/// Renews the registration of the approved worker that signs this, from this block on, expired or not. What the
		/// new evidence proves takes the place of what the old one did, be it more or less. Free of
		/// charge in the second half of its validity and after; earlier the fee is paid, so that nobody fills blocks
		/// for nothing.
		///
		/// Emits [`Event::WorkerRenewed`] and, with hardware, [`Event::HardwareAttested`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::renew().saturating_add(evidence.weight::<T::WeightInfo>()))]
		pub fn renew(origin: OriginFor<T>, evidence: EvidenceOf<T>) -> DispatchResultWithPostInfo {
			let worker = ensure_signed(origin)?;
			Ok(Self::do_renew(worker, evidence)?.into())
		}

		/// Retires a worker, approved or not, returns its deposit and sets its devices free. Signed by its owner or by
		/// itself; by anybody [`Config::Abandonment`] blocks after it expired. Seats it has in jobs stand.
		///
		/// Emits [`Event::WorkerRetired`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::retire())]
		pub fn retire(origin: OriginFor<T>, worker: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_retire(who, worker)
		}

		/// Hands in what a vendor published about its hardware: signed by anybody, for the vendor's signature is what
		/// counts. Free of charge when it is newer than what was stored.
		///
		/// Emits [`Event::TcbInfoStored`], [`Event::QeIdentityStored`] or [`Event::RevocationListStored`].
		#[pallet::call_index(6)]
		#[pallet::weight(collateral.weight::<T::WeightInfo>())]
		pub fn submit_collateral(origin: OriginFor<T>, collateral: Box<Collateral>) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_submit_collateral(*collateral)?;
			Ok(Pays::No.into())
		}

		/// Revokes certificates, by issuer and serial number, and devices: suspends all workers that stand on them. Signed
		/// by [`Config::SecurityOrigin`].
		///
		/// Emits [`Event::RevocationsAdded`].
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::revoke(ids.len() as u32))]
		pub fn revoke(origin: OriginFor<T>, ids: Revocations) -> DispatchResult {
			T::SecurityOrigin::ensure_origin(origin)?;
			Self::do_revoke(ids)
		}

		/// Takes revocations back. Signed by [`Config::AdminOrigin`].
		///
		/// Emits [`Event::RevocationsRemoved`].
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::reinstate(ids.len() as u32))]
		pub fn reinstate(origin: OriginFor<T>, ids: Revocations) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_reinstate(ids)
		}

		/// Switches a verifier off, which suspends all workers that it let in and refuses its proofs, or on again. Signed
		/// by [`Config::SecurityOrigin`] to switch it off, by [`Config::AdminOrigin`] to switch it on.
		///
		/// Emits [`Event::VerifierSwitched`].
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::switch_verifier())]
		pub fn switch_verifier(origin: OriginFor<T>, verifier: Verifier, on: bool) -> DispatchResult {
			match on {
				true => T::AdminOrigin::ensure_origin(origin).map(|_| ())?,
				false => T::SecurityOrigin::ensure_origin(origin).map(|_| ())?,
			}
			Self::do_switch_verifier(verifier, on)
		}

		/// Sets what is demanded of a vendor's machines. Registrations that stand are judged by it when they are renewed.
		/// Signed by [`Config::AdminOrigin`].
		///
		/// Emits [`Event::PolicySet`].
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::set_policy())]
		pub fn set_policy(origin: OriginFor<T>, policy: Box<PolicyUpdate>) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_policy(policy)
		}

		/// Sets the good measurements of a release of NVIDIA's software, one for each alternative that NVIDIA's reference
		/// manifests leave open; none withdraws the release. Signed by [`Config::AdminOrigin`].
		///
		/// Emits [`Event::GoldenMeasurementsSet`].
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::set_golden_measurements())]
		pub fn set_golden_measurements(
			origin: OriginFor<T>,
			release: Release,
			digests: GoldenDigests,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_golden_measurements(release, digests)
		}

		/// Sets or takes away a class of hardware. Signed by [`Config::AdminOrigin`].
		///
		/// Emits [`Event::ClassSet`].
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::set_class())]
		pub fn set_class(origin: OriginFor<T>, id: ClassId, class: Option<HardwareClass>) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_class(id, class)
		}

		/// Sets or takes away the class of a model of GPU. Workers have it from their next renewal on. Signed by
		/// [`Config::AdminOrigin`].
		///
		/// Emits [`Event::GpuModelSet`].
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::set_gpu_model())]
		pub fn set_gpu_model(origin: OriginFor<T>, model: GpuModel, class: Option<ClassId>) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_gpu_model(model, class)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The worker, and whether it is active in this block; `None` when the account is not registered as one.
		pub fn worker(account: T::AccountId) -> Option<WorkerInfoOf<T>> {
			let worker = Workers::<T>::get(&account)?;
			let revoked = Self::stands_on_revoked(&account, &worker) == revocation::Standing::Revoked;
			Some(worker.into_info(Self::both_clocks(), revoked))
		}

		/// Whether the account is a worker that may take work in this block.
		pub fn is_active(account: T::AccountId) -> bool {
			Self::worker(account).is_some_and(|worker| worker.active)
		}

		/// What the evidence of `worker`'s processor or phone must carry when it is bound to `at_block` and to the
		/// evidence of devices with this digest (SHA-256 over the SCALE encoding of the list, zeros for none). `None` when
		/// evidence bound to that block would be refused in the next block.
		pub fn nonce_for(
			owner: T::AccountId,
			worker: T::AccountId,
			at_block: BlockNumberFor<T>,
			devices: [u8; 32],
		) -> Option<[u8; 64]> {
			let block_hash = Self::block_hash_for_next(at_block)?;
			Some(T::Challenges::report_data(&owner, &worker, &block_hash, &devices))
		}

		/// The nonce with which the GPUs and NVSwitches of `worker` must be asked for evidence bound to `at_block`. `None`
		/// when evidence bound to that block would be refused in the next block.
		pub fn device_nonce_for(worker: T::AccountId, at_block: BlockNumberFor<T>) -> Option<[u8; 32]> {
			Some(T::Challenges::gpu_nonce(&Self::block_hash_for_next(at_block)?, &worker))
		}

		/// How long what Intel says of a family of platforms counts.
		pub fn collateral_status(tee: Tee, fmspc: Fmspc) -> CollateralStatus {
			Self::status_of_collateral(tee, fmspc)
		}

		/// Until when the stored revocation list of an authority counts, which is named by its DER name; `None` when there
		/// is none.
		pub fn revocation_list(issuer: Vec<u8>) -> Option<StoredList> {
			RevocationLists::<T>::get(collateral::issuer_key(&issuer))
		}

		/// The class of hardware of this number.
		pub fn class(id: ClassId) -> Option<HardwareClass> {
			Classes::<T>::get(id)
		}

		/// The program; `None` when none of this id is registered.
		pub fn program(program_id: ProgramId) -> Option<ProgramInfoOf<T>> {
			Programs::<T>::get(program_id).map(ProgramRecord::into_info)
		}
	}
}
