//! # Agents: who they are, what is said of them, and who spends their money
//!
//! An **agent** is a program that buys and sells on its own. Here it has a number, an owner, an account of which nobody has
//! the key, and a record of what others said of its work. The registries are those of ERC-8004, with what that leaves
//! open: only customers rate, and validators have something at stake.
//!
//! ```text
//!  owner ──act──> agent's account ──pays──> machines, jobs, data, channels
//!    │ grant            ▲
//!    └─────> key ──act──┘  within its mandate
//! ```
//!
//! - **Identity.** The owner sets where the registration file is, metadata, and the hash of the A2A card. A new owner gets
//!   the agent with its deposit, its account and all that is on it; the wallet is unbound and all mandates are void.
//! - **Wallet.** Another account at which the agent is paid. It is bound by its own signature ([`Pallet::wallet_message`])
//!   that names agent and owner, counts once, and for [`Config::WalletPeriod`] at the most. Other than in ERC-8004, where
//!   it is the owner's address at first, an agent starts without: it has an account of its own.
//! - **Feedback.** Only who paid for a settlement whose payee is the agent or its wallet may rate it, once for each
//!   settlement, and none of those who act for the agent. Values of any number of decimals are counted in one scale, each
//!   client's and all together, so that a summary reads no more than one record for each client asked for. It needs a list
//!   of clients, since anybody can be many: [`Pallet::summary`]. Where that does not help, what was paid does: a false
//!   customer's word weighs no more than the money it moved ([`Pallet::summary_by_value`]). Both say what the words come to
//!   by the native money paid; other assets weigh nothing. The client may take its word back, and the owner may answer: the
//!   last answer is kept, all are in events, and the client's deposit has paid for its room, so that an answer costs
//!   nobody anything. Tags are for indexers, who have them from events: no rule of the chain reads them, and totals of
//!   each tag would let clients write as many as there are words.
//! - **Validation.** The owner or the wallet asks a staked checker whether a job's output is right. A request binds nobody:
//!   the checker accepts it, and should look at the job's policy before. Then it must answer within
//!   [`Config::AnswerPeriod`], once and for good, since it is slashed for an answer that is wrong; it has the fee for it. An
//!   answer is wrong when the job comes to another result, by a quorum of [`Config::MinQuorum`] at least, within
//!   [`Config::ContradictionPeriod`]. Whoever shows that a checker is late or wrong has the reporter's share. A request's
//!   hash is used once for ever: so no checker that accepts can be given another request of the same name. Its mark and the
//!   scores that it stands for stay, and so does their part of the deposit.
//! - **Mandates.** The owner lets a key act as the agent: calls of some kinds ([`Kind`]), so much of some assets by a call
//!   and in a period, until a block. See below.
//!
//! ## What a mandate bounds
//!
//! Spending is measured, not declared: what the agent's account has free before and after a call, of each asset of the
//! mandate and of native money always. Money that is put aside counts as spent, be it a deposit, a bond or an escrow; what
//! comes back later does not give it back to the budget. A call that may spend another asset is refused
//! ([`MandatedCalls`]). If a limit is exceeded, all that the call did is undone.
//!
//! Periods follow each other from the grant on. So around the end of one, two budgets can be spent within a short time: the
//! most that a key can spend in any time of `n` periods is `n + 1` budgets.
//!
//! The owner revokes a mandate, or all at once however many they are, and the next transaction of the key fails. Keys pay
//! the fees of their transactions themselves. The owner acts without limits, but for the runtime's filter of calls.
//!
//! ## Money
//!
//! Deposits and fees are holds on those who pay them. `money.rs` alone moves any.

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
mod feedback;
mod identity;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod invariants;
mod mandates;
#[cfg(test)]
mod mock;
mod money;
pub mod rules;
#[cfg(test)]
mod tests;
#[allow(clippy::as_conversions, reason = "derived codecs cast the indices of variants")]
mod types;
mod validation;
mod wallets;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
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
		dispatch::PostDispatchInfo,
		pallet_prelude::*,
		traits::{fungible, fungibles, Consideration, Footprint},
	};
	use frame_system::pallet_prelude::*;
	use piazza_primitives::{Content, ContentHash, JobId, JobResults, SettlementId, Settlements, Stakes, Uri};
	use sp_core::H256;
	use sp_runtime::traits::{Convert, Dispatchable, IdentifyAccount, Verify, Zero};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

	/// Agents.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the runtime gives to this pallet.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<
		Hash = H256,
		RuntimeEvent: From<Event<Self>>,
		RuntimeCall: Dispatchable<PostInfo = PostDispatchInfo>,
	>
	{
		/// Tells what calls are.
		type Calls: MandatedCalls<Call = Self::RuntimeCall, AssetKind = Self::AssetKind>;

		/// Names an asset: the native one or another.
		type AssetKind: Parameter + MaxEncodedLen;

		/// The native asset.
		#[pallet::constant]
		type NativeAsset: Get<Self::AssetKind>;

		/// All assets. An account's balance is what is not held.
		type Assets: fungibles::Inspect<Self::AccountId, AssetId = Self::AssetKind, Balance = u128>;

		/// Native money.
		type Currency: fungible::Mutate<Self::AccountId>
			+ fungible::MutateHold<Self::AccountId, Balance = u128, Reason = Self::RuntimeHoldReason>;

		/// Why this pallet holds money.
		type RuntimeHoldReason: From<HoldReason>;

		/// The account of an agent: [`AgentAccounts`]. Nobody has its key.
		type AgentAccount: Convert<AgentId, Self::AccountId>;

		/// Deposits for records.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// Signatures of wallets.
		type Signature: Parameter + Verify<Signer = Self::Signer>;

		/// Whose signatures they are.
		type Signer: IdentifyAccount<AccountId = Self::AccountId>;

		/// What was paid, and by whom to whom.
		type Settlements: Settlements<Self::AccountId, Balance = u128>;

		/// What jobs came to.
		type Jobs: JobResults<Self::AccountId>;

		/// Stake of checkers, who validate.
		type Stakes: Stakes<Self::AccountId, Balance = u128>;

		/// For how long, in blocks, a wallet's signature counts at the most.
		#[pallet::constant]
		type WalletPeriod: Get<BlockNumberFor<Self>>;

		/// What a validator needs at stake.
		#[pallet::constant]
		type ValidatorStake: Get<u128>;

		/// Blocks that a validator has to answer.
		#[pallet::constant]
		type AnswerPeriod: Get<BlockNumberFor<Self>>;

		/// Blocks in which an answer may be contradicted. With [`Config::AnswerPeriod`] it must be shorter than stake needs to
		/// be withdrawn, and long enough for a job.
		#[pallet::constant]
		type ContradictionPeriod: Get<BlockNumberFor<Self>>;

		/// Least quorum of a job that contradicts an answer. With 1, a single provider could.
		#[pallet::constant]
		type MinQuorum: Get<u8>;

		/// What is taken from the stake of a validator that is late.
		#[pallet::constant]
		type LateFine: Get<u128>;

		/// What is taken from the stake of a validator that was wrong.
		#[pallet::constant]
		type ContradictionFine: Get<u128>;

		/// Weights of calls.
		type WeightInfo: WeightInfo;

		/// Makes what benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId, Self::AssetKind, Self::RuntimeCall, Self::Signature>;
	}

	/// Why this pallet holds money.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// It is the deposit of a record.
		#[codec(index = 0)]
		Deposit,
		/// It is the fee of a validation that is not answered.
		#[codec(index = 1)]
		Fee,
	}

	/// Number of the next agent.
	#[pallet::storage]
	pub type NextAgent<T> = StorageValue<_, AgentId, ValueQuery>;

	/// Agents.
	#[pallet::storage]
	pub type Agents<T: Config> = CountedStorageMap<_, Twox64Concat, AgentId, AgentOf<T>, OptionQuery>;

	/// Metadata, by agent and key.
	#[pallet::storage]
	pub type Metadata<T> =
		StorageDoubleMap<_, Twox64Concat, AgentId, Blake2_128Concat, MetadataKey, MetadataValue, OptionQuery>;

	/// Feedback, by the settlement it is about: each is used once.
	#[pallet::storage]
	pub type Feedbacks<T: Config> = StorageMap<_, Twox64Concat, SettlementId, FeedbackOf<T>, OptionQuery>;

	/// What each client's feedback comes to, by agent and client.
	#[pallet::storage]
	pub type ClientTotals<T: Config> =
		StorageDoubleMap<_, Twox64Concat, AgentId, Blake2_128Concat, T::AccountId, Totals, OptionQuery>;

	/// What all feedback comes to, by agent.
	#[pallet::storage]
	pub type AgentTotals<T> = StorageMap<_, Twox64Concat, AgentId, Totals, OptionQuery>;

	/// Requests for validation that are not over, by their hashes.
	#[pallet::storage]
	pub type Validations<T: Config> = StorageMap<_, Blake2_128Concat, H256, ValidationOf<T>, OptionQuery>;

	/// Hashes of all requests there ever were.
	#[pallet::storage]
	pub type RequestMarks<T: Config> = StorageMap<_, Blake2_128Concat, H256, MarkOf<T>, OptionQuery>;

	/// What each validator's answers come to, by agent and validator.
	#[pallet::storage]
	pub type AllScores<T: Config> =
		StorageDoubleMap<_, Twox64Concat, AgentId, Blake2_128Concat, T::AccountId, Scores, OptionQuery>;

	/// Mandates, by agent and key.
	#[pallet::storage]
	pub type Mandates<T: Config> =
		StorageDoubleMap<_, Twox64Concat, AgentId, Blake2_128Concat, T::AccountId, MandateOf<T>, OptionQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// There is a new agent.
		#[codec(index = 0)]
		Registered {
			/// The agent.
			agent: AgentId,
			/// Who it belongs to.
			owner: T::AccountId,
			/// Its account.
			account: T::AccountId,
			/// Where its registration file is.
			uri: Uri,
		},
		/// An agent's registration file is elsewhere.
		#[codec(index = 1)]
		UriSet {
			/// The agent.
			agent: AgentId,
			/// Where it was.
			old: Uri,
			/// Where it is.
			new: Uri,
		},
		/// An entry of an agent's metadata was set or removed.
		#[codec(index = 2)]
		MetadataSet {
			/// The agent.
			agent: AgentId,
			/// Its key.
			key: MetadataKey,
			/// Its value before.
			old: Option<MetadataValue>,
			/// Its value now.
			new: Option<MetadataValue>,
		},
		/// An agent's A2A card is another.
		#[codec(index = 3)]
		CardSet {
			/// The agent.
			agent: AgentId,
			/// The card before.
			old: Option<Card>,
			/// The card now.
			new: Option<Card>,
		},
		/// An agent's wallet is another.
		#[codec(index = 4)]
		WalletSet {
			/// The agent.
			agent: AgentId,
			/// The wallet before.
			old: Option<T::AccountId>,
			/// The wallet now.
			new: Option<T::AccountId>,
		},
		/// An agent belongs to another.
		#[codec(index = 5)]
		Transferred {
			/// The agent.
			agent: AgentId,
			/// Who had it.
			old: T::AccountId,
			/// Who has it.
			new: T::AccountId,
		},
		/// An agent is no more.
		#[codec(index = 6)]
		Deregistered {
			/// The agent.
			agent: AgentId,
		},
		/// A customer rated an agent.
		#[codec(index = 7)]
		FeedbackGiven {
			/// The agent.
			agent: AgentId,
			/// The customer.
			client: T::AccountId,
			/// What was paid for.
			settlement: SettlementId,
			/// What it says.
			rating: Rating,
			/// More of it, off chain.
			content: Content,
			/// Native money that was paid.
			weight: u128,
		},
		/// A customer took its word back.
		#[codec(index = 8)]
		FeedbackRevoked {
			/// The agent.
			agent: AgentId,
			/// The customer.
			client: T::AccountId,
			/// What was paid for.
			settlement: SettlementId,
		},
		/// Feedback that was taken back is not stored any more.
		#[codec(index = 9)]
		FeedbackRemoved {
			/// The agent.
			agent: AgentId,
			/// The customer.
			client: T::AccountId,
			/// What was paid for.
			settlement: SettlementId,
		},
		/// An agent's owner answered a customer.
		#[codec(index = 10)]
		Responded {
			/// The agent.
			agent: AgentId,
			/// What was paid for.
			settlement: SettlementId,
			/// The answer before.
			old: Option<Content>,
			/// The answer now.
			new: Content,
		},
		/// A checker is asked to validate an agent's work.
		#[codec(index = 11)]
		ValidationRequested {
			/// Hash of the request.
			request: H256,
			/// The agent.
			agent: AgentId,
			/// Who asks.
			requester: T::AccountId,
			/// Who is asked.
			validator: T::AccountId,
			/// The job that it is about.
			subject: JobId,
			/// Hash of the output that is said to be right.
			output: ContentHash,
			/// Native money that is held for the answer.
			fee: u128,
		},
		/// A checker will validate.
		#[codec(index = 12)]
		ValidationAccepted {
			/// Hash of the request.
			request: H256,
			/// The checker.
			validator: T::AccountId,
			/// The first block in which an answer is too late.
			until: BlockNumberFor<T>,
		},
		/// A checker has validated, and has its fee.
		#[codec(index = 13)]
		ValidationAnswered {
			/// Hash of the request.
			request: H256,
			/// The agent.
			agent: AgentId,
			/// The checker.
			validator: T::AccountId,
			/// What it says.
			answer: Answer,
			/// The first block in which it is too late to contradict it.
			until: BlockNumberFor<T>,
		},
		/// A checker did not answer in time. The fee is not held any more, and the validation is over.
		#[codec(index = 14)]
		ValidationLate {
			/// Hash of the request.
			request: H256,
			/// The checker.
			validator: T::AccountId,
			/// Who said so.
			reporter: T::AccountId,
			/// What of the checker's stake is frozen.
			slashed: u128,
		},
		/// A checker's answer was shown to be false. It is not counted any more, and the validation is over.
		#[codec(index = 15)]
		ValidationContradicted {
			/// Hash of the request.
			request: H256,
			/// The checker.
			validator: T::AccountId,
			/// Who said so.
			reporter: T::AccountId,
			/// Hash of the output that the job came to.
			output: ContentHash,
			/// What of the checker's stake is frozen.
			slashed: u128,
		},
		/// A request was taken back, or the time to contradict its answer is over.
		#[codec(index = 16)]
		ValidationClosed {
			/// Hash of the request.
			request: H256,
		},
		/// A key may act as an agent.
		#[codec(index = 17)]
		MandateGranted {
			/// The agent.
			agent: AgentId,
			/// The key.
			key: T::AccountId,
			/// What it may do.
			terms: MandateTermsOf<T>,
		},
		/// A mandate is no more.
		#[codec(index = 18)]
		MandateRevoked {
			/// The agent.
			agent: AgentId,
			/// The key.
			key: T::AccountId,
		},
		/// All mandates of an agent that there were are void.
		#[codec(index = 19)]
		MandatesVoided {
			/// The agent.
			agent: AgentId,
			/// Mandates of this generation and later ones are good.
			generation: u32,
		},
		/// A call was made as an agent.
		#[codec(index = 20)]
		Acted {
			/// The agent.
			agent: AgentId,
			/// Who made it.
			who: T::AccountId,
			/// What it is for; `None` when it was the owner's.
			kind: Option<Kind>,
		},
		/// A key's call spent an agent's money, or put it aside.
		#[codec(index = 21)]
		Spent {
			/// The agent.
			agent: AgentId,
			/// The key.
			key: T::AccountId,
			/// Of what.
			asset: T::AssetKind,
			/// How much.
			amount: u128,
		},
	}

	/// Why something was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such agent, entry, feedback, request or mandate.
		#[codec(index = 0)]
		NotFound,
		/// It is for the agent's owner to do this; or for its wallet, or the mandate's key, where that is said.
		#[codec(index = 1)]
		NotOwner,
		/// The key is the wallet's, which is bound by its signature.
		#[codec(index = 2)]
		ReservedKey,
		/// The agent has as many entries of metadata as it can.
		#[codec(index = 3)]
		MaxMetadataExceeded,
		/// It belongs to this account already, or this is its own account.
		#[codec(index = 4)]
		InvalidOwner,
		/// The agent's account has native money, free or held, or another asset.
		#[codec(index = 5)]
		AccountInUse,
		/// What was signed does not count any more, or for longer than anything does.
		#[codec(index = 6)]
		WrongExpiry,
		/// The signature is not the wallet's, or of something else.
		#[codec(index = 7)]
		BadSignature,
		/// The agent has no wallet.
		#[codec(index = 8)]
		NoWallet,
		/// A value has 18 decimals at the most.
		#[codec(index = 9)]
		TooManyDecimals,
		/// The value is more than a million of millions, above or below zero.
		#[codec(index = 10)]
		ValueTooLarge,
		/// The agent's owner, its account, its wallet and keys with a mandate do not judge it.
		#[codec(index = 11)]
		OwnAgent,
		/// There is feedback on this settlement, or there was and it was taken back.
		#[codec(index = 12)]
		SettlementUsed,
		/// Nothing was paid, more may be, or it is too long ago.
		#[codec(index = 13)]
		NoSettlement,
		/// Another paid.
		#[codec(index = 14)]
		NotPayer,
		/// Neither the agent nor its wallet was paid.
		#[codec(index = 15)]
		WrongPayee,
		/// It is another's feedback or request.
		#[codec(index = 16)]
		NotAuthor,
		/// The feedback was taken back.
		#[codec(index = 17)]
		Revoked,
		/// The feedback was not taken back.
		#[codec(index = 18)]
		NotRevoked,
		/// The settlement is still on the chain: without its feedback it could be used again.
		#[codec(index = 19)]
		SettlementStands,
		/// There was a request of this hash.
		#[codec(index = 20)]
		HashUsed,
		/// Another was asked.
		#[codec(index = 21)]
		NotValidator,
		/// The request is not accepted yet, was accepted, or is answered.
		#[codec(index = 22)]
		WrongStage,
		/// The time for it is over.
		#[codec(index = 23)]
		TooLate,
		/// The time for it has not come.
		#[codec(index = 24)]
		TooSoon,
		/// The greatest score is 100.
		#[codec(index = 25)]
		ScoreTooHigh,
		/// The job has no result, or too few workers had to agree on it.
		#[codec(index = 26)]
		NoResult,
		/// The job's result bears the answer out.
		#[codec(index = 27)]
		NotContradicted,
		/// Neither the owner nor the agent itself needs a mandate.
		#[codec(index = 28)]
		InvalidKey,
		/// The mandate would be over already, has no kinds or periods of no length, or limits an asset twice.
		#[codec(index = 29)]
		InvalidTerms,
		/// The signer is not the owner and has no mandate.
		#[codec(index = 30)]
		NoMandate,
		/// The mandate is an earlier owner's, or the owner has revoked all.
		#[codec(index = 31)]
		MandateVoid,
		/// The mandate is over.
		#[codec(index = 32)]
		MandateExpired,
		/// No mandate is enough for such a call.
		#[codec(index = 33)]
		NotMandatable,
		/// The mandate is not for such calls.
		#[codec(index = 34)]
		KindNotAllowed,
		/// The call spends an asset, or native money, that is not among the mandate's limits.
		#[codec(index = 35)]
		AssetNotListed,
		/// The call spends more than a call may.
		#[codec(index = 36)]
		CallLimitExceeded,
		/// The call spends more than is left in this period.
		#[codec(index = 37)]
		PeriodLimitExceeded,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::AgentAccount::convert(0) != T::AgentAccount::convert(1), "each agent must have an account");
			assert!(!T::WalletPeriod::get().is_zero(), "wallets must be possible");
			assert!(!T::AnswerPeriod::get().is_zero(), "there must be time to answer");
			assert!(!T::ContradictionPeriod::get().is_zero(), "there must be time to contradict");
			assert!(T::MinQuorum::get() > 0, "what a tenant's judge accepts shows nothing");
			assert!(T::LateFine::get() > 0 && T::ContradictionFine::get() > 0, "faults must cost something");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Registers an agent that the signer owns, and holds the deposit for it and its metadata.
		///
		/// Fails with [`Error::ReservedKey`], or when the signer cannot spare the deposit. Emits [`Event::Registered`] and
		/// [`Event::MetadataSet`] for each entry.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register(u32::try_from(metadata.len()).unwrap_or(u32::MAX)))]
		pub fn register(origin: OriginFor<T>, uri: Uri, metadata: MetadataEntries) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_register(owner, uri, metadata)
		}

		/// Says where an agent's registration file is. Signed by the owner.
		///
		/// Fails with [`Error::NotFound`] or [`Error::NotOwner`]. Emits [`Event::UriSet`].
		#[pallet::call_index(1)]
		pub fn set_uri(origin: OriginFor<T>, agent: AgentId, uri: Uri) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_uri(owner, agent, uri)
		}

		/// Sets an entry of an agent's metadata, or removes it with `None`, and holds as much more or less. Signed by the
		/// owner.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotOwner`], [`Error::ReservedKey`], [`Error::MaxMetadataExceeded`], or when
		/// the signer cannot spare the deposit. Emits [`Event::MetadataSet`].
		#[pallet::call_index(2)]
		pub fn set_metadata(
			origin: OriginFor<T>,
			agent: AgentId,
			key: MetadataKey,
			value: Option<MetadataValue>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_metadata(owner, agent, key, value)
		}

		/// Says what an agent's A2A card is; `None` when it has none. Signed by the owner.
		///
		/// Fails with [`Error::NotFound`] or [`Error::NotOwner`]. Emits [`Event::CardSet`].
		#[pallet::call_index(3)]
		pub fn set_card(origin: OriginFor<T>, agent: AgentId, card: Option<Card>) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_card(owner, agent, card)
		}

		/// Gives an agent to another, with the deposit that is held for it, its account and all that is on it. Its wallet is
		/// unbound, and all mandates are void. Signed by the owner.
		///
		/// The new owner is not asked. It must have an account already, and pays no more than what deposits rose by since.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotOwner`], [`Error::InvalidOwner`], or when the new owner cannot have the
		/// deposit. Emits [`Event::WalletSet`] if there was one, [`Event::MandatesVoided`] and [`Event::Transferred`].
		#[pallet::call_index(4)]
		pub fn transfer(origin: OriginFor<T>, agent: AgentId, new_owner: T::AccountId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_transfer(owner, agent, new_owner)
		}

		/// Ends an agent, and returns its deposit. What others said of it stays. Signed by the owner, who must have taken all
		/// off the agent's account, of every asset ([`Pallet::act`]): nobody can take what arrives there later. The account is
		/// seen to be empty when the chain has no record of it; an asset whose room there another account has paid for leaves
		/// none, so that the owner should look for those itself.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotOwner`] or [`Error::AccountInUse`]. Emits [`Event::Deregistered`].
		#[pallet::call_index(5)]
		pub fn deregister(origin: OriginFor<T>, agent: AgentId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_deregister(owner, agent)
		}

		/// Makes `wallet`, which signed [`Pallet::wallet_message`], the agent's. Signed by the owner.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotOwner`], [`Error::WrongExpiry`] or [`Error::BadSignature`]. Emits
		/// [`Event::WalletSet`].
		#[pallet::call_index(6)]
		pub fn bind_wallet(
			origin: OriginFor<T>,
			agent: AgentId,
			wallet: T::AccountId,
			expires: BlockNumberFor<T>,
			signature: T::Signature,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_bind_wallet(owner, agent, wallet, expires, signature)
		}

		/// Leaves the agent without a wallet. Signed by the owner or the wallet.
		///
		/// Fails with [`Error::NotFound`], [`Error::NoWallet`] or [`Error::NotOwner`]. Emits [`Event::WalletSet`].
		#[pallet::call_index(7)]
		pub fn unbind_wallet(origin: OriginFor<T>, agent: AgentId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unbind_wallet(who, agent)
		}

		/// Rates an agent for what the signer paid. `content` is the hash of more, off chain, and where it is. The deposit
		/// covers the room of an answer.
		///
		/// Fails with [`Error::NotFound`], [`Error::TooManyDecimals`], [`Error::ValueTooLarge`], [`Error::OwnAgent`],
		/// [`Error::SettlementUsed`], [`Error::NoSettlement`], [`Error::NotPayer`], [`Error::WrongPayee`], or when the signer
		/// cannot spare the deposit. Emits [`Event::FeedbackGiven`].
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::give_feedback().saturating_add(T::Settlements::settlement_weight()))]
		pub fn give_feedback(
			origin: OriginFor<T>,
			agent: AgentId,
			settlement: SettlementId,
			rating: Rating,
			content: Content,
		) -> DispatchResult {
			let client = ensure_signed(origin)?;
			Self::do_give_feedback(client, agent, settlement, rating, content)
		}

		/// Takes feedback back. Its settlement stays used. Signed by who gave it.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotAuthor`] or [`Error::Revoked`]. Emits [`Event::FeedbackRevoked`].
		#[pallet::call_index(9)]
		pub fn revoke_feedback(origin: OriginFor<T>, settlement: SettlementId) -> DispatchResult {
			let client = ensure_signed(origin)?;
			Self::do_revoke_feedback(client, settlement)
		}

		/// Removes feedback that was taken back, once its settlement is not on the chain any more, and returns its deposit.
		/// Signed by who gave it.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotAuthor`], [`Error::NotRevoked`] or [`Error::SettlementStands`]. Emits
		/// [`Event::FeedbackRemoved`].
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::remove_feedback().saturating_add(T::Settlements::settlement_weight()))]
		pub fn remove_feedback(origin: OriginFor<T>, settlement: SettlementId) -> DispatchResult {
			let client = ensure_signed(origin)?;
			Self::do_remove_feedback(client, settlement)
		}

		/// Answers feedback, in the place of the answer before. Signed by the agent's owner.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotOwner`] or [`Error::Revoked`]. Emits [`Event::Responded`].
		#[pallet::call_index(11)]
		pub fn respond(origin: OriginFor<T>, settlement: SettlementId, response: Content) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_respond(owner, settlement, response)
		}

		/// Asks a staked checker whether `output` is the right one of the job `subject`, and holds the fee for its answer.
		/// `request` is the hash of the question, off chain, and where it is. Signed by the agent's owner or wallet. A part of
		/// the deposit is never returned: it is for what stays for good.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotOwner`], [`Error::OwnAgent`], [`Error::HashUsed`], as the stake does,
		/// or when the signer cannot spare fee and deposit. Emits [`Event::ValidationRequested`].
		#[pallet::call_index(12)]
		pub fn request_validation(
			origin: OriginFor<T>,
			agent: AgentId,
			validator: T::AccountId,
			subject: JobId,
			output: ContentHash,
			request: Content,
			fee: u128,
		) -> DispatchResult {
			let requester = ensure_signed(origin)?;
			Self::do_request_validation(requester, agent, validator, subject, output, request, fee)
		}

		/// Promises an answer within [`Config::AnswerPeriod`]. Signed by the validator that was asked, who should know who
		/// can have the job's result made: it is what the answer is measured by.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotValidator`], [`Error::WrongStage`], or as the stake does. Emits
		/// [`Event::ValidationAccepted`].
		#[pallet::call_index(13)]
		pub fn accept_validation(origin: OriginFor<T>, request: H256) -> DispatchResult {
			let validator = ensure_signed(origin)?;
			Self::do_accept_validation(validator, request)
		}

		/// Answers, once and for good, and has the fee. Signed by the validator.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotValidator`], [`Error::WrongStage`], [`Error::TooLate`] or
		/// [`Error::ScoreTooHigh`]. Emits [`Event::ValidationAnswered`].
		#[pallet::call_index(14)]
		pub fn respond_validation(origin: OriginFor<T>, request: H256, answer: Answer) -> DispatchResult {
			let validator = ensure_signed(origin)?;
			Self::do_respond_validation(validator, request, answer)
		}

		/// Shows that a validator did not answer in time: it is slashed, and who asked has the fee and the deposit back.
		/// Anybody may sign this, and has the reporter's share.
		///
		/// Fails with [`Error::NotFound`], [`Error::WrongStage`], [`Error::TooSoon`], or as the slash does. Emits
		/// [`Event::ValidationLate`].
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::report_late().saturating_add(T::Stakes::slash_weight()))]
		pub fn report_late(origin: OriginFor<T>, request: H256) -> DispatchResult {
			let reporter = ensure_signed(origin)?;
			Self::do_report_late(reporter, request)
		}

		/// Shows that the job came to a result that contradicts a validator's answer: the validator is slashed, who asked
		/// has the fee back first and the deposit, and the answer counts no more. Anybody may sign this, and has the
		/// reporter's share.
		///
		/// Fails with [`Error::NotFound`], [`Error::WrongStage`], [`Error::TooLate`], [`Error::NoResult`],
		/// [`Error::NotContradicted`], or as the slash does. Emits [`Event::ValidationContradicted`].
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::report_contradiction().saturating_add(T::Stakes::slash_weight()))]
		pub fn report_contradiction(origin: OriginFor<T>, request: H256) -> DispatchResult {
			let reporter = ensure_signed(origin)?;
			Self::do_report_contradiction(reporter, request)
		}

		/// Takes back a request that was not accepted, with its fee, or clears away one whose answer cannot be contradicted
		/// any more; the answer still counts. Returns the deposit. Signed by who asked.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotAuthor`], [`Error::WrongStage`] or [`Error::TooSoon`]. Emits
		/// [`Event::ValidationClosed`].
		#[pallet::call_index(17)]
		pub fn close_validation(origin: OriginFor<T>, request: H256) -> DispatchResult {
			let requester = ensure_signed(origin)?;
			Self::do_close_validation(requester, request)
		}

		/// Lets `key` act as the agent, in the place of what it might before. Signed by the owner, who pays the deposit.
		///
		/// Fails with [`Error::NotFound`], [`Error::NotOwner`], [`Error::InvalidKey`], [`Error::InvalidTerms`], or when the
		/// signer cannot spare the deposit. Emits [`Event::MandateGranted`].
		#[pallet::call_index(18)]
		pub fn grant_mandate(
			origin: OriginFor<T>,
			agent: AgentId,
			key: T::AccountId,
			terms: MandateTermsOf<T>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_grant_mandate(owner, agent, key, terms)
		}

		/// Ends a mandate, and returns its deposit to who granted it. Signed by the owner or the key; by anybody, when the
		/// mandate is void or expired.
		///
		/// Fails with [`Error::NotFound`] or [`Error::NotOwner`]. Emits [`Event::MandateRevoked`].
		#[pallet::call_index(19)]
		pub fn revoke_mandate(origin: OriginFor<T>, agent: AgentId, key: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_revoke_mandate(who, agent, key)
		}

		/// Makes all mandates of an agent void. Their deposits are returned by [`Pallet::revoke_mandate`]. Signed by the
		/// owner.
		///
		/// Fails with [`Error::NotFound`] or [`Error::NotOwner`]. Emits [`Event::MandatesVoided`].
		#[pallet::call_index(20)]
		pub fn revoke_all_mandates(origin: OriginFor<T>, agent: AgentId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_revoke_all_mandates(owner, agent)
		}

		/// Makes a call as the agent. Signed by the owner, or by a key with a mandate for it. When the call fails, or spends
		/// more than it may, nothing is done. The signer pays the fee for both.
		///
		/// Fails with [`Error::NotFound`], [`Error::NoMandate`], [`Error::MandateVoid`], [`Error::MandateExpired`],
		/// [`Error::NotMandatable`], [`Error::KindNotAllowed`], [`Error::AssetNotListed`], [`Error::CallLimitExceeded`],
		/// [`Error::PeriodLimitExceeded`], or as the call does. Emits [`Event::Acted`], and [`Event::Spent`] for each asset
		/// that a key spent of.
		#[pallet::call_index(21)]
		#[pallet::weight({
			let info = call.get_dispatch_info();
			(Pallet::<T>::act_weight().saturating_add(info.call_weight), info.class)
		})]
		pub fn act(origin: OriginFor<T>, agent: AgentId, call: Box<T::RuntimeCall>) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin.clone())?;
			Self::do_act(origin, who, agent, *call)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The agent; `None` when there is none of this number.
		pub fn agent(agent: AgentId) -> Option<AgentOf<T>> {
			Agents::<T>::get(agent)
		}

		/// The account of an agent, whether there is one of this number or not.
		pub fn account(agent: AgentId) -> T::AccountId {
			T::AgentAccount::convert(agent)
		}

		/// An entry of an agent's metadata.
		pub fn metadata(agent: AgentId, key: MetadataKey) -> Option<MetadataValue> {
			Metadata::<T>::get(agent, key)
		}

		/// The bytes that a wallet signs to be the agent's, while it is as it is; `None` when there is no such agent.
		pub fn wallet_message(agent: AgentId, wallet: T::AccountId, expires: BlockNumberFor<T>) -> Option<Vec<u8>> {
			let record = Agents::<T>::get(agent)?;
			Some(Self::message_of_wallet(agent, &record, &wallet, expires))
		}

		/// The feedback on a settlement.
		pub fn feedback(settlement: SettlementId) -> Option<FeedbackOf<T>> {
			Feedbacks::<T>::get(settlement)
		}

		/// What these clients' feedback on an agent comes to. `None` when there are none: whoever asks must say whom it
		/// believes, since anybody can be many.
		pub fn summary(agent: AgentId, clients: RatersOf<T>) -> Option<Summary> {
			let mut totals = clients.iter().map(|client| ClientTotals::<T>::get(agent, client).unwrap_or_default());
			let first = totals.next()?;
			totals.try_fold(first, |sum, next| sum.merged(&next)).map(|totals| totals.summary())
		}

		/// What all customers' feedback on an agent comes to. Its mean by the money that was paid is what is hard to feign.
		pub fn summary_by_value(agent: AgentId) -> Summary {
			AgentTotals::<T>::get(agent).unwrap_or_default().summary()
		}

		/// The validation of this request; `None` when there is none, or it is over.
		pub fn validation(request: H256) -> Option<ValidationOf<T>> {
			Validations::<T>::get(request)
		}

		/// What these validators' answers about an agent come to. `None` when there are none.
		pub fn validation_summary(agent: AgentId, validators: RatersOf<T>) -> Option<ScoreSummary> {
			let mut all = validators.iter().map(|validator| AllScores::<T>::get(agent, validator).unwrap_or_default());
			let first = all.next()?;
			let scores = all.try_fold(first, |sum, next| sum.merged(&next))?;
			Some(ScoreSummary { count: scores.count, mean: scores.mean() })
		}

		/// What a key may do in this block, with what it has spent in this period; `None` when it may do nothing.
		pub fn mandate(agent: AgentId, key: T::AccountId) -> Option<MandateOf<T>> {
			let mut mandate = Mandates::<T>::get(agent, key)?;
			Self::ensure_in_force(&mandate, &Agents::<T>::get(agent)?).ok()?;
			mandate.tally = Self::tally_now(&mandate).ok()?;
			Some(mandate)
		}

		/// How much of an asset a key's next call could spend in this block.
		pub fn allowance(agent: AgentId, key: T::AccountId, asset: T::AssetKind) -> u128 {
			let Some(mandate) = Self::mandate(agent, key) else { return 0 };
			let mut limits = mandate.terms.limits.iter().enumerate();
			let found = limits.find(|(_, limit)| limit.asset == asset);
			found.map_or(0, |(index, limit)| mandate.tally.left(index, limit))
		}
	}

	impl<T: Config> Pallet<T> {
		/// This block.
		pub(crate) fn now() -> BlockNumberFor<T> {
			frame_system::Pallet::<T>::block_number()
		}
	}
}
