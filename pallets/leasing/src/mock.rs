//! A runtime of nothing but money and leases, and the parties that use it.

use crate::{pallet as pallet_leasing, *};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{HoldConsideration, Inspect, InspectHold},
		ConstU128, ConstU32, ConstU64, Footprint,
	},
};
use frame_system::EnsureRoot;
use piazza_primitives::{
	mocks::{self, MockAgenda, MockAttested, MockEscrow, MockPanels, MockReputation, MockStakes},
	ClassId, LeaseId, PanelCase, Tier,
};
use sp_runtime::{traits::Convert, BuildStorage, DispatchResult, Perbill, Permill};

pub(crate) use piazza_primitives::mocks::{AccountId, AssetKind, Balance, BlockNumber};

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type Leasing = pallet_leasing::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<1>;
	type AccountStore = System;
}

pub(crate) const BID_DEPOSIT: Balance = 5;
pub(crate) const CHALLENGE_BOND: Balance = 20;
pub(crate) const DISPUTE_BOND: Balance = 31;
pub(crate) const ORDER_PERIOD: BlockNumber = 50;
pub(crate) const MIN_DURATION: BlockNumber = 10;
pub(crate) const MAX_DURATION: BlockNumber = 1_000;
pub(crate) const MAX_RECLAIM_WINDOW: BlockNumber = 200;
pub(crate) const RESPONSE_PERIOD: BlockNumber = 6;
pub(crate) const RETRY_PERIOD: BlockNumber = 7;
pub(crate) const RECEIPT_PERIOD: BlockNumber = 60;
/// Deposit of every record but receipts.
pub(crate) const DEPOSIT: Balance = 50;
/// Deposit of a receipt.
pub(crate) const RECEIPT_DEPOSIT: Balance = 9;
pub(crate) const NATIVE: AssetKind = 0;
pub(crate) const DOLLAR: AssetKind = 7;

parameter_types! {
	pub const DepositReason: RuntimeHoldReason = RuntimeHoldReason::Leasing(HoldReason::Deposit);
}

pub struct Deposits;
impl Convert<Footprint, Balance> for Deposits {
	fn convert(footprint: Footprint) -> Balance {
		if footprint == Leasing::receipt_room() {
			RECEIPT_DEPOSIT
		} else {
			DEPOSIT
		}
	}
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Consideration = HoldConsideration<AccountId, Balances, DepositReason, Deposits>;
	type AssetKind = AssetKind;
	type NativeAsset = ConstU32<NATIVE>;
	type Escrow = MockEscrow;
	type Attested = MockAttested;
	type Stakes = MockStakes;
	type Reputation = MockReputation;
	type Panels = MockPanels<PanelCase>;
	type Agenda = MockAgenda;
	type AdminOrigin = EnsureRoot<AccountId>;
	type BidDeposit = ConstU128<BID_DEPOSIT>;
	type ChallengeBond = ConstU128<CHALLENGE_BOND>;
	type DisputeBond = ConstU128<DISPUTE_BOND>;
	type OrderPeriod = ConstU64<ORDER_PERIOD>;
	type MinDuration = ConstU64<MIN_DURATION>;
	type MaxDuration = ConstU64<MAX_DURATION>;
	type MaxReclaimWindow = ConstU64<MAX_RECLAIM_WINDOW>;
	type ResponsePeriod = ConstU64<RESPONSE_PERIOD>;
	type RetryPeriod = ConstU64<RETRY_PERIOD>;
	type ReceiptPeriod = ConstU64<RECEIPT_PERIOD>;
	type WeightInfo = ();
}

/// What every account starts with.
pub(crate) const PURSE: Balance = 10_000;
pub(crate) const TENANT: AccountId = 1;
pub(crate) const SPONSOR: AccountId = 2;
pub(crate) const AUDITOR: AccountId = 3;
pub(crate) const STRANGER: AccountId = 4;
/// Has nothing.
pub(crate) const PAUPER: AccountId = 5;
/// Providers 11, 12, ...; each owns one worker.
pub(crate) const PROVIDERS: u64 = 25;
/// The class that all machines are of, by their owners' word.
pub(crate) const CLASS: ClassId = 1;
/// What of a provider's stake answers for one machine of it.
pub(crate) const BOND: Balance = 1_000;

/// The n-th provider, from 1.
pub(crate) fn provider(n: u64) -> AccountId {
	10 + n
}

/// The n-th provider's worker.
pub(crate) fn worker(n: u64) -> AccountId {
	100 + n
}

/// What downtime costs: 4 % at once, 8 % after 20 blocks, 60 % after 100, all after 300.
pub(crate) fn table() -> CostTable<BlockNumber> {
	let step = |(after, percent)| Step { after, share: Perbill::from_percent(percent) };
	[(0, 4), (20, 8), (100, 60), (300, 100)].map(step).to_vec().try_into().unwrap()
}

/// What false specs cost: 12 % at first, 24 % after 50 blocks, all after 200.
pub(crate) fn false_specs_table() -> CostTable<BlockNumber> {
	let step = |(after, percent)| Step { after, share: Perbill::from_percent(percent) };
	[(0, 12), (50, 24), (200, 100)].map(step).to_vec().try_into().unwrap()
}

