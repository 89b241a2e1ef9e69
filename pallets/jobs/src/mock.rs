//! A runtime of nothing but money and jobs, and the parties that use it.

use crate::{pallet as pallet_jobs, rules, *};
use codec::Encode;
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{HoldConsideration, Inspect, InspectHold},
		ConstU128, ConstU32, ConstU64, Footprint, Randomness,
	},
};
use piazza_primitives::{
	mocks::{self, MockAgenda, MockAttested, MockEscrow, MockLeases, MockPanels, MockReputation, MockStakes},
	Content, ContentHash, EscrowId, JobId, OnVerdict, PanelCase, ProgramId, ProgramKind, Tier,
};
use sp_core::H256;
use sp_runtime::{
	traits::{BlakeTwo256, Convert, Hash},
	BuildStorage, DispatchResult, Permill,
};

pub(crate) use piazza_primitives::mocks::{AccountId, AssetKind, Balance, BlockNumber};

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
	pub type Jobs = pallet_jobs::Pallet<Test>;
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

pub(crate) const CLAIM_PERIOD: BlockNumber = 5;
pub(crate) const MIN_WORK_PERIOD: BlockNumber = 4;
pub(crate) const REVEAL_PERIOD: BlockNumber = 5;
pub(crate) const MAX_DURATION: BlockNumber = 100;
pub(crate) const EVALUATION_GRACE: BlockNumber = 20;
pub(crate) const RETENTION: BlockNumber = 30;
pub(crate) const MAX_CLAIMS: u32 = 9;
pub(crate) const MIN_BOND: Balance = 5;
pub(crate) const DEPOSIT: Balance = 50;
pub(crate) const MAX_CHALLENGE_WINDOW: BlockNumber = 40;
pub(crate) const DISPUTE_BOND: Balance = 10;
pub(crate) const FALSE_RESULT_FINE: Balance = 70;
pub(crate) const NATIVE: AssetKind = 0;

parameter_types! {
	pub const DepositReason: RuntimeHoldReason = RuntimeHoldReason::Jobs(HoldReason::Deposit);
	pub const DisputeBounty: Permill = Permill::from_percent(20);
	/// Least an account may hold.
	pub static ExistentialDeposit: Balance = 1;
	/// Changes what lots are drawn from.
	pub static Lot: u64 = 0;
}

pub struct FlatDeposit;
impl Convert<Footprint, Balance> for FlatDeposit {
	fn convert(_: Footprint) -> Balance {
		DEPOSIT
	}
}

pub struct Lots;
impl Randomness<H256, BlockNumber> for Lots {
	fn random(subject: &[u8]) -> (H256, BlockNumber) {
		(BlakeTwo256::hash_of(&(Lot::get(), subject)), System::block_number())
	}
}

impl Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Consideration = HoldConsideration<AccountId, Balances, DepositReason, FlatDeposit>;
	type AssetKind = AssetKind;
	type Escrow = MockEscrow;
	type Attested = MockAttested;
	type NativeAsset = ConstU32<NATIVE>;
	type Stakes = MockStakes;
	type Reputation = MockReputation;
	type Leases = MockLeases;
	type Panels = MockPanels<PanelCase>;
	type Randomness = Lots;
	type Agenda = MockAgenda;
	type MaxClaims = ConstU32<MAX_CLAIMS>;
	type ClaimPeriod = ConstU64<CLAIM_PERIOD>;
	type MinWorkPeriod = ConstU64<MIN_WORK_PERIOD>;
	type RevealPeriod = ConstU64<REVEAL_PERIOD>;
	type MaxDuration = ConstU64<MAX_DURATION>;
	type EvaluationGrace = ConstU64<EVALUATION_GRACE>;
	type Retention = ConstU64<RETENTION>;
	type MinBond = ConstU128<MIN_BOND>;
	type MaxChallengeWindow = ConstU64<MAX_CHALLENGE_WINDOW>;
	type DisputeBond = ConstU128<DISPUTE_BOND>;
	type DisputeBounty = DisputeBounty;
	type FalseResultFine = ConstU128<FALSE_RESULT_FINE>;
	type WeightInfo = ();
}

