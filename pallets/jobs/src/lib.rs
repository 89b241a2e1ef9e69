//! # Jobs: work with a result
//!
//! A tenant asks for work on an input and puts the reward aside; workers do it off chain; the chain decides who is paid.
//! One [`Policy`] covers all kinds of jobs. There are three ways to a result:
//!
//! **Quorum.** Up to seven workers give the same answer or lose a bond. When the program is an enclave, one worker is
//! enough: the machine vouches for the answer.
//!
//! ```text
//! Open ──claims──> Assigned ──commitments──> Revealing ──outputs──> Final
//!   └──> Failed (cancelled, not enough claims)      └──> Failed (no quorum)
//! ```
//!
//! - *Open*: active workers claim a seat with a bond held on their owner, the provider; one claim per provider.
//!   When the program is an enclave, the worker's evidence must have measured it, now and still at the commitment. With
//!   one replica the first to claim has the seat. With more, seats are drawn by lot after the window for claims, from
//!   randomness nobody knew while it was open. Who draws no seat has the bond back at once.
//! - *Assigned*: each seated worker commits to its output ([`rules::commitment`]), so that nobody can copy.
//! - *Revealing*: outputs are shown. It starts when all have committed or the time for commitments is over, and ends
//!   when all who committed have shown theirs, or at the deadline.
//! - *Settlement*: the output given most often wins, if it reaches the quorum; of two given equally often the one
//!   whose first seat was drawn earlier. Its seats earn `reward / replicas` each, less the protocol fee, and have
//!   their bonds back; they share equally the bonds of everybody else. What is left of reward and bonds goes to the
//!   tenant. Without a quorum the tenant has the reward and the bonds of those who showed nothing; all others have
//!   theirs back.
//!
//! With a challenge window, an output that has its quorum is accepted provisionally, and may be disputed before it is paid
//! for:
//!
//! ```text
//! Revealing ──> Provisional ──window over──> Final
//!                   └──dispute──> Disputed ──panel──> Final (upheld, overturned)
//!                                                └──> Failed (disproved)
//! ```
//!
//! - *Dispute*: anybody who did not give that output says what is right, with a bond; once per job. A panel of checkers,
//!   in which neither the parties nor the providers sit, runs the program again. Nothing is paid and all bonds stay held
//!   until it has found.
//! - *Upheld*: the panel got the accepted output. The disputer loses its bond to the panel's majority, in equal parts, and
//!   the job is settled as if nothing had happened.
//! - *Overturned*: the panel got the disputer's output. That one is accepted: its seats, if there are any, are paid, all
//!   others lose their bonds. Of these the panel's majority has as much as it would have had of the disputer's bond, so that
//!   what it earns does not depend on what it finds; of the rest the disputer has [`Config::DisputeBounty`], and what then
//!   is left is shared as always. Providers of the false output are slashed by [`Config::FalseResultFine`], of which the
//!   disputer has the share of who reports a fault. The tenant has no claim on the slash: what was not paid is refunded in
//!   full, and the right output is there.
//! - *Neither*: the panel got another output than both. The accepted one is shown to be wrong and none to be right that
//!   anybody here gave, so the tenant has the reward back, and the disputer and everybody who gave an output their bonds.
//!   Bonds of those who gave no output are lost to the tenant, as ever.
//! - *Undecided*: the panel came to no verdict. The disputer has its bond back, and the job is settled as if nothing had
//!   happened: whoever could keep a panel from its verdict would else have the work for nothing.
//!
//! A tenant that rents a machine may submit jobs for that machine alone ([`Policy::lease`]). Rent pays for its time, so there
//! need be no reward; what a wrong answer costs is the same.
//!
//! **Proof.** The program is a circuit, and one worker proves its answer.
//!
//! ```text
//! Open ──claim──> Assigned ──proof──> Final
//!   └──> Failed (cancelled, not enough claims) └──> Failed (no quorum)
//! ```
//!
//! - *Open*: as above; the first active worker to claim has the seat.
//! - *Assigned*: in the time for commitments the worker hands in its output and a proof that this program, run on this
//!   input, gives it, made for this job and worker ([`Pallet::statement`]). A proof that does not hold changes nothing,
//!   and the worker may try again.
//! - *Settlement*: a proof that holds is an output that reached its quorum of one, and is paid for at once. Who proves
//!   nothing in time loses its bond to the tenant.
//!
//! The kind of the program is kept in the job: should the program be removed, the job goes on as it began.
//!
//! **Evaluator.** Tenant and provider agree on a budget, the tenant funds it, the provider delivers, and an evaluator
//! says yes or no: the agent job of ERC-8183. A program may be named, of whatever kind: the evaluator alone judges.
//!
//! ```text
//! Negotiating ──fund──> Funded ──deliver──> Delivered ──complete──> Final
//!   └──> Failed (cancelled, expired) └──> Failed (rejected, expired) └──> Failed (rejected, expired)
//! ```
//!
//! A refund needs nobody's consent and no transaction: everything that has to happen at a block is an item on the
//! agenda. Each job has exactly one item there at a time.
//!
//! ## Money
//!
//! Rewards wait in the escrow, bonds and deposits of records are holds on their owners. No money is made or destroyed:
//! of every job, `paid + fees + refunded = reward`, and of its bonds, that of a dispute among them,
//! `won + to the panel + to the disputer + to the tenant = lost`.
//! `money.rs` alone moves any.

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

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod commerce;
mod disputes;
mod due;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod invariants;
mod lifecycle;
#[cfg(test)]
mod mock;
mod money;
mod proof;
mod quorum;
mod results;
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
	use alloc::vec::Vec;
	use frame_support::{
		pallet_prelude::*,
		traits::{fungible, Consideration, Footprint, Randomness},
	};
	use frame_system::pallet_prelude::*;
	use piazza_primitives::{
		Agenda, Attested, Content, ContentHash, Escrow, EscrowId, JobId, LeaseId, Leases, PanelCase, PanelId, Panels,
		ProgramId, Reputation, Ruling, Stakes,
	};
	use sp_core::H256;
	use sp_runtime::{traits::Zero, Permill};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// Jobs, their claims and their seats.
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

		/// Deposit for the record of a job: held on the tenant until the record is removed.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// Names an asset a reward may be paid in.
		type AssetKind: Parameter + MaxEncodedLen;

		/// Where rewards wait.
		type Escrow: Escrow<Self::AccountId, Balance = BalanceOf<Self>, AssetKind = Self::AssetKind>;

		/// Which workers are active, which programs exist and which proofs hold.
		type Attested: Attested<Self::AccountId>;

		/// The native asset. Only what is paid in it counts for reputation.
		type NativeAsset: Get<Self::AssetKind>;

		/// Which providers have enough at stake to be given work, and what false results cost them.
		type Stakes: Stakes<Self::AccountId, Balance = BalanceOf<Self>>;

		/// How providers worked before, and where it is noted how they worked.
		type Reputation: Reputation<Self::AccountId, Balance = BalanceOf<Self>>;

		/// Which leases run.
		type Leases: Leases<Self::AccountId>;

		/// Who judges disputes, which are named by the job.
		type Panels: Panels<Self::AccountId, Case = PanelCase>;

		/// What lots are drawn from. It must change with every block, and until the parent block nobody but that
		/// block's author may have known what it gives: the output of the author's verifiable random function.
		type Randomness: Randomness<Self::Hash, BlockNumberFor<Self>>;

		/// Where the pallet's own work waits for its block.
		type Agenda: Agenda<Due, BlockNumberFor<Self>>;

		/// Greatest number of claims to one job; at least [`MAX_REPLICAS`].
		#[pallet::constant]
		type MaxClaims: Get<u32>;

		/// Blocks in which a job with more than one replica takes claims.
		#[pallet::constant]
		type ClaimPeriod: Get<BlockNumberFor<Self>>;

		/// Blocks that a worker or provider has at the least to do the work.
		#[pallet::constant]
		type MinWorkPeriod: Get<BlockNumberFor<Self>>;

		/// Blocks that workers have at the least to show their outputs.
		#[pallet::constant]
		type RevealPeriod: Get<BlockNumberFor<Self>>;

		/// Greatest number of blocks from submission to deadline.
		#[pallet::constant]
		type MaxDuration: Get<BlockNumberFor<Self>>;

		/// Blocks after the deadline in which an evaluator may still judge what was delivered in time.
		#[pallet::constant]
		type EvaluationGrace: Get<BlockNumberFor<Self>>;

		/// Blocks for which the record of a finished job is kept, unless its tenant removes it before.
		#[pallet::constant]
		type Retention: Get<BlockNumberFor<Self>>;

		/// Smallest bond per seat of a job that is judged by quorum.
		#[pallet::constant]
		type MinBond: Get<BalanceOf<Self>>;

		/// Greatest number of blocks in which an output may be disputed. With the time that a panel takes, it must be
		/// shorter than stake needs to be withdrawn.
		#[pallet::constant]
		type MaxChallengeWindow: Get<BlockNumberFor<Self>>;

		/// Bond of whoever disputes an output, and the smallest bond per seat of a job that can be disputed: either pays
		/// the panel.
		#[pallet::constant]
		type DisputeBond: Get<BalanceOf<Self>>;

		/// Share of what a panel leaves of lost bonds for the disputer who was right.
		#[pallet::constant]
		type DisputeBounty: Get<Permill>;

		/// What is taken from the stake of a provider whose worker gave an output that was overturned.
		#[pallet::constant]
		type FalseResultFine: Get<BalanceOf<Self>>;

		/// Weights of calls and of the work on the agenda.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A provider vouches for the answer of its worker.
		#[codec(index = 0)]
		Bond,
		/// A tenant pays for the room that the record of its job takes.
		#[codec(index = 1)]
		Deposit,
		/// Somebody vouches for its doubt in the output of a job.
		#[codec(index = 2)]
		Dispute,
	}

	/// Number of the next job.
	#[pallet::storage]
	pub type NextId<T> = StorageValue<_, JobId, ValueQuery>;

	/// Jobs, from submission until they are removed.
	#[pallet::storage]
	pub type Jobs<T: Config> = CountedStorageMap<_, Twox64Concat, JobId, JobOf<T>, OptionQuery>;

	/// Claims to seats of jobs with more than one replica, until the seats are drawn.
	#[pallet::storage]
	pub type Claims<T: Config> = StorageMap<_, Twox64Concat, JobId, ClaimsOf<T>, ValueQuery>;

	/// Seats of jobs, until the job is removed: from the draw, or, of one with an evaluator, from when its provider was paid.
	#[pallet::storage]
	pub type Seats<T: Config> = StorageMap<_, Twox64Concat, JobId, SeatsOf<T>, ValueQuery>;

	/// Disputes, from when they are raised until they are settled.
	#[pallet::storage]
	pub type Disputes<T: Config> = StorageMap<_, Twox64Concat, JobId, DisputeOf<T>, OptionQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A job was submitted.
		#[codec(index = 0)]
		JobSubmitted {
			/// The job.
			job: JobId,
			/// Who pays.
			tenant: T::AccountId,
			/// What is to be run.
			program: Option<ProgramId>,
			/// What is paid for the whole job; with an evaluator the budget proposed, or 0.
			reward: BalanceOf<T>,
			/// What is paid in.
			asset: T::AssetKind,
			/// How many workers do it.
			replicas: u8,
			/// How many must agree.
			quorum: u8,
			/// Whose machine alone may claim.
			lease: Option<LeaseId>,
		},
		/// A worker claimed a seat; its provider's bond is held.
		#[codec(index = 1)]
		Claimed {
			/// The job.
			job: JobId,
			/// The worker.
			worker: T::AccountId,
			/// Its owner.
			provider: T::AccountId,
		},
		/// Seats are taken; their workers may commit, or prove.
		#[codec(index = 2)]
		SeatsDrawn {
			/// The job.
			job: JobId,
			/// The seated workers, in the order of their seats.
			workers: BoundedVec<T::AccountId, MaxSeats>,
		},
		/// A worker bound itself to an output.
		#[codec(index = 3)]
		Committed {
			/// The job.
			job: JobId,
			/// The worker.
			worker: T::AccountId,
		},
		/// Workers that committed may show their outputs.
		#[codec(index = 4)]
		RevealsOpened {
			/// The job.
			job: JobId,
		},
		/// A worker showed its output: the one it committed to, or one with a proof.
		#[codec(index = 5)]
		Revealed {
			/// The job.
			job: JobId,
			/// The worker.
			worker: T::AccountId,
			/// Hash of its output.
			output_hash: ContentHash,
		},
		/// A seat was judged; its bond is not held any more.
		#[codec(index = 6)]
		SeatSettled {
			/// The job.
			job: JobId,
			/// The worker.
			worker: T::AccountId,
			/// Its owner.
			provider: T::AccountId,
			/// What was found.
			verdict: Verdict,
			/// Paid to the provider in the job's asset, after the protocol fee.
			paid: BalanceOf<T>,
			/// Native money the provider lost of its bond.
			bond_lost: BalanceOf<T>,
			/// Native money the provider got out of the bonds others lost.
			bond_won: BalanceOf<T>,
		},
		/// An output was accepted and paid for.
		#[codec(index = 7)]
		Finalized {
			/// The job.
			job: JobId,
			/// Hash of the accepted output.
			output: ContentHash,
		},
		/// No output was accepted; the money went back to the tenant.
		#[codec(index = 8)]
		Failed {
			/// The job.
			job: JobId,
			/// Why.
			reason: Failure,
			/// What the tenant got back, in the job's asset.
			refunded: BalanceOf<T>,
		},
		/// The record of a finished job was removed and its deposit returned.
		#[codec(index = 9)]
		Removed {
			/// The job.
			job: JobId,
		},
		/// The tenant named the provider of a job with an evaluator.
		#[codec(index = 10)]
		ProviderSet {
			/// The job.
			job: JobId,
			/// Who will do it.
			provider: T::AccountId,
		},
		/// Tenant or provider proposed a budget.
		#[codec(index = 11)]
		BudgetSet {
			/// The job.
			job: JobId,
			/// What it is counted in from now on.
			asset: T::AssetKind,
			/// The budget before, in the asset of before.
			old: BalanceOf<T>,
			/// The budget now.
			new: BalanceOf<T>,
		},
		/// The tenant put the budget aside; the provider may start.
		#[codec(index = 12)]
		Funded {
			/// The job.
			job: JobId,
			/// The escrow that holds it.
			escrow: EscrowId,
			/// The budget.
			amount: BalanceOf<T>,
		},
		/// The provider delivered an output, which waits for a judgement.
		#[codec(index = 13)]
		Delivered {
			/// The job.
			job: JobId,
			/// Who did it.
			provider: T::AccountId,
			/// Hash of the output.
			output_hash: ContentHash,
			/// First block at which it is too late to judge.
			judged_by: BlockNumberFor<T>,
		},
		/// The evaluator said yes.
		#[codec(index = 14)]
		Completed {
			/// The job.
			job: JobId,
			/// Hash of the evaluator's reasons.
			reason: H256,
			/// Paid to the provider.
			paid: BalanceOf<T>,
			/// Paid to the evaluator.
			evaluator_fee: BalanceOf<T>,
			/// Paid to the protocol.
			protocol_fee: BalanceOf<T>,
		},
		/// The evaluator said no.
		#[codec(index = 15)]
		Rejected {
			/// The job.
			job: JobId,
			/// Hash of the evaluator's reasons.
			reason: H256,
		},
		/// Work that was due could not be done. Nothing was changed; it is tried again [`Config::EvaluationGrace`]
		/// blocks later.
		#[codec(index = 16)]
		Postponed {
			/// The job.
			job: JobId,
			/// What was in the way.
			error: DispatchError,
		},
		/// An output has its quorum. It is paid for unless somebody disputes it in time.
		#[codec(index = 17)]
		AcceptedProvisionally {
			/// The job.
			job: JobId,
			/// Hash of the output.
			output: ContentHash,
			/// First block at which it is too late to dispute it.
			until: BlockNumberFor<T>,
		},
		/// Somebody disputed the accepted output; its bond is held, and a panel will judge.
		#[codec(index = 18)]
		Disputed {
			/// The job.
			job: JobId,
			/// Who did.
			disputer: T::AccountId,
			/// Hash of what it says is right.
			output_hash: ContentHash,
			/// The panel.
			panel: PanelId,
			/// Native money held on the disputer.
			bond: BalanceOf<T>,
		},
		/// A dispute was settled; the disputer's bond is not held any more.
		#[codec(index = 19)]
		DisputeSettled {
			/// The job.
			job: JobId,
			/// Who disputed.
			disputer: T::AccountId,
			/// What the panel's finding means.
			ruling: Ruling,
			/// Native money the disputer lost of its bond.
			bond_lost: BalanceOf<T>,
			/// Native money the disputer got out of the bonds others lost.
			bounty: BalanceOf<T>,
			/// Native money the panel's majority got, all together.
			panel_fee: BalanceOf<T>,
		},
		/// A provider was slashed for an output that was overturned.
		#[codec(index = 20)]
		FalseResult {
			/// The job.
			job: JobId,
			/// The provider.
			provider: T::AccountId,
			/// What was frozen of its stake: less than the fine when there is no more.
			amount: BalanceOf<T>,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no job of this number: it was never submitted, or it was removed.
		#[codec(index = 0)]
		NotFound,
		/// Only the tenant of the job may do this.
		#[codec(index = 1)]
		NotTenant,
		/// Only the provider of the job may do this; the budget may be set by its tenant too.
		#[codec(index = 2)]
		NotProvider,
		/// Only the evaluator of the job may do this.
		#[codec(index = 3)]
		NotEvaluator,
		/// A job needs at least one replica.
		#[codec(index = 4)]
		NoReplicas,
		/// A job may have at most seven replicas.
		#[codec(index = 5)]
		TooManyReplicas,
		/// The quorum must be at least one and at most the number of replicas.
		#[codec(index = 6)]
		QuorumNotPossible,
		/// The reward of a seat, or the budget, is less than an account may hold of this asset.
		#[codec(index = 7)]
		RewardTooLow,
		/// No such program is registered, or its owner has removed it.
		#[codec(index = 8)]
		UnknownProgram,
		/// A job that is judged by quorum must name a program.
		#[codec(index = 9)]
		ProgramRequired,
		/// The deadline leaves no time to claim seats, do the work and show the outputs, or it is in the past.
		#[codec(index = 10)]
		DeadlineTooSoon,
		/// The deadline is further away than a job may last.
		#[codec(index = 11)]
		DeadlineTooFar,
		/// The bond is lower than the smallest one allowed, which is greater for jobs that can be disputed.
		#[codec(index = 12)]
		BondTooLow,
		/// What an evaluator, an enclave or a proof vouches for cannot be disputed: the challenge window must be zero.
		#[codec(index = 13)]
		DisputesNotSupported,
		/// The evaluator may not be the provider.
		#[codec(index = 14)]
		EvaluatorIsProvider,
		/// A job with an evaluator has exactly one replica and a quorum of one.
		#[codec(index = 15)]
		EvaluatorNeedsOneReplica,
		/// A job with an evaluator asks for no bond, tier, reputation or lease: the tenant itself names the provider.
		#[codec(index = 16)]
		EvaluatorTakesNoBond,
		/// The job is not in a stage in which this may be done.
		#[codec(index = 17)]
		WrongStage,
		/// The job does not take claims in this block.
		#[codec(index = 18)]
		ClaimsClosed,
		/// The worker's machine is known less well than the job asks for.
		#[codec(index = 19)]
		TierTooLow,
		/// This worker, or another one of the same provider, has claimed a seat already.
		#[codec(index = 20)]
		AlreadyClaimed,
		/// The job has as many claims as it can take.
		#[codec(index = 21)]
		TooManyClaims,
		/// The worker has no seat in this job.
		#[codec(index = 22)]
		NotSeated,
		/// The worker is bound to an output already.
		#[codec(index = 23)]
		AlreadyCommitted,
		/// The time for commitments and proofs is over.
		#[codec(index = 24)]
		CommitsClosed,
		/// The worker did not commit to an output, so it has none to show.
		#[codec(index = 25)]
		NotCommitted,
		/// The worker has shown its output already.
		#[codec(index = 26)]
		AlreadyRevealed,
		/// The time for showing outputs is over.
		#[codec(index = 27)]
		RevealsClosed,
		/// Output and salt are not those the worker committed to.
		#[codec(index = 28)]
		CommitmentMismatch,
		/// The job has a provider already.
		#[codec(index = 29)]
		ProviderAlreadySet,
		/// The job has no provider yet.
		#[codec(index = 30)]
		ProviderNotSet,
		/// Asset or amount is not the one that was agreed on last.
		#[codec(index = 31)]
		BudgetMismatch,
		/// No budget was agreed on yet.
		#[codec(index = 32)]
		BudgetNotSet,
		/// Protocol fee and evaluator's fee together are more than the budget.
		#[codec(index = 33)]
		FeesTooHigh,
		/// The time for this is over; the tenant is about to be refunded.
		#[codec(index = 34)]
		DeadlinePassed,
		/// The job is not finished yet.
		#[codec(index = 35)]
		NotFinished,
		/// A job whose program is an enclave or a circuit has exactly one replica and a quorum of one.
		#[codec(index = 36)]
		ProofNeedsOneReplica,
		/// The job's program is an enclave, and the worker's evidence measured another program or none.
		#[codec(index = 37)]
		ProgramNotMeasured,
		/// The job's program is a circuit: its output is proven, not committed to.
		#[codec(index = 38)]
		ProofRequired,
		/// The output of this job is judged by quorum or by an evaluator, not by a proof.
		#[codec(index = 39)]
		NotProvable,
		/// The challenge window is longer than it may be.
		#[codec(index = 40)]
		ChallengeWindowTooLong,
		/// The time for disputes is over; the job is about to be settled.
		#[codec(index = 41)]
		ChallengesClosed,
		/// The job is disputed already.
		#[codec(index = 42)]
		AlreadyDisputed,
		/// This is the output that is accepted: there is nothing to dispute.
		#[codec(index = 43)]
		SameOutput,
		/// Whoever gave the accepted output, as worker or provider, may not dispute it.
		#[codec(index = 44)]
		OwnOutput,
		/// The lease that the job belongs to is over, or never was.
		#[codec(index = 45)]
		LeaseNotFound,
		/// Only the machine of the lease that the job belongs to may claim.
		#[codec(index = 46)]
		NotLeased,
		/// A job under a lease has exactly one replica and a quorum of one.
		#[codec(index = 47)]
		LeaseNeedsOneReplica,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let block = BlockNumberFor::<T>::from(1u32);
			assert!(T::Panels::seats() <= u32::from(MAX_REPLICAS), "what a panel found must fit");
			assert!(!T::DisputeBond::get().is_zero(), "a panel must be paid");
			assert!(T::MaxClaims::get() >= u32::from(MAX_REPLICAS), "every seat needs room for a claim");
			assert!(T::ClaimPeriod::get() >= block, "there must be time to claim");
			assert!(T::MinWorkPeriod::get() >= block, "there must be time to work");
			assert!(T::RevealPeriod::get() >= block, "there must be time to reveal");
			assert!(T::EvaluationGrace::get() >= block, "there must be time to judge");
			assert!(T::Retention::get() >= block, "a result must be there to be read");
			assert!(
				Self::timing().shortest(rules::Kind::Drawn) <= T::MaxDuration::get(),
				"a job that waits for claims must be possible"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Submits a job. `reward` of `asset` is what the whole job costs; `deadline` is the first block at which it is
		/// too late to give an output.
		///
		/// Under a lease ([`Policy::lease`]), which must be the signer's, the reward may be 0.
		///
		/// Judged by quorum, the reward is put aside at once and workers may claim seats from this block on. With an
		/// evaluator, tenant and provider go on to agree on the budget, which `reward` proposes (0 for none yet).
		/// Either way a deposit for the record is held until it is removed.
		///
		/// Emits [`Event::JobSubmitted`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::submit())]
		pub fn submit(
			origin: OriginFor<T>,
			program: Option<ProgramId>,
			input: Content,
			reward: BalanceOf<T>,
			asset: T::AssetKind,
			policy: PolicyOf<T>,
			deadline: BlockNumberFor<T>,
		) -> DispatchResult {
			let tenant = ensure_signed(origin)?;
			Self::do_submit(tenant, program, input, reward, asset, policy, deadline)
		}

		/// Claims a seat. Signed by the worker; the bond is held on its owner, the provider. A job with one replica
		/// seats the first worker that claims; otherwise seats are drawn when the window for claims is over. When the
		/// job's program is an enclave, the worker's evidence must have measured it.
		///
		/// Emits [`Event::Claimed`], and [`Event::SeatsDrawn`] when the worker is seated at once.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::claim(T::MaxClaims::get()).max(T::WeightInfo::claim_only_seat()))]
		pub fn claim(origin: OriginFor<T>, job: JobId) -> DispatchResult {
			let worker = ensure_signed(origin)?;
			Self::do_claim(worker, job)
		}

		/// Binds the seated worker that signs this to an output, by the hash [`rules::commitment`] gives. Free of
		/// charge when it succeeds. Not for jobs whose program is a circuit.
		///
		/// Emits [`Event::Committed`], and [`Event::RevealsOpened`] when it was the last one missing.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::commit())]
		pub fn commit(origin: OriginFor<T>, job: JobId, commitment: H256) -> DispatchResultWithPostInfo {
			let worker = ensure_signed(origin)?;
			Self::do_commit(worker, job, commitment)?;
			Ok(Pays::No.into())
		}

		/// Shows the output that the worker that signs this committed to. Free of charge when it succeeds.
		///
		/// Emits [`Event::Revealed`]. When it was the last one missing, the job is settled: [`Event::SeatSettled`] for
		/// every seat, then [`Event::Finalized`] or [`Event::Failed`]. An output that may be disputed is accepted
		/// provisionally instead: [`Event::AcceptedProvisionally`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::reveal().saturating_add(T::WeightInfo::settle(u32::from(MAX_REPLICAS))))]
		pub fn reveal(origin: OriginFor<T>, job: JobId, output: Content, salt: [u8; 32]) -> DispatchResultWithPostInfo {
			let worker = ensure_signed(origin)?;
			let seats = Self::do_reveal(worker, job, output, salt)?;
			// To accept an output provisionally takes less than to settle the job.
			let settling = seats.map_or(Weight::zero(), T::WeightInfo::settle);
			Ok((Some(T::WeightInfo::reveal().saturating_add(settling)), Pays::No).into())
		}

		/// Takes back a job that nobody has a seat in or put money aside for. Claimers have their bonds back, the tenant
		/// the reward. Signed by the tenant.
		///
		/// Emits [`Event::Failed`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::cancel(T::MaxClaims::get()))]
		pub fn cancel(origin: OriginFor<T>, job: JobId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel(who, job)
		}

		/// Removes the record of a finished job and returns its deposit. Signed by the tenant; it happens by itself
		/// [`Config::Retention`] blocks after the end.
		///
		/// Emits [`Event::Removed`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::remove())]
		pub fn remove(origin: OriginFor<T>, job: JobId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove(who, job)
		}

		/// Names, once, who will do a job with an evaluator. Signed by the tenant.
		///
		/// Emits [`Event::ProviderSet`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::set_provider())]
		pub fn set_provider(origin: OriginFor<T>, job: JobId, provider: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_provider(who, job, provider)
		}

		/// Proposes what a job with an evaluator costs. Signed by its tenant or its provider, as often as they like
		/// before it is funded.
		///
		/// Emits [`Event::BudgetSet`].
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::set_budget())]
		pub fn set_budget(
			origin: OriginFor<T>,
			job: JobId,
			asset: T::AssetKind,
			amount: BalanceOf<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_budget(who, job, asset, amount)
		}

		/// Puts the budget of a job with an evaluator aside. Signed by the tenant, who names asset and amount it expects,
		/// so that a budget changed meanwhile is never paid.
		///
		/// Emits [`Event::Funded`].
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::fund())]
		pub fn fund(
			origin: OriginFor<T>,
			job: JobId,
			asset: T::AssetKind,
			expected_budget: BalanceOf<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_fund(who, job, asset, expected_budget)
		}

		/// Delivers the output of a funded job, before its deadline. Signed by the provider.
		///
		/// Emits [`Event::Delivered`].
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::deliver())]
		pub fn deliver(origin: OriginFor<T>, job: JobId, output: Content) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deliver(who, job, output)
		}

		/// Accepts what was delivered: pays protocol, evaluator and provider. Signed by the evaluator.
		///
		/// Emits [`Event::Completed`] and [`Event::Finalized`].
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::complete())]
		pub fn complete(origin: OriginFor<T>, job: JobId, reason: H256) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_complete(who, job, reason)
		}

		/// Refuses what was delivered, or calls off what was funded: refunds the tenant in full. Signed by the
		/// evaluator.
		///
		/// Emits [`Event::Rejected`] and [`Event::Failed`].
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::reject())]
		pub fn reject(origin: OriginFor<T>, job: JobId, reason: H256) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reject(who, job, reason)
		}

		/// Hands in the output of a job whose program is a circuit, with a proof of what [`Pallet::statement`] gives.
		/// Signed by the seated worker, in the time for commitments. Free of charge when it succeeds; a proof that does
		/// not hold costs the fee alone, and the worker may try again.
		///
		/// Emits [`Event::Revealed`], [`Event::SeatSettled`] and [`Event::Finalized`].
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::prove().saturating_add(T::Attested::proof_weight()))]
		pub fn prove(origin: OriginFor<T>, job: JobId, output: Content, proof: Proof) -> DispatchResultWithPostInfo {
			let worker = ensure_signed(origin)?;
			Self::do_prove(worker, job, output, &proof)?;
			Ok(Pays::No.into())
		}

		/// Disputes the output of a job that was accepted provisionally: says what is right, holds
		/// [`Config::DisputeBond`], and convenes a panel that judges. Signed by anybody but the workers that gave the
		/// accepted output and their providers.
		///
		/// Emits [`Event::Disputed`].
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::dispute().saturating_add(T::Panels::convene_weight()))]
		pub fn dispute(origin: OriginFor<T>, job: JobId, output: Content) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_dispute(who, job, output)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The job, without the ticket of its deposit; `None` when there is none of this number.
		pub fn job(job: JobId) -> Option<JobInfoOf<T>> {
			Jobs::<T>::get(job).map(Job::into_info)
		}

		/// The claims to seats of the job that still wait for the draw.
		pub fn claims(job: JobId) -> Vec<ClaimOf<T>> {
			Claims::<T>::get(job).into_inner()
		}

		/// The seats of the job, in the order in which they were drawn.
		pub fn seats(job: JobId) -> Vec<SeatOf<T>> {
			Seats::<T>::get(job).into_inner()
		}

		/// Who paid what to whom for the job. `None` unless it was accepted and a single provider was paid for it, and when
		/// its record was removed.
		pub fn settlement(job: JobId) -> Option<SettlementOf<T>> {
			Self::settlement_of(job)
		}

		/// The dispute about the job, until it is settled.
		pub fn dispute_of(job: JobId) -> Option<DisputeOf<T>> {
			Disputes::<T>::get(job)
		}

		/// What each seat earns of `reward` when `replicas` workers do the job. `None` for no replicas.
		pub fn quote(reward: BalanceOf<T>, replicas: u8) -> Option<Quote<BalanceOf<T>>> {
			rules::quote(reward, replicas)
		}

		/// The hash by which `worker` commits to an output of the job.
		pub fn commitment(job: JobId, worker: T::AccountId, output_hash: ContentHash, salt: [u8; 32]) -> H256 {
			rules::commitment(job, &worker, &output_hash, &salt)
		}

		/// What `worker` has to prove of an output of the job, in the bytes that programs write into a journal or public
		/// values: see [`piazza_primitives::Statement::to_bytes`]. `None` when there is no such job, or none whose output
		/// is proven.
		pub fn statement(job: JobId, worker: T::AccountId, output_hash: ContentHash) -> Option<Vec<u8>> {
			let record = Jobs::<T>::get(job).filter(|record| record.circuit().is_some())?;
			Some(record.statement(job, &worker, output_hash))
		}

		/// The same as [`Pallet::statement`], as the public inputs of a circuit: see
		/// [`piazza_primitives::public_inputs`].
		pub fn public_inputs(job: JobId, worker: T::AccountId, output_hash: ContentHash) -> Option<Vec<[u8; 32]>> {
			Self::statement(job, worker, output_hash).map(|statement| piazza_primitives::public_inputs(&statement))
		}
	}
}
