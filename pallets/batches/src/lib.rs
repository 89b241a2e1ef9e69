//! # Batches: many results, one commitment
//!
//! A leased worker does thousands of pieces of work a minute, and so does one that is paid call by call through a channel.
//! It does not ask the chain to judge each: from time to time it reports the root of a Merkle tree of its results, and
//! vouches for every one of them. Whoever finds one that is false opens it, and a panel of checkers runs the program again.
//!
//! ```text
//! report ──> open to disputes ──time over──> closed
//!             │          ▲
//!             │          └──upheld, undecided──┐
//!             └──dispute──> panel judges ──────┴──overturned, neither──> disproved
//! ```
//!
//! - *Report*: the lease's worker names a program of kind [`Image`](piazza_primitives::ProgramKind::Image), the root and
//!   the number of results. A bond is held on its owner, the provider; it also pays for the room that the record takes.
//!   The batch is about the time since the report before, and the rent of that time is what the tenant can claim.
//! - *Commitment*: the same for another source of results, [`CommitResults`](piazza_primitives::CommitResults): a channel,
//!   when a voucher is redeemed that says which results it pays. The batch is of all results of the channel so far, the one
//!   who pays is its tenant, and what was paid just then is the claim. Nothing else differs, but that a false result
//!   counts as a job that was done badly, not as a machine leased out badly.
//! - *Dispute*: anybody but worker and provider opens one result by a proof that it is in the tree, says what the program
//!   gives instead, and puts a bond at stake. One at a time for each batch.
//! - *Upheld*: the panel got the worker's output. The disputer loses its bond to the panel's majority, in equal parts; what
//!   cannot be split is the provider's, who was wrongly accused.
//! - *Overturned*: the panel got the disputer's output. The disputer has its bond back. Of the provider's the panel's
//!   majority has as much as it would have had of the disputer's, so that what it earns does not depend on what it finds,
//!   and the tenant has the rest. The provider is slashed by [`Config::FalseResultFine`], of which the tenant is given back
//!   the rent first, and the disputer has the share of who reports a fault. It counts as bad conduct. The batch is over:
//!   one false result disproves all of it, and costs the same as many.
//! - *Neither*: the panel got another output than both. The result is false, whatever the disputer said, so its giver is
//!   treated as above. The disputer has its bond back but no share of the slash: it pointed at the fault without knowing
//!   better.
//! - *Undecided*: the panel came to no verdict. The disputer has its bond back.
//!
//! After a dispute that changes nothing there is as much time left as there was before it, so that nobody can use up the
//! time for disputes with weak ones. There is an end to that, [`Config::MaxDisputeWindow`] after the report: until then
//! the provider's bond can be held, and its stake is within reach.
//!
//! ## The tree
//!
//! Its leaves are results in order: number in the batch, hash of the input, hash of the output ([`rules::leaf_hash`]).
//! Inner nodes are BLAKE2b-256 of their two children. The last node of a row of odd length is moved up as it is: the tree
//! of the SDK's `binary-merkle-tree`.
//!
//! What the chain cannot know is left to the parties. A tenant has been given a result only when it has the leaf and its
//! proof: it asks the worker for them, and ends the lease when they do not fit what was reported. Whether an input is one
//! that the tenant asked for is between the two as well. The disputer says where the input is found, since checkers need
//! it: they believe its hash alone.
//!
//! ## Money
//!
//! Bonds are holds on their owners. No money is made or destroyed: of every bond,
//! `to the panel + to the other party + given back = held`. `money.rs` alone moves any.

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

