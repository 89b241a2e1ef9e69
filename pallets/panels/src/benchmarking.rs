//! Benchmarks: every call and everything that happens by itself, at its worst.

use crate::{
	pallet::{Checkers, IndexOf, NextId, Panels},
	rules::Lots,
	*,
};
use alloc::vec::Vec;
use codec::Encode;
use frame_benchmarking::v2::*;
use frame_support::traits::{Get, Randomness};
use frame_system::RawOrigin;
use piazza_primitives::{HandleDue, PanelId, Role, Stakes};
use sp_core::H256;
use sp_runtime::{DispatchError, Saturating};

const SALT: [u8; 32] = [1; 32];
const ANSWER: H256 = H256::repeat_byte(9);

/// Makes what the pallet cannot make itself.
pub trait BenchmarkHelper<Case> {
	/// Some case of which no pallet knows anything.
	fn case() -> Case;

	/// Makes the pallet's randomness known since this block.
	fn renew_randomness();
}

/// Sees to it that the first `n` checkers are enrolled, whether the register is open or not.
pub(crate) fn enrol<T: Config>(n: u32) -> Vec<T::AccountId> {
	let checkers: Vec<T::AccountId> = (0..n).map(|n| account("checker", n, 0)).collect();
	for checker in &checkers {
		T::Stakes::back(Role::Checker, checker);
		if !IndexOf::<T>::contains_key(checker) {
			Pallet::<T>::put_in(checker);
		}
	}
	checkers
}

/// Goes to a block in which the register is open, and panels that are convened can be drawn later.
fn start<T: Config>() {
	let (_, known_since) = T::Randomness::random(&[]);
	let open = known_since.saturating_add(T::DrawDelay::get()).saturating_add(1u32.into());
	frame_system::Pallet::<T>::set_block_number(open.max(Pallet::<T>::now()));
}

/// Goes to a block in which the panel can be drawn.
fn go_to_draw<T: Config>(id: PanelId) {
	let due = panel::<T>(id).due.at;
	frame_system::Pallet::<T>::set_block_number(due.saturating_add(1u32.into()));
	T::BenchmarkHelper::renew_randomness();
}

fn convene<T: Config>() -> PanelId {
	Pallet::<T>::do_convene(T::BenchmarkHelper::case(), Vec::new()).expect("there are enough checkers")
}

fn panel<T: Config>(id: PanelId) -> PanelOf<T> {
	Panels::<T>::get(id).expect("the panel exists")
}

/// Goes to the block at which something happens to the panel by itself.
fn go_to_due<T: Config>(id: PanelId) {
	frame_system::Pallet::<T>::set_block_number(panel::<T>(id).due.at);
}

/// A panel whose seats are drawn, and its members.
fn drawn<T: Config>() -> (PanelId, Vec<T::AccountId>) {
	start::<T>();
	enrol::<T>(T::Seats::get());
	let id = convene::<T>();
	go_to_draw::<T>(id);
	Pallet::<T>::handle_due(Due::Draw { panel: id });
	(id, panel::<T>(id).seats.into_iter().map(|seat| seat.member).collect())
}

fn commit<T: Config>(id: PanelId, member: &T::AccountId) {
	let commitment = rules::commitment(id, member, &ANSWER, &SALT);
	Pallet::<T>::do_commit(member.clone(), id, commitment).expect("the member has not committed");
}

/// A panel of which all have committed, and none has revealed.
fn committed<T: Config>() -> (PanelId, Vec<T::AccountId>) {
	let (id, members) = drawn::<T>();
	members.iter().for_each(|member| commit::<T>(id, member));
	(id, members)
}