/// What every account starts with.
pub(crate) const PURSE: Balance = 1_000;
pub(crate) const ASSET: AssetKind = 7;
pub(crate) const TENANT: AccountId = 1;
pub(crate) const EVALUATOR: AccountId = 2;
/// The provider of jobs with an evaluator.
pub(crate) const AGENT: AccountId = 3;
pub(crate) const STRANGER: AccountId = 4;
/// Somebody who knows better.
pub(crate) const DISPUTER: AccountId = 5;
/// Members of panels: 21, 22, ...; they have no money.
pub(crate) fn checker(n: u64) -> AccountId {
	20 + n
}
/// Providers 11, 12, ...; each owns one worker.
pub(crate) const PROVIDERS: u64 = 10;

/// The n-th provider, from 1.
pub(crate) fn provider(n: u64) -> AccountId {
	10 + n
}

/// The n-th provider's worker.
pub(crate) fn worker(n: u64) -> AccountId {
	100 + n
}

/// Builds the state a test starts from.
#[derive(Default)]
pub(crate) struct Mock {
	fee: Permill,
	lot: u64,
}

impl Mock {
	/// Sets the protocol fee in percent.
	pub(crate) fn fee(mut self, percent: u32) -> Self {
		self.fee = Permill::from_percent(percent);
		self
	}

	/// Chooses the lots that are drawn.
	pub(crate) fn lot(mut self, lot: u64) -> Self {
		self.lot = lot;
		self
	}

	/// The state, in block 1.
	pub(crate) fn build(self) -> sp_io::TestExternalities {
		let accounts = [TENANT, EVALUATOR, AGENT, STRANGER, DISPUTER].into_iter().chain((1..=PROVIDERS).map(provider));
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		pallet_balances::GenesisConfig::<Test> {
			balances: accounts.map(|account| (account, PURSE)).collect(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		mocks::reset();
		MockEscrow::set_fee(self.fee);
		MockAttested::add_program(program(), ProgramKind::Image);
		MockAttested::add_program(enclave(), ProgramKind::Enclave);
		MockAttested::add_program(circuit(), ProgramKind::Circuit);
		Lot::set(self.lot);
		ExistentialDeposit::set(1);
		MockPanels::<PanelCase>::set_checkers(3);
		for n in 1..=PROVIDERS {
			MockAttested::set_active(worker(n), provider(n), Tier::Declared);
		}
		let mut state = sp_io::TestExternalities::new(storage);
		state.execute_with(|| System::set_block_number(1));
		state
	}

	/// Runs a test and checks the invariants afterwards, and that no money was made or destroyed.
	pub(crate) fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			let issuance = Balances::total_issuance();
			test();
			Jobs::do_try_state().unwrap();
			assert_eq!(Balances::total_issuance(), issuance);
		});
	}
}

/// Builds and serves blocks up to `n`.
pub(crate) fn run_to(n: BlockNumber) {
	while System::block_number() < n {
		System::set_block_number(System::block_number() + 1);
		MockAgenda::serve::<Due, Jobs>(System::block_number());
	}
}

/// Goes to block `n` without serving the agenda, as if blocks were full.
pub(crate) fn skip_to(n: BlockNumber) {
	System::set_block_number(n);
}

/// Serves the agenda in the block reached.
pub(crate) fn serve() {
	MockAgenda::serve::<Due, Jobs>(System::block_number());
}

pub(crate) fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// The program that jobs name when nothing else is said, of kind Image.
pub(crate) fn program() -> ProgramId {
	ProgramId::repeat_byte(1)
}

/// A program of kind Enclave, which no worker's evidence measured.
pub(crate) fn enclave() -> ProgramId {
	ProgramId::repeat_byte(2)
}

/// A program of kind Circuit.
pub(crate) fn circuit() -> ProgramId {
	ProgramId::repeat_byte(3)
}

