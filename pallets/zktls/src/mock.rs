//! A runtime of nothing but money and claims, and the parties that use it.

use crate::{self as pallet_zktls, *};
use core::{cell::RefCell, time::Duration};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		ConstU32, ConstU64, Footprint, UnixTime,
	},
};
use frame_system::EnsureRoot;
use piazza_fixtures::reclaim::{address as address_of, sign_text, Claim, Made};
use piazza_primitives::{
	mocks::{self, MockAgenda},
	Window,
};
use sp_core::{H160, H256};
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
	pub type Zktls = pallet_zktls::Pallet<Test>;
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

pub(crate) const MAX_AGE: u64 = 600;
pub(crate) const MAX_SKEW: u64 = 60;
pub(crate) const MAX_EPOCHS: u32 = 3;
/// Milliseconds.
pub(crate) const BLOCK_TIME: u64 = 3_000;
pub(crate) const LINK_DEPOSIT: Balance = 40;
pub(crate) const CLAIM_DEPOSIT: Balance = 30;

parameter_types! {
	pub const LinkReason: RuntimeHoldReason = RuntimeHoldReason::Zktls(HoldReason::Link);
	pub const ClaimReason: RuntimeHoldReason = RuntimeHoldReason::Zktls(HoldReason::Claim);
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

impl Config for Test {
	type AdminOrigin = EnsureRoot<AccountId>;
	type Agenda = MockAgenda;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = TestClock;
	type BlockTime = ConstU64<BLOCK_TIME>;
	type ClaimConsideration = HoldConsideration<AccountId, Balances, ClaimReason, Flat<{ CLAIM_DEPOSIT as u64 }>>;
	type LinkConsideration = HoldConsideration<AccountId, Balances, LinkReason, Flat<{ LINK_DEPOSIT as u64 }>>;
	type MaxAge = ConstU64<MAX_AGE>;
	type MaxEpochs = ConstU32<MAX_EPOCHS>;
	type MaxSkew = ConstU64<MAX_SKEW>;
	type Time = TestClock;
	type WeightInfo = ();
}

/// What every account but the pauper starts with.
pub(crate) const PURSE: Balance = 1_000;
/// Has an Ethereum address.
pub(crate) const ALICE: AccountId = 1;
/// Submits claims.
pub(crate) const BOB: AccountId = 2;
/// Has too little for any deposit.
pub(crate) const PAUPER: AccountId = 3;

/// The time at which tests start, a minute after the claims were witnessed.
pub(crate) const NOW: u64 = SEEN_AT + 60;
/// When the claims of tests were witnessed.
pub(crate) const SEEN_AT: u64 = 1_780_000_000;
/// For ever.
pub(crate) const ALWAYS: Window<u64> = Window { from: 0, to: 1 << 63 };

/// The provider of the claims of tests.
pub(crate) const PROVIDER: H256 = H256::repeat_byte(0xab);

/// The state a test starts from, in block 1.
pub(crate) fn genesis() -> sp_io::TestExternalities {
	mocks::reset();
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> {
		balances: vec![(ALICE, PURSE), (BOB, PURSE), (PAUPER, 2)],
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	let mut state = sp_io::TestExternalities::new(storage);
	state.execute_with(|| {
		set_chain(1);
		run_to(1);
		TestClock::set(NOW);
	});
	state
}

/// Runs a test, and checks the invariants afterwards: those of the pallet, that every deposit held belongs to a record,
/// that every claim waits to be forgotten, and that no money was made or destroyed.
pub(crate) fn build_and_execute(test: impl FnOnce()) {
	genesis().execute_with(|| {
		let issuance = Balances::total_issuance();
		test();
		check();
		assert_eq!(Balances::total_issuance(), issuance);
	});
}

pub(crate) fn check() {
	Zktls::do_try_state().unwrap();
	assert_eq!(MockAgenda::waiting(), UsedClaims::<Test>::iter_keys().count());
	for who in [ALICE, BOB, PAUPER] {
		let links = Links::<Test>::iter_values().filter(|link| link.account == who).count();
		let claims = UsedClaims::<Test>::iter_values().filter(|used| used.submitter == who).count();
		assert_eq!(held(who), (links as Balance * LINK_DEPOSIT, claims as Balance * CLAIM_DEPOSIT));
	}
}

/// What is held on `who` for links and for claims.
pub(crate) fn held(who: AccountId) -> (Balance, Balance) {
	let by = |reason: HoldReason| Balances::balance_on_hold(&reason.into(), &who);
	(by(HoldReason::Link), by(HoldReason::Claim))
}

/// Makes the chain one that starts with another block.
pub(crate) fn set_chain(n: u8) {
	frame_system::BlockHash::<Test>::insert(0, H256::repeat_byte(n));
}

/// Builds and serves blocks up to `n`. What is due in a block is served by the clock of the block before, as on chain.
pub(crate) fn run_to(n: BlockNumber) {
	while System::block_number() < n {
		let next = System::block_number() + 1;
		System::set_block_number(next);
		MockAgenda::serve::<Due, Zktls>(next);
		TestClock::set(Zktls::now() + BLOCK_TIME / 1_000);
	}
}

pub(crate) fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// The Ethereum address of a label's key.
pub(crate) fn address(label: &str) -> H160 {
	H160(address_of(label))
}

/// The witnesses of these labels.
pub(crate) fn witnesses(labels: &[&str]) -> Witnesses {
	labels.iter().map(|label| address(label)).collect::<Vec<_>>().try_into().unwrap()
}

/// Opens an epoch of the witnesses a, b, c, d and e, of whom three sign, and lets claims of [`PROVIDER`] count.
pub(crate) fn open() {
	assert_ok!(Zktls::open_epoch(RuntimeOrigin::root(), witnesses(&["a", "b", "c", "d", "e"]), 3, ALWAYS));
	assert_ok!(Zktls::allow_provider(RuntimeOrigin::root(), PROVIDER));
	System::reset_events();
}

/// What the owner of the label "alice" claims to have seen, not witnessed yet.
pub(crate) fn template() -> Claim {
	let template = Claim { owner: address_of("alice"), ..Claim::default() };
	assert_eq!(template.timestamp, SEEN_AT);
	template
}

/// A claim as it is handed in.
pub(crate) fn signed_claim(made: Made) -> SignedClaim {
	SignedClaim {
		provider: made.claim.provider.into_bytes().try_into().unwrap(),
		parameters: made.claim.parameters.into_bytes().try_into().unwrap(),
		context: made.claim.context.into_bytes().try_into().unwrap(),
		owner: made.owner.into_bytes().try_into().unwrap(),
		timestamp: made.claim.timestamp,
		epoch: made.claim.epoch,
		identifier: made.identifier.into_bytes().try_into().unwrap(),
		signatures: made.signatures.try_into().unwrap(),
	}
}

/// [`template`], witnessed by those who are chosen.
pub(crate) fn claim() -> SignedClaim {
	signed_claim(template().make())
}

/// The identifier that a claim names.
pub(crate) fn identifier(claim: &SignedClaim) -> H256 {
	H256::from_slice(&hex::decode(&claim.identifier[2..]).unwrap())
}

pub(crate) fn submit(who: AccountId, claim: &SignedClaim) -> sp_runtime::DispatchResult {
	Zktls::submit(signed(who), Box::new(claim.clone()))
}

/// The signature of a label's key that links its address to `who`.
pub(crate) fn link_signature(label: &str, who: AccountId) -> [u8; 65] {
	sign_text(label, &Zktls::link_text(who))
}

/// Links the address of a label to `who`.
pub(crate) fn link(who: AccountId, label: &str) {
	assert_ok!(Zktls::link(signed(who), address(label), link_signature(label, who)));
}

/// The other signature that counts for the same key and text where both forms are taken: `s` is in the upper half.
pub(crate) fn high_twin(signature: &[u8; 65]) -> [u8; 65] {
	let order = sp_core::U256::from_big_endian(&hex::decode(ORDER).unwrap());
	let mut twin = *signature;
	let s = order - sp_core::U256::from_big_endian(&signature[32..64]);
	twin[32..64].copy_from_slice(&s.to_big_endian());
	twin[64] = 27 + 28 - twin[64];
	twin
}

/// The order of secp256k1.
const ORDER: &str = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

/// Asserts that the events of this pallet since the last call are these.
pub(crate) fn assert_events(expected: Vec<Event<Test>>) {
	let found: Vec<Event<Test>> = System::read_events_for_pallet();
	System::reset_events();
	assert_eq!(found, expected);
}
