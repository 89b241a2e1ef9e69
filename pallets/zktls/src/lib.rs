//! # zkTLS: what did somebody see on a web page?
//!
//! A *claim* says what a web server answered, and when: a balance, a name, a purchase. Witnesses (attestors of the
//! Reclaim protocol) took part in the TLS session without seeing more of it than the claim shows, and signed. The chain
//! checks their signatures ([`piazza_verifiers::reclaim`]) and never sees session or page.
//!
//! - **Epochs.** Governance says who witnesses when: a list of witnesses, how many of them sign a claim, and the window
//!   in which what they saw counts. Which of them sign is drawn from the claim itself. A claim names its epoch, and only
//!   that epoch's witnesses count. Opening an epoch ends the window of the one before where the new one starts. Epochs
//!   are numbered from 1; when none is left, numbers start at 1 again: today's attestors always write 1, and so a changed
//!   key of theirs can be followed.
//! - **Providers.** Which page is asked for what is a *provider*, named by a hash that applications choose. Governance
//!   lists those that count. The hash is taken as it is: older claims hash other words than today's.
//! - **Owners.** A claim belongs to an Ethereum address. An account *links* an address by a signature of its key over
//!   [`Pallet::link_text`], which names this chain and the account, so it counts nowhere else. An account can link as
//!   many as it pays deposits for; an address is linked to one account at a time.
//! - **Claims.** Anyone may submit one, and pays a deposit; it counts for the linked account. Its identifier is not accepted
//!   again until the claim is too old to be: then it is forgotten by itself, and the deposit returned.
//!
//! Other pallets check claims by [`WebClaims`](piazza_primitives::WebClaims) and remember themselves what must not count
//! twice.
//!
//! A claim is as good as its witnesses. Where one of them signs alone, that one can claim anything: what is worth more
//! should have an epoch that demands more.

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
mod check;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants, and bounds are constants")]
mod claim;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
mod due;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod invariants;
#[cfg(test)]
mod mock;
mod money;
pub mod rules;
#[cfg(test)]
mod tests;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants, and bounds are constants")]
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use claim::{SignedClaim, MAX_TEXT_LENGTH};
pub use due::Due;
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
	use alloc::{boxed::Box, string::String};
	use frame_support::{
		pallet_prelude::*,
		traits::{Consideration, Footprint, UnixTime as Clock},
	};
	use frame_system::pallet_prelude::*;
	use piazza_primitives::{Agenda, Window};
	use piazza_verifiers::UnixTime;
	use sp_core::{H160, H256};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// Witnesses, providers, linked addresses, and the claims of late.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime gives to this pallet.
	#[pallet::config]
	pub trait Config: frame_system::Config<Hash = H256, RuntimeEvent: From<Event<Self>>> {
		/// Who says which witnesses and providers count.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// The time of the block being built.
		type Time: Clock;

		/// The oldest a claim may be, in seconds. Raising it lets claims come again that were forgotten since they were
		/// too old.
		#[pallet::constant]
		type MaxAge: Get<UnixTime>;

		/// How far the witnesses' clock may be ahead of the chain's, in seconds. The witnesses themselves allow 600.
		#[pallet::constant]
		type MaxSkew: Get<UnixTime>;

		/// The most epochs that are kept.
		#[pallet::constant]
		type MaxEpochs: Get<u32>;

		/// Milliseconds from a block to the next, at least 1: tells when to look whether a claim is too old. Were it wrong,
		/// it would be looked again.
		#[pallet::constant]
		type BlockTime: Get<u64>;

		/// Where the pallet's own work waits for its block.
		type Agenda: Agenda<Due, BlockNumberFor<Self>>;

		/// Deposit for a linked address: held on the account until it unlinks the address.
		type LinkConsideration: Consideration<Self::AccountId, Footprint>;

		/// Deposit for a claim: held on who submitted it until it is forgotten.
		type ClaimConsideration: Consideration<Self::AccountId, Footprint>;

		/// Weights of calls and of the work on the agenda.
		type WeightInfo: WeightInfo;

		/// Sets the clock.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// An account pays for the room that a linked address takes.
		#[codec(index = 0)]
		Link,
		/// Who submitted a claim pays for the room that it takes.
		#[codec(index = 1)]
		Claim,
	}

	/// Epochs that are kept, by their numbers; at most [`Config::MaxEpochs`].
	#[pallet::storage]
	pub type Epochs<T> = CountedStorageMap<_, Twox64Concat, u32, WitnessEpoch, OptionQuery>;

	/// Number of the last epoch that was opened; 0 when there is none.
	#[pallet::storage]
	pub type LastEpoch<T> = StorageValue<_, u32, ValueQuery>;

	/// The providers whose claims count.
	#[pallet::storage]
	pub type Providers<T> = StorageMap<_, Blake2_128Concat, H256, (), OptionQuery>;

	/// The account that each Ethereum address is linked to.
	#[pallet::storage]
	pub type Links<T> = StorageMap<_, Blake2_128Concat, H160, LinkOf<T>, OptionQuery>;

	/// Claims that were submitted, by their identifiers, until they are too old to be submitted again.
	#[pallet::storage]
	pub type UsedClaims<T> = StorageMap<_, Blake2_128Concat, H256, UsedClaimOf<T>, OptionQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An epoch was opened.
		#[codec(index = 0)]
		EpochOpened {
			/// Its number.
			epoch: u32,
			/// When what its witnesses saw counts: seconds since 1970.
			window: Window<UnixTime>,
			/// Its witnesses.
			witnesses: Witnesses,
			/// How many of them sign a claim.
			required: u32,
		},
		/// The window of an epoch ends earlier, for the next one starts.
		#[codec(index = 1)]
		EpochClosed {
			/// Its number.
			epoch: u32,
			/// First second that would have been after it.
			old_end: UnixTime,
			/// First second that is after it.
			end: UnixTime,
		},
		/// An epoch was removed: its claims do not count any more.
		#[codec(index = 2)]
		EpochRetired {
			/// Its number.
			epoch: u32,
		},
		/// Claims of a provider count from now on.
		#[codec(index = 3)]
		ProviderAllowed {
			/// The provider.
			provider: H256,
		},
		/// Claims of a provider do not count any more.
		#[codec(index = 4)]
		ProviderDisallowed {
			/// The provider.
			provider: H256,
		},
		/// An address was linked; its deposit is held on the account.
		#[codec(index = 5)]
		Linked {
			/// The address.
			address: H160,
			/// The account that its claims count for.
			account: T::AccountId,
		},
		/// An address is not linked any more; its deposit is returned.
		#[codec(index = 6)]
		Unlinked {
			/// The address.
			address: H160,
			/// The account that its claims counted for.
			account: T::AccountId,
		},
		/// A claim was found good; its deposit is held on who submitted it.
		#[codec(index = 7)]
		ClaimVerified {
			/// Names what was asked and what was found.
			identifier: H256,
			/// The provider.
			provider: H256,
			/// Names what was asked.
			question: H256,
			/// Whose claim it is.
			owner: H160,
			/// The account that its owner is linked to, if any.
			account: Option<T::AccountId>,
			/// When the witnesses saw it: seconds since 1970.
			seen_at: UnixTime,
		},
		/// A claim is too old to be submitted again and was forgotten; its deposit is returned.
		#[codec(index = 8)]
		ClaimForgotten {
			/// The claim.
			identifier: H256,
		},
	}

	/// Why a call or a claim was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// A part of the claim is not text in UTF-8.
		#[codec(index = 0)]
		NotText,
		/// Provider, parameters or context holds a line feed, which parts are told apart by.
		#[codec(index = 1)]
		LineFeed,
		/// The claim's owner is not `0x` and 40 hexadecimal digits in lower case, as it was signed.
		#[codec(index = 2)]
		OwnerMalformed,
		/// The claim's identifier is not that of what it says, or is not written as `0x` and 64 hexadecimal digits in lower
		/// case.
		#[codec(index = 3)]
		IdentifierMismatch,
		/// The claim's context is not JSON as it is expected: no object, or with something twice, of another kind, or too
		/// much of it.
		#[codec(index = 4)]
		ContextMalformed,
		/// The claim is older than [`Config::MaxAge`]; ask the witnesses anew.
		#[codec(index = 5)]
		Stale,
		/// The claim is more than [`Config::MaxSkew`] ahead of the chain's clock; submit it later.
		#[codec(index = 6)]
		FromTheFuture,
		/// The claim is of a kind of provider other than `http`.
		#[codec(index = 7)]
		UnknownKind,
		/// The claim's context names no provider, or one that is not allowed; or the provider to be disallowed is not
		/// allowed.
		#[codec(index = 8)]
		UnknownProvider,
		/// There is no epoch of this number: it was not opened yet, or is retired.
		#[codec(index = 9)]
		UnknownEpoch,
		/// What the claim says was seen outside the window of its epoch.
		#[codec(index = 10)]
		OutsideEpoch,
		/// The claim has fewer signatures than its epoch demands.
		#[codec(index = 11)]
		TooFewSignatures,
		/// The claim has more signatures than its epoch demands.
		#[codec(index = 12)]
		TooManySignatures,
		/// A signature is none in canonical form: the last byte is neither 27 nor 28, `s` is in the upper half, or no key can
		/// have made it.
		#[codec(index = 13)]
		MalformedSignature,
		/// A signature is by somebody who was not chosen for this claim; or owner, time or epoch of the claim is not what was
		/// signed.
		#[codec(index = 14)]
		UnexpectedWitness,
		/// A witness signed twice.
		#[codec(index = 15)]
		DuplicateSigner,
		/// A claim of this identifier was submitted before, and is not forgotten yet.
		#[codec(index = 16)]
		AlreadyUsed,
		/// The address is linked to no account; its owner links it first.
		#[codec(index = 17)]
		NotLinked,
		/// The address is linked to another account.
		#[codec(index = 18)]
		NotOwner,
		/// The address is linked already; its account unlinks it first.
		#[codec(index = 19)]
		AlreadyLinked,
		/// The address did not sign the text that links it to this account on this chain.
		#[codec(index = 20)]
		SignerMismatch,
		/// The provider is allowed already.
		#[codec(index = 21)]
		AlreadyAllowed,
		/// As many epochs are kept as can be; retire one first.
		#[codec(index = 22)]
		MaxEpochsExceeded,
		/// An epoch must demand at least one signature, and no more than it has witnesses or a claim can have signatures.
		#[codec(index = 23)]
		ThresholdOutOfRange,
		/// The same witness is there twice.
		#[codec(index = 24)]
		DuplicateWitness,
		/// The window of an epoch ends before it starts, or does not start after that of the epoch before.
		#[codec(index = 25)]
		WindowOutOfOrder,
		/// There are no more numbers for epochs.
		#[codec(index = 26)]
		NumbersExhausted,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxAge::get() > 0, "a claim takes a while to be submitted");
			assert!(T::MaxEpochs::get() > 0, "without epochs there are no claims");
			assert!(T::BlockTime::get() > 0, "blocks take time");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Opens an epoch: these witnesses, in this order, of whom `required` sign a claim seen in `window` (seconds since
		/// 1970). The epoch opened before, if it is kept, ends where this one starts. Signed by [`Config::AdminOrigin`].
		///
		/// Emits [`Event::EpochOpened`] and, when another ends earlier, [`Event::EpochClosed`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::open_epoch(witnesses.len() as u32))]
		pub fn open_epoch(
			origin: OriginFor<T>,
			witnesses: Witnesses,
			required: u32,
			window: Window<UnixTime>,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_open_epoch(WitnessEpoch { window, witnesses, required })
		}

		/// Removes an epoch: its claims do not count any more. Signed by [`Config::AdminOrigin`].
		///
		/// Emits [`Event::EpochRetired`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::retire_epoch())]
		pub fn retire_epoch(origin: OriginFor<T>, epoch: u32) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_retire_epoch(epoch)
		}

		/// Lets claims of a provider count, which is named by the hash that is in their context. Signed by
		/// [`Config::AdminOrigin`].
		///
		/// Emits [`Event::ProviderAllowed`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::allow_provider())]
		pub fn allow_provider(origin: OriginFor<T>, provider: H256) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_allow_provider(provider)
		}

		/// Lets claims of a provider count no more. Signed by [`Config::AdminOrigin`].
		///
		/// Emits [`Event::ProviderDisallowed`].
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::disallow_provider())]
		pub fn disallow_provider(origin: OriginFor<T>, provider: H256) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_disallow_provider(provider)
		}

		/// Links an Ethereum address to the account that signs this, against a deposit. `signature` is that of the address
		/// over [`Pallet::link_text`], made as Ethereum wallets sign texts (`personal_sign`, EIP-191): `r ‖ s ‖ v`, `v`
		/// being 27 or 28, `s` in the lower half.
		///
		/// Emits [`Event::Linked`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::link())]
		pub fn link(origin: OriginFor<T>, address: H160, signature: [u8; 65]) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_link(who, address, signature)
		}

		/// Unlinks an address from the account that signs this and returns the deposit.
		///
		/// Emits [`Event::Unlinked`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::unlink())]
		pub fn unlink(origin: OriginFor<T>, address: H160) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unlink(who, address)
		}

		/// Submits a claim, against a deposit that returns by itself when the claim is too old to be submitted again. Signed
		/// by anybody: the claim counts for its owner.
		///
		/// Emits [`Event::ClaimVerified`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::submit(claim.signatures.len() as u32, claim.text_length()))]
		pub fn submit(origin: OriginFor<T>, claim: Box<SignedClaim>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_submit(who, *claim)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The epoch of this number; `None` when it was not opened yet, or is retired.
		pub fn epoch(number: u32) -> Option<WitnessEpoch> {
			Epochs::<T>::get(number)
		}

		/// Whether claims of a provider count.
		pub fn is_allowed(provider: H256) -> bool {
			Providers::<T>::contains_key(provider)
		}

		/// The account that an address is linked to.
		pub fn account_of(address: H160) -> Option<T::AccountId> {
			Links::<T>::get(address).map(|link| link.account)
		}

		/// Whether a claim of this identifier would be refused since one was submitted before.
		pub fn is_used(identifier: H256) -> bool {
			UsedClaims::<T>::contains_key(identifier)
		}

		/// The text that an Ethereum address signs to be linked to `account`, see [`rules::link_text`].
		pub fn link_text(account: T::AccountId) -> String {
			Self::text_to_link(&account)
		}
	}
}