/// Some content; which one depends on `n`.
pub(crate) fn content(n: u8) -> Content {
	Content { hash: ContentHash::repeat_byte(n), uri: vec![n].try_into().unwrap() }
}

/// A policy judged by quorum with a bond of 10.
pub(crate) fn quorum(replicas: u8, quorum: u8) -> PolicyOf<Test> {
	Policy {
		replicas,
		quorum,
		min_tier: Tier::Declared,
		min_score: None,
		lease: None,
		bond: 10,
		evaluator: None,
		challenge_window: 0,
	}
}

/// The same, whose output may be disputed for 20 blocks.
pub(crate) fn disputable(replicas: u8, needed: u8) -> PolicyOf<Test> {
	Policy { challenge_window: 20, ..quorum(replicas, needed) }
}

/// A policy with an evaluator who gets 5 %.
pub(crate) fn evaluated() -> PolicyOf<Test> {
	Policy { bond: 0, evaluator: Some(Evaluator { account: EVALUATOR, fee: Permill::from_percent(5) }), ..quorum(1, 1) }
}

/// Submits a job of a program for the tenant.
pub(crate) fn try_submit_of(
	program: ProgramId,
	policy: PolicyOf<Test>,
	reward: Balance,
	deadline: BlockNumber,
) -> DispatchResult {
	Jobs::submit(signed(TENANT), Some(program), content(0), reward, ASSET, policy, deadline)
}

/// Submits a job for the tenant.
pub(crate) fn try_submit(policy: PolicyOf<Test>, reward: Balance, deadline: BlockNumber) -> DispatchResult {
	try_submit_of(program(), policy, reward, deadline)
}

/// Submits a job of a program for the tenant in block 1 with deadline 31 and returns its number.
pub(crate) fn submit_of(program: ProgramId, policy: PolicyOf<Test>, reward: Balance) -> JobId {
	let id = NextId::<Test>::get();
	assert_ok!(try_submit_of(program, policy, reward, 31));
	id
}

/// Submits a job for the tenant in block 1 with deadline 31 and returns its number.
pub(crate) fn submit(policy: PolicyOf<Test>, reward: Balance) -> JobId {
	submit_of(program(), policy, reward)
}

/// The n-th worker claims.
pub(crate) fn claim(id: JobId, n: u64) {
	assert_ok!(Jobs::claim(signed(worker(n)), id));
}

/// Submits a job with as many seats as replicas and draws them; returns it and the seated workers, as their numbers,
/// in the order of their seats.
pub(crate) fn seated(policy: PolicyOf<Test>, reward: Balance) -> (JobId, Vec<u64>) {
	let replicas = policy.replicas;
	let id = submit(policy, reward);
	(1..=u64::from(replicas)).for_each(|n| claim(id, n));
	if replicas > 1 {
		run_to(System::block_number() + CLAIM_PERIOD + 1);
	}
	(id, Jobs::seats(id).iter().map(|seat| seat.worker - 100).collect())
}

/// The salt of the n-th worker.
pub(crate) fn salt(n: u64) -> [u8; 32] {
	BlakeTwo256::hash(&n.encode()).0
}

/// What the n-th worker commits to when its output is `output`.
pub(crate) fn commitment(id: JobId, n: u64, output: u8) -> H256 {
	rules::commitment(id, &worker(n), &content(output).hash, &salt(n))
}

/// The n-th worker commits.
pub(crate) fn commit(id: JobId, n: u64, output: u8) {
	assert_ok!(Jobs::commit(signed(worker(n)), id, commitment(id, n, output)));
}

/// The n-th worker reveals.
pub(crate) fn reveal(id: JobId, n: u64, output: u8) {
	assert_ok!(Jobs::reveal(signed(worker(n)), id, content(output), salt(n)));
}

/// All seated workers commit, then all reveal; `outputs` in the order of seats.
pub(crate) fn answer(id: JobId, workers: &[u64], outputs: &[u8]) {
	workers.iter().zip(outputs).for_each(|(n, output)| commit(id, *n, *output));
	workers.iter().zip(outputs).for_each(|(n, output)| reveal(id, *n, *output));
}

