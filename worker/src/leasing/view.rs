//! What the worker sees of leases at one finalized block.

use crate::view::{AccountId, Balance, BlockNumber, ProgramId, Tier};
pub use piazza_client::Asset;
use std::collections::BTreeMap;

/// Number of a lease.
pub type LeaseId = u64;

/// Number of an order.
pub type OrderId = u64;

/// Number of a class of hardware.
pub type ClassId = u16;

/// How the worker itself stands.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Standing {
	/// Its lease.
	pub lease: Option<Lease>,
	/// Since when it is missing, in the chain's eyes.
	pub downtime: Option<Downtime>,
	/// Whether somebody may take it at a fixed price.
	pub offered: bool,
}

/// The lease of the worker.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Lease {
	/// Its number.
	pub id: LeaseId,
	/// Who rents.
	pub tenant: AccountId,
	/// Who is paid.
	pub provider: AccountId,
	/// How strongly the machine must be known to count as there.
	pub min_tier: Tier,
	/// The enclave that it must run to count as there.
	pub program: Option<ProgramId>,
	/// What is paid in.
	pub asset: Asset,
	/// Price of a block, the protocol fee included.
	pub rate: Balance,
	/// Rent up to now, settled or not, the protocol fee included.
	pub rent: Balance,
	/// The block in which it began.
	pub started_at: BlockNumber,
	/// The block in which it ends by itself.
	pub until: BlockNumber,
	/// First block in which the provider may end it; `None` before notice was given.
	pub reclaim_from: Option<BlockNumber>,
	/// Who doubts that the machine is there.
	pub challenge: Option<Challenge>,
}

/// How a lease ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LeaseEnd {
	/// Why, as a sentence.
	pub reason: String,
	/// Whether it is that a challenge was not answered.
	pub is_missed: bool,
	/// All its rent, the protocol fee included.
	pub rent: Balance,
}

/// Somebody doubts that the machine is there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Challenge {
	/// What the owner wins by an answer.
	pub bond: Balance,
	/// Since when.
	pub at: BlockNumber,
	/// First block in which it is too late to answer.
	pub until: BlockNumber,
}

/// The machine was found missing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Downtime {
	/// Since when.
	pub since: BlockNumber,
	/// What it has cost the owner, before a self-report halves it.
	pub charged: Balance,
	/// Whether the provider said so itself.
	pub self_reported: bool,
}

impl Downtime {
	/// What it has cost the owner.
	pub fn cost(&self) -> Balance {
		if self.self_reported {
			self.charged / 2
		} else {
			self.charged
		}
	}
}

/// Orders that wait for bids, and what the owner needs for them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Market {
	/// The orders.
	pub orders: Vec<Order>,
	/// What the owner has at stake as a provider.
	pub stake: Balance,
	/// What it needs at stake to rent out one more machine of a class. Classes that cannot be rented are missing.
	pub needed: BTreeMap<ClassId, Balance>,
	/// What it can spare for deposits.
	pub funds: Balance,
	/// What each bid holds of that.
	pub deposit: Balance,
	/// Most blocks of a lease, extensions included.
	pub longest: BlockNumber,
}

/// An order that waits for bids.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Order {
	/// Its number.
	pub id: OrderId,
	/// Who placed it.
	pub tenant: AccountId,
	/// The class of hardware.
	pub class: ClassId,
	/// Least number of GPUs.
	pub gpus: u8,
	/// How strongly the machine is known at the least.
	pub min_tier: Tier,
	/// The enclave that its evidence measured.
	pub program: Option<ProgramId>,
	/// Whether what has to be said of the machine is said of it.
	pub described: bool,
	/// Whether the owner is known as well as it asks for.
	pub reputed: bool,
	/// Providers that may bid; everybody when empty.
	pub providers: Vec<AccountId>,
	/// What is paid in.
	pub asset: Asset,
	/// Greatest price of a block, the protocol fee included.
	pub max_rate: Balance,
	/// For how many blocks.
	pub duration: BlockNumber,
	/// How many blocks before it wants the machine back the provider has to say so.
	pub reclaim_window: BlockNumber,
	/// The bids that wait.
	pub bids: Vec<Bid>,
}

/// A bid that waits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Bid {
	/// The machine.
	pub worker: AccountId,
	/// Price of a block.
	pub rate: Balance,
	/// How many blocks the tenant may have it for, extensions included.
	pub max_duration: BlockNumber,
}
