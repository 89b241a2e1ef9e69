//! # Panels: who judges what is disputed
//!
//! Another pallet convenes a panel about a case. Staked checkers are drawn by lot, look into the case each for itself,
//! and answer by commit and reveal. What more than half of all seats answer is the verdict, and the pallet that convened
//! the panel acts on it.
//!
//! ```text
//! Waiting ──draw──> Committing ──commitments──> Revealing ──answers──> verdict
//!    └──> no verdict (nobody to draw)
//! ```
//!
//! - **The register.** Operators with a backed position as checker enrol and resign. Checkers are numbered without gaps,
//!   so that a lot is a number, and enrolling, leaving and drawing cost the same however many there are. Whoever is found
//!   without backing is struck off.
//! - *Waiting*: lots are drawn from randomness that became known only well after the panel was convened, so nobody can
//!   choose its judges by choosing when to dispute. Nobody can choose them by joining or leaving either: lots are drawn among the
//!   numbers there were when the panel was convened, and the register is closed for [`Config::DrawDelay`] blocks after new
//!   randomness is known, in which every panel that waited for it is drawn. When no such randomness comes, or too few of
//!   those drawn can serve, there is no verdict and nobody is fined.
//! - *Committing*: members bind themselves to an answer ([`rules::commitment`]), so that nobody can copy. It ends when all
//!   have, or when the time is over.
//! - *Revealing*: members show their answers. It ends when all who committed have, or when the time is over.
//! - *Verdict*: an answer that more than half of all seats gave, or none. That they could not get what the case is about
//!   ([`UNAVAILABLE`](piazza_primitives::UNAVAILABLE)) is no verdict, and costs nobody anything. Members that gave no answer are fined; members
//!   that gave another answer than the verdict are fined too. The convening pallet hears of it exactly once, and the
//!   record is gone.
//!
//! There is no money in this pallet: fines are slashes of stake, and fees are paid by who convenes.

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
mod draw;
mod due;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod invariants;
mod judging;
#[cfg(test)]
mod mock;
mod register;
pub mod rules;
#[cfg(test)]
mod tests;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
#[allow(
	clippy::as_conversions,
	clippy::expect_used,
	reason = "FRAME's macros write such code; the calls themselves are elsewhere"
)]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{
		pallet_prelude::*,
		traits::{tokens::Balance, Randomness},
	};
	use frame_system::pallet_prelude::*;
	use piazza_primitives::{Agenda, OnVerdict, PanelId, Reputation, Stakes};
	use sp_core::H256;
	use sp_runtime::traits::One;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// The register of checkers, and panels.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime gives to this pallet.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// What fines are counted in: native money.
		type Balance: Balance;

		/// What a panel can be about, in words of the pallets that convene them.
		type Case: Parameter + MaxEncodedLen;

		/// Who acts on verdicts.
		type Verdicts: OnVerdict<Self::AccountId, Self::Case>;

		/// Which checkers have enough at stake, and what fines are taken from.
		type Stakes: Stakes<Self::AccountId, Balance = Self::Balance>;

		/// Where it is noted how checkers judged.
		type Reputation: Reputation<Self::AccountId, Balance = Self::Balance>;

		/// What lots are drawn from. Of what it gives nobody may have known anything before the block it says, which must
		/// be exact: the randomness of an epoch.
		type Randomness: Randomness<Self::Hash, BlockNumberFor<Self>>;

		/// Where the pallet's own work waits for its block.
		type Agenda: Agenda<Due, BlockNumberFor<Self>>;

		/// Seats of a panel: an odd number, at most [`MAX_SEATS`].
		#[pallet::constant]
		type Seats: Get<u32>;

		/// Blocks from convening to the first try to draw, and from one try to the next. Randomness that becomes known in
		/// that time after convening is not drawn from. For as many blocks after new randomness is known the register is
		/// closed, so they must be far fewer than there are between one and the next.
		#[pallet::constant]
		type DrawDelay: Get<BlockNumberFor<Self>>;

		/// How often to try. Together, the tries must last longer than there are blocks between new randomness and the
		/// next.
		#[pallet::constant]
		type MaxDrawTries: Get<u32>;

		/// How many checkers are looked at in one draw to fill the seats; at least [`Config::Seats`].
		#[pallet::constant]
		type MaxLots: Get<u32>;

		/// In how many panels one checker may sit at a time. As many times the greater fine should be no more than the
		/// least stake of a checker.
		#[pallet::constant]
		type MaxDuties: Get<u32>;

		/// Blocks in which members commit to an answer: time to look into the case.
		#[pallet::constant]
		type CommitPeriod: Get<BlockNumberFor<Self>>;

		/// Blocks in which members show their answers.
		#[pallet::constant]
		type RevealPeriod: Get<BlockNumberFor<Self>>;

		/// What a member loses that gives no answer.
		#[pallet::constant]
		type SilenceFine: Get<Self::Balance>;

		/// What a member loses that gives another answer than the verdict.
		#[pallet::constant]
		type ContradictionFine: Get<Self::Balance>;

		/// Weights of calls and of the work on the agenda.
		type WeightInfo: WeightInfo;

		/// Makes cases and randomness for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::Case>;
	}

	/// The register: all checkers, by numbers without gaps from 0.
	#[pallet::storage]
	pub type Checkers<T: Config> = CountedStorageMap<_, Twox64Concat, u32, T::AccountId, OptionQuery>;

	/// The number of each checker in the register.
	#[pallet::storage]
	pub type IndexOf<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, OptionQuery>;

	/// The panels in which somebody has a seat; nothing is stored for whoever has none.
	#[pallet::storage]
	pub type Duties<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, BoundedVec<PanelId, T::MaxDuties>, ValueQuery>;

	/// Number of the next panel.
	#[pallet::storage]
	pub type NextId<T> = StorageValue<_, PanelId, ValueQuery>;

	/// Panels, until they are done.
	#[pallet::storage]
	pub type Panels<T: Config> = CountedStorageMap<_, Twox64Concat, PanelId, PanelOf<T>, OptionQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A checker enrolled; it may be drawn for panels from now on.
		#[codec(index = 0)]
		Enrolled {
			/// The checker.
			checker: T::AccountId,
		},
		/// A checker resigned; it is not drawn any more.
		#[codec(index = 1)]
		Resigned {
			/// The checker.
			checker: T::AccountId,
		},
		/// A checker had not enough at stake any more and is not drawn any more.
		#[codec(index = 2)]
		StruckOff {
			/// The checker.
			checker: T::AccountId,
		},
		/// A panel was convened; its seats will be drawn.
		#[codec(index = 3)]
		Convened {
			/// The panel.
			panel: PanelId,
			/// What it is about.
			case: T::Case,
		},
		/// Seats were drawn; their members may commit.
		#[codec(index = 4)]
		SeatsDrawn {
			/// The panel.
			panel: PanelId,
			/// The members, in the order in which they were drawn.
			members: BoundedVec<T::AccountId, MaxSeats>,
			/// First block at which it is too late to commit.
			commit_by: BlockNumberFor<T>,
		},
		/// A member bound itself to an answer.
		#[codec(index = 5)]
		Committed {
			/// The panel.
			panel: PanelId,
			/// The member.
			member: T::AccountId,
		},
		/// Members that committed may show their answers.
		#[codec(index = 6)]
		RevealsOpened {
			/// The panel.
			panel: PanelId,
			/// First block at which it is too late to reveal.
			reveal_by: BlockNumberFor<T>,
		},
		/// A member showed the answer it had committed to.
		#[codec(index = 7)]
		Revealed {
			/// The panel.
			panel: PanelId,
			/// The member.
			member: T::AccountId,
			/// The answer.
			answer: H256,
		},
		/// A member was fined.
		#[codec(index = 8)]
		Fined {
			/// The panel.
			panel: PanelId,
			/// The member.
			member: T::AccountId,
			/// What for.
			finding: Finding,
			/// What was frozen of its stake: less than the fine when there is no more.
			amount: T::Balance,
		},
		/// A panel came to an end.
		#[codec(index = 9)]
		Concluded {
			/// The panel.
			panel: PanelId,
			/// What it was about.
			case: T::Case,
			/// What more than half of all seats answered; `None` when there is no such.
			answer: Option<H256>,
		},
		/// The seats of a panel could not be filled; it has come to an end without a verdict.
		#[codec(index = 10)]
		NotDrawn {
			/// The panel.
			panel: PanelId,
			/// What it was about.
			case: T::Case,
			/// Why.
			reason: NotDrawn,
		},
		/// Work that was due could not be done. Nothing was changed; it is tried again [`Config::DrawDelay`] blocks
		/// later.
		#[codec(index = 11)]
		Postponed {
			/// The panel.
			panel: PanelId,
			/// What was in the way.
			error: DispatchError,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no panel of this number: it was never convened, or it has come to its end.
		#[codec(index = 0)]
		NotFound,
		/// The account is not in the register of checkers.
		#[codec(index = 1)]
		NotEnrolled,
		/// The account is in the register of checkers already.
		#[codec(index = 2)]
		AlreadyEnrolled,
		/// The checker has a seat in a panel, which must come to its end first.
		#[codec(index = 3)]
		Seated,
		/// The register is closed while seats are drawn: try again in a few blocks.
		#[codec(index = 4)]
		RegisterClosed,
		/// The checker has enough at stake: it cannot be struck off.
		#[codec(index = 5)]
		StillBacked,
		/// There are not enough checkers to fill the seats of a panel.
		#[codec(index = 6)]
		TooFewCheckers,
		/// More accounts were excluded from a panel than can be.
		#[codec(index = 7)]
		TooManyExcluded,
		/// The account has no seat in this panel.
		#[codec(index = 8)]
		NotSeated,
		/// The panel is not in a stage in which this may be done.
		#[codec(index = 9)]
		WrongStage,
		/// The member is bound to an answer already.
		#[codec(index = 10)]
		AlreadyCommitted,
		/// The time for commitments is over.
		#[codec(index = 11)]
		CommitsClosed,
		/// The member did not commit to an answer, so it has none to show.
		#[codec(index = 12)]
		NotCommitted,
		/// The member has shown its answer already.
		#[codec(index = 13)]
		AlreadyRevealed,
		/// The time for showing answers is over.
		#[codec(index = 14)]
		RevealsClosed,
		/// Answer and salt are not those the member committed to.
		#[codec(index = 15)]
		CommitmentMismatch,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let block = BlockNumberFor::<T>::one();
			let seats = T::Seats::get();
			assert!(seats % 2 == 1 && seats <= MAX_SEATS, "a panel has an odd number of seats, and not too many");
			assert!(T::MaxLots::get() >= seats, "there must be a lot for every seat");
			assert!(T::MaxDrawTries::get() > 0, "somebody must be drawn");
			assert!(T::MaxDuties::get() > 0, "a checker must be able to sit in a panel");
			assert!(T::DrawDelay::get() >= block, "lots must be unknown when a panel is convened");
			assert!(T::CommitPeriod::get() >= block, "there must be time to judge");
			assert!(T::RevealPeriod::get() >= block, "there must be time to reveal");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Enters the register of checkers. Signed by an operator whose position as checker is backed.
		///
		/// Emits [`Event::Enrolled`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::enrol())]
		pub fn enrol(origin: OriginFor<T>) -> DispatchResult {
			let checker = ensure_signed(origin)?;
			Self::do_enrol(checker)
		}

		/// Leaves the register of checkers. Signed by a checker that has no seat.
		///
		/// Emits [`Event::Resigned`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::resign())]
		pub fn resign(origin: OriginFor<T>) -> DispatchResult {
			let checker = ensure_signed(origin)?;
			Self::do_resign(checker)
		}

		/// Strikes a checker off the register that is not backed any more. Signed by anybody, and free of charge when it
		/// succeeds: a register full of such names would leave panels without members.
		///
		/// Emits [`Event::StruckOff`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::strike_off())]
		pub fn strike_off(origin: OriginFor<T>, checker: T::AccountId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_strike_off(checker)?;
			Ok(Pays::No.into())
		}

		/// Binds the member that signs this to an answer, by the hash that [`rules::commitment`] gives. Free of charge
		/// when it succeeds.
		///
		/// Emits [`Event::Committed`], and [`Event::RevealsOpened`] when it was the last one missing.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::commit())]
		pub fn commit(origin: OriginFor<T>, panel: PanelId, commitment: H256) -> DispatchResultWithPostInfo {
			let member = ensure_signed(origin)?;
			Self::do_commit(member, panel, commitment)?;
			Ok(Pays::No.into())
		}

		/// Shows the answer that the member that signs this committed to. Free of charge when it succeeds.
		///
		/// Emits [`Event::Revealed`]. When it was the last one missing, the panel comes to its end: [`Event::Fined`] for
		/// every member that is, then [`Event::Concluded`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::reveal().saturating_add(Pallet::<T>::conclude_weight()))]
		pub fn reveal(
			origin: OriginFor<T>,
			panel: PanelId,
			answer: H256,
			salt: [u8; 32],
		) -> DispatchResultWithPostInfo {
			let member = ensure_signed(origin)?;
			let concluded = Self::do_reveal(member, panel, answer, salt)?;
			let concluding = if concluded { Self::conclude_weight() } else { Weight::zero() };
			Ok((Some(T::WeightInfo::reveal().saturating_add(concluding)), Pays::No).into())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The panel; `None` when it was never convened, or has come to its end.
		pub fn panel(panel: PanelId) -> Option<PanelOf<T>> {
			Panels::<T>::get(panel)
		}

		/// The panels in which `who` has a seat.
		pub fn duties(who: T::AccountId) -> Vec<PanelId> {
			Duties::<T>::get(who).into_inner()
		}

		/// How many checkers there are.
		pub fn checkers() -> u32 {
			Checkers::<T>::count()
		}

		/// Whether `who` is in the register of checkers.
		pub fn is_enrolled(who: T::AccountId) -> bool {
			IndexOf::<T>::contains_key(who)
		}

		/// The hash by which `member` commits to an answer.
		pub fn commitment(panel: PanelId, member: T::AccountId, answer: H256, salt: [u8; 32]) -> H256 {
			rules::commitment(panel, &member, &answer, &salt)
		}
	}
}
