//! What is stored.

use crate::{BalanceOf, Config};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{traits::ConstU32, BoundedVec};
use frame_system::pallet_prelude::BlockNumberFor;
use piazza_primitives::{
	AgendaTicket, ClassId, Content, EraIndex, EscrowId, LeaseId, MinScore, PanelId, ProgramId, Receipt, Settlement,
	Tier,
};
use scale_info::TypeInfo;
use sp_runtime::Perbill;

/// Number of an order, given in the order of placing.
pub type OrderId = u64;

/// Most bids that wait for one order's tenant.
pub const MAX_BIDS: u32 = 20;
/// Most accounts in a list of those who may deal.
pub const MAX_ALLOWED: u32 = 8;
/// Most attributes that an order asks for, or that one auditor states of one worker.
pub const MAX_ATTRIBUTES: u32 = 16;
/// Most steps of the table of what downtime costs.
pub const MAX_STEPS: u32 = 8;

/// Something that is said of a machine, UTF-8, such as `region=eu`. What it means is between those who use it.
pub type Attribute = BoundedVec<u8, ConstU32<64>>;
/// Several attributes.
pub type Attributes = BoundedVec<Attribute, ConstU32<MAX_ATTRIBUTES>>;
/// Accounts that may deal; when empty, everybody may.
pub type Allowed<AccountId> = BoundedVec<AccountId, ConstU32<MAX_ALLOWED>>;

/// What a tenant asks of a machine and of who owns it.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Spec<AccountId, Balance> {
	/// The class of its hardware: by its evidence when that shows GPUs, else by its owner's word.
	pub class: ClassId,
	/// Least number of GPUs.
	pub gpus: u8,
	/// How strongly it is known at the least.
	pub min_tier: Tier,
	/// The enclave that its evidence measured.
	pub program: Option<ProgramId>,
	/// What [`Spec::auditor`] says of it, all of these.
	pub attributes: Attributes,
	/// Whose word counts for the attributes; `None` for the owner's own.
	pub auditor: Option<AccountId>,
	/// Providers that may bid.
	pub providers: Allowed<AccountId>,
	/// What must be known of the provider.
	pub min_score: Option<MinScore<Balance>>,
}

/// What a tenant asks for, and what it gives.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct OrderTerms<AccountId, AssetKind, Balance, BlockNumber> {
	/// The machine.
	pub spec: Spec<AccountId, Balance>,
	/// What is paid in.
	pub asset: AssetKind,
	/// Greatest price of a block, the protocol fee included.
	pub max_rate: Balance,
	/// What is put aside at once. When it is used up, the lease ends; more can be added at any time.
	pub deposit: Balance,
	/// For how many blocks.
	pub duration: BlockNumber,
	/// How many blocks before it wants the machine back the provider has to say so.
	pub reclaim_window: BlockNumber,
}

/// An order that waits for bids.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Order<AccountId, AssetKind, Balance, BlockNumber, Ticket> {
	/// Who placed it.
	pub tenant: AccountId,
	/// What it asks for.
	pub terms: OrderTerms<AccountId, AssetKind, Balance, BlockNumber>,
	/// Where its money waits.
	pub escrow: EscrowId,
	/// Its end on the agenda.
	pub due: Option<AgendaTicket<BlockNumber>>,
	/// Its deposit.
	pub ticket: Ticket,
}

/// What a provider asks for its machine.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Bid<AccountId, Balance, BlockNumber> {
	/// The machine.
	pub worker: AccountId,
	/// Its owner.
	pub provider: AccountId,
	/// Price of a block, the protocol fee included.
	pub rate: Balance,
	/// How many blocks the tenant may have it for, should it extend the lease.
	pub max_duration: BlockNumber,
	/// What is held on the provider while the bid waits.
	pub deposit: Balance,
}

/// What a provider offers to whoever takes it.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct OfferTerms<AccountId, AssetKind, Balance, BlockNumber> {
	/// The class of its hardware.
	pub class: ClassId,
	/// How many GPUs.
	pub gpus: u8,
	/// What is paid in.
	pub asset: AssetKind,
	/// Price of a block, the protocol fee included.
	pub rate: Balance,
	/// Fewest blocks.
	pub min_duration: BlockNumber,
	/// Most blocks, extensions included.
	pub max_duration: BlockNumber,
	/// How many blocks before it wants the machine back the provider has to say so.
	pub reclaim_window: BlockNumber,
	/// Tenants that may take it.
	pub tenants: Allowed<AccountId>,
}

/// An offer of one machine.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Offer<AccountId, AssetKind, Balance, BlockNumber, Ticket> {
	/// The machine's owner.
	pub provider: AccountId,
	/// What it offers.
	pub terms: OfferTerms<AccountId, AssetKind, Balance, BlockNumber>,
	/// Its deposit.
	pub ticket: Ticket,
}

