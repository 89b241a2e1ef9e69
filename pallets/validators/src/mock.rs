//! A runtime of nothing but consensus: sessions with their history, authors, offences, and stake that is a number.

use crate::{pallet as pallet_validators, *};
use codec::Encode;
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		ConstU128, ConstU32, ConstU64, FindAuthor, Imbalance, KeyOwnerProofSystem, OnFinalize, OnInitialize,
	},
	weights::Weight,
};
use frame_system::EnsureRoot;
use pallet_session::{
	disabling::UpToLimitWithReEnablingDisablingStrategy, historical as pallet_session_historical, PeriodicSessions,
	TestSessionHandler,
};
use piazza_primitives::{EraIndex, Fault, Role, Stakes};
use sp_runtime::{
	impl_opaque_keys, key_types::DUMMY, testing::UintAuthorityId, traits::ConvertInto, BuildStorage, ConsensusEngineId,
	DispatchError, DispatchResult, KeyTypeId, Perbill, RuntimeAppPublic,
};
use sp_staking::{
	offence::{Kind, Offence, OffenceError, ReportOffence},
	SessionIndex,
};
use std::collections::BTreeMap;

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
	pub type Authorship = pallet_authorship::Pallet<Test>;
	#[runtime::pallet_index(3)]
	pub type Offences = pallet_offences::Pallet<Test>;
	#[runtime::pallet_index(4)]
	pub type Historical = pallet_session_historical::Pallet<Test>;
	#[runtime::pallet_index(5)]
	pub type Session = pallet_session::Pallet<Test>;
	#[runtime::pallet_index(6)]
	pub type Validators = pallet_validators::Pallet<Test>;
}

type Block = frame_system::mocking::MockBlock<Test>;
pub(crate) type AccountId = u64;
pub(crate) type Identification = pallet_session_historical::IdentificationTuple<Test>;

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

impl pallet_authorship::Config for Test {
	type FindAuthor = TheAuthor;
	type EventHandler = Validators;
}

impl pallet_offences::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = Identification;
	type OnOffenceHandler = Validators;
}

impl_opaque_keys! {
	pub struct Keys {
		pub dummy: UintAuthorityId,
	}
}

impl pallet_session::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = PeriodicSessions<ConstU64<SESSION>, ConstU64<0>>;
	type NextSessionRotation = PeriodicSessions<ConstU64<SESSION>, ConstU64<0>>;
	type SessionManager = pallet_session_historical::NoteHistoricalRoot<Test, Validators>;
	type SessionHandler = TestSessionHandler;
	type Keys = Keys;
	type DisablingStrategy = UpToLimitWithReEnablingDisablingStrategy;
	type WeightInfo = ();
	type Currency = Balances;
	type KeyDeposit = ConstU128<0>;
}

impl pallet_session_historical::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = Exposure;
	type FullIdentificationOf = ExposureOf<Test>;
}

/// Smallest balance.
pub(crate) const ED: Balance = 10;
/// Blocks in a session.
pub(crate) const SESSION: u64 = 5;
/// Sessions in an era.
pub(crate) const ERA: SessionIndex = 3;
/// Sessions that can be reported.
pub(crate) const REPORTABLE: SessionIndex = 7;
/// Blocks in a year.
pub(crate) const YEAR: u32 = 1_000;
/// Slots in an epoch.
pub(crate) const EPOCH: u64 = 20;
/// Has the money that operators do not have.
pub(crate) const RICH: AccountId = 1_000;
pub(crate) const WEALTH: Balance = 1_000_000_000;
/// Pays for useful work.
pub(crate) const POOL: AccountId = 2_000;
pub(crate) const CHEST: AccountId = 2_001;
/// Has neither keys nor stake.
pub(crate) const NEWCOMER: AccountId = 500;

parameter_types! {
	pub static MaxCandidates: u32 = 12;
	pub static MinValidators: u32 = 2;
	pub static WorkPool: AccountId = POOL;
	pub static Treasury: AccountId = CHEST;
	pub const MaxInflation: Perbill = Perbill::from_percent(20);
	/// Who makes the next blocks.
	pub static Author: Option<AccountId> = None;
	/// Stake of operators, and whether they are active.
	pub static Positions: BTreeMap<AccountId, (Balance, bool)> = BTreeMap::new();
	/// What was slashed.
	pub static Faults: Vec<(AccountId, Fault<AccountId, Balance>)> = Vec::new();
	/// Whether slashing works.
	pub static Slashes: bool = true;
	/// The slot after those in which somebody equivocated.
	pub static NextSlot: u64 = 1_000;
}

