//! Pools of data, and the markets of their tokens.

use crate::{
	configs::{market::NativeAsset, RecordConsideration, TreasuryAccount},
	constants::{
		money::UNIT,
		time::{DAYS, HOURS},
	},
	weights, AccountId, AssetConversion, Assets, Attestation, Balance, Balances, BlockNumber, Jobs, LiquidityTokens,
	Runtime, RuntimeEvent, RuntimeHoldReason, Signature, Stakes, Weight, Zktls,
};
use alloc::vec;
use frame_support::{
	ord_parameter_types, parameter_types,
	traits::{
		fungible::{NativeFromLeft, NativeOrWithId, UnionOf},
		tokens::imbalance::ResolveAssetTo,
		AsEnsureOriginWithArg, ConstU128, ConstU32,
	},
	PalletId,
};
use frame_system::{EnsureRoot, EnsureSignedBy};
use pallet_asset_conversion::{AccountIdConverter, AddLiquidityAsset, MutateLiquidity, WeightInfo, WithFirstAsset};
use pallet_data_pools::{Markets, PoolId};
use sp_runtime::{
	traits::{AccountIdConversion, Convert, Verify},
	DispatchError, Permill,
};

/// Numbers of assets from here on are those of pools' tokens. Nobody else makes assets of them.
pub const POOL_TOKENS: u32 = 1 << 31;

/// The native token and all other assets. Nothing of what is traded is on hold.
type NativeAndTokens = UnionOf<Balances, Assets, NativeFromLeft, NativeOrWithId<u32>, AccountId>;

/// The instance of pallet-assets for shares of markets.
pub type LiquidityInstance = pallet_assets::Instance2;

parameter_types! {
	/// Whose account markets are.
	pub const MarketsId: PalletId = PalletId(*b"pz/mrkts");
	/// What a swap leaves to those who provide liquidity: as elsewhere, 0.3 %.
	pub const SwapFee: Permill = Permill::from_parts(3_000);
	/// The most that it may be set to for one market.
	pub const MaxSwapFee: Permill = Permill::from_percent(10);
	/// Taking liquidity out costs nothing.
	pub const WithdrawalFee: Permill = Permill::zero();
}

ord_parameter_types! {
	/// The account of markets.
	pub const MarketsAccount: AccountId =
		AccountIdConversion::<AccountId>::into_account_truncating(&MarketsId::get());
}

impl pallet_assets::Config<LiquidityInstance> for Runtime {
	type ApprovalDeposit = ConstU128<0>;
	type AssetAccountDeposit = ConstU128<0>;
	type AssetDeposit = ConstU128<0>;
	type AssetId = u32;
	type AssetIdAllocator = ();
	type AssetIdParameter = codec::Compact<u32>;
	type Balance = Balance;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type CallbackHandle = ();
	// Markets alone make shares of markets.
	type CreateOrigin = AsEnsureOriginWithArg<EnsureSignedBy<MarketsAccount, AccountId>>;
	type Currency = Balances;
	type Extra = ();
	type ForceOrigin = EnsureRoot<AccountId>;
	type Freezer = ();
	type Holder = ();
	type MetadataDepositBase = ConstU128<0>;
	type MetadataDepositPerByte = ConstU128<0>;
	type RemoveItemsLimit = ConstU32<1_000>;
	type ReserveData = ();
	type RuntimeEvent = RuntimeEvent;
	type StringLimit = ConstU32<50>;
	type WeightInfo = pallet_assets::weights::SubstrateWeight<Runtime>;
}

impl pallet_asset_conversion::Config for Runtime {
	type AdminOrigin = EnsureRoot<AccountId>;
	type AssetKind = NativeOrWithId<u32>;
	type Assets = NativeAndTokens;
	type Balance = Balance;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::MarketAssets;
	type HigherPrecisionBalance = sp_core::U256;
	type LPFee = SwapFee;
	type LiquidityWithdrawalFee = WithdrawalFee;
	type MaxSwapFee = MaxSwapFee;
	type MaxSwapPathLength = ConstU32<3>;
	type MintMinLiquidity = ConstU128<100>;
	type PalletId = MarketsId;
	type PoolAssetId = u32;
	type PoolAssets = LiquidityTokens;
	type PoolId = (NativeOrWithId<u32>, NativeOrWithId<u32>);
	type PoolLocator = WithFirstAsset<
		NativeAsset,
		AccountId,
		NativeOrWithId<u32>,
		AccountIdConverter<MarketsId, (NativeOrWithId<u32>, NativeOrWithId<u32>)>,
	>;
	type PoolSetupFee = ConstU128<UNIT>;
	type PoolSetupFeeAsset = NativeAsset;
	type PoolSetupFeeTarget = ResolveAssetTo<TreasuryAccount, NativeAndTokens>;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_asset_conversion::weights::SubstrateWeight<Runtime>;
}

