//! Leases of machines: orders, bids and offers, the leases they end in, and what is said of machines.

use crate::{
	api, blake2_256,
	chain::{Block, Error},
	jobs::MinScore,
	panels::PanelId,
	stakes::EraIndex,
	submit::{Call, Receipt},
	AccountId, Asset, Balance, BlockNumber, Content, Perbill, ProgramId, Tier, H256,
};
use api::runtime_types::bounded_collections::bounded_vec::BoundedVec;
use codec::Encode;
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};
use subxt::ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType};

/// Number of an order.
pub type OrderId = u64;

/// Number of a lease.
pub type LeaseId = u64;

/// Number of a class of hardware.
pub type ClassId = u16;

/// Most bids that wait for one order's tenant.
pub const MAX_BIDS: usize = 20;
/// Most accounts in a list of those who may deal.
pub const MAX_ALLOWED: usize = 8;
/// Most attributes that an order asks for, or that one auditor states of one worker.
pub const MAX_ATTRIBUTES: usize = 16;

/// Something that is said of a machine, such as `region=eu`: at most [`Attribute::MAX`] bytes. What it means is between
/// those who use it.
#[derive(Clone, Debug, DecodeAsType, EncodeAsType, Eq, PartialEq)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Attribute(Vec<u8>);

/// The text is longer than an attribute may be, or empty.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("an attribute has 1 to {max} bytes, this one has {length}", max = Attribute::MAX)]
pub struct BadAttribute {
	/// Its length in bytes.
	pub length: usize,
}

impl Attribute {
	/// Longest attribute, in bytes.
	pub const MAX: usize = 64;
}

impl FromStr for Attribute {
	type Err = BadAttribute;

	fn from_str(text: &str) -> Result<Self, BadAttribute> {
		match text.len() {
			1..=Self::MAX => Ok(Self(text.as_bytes().to_vec())),
			length => Err(BadAttribute { length }),
		}
	}
}

impl fmt::Display for Attribute {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(&String::from_utf8_lossy(&self.0))
	}
}

impl Serialize for Attribute {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de> Deserialize<'de> for Attribute {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
	}
}

/// What a tenant asks of a machine and of who owns it.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Spec {
	/// The class of its hardware.
	pub class: ClassId,
	/// Least number of GPUs.
	pub gpus: u8,
	/// How strongly it is known at the least.
	pub min_tier: Tier,
	/// The enclave that its evidence measured.
	pub program: Option<ProgramId>,
	/// What [`Spec::auditor`] says of it, all of these; at most [`MAX_ATTRIBUTES`].
	pub attributes: Vec<Attribute>,
	/// Whose word counts for the attributes; `None` for the owner's own.
	pub auditor: Option<AccountId>,
	/// Providers that may bid, at most [`MAX_ALLOWED`]; when empty, everybody may.
	pub providers: Vec<AccountId>,
	/// What must be known of the provider.
	pub min_score: Option<MinScore>,
}

/// What a tenant asks for, and what it gives.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct OrderTerms {
	/// The machine.
	pub spec: Spec,
	/// What is paid in.
	pub asset: Asset,
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
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Order {
	/// Who placed it.
	pub tenant: AccountId,
	/// What it asks for.
	pub terms: OrderTerms,
	/// Where its money waits.
	pub escrow: u64,
	/// When it ends by itself.
	pub due: Option<Ticket>,
}

impl Order {
	/// The block in which it ends by itself.
	pub fn ends_at(&self) -> Option<BlockNumber> {
		self.due.map(|ticket| ticket.at)
	}
}

/// When something happens by itself.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Ticket {
	/// The block.
	pub at: BlockNumber,
}

/// What a provider asks for its machine.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Bid {
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
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct OfferTerms {
	/// The class of its hardware.
	pub class: ClassId,
	/// How many GPUs.
	pub gpus: u8,
	/// What is paid in.
	pub asset: Asset,
	/// Price of a block, the protocol fee included.
	pub rate: Balance,
	/// Fewest blocks.
	pub min_duration: BlockNumber,
	/// Most blocks, extensions included.
	pub max_duration: BlockNumber,
	/// How many blocks before it wants the machine back the provider has to say so.
	pub reclaim_window: BlockNumber,
	/// Tenants that may take it, at most [`MAX_ALLOWED`]; when empty, everybody may.
	pub tenants: Vec<AccountId>,
}