impl Config for Test {
	type Currency = Balances;
	type Stakes = Numbers;
	type AdminOrigin = EnsureRoot<AccountId>;
	type MaxCandidates = MaxCandidates;
	type MinValidators = MinValidators;
	type SessionsPerEra = ConstU32<ERA>;
	type ReportSessions = ConstU32<REPORTABLE>;
	type BlocksPerYear = ConstU32<YEAR>;
	type MaxInflation = MaxInflation;
	type WorkPool = WorkPool;
	type Treasury = Treasury;
	type WeightInfo = ();
}

pub struct TheAuthor;

impl FindAuthor<AccountId> for TheAuthor {
	fn find_author<'a, I>(_: I) -> Option<AccountId>
	where
		I: 'a + IntoIterator<Item = (ConsensusEngineId, &'a [u8])>,
	{
		Author::get()
	}
}

/// Stake that is a number. Rewards go to the operator's account and count as stake.
pub struct Numbers;

impl Stakes<AccountId> for Numbers {
	type Balance = Balance;
	type Credit = Credit<AccountId, Balances>;

	fn ensure_backed(_: Role, operator: &AccountId, required: Balance) -> DispatchResult {
		match Positions::get().get(operator) {
			Some((stake, true)) if *stake >= required => Ok(()),
			_ => Err(DispatchError::Other("not backed")),
		}
	}

	fn stake_of(_: Role, operator: &AccountId) -> Balance {
		Positions::get().get(operator).map(|(stake, _)| *stake).unwrap_or_default()
	}

	fn reward(_: Role, operator: &AccountId, credit: Self::Credit) -> Result<(), Self::Credit> {
		let amount = credit.peek();
		if !Positions::get().contains_key(operator) {
			return Err(credit);
		}
		Balances::resolve(operator, credit)?;
		change(operator, |(stake, _)| *stake += amount);
		Ok(())
	}

	fn slash(_: Role, operator: &AccountId, fault: Fault<AccountId, Balance>) -> Result<Balance, DispatchError> {
		if !Slashes::get() {
			return Err(DispatchError::Other("cannot slash"));
		}
		let amount = fault.amount.min(Self::stake_of(Role::Validator, operator));
		change(operator, |(stake, _)| *stake -= amount);
		Faults::mutate(|faults| faults.push((*operator, fault)));
		Ok(amount)
	}

	fn slash_weight() -> Weight {
		Weight::from_parts(10, 0)
	}

	fn era() -> EraIndex {
		<crate::CurrentEra<Test> as frame_support::traits::Get<EraIndex>>::get()
	}

	fn chill(_: Role, operator: &AccountId) {
		change(operator, |(_, active)| *active = false);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn back(_: Role, operator: &AccountId) {
		stake(*operator, WEALTH);
	}
}

/// Changes the position of `who`, if it has one.
fn change(who: &AccountId, change: impl FnOnce(&mut (Balance, bool))) {
	Positions::mutate(|positions| {
		if let Some(position) = positions.get_mut(who) {
			change(position);
		}
	});
}

/// Ends what `who` does.
pub(crate) fn chill(who: AccountId) {
	Numbers::chill(Role::Validator, &who);
}

/// Gives `who` an active position with `amount`.
pub(crate) fn stake(who: AccountId, amount: Balance) {
	Positions::mutate(|positions| positions.insert(who, (amount, true)));
}

/// Gives `who` session keys made from `seed`.
pub(crate) fn set_keys(who: AccountId, seed: u64) {
	let key = UintAuthorityId(seed);
	let proof = key.sign(&who.encode()).unwrap().encode();
	assert_ok!(Session::set_keys(RuntimeOrigin::signed(who), Keys { dummy: key }, proof));
}

/// Gives `who` money, keys and `amount` of stake.
pub(crate) fn prepare(who: AccountId, amount: Balance) {
	use frame_support::traits::fungible::Mutate;
	assert_ok!(Balances::transfer(&RICH, &who, 1_000, frame_support::traits::tokens::Preservation::Preserve));
	set_keys(who, who);
	stake(who, amount);
}

pub(crate) fn join(who: AccountId) -> DispatchResult {
	Validators::join(RuntimeOrigin::signed(who))
}

pub(crate) fn candidates() -> Vec<AccountId> {
	let mut candidates = Candidates::<Test>::get().into_inner();
	candidates.sort();
	candidates
}

/// Makes a block of `author`.
pub(crate) fn next_block(author: impl Into<Option<AccountId>>) {
	let now = System::block_number();
	Authorship::on_finalize(now);
	Author::set(author.into());
	System::set_block_number(now + 1);
	Authorship::on_initialize(now + 1);
	Session::on_initialize(now + 1);
}

/// Makes blocks of nobody until `session` has started.
pub(crate) fn roll_to(session: SessionIndex) {
	while Session::current_index() < session {
		next_block(None);
	}
}

/// The validators who are disabled.
pub(crate) fn disabled() -> Vec<AccountId> {
	let validators = Session::validators();
	Session::disabled_validators().into_iter().map(|index| validators[index as usize]).collect()
}

/// What the historical root of the current session says about `who`, proved and checked.
pub(crate) fn identify(who: AccountId) -> Option<Identification> {
	Historical::check_proof(key_of(who), prove(who)?)
}

/// A proof that `who`, with its first keys, validates in the current session.
pub(crate) fn prove(who: AccountId) -> Option<sp_session::MembershipProof> {
	Historical::prove(key_of(who))
}

pub(crate) fn key_of(seed: u64) -> (KeyTypeId, Vec<u8>) {
	(DUMMY, UintAuthorityId(seed).as_ref().to_vec())
}

/// Two blocks in one slot.
pub(crate) struct Equivocation {
	pub(crate) offenders: Vec<Identification>,
	pub(crate) session: SessionIndex,
	pub(crate) slot: u64,
}

impl Offence<Identification> for Equivocation {
	const ID: Kind = *b"test:equivocatio";
	type Slot = u64;

