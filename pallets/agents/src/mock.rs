//! A runtime of nothing but money, batches of calls and agents.

use crate::{pallet as pallet_agents, *};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{HoldConsideration, Inspect as _, InspectHold, NativeFromLeft, NativeOrWithId, UnionOf},
		fungibles::Inspect,
		AsEnsureOriginWithArg, ConstU128, ConstU64, ConstU8, Contains, Footprint,
	},
	weights::Weight,
};
use frame_system::{EnsureRoot, EnsureSigned};
use piazza_primitives::{
	mocks::{self, MockJobResults, MockSettlements, MockStakes},
	Content, ContentHash, JobId, JobResult, SettlementId, Uri,
};
use sp_core::H256;
use sp_runtime::{
	testing::{TestSignature, UintAuthorityId},
	traits::{BlakeTwo256, Convert, Hash},
	BuildStorage, DispatchResult,
};
use std::collections::BTreeSet;

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
	pub type Utility = pallet_utility::Pallet<Test>;
	#[runtime::pallet_index(4)]
	pub type Agents = pallet_agents::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlock<Test>;
pub(crate) type AssetKind = NativeOrWithId<u32>;

/// Everything but one call.
pub struct Filter;

impl Contains<RuntimeCall> for Filter {
	fn contains(call: &RuntimeCall) -> bool {
		!matches!(call, RuntimeCall::System(frame_system::Call::remark_with_event { .. }))
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
	type BaseCallFilter = Filter;
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
	type AssetDeposit = ConstU128<ASSET_DEPOSIT>;
}

impl pallet_utility::Config for Test {
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
}

pub(crate) type NativeAndAssets = UnionOf<Balances, Assets, NativeFromLeft, AssetKind, AccountId>;

/// Smallest native balance.
pub(crate) const ED: Balance = 10;
pub(crate) const NATIVE: AssetKind = NativeOrWithId::Native;
/// An asset that an account must have native money to have.
pub(crate) const DOLLAR: AssetKind = NativeOrWithId::WithId(1);
/// Another.
pub(crate) const EURO: AssetKind = NativeOrWithId::WithId(2);
/// Put aside by who makes an asset.
pub(crate) const ASSET_DEPOSIT: Balance = 100;
/// Deposit of each item of storage.
pub(crate) const DEPOSIT: Balance = 50;
pub(crate) const WALLET_PERIOD: BlockNumber = 100;
pub(crate) const VALIDATOR_STAKE: Balance = 1_000;
pub(crate) const ANSWER_PERIOD: BlockNumber = 20;
pub(crate) const CONTRADICTION_PERIOD: BlockNumber = 50;
pub(crate) const MIN_QUORUM: u8 = 2;
pub(crate) const LATE_FINE: Balance = 100;
pub(crate) const CONTRADICTION_FINE: Balance = 500;

parameter_types! {
	pub const NativeAsset: AssetKind = NATIVE;
	pub const DepositReason: RuntimeHoldReason = RuntimeHoldReason::Agents(HoldReason::Deposit);
}

/// So much for each item.
pub struct PerItem;

impl Convert<Footprint, Balance> for PerItem {
	fn convert(footprint: Footprint) -> Balance {
		DEPOSIT * Balance::from(footprint.count)
	}
}

pub struct AgentAccount;

impl Convert<AgentId, AccountId> for AgentAccount {
	fn convert(agent: AgentId) -> AccountId {
		1_000_000 + agent
	}
}

/// Transfers are transfers; making an asset stands for having a job done, since it puts native money aside, and a touch
/// for opening a channel in an asset.
pub struct Calls;

impl MandatedCalls for Calls {
	type Call = RuntimeCall;
	type AssetKind = AssetKind;

	fn describe(call: &RuntimeCall) -> Option<MandatedCall<AssetKind>> {
		use pallet_assets::Call as AssetsCall;
		use pallet_balances::Call as BalancesCall;
		let (kind, asset) = match call {
			RuntimeCall::Balances(
				BalancesCall::transfer_allow_death { .. }
				| BalancesCall::transfer_keep_alive { .. }
				| BalancesCall::transfer_all { .. },
			) => (Kind::Transfer, None),
			RuntimeCall::Assets(AssetsCall::transfer { id, .. } | AssetsCall::transfer_keep_alive { id, .. }) => {
				(Kind::Transfer, Some(NativeOrWithId::WithId(*id)))
			}
			RuntimeCall::Assets(AssetsCall::create { .. }) => (Kind::Job, None),
			RuntimeCall::Agents(pallet_agents::Call::give_feedback { .. }) => (Kind::Feedback, None),
			_ => return None,
		};
		Some(MandatedCall { kind, asset })
	}

