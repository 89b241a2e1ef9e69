//! A runtime of nothing but money and batches, and the parties that use it.

use crate::{pallet as pallet_batches, rules, *};
use binary_merkle_tree::{merkle_proof_raw, merkle_root_raw};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{Inspect, InspectHold},
		ConstU128, ConstU32, ConstU64,
	},
	weights::Weight,
};
use piazza_primitives::{
	mocks::{self, MockAgenda, MockAttested, MockLeases, MockPanels, MockReputation, MockStakes},
	Agenda, AgendaTicket, BatchId, BatchSource, Commitment, Content, ContentHash, EraIndex, Fault, LeaseId, OnVerdict,
	PanelCase, ProgramId, ProgramKind, Role, Stakes, Tier, Verdict,
};
use sp_core::H256;
use sp_runtime::{traits::BlakeTwo256, BuildStorage, DispatchError, DispatchResult};

pub(crate) use piazza_primitives::mocks::{AccountId, Balance, BlockNumber};

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
	pub type Batches = pallet_batches::Pallet<Test>;
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
	type ExistentialDeposit = ExistentialDeposit;
	type AccountStore = System;
}

pub(crate) const DISPUTE_BOND: Balance = 10;
pub(crate) const FALSE_RESULT_FINE: Balance = 70;
pub(crate) const DISPUTE_WINDOW: BlockNumber = 20;
pub(crate) const MAX_DISPUTE_WINDOW: BlockNumber = 60;
pub(crate) const MIN_INTERVAL: BlockNumber = 5;
pub(crate) const MAX_COUNT: u32 = 100;
pub(crate) const RETRY_PERIOD: BlockNumber = 7;

parameter_types! {
	/// Least an account may hold.
	pub static ExistentialDeposit: Balance = 1;
	/// Bond of a batch.
	pub static Bond: Balance = 31;
	/// How many of the next items the agenda refuses to take.
	pub static Refusals: u32 = 0;
	/// How many of the next slashes fail.
	pub static FailingSlashes: u32 = 0;
}

/// Whether one of those that are to fail is left; there is one less then.
fn fails(left: u32, set: fn(u32)) -> bool {
	set(left.saturating_sub(1));
	left > 0
}

/// An agenda that may refuse.
pub struct FullAgenda;

impl Agenda<Due, BlockNumber> for FullAgenda {
	fn schedule(at: BlockNumber, item: Due) -> Result<AgendaTicket<BlockNumber>, DispatchError> {
		if fails(Refusals::get(), Refusals::set) {
			return Err(DispatchError::Exhausted);
		}
		MockAgenda::schedule(at, item)
	}

	fn cancel(ticket: AgendaTicket<BlockNumber>) {
		<MockAgenda as Agenda<Due, BlockNumber>>::cancel(ticket);
	}
}

/// Stakes whose slashes may fail.
pub struct FailingStakes;

impl Stakes<AccountId> for FailingStakes {
	type Balance = Balance;
	type Credit = Balance;

	fn ensure_backed(role: Role, operator: &AccountId, required: Balance) -> DispatchResult {
		MockStakes::ensure_backed(role, operator, required)
	}

	fn stake_of(role: Role, operator: &AccountId) -> Balance {
		MockStakes::stake_of(role, operator)
	}

	fn reward(role: Role, operator: &AccountId, credit: Balance) -> Result<(), Balance> {
		MockStakes::reward(role, operator, credit)
	}

	fn slash(role: Role, operator: &AccountId, fault: Fault<AccountId, Balance>) -> Result<Balance, DispatchError> {
		if fails(FailingSlashes::get(), FailingSlashes::set) {
			return Err(DispatchError::Exhausted);
		}
		MockStakes::slash(role, operator, fault)
	}

	fn slash_weight() -> Weight {
		MockStakes::slash_weight()
	}

	fn era() -> EraIndex {
		MockStakes::era()
	}

