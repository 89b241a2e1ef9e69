//! # Validators: who makes blocks, what they earn, what equivocation costs
//!
//! An operator with session keys and stake in the role `Validator` joins the list of candidates. For each session the
//! candidates with the most stake are elected. What stake is, who delegates it and when it is taken is another
//! pallet's, known here as [`Stakes`](piazza_primitives::Stakes).
//!
//! - **Elections** happen in every session, two sessions ahead of those that they are for. The set is never empty:
//!   while too few candidates are eligible, it stays as it is. Stake at the election is kept as [`Exposure`] in the
//!   historical root of the session, so that a report that comes late is judged by what was at risk then.
//! - **Rewards** are made with each block and shared out at once, among the stake behind its author, the pool that pays
//!   for useful work, and the treasury. Because there is no payout at the end of an era, there is no loop over
//!   validators, and nobody can join just before one. What a block earns is fixed at the start of an era, as a part of
//!   the yearly [`Inflation`].
//! - **Equivocation** costs 5 % of the exposure while offenders are few, and all of it when they are a third of all
//!   validators. An operator pays once in an era, by the highest fraction: more reports, and more offenders, only add
//!   the difference. Offenders stop at once, are off the list, and are disabled while they are still in the set.
//!
//! An era is [`Config::SessionsPerEra`] sessions. The length of an epoch is fixed at genesis ([`EpochDuration`]).

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
mod calls;
mod elections;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod invariants;
#[cfg(test)]
mod mock;
mod offences;
mod rewards;
mod rules;
#[cfg(test)]
mod tests;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

const LOG_TARGET: &str = "runtime::validators";