/// An offer of one machine.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Offer {
	/// The machine's owner.
	pub provider: AccountId,
	/// What it offers.
	pub terms: OfferTerms,
}

/// Somebody doubts that a leased machine is there.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Challenge {
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
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Lease {
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
	pub asset: Asset,
	/// Price of a block, the protocol fee included.
	pub rate: Balance,
	/// The part of the provider's stake that answers for this machine: what downtime costs is a share of it.
	pub bond: Balance,
	/// Where its money waits.
	pub escrow: u64,
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
	pub challenge: Option<Challenge>,
}

/// A lease as it is in one block.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct LeaseView {
	/// What is stored.
	pub lease: Lease,
	/// What the tenant would get back if it ended the lease now.
	pub left: Balance,
	/// Rent that has accrued and is not settled, the protocol fee included.
	pub accrued: Balance,
	/// The block in which it ends by itself.
	pub until: BlockNumber,
}

impl LeaseView {
	/// All rent up to this block, paid or not.
	pub fn cost(&self) -> Balance {
		self.lease.settled.saturating_add(self.accrued)
	}

	/// Whether it will end because its money is used up, and not with its time.
	pub fn runs_dry(&self) -> bool {
		self.until < self.lease.ends_at
	}
}

/// What some rent comes to.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Quote {
	/// What the tenant pays.
	pub rent: Balance,
	/// What the provider's stake has to cover, this machine and those that it has rented out already.
	pub stake: Balance,
}

/// From how long a fault on it costs how much.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Step {
	/// Blocks that the fault has lasted.
	pub after: BlockNumber,
	/// Share of the class's bond that it has cost from there on, all in all. Half when the provider said so itself.
	pub share: Perbill,
}

/// A machine that was found missing from its lease and has not come back.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Downtime {
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
	/// When it costs more; `None` when it cannot cost more.
	pub due: Option<Ticket>,
}

/// A tenant says that a machine is not what it was rented as.
#[derive(Clone, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct SpecsDispute {
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
	/// The panel that judges.
	pub panel: PanelId,
}

/// Why a lease ended.
#[derive(Clone, Copy, Debug, DecodeAsType, Deserialize, EncodeAsType, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub enum Reason {
	/// The tenant ended it.
	Tenant,
	/// The provider ended it, after the notice that was agreed.
	Reclaimed,
	/// Its time was over.
	Expired,
	/// Its money was used up.
	Exhausted,
	/// The machine did not answer a challenge.
	Downtime,
	/// The provider said that the machine is not there.
	ReportedDown,
	/// A panel found that the machine is not what it was rented as.
	FalseSpecs,
}

impl Reason {
	/// Whether it is the provider's fault.
	pub fn is_fault(self) -> bool {
		matches!(self, Self::Downtime | Self::ReportedDown | Self::FalseSpecs)
	}

	/// The reason as a sentence for people.
	pub fn sentence(self) -> &'static str {
		match self {
			Self::Tenant => "the tenant ended it",
			Self::Reclaimed => "the provider took its machine back, after the notice that was agreed",
			Self::Expired => "its time was over",
			Self::Exhausted => "its money was used up",
			Self::Downtime => "the machine did not answer a challenge",
			Self::ReportedDown => "the provider said that the machine is not there",
			Self::FalseSpecs => "the machine is not what it was rented as",
		}
	}
}

/// A lease that began.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Started {
	/// The lease.
	pub lease: LeaseId,
	/// The order it came from; `None` when it came from an offer.
	pub order: Option<OrderId>,
	/// Who rents.
	pub tenant: AccountId,
	/// Who is paid.
	pub provider: AccountId,
	/// The machine.
	pub worker: AccountId,
	/// What is paid in.
	pub asset: Asset,
	/// Price of a block.
	pub rate: Balance,
	/// Its last block, unless money is used up before.
	pub ends_at: BlockNumber,
}

