//! A runtime of nothing but panels, and the parties that use it.

use crate::{pallet as pallet_panels, *};
use codec::Encode;
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{ConstU128, ConstU32, ConstU64, Randomness},
	weights::Weight,
};
use piazza_primitives::{
	mocks::{self, MockAgenda, MockReputation, MockStakes},
	OnVerdict, PanelId, Role, Verdict,
};
use sp_core::H256;
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	BuildStorage,
};

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
	pub type Panels = pallet_panels::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlock<Test>;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
}

pub(crate) const SEATS: u32 = 3;
pub(crate) const DRAW_DELAY: BlockNumber = 4;
pub(crate) const MAX_DRAW_TRIES: u32 = 5;
pub(crate) const MAX_LOTS: u32 = 8;
pub(crate) const MAX_DUTIES: u32 = 2;
pub(crate) const COMMIT_PERIOD: BlockNumber = 10;
pub(crate) const REVEAL_PERIOD: BlockNumber = 6;
pub(crate) const SILENCE_FINE: Balance = 30;
pub(crate) const CONTRADICTION_FINE: Balance = 50;
/// Block in which tests start: the register is open.
pub(crate) const START: BlockNumber = 6;

/// What panels are about: a number.
pub(crate) type Case = u32;

parameter_types! {
	/// Changes what lots are drawn from.
	pub static Lot: u64 = 0;
	/// Since when lots are known.
	pub static KnownSince: BlockNumber = 0;
	/// The verdicts given, with their cases.
	pub static Given: Vec<(Case, Verdict<AccountId>)> = Vec::new();
}

pub struct Lots;
impl Randomness<H256, BlockNumber> for Lots {
	fn random(subject: &[u8]) -> (H256, BlockNumber) {
		(BlakeTwo256::hash_of(&(Lot::get(), subject)), KnownSince::get())
	}
}

pub struct Court;
impl OnVerdict<AccountId, Case> for Court {
	fn on_verdict(case: Case, verdict: Verdict<AccountId>) {
		Given::mutate(|all| all.push((case, verdict)));
	}

	fn on_verdict_weight() -> Weight {
		Weight::from_parts(1_000, 0)
	}
}

impl Config for Test {
	type Balance = Balance;
	type Case = Case;
	type Verdicts = Court;
	type Stakes = MockStakes;
	type Reputation = MockReputation;
	type Randomness = Lots;
	type Agenda = MockAgenda;
	type Seats = ConstU32<SEATS>;
	type DrawDelay = ConstU64<DRAW_DELAY>;
	type MaxDrawTries = ConstU32<MAX_DRAW_TRIES>;
	type MaxLots = ConstU32<MAX_LOTS>;
	type MaxDuties = ConstU32<MAX_DUTIES>;
	type CommitPeriod = ConstU64<COMMIT_PERIOD>;
	type RevealPeriod = ConstU64<REVEAL_PERIOD>;
	type SilenceFine = ConstU128<SILENCE_FINE>;
	type ContradictionFine = ConstU128<CONTRADICTION_FINE>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Court;
}

#[cfg(feature = "runtime-benchmarks")]
impl BenchmarkHelper<Case> for Court {
	fn case() -> Case {
		7
	}

	fn renew_randomness() {
		new_randomness();
	}
}

/// Somebody who is no checker.
pub(crate) const STRANGER: AccountId = 1;
/// Somebody else who is none.
pub(crate) const OTHER: AccountId = 2;

/// The n-th checker, from 1.
pub(crate) fn checker(n: u64) -> AccountId {
	10 + n
}

/// Builds the state a test starts from.
#[derive(Default)]
pub(crate) struct Mock {
	checkers: u64,
	lot: u64,
}

impl Mock {
	/// Enrols the first `n` checkers.
	pub(crate) fn checkers(mut self, n: u64) -> Self {
		self.checkers = n;
		self
	}

	/// Chooses the lots that are drawn.
	pub(crate) fn lot(mut self, lot: u64) -> Self {
		self.lot = lot;
		self
	}

	/// The state, in block [`START`].
	pub(crate) fn build(self) -> sp_io::TestExternalities {
		let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		mocks::reset();
		Lot::set(self.lot);
		KnownSince::set(0);
		Given::set(Vec::new());
		let mut state = sp_io::TestExternalities::new(storage);
		state.execute_with(|| {
			System::set_block_number(START);
			MockAgenda::set_now(START);
			(1..=self.checkers).for_each(|n| Panels::enrol(signed(checker(n))).unwrap());
			System::reset_events();
		});
		state
	}

