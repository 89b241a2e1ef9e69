//! What is stored.

use crate::Config;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{Content, EraIndex, JobId, ProgramId, Tier, Uri, WebClaims, Window};
use scale_info::TypeInfo;
use sp_core::{H256, U256};
use sp_runtime::Permill;

/// Number of a pool, given in the order of creation.
pub type PoolId = u32;

/// Number of a licence of a pool, given in the order of sale. What a licence lets read is told by these numbers: they are
/// the clock by which contributions come and consents change.
pub type LicenceId = u64;

/// Number of an epoch: the block's number, divided by the length of epochs.
pub type EpochIndex = u32;

/// In how many stretches of licences one contributor may have been out of a pool. When it comes back after the last, it
/// can leave again, but not come back once more.
pub const MAX_GAPS: u32 = 8;

/// Most tokens that a pool ever mints, in the smallest unit. With so few, rounding in their favour what one token has had
/// of income, once in each block there can be, gives all of them together less than one unit too much.
pub const MAX_SUPPLY: u128 = 1 << 96;

/// Longest output of a jury's job that a score is read from, in bytes.
pub const MAX_VERDICT_LENGTH: u32 = 64;

/// How often the same question of the web may be answered in one pool.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Answers {
	/// Once: the fact is public, and whoever brings it first has it.
	#[codec(index = 0)]
	One,
	/// Once by each contributor: the answer is about whoever asks. No claim counts twice all the same: where answers may be
	/// equal, claims say in their context whom they are for.
	#[codec(index = 1)]
	OnePerContributor,
}

/// What says how good a contribution is.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Scoring {
	/// A program in an enclave, by the signature of a worker whose evidence measured it.
	#[codec(index = 0)]
	Enclave {
		/// The program.
		program: ProgramId,
		/// How strongly the worker is known at the least.
		min_tier: Tier,
	},
	/// Its origin: what is proven to come from the web through this provider has the full score.
	#[codec(index = 1)]
	Web {
		/// The provider.
		provider: H256,
		/// How often a question may be answered.
		answers: Answers,
	},
	/// A job of this program whose input is the content and whose output is the score, done for the contributor.
	#[codec(index = 2)]
	Jury {
		/// The program.
		program: ProgramId,
		/// How many workers had to give the same output at the least. One is enough for a program in an enclave or one
		/// that proves its outputs; of any other, a contributor could ask its own worker.
		min_quorum: u8,
	},
}

/// Who gets what of each licence. The stakers get what is left.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Split {
	/// The pool's owner.
	pub owner: Permill,
	/// The treasury.
	pub treasury: Permill,
}

/// Most that may happen to a pool's tokens in a period.
///
/// Periods are counted from genesis on, so that two limits may be used up shortly after one another.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Breaker<BlockNumber> {
	/// Length of a period, in blocks.
	pub period: BlockNumber,
	/// Most tokens minted.
	pub max_mint: u128,
	/// By how much more may be unstaked than staked, in tokens.
	pub max_outflow: u128,
}

/// What a pool promises. None of it changes but for the price.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Terms<AssetKind, BlockNumber> {
	/// What data looks like here.
	pub schema: Content,
	/// What licences allow, in words.
	pub conditions: Content,
	/// What says how good a contribution is.
	pub scoring: Scoring,
	/// Tokens for the full score, in the smallest unit.
	pub factor: u128,
	/// What licences are paid in.
	pub asset: AssetKind,
	/// Price of a unit: one contribution, read once. Nothing is sold while there is none.
	pub price: Option<u128>,
	/// Who gets what of it.
	pub split: Split,
	/// The program, in an enclave, that reads for whoever has a licence, and counts the units.
	pub reader: ProgramId,
	/// For how long a licence lets read, in blocks.
	pub licence_period: BlockNumber,
	/// Most that may happen to tokens in a period.
	pub breaker: Breaker<BlockNumber>,
}

/// One pool.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Pool<AccountId, AssetKind, BlockNumber, Ticket> {
	/// Who made it, sets its price and has a share of its income.
	pub owner: AccountId,
	/// What it promises.
	pub terms: Terms<AssetKind, BlockNumber>,
	/// Deposit of the record, held on the owner.
	pub ticket: Ticket,
}