impl From<api::leasing::events::LeaseStarted> for Started {
	fn from(event: api::leasing::events::LeaseStarted) -> Self {
		let api::leasing::events::LeaseStarted { lease, order, tenant, provider, worker, asset, rate, ends_at } = event;
		Self { lease, order, tenant, provider, worker, asset, rate, ends_at }
	}
}

/// How a lease ended. Nothing else is left of it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Closed {
	/// The lease.
	pub lease: LeaseId,
	/// Why.
	pub reason: Reason,
	/// All rent that was settled in its time, the protocol fee included.
	pub settled: Balance,
	/// What went back to tenant and sponsors.
	pub refunded: Balance,
}

impl From<api::leasing::events::LeaseClosed> for Closed {
	fn from(event: api::leasing::events::LeaseClosed) -> Self {
		let api::leasing::events::LeaseClosed { lease, reason, settled, refunded } = event;
		Self { lease, reason, settled, refunded }
	}
}

/// The rules of the market.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Rules {
	/// Held on a provider for each bid that waits.
	pub bid_deposit: Balance,
	/// Held on whoever doubts that a machine is there.
	pub challenge_bond: Balance,
	/// Held on a tenant that says that a machine is not what it was rented as.
	pub dispute_bond: Balance,
	/// Blocks that an order waits for its tenant to accept a bid.
	pub order_period: BlockNumber,
	/// Fewest blocks of a lease.
	pub min_duration: BlockNumber,
	/// Most blocks of a lease, extensions included.
	pub max_duration: BlockNumber,
	/// Longest notice that a tenant may ask for, in blocks.
	pub max_reclaim_window: BlockNumber,
	/// Blocks in which a challenged machine has to answer.
	pub response_period: BlockNumber,
}

/// What is hashed before everything else in [`specs_answer`].
pub const SPECS_DOMAIN: [u8; 23] = *b"piazza/leasing/specs/v1";

/// What a member of a panel answers: that the machine of a lease is what it was rented as, or that it is not.
pub fn specs_answer(lease: LeaseId, is_right: bool) -> H256 {
	blake2_256(&(SPECS_DOMAIN, lease, is_right).encode())
}

/// Says that a leased machine is not what it was rented as, signed by its tenant. [`specs_disputed`] tells which panel
/// judges.
pub fn dispute_specs(lease: LeaseId, evidence: Content) -> Call {
	Call::new(api::tx().leasing().dispute_specs(lease, evidence))
}

/// The panel that a [`dispute_specs`] call convened, and what is held on the tenant.
pub fn specs_disputed(receipt: &Receipt) -> Result<(PanelId, Balance), Error> {
	receipt.event::<api::leasing::events::SpecsDisputed>().map(|event| (event.panel, event.bond))
}

/// Asks for a machine. [`placed`] tells the order's number afterwards.
pub fn place_order(terms: OrderTerms) -> Call {
	Call::new(api::tx().leasing().place_order(terms))
}

/// The number of the order that a [`place_order`] call made.
pub fn placed(receipt: &Receipt) -> Result<OrderId, Error> {
	receipt.event::<api::leasing::events::OrderPlaced>().map(|event| event.order)
}

/// Takes an order back, signed by its tenant.
pub fn cancel_order(order: OrderId) -> Call {
	Call::new(api::tx().leasing().cancel_order(order))
}

/// Bids a machine for an order, signed by the machine or its owner.
pub fn bid(order: OrderId, worker: AccountId, rate: Balance, max_duration: BlockNumber) -> Call {
	Call::new(api::tx().leasing().bid(order, worker, rate, max_duration))
}

/// Takes a bid back, signed by the machine or its owner.
pub fn withdraw_bid(order: OrderId, worker: AccountId) -> Call {
	Call::new(api::tx().leasing().withdraw_bid(order, worker))
}

