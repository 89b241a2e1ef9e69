//! A runtime of nothing but money and stakes. Blocks and eras are what the test says.

use crate::{pallet as pallet_stakes, *};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{fungible::InspectHold, ConstU128, ConstU32, ConstU64},
	PalletId,
};
use frame_system::EnsureRoot;
use piazza_primitives::{
	mocks::{self, MockAgenda},
	EraIndex, Fault, Role, Stakes as _,
};
use sp_runtime::{traits::Convert, BuildStorage, DispatchResult, Perbill};

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
	pub type Stakes = pallet_stakes::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlock<Test>;
pub(crate) type AccountId = u64;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<u128>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = u128;
	type ExistentialDeposit = ConstU128<ED>;
	type AccountStore = System;
}

/// Smallest balance.
pub(crate) const ED: u128 = 10;
/// Least that one account may have in a position.
pub(crate) const MIN_DELEGATION: u128 = 100;
/// Least that a validator needs of its own.
pub(crate) const MIN_VALIDATOR: u128 = 1_000;
/// These have [`WEALTH`] each.
pub(crate) const RICH: core::ops::RangeInclusive<AccountId> = 1..=10;
pub(crate) const WEALTH: u128 = 1_000_000_000;
pub(crate) const TREASURY: AccountId = 99;
/// Has nothing.
pub(crate) const NEWCOMER: AccountId = 50;
/// Eras after which stake that left can be withdrawn.
pub(crate) const UNBONDING: EraIndex = 4;
/// Blocks for which a validator's slash is frozen; half of it for others.
pub(crate) const DELAY: u64 = 20;
/// Blocks of a notice.
pub(crate) const NOTICE: u64 = 8;

parameter_types! {
	pub static Era: EraIndex = 10;
	pub const TreasuryAccount: AccountId = TREASURY;
	pub const StakesId: PalletId = PalletId(*b"pz/stake");
	pub const Bounty: Perbill = Perbill::from_percent(10);
	pub const MaxCommissionRaise: Perbill = Perbill::from_percent(1);
}

pub struct SlashDelay;

impl Convert<Role, u64> for SlashDelay {
	fn convert(role: Role) -> u64 {
		match role {
			Role::Validator => DELAY,
			_ => DELAY / 2,
		}
	}
}

impl Config for Test {
	type AdminOrigin = EnsureRoot<AccountId>;
	type Agenda = MockAgenda;
	type AgendaItem = Due<AccountId>;
	type Bounty = Bounty;
	type CancelOrigin = EnsureRoot<AccountId>;
	type Currency = Balances;
	type Era = Era;
	type MaxCommissionRaise = MaxCommissionRaise;
	type MinDelegation = ConstU128<MIN_DELEGATION>;
	type Notice = ConstU64<NOTICE>;
	type PalletId = StakesId;
	type RuntimeHoldReason = RuntimeHoldReason;
	type SlashDelay = SlashDelay;
	type Treasury = TreasuryAccount;
	type UnbondingEras = ConstU32<UNBONDING>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Eras;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Eras;

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper for Eras {
	fn set_era(era: EraIndex) {
		Era::set(era);
	}
}

pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
	mocks::reset();
	Era::set(10);
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	let poor = [TREASURY, Stakes::account()].map(|who| (who, ED));
	let balances = RICH.map(|who| (who, WEALTH)).chain(poor).collect();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }.assimilate_storage(&mut storage).unwrap();
	crate::GenesisConfig::<Test> { minimums: vec![(Role::Validator, MIN_VALIDATOR)], positions: vec![] }
		.assimilate_storage(&mut storage)
		.unwrap();
	let mut externalities = sp_io::TestExternalities::new(storage);
	externalities.execute_with(|| System::set_block_number(1));
	externalities
}

/// Runs a test, and checks afterwards that everything adds up.
pub(crate) fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		assert_ok!(Stakes::do_try_state());
	});
}

pub(crate) fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Validator 1 with 10,000 of its own and no commission.
pub(crate) fn open_validator() {
	assert_ok!(Stakes::open(signed(1), Role::Validator, 10_000, Perbill::zero()));
}

pub(crate) fn bond(who: AccountId, amount: u128) -> DispatchResult {
	Stakes::bond(signed(who), Role::Validator, 1, amount)
}

pub(crate) fn unbond(who: AccountId, amount: u128) -> DispatchResult {
	Stakes::unbond(signed(who), Role::Validator, 1, amount)
}

pub(crate) fn withdraw(who: AccountId) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Stakes::withdraw(signed(who), Role::Validator, 1)
}

/// What `who` has behind validator 1.
pub(crate) fn staked(who: AccountId) -> u128 {
	Stakes::delegation(Role::Validator, 1, who)
}

/// What of `who`'s is leaving validator 1.
pub(crate) fn leaving(who: AccountId) -> u128 {
	Stakes::unbonding(Role::Validator, 1, who).into_iter().map(|(_, amount)| amount).sum()
}

pub(crate) fn position() -> Option<PositionView<u64>> {
	Stakes::position(Role::Validator, 1)
}

/// Rewards validator 1.
pub(crate) fn reward(amount: u128) {
	use frame_support::traits::fungible::Balanced;
	assert_ok!(Stakes::reward(Role::Validator, &1, Balances::issue(amount)));
}

/// A fault of this era, of which nobody is the victim.
pub(crate) fn fault(amount: u128) -> Fault<AccountId, u128> {
	Fault { amount, era: Era::get(), claim: None, reporter: None, self_reported: false }
}

/// Slashes validator 1; returns what was frozen.
pub(crate) fn slash(fault: Fault<AccountId, u128>) -> u128 {
	Stakes::slash(Role::Validator, &1, fault).unwrap()
}

/// Goes `blocks` on.
pub(crate) fn pass(blocks: u64) {
	for _ in 0..blocks {
		let now = System::block_number() + 1;
		System::set_block_number(now);
		MockAgenda::serve::<Due<AccountId>, Stakes>(now);
	}
}

/// Goes `eras` on.
pub(crate) fn next_era(eras: EraIndex) {
	Era::set(Era::get() + eras);
}

pub(crate) fn free(who: AccountId) -> u128 {
	Balances::free_balance(who)
}

/// All stake there is.
pub(crate) fn pot() -> u128 {
	Balances::balance_on_hold(&HoldReason::Stake.into(), &Stakes::account())
}
