//! # Stakes: who stands behind what is done
//!
//! An operator that serves in a role (validator, provider, checker, curator) stands behind it with stake, its own and
//! that of everybody who delegates to it. Good work earns; faults are paid for out of the stake.
//!
//! - A **position** is one operator in one role. All its stake is one pool, owned by shares: a reward or a slash changes
//!   what a share is worth, so it costs the same whether one account delegates or a hundred thousand do.
//! - **Rewards** compound: they go into the pool. The operator's commission becomes shares of its own. It may rise by a
//!   bounded step, and from the next era on.
//! - **Leaving** takes [`Config::UnbondingEras`] eras. What leaves in an era waits in a pool of its own, so that a fault
//!   that comes to light later is still paid by whoever was there when it happened, and by nobody who had left before.
//! - A **slash** freezes its amount at once and takes it after the role's delay, in which governance may cancel it. Taken,
//!   it makes good what was lost, then rewards whoever reported the fault; the rest goes to the treasury. A fault that the
//!   operator reports itself costs half. Whoever leaves between freezing and cancelling leaves without what is frozen.
//! - An operator whose own stake falls below the role's **minimum** is not backed from then on; it has a while to add
//!   stake before its position is chilled.
//!
//! All stake is on hold in one account, and what all positions, all that leave and all frozen slashes have is that hold
//! exactly: `invariants.rs`. `money.rs` alone moves any.
//!
//! The pallet is not called *staking* since wallets take a pallet of that name for the SDK's, which is another thing.

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
mod calls;
mod due;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod invariants;
#[cfg(test)]
mod mock;
mod money;
mod rules;
mod slashing;
#[cfg(test)]
mod tests;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use due::Due;
pub use money::CreditOf;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
#[allow(
	clippy::as_conversions,
	clippy::expect_used,
	reason = "FRAME's macros and derived codecs write such code; the calls themselves are elsewhere"
)]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{Balanced, Inspect, MutateHold},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use piazza_primitives::{Agenda, EraIndex, Role};
	use sp_runtime::{
		traits::{AccountIdConversion, Convert},
		Perbill,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// Positions, delegations, what leaves and what is frozen.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime gives to this pallet.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The native token.
		type Currency: Inspect<Self::AccountId, Balance = u128>
			+ Balanced<Self::AccountId>
			+ MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// Why this pallet holds money.
		type RuntimeHoldReason: From<HoldReason>;

		/// What happens at a block.
		type Agenda: Agenda<Self::AgendaItem, BlockNumberFor<Self>>;

		/// What the agenda takes.
		type AgendaItem: From<Due<Self::AccountId>>;

		/// Names the account that holds all stake. It must exist from genesis on.
		#[pallet::constant]
		type PalletId: Get<PalletId>;

		/// Gets what slashes leave, and what nobody else can receive. It must exist from genesis on.
		type Treasury: Get<Self::AccountId>;

		/// The era that it is now.
		type Era: Get<EraIndex>;

		/// Eras after which stake that left can be withdrawn. Faults must be reported in fewer.
		#[pallet::constant]
		type UnbondingEras: Get<EraIndex>;

		/// For how long the slashes of a role are frozen before they are taken, in blocks.
		type SlashDelay: Convert<Role, BlockNumberFor<Self>>;

		/// Blocks in which an operator may get back to the minimum before its position is chilled.
		#[pallet::constant]
		type Notice: Get<BlockNumberFor<Self>>;

		/// Least that one account may have in a position, in the smallest unit.
		#[pallet::constant]
		type MinDelegation: Get<u128>;

		/// By how much a commission may rise from one era to the next.
		#[pallet::constant]
		type MaxCommissionRaise: Get<Perbill>;

		/// Share of a slash, less what is made good, for whoever reported the fault.
		#[pallet::constant]
		type Bounty: Get<Perbill>;

		/// Who may set minimums.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who may cancel a slash.
		type CancelOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Weights of calls.
		type WeightInfo: WeightInfo;

		/// Moves time for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// It is stake, on the account of all stake.
		#[codec(index = 0)]
		Stake,
	}

	/// Positions, by role and operator. A position is there while it has shares.
	#[pallet::storage]
	pub type Positions<T: Config> =
		StorageDoubleMap<_, Twox64Concat, Role, Blake2_128Concat, T::AccountId, PositionOf<T>, OptionQuery>;

	/// What an account has in a position: by the account, the role and the operator.
	#[pallet::storage]
	pub type Delegations<T: Config> = StorageNMap<
		_,
		(NMapKey<Blake2_128Concat, T::AccountId>, NMapKey<Twox64Concat, Role>, NMapKey<Blake2_128Concat, T::AccountId>),
		Delegation,
		ValueQuery,
	>;

	/// What left a position in an era and was not withdrawn: by role, operator and era.
	#[pallet::storage]
	pub type Unbonding<T: Config> = StorageNMap<
		_,
		(NMapKey<Twox64Concat, Role>, NMapKey<Blake2_128Concat, T::AccountId>, NMapKey<Twox64Concat, EraIndex>),
		Pool,
		ValueQuery,
	>;

	/// Slashes that are neither applied nor cancelled: by role, operator and number.
	#[pallet::storage]
	pub type PendingSlashes<T: Config> = StorageNMap<
		_,
		(NMapKey<Twox64Concat, Role>, NMapKey<Blake2_128Concat, T::AccountId>, NMapKey<Twox64Concat, SlashId>),
		PendingSlashOf<T>,
		OptionQuery,
	>;

	/// Number of the next slash.
	#[pallet::storage]
	pub type NextSlash<T> = StorageValue<_, SlashId, ValueQuery>;

	/// Least stake of its own that an operator needs, by role, in the smallest unit.
	#[pallet::storage]
	pub type Minimums<T> = StorageMap<_, Twox64Concat, Role, u128, ValueQuery>;

	/// Stake at genesis.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Least stake of an operator's own, by role.
		pub minimums: Vec<(Role, u128)>,
		/// Positions: role, operator, its own stake, its commission.
		pub positions: Vec<(Role, T::AccountId, u128, Perbill)>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for (role, minimum) in &self.minimums {
				Minimums::<T>::insert(role, minimum);
			}
			for (role, operator, stake, commission) in &self.positions {
				Pallet::<T>::do_open(*role, operator.clone(), *stake, *commission).expect(
					"the genesis names each position once, with at least the minimum, from an account that has it",
				);
			}
		}
	}

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An operator opened a position.
		#[codec(index = 0)]
		Opened {
			/// The role.
			role: Role,
			/// The operator.
			operator: T::AccountId,
			/// Its own stake.
			stake: u128,
			/// Its share of each reward.
			commission: Perbill,
		},
		/// Stake was added to a position.
		#[codec(index = 1)]
		Bonded {
			/// The role.
			role: Role,
			/// The operator.
			operator: T::AccountId,
			/// Whose stake it is.
			delegator: T::AccountId,
			/// How much.
			amount: u128,
		},
		/// Stake left a position; it can be withdrawn later.
		#[codec(index = 2)]
		Unbonded {
			/// The role.
			role: Role,
			/// The operator.
			operator: T::AccountId,
			/// Whose stake it is.
			delegator: T::AccountId,
			/// How much.
			amount: u128,
			/// The first era in which it can be withdrawn.
			free_in: EraIndex,
		},
		/// Stake that had left was paid out.
		#[codec(index = 3)]
		Withdrawn {
			/// The role.
			role: Role,
			/// The operator.
			operator: T::AccountId,
			/// Who got it.
			delegator: T::AccountId,
			/// How much.
			amount: u128,
		},
		/// The last stake left a position; it is no more.
		#[codec(index = 4)]
		Closed {
			/// The role.
			role: Role,
			/// The operator.
			operator: T::AccountId,
		},
		/// An operator changed its commission.
		#[codec(index = 5)]
		CommissionSet {
			/// The role.
			role: Role,
			/// The operator.
			operator: T::AccountId,
			/// The commission in this era.
			old: Perbill,
			/// The commission from the next era on.
			new: Perbill,
		},
		/// A reward was added to a position.
		#[codec(index = 6)]
		Rewarded {
			/// The role.
			role: Role,
			/// The operator.
			operator: T::AccountId,
			/// All of it.
			amount: u128,
			/// What of it is the operator's commission.
			commission: u128,
		},
		/// Stake was frozen for a fault.
		#[codec(index = 7)]
		Frozen {
			/// The role.
			role: Role,
			/// The operator.
			operator: T::AccountId,
			/// The slash.
			slash: SlashId,
			/// How much.
			amount: u128,
			/// When the fault happened.
			era: EraIndex,
			/// The block in which it will be taken.
			due: BlockNumberFor<T>,
		},
		/// Frozen stake was taken.
		#[codec(index = 8)]
		Slashed {
			/// The role.
			role: Role,
			/// The operator.
			operator: T::AccountId,
			/// The slash.
			slash: SlashId,
			/// What made good a loss.
			claimant: u128,
			/// What whoever reported the fault got.
			reporter: u128,
			/// What the treasury got.
			treasury: u128,
		},
		/// Governance cancelled a slash.
		#[codec(index = 9)]
		SlashCancelled {
			/// The role.
			role: Role,
			/// The operator.
			operator: T::AccountId,
			/// The slash.
			slash: SlashId,
			/// What went back to where it was frozen.
			restored: u128,
			/// What went to the treasury, since nothing is left where it was frozen.
			treasury: u128,
		},
		/// An operator serves no more until it activates its position.
		#[codec(index = 10)]
		Chilled {
			/// The role.
			role: Role,
			/// The operator.
			operator: T::AccountId,
		},
		/// An operator serves again.
		#[codec(index = 11)]
		Activated {
			/// The role.
			role: Role,
			/// The operator.
			operator: T::AccountId,
		},
		/// An operator has less stake of its own than the minimum: its position will be chilled.
		#[codec(index = 12)]
		NoticeGiven {
			/// The role.
			role: Role,
			/// The operator.
			operator: T::AccountId,
			/// The block in which it will be chilled, unless it has the minimum by then.
			due: BlockNumberFor<T>,
		},
		/// The minimum of a role was changed.
		#[codec(index = 13)]
		MinimumSet {
			/// The role.
			role: Role,
			/// The minimum before.
			old: u128,
			/// The minimum now.
			new: u128,
		},
	}

	/// Why something was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such position, delegation or slash.
		#[codec(index = 0)]
		NotFound,
		/// The operator has a position in this role already.
		#[codec(index = 1)]
		AlreadyOpen,
		/// The amount, or what would be left, is below the least that one account may have in a position; or an active
		/// operator's own stake would be below the minimum of its role: it must chill its position first.
		#[codec(index = 2)]
		BelowMinimum,
		/// The position is chilled: nobody but its operator may add stake.
		#[codec(index = 3)]
		NotActive,
		/// The position is active already.
		#[codec(index = 4)]
		AlreadyActive,
		/// The position lost nearly everything to slashes: it takes no more stake.
		#[codec(index = 5)]
		Diluted,
		/// The commission is further above this era's than it may rise in one era.
		#[codec(index = 6)]
		CommissionRaiseTooHigh,
		/// The account has stake leaving this position in as many eras as it can have at a time; some of it must be
		/// withdrawn first.
		#[codec(index = 7)]
		MaxLeavingExceeded,
		/// Nothing that left can be withdrawn yet.
		#[codec(index = 8)]
		NothingToWithdraw,
		/// The operator has the minimum of its role, is chilled, or was given notice already.
		#[codec(index = 9)]
		NoCauseForNotice,
		/// The operator has less stake behind it than it needs.
		#[codec(index = 10)]
		Underbacked,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::UnbondingEras::get() > 0, "stake that leaves must stay in reach of slashes");
			assert!(
				T::UnbondingEras::get() <= MAX_UNBONDING_ERAS,
				"a slash must be able to reach all eras in which stake is leaving"
			);
			assert!(
				T::MinDelegation::get() >= T::Currency::minimum_balance(),
				"what is withdrawn whole must be able to bring an account into being"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Opens a position of the signer in `role`, with `amount` of its own stake, at least the role's minimum. The
		/// position is active. `commission` is the operator's share of each reward.
		///
		/// Fails with [`Error::AlreadyOpen`], [`Error::BelowMinimum`], or when the signer cannot spare the amount. Emits
		/// [`Event::Opened`].
		#[pallet::call_index(0)]
		pub fn open(
			origin: OriginFor<T>,
			role: Role,
			#[pallet::compact] amount: u128,
			commission: Perbill,
		) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_open(role, operator, amount, commission)
		}

		/// Adds `amount` of the signer's to the stake behind `operator` in `role`: the operator's own, or a delegation.
		///
		/// Fails with [`Error::NotFound`], [`Error::BelowMinimum`], [`Error::NotActive`], [`Error::Diluted`], or when the
		/// signer cannot spare the amount. Emits [`Event::Bonded`].
		#[pallet::call_index(1)]
		pub fn bond(
			origin: OriginFor<T>,
			role: Role,
			operator: T::AccountId,
			#[pallet::compact] amount: u128,
		) -> DispatchResult {
			let delegator = ensure_signed(origin)?;
			Self::do_bond(role, operator, delegator, amount)
		}

		/// Lets `amount` of the signer's stake behind `operator` in `role` leave; all of it when `amount` is all or more.
		/// It can be withdrawn after [`Config::UnbondingEras`] eras; until then it bears slashes for this era and later.
		///
		/// Fails with [`Error::NotFound`], [`Error::BelowMinimum`], [`Error::MaxLeavingExceeded`] or [`Error::Diluted`].
		/// Emits [`Event::Unbonded`], and [`Event::Closed`] with the position's last stake.
		#[pallet::call_index(2)]
		pub fn unbond(
			origin: OriginFor<T>,
			role: Role,
			operator: T::AccountId,
			#[pallet::compact] amount: u128,
		) -> DispatchResult {
			let delegator = ensure_signed(origin)?;
			Self::do_unbond(role, operator, delegator, amount)
		}

		/// Pays out all stake of the signer's that left the position long enough ago.
		///
		/// Fails with [`Error::NothingToWithdraw`]. Emits [`Event::Withdrawn`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::withdraw(MAX_LEAVING))]
		pub fn withdraw(origin: OriginFor<T>, role: Role, operator: T::AccountId) -> DispatchResultWithPostInfo {
			let delegator = ensure_signed(origin)?;
			let parts = Self::do_withdraw(role, operator, delegator)?;
			Ok(Some(T::WeightInfo::withdraw(parts)).into())
		}

		/// Sets the signer's share of each reward in `role`, from the next era on: lower by any amount, higher than this
		/// era's by [`Config::MaxCommissionRaise`] at the most.
		///
		/// Fails with [`Error::NotFound`] or [`Error::CommissionRaiseTooHigh`]. Emits [`Event::CommissionSet`].
		#[pallet::call_index(4)]
		pub fn set_commission(origin: OriginFor<T>, role: Role, commission: Perbill) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_set_commission(role, operator, commission)
		}

		/// The signer serves no more in `role`. Its stake stays, and bears slashes, until it leaves.
		///
		/// Fails with [`Error::NotFound`] or [`Error::NotActive`]. Emits [`Event::Chilled`].
		#[pallet::call_index(5)]
		pub fn chill(origin: OriginFor<T>, role: Role) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_chill(role, operator)
		}

		/// The signer serves again in `role`.
		///
		/// Fails with [`Error::NotFound`], [`Error::AlreadyActive`], or [`Error::Underbacked`] when it has less than the
		/// minimum of its own. Emits [`Event::Activated`].
		#[pallet::call_index(6)]
		pub fn activate(origin: OriginFor<T>, role: Role) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_activate(role, operator)
		}

		/// Gives an active operator that has less than the minimum of its own notice. Anyone may sign this; a slash does
		/// it by itself.
		///
		/// Fails with [`Error::NotFound`] or [`Error::NoCauseForNotice`]. Emits [`Event::NoticeGiven`].
		#[pallet::call_index(7)]
		pub fn give_notice(origin: OriginFor<T>, role: Role, operator: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_give_notice(role, operator)
		}

		/// Sets the least stake of its own that an operator needs in `role`. Who has less is not backed from then on.
		///
		/// Needs the admin origin. Emits [`Event::MinimumSet`].
		#[pallet::call_index(8)]
		pub fn set_minimum(origin: OriginFor<T>, role: Role, #[pallet::compact] minimum: u128) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_minimum(role, minimum);
			Ok(())
		}

		/// Cancels a slash that is not applied yet: what is frozen goes back to where it was.
		///
		/// Needs the cancel origin. Fails with [`Error::NotFound`]. Emits [`Event::SlashCancelled`].
		#[pallet::call_index(9)]
		pub fn cancel_slash(
			origin: OriginFor<T>,
			role: Role,
			operator: T::AccountId,
			slash: SlashId,
		) -> DispatchResult {
			T::CancelOrigin::ensure_origin(origin)?;
			Self::do_cancel_slash(role, operator, slash)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A position; `None` when there is none.
		pub fn position(role: Role, operator: T::AccountId) -> Option<PositionView<BlockNumberFor<T>>> {
			let position = Positions::<T>::get(role, &operator)?;
			let era = T::Era::get();
			let pending = PendingSlashes::<T>::iter_prefix_values((role, &operator));
			Some(PositionView {
				stake: position.pool.balance,
				own: Self::own_stake(role, &operator, &position),
				minimum: Minimums::<T>::get(role),
				frozen: pending.fold(0u128, |sum, slash| sum.saturating_add(slash.amount())),
				commission: position.commission.in_era(era),
				next_commission: position.commission.in_era(era.saturating_add(1)),
				active: position.active,
				notice: position.notice,
			})
		}

		/// What `delegator` has behind `operator` in `role`, but for what is leaving or frozen.
		pub fn delegation(role: Role, operator: T::AccountId, delegator: T::AccountId) -> u128 {
			Self::stake_of_delegator(role, &operator, &delegator)
		}

		/// All that `delegator` has staked: role, operator, and how much, but for what is leaving or frozen.
		pub fn delegations(delegator: T::AccountId) -> Vec<(Role, T::AccountId, u128)> {
			Delegations::<T>::iter_key_prefix((&delegator,))
				.map(|(role, operator)| {
					let stake = Self::stake_of_delegator(role, &operator, &delegator);
					(role, operator, stake)
				})
				.collect()
		}

		/// What of `delegator`'s is leaving: the first era in which it can be withdrawn, and how much.
		pub fn unbonding(role: Role, operator: T::AccountId, delegator: T::AccountId) -> Vec<(EraIndex, u128)> {
			let delegation = Delegations::<T>::get((&delegator, role, &operator));
			delegation
				.leaving
				.iter()
				.map(|part| {
					let pool = Unbonding::<T>::get((role, &operator, part.era));
					(part.era.saturating_add(T::UnbondingEras::get()), pool.value_of(part.shares))
				})
				.collect()
		}

		/// Slashes of a position that are frozen.
		pub fn pending_slashes(role: Role, operator: T::AccountId) -> Vec<(SlashId, PendingSlashOf<T>)> {
			PendingSlashes::<T>::iter_prefix((role, &operator)).collect()
		}

		/// Least stake of its own that an operator needs in `role`.
		pub fn minimum(role: Role) -> u128 {
			Minimums::<T>::get(role)
		}
	}

	impl<T: Config> Pallet<T> {
		/// The account that holds all stake.
		pub fn account() -> T::AccountId {
			T::PalletId::get().into_account_truncating()
		}
	}
}