/// Somebody doubts that a leased machine is there.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Challenge<AccountId, Balance, BlockNumber> {
	/// Who.
	pub challenger: AccountId,
	/// What is held on the challenger. The provider gets it if the machine is there.
	pub bond: Balance,
	/// Since when: rent for the time from here on is paid only if the machine is there.
	pub at: BlockNumber,
	/// First block in which it is too late to answer.
	pub until: BlockNumber,
}

/// A machine that is rented. Prices and rules are those of the block in which it began.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Lease<AccountId, AssetKind, Balance, BlockNumber, Ticket> {
	/// Who rents.
	pub tenant: AccountId,
	/// Who is paid.
	pub provider: AccountId,
	/// The machine.
	pub worker: AccountId,
	/// The class it was rented as.
	pub class: ClassId,
	/// How many GPUs it was rented with.
	pub gpus: u8,
	/// Whether its evidence showed both when the lease began.
	pub proven: bool,
	/// How strongly it must be known to count as there.
	pub min_tier: Tier,
	/// The enclave that it must run to count as there.
	pub program: Option<ProgramId>,
	/// What is paid in.
	pub asset: AssetKind,
	/// Price of a block, the protocol fee included.
	pub rate: Balance,
	/// The part of the provider's stake that answers for this machine: what downtime costs is a share of it.
	pub bond: Balance,
	/// Where its money waits.
	pub escrow: EscrowId,
	/// What was settled, fees included.
	pub settled: Balance,
	/// The block in which it began: rent is due for those after it.
	pub started_at: BlockNumber,
	/// The block in which results of its work were reported last, or else that in which it began.
	pub reported_at: BlockNumber,
	/// Its last block, unless money is used up before.
	pub ends_at: BlockNumber,
	/// The last block that the tenant may extend it to.
	pub last_end: BlockNumber,
	/// How many blocks before it wants the machine back the provider has to say so.
	pub reclaim_window: BlockNumber,
	/// First block in which the provider may end it; `None` when it has not said that it wants to.
	pub reclaim_from: Option<BlockNumber>,
	/// Who doubts that the machine is there.
	pub challenge: Option<Challenge<AccountId, Balance, BlockNumber>>,
	/// What happens next by itself, on the agenda.
	pub due: Option<AgendaTicket<BlockNumber>>,
	/// Its deposit.
	pub ticket: Ticket,
}

/// What one auditor says of one worker.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Audit<Ticket> {
	/// What it says.
	pub attributes: Attributes,
	/// Its deposit, held on the auditor.
	pub ticket: Ticket,
}

/// From how long a fault on it costs how much.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
	serde::Deserialize,
	serde::Serialize,
)]
pub struct Step<BlockNumber> {
	/// Blocks that the fault has lasted.
	pub after: BlockNumber,
	/// Share of the class's bond that it has cost from there on, all in all. Half when the provider said so itself.
	pub share: Perbill,
}

/// What a fault costs, from short to long.
pub type CostTable<BlockNumber> = BoundedVec<Step<BlockNumber>, ConstU32<MAX_STEPS>>;

/// A machine that was found missing from its lease and has not come back.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Downtime<AccountId, Balance, BlockNumber> {
	/// Who answers for it.
	pub provider: AccountId,
	/// What a whole share of it costs.
	pub bond: Balance,
	/// Since when.
	pub since: BlockNumber,
	/// The era of that block.
	pub era: EraIndex,
	/// What it has cost up to now, before a self-report halves it.
	pub charged: Balance,
	/// Whether the provider said so itself.
	pub self_reported: bool,
	/// Who found it missing.
	pub reporter: Option<AccountId>,
	/// When it costs more, on the agenda; `None` when it cannot cost more.
	pub due: Option<AgendaTicket<BlockNumber>>,
}

/// Most members of a panel that judges.
pub const MAX_JUDGES: u32 = 7;

/// A tenant says that a machine is not what it was rented as.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct SpecsDispute<AccountId, Balance, BlockNumber> {
	/// Who says so.
	pub tenant: AccountId,
	/// Who answers for the machine.
	pub provider: AccountId,
	/// The machine.
	pub worker: AccountId,
	/// What the tenant has to show for it, and how the panel gets into the machine.
	pub evidence: Content,
	/// What is held on the tenant until there is a verdict.
	pub bond: Balance,
	/// What it costs the provider if the tenant is right.
	pub cost: Balance,
	/// The era in which the tenant said so.
	pub era: EraIndex,
	/// The panel that judges.
	pub panel: PanelId,
	/// Rent that was settled, in native money, fees included; `None` as long as the lease runs.
	pub settled: Option<Balance>,
	/// What the panel found; `None` until then.
	pub finding: Option<Finding<AccountId>>,
	/// When that is acted on, on the agenda; `None` as long as the panel judges.
	pub due: Option<AgendaTicket<BlockNumber>>,
}

/// What a panel found of a machine.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Finding<AccountId> {
	/// Whether it is what it was rented as; `None` when more than half of the panel did not agree on either.
	pub is_right: Option<bool>,
	/// Who agreed.
	pub majority: BoundedVec<AccountId, ConstU32<MAX_JUDGES>>,
}

