//! # Escrow: where payments wait
//!
//! Rewards and budgets wait here until the pallet that opened the escrow says who gets them. The money stays on the
//! payers' own accounts, on hold; nobody else can spend it and it counts as theirs until it is paid. Any asset will do:
//! the native one or one of `pallet-assets`.
//!
//! - Up to eight depositors (payer and sponsors) share an escrow. Payments are drawn from them first in, first out;
//!   what is left at the end goes back last in, first out.
//! - Money moves when the pallet that opened the escrow says so, or it *streams*: a rate accrues to a payee with every
//!   block and is paid when somebody settles it, the same sums however often that is. When a stream runs dry is known to
//!   the block beforehand, so the pallet that opened it can have it closed there, and nothing is ever overdrawn.
//! - The protocol fee is fixed for an escrow when it is opened.
//! - A record is kept until its escrow is closed and owes nothing. It holds no deposit of its own: the pallet that opens
//!   an escrow takes one for the record it belongs to.
//! - **Money never fails to move for want of a willing receiver.** When one cannot receive now (no account, below the
//!   minimum, the asset or the account in it frozen by its issuer), the amount stays on hold and is *owed*: anyone may
//!   deliver it later with [`Pallet::claim`]. This holds for payments, fees and refunds alike, so no payee, depositor
//!   or issuer can block the pallet that pays or refunds.
//!
//! Of each escrow, always: `paid + fees + refunded + held = deposited`. `money.rs` alone moves any.

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
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod invariants;
#[cfg(test)]
mod mock;
mod money;
mod rules;
#[cfg(test)]
mod tests;
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
	reason = "FRAME's macros and derived codecs write such code; the calls themselves are elsewhere"
)]
pub mod pallet {
	use super::*;
	use frame_support::{
		pallet_prelude::*,
		traits::{fungibles, tokens},
	};
	use frame_system::pallet_prelude::*;
	use piazza_primitives::EscrowId;
	use sp_runtime::{traits::Saturating, Permill};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// Escrows and what is owed out of them.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime gives to this pallet.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Money, in the smallest unit of its asset.
		type Balance: tokens::Balance;

		/// Names an asset: the native one or another.
		type AssetKind: Parameter + MaxEncodedLen;

		/// All assets, with holds.
		type Assets: fungibles::Inspect<Self::AccountId, AssetId = Self::AssetKind, Balance = Self::Balance>
			+ fungibles::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;

		/// Why this pallet holds money.
		type RuntimeHoldReason: From<HoldReason>;

		/// Who may set the protocol fee.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Who gets the protocol fee.
		type FeeDestination: Get<Self::AccountId>;

		/// The protocol fee can never be set above this.
		#[pallet::constant]
		type MaxFee: Get<Permill>;

		/// Weights of calls.
		type WeightInfo: WeightInfo;

