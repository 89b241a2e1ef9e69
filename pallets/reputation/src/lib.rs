//! # Reputation: how somebody worked
//!
//! Of each subject this pallet knows, in each domain on its own, how much of its settled work ended as agreed and how
//! much ended badly by its fault. Both are counted in native money, so that many small trades weigh as much as one of
//! their sum, and dust no more than it is worth.
//!
//! - The **score** is the mean of a Beta distribution: `(good + prior) / (good + bad + 2 · prior)`. One of whom nothing is
//!   known has 50 %; how far a trade moves it depends on [`Config::Prior`]. With it comes the **sample**, the value that
//!   the score is known from: whoever asks for a score asks for a sample too, since a single good trade may be bought.
//! - **Older work counts for less**: of both values [`Config::Decay`] is left each period. This is worked out when
//!   somebody asks, at the same cost whatever the age, and nothing happens by itself. What decayed below the smallest
//!   unit is nothing, and so is everything when less than a billionth is left (1,026 periods at 98 %).
//! - One trade counts for no more than [`Config::MaxValue`].
//! - **Settlement alone writes**, through [`piazza_primitives::Reputation`]; there is no call that does. Whoever trades
//!   with itself to look good pays the protocol's fee for every unit that is noted.
//!
//! Records hold no deposit. Who is written about does not ask for it, and could keep bad notes away by being unable to
//! pay for them. They are paid for by settlement: one is made only by a trade of some value, there is one for each
//! subject and domain however many trades, its size is fixed, and the smaller its value the sooner it has decayed to
//! nothing. From then on anybody may have it removed, without a fee: [`Pallet::forget`].

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

mod api;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod calls;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod invariants;
#[cfg(test)]
mod mock;
mod rules;
#[cfg(test)]
mod tests;
mod types;
pub mod weights;

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
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use piazza_primitives::{Conduct, Domain, Score};
	use sp_runtime::{traits::Zero, Permill};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// What is known of whom.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime gives to this pallet.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Length of a period, in blocks; not zero. Whoever changes it must migrate the periods of all records.
		#[pallet::constant]
		type Period: Get<BlockNumberFor<Self>>;

		/// What is left, after one period, of everything that is known; less than all of it.
		#[pallet::constant]
		type Decay: Get<Permill>;

		/// What a new subject counts as having done well, and as much badly: the greater, the more it takes to move a
		/// score. In native money; from 1 to [`MAX_KNOWN`].
		#[pallet::constant]
		type Prior: Get<u128>;

		/// The most that one trade counts for, so that nobody buys a reputation with a single one. In native money; not
		/// zero.
		#[pallet::constant]
		type MaxValue: Get<u128>;

		/// Weights of calls, and of what other pallets ask for.
		type WeightInfo: WeightInfo;
	}

	/// What was known of a subject in a domain when it was last noted.
	#[pallet::storage]
	pub type Records<T: Config> =
		StorageDoubleMap<_, Twox64Concat, Domain, Blake2_128Concat, T::AccountId, Record, OptionQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Work was settled.
		#[codec(index = 0)]
		Noted {
			/// What the work was.
			domain: Domain,
			/// Whose work it was.
			subject: T::AccountId,
			/// How it ended.
			conduct: Conduct,
			/// How much it counts for, in native money: its value, but no more than [`Config::MaxValue`].
			value: u128,
			/// The score before, older work counted for less already.
			old: Permill,
			/// The score now.
			new: Permill,
		},
		/// A record of which nothing was left was removed.
		#[codec(index = 1)]
		Forgotten {
			/// What was known.
			domain: Domain,
			/// Of whom.
			subject: T::AccountId,
		},
	}

	/// Why something was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// The subject's score is below the least that is asked for.
		#[codec(index = 0)]
		ScoreTooLow,
		/// The subject's score is known from less than the least sample that is asked for.
		#[codec(index = 1)]
		SampleTooSmall,
		/// There is no record of this subject in this domain.
		#[codec(index = 2)]
		NotFound,
		/// Something is left of the record.
		#[codec(index = 3)]
		StillKnown,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(!T::Period::get().is_zero(), "a period must have a length");
			assert!(T::Decay::get() < Permill::one(), "what is known must be forgotten some time");
			assert!(T::Prior::get() > 0, "one of whom nothing is known must have a score");
			assert!(T::Prior::get() <= MAX_KNOWN, "a score must be a fraction of a sum that does not overflow");
			assert!(T::MaxValue::get() > 0, "a trade must count for something");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Removes a record of which nothing is left. Anyone may sign this; it has no fee when it succeeds.
		///
		/// Fails with [`Error::NotFound`] or [`Error::StillKnown`]. Emits [`Event::Forgotten`].
		#[pallet::call_index(0)]
		pub fn forget(origin: OriginFor<T>, domain: Domain, subject: T::AccountId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_forget(domain, subject)?;
			Ok(Pays::No.into())
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The score of `subject` as of this block, and the sample in native money that it is known from.
		pub fn score(domain: Domain, subject: T::AccountId) -> Score<u128> {
			Self::known(domain, &subject).score(T::Prior::get())
		}

		/// What is known of `subject` as of this block; `None` when that is nothing, whether or not there is a record.
		pub fn record(domain: Domain, subject: T::AccountId) -> Option<Record> {
			Some(Self::known(domain, &subject)).filter(|record| !record.is_nothing())
		}
	}
}
