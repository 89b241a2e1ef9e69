//! A runtime of nothing but money, a market and data pools.

use crate::{pallet as pallet_data_pools, *};
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::cell::RefCell;
use frame_support::{
	assert_ok, derive_impl, ord_parameter_types, parameter_types,
	traits::{
		fungible::{HoldConsideration, Inspect as _, InspectHold, NativeFromLeft, NativeOrWithId, UnionOf},
		fungibles::Inspect,
		tokens::imbalance::ResolveAssetTo,
		AsEnsureOriginWithArg, ConstU128, ConstU32, ConstU64, Footprint,
	},
	weights::Weight,
	BoundedVec, PalletId,
};
use frame_system::{EnsureRoot, EnsureSigned, EnsureSignedBy};
use pallet_asset_conversion::{AccountIdConverter, AddLiquidityAsset, MutateLiquidity, WithFirstAsset};
use piazza_primitives::{
	mocks::{self, MockAttested, MockStakes},
	Content, ContentHash, JobId, JobResult, JobResults, ProgramKind, Tier, WebClaims, WebFact,
};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::{
	testing::{TestSignature, UintAuthorityId},
	traits::{AccountIdConversion, BlakeTwo256, Convert, Hash},
	BuildStorage, DispatchError, DispatchResult, Permill,
};
use std::collections::BTreeMap;

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
	pub type Assets = pallet_assets::Pallet<Test>;
	#[runtime::pallet_index(3)]
	pub type PoolAssets = pallet_assets::Pallet<Test, Instance2>;
	#[runtime::pallet_index(4)]
	pub type AssetConversion = pallet_asset_conversion::Pallet<Test>;
	#[runtime::pallet_index(5)]
	pub type DataPools = pallet_data_pools::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlock<Test>;
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

/// Ids from [`TOKENS`] on are those of pools' tokens: nobody else makes assets of them.
pub(crate) const TOKENS: u32 = 1 << 31;

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
	type Balance = Balance;
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type ForceOrigin = EnsureRoot<AccountId>;
}

impl pallet_assets::Config<pallet_assets::Instance2> for Test {
	type RuntimeEvent = RuntimeEvent;
	type Balance = Balance;
	type RemoveItemsLimit = ConstU32<1000>;
	type AssetId = u32;
	type AssetIdParameter = u32;
	type ReserveData = ();
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureSignedBy<MarketAccount, AccountId>>;
	type ForceOrigin = EnsureRoot<AccountId>;
	type AssetDeposit = ConstU128<0>;
	type AssetAccountDeposit = ConstU128<0>;
	type MetadataDepositBase = ConstU128<0>;
	type MetadataDepositPerByte = ConstU128<0>;
	type ApprovalDeposit = ConstU128<0>;
	type StringLimit = ConstU32<50>;
	type Holder = ();
	type Freezer = ();
	type Extra = ();
	type WeightInfo = ();
	type CallbackHandle = ();
	type AssetIdAllocator = ();
	pallet_assets::runtime_benchmarks_enabled! {
		type BenchmarkHelper = ();
	}
}

parameter_types! {
	pub const MarketId: PalletId = PalletId(*b"py/ascon");
	pub const NativeAsset: AssetKind = NATIVE;
	pub const NoFee: Permill = Permill::zero();
	pub const MaxSwapFee: Permill = Permill::from_percent(10);
}

ord_parameter_types! {
	pub const MarketAccount: AccountId = AccountIdConversion::<AccountId>::into_account_truncating(&MarketId::get());
}

pub(crate) type NativeAndAssets = UnionOf<Balances, Assets, NativeFromLeft, AssetKind, AccountId>;

impl pallet_asset_conversion::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type Balance = Balance;
	type HigherPrecisionBalance = sp_core::U256;
	type AssetKind = AssetKind;
	type Assets = NativeAndAssets;
	type PoolId = (AssetKind, AssetKind);
	type PoolLocator =
		WithFirstAsset<NativeAsset, AccountId, AssetKind, AccountIdConverter<MarketId, (AssetKind, AssetKind)>>;
	type PoolAssetId = u32;
	type PoolAssets = PoolAssets;
	type PoolSetupFee = ConstU128<0>;
	type PoolSetupFeeAsset = NativeAsset;
	type PoolSetupFeeTarget = ResolveAssetTo<MarketAccount, NativeAndAssets>;
	type PalletId = MarketId;
	type WeightInfo = ();
	type LPFee = NoFee;
	type AdminOrigin = EnsureRoot<AccountId>;
	type MaxSwapFee = MaxSwapFee;
	type LiquidityWithdrawalFee = NoFee;
	type MaxSwapPathLength = ConstU32<4>;
	type MintMinLiquidity = ConstU128<10>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

