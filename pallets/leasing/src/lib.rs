//! # Leasing: renting machines, paid by the block
//!
//! A tenant finds a machine in one of two ways, and both end in a lease:
//!
//! ```text
//! place_order ──bid, bid, bid──> accept ─┐
//!                                        ├──> lease ──> close, reclaim, end of time or money, downtime
//! offer ─────────────────────────> take ─┘
//! ```
//!
//! - *Order*: the tenant says what machine it wants and what it pays at the most, and puts a deposit aside. Machines that
//!   fit bid. At most [`MAX_BIDS`] bids wait; when there is no room, a lower one takes the place of the highest, so nobody
//!   can shut others out with bids that nobody wants. The tenant accepts one of them, whichever it likes; all others have
//!   their deposits back in the same block.
//! - *Offer*: the provider names a price, and the first tenant that agrees has the machine.
//!
//! **Money.** Rent is a stream out of an escrow: it accrues with every block and never exceeds what was put aside. Tenant
//! and sponsors may add to it. The block in which it will be used up is known, so an empty lease closes itself in exactly
//! that block; nobody need call, and nobody works for nothing.
//!
//! **Ends.** The tenant may leave at any time and pays for the blocks it had. The provider may want its machine back, but
//! has to say so a window before, for which it is paid in full. Otherwise a lease ends with its time or its money. All
//! reasons are in [`Reason`], and each end is one event.
//!
//! **Liveness** is taken for granted until somebody doubts it, so that a good lease costs no transactions. Whoever doubts
//! puts a bond down ([`Pallet::challenge_liveness`]). If the machine answers within [`Config::ResponsePeriod`], still
//! attested as it was rented, its owner wins the bond. If not, the lease ends, the rent since the challenge goes back, and
//! the owner's stake pays by [`CostTable`]: for as long as the machine does not come back ([`Pallet::restore`]), more.
//! Who says so itself ([`Pallet::report_down`]) pays half: that is what makes honest reports happen (the table and this
//! rule are those of DeepBrainChain).
//!
//! **Specs.** A tenant that has got another machine than it rented says so ([`Pallet::dispute_specs`]), with a bond. A panel
//! of checkers looks into the machine. If it is wrong, the lease ends, the owner's stake pays the more the longer that
//! went on ([`Config::Panels`], [`FalseSpecsCosts`]), and what the tenant paid comes first out of it. What evidence shows is
//! not disputed.
//!
//! **Stake.** Each class of hardware has a bond. A provider needs the bonds of all its leased machines at stake to get
//! another lease; when its stake falls, running leases go on.
//!
//! While a machine is challenged, nobody can settle or end its lease: who is to be paid is not known.
//!
//! **Receipts.** A lease that has paid something leaves a receipt when it ends, for [`Config::ReceiptPeriod`] blocks: what
//! it settled ([`Pallet::settlement`]), for whoever needs to know that one was the other's customer. The tenant's deposit
//! for the lease shrinks to that for the receipt.

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
mod audits;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod due;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod invariants;
mod leases;
mod liveness;
mod market;
#[cfg(test)]
mod mock;
mod money;
mod receipts;
mod rules;
mod specs;
#[cfg(test)]
mod tests;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

use frame_support::traits::fungible::Inspect;

