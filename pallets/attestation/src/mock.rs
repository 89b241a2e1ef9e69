//! A runtime of nothing but money and attestation, and the parties that use it.

use crate::{self as pallet_attestation, *};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		ConstU64, Footprint,
	},
};
use piazza_primitives::{ContentHash, ProgramId, Uri};
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
pub(crate) const PROGRAM_DEPOSIT: Balance = 40;
pub(crate) const WORKER_DEPOSIT: Balance = 30;

parameter_types! {
	pub const ProgramReason: RuntimeHoldReason = RuntimeHoldReason::Attestation(HoldReason::Program);
	pub const WorkerReason: RuntimeHoldReason = RuntimeHoldReason::Attestation(HoldReason::Worker);
}

/// The same deposit for every record.
pub struct Flat<const DEPOSIT: u64>;
impl<const DEPOSIT: u64> Convert<Footprint, Balance> for Flat<DEPOSIT> {
	fn convert(footprint: Footprint) -> Balance {
		assert!(footprint.count > 0 && footprint.size > 0, "a record takes room");
		DEPOSIT.into()
	}
}

impl Config for Test {
	type Validity = ConstU64<VALIDITY>;
	type ProgramConsideration = HoldConsideration<AccountId, Balances, ProgramReason, Flat<{ PROGRAM_DEPOSIT as u64 }>>;
	type WorkerConsideration = HoldConsideration<AccountId, Balances, WorkerReason, Flat<{ WORKER_DEPOSIT as u64 }>>;
	type WeightInfo = ();
}

/// What every account but the pauper starts with.
pub(crate) const PURSE: Balance = 1_000;
pub(crate) const OWNER: AccountId = 1;
pub(crate) const WORKER: AccountId = 2;
pub(crate) const STRANGER: AccountId = 3;
/// Has too little for any deposit.
pub(crate) const PAUPER: AccountId = 4;

/// The state a test starts from.
pub(crate) fn genesis() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> {
		balances: vec![(OWNER, PURSE), (WORKER, PURSE), (STRANGER, PURSE), (PAUPER, 2)],
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	let mut state = sp_io::TestExternalities::new(storage);
	state.execute_with(|| System::set_block_number(1));
	state
}

/// Runs a test in block 1 and checks the invariants afterwards, and that no money was made or destroyed.
pub(crate) fn build_and_execute(test: impl FnOnce()) {
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
