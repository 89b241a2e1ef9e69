//! # Data pools: data that many bring together, owned by shares and licensed
//!
//! A **pool** is data of one kind: a schema, a rule that says how good a contribution is, a token, and terms. The data
//! itself is elsewhere, encrypted for the pool's reader, a program in an enclave; here is who brought what, how good it
//! is, and who may have it read.
//!
//! - **Contributions.** Whoever brings data shows a proof of its score ([`Scoring`]): a statement signed by an attested
//!   worker, bound to chain, pool, contributor, content and score; or a proven fact of the web; or a jury's job. Tokens
//!   are minted for it (score × factor) and staked for the contributor at once. No content, claim or job counts twice.
//!   Whose worker scored is no matter: it is the program that is attested, and a second account costs nothing.
//! - **Consent.** With its first contribution a contributor lets every buyer read it. It may leave (`Close`) and come back
//!   (`Open`), and let single buyers read for one purpose (`Grant`, `Revoke`), itself or by a statement that anybody
//!   brings here. Each word has the next number of the contributor's, so that none counts twice or late. Licences are
//!   numbered, and what one lets read was settled when it was sold: [`Pallet::may_read_contribution`]. A single grant
//!   alone may be taken back from licences that were sold before.
//! - **Licences.** A buyer pays units × price, at most what it says, and has a licence for the pool's reader. The owner and
//!   the treasury have their shares, rounded down; the stakers have the rest.
//! - **Dividends.** What stakers get flows to them evenly over [`Config::StreamPeriod`], to each by its share of all that
//!   is staked, in one step however many they are. Since nothing flows within a block, stake that comes and goes in one
//!   has nothing of it. While nobody stakes, it waits for who will. Fractions of a unit stay in the pool.
//! - **Limits.** A pool mints no more tokens in a period than its breaker says, and no more leave its stake.
//! - **Market.** The owner opens a market of token and native money, once. That first liquidity is locked for ever.
//! - **Epochs.** Anybody may put native money into the fund of an epoch. It is shared by what pools achieved in it: 30 % by
//!   what was paid for licences, 20 % by new contributors, 50 % by what the treasury had. Only pools that are paid in
//!   native money, have a market and have a **curator** count. What rounding leaves of an epoch, and what nobody earned,
//!   goes on to the next. Shares are paid in tranches; a penalty takes of those not due yet, back into the fund. Whoever
//!   buys its own licences to have more of a fund loses the treasury's share of each, and may be penalised.
//! - **Curators** vouch for pools with their stake, [`Config::CuratorStake`] for each. They have a share of each tranche; a
//!   penalty costs them the same part of that stake.
//!
//! No call walks over contributors, stakers, licences or pools. Each pool has an account of its own, so that no pool's
//! money is another's. `money.rs` alone moves any.

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
mod consents;
mod contributions;
mod curators;
mod epochs;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod invariants;
mod licences;
#[cfg(test)]
mod mock;
mod money;
mod pools;
mod proofs;
mod rules;
mod staking;
#[cfg(test)]
mod tests;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use money::Markets;
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
	use alloc::{boxed::Box, vec::Vec};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungibles, Consideration, Footprint},
	};
	use frame_system::pallet_prelude::*;
	use piazza_primitives::{Attested, Content, ContentHash, JobId, JobResults, ProgramId, Stakes, WebClaims};
	use sp_core::H256;
	use sp_runtime::{
		traits::{Convert, IdentifyAccount, Saturating, Verify, Zero},
		Permill,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// Pools, what is in them, and who may read it.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime gives to this pallet.
	#[pallet::config]
	pub trait Config: frame_system::Config<Hash = H256, RuntimeEvent: From<Event<Self>>> {
		/// Names an asset: the native one or another.
		type AssetKind: Parameter + MaxEncodedLen;

		/// The native asset.
		#[pallet::constant]
		type NativeAsset: Get<Self::AssetKind>;

		/// All assets, pools' tokens among them.
		type Assets: fungibles::Create<Self::AccountId>
			+ fungibles::Mutate<Self::AccountId, AssetId = Self::AssetKind, Balance = u128>;

		/// The token of a pool. Nobody else can make assets of these names.
		type TokenOf: Convert<PoolId, Self::AssetKind>;

		/// The account of a pool. Nobody has its key.
		type PoolAccount: Convert<PoolId, Self::AccountId>;

		/// The account of the funds of epochs. It must exist from genesis on, and nobody has its key.
		type FundAccount: Get<Self::AccountId>;

		/// Gets its share of licences.
		type Treasury: Get<Self::AccountId>;

		/// Where tokens are traded.
		type Markets: Markets<Self::AccountId, Self::AssetKind>;

		/// Deposits for records.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// Which machine a score comes from.
		type Attested: Attested<Self::AccountId>;

		/// Checks claims about the web.
		type Claims: WebClaims<Self::AccountId>;

		/// What juries' jobs came to.
		type Jobs: JobResults<Self::AccountId>;

		/// Stake of curators.
		type Stakes: Stakes<Self::AccountId, Balance = u128>;

		/// Signatures of workers and contributors.
		type Signature: Parameter + Verify<Signer = Self::Signer>;

		/// Whose signatures they are.
		type Signer: IdentifyAccount<AccountId = Self::AccountId>;

		/// Who may penalise pools.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Least share of licences that the treasury has.
		#[pallet::constant]
		type MinTreasuryShare: Get<Permill>;

		/// Over how many blocks stakers get what comes in.
		#[pallet::constant]
		type StreamPeriod: Get<BlockNumberFor<Self>>;

		/// For how long, in blocks, something signed off chain counts at the most.
		#[pallet::constant]
		type StatementPeriod: Get<BlockNumberFor<Self>>;

		/// The longest licence, in blocks.
		#[pallet::constant]
		type MaxLicencePeriod: Get<BlockNumberFor<Self>>;

		/// Length of an epoch, in blocks.
		#[pallet::constant]
		type EpochLength: Get<BlockNumberFor<Self>>;

		/// In how many tranches a share of an epoch's fund is paid: one with each epoch that begins.
		#[pallet::constant]
		type Tranches: Get<u32>;

		/// What a curator needs at stake for each pool that it vouches for, in native money.
		#[pallet::constant]
		type CuratorStake: Get<u128>;

		/// The curator's share of a tranche.
		#[pallet::constant]
		type CuratorShare: Get<Permill>;

		/// Weights of calls.
		type WeightInfo: WeightInfo;

		/// Makes what benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId, Self::AssetKind, Self::Signature>;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// It is the deposit of a record.
		#[codec(index = 0)]
		Deposit,
	}

	/// Number of the next pool.
	#[pallet::storage]
	pub type NextPool<T> = StorageValue<_, PoolId, ValueQuery>;

	/// Pools.
	#[pallet::storage]
	pub type Pools<T: Config> = CountedStorageMap<_, Twox64Concat, PoolId, PoolOf<T>, OptionQuery>;

	/// What each pool has and owes.
	#[pallet::storage]
	pub type AllBooks<T: Config> = StorageMap<_, Twox64Concat, PoolId, BooksOf<T>, ValueQuery>;

	/// Contributions, by pool and hash of the content.
	#[pallet::storage]
	pub type Contributions<T: Config> =
		StorageDoubleMap<_, Twox64Concat, PoolId, Blake2_128Concat, ContentHash, ContributionOf<T>, OptionQuery>;

	/// Claims and answers that a pool has, by their hashes.
	#[pallet::storage]
	pub type Nullifiers<T> = StorageDoubleMap<_, Twox64Concat, PoolId, Blake2_128Concat, H256, (), OptionQuery>;

	/// Jobs whose output was used for a score.
	#[pallet::storage]
	pub type UsedJobs<T> = StorageMap<_, Twox64Concat, JobId, (), OptionQuery>;

	/// What contributors let happen to their data, by pool and contributor.
	#[pallet::storage]
	pub type Consents<T: Config> =
		StorageDoubleMap<_, Twox64Concat, PoolId, Blake2_128Concat, T::AccountId, ConsentOf<T>, OptionQuery>;

	/// What contributors allowed single buyers, by pool, contributor and buyer.
	#[pallet::storage]
	pub type Grants<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, PoolId>,
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Blake2_128Concat, T::AccountId>,
		),
		GrantOf<T>,
		OptionQuery,
	>;

	/// How many contributors allowed a buyer to read for a purpose, by pool, buyer and purpose.
	#[pallet::storage]
	pub type Granted<T: Config> = StorageNMap<
		_,
		(NMapKey<Twox64Concat, PoolId>, NMapKey<Blake2_128Concat, T::AccountId>, NMapKey<Blake2_128Concat, H256>),
		u64,
		ValueQuery,
	>;

	/// Licences, by pool and number.
	#[pallet::storage]
	pub type Licences<T: Config> =
		StorageDoubleMap<_, Twox64Concat, PoolId, Twox64Concat, LicenceId, LicenceOf<T>, OptionQuery>;

	/// What somebody has in a pool, by pool and account.
	#[pallet::storage]
	pub type Stakers<T: Config> =
		StorageDoubleMap<_, Twox64Concat, PoolId, Blake2_128Concat, T::AccountId, StakeOf<T>, OptionQuery>;

	/// For how many pools a curator vouches.
	#[pallet::storage]
	pub type Endorsed<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

	/// The last epoch in which anything happened.
	#[pallet::storage]
	pub type LastEpoch<T> = StorageValue<_, EpochIndex, ValueQuery>;

	/// Epochs: the last one, and those before of which something is not allotted.
	#[pallet::storage]
	pub type Epochs<T> = StorageMap<_, Twox64Concat, EpochIndex, Epoch, ValueQuery>;

	/// What a pool achieved in an epoch, by pool and epoch, until its share is allotted.
	#[pallet::storage]
	pub type Records<T: Config> =
		StorageDoubleMap<_, Twox64Concat, PoolId, Twox64Concat, EpochIndex, RecordOf<T>, OptionQuery>;

	/// Shares of epochs' funds that are not paid out, by pool and epoch.
	#[pallet::storage]
	pub type Awards<T: Config> =
		StorageDoubleMap<_, Twox64Concat, PoolId, Twox64Concat, EpochIndex, AwardOf<T>, OptionQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Somebody made a pool.
		#[codec(index = 0)]
		PoolCreated {
			/// The pool.
			pool: PoolId,
			/// Who made it.
			owner: T::AccountId,
			/// Its token, once there is a contribution.
			token: T::AssetKind,
		},
		/// A pool's price was changed, for licences sold from now on.
		#[codec(index = 1)]
		PriceSet {
			/// The pool.
			pool: PoolId,
			/// The price of a unit before.
			old: Option<u128>,
			/// The price of a unit now.
			new: Option<u128>,
		},
		/// A pool that was never used is no more.
		#[codec(index = 2)]
		PoolRemoved {
			/// The pool.
			pool: PoolId,
		},
		/// Somebody brought data.
		#[codec(index = 3)]
		Contributed {
			/// The pool.
			pool: PoolId,
			/// Who brought it.
			contributor: T::AccountId,
			/// Hash of the data.
			content: ContentHash,
			/// How good it is.
			score: Permill,
			/// What was minted and staked for it.
			tokens: u128,
		},
		/// A contributor said what may happen to its data.
		#[codec(index = 4)]
		Chosen {
			/// The pool.
			pool: PoolId,
			/// Whose data it is.
			contributor: T::AccountId,
			/// What it said.
			choice: ChoiceOf<T>,
			/// The number of its word.
			nonce: u64,
		},
		/// A licence was sold.
		#[codec(index = 5)]
		Licensed {
			/// The pool.
			pool: PoolId,
			/// The licence.
			licence: LicenceId,
			/// Who has it.
			buyer: T::AccountId,
			/// For what.
			purpose: H256,
			/// How much may be read.
			units: u32,
			/// What was paid.
			paid: u128,
			/// Of that, for the owner.
			owner: u128,
			/// Of that, for the treasury.
			treasury: u128,
			/// Of that, for the stakers.
			stakers: u128,
		},
		/// A licence that is over was removed.
		#[codec(index = 6)]
		LicenceRemoved {
			/// The pool.
			pool: PoolId,
			/// The licence.
			licence: LicenceId,
		},
		/// Tokens were staked.
		#[codec(index = 7)]
		Staked {
			/// The pool.
			pool: PoolId,
			/// Whose they are.
			who: T::AccountId,
			/// How many.
			amount: u128,
		},
		/// Tokens were taken out of stake.
		#[codec(index = 8)]
		Unstaked {
			/// The pool.
			pool: PoolId,
			/// Whose they are.
			who: T::AccountId,
			/// How many.
			amount: u128,
		},
		/// A staker had its share of income.
		#[codec(index = 9)]
		Claimed {
			/// The pool.
			pool: PoolId,
			/// Who.
			who: T::AccountId,
			/// How much.
			amount: u128,
		},
		/// The owner had its share of income.
		#[codec(index = 10)]
		Collected {
			/// The pool.
			pool: PoolId,
			/// Who.
			owner: T::AccountId,
			/// How much.
			amount: u128,
		},
		/// A pool's token can be traded.
		#[codec(index = 11)]
		MarketOpened {
			/// The pool.
			pool: PoolId,
			/// Tokens in the market.
			tokens: u128,
			/// Native money in the market.
			native: u128,
			/// What is locked: shares of the market.
			liquidity: u128,
		},
		/// A curator vouches for a pool.
		#[codec(index = 12)]
		Endorsed {
			/// The pool.
			pool: PoolId,
			/// Who vouched before, and lacks the stake for it.
			old: Option<T::AccountId>,
			/// Who does now.
			curator: T::AccountId,
		},
		/// A curator does not vouch for a pool any more.
		#[codec(index = 13)]
		EndorsementWithdrawn {
			/// The pool.
			pool: PoolId,
			/// Who.
			curator: T::AccountId,
		},
		/// Money was put into the fund of an epoch.
		#[codec(index = 14)]
		Funded {
			/// The epoch.
			epoch: EpochIndex,
			/// Whose money it was.
			from: T::AccountId,
			/// How much.
			amount: u128,
		},
		/// Money of an epoch goes on to a later one: nobody earned it, or it is what rounding left.
		#[codec(index = 15)]
		CarriedOver {
			/// The epoch.
			from: EpochIndex,
			/// The later one.
			to: EpochIndex,
			/// How much.
			amount: u128,
		},
		/// A pool's share of an epoch's fund is known.
		#[codec(index = 16)]
		Allotted {
			/// The pool.
			pool: PoolId,
			/// The epoch.
			epoch: EpochIndex,
			/// The share.
			share: u128,
		},
		/// Tranches of a share were paid.
		#[codec(index = 17)]
		TranchePaid {
			/// The pool.
			pool: PoolId,
			/// The epoch.
			epoch: EpochIndex,
			/// All that was paid.
			amount: u128,
			/// Of that, to the curator.
			curator: u128,
			/// What will be paid later.
			left: u128,
		},
		/// A pool loses of its share of an epoch's fund.
		#[codec(index = 18)]
		Penalised {
			/// The pool.
			pool: PoolId,
			/// The epoch.
			epoch: EpochIndex,
			/// What it loses.
			amount: u128,
			/// What is left, to be paid later.
			left: u128,
			/// Whose stake pays for it.
			curator: T::AccountId,
			/// What of that stake is frozen.
			slashed: u128,
		},
	}

	/// Why something was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such pool, contribution, contributor, grant, licence, stake or share.
		#[codec(index = 0)]
		NotFound,
		/// It is another's: the pool, the licence or the endorsement.
		#[codec(index = 1)]
		NotOwner,
		/// The terms cannot be kept: a length of time, a limit, the factor or the price is zero, the licence is too long,
		/// the limit is less than one full score, or the shares are too great or the treasury's too small.
		#[codec(index = 2)]
		InvalidTerms,
		/// There is no such program, or it is of the wrong kind; or the worker does not run the pool's.
		#[codec(index = 3)]
		WrongProgram,
		/// The pool has contributions, which are for good.
		#[codec(index = 4)]
		InUse,
		/// The pool has this content already.
		#[codec(index = 5)]
		ContentKnown,
		/// The pool has this claim, or this contributor's answer to the question, already.
		#[codec(index = 6)]
		ClaimKnown,
		/// The job was used for a score before.
		#[codec(index = 7)]
		JobUsed,
		/// The pool asks for another kind of proof.
		#[codec(index = 8)]
		WrongProof,
		/// What was signed does not count any more, or for longer than anything does.
		#[codec(index = 9)]
		WrongExpiry,
		/// The signature is not that of who had to sign, or of something else.
		#[codec(index = 10)]
		BadSignature,
		/// The worker's machine is not known strongly enough.
		#[codec(index = 11)]
		TierTooLow,
		/// The claim is of another provider than the pool's.
		#[codec(index = 12)]
		WrongProvider,
		/// The job was not done for this contributor, or on another input, or too few workers had to agree.
		#[codec(index = 13)]
		WrongJob,
		/// The output is not the job's, or no score.
		#[codec(index = 14)]
		WrongOutput,
		/// The score is worth less than one unit of the token.
		#[codec(index = 15)]
		ScoreTooLow,
		/// The pool mints no more tokens in this period than its limit, or ever than [`MAX_SUPPLY`].
		#[codec(index = 16)]
		MintLimitReached,
		/// No more tokens leave the pool's stake in this period than its limit.
		#[codec(index = 17)]
		OutflowLimitReached,
		/// The amount is zero.
		#[codec(index = 18)]
		ZeroAmount,
		/// There is less staked.
		#[codec(index = 19)]
		Insufficient,
		/// There is nothing to be had.
		#[codec(index = 20)]
		NothingDue,
		/// The contributor said so already.
		#[codec(index = 21)]
		AlreadyChosen,
		/// The contributor left and came back as often as it can.
		#[codec(index = 22)]
		MaxGapsExceeded,
		/// It is not the number of the contributor's next word.
		#[codec(index = 23)]
		WrongNonce,
		/// Nothing is sold at present.
		#[codec(index = 24)]
		NotForSale,
		/// The licence would cost more than the buyer pays.
		#[codec(index = 25)]
		PriceTooHigh,
		/// No contributor lets this buyer read for this purpose.
		#[codec(index = 26)]
		NothingToRead,
		/// The licence is not over.
		#[codec(index = 27)]
		NotExpired,
		/// The token has a market.
		#[codec(index = 28)]
		MarketOpen,
		/// A curator vouches for the pool already, and has the stake for it.
		#[codec(index = 29)]
		AlreadyEndorsed,
		/// The epoch is not over.
		#[codec(index = 30)]
		EpochNotOver,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(!T::EpochLength::get().is_zero(), "epochs must pass");
			assert!(T::Tranches::get() > 0, "shares must be paid");
			assert!(!T::StreamPeriod::get().is_zero(), "within a block, whoever comes and goes must have nothing");
			assert!(
				rules::VOLUME_SHARE.saturating_add(rules::CONTRIBUTORS_SHARE).saturating_add(rules::FEES_SHARE)
					== Permill::one(),
				"the parts of a fund must be all of it"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Makes a pool of these terms. The signer owns it, and pays the deposit and the least that the pool's account must
		/// have. Its token comes into being with the first contribution.
		///
		/// Fails with [`Error::InvalidTerms`], [`Error::WrongProgram`], or when the signer cannot spare the money. Emits
		/// [`Event::PoolCreated`].
		#[pallet::call_index(0)]
		pub fn create(origin: OriginFor<T>, terms: Box<TermsOf<T>>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_create(owner, *terms)
		}

		/// Sets the price of a unit, for licences sold from now on; `None` to sell nothing. Signed by the owner.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotOwner`] or [`Error::ZeroAmount`]. Emits [`Event::PriceSet`].
		#[pallet::call_index(1)]
		pub fn set_price(origin: OriginFor<T>, pool: PoolId, price: Option<u128>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_price(owner, pool, price)
		}

		/// Removes a pool without contributions, and returns what it cost. Signed by the owner.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotOwner`] or [`Error::InUse`]. Emits [`Event::PoolRemoved`].
		#[pallet::call_index(2)]
		pub fn remove_pool(origin: OriginFor<T>, pool: PoolId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_remove_pool(owner, pool)
		}

		/// Brings data: `content` is its hash and a hint where it is, `proof` shows how good it is. Tokens are minted for it
		/// and staked for the signer, who lets every buyer read it unless it said otherwise before.
		///
		/// Fails with [`Error::NotFound`], [`Error::ContentKnown`], [`Error::WrongProof`], what the proof lacks,
		/// [`Error::ScoreTooLow`], [`Error::MintLimitReached`], or when the signer cannot spare the deposits. Emits
		/// [`Event::Contributed`].
		#[pallet::call_index(3)]
		#[pallet::weight(Pallet::<T>::weight_of(proof))]
		pub fn contribute(origin: OriginFor<T>, pool: PoolId, content: Content, proof: ProofOf<T>) -> DispatchResult {
			let contributor = ensure_signed(origin)?;
			Self::do_contribute(contributor, pool, content, proof)
		}

		/// Says what may happen to the signer's data in a pool, with the next of its numbers: what it signed off chain before
		/// and did not reach the chain counts no more.
		///
		/// Fails with [`Error::NotFound`], [`Error::AlreadyChosen`], [`Error::MaxGapsExceeded`], or when the signer cannot
		/// spare the deposit of a grant. Emits [`Event::Chosen`].
		#[pallet::call_index(4)]
		pub fn choose(origin: OriginFor<T>, pool: PoolId, choice: ChoiceOf<T>) -> DispatchResult {
			let contributor = ensure_signed(origin)?;
			Self::do_choose(contributor.clone(), contributor, pool, choice)
		}

		/// Brings what `contributor` signed off chain ([`Pallet::choice_message`]) about its data. The signer pays the deposit
		/// of a grant.
		///
		/// Fails with [`Error::NotFound`], [`Error::WrongExpiry`], [`Error::WrongNonce`], [`Error::BadSignature`], or as
		/// [`Pallet::choose`] does. Emits [`Event::Chosen`].
		#[pallet::call_index(5)]
		pub fn relay_choice(
			origin: OriginFor<T>,
			pool: PoolId,
			contributor: T::AccountId,
			choice: ChoiceOf<T>,
			nonce: u64,
			expires: BlockNumberFor<T>,
			signature: T::Signature,
		) -> DispatchResult {
			let relayer = ensure_signed(origin)?;
			Self::do_relay_choice(relayer, contributor, pool, choice, nonce, expires, signature)
		}

		/// Buys a licence for `units` of a pool's data, for a purpose: the hash of a text. It costs the pool's price for each
		/// unit, but no more than `max_price`.
		///
		/// Fails with [`Error::NotFound`], [`Error::ZeroAmount`], [`Error::NotForSale`], [`Error::PriceTooHigh`],
		/// [`Error::NothingToRead`], or when the signer cannot spare the price or the deposit. Emits [`Event::Licensed`].
		#[pallet::call_index(6)]
		pub fn license(
			origin: OriginFor<T>,
			pool: PoolId,
			purpose: H256,
			units: u32,
			max_price: u128,
		) -> DispatchResult {
			let buyer = ensure_signed(origin)?;
			Self::do_license(buyer, pool, purpose, units, max_price)
		}

		/// Removes a licence that is over, and returns its deposit. Signed by who had it.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotOwner`] or [`Error::NotExpired`]. Emits [`Event::LicenceRemoved`].
		#[pallet::call_index(7)]
		pub fn remove_licence(origin: OriginFor<T>, pool: PoolId, licence: LicenceId) -> DispatchResult {
			let buyer = ensure_signed(origin)?;
			Self::do_remove_licence(buyer, pool, licence)
		}

		/// Stakes tokens of a pool.
		///
		/// Fails with [`Error::NotFound`], [`Error::ZeroAmount`], or when the signer cannot spare tokens or deposit. Emits
		/// [`Event::Staked`].
		#[pallet::call_index(8)]
		pub fn stake(origin: OriginFor<T>, pool: PoolId, amount: u128) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_stake(who, pool, amount)
		}

		/// Takes tokens out of stake. What they earned stays to be claimed.
		///
		/// Fails with [`Error::NotFound`], [`Error::ZeroAmount`], [`Error::Insufficient`], [`Error::OutflowLimitReached`], or
		/// when the signer cannot have one more asset. Emits [`Event::Unstaked`].
		#[pallet::call_index(9)]
		pub fn unstake(origin: OriginFor<T>, pool: PoolId, amount: u128) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unstake(who, pool, amount)
		}

		/// Pays the signer what its stake has earned.
		///
		/// Fails with [`Error::NotFound`], [`Error::NothingDue`], or when the signer cannot receive it: it stays due then.
		/// Emits [`Event::Claimed`].
		#[pallet::call_index(10)]
		pub fn claim(origin: OriginFor<T>, pool: PoolId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_claim(who, pool)
		}

		/// Pays the owner its share of a pool's income. Signed by the owner.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotOwner`], [`Error::NothingDue`], or when the owner cannot receive it: it
		/// stays due then. Emits [`Event::Collected`].
		#[pallet::call_index(11)]
		pub fn collect(origin: OriginFor<T>, pool: PoolId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_collect(owner, pool)
		}

		/// Opens a market of the pool's token with this much of it and of native money, the signer's, for ever. Signed by the
		/// owner.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotOwner`], [`Error::MarketOpen`], [`Error::ZeroAmount`], or as the market
		/// does. Emits [`Event::MarketOpened`].
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::open_market().saturating_add(T::Markets::open_weight()))]
		pub fn open_market(origin: OriginFor<T>, pool: PoolId, tokens: u128, native: u128) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_open_market(owner, pool, tokens, native)
		}

		/// Vouches for a pool, for which nobody with enough stake does. Signed by a curator with enough stake for one more.
		///
		/// Fails with [`Error::NotFound`], [`Error::AlreadyEndorsed`], or as the stake does. Emits [`Event::Endorsed`].
		#[pallet::call_index(13)]
		pub fn endorse(origin: OriginFor<T>, pool: PoolId) -> DispatchResult {
			let curator = ensure_signed(origin)?;
			Self::do_endorse(curator, pool)
		}

		/// Vouches for a pool no more. Signed by its curator.
		///
		/// Fails with [`Error::NotFound`] or [`Error::NotOwner`]. Emits [`Event::EndorsementWithdrawn`].
		#[pallet::call_index(14)]
		pub fn withdraw_endorsement(origin: OriginFor<T>, pool: PoolId) -> DispatchResult {
			let curator = ensure_signed(origin)?;
			Self::do_withdraw_endorsement(curator, pool)
		}

		/// Puts native money into the fund of this epoch.
		///
		/// Fails with [`Error::ZeroAmount`], or when the signer cannot spare it. Emits [`Event::Funded`].
		#[pallet::call_index(15)]
		pub fn fund(origin: OriginFor<T>, amount: u128) -> DispatchResult {
			let from = ensure_signed(origin)?;
			Self::do_fund(from, amount)
		}

		/// Pays a pool the tranches of its share of an epoch's fund that are due, less the curator's share, as if it were
		/// income of which the treasury has nothing. Anybody may sign this.
		///
		/// Fails with [`Error::NotFound`], [`Error::EpochNotOver`] or [`Error::NothingDue`]. Emits [`Event::Allotted`] the
		/// first time, [`Event::TranchePaid`], and [`Event::CarriedOver`] when it is the last pool of the epoch.
		#[pallet::call_index(16)]
		pub fn claim_epoch(origin: OriginFor<T>, pool: PoolId, epoch: EpochIndex) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim_epoch(pool, epoch)
		}

		/// Takes a share of the tranches of a pool that are not due yet back into the fund, and the same share of what its
		/// curator staked on it. What is due is paid first.
		///
		/// Needs the admin origin. Fails with [`Error::NotFound`], [`Error::EpochNotOver`] or [`Error::NothingDue`]. Emits
		/// [`Event::Penalised`], and what [`Pallet::claim_epoch`] does.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::penalise().saturating_add(T::Stakes::slash_weight()))]
		pub fn penalise(origin: OriginFor<T>, pool: PoolId, epoch: EpochIndex, share: Permill) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_penalise(pool, epoch, share)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The pool; `None` when there is none of this number.
		pub fn pool(pool: PoolId) -> Option<PoolOf<T>> {
			Pools::<T>::get(pool)
		}

		/// What a pool has and owes, as of this block; `None` when there is none of this number.
		pub fn books(pool: PoolId) -> Option<BooksOf<T>> {
			Self::current(pool).ok().map(|(_, books)| books)
		}

		/// The token of a pool.
		pub fn token(pool: PoolId) -> T::AssetKind {
			T::TokenOf::convert(pool)
		}

		/// The contribution of this content; `None` when the pool does not have it.
		pub fn contribution(pool: PoolId, content: ContentHash) -> Option<ContributionOf<T>> {
			Contributions::<T>::get(pool, content)
		}

		/// What a contributor lets happen to its data, and the number of its next word; `None` when it is none of the pool's.
		pub fn consent(pool: PoolId, contributor: T::AccountId) -> Option<ConsentOf<T>> {
			Consents::<T>::get(pool, contributor)
		}

		/// The licence; `None` when there is none of this number, or it was removed.
		pub fn licence(pool: PoolId, licence: LicenceId) -> Option<LicenceOf<T>> {
			Licences::<T>::get(pool, licence)
		}

		/// Tokens that `who` has staked.
		pub fn staked(pool: PoolId, who: T::AccountId) -> u128 {
			Stakers::<T>::get(pool, who).map_or(0, |stake| stake.amount)
		}

		/// What `who` could claim in this block.
		pub fn claimable(pool: PoolId, who: T::AccountId) -> u128 {
			Self::claimable_of(pool, who).unwrap_or(0)
		}

		/// What a licence for `units` would cost, and who would have what of it; `None` when it cannot be had.
		pub fn quote(pool: PoolId, units: u32) -> Option<(u128, Parts)> {
			let terms = Pools::<T>::get(pool)?.terms;
			let price = terms.price?.checked_mul(units.into())?;
			Some((price, terms.split.divide(price)))
		}

		/// Tokens that may still be minted in this period, and by how many more may be unstaked than staked; `None` when
		/// there is no such pool.
		pub fn limits(pool: PoolId) -> Option<(u128, u128)> {
			let (pool, books) = Self::current(pool).ok()?;
			Some((books.meter.mint_left(&pool.terms.breaker), books.meter.outflow_left(&pool.terms.breaker)))
		}

		/// Whether workers of `program` may read a pool's data for this licence in this block.
		pub fn may_read(program: ProgramId, pool: PoolId, licence: LicenceId) -> bool {
			Self::readable(program, pool, licence).is_some()
		}

		/// Whether workers of `program` may read this contribution for this licence in this block: it came before the licence
		/// was sold, and its contributor was in then, or allows this buyer and purpose now.
		pub fn may_read_contribution(
			program: ProgramId,
			pool: PoolId,
			licence: LicenceId,
			content: ContentHash,
		) -> bool {
			Self::readable(program, pool, licence)
				.is_some_and(|record| Self::is_covered(pool, licence, &record, content))
		}

		/// Whether what a pool achieves now counts for its share of the epoch's fund.
		pub fn is_eligible(pool: PoolId) -> bool {
			Self::current(pool).is_ok_and(|(record, books)| Self::eligible_curator(&record, &books).is_some())
		}

		/// The epoch that it is now.
		pub fn current_epoch() -> EpochIndex {
			Self::epoch_now()
		}

		/// What a pool would have of an epoch's fund if nothing more happened in it, or has left of it.
		pub fn epoch_share(pool: PoolId, epoch: EpochIndex) -> u128 {
			let totals = Epochs::<T>::get(epoch);
			let expected =
				Records::<T>::get(pool, epoch).map(|record| record.metrics.share(&totals.totals, totals.fund));
			expected.or_else(|| Awards::<T>::get(pool, epoch).map(|award| award.left)).unwrap_or(0)
		}

		/// The bytes that a worker signs to say how good a contribution is.
		pub fn score_message(
			pool: PoolId,
			contributor: T::AccountId,
			content: ContentHash,
			score: Permill,
			worker: T::AccountId,
			expires: BlockNumberFor<T>,
		) -> Vec<u8> {
			Self::message_of_score(pool, &contributor, content, score, &worker, expires)
		}

		/// The bytes that a contributor signs to have another bring its word.
		pub fn choice_message(
			pool: PoolId,
			contributor: T::AccountId,
			choice: ChoiceOf<T>,
			nonce: u64,
			expires: BlockNumberFor<T>,
		) -> Vec<u8> {
			Self::message_of_choice(pool, &contributor, &choice, nonce, expires)
		}
	}

	impl<T: Config> Pallet<T> {
		/// This block.
		pub(crate) fn now() -> BlockNumberFor<T> {
			frame_system::Pallet::<T>::block_number()
		}

		/// A pool, and its books as of this block.
		pub(crate) fn current(pool: PoolId) -> Result<(PoolOf<T>, BooksOf<T>), DispatchError> {
			let record = Pools::<T>::get(pool).ok_or(Error::<T>::NotFound)?;
			let mut books = AllBooks::<T>::get(pool);
			let now = Self::now();
			books.dividends.flow(now, books.staked).ok_or(sp_runtime::ArithmeticError::Overflow)?;
			books.meter = books.meter.in_block(now, &record.terms.breaker);
			Ok((record, books))
		}

		/// Fails unless something that was signed to be good until `expires` is so in this block, and no longer than anything.
		pub(crate) fn ensure_in_time(expires: BlockNumberFor<T>) -> DispatchResult {
			let now = Self::now();
			let latest = now.saturating_add(T::StatementPeriod::get());
			ensure!(now < expires && expires <= latest, Error::<T>::WrongExpiry);
			Ok(())
		}
	}
}
