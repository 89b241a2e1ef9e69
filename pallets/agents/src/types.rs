//! What is stored, and what is asked for.

use crate::Config;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use frame_support::{
	traits::{ConstU32, Get},
	weights::Weight,
	BoundedBTreeSet, BoundedVec, PalletId,
};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{Content, ContentHash, EraIndex, JobId, Uri};
use scale_info::TypeInfo;
use sp_core::{H256, U256};
use sp_runtime::traits::{AccountIdConversion, Convert};

/// Number of an agent, given in the order of registration, from 0 on; never given twice.
pub type AgentId = u64;

/// Greatest number of an agent's entries of metadata.
pub const MAX_METADATA: u32 = 16;
/// Longest key of an entry, in bytes.
pub const MAX_KEY_LENGTH: u32 = 64;
/// Longest value of an entry, in bytes.
pub const MAX_VALUE_LENGTH: u32 = 256;
/// Longest id of the key that signs a card (`kid`), in bytes.
pub const MAX_KEY_ID_LENGTH: u32 = 128;
/// Longest tag, in bytes.
pub const MAX_TAG_LENGTH: u32 = 32;
/// Greatest number of a mandate's limits.
pub const MAX_LIMITS: u32 = 4;
/// Number of kinds of calls.
pub const KINDS: u32 = 6;
/// Greatest number of raters or validators that a summary is over.
pub const MAX_RATERS: u32 = 64;
/// The key that ERC-8004 keeps for the wallet, which is bound by a signature alone.
pub const WALLET_KEY: &[u8] = b"agentWallet";

/// Key of an entry of metadata.
pub type MetadataKey = BoundedVec<u8, ConstU32<MAX_KEY_LENGTH>>;
/// Value of an entry of metadata.
pub type MetadataValue = BoundedVec<u8, ConstU32<MAX_VALUE_LENGTH>>;
/// Entries of metadata.
pub type MetadataEntries = BoundedVec<(MetadataKey, MetadataValue), ConstU32<MAX_METADATA>>;
/// What something is about, for those who look for it. No rule of the chain reads it.
pub type Tag = BoundedVec<u8, ConstU32<MAX_TAG_LENGTH>>;
/// Those whose words are summed up.
pub type Raters<AccountId> = BoundedBTreeSet<AccountId, ConstU32<MAX_RATERS>>;
/// What a mandate is for.
pub type Kinds = BoundedBTreeSet<Kind, ConstU32<KINDS>>;
/// Limits of a mandate.
pub type Limits<AssetKind> = BoundedVec<Limit<AssetKind>, ConstU32<MAX_LIMITS>>;

/// Gives each agent an account, of which nobody has the key.
///
/// The number is tagged: without, agent 0 would have the account of the pallet's id itself, since what follows an id in an
/// account is filled up with zeros.
pub struct AgentAccounts<Id>(PhantomData<Id>);

impl<Id: Get<PalletId>, AccountId: Encode + Decode> Convert<AgentId, AccountId> for AgentAccounts<Id> {
	fn convert(agent: AgentId) -> AccountId {
		Id::get().into_sub_account_truncating((*b"agent", agent))
	}
}

/// An agent.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Agent<AccountId, Ticket> {
	/// Who it belongs to.
	pub owner: AccountId,
	/// Where its registration file is.
	pub uri: Uri,
	/// What its A2A card is.
	pub card: Option<Card>,
	/// Where it is paid, besides its own account. None at first: whoever is paid there has signed for it.
	pub wallet: Option<AccountId>,
	/// Number of the next binding of a wallet.
	pub nonce: u64,
	/// Mandates of an earlier generation are void.
	pub generation: u32,
	/// How much metadata it has.
	pub metadata: MetadataRoom,
	/// Deposit for all of it.
	pub ticket: Ticket,
}

/// How much metadata there is.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct MetadataRoom {
	/// Number of entries.
	pub entries: u32,
	/// Bytes of all keys and values.
	pub bytes: u32,
}

/// Names an agent's A2A card, which is elsewhere: whoever fetched it can tell whether it is this one.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Card {
	/// SHA-256 of the card in the canonical form of RFC 8785, without its signatures.
	pub hash: H256,
	/// Id of the key that signs it: `kid` in the signature's protected header.
	pub key_id: BoundedVec<u8, ConstU32<MAX_KEY_ID_LENGTH>>,
}

