//! The native token, other assets, fees and the treasury.

use crate::{
	configs::data::POOL_TOKENS,
	constants::{
		money::{deposit, EXISTENTIAL_DEPOSIT, MICRO},
		time::DAYS,
	},
	fees::{DustToTreasury, FeeMultiplierUpdate, ShareFees, WeightToFee},
	AccountId, AssetsHolder, Balance, Balances, BlockNumber, Runtime, RuntimeEvent, RuntimeFreezeReason,
	RuntimeHoldReason, RuntimeOrigin, System, Treasury,
};
use frame_support::{
	parameter_types,
	traits::{
		tokens::{PayFromAccount, UnityAssetBalanceConversion},
		ConstU128, ConstU32, ConstU8, EnsureOrigin, EnsureOriginWithArg, VariantCountOf,
	},
	weights::ConstantMultiplier,
	PalletId,
};
use frame_system::{EnsureRoot, EnsureSigned, EnsureWithSuccess};
use pallet_transaction_payment::FungibleAdapter;
use sp_runtime::{
	traits::{AccountIdConversion, IdentityLookup},
	Permill,
};

impl pallet_balances::Config for Runtime {
	type AccountStore = System;
	type Balance = Balance;
	type DoneSlashHandler = ();
	type DustRemoval = DustToTreasury;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type MaxLocks = ConstU32<50>;
	type MaxReserves = ConstU32<50>;
	type ReserveIdentifier = [u8; 8];
	type RuntimeEvent = RuntimeEvent;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Fee per byte of a transaction.
	pub const TransactionByteFee: Balance = 10 * MICRO;
}

impl pallet_transaction_payment::Config for Runtime {
	type FeeMultiplierUpdate = FeeMultiplierUpdate;
	type LengthToFee = ConstantMultiplier<Balance, TransactionByteFee>;
	type OnChargeTransaction = FungibleAdapter<Balances, ShareFees>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
	type WeightToFee = WeightToFee;
}

parameter_types! {
	/// Names the treasury's account.
	pub const TreasuryPalletId: PalletId = PalletId(*b"pz/trsry");
	/// How often approved spends are looked at.
	pub const SpendPeriod: BlockNumber = 7 * DAYS;
	/// How long an approved spend may be claimed.
	pub const PayoutPeriod: BlockNumber = 30 * DAYS;
	/// Unspent funds stay.
	pub const Burn: Permill = Permill::zero();
	/// Greatest single spend.
	pub const MaxSpend: Balance = Balance::MAX;
	/// The treasury's account.
	pub TreasuryAccount: AccountId = Treasury::account_id();
}

parameter_types! {
	/// Names the account of the pool that pays for useful work.
	pub const WorkPoolId: PalletId = PalletId(*b"pz/works");
	/// The account of the pool that pays for useful work.
	pub WorkPool: AccountId = WorkPoolId::get().into_account_truncating();
}

impl pallet_treasury::Config for Runtime {
	type AssetKind = ();
	type BalanceConverter = UnityAssetBalanceConversion;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::TreasuryArguments;
	type Beneficiary = AccountId;
	type BeneficiaryLookup = IdentityLookup<AccountId>;
	type BlockNumberProvider = System;
	type Burn = Burn;
	type BurnDestination = ();
	type Currency = Balances;
	type MaxApprovals = ConstU32<100>;
	type PalletId = TreasuryPalletId;
	type Paymaster = PayFromAccount<Balances, TreasuryAccount>;
	type PayoutPeriod = PayoutPeriod;
	type RejectOrigin = EnsureRoot<AccountId>;
	type RuntimeEvent = RuntimeEvent;
	type SpendFunds = ();
	type SpendOrigin = EnsureWithSuccess<EnsureRoot<AccountId>, AccountId, MaxSpend>;
	type SpendPeriod = SpendPeriod;
	type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Deposit of an asset.
	pub const AssetDeposit: Balance = deposit(1, 190);
	/// Deposit of an account of an asset that does not keep accounts alive by itself.
	pub const AssetAccountDeposit: Balance = deposit(1, 16);
	/// Deposit of an asset's name and symbol.
	pub const MetadataDepositBase: Balance = deposit(1, 68);
	/// Deposit of an asset's name and symbol, per byte.
	pub const MetadataDepositPerByte: Balance = deposit(0, 1);
	/// Deposit of an approval.
	pub const ApprovalDeposit: Balance = EXISTENTIAL_DEPOSIT;
}

/// Anybody may make assets, but not of the numbers that pools' tokens have.
pub struct EnsureNoPoolToken;

impl EnsureOriginWithArg<RuntimeOrigin, u32> for EnsureNoPoolToken {
	type Success = AccountId;

	fn try_origin(origin: RuntimeOrigin, id: &u32) -> Result<AccountId, RuntimeOrigin> {
		if *id >= POOL_TOKENS {
			return Err(origin);
		}
		<EnsureSigned<AccountId> as EnsureOrigin<RuntimeOrigin>>::try_origin(origin)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(_: &u32) -> Result<RuntimeOrigin, ()> {
		<EnsureSigned<AccountId> as EnsureOrigin<RuntimeOrigin>>::try_successful_origin()
	}
}

impl pallet_assets::Config for Runtime {
	type ApprovalDeposit = ApprovalDeposit;
	type AssetAccountDeposit = AssetAccountDeposit;
	type AssetDeposit = AssetDeposit;
	type AssetId = u32;
	type AssetIdAllocator = ();
	type AssetIdParameter = codec::Compact<u32>;
	type Balance = Balance;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type CallbackHandle = ();
	type CreateOrigin = EnsureNoPoolToken;
	type Currency = Balances;
	type Extra = ();
	type ForceOrigin = EnsureRoot<AccountId>;
	type Freezer = ();
	type Holder = AssetsHolder;
	type MetadataDepositBase = MetadataDepositBase;
	type MetadataDepositPerByte = MetadataDepositPerByte;
	type RemoveItemsLimit = ConstU32<1_000>;
	type ReserveData = ();
	type RuntimeEvent = RuntimeEvent;
	type StringLimit = ConstU32<50>;
	type WeightInfo = pallet_assets::weights::SubstrateWeight<Runtime>;
}

impl pallet_assets_holder::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
}
