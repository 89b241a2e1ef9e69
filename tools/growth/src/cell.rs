//! A cell: a handful of parties and what they have with one another.
//!
//! A tenant rents a machine (`leased`) of one provider (`lessor`) and has an order at which another provider (`bidder`) bids
//! its machine (`spare`). It has a job at which the second machine claims a seat, and one that both machines do: the first
//! has shown its output, the second has only committed to it. It stakes on a provider that all cells have in common. It brings
//! data to a pool that all of them have in common as well, lets everybody read it, stakes what it got for it, and has a
//! licence. It pays the agent of the first provider by channels; `agent` makes that.

use crate::{
	agent,
	chain::{call, govern, next_block, now},
	pool,
};
use anyhow::{ensure, Result};
use codec::Encode;
use frame_support::traits::fungible::NativeOrWithId;
use pallet_attestation::{Evidence, Program};
use pallet_jobs::{Policy, Progress, Stage};
use pallet_leasing::{OrderTerms, OrderTermsOf, Spec};
use piazza_primitives::{ClassId, Content, Role, Tier};
use piazza_runtime::{
	constants::{money::UNIT, time::DAYS},
	AccountId, Balance, BlockNumber, DataPools, Jobs, Runtime, System,
};
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_keyring::Sr25519Keyring;

/// Fewest cells of a chain: what one cell does to another needs two.
pub const LEAST: u64 = 2;

/// The numbers of one kind of records, as cells have them.
pub struct Numbers {
	/// The first. It is so odd that its bytes are found in a record, and nothing else is taken for it.
	pub first: u64,
	/// How many each cell has.
	pub each: u64,
}

/// Numbers of leases.
pub const LEASES: Numbers = Numbers { first: 0x6c65_6173_6500_0000, each: 1 };
/// Numbers of orders: the first of a cell became its lease.
pub const ORDERS: Numbers = Numbers { first: 0x6f72_6465_7200_0000, each: 2 };
/// Numbers of jobs.
pub const JOBS: Numbers = Numbers { first: 0x6a6f_6273_0000_0000, each: 2 };
/// Numbers of escrows: of the lease, the order, both jobs and all channels, open or closed.
pub const ESCROWS: Numbers = Numbers { first: 0x6573_6372_6f77_0000, each: 4 + CHANNELS.each };
/// Numbers of licences of the pool: what a cell bought.
pub const LICENCES: Numbers = Numbers { first: 0x6c69_6365_6e63_0000, each: 1 };
/// Numbers of channels to the agent: two are closed, of which one was rated, and one is open.
pub const CHANNELS: Numbers = Numbers { first: 0x6368_616e_6e00_0000, each: 3 };
/// Numbers of agents.
pub const AGENTS: Numbers = Numbers { first: 0x6167_656e_7400_0000, each: 1 };

impl Numbers {
	/// The `which`th number of the cell `index`.
	pub fn of(&self, index: u64, which: u64) -> u64 {
		self.first + index * self.each + which
	}
}

/// What each party has to begin with: a provider stakes most of it.
const ENDOWMENT: Balance = 10_000 * UNIT;
/// What each provider stakes; more than the bond of a machine.
const STAKE: Balance = 5_000 * UNIT;
/// What each tenant stakes on the provider that all cells have in common.
const DELEGATION: Balance = 20 * UNIT;
/// What the account has that endows all parties: enough for more cells than anybody makes.
const BANK: Balance = 1_000_000_000_000_000 * UNIT;
/// With which a machine hides its output until it shows it.
pub const SALT: [u8; 32] = [9; 32];
/// The class of all machines.
const CLASS: ClassId = 1;

/// One cell. Which one does not matter to what it has.
#[derive(Clone, Copy, Debug)]
pub struct Cell(pub u64);

/// The parties of a cell.
#[derive(Clone, Copy, Debug)]
pub enum Party {
	/// Rents, orders, submits, delegates, brings data and buys some, and is the agent's client.
	Tenant,
	/// The provider whose machine is rented, and whose agent it is.
	Lessor,
	/// Its machine.
	Leased,
	/// The provider that bids, and has a key to the agent.
	Bidder,
	/// Its machine.
	Spare,
}

impl Party {
	/// All of them.
	pub const ALL: [Self; 5] = [Self::Tenant, Self::Lessor, Self::Leased, Self::Bidder, Self::Spare];
}

impl Cell {
	/// The account of a party.
	pub fn account(self, party: Party) -> AccountId {
		AccountId::new(blake2_256(&("piazza/growth", party as u8, self.0).encode()))
	}

	/// The lease that runs.
	pub fn lease(self) -> u64 {
		LEASES.of(self.0, 0)
	}

	/// The order that waits, with one bid.
	pub fn order(self) -> u64 {
		ORDERS.of(self.0, 1)
	}

	/// The job of which one output is missing.
	pub fn revealing_job(self) -> u64 {
		JOBS.of(self.0, 0)
	}