	fn describe_weight() -> Weight {
		Weight::from_parts(10, 0)
	}
}

impl Config for Test {
	type Calls = Calls;
	type AssetKind = AssetKind;
	type NativeAsset = NativeAsset;
	type Assets = NativeAndAssets;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type AgentAccount = AgentAccount;
	type Consideration = HoldConsideration<AccountId, Balances, DepositReason, PerItem>;
	type Signature = TestSignature;
	type Signer = UintAuthorityId;
	type Settlements = MockSettlements;
	type Jobs = MockJobResults;
	type Stakes = MockStakes;
	type WalletPeriod = ConstU64<WALLET_PERIOD>;
	type ValidatorStake = ConstU128<VALIDATOR_STAKE>;
	type AnswerPeriod = ConstU64<ANSWER_PERIOD>;
	type ContradictionPeriod = ConstU64<CONTRADICTION_PERIOD>;
	type MinQuorum = ConstU8<MIN_QUORUM>;
	type LateFine = ConstU128<LATE_FINE>;
	type ContradictionFine = ConstU128<CONTRADICTION_FINE>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Parties;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Parties;

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper<AccountId, AssetKind, RuntimeCall, TestSignature> for Parties {
	fn signer() -> AccountId {
		500
	}

	fn sign(signer: &AccountId, message: &[u8]) -> TestSignature {
		TestSignature(*signer, message.to_vec())
	}

	fn asset(index: u8) -> AssetKind {
		NativeOrWithId::WithId(index.into())
	}

	fn call() -> (Kind, RuntimeCall) {
		(Kind::Transfer, pay(ALICE, ED))
	}
}

/// These have [`PURSE`] of everything.
pub(crate) const OWNER: AccountId = 1;
pub(crate) const BUYER: AccountId = 2;
pub(crate) const KEY: AccountId = 3;
pub(crate) const WALLET: AccountId = 4;
pub(crate) const STRANGER: AccountId = 5;
pub(crate) const VALIDATOR: AccountId = 6;
pub(crate) const ALICE: AccountId = 11;
pub(crate) const BOB: AccountId = 12;
pub(crate) const RICH: [AccountId; 8] = [OWNER, BUYER, KEY, WALLET, STRANGER, VALIDATOR, ALICE, BOB];
pub(crate) const PURSE: Balance = 1_000_000;
/// Issuer of all assets, with ten times as much.
pub(crate) const ISSUER: AccountId = 90;
/// Has nothing.
pub(crate) const PAUPER: AccountId = 50;

pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
	mocks::reset();
	let everybody = || RICH.map(|who| (who, PURSE)).into_iter().chain([(ISSUER, 10 * PURSE)]);
	let storage = RuntimeGenesisConfig {
		balances: pallet_balances::GenesisConfig { balances: everybody().collect(), ..Default::default() },
		assets: pallet_assets::GenesisConfig {
			assets: vec![(1, ISSUER, false, 1), (2, ISSUER, false, 1)],
			accounts: everybody().flat_map(|(who, purse)| [(1, who, purse), (2, who, purse)]).collect(),
			..Default::default()
		},
		..Default::default()
	};
	let mut externalities = sp_io::TestExternalities::new(storage.build_storage().expect("the genesis is valid"));
	externalities.execute_with(|| System::set_block_number(1));
	externalities
}

/// Runs a test, and checks afterwards that everything adds up, each record has its deposit, and no money was made or lost.
pub(crate) fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		let issuance = || [NATIVE, DOLLAR, EURO].map(<NativeAndAssets as Inspect<AccountId>>::total_issuance);
		let before = issuance();
		test();
		check();
		assert_eq!(issuance(), before, "money was made or lost");
	});
}

/// Checks that everything adds up, and each record has its deposit.
pub(crate) fn check() {
	assert_ok!(Agents::do_try_state());
	assert_eq!(held_by_all(), deposits_of_records(), "deposits are not those of the records");
}

fn held_by_all() -> Balance {
	frame_system::Account::<Test>::iter_keys().map(held).sum()
}

fn deposits_of_records() -> Balance {
	let agents: u32 = crate::Agents::<Test>::iter_values().map(|agent| 1 + agent.metadata.entries).sum();
	let others = Feedbacks::<Test>::iter().count()
		+ Validations::<Test>::iter().count()
		+ RequestMarks::<Test>::iter().count()
		+ Mandates::<Test>::iter().count();
	DEPOSIT * (Balance::from(agents) + others as Balance)
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

pub(crate) fn events() -> Vec<Event<Test>> {
	System::read_events_for_pallet::<Event<Test>>()
}

pub(crate) fn free(who: AccountId) -> Balance {
	Balances::balance(&who)
}

pub(crate) fn held(who: AccountId) -> Balance {
	Balances::balance_on_hold(&DepositReason::get(), &who)
}

/// What is held on an account as fees.
pub(crate) fn promised(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Fee.into(), &who)
}

pub(crate) fn assets(asset: AssetKind, who: AccountId) -> Balance {
	NativeAndAssets::balance(asset, &who)
}

pub(crate) fn uri(text: &str) -> Uri {
	text.as_bytes().to_vec().try_into().unwrap()
}

pub(crate) fn hash(n: u64) -> ContentHash {
	BlakeTwo256::hash_of(&n)
}

