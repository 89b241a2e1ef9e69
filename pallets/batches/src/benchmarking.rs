//! Benchmarks: every call and everything that happens by itself, at its worst.

use crate::{
	pallet::{Batches, NextId},
	*,
};
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::traits::{
	fungible::{Inspect, Mutate},
	Get,
};
use frame_system::RawOrigin;
use piazza_primitives::{
	Attested, BatchId, Content, ContentHash, HandleDue, LeaseId, Leases, OnVerdict, Panels, ProgramId, ProgramKind,
	Role, Stakes, Verdict, MAX_URI_LENGTH,
};
use sp_core::H256;
use sp_runtime::{
	traits::{BlakeTwo256, Hash, One},
	DispatchError, Saturating,
};

fn content(n: u8) -> Content {
	let uri = vec![n; MAX_URI_LENGTH as usize].try_into().expect("it is as long as it may be");
	Content { hash: ContentHash::repeat_byte(n), uri }
}

/// An account with plenty of native money.
fn party<T: Config>(name: &'static str, n: u32) -> T::AccountId {
	let who = account(name, n, 0);
	let bonds = T::Bond::get().max(T::DisputeBond::get());
	let unit = bonds.saturating_add(T::Currency::minimum_balance());
	T::Currency::set_balance(&who, unit.saturating_mul(1_000_000u32.into()));
	who
}

/// Goes to a block in which a lease can have run for long enough.
fn start<T: Config>() {
	let long_enough = T::MinInterval::get().saturating_add(One::one());
	frame_system::Pallet::<T>::set_block_number(long_enough.max(Pallet::<T>::now()));
}

/// A lease of which a batch can be reported; its worker, and a program.
fn lease<T: Config>() -> (LeaseId, T::AccountId, ProgramId) {
	let (tenant, provider, worker) = (party::<T>("tenant", 0), party::<T>("provider", 0), party::<T>("worker", 0));
	let lease = T::Leases::some_lease(&tenant, &provider, &worker);
	T::Attested::activate(&worker, &provider);
	T::Stakes::back(Role::Provider, &provider);
	(lease, worker, T::Attested::some_program(ProgramKind::Image))
}

fn leaf() -> Leaf {
	Leaf { index: 0, input: content(1), output: content(2) }
}

/// The longest proof there can be, of the leaf, and the root of the tree.
fn proof<T: Config>() -> (Proof, H256) {
	let length = rules::proof_length(leaf().index, T::MaxCount::get());
	let siblings: Vec<H256> = (0..MAX_PROOF_LENGTH).take(length).map(|row| BlakeTwo256::hash_of(&row)).collect();
	let hash = rules::leaf_hash(leaf().index, &leaf().input.hash, &leaf().output.hash);
	let above = |left: H256, right: &H256| BlakeTwo256::hash(&[left.0, right.0].concat());
	let root = siblings.iter().fold(hash, above);
	(siblings.try_into().expect("no tree is deeper"), root)
}

fn reported<T: Config>() -> BatchId {
	let (id, (lease, worker, program)) = (NextId::<T>::get(), lease::<T>());
	let (_, root) = proof::<T>();
	Pallet::<T>::do_report(worker, lease, program, root, T::MaxCount::get()).expect("the lease has run long enough");
	id
}

/// A batch of which a result is disputed.
fn disputed<T: Config>() -> BatchId {
	let id = reported::<T>();
	T::Panels::enrol_enough();
	Pallet::<T>::do_dispute(party::<T>("disputer", 0), id, leaf(), proof::<T>().0, content(3))
		.expect("the result may be disputed");
	id
}

/// What a panel finds whose members all agree.
fn found<T: Config>(output: Content) -> Verdict<T::AccountId> {
	let majority = (0..T::Panels::seats()).map(|n| party::<T>("member", n)).collect();
	Verdict { answer: Some(output.hash), majority }
}

/// A batch about which a panel has found that this output is right, in the block in which that is acted on.
fn judged<T: Config>(output: Content) -> BatchId {
	let id = disputed::<T>();
	Pallet::<T>::on_verdict(id, found::<T>(output));
	go_to_due::<T>(id);
	id
}

fn batch<T: Config>(id: BatchId) -> BatchOf<T> {
	Batches::<T>::get(id).expect("the batch exists")
}

/// Goes to the block at which something happens to the batch by itself.
fn go_to_due<T: Config>(id: BatchId) {
	let due = batch::<T>(id).due.expect("something is due");
	frame_system::Pallet::<T>::set_block_number(due.at);
}

fn assert_last_event<T: Config>(event: Event<T>) {
	let event: <T as frame_system::Config>::RuntimeEvent = event.into();
	frame_system::Pallet::<T>::assert_last_event(event);
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn report() {
		start::<T>();
		let (lease, worker, program) = lease::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(worker), lease, program, H256::zero(), T::MaxCount::get());

		assert_eq!(Batches::<T>::count(), 1);
	}

	#[benchmark]
	fn dispute() {
		start::<T>();
		let id = reported::<T>();
		T::Panels::enrol_enough();
		let disputer = party::<T>("disputer", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(disputer), id, leaf(), proof::<T>().0, content(3));

		assert!(batch::<T>(id).dispute.is_some());
	}

	#[benchmark]
	fn on_verdict() {
		start::<T>();
		let id = disputed::<T>();
		let verdict = found::<T>(content(3));

		#[block]
		{
			Pallet::<T>::on_verdict(id, verdict);
		}

		assert!(batch::<T>(id).due.is_some());
	}

	#[benchmark]
	fn uphold() {
		start::<T>();
		let id = judged::<T>(leaf().output);

		#[block]
		{
			Pallet::<T>::handle_due(Due::Ruling { batch: id });
		}

		assert_last_event::<T>(Event::DisputesReopened { batch: id, until: batch::<T>(id).disputes.to });
	}

	#[benchmark]
	fn disprove() {
		start::<T>();
		let id = judged::<T>(content(3));

		#[block]
		{
			Pallet::<T>::handle_due(Due::Ruling { batch: id });
		}

		assert_eq!(Batches::<T>::count(), 0);
	}

	#[benchmark]
	fn end() {
		start::<T>();
		let id = reported::<T>();
		go_to_due::<T>(id);

		#[block]
		{
			Pallet::<T>::handle_due(Due::End { batch: id });
		}

		assert_last_event::<T>(Event::BatchClosed { batch: id });
	}

	#[benchmark]
	fn postpone() {
		start::<T>();
		let id = judged::<T>(content(3));
		let error = DispatchError::Unavailable;

		#[block]
		{
			Pallet::<T>::postpone(Due::Ruling { batch: id }, error);
		}

		assert_last_event::<T>(Event::Postponed { batch: id, error });
	}

	impl_benchmark_test_suite!(Pallet, mock::state(), mock::Test);
}
