//! # Agenda: what must happen at a block
//!
//! Deadlines, ends of windows, exhaustion: whatever has to happen at a block without anybody calling is an item here.
//! Pallets schedule items through the trait [`piazza_primitives::Agenda`]; the runtime hands each item that falls due to
//! the pallet that scheduled it.
//!
//! Items are served at the start of their block, in the order in which they were scheduled, under one budget of weight
//! per block. What does not fit is carried over to the next block, in order, and is never dropped: `tick.rs`.

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

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod invariants;
#[cfg(test)]
mod mock;
mod schedule;
#[cfg(test)]
mod tests;
mod tick;
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
	reason = "FRAME's macros and derived codecs write such code; the work itself is elsewhere"
)]
pub mod pallet {
	use super::*;
	use frame_support::{pallet_prelude::*, weights::WeightMeter};
	use frame_system::pallet_prelude::*;
	use piazza_primitives::HandleDue;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// Items, by block and order.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime gives to this pallet.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Anything that can be scheduled, of any pallet.
		type Item: Parameter + MaxEncodedLen;

		/// Serves items that fall due.
		type Handler: HandleDue<Self::Item>;

		/// What serving items may cost in one block.
		type MaxWeight: Get<Weight>;

		/// Weights of the steps of serving.
		type WeightInfo: WeightInfo;

		/// Makes items for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::Item>;
	}

	/// What waits for each block that has, or had, items.
	#[pallet::storage]
	pub type Pages<T: Config> = StorageMap<_, Twox64Concat, BlockNumberFor<T>, Page, OptionQuery>;

	/// The items, by block and index. A cancelled item is gone.
	#[pallet::storage]
	pub type Items<T: Config> =
		StorageDoubleMap<_, Twox64Concat, BlockNumberFor<T>, Twox64Concat, u32, T::Item, OptionQuery>;

	/// The first block whose items are not all served.
	#[pallet::storage]
	pub type Cursor<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Not everything due fitted into this block; the rest is served first in the next.
		#[codec(index = 0)]
		CarriedOver {
			/// The earliest block with items left.
			at: BlockNumberFor<T>,
			/// Index of the first item left there.
			next: u32,
		},
	}

	/// Why something could not be scheduled.
	#[pallet::error]
	pub enum Error<T> {
		/// An item can be scheduled for a future block only.
		#[codec(index = 0)]
		InThePast,
		/// No more items can be scheduled for this block.
		#[codec(index = 1)]
		Full,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			let mut meter = WeightMeter::with_limit(T::MaxWeight::get());
			Self::serve_due(now, &mut meter);
			meter.consumed()
		}

		fn integrity_test() {
			let greatest = T::WeightInfo::open()
				.saturating_add(T::WeightInfo::page())
				.saturating_add(T::WeightInfo::item())
				.saturating_add(T::Handler::max_weight());
			assert!(
				greatest.all_lte(T::MaxWeight::get()),
				"the costliest item must fit into an empty block, or it would never be served: {greatest:?}",
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