/// Content number `n`.
pub(crate) fn content(n: u64) -> Content {
	Content { hash: hash(n), uri: uri("https://agent.example/0") }
}

pub(crate) fn key(text: &str) -> MetadataKey {
	text.as_bytes().to_vec().try_into().unwrap()
}

pub(crate) fn value(text: &str) -> MetadataValue {
	text.as_bytes().to_vec().try_into().unwrap()
}

pub(crate) fn tag(text: &str) -> Tag {
	text.as_bytes().to_vec().try_into().unwrap()
}

/// An agent of [`OWNER`]'s.
pub(crate) fn register() -> AgentId {
	let agent = NextAgent::<Test>::get();
	assert_ok!(Agents::register(signed(OWNER), uri("https://agent.example"), Default::default()));
	agent
}

pub(crate) fn agent(agent: AgentId) -> AgentOf<Test> {
	Agents::agent(agent).unwrap()
}

/// An agent of [`OWNER`]'s with half a [`PURSE`] of native money and of [`DOLLAR`].
pub(crate) fn funded() -> AgentId {
	let agent = register();
	let account = Agents::account(agent);
	assert_ok!(Balances::transfer_allow_death(signed(ISSUER), account, PURSE / 2));
	assert_ok!(Assets::transfer(signed(ISSUER), 1, account, PURSE / 2));
	agent
}

pub(crate) fn signature(agent: AgentId, wallet: AccountId, expires: BlockNumber) -> TestSignature {
	TestSignature(wallet, Agents::wallet_message(agent, wallet, expires).unwrap())
}

/// Makes [`WALLET`] the agent's.
pub(crate) fn bind(agent: AgentId) {
	let expires = System::block_number() + 10;
	assert_ok!(Agents::bind_wallet(signed(OWNER), agent, WALLET, expires, signature(agent, WALLET, expires)));
}

/// `client` paid the agent's account for job `job`.
pub(crate) fn paid(agent: AgentId, job: JobId, client: AccountId, amount: Balance) -> SettlementId {
	let settlement = SettlementId::Job(job);
	MockSettlements::settle(settlement, client, Agents::account(agent), amount);
	settlement
}

pub(crate) fn rating(value: i128, decimals: u8) -> Rating {
	Rating { value, decimals, tag1: tag("quality"), tag2: tag("speed") }
}

pub(crate) fn rate(
	client: AccountId,
	agent: AgentId,
	settlement: SettlementId,
	value: i128,
	decimals: u8,
) -> DispatchResult {
	Agents::give_feedback(signed(client), agent, settlement, rating(value, decimals), content(7))
}

pub(crate) fn raters(who: &[AccountId]) -> RatersOf<Test> {
	who.iter().copied().collect::<BTreeSet<_>>().try_into().unwrap()
}

/// `whole` units and so many thousandths, in the common scale.
pub(crate) fn scale(thousandths: i128) -> i128 {
	thousandths * 1_000_000_000_000_000
}

pub(crate) fn ask(agent: AgentId, n: u64, fee: Balance) -> H256 {
	assert_ok!(Agents::request_validation(signed(OWNER), agent, VALIDATOR, 1, hash(100), content(n), fee));
	hash(n)
}

pub(crate) fn answer(score: u8) -> Answer {
	Answer { score, content: content(8), tag: tag("re-run") }
}

/// Job 1 came to this, by so many workers.
pub(crate) fn job_came_to(output: ContentHash, quorum: u8) {
	let result = JobResult { tenant: ALICE, program: H256::zero(), input: hash(0), output, quorum };
	MockJobResults::set(1, result);
}

pub(crate) fn limit(asset: AssetKind, per_call: Balance, per_period: Balance) -> Limit<AssetKind> {
	Limit { asset, per_call, per_period }
}

/// Up to block 100, in periods of 10: transfers of native money.
pub(crate) fn terms(limits: &[Limit<AssetKind>]) -> MandateTermsOf<Test> {
	MandateTerms {
		limits: limits.to_vec().try_into().unwrap(),
		period: 10,
		kinds: BTreeSet::from([Kind::Transfer, Kind::Job, Kind::Feedback]).try_into().unwrap(),
		expires: 100,
	}
}

/// Lets [`KEY`] act.
pub(crate) fn grant(agent: AgentId, limits: &[Limit<AssetKind>]) {
	assert_ok!(Agents::grant_mandate(signed(OWNER), agent, KEY, terms(limits)));
}

/// A transfer of native money.
pub(crate) fn pay(to: AccountId, amount: Balance) -> RuntimeCall {
	pallet_balances::Call::transfer_allow_death { dest: to, value: amount }.into()
}

/// A transfer of an asset.
pub(crate) fn pay_in(id: u32, to: AccountId, amount: Balance) -> RuntimeCall {
	pallet_assets::Call::transfer { id, target: to, amount }.into()
}

pub(crate) fn act(who: AccountId, agent: AgentId, call: impl Into<RuntimeCall>) -> DispatchResult {
	Agents::act(signed(who), agent, Box::new(call.into())).map(|_| ()).map_err(|failed| failed.error)
}