/// A job with a reward of 100 per seat, whose seats have given `outputs`, one of which is accepted provisionally; with
/// its workers, as their numbers, in the order of their seats.
pub(crate) fn provisional(policy: PolicyOf<Test>, outputs: &[u8]) -> (JobId, Vec<u64>) {
	let reward = 100 * Balance::from(policy.replicas);
	let (id, workers) = seated(policy, reward);
	answer(id, &workers, outputs);
	assert!(matches!(stage(id), Stage::Provisional { .. }));
	(id, workers)
}

/// The disputer says that `output` is right.
pub(crate) fn dispute(id: JobId, output: u8) {
	assert_ok!(Jobs::dispute(signed(DISPUTER), id, content(output)));
}

/// The panel finds `output`, by the first `members` checkers; it is acted on in the next block.
pub(crate) fn find(id: JobId, output: Option<u8>, members: u64) {
	let majority = (1..=members).map(checker).collect();
	Jobs::on_verdict(id, piazza_primitives::Verdict { answer: output.map(|n| content(n).hash), majority });
	run_to(System::block_number() + 1);
}

/// A job of the circuit, with a reward of 300, whose only seat the n-th worker has.
pub(crate) fn provable(n: u64) -> JobId {
	let id = submit_of(circuit(), quorum(1, 1), 300);
	claim(id, n);
	id
}

/// The proof that the n-th worker makes of an output of a job of the circuit.
pub(crate) fn proof(id: JobId, n: u64, output: u8) -> Proof {
	let statement = Jobs::statement(id, worker(n), content(output).hash).unwrap();
	MockAttested::prove(&circuit(), &statement).try_into().unwrap()
}

/// The n-th worker proves.
pub(crate) fn prove(id: JobId, n: u64, output: u8) {
	assert_ok!(Jobs::prove(signed(worker(n)), id, content(output), proof(id, n, output)));
}

/// A job with an evaluator and a budget, whose provider is the agent; not funded.
pub(crate) fn negotiated(budget: Balance) -> JobId {
	let id = submit(evaluated(), 0);
	assert_ok!(Jobs::set_provider(signed(TENANT), id, AGENT));
	assert_ok!(Jobs::set_budget(signed(AGENT), id, ASSET, budget));
	id
}

/// A job with an evaluator that is funded.
pub(crate) fn funded(budget: Balance) -> JobId {
	let id = negotiated(budget);
	assert_ok!(Jobs::fund(signed(TENANT), id, ASSET, budget));
	id
}

/// A job with an evaluator that is delivered.
pub(crate) fn delivered(budget: Balance) -> JobId {
	let id = funded(budget);
	assert_ok!(Jobs::deliver(signed(AGENT), id, content(9)));
	id
}

pub(crate) fn stage(id: JobId) -> StageOf<Test> {
	Jobs::job(id).unwrap().stage
}

pub(crate) fn failed(reason: Failure) -> StageOf<Test> {
	Stage::Failed { reason }
}

pub(crate) fn finalized(output: u8) -> StageOf<Test> {
	Stage::Final { output: content(output).hash }
}

pub(crate) fn escrow(id: JobId) -> EscrowId {
	Jobs::job(id).unwrap().escrow.unwrap()
}

/// What the job's escrow paid to `who`.
pub(crate) fn paid(id: JobId, who: AccountId) -> Balance {
	MockEscrow::account(escrow(id)).paid.iter().filter(|(to, _)| *to == who).map(|(_, amount)| amount).sum()
}

/// What the job's escrow gave back when it was closed.
pub(crate) fn refunded(id: JobId) -> Option<Balance> {
	MockEscrow::account(escrow(id)).refunded
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

/// Native money held on an account as deposits.
pub(crate) fn deposited(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Deposit.into(), &who)
}

/// Asserts that the events of this pallet since the last call are these.
pub(crate) fn assert_events(expected: Vec<Event<Test>>) {
	let found: Vec<Event<Test>> = System::read_events_for_pallet();
	System::reset_events();
	assert_eq!(found, expected);
}