/// What a customer says.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Rating {
	/// The value, in units of 10^-`decimals`.
	pub value: i128,
	/// At most 18.
	pub decimals: u8,
	/// What it is about.
	pub tag1: Tag,
	/// What it is about, more closely.
	pub tag2: Tag,
}

/// A customer's word on what it paid for.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Feedback<AccountId, Ticket> {
	/// Whom it is about.
	pub agent: AgentId,
	/// Whose it is.
	pub client: AccountId,
	/// What it says.
	pub rating: Rating,
	/// More of it, off chain.
	pub content: Content,
	/// Native money that was paid.
	pub weight: u128,
	/// Whether it was taken back: it is not counted then, and its settlement cannot be used again.
	pub revoked: bool,
	/// The last answer of the agent's owner.
	pub response: Option<Content>,
	/// Deposit of its client.
	pub ticket: Ticket,
}

/// A sum of values, each counted so many times.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Sum {
	/// Of those above zero.
	pub up: U256,
	/// Of those below zero, without their sign.
	pub down: U256,
}

/// All that was said and not taken back. Values are in the common scale, in units of 10^-18.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Totals {
	/// How many words there are.
	pub count: u32,
	/// Sum of their values.
	pub values: Sum,
	/// Native money that was paid.
	pub weight: u128,
	/// Sum of the values, each times the money that was paid.
	pub weighted: Sum,
}

/// What all that was said comes to. Means are in units of 10^-18, rounded toward zero.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, PartialEq, TypeInfo)]
pub struct Summary {
	/// How many words there are.
	pub count: u32,
	/// Their mean, each word as good as any other; `None` when there is none.
	pub mean: Option<i128>,
	/// Native money that was paid.
	pub weight: u128,
	/// Their mean by the money that was paid; `None` when it was none.
	pub weighted_mean: Option<i128>,
}

/// What a validator is asked.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Validation<AccountId, BlockNumber, Ticket> {
	/// Whose work it is.
	pub agent: AgentId,
	/// Who asks, and pays fee and deposit.
	pub requester: AccountId,
	/// Who is asked.
	pub validator: AccountId,
	/// The job that the work was done for, or that does it again.
	pub subject: JobId,
	/// Hash of the output that is said to be right.
	pub output: ContentHash,
	/// Where the request is found. Its hash is the validation's name.
	pub uri: Uri,
	/// Native money that the validator gets for its answer.
	pub fee: u128,
	/// How far it is.
	pub stage: Stage<BlockNumber>,
	/// Deposit of the requester.
	pub ticket: Ticket,
}

/// How far a validation is.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Stage<BlockNumber> {
	/// It was asked for, and binds nobody.
	#[codec(index = 0)]
	Requested,
	/// The validator owes an answer.
	#[codec(index = 1)]
	Accepted {
		/// The era of stake in which it said so.
		era: EraIndex,
		/// The first block in which it is too late.
		until: BlockNumber,
	},
	/// The validator has answered.
	#[codec(index = 2)]
	Answered {
		/// What it says.
		answer: Answer,
		/// The era of stake in which it said so.
		era: EraIndex,
		/// The first block in which it is too late to contradict it.
		until: BlockNumber,
	},
}

/// What a validator says.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Answer {
	/// From 0, wrong, to 100, right. From 50 on it says that the output is the right one.
	pub score: u8,
	/// Why, off chain.
	pub content: Content,
	/// What it is about.
	pub tag: Tag,
}

/// Keeps a request's hash from being used again.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Mark<AccountId, Ticket> {
	/// Who asked.
	pub depositor: AccountId,
	/// Its deposit, for good.
	pub ticket: Ticket,
}

/// All that a validator answered about an agent.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Scores {
	/// How many answers there are that nobody has contradicted.
	pub count: u32,
	/// Sum of their scores.
	pub sum: u64,
}

/// What all answers come to.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, PartialEq, TypeInfo)]
pub struct ScoreSummary {
	/// How many there are.
	pub count: u32,
	/// Mean of their scores, in units of 10^-18, rounded down; `None` when there is none.
	pub mean: Option<i128>,
}