	fn offenders(&self) -> Vec<Identification> {
		self.offenders.clone()
	}

	fn session_index(&self) -> SessionIndex {
		self.session
	}

	fn validator_set_count(&self) -> u32 {
		self.offenders[0].1.validators
	}

	fn slot(&self) -> u64 {
		self.slot
	}

	fn slash_fraction(&self, _: u32) -> Perbill {
		// Not asked for.
		Perbill::zero()
	}
}

/// Reports that `who` equivocated in the current session, each in a slot of its own.
pub(crate) fn report(who: &[AccountId]) {
	for who in who {
		let slot = NextSlot::mutate(|next| {
			*next += 1;
			*next
		});
		assert_eq!(report_at(*who, slot), Ok(()));
	}
}

/// Reports that `who` equivocated in `slot` of the current session.
pub(crate) fn report_at(who: AccountId, slot: u64) -> Result<(), OffenceError> {
	let offenders = vec![identify(who).expect("it validates")];
	Offences::report_offence(vec![RICH], Equivocation { offenders, session: Session::current_index(), slot })
}

/// What was slashed, by whom.
pub(crate) fn slashed() -> Vec<(AccountId, Balance)> {
	Faults::get().into_iter().map(|(who, fault)| (who, fault.amount)).collect()
}

/// What happened in this pallet since the last time.
pub(crate) fn take_events() -> Vec<Event<Test>> {
	let events = System::read_events_for_pallet::<Event<Test>>();
	System::reset_events();
	events
}

pub(crate) fn genesis(validators: u64) -> RuntimeGenesisConfig {
	let operators = || 1..=validators;
	RuntimeGenesisConfig {
		system: Default::default(),
		balances: pallet_balances::GenesisConfig {
			balances: operators().map(|who| (who, 1_000)).chain([(RICH, WEALTH), (POOL, ED), (CHEST, ED)]).collect(),
			..Default::default()
		},
		session: pallet_session::GenesisConfig {
			keys: operators().map(|who| (who, who, Keys { dummy: UintAuthorityId(who) })).collect(),
			..Default::default()
		},
		validators: pallet_validators::GenesisConfig {
			candidates: operators().collect(),
			validator_count: MaxCandidates::get(),
			inflation: Perbill::from_percent(8),
			split: Split {
				validators: Perbill::from_percent(60),
				work: Perbill::from_percent(30),
				treasury: Perbill::from_percent(10),
			},
			epoch_duration: EPOCH,
		},
	}
}

/// A chain with the validators 1 to `validators`, of whom each has 1000 times its number at stake.
pub(crate) fn ext_with(validators: u64) -> sp_io::TestExternalities {
	Positions::set((1..=validators).map(|who| (who, (u128::from(who) * 1_000, true))).collect());
	Faults::take();
	let mut ext = sp_io::TestExternalities::new(genesis(validators).build_storage().expect("the genesis is valid"));
	ext.execute_with(|| System::set_block_number(1));
	ext
}

#[cfg(feature = "runtime-benchmarks")]
pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
	ext_with(3)
}

/// Runs `test` with `validators`, and checks the invariants after it: all money that was made is counted.
pub(crate) fn build_and_execute(validators: u64, test: impl FnOnce()) {
	ext_with(validators).execute_with(|| {
		let before = Balances::total_issuance();
		test();
		assert_ok!(Validators::do_try_state());
		assert_eq!(Balances::total_issuance() - before, Minted::<Test>::get().total(), "money was made or lost");
	});
}
