//! A runtime of nothing but money and attestation, and the parties that use it.

use crate::{self as pallet_attestation, *};
use core::{cell::RefCell, time::Duration};
use frame_support::{
	assert_ok, derive_impl, ord_parameter_types, parameter_types,
	traits::{
		fungible::{HoldConsideration, Inspect, InspectHold, Mutate},
		tokens::Preservation,
		ConstU64, EitherOfDiverse, Footprint, UnixTime,
	},
};
use frame_system::{EnsureRoot, EnsureSignedBy};
use piazza_primitives::{
	mocks::{self, MockAgenda},
	ContentHash, ProgramId, Uri,
};
use piazza_verifiers::{amd, x509::Anchor};
use sp_core::H256;
use sp_runtime::{traits::Convert, BuildStorage};

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
	pub type Attestation = pallet_attestation::Pallet<Test>;
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
	type AccountStore = System;
}

pub(crate) const VALIDITY: BlockNumber = 10;
pub(crate) const HARDWARE_VALIDITY: BlockNumber = 8;
pub(crate) const CHALLENGE_PERIOD: BlockNumber = 4;
pub(crate) const ABANDONMENT: BlockNumber = 20;
pub(crate) const CIRCUIT_NOTICE: BlockNumber = 30;
pub(crate) const PROGRAM_DEPOSIT: Balance = 40;
pub(crate) const WORKER_DEPOSIT: Balance = 30;

parameter_types! {
	pub const ProgramReason: RuntimeHoldReason = RuntimeHoldReason::Attestation(HoldReason::Program);
	pub const WorkerReason: RuntimeHoldReason = RuntimeHoldReason::Attestation(HoldReason::Worker);
}

ord_parameter_types! {
	pub const Guard: AccountId = GUARD;
}

/// The same deposit for every record.
pub struct Flat<const DEPOSIT: u64>;
impl<const DEPOSIT: u64> Convert<Footprint, Balance> for Flat<DEPOSIT> {
	fn convert(footprint: Footprint) -> Balance {
		assert!(footprint.count > 0 && footprint.size > 0, "a record takes room");
		DEPOSIT.into()
	}
}

std::thread_local! {
	static TIME: RefCell<u64> = const { RefCell::new(0) };
	static ROOTS: RefCell<TestRoots> = RefCell::new(TestRoots::default());
	static RECORDED: RefCell<Option<Recorded>> = const { RefCell::new(None) };
}

/// The clock: what the test says.
pub struct TestClock;

impl TestClock {
	/// Sets the time in seconds.
	pub(crate) fn set(seconds: u64) {
		TIME.set(seconds);
	}
}