/// Markets of the conversion pallet.
pub struct Conversion;

impl Markets<AccountId, AssetKind> for Conversion {
	fn open(
		who: &AccountId,
		token: AssetKind,
		tokens: Balance,
		native: Balance,
		keeper: &AccountId,
	) -> Result<Balance, DispatchError> {
		let pair = (NATIVE, token.clone());
		if !pallet_asset_conversion::Pools::<Test>::contains_key(&pair) {
			<AssetConversion as MutateLiquidity<_>>::create_pool(who, NATIVE, token.clone())?;
		}
		let all = |asset, amount| AddLiquidityAsset { asset, amount_desired: amount, amount_min: amount };
		<AssetConversion as MutateLiquidity<_>>::add_liquidity(who, all(NATIVE, native), all(token, tokens), keeper)
	}

	fn open_weight() -> Weight {
		Weight::from_parts(10, 0)
	}
}

/// Smallest native balance.
pub(crate) const ED: Balance = 10;
pub(crate) const NATIVE: AssetKind = NativeOrWithId::Native;
/// An asset that its issuer can freeze.
pub(crate) const DOLLAR: AssetKind = NativeOrWithId::WithId(1);
/// Smallest balance of [`DOLLAR`].
pub(crate) const DOLLAR_MINIMUM: Balance = 5;
/// Deposit of every record.
pub(crate) const DEPOSIT: Balance = 50;
pub(crate) const STREAM: BlockNumber = 10;
pub(crate) const STATEMENT_PERIOD: BlockNumber = 100;
pub(crate) const MAX_LICENCE: BlockNumber = 1_000;
pub(crate) const EPOCH: BlockNumber = 100;
pub(crate) const TRANCHES: u32 = 4;
pub(crate) const CURATOR_STAKE: Balance = 1_000;

parameter_types! {
	pub const DepositReason: RuntimeHoldReason = RuntimeHoldReason::DataPools(HoldReason::Deposit);
	pub const FundAccount: AccountId = FUND;
	pub const TreasuryAccount: AccountId = TREASURY;
	pub const MinTreasuryShare: Permill = Permill::from_percent(5);
	pub const CuratorShare: Permill = Permill::from_percent(10);
}

pub struct FlatDeposit;
impl Convert<Footprint, Balance> for FlatDeposit {
	fn convert(_: Footprint) -> Balance {
		DEPOSIT
	}
}

pub struct TokenOf;
impl Convert<PoolId, AssetKind> for TokenOf {
	fn convert(pool: PoolId) -> AssetKind {
		NativeOrWithId::WithId(TOKENS + pool)
	}
}

pub struct PoolAccount;
impl Convert<PoolId, AccountId> for PoolAccount {
	fn convert(pool: PoolId) -> AccountId {
		1_000_000 + AccountId::from(pool)
	}
}

/// A claim; it holds when it says so.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, PartialEq, TypeInfo)]
pub struct MockClaim {
	pub owner: AccountId,
	pub identifier: H256,
	pub provider: H256,
	pub question: H256,
	pub seen_at: u64,
	pub holds: bool,
}

pub struct MockClaims;

impl WebClaims<AccountId> for MockClaims {
	type Claim = MockClaim;

	fn verify(who: &AccountId, claim: &MockClaim) -> Result<WebFact, DispatchError> {
		if claim.owner != *who {
			return Err(DispatchError::Other("WrongOwner"));
		}
		if !claim.holds {
			return Err(DispatchError::Other("BadClaim"));
		}
		let MockClaim { identifier, provider, question, seen_at, .. } = *claim;
		Ok(WebFact { identifier, provider, question, seen_at })
	}

