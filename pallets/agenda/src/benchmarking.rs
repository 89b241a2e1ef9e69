//! Benchmarks of the steps of serving.

use super::*;
use crate::pallet::{Cursor, Items, Pages};
use frame_benchmarking::v2::*;
use frame_support::{traits::Get, weights::WeightMeter};
use frame_system::{pallet_prelude::BlockNumberFor, Pallet as System};
use piazza_primitives::Agenda;

/// Makes items to be scheduled.
pub trait BenchmarkHelper<Item> {
	/// An item that costs its owner as little as possible when it falls due.
	fn idle_item() -> Item;
}

#[benchmarks]
mod benches {
	use super::*;

	/// A block whose only weight is the cursor's: work of an earlier block is left.
	#[benchmark]
	fn open() {
		let now = BlockNumberFor::<T>::from(10u32);
		System::<T>::set_block_number(now);
		Cursor::<T>::put(BlockNumberFor::<T>::from(9u32));
		Pages::<T>::insert(now, Page { next: 0, end: 1 });
		let mut meter = WeightMeter::with_limit(T::WeightInfo::open().saturating_add(T::WeightInfo::page()));
		#[block]
		{
			Pallet::<T>::serve_due(now, &mut meter);
		}
	}

	/// A block with one item, for which no weight is left.
	#[benchmark]
	fn page() {
		let now = BlockNumberFor::<T>::from(10u32);
		System::<T>::set_block_number(now);
		Pages::<T>::insert(now, Page { next: 0, end: 1 });
		let mut meter = WeightMeter::with_limit(T::WeightInfo::page());
		#[block]
		{
			Pallet::<T>::serve_block(now, &mut meter);
		}
		assert!(Pages::<T>::contains_key(now));
	}

	/// One item.
	#[benchmark]
	fn item() {
		let now = BlockNumberFor::<T>::from(10u32);
		Items::<T>::insert(now, 0, T::BenchmarkHelper::idle_item());
		let mut meter = WeightMeter::with_limit(T::MaxWeight::get());
		#[block]
		{
			assert!(Pallet::<T>::serve_item(now, 0, &mut meter));
		}
		assert!(!Items::<T>::contains_key(now, 0));
	}

	/// One more item for a block that has one.
	#[benchmark]
	fn schedule() {
		let now = BlockNumberFor::<T>::from(10u32);
		System::<T>::set_block_number(now);
		let at = BlockNumberFor::<T>::from(20u32);
		Pages::<T>::insert(at, Page { next: 0, end: 1 });
		#[block]
		{
			<Pallet<T> as Agenda<T::Item, _>>::schedule(at, T::BenchmarkHelper::idle_item()).expect("20 is after 10");
		}
		assert!(Items::<T>::contains_key(at, 1));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