/// Income that flows to stakers, evenly over a while, to each by its share of all that is staked.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Dividends<BlockNumber> {
	/// All that ever came in: so little that nothing below can be too great.
	pub received: u128,
	/// What one token that was always staked has had, in 2^-128 of the smallest unit.
	pub per_token: U256,
	/// What has not flowed yet.
	pub left: u128,
	/// The block up to which it has.
	pub at: BlockNumber,
	/// The block at which it all will have.
	pub until: BlockNumber,
}

/// What happened to a pool's tokens in a period.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Meter<BlockNumber> {
	/// Number of the period.
	pub period: BlockNumber,
	/// Tokens minted.
	pub minted: u128,
	/// Tokens staked that were not minted for it.
	pub staked: u128,
	/// Tokens unstaked.
	pub unstaked: u128,
}

/// What a pool has and owes.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Books<AccountId, BlockNumber> {
	/// Contributions, all ever made.
	pub contributions: u64,
	/// Tokens, all ever minted.
	pub minted: u128,
	/// Those whose contributors let everybody read them.
	pub offered: u64,
	/// Number of the next licence.
	pub next_licence: LicenceId,
	/// All tokens that are staked.
	pub staked: u128,
	/// How income flows to stakers.
	pub dividends: Dividends<BlockNumber>,
	/// All that is kept for stakers, whether it has flowed or not.
	pub kept: u128,
	/// What is kept for the owner.
	pub owner_due: u128,
	/// What the treasury could not receive: it goes there with the next licence.
	pub treasury_due: u128,
	/// What happened in this period.
	pub meter: Meter<BlockNumber>,
	/// Who vouches for it.
	pub curator: Option<AccountId>,
	/// Whether its token has a market.
	pub market: bool,
}

impl<AccountId, BlockNumber: Default> Default for Books<AccountId, BlockNumber> {
	fn default() -> Self {
		Self {
			contributions: 0,
			minted: 0,
			offered: 0,
			next_licence: 0,
			staked: 0,
			dividends: Default::default(),
			kept: 0,
			owner_due: 0,
			treasury_due: 0,
			meter: Default::default(),
			curator: None,
			market: false,
		}
	}
}

/// Data that somebody brought. It is for good: nothing comes twice.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Contribution<AccountId, BlockNumber, Ticket> {
	/// Who brought it.
	pub contributor: AccountId,
	/// Hint where it is; it is encrypted for the pool's reader.
	pub uri: Uri,
	/// How good it is.
	pub score: Permill,
	/// What was minted for it.
	pub tokens: u128,
	/// The first licence that lets read it.
	pub from: LicenceId,
	/// Block in which it came.
	pub at: BlockNumber,
	/// Deposit of the record, held on the contributor.
	pub ticket: Ticket,
}

/// How somebody shows how good a contribution is.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, PartialEq, TypeInfo)]
pub enum Proof<AccountId, BlockNumber, Signature, Claim> {
	/// A worker in an enclave says so.
	#[codec(index = 0)]
	Enclave {
		/// The worker.
		worker: AccountId,
		/// What it says.
		score: Permill,
		/// The first block in which that does not count any more.
		expires: BlockNumber,
		/// Its signature; see [`Pallet::score_message`](crate::Pallet::score_message).
		signature: Signature,
	},
	/// It was seen on the web.
	#[codec(index = 1)]
	Web {
		/// The claim.
		claim: Claim,
	},
	/// A job came to this.
	#[codec(index = 2)]
	Jury {
		/// The job.
		job: JobId,
		/// Its output: the score's millionths, four bytes with the least significant first.
		output: BoundedVec<u8, ConstU32<MAX_VERDICT_LENGTH>>,
	},
}

/// What a contributor lets happen to its data.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Consent<Ticket> {
	/// Contributions of this contributor.
	pub contributions: u32,
	/// Number of its next word on the matter.
	pub nonce: u64,
	/// Licences that do not let read its data; the earliest first. The last has no end while it is out.
	pub gaps: BoundedVec<Window<LicenceId>, ConstU32<MAX_GAPS>>,
	/// Deposit of the record, held on the contributor.
	pub ticket: Ticket,
}

/// What a contributor says about its data.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Choice<AccountId> {
	/// Everybody who buys a licence from now on may read it.
	#[codec(index = 0)]
	Open,
	/// Licences sold from now on do not let read it.
	#[codec(index = 1)]
	Close,
	/// `grantee` may read it under its licences for `purpose`, even if everybody else may not.
	#[codec(index = 2)]
	Grant {
		/// Who.
		grantee: AccountId,
		/// For what: the hash of a text that both have.
		purpose: H256,
	},
	/// That ends.
	#[codec(index = 3)]
	Revoke {
		/// Who.
		grantee: AccountId,
	},
}