fn assert_last_event<T: Config>(event: Event<T>) {
	let event: <T as frame_system::Config>::RuntimeEvent = event.into();
	frame_system::Pallet::<T>::assert_last_event(event);
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn enrol() {
		start::<T>();
		let checker: T::AccountId = whitelisted_caller();
		T::Stakes::back(Role::Checker, &checker);

		#[extrinsic_call]
		_(RawOrigin::Signed(checker.clone()));

		assert_last_event::<T>(Event::Enrolled { checker });
	}

	#[benchmark]
	fn resign() {
		start::<T>();
		let checker = super::enrol::<T>(2)[0].clone();

		#[extrinsic_call]
		_(RawOrigin::Signed(checker.clone()));

		assert_last_event::<T>(Event::Resigned { checker });
	}

	#[benchmark]
	fn strike_off() {
		start::<T>();
		let checker = super::enrol::<T>(2)[0].clone();
		T::Stakes::chill(Role::Checker, &checker);

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), checker.clone());

		assert_last_event::<T>(Event::StruckOff { checker });
	}

	#[benchmark]
	fn convene() {
		start::<T>();
		let excluded = super::enrol::<T>(T::Seats::get() + MAX_EXCLUDED).split_off(T::Seats::get() as usize);
		let case = T::BenchmarkHelper::case();

		#[block]
		{
			Pallet::<T>::do_convene(case, excluded).expect("there are enough checkers");
		}

		assert_eq!(NextId::<T>::get(), 1);
	}

	#[benchmark]
	fn commit() {
		let (id, members) = drawn::<T>();
		members.iter().skip(1).for_each(|member| super::commit::<T>(id, member));

		#[extrinsic_call]
		_(RawOrigin::Signed(members[0].clone()), id, H256::zero());

		assert!(matches!(panel::<T>(id).stage, Stage::Revealing { .. }));
	}

	#[benchmark]
	fn reveal() {
		let (id, members) = committed::<T>();
		let member = members[0].clone();

		#[extrinsic_call]
		_(RawOrigin::Signed(member.clone()), id, ANSWER, SALT);

		assert_last_event::<T>(Event::Revealed { panel: id, member, answer: ANSWER });
	}

	/// Whoever is drawn first is not backed any more; those drawn last have the seats.
	#[benchmark]
	fn draw(n: Linear<{ T::Seats::get() }, { T::MaxLots::get() }>) {
		start::<T>();
		super::enrol::<T>(n);
		let id = super::convene::<T>();
		go_to_draw::<T>(id);
		let (randomness, _) = T::Randomness::random(&id.encode());
		for number in Lots::new(rules::seed(id, &randomness), n).take((n - T::Seats::get()) as usize) {
			T::Stakes::chill(Role::Checker, &Checkers::<T>::get(number).expect("there are as many checkers"));
		}

		#[block]
		{
			Pallet::<T>::handle_due(Due::Draw { panel: id });
		}

		assert!(matches!(panel::<T>(id).stage, Stage::Committing { .. }));
		assert_eq!(Checkers::<T>::count(), T::Seats::get());
	}

	#[benchmark]
	fn commits_end() {
		let (id, members) = drawn::<T>();
		members.iter().skip(1).for_each(|member| super::commit::<T>(id, member));
		go_to_due::<T>(id);

		#[block]
		{
			Pallet::<T>::handle_due(Due::CommitsEnd { panel: id });
		}

		assert!(matches!(panel::<T>(id).stage, Stage::Revealing { .. }));
	}

	/// All have given the same answer, so nobody is fined: fines are counted one by one.
	#[benchmark]
	fn conclude() {
		let (id, _) = committed::<T>();
		Panels::<T>::mutate(id, |panel| {
			let seats = panel.as_mut().expect("the panel exists").seats.iter_mut();
			seats.for_each(|seat| seat.progress = Progress::Revealed { answer: ANSWER });
		});
		go_to_due::<T>(id);

		#[block]
		{
			Pallet::<T>::handle_due(Due::RevealsEnd { panel: id });
		}

		assert!(!Panels::<T>::contains_key(id));
	}

	#[benchmark]
	fn postpone() {
		let (id, _) = drawn::<T>();
		go_to_due::<T>(id);
		let error = DispatchError::Unavailable;

		#[block]
		{
			Pallet::<T>::postpone(Due::CommitsEnd { panel: id }, error);
		}

		assert_last_event::<T>(Event::Postponed { panel: id, error });
	}

	impl_benchmark_test_suite!(Pallet, mock::Mock::default().build(), mock::Test);
}