/// What a call is for.
#[derive(
	Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, Ord, PartialEq, PartialOrd, TypeInfo,
)]
pub enum Kind {
	/// Paying somebody at once.
	#[codec(index = 0)]
	Transfer,
	/// Renting machines: ordering, taking offers, extending, ending.
	#[codec(index = 1)]
	Lease,
	/// Having work done and doing it: submitting, funding, judging, delivering.
	#[codec(index = 2)]
	Job,
	/// Buying the right to read data.
	#[codec(index = 3)]
	Licence,
	/// Paying through channels: opening, filling, closing, redeeming.
	#[codec(index = 4)]
	Channel,
	/// Saying what one thinks of others' work.
	#[codec(index = 5)]
	Feedback,
}

/// What a call is, as far as mandates go.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MandatedCall<AssetKind> {
	/// What it is for.
	pub kind: Kind,
	/// The one asset that it can spend, or put aside, besides native money; `None` when there is none.
	pub asset: Option<AssetKind>,
}

/// Tells what calls are. The runtime knows.
///
/// What a call spends is measured, on the agent's account, before and after. That is sound only for calls that this trait
/// names, so it must say `None` of every call
/// - that makes other calls, now or later: batches, proxies, multi-signature accounts, sudo, the scheduler, `act` itself;
/// - that lets somebody else spend later without a call of the agent's: approvals, new proxies, new admins of assets;
/// - that can spend more than one asset besides native money, or one that this trait does not name;
/// - that can take in and give out the same asset, since what comes in is set against what goes out;
/// - that gives away what is not money but worth some, like an asset's ownership or another agent.
pub trait MandatedCalls {
	/// Calls of the runtime.
	type Call;
	/// Names an asset.
	type AssetKind;

	/// What the call is; `None` when no mandate is enough for it. May read what the call is about.
	fn describe(call: &Self::Call) -> Option<MandatedCall<Self::AssetKind>>;

	/// The greatest weight of [`MandatedCalls::describe`].
	fn describe_weight() -> Weight;
}

/// How much of an asset a key may spend.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Limit<AssetKind> {
	/// The asset.
	pub asset: AssetKind,
	/// By one call.
	pub per_call: u128,
	/// In one period.
	pub per_period: u128,
}

/// What an owner lets a key do.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct MandateTerms<AssetKind, BlockNumber> {
	/// How much it may spend. Nothing of an asset that is not among them, native money included.
	pub limits: Limits<AssetKind>,
	/// Length of a period, in blocks. The first begins with the grant.
	pub period: BlockNumber,
	/// For what.
	pub kinds: Kinds,
	/// The first block in which it may do nothing more.
	pub expires: BlockNumber,
}

/// What was spent in a period.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Tally<BlockNumber> {
	/// The period, counted from 0.
	pub period: BlockNumber,
	/// How much, by limit.
	pub used: BoundedVec<u128, ConstU32<MAX_LIMITS>>,
}

/// What a key may do, and has done.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Mandate<AccountId, AssetKind, BlockNumber, Ticket> {
	/// What it may do.
	pub terms: MandateTerms<AssetKind, BlockNumber>,
	/// The agent's generation: it is void in a later one.
	pub generation: u32,
	/// The block in which its first period began.
	pub granted_at: BlockNumber,
	/// What was spent in the period of the last call.
	pub tally: Tally<BlockNumber>,
	/// Who granted it.
	pub depositor: AccountId,
	/// Its deposit.
	pub ticket: Ticket,
}

/// Agent of a runtime.
pub type AgentOf<T> = Agent<<T as frame_system::Config>::AccountId, <T as Config>::Consideration>;
/// Feedback of a runtime.
pub type FeedbackOf<T> = Feedback<<T as frame_system::Config>::AccountId, <T as Config>::Consideration>;
/// Validation of a runtime.
pub type ValidationOf<T> =
	Validation<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, <T as Config>::Consideration>;
/// Mark of a request in a runtime.
pub type MarkOf<T> = Mark<<T as frame_system::Config>::AccountId, <T as Config>::Consideration>;
/// Terms of a mandate of a runtime.
pub type MandateTermsOf<T> = MandateTerms<<T as Config>::AssetKind, BlockNumberFor<T>>;
/// Mandate of a runtime.
pub type MandateOf<T> = Mandate<
	<T as frame_system::Config>::AccountId,
	<T as Config>::AssetKind,
	BlockNumberFor<T>,
	<T as Config>::Consideration,
>;
/// Raters of a runtime.
pub type RatersOf<T> = Raters<<T as frame_system::Config>::AccountId>;
