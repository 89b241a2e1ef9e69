//! What each call costs at the worst.

use crate::{Call, Config, Evidence, Pallet, Program, Programs, Workers};
use alloc::vec;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{Consideration, Get},
	BoundedVec,
};
use frame_system::RawOrigin;
use piazza_primitives::{Attested, ContentHash, ProgramId, Uri, MAX_URI_LENGTH};

fn program() -> Program {
	Program::Image { hash: ContentHash::repeat_byte(1) }
}

/// The longest there is.
fn uri() -> Uri {
	BoundedVec::truncate_from(vec![b'a'; MAX_URI_LENGTH as usize])
}

fn fund_worker<T: Config>(worker: &T::AccountId) {
	T::WorkerConsideration::ensure_successful(worker, Pallet::<T>::worker_footprint());
}

fn fund_program<T: Config>(owner: &T::AccountId) {
	T::ProgramConsideration::ensure_successful(owner, Pallet::<T>::program_footprint());
}

/// A program with the longest URI; registered for `owner` unless it is already.
pub(crate) fn registered_program<T: Config>(owner: &T::AccountId) -> ProgramId {
	let id = program().id();
	if !Programs::<T>::contains_key(id) {
		fund_program::<T>(owner);
		Pallet::<T>::do_register_program(owner.clone(), program(), uri()).expect("the program is new");
	}
	id
}

/// Registers `worker`, to be approved by `owner`.
pub(crate) fn register_worker<T: Config>(worker: &T::AccountId, owner: &T::AccountId) {
	fund_worker::<T>(worker);
	Pallet::<T>::do_register(worker.clone(), owner.clone(), Evidence::Declared).expect("the worker is new");
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn register_program() {
		let owner: T::AccountId = whitelisted_caller();
		fund_program::<T>(&owner);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), program(), uri());

		assert!(Programs::<T>::contains_key(program().id()));
	}

	#[benchmark]
	fn remove_program() {
		let owner: T::AccountId = whitelisted_caller();
		let id = registered_program::<T>(&owner);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id);

		assert!(!Programs::<T>::contains_key(id));
	}

	#[benchmark]
	fn register() {
		let (worker, owner): (T::AccountId, T::AccountId) = (whitelisted_caller(), account("owner", 0, 0));
		fund_worker::<T>(&worker);

		#[extrinsic_call]
		_(RawOrigin::Signed(worker.clone()), owner, Evidence::Declared);

		assert!(Workers::<T>::contains_key(worker));
	}

	#[benchmark]
	fn approve() {
		let (worker, owner): (T::AccountId, T::AccountId) = (account("worker", 0, 0), whitelisted_caller());
		register_worker::<T>(&worker, &owner);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), worker.clone());

		assert!(Pallet::<T>::ensure_active(&worker).is_ok());
	}

	#[benchmark]
	fn renew() {
		let (worker, owner): (T::AccountId, T::AccountId) = (whitelisted_caller(), account("owner", 0, 0));
		Pallet::<T>::activate(&worker, &owner);
		frame_system::Pallet::<T>::set_block_number(Pallet::<T>::now() + T::Validity::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(worker.clone()), Evidence::Declared);

		assert!(Pallet::<T>::ensure_active(&worker).is_ok());
	}

	#[benchmark]
	fn retire() {
		// The owner signs: the worker's account is one more to read and write.
		let (worker, owner): (T::AccountId, T::AccountId) = (account("worker", 0, 0), whitelisted_caller());
		Pallet::<T>::activate(&worker, &owner);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), worker.clone());

		assert!(!Workers::<T>::contains_key(worker));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::genesis(), crate::mock::Test);
}
