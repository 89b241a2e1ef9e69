//! # Attestation: which machine does a result come from?
//!
//! **Programs** are what results come from. Anyone registers one for a deposit; its id is the hash of its description,
//! so a program is registered once and means the same to everybody.
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
//! A worker is *active*, and may take work, when its owner approved it and its registration has not expired. From the
//! approval on it may lock its owner's money in bonds, therefore the owner has to sign it. Its evidence says how
//! strongly the machine is known, its [`Tier`](piazza_primitives::Tier); until hardware evidence is understood the only
//! kind is the owner's word, [`Evidence::Declared`].
//!
//! Other pallets ask through [`Attested`](piazza_primitives::Attested), at every use: nothing is remembered.
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
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod invariants;
#[cfg(test)]
mod mock;
mod money;
mod rules;
#[cfg(test)]
mod tests;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
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
	use frame_support::{
		pallet_prelude::*,
		traits::{Consideration, Footprint},
	};
	use frame_system::pallet_prelude::*;
	use piazza_primitives::{Attested, ProgramId, Tier, Uri};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// Programs and workers.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime gives to this pallet.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Blocks for which a registration is valid, from the block of the evidence on; at least two.
		#[pallet::constant]
		type Validity: Get<BlockNumberFor<Self>>;

		/// Deposit for the record of a program: held on its owner until the record is removed.
		type ProgramConsideration: Consideration<Self::AccountId, Footprint>;

		/// Deposit for the record of a worker: held on the worker until it is retired.
		type WorkerConsideration: Consideration<Self::AccountId, Footprint>;

		/// Weights of calls.
		type WeightInfo: WeightInfo;
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
		/// A program was removed and its deposit returned.
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
		/// The worker's registration has expired; the worker renews it.
		#[codec(index = 7)]
		Expired,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::Validity::get() >= 2u32.into(), "a worker must be active for a while to be of use");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers a program, owned by who signs this, against a deposit. `uri` is a hint where its bytes are; they
		/// are judged by their hash alone.
		///
		/// Emits [`Event::ProgramRegistered`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_program())]
		pub fn register_program(origin: OriginFor<T>, program: Program, uri: Uri) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_register_program(owner, program, uri)
		}

		/// Removes a program and returns its deposit. Signed by its owner. New jobs can no longer name it; those that
		/// run are not touched.
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
		/// Emits [`Event::WorkerRegistered`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn register(origin: OriginFor<T>, owner: T::AccountId, evidence: Evidence) -> DispatchResult {
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

		/// Renews the registration of the approved worker that signs this, from this block on, expired or not. Free of
		/// charge in the second half of its validity and after; earlier the fee is paid, so that nobody fills blocks
		/// for nothing.
		///
		/// Emits [`Event::WorkerRenewed`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::renew())]
		pub fn renew(origin: OriginFor<T>, evidence: Evidence) -> DispatchResultWithPostInfo {
			let worker = ensure_signed(origin)?;
			Ok(Self::do_renew(worker, evidence)?.into())
		}

		/// Retires a worker, approved or not, and returns its deposit. Signed by its owner or by itself. Seats it has
		/// in jobs stand.
		///
		/// Emits [`Event::WorkerRetired`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::retire())]
		pub fn retire(origin: OriginFor<T>, worker: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_retire(who, worker)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The worker, and whether it is active in this block; `None` when the account is not registered as one.
		pub fn worker(account: T::AccountId) -> Option<WorkerInfoOf<T>> {
			Workers::<T>::get(account).map(|worker| worker.into_info(Self::now()))
		}

		/// Whether the account is a worker that may take work in this block.
		pub fn is_active(account: T::AccountId) -> bool {
			Self::ensure_active(&account).is_ok()
		}

		/// The program; `None` when none of this id is registered.
		pub fn program(program_id: ProgramId) -> Option<ProgramInfoOf<T>> {
			Programs::<T>::get(program_id).map(ProgramRecord::into_info)
		}
	}
}