/// Native money of a runtime.
pub type BalanceOf<T> = <<T as Config>::Currency as Inspect<<T as frame_system::Config>::AccountId>>::Balance;

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
		traits::{fungible, Consideration, Footprint},
	};
	use frame_system::pallet_prelude::*;
	use piazza_primitives::{
		Agenda, Attested, ClassId, Content, Escrow, LeaseId, PanelCase, PanelId, Panels, Reputation, Role, Stakes,
	};
	use sp_core::H256;
	use sp_runtime::traits::{Saturating, Zero};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// Orders, offers and leases, and the receipts of those that are over.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime gives to this pallet.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Native money, for deposits of bids and bonds of challenges and disputes.
		type Currency: fungible::Mutate<Self::AccountId>
			+ fungible::Balanced<Self::AccountId>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ fungible::BalancedHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// Why this pallet holds money.
		type RuntimeHoldReason: From<HoldReason>;

		/// Deposit for a record: held on its owner until it is removed.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// Names an asset that rent may be paid in.
		type AssetKind: Parameter + MaxEncodedLen;

		/// The native asset. Rent in another one earns no reputation: anybody can make an asset.
		type NativeAsset: Get<Self::AssetKind>;

		/// Where rent waits.
		type Escrow: Escrow<
			Self::AccountId,
			Balance = BalanceOf<Self>,
			AssetKind = Self::AssetKind,
			BlockNumber = BlockNumberFor<Self>,
		>;

		/// Which workers are active, and what their evidence shows.
		type Attested: Attested<Self::AccountId>;

		/// What answers for the machines.
		type Stakes: Stakes<Self::AccountId, Balance = BalanceOf<Self>>;

		/// What is known of providers.
		type Reputation: Reputation<Self::AccountId, Balance = BalanceOf<Self>>;

		/// Who judges whether a machine is what it was rented as.
		type Panels: Panels<Self::AccountId, Case = PanelCase>;

		/// Where the pallet's own work waits for its block.
		type Agenda: Agenda<DueOf<Self>, BlockNumberFor<Self>>;

		/// Who sets the bonds of classes and what downtime costs.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Held on a provider for each bid that waits.
		#[pallet::constant]
		type BidDeposit: Get<BalanceOf<Self>>;

		/// Held on whoever doubts that a machine is there.
		#[pallet::constant]
		type ChallengeBond: Get<BalanceOf<Self>>;

		/// Held on a tenant that says that a machine is not what it was rented as. A panel that comes to a verdict is paid
		/// out of it.
		#[pallet::constant]
		type DisputeBond: Get<BalanceOf<Self>>;

		/// Blocks that an order waits for its tenant to accept a bid.
		#[pallet::constant]
		type OrderPeriod: Get<BlockNumberFor<Self>>;

		/// Fewest blocks of a lease.
		#[pallet::constant]
		type MinDuration: Get<BlockNumberFor<Self>>;

		/// Most blocks of a lease, extensions included.
		#[pallet::constant]
		type MaxDuration: Get<BlockNumberFor<Self>>;

		/// Longest notice that a tenant may ask for, in blocks.
		#[pallet::constant]
		type MaxReclaimWindow: Get<BlockNumberFor<Self>>;

		/// Blocks in which a challenged machine has to answer.
		#[pallet::constant]
		type ResponsePeriod: Get<BlockNumberFor<Self>>;

		/// Blocks after which work that could not be done is tried again.
		#[pallet::constant]
		type RetryPeriod: Get<BlockNumberFor<Self>>;

		/// Blocks for which the receipt of a lease that is over is kept.
		#[pallet::constant]
		type ReceiptPeriod: Get<BlockNumberFor<Self>>;

		/// Weights of calls and of the work on the agenda.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A provider means its bid.
		#[codec(index = 0)]
		Bid,
		/// Somebody doubts that a machine is there.
		#[codec(index = 1)]
		Challenge,
		/// Somebody pays for the room that a record takes.
		#[codec(index = 2)]
		Deposit,
		/// A tenant says that a machine is not what it was rented as.
		#[codec(index = 3)]
		Dispute,
	}

	/// Number of the next order.
	#[pallet::storage]
	pub type NextOrder<T> = StorageValue<_, OrderId, ValueQuery>;

	/// Number of the next lease.
	#[pallet::storage]
	pub type NextLease<T> = StorageValue<_, LeaseId, ValueQuery>;

	/// Orders that wait for bids.
	#[pallet::storage]
	pub type Orders<T: Config> = CountedStorageMap<_, Twox64Concat, OrderId, OrderOf<T>, OptionQuery>;

	/// The bids for each order, in the order in which they came.
	#[pallet::storage]
	pub type Bids<T: Config> = StorageMap<_, Twox64Concat, OrderId, BidsOf<T>, ValueQuery>;

	/// The offer of each worker that has one.
	#[pallet::storage]
	pub type Offers<T: Config> = CountedStorageMap<_, Blake2_128Concat, T::AccountId, OfferOf<T>, OptionQuery>;

	/// Leases that run.
	#[pallet::storage]
	pub type Leases<T: Config> = CountedStorageMap<_, Twox64Concat, LeaseId, LeaseOf<T>, OptionQuery>;

	/// What is left of leases that are over for [`Config::ReceiptPeriod`] blocks.
	#[pallet::storage]
	pub type Receipts<T: Config> = CountedStorageMap<_, Twox64Concat, LeaseId, ReceiptOf<T>, OptionQuery>;

	/// The lease of each worker that has one.
	#[pallet::storage]
	pub type LeaseOfWorker<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, LeaseId, OptionQuery>;

	/// The bonds of each provider's leased machines together: what its stake has to cover.
	#[pallet::storage]
	pub type Committed<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, BalanceOf<T>, ValueQuery>;

	/// Machines that were found missing and have not come back.
	#[pallet::storage]
	pub type Downtimes<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, DowntimeOf<T>, OptionQuery>;

	/// What auditors say, by worker and auditor.
	#[pallet::storage]
	pub type Audits<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, T::AccountId, AuditOf<T>, OptionQuery>;

	/// The part of its owner's stake that answers for one machine of a class. A class without one cannot be rented.
	#[pallet::storage]
	pub type ClassBonds<T: Config> = StorageMap<_, Twox64Concat, ClassId, BalanceOf<T>, OptionQuery>;

	/// What downtime costs. When it is empty, nothing.
	#[pallet::storage]
	pub type DowntimeCosts<T: Config> = StorageValue<_, CostTable<BlockNumberFor<T>>, ValueQuery>;

	/// What it costs to rent out a machine as what it is not, by the blocks from the lease's first to the tenant's word. When
	/// it is empty, nothing.
	#[pallet::storage]
	pub type FalseSpecsCosts<T: Config> = StorageValue<_, CostTable<BlockNumberFor<T>>, ValueQuery>;

	/// Disputes about machines, by their leases, which may be over.
	#[pallet::storage]
	pub type SpecsDisputes<T: Config> = StorageMap<_, Twox64Concat, LeaseId, SpecsDisputeOf<T>, OptionQuery>;

	/// The bonds of classes and what faults cost, at genesis.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Class and bond.
		pub class_bonds: Vec<(ClassId, BalanceOf<T>)>,
		/// What downtime costs, from short to long.
		pub downtime_costs: Vec<Step<BlockNumberFor<T>>>,
		/// What false specs cost, from short to long.
		pub false_specs_costs: Vec<Step<BlockNumberFor<T>>>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for (class, bond) in &self.class_bonds {
				ClassBonds::<T>::insert(class, bond);
			}
			let table = |steps: &Vec<Step<_>>| {
				let table = CostTable::try_from(steps.clone()).expect("a table of costs has too many steps");
				assert!(table.is_empty() || rules::is_valid_table(&table), "a table of costs does not grow");
				table
			};
			DowntimeCosts::<T>::put(table(&self.downtime_costs));
			FalseSpecsCosts::<T>::put(table(&self.false_specs_costs));
		}
	}

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A tenant asks for a machine.
		#[codec(index = 0)]
		OrderPlaced {
			/// The order.
			order: OrderId,
			/// Who asks.
			tenant: T::AccountId,
			/// The class it asks for.
			class: ClassId,
			/// What is paid in.
			asset: T::AssetKind,
			/// Greatest price of a block.
			max_rate: BalanceOf<T>,
			/// What is put aside.
			deposit: BalanceOf<T>,
		},
		/// An order ended without a lease: its tenant took it back, or it waited too long.
		#[codec(index = 1)]
		OrderClosed {
			/// The order.
			order: OrderId,
		},
		/// A machine was bid.
		#[codec(index = 2)]
		BidPlaced {
			/// The order.
			order: OrderId,
			/// The machine.
			worker: T::AccountId,
			/// Its owner.
			provider: T::AccountId,
			/// Price of a block.
			rate: BalanceOf<T>,
		},
		/// A bid is over without a lease, and its deposit released.
		#[codec(index = 3)]
		BidReleased {
			/// The order.
			order: OrderId,
			/// The machine.
			worker: T::AccountId,
			/// Its owner.
			provider: T::AccountId,
		},
		/// A machine is offered.
		#[codec(index = 4)]
		OfferMade {
			/// The machine.
			worker: T::AccountId,
			/// Its owner.
			provider: T::AccountId,
			/// The class it is offered as.
			class: ClassId,
			/// What is paid in.
			asset: T::AssetKind,
			/// Price of a block.
			rate: BalanceOf<T>,
		},
		/// A machine is not offered any more: its owner took the offer back, or somebody took it.
		#[codec(index = 5)]
		OfferClosed {
			/// The machine.
			worker: T::AccountId,
		},
		/// A lease began. Rent is due from the next block on.
		#[codec(index = 6)]
		LeaseStarted {
			/// The lease.
			lease: LeaseId,
			/// The order it came from; `None` when it came from an offer.
			order: Option<OrderId>,
			/// Who rents.
			tenant: T::AccountId,
			/// Who is paid.
			provider: T::AccountId,
			/// The machine.
			worker: T::AccountId,
			/// What is paid in.
			asset: T::AssetKind,
			/// Price of a block.
			rate: BalanceOf<T>,
			/// Its last block, unless money is used up before.
			ends_at: BlockNumberFor<T>,
		},
		/// Somebody added money to a lease.
		#[codec(index = 7)]
		ToppedUp {
			/// The lease.
			lease: LeaseId,
			/// Who.
			from: T::AccountId,
			/// How much.
			amount: BalanceOf<T>,
			/// The block in which it now ends by itself.
			until: BlockNumberFor<T>,
		},
		/// The tenant extended a lease.
		#[codec(index = 8)]
		Extended {
			/// The lease.
			lease: LeaseId,
			/// Its last block before.
			old: BlockNumberFor<T>,
			/// Its last block now.
			new: BlockNumberFor<T>,
		},
		/// Rent that had accrued was paid.
		#[codec(index = 9)]
		Settled {
			/// The lease.
			lease: LeaseId,
			/// How much, the protocol fee included.
			amount: BalanceOf<T>,
		},
		/// The provider wants its machine back.
		#[codec(index = 10)]
		ReclaimStarted {
			/// The lease.
			lease: LeaseId,
			/// First block in which it may end the lease.
			from: BlockNumberFor<T>,
		},
		/// A lease ended: the one event of every end.
		#[codec(index = 11)]
		LeaseClosed {
			/// The lease.
			lease: LeaseId,
			/// Why.
			reason: Reason,
			/// All rent that was settled in its time, the protocol fee included.
			settled: BalanceOf<T>,
			/// What went back to tenant and sponsors.
			refunded: BalanceOf<T>,
		},
		/// Somebody doubts that a machine is there.
		#[codec(index = 12)]
		LivenessChallenged {
			/// The lease.
			lease: LeaseId,
			/// The machine, which has to answer.
			worker: T::AccountId,
			/// Who doubts.
			challenger: T::AccountId,
			/// First block in which it is too late to answer.
			until: BlockNumberFor<T>,
		},
		/// The machine is there; its owner has the bond.
		#[codec(index = 13)]
		LivenessProved {
			/// The lease.
			lease: LeaseId,
			/// Who doubted.
			challenger: T::AccountId,
			/// What the owner won.
			bond: BalanceOf<T>,
		},
		/// A machine is missing.
		#[codec(index = 14)]
		WentDown {
			/// The machine.
			worker: T::AccountId,
			/// Who answers for it.
			provider: T::AccountId,
			/// Whether the provider said so itself.
			self_reported: bool,
		},
		/// A missing machine costs its owner. What is taken in the end is what stake there is, after the delay of slashes.
		#[codec(index = 15)]
		DowntimeCharged {
			/// The machine.
			worker: T::AccountId,
			/// Who answers for it.
			provider: T::AccountId,
			/// What was frozen of its stake.
			amount: BalanceOf<T>,
		},
		/// A missing machine came back.
		#[codec(index = 16)]
		Restored {
			/// The machine.
			worker: T::AccountId,
		},
		/// An auditor says something of a machine, or nothing any more.
		#[codec(index = 17)]
		Audited {
			/// The machine.
			worker: T::AccountId,
			/// Who says it.
			auditor: T::AccountId,
			/// What it says; empty when it takes back what it said.
			attributes: Attributes,
		},
		/// The bond of a class was set.
		#[codec(index = 18)]
		ClassBondSet {
			/// The class.
			class: ClassId,
			/// The bond before; `None` when it could not be rented.
			old: Option<BalanceOf<T>>,
			/// The bond for leases from now on.
			new: Option<BalanceOf<T>>,
		},
		/// What downtime costs was set.
		#[codec(index = 19)]
		DowntimeCostsSet {
			/// What it costs from now on.
			table: CostTable<BlockNumberFor<T>>,
		},
		/// Work that was due could not be done. Nothing was changed; it is tried again [`Config::RetryPeriod`] blocks
		/// later.
		#[codec(index = 20)]
		Postponed {
			/// What was due.
			due: DueOf<T>,
			/// What was in the way.
			error: DispatchError,
		},
		/// A tenant says that a machine is not what it was rented as; a panel is convened.
		#[codec(index = 21)]
		SpecsDisputed {
			/// The lease.
			lease: LeaseId,
			/// The machine.
			worker: T::AccountId,
			/// What the tenant has to show for it, and how the panel gets in.
			evidence: Content,
			/// The panel that judges.
			panel: PanelId,
			/// What is held on the tenant.
			bond: BalanceOf<T>,
		},
		/// A dispute about a machine is settled.
		#[codec(index = 22)]
		SpecsDisputeSettled {
			/// The lease.
			lease: LeaseId,
			/// Who disputed.
			tenant: T::AccountId,
			/// Whether the machine is what it was rented as; `None` when the panel came to no verdict: the tenant has its
			/// bond back then.
			is_right: Option<bool>,
			/// What the panel was paid out of the tenant's bond. The rest is the tenant's if it was right, else the
			/// provider's.
			panel_fee: BalanceOf<T>,
		},
		/// A machine was not what it was rented as, which costs its owner. What is taken in the end is what stake there is,
		/// after the delay of slashes.
		#[codec(index = 23)]
		FalseSpecsCharged {
			/// The lease.
			lease: LeaseId,
			/// The machine.
			worker: T::AccountId,
			/// Who answers for it.
			provider: T::AccountId,
			/// What was frozen of its stake.
			amount: BalanceOf<T>,
		},
		/// What false specs cost was set.
		#[codec(index = 24)]
		FalseSpecsCostsSet {
			/// What they cost in disputes from now on.
			table: CostTable<BlockNumberFor<T>>,
		},
		/// The receipt of a lease that is over was forgotten; the tenant's deposit for it is returned.
		#[codec(index = 25)]
		ReceiptForgotten {
			/// The lease.
			lease: LeaseId,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such order, bid, offer, lease, audit or downtime: it never was, or it is over.
		#[codec(index = 0)]
		NotFound,
		/// Only the tenant may do this.
		#[codec(index = 1)]
		NotTenant,
		/// Only the machine or its owner may do this.
		#[codec(index = 2)]
		NotProvider,
		/// Only the machine itself may do this.
		#[codec(index = 3)]
		NotWorker,
		/// Nobody rents its own machine.
		#[codec(index = 4)]
		OwnMachine,
		/// The class does not exist, or has no bond: it cannot be rented.
		#[codec(index = 5)]
		ClassNotLeasable,
		/// The machine is of another class.
		#[codec(index = 6)]
		ClassMismatch,
		/// The machine has fewer GPUs.
		#[codec(index = 7)]
		TooFewGpus,
		/// The machine is not known strongly enough.
		#[codec(index = 8)]
		TierTooLow,
		/// The machine's evidence did not measure the enclave.
		#[codec(index = 9)]
		ProgramNotMeasured,
		/// The auditor did not say all of this of the machine.
		#[codec(index = 10)]
		AttributeMissing,
		/// Only the accounts on the list may do this.
		#[codec(index = 11)]
		NotAllowed,
		/// The machine is rented.
		#[codec(index = 12)]
		Leased,
		/// The machine was found missing and has not come back.
		#[codec(index = 13)]
		Down,
		/// The price of a block must not be zero.
		#[codec(index = 14)]
		ZeroRate,
		/// The price is above what the tenant pays at the most.
		#[codec(index = 15)]
		RateTooHigh,
		/// The lease would be shorter than one may be, or than the offer or the order says.
		#[codec(index = 16)]
		TooShort,
		/// The lease would be longer than one may be, or than the provider agreed to.
		#[codec(index = 17)]
		TooLong,
		/// The notice is longer than one may ask for.
		#[codec(index = 18)]
		ReclaimWindowTooLong,
		/// What is put aside does not last for the shortest lease.
		#[codec(index = 19)]
		DepositTooLow,
		/// The machine has bid for this order.
		#[codec(index = 20)]
		AlreadyBid,
		/// As many bids wait as can, and none of them is higher.
		#[codec(index = 21)]
		TooManyBids,
		/// The machine has an offer.
		#[codec(index = 22)]
		AlreadyOffered,
		/// The offer is not what it was when the tenant saw it.
		#[codec(index = 23)]
		OfferChanged,
		/// The machine belongs to somebody else than when it was bid, offered or rented.
		#[codec(index = 24)]
		ProviderChanged,
		/// The new end is not after the old one.
		#[codec(index = 25)]
		NotLater,
		/// The provider has to give notice before it ends a lease.
		#[codec(index = 26)]
		NoticeRequired,
		/// The notice is not over yet.
		#[codec(index = 27)]
		NoticeNotOver,
		/// The provider has given notice.
		#[codec(index = 28)]
		NoticeGiven,
		/// Somebody doubts that the machine is there: until that is settled, the lease cannot be.
		#[codec(index = 29)]
		Challenged,
		/// Nobody doubts that the machine is there.
		#[codec(index = 30)]
		NotChallenged,
		/// The time to answer is over.
		#[codec(index = 31)]
		TooLate,
		/// The table must begin with a fault of zero blocks, and grow from step to step in both length and cost.
		#[codec(index = 32)]
		InvalidTable,
		/// The lease's time is over: it ends in this block.
		#[codec(index = 33)]
		Ending,
		/// When the lease began, the machine's evidence showed what it is.
		#[codec(index = 34)]
		SpecsProven,
		/// The tenant has said so, and the panel has not judged yet.
		#[codec(index = 35)]
		AlreadyDisputed,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MinDuration::get() <= T::MaxDuration::get(), "no lease would be long enough");
			assert!(!T::ResponsePeriod::get().is_zero(), "nobody could answer a challenge");
			assert!(!T::RetryPeriod::get().is_zero(), "work could not be tried again later");
			assert!(!T::ReceiptPeriod::get().is_zero(), "a receipt must be there for a while");
			assert!(!T::OrderPeriod::get().is_zero(), "nobody could bid");
			assert!(T::Panels::seats() <= MAX_JUDGES, "what a panel found must fit");
			assert!(!T::DisputeBond::get().is_zero(), "a panel must be paid");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Asks for a machine, and puts `terms.deposit` aside for it.
		///
		/// Fails with [`Error::ClassNotLeasable`], [`Error::ZeroRate`], [`Error::TooShort`], [`Error::TooLong`],
		/// [`Error::ReclaimWindowTooLong`], [`Error::DepositTooLow`], or when the signer cannot spare the deposit. Emits
		/// [`Event::OrderPlaced`]. The order ends by itself after [`Config::OrderPeriod`] blocks.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::place_order())]
		pub fn place_order(origin: OriginFor<T>, terms: OrderTermsOf<T>) -> DispatchResult {
			let tenant = ensure_signed(origin)?;
			Self::do_place_order(tenant, terms)
		}

		/// Takes an order back. Everybody has everything back.
		///
		/// Fails with [`Error::NotFound`] or [`Error::NotTenant`]. Emits [`Event::BidReleased`] for each bid and
		/// [`Event::OrderClosed`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::close_order(MAX_BIDS))]
		pub fn cancel_order(origin: OriginFor<T>, order: OrderId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let bids = Self::do_cancel_order(who, order)?;
			Ok(Some(T::WeightInfo::close_order(bids)).into())
		}

		/// Bids a machine for an order, at `rate` a block, for up to `max_duration` blocks should the tenant extend the
		/// lease. Signed by the machine or its owner; the deposit is held on the owner.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotProvider`], [`Error::OwnMachine`], [`Error::ZeroRate`],
		/// [`Error::RateTooHigh`], [`Error::TooShort`], [`Error::TooLong`], [`Error::AlreadyBid`], [`Error::TooManyBids`],
		/// an error of a machine that cannot be rented ([`Error::Leased`], [`Error::Down`], [`Error::ClassNotLeasable`]) or
		/// does not fit ([`Error::ClassMismatch`], [`Error::TooFewGpus`], [`Error::TierTooLow`],
		/// [`Error::ProgramNotMeasured`], [`Error::AttributeMissing`], [`Error::NotAllowed`]), or when the worker is not
		/// active, the provider's stake too small or its reputation too low. Emits [`Event::BidPlaced`], and
		/// [`Event::BidReleased`] for a bid that had to make place.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::bid())]
		pub fn bid(
			origin: OriginFor<T>,
			order: OrderId,
			worker: T::AccountId,
			#[pallet::compact] rate: BalanceOf<T>,
			#[pallet::compact] max_duration: BlockNumberFor<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_bid(who, order, worker, rate, max_duration)
		}

		/// Takes a bid back. Signed by the machine or its owner.
		///
		/// Fails with [`Error::NotFound`] or [`Error::NotProvider`]. Emits [`Event::BidReleased`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::withdraw_bid())]
		pub fn withdraw_bid(origin: OriginFor<T>, order: OrderId, worker: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_bid(who, order, worker)
		}

		/// Accepts the bid of `worker`: the lease begins, and all other bids are released.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotTenant`], [`Error::ProviderChanged`], or for the reasons for which
		/// [`Pallet::bid`] would fail now. Emits [`Event::LeaseStarted`], and [`Event::BidReleased`] for the others.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::accept(MAX_BIDS))]
		pub fn accept(origin: OriginFor<T>, order: OrderId, worker: T::AccountId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let bids = Self::do_accept(who, order, worker)?;
			Ok(Some(T::WeightInfo::accept(bids)).into())
		}

		/// Offers a machine to whoever takes it. Signed by the machine or its owner; the deposit is held on the owner.
		///
		/// Fails with [`Error::NotProvider`], [`Error::AlreadyOffered`], [`Error::ZeroRate`], [`Error::TooShort`],
		/// [`Error::TooLong`], [`Error::ReclaimWindowTooLong`], [`Error::ClassNotLeasable`], [`Error::ClassMismatch`],
		/// [`Error::TooFewGpus`], [`Error::Leased`], [`Error::Down`], or when the worker is not active or the provider's
		/// stake too small. Emits [`Event::OfferMade`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::offer())]
		pub fn offer(origin: OriginFor<T>, worker: T::AccountId, terms: OfferTermsOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_offer(who, worker, terms)
		}

		/// Takes an offer back. Signed by the machine or its owner.
		///
		/// Fails with [`Error::NotFound`] or [`Error::NotProvider`]. Emits [`Event::OfferClosed`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::withdraw_offer())]
		pub fn withdraw_offer(origin: OriginFor<T>, worker: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_offer(who, worker)
		}

		/// Takes the offer of `worker`, if it still is what the signer saw: `terms`. Puts `deposit` aside; the lease
		/// begins, for `duration` blocks. The machine must be of `min_tier` at least, now and whenever somebody doubts
		/// that it is there.
		///
		/// Fails with [`Error::NotFound`], [`Error::OfferChanged`], [`Error::NotAllowed`], [`Error::OwnMachine`],
		/// [`Error::TooShort`], [`Error::TooLong`], [`Error::DepositTooLow`], [`Error::TierTooLow`],
		/// [`Error::ProviderChanged`], for the reasons for which [`Pallet::offer`] would fail now, or when the signer
		/// cannot spare the deposit. Emits [`Event::OfferClosed`] and [`Event::LeaseStarted`].
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::take())]
		pub fn take(
			origin: OriginFor<T>,
			worker: T::AccountId,
			terms: OfferTermsOf<T>,
			#[pallet::compact] duration: BlockNumberFor<T>,
			#[pallet::compact] deposit: BalanceOf<T>,
			min_tier: piazza_primitives::Tier,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_take(who, worker, terms, duration, deposit, min_tier)
		}

		/// Adds money to a lease. Anyone may, as a sponsor; what is left at the end goes back to whom it came from.
		///
		/// Fails with [`Error::NotFound`], or when the signer cannot spare it, there are too many sponsors, or money is
		/// used up. Emits [`Event::ToppedUp`].
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::top_up())]
		pub fn top_up(origin: OriginFor<T>, lease: LeaseId, #[pallet::compact] amount: BalanceOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_top_up(who, lease, amount)
		}

		/// Extends a lease up to block `ends_at`, as far as the provider agreed to beforehand.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotTenant`], [`Error::NotLater`], [`Error::TooLong`],
		/// [`Error::NoticeGiven`] or [`Error::Ending`]. Emits [`Event::Extended`].
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::extend())]
		pub fn extend(
			origin: OriginFor<T>,
			lease: LeaseId,
			#[pallet::compact] ends_at: BlockNumberFor<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_extend(who, lease, ends_at)
		}

		/// Pays the rent that has accrued. Anyone may sign this.
		///
		/// Fails with [`Error::NotFound`] or [`Error::Challenged`]. Emits [`Event::Settled`].
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::settle())]
		pub fn settle(origin: OriginFor<T>, lease: LeaseId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_settle(lease)
		}

		/// Ends a lease: as its tenant at any time, as its provider or machine once the notice is over. Rent is paid up to
		/// this block, the rest goes back.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotProvider`], [`Error::Challenged`], [`Error::NoticeRequired`] or
		/// [`Error::NoticeNotOver`]. Emits [`Event::LeaseClosed`].
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::close())]
		pub fn close(origin: OriginFor<T>, lease: LeaseId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_close(who, lease)
		}

		/// Says that the provider wants its machine back: it may end the lease after the window that was agreed. Signed by
		/// the machine or its owner.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotProvider`] or [`Error::NoticeGiven`]. Emits
		/// [`Event::ReclaimStarted`].
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::start_reclaim())]
		pub fn start_reclaim(origin: OriginFor<T>, lease: LeaseId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_start_reclaim(who, lease)
		}

		/// Doubts that a leased machine is there, and puts [`Config::ChallengeBond`] on it. Rent is paid up to this block.
		/// The machine has [`Config::ResponsePeriod`] blocks to answer.
		///
		/// Fails with [`Error::NotFound`], [`Error::OwnMachine`], [`Error::Challenged`], [`Error::Ending`], or when the
		/// signer cannot spare the bond. Emits [`Event::LivenessChallenged`].
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::challenge_liveness())]
		pub fn challenge_liveness(origin: OriginFor<T>, lease: LeaseId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_challenge_liveness(who, lease)
		}

		/// Answers a challenge. Signed by the machine itself, which must be active and known as strongly as it was rented.
		/// Its owner has the challenger's bond. Costs no fee when it succeeds.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotWorker`], [`Error::NotChallenged`], [`Error::TooLate`],
		/// [`Error::ProviderChanged`], [`Error::TierTooLow`], [`Error::ProgramNotMeasured`], or when the worker is not
		/// active. Emits [`Event::LivenessProved`].
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::prove_alive())]
		pub fn prove_alive(origin: OriginFor<T>, lease: LeaseId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_prove_alive(who, lease)?;
			Ok(Pays::No.into())
		}

		/// Says that the machine is not there. The lease ends, rent is paid up to this block, and the provider's stake pays
		/// half of what it would if somebody else had found out. Signed by the machine or its owner.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotProvider`] or [`Error::Challenged`]. Emits [`Event::LeaseClosed`],
		/// [`Event::WentDown`] and [`Event::DowntimeCharged`].
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::report_down().saturating_add(T::Stakes::slash_weight()))]
		pub fn report_down(origin: OriginFor<T>, lease: LeaseId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_report_down(who, lease)
		}

		/// Says that a missing machine is back: it costs no more, and can be rented again. Signed by the machine itself.
		///
		/// Fails with [`Error::NotFound`]. Emits [`Event::Restored`].
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::restore())]
		pub fn restore(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_restore(who)
		}

		/// Says of `worker`, as an auditor, that it has `attributes`, in the place of what the signer said before; when
		/// there are none, that it says nothing of it. What an owner says of its own machine counts where no auditor is
		/// asked for. The deposit is held on the signer.
		///
		/// Fails with [`Error::NotFound`] when there is nothing to take back, or when the signer cannot spare the deposit.
		/// Emits [`Event::Audited`].
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::audit())]
		pub fn audit(origin: OriginFor<T>, worker: T::AccountId, attributes: Attributes) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_audit(who, worker, attributes)
		}

		/// Sets the part of a provider's stake that answers for each of its leased machines of a class, for leases from
		/// now on. A class without one cannot be rented. Needs the admin origin.
		///
		/// Fails with [`Error::ClassNotLeasable`] when there is no such class. Emits [`Event::ClassBondSet`].
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::set_class_bond())]
		pub fn set_class_bond(origin: OriginFor<T>, class: ClassId, bond: Option<BalanceOf<T>>) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_class_bond(class, bond)
		}

		/// Sets what downtime costs, also what is going on costs from now on. Needs the admin origin.
		///
		/// Fails with [`Error::InvalidTable`]. Emits [`Event::DowntimeCostsSet`].
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::set_downtime_costs())]
		pub fn set_downtime_costs(origin: OriginFor<T>, table: CostTable<BlockNumberFor<T>>) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_downtime_costs(table)
		}

		/// Says that a leased machine is not what it was rented as, holds [`Config::DisputeBond`], and convenes a panel.
		/// `evidence` is what the tenant has to show for it and how the panel's members get into the machine. Signed by the
		/// tenant; the lease goes on meanwhile, and may end.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotTenant`], [`Error::AlreadyDisputed`], [`Error::SpecsProven`], or when
		/// the signer cannot spare the bond or there are too few checkers. Emits [`Event::SpecsDisputed`].
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::dispute_specs().saturating_add(T::Panels::convene_weight()))]
		pub fn dispute_specs(origin: OriginFor<T>, lease: LeaseId, evidence: Content) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_dispute_specs(who, lease, evidence)
		}

		/// Sets what it costs to rent out a machine as what it is not, for disputes from now on. Needs the admin origin.
		///
		/// Fails with [`Error::InvalidTable`]. Emits [`Event::FalseSpecsCostsSet`].
		#[pallet::call_index(21)]
		#[pallet::weight(T::WeightInfo::set_false_specs_costs())]
		pub fn set_false_specs_costs(origin: OriginFor<T>, table: CostTable<BlockNumberFor<T>>) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_false_specs_costs(table)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The order; `None` when it is over.
		pub fn order(order: OrderId) -> Option<OrderOf<T>> {
			Orders::<T>::get(order)
		}

		/// The bids that wait for an order's tenant, in the order in which they came.
		pub fn bids(order: OrderId) -> Vec<BidOf<T>> {
			Bids::<T>::get(order).into_inner()
		}

		/// The offer of a worker.
		pub fn offer_of(worker: T::AccountId) -> Option<OfferOf<T>> {
			Offers::<T>::get(worker)
		}

		/// The lease as it is in this block; `None` when it is over.
		pub fn lease(lease: LeaseId) -> Option<LeaseViewOf<T>> {
			let record = Leases::<T>::get(lease)?;
			Some(Self::view(record))
		}

		/// The lease of a worker.
		pub fn lease_of(worker: T::AccountId) -> Option<LeaseId> {
			LeaseOfWorker::<T>::get(worker)
		}

		/// What the tenant of a lease would get back if it ended it in this block.
		pub fn lease_balance(lease: LeaseId) -> Option<BalanceOf<T>> {
			Leases::<T>::get(lease).map(|record| Self::view(record).left)
		}

		/// Who paid what to whom by a lease that is over, which never changes. What sponsors put in counts as the tenant's.
		/// `None` while it runs, for more may be paid; when it paid nothing; and when it ended [`Config::ReceiptPeriod`]
		/// blocks ago or longer.
		pub fn settlement(lease: LeaseId) -> Option<SettlementOf<T>> {
			Receipts::<T>::get(lease).map(|receipt| receipt.settlement)
		}

		/// What `blocks` of a machine of a class cost a tenant at `rate`, and the stake that `provider` needs to rent it
		/// out besides what it has; `None` when the class cannot be rented.
		pub fn quote(
			class: ClassId,
			rate: BalanceOf<T>,
			blocks: BlockNumberFor<T>,
			provider: T::AccountId,
		) -> Option<Quote<BalanceOf<T>>> {
			let bond = ClassBonds::<T>::get(class)?;
			let stake = Committed::<T>::get(&provider).saturating_add(bond);
			Some(Quote { rent: rules::rent(rate, blocks), stake })
		}

		/// What the stake of `provider` has to cover for the machines that it has rented out, and whether it does.
		pub fn committed(provider: T::AccountId) -> (BalanceOf<T>, bool) {
			let committed = Committed::<T>::get(&provider);
			(committed, T::Stakes::stake_of(Role::Provider, &provider) >= committed)
		}

		/// How long a machine has been missing, and what that has cost; `None` when it is not.
		pub fn downtime(worker: T::AccountId) -> Option<DowntimeOf<T>> {
			Downtimes::<T>::get(worker)
		}

		/// The dispute about the machine of a lease, until it is settled.
		pub fn specs_dispute(lease: LeaseId) -> Option<SpecsDisputeOf<T>> {
			SpecsDisputes::<T>::get(lease)
		}

		/// What a member of a panel answers: that the machine of a lease is what it was rented as, or that it is not.
		pub fn specs_answer(lease: LeaseId, is_right: bool) -> H256 {
			rules::specs_answer(lease, is_right)
		}

		/// What `auditor` says of `worker`.
		pub fn attributes(worker: T::AccountId, auditor: T::AccountId) -> Attributes {
			Audits::<T>::get(worker, auditor).map(|audit| audit.attributes).unwrap_or_default()
		}
	}
}
