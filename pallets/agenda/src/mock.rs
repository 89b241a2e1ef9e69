//! A chain with nothing but an agenda.

use crate as pallet_agenda;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::cell::RefCell;
use frame_support::{derive_impl, parameter_types, traits::Hooks, weights::Weight};
use piazza_primitives::HandleDue;
use scale_info::TypeInfo;
use sp_runtime::BuildStorage;

pub(crate) type Block = frame_system::mocking::MockBlock<Test>;

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
	pub type Agenda = pallet_agenda;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
}

/// An item with a name and a price.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Item {
	pub(crate) name: u32,
	pub(crate) weight: u64,
}

/// Weight of the costliest item.
pub(crate) const MAX_ITEM_WEIGHT: u64 = 1_000;

parameter_types! {
	/// Budget of a block.
	pub static MaxWeight: Weight = Weight::from_parts(10_000, u64::MAX);
	/// What else is done when an item of this name is served.
	pub static AlsoDo: fn(u32) = |_| ();
}

std::thread_local! {
	static SERVED: RefCell<Vec<(u64, u32)>> = const { RefCell::new(Vec::new()) };
}

/// Notes what it serves, and when.
pub struct Note;

impl HandleDue<Item> for Note {
	fn weight_of(item: &Item) -> Weight {
		Weight::from_parts(item.weight, 0)
	}

	fn max_weight() -> Weight {
		Weight::from_parts(MAX_ITEM_WEIGHT, 0)
	}

	fn handle_due(item: Item) {
		SERVED.with_borrow_mut(|served| served.push((System::block_number(), item.name)));
		AlsoDo::get()(item.name);
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<Item> for Note {
	fn idle_item() -> Item {
		Item { name: 0, weight: 0 }
	}
}

impl pallet_agenda::Config for Test {
	type Item = Item;
	type Handler = Note;
	type MaxWeight = MaxWeight;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Note;
}

pub(crate) fn new_test_ext() -> sp_io::TestExternalities {
	let storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("the genesis is sound");
	sp_io::TestExternalities::new(storage)
}

/// Runs `test` in block 1 and checks the invariants after it.
pub(crate) fn build_and_execute(test: impl FnOnce()) {
	SERVED.with_borrow_mut(Vec::clear);
	new_test_ext().execute_with(|| {
		System::set_block_number(1);
		test();
		Agenda::do_try_state().expect("the invariants hold");
	});
}

/// Goes to the next block; returns what its agenda cost.
pub(crate) fn next_block() -> Weight {
	let now = System::block_number() + 1;
	System::set_block_number(now);
	System::reset_events();
	Agenda::on_initialize(now)
}

/// Goes on to block `number`.
pub(crate) fn run_to(number: u64) {
	while System::block_number() < number {
		next_block();
	}
}

/// What was served so far: block and name, in order.
pub(crate) fn served() -> Vec<(u64, u32)> {
	SERVED.with_borrow(Clone::clone)
}