/// Accepts the bid of `worker`, signed by the order's tenant. [`started`] tells of the lease afterwards.
pub fn accept(order: OrderId, worker: AccountId) -> Call {
	Call::new(api::tx().leasing().accept(order, worker))
}

/// Offers a machine to whoever takes it, signed by the machine or its owner.
pub fn offer(worker: AccountId, terms: OfferTerms) -> Call {
	Call::new(api::tx().leasing().offer(worker, terms))
}

/// Takes an offer back, signed by the machine or its owner.
pub fn withdraw_offer(worker: AccountId) -> Call {
	Call::new(api::tx().leasing().withdraw_offer(worker))
}

/// Takes the offer of `worker` as long as it is `terms`. [`started`] tells of the lease afterwards.
pub fn take(worker: AccountId, terms: OfferTerms, duration: BlockNumber, deposit: Balance, min_tier: Tier) -> Call {
	Call::new(api::tx().leasing().take(worker, terms, duration, deposit, min_tier))
}

/// The lease that an [`accept`] or a [`take`] call began.
pub fn started(receipt: &Receipt) -> Result<Started, Error> {
	receipt.event::<api::leasing::events::LeaseStarted>().map(Into::into)
}

/// Adds money to a lease, signed by anybody. [`topped_up`] tells afterwards how long it lasts.
pub fn top_up(lease: LeaseId, amount: Balance) -> Call {
	Call::new(api::tx().leasing().top_up(lease, amount))
}

/// The block in which the lease ends by itself after a [`top_up`] call.
pub fn topped_up(receipt: &Receipt) -> Result<BlockNumber, Error> {
	receipt.event::<api::leasing::events::ToppedUp>().map(|event| event.until)
}

/// Extends a lease up to block `ends_at`, signed by its tenant.
pub fn extend(lease: LeaseId, ends_at: BlockNumber) -> Call {
	Call::new(api::tx().leasing().extend(lease, ends_at))
}

/// Pays the rent that has accrued, signed by anybody.
pub fn settle(lease: LeaseId) -> Call {
	Call::new(api::tx().leasing().settle(lease))
}

/// What a [`settle`] call paid, the protocol fee included: nothing when no rent had accrued, and then there is no event.
pub fn settled(receipt: &Receipt) -> Balance {
	receipt.event::<api::leasing::events::Settled>().map_or(0, |event| event.amount)
}

/// Ends a lease, signed by its tenant, or by its provider once the notice is over. [`closed`] tells how it ended.
pub fn close(lease: LeaseId) -> Call {
	Call::new(api::tx().leasing().close(lease))
}

/// How the lease of a [`close`] or a [`report_down`] call ended.
pub fn closed(receipt: &Receipt) -> Result<Closed, Error> {
	receipt.event::<api::leasing::events::LeaseClosed>().map(Into::into)
}

/// Says that the provider wants its machine back, signed by the machine or its owner.
pub fn start_reclaim(lease: LeaseId) -> Call {
	Call::new(api::tx().leasing().start_reclaim(lease))
}

/// First block in which the provider may end the lease after a [`start_reclaim`] call.
pub fn reclaimed_from(receipt: &Receipt) -> Result<BlockNumber, Error> {
	receipt.event::<api::leasing::events::ReclaimStarted>().map(|event| event.from)
}

/// Doubts that a leased machine is there. [`challenged`] tells until when it has to answer.
pub fn challenge_liveness(lease: LeaseId) -> Call {
	Call::new(api::tx().leasing().challenge_liveness(lease))
}

/// First block in which it is too late to answer a [`challenge_liveness`] call.
pub fn challenged(receipt: &Receipt) -> Result<BlockNumber, Error> {
	receipt.event::<api::leasing::events::LivenessChallenged>().map(|event| event.until)
}

/// Answers a challenge, signed by the machine itself. Free of charge when it succeeds.
pub fn prove_alive(lease: LeaseId) -> Call {
	Call::new(api::tx().leasing().prove_alive(lease))
}