impl UnixTime for TestClock {
	fn now() -> Duration {
		Duration::from_secs(TIME.with_borrow(|time| *time))
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper for TestClock {
	fn set_time(seconds: u64) {
		Self::set(seconds);
	}
}

/// The roots that the test trusts: none, unless it says so.
#[derive(Clone)]
pub struct TestRoots {
	pub(crate) intel: Vec<Anchor>,
	pub(crate) amd: amd::Anchors,
	pub(crate) nvidia: Vec<Anchor>,
	pub(crate) nitro: Vec<Anchor>,
	pub(crate) android: Vec<Anchor>,
}

impl Default for TestRoots {
	fn default() -> Self {
		let amd = amd::Anchors { roots: Vec::new(), intermediates: Vec::new() };
		Self { intel: Vec::new(), amd, nvidia: Vec::new(), nitro: Vec::new(), android: Vec::new() }
	}
}

impl TestRoots {
	/// The vendors' own.
	pub(crate) fn of_vendors() -> Self {
		Self {
			intel: VendorRoots::intel(),
			amd: VendorRoots::amd(),
			nvidia: VendorRoots::nvidia(),
			nitro: VendorRoots::nitro(),
			android: VendorRoots::android(),
		}
	}

	/// Trusts these from here on.
	pub(crate) fn set(self) {
		ROOTS.set(self);
	}
}

impl Roots for TestRoots {
	fn intel() -> Vec<Anchor> {
		ROOTS.with_borrow(|roots| roots.intel.clone())
	}
	fn amd() -> amd::Anchors {
		ROOTS.with_borrow(|roots| roots.amd.clone())
	}
	fn nvidia() -> Vec<Anchor> {
		ROOTS.with_borrow(|roots| roots.nvidia.clone())
	}
	fn nitro() -> Vec<Anchor> {
		ROOTS.with_borrow(|roots| roots.nitro.clone())
	}
	fn android() -> Vec<Anchor> {
		ROOTS.with_borrow(|roots| roots.android.clone())
	}
}

/// What evidence that was recorded elsewhere is bound to.
#[derive(Clone, Copy)]
struct Recorded {
	/// Whose evidence it is; `None` for anybody's.
	worker: Option<AccountId>,
	report_data: [u8; 64],
	gpu_nonce: [u8; 32],
}

/// The challenges of production, unless the test replays what was recorded elsewhere.
pub struct TestChallenges;

impl TestChallenges {
	/// Expects this report data and this nonce of GPUs from here on, whoever asks.
	pub(crate) fn replay(report_data: [u8; 64], gpu_nonce: [u8; 32]) {
		RECORDED.set(Some(Recorded { worker: None, report_data, gpu_nonce }));
	}

	/// Expects them of this worker alone; what others must be bound to is what production says.
	pub(crate) fn replay_for(worker: AccountId, report_data: [u8; 64], gpu_nonce: [u8; 32]) {
		RECORDED.set(Some(Recorded { worker: Some(worker), report_data, gpu_nonce }));
	}

	fn recorded(worker: &AccountId) -> Option<Recorded> {
		let recorded = RECORDED.with_borrow(|recorded| *recorded);
		recorded.filter(|recorded| recorded.worker.is_none_or(|whose| whose == *worker))
	}
}

impl Challenges<AccountId> for TestChallenges {
	fn report_data(owner: &AccountId, worker: &AccountId, block_hash: &H256, gpus: &[u8; 32]) -> [u8; 64] {
		let recorded = Self::recorded(worker).map(|recorded| recorded.report_data);
		recorded.unwrap_or_else(|| Bound::<Test>::report_data(owner, worker, block_hash, gpus))
	}

	fn gpu_nonce(block_hash: &H256, worker: &AccountId) -> [u8; 32] {
		let recorded = Self::recorded(worker).map(|recorded| recorded.gpu_nonce);
		recorded.unwrap_or_else(|| Bound::<Test>::gpu_nonce(block_hash, worker))
	}
}

impl Config for Test {
	type Abandonment = ConstU64<ABANDONMENT>;
	type AdminOrigin = EnsureRoot<AccountId>;
	type Agenda = MockAgenda;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = TestClock;
	type ChallengePeriod = ConstU64<CHALLENGE_PERIOD>;
	type Challenges = TestChallenges;
	type CircuitNotice = ConstU64<CIRCUIT_NOTICE>;
	type HardwareValidity = ConstU64<HARDWARE_VALIDITY>;
	type ProgramConsideration = HoldConsideration<AccountId, Balances, ProgramReason, Flat<{ PROGRAM_DEPOSIT as u64 }>>;
	type Roots = TestRoots;
	type SecurityOrigin = EitherOfDiverse<EnsureRoot<AccountId>, EnsureSignedBy<Guard, AccountId>>;
	type Time = TestClock;
	type Validity = ConstU64<VALIDITY>;
	type WeightInfo = ();
	type WorkerConsideration = HoldConsideration<AccountId, Balances, WorkerReason, Flat<{ WORKER_DEPOSIT as u64 }>>;
}

/// What every account but the pauper starts with.
pub(crate) const PURSE: Balance = 1_000;
pub(crate) const OWNER: AccountId = 1;
pub(crate) const WORKER: AccountId = 2;
pub(crate) const STRANGER: AccountId = 3;
/// Has too little for any deposit.
pub(crate) const PAUPER: AccountId = 4;
/// May revoke and switch verifiers off, and nothing else that governance may.
pub(crate) const GUARD: AccountId = 6;
/// Pays for all whom a test needs beside these ([`fund`]).
const TREASURY: AccountId = 5;

/// The state a test starts from.
pub(crate) fn genesis() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> {
		balances: vec![(OWNER, PURSE), (WORKER, PURSE), (STRANGER, PURSE), (PAUPER, 2), (TREASURY, 1_000_000)],
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	GenesisConfig::<Test>::default().assimilate_storage(&mut storage).unwrap();
	let mut state = sp_io::TestExternalities::new(storage);
	state.execute_with(|| go_to(1));
	state
}

/// Goes to a block; every block has a hash of its own.
pub(crate) fn go_to(now: BlockNumber) {
	for block in System::block_number()..now {
		frame_system::BlockHash::<Test>::insert(block, hash_of(block));
	}
	System::set_block_number(now);
	MockAgenda::serve::<Due<AccountId>, Attestation>(now);
}

/// The hash of a block of the tests.
pub(crate) fn hash_of(block: BlockNumber) -> H256 {
	H256::from_low_u64_be(block + 1)
}

/// Runs a test in block 1 and checks the invariants afterwards, and that no money was made or destroyed.
pub(crate) fn build_and_execute(test: impl FnOnce()) {
	mocks::reset();
	TestRoots::default().set();
	RECORDED.set(None);
	TestClock::set(0);
	genesis().execute_with(|| {
		let issuance = Balances::total_issuance();
		test();
		Attestation::do_try_state().unwrap();
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

pub(crate) fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Some program; which one depends on `n`.
pub(crate) fn program(n: u8) -> Program {
	Program::Image { hash: ContentHash::repeat_byte(n) }
}

pub(crate) fn uri() -> Uri {
	b"http://example.com/program".to_vec().try_into().unwrap()
}

/// The owner registers the n-th program.
pub(crate) fn registered_program(n: u8) -> ProgramId {
	assert_ok!(Attestation::register_program(signed(OWNER), program(n), uri()));
	program(n).id()
}

/// The worker registers.
pub(crate) fn pending() {
	assert_ok!(Attestation::register(signed(WORKER), OWNER, Evidence::Declared));
}

/// The worker registers and its owner approves it.
pub(crate) fn approved() {
	pending();
	assert_ok!(Attestation::approve(signed(OWNER), WORKER));
}

/// Gives `who` enough for one deposit.
pub(crate) fn fund(who: AccountId) {
	let amount = WORKER_DEPOSIT.max(PROGRAM_DEPOSIT) + Balances::minimum_balance();
	assert_ok!(<Balances as Mutate<AccountId>>::transfer(&TREASURY, &who, amount, Preservation::Preserve));
}

/// What is held on `who` for programs and for workers.
pub(crate) fn held(who: AccountId) -> (Balance, Balance) {
	let by = |reason: HoldReason| Balances::balance_on_hold(&reason.into(), &who);
	(by(HoldReason::Program), by(HoldReason::Worker))
}

/// Asserts that the events of this pallet since the last call are these.
pub(crate) fn assert_events(expected: Vec<Event<Test>>) {
	let found: Vec<Event<Test>> = System::read_events_for_pallet();
	System::reset_events();
	assert_eq!(found, expected);
}
