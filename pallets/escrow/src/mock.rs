//! A runtime of nothing but money: the native asset, two others, and the escrow.

use crate::{pallet as pallet_escrow, *};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{NativeFromLeft, NativeOrWithId, UnionOf},
		fungibles::{Inspect, InspectHold},
		AsEnsureOriginWithArg, ConstU128,
	},
};
use frame_system::{EnsureRoot, EnsureSigned};
use piazza_primitives::{Escrow as _, EscrowId};
use sp_runtime::{BuildStorage, DispatchError, Permill};

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
	pub type Assets = pallet_assets::Pallet<Test>;
	#[runtime::pallet_index(3)]
	pub type AssetsHolder = pallet_assets_holder::Pallet<Test>;
	#[runtime::pallet_index(4)]
	pub type Escrow = pallet_escrow::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlock<Test>;
pub(crate) type AccountId = u64;
pub(crate) type Balance = u128;
pub(crate) type AssetKind = NativeOrWithId<u32>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<ED>;
	type AccountStore = System;
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
	type Balance = Balance;
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type ForceOrigin = EnsureRoot<AccountId>;
	type Holder = AssetsHolder;
}

impl pallet_assets_holder::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
}

/// Smallest native balance.
pub(crate) const ED: Balance = 10;
/// Whoever has enough of this asset exists.
pub(crate) const DOLLAR: AssetKind = NativeOrWithId::WithId(1);
/// Smallest balance of [`DOLLAR`].
pub(crate) const DOLLAR_MINIMUM: Balance = 5;
/// Only who exists already can have this asset.
pub(crate) const POINT: AssetKind = NativeOrWithId::WithId(2);
pub(crate) const NATIVE: AssetKind = NativeOrWithId::Native;
pub(crate) const ALL_ASSETS: [AssetKind; 3] = [NATIVE, DOLLAR, POINT];

/// These have [`WEALTH`] of every asset.
pub(crate) const RICH: [AccountId; 10] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
pub(crate) const WEALTH: Balance = 10_000;
/// Has nothing.
pub(crate) const NEWCOMER: AccountId = 50;
/// Issuer, admin and freezer of the assets.
pub(crate) const ISSUER: AccountId = 90;

parameter_types! {
	pub static FeeAccount: AccountId = 99;
	pub const MaxFee: Permill = Permill::from_percent(10);
}

impl Config for Test {
	type AssetKind = AssetKind;
	type Balance = Balance;
	type Assets = UnionOf<Balances, AssetsHolder, NativeFromLeft, AssetKind, AccountId>;
	type RuntimeHoldReason = RuntimeHoldReason;
	type AdminOrigin = EnsureRoot<AccountId>;
	type FeeDestination = FeeAccount;
	type MaxFee = MaxFee;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MakeAssets;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct MakeAssets;

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper<AssetKind, AccountId> for MakeAssets {
	fn costly_asset() -> AssetKind {
		DOLLAR
	}

	fn endow(asset: &AssetKind, who: &AccountId) {
		use frame_support::traits::{fungible::Mutate as _, fungibles::Mutate as _};
		assert_ok!(match asset {
			NativeOrWithId::Native => Balances::mint_into(who, 1_000_000),
			NativeOrWithId::WithId(id) => Assets::mint_into(*id, who, 1_000_000),
		});
	}
}

pub(crate) fn open(payer: AccountId, asset: AssetKind, amount: Balance) -> Result<EscrowId, DispatchError> {
	Escrow::open(&payer, asset, amount)
}

/// An escrow with `amounts` of the first rich accounts.
pub(crate) fn open_with(asset: AssetKind, amounts: &[Balance]) -> EscrowId {
	let id = open(RICH[0], asset, amounts[0]).unwrap();
	for (who, amount) in RICH.iter().zip(amounts).skip(1) {
		assert_ok!(Escrow::top_up(id, who, *amount));
	}
	id
}

pub(crate) fn claim(id: EscrowId, payee: AccountId) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Escrow::claim(RuntimeOrigin::signed(10), id, payee)
}

