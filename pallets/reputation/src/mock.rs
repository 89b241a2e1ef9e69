//! A chain on which nothing is known but what was settled.

use crate as pallet_reputation;
use frame_support::{assert_ok, derive_impl, parameter_types};
use piazza_primitives::{Conduct, Domain, Reputation as _};
use sp_runtime::{BuildStorage, Permill};

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
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Reputation = pallet_reputation;
}

type Block = frame_system::mocking::MockBlock<Test>;
pub(crate) type AccountId = u64;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
}

/// Blocks of a period.
pub(crate) const PERIOD_LENGTH: u64 = 10;
pub(crate) const DECAY_98: Permill = Permill::from_percent(98);
pub(crate) const PRIOR_VALUE: u128 = 1_000;
pub(crate) const MOST_VALUE: u128 = 1_000_000;

parameter_types! {
	pub static Period: u64 = PERIOD_LENGTH;
	pub static Decay: Permill = DECAY_98;
	pub static Prior: u128 = PRIOR_VALUE;
	pub static MaxValue: u128 = MOST_VALUE;
}

impl pallet_reputation::Config for Test {
	type Period = Period;
	type Decay = Decay;
	type Prior = Prior;
	type MaxValue = MaxValue;
	type WeightInfo = ();
}

/// Whose work is judged.
pub(crate) const SUBJECT: AccountId = 1;
/// Somebody else.
pub(crate) const STRANGER: AccountId = 2;

/// Settles work of the subject that was worth `value`.
pub(crate) fn note(conduct: Conduct, value: u128) {
	Reputation::note(Domain::Jobs, &SUBJECT, conduct, value);
}

pub(crate) fn forget(subject: AccountId) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Reputation::forget(RuntimeOrigin::signed(STRANGER), Domain::Jobs, subject)
}

/// Goes on to the first block of a period that is `periods` later.
pub(crate) fn pass(periods: u32) {
	let period = u64::from(Reputation::period() + periods);
	System::set_block_number(period * PERIOD_LENGTH);
}

/// The events of this pallet.
pub(crate) fn events() -> Vec<pallet_reputation::Event<Test>> {
	System::read_events_for_pallet()
}

pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("the genesis is sound");
	let mut ext = sp_io::TestExternalities::new(storage);
	ext.execute_with(|| System::set_block_number(1));
	ext
}

/// Runs `test` and checks the invariants after it.
pub(crate) fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		assert_ok!(Reputation::do_try_state());
	});
}