/// What the owner won of the challenger by a [`prove_alive`] call.
pub fn proved_alive(receipt: &Receipt) -> Result<Balance, Error> {
	receipt.event::<api::leasing::events::LivenessProved>().map(|event| event.bond)
}

/// Says that the machine is not there, signed by the machine or its owner. [`closed`] tells how the lease ended.
pub fn report_down(lease: LeaseId) -> Call {
	Call::new(api::tx().leasing().report_down(lease))
}

/// Says that a missing machine is back, signed by the machine itself.
pub fn restore() -> Call {
	Call::new(api::tx().leasing().restore())
}

/// Says of `worker`, as an auditor, that it has `attributes`, in the place of what the signer said before; nothing when
/// there are none.
pub fn audit(worker: AccountId, attributes: Vec<Attribute>) -> Call {
	let attributes = attributes.into_iter().map(|attribute| BoundedVec(attribute.0)).collect();
	Call::new(api::tx().leasing().audit(worker, BoundedVec(attributes)))
}

impl Block {
	/// The order of this number; `None` when it was never placed or is over.
	pub async fn order(&self, id: OrderId) -> Result<Option<Order>, Error> {
		self.ask(api::view_functions().leasing().order(id)).await
	}

	/// All orders that wait for bids, by number.
	pub async fn orders(&self) -> Result<Vec<(OrderId, Order)>, Error> {
		let mut orders = self.all(api::storage().leasing().orders(), |(id,)| id).await?;
		orders.sort_by_key(|(id, _)| *id);
		Ok(orders)
	}

	/// The bids that wait for an order's tenant, in the order in which they came.
	pub async fn bids(&self, order: OrderId) -> Result<Vec<Bid>, Error> {
		self.ask(api::view_functions().leasing().bids(order)).await
	}

	/// The offer of a worker.
	pub async fn offer_of(&self, worker: AccountId) -> Result<Option<Offer>, Error> {
		self.ask(api::view_functions().leasing().offer_of(worker)).await
	}

	/// All offers, by worker.
	pub async fn offers(&self) -> Result<Vec<(AccountId, Offer)>, Error> {
		let mut offers = self.all(api::storage().leasing().offers(), |(worker,)| worker).await?;
		offers.sort_by_key(|(worker, _)| *worker);
		Ok(offers)
	}

	/// The lease of this number as it is in this block; `None` when it never began or is over.
	pub async fn lease(&self, id: LeaseId) -> Result<Option<LeaseView>, Error> {
		self.ask(api::view_functions().leasing().lease(id)).await
	}

	/// All leases that run, by number.
	pub async fn leases(&self) -> Result<Vec<(LeaseId, Lease)>, Error> {
		let mut leases = self.all(api::storage().leasing().leases(), |(id,)| id).await?;
		leases.sort_by_key(|(id, _)| *id);
		Ok(leases)
	}

	/// The lease of a worker.
	pub async fn lease_of(&self, worker: AccountId) -> Result<Option<LeaseId>, Error> {
		self.ask(api::view_functions().leasing().lease_of(worker)).await
	}

	/// The leases that began in this block.
	pub async fn leases_started(&self) -> Result<Vec<Started>, Error> {
		let events = self.events().await?;
		let found = events.find::<api::leasing::events::LeaseStarted>().filter_map(Result::ok);
		Ok(found.map(Into::into).collect())
	}

	/// The leases that ended in this block.
	pub async fn leases_closed(&self) -> Result<Vec<Closed>, Error> {
		let events = self.events().await?;
		let found = events.find::<api::leasing::events::LeaseClosed>().filter_map(Result::ok);
		Ok(found.map(Into::into).collect())
	}

	/// What the stake of `provider` has to cover for the machines that it has rented out, and whether it does.
	pub async fn committed(&self, provider: AccountId) -> Result<(Balance, bool), Error> {
		self.ask(api::view_functions().leasing().committed(provider)).await
	}

	/// How long a machine has been missing, and what that has cost; `None` when it is not.
	pub async fn downtime(&self, worker: AccountId) -> Result<Option<Downtime>, Error> {
		self.ask(api::view_functions().leasing().downtime(worker)).await
	}