/// What `who` can spend of `asset`, but for its minimum.
pub(crate) fn free(asset: &AssetKind, who: AccountId) -> Balance {
	<<Test as Config>::Assets as Inspect<_>>::balance(asset.clone(), &who)
}

/// What is held on `who` for payments.
pub(crate) fn held(asset: &AssetKind, who: AccountId) -> Balance {
	<<Test as Config>::Assets as InspectHold<_>>::balance_on_hold(asset.clone(), &HoldReason::Payment.into(), &who)
}

/// What is held on the first `count` rich accounts.
pub(crate) fn holds(asset: &AssetKind, count: usize) -> Vec<Balance> {
	RICH.iter().take(count).map(|who| held(asset, *who)).collect()
}

pub(crate) fn set_fee(percent: u32) {
	assert_ok!(Escrow::set_protocol_fee(RuntimeOrigin::root(), Permill::from_percent(percent)));
}

fn id_of(asset: &AssetKind) -> u32 {
	match asset {
		NativeOrWithId::Native => panic!("nobody issues the native asset"),
		NativeOrWithId::WithId(id) => *id,
	}
}

/// The issuer lets `who` neither send nor receive.
pub(crate) fn block(asset: &AssetKind, who: AccountId) {
	assert_ok!(Assets::block(RuntimeOrigin::signed(ISSUER), id_of(asset), who));
}

/// The issuer lets `who` not send.
pub(crate) fn freeze(asset: &AssetKind, who: AccountId) {
	assert_ok!(Assets::freeze(RuntimeOrigin::signed(ISSUER), id_of(asset), who));
}

/// The issuer lets `who` send and receive again.
pub(crate) fn thaw(asset: &AssetKind, who: AccountId) {
	assert_ok!(Assets::thaw(RuntimeOrigin::signed(ISSUER), id_of(asset), who));
}

/// The issuer lets nobody send or receive.
pub(crate) fn freeze_asset(asset: &AssetKind) {
	assert_ok!(Assets::freeze_asset(RuntimeOrigin::signed(ISSUER), id_of(asset)));
}

pub(crate) fn thaw_asset(asset: &AssetKind) {
	assert_ok!(Assets::thaw_asset(RuntimeOrigin::signed(ISSUER), id_of(asset)));
}

/// Issuance of all assets: nothing that an escrow does may change it.
pub(crate) fn issuance() -> Vec<Balance> {
	ALL_ASSETS.map(<<Test as Config>::Assets as Inspect<AccountId>>::total_issuance).to_vec()
}

pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
	let everybody = || RICH.into_iter().chain([ISSUER, FeeAccount::get()]);
	let assets = || [DOLLAR, POINT].into_iter().map(|asset| id_of(&asset));
	let storage = RuntimeGenesisConfig {
		system: Default::default(),
		balances: pallet_balances::GenesisConfig {
			balances: everybody().map(|who| (who, WEALTH)).collect(),
			..Default::default()
		},
		assets: pallet_assets::GenesisConfig {
			assets: vec![(id_of(&DOLLAR), ISSUER, true, DOLLAR_MINIMUM), (id_of(&POINT), ISSUER, false, 1)],
			accounts: assets().flat_map(|id| everybody().map(move |who| (id, who, WEALTH))).collect(),
			..Default::default()
		},
		escrow: pallet_escrow::GenesisConfig { protocol_fee: Permill::from_percent(2), ..Default::default() },
	};
	let mut ext = sp_io::TestExternalities::new(storage.build_storage().expect("the genesis is valid"));
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Runs `test`, which must not make money, and checks the invariants after it.
pub(crate) fn build_and_execute(test: impl FnOnce()) {
	FeeAccount::set(99);
	new_test_ext().execute_with(|| {
		let before = issuance();
		test();
		assert_ok!(Escrow::do_try_state());
		assert_eq!(issuance(), before, "money was made or lost");
	});
}