/// What a contributor allowed one buyer.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Grant<AccountId, Ticket> {
	/// For what.
	pub purpose: H256,
	/// Who brought it here and paid the deposit.
	pub depositor: AccountId,
	/// Deposit of the record.
	pub ticket: Ticket,
}

/// The right to have data read.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Licence<AccountId, BlockNumber, Ticket> {
	/// Who has it.
	pub buyer: AccountId,
	/// For what.
	pub purpose: H256,
	/// The program that may read.
	pub program: ProgramId,
	/// How much it may read.
	pub units: u32,
	/// What was paid.
	pub paid: u128,
	/// When it may read.
	pub window: Window<BlockNumber>,
	/// Deposit of the record, held on the buyer.
	pub ticket: Ticket,
}

/// What somebody has in a pool.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Stake<Ticket> {
	/// Tokens staked.
	pub amount: u128,
	/// [`Dividends::per_token`] up to which it had its share.
	pub per_token: U256,
	/// Its share up to there, less what it claimed.
	pub due: u128,
	/// Deposit of the record, held on the staker.
	pub ticket: Ticket,
}

/// What a pool achieved in an epoch, or all of them together.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Metrics {
	/// What was paid for licences.
	pub volume: u128,
	/// Contributors that were new to the pool.
	pub contributors: u128,
	/// What the treasury had of it.
	pub fees: u128,
}

/// What a pool achieved in an epoch, and who vouched for it.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Record<AccountId> {
	/// What it achieved.
	pub metrics: Metrics,
	/// Who vouched for it when it first did.
	pub curator: AccountId,
	/// The era of stake in which that was.
	pub era: EraIndex,
}

/// What there is for all pools that achieved something in an epoch.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Epoch {
	/// All that was put in.
	pub fund: u128,
	/// What of it is not allotted.
	pub left: u128,
	/// What all pools achieved.
	pub totals: Metrics,
	/// Pools that have something allotted to them when it is over.
	pub pools: u32,
}

/// A pool's share of an epoch's fund.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Award<AccountId> {
	/// What was not paid yet.
	pub left: u128,
	/// Tranches that were.
	pub tranches: u32,
	/// Who vouched for the pool.
	pub curator: AccountId,
	/// The era of stake in which it did.
	pub era: EraIndex,
}

/// What a licence would come to.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, PartialEq, TypeInfo)]
pub struct Parts {
	/// For the pool's owner.
	pub owner: u128,
	/// For the treasury.
	pub treasury: u128,
	/// For the stakers.
	pub stakers: u128,
}

/// Terms of a runtime.
pub type TermsOf<T> = Terms<<T as Config>::AssetKind, BlockNumberFor<T>>;
/// Pool of a runtime.
pub type PoolOf<T> = Pool<
	<T as frame_system::Config>::AccountId,
	<T as Config>::AssetKind,
	BlockNumberFor<T>,
	<T as Config>::Consideration,
>;
/// Books of a runtime.
pub type BooksOf<T> = Books<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;
/// Contribution of a runtime.
pub type ContributionOf<T> =
	Contribution<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, <T as Config>::Consideration>;
/// Proof of a runtime.
pub type ProofOf<T> = Proof<
	<T as frame_system::Config>::AccountId,
	BlockNumberFor<T>,
	<T as Config>::Signature,
	<<T as Config>::Claims as WebClaims<<T as frame_system::Config>::AccountId>>::Claim,
>;
/// Consent of a runtime.
pub type ConsentOf<T> = Consent<<T as Config>::Consideration>;
/// Choice of a runtime.
pub type ChoiceOf<T> = Choice<<T as frame_system::Config>::AccountId>;
/// Grant of a runtime.
pub type GrantOf<T> = Grant<<T as frame_system::Config>::AccountId, <T as Config>::Consideration>;
/// Licence of a runtime.
pub type LicenceOf<T> =
	Licence<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, <T as Config>::Consideration>;
/// Stake of a runtime.
pub type StakeOf<T> = Stake<<T as Config>::Consideration>;
/// Record of a runtime.
pub type RecordOf<T> = Record<<T as frame_system::Config>::AccountId>;
/// Award of a runtime.
pub type AwardOf<T> = Award<<T as frame_system::Config>::AccountId>;