	/// The dispute about the machine of a lease, until it is settled.
	pub async fn specs_dispute(&self, lease: LeaseId) -> Result<Option<SpecsDispute>, Error> {
		self.ask(api::view_functions().leasing().specs_dispute(lease)).await
	}

	/// What downtime costs, from short to long.
	pub async fn downtime_costs(&self) -> Result<Vec<Step>, Error> {
		let found = self.get(api::storage().leasing().downtime_costs(), ()).await?;
		Ok(found.map_or_else(Vec::new, |table| table.0))
	}

	/// What `auditor` says of `worker`.
	pub async fn attributes(&self, worker: AccountId, auditor: AccountId) -> Result<Vec<Attribute>, Error> {
		let found = self.ask(api::view_functions().leasing().attributes(worker, auditor)).await?;
		Ok(found.0.into_iter().map(|attribute| Attribute(attribute.0)).collect())
	}

	/// What all auditors say of `worker`, by auditor.
	pub async fn audits(&self, worker: AccountId) -> Result<Vec<(AccountId, Vec<Attribute>)>, Error> {
		let all = self.under(api::storage().leasing().audits(), (worker,), |(_, auditor)| auditor).await?;
		let said = |audit: api::runtime_types::pallet_leasing::types::Audit<_>| {
			audit.attributes.0.into_iter().map(|attribute| Attribute(attribute.0)).collect()
		};
		let mut of_worker: Vec<_> = all.into_iter().map(|(auditor, audit)| (auditor, said(audit))).collect();
		of_worker.sort_by_key(|(auditor, _)| *auditor);
		Ok(of_worker)
	}

	/// The part of its owner's stake that answers for one machine of each class that can be rented, by class.
	pub async fn class_bonds(&self) -> Result<Vec<(ClassId, Balance)>, Error> {
		let mut bonds = self.all(api::storage().leasing().class_bonds(), |(class,)| class).await?;
		bonds.sort_by_key(|(class, _)| *class);
		Ok(bonds)
	}

	/// What `blocks` of a machine of a class cost at `rate`, and the stake that `provider` needs to rent it out; `None`
	/// when the class cannot be rented.
	pub async fn lease_quote(
		&self,
		class: ClassId,
		rate: Balance,
		blocks: BlockNumber,
		provider: AccountId,
	) -> Result<Option<Quote>, Error> {
		self.ask(api::view_functions().leasing().quote(class, rate, blocks, provider)).await
	}