	/// The job that takes claims.
	pub fn open_job(self) -> u64 {
		JOBS.of(self.0, 1)
	}

	/// The data that its tenant brought.
	pub fn data(self) -> Content {
		content(&("data", self.0).encode())
	}

	/// The licence that its tenant has.
	pub fn licence(self) -> u64 {
		LICENCES.of(self.0, 0)
	}

	/// The agent.
	pub fn agent(self) -> u64 {
		AGENTS.of(self.0, 0)
	}

	/// One of the channels to it.
	pub fn channel(self, which: u64) -> u64 {
		CHANNELS.of(self.0, which)
	}

	/// What the machine that has not shown its output is bound by.
	pub fn commitment(self) -> H256 {
		Jobs::commitment(self.revealing_job(), self.account(Party::Spare), output().hash, SALT)
	}
}

/// The operator of the provider that all tenants stake on.
pub fn hub() -> AccountId {
	Sr25519Keyring::Bob.to_account_id()
}

/// The account that endows all parties.
pub fn bank() -> AccountId {
	Sr25519Keyring::Alice.to_account_id()
}

/// The output that all machines give.
pub fn output() -> Content {
	content(b"output")
}

/// Content that is these bytes.
pub fn content(of: &[u8]) -> Content {
	Content { hash: blake2_256(of).into(), uri: Default::default() }
}

fn program() -> Program {
	Program::Image { hash: H256::repeat_byte(1) }
}

/// Submits a job that two machines do, with `deadline`.
pub fn submission(deadline: BlockNumber) -> pallet_jobs::Call<Runtime> {
	pallet_jobs::Call::submit {
		program: Some(program().id()),
		input: content(b"input"),
		reward: 20 * UNIT,
		asset: NativeOrWithId::Native,
		policy: Policy {
			replicas: 2,
			quorum: 2,
			min_tier: Tier::Declared,
			min_score: None,
			lease: None,
			bond: UNIT,
			evaluator: None,
			challenge_window: 0,
		},
		deadline,
	}
}

/// What all orders ask for: a machine for a day, with money for some hours.
pub fn terms() -> OrderTermsOf<Runtime> {
	OrderTerms {
		spec: Spec {
			class: CLASS,
			gpus: 1,
			min_tier: Tier::Declared,
			program: None,
			attributes: Default::default(),
			auditor: None,
			providers: Default::default(),
			min_score: None,
		},
		asset: NativeOrWithId::Native,
		max_rate: UNIT,
		deposit: 1_000 * UNIT,
		duration: DAYS,
		reclaim_window: 30,
	}
}

/// Bids `worker` for an order.
pub fn bid(order: u64, worker: AccountId) -> pallet_leasing::Call<Runtime> {
	pallet_leasing::Call::bid { order, worker, rate: UNIT / 10, max_duration: 2 * DAYS }
}

/// Backs the operator of the common provider.
pub fn delegation() -> pallet_stakes::Call<Runtime> {
	pallet_stakes::Call::bond { role: Role::Provider, operator: hub(), amount: DELEGATION }
}

/// Takes half of that back.
pub fn undelegation() -> pallet_stakes::Call<Runtime> {
	pallet_stakes::Call::unbond { role: Role::Provider, operator: hub(), amount: DELEGATION / 2 }
}

/// What all cells have in common: money to begin with, a provider to stake on, a program, a pool of data. Numbers start at
/// those of the first cell.
fn prepare() -> Result<()> {
	govern(pallet_balances::Call::force_set_balance { who: bank().into(), new_free: BANK })?;
	let (role, commission) = (Role::Provider, Default::default());
	call(&hub(), pallet_stakes::Call::open { role, amount: STAKE, commission })?;
	call(&bank(), pallet_attestation::Call::register_program { program: program(), uri: Default::default() })?;
	pool::open()?;
	pallet_leasing::NextLease::<Runtime>::put(LEASES.first);
	pallet_leasing::NextOrder::<Runtime>::put(ORDERS.first);
	pallet_jobs::NextId::<Runtime>::put(JOBS.first);
	pallet_escrow::NextId::<Runtime>::put(ESCROWS.first);
	pallet_channels::NextId::<Runtime>::put(CHANNELS.first);
	pallet_agents::NextAgent::<Runtime>::put(AGENTS.first);
	pallet_data_pools::AllBooks::<Runtime>::mutate(pool::POOL, |books| books.next_licence = LICENCES.first);
	Ok(())
}

/// A provider with its stake and its machine.
fn provide(cell: Cell, provider: Party, machine: Party) -> Result<()> {
	let (owner, worker) = (cell.account(provider), cell.account(machine));
	let (role, commission) = (Role::Provider, Default::default());
	call(&owner, pallet_stakes::Call::open { role, amount: STAKE, commission })?;
	call(&worker, pallet_attestation::Call::register { owner: owner.clone(), evidence: Evidence::Declared })?;
	call(&owner, pallet_attestation::Call::approve { worker })
}