	fn chill(role: Role, operator: &AccountId) {
		MockStakes::chill(role, operator);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn back(role: Role, operator: &AccountId) {
		MockStakes::back(role, operator);
	}
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Leases = MockLeases;
	type Attested = MockAttested;
	type Stakes = FailingStakes;
	type Reputation = MockReputation;
	type Panels = MockPanels<PanelCase>;
	type Agenda = FullAgenda;
	type Bond = Bond;
	type DisputeBond = ConstU128<DISPUTE_BOND>;
	type FalseResultFine = ConstU128<FALSE_RESULT_FINE>;
	type DisputeWindow = ConstU64<DISPUTE_WINDOW>;
	type MaxDisputeWindow = ConstU64<MAX_DISPUTE_WINDOW>;
	type MinInterval = ConstU64<MIN_INTERVAL>;
	type MaxCount = ConstU32<MAX_COUNT>;
	type RetryPeriod = ConstU64<RETRY_PERIOD>;
	type WeightInfo = ();
}

/// What every account starts with.
pub(crate) const PURSE: Balance = 10_000;
pub(crate) const TENANT: AccountId = 1;
/// Somebody who knows better.
pub(crate) const DISPUTER: AccountId = 2;
pub(crate) const STRANGER: AccountId = 3;
/// Providers 11, 12, ...; each owns one worker, which the tenant has leased: the n-th in lease n.
pub(crate) const PROVIDERS: u64 = 3;
/// Rent for a block of every lease.
pub(crate) const RATE: Balance = 3;
/// The block in which tests start.
pub(crate) const START: BlockNumber = 10;

/// The n-th provider, from 1.
pub(crate) fn provider(n: u64) -> AccountId {
	10 + n
}

/// The n-th provider's worker.
pub(crate) fn worker(n: u64) -> AccountId {
	100 + n
}

/// Members of panels: 21, 22, ...; they have no money.
pub(crate) fn checker(n: u64) -> AccountId {
	20 + n
}

/// Makes the n-th worker active.
pub(crate) fn activate(n: u64) {
	MockAttested::set_active(worker(n), provider(n), Tier::Declared);
}

/// The state a test starts from: all leases have run for [`START`] blocks.
pub(crate) fn state() -> sp_io::TestExternalities {
	let accounts = [TENANT, DISPUTER, STRANGER].into_iter().chain((1..=PROVIDERS).map(provider));
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> {
		balances: accounts.map(|account| (account, PURSE)).collect(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	mocks::reset();
	ExistentialDeposit::set(1);
	Bond::set(31);
	Refusals::set(0);
	FailingSlashes::set(0);
	MockAttested::add_program(program(), ProgramKind::Image);
	MockPanels::<PanelCase>::set_checkers(3);
	for n in 1..=PROVIDERS {
		activate(n);
		MockLeases::start(n, TENANT, provider(n), worker(n), RATE);
	}
	let mut state = sp_io::TestExternalities::new(storage);
	state.execute_with(|| skip_to(START));
	state
}

/// Runs a test and checks the invariants afterwards, and that no money was made or destroyed.
pub(crate) fn execute(test: impl FnOnce()) {
	state().execute_with(|| {
		let issuance = Balances::total_issuance();
		test();
		Batches::do_try_state().unwrap();
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

/// Builds and serves this many blocks.
pub(crate) fn run(blocks: BlockNumber) {
	run_to(System::block_number() + blocks);
}

/// Goes to block `n` without serving the agenda, as if blocks were full.
pub(crate) fn skip_to(n: BlockNumber) {
	System::set_block_number(n);
	MockAgenda::set_now(n);
}

/// Serves the agenda in the block reached.
pub(crate) fn serve() {
	MockAgenda::serve::<Due, Batches>(System::block_number());
}

pub(crate) fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// The program of all results, of kind Image.
pub(crate) fn program() -> ProgramId {
	ProgramId::repeat_byte(1)
}

/// Some content; which one depends on `n`.
pub(crate) fn content(n: u8) -> Content {
	Content { hash: ContentHash::repeat_byte(n), uri: vec![n].try_into().unwrap() }
}

/// The worker's results: the output of the n-th is content n + 1, whatever the program gives.
pub(crate) fn leaf(index: u8) -> Leaf {
	Leaf { index: index.into(), input: content(100 + index), output: content(1 + index) }
}

fn hashes(count: u8) -> Vec<H256> {
	let hash = |leaf: Leaf| rules::leaf_hash(leaf.index, &leaf.input.hash, &leaf.output.hash);
	(0..count).map(|index| hash(leaf(index))).collect()
}

/// Root of the first `count` results.
pub(crate) fn root(count: u8) -> H256 {
	merkle_root_raw::<BlakeTwo256, _>(hashes(count))
}

/// Proof that the result is one of the first `count`.
pub(crate) fn proof(count: u8, index: u8) -> Proof {
	merkle_proof_raw::<BlakeTwo256, _>(hashes(count), index.into()).proof.try_into().unwrap()
}

/// The n-th worker tries to report its first `count` results.
pub(crate) fn try_report(n: u64, count: u8) -> DispatchResult {
	let report = Batches::report(signed(worker(n)), n as LeaseId, program(), root(count), count.into());
	report.map(|_| ()).map_err(|error| error.error)
}

/// The first worker reports its first `count` results.
pub(crate) fn report(count: u8) -> BatchId {
	let id = NextId::<Test>::get();
	assert_ok!(try_report(1, count));
	id
}

/// A channel has paid 33 for the first `count` results of the n-th provider; its worker commits to them.
pub(crate) fn commitment(n: u64, count: u8) -> CommitmentOf<Test> {
	Commitment {
		source: BatchSource::Channel(n),
		tenant: TENANT,
		provider: provider(n),
		worker: worker(n),
		program: program(),
		root: root(count),
		count: count.into(),
		blocks: MIN_INTERVAL,
		claim: 33,
	}
}

/// Somebody says that content `output` is right for a result of a batch of `count`.
pub(crate) fn try_dispute(who: AccountId, id: BatchId, count: u8, index: u8, output: u8) -> DispatchResult {
	Batches::dispute(signed(who), id, leaf(index), proof(count, index), content(output))
}

/// What the disputer says is right.
pub(crate) const TRUTH: u8 = 200;

/// A batch of 5, whose result of number 3, which is content 4, is disputed.
pub(crate) fn disputed() -> BatchId {
	let id = report(5);
	assert_ok!(try_dispute(DISPUTER, id, 5, 3, TRUTH));
	id
}

/// The panel finds `output`, by the first `members` checkers.
pub(crate) fn hear(id: BatchId, output: Option<u8>, members: u64) {
	let majority = (1..=members).map(checker).collect();
	Batches::on_verdict(id, Verdict { answer: output.map(|n| content(n).hash), majority });
}

/// The same, and it is acted on in the next block.
pub(crate) fn find(id: BatchId, output: Option<u8>, members: u64) {
	hear(id, output, members);
	run(1);
}

/// All native money of an account, held or not.
pub(crate) fn wealth(who: AccountId) -> Balance {
	Balances::total_balance(&who)
}

/// Native money held on an account as bonds.
pub(crate) fn bonded(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Bond.into(), &who)
}

/// Native money held on an account for disputes.
pub(crate) fn at_stake(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Dispute.into(), &who)
}

/// What the first three checkers have.
pub(crate) fn fees() -> [Balance; 3] {
	[1, 2, 3].map(|n| wealth(checker(n)))
}

/// Asserts that the events of this pallet since the last call are these.
pub(crate) fn assert_events(expected: Vec<Event<Test>>) {
	let found: Vec<Event<Test>> = System::read_events_for_pallet();
	System::reset_events();
	assert_eq!(found, expected);
}