/// Markets of pools' tokens against the native one.
pub struct TokenMarkets;

impl Markets<AccountId, NativeOrWithId<u32>> for TokenMarkets {
	fn open(
		who: &AccountId,
		token: NativeOrWithId<u32>,
		tokens: Balance,
		native: Balance,
		keeper: &AccountId,
	) -> Result<Balance, DispatchError> {
		let pair = (NativeOrWithId::Native, token.clone());
		if !pallet_asset_conversion::Pools::<Runtime>::contains_key(&pair) {
			<AssetConversion as MutateLiquidity<_>>::create_pool(who, NativeOrWithId::Native, token.clone())?;
		}
		let all = |asset, amount| AddLiquidityAsset { asset, amount_desired: amount, amount_min: amount };
		let (native, tokens) = (all(NativeOrWithId::Native, native), all(token, tokens));
		<AssetConversion as MutateLiquidity<_>>::add_liquidity(who, native, tokens, keeper)
	}

	fn open_weight() -> Weight {
		type Weights = <Runtime as pallet_asset_conversion::Config>::WeightInfo;
		Weights::create_pool().saturating_add(Weights::add_liquidity())
	}
}

parameter_types! {
	/// Whose accounts those of pools are.
	pub const PoolsId: PalletId = PalletId(*b"pz/datap");
	/// Whose account is that of what epochs share out.
	pub const FundId: PalletId = PalletId(*b"pz/dfund");
	/// The account of what epochs share out.
	pub PoolFund: AccountId = FundId::get().into_account_truncating();
	/// Why the deposits of pools are held.
	pub const PoolHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::DataPools(pallet_data_pools::HoldReason::Deposit);
	/// Least share of each licence that the treasury has.
	pub const MinTreasuryShare: Permill = Permill::from_percent(5);
	/// What of a tranche is for the curator that vouches for the pool.
	pub const CuratorShare: Permill = Permill::from_percent(5);
	/// The longest licence.
	pub const MaxLicencePeriod: BlockNumber = 365 * DAYS;
}

/// The token of each pool.
pub struct PoolToken;

impl Convert<PoolId, NativeOrWithId<u32>> for PoolToken {
	fn convert(pool: PoolId) -> NativeOrWithId<u32> {
		NativeOrWithId::WithId(POOL_TOKENS.saturating_add(pool))
	}
}

/// The account of each pool.
pub struct PoolAccount;

impl Convert<PoolId, AccountId> for PoolAccount {
	fn convert(pool: PoolId) -> AccountId {
		PoolsId::get().into_sub_account_truncating(pool)
	}
}

impl pallet_data_pools::Config for Runtime {
	type AdminOrigin = EnsureRoot<AccountId>;
	type AssetKind = NativeOrWithId<u32>;
	type Assets = NativeAndTokens;
	type Attested = Attestation;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::PoolParties;
	type Claims = Zktls;
	type Consideration = RecordConsideration<PoolHoldReason>;
	type CuratorShare = CuratorShare;
	type CuratorStake = ConstU128<{ 1_000 * UNIT }>;
	type EpochLength = ConstU32<{ 30 * DAYS }>;
	type FundAccount = PoolFund;
	type Jobs = Jobs;
	type Markets = TokenMarkets;
	type MaxLicencePeriod = MaxLicencePeriod;
	type MinTreasuryShare = MinTreasuryShare;
	type NativeAsset = NativeAsset;
	type PoolAccount = PoolAccount;
	type Signature = Signature;
	type Signer = <Signature as Verify>::Signer;
	type Stakes = Stakes;
	type StatementPeriod = ConstU32<HOURS>;
	type StreamPeriod = ConstU32<DAYS>;
	type TokenOf = PoolToken;
	type Tranches = ConstU32<4>;
	type Treasury = TreasuryAccount;
	type WeightInfo = weights::pallet_data_pools::WeightInfo<Runtime>;
}