	/// The rules of the market.
	pub fn lease_rules(&self) -> Result<Rules, Error> {
		let constants = api::constants().leasing();
		Ok(Rules {
			bid_deposit: self.constant(constants.bid_deposit())?,
			challenge_bond: self.constant(constants.challenge_bond())?,
			dispute_bond: self.constant(constants.dispute_bond())?,
			order_period: self.constant(constants.order_period())?,
			min_duration: self.constant(constants.min_duration())?,
			max_duration: self.constant(constants.max_duration())?,
			max_reclaim_window: self.constant(constants.max_reclaim_window())?,
			response_period: self.constant(constants.response_period())?,
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fake::Fake;

	fn account(byte: u8) -> AccountId {
		AccountId::from([byte; 32])
	}

	/// A lease as the runtime stores it, with a challenge.
	fn lease_record() -> impl codec::Encode {
		let parties = ([1u8; 32], [2u8; 32], [3u8; 32]);
		let machine = (1u16, 8u8, true, 3u8, None::<[u8; 32]>);
		// In native money; rate, bond, escrow, settled.
		let money = (0u8, 7u128, 1_000u128, 5u64, 70u128);
		let blocks = (10u32, 15u32, 110u32, 510u32, 20u32, Some(90u32));
		let challenge = Some(([9u8; 32], 10u128, 30u32, 70u32));
		// Agenda ticket and deposit, which nobody outside needs.
		(parties, machine, money, blocks, challenge, Some((70u32, 0u32)), 4u128)
	}

	#[test]
	fn attribute_is_refused_when_it_is_empty_or_longer_than_the_chain_takes() {
		let longest = "x".repeat(Attribute::MAX);
		assert_eq!(longest.parse::<Attribute>().unwrap().to_string(), longest);
		assert_eq!((longest + "x").parse::<Attribute>(), Err(BadAttribute { length: 65 }));
		assert_eq!("".parse::<Attribute>(), Err(BadAttribute { length: 0 }));
	}

	#[tokio::test]
	async fn lease_is_what_the_chain_says() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		fake.answer_view(6u64, Some((lease_record(), 630u128, 35u128, 100u32)));
		let view = block.lease(6).await.unwrap().unwrap();
		let lease = Lease {
			tenant: account(1),
			provider: account(2),
			worker: account(3),
			class: 1,
			gpus: 8,
			proven: true,
			min_tier: Tier::ConfidentialGpu,
			program: None,
			asset: Asset::Native,
			rate: 7,
			bond: 1_000,
			escrow: 5,
			settled: 70,
			started_at: 10,
			reported_at: 15,
			ends_at: 110,
			last_end: 510,
			reclaim_window: 20,
			reclaim_from: Some(90),
			challenge: Some(Challenge { challenger: account(9), bond: 10, at: 30, until: 70 }),
		};
		assert_eq!(view, LeaseView { lease, left: 630, accrued: 35, until: 100 });
		assert_eq!(view.cost(), 105);
		assert!(view.runs_dry());
		fake.answer_view(7u64, None::<()>);
		assert_eq!(block.lease(7).await.unwrap(), None);
	}

	#[test]
	fn answer_about_a_machine_is_the_one_the_chain_computes() {
		let bytes = |is_right: u8| [&b"piazza/leasing/specs/v1"[..], &258u64.to_le_bytes(), &[is_right]].concat();
		assert_eq!(specs_answer(258, true), blake2_256(&bytes(1)));
		assert_eq!(specs_answer(258, false), blake2_256(&bytes(0)));
	}

	#[tokio::test]
	async fn bids_are_what_the_chain_says() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		fake.answer_view(6u64, vec![([3u8; 32], [2u8; 32], 7u128, 500u32, 1u128)]);
		let bid = Bid { worker: account(3), provider: account(2), rate: 7, max_duration: 500, deposit: 1 };
		assert_eq!(block.bids(6).await.unwrap(), [bid]);
	}

	#[tokio::test]
	async fn downtime_and_stake_are_what_the_chain_says() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		let record = ([2u8; 32], 1_000u128, 30u32, 4u32, 40u128, false, Some([9u8; 32]), Some((170u32, 1u32)));
		fake.answer_view([3u8; 32], Some(record));
		let downtime = Downtime {
			provider: account(2),
			bond: 1_000,
			since: 30,
			era: 4,
			charged: 40,
			self_reported: false,
			reporter: Some(account(9)),
			due: Some(Ticket { at: 170 }),
		};
		assert_eq!(block.downtime(account(3)).await.unwrap(), Some(downtime));
		fake.answer_view([2u8; 32], (1_800u128, true));
		assert_eq!(block.committed(account(2)).await.unwrap(), (1_800, true));
		fake.answer_view((1u16, 7u128, 100u32, [2u8; 32]), Some((700u128, 2_800u128)));
		let quote = block.lease_quote(1, 7, 100, account(2)).await.unwrap();
		assert_eq!(quote, Some(Quote { rent: 700, stake: 2_800 }));
	}

	#[tokio::test]
	async fn attributes_are_what_the_auditor_said() {
		let fake = Fake::new();
		let block = fake.chain().await.head().await.unwrap();
		fake.answer_view(([3u8; 32], [4u8; 32]), vec!["region=eu", "rack=7"]);
		let said: Vec<_> = ["region=eu", "rack=7"].map(|text| text.parse::<Attribute>().unwrap()).into();
		assert_eq!(block.attributes(account(3), account(4)).await.unwrap(), said);
	}
}