	fn verify_weight() -> Weight {
		Weight::from_parts(10, 0)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn some_claim(who: &AccountId, provider: H256) -> MockClaim {
		let [identifier, question] = [1, 2].map(H256::repeat_byte);
		MockClaim { owner: *who, identifier, provider, question, seen_at: 5_000_000, holds: true }
	}
}

std::thread_local! {
	static RESULTS: RefCell<BTreeMap<JobId, JobResult<AccountId>>> = const { RefCell::new(BTreeMap::new()) };
}

pub struct MockJobs;

impl MockJobs {
	/// A job that came to this.
	pub(crate) fn add(result: JobResult<AccountId>) -> JobId {
		RESULTS.with_borrow_mut(|all| {
			let id = all.len() as JobId;
			all.insert(id, result);
			id
		})
	}
}

impl JobResults<AccountId> for MockJobs {
	fn result(job: JobId) -> Option<JobResult<AccountId>> {
		RESULTS.with_borrow(|all| all.get(&job).cloned())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn some_job(result: JobResult<AccountId>) -> JobId {
		Self::add(result)
	}
}

impl Config for Test {
	type AssetKind = AssetKind;
	type NativeAsset = NativeAsset;
	type Assets = NativeAndAssets;
	type TokenOf = TokenOf;
	type PoolAccount = PoolAccount;
	type FundAccount = FundAccount;
	type Treasury = TreasuryAccount;
	type Markets = Conversion;
	type Consideration = HoldConsideration<AccountId, Balances, DepositReason, FlatDeposit>;
	type Attested = MockAttested;
	type Claims = MockClaims;
	type Jobs = MockJobs;
	type Stakes = MockStakes;
	type Signature = TestSignature;
	type Signer = UintAuthorityId;
	type AdminOrigin = EnsureRoot<AccountId>;
	type MinTreasuryShare = MinTreasuryShare;
	type StreamPeriod = ConstU64<STREAM>;
	type StatementPeriod = ConstU64<STATEMENT_PERIOD>;
	type MaxLicencePeriod = ConstU64<MAX_LICENCE>;
	type EpochLength = ConstU64<EPOCH>;
	type Tranches = ConstU32<TRANCHES>;
	type CuratorStake = ConstU128<CURATOR_STAKE>;
	type CuratorShare = CuratorShare;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Parties;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Parties;

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper<AccountId, AssetKind, TestSignature> for Parties {
	fn signer(index: u8) -> AccountId {
		500 + AccountId::from(index)
	}

	fn sign(signer: &AccountId, message: &[u8]) -> TestSignature {
		TestSignature(*signer, message.to_vec())
	}

	fn costly_asset() -> AssetKind {
		DOLLAR
	}

	fn endow(asset: &AssetKind, who: &AccountId) {
		use frame_support::traits::fungibles::Mutate;
		assert_ok!(NativeAndAssets::mint_into(asset.clone(), who, 1_000_000_000));
	}
}

/// These have [`PURSE`] native and of [`DOLLAR`].
pub(crate) const OWNER: AccountId = 1;
pub(crate) const BUYER: AccountId = 2;
pub(crate) const CURATOR: AccountId = 3;
pub(crate) const STRANGER: AccountId = 4;
pub(crate) const ALICE: AccountId = 11;
pub(crate) const BOB: AccountId = 12;
pub(crate) const CHARLIE: AccountId = 13;
pub(crate) const RICH: [AccountId; 7] = [OWNER, BUYER, CURATOR, STRANGER, ALICE, BOB, CHARLIE];
pub(crate) const PURSE: Balance = 1_000_000;
/// Has nothing.
pub(crate) const PAUPER: AccountId = 50;
/// Issuer of [`DOLLAR`].
pub(crate) const ISSUER: AccountId = 90;
pub(crate) const TREASURY: AccountId = 99;
pub(crate) const FUND: AccountId = 98;
/// Runs the pool's program in an enclave.
pub(crate) const WORKER: AccountId = 70;
/// Tokens for the full score.
pub(crate) const FACTOR: Balance = 1_000;
/// Price of a unit.
pub(crate) const PRICE: Balance = 100;
pub(crate) const PURPOSE: H256 = H256::repeat_byte(0xaa);

pub(crate) fn scorer() -> H256 {
	H256::repeat_byte(1)
}

pub(crate) fn reader() -> H256 {
	H256::repeat_byte(2)
}

pub(crate) fn jury() -> H256 {
	H256::repeat_byte(3)
}

pub(crate) fn provider() -> H256 {
	H256::repeat_byte(4)
}

pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
	mocks::reset();
	RESULTS.with_borrow_mut(BTreeMap::clear);
	let everybody = || RICH.into_iter().chain([ISSUER]);
	let storage = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig {
			balances: everybody().map(|who| (who, PURSE)).chain([TREASURY, FUND].map(|who| (who, ED))).collect(),
			..Default::default()
		},
		assets: pallet_assets::GenesisConfig {
			assets: vec![(1, ISSUER, true, DOLLAR_MINIMUM)],
			accounts: everybody().map(|who| (1, who, PURSE)).collect(),
			..Default::default()
		},
		..Default::default()
	};
	MockAttested::add_program(scorer(), ProgramKind::Enclave);
	MockAttested::add_program(reader(), ProgramKind::Enclave);
	MockAttested::add_program(jury(), ProgramKind::Image);
	MockAttested::set_active(WORKER, STRANGER, Tier::ConfidentialCpu);
	MockAttested::set_program(WORKER, Some(scorer()));
	let mut externalities = sp_io::TestExternalities::new(storage.build_storage().expect("the genesis is valid"));
	externalities.execute_with(|| System::set_block_number(1));
	externalities
}

/// Runs a test, and checks afterwards that everything adds up and no money was made or lost.
pub(crate) fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		let issuance = || [NATIVE, DOLLAR].map(<NativeAndAssets as Inspect<AccountId>>::total_issuance);
		let before = issuance();
		test();
		assert_ok!(DataPools::do_try_state());
		assert_eq!(issuance(), before, "money was made or lost");
	});
}