	/// Runs a test and checks the invariants afterwards, and that every panel waits for exactly one thing.
	pub(crate) fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Panels::do_try_state().unwrap();
			assert_eq!(MockAgenda::waiting(), pallet::Panels::<Test>::count() as usize);
		});
	}
}

/// Builds and serves blocks up to `n`.
pub(crate) fn run_to(n: BlockNumber) {
	while System::block_number() < n {
		System::set_block_number(System::block_number() + 1);
		MockAgenda::serve::<Due, Panels>(System::block_number());
	}
}

/// Goes `n` blocks on and serves them.
pub(crate) fn pass(n: BlockNumber) {
	run_to(System::block_number() + n);
}

/// Goes to block `n` without serving the agenda, as if blocks were full.
pub(crate) fn skip_to(n: BlockNumber) {
	System::set_block_number(n);
}

/// Serves the agenda in the block reached.
pub(crate) fn serve() {
	MockAgenda::serve::<Due, Panels>(System::block_number());
}

/// From this block on, other randomness is known.
pub(crate) fn new_randomness() {
	Lot::mutate(|lot| *lot += 1);
	KnownSince::set(System::block_number());
}

pub(crate) fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Leaves `who` with nothing at stake.
pub(crate) fn ruin(who: AccountId) {
	MockStakes::set_stake(Role::Checker, who, 0);
}

/// Gives `who` plenty of stake.
pub(crate) fn enrich(who: AccountId) {
	MockStakes::set_stake(Role::Checker, who, Balance::MAX);
}

/// Convenes a panel about `case`.
pub(crate) fn convene(case: Case) -> PanelId {
	<Panels as piazza_primitives::Panels<AccountId>>::convene(case, vec![]).unwrap()
}

/// Other randomness becomes known as soon as it may for panels convened now, which are drawn.
pub(crate) fn draw() {
	pass(DRAW_DELAY + 1);
	new_randomness();
	pass(DRAW_DELAY - 1);
}

/// A panel about case 7 whose seats are drawn, in block 14, and its members in the order of their seats.
pub(crate) fn drawn() -> (PanelId, Vec<AccountId>) {
	let id = convene(7);
	draw();
	System::reset_events();
	(id, members(id))
}

/// The members of a panel.
pub(crate) fn members(id: PanelId) -> Vec<AccountId> {
	Panels::panel(id).unwrap().seats.into_iter().map(|seat| seat.member).collect()
}

pub(crate) fn stage(id: PanelId) -> StageOf<Test> {
	Panels::panel(id).unwrap().stage
}

pub(crate) fn answer(n: u8) -> H256 {
	H256::repeat_byte(n)
}

pub(crate) fn salt(who: AccountId) -> [u8; 32] {
	BlakeTwo256::hash(&who.encode()).0
}

/// What `member` commits to when it answers `n`.
pub(crate) fn commitment(id: PanelId, member: AccountId, n: u8) -> H256 {
	rules::commitment(id, &member, &answer(n), &salt(member))
}

pub(crate) fn commit(id: PanelId, member: AccountId, n: u8) {
	assert_ok!(Panels::commit(signed(member), id, commitment(id, member, n)));
}

pub(crate) fn reveal(id: PanelId, member: AccountId, n: u8) {
	assert_ok!(Panels::reveal(signed(member), id, answer(n), salt(member)));
}

/// All members commit, then all reveal; `answers` in the order of seats.
pub(crate) fn judge(id: PanelId, answers: &[u8]) {
	let members = members(id);
	members.iter().zip(answers).for_each(|(member, n)| commit(id, *member, *n));
	members.iter().zip(answers).for_each(|(member, n)| reveal(id, *member, *n));
}

/// A verdict that `majority` gave, or none.
pub(crate) fn verdict(n: Option<u8>, majority: &[AccountId]) -> Verdict<AccountId> {
	Verdict { answer: n.map(answer), majority: majority.to_vec() }
}

/// Asserts that the events of this pallet since the last call are these.
pub(crate) fn assert_events(expected: Vec<Event<Test>>) {
	let found: Vec<Event<Test>> = System::read_events_for_pallet();
	System::reset_events();
	assert_eq!(found, expected);
}