#[frame_support::pallet]
#[allow(
	clippy::as_conversions,
	clippy::expect_used,
	reason = "FRAME's macros and derived codecs write such code; the calls themselves are elsewhere"
)]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{pallet_prelude::*, traits::fungible};
	use frame_system::pallet_prelude::*;
	use pallet_session::historical;
	use piazza_primitives::{EraIndex, Stakes};
	use sp_runtime::{FixedU128, Perbill};
	use sp_staking::SessionIndex;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// Candidates, the validators elected among them, rewards and offences.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime gives to this pallet.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>>
		+ pallet_session::Config<ValidatorId = <Self as frame_system::Config>::AccountId>
		+ historical::Config<FullIdentification = Exposure>
	{
		/// What rewards are made of.
		type Currency: fungible::Balanced<Self::AccountId, Balance = Balance>;

		/// Who stands behind validators.
		type Stakes: Stakes<Self::AccountId, Balance = Balance, Credit = CreditOf<Self>>;

		/// Who may set how many validators there are, and how much is made for whom.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Greatest number of candidates.
		#[pallet::constant]
		type MaxCandidates: Get<u32>;

		/// With fewer eligible candidates the validators stay, but for those without keys. Fewer are never left on the
		/// list.
		#[pallet::constant]
		type MinValidators: Get<u32>;

		/// Length of an era. It cannot change on a running chain: eras would be counted anew.
		#[pallet::constant]
		type SessionsPerEra: Get<SessionIndex>;

		/// For how many sessions, the planned one among them, it is known who validated: offences in these can be
		/// reported.
		#[pallet::constant]
		type ReportSessions: Get<SessionIndex>;

		/// How many blocks there are in a year when none is missed.
		#[pallet::constant]
		type BlocksPerYear: Get<u32>;

		/// [`Inflation`] can never be set above this.
		#[pallet::constant]
		type MaxInflation: Get<Perbill>;

		/// What pays for useful work. The account must always exist, or its part goes to the treasury.
		type WorkPool: Get<Self::AccountId>;

		/// The treasury. The account must always exist, or its part is not made.
		type Treasury: Get<Self::AccountId>;

		/// Weights of calls and of consensus.
		type WeightInfo: WeightInfo;
	}

	/// Operators who want to validate, in no order. Those without keys or stake are passed over by elections.
	#[pallet::storage]
	pub type Candidates<T: Config> =
		StorageValue<_, BoundedVec<<T as frame_system::Config>::AccountId, T::MaxCandidates>, ValueQuery>;

	/// How many validators are elected at most.
	#[pallet::storage]
	pub type ValidatorCount<T> = StorageValue<_, u32, ValueQuery>;

	/// Validators of the session that is planned, with what each has at risk; most stake first.
	#[pallet::storage]
	pub type Elected<T: Config> = StorageValue<_, ElectedOf<T>, ValueQuery>;

	/// What each validator of the current session has at risk.
	#[pallet::storage]
	pub type Exposures<T: Config> =
		StorageMap<_, Blake2_128Concat, <T as frame_system::Config>::AccountId, Exposure, OptionQuery>;

	/// Who equivocated in an era, in the order in which they were reported. Removed when the era can no longer be
	/// reported.
	#[pallet::storage]
	pub type Offenders<T: Config> = StorageMap<
		_,
		Twox64Concat,
		EraIndex,
		BoundedVec<Offender<<T as frame_system::Config>::AccountId>, T::MaxCandidates>,
		ValueQuery,
	>;

	/// What is made in a year, as a part of all money.
	#[pallet::storage]
	pub type Inflation<T> = StorageValue<_, Perbill, ValueQuery>;

	/// How a block's reward is shared out.
	#[pallet::storage]
	pub type RewardSplit<T> = StorageValue<_, Split, ValueQuery>;

	/// What is made with each block of the current era.
	#[pallet::storage]
	pub type BlockReward<T> = StorageValue<_, Balance, ValueQuery>;

	/// Everything that was ever made as a reward, by who got it.
	#[pallet::storage]
	pub type Minted<T> = StorageValue<_, Shares, ValueQuery>;

	/// Length of an epoch in slots; BABE makes each a session.
	///
	/// It is stored, so that one runtime serves chains with long and with short epochs, and written at genesis only. No
	/// call changes it: BABE finds the epoch of a slot by dividing by this length, so nodes that have counted with
	/// another would find none, and no block would ever be made again.
	#[pallet::storage]
	pub type EpochDuration<T> = StorageValue<_, u64, ValueQuery>;

	/// How the chain starts.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// The first candidates. Without regard to these, everybody with session keys validates the first two sessions.
		pub candidates: Vec<T::AccountId>,
		/// How many validators are elected at most.
		pub validator_count: u32,
		/// What is made in a year, as a part of all money.
		pub inflation: Perbill,
		/// How a block's reward is shared out.
		pub split: Split,
		/// Length of an epoch in slots, for ever.
		pub epoch_duration: u64,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		/// The least that is valid, for a chain that nobody validates.
		fn default() -> Self {
			Self {
				candidates: Vec::new(),
				validator_count: T::MinValidators::get(),
				inflation: Perbill::zero(),
				split: Split::default(),
				epoch_duration: 1,
			}
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			let mut candidates = self.candidates.clone();
			candidates.sort();
			candidates.dedup();
			assert!(candidates.len() == self.candidates.len(), "a candidate is listed twice");
			let candidates = BoundedVec::try_from(candidates).expect("there are more candidates than there can be");
			let counts = T::MinValidators::get()..=T::MaxCandidates::get();
			// None at all is the default genesis, which must build but starts no chain.
			let are_enough = candidates.is_empty() || Pallet::<T>::are_enough(candidates.len());
			assert!(are_enough, "there are too few candidates");
			assert!(counts.contains(&self.validator_count), "the number of validators is out of bounds");
			assert!(self.inflation <= T::MaxInflation::get(), "inflation is above its maximum");
			assert!(self.split.is_whole(), "the parts of a reward do not add up to one");
			assert!(self.epoch_duration > 0, "an epoch must have a slot");
			Candidates::<T>::put(candidates);
			ValidatorCount::<T>::put(self.validator_count);
			Inflation::<T>::put(self.inflation);
			RewardSplit::<T>::put(self.split);
			EpochDuration::<T>::put(self.epoch_duration);
			Pallet::<T>::fix_block_reward();
		}
	}

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An operator is a candidate from now on.
		#[codec(index = 0)]
		Joined {
			/// The operator.
			operator: T::AccountId,
			/// Whose place it took, when the list was full.
			replaced: Option<T::AccountId>,
		},
		/// An operator is no candidate any more, by its own will.
		#[codec(index = 1)]
		Left {
			/// The operator.
			operator: T::AccountId,
		},
		/// An operator was taken off the list: it cannot be elected, or has equivocated.
		#[codec(index = 2)]
		CandidateRemoved {
			/// The operator.
			operator: T::AccountId,
		},
		/// Validators, or what they have at risk, change with a session.
		#[codec(index = 3)]
		Elected {
			/// The session.
			session: SessionIndex,
			/// How many there will be.
			validators: u32,
			/// Stake behind the one with the least.
			least_stake: Balance,
		},
		/// Too few candidates are eligible: validators stay, but for those without keys.
		#[codec(index = 4)]
		TooFewEligible {
			/// The session that the election was for.
			session: SessionIndex,
			/// How many are eligible.
			eligible: u32,
		},
		/// An operator lost stake for equivocation.
		#[codec(index = 5)]
		OffenderSlashed {
			/// The operator.
			operator: T::AccountId,
			/// When it equivocated.
			era: EraIndex,
			/// The part of its exposure that it loses for this era altogether.
			fraction: Perbill,
			/// What was frozen now, to be taken later unless it is cancelled.
			amount: Balance,
		},
		/// The greatest number of validators was changed.
		#[codec(index = 6)]
		ValidatorCountSet {
			/// The number before.
			old: u32,
			/// The number now.
			new: u32,
		},
		/// Inflation was changed, from the next era on.
		#[codec(index = 7)]
		InflationSet {
			/// Inflation before.
			old: Perbill,
			/// Inflation to come.
			new: Perbill,
		},
		/// How rewards are shared out was changed.
		#[codec(index = 8)]
		SplitSet {
			/// The parts before.
			old: Split,
			/// The parts now.
			new: Split,
		},
	}

	/// Why something was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// The operator is a candidate already.
		#[codec(index = 0)]
		AlreadyCandidate,
		/// The operator is no candidate.
		#[codec(index = 1)]
		NotCandidate,
		/// The operator has no session keys.
		#[codec(index = 2)]
		NoKeys,
		/// The list is full of candidates with no less stake.
		#[codec(index = 3)]
		TooManyCandidates,
		/// There would be fewer validators than there must be.
		#[codec(index = 4)]
		TooFewValidators,
		/// There would be more validators than there can be candidates.
		#[codec(index = 5)]
		TooManyValidators,
		/// The candidate has keys and stake and may stay.
		#[codec(index = 6)]
		StillEligible,
		/// Inflation is above its maximum.
		#[codec(index = 7)]
		InflationTooHigh,
		/// The parts of a reward do not add up to one.
		#[codec(index = 8)]
		SplitNotWhole,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MinValidators::get() >= 1, "somebody must make blocks");
			assert!(T::MaxCandidates::get() >= T::MinValidators::get(), "all validators must fit on the list");
			assert!(T::SessionsPerEra::get() >= 1, "an era must have a session");
			assert!(T::ReportSessions::get() >= T::SessionsPerEra::get(), "an era must be reportable while it lasts");
			assert!(T::BlocksPerYear::get() >= 1, "a year must have a block");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Makes the signer a candidate. When the list is full, it takes the place of the one with the least stake,
		/// which must be less than its own.
		///
		/// Fails with [`Error::AlreadyCandidate`], [`Error::NoKeys`], [`Error::TooManyCandidates`], or what is wrong
		/// with the signer's stake. Emits [`Event::Joined`].
		#[pallet::call_index(0)]
		#[pallet::weight(WeightsOf::<T>::join())]
		pub fn join(origin: OriginFor<T>) -> DispatchResult {
			Self::do_join(ensure_signed(origin)?)
		}

		/// Takes the signer off the list. It validates until the sessions that it is elected for are over.
		///
		/// Fails with [`Error::NotCandidate`] or [`Error::TooFewValidators`]. Emits [`Event::Left`].
		#[pallet::call_index(1)]
		#[pallet::weight(WeightsOf::<T>::leave())]
		pub fn leave(origin: OriginFor<T>) -> DispatchResult {
			Self::do_leave(ensure_signed(origin)?)
		}

		/// Sets how many validators are elected at most, from the next election on.
		///
		/// Needs the admin origin. Fails with [`Error::TooFewValidators`] or [`Error::TooManyValidators`]. Emits
		/// [`Event::ValidatorCountSet`].
		#[pallet::call_index(2)]
		#[pallet::weight(WeightsOf::<T>::set_validator_count())]
		pub fn set_validator_count(origin: OriginFor<T>, count: u32) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_validator_count(count)
		}

		/// Sets what is made in a year, as a part of all money, from the next era on.
		///
		/// Needs the admin origin. Fails with [`Error::InflationTooHigh`]. Emits [`Event::InflationSet`].
		#[pallet::call_index(3)]
		#[pallet::weight(WeightsOf::<T>::set_inflation())]
		pub fn set_inflation(origin: OriginFor<T>, inflation: Perbill) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_inflation(inflation)
		}

		/// Sets how a block's reward is shared out, from the next block on.
		///
		/// Needs the admin origin. Fails with [`Error::SplitNotWhole`]. Emits [`Event::SplitSet`].
		#[pallet::call_index(4)]
		#[pallet::weight(WeightsOf::<T>::set_split())]
		pub fn set_split(origin: OriginFor<T>, split: Split) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_split(split)
		}

		/// Takes a candidate off the list that has no keys or not enough stake. Anyone may sign this, so that the list
		/// is never full of those who cannot be elected.
		///
		/// Fails with [`Error::NotCandidate`], [`Error::StillEligible`] or [`Error::TooFewValidators`]. Emits
		/// [`Event::CandidateRemoved`].
		#[pallet::call_index(5)]
		#[pallet::weight(WeightsOf::<T>::remove_candidate())]
		pub fn remove_candidate(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_remove_candidate(who)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// All candidates, in no order.
		pub fn candidates() -> Vec<T::AccountId> {
			Candidates::<T>::get().into_inner()
		}

		/// The validators that an election now would give, with what each would have at risk; most stake first. Those
		/// elected last, as long as they have keys, when too few are eligible.
		pub fn next_validators() -> Vec<(T::AccountId, Exposure)> {
			Self::elect().unwrap_or_else(|_| Self::keep()).into_inner()
		}

		/// What is made with each block of this era, for validators, work and treasury together.
		pub fn validator_reward() -> Balance {
			BlockReward::<T>::get()
		}

		/// What the stake behind `operator` earns in a year, as a multiple of it, before the operator's commission.
		///
		/// Assumed is that it validates all the year, that all validators make the same number of blocks and none is
		/// missed, and that nothing else changes. Zero when there is no stake.
		pub fn apr_estimate(operator: T::AccountId) -> FixedU128 {
			Self::estimate_apr(&operator)
		}

		/// The era of the current session.
		pub fn era() -> EraIndex {
			Self::current_era()
		}

		/// Who equivocated in an era; nobody when the era is too old.
		pub fn offences(era: EraIndex) -> Vec<Offender<T::AccountId>> {
			Offenders::<T>::get(era).into_inner()
		}
	}

	impl<T: Config> Pallet<T> {
		/// The era that a session belongs to.
		pub fn era_of(session: SessionIndex) -> EraIndex {
			rules::era_of(session, T::SessionsPerEra::get())
		}

		/// The era of the current session.
		pub fn current_era() -> EraIndex {
			Self::era_of(pallet_session::Pallet::<T>::current_index())
		}
	}
}