pub(crate) fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub(crate) fn run_to(block: BlockNumber) {
	System::set_block_number(block);
}

pub(crate) fn pass(blocks: BlockNumber) {
	run_to(System::block_number() + blocks);
}

/// Content number `n`.
pub(crate) fn content(n: u64) -> Content {
	Content { hash: hash(n), uri: b"https://data.example/0".to_vec().try_into().unwrap() }
}

pub(crate) fn hash(n: u64) -> ContentHash {
	BlakeTwo256::hash_of(&n)
}

/// Terms that most tests use: scored in an enclave, paid in native money, 60 % to the owner, 20 % to the treasury, 20 % to
/// the stakers.
pub(crate) fn terms() -> TermsOf<Test> {
	Terms {
		schema: content(1_000),
		conditions: content(1_001),
		scoring: Scoring::Enclave { program: scorer(), min_tier: Tier::ConfidentialCpu },
		factor: FACTOR,
		asset: NATIVE,
		price: Some(PRICE),
		split: Split { owner: Permill::from_percent(60), treasury: Permill::from_percent(20) },
		reader: reader(),
		licence_period: 50,
		breaker: Breaker { period: 20, max_mint: 10 * FACTOR, max_outflow: 5 * FACTOR },
	}
}

/// A pool of these terms.
pub(crate) fn create(terms: TermsOf<Test>) -> PoolId {
	let pool = NextPool::<Test>::get();
	assert_ok!(DataPools::create(signed(OWNER), Box::new(terms)));
	pool
}

/// The worker's score.
pub(crate) fn scored(pool: PoolId, who: AccountId, n: u64, percent: u32) -> ProofOf<Test> {
	scored_until(pool, who, n, percent, System::block_number() + 10)
}

pub(crate) fn scored_until(pool: PoolId, who: AccountId, n: u64, percent: u32, expires: BlockNumber) -> ProofOf<Test> {
	let score = Permill::from_percent(percent);
	let message = DataPools::score_message(pool, who, hash(n), score, WORKER, expires);
	Proof::Enclave { worker: WORKER, score, expires, signature: TestSignature(WORKER, message) }
}

/// `who` brings content `n`, with this score.
pub(crate) fn contribute(pool: PoolId, who: AccountId, n: u64, percent: u32) -> DispatchResult {
	DataPools::contribute(signed(who), pool, content(n), scored(pool, who, n, percent))
}

pub(crate) fn license(pool: PoolId, units: u32) -> DispatchResult {
	DataPools::license(signed(BUYER), pool, PURPOSE, units, Balance::MAX)
}

pub(crate) fn choose(pool: PoolId, who: AccountId, choice: ChoiceOf<Test>) -> DispatchResult {
	DataPools::choose(signed(who), pool, choice)
}

pub(crate) fn free(who: AccountId) -> Balance {
	Balances::balance(&who)
}

pub(crate) fn held(who: AccountId) -> Balance {
	Balances::balance_on_hold(&DepositReason::get(), &who)
}

pub(crate) fn dollars(who: AccountId) -> Balance {
	NativeAndAssets::balance(DOLLAR, &who)
}

pub(crate) fn tokens(pool: PoolId, who: AccountId) -> Balance {
	NativeAndAssets::balance(TokenOf::convert(pool), &who)
}

pub(crate) fn books(pool: PoolId) -> BooksOf<Test> {
	DataPools::books(pool).unwrap()
}

pub(crate) fn claimable(pool: PoolId, who: AccountId) -> Balance {
	DataPools::claimable(pool, who)
}

/// A pool whose achievements count: with a curator, and a market with 100 of Alice's tokens.
pub(crate) fn eligible(terms: TermsOf<Test>) -> PoolId {
	let pool = create(terms);
	let first = 1_000_000 + u64::from(pool);
	assert_ok!(contribute(pool, OWNER, first, 100));
	assert_ok!(DataPools::unstake(signed(OWNER), pool, 500));
	assert_ok!(DataPools::open_market(signed(OWNER), pool, 400, 400));
	assert_ok!(DataPools::endorse(signed(CURATOR), pool));
	pool
}

/// The output of a jury's job.
pub(crate) fn verdict(parts: u32) -> BoundedVec<u8, ConstU32<MAX_VERDICT_LENGTH>> {
	parts.encode().try_into().unwrap()
}

pub(crate) fn events() -> Vec<Event<Test>> {
	System::read_events_for_pallet::<Event<Test>>()
}