mod api;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod disputes;
mod due;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod invariants;
mod lifecycle;
#[cfg(test)]
mod mock;
mod money;
pub mod rules;
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
	use frame_support::{pallet_prelude::*, traits::fungible};
	use frame_system::pallet_prelude::*;
	use piazza_primitives::{
		Agenda, Attested, BatchId, BatchSource, Content, ContentHash, LeaseId, Leases, PanelCase, PanelId, Panels,
		ProgramId, Reputation, Ruling, Stakes,
	};
	use sp_core::H256;
	use sp_runtime::traits::Zero;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// Batches of results.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime gives to this pallet.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Native money, for bonds.
		type Currency: fungible::Mutate<Self::AccountId>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ fungible::BalancedHold<Self::AccountId>;

		/// Why this pallet holds money.
		type RuntimeHoldReason: From<HoldReason>;

		/// Which leases run.
		type Leases: Leases<Self::AccountId, Balance = BalanceOf<Self>, BlockNumber = BlockNumberFor<Self>>;

		/// Which workers are active and which programs exist.
		type Attested: Attested<Self::AccountId>;

		/// Which providers have enough at stake to vouch for results, and what false ones cost them.
		type Stakes: Stakes<Self::AccountId, Balance = BalanceOf<Self>>;

		/// Where it is noted of providers that they gave false results.
		type Reputation: Reputation<Self::AccountId, Balance = BalanceOf<Self>>;

		/// Who judges disputes, which are named by the batch.
		type Panels: Panels<Self::AccountId, Case = PanelCase>;

		/// Where the pallet's own work waits for its block.
		type Agenda: Agenda<Due, BlockNumberFor<Self>>;

		/// Bond of each batch. At least [`Config::DisputeBond`]: either pays the panel.
		#[pallet::constant]
		type Bond: Get<BalanceOf<Self>>;

		/// Bond of whoever disputes a result.
		#[pallet::constant]
		type DisputeBond: Get<BalanceOf<Self>>;

		/// What is taken from the stake of a provider whose worker gave a false result.
		#[pallet::constant]
		type FalseResultFine: Get<BalanceOf<Self>>;

		/// Blocks in which results may be disputed, not counting those that disputes take.
		#[pallet::constant]
		type DisputeWindow: Get<BlockNumberFor<Self>>;

		/// Blocks after a report in which results may be disputed at the most, however many disputes there are. With the
		/// time that a panel takes, it must be shorter than stake needs to be withdrawn.
		#[pallet::constant]
		type MaxDisputeWindow: Get<BlockNumberFor<Self>>;

		/// Least number of blocks from one report of a lease or channel to the next, and from its beginning to the first.
		/// Reports of leases are free of charge, and each holds a bond.
		#[pallet::constant]
		type MinInterval: Get<BlockNumberFor<Self>>;

		/// Greatest number of results of a batch.
		#[pallet::constant]
		type MaxCount: Get<u32>;

		/// Blocks after which work that could not be done is tried again.
		#[pallet::constant]
		type RetryPeriod: Get<BlockNumberFor<Self>>;

		/// Weights of calls and of the work on the agenda.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A provider vouches for the results of its worker.
		#[codec(index = 0)]
		Bond,
		/// Somebody vouches for its doubt in a result.
		#[codec(index = 1)]
		Dispute,
	}

	/// Number of the next batch.
	#[pallet::storage]
	pub type NextId<T> = StorageValue<_, BatchId, ValueQuery>;

	/// Batches, from the report until they are over.
	#[pallet::storage]
	pub type Batches<T: Config> = CountedStorageMap<_, Twox64Concat, BatchId, BatchOf<T>, OptionQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Somebody vouches for results; its provider's bond is held.
		#[codec(index = 0)]
		Reported {
			/// The batch.
			batch: BatchId,
			/// What they were paid by.
			source: BatchSource,
			/// Who committed to them.
			worker: T::AccountId,
			/// What the results come from.
			program: ProgramId,
			/// Root of their tree.
			root: H256,
			/// How many there are.
			count: u32,
			/// First block at which it is too late to dispute them.
			until: BlockNumberFor<T>,
		},
		/// Somebody disputed a result; its bond is held, and a panel will judge.
		#[codec(index = 1)]
		Disputed {
			/// The batch.
			batch: BatchId,
			/// Who did.
			disputer: T::AccountId,
			/// Number of the result in the batch.
			index: u32,
			/// What the batch's program is to be run on.
			input: Content,
			/// Hash of the output that is in the batch.
			accused_hash: ContentHash,
			/// Hash of what the disputer says is right.
			output_hash: ContentHash,
			/// The panel.
			panel: PanelId,
			/// Native money held on the disputer.
			bond: BalanceOf<T>,
		},
		/// A dispute was settled; the disputer's bond is not held any more.
		#[codec(index = 2)]
		DisputeSettled {
			/// The batch.
			batch: BatchId,
			/// Who disputed.
			disputer: T::AccountId,
			/// What the panel's finding means.
			ruling: Ruling,
			/// Native money the disputer lost of its bond.
			bond_lost: BalanceOf<T>,
			/// Native money the panel's majority got, all together.
			panel_fee: BalanceOf<T>,
		},
		/// After a dispute that changed nothing, results may be disputed again.
		#[codec(index = 3)]
		DisputesReopened {
			/// The batch.
			batch: BatchId,
			/// First block at which it is too late.
			until: BlockNumberFor<T>,
		},
		/// A result was shown to be false; the provider was slashed, and the batch is over.
		#[codec(index = 4)]
		BatchDisproved {
			/// The batch.
			batch: BatchId,
			/// What its results were paid by.
			source: BatchSource,
			/// The provider.
			provider: T::AccountId,
			/// Native money the provider lost of its bond.
			bond_lost: BalanceOf<T>,
			/// Native money the tenant got of it, besides what it will get of the fine.
			compensation: BalanceOf<T>,
			/// What was frozen of the provider's stake: less than the fine when there is no more.
			fine: BalanceOf<T>,
		},
		/// Nothing was shown to be false in time; the bond is not held any more, and the batch is over.
		#[codec(index = 5)]
		BatchClosed {
			/// The batch.
			batch: BatchId,
		},
		/// Work that was due could not be done. Nothing was changed; it is tried again [`Config::RetryPeriod`] blocks
		/// later.
		#[codec(index = 6)]
		Postponed {
			/// The batch.
			batch: BatchId,
			/// What was in the way.
			error: DispatchError,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such lease that runs, or no such batch: it was never reported, or it is over.
		#[codec(index = 0)]
		NotFound,
		/// Only the worker of the lease may do this.
		#[codec(index = 1)]
		NotWorker,
		/// A batch has at least one result.
		#[codec(index = 2)]
		NoResults,
		/// There are more results than a batch may have.
		#[codec(index = 3)]
		TooManyResults,
		/// No such program is registered, or its owner has removed it.
		#[codec(index = 4)]
		UnknownProgram,
		/// What an enclave or a proof vouches for cannot be disputed: it is not reported in batches.
		#[codec(index = 5)]
		NotDisputable,
		/// The worker is not owned by the lease's provider any more.
		#[codec(index = 6)]
		OwnerChanged,
		/// The last report of this lease or channel, or its beginning, is too few blocks ago.
		#[codec(index = 7)]
		TooSoon,
		/// The batch is disputed already; what becomes of it is known when that dispute is settled.
		#[codec(index = 8)]
		AlreadyDisputed,
		/// The time for disputes is over; so is the batch, in a moment.
		#[codec(index = 9)]
		DisputesClosed,
		/// Who reported the batch, and the provider, may not dispute it.
		#[codec(index = 10)]
		OwnBatch,
		/// This is the output that is in the batch: there is nothing to dispute.
		#[codec(index = 11)]
		SameOutput,
		/// The proof does not show the leaf to be in the batch.
		#[codec(index = 12)]
		InvalidProof,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let block = BlockNumberFor::<T>::from(1u32);
			assert!(T::Panels::seats() <= MAX_SEATS, "what a panel found must fit");
			assert!(!T::DisputeBond::get().is_zero(), "a panel must be paid");
			assert!(T::Bond::get() >= T::DisputeBond::get(), "a panel must be paid the same by whoever was wrong");
			assert!(!T::FalseResultFine::get().is_zero(), "a false result must cost something");
			assert!(T::DisputeWindow::get() >= block, "there must be time to dispute");
			assert!(T::MaxDisputeWindow::get() >= T::DisputeWindow::get(), "all of the window must be possible");
			assert!(T::MinInterval::get() >= block, "reports must be rare, since they are free");
			assert!(T::MaxCount::get() > 0, "a batch must be possible");
			assert!(T::RetryPeriod::get() >= block, "work must be tried again in a later block");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Reports `count` results of `program`, done in a lease since the last report, by the root of their tree. Signed by
		/// the lease's worker, which must be active and still its provider's; [`Config::Bond`] is held on the provider,
		/// whose stake must be enough. Free of charge when it succeeds.
		///
		/// Emits [`Event::Reported`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::report().saturating_add(T::Leases::note_report_weight()))]
		pub fn report(
			origin: OriginFor<T>,
			lease: LeaseId,
			program: ProgramId,
			root: H256,
			count: u32,
		) -> DispatchResultWithPostInfo {
			let worker = ensure_signed(origin)?;
			Self::do_report(worker, lease, program, root, count)?;
			Ok(Pays::No.into())
		}

		/// Disputes a result of a batch: opens its `leaf` by a proof that it is there, says that `output` is right, holds
		/// [`Config::DisputeBond`], and convenes a panel that judges. Signed by anybody but the batch's worker and provider.
		/// The leaf's input should say where it can be found: a panel without it comes to no verdict.
		///
		/// Emits [`Event::Disputed`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::dispute().saturating_add(T::Panels::convene_weight()))]
		pub fn dispute(
			origin: OriginFor<T>,
			batch: BatchId,
			leaf: Leaf,
			proof: Proof,
			output: Content,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_dispute(who, batch, leaf, proof, output)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The batch; `None` when there is none of this number, or when it is over.
		pub fn batch(batch: BatchId) -> Option<BatchOf<T>> {
			Batches::<T>::get(batch)
		}

		/// The hash of a leaf.
		pub fn leaf_hash(index: u32, input: ContentHash, output: ContentHash) -> H256 {
			rules::leaf_hash(index, &input, &output)
		}

		/// Whether the proof shows the leaf to be in the batch. `false` when there is no such batch, or when it is over.
		pub fn verify(batch: BatchId, leaf: Leaf, proof: Proof) -> bool {
			Batches::<T>::get(batch).is_some_and(|batch| Self::is_leaf(&batch, &leaf, &proof))
		}
	}
}