/// Makes the first cell, if `present`, and lets as many blocks pass either way.
///
/// Ends in a fresh block, in which rent is due, claims and the last output are taken, and stakers of the pool have earned
/// something. Returns its number.
pub fn make(present: bool) -> Result<BlockNumber> {
	prepare()?;
	let cell = Cell(0);
	let when_present = |act: &dyn Fn() -> Result<()>| if present { act() } else { Ok(()) };
	let account = |party| cell.account(party);
	let machines = [Party::Leased, Party::Spare];

	when_present(&|| {
		for party in Party::ALL {
			let endow = pallet_balances::Call::transfer_keep_alive { dest: account(party).into(), value: ENDOWMENT };
			call(&bank(), endow)?;
		}
		provide(cell, Party::Lessor, Party::Leased)?;
		provide(cell, Party::Bidder, Party::Spare)?;
		call(&account(Party::Tenant), delegation())?;

		let worker = account(Party::Leased);
		call(&account(Party::Tenant), pallet_leasing::Call::place_order { terms: terms() })?;
		call(&worker, bid(ORDERS.first, worker.clone()))?;
		call(&account(Party::Tenant), pallet_leasing::Call::accept { order: ORDERS.first, worker: worker.clone() })?;

		call(&account(Party::Tenant), submission(now() + DAYS))?;
		for machine in machines {
			call(&account(machine), pallet_jobs::Call::claim { job: cell.revealing_job() })?;
		}
		agent::make(cell)
	})?;
	for _ in 0..10 {
		next_block()?;
	}
	when_present(&|| {
		let job = cell.revealing_job();
		for machine in machines {
			let commitment = Jobs::commitment(job, account(machine), output().hash, SALT);
			call(&account(machine), pallet_jobs::Call::commit { job, commitment })?;
		}
		call(&account(Party::Leased), pallet_jobs::Call::reveal { job, output: output(), salt: SALT })?;
		call(&account(Party::Tenant), pallet_leasing::Call::place_order { terms: terms() })?;
		call(&account(Party::Spare), bid(cell.order(), account(Party::Spare)))?;
		call(&account(Party::Tenant), submission(now() + DAYS))?;
		call(&account(Party::Spare), pallet_jobs::Call::claim { job: cell.open_job() })?;
		// In one block, in which nothing flows to stakers: so it is as if all cells had been made in it.
		call(&account(Party::Tenant), pool::contribution(&account(Party::Tenant), cell.data()))?;
		call(&account(Party::Tenant), pool::purchase())
	})?;
	next_block()?;
	when_present(&|| check(cell))?;
	// What the block has told so far tells of sums that all cells share.
	System::reset_events();
	Ok(now())
}

/// Checks that the cell has what it should have.
fn check(cell: Cell) -> Result<()> {
	let revealing = Jobs::job(cell.revealing_job()).map(|job| job.stage);
	ensure!(
		matches!(revealing, Some(Stage::Revealing { .. })),
		"the first job is not at its last output: {revealing:?}"
	);
	let missing = Jobs::seats(cell.revealing_job());
	let commitment = cell.commitment();
	let is_missing =
		|progress: &Progress| matches!(progress, Progress::Committed { commitment: c } if *c == commitment);
	ensure!(missing.iter().filter(|seat| is_missing(&seat.progress)).count() == 1, "not one output is missing");
	let open = Jobs::job(cell.open_job()).map(|job| job.stage);
	ensure!(matches!(open, Some(Stage::Open { .. })), "the second job takes no claims: {open:?}");
	let brought = DataPools::contribution(pool::POOL, cell.data().hash).map(|data| data.contributor);
	let tenant = cell.account(Party::Tenant);
	ensure!(brought.as_ref() == Some(&tenant), "the data is not there: {brought:?}");
	let buyer = DataPools::licence(pool::POOL, cell.licence()).map(|licence| licence.buyer);
	ensure!(buyer.as_ref() == Some(&tenant), "the licence is not there: {buyer:?}");
	ensure!(DataPools::claimable(pool::POOL, tenant) > 0, "nothing has flowed to who brought data");
	let counts = [
		(pallet_data_pools::AllBooks::<Runtime>::get(pool::POOL).next_licence, LICENCES),
		(pallet_leasing::NextLease::<Runtime>::get(), LEASES),
		(pallet_leasing::NextOrder::<Runtime>::get(), ORDERS),
		(pallet_jobs::NextId::<Runtime>::get(), JOBS),
		(pallet_escrow::NextId::<Runtime>::get(), ESCROWS),
		(pallet_channels::NextId::<Runtime>::get(), CHANNELS),
		(pallet_agents::NextAgent::<Runtime>::get(), AGENTS),
	];
	for (next, numbers) in counts {
		ensure!(next == numbers.of(1, 0), "a cell has other numbers than expected: {next:#x}");
	}
	Ok(())
}