/// Why a lease ended.
#[derive(Clone, Copy, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Reason {
	/// The tenant ended it.
	#[codec(index = 0)]
	Tenant,
	/// The provider ended it, after the notice that was agreed.
	#[codec(index = 1)]
	Reclaimed,
	/// Its time was over.
	#[codec(index = 2)]
	Expired,
	/// Its money was used up.
	#[codec(index = 3)]
	Exhausted,
	/// The machine did not answer a challenge.
	#[codec(index = 4)]
	Downtime,
	/// The provider said that the machine is not there.
	#[codec(index = 5)]
	ReportedDown,
	/// A panel found that the machine is not what it was rented as.
	#[codec(index = 6)]
	FalseSpecs,
}

impl Reason {
	/// Whether it is the provider's fault.
	pub fn is_fault(self) -> bool {
		matches!(self, Self::Downtime | Self::ReportedDown | Self::FalseSpecs)
	}
}

/// What happens by itself.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub enum Due<AccountId> {
	/// An order that found nobody ends.
	#[codec(index = 0)]
	Order {
		/// The order.
		order: OrderId,
	},
	/// A lease ends, or the time to answer a challenge does.
	#[codec(index = 1)]
	Lease {
		/// The lease.
		lease: LeaseId,
	},
	/// A missing machine has been so for longer.
	#[codec(index = 2)]
	Down {
		/// The machine.
		worker: AccountId,
	},
	/// A panel has judged a machine: the dispute is settled.
	#[codec(index = 3)]
	Ruling {
		/// The lease of the machine.
		lease: LeaseId,
	},
	/// The receipt of a lease that is over is forgotten.
	#[codec(index = 4)]
	Receipt {
		/// The lease.
		lease: LeaseId,
	},
}

/// A lease as it is in this block.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct LeaseView<Lease, Balance, BlockNumber> {
	/// What is stored.
	pub lease: Lease,
	/// What the tenant would get back if it ended the lease now.
	pub left: Balance,
	/// Rent that has accrued and is not settled, the protocol fee included.
	pub accrued: Balance,
	/// The block in which it ends by itself.
	pub until: BlockNumber,
}

/// What some rent comes to.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Quote<Balance> {
	/// What the tenant pays.
	pub rent: Balance,
	/// The part of the class's bond and of others that the provider's stake has to cover.
	pub stake: Balance,
}

/// Spec of a runtime.
pub type SpecOf<T> = Spec<<T as frame_system::Config>::AccountId, BalanceOf<T>>;
/// Terms of an order of a runtime.
pub type OrderTermsOf<T> =
	OrderTerms<<T as frame_system::Config>::AccountId, <T as Config>::AssetKind, BalanceOf<T>, BlockNumberFor<T>>;
/// Order of a runtime.
pub type OrderOf<T> = Order<
	<T as frame_system::Config>::AccountId,
	<T as Config>::AssetKind,
	BalanceOf<T>,
	BlockNumberFor<T>,
	<T as Config>::Consideration,
>;
/// Bid of a runtime.
pub type BidOf<T> = Bid<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;
/// Bids for one order, in the order in which they came.
pub type BidsOf<T> = BoundedVec<BidOf<T>, ConstU32<MAX_BIDS>>;
/// Terms of an offer of a runtime.
pub type OfferTermsOf<T> =
	OfferTerms<<T as frame_system::Config>::AccountId, <T as Config>::AssetKind, BalanceOf<T>, BlockNumberFor<T>>;
/// Offer of a runtime.
pub type OfferOf<T> = Offer<
	<T as frame_system::Config>::AccountId,
	<T as Config>::AssetKind,
	BalanceOf<T>,
	BlockNumberFor<T>,
	<T as Config>::Consideration,
>;
/// Lease of a runtime.
pub type LeaseOf<T> = Lease<
	<T as frame_system::Config>::AccountId,
	<T as Config>::AssetKind,
	BalanceOf<T>,
	BlockNumberFor<T>,
	<T as Config>::Consideration,
>;
/// Receipt of a runtime.
pub type ReceiptOf<T> = Receipt<<T as frame_system::Config>::AccountId, BalanceOf<T>, <T as Config>::Consideration>;
/// Settlement of a runtime.
pub type SettlementOf<T> = Settlement<<T as frame_system::Config>::AccountId, BalanceOf<T>>;
/// Audit of a runtime.
pub type AuditOf<T> = Audit<<T as Config>::Consideration>;
/// Downtime of a runtime.
pub type DowntimeOf<T> = Downtime<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;
/// Dispute about a machine of a runtime.
pub type SpecsDisputeOf<T> = SpecsDispute<<T as frame_system::Config>::AccountId, BalanceOf<T>, BlockNumberFor<T>>;
/// What happens by itself in a runtime.
pub type DueOf<T> = Due<<T as frame_system::Config>::AccountId>;
/// View of a lease of a runtime.
pub type LeaseViewOf<T> = LeaseView<LeaseOf<T>, BalanceOf<T>, BlockNumberFor<T>>;