		/// Makes assets for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AssetKind, Self::AccountId>;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// It waits in an escrow.
		#[codec(index = 0)]
		Payment,
	}

	/// Number of the next escrow.
	#[pallet::storage]
	pub type NextId<T> = StorageValue<_, EscrowId, ValueQuery>;

	/// Escrows, until they are closed and nothing is owed.
	#[pallet::storage]
	pub type Escrows<T: Config> = CountedStorageMap<_, Twox64Concat, EscrowId, RecordOf<T>, OptionQuery>;

	/// What is owed out of an escrow, to whom: payments that could not be delivered.
	#[pallet::storage]
	pub type Dues<T: Config> =
		StorageDoubleMap<_, Twox64Concat, EscrowId, Blake2_128Concat, T::AccountId, T::Balance, OptionQuery>;

	/// All money on hold in escrows, by asset.
	#[pallet::storage]
	pub type TotalHeld<T: Config> = StorageMap<_, Blake2_128Concat, T::AssetKind, T::Balance, ValueQuery>;

	/// Share of each payment that goes to [`Config::FeeDestination`], for escrows opened from now on.
	#[pallet::storage]
	pub type ProtocolFee<T> = StorageValue<_, Permill, ValueQuery>;

	/// The protocol fee at genesis.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Share of each payment.
		pub protocol_fee: Permill,
		#[serde(skip)]
		/// Names the runtime.
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(self.protocol_fee <= T::MaxFee::get(), "the protocol fee is above its maximum");
			ProtocolFee::<T>::put(self.protocol_fee);
		}
	}

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Money was put aside.
		#[codec(index = 0)]
		Opened {
			/// The escrow.
			escrow: EscrowId,
			/// Who put it aside.
			payer: T::AccountId,
			/// What it is counted in.
			asset: T::AssetKind,
			/// How much.
			amount: T::Balance,
			/// Protocol fee of this escrow, for its lifetime.
			fee: Permill,
		},
		/// More money was put aside.
		#[codec(index = 1)]
		ToppedUp {
			/// The escrow.
			escrow: EscrowId,
			/// Who put it aside.
			from: T::AccountId,
			/// How much.
			amount: T::Balance,
		},
		/// Money was paid.
		#[codec(index = 2)]
		Paid {
			/// The escrow.
			escrow: EscrowId,
			/// Who got it.
			to: T::AccountId,
			/// How much.
			amount: T::Balance,
		},
		/// A payment, fee or refund could not be delivered; it stays on hold until it is claimed.
		#[codec(index = 3)]
		PaymentOwed {
			/// The escrow.
			escrow: EscrowId,
			/// To whom it is owed.
			to: T::AccountId,
			/// How much.
			amount: T::Balance,
			/// Why it could not be delivered.
			error: DispatchError,
		},
		/// The protocol fee was taken.
		#[codec(index = 4)]
		FeeCharged {
			/// The escrow.
			escrow: EscrowId,
			/// How much.
			amount: T::Balance,
		},
		/// Money that was owed was delivered.
		#[codec(index = 5)]
		Claimed {
			/// The escrow.
			escrow: EscrowId,
			/// Who got it.
			payee: T::AccountId,
			/// How much.
			amount: T::Balance,
		},
		/// A depositor got money back.
		#[codec(index = 6)]
		Refunded {
			/// The escrow.
			escrow: EscrowId,
			/// Who got it.
			to: T::AccountId,
			/// How much.
			amount: T::Balance,
		},
		/// The escrow ended.
		#[codec(index = 7)]
		Closed {
			/// The escrow.
			escrow: EscrowId,
			/// What all depositors got back together.
			refunded: T::Balance,
			/// What is still owed and stays on hold until it is claimed.
			owed: T::Balance,
		},
		/// From the next block on, money moves with every block.
		#[codec(index = 9)]
		StreamStarted {
			/// The escrow.
			escrow: EscrowId,
			/// Who earns it.
			payee: T::AccountId,
			/// How much each block, the protocol fee included.
			rate: T::Balance,
		},
		/// The protocol fee was changed, for escrows opened from now on.
		#[codec(index = 8)]
		ProtocolFeeSet {
			/// The fee before.
			old: Permill,
			/// The fee now.
			new: Permill,
		},
	}

	/// Why something was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no escrow of this number, or it is closed.
		#[codec(index = 0)]
		NotFound,
		/// The amount is zero, or below the smallest one an account may hold of this asset.
		#[codec(index = 1)]
		BelowMinimum,
		/// The escrow has as many depositors as it can have; one of them may still put more aside.
		#[codec(index = 2)]
		TooManyDepositors,
		/// There is less left in the escrow than was asked for.
		#[codec(index = 3)]
		Insufficient,
		/// Nothing is owed to this account out of this escrow.
		#[codec(index = 4)]
		NothingOwed,
		/// The fee is above its maximum.
		#[codec(index = 5)]
		FeeTooHigh,
		/// There is no such asset.
		#[codec(index = 6)]
		UnknownAsset,
		/// A stream must have a rate.
		#[codec(index = 7)]
		ZeroRate,
		/// The stream has run dry: it ends, and takes no more money.
		#[codec(index = 8)]
		Exhausted,
		/// The escrow streams already: it has one payee and one rate.
		#[codec(index = 9)]
		StreamsAlready,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Delivers to `payee` what is owed to it out of an escrow. Anyone may sign this.
		///
		/// Fails with [`Error::NotFound`], [`Error::NothingOwed`], or the asset's own reason why `payee` still cannot
		/// receive it. Emits [`Event::Claimed`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::claim(MAX_DEPOSITORS))]
		pub fn claim(origin: OriginFor<T>, escrow: EscrowId, payee: T::AccountId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let depositors = Self::do_claim(escrow, payee)?;
			Ok(Some(T::WeightInfo::claim(depositors)).into())
		}

		/// Sets the share of each payment that goes to [`Config::FeeDestination`], for escrows opened from now on.
		///
		/// Needs the admin origin. Fails with [`Error::FeeTooHigh`]. Emits [`Event::ProtocolFeeSet`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_protocol_fee())]
		pub fn set_protocol_fee(origin: OriginFor<T>, fee: Permill) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_protocol_fee(fee)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The escrow; `None` when there is none of this number.
		pub fn escrow(escrow: EscrowId) -> Option<RecordOf<T>> {
			Escrows::<T>::get(escrow)
		}

		/// What is left, what has accrued and when nothing is left, as of this block; `None` when there is no escrow of
		/// this number, or it is closed.
		pub fn status(escrow: EscrowId) -> Option<StatusOf<T>> {
			let record = Self::open_record(escrow).ok()?;
			let accrued = record.accrued(Self::now());
			let left = record.available().saturating_sub(accrued);
			Some(Status { left, accrued, exhausted_at: record.exhausted_at() })
		}

		/// What is owed to `payee` out of the escrow.
		pub fn due(escrow: EscrowId, payee: T::AccountId) -> T::Balance {
			Dues::<T>::get(escrow, payee).unwrap_or_default()
		}

		/// The protocol fee of escrows opened now.
		pub fn protocol_fee() -> Permill {
			ProtocolFee::<T>::get()
		}
	}
}