/// The state a test starts from, in block 1.
pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
	let accounts = [TENANT, SPONSOR, AUDITOR, STRANGER].into_iter().chain((1..=PROVIDERS).map(provider));
	let storage = RuntimeGenesisConfig {
		system: Default::default(),
		balances: pallet_balances::GenesisConfig {
			balances: accounts.map(|account| (account, PURSE)).collect(),
			..Default::default()
		},
		leasing: pallet_leasing::GenesisConfig {
			class_bonds: vec![(CLASS, BOND)],
			downtime_costs: table().into_inner(),
			false_specs_costs: false_specs_table().into_inner(),
		},
	};
	mocks::reset();
	MockPanels::<PanelCase>::set_checkers(3);
	MockAttested::add_class(CLASS);
	MockAttested::add_class(CLASS + 1);
	for n in 1..=PROVIDERS {
		MockAttested::set_active(worker(n), provider(n), Tier::Declared);
	}
	let mut state = sp_io::TestExternalities::new(storage.build_storage().unwrap());
	state.execute_with(|| skip_to(1));
	state
}

/// Runs a test and checks the invariants afterwards, and that no money was made or destroyed.
pub(crate) fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		let issuance = Balances::total_issuance();
		test();
		Leasing::do_try_state().unwrap();
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

/// Builds and serves blocks up to `n`.
pub(crate) fn run_to(n: BlockNumber) {
	while System::block_number() < n {
		System::set_block_number(System::block_number() + 1);
		serve();
	}
}

/// Goes to block `n` without serving the agenda, as if blocks were full.
pub(crate) fn skip_to(n: BlockNumber) {
	System::set_block_number(n);
	MockAgenda::set_now(n);
}

/// Serves the agenda in the block reached.
pub(crate) fn serve() {
	MockAgenda::serve::<DueOf<Test>, Leasing>(System::block_number());
}

pub(crate) fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Any machine of the class.
pub(crate) fn spec() -> SpecOf<Test> {
	Spec {
		class: CLASS,
		gpus: 1,
		min_tier: Tier::Declared,
		program: None,
		attributes: Default::default(),
		auditor: None,
		providers: Default::default(),
		min_score: None,
	}
}

/// Such a machine for 500 blocks at 10 a block at the most, with 1,000 put aside, and a notice of 30 blocks.
pub(crate) fn order_terms() -> OrderTermsOf<Test> {
	OrderTerms { spec: spec(), asset: NATIVE, max_rate: 10, deposit: 1_000, duration: 500, reclaim_window: 30 }
}

/// The tenant places an order.
pub(crate) fn place(terms: OrderTermsOf<Test>) -> OrderId {
	let id = NextOrder::<Test>::get();
	assert_ok!(Leasing::place_order(signed(TENANT), terms));
	id
}

/// The n-th worker bids.
pub(crate) fn bid(order: OrderId, n: u64, rate: Balance) -> DispatchResult {
	Leasing::bid(signed(worker(n)), order, worker(n), rate, 600)
}

/// The tenant accepts the n-th worker's bid.
pub(crate) fn accept(order: OrderId, n: u64) -> LeaseId {
	let id = NextLease::<Test>::get();
	assert_ok!(Leasing::accept(signed(TENANT), order, worker(n)));
	id
}

/// A lease of the n-th worker at 7 a block.
pub(crate) fn lease(n: u64) -> LeaseId {
	let order = place(order_terms());
	assert_ok!(bid(order, n, 7));
	accept(order, n)
}

/// 8 a block, for 20 to 300 blocks, with a notice of 40 blocks.
pub(crate) fn offer_terms() -> OfferTermsOf<Test> {
	OfferTerms {
		class: CLASS,
		gpus: 1,
		asset: NATIVE,
		rate: 8,
		min_duration: 20,
		max_duration: 300,
		reclaim_window: 40,
		tenants: Default::default(),
	}
}

/// The n-th worker offers itself.
pub(crate) fn offer(n: u64) {
	assert_ok!(Leasing::offer(signed(worker(n)), worker(n), offer_terms()));
}

/// The tenant takes the n-th worker's offer for 100 blocks, with 400 put aside.
pub(crate) fn take(n: u64) -> DispatchResult {
	Leasing::take(signed(TENANT), worker(n), offer_terms(), 100, 400, Tier::Declared)
}

pub(crate) fn record(id: LeaseId) -> LeaseOf<Test> {
	Leases::<Test>::get(id).unwrap()
}

/// Why and with what sums the lease ended that ended last.
pub(crate) fn last_end() -> (LeaseId, Reason, Balance, Balance) {
	let mut ends = System::read_events_for_pallet::<Event<Test>>().into_iter().filter_map(|event| match event {
		Event::LeaseClosed { lease, reason, settled, refunded } => Some((lease, reason, settled, refunded)),
		_ => None,
	});
	ends.next_back().unwrap()
}

/// What is held on `who` for `reason`.
pub(crate) fn held(reason: HoldReason, who: AccountId) -> Balance {
	Balances::balance_on_hold(&reason.into(), &who)
}

/// What `who` can spend.
pub(crate) fn free(who: AccountId) -> Balance {
	Balances::balance(&who)
}

/// What the escrow of a lease, which may be over, paid its provider.
pub(crate) fn paid(escrow: u64) -> Balance {
	MockEscrow::account(escrow).paid.iter().map(|(_, amount)| amount).sum()
}

pub(crate) fn set_fee(percent: u32) {
	MockEscrow::set_fee(Permill::from_percent(percent));
}
