//! # Channels: pay for any number of calls with one transaction
//!
//! Somebody who buys a thousand answers an hour from the same seller does not want a thousand transactions. It puts money
//! into a channel to the seller, and with each call hands over a *voucher*: a signed promise of all that it owes so far.
//! The seller keeps the last one, and shows it to the chain when it likes.
//!
//! ```text
//! open ──> vouchers off chain: 3, 7, 12 … ──redeem the last──> paid 12 ──close──> the rest goes back
//!              ▲                                   │
//!              └───────────────────────────────────┘
//! ```
//!
//! - *Open*: the payer names the payee, puts a deposit into escrow, and says which key signs vouchers and until when. It
//!   can put in more and set a later expiry, but take nothing back.
//! - *Voucher*: `{ total, results }`. It is *cumulative*: `total` is all that was ever promised, so that each voucher
//!   replaces those before it, and none pays twice. Redeeming one pays what its total is above what was paid, no more than
//!   was put in, and costs the same whatever number of calls it stands for. Anybody may redeem it; the money goes to
//!   the payee.
//! - *Close*: the payee or a worker of it may at any time, and should redeem first. The payer may when
//!   [`Config::GracePeriod`] has passed since the expiry: a channel that has expired pays vouchers until it is closed, and
//!   this is the payee's time to redeem the last one. The rest goes back to the payer. There is nothing to dispute: the
//!   last voucher counts.
//!
//! ## What is signed
//!
//! A voucher counts on one chain, in this pallet, for one channel and one payee. Numbers of channels are never used again,
//! so that one of a closed channel counts nowhere. It has no expiry of its own: it counts for as long as its channel is
//! open, which the payer may make longer. [`Pallet::voucher_message`] gives the bytes.
//!
//! - A key of kind Sr25519, Ed25519 or Ecdsa signs the 47 bytes of a [`SigningDomain`](piazza_primitives::SigningDomain):
//!   pallet `channels`, purpose `voucher`, the signer being the SCALE encoding of [`VoucherKey`], the nonce the channel,
//!   the expiry the greatest block number, the payload `(payee, total, results)`.
//! - An Ethereum wallet signs typed data (EIP-712):
//!
//!   ```text
//!   EIP712Domain(string name,string version,bytes32 salt)
//!     name "Piazza Channels" · version "1" · salt: hash of the chain's first block
//!   Voucher(uint64 channel,bytes32 payee,uint128 total,bytes32 resultsRoot,uint32 resultsCount)
//!     payee: the account's 32 bytes · without results, root and count are zero
//!   ```
//!
//! Signatures count in one form only. Those on secp256k1 have `s` in the lower half and `v` being 0 or 1 for kind Ecdsa,
//! 27 or 28 for Ethereum. (The SDK's own check of such signatures takes both halves, and `v` written in either way; that
//! could never pay twice here, but nobody should be able to make another signature out of one.) Neither message can be the payload of an extrinsic: that has 72 bytes at
//! least, with two hashes of blocks in it, or is a hash of 32.
//!
//! ## Results
//!
//! A channel may name a program. Its vouchers may then say of which results they are the price: root and number of *all*
//! results of the channel so far, in the tree of batches. The payer has been given them all, computes the root and signs it
//! with the total. To redeem such a voucher is to vouch for these results
//! ([`CommitResults`](piazza_primitives::CommitResults)): it makes a batch that anybody may dispute, backed by a bond and
//! the stake of the payee. So only the payee can do it, or an active worker that it owns, and not more often than
//! batches are made. What is paid by it in native money is what the payer gets back first when a result is false.
//!
//! Who is paid should look at a voucher before it goes on: [`Pallet::redeemable`] says what it pays, and the root must be
//! that of what was given, since the payee will vouch for it. It vouches for all results anew each time: a false one can
//! be disputed in every batch that has it. A payee that has no stake as a provider takes vouchers without results only. A
//! payer that wants results vouched for signs none without.
//! The program is what it was when the channel opened, whether or not it is removed since.
//!
//! ## Money
//!
//! Deposits wait in escrow ([`Escrow`](piazza_primitives::Escrow)), in any asset, and no protocol fee is taken.
//! `paid to the payee + given back to the payer = deposit`, and what a channel's escrow has is `deposit − paid`. When the
//! payee cannot receive the asset, its money waits there for it. `money.rs` alone moves any.
//!
//! A channel that has paid something leaves a receipt when it is closed, for [`Config::ReceiptPeriod`] blocks: what it
//! settled ([`Pallet::settlement`]), for whoever needs to know that one was the other's customer. The payer's deposit
//! for the channel shrinks to that for the receipt.

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
mod due;
pub mod eip712;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod invariants;
#[cfg(test)]
mod mock;
mod money;
pub mod rules;
#[cfg(test)]
mod tests;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
mod types;
mod vouchers;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use vouchers::{DOMAIN_NAME, DOMAIN_TYPE, DOMAIN_VERSION, VOUCHER_TYPE};
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
		traits::{tokens, Consideration, Footprint},
	};
	use frame_system::pallet_prelude::*;
	use piazza_primitives::{Agenda, Attested, BatchId, ChannelId, CommitResults, Escrow, ProgramId};
	use sp_core::H256;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// Channels, and the receipts of those that were closed.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime gives to this pallet.
	#[pallet::config]
	pub trait Config: frame_system::Config<Hash = H256, RuntimeEvent: From<Event<Self>>> {
		/// What money is counted in.
		type Balance: tokens::Balance + Into<u128>;

		/// Names an asset that a channel may pay with.
		type AssetKind: Parameter + MaxEncodedLen;

		/// The asset in which settlements have a value.
		type NativeAsset: Get<Self::AssetKind>;

		/// Where deposits wait.
		type Escrow: Escrow<Self::AccountId, Balance = BalanceOf<Self>, AssetKind = Self::AssetKind>;

		/// The payer's deposit for the record of a channel, and for its receipt.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// Which workers a payee owns, and which programs exist.
		type Attested: Attested<Self::AccountId>;

		/// Where payees vouch for results.
		type Commitments: CommitResults<Self::AccountId, Balance = BalanceOf<Self>, BlockNumber = BlockNumberFor<Self>>;

		/// Where the pallet's own work waits for its block.
		type Agenda: Agenda<Due, BlockNumberFor<Self>>;

		/// Most blocks from the opening of a channel to its expiry, extended or not.
		#[pallet::constant]
		type MaxDuration: Get<BlockNumberFor<Self>>;

		/// Blocks after a channel's expiry in which only its payee may close it: its time to redeem the last voucher.
		/// Longer than one has to wait between commitments to results.
		#[pallet::constant]
		type GracePeriod: Get<BlockNumberFor<Self>>;

		/// Blocks for which the receipt of a closed channel is kept.
		#[pallet::constant]
		type ReceiptPeriod: Get<BlockNumberFor<Self>>;

		/// Weights of calls and of the work on the agenda.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A payer pays for the room that a channel or its receipt takes.
		#[codec(index = 0)]
		Deposit,
	}

	/// Number of the next channel.
	#[pallet::storage]
	pub type NextId<T> = StorageValue<_, ChannelId, ValueQuery>;

	/// Channels that are open.
	#[pallet::storage]
	pub type Channels<T: Config> = CountedStorageMap<_, Twox64Concat, ChannelId, ChannelOf<T>, OptionQuery>;

	/// What is left of closed channels for [`Config::ReceiptPeriod`] blocks.
	#[pallet::storage]
	pub type Receipts<T: Config> = CountedStorageMap<_, Twox64Concat, ChannelId, ReceiptOf<T>, OptionQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A channel was opened; its deposit is in escrow.
		#[codec(index = 0)]
		Opened {
			/// The channel.
			channel: ChannelId,
			/// Whose money it is.
			payer: T::AccountId,
			/// Who is paid.
			payee: T::AccountId,
			/// What is paid with.
			asset: T::AssetKind,
			/// How much the payer put in.
			deposit: BalanceOf<T>,
			/// Who signs vouchers.
			signer: VoucherKey,
			/// First block after it.
			expires: BlockNumberFor<T>,
			/// What its results come from, if they are vouched for.
			program: Option<ProgramId>,
		},
		/// The payer put more into a channel.
		#[codec(index = 1)]
		ToppedUp {
			/// The channel.
			channel: ChannelId,
			/// How much.
			amount: BalanceOf<T>,
			/// All that was ever put in.
			deposit: BalanceOf<T>,
		},
		/// The payer set a later expiry.
		#[codec(index = 2)]
		Extended {
			/// The channel.
			channel: ChannelId,
			/// What was the first block after it.
			old_expires: BlockNumberFor<T>,
			/// First block after it.
			expires: BlockNumberFor<T>,
		},
		/// A voucher was redeemed.
		#[codec(index = 3)]
		Redeemed {
			/// The channel.
			channel: ChannelId,
			/// Who was paid.
			payee: T::AccountId,
			/// How much.
			amount: BalanceOf<T>,
			/// The voucher's total: all that the channel ever paid.
			total: BalanceOf<T>,
			/// The batch of its results, if it has any.
			batch: Option<BatchId>,
		},
		/// A channel was closed.
		#[codec(index = 4)]
		Closed {
			/// The channel.
			channel: ChannelId,
			/// All that it ever paid.
			paid: BalanceOf<T>,
			/// What the payer got back.
			refunded: BalanceOf<T>,
			/// First block in which its receipt is forgotten; `None` when it paid nothing, and left none.
			receipt_until: Option<BlockNumberFor<T>>,
		},
		/// The receipt of a closed channel was forgotten; the payer's deposit for it is returned.
		#[codec(index = 5)]
		ReceiptForgotten {
			/// The channel.
			channel: ChannelId,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such channel: it was never opened, or it is closed.
		#[codec(index = 0)]
		NotFound,
		/// Only the payer of the channel may do this.
		#[codec(index = 1)]
		NotPayer,
		/// Only the payee of the channel, or an active worker that it owns, may vouch for results; anybody may redeem a
		/// voucher without.
		#[codec(index = 2)]
		NotPayee,
		/// Only payer and payee may close a channel, or an active worker that the payee owns.
		#[codec(index = 3)]
		NotParty,
		/// The payer may close the channel only when it has expired and its grace period is over.
		#[codec(index = 4)]
		GraceNotOver,
		/// Nobody pays itself by a channel.
		#[codec(index = 5)]
		PayeeIsPayer,
		/// There is nothing to put in.
		#[codec(index = 6)]
		ZeroDeposit,
		/// A channel expires in a later block.
		#[codec(index = 7)]
		ExpiryInThePast,
		/// A channel expires [`Config::MaxDuration`] blocks after its opening at the latest; open another one then.
		#[codec(index = 8)]
		ExpiryTooFar,
		/// The expiry can be set to a later block only.
		#[codec(index = 9)]
		NotLater,
		/// The channel has expired; extend it before putting more in.
		#[codec(index = 10)]
		Expired,
		/// The voucher's total is no more than was paid already: this one, or a later one, was redeemed.
		#[codec(index = 11)]
		NothingToRedeem,
		/// The voucher's total is more than was ever put into the channel.
		#[codec(index = 12)]
		DepositExceeded,
		/// A signature on secp256k1 is none in its one form: the last byte is another, `s` is in the upper half, or no key
		/// can have made it.
		#[codec(index = 13)]
		MalformedSignature,
		/// The channel's key did not sign this voucher of this channel on this chain.
		#[codec(index = 14)]
		WrongSigner,
		/// The voucher has results, but the channel names no program that they could come from.
		#[codec(index = 15)]
		NoProgram,
		/// The voucher has no results, fewer than were vouched for already, or more than a batch may have.
		#[codec(index = 16)]
		ResultsOutOfRange,
		/// No such program is registered, or its owner has removed it.
		#[codec(index = 17)]
		UnknownProgram,
		/// What an enclave or a proof vouches for cannot be disputed: payees vouch for other programs only.
		#[codec(index = 18)]
		NotDisputable,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let block = BlockNumberFor::<T>::from(1u32);
			assert!(T::MaxDuration::get() >= block, "a channel must live for a while");
			assert!(
				T::GracePeriod::get() > T::Commitments::min_interval(),
				"a payee must be able to redeem in the end"
			);
			assert!(T::ReceiptPeriod::get() >= block, "a receipt must be there for a while");
			assert!(T::AccountId::max_encoded_len() <= 32, "an account must fit into a word");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Opens a channel to `payee` and puts `deposit` of `asset` into escrow, of which vouchers signed by `signer` pay.
		/// `expires` is the first block after it, at most [`Config::MaxDuration`] from now. With a `program`, of kind
		/// [`Image`](piazza_primitives::ProgramKind::Image), vouchers may have results. A deposit for the record is
		/// held too.
		///
		/// Emits [`Event::Opened`].
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::open())]
		pub fn open(
			origin: OriginFor<T>,
			payee: T::AccountId,
			asset: T::AssetKind,
			deposit: BalanceOf<T>,
			signer: VoucherKey,
			expires: BlockNumberFor<T>,
			program: Option<ProgramId>,
		) -> DispatchResult {
			let payer = ensure_signed(origin)?;
			Self::do_open(payer, payee, asset, deposit, signer, expires, program)
		}

		/// Puts more into a channel that has not expired. Signed by its payer, to whom the rest goes back.
		///
		/// Emits [`Event::ToppedUp`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::top_up())]
		pub fn top_up(origin: OriginFor<T>, channel: ChannelId, amount: BalanceOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_top_up(who, channel, amount)
		}

		/// Sets a later expiry of a channel, at most [`Config::MaxDuration`] from its opening; also when it has expired.
		/// Signed by its payer.
		///
		/// Emits [`Event::Extended`].
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::extend())]
		pub fn extend(origin: OriginFor<T>, channel: ChannelId, expires: BlockNumberFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_extend(who, channel, expires)
		}

		/// Redeems a voucher: pays the payee what its total is above what was paid. Signed by anybody; when it has
		/// results, by the payee or an active worker that it owns: the payee vouches for them.
		///
		/// Emits [`Event::Redeemed`].
		#[pallet::call_index(3)]
		#[pallet::weight(Pallet::<T>::redeem_weight(voucher, signature))]
		pub fn redeem(
			origin: OriginFor<T>,
			channel: ChannelId,
			voucher: VoucherOf<T>,
			signature: VoucherSignature,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_redeem(who, channel, voucher, signature)
		}

		/// Closes a channel: what was not paid goes back to the payer. Signed by the payee or an active worker that it
		/// owns, which should redeem its last voucher first; or by the payer, [`Config::GracePeriod`] blocks after the
		/// expiry.
		///
		/// Emits [`Event::Closed`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::close().saturating_add(T::WeightInfo::find_worker()))]
		pub fn close(origin: OriginFor<T>, channel: ChannelId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_close(who, channel)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The channel; `None` when there is none of this number, or when it is closed.
		pub fn channel(channel: ChannelId) -> Option<ChannelOf<T>> {
			Channels::<T>::get(channel)
		}

		/// The bytes of a voucher that the channel's key signs: its scheme hashes them, an Ethereum key by Keccak-256.
		/// `None` when there is no such channel.
		pub fn voucher_message(channel: ChannelId, voucher: VoucherOf<T>) -> Option<Vec<u8>> {
			let record = Channels::<T>::get(channel)?;
			Some(Self::message(channel, &record, &voucher))
		}

		/// What redeeming this voucher now would pay, in the channel's asset; `None` when it would be refused. Whether
		/// the payee may vouch for its results just now is not looked into: that is up to itself.
		pub fn redeemable(
			channel: ChannelId,
			voucher: VoucherOf<T>,
			signature: VoucherSignature,
		) -> Option<BalanceOf<T>> {
			let record = Channels::<T>::get(channel)?;
			Self::check_voucher(channel, &record, &voucher, &signature).ok()
		}

		/// Who paid what to whom by a closed channel, which never changes. `None` while it is open, for more may be paid;
		/// when it paid nothing; and when it was closed [`Config::ReceiptPeriod`] blocks ago or longer.
		pub fn settlement(channel: ChannelId) -> Option<SettlementOf<T>> {
			Receipts::<T>::get(channel).map(|receipt| receipt.settlement)
		}
	}
}
